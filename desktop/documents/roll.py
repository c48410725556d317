"""Papers that grow downwards, on a roll or on sheets: rows are collected, then the paper is cut behind the last one.

A head of 80 mm prints 72 mm, one of 58 mm prints 48 mm: nothing is drawn beside that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.documents import bars, fonts
from desktop.documents.media import MEDIA
from desktop.documents.page import DPI, Paper, Style, cut, fitted, measure, wrapped

_LONGEST = 4500.0  # mm; a page of a PDF ends at 5,080
_INK = 0.25  # mm: two dots at 203 dpi, the thinnest line that a thermal head holds
_PITCH = 0.43  # mm from line to line for each point of the letters
_FEET = 15.0  # white at the foot of a sheet


@dataclass(frozen=True, slots=True)
class Column:
    """Where the rows stand, and how large their letters are. `narrow`: bars of 0.25 mm, else of 0.375 mm."""

    width: float
    body: Style
    top: float
    narrow: bool = False

    @property
    def strong(self) -> Style:
        return Style(fonts.SEMIBOLD, self.body.size)

    @property
    def pitch(self) -> float:
        """From one line of text to the next, in mm."""
        return self.body.size * _PITCH

    def style(self, face: fonts.Face, times: float) -> Style:
        """Another face, so many times as large as the body's letters."""
        return Style(face, round(self.body.size * times, 1))


# At least 21 dots of 203 dpi are a letter's height on thermal paper: 2.6 mm, 7.4 points.
COLUMNS = {
    "roll-80": Column(72, Style(fonts.REGULAR, 8.5), 4.5),
    "roll-58": Column(48, Style(fonts.REGULAR, 7.8), 4.5, narrow=True),
}
_SHEET = Column(110, Style(fonts.REGULAR, 10), 18)
Row = tuple[float, Callable[[Paper, float, float], None]]  # its height; how it is drawn at (left, top)


