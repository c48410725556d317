"""Bar codes and square codes as exact rectangles: a module is a whole number of the printer's dots."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zxingcpp
from barcode.codex import Code128

from desktop.domain.symbols import Symbology, checked

QUIET = 10  # modules left white on each side of the bars; source: the Code 128 standard
LEAST_DOTS = {203: 3, 300: 4, 600: 8}  # thinner bars do not survive a worn print head
# Where a label is too small for those, a little thinner than tills want (0.264 mm); a sharp new print is read.
NARROW_DOTS = {203: 2, 300: 3, 600: 6}
LEAST_SQUARE_DOTS = {203: 4, 300: 5, 600: 10}
# White modules left and right. Source: GS1 General Specifications, section 5; ISO/IEC 18004 and 16022 for the squares.
_QUIET = {
    Symbology.EAN13: (11, 7), Symbology.EAN8: (7, 7), Symbology.UPCA: (9, 9),
    Symbology.QR: (4, 4), Symbology.DATA_MATRIX: (1, 1), Symbology.GS1_DATA_MATRIX: (1, 1),
}  # fmt: skip
_FORMATS = {
    Symbology.EAN13: zxingcpp.BarcodeFormat.EAN13,
    Symbology.EAN8: zxingcpp.BarcodeFormat.EAN8,
    Symbology.UPCA: zxingcpp.BarcodeFormat.UPCA,
    Symbology.ITF14: zxingcpp.BarcodeFormat.ITF,
    Symbology.GS1_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.GS1_DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
}
_GS1 = (Symbology.GS1_128, Symbology.GS1_DATA_MATRIX)
_SQUARES = (Symbology.QR, Symbology.DATA_MATRIX, Symbology.GS1_DATA_MATRIX)

_floor: ContextVar[int] = ContextVar("the least dots that a printer prints", default=0)
_dark = re.compile("1+").finditer
_BITS = bytes.maketrans(b"\x00\xff", b"10")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code in modules: how wide and high it is, and its dark rectangles as PDF, from the top left corner.

    `before` and `after` are the white modules that it needs at its left and right; `guards` are those of its bars
    that go on below the others; `text` is what it holds.
    """

    width: int
    height: int
    path: str
    before: int = QUIET
    after: int = QUIET
    guards: str = ""
    kind: Symbology = Symbology.CODE128
    text: str = ""

    @property
    def whole(self) -> int:
        """Its width with the white at both sides."""
        return self.before + self.width + self.after

    @property
    def is_square(self) -> bool:
        return self.kind in _SQUARES


@lru_cache(maxsize=2000)
def code128(text: str) -> Symbol:
    """Bars of one module height; the caller stretches them."""
    bits = Code128(text).build()[0].rstrip("0")
    return Symbol(len(bits), 1, _runs(bits, 0), text=text)


@lru_cache(maxsize=2000)
def qr(text: str) -> Symbol:
    """A QR code of error correction M, without its quiet zone."""
    return _square(Symbology.QR, text.encode("utf-8", "replace").decode())


@lru_cache(maxsize=2000)
def symbol(kind: Symbology, text: str) -> Symbol:
    """A code of any kind; linear ones have one module's height, and the caller stretches them.

    Raises:
        WrongDigit, WrongDigits, WrongForm: it cannot be in such a code.
    """
    plain = checked(kind, text)
    if kind is Symbology.CODE128:
        return code128(plain)
    if kind is Symbology.QR:
        return qr(plain)
    return _square(kind, plain) if kind in _SQUARES else _linear(kind, plain)


def _linear(kind: Symbology, text: str) -> Symbol:
    rows = _rows(kind, text)
    upper, lower = rows[0], rows[-1]
    before, after = _QUIET.get(kind, (QUIET, QUIET))
    # Bars of EAN and UPC that are longer than the others stand alone in the last row.
    guards = _runs(lower, 0) if lower != upper else ""
    return Symbol(len(upper), 1, _runs(upper, 0), before, after, guards, kind, text)


def _square(kind: Symbology, text: str) -> Symbol:
    rows = _rows(kind, text)
    before, after = _QUIET[kind]
    path = " ".join(run for at, row in enumerate(rows) if (run := _runs(row, at)))
    return Symbol(len(rows[0]), len(rows), path, before, after, "", kind, text)


def _rows(kind: Symbology, text: str) -> list[str]:
    wanted: dict[str, Any] = {"ec_level": "M"} if kind is Symbology.QR else {}
    if kind in _GS1:
        wanted["gs1"] = True
    if kind in (Symbology.DATA_MATRIX, Symbology.GS1_DATA_MATRIX):
        wanted["force_square"] = True
    made = zxingcpp.create_barcode(text, _FORMATS[kind], **wanted)
    # A buffer, which its stub does not say. Text below the bars is ours to write.
    image: Any = made.to_image(scale=1, add_quiet_zones=False, add_hrt=False)
    picture = memoryview(image)
    height, width = picture.shape or (1, picture.nbytes)
    bits = picture.tobytes().translate(_BITS).decode()
    return [bits[row * width : (row + 1) * width] for row in range(height)]


def _runs(bits: str, row: int) -> str:
    return " ".join([f"{run.start()} {row} {run.end() - run.start()} 1 re" for run in _dark(bits)])


@contextmanager
def at_least(dots: int) -> Iterator[None]:
    """Draw no bar thinner than this while a paper is drawn: a printer's own least, as its self-check found it.

    It is the printer's and not the paper's, so it comes from around the drawing and not through each document.
    """
    before = _floor.set(dots)
    try:
        yield
    finally:
        _floor.reset(before)


def dots(wanted_mm: float, dpi: int) -> int:
    """How many printer dots make a module that is nearest to the wanted width, and never too thin to be read."""
    least = LEAST_DOTS.get(dpi, -(-dpi * 0.33 // 25.4))
    return max(int(least), _floor.get(), round(wanted_mm * dpi / 25.4))


def fitting_dots(symbol: Symbol, wanted_mm: float, dpi: int, room_mm: float) -> int:
    """As `dots`, but narrower where the code and its quiet zones would not fit the room otherwise."""
    wanted = dots(wanted_mm, dpi)
    least = dots(0, dpi)
    fitting = int(room_mm * dpi / 25.4 / (symbol.width + 2 * QUIET))
    return max(least, min(wanted, fitting))


def linear_dots(symbol: Symbol, wanted_mm: float, dpi: int, room_mm: float, *, narrow: bool = False) -> int:
    """The dots of a module with which bars and the white at both sides fit the room; 0 where they do not.

    `narrow`: bars that only a sharp print keeps apart are better than none.
    """
    fitting = int(room_mm * dpi / 25.4 / symbol.whole + 1e-6)
    if fitting >= dots(0, dpi):
        return min(dots(wanted_mm, dpi), fitting)
    least = NARROW_DOTS.get(dpi, max(2, round(dpi * 0.25 / 25.4)))
    return fitting if narrow and fitting >= max(least, _floor.get()) else 0


def square_dots(symbol: Symbol, dpi: int, room_mm: float, most_mm: float = 0.8) -> int:
    """The dots of a module with which a square code and the white around it fit the room; 0 where they do not."""
    fitting = int(room_mm * dpi / 25.4 / symbol.whole + 1e-6)
    least = max(LEAST_SQUARE_DOTS.get(dpi, -(-dpi // 60)), _floor.get())
    return 0 if fitting < least else min(fitting, max(least, int(most_mm * dpi / 25.4)))
