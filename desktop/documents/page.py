"""Paper: places text, lines, boxes, pictures and codes on pages, and makes the PDF.

All places are millimetres from the top left corner, a text's place is its baseline; sizes of letters are points.
The same values make the same bytes, always.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from PIL import Image, UnidentifiedImageError
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desktop.documents import bars, fonts
from desktop.documents.bars import Symbol
from desktop.documents.fonts import Face, plan
from desktop.documents.media import Cells

rl_config.useA85 = 0  # page contents as they are, not as letters: a quarter smaller, and quicker

MM = 72 / 25.4  # points in a millimetre
A4 = (210.0, 297.0)
A5 = (148.0, 210.0)
LABEL = (100.0, 150.0)
SOFT = 0.32  # the grey of captions
HAIRLINE = 0.78  # the grey of lines between rows
DPI = 203  # dots per inch where no printer is named; codes made for it are read from finer printers too
_LOGO_PIXELS = 600
_PICTURE_PIXELS = 180


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: `size` in points, `grey` from 0 (black) to 1, `spacing` between letters in points."""

    face: Face
    size: float
    grey: float = 0.0
    spacing: float = 0.0

    def sized(self, size: float) -> "Style":
        return replace(self, size=size)


@dataclass(slots=True)
class Sheet:
    """One page while it is drawn: shapes lie below text, pictures below shapes."""

    shapes: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    pictures: list[tuple[ImageReader, float, float, float, float]] = field(default_factory=list)
    state: tuple[str, float, float, float] = ("", 0.0, 0.0, 0.0)  # font, size, grey, spacing of the last text
    at: tuple[int, int] = (0, 0)  # where the last text began, in hundredths of a point
    cell: int = 0  # of a sheet of labels, counted from 0
    matrix: tuple[float, ...] = ()  # where that cell is; () = it is a page of its own


