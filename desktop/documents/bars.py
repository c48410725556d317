"""Bar codes and square codes as exact rectangles: a module is a whole number of the printer's dots."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zxingcpp
from barcode.codex import Code128

QUIET = 10  # modules left white on each side of the bars; source: the Code 128 standard
LEAST_DOTS = {203: 3, 300: 4}  # thinner bars do not survive a worn print head

_dark = re.compile("1+").finditer
_BITS = bytes.maketrans(b"\x00\xff", b"10")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code in modules: how wide and high it is, and its dark rectangles as PDF, from the top left corner."""

    width: int
    height: int
    path: str


@lru_cache(maxsize=2000)
def code128(text: str) -> Symbol:
    """Bars of one module height; the caller stretches them."""
    bits = Code128(text).build()[0].rstrip("0")
    return Symbol(len(bits), 1, " ".join([f"{run.start()} 0 {run.end() - run.start()} 1 re" for run in _dark(bits)]))


@lru_cache(maxsize=2000)
def qr(text: str) -> Symbol:
    """A QR code of error correction M, without its quiet zone."""
    made = zxingcpp.create_barcode(
        text.encode("utf-8", "replace").decode(), zxingcpp.BarcodeFormat.QRCode, ec_level="M"
    )
    image: Any = made.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its stub does not say
    picture = memoryview(image)
    side = math.isqrt(picture.nbytes)
    bits = picture.tobytes().translate(_BITS).decode()
    path = " ".join(
        [
            f"{run.start()} {row} {run.end() - run.start()} 1 re"
            for row in range(side)
            for run in _dark(bits[row * side : row * side + side])
        ]
    )
    return Symbol(side, side, path)


def dots(wanted_mm: float, dpi: int) -> int:
    """How many printer dots make a module that is nearest to the wanted width, and never too thin to be read."""
    least = LEAST_DOTS.get(dpi, -(-dpi * 0.33 // 25.4))
    return max(int(least), round(wanted_mm * dpi / 25.4))


def fitting_dots(symbol: Symbol, wanted_mm: float, dpi: int, room_mm: float) -> int:
    """As `dots`, but narrower where the code and its quiet zones would not fit the room otherwise."""
    wanted = dots(wanted_mm, dpi)
    least = dots(0, dpi)
    fitting = int(room_mm * dpi / 25.4 / (symbol.width + 2 * QUIET))
    return max(least, min(wanted, fitting))
