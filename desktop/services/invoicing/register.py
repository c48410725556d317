"""The register of legal numbers: each document's few facts beside its bytes, for lists, totals and audits."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.models.base import ms, run
from desktop.services.changes import now

_STEP = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One number, as archives and lists on paper say it; `at` in milliseconds, "" where a text does not apply."""

    number: str
    kind: str
    order: str
    at: int
    currency: str
    total_minor: int
    buyer: str
    corrects: str
    void_reason: str
    tax_number: str
    sha256: str


def enter(document_id: int, *, buyer: str, currency: str, total_minor: int) -> None:
    """Write a document that was just kept into the register; part of the unit that gave out its number."""
    kind, number, order_id, issued_at, data, pdf_sha256, corrects = run(
        "SELECT kind, number, order_id, issued_at, data, sha256, corrects FROM document WHERE id = ?", (document_id,)
    ).fetchone()
    series, _slash, turn = str(number).rpartition("/")
    run(
        "INSERT INTO number_entry (document_id, kind, number, series, turn, order_id, issued_at, currency, total_minor,"
        " buyer, buyer_folded, pdf_sha256, data_sha256, corrects)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (document_id, kind, number, series, int(turn), order_id, issued_at, currency, total_minor, buyer,
         buyer.casefold(), pdf_sha256, hash_of(data), corrects),
    )  # fmt: skip


def void(document_id: int, reason: str) -> None:
    """Write into the register that a document no longer stands; part of the unit that voids it."""
    run(
        "UPDATE number_entry SET void_reason = ?, voided_at = ? WHERE document_id = ?", (reason, ms(now()), document_id)
    )


def hash_of(data: str) -> str:
    """The fingerprint of a document's figures as they are kept."""
    return hashlib.sha256(data.encode()).hexdigest()


def rows(begin: int, end: int) -> Iterator[Row]:
    """The numbers issued in a span of milliseconds, in the sequence of their issue; a few at a time."""
    after = (begin - 1, 0)
    while rows := run(
        "SELECT e.number, e.kind, o.number, e.issued_at, e.currency, e.total_minor, e.buyer, coalesce(c.number, ''),"
        " e.void_reason, e.tax_number, e.pdf_sha256, e.document_id FROM number_entry e"
        " JOIN orders o ON o.id = e.order_id LEFT JOIN number_entry c ON c.document_id = e.corrects"
        " WHERE (e.issued_at, e.document_id) > (?, ?) AND e.issued_at < ? ORDER BY e.issued_at, e.document_id LIMIT ?",
        (*after, end, _STEP),
    ).fetchall():
        for row in rows:
            yield Row(*row[:11])
        after = (int(rows[-1][3]), int(rows[-1][11]))
