"""Labels of the storage, for bins and totes. As drawn 100 x 50 mm; smaller ones keep name and square code."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop import i18n
from desktop.documents import bars, coded, fonts, label_sheet
from desktop.documents.media import MEDIA, Media
from desktop.documents.page import DPI, Paper, Style, cut, fitted, measure, module
from desktop.domain.symbols import Symbology

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


def draw(
    labels: Sequence[StorageLabel], language: str, dpi: int = DPI, media: Media = MEDIA["100x50"], start: int = 1
) -> bytes:
    """The labels as PDF, on a roll or in the cells of a sheet from `start` on, with codes of whole dots for `dpi`."""
    is_large = media.label[0] >= SIZE[0] and media.label[1] >= SIZE[1] and media.inset < LEFT

    def each(paper: Paper, label: StorageLabel) -> None:
        if is_large:
            _draw(paper, label, language)
        else:
            _draw_small(paper, label, language, media.inset)

    return label_sheet.draw(labels, each, media, labels[0].code, dpi, start)


def _draw_small(paper: Paper, label: StorageLabel, language: str, inset: float) -> None:
    """The name as large as it can be; the square code; bars where they are not thinner than a worn head prints."""
    left, right, top, bottom = inset, paper.width - inset, inset, paper.height - inset
    square = coded.square(paper, label.code, min(bottom - top, paper.width * 0.4, 24))
    if square is not None:
        coded.place(paper, right - square.width, top, square)
        right -= square.width + 1
    strip = None
    if paper.height >= 30:
        strip = coded.linear(paper, Symbology.CODE128, label.code, right - 0.6, min(14.0, paper.height * 0.36))
    if strip is not None and strip.dots >= bars.dots(0, paper.dpi):
        coded.place(paper, 0.6, bottom - strip.height, strip)
        bottom -= strip.height + 0.8
    else:
        below = square is None or bottom - 4.3 > top + square.height
        wide = (paper.width - inset if below else right) - left
        style = fitted(label.code, _CODE, wide, _LEAST)
        paper.text(left, bottom - 0.3, cut(label.code, style, wide), style)
        bottom -= style.size * 0.43
    inner = " · ".join(part for part in _words(label, language) if part)
    words = fitted(inner, _OUTER, right - left, _LEAST)
    if measure(inner, words) <= right - left and bottom - top > 12:
        paper.text(left, bottom - 0.6, inner, words)
        bottom -= words.size * 0.43
    name = fitted(label.name, _NAME.sized(min(54.5, (bottom - top) / 0.33)), right - left, _LEAST)
    paper.text(left, (top + bottom) / 2 + name.size * 0.128, cut(label.name, name, right - left), name)


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
