"""How a paper would look with a template that is not kept yet: of the newest real order, else of an example.

Nothing is issued, queued or changed by it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from desktop.documents import credit_note, invoice, receipt
from desktop.documents.bill import Bill
from desktop.documents.credit_note import CreditNote
from desktop.documents.invoice import Invoice
from desktop.documents.receipt import Receipt
from desktop.domain import pdfium
from desktop.domain.errors import KolliError
from desktop.models.base import run
from desktop.services import example_papers, papers, templates
from desktop.services.templates import Own

DPI = 203
B = TypeVar("B", bound=Bill)


@dataclass(frozen=True, slots=True)
class Seen:
    """A page in pixels: red, green, blue and an empty byte each; of so many `pages`."""

    pages: int
    width: int
    height: int
    data: bytes


def draw(kind: str, chosen: Own, language: str, media: str = "") -> bytes:
    """The paper as PDF, drawn by this choice.

    Raises:
        UnknownHole, TooLong, TooManyLines, BadInput: the choice could not be kept either.
    """
    templates.check(kind, chosen)
    with templates.trying(kind, chosen):
        try:
            found = _REAL[kind](kind, language, media) if kind in _REAL else None
        except KolliError:  # as an order that was deleted meanwhile
            found = None
        return found or example_papers.draw(kind, language, media, DPI)


def picture(pdf: bytes, page: int, width: int, height: int) -> Seen:
    """A page as large as it fits into so many pixels."""
    import pypdfium2

    with pdfium.using:
        document = pypdfium2.PdfDocument(pdf)
        try:
            count = len(document)
            sheet = document[min(page, count - 1)]
            across, down = sheet.get_size()
            scale = min(width / across, height / down)
            drawn = sheet.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
            seen = Seen(count, drawn.width, drawn.height, bytes(drawn.buffer))
            drawn.close()  # here, and not whenever it is collected: that would be outside of the lock
            return seen
        finally:
            document.close()


def _of_order(kind: str, language: str, media: str) -> bytes | None:
    row = run("SELECT max(id) FROM orders").fetchone()
    return papers.draw(kind, [row[0]], language=language, media=media, dpi=DPI) if row[0] else None


def _of_parcel(kind: str, language: str, media: str) -> bytes | None:
    row = run("SELECT order_id, id FROM parcel ORDER BY id DESC LIMIT 1").fetchone()
    return papers.draw(kind, [row[0]], row[1], language=language, media=media, dpi=DPI) if row else None


def _manifest(kind: str, language: str, media: str) -> bytes | None:
    row = run("SELECT code FROM manifest WHERE state = 'closed' ORDER BY id DESC LIMIT 1").fetchone()
    return papers.draw_own(kind, row[0], language=language, media=media, dpi=DPI) if row else None


def _receipt(kind: str, language: str, media: str) -> bytes | None:
    row = run("SELECT data FROM document WHERE kind = ? ORDER BY id DESC LIMIT 1", (kind,)).fetchone()
    if row is None:
        return None
    kept = msgspec.json.decode(row[0], type=Receipt)
    template = templates.of(kind, language, number=kept.order_number)
    return receipt.draw(replace(kept, template=template, media=media or kept.media, copy=False), language, DPI)


def _bill(kind: str, language: str, _media: str) -> bytes | None:
    row = run("SELECT data FROM document WHERE kind = ? ORDER BY id DESC LIMIT 1", (kind,)).fetchone()
    if row is None:
        return None
    if kind == "invoice":
        return invoice.draw(_by_choice(msgspec.json.decode(row[0], type=Invoice), kind, language), language, DPI)
    return credit_note.draw(_by_choice(msgspec.json.decode(row[0], type=CreditNote), kind, language), language, DPI)


def _by_choice(kept: B, kind: str, language: str) -> B:
    template = templates.of(kind, language, name=kept.buyer.name.split(" ")[0], number=kept.order_number, courier="")
    return replace(kept, copy=False, template=template, note=template.text("note", kept.note))


_REAL: dict[str, Callable[[str, str, str], bytes | None]] = {
    "packing-slip": _of_order, "thank-you-card": _of_order, "pick-list": _of_order, "parcel-label": _of_parcel,
    "manifest": _manifest, "invoice": _bill, "credit-note": _bill, "receipt": _receipt, "return-label": _of_order,
}  # fmt: skip
