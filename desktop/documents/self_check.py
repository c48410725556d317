"""The page by which a printer checks itself with a scanner: codes across folds, and codes of falling width.

domain.self_check says where the codes lie, and reads them. The codes across the folds are drawn with bars a little
thinner than their modules, so that they read from a printer whose bars grow, too.
"""

import re
from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.bars import Symbol
from desktop.documents.page import DPI, Paper, Style, cut, fitted, wrapped
from desktop.domain import self_check
from desktop.domain.self_check import TRIMS, Layout, Side, Step
from desktop.i18n import N_, Words, words

TITLE = N_("Self-check")
_TITLE = Style(fonts.DISPLAY_BOLD, 15)
_TEXT = Style(fonts.REGULAR, 9)
_SMALL = Style(fonts.REGULAR, 7, 0.32)
_NUMBER = Style(fonts.DISPLAY_BOLD, 9)
_HEAD, _ROW, _LONG = 17.0, 8.4, 5.4  # mm: the lines on top, one code and the next, how long its bars are
_COLUMN = 13.0
_ROLL_HEIGHT = 170.0
_run = re.compile(r"(\d+) 0 (\d+) 1 re").finditer


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """`size` in mm, height 0 = a roll. `number` names the printer in its codes, `mark` the correction it has."""

    printer: str
    size: tuple[float, float]
    number: int
    mark: int = 0


def draw(data: SelfCheck, language: str, dpi: int = DPI) -> bytes:
    """A page of codes across the folds, where the paper has room for them, and one of codes of falling width."""
    said = words(language)
    width, height = data.size
    page = self_check.layout(width, height, dpi)
    paper = Paper((width, height or _ROLL_HEIGHT), f"{said.gettext(TITLE)}, {data.printer}", dpi)
    if page.steps:
        _folds(paper, data, page)
        _middle(paper, data, page, said)
        paper.new_page()
    _falling(paper, data, page, said)
    return paper.finish()


# The codes across the folds


def _folds(paper: Paper, data: SelfCheck, page: Layout) -> None:
    rects = []
    for step in page.steps:
        bits = _bars(self_check.code(data.number, data.mark, step.index), page.module, _thinner(page.module))
        rects += [_placed(page, step, begin, wide) for begin, wide in bits]
    _draw(paper, rects)
    for place in range(8):
        steps = [step for step in page.steps if step.place == place]
        # Behind the inner ends of its codes, where no other row can be meant and none is touched.
        along = (steps[0].along + steps[-1].along) / 2
        depth = (steps[-1].start + self_check.MODULES * page.module) * page.dot + 1.8
        x, y = _point(page, steps[0].side, depth, along * page.dot)
        paper.centre(x, y + 1.0, str(place + 1), _NUMBER.sized(7))
    for side in Side:
        _marks(paper, page, side)


def _marks(paper: Paper, page: Layout, side: Side) -> None:
    """Short lines that an edge of the paper is folded to: at both ends and in the middle, where no codes lie."""
    own = [step.along for step in page.steps if step.side is side]
    first, last = (min(own) - page.high) * page.dot, (max(own) + page.high) * page.dot
    whole = page.width if side in (Side.TOP, Side.BOTTOM) else page.height
    long = 9.0 if side in (Side.TOP, Side.BOTTOM) else 1.6
    for begin, end in ((first - long, first), (whole / 2 - 1.6, whole / 2 + 1.6), (last, last + long)):
        depth = page.fold * page.dot
        (x0, y0), (x1, y1) = _point(page, side, depth, max(3.0, begin)), _point(page, side, depth, min(whole - 3, end))
        if side in (Side.TOP, Side.BOTTOM):
            paper.line(x0, y0, x1, 0.25)
        else:
            paper.box(x0 - 0.125, y0, 0.25, y1 - y0)


def _point(page: Layout, side: Side, depth: float, along: float) -> tuple[float, float]:
    return {
        Side.TOP: (along, depth),
        Side.BOTTOM: (along, page.height - depth),
        Side.LEFT: (depth, along),
        Side.RIGHT: (page.width - depth, along),
    }[side]


def _placed(page: Layout, step: Step, begin: int, wide: int) -> tuple[int, int, int, int]:
    """A bar of a code, in dots from the page's upper left corner. Each code begins at its fold."""
    near, low = step.start + begin, step.along - page.high // 2
    across, down = round(page.width / page.dot), round(page.height / page.dot)
    return {
        Side.LEFT: (near, low, wide, page.high),
        Side.RIGHT: (across - near - wide, low, wide, page.high),
        Side.TOP: (low, near, page.high, wide),
        Side.BOTTOM: (low, down - near - wide, page.high, wide),
    }[step.side]


def _thinner(module: int) -> int:
    """By how many dots the bars are thinner than their modules: a printer that burns too dark gives them back."""
    return max(1, round(module * 0.3)) if module > 1 else 0


def _bars(text: str, module: int, thinner: int = 0) -> list[tuple[int, int]]:
    """Where each bar begins and how wide it is, in dots."""
    return [
        (int(run[1]) * module, int(run[2]) * module - thinner) for run in _run(bars.code128(text).path)
    ]  # fmt: skip


def _draw(paper: Paper, rects: list[tuple[int, int, int, int]]) -> None:
    paper.square(0, 0, Symbol(1, 1, " ".join([f"{x} {y} {wide} {high} re" for x, y, wide, high in rects])), 1)


