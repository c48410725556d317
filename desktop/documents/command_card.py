"""The command card: everything that a packer would press a key for, as codes to scan. A4, two pages.

The code of each line stands at the other side than that of the line above: a scanner that is held badly reads
nothing, and not the neighbour.
"""

from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.drawings import icon
from desktop.documents.page import A4, DPI, Paper, Style, cut, fitted, measure
from desktop.domain.codes import Command, command_code
from desktop.i18n import LANGUAGES, N_, words

LEFT, RIGHT = 14.0, 195.9
_MODULE_MM = 0.34
_ICON = 8.128 / 24  # mm a unit
_TITLE = Style(fonts.DISPLAY_BOLD, 19)
_BENCH = Style(fonts.DISPLAY_BOLD, 12)
_OTHERS = Style(fonts.REGULAR, 9, 0.32)
_NAME = Style(fonts.DISPLAY_BOLD, 17)
_GUARD = Style(fonts.BOLD, 8)
_CODE = Style(fonts.CODE, 7.5, 0.32, spacing=0.3)
_FOOT = Style(fonts.REGULAR, 7, 0.32)
_LOGO = (("0 J 9.1 8 m 9.1 28 l", 2.2), ("0 J 13.1 8 m 13.1 28 l", 3.0), ("0 J 0 j 27.2 8 m 17 18 l 27.2 28 l", 3.6))

TITLE = N_("Bench commands")
BADGE = N_("supervisor badge")
_WHY = N_("Codes alternate left and right so that the wrong one is not scanned. Only A–Z and 0–9.")


@dataclass(frozen=True, slots=True)
class Row:
    """One command: its words in every language, and its picture. `guarded`: it needs a supervisor's badge, too."""

    command: Command
    text: str
    icon: str = ""
    guarded: bool = False


FIRST = (
    Row(Command.NEXT, N_("Next parcel"), "package-plus"),
    Row(Command.UNDO, N_("Undo last unit"), "undo-2"),
    Row(Command.QUANTITY, N_("Quantity, once"), "hash"),
    Row(Command.SEEN, N_("Note seen"), "message-square-text"),
    Row(Command.MANUAL, N_("Can't scan"), "scan-line"),
    Row(Command.ASIDE, N_("Put aside"), "pause"),
    Row(Command.REPRINT, N_("Print again"), "printer"),
    Row(Command.REOPEN, N_("Reopen"), "package-open"),
    Row(Command.PART, N_("Send part"), "split", guarded=True),
    Row(Command.LOCK, N_("Switch person"), "log-out"),
)
SECOND = (
    Row(Command.DONE, N_("Task done"), "list-checks"),
    Row(Command.YES, N_("Yes"), "check"),
    Row(Command.NO, N_("No"), "x"),
    Row(Command.CANCEL, N_("Cancel"), "ban"),
    Row(Command.PHOTO, N_("Take a photo"), "image"),
    Row(Command.TARE, N_("Zero the scale"), "rotate-ccw"),
    Row(Command.WEIGH, N_("Weigh"), "weight"),
)
DIGITS = tuple(Row(command, command.digit) for command in Command if command.digit)


@dataclass(frozen=True, slots=True)
class CommandCard:
    bench: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the parts of a row lie, in mm from its top line."""

    height: float
    bars_top: float
    bars: float
    name: float
    others: float
    icon: float


_TALL = _Place(24.98, 4.35, 12.55, 12.5, 17.1, 8.4)
_MIDDLE = _Place(17.6, 2.6, 9.0, 8.2, 12.6, 4.7)
_LOW = _Place(12.4, 1.6, 6.4, 8.0, 0.0, 0.0)


def draw(data: CommandCard, language: str, dpi: int = DPI) -> bytes:
    """The card as PDF. `language` is the bench's and the largest; the two others stand below it."""
    title = words(language).gettext(TITLE)
    paper = Paper(A4, f"{title}, {data.bench}" if data.bench else title, dpi)
    _head(paper, data, language)
    top, right = 30.9, False
    for row in FIRST:
        top, right = _row(paper, row, _TALL, top, right, language), not right
    paper.new_page()
    _head(paper, data, language)
    top = 29.0
    for place, rows in ((_MIDDLE, SECOND), (_LOW, DIGITS)):
        for row in rows:
            top, right = _row(paper, row, place, top, right, language), not right
    for sheet in paper.sheets:
        paper.sheet = sheet
        mark = paper.right(RIGHT, 287.1, "Kolli", _FOOT)
        paper.text(LEFT, 287.1, cut(words(language).gettext(_WHY), _FOOT, mark - 4 - LEFT), _FOOT)
    return paper.finish()


