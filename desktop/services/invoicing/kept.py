"""The documents that were issued: found, listed, and as the bytes that they are."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from desktop.documents import credit_note, invoice, receipt
from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, storable, utc
from desktop.services.changes import unit
from desktop.services.invoicing import register, sealing
from desktop.services.orders import DocumentRow

_KINDS: dict[str, tuple[type[Any], Callable[..., bytes]]] = {
    "invoice": (invoice.Invoice, invoice.draw),
    "credit-note": (credit_note.CreditNote, credit_note.draw),
    "receipt": (receipt.Receipt, receipt.draw),
}
_COLUMNS = (
    "SELECT d.id, d.kind, d.number, d.order_id, o.number, d.issued_at, d.language, d.void_reason, d.corrects"
    " FROM document d JOIN orders o ON o.id = d.order_id"
)


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One document. `void_reason` "" = it stands; `corrects` is the id of the document that it corrects."""

    id: int
    kind: str
    number: str
    order_id: int
    order_number: str
    issued_at: datetime
    language: str
    void_reason: str
    corrects: int | None


def keep(kind: str, number: str, order_id: int, moment: datetime, language: str,
         data: invoice.Invoice | credit_note.CreditNote | receipt.Receipt, pdf: bytes,
         corrects: int | None = None) -> DocumentRow:  # fmt: skip
    """Write a document that was just drawn, and its entry; part of the unit that gave out its number."""
    document_id = insert(
        "INSERT INTO document (kind, number, order_id, issued_at, language, data, pdf, sha256, void_reason, corrects)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?)",
        (kind, number, order_id, ms(moment), language, msgspec.json.encode(data).decode(), pdf,
         hashlib.sha256(pdf).hexdigest(), corrects),
    )  # fmt: skip
    buyer = "" if isinstance(data, receipt.Receipt) else data.buyer.name
    sealing.seal_days_before(moment)
    register.enter(document_id, buyer=buyer, currency=data.currency, total_minor=data.total_minor)
    return DocumentRow(document_id, kind, number, moment, "", corrects)


def original(document_id: int) -> bytes:
    """The very bytes that were issued.

    Raises:
        NotFound: there is no such document.
    """
    row = run("SELECT pdf FROM document WHERE id = ?", (document_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("document"), ref=document_id)
    return bytes(row[0])


def copy(document_id: int, media: str = "") -> bytes:
    """The same document drawn again from the figures and texts kept with it, marked as a copy; always the same bytes.

    `media`: another roll than a receipt was issued for.

    Raises:
        NotFound: there is no such document.
    """
    row = run("SELECT kind, language FROM document WHERE id = ?", (document_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("document"), ref=document_id)
    data, draw = replace(figures(document_id), copy=True), _KINDS[row[0]][1]
    if media and row[0] == "receipt":
        data = replace(data, media=media)
    return draw(data, row[1])


def to_print(document_id: int, *, again: bool, media: str = "") -> bytes:
    """What comes out of a printer: the original once, the copy from then on. `media` as for `copy`.

    `again`: a paper of this kind and order came out before. Where the order has several of the kind (a voided invoice
    and the next one, two credit notes), it may have been the other one: then it is looked up which did.
    """
    row = find(document_id)
    if again and len(issued(2, row.kind, row.order_id)) > 1:
        again = _came_out(document_id)
    pdf = copy(document_id, media) if again else original(document_id)
    # The paper in hand is of this document from now on, so that the next one can be told from it.
    with unit():
        run(
            "UPDATE print_job SET document_id = ?, document_sha256 = ? WHERE order_id = ? AND kind = ?"
            " AND state = 'sending'",
            (document_id, hashlib.sha256(pdf).hexdigest(), row.order_id, row.kind),
        )
    return pdf


def _came_out(document_id: int) -> bool:
    row = run(
        "SELECT 1 FROM print_job WHERE document_id = ? AND state IN ('sent', 'done', 'unsure', 'reprinted') LIMIT 1",
        (document_id,),
    ).fetchone()
    return row is not None


def figures(document_id: int) -> Any:
    """What a document says, as the dataclass of its kind."""
    kind, data = run("SELECT kind, data FROM document WHERE id = ?", (document_id,)).fetchone()
    return msgspec.json.decode(data.encode(), type=_KINDS[kind][0])


def find(ref: str | int) -> IssuedRow:
    """The document with this number, or this id.

    Raises:
        NotFound: there is none.
    """
    if isinstance(ref, int):
        rows = _rows("d.id = ?", (ref,))
    else:
        number = storable(ref.strip())
        rows = _rows("d.number = ? OR d.number = ?", (number, number.upper()))
    if not rows:
        raise NotFound(what=N_("document"), ref=ref)
    return rows[0]


def issued(limit: int = 100, kind: str = "", order_id: int | None = None) -> list[IssuedRow]:
    """The newest documents first, of one kind or of one order where they are named."""
    return _rows("(? = '' OR d.kind = ?) AND (? = 0 OR d.order_id = ?) ORDER BY d.id DESC LIMIT ?",
                 (kind, kind, order_id or 0, order_id or 0, limit))  # fmt: skip


def of_day(begin: datetime, end: datetime) -> list[IssuedRow]:
    """The documents issued from `begin` until before `end`, oldest first."""
    return _rows("d.issued_at >= ? AND d.issued_at < ? ORDER BY d.id", (ms(begin), ms(end)))


def newest(order_id: int, kind: str) -> DocumentRow | None:
    """The order's newest document of this kind that stands; None if it has none."""
    row = run(
        "SELECT id, kind, number, issued_at, void_reason, corrects FROM document"
        " WHERE order_id = ? AND kind = ? AND void_reason = '' ORDER BY id DESC LIMIT 1",
        (order_id, kind),
    ).fetchone()
    return None if row is None else DocumentRow(row[0], row[1], row[2], utc(row[3]), row[4], row[5])


def _rows(where: str, values: Sequence[object]) -> list[IssuedRow]:
    found = run(f"{_COLUMNS} WHERE {where}", tuple(values)).fetchall()
    return [IssuedRow(*[*row[:5], utc(row[5]), *row[6:]]) for row in found]
