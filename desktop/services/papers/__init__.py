"""Papers: what the database knows, as the documents want it, drawn. One module a kind; paper_kinds names them."""

from collections.abc import Callable, Sequence
from importlib import import_module

from desktop.domain import pdfium
from desktop.domain.errors import BadInput
from desktop.i18n import N_
from desktop.services.paper_kinds import PAPERS, TEST_PAGE, Of
from desktop.services.papers.wanted import DPI, Wanted


def draw(kind: str, order_ids: Sequence[int], parcel_id: int | None = None, *, copy: bool = False,
         dpi: int = DPI, language: str = "", media: str = "") -> bytes:  # fmt: skip
    """One PDF with this kind of paper for these orders, in the sequence given.

    `language` "" is the customer's, and the screen's for a pick list. An invoice is issued if the order has none yet;
    with `copy` it is the marked copy.

    Raises:
        BadInput: no such kind of paper, or no order.
        NotAllowed: a label of an order that has no parcel yet.
    """
    if kind not in PAPERS or PAPERS[kind].of is not Of.ORDER or not order_ids:
        raise _unknown(kind)
    together = PAPERS[kind].together or (kind == "parcel-label" and (media == "A4" or _is_sheet(media)))
    each = [tuple(order_ids)] if together else [(order_id,) for order_id in order_ids]
    drawn = _drawn_by(kind)
    return merged(
        [
            drawn(Wanted(order_ids=own, parcel_id=parcel_id, copy=copy, dpi=dpi, language=language, media=media))
            for own in each
        ]
    )


def draw_together(kind: str, order_ids: Sequence[int], *, copy: bool = False) -> bytes:
    """The same as one document of its module, which takes several orders: fonts stand in it once.

    Raises:
        NotAllowed: a label of an order that has no parcel yet.
    """
    return _drawn_by(kind)(Wanted(order_ids=tuple(order_ids), copy=copy))


def draw_own(kind: str, ref: str, *, dpi: int = DPI, language: str = "", media: str = "") -> bytes:
    """A paper of the house; `ref` says of what it is, `language` "" is the screen's.

    Raises:
        BadInput: no such kind of paper.
    """
    if kind not in PAPERS or PAPERS[kind].of is not Of.HOUSE:
        raise _unknown(kind)
    return _drawn_by(kind)(Wanted(ref=ref, dpi=dpi, language=language, media=media))


def draw_test(printer: str, *, label: bool, dpi: int) -> bytes:
    """A printer's test page, in the language of the screen."""
    return _drawn_by(TEST_PAGE)(Wanted(ref=printer, dpi=dpi, media="100x150" if label else "A4"))


def _is_sheet(name: str) -> bool:
    """Whether several labels share a page of this paper."""
    from desktop.documents.media import MEDIA

    return name in MEDIA and MEDIA[name].cells is not None


def _drawn_by(kind: str) -> Callable[[Wanted], bytes]:
    found: Callable[[Wanted], bytes] = import_module(f"{__name__}.{PAPERS[kind].module}").draw
    return found


def _unknown(kind: str) -> BadInput:
    return BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))


def merged(pages: Sequence[bytes]) -> bytes:
    """Several PDFs as one, in sequence; a single one stays as it is to the last byte."""
    if len(pages) == 1:
        return pages[0]
    import io

    import pypdfium2

    out = io.BytesIO()
    with pdfium.using:
        whole = pypdfium2.PdfDocument.new()
        for page in pages:
            part = pypdfium2.PdfDocument(page)
            whole.import_pages(part)
            part.close()
        whole.save(out)
        whole.close()
    return out.getvalue()