class Paper:
    """A document of one page size; of labels on a sheet, `size` is a label's and each "page" the sheet's next cell."""

    def __init__(
        self, size: tuple[float, float], title: str, dpi: int = DPI, cells: Cells | None = None, start: int = 1
    ) -> None:
        self.width, self.height = size
        self.dpi = dpi
        self._cells = cells
        self._buffer = io.BytesIO()
        # A page is a whole number of dots, rounded down: a fraction would make the renderer stretch it by a hair, and
        # somewhere along a code one bar would be a dot too wide.
        across, down = (int(side * dpi / 25.4) - 0.01 for side in size)
        self._top = down * 72 / dpi
        if cells is not None:
            across, down = (int(side * dpi / 25.4) - 0.01 for side in cells.sheet)
        self._sheet_top = down * 72 / dpi
        pagesize = (across * 72 / dpi, self._sheet_top)
        self._canvas = Canvas(self._buffer, pagesize=pagesize, pageCompression=1, invariant=1)
        self._canvas.setTitle(title.encode("utf-8", "replace").decode())
        self._canvas.setCreator("Kolli")
        self._document: object = vars(self._canvas)["_doc"]
        self._ready: dict[tuple[Face, str], tuple[float, int, list[tuple[str, str]]]] = {}
        self._pictures: dict[tuple[bytes, bool], ImageReader | None] = {}
        self.sheets: list[Sheet] = []
        self.sheet = self._begin(start - 1 if cells is not None else 0)

    def new_page(self) -> None:
        self.sheet = self._begin(self.sheet.cell + 1 if self._cells is not None else 0)

    def number(self, each: Callable[[int, int], None], first: int = 0) -> None:
        """Call `each(number, of)` on every page from the one at `first` on, to draw what needs the page count."""
        count = len(self.sheets) - first
        for number, sheet in enumerate(self.sheets[first:], 1):
            self.sheet = sheet
            each(number, count)

    def finish(self) -> bytes:
        """Make the PDF."""
        for place, sheet in enumerate(self.sheets):
            if place and sheet.cell == 0:
                self._canvas.showPage()
            if sheet.matrix:
                self._canvas.saveState()
                self._canvas.transform(*sheet.matrix)
            for picture, x, y, width, height in sheet.pictures:
                self._canvas.drawImage(picture, x, y, width, height, mask="auto")
            self._canvas.addLiteral("\n".join([*sheet.shapes, "BT 0 g", *sheet.texts, "ET"]), 1)
            if sheet.matrix:
                self._canvas.restoreState()
        self._canvas.showPage()
        with fonts.finishing:
            self._canvas.save()
        return self._buffer.getvalue()

    def _begin(self, cell: int) -> Sheet:
        sheet = Sheet()
        if self._cells is not None:
            sheet.cell = cell % self._cells.count
            sheet.matrix = self._matrix(self._cells, sheet.cell)
        self.sheets.append(sheet)
        return sheet

    def _matrix(self, cells: Cells, cell: int) -> tuple[float, ...]:
        """Puts a label's corner on a whole dot of its cell's, so that its codes stay on whole dots too."""
        dot, (left, top) = 72 / self.dpi, cells.corner(cell)
        x = round(left * self.dpi / 25.4) * dot
        y = self._sheet_top - round(top * self.dpi / 25.4) * dot
        if not cells.turned:
            return (1, 0, 0, 1, x, y - self._top)
        across = int(self.width * self.dpi / 25.4) * dot
        return (0, 1, -1, 0, x + self._top, y - across)

    # text

    def text(self, x: float, y: float, text: str, style: Style) -> float:
        """Write from x to the right; return where the text ends."""
        if not text:
            return x
        width = self._write(x * MM, y, text, style)
        return x + width / MM

    def right(self, x: float, y: float, text: str, style: Style) -> float:
        """Write so that the text ends at x; return where it begins."""
        if not text:
            return x
        begin = x - measure(text, style)
        self._write(begin * MM, y, text, style)
        return begin

    def centre(self, x: float, y: float, text: str, style: Style) -> None:
        if text:
            self._write((x - measure(text, style) / 2) * MM, y, text, style)

    def outlined(self, x: float, y: float, text: str, style: Style) -> None:
        """Write the outlines of the letters only, ending at x."""
        self.sheet.texts.append(f"1 Tr 0.6 w {style.grey:.2f} G")
        self.right(x, y, text, style)
        self.sheet.texts.append("0 Tr")

    def _write(self, x: float, y: float, text: str, style: Style) -> float:
        sheet, size, grey, spacing = self.sheet, style.size, style.grey, style.spacing
        width, signs, parts = self._ready.get((style.face, text)) or self._encode(style.face, text)
        add = sheet.texts.append
        font, old_size, old_grey, old_spacing = sheet.state
        if grey != old_grey:
            add(f"{grey:.2g} g")
        if spacing != old_spacing:
            add(f"{spacing:.2f} Tc")
        # Each text begins at a step from the one before, in whole hundredths, so that no rounding adds up.
        right, up = round(x * 100), round((self._top - y * MM) * 100)
        add(f"{(right - sheet.at[0]) / 100} {(up - sheet.at[1]) / 100} Td")
        sheet.at = (right, up)
        for name, data in parts:
            if name != font or size != old_size:
                add(f"{name} {size:.4g} Tf")
                font, old_size = name, size
            add(data)
        sheet.state = (font, size, grey, spacing)
        return width * size + spacing * signs

    def _encode(self, face: Face, text: str) -> tuple[float, int, list[tuple[str, str]]]:
        # ReportLab's own way for fonts of which a paper embeds only the letters it uses.
        document, planned = self._document, plan(face, text)
        parts = [
            (font.getSubsetInternalName(subset, document), f"<{data.hex()}> Tj")
            for font, run in planned.runs
            for subset, data in font.splitString(run, document)
        ]
        ready = self._ready[face, text] = (planned.width, planned.signs, parts)
        return ready

    # shapes

    def line(self, x: float, y: float, to: float, thick_mm: float = 0.26, grey: float = 0.0) -> None:
        """A level line whose middle is at y."""
        self.box(x, y - thick_mm / 2, to - x, thick_mm, grey)

    def hairline(self, x: float, y: float, to: float) -> None:
        self.box(x, y - 0.09, to - x, 0.18, HAIRLINE)

    def box(self, x: float, y: float, width: float, height: float, grey: float = 0.0) -> None:
        """A filled box."""
        place = f"{x * MM:.2f} {self._top - (y + height) * MM:.2f} {width * MM:.2f} {height * MM:.2f} re f"
        self.sheet.shapes.append(f"{grey:.2g} g {place}")

    def frame(
        self, x: float, y: float, width: float, height: float, thick_mm: float = 0.5, radius: float = 1.3
    ) -> None:
        """An empty box with round corners; the line lies inside the given size."""
        half = thick_mm / 2
        left, right = (x + half) * MM, (x + width - half) * MM
        top, bottom = self._top - (y + half) * MM, self._top - (y + height - half) * MM
        r = radius * MM
        k = r * 0.4477  # where the handles of a quarter circle lie
        self.sheet.shapes.append(
            f"{thick_mm * MM:.2f} w 0 G {left + r:.2f} {top:.2f} m {right - r:.2f} {top:.2f} l"
            f" {right - k:.2f} {top:.2f} {right:.2f} {top - k:.2f} {right:.2f} {top - r:.2f} c"
            f" {right:.2f} {bottom + r:.2f} l"
            f" {right:.2f} {bottom + k:.2f} {right - k:.2f} {bottom:.2f} {right - r:.2f} {bottom:.2f} c"
            f" {left + r:.2f} {bottom:.2f} l"
            f" {left + k:.2f} {bottom:.2f} {left:.2f} {bottom + k:.2f} {left:.2f} {bottom + r:.2f} c"
            f" {left:.2f} {top - r:.2f} l"
            f" {left:.2f} {top - k:.2f} {left + k:.2f} {top:.2f} {left + r:.2f} {top:.2f} c s"
        )

    def strokes(self, x: float, y: float, path: str, scale: float, thick: float, grey: float = 0.0) -> None:
        """A line drawing in its own units, y downwards; `thick` in those units."""
        matrix = f"{scale * MM:.4f} 0 0 -{scale * MM:.4f} {x * MM:.2f} {self._top - y * MM:.2f} cm"
        self.sheet.shapes.append(f"q {matrix} {thick} w 1 J 1 j {grey:.2g} G {path} S Q")

    # codes

    def bars(self, x: float, y: float, symbol: Symbol, module_dots: int, height: float) -> float:
        """Draw bars from x to the right on whole dots; return their width in mm."""
        module = module_dots * 72 / self.dpi
        self._symbol(x, y + height, symbol, module, height * MM)
        return symbol.width * module / MM

    def guards(self, x: float, y: float, symbol: Symbol, module_dots: int, height: float) -> None:
        """The bars that go on below the others, from where those end."""
        longer = replace(symbol, path=symbol.guards)
        self._symbol(x, y + height, longer, module_dots * 72 / self.dpi, (height + 0.2) * MM)

    def square(self, x: float, y: float, symbol: Symbol, module_dots: int) -> float:
        """Draw a square code on whole dots; return its side in mm."""
        module = module_dots * 72 / self.dpi
        self._symbol(x, y, symbol, module, -module)
        return symbol.width * module / MM

    def code_width(self, symbol: Symbol, module_dots: int) -> float:
        """How wide a code will be, in mm, without its quiet zones."""
        return symbol.width * module_dots * 25.4 / self.dpi

    def _symbol(self, x: float, y: float, symbol: Symbol, across: float, down: float) -> None:
        dot = 72 / self.dpi
        left = round(x * MM / dot) * dot
        base = self._top - round(y * MM / dot) * dot
        self.sheet.shapes.append(f"q {across:.5f} 0 0 {down:.5f} {left:.4f} {base:.4f} cm 0 g {symbol.path} f Q")

    # pictures

    def picture(self, x: float, y: float, width: float, height: float, data: bytes, *, grey: bool = True) -> bool:
        """Place a PNG or JPEG in the middle of a box, as large as it fits; False where it is none."""
        image, size = self._picture(data, grey=grey), self.picture_size(data, width, height, grey=grey)
        if image is None or size is None:
            return False
        wide, high = size
        left, bottom = x + (width - wide) / 2, y + (height + high) / 2
        self.sheet.pictures.append((image, left * MM, self._top - bottom * MM, wide * MM, high * MM))
        return True

    def picture_size(
        self, data: bytes, width: float, height: float, *, grey: bool = True
    ) -> tuple[float, float] | None:
        """How large a picture will be in a box, in mm; None where it is none."""
        image = self._picture(data, grey=grey)
        if image is None:
            return None
        across, down = image.getSize()
        scale = min(width / across, height / down)
        return across * scale, down * scale

    def _picture(self, data: bytes, *, grey: bool) -> ImageReader | None:
        key = (data, grey)
        if key not in self._pictures:
            self._pictures[key] = _readable(data, grey=grey)
        return self._pictures[key]