class Strip:
    """Rows of one paper, collected from the top; `finish` makes the PDF. Unknown media is a roll of 80 mm."""

    def __init__(self, media: str) -> None:
        self._media = MEDIA.get(media, MEDIA["roll-80"])
        self.on_roll = self._media.height == 0
        self.column = COLUMNS.get(self._media.name, COLUMNS["roll-80"] if self.on_roll else _SHEET)
        self._rows: list[Row] = []

    def gap(self, height: float) -> None:
        self._rows.append((height, _nothing))

    def line(self) -> None:
        """A level line over the whole width, with white above and below."""
        width = self.column.width

        def draw(paper: Paper, left: float, top: float) -> None:
            paper.line(left, top + 1.4, left + width, _INK)

        self._rows.append((3.0, draw))

    def centre(self, text: str, style: Style | None = None, most: int = 0) -> None:
        """Text in the middle, in as many lines as it takes."""
        style = style or self.column.body
        for part in wrapped(text, style, self.column.width, most) if text.strip() else ():
            self._add(style, _centred(part, style, self.column.width))

    def left(self, text: str, style: Style | None = None) -> None:
        style = style or self.column.body
        for part in wrapped(text, style, self.column.width) if text.strip() else ():
            self._add(style, _at_left(part, style))

    def pair(self, left: str, right: str, style: Style | None = None, strong: Style | None = None) -> None:
        """One text at the left and one at the right; below each other where they do not fit beside each other."""
        style = style or self.column.body
        end = fitted(right, strong or style, self.column.width, 5)
        right = cut(right, end, self.column.width)
        if measure(left, style) + measure(right, end) + 2 > self.column.width:
            parts = wrapped(left, style, self.column.width)
            if parts and measure(parts[-1], style) + measure(right, end) + 2 <= self.column.width:
                left = parts.pop()
            else:
                left = ""
            for part in parts:
                self._add(style, _at_left(part, style))
        self._add(max((style, end), key=lambda each: each.size), _both(left, right, style, end, self.column.width))

    def columns(self, cells: Sequence[str], ends: Sequence[float], style: Style | None = None) -> None:
        """A row of a table: the first cell from the left, the others ending at these parts of the width (0 to 1)."""
        style, width = style or self.column.body, self.column.width

        def draw(paper: Paper, left: float, base: float) -> None:
            begin = measure(cut(cells[0], style, width * ends[0]), style)
            paper.text(left, base, cut(cells[0], style, width * ends[0]), style)
            for cell, end in zip(cells[1:], ends[1:], strict=True):
                own = fitted(cell, style, width * end - begin - 1, 4.5)
                paper.right(left + width * end, base, cut(cell, own, width * end - begin - 1), own)
                begin = width * end

        self._add(style, draw)

    def logo(self, data: bytes, height: float = 14.0) -> None:
        """A picture in the middle; nothing where it is none."""
        width = self.column.width

        def draw(paper: Paper, left: float, top: float) -> None:
            paper.picture(left, top, width, height, data)

        if data:
            self._rows.append((height + 2.0, draw))

    def code(self, text: str, height: float = 11.2) -> None:
        """A Code 128 in the middle with its text below; left out where it is wider than the paper."""
        column, symbol = self.column, bars.code128(text)

        def draw(paper: Paper, left: float, top: float) -> None:
            room = column.width + 5  # the white beside the bars may reach into the margins
            dots = bars.dots(0.375, paper.dpi)
            narrow = max(2, round(0.25 * paper.dpi / 25.4))
            fitting = int(room * paper.dpi / 25.4 / (symbol.width + 2 * bars.QUIET))
            dots = narrow if column.narrow or fitting < dots else dots
            if dots > fitting:
                return
            wide = paper.code_width(symbol, dots)
            paper.bars(left + (column.width - wide) / 2, top, symbol, dots, height)

        self._rows.append((height, draw))
        style = Style(fonts.CODE, self.column.body.size * 0.95, spacing=0.8)
        self._add(style, _centred(text, fitted(text, style, self.column.width, 6), self.column.width))

    def _add(self, style: Style, draw: Callable[[Paper, float, float], None]) -> None:
        pitch = style.size * _PITCH
        self._rows.append((pitch, lambda paper, left, top: draw(paper, left, top + pitch * 0.76)))

    def finish(self, title: str, dpi: int = DPI) -> bytes:
        """Cut behind the last row; what is longer than a page can be goes on on the next."""
        most = _LONGEST if self.on_roll else self._media.height - self.column.top - _FEET
        pages: list[list[Row]] = [[]]
        used = 0.0
        for row in self._rows:
            if used + row[0] > most and pages[-1]:
                pages.append([])
                used = 0.0
            pages[-1].append(row)
            used += row[0]
        longest = max(sum(row[0] for row in page) for page in pages)
        high = longest + 2 * self.column.top if self.on_roll else self._media.height
        paper = Paper((self._media.width, high), title, dpi)
        left = (self._media.width - self.column.width) / 2
        for place, page in enumerate(pages):
            if place:
                paper.new_page()
            top = self.column.top
            for height, draw in page:
                draw(paper, left, top)
                top += height
        return paper.finish()


def _nothing(_paper: Paper, _left: float, _top: float) -> None:
    """White."""


def _centred(text: str, style: Style, width: float) -> Callable[[Paper, float, float], None]:
    return lambda paper, left, base: paper.centre(left + width / 2, base, text, style)


def _at_left(text: str, style: Style) -> Callable[[Paper, float, float], None]:
    def draw(paper: Paper, left: float, base: float) -> None:
        paper.text(left, base, text, style)

    return draw


def _both(left: str, right: str, style: Style, end: Style, width: float) -> Callable[[Paper, float, float], None]:
    def draw(paper: Paper, x: float, base: float) -> None:
        paper.text(x, base, left, style)
        paper.right(x + width, base, right, end)

    return draw
