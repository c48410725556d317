"""A printer's test page: true size, edges, and codes of which each is a dot wider than the one before."""

from dataclasses import dataclass
from decimal import Decimal

from desktop import i18n
from desktop.documents import bars, fonts
from desktop.documents.page import A4, LABEL, Paper, Style, cut, fitted

_TITLE = Style(fonts.DISPLAY_BOLD, 17)
_LINE = Style(fonts.MEDIUM, 10)
_CODE = Style(fonts.CODE_BOLD, 9, spacing=0.4)
_EDGE = 4.0  # mm from the paper's edge: most printers reach this far


@dataclass(frozen=True, slots=True)
class TestPage:
    """What stands on it. `label`: 100 x 150 mm instead of A4. `when` is already in words."""

    __test__ = False  # no test of pytest's

    printer: str
    bench: str = ""
    when: str = ""
    label: bool = False


def draw(data: TestPage, language: str, dpi: int) -> bytes:
    """A frame 4 mm from the edges, a line of 50 mm to be measured, and codes from the thinnest bars up."""
    _ = i18n.words(language).gettext
    paper = Paper(LABEL if data.label else A4, _("Test page"), dpi)
    room = paper.width - 2 * _EDGE
    paper.frame(_EDGE, _EDGE, room, paper.height - 2 * _EDGE, 0.3, 0.0)
    left = _EDGE + 4
    title = fitted(_("Test page"), _TITLE, room - 8, 10)
    paper.text(left, 15, _("Test page"), title)
    for place, text in enumerate((data.printer, " · ".join(part for part in (data.bench, data.when) if part))):
        paper.text(left, 21.5 + 5 * place, cut(text, _LINE, room - 8), _LINE)
    paper.text(left, 31.5, _("{dpi} dots per inch").format(dpi=dpi), _LINE)
    paper.line(left, 38, left + 50, 0.3)
    for x in (left, left + 50):
        paper.box(x - 0.15, 36, 0.3, 4)
    paper.text(left, 44.5, _("This line is 50 mm long."), _LINE)
    _codes(paper, left, 50, room - 8, language)
    return paper.finish()


def _codes(paper: Paper, left: float, top: float, room: float, language: str) -> None:
    """Each code names the dots of its thinnest bar; those that read are safe on this printer."""
    most = 100.0 if paper.width < A4[0] else paper.width
    for turn in range(6):
        dots = 2 + turn
        text = f"KOLLI{dots}"
        symbol = bars.code128(text)
        quiet = bars.QUIET * dots * 25.4 / paper.dpi
        if paper.code_width(symbol, dots) + 2 * quiet > min(room, most):
            break
        y = top + turn * 15.5
        wide = paper.bars(left + quiet, y, symbol, dots, 9)
        end = paper.text(left + quiet, y + 12.6, text, _CODE)
        module = i18n.number(round(Decimal(dots * 25.4 / paper.dpi), 2), language)
        paper.text(max(end + 3, left + quiet + wide / 2), y + 12.6, f"{module}\u00a0mm", _CODE)