def _readable(data: bytes, *, grey: bool) -> ImageReader | None:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            opened.thumbnail((_PICTURE_PIXELS,) * 2 if grey else (_LOGO_PIXELS,) * 2)
            flat = Image.new("RGBA", opened.size, "white")
            flat.alpha_composite(opened.convert("RGBA"))
            return ImageReader(flat.convert("L" if grey else "RGB"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # a shop's broken picture never stops a paper


def measure(text: str, style: Style) -> float:
    """How wide a text is, in mm."""
    ready = plan(style.face, text)
    return (ready.width * style.size + style.spacing * ready.signs) / MM


def fitted(text: str, style: Style, width: float, least: float) -> Style:
    """The style, smaller where the text is too wide, but not below `least` points."""
    wide = measure(text, style)
    return style if wide <= width else style.sized(max(least, int(style.size * width / wide * 10) / 10))


def cut(text: str, style: Style, width: float) -> str:
    """The text, ending in … where it is too wide."""
    if measure(text, style) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + "…", style) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrapped(text: str, style: Style, width: float, most: int = 0) -> list[str]:
    """The text in lines; a word that is wider than a line is broken. Of more than `most` lines the last ends in …."""
    if text.isprintable() and measure(text, style) <= width:
        return [text.strip(" ")]
    lines = list(_lines(text, style, width))
    if most and len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        return [*lines[: most - 1], cut(rest, style, width)]
    return lines


def _lines(text: str, style: Style, width: float) -> Iterator[str]:
    for part in text.splitlines() or [""]:
        if measure(part, style) <= width:
            yield part.strip(" ")
            continue
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}" if line else word
            if measure(longer, style) <= width:
                line = longer
                continue
            if line:
                yield line
            line = word
            while measure(line, style) > width:
                head = _fitting(line, style, width)
                yield line[:head]
                line = line[head:]
        if line:
            yield line


def _fitting(word: str, style: Style, width: float) -> int:
    """How many letters fit, at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(word[:middle], style) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def module(paper: Paper, symbol: Symbol, wanted_mm: float, room_mm: float) -> int:
    """The dots of a code's module on this paper."""
    return bars.fitting_dots(symbol, wanted_mm, paper.dpi, room_mm)
