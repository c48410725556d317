"""What a simulated thermal printer understands: where a paper ends in each language, and what it answers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

What = Literal["paper", "answer", "kick", "cut"]
Event = tuple[What, bytes]


@dataclass(slots=True)
class Panel:
    """What the printer's lamps show, and what lies in it."""

    paper_out: bool = False
    cover_open: bool = False
    paused: bool = False
    length_dots: int = 1199  # of the label that lies in it, as its sensor found
    dpi: int = 203

    @property
    def blocked(self) -> bool:
        return self.paper_out or self.cover_open or self.paused


class Head(Protocol):
    """One language. `waiting` holds what came and is not printed yet; `print` takes from it what can be printed."""

    waiting: bytearray
    asked: re.Pattern[bytes]

    def print(self, panel: Panel) -> Iterator[Event]: ...

    def answer(self, question: bytes, panel: Panel) -> bytes: ...


class ZplHead:
    """Source of the answers: Zebra, ZPL II programming guide, ~HS and ~HI."""

    asked = re.compile(rb"~HS|~HI")

    def __init__(self) -> None:
        self.waiting = bytearray()

    def print(self, panel: Panel) -> Iterator[Event]:
        while not panel.blocked and (end := self.waiting.find(b"^XZ")) >= 0:
            label = bytes(self.waiting[max(0, self.waiting.find(b"^XA")) : end + 3])  # what is around it is passed over
            del self.waiting[: end + 3]
            copies = re.search(rb"\^PQ(\d+)", label)
            for _copy in range(int(copies[1]) if copies else 1):
                yield "paper", label
                if b"^MMC" in label:
                    yield "cut", b""
        if not self.waiting.strip():
            self.waiting.clear()

    def answer(self, question: bytes, panel: Panel) -> bytes:
        if question == b"~HI":
            return b"\x02SIMULATED,V1.0,%d,8176KB\x03\r\n" % round(panel.dpi / 25.4)
        first = (panel.paper_out, panel.paused, panel.length_dots, self.waiting.count(b"^XZ"))
        return (
            b"\x02030,%d,%d,%04d,%03d,0,0,0,000,0,0,0\x03\r\n" % first
            + b"\x02000,0,%d,0,0,0,0,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n" % panel.cover_open
        )  # fmt: skip


class TsplHead:
    """Source of the answers: TSC, TSPL/TSPL2 programming manual, <ESC>!? and ~!T."""

    asked = re.compile(rb"\x1b!\?|~!T")

    def __init__(self) -> None:
        self.waiting = bytearray()

    def print(self, panel: Panel) -> Iterator[Event]:
        while not panel.blocked and (found := self._paper()):
            label, copies = found
            del self.waiting[: len(label)]
            for _copy in range(copies):
                yield "paper", label
            if re.match(rb"CUT\r\n", self.waiting):
                del self.waiting[:5]
                yield "cut", b""

    def _paper(self) -> tuple[bytes, int] | None:
        """The first whole label of what waits, and how often it is wanted."""
        place = 0
        while (end := self.waiting.find(b"\r\n", place)) >= 0:
            line = bytes(self.waiting[place:end])
            picture = re.match(rb"BITMAP \d+,\d+,(\d+),(\d+),\d+,", bytes(self.waiting[place : place + 60]))
            if picture:  # its dots may look like the end of a line
                end = place + picture.end() + int(picture[1]) * int(picture[2])
                if len(self.waiting) < end + 2:
                    return None
            elif line.startswith(b"PRINT "):
                sets, _comma, copies = line[6:].partition(b",")
                return bytes(self.waiting[: end + 2]), int(sets) * int(copies or 1)
            place = end + 2
        return None

    def answer(self, question: bytes, panel: Panel) -> bytes:
        if question == b"~!T":
            return b"SIMULATED %ddpi\r\n" % panel.dpi
        busy = 0x20 if self.waiting and not panel.blocked else 0
        return bytes([panel.cover_open | panel.paper_out << 2 | panel.paused << 4 | busy])


class EscposHead:
    """Source of the lengths and answers: Epson, ESC/POS command reference."""

    asked = re.compile(rb"\x10\x04[\x01-\x04]")
    _FIXED: ClassVar = {
        b"\x1b@": 2, b"\x1bp": 5, b"\x1bd": 3, b"\x1bJ": 3, b"\x1ba": 3, b"\x1bt": 3, b"\x1bE": 3, b"\x1b!": 3,
        b"\x1d!": 3, b"\x1dr": 3, b"\x1dI": 3, b"\x1bR": 3, b"\x1b3": 3, b"\x1b2": 2,
    }  # fmt: skip

    def __init__(self) -> None:
        self.waiting = bytearray()
        self._paper = bytearray()

    def print(self, panel: Panel) -> Iterator[Event]:
        while not panel.blocked and self.waiting and (size := self._length()):
            command = bytes(self.waiting[:size])
            del self.waiting[:size]
            if command[:2] == b"\x1bp":
                yield "kick", command
            elif command[:2] == b"\x1dI":
                yield "answer", {67: b"_SIMULATED\0", 66: b"_EPSON\0"}.get(command[2], b"\x20")
            elif command[:2] == b"\x1dr":  # all that came before it is on paper
                if self._paper:
                    yield "paper", bytes(self._paper)
                self._paper.clear()
                yield "answer", b"\0"
            else:
                self._paper += command
                if command[:2] == b"\x1dV":
                    yield "cut", b""

    def _length(self) -> int:
        """The length of the first command or text, 0 = there is more of it to come."""
        head, have = bytes(self.waiting[:8]).ljust(8, b"\0"), len(self.waiting)
        if head[0] not in b"\x1b\x1d\x10":
            return 1
        if head[:2] == b"\x1dV":
            size = 4 if head[2] in (65, 66) else 3
        elif head[:3] == b"\x1dv0":
            size = 8 + (head[4] + 256 * head[5]) * (head[6] + 256 * head[7])
        elif head[:2] == b"\x1d(":
            size = 5 + head[3] + 256 * head[4]
        elif head[:3] == b"\x1d8L":
            size = 7 + int.from_bytes(head[3:7], "little")
        else:
            size = self._FIXED.get(head[:2], 2)
        return size if size <= have else 0

    def answer(self, question: bytes, panel: Panel) -> bytes:
        said = {
            1: 0x12 | 0x08 * panel.blocked,
            2: 0x12 | 0x04 * panel.cover_open | 0x20 * panel.paper_out | 0x08 * panel.paused,
            3: 0x12,
            4: 0x12 | 0x6C * panel.paper_out,
        }
        return bytes([said[question[2]]])


HEADS: dict[str, Callable[[], Head]] = {"zpl": ZplHead, "tspl": TsplHead, "escpos": EscposHead}
