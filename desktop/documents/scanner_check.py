"""The scanner check: the calibration code, and three samples, on one A4 page beside the bench."""

from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.page import A4, DPI, Paper, Style, cut, fitted
from desktop.domain.scanners import CALIBRATION, PARTS
from desktop.domain.symbols import Symbology
from desktop.i18n import N_, words

LEFT, RIGHT = 14.0, 196.0
TITLE = N_("Scanner check")
EAN, CODE, MATRIX = "4006381333931", "KOLLI-000123/45", "KOLLI-000123/45"
_TITLE = Style(fonts.DISPLAY_BOLD, 19)
_HEAD = Style(fonts.DISPLAY_BOLD, 13)
_TEXT = Style(fonts.REGULAR, 10)
_SIGNS = Style(fonts.CODE, 8, 0.32, spacing=0.2)
_PART_MM, _SQUARE_MM = 0.375, 0.7


@dataclass(frozen=True, slots=True)
class ScannerCheck:
    bench: str = ""


def draw(data: ScannerCheck, language: str, dpi: int = DPI) -> bytes:
    """One page A4: the square code first, the same in four bar codes, then a product's, a bar and a square code."""
    _ = words(language).gettext
    title = _(TITLE)
    paper = Paper(A4, f"{title}, {data.bench}" if data.bench else title, dpi)
    paper.text(LEFT, 19, title, _TITLE)
    paper.right(RIGHT, 19, cut(data.bench, _HEAD, 80), _HEAD)
    paper.line(LEFT, 24, RIGHT, 0.2)
    paper.text(LEFT, 34, _("1  Calibration"), _HEAD)
    _line(paper, 40, _("Scan the square code once. Kolli learns the scanner's speed, its end key and its keyboard."))
    side = paper.square(LEFT + 4, 47, bars.qr(CALIBRATION), bars.dots(_SQUARE_MM, dpi))
    top = 53 + side
    _line(paper, top, _("A scanner that reads bars only: these four, from the first to the last."))
    for at, part in enumerate(PARTS):
        symbol = bars.code128(part)
        dots = bars.fitting_dots(symbol, _PART_MM, dpi, RIGHT - LEFT)
        y = top + 6 + at * 19
        paper.bars(LEFT + 4, y, symbol, dots, 11)
        paper.text(LEFT + 4, y + 14.4, f"{at + 1}   {part}", _SIGNS)
    top += 6 + len(PARTS) * 19 + 6
    paper.text(LEFT, top, _("2  Check"), _HEAD)
    _line(paper, top + 6, _("Scan each of them in the settings: the same must stand there as here."))
    top += 12
    paper.bars(LEFT + 4, top, bars.symbol(Symbology.EAN13, EAN), bars.dots(0.33, dpi), 16)
    paper.text(LEFT + 4, top + 20, f"EAN-13   {EAN}", _SIGNS)
    paper.bars(70, top, bars.code128(CODE), bars.dots(0.25, dpi), 16)
    paper.text(70, top + 20, f"Code 128   {CODE}", _SIGNS)
    paper.square(160, top, bars.symbol(Symbology.DATA_MATRIX, MATRIX), bars.dots(0.6, dpi))
    paper.text(160, top + 20, f"Data Matrix   {MATRIX}", fitted(f"Data Matrix   {MATRIX}", _SIGNS, RIGHT - 160, 5))
    return paper.finish()


def _line(paper: Paper, y: float, text: str) -> None:
    style = fitted(text, _TEXT, RIGHT - LEFT, 7)
    paper.text(LEFT, y, cut(text, style, RIGHT - LEFT), style)
