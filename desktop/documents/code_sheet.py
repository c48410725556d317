"""A message in square codes on A4: the card of a shop, or what a bench has packed, to be scanned at another bench."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.page import A4, DPI, Paper, Style, cut, fitted, wrapped
from desktop.i18n import words

LEFT, RIGHT = 18.0, 192.0
_TITLE = Style(fonts.DISPLAY_BOLD, 26)
_HEADING = Style(fonts.SEMIBOLD, 11.8, 0.32)
_TEXT = Style(fonts.MEDIUM, 11)
_KEY = Style(fonts.CODE_BOLD, 12, spacing=1.2)
_NUMBER = Style(fonts.BOLD, 10.2)
_FOOT = Style(fonts.REGULAR, 7.1, 0.32)
_BOTTOM = 279.4


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """`heading` says what it is, `title` of what, `text` what to do with it; `key` is who signed it, as people compare
    keys."""

    heading: str
    title: str
    text: str
    key: str
    codes: Sequence[str]


def draw(data: Sequence[CodeSheet], language: str, dpi: int = DPI) -> bytes:
    """One sheet, or more where its codes need them, for each message."""
    title = data[0].heading if data else ""
    paper = Paper(A4, title, dpi)
    for at, sheet in enumerate(data):
        if at:
            paper.new_page()
        _sheet(paper, sheet, language)
    return paper.finish()


def _sheet(paper: Paper, sheet: CodeSheet, language: str) -> None:
    _ = words(language).gettext
    y = 22.0
    paper.text(LEFT, y, cut(sheet.heading, _HEADING, RIGHT - LEFT), _HEADING)
    style = fitted(sheet.title, _TITLE, RIGHT - LEFT, 12)
    y += 12.0
    paper.text(LEFT, y, cut(sheet.title, style, RIGHT - LEFT), style)
    y += 9.0
    for part in wrapped(sheet.text, _TEXT, RIGHT - LEFT):
        paper.text(LEFT, y, part, _TEXT)
        y += 5.2
    y += 3.0
    begin = paper.text(LEFT, y, _("Key") + "  ", _TEXT)
    paper.text(begin, y, cut(sheet.key, _KEY, RIGHT - begin), _KEY)
    y += 8.0
    symbols = [bars.qr(code) for code in sheet.codes]
    dots = max(4, round(0.42 * paper.dpi / 25.4))
    side = max(symbol.width for symbol in symbols) * dots * 25.4 / paper.dpi
    apart = 8 * dots * 25.4 / paper.dpi
    across = max(1, int((RIGHT - LEFT + apart) // (side + apart)))
    for at, symbol in enumerate(symbols):
        if at and at % across == 0:
            y += side + 9.0 + apart
            if y + side + 9.0 > _BOTTOM:
                paper.new_page()
                paper.text(LEFT, 18.0, cut(sheet.title, _NUMBER, RIGHT - LEFT), _NUMBER)
                y = 26.0
        x = LEFT + at % across * (side + apart)
        paper.square(x, y, symbol, dots)
        if len(symbols) > 1:
            paper.text(x, y + side + 5.2, f"{at + 1} / {len(symbols)}", _NUMBER)
