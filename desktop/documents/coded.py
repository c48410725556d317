"""A code with what people read of it, placed as its standard asks: digits under the bars, elements in parentheses."""

from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.bars import Symbol
from desktop.documents.page import Paper, Style, cut, fitted
from desktop.domain.symbols import Symbology

LEAST = 7.5  # points: 2.6 mm, which thermal printers still show
_DIGITS = Style(fonts.MEDIUM, 8.2)
_WORDS = Style(fonts.CODE_BOLD, 8.2, spacing=0.3)
BAND = 2.9  # mm below the bars that the text takes
_SHORT = 5  # modules by which the bars of EAN and UPC that frame the others are longer
# In modules from the first bar: where each group of digits has its middle. Source: GS1 General Specifications 5.2.
_GROUPS = {
    Symbology.EAN13: ((24, 1, 7), (71, 7, 13)),
    Symbology.EAN8: ((17.5, 0, 4), (49.5, 4, 8)),
    Symbology.UPCA: ((28, 1, 6), (67, 6, 11)),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A code that was given a place: its symbol, the dots of a module, and the room it takes with its white."""

    symbol: Symbol
    dots: int
    width: float
    height: float


def linear(
    paper: Paper, kind: Symbology, text: str, room: float, height: float, wanted_mm: float = 0.38
) -> Block | None:
    """Bars with their text in a room of this width and height; None where they do not fit."""
    symbol = bars.symbol(kind, text)
    dots = bars.linear_dots(symbol, wanted_mm, paper.dpi, room, narrow=True)
    return Block(symbol, dots, symbol.whole * dots * 25.4 / paper.dpi, height) if dots else None


def square(paper: Paper, text: str, room: float, most_mm: float = 0.8) -> Block | None:
    """A square code without text; None where it does not fit the room."""
    kind = Symbology.DATA_MATRIX if text.isascii() else Symbology.QR
    symbol = bars.symbol(kind, text)
    dots = bars.square_dots(symbol, paper.dpi, room, most_mm)
    side = symbol.whole * dots * 25.4 / paper.dpi
    return Block(symbol, dots, side, side) if dots else None


def place(paper: Paper, left: float, top: float, block: Block) -> None:
    """Draw it; `left` is where the white before it begins."""
    symbol, module = block.symbol, block.dots * 25.4 / paper.dpi
    x = left + symbol.before * module
    if symbol.is_square:
        paper.square(x, top + symbol.before * module, symbol, block.dots)
        return
    high = block.height - BAND
    paper.bars(x, top, symbol, block.dots, high)
    wide = symbol.width * module
    if symbol.guards:
        paper.guards(x, top + high, symbol, block.dots, min(_SHORT * module, BAND - 0.9))
        _digits(paper, x, top + block.height - 0.35, symbol, module)
        return
    if symbol.kind is Symbology.ITF14:
        for y in (top, top + high):  # bearer bars, so that a slanted scan does not read a part of it for the whole
            paper.line(x, y, x + wide, 2 * module)
    style = fitted(symbol.text, _WORDS, block.width, LEAST)
    paper.centre(x + wide / 2, top + block.height - 0.15, cut(symbol.text, style, block.width), style)


def _digits(paper: Paper, x: float, y: float, symbol: Symbol, module: float) -> None:
    """The digits under the two halves; the first (and of UPC-A the last) stand beside the bars."""
    text = symbol.text
    style = fitted(text[:6], _DIGITS, 40 * module, 5.5)
    if symbol.kind is not Symbology.EAN8:
        paper.right(x - 2 * module, y, text[0], style)
    for middle, begin, end in _GROUPS[symbol.kind]:
        group = text[begin:end]
        paper.centre(x + middle * module, y, group, fitted(group, _DIGITS, (len(group) * 7 - 2) * module, 5.5))
    if symbol.kind is Symbology.UPCA:
        paper.text(x + (symbol.width + 2) * module, y, text[-1], style)
