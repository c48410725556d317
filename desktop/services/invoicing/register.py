"""The register of legal numbers: each document's few facts beside its bytes, for lists, totals and audits."""

import hashlib

from desktop.models.base import ms, run
from desktop.services.changes import now


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
