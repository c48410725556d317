"""The shop's cartons as codes to scan at the bench: which box was taken is recorded with one scan. A4."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.page import A4, DPI, Paper, Style, fitted, wrapped
from desktop.i18n import N_, number, words

LEFT, RIGHT = 14.0, 195.9
_MODULE_MM = 0.34
_TOP, _HEIGHT, _BARS = 31.0, 22.0, 12.0
_ON_A_PAGE = 11
_TITLE = Style(fonts.DISPLAY_BOLD, 19)
_NAME = Style(fonts.DISPLAY_BOLD, 17)
_SIZE = Style(fonts.REGULAR, 9, 0.32)
_CODE = Style(fonts.CODE, 7.5, 0.32, spacing=0.3)

TITLE = N_("Cartons")


@dataclass(frozen=True, slots=True)
class CartonLine:
    """One kind of box: its code, name, inner sizes in mm and own weight in grams."""

    code: str
    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int


def draw(data: Sequence[CartonLine], language: str, dpi: int = DPI) -> bytes:
    """The card as PDF; the codes alternate left and right, so that a neighbour is not scanned."""
    title = words(language).gettext(TITLE)
    paper = Paper(A4, title, dpi)
    for at, carton in enumerate(data):
        row = at % _ON_A_PAGE
        if row == 0:
            if at:
                paper.new_page()
            paper.text(LEFT, 20.0, title, _TITLE)
            paper.line(LEFT, 28.9, RIGHT, 0.2)
        _row(paper, carton, _TOP + row * _HEIGHT, row % 2 == 1, language)
    if not data:
        paper.text(LEFT, 20.0, title, _TITLE)
    return paper.finish()


def _row(paper: Paper, carton: CartonLine, top: float, right: bool, language: str) -> None:
    symbol = bars.code128(carton.code)
    dots = bars.dots(_MODULE_MM, paper.dpi)
    wide = paper.code_width(symbol, dots)
    paper.bars(RIGHT - wide - 25.4 / paper.dpi if right else LEFT, top + 2.5, symbol, dots, _BARS)
    (paper.right if right else paper.text)(RIGHT if right else LEFT, top + 2.5 + _BARS + 3.2, carton.code, _CODE)
    edge = 99.7 if right else 110.2
    room = edge - LEFT - 4 if right else 80.0
    style = fitted(carton.name, _NAME, room, 10)
    size = " × ".join(number(side, language) for side in (carton.length_mm, carton.width_mm, carton.height_mm))
    write = paper.right if right else paper.text
    names = wrapped(carton.name, style, room, 2)
    for place, part in enumerate(names):
        write(edge, top + 10.5 - 4.2 * (len(names) - 1 - place), part, style)
    weight = f" · {number(carton.weight_g, language)}\u00a0g" if carton.weight_g else ""
    write(edge, top + 15.5, f"{size}\u00a0mm{weight}", _SIZE)
    paper.hairline(LEFT, top + _HEIGHT, RIGHT)
