"""A scanner for tests: finds codes on a picture, measures their bars, and spoils them as wear and haste do."""

import itertools
import math
import random
from dataclasses import dataclass

import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from desktop.documents import bars
from desktop.domain.symbols import Symbology

_F = zxingcpp.BarcodeFormat
FORMATS = [_F.Code128, _F.QRCode, _F.EAN13, _F.EAN8, _F.ITF, _F.DataMatrix]
_GS1 = {"Code128": Symbology.GS1_128, "DataMatrix": Symbology.GS1_DATA_MATRIX}
_PLAIN = {
    "Code128": Symbology.CODE128, "QRCode": Symbology.QR, "EAN13": Symbology.EAN13, "EAN8": Symbology.EAN8,
    "UPCA": Symbology.UPCA, "ITF": Symbology.ITF14, "DataMatrix": Symbology.DATA_MATRIX,
}  # fmt: skip
_BY_KIND = {
    Symbology.CODE128: _F.Code128, Symbology.GS1_128: _F.Code128, Symbology.QR: _F.QRCode, Symbology.EAN13: _F.EAN13,
    Symbology.EAN8: _F.EAN8, Symbology.UPCA: _F.EAN13, Symbology.ITF14: _F.ITF, Symbology.DATA_MATRIX: _F.DataMatrix,
    Symbology.GS1_DATA_MATRIX: _F.DataMatrix,
}  # fmt: skip
A_GRADE = 0.62  # from here on ISO/IEC 15416 calls the decodability of a linear code A


@dataclass(frozen=True)
class Found:
    kind: Symbology
    text: str
    box: tuple[int, int, int, int]  # left, top, right, bottom: the first white dot outside is not in it


def scan(picture: Image.Image, *, rotated: bool = False, like: Found | None = None) -> list[Found]:
    """Every code on a picture, or those of one kind; a UPC-A is the EAN-13 that begins with a zero."""
    formats = _BY_KIND[like.kind] if like else FORMATS
    read = zxingcpp.read_barcodes(picture, formats=formats, try_rotate=rotated, try_downscale=False)
    return [_found(code) for code in read]


def _found(code: zxingcpp.Barcode) -> Found:
    name, text = code.format.name, code.text
    kind = _GS1.get(name) if code.content_type == zxingcpp.ContentType.GS1 else None
    kind = kind or _PLAIN[name]
    if kind in (Symbology.EAN13, Symbology.UPCA) and len(text) == 13 and text[0] == "0":
        kind, text = Symbology.UPCA, text[1:]
    corners = (code.position.top_left, code.position.top_right, code.position.bottom_right, code.position.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    return Found(kind, text, (min(across), min(down), max(across), max(down)))


def cut_out(picture: Image.Image, found: Found, margin: int) -> Image.Image:
    """The code with the white around it."""
    left, top, right, bottom = found.box
    return picture.crop((left - margin, top - 6, right + margin, bottom + 6) if not _is_square(found) else
                        (left - margin, top - margin, right + margin, bottom + margin))  # fmt: skip


def runs(picture: Image.Image, found: Found) -> tuple[int, list[int], int]:
    """White dots before, the widths of bars and gaps from the first bar to the last, and white dots after.

    Along a line through a quarter of the code's height, where nothing else is written.
    """
    left, top, right, bottom = found.box
    row = (3 * top + bottom) // 4
    line = picture.crop((0, row, picture.width, row + 1)).tobytes() if picture.mode == "L" else b""
    dark = [value < 128 for value in line]
    first = next(x for x in range(max(0, left - 4), right) if dark[x])
    last = next(x for x in range(min(right + 4, picture.width - 1), left, -1) if dark[x])
    before = next((first - x - 1 for x in range(first - 1, -1, -1) if dark[x]), first)
    after = next((x - last - 1 for x in range(last + 1, picture.width) if dark[x]), picture.width - last - 1)
    return before, [len(list(group)) for _dark, group in itertools.groupby(dark[first : last + 1])], after


def modules(found: Found) -> list[int]:
    """The widths of the bars and gaps of a linear code as they should be, in modules."""
    symbol = bars.symbol(found.kind, found.text)
    edges = [edge for part in symbol.path.split(" re") if part.strip() for edge in _edges(part)]
    return [after - before for before, after in itertools.pairwise(edges)]


def _edges(part: str) -> tuple[int, int]:
    begin, _row, width, _height = (int(number) for number in part.split())
    return begin, begin + width


def module_dots(widths: list[int]) -> int:
    return math.gcd(*widths)


def decodability(widths: list[int], wanted: list[int]) -> float:
    """How far from a wrong reading the bars are: 1 = as they should be, 0 = read as another width.

    After the idea of ISO/IEC 15416: distances from an edge to the next like it, against the reference between two
    whole numbers of modules. Our own estimate, no certified grade.
    """
    if len(widths) != len(wanted):
        return 0.0
    module = sum(widths) / sum(wanted)
    worst = max(
        abs((one + other) / module - (one_wanted + other_wanted))
        for (one, other), (one_wanted, other_wanted) in zip(
            itertools.pairwise(widths), itertools.pairwise(wanted), strict=True
        )
    )
    return 1 - worst / 0.5


def tilted(picture: Image.Image, degrees: float) -> Image.Image:
    """Seen by a camera that is held askew."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def blurred(picture: Image.Image, dots: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(dots))


def faded(picture: Image.Image, contrast: float = 0.7) -> Image.Image:
    """Grey on grey: so much of the difference between black and white is left."""
    dark = round(255 * (1 - contrast) / 2)
    return picture.point(lambda level: dark + round(level * contrast))


def noisy(picture: Image.Image, seed: int, strength: float = 0.12) -> Image.Image:
    """Every dot lighter or darker by chance, as a cheap camera sees in poor light."""
    grain = Image.frombytes("L", picture.size, random.Random(seed).randbytes(picture.width * picture.height))
    grain = grain.point(lambda level: round((level - 127.5) * 2 * strength / 2 + 128))
    return ImageChops.add(picture, grain, offset=-128)


def grown(picture: Image.Image, dots: int = 1) -> Image.Image:
    """Every dark dot burns into its neighbour at the right and below: a head that is too hot."""
    wide = picture
    for step in range(1, dots + 1):
        wide = ImageChops.darker(wide, ImageChops.offset(picture, step, 0))
    return ImageChops.darker(wide, ImageChops.offset(wide, 0, 1))


def _is_square(found: Found) -> bool:
    return found.kind in (Symbology.QR, Symbology.DATA_MATRIX, Symbology.GS1_DATA_MATRIX)


is_square = _is_square
