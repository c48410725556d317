"""Price labels for shelves: the price so large that it is read from two metres, the name above, the bars below."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.documents import coded, fonts, label_sheet
from desktop.documents.media import MEDIA, Media
from desktop.documents.page import DPI, Paper, Style, cut, fitted, wrapped
from desktop.documents.parts import joined
from desktop.documents.product_label import block
from desktop.domain.symbols import Symbology

_LEAST = coded.LEAST
_NAME = Style(fonts.SEMIBOLD, 9)
_SMALL = Style(fonts.MEDIUM, 7.5)
_PRICE = Style(fonts.DISPLAY_BOLD, 24)
_LINE = 0.43  # mm that a line takes for each point of its letters


@dataclass(frozen=True, slots=True)
class PriceLabel:
    """`price` is already in words; "" leaves a line on which it is written by hand. `code` "" = no bars."""

    name: str
    price: str = ""
    variant: str = ""
    sku: str = ""
    code: str = ""
    kind: Symbology = Symbology.CODE128


def draw(
    labels: Sequence[PriceLabel], language: str, dpi: int = DPI, media: Media = MEDIA["57x32"], start: int = 1
) -> bytes:
    """The labels as PDF, on a roll or in the cells of a sheet from `start` on. They say the same in every language."""

    def each(paper: Paper, label: PriceLabel) -> None:
        _draw(paper, label, media.inset)

    return label_sheet.draw(labels, each, media, labels[0].sku or labels[0].name, dpi, start)


def _draw(paper: Paper, label: PriceLabel, inset: float) -> None:
    left, right, bottom = inset, paper.width - inset, paper.height - inset
    if label.code:
        code = block(paper, label.kind, label.code, inset, min(14.0, max(7.2, paper.height * 0.27)))
        if code.symbol.is_square:
            coded.place(paper, right - code.width, bottom - code.height, code)
            right -= code.width + 1
        else:
            coded.place(paper, (paper.width - code.width) / 2, bottom - code.height, code)
            bottom -= code.height + 0.6
    wide, high = right - left, bottom - inset
    name = _NAME.sized(min(15.0, max(_LEAST, high * 0.46)))
    most = 2 if high > 5 * _LINE * name.size else 1
    y = inset
    for text in wrapped(label.name, name, wide, most):
        y += _LINE * name.size
        paper.text(left, y - 0.09 * name.size, text, name)
    small = _SMALL.sized(max(_LEAST, name.size * 0.72))
    under = joined(label.variant, label.sku if label.code != label.sku or not label.code else "")
    if under and high - (y - inset) > _LINE * (small.size + 14):
        y += _LINE * small.size
        paper.text(left, y - 0.09 * small.size, cut(under, small, wide), small)
    _price(paper, label.price, left, right, y, bottom)


def _price(paper: Paper, price: str, left: float, right: float, top: float, bottom: float) -> None:
    if not price:
        paper.line(left, bottom - 1.2, right, 0.25)
        return
    style = fitted(price, _PRICE.sized(max(_LEAST, (bottom - top) / 0.4)), right - left, _LEAST)
    # In the middle of what is left; digits are 0.73 of their size high, and letters reach as deep as 0.2 of it.
    high = style.size * 0.2566
    paper.right(right, top + (bottom - top + high) / 2, cut(price, style, right - left), style)
