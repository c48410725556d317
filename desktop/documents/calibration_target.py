"""The calibration target: marks at known places, a frame through them, rulers of 80 mm, for a person to measure."""

from dataclasses import dataclass

from desktop.documents import fonts
from desktop.documents.page import DPI, Paper, Style, cut, fitted, wrapped
from desktop.domain import calibration_target
from desktop.domain.calibration import Calibration
from desktop.i18n import N_, Words, number, words

TITLE = N_("Calibration target")
_TITLE = Style(fonts.DISPLAY_BOLD, 15)
_TEXT = Style(fonts.REGULAR, 9)
_NUMBER = Style(fonts.DISPLAY_BOLD, 11)
_SMALL = Style(fonts.REGULAR, 7)
_LINE = Style(fonts.REGULAR, 8)
_FIGURES = {
    "a": N_("left edge of the paper to mark 1: {mm} mm"),
    "b": N_("upper edge of the paper to mark 1: {mm} mm"),
    "c": N_("left edge of the paper to mark 3: {mm} mm"),
    "d": N_("mark 1 to mark 2: {mm} mm"),
    "e": N_("mark 1 to mark 3: {mm} mm"),
}
RULER_MM = 80
_HAIR = 0.2  # mm


@dataclass(frozen=True, slots=True)
class CalibrationTarget:
    """`size` in mm, height 0 = a roll. `correction` says in words what the page was printed with, "" = nothing."""

    printer: str
    size: tuple[float, float]
    correction: str = ""


def draw(data: CalibrationTarget, language: str, dpi: int = DPI) -> bytes:
    """One page with the marks of domain.calibration_target, and what each figure is on a printer that is true."""
    said = words(language)
    paper = Paper(calibration_target.page(data.size), f"{said.gettext(TITLE)}, {data.printer}", dpi)
    marks = calibration_target.marks(data.size)
    (left, top), (right, _y), (_x, bottom), _four = marks
    for y in (top, bottom):
        paper.line(left, y, right, _HAIR)
    for x in (left, right):
        paper.box(x - _HAIR / 2, top, _HAIR, bottom - top)
    arm = min(5.0, left - 1.5)
    for at, (x, y) in enumerate(marks, 1):
        paper.line(x - arm, y, x + arm, _HAIR)
        paper.box(x - _HAIR / 2, y - arm, _HAIR, 2 * arm)
        sign, beside = str(at), 1.6
        style = _NUMBER if left > 6 else _NUMBER.sized(7)
        level = y + (4.6 if y == top else -1.8) * (1 if left > 6 else 0.7)
        (paper.text if x == left else paper.right)(x + (beside if x == left else -beside), level, sign, style)
    _inside(paper, data, said, left, top, right, bottom, language)
    return paper.finish()


def _inside(paper: Paper, data: CalibrationTarget, said: Words, left: float, top: float, right: float, bottom: float,
            language: str) -> None:  # fmt: skip
    room = right - left - 16
    tall = bottom - top
    if tall < 36 or room < 30:
        name = cut(data.printer, _SMALL, room)
        paper.text(left + 8, (top + bottom) / 2, name, _SMALL)
        return
    ruled = right - left >= RULER_MM and tall >= 60
    x, y = left + 8, top + (15 if ruled else 6)
    if ruled:
        _ruler(paper, left, top + 8.5)
    if tall >= RULER_MM + 22 and ruled:
        _standing_ruler(paper, right - 9, top + 14)
        room -= 14
    title = said.gettext(TITLE)
    paper.text(x, y + 4, cut(title, fitted(title, _TITLE, room, 8), room), fitted(title, _TITLE, room, 8))
    y += 9
    for line in (f"{data.printer} · {paper.dpi} dpi", data.correction):
        if line:
            paper.text(x, y, cut(line, _TEXT, room), _TEXT)
            y += 4.4
    y += 2
    sentences = [said.gettext(_FIGURES[name]).format(mm=number(_due(name, data), language)) for name in _FIGURES]
    lines = [wrapped(sentence, _LINE, room - 5) for sentence in sentences]
    if y + 3.6 * sum(map(len, lines)) + 4 > bottom - 7:
        return  # the screen says it, too
    for name, own in zip(_FIGURES, lines, strict=True):
        paper.text(x, y, name, _NUMBER.sized(9))
        for line in own:
            paper.text(x + 5, y, line, _LINE)
            y += 3.6
        y += 0.8


def _due(name: str, data: CalibrationTarget) -> int:
    return round(calibration_target.expected(name, data.size)(Calibration()))


def _ruler(paper: Paper, x: float, y: float) -> None:
    for mm in range(RULER_MM + 1):
        long = 4.0 if mm % 10 == 0 else 3.0 if mm % 5 == 0 else 2.0
        paper.box(x + mm - _HAIR / 2, y - long, _HAIR, long)
        if mm and mm % 20 == 0:
            paper.centre(x + mm, y + 2.8, str(mm), _SMALL)


def _standing_ruler(paper: Paper, x: float, y: float) -> None:
    for mm in range(RULER_MM + 1):
        long = 4.0 if mm % 10 == 0 else 3.0 if mm % 5 == 0 else 2.0
        paper.line(x - long, y + mm, x, _HAIR)
        if mm and mm % 20 == 0:
            paper.text(x + 0.8, y + mm + 0.9, str(mm), _SMALL)