def _head(paper: Paper, data: CommandCard, language: str) -> None:
    unit = 10.84 / 36
    paper.strokes(LEFT, 12.53, "8 8 20 20 re", unit, 16)  # a thick line with round corners fills the whole square
    for path, thick in _LOGO:
        paper.strokes(LEFT, 12.53, path, unit, thick, grey=1)
    bench = fitted(data.bench, _BENCH, 50, 8)
    begin = paper.right(RIGHT, 19.5, cut(data.bench, bench, 50), bench)
    room = begin - 6 - 28
    title = words(language).gettext(TITLE)
    large = fitted(title, _TITLE, room, 12)
    paper.text(28, 18.6, cut(title, large, room), large)
    paper.text(28, 23.1, cut(_others(TITLE, language), _OTHERS, room), _OTHERS)
    paper.line(LEFT, 28.9, RIGHT, 0.2)


def _row(paper: Paper, row: Row, place: _Place, top: float, right: bool, language: str) -> float:
    """One command from `top` down; returns where the next one begins."""
    code = command_code(row.command)
    symbol = bars.code128(code)
    dots = bars.dots(_MODULE_MM, paper.dpi)
    wide = paper.code_width(symbol, dots)
    # A dot is left free: bars are moved to whole dots, and must not pass the margin.
    paper.bars(RIGHT - wide - 25.4 / paper.dpi if right else LEFT, top + place.bars_top, symbol, dots, place.bars)
    below = top + place.bars_top + place.bars + 3.2
    if right:
        paper.right(RIGHT, below, code, _CODE)
    else:
        paper.text(LEFT, below, code, _CODE)
    if row.icon:
        paper.strokes(103.96 if right else 98.0, top + place.icon, icon(row.icon), _ICON, 1.75)
    _words(paper, row, place, top, right, language)
    paper.hairline(LEFT, top + place.height, RIGHT)
    return top + place.height


def _words(paper: Paper, row: Row, place: _Place, top: float, right: bool, language: str) -> None:
    edge = 99.7 if right else 110.2
    room = 80.0 if not right else edge - LEFT - 4
    name = words(language).gettext(row.text).replace("'", "’")
    style = fitted(name, _NAME, room, 10)
    write = paper.right if right else paper.text
    up = 2.0 if row.guarded else 0.0
    write(edge, top + place.name - up, cut(name, style, room), style)
    if place.others:
        write(edge, top + place.others - up, cut(_others(row.text, language), _OTHERS, room), _OTHERS)
    if row.guarded:
        own = words(language).gettext(BADGE)
        said = cut(" · ".join(dict.fromkeys(["+ " + own, *_each(BADGE, language, own)])), _GUARD, room - 3.8)
        wide = measure(said, _GUARD) + 3.8
        left = edge - wide if right else edge
        paper.frame(left, top + place.others, wide, 4.75, 0.35, 0.9)
        paper.text(left + 1.9, top + place.others + 3.3, said, _GUARD)


def _others(text: str, language: str) -> str:
    """The same in the languages that are not the bench's."""
    return " · ".join(_each(text, language, words(language).gettext(text))).replace("'", "’")


def _each(text: str, language: str, own: str) -> list[str]:
    said = [words(other).gettext(text) for other in LANGUAGES if other != language]
    return [one for one in dict.fromkeys(said) if one != own]
