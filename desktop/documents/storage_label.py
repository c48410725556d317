"""Labels of the storage, 100 x 50 mm, for thermal printers: one for a bin, one for a tote. Black only."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop import i18n
from desktop.documents import bars, fonts
from desktop.documents.page import DPI, Paper, Style, cut, fitted, measure, module

SIZE = (100.0, 50.0)
LEFT, RIGHT = 5.0, 96.0
_LEAST = 7.5  # points: 2.6 mm
_SQUARE = 21.1  # mm, the square code's side at most
_NAME = Style(fonts.DISPLAY_BOLD, 54.5)
_CODE = Style(fonts.CODE_BOLD, 10, spacing=1.6)
_OUTER = Style(fonts.REGULAR, 9.8)
_INNER = Style(fonts.BOLD, 12)


@dataclass(frozen=True, slots=True)
class StorageLabel:
    """`name` is what people read from three metres; `parts` are the names that a bin's name is nested of."""

    name: str
    code: str
    parts: tuple[str, ...] = ()
    tote: bool = False


def draw(labels: Sequence[StorageLabel], language: str, dpi: int = DPI) -> bytes:
    """The labels as PDF, a page each, with codes of whole dots for a printer of `dpi`."""
    paper = Paper(SIZE, labels[0].code, dpi)
    for place, label in enumerate(labels):
        if place:
            paper.new_page()
        _draw(paper, label, language)
    return paper.finish()


def _draw(paper: Paper, label: StorageLabel, language: str) -> None:
    square = bars.qr(label.code)
    dots = max(bars.dots(0, paper.dpi), int(_SQUARE / 25.4 * paper.dpi / square.width))
    side = paper.code_width(square, dots)
    paper.square(RIGHT - side, 3.5, square, dots)
    quiet = 4 * side / square.width
    room = RIGHT - side - quiet - LEFT
    name = fitted(label.name, _NAME, room, 14)
    # In the middle of where the largest letters stand.
    paper.text(LEFT, 11.8 + name.size * 0.128, cut(label.name, name, room), name)
    symbol = bars.code128(label.code)
    wide = module(paper, symbol, 0.38, 62)
    left = max(LEFT + 1, bars.QUIET * wide * 25.4 / paper.dpi)
    paper.bars(left, 27.5, symbol, wide, 13.8)
    paper.text(left, 45.5, label.code, fitted(label.code, _CODE, 60, _LEAST))
    outer, inner = _words(label, language)
    right = RIGHT - left - paper.code_width(symbol, wide) - 4
    large = fitted(outer, _OUTER, right, _LEAST)
    paper.right(RIGHT, 40.8, cut(outer, large, right), large)
    small = fitted(inner, _INNER, right, _LEAST)
    if measure(inner, small) <= right:
        paper.right(RIGHT, 45.4, inner, small)


def _words(label: StorageLabel, language: str) -> tuple[str, str]:
    """What stands beside the code: where the bin is, in words; the outer parts first."""
    _ = i18n.words(language).gettext
    if label.tote:
        return "", _("tote")
    parts = label.parts
    if len(parts) == 2:
        return _("zone {zone}").format(zone=parts[0]), _("shelf {shelf}").format(shelf=parts[1])
    if len(parts) == 3:
        outer = _("zone {zone}, shelf {shelf}").format(zone=parts[0], shelf=parts[1])
        return outer, _("level {level}").format(level=parts[2]) + " ↑"
    if len(parts) == 4:
        outer = _("zone {zone}, aisle {aisle}, shelf {shelf}").format(zone=parts[0], aisle=parts[1], shelf=parts[2])
        return outer, _("level {level}").format(level=parts[3]) + " ↑"
    return "", ""
