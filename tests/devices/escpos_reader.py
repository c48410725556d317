"""A receipt printer of our own: it runs ESC/POS by Epson's command reference and keeps what comes out.

`lines` is the text with [barcode ...], [qr ...] and [image WxH] where they stand; `picture()` is the paper.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from tests.shared import REPO

_PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 17: "cp866", 18: "cp852",
          19: "cp858"}  # fmt: skip
_LINEAR = {0: "UPC-A", 2: "EAN-13", 3: "EAN-8", 4: "CODE39", 5: "ITF", 65: "UPC-A", 67: "EAN-13", 68: "EAN-8",
           69: "CODE39", 70: "ITF", 73: "CODE128"}  # fmt: skip
_FORMATS = {"CODE128": "Code128", "EAN-13": "EAN13", "EAN-8": "EAN8", "UPC-A": "UPCA", "CODE39": "Code39", "ITF": "ITF"}
_FONT = REPO / "resources" / "fonts" / "DejaVuSans.ttf"
_ROW = 30  # dots of a line of text
_GLYPH = 12  # dots of a letter


@dataclass
class Receipt:
    """What came out: `lines`, `pictures` of each raster, `kicks` of the drawer, `cuts`, `real_time` commands obeyed."""

    width: int = 576
    lines: list[str] = field(default_factory=list)
    pictures: list[Image.Image] = field(default_factory=list)
    kicks: int = 0
    cuts: int = 0
    density: int = 0
    real_time: list[bytes] = field(default_factory=list)
    strips: list[Image.Image] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).rstrip("\n")

    def picture(self) -> Image.Image:
        """The whole paper."""
        paper = Image.new("L", (self.width, max(1, sum(strip.height for strip in self.strips))), 255)
        y = 0
        for strip in self.strips:
            paper.paste(strip, (0, y))
            y += strip.height
        return paper


class UnknownCommand(AssertionError):
    """A byte that begins no command we know: the stream is broken, or obeys somebody else."""


def read(stream: bytes, width: int = 576) -> Receipt:
    """Run a stream.

    Raises:
        UnknownCommand: what no receipt printer would be sent on purpose.
    """
    reader = _Reader(stream, width)
    reader.run()
    return reader.out


class _Reader:
    def __init__(self, stream: bytes, width: int) -> None:
        self.stream, self.place = stream, 0
        self.out = Receipt(width)
        self._reset()

    def _reset(self) -> None:
        self.page, self.align, self.line = 0, 0, ""
        self.bar_height, self.bar_module, self.bar_text = 162, 3, 0
        self.qr_module, self.qr_data, self.graphics = 3, b"", b""

    def run(self) -> None:
        while self.place < len(self.stream):
            byte = self._take(1)[0]
            if byte in _COMMANDS:
                _COMMANDS[byte](self)
            elif byte >= 0x20 and byte != 0x7F:
                self.line += bytes([byte]).decode(_PAGES[self.page], "replace")
            elif byte == 0x0A:
                self._feed()
            else:
                raise UnknownCommand(f"{byte:#04x} at {self.place - 1}")
        if self.line:
            self._feed()

    def _take(self, count: int) -> bytes:
        data = self.stream[self.place : self.place + count]
        if len(data) < count:
            raise UnknownCommand("the stream ends inside of a command")
        self.place += count
        return data

    # commands

    def _dle(self) -> None:
        self.out.real_time.append(self._take(2))

    def _esc(self) -> None:
        what = self._take(1)
        if what == b"@":
            self._reset()
        elif what == b"p":
            self._take(3)
            self.out.kicks += 1
        elif what == b"d":
            for _line in range(self._take(1)[0]):
                self._feed()
        elif what == b"t":
            self.page = self._take(1)[0]
        elif what == b"a":
            self.align = self._take(1)[0]
        elif what in b"!EJMR3G-":
            self._take(1)
        elif what != b"2":
            raise UnknownCommand(f"ESC {what!r}")

    def _gs(self) -> None:
        what = self._take(1)
        if what == b"v":
            _zero, _mode, across, height = struct.unpack("<BBHH", self._take(6))
            self._raster(self._take(across * height), across)
        elif what == b"(":
            kind, size = struct.unpack("<cH", self._take(3))
            self._extended(kind, self._take(size))
        elif what == b"8":
            kind, size = struct.unpack("<cI", self._take(5))
            self._extended(kind, self._take(size))
        elif what == b"V":
            if self._take(1)[0] in (65, 66):
                self._take(1)
            self.out.cuts += 1
        elif what == b"k":
            self._bars()
        elif what == b"h":
            self.bar_height = self._take(1)[0]
        elif what == b"w":
            self.bar_module = self._take(1)[0]
        elif what == b"H":
            self.bar_text = self._take(1)[0]
        elif what in b"!rfI":
            self._take(1)
        else:
            raise UnknownCommand(f"GS {what!r}")

    def _extended(self, kind: bytes, data: bytes) -> None:
        if kind == b"K":
            self.out.density = struct.unpack("b", data[1:2])[0]
        elif kind == b"L" and data[1] == 112:  # store graphics
            across = (data[6] + 256 * data[7] + 7) // 8
            self.graphics = struct.pack("<H", across) + data[10:]
        elif kind == b"L" and data[1] == 50:  # print them
            self._raster(self.graphics[2:], struct.unpack("<H", self.graphics[:2])[0])
        elif kind == b"k" and data[1] == 67:
            self.qr_module = data[2]
        elif kind == b"k" and data[1] == 80:
            self.qr_data = data[3:]
        elif kind == b"k" and data[1] == 81:
            self._code("QRCode", self.qr_data.decode(), f"[qr {self.qr_data.decode()}]", self.qr_module, 0)
        elif kind not in b"kD":
            raise UnknownCommand(f"GS ( {kind!r}")

    def _bars(self) -> None:
        kind = self._take(1)[0]
        if kind < 65:
            end = self.stream.index(b"\0", self.place)
            data = self._take(end - self.place)
            self._take(1)
        else:
            data = self._take(self._take(1)[0])
        name = _LINEAR[kind]
        text = data.decode("ascii").removeprefix("{B").removeprefix("{A").removeprefix("{C")
        self._code(_FORMATS[name], text, f"[barcode {name} {text}]", self.bar_module, self.bar_height)

    # paper

    def _feed(self) -> None:
        text, self.line = self.line, ""
        self.out.lines.append(text.rstrip())
        strip = Image.new("L", (self.out.width, _ROW), 255)
        if text.strip():
            draw, font = ImageDraw.Draw(strip), _font()
            left = {0: 0, 1: (self.out.width - _GLYPH * len(text)) // 2, 2: self.out.width - _GLYPH * len(text)}
            for place, letter in enumerate(text):
                draw.text((left[self.align] + place * _GLYPH, 2), letter, 0, font)
        self.out.strips.append(strip)

    def _raster(self, data: bytes, across: int) -> None:
        height = len(data) // across
        assert len(data) == across * height
        self._line_before()
        picture = Image.frombytes("1", (across * 8, height), bytes(255 - byte for byte in data)).convert("L")
        if picture.width > self.out.width:
            raise UnknownCommand("a picture that is wider than the print head")
        self.out.pictures.append(picture)
        last = self.out.lines[-1] if self.out.lines else ""
        if len(self.out.pictures) > 1 and last.startswith("[image ") and self.out.strips[-1].info.get("raster"):
            total = int(last.rpartition("x")[2].rstrip("]")) + height  # a band of the picture before it
            self.out.lines[-1] = f"[image {picture.width}x{total}]"
        else:
            self.out.lines.append(f"[image {picture.width}x{height}]")
        strip = Image.new("L", (self.out.width, height), 255)
        strip.paste(picture, (0, 0))
        strip.info["raster"] = True
        self.out.strips.append(strip)

    def _code(self, kind: str, text: str, said: str, module: int, height: int) -> None:
        self._line_before()
        made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
        code = _picture(made)
        wide = code.resize((code.width * module, height or code.height * module), Image.Resampling.NEAREST)
        strip = Image.new("L", (self.out.width, wide.height + 16), 255)
        strip.paste(wide, ((self.out.width - wide.width) // 2 if self.align == 1 else 40, 8))
        self.out.strips.append(strip)
        self.out.lines.append(said)

    def _line_before(self) -> None:
        if self.line:
            self._feed()


_COMMANDS: dict[int, Callable[[_Reader], None]] = {0x10: _Reader._dle, 0x1B: _Reader._esc, 0x1D: _Reader._gs}


def _picture(made: zxingcpp.Barcode) -> Image.Image:
    view = memoryview(made.to_image(scale=1, add_quiet_zones=False))
    height, width = view.shape[:2]
    return Image.frombytes("L", (width, height), view.tobytes())


def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), 18)
