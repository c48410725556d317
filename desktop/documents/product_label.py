"""Labels for articles, from 38 x 21 mm up: what it is, its number in bars, perhaps a price and a day of packing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop import i18n
from desktop.documents import coded, fonts, label_sheet
from desktop.documents.coded import Block
from desktop.documents.media import MEDIA, Media
from desktop.documents.page import DPI, Paper, Style, cut, fitted, wrapped
from desktop.documents.parts import joined
from desktop.domain.symbols import Symbology

_LEAST = coded.LEAST
_NAME = Style(fonts.SEMIBOLD, 9)
_SMALL = Style(fonts.MEDIUM, 7.5)
_SKU = Style(fonts.CODE, 7.5)
_PRICE = Style(fonts.DISPLAY_BOLD, 11)
_LINE = 0.43  # mm that a line takes for each point of its letters
_MOST_NAME = 3


@dataclass(frozen=True, slots=True)
class ProductLabel:
    """`price` is already in words ("Rp89.000"), "" = none is shown. `code` is what the bars say, `kind` which bars."""

    name: str
    sku: str
    code: str
    kind: Symbology = Symbology.CODE128
    variant: str = ""
    price: str = ""
    packed_on: date | None = None


def draw(
    labels: Sequence[ProductLabel], language: str, dpi: int = DPI, media: Media = MEDIA["57x32"], start: int = 1
) -> bytes:
    """The labels as PDF, on a roll or in the cells of a sheet from `start` on."""

    def each(paper: Paper, label: ProductLabel) -> None:
        _draw(paper, label, language, media.inset)

    return label_sheet.draw(labels, each, media, labels[0].sku or labels[0].name, dpi, start)


def block(paper: Paper, kind: Symbology, code: str, inset: float, height: float) -> Block:
    """The code as bars across the label; as a square one at its right where bars would be too thin to be read."""
    linear_kind = kind not in (Symbology.QR, Symbology.DATA_MATRIX)
    found = coded.linear(paper, kind, code, paper.width - 2 * max(0.6, inset - 1.4), height) if linear_kind else None
    if found is None:
        room = min(paper.height - 2 * inset, paper.width * 0.45)
        found = coded.square(paper, code, room)
    if found is None:
        raise ValueError(f"no code of {len(code)} signs fits {paper.width} x {paper.height} mm")
    return found


def _draw(paper: Paper, label: ProductLabel, language: str, inset: float) -> None:
    code = block(paper, label.kind, label.code, inset, min(20.0, max(8.4, paper.height * 0.42)))
    left, right, bottom = inset, paper.width - inset, paper.height - inset
    is_square = code.symbol.is_square
    if is_square:
        coded.place(paper, right - code.width, max(inset, (paper.height - code.height) / 2), code)
        right -= code.width + 0.8
    else:
        coded.place(paper, (paper.width - code.width) / 2, bottom - code.height, code)
        bottom -= code.height + 0.9
    room = (left, inset, right, bottom)
    _texts(paper, label, _foot(label, language, sku=not is_square and label.code != label.sku), room, sku=is_square)


def _texts(paper: Paper, label: ProductLabel, foot: str, room: tuple[float, ...], *, sku: bool) -> None:
    """Name, variant, SKU and price, as large as the label lets them be; `sku`: it has lines of its own."""
    left, top, right, bottom = room
    wide, high = right - left, bottom - top
    largest = min(16.0, max(_LEAST, high * 0.8))
    small, price = _SMALL.sized(max(_LEAST, largest * 0.72)), _PRICE.sized(max(9.0, largest * 1.1))
    below = max(_LINE * small.size if foot else 0.0, _LINE * price.size if label.price else 0.0)
    rows = [(cut(label.variant, small, wide), small)] if label.variant else []
    least = _SKU.sized(_LEAST)
    rows += [(text, least) for text in (wrapped(label.sku, least, wide, 2) if sku else ())]
    said = label.name
    if label.variant and high - below - _tall(rows) < _LINE * largest:  # no room for a line of its own
        said, rows = joined(label.name, label.variant), rows[1:]
    lines, name = _name(said, largest, wide, high - below - _tall(rows))
    y = top
    for text, style in [*((line, name) for line in lines), *rows]:
        y += _LINE * style.size
        if y <= bottom + 0.1:
            paper.text(left, y - 0.09 * style.size, text, style)
    begin = right
    if label.price and y + _LINE * _LEAST <= bottom + 0.4:
        price = fitted(label.price, price, wide * 0.62 if foot else wide, _LEAST)
        begin = paper.right(right, bottom - 0.6, cut(label.price, price, wide), price) - 1.5
    if foot and y + _LINE * _LEAST <= bottom + 0.4 and begin - left > 8:
        style = fitted(foot, _SKU.sized(small.size), begin - left, _LEAST)
        paper.text(left, bottom - 0.6, cut(foot, style, begin - left), style)


def _name(text: str, largest: float, wide: float, high: float) -> tuple[list[str], Style]:
    """The name in lines, smaller where it would be cut otherwise."""
    size = largest
    while True:
        name = _NAME.sized(size)
        most = max(1, min(_MOST_NAME, int(high / (_LINE * size) + 0.05)))
        lines = wrapped(text, name, wide)
        if len(lines) <= most or size <= _LEAST:
            return wrapped(text, name, wide, most), name
        size = max(_LEAST, size - 0.5)


def _tall(rows: Sequence[tuple[str, Style]]) -> float:
    return sum(_LINE * style.size for _text, style in rows)


def _foot(label: ProductLabel, language: str, *, sku: bool) -> str:
    day = ""
    if label.packed_on is not None:
        day = i18n.words(language).gettext("Packed {date}").format(date=i18n.date(label.packed_on, language))
    return joined(label.sku if sku else "", day)