def _middle(paper: Paper, data: SelfCheck, page: Layout, said: Words) -> None:
    """What to do, where the codes leave room; the screen says it, too."""
    deep = (page.steps[-1].start + self_check.MODULES * page.module) * page.dot + 5
    room, y = paper.width - 2 * deep, deep + 6
    if room < 40:
        y = paper.height / 2 - 8  # between the numbers of the rows
        for line in wrapped(data.printer, _SMALL, room + 6, 4):
            paper.centre(paper.width / 2, y + 4, line, _SMALL)
            y += 3.2
        return
    title = fitted(said.gettext(TITLE), _TITLE, room, 9)
    paper.text(deep, y, said.gettext(TITLE), title)
    paper.text(deep, y + 6, cut(data.printer, _TEXT, room), _TEXT)
    y += 14
    for sentence in (
        said.gettext("Fold each edge of the paper forwards until it lies on the marks. Press the fold."),
        said.gettext("Bend the strip behind the page, and lay the page on something white."),
        said.gettext("Scan, of each row from 1 to 8, the code nearest to the fold that reads."),
        said.gettext("Then scan what reads of the next page."),
    ):
        for line in wrapped(sentence, _TEXT, room):
            paper.text(deep, y, line, _TEXT)
            y += 4.4
        y += 1.6


# The codes of falling width


def _falling(paper: Paper, data: SelfCheck, page: Layout, said: Words) -> None:
    edge = 5.0 if paper.width > 70 else 3.0
    room = paper.width - 2 * edge
    low = paper.height < 100
    _heading(paper, data, said, edge, room)
    y, end = (11.0 if low else _HEAD), paper.height - 4
    lowest: list[float] = []
    for width in self_check.widths(paper.dpi):
        text = self_check.code(data.number, data.mark, self_check.along(width))
        quiet, wide = bars.QUIET * width * page.dot, self_check.MODULES * width * page.dot
        if wide + 2 * quiet > room:
            continue
        if y + _ROW > end:
            paper.new_page()
            y = edge + 2
        x = round((edge + quiet) / page.dot)
        _draw(
            paper, [(x + begin, round(y / page.dot), bar, round(_LONG / page.dot)) for begin, bar in _bars(text, width)]
        )
        paper.text(edge + quiet, y + _LONG + 2.3, _told("A", width, page), _SMALL)
        lowest.append(y)
        y += _ROW
    if page.steps:
        _trims(paper, data, page, paper.width - edge, lowest)
    _standing(paper, data, page, edge, y + 3, end)


def _heading(paper: Paper, data: SelfCheck, said: Words, edge: float, room: float) -> None:
    title = said.gettext(TITLE)
    style = fitted(title, _TITLE.sized(11 if paper.height < 100 else 15), room, 8)
    paper.text(edge, 8, title, style)
    if paper.height >= 100:
        line = f"{data.printer} · {paper.dpi} dpi" + (f" · {data.mark}" if data.mark else "")
        paper.text(edge, 13, cut(line, _TEXT, room), _TEXT)


def _told(group: str, width: int, page: Layout) -> str:
    return f"{group}  {width} × {page.dot:.3f} = {width * page.dot:.2f} mm"


def _trims(paper: Paper, data: SelfCheck, page: Layout, right: float, rows: list[float]) -> None:
    """Codes whose first bar is shorter each time: what of a bar this scanner can do without."""
    left = right - (self_check.MODULES + bars.QUIET) * page.module * page.dot
    top = rows[-3] if len(rows) > 2 else rows[0]
    high, pitch = round(1.9 / page.dot), (3 * _ROW - 3) / (TRIMS + 1)
    rects = []
    for trim in range(TRIMS + 1):
        runs = _bars(self_check.code(data.number, data.mark, self_check.trimmed(trim)), page.module,
                     _thinner(page.module))  # fmt: skip
        (begin, wide), rest = runs[0], runs[1:]
        short = [(begin + trim, wide - trim)] if wide > trim else []
        x, y = round(left / page.dot), round((top + trim * pitch) / page.dot)
        rects += [(x + at, y, bar, high) for at, bar in [*short, *rest]]
    _draw(paper, rects)
    paper.right(left - 4, top + (TRIMS + 1) * pitch / 2 + 1, "9", _NUMBER)


def _standing(paper: Paper, data: SelfCheck, page: Layout, edge: float, top: float, end: float) -> None:
    """The same widths with bars across the feed, side by side; those that the paper is too short for are left out."""
    x = edge + 2
    for width in self_check.widths(paper.dpi):
        text = self_check.code(data.number, data.mark, self_check.across(width))
        quiet, long = bars.QUIET * width * page.dot, self_check.MODULES * width * page.dot
        if long + 2 * quiet + 4 > end - min(top, 14.0) or x + _LONG > paper.width - edge:
            continue
        if top + long + 2 * quiet + 3 > end:
            paper.new_page()
            top = 5.0
        y = round((top + 3 + quiet) / page.dot)
        rects = [(round(x / page.dot), y + begin, round(_LONG / page.dot), bar) for begin, bar in _bars(text, width)]
        _draw(paper, rects)
        paper.text(x, top + 2, f"B  {width}", _SMALL)
        x += min(_COLUMN, (paper.width - 2 * edge - 4) / len(self_check.widths(paper.dpi)))
