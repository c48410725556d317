"""Codes out of the bytes of a serial line: where one ends, and what to do with a piece of one."""

from dataclasses import dataclass

LONGEST = 8192  # bytes; a square code of the largest kind has 7,089 digits
_ENDS = {"any": b"\r\n\x03", "cr": b"\r", "lf": b"\n", "crlf": b"\n", "etx": b"\x03", "silence": b""}


@dataclass(frozen=True, slots=True)
class Frame:
    """One code, or, not `whole`, a piece of one: the line fell silent in the middle, or far too much came."""

    text: str
    whole: bool = True


class Framer:
    """`feed` takes what came and when; `idle` is asked while nothing comes. Seconds are a monotonic clock's."""

    def __init__(self, line_end: str = "any", silence_s: float = 0.06, broken_s: float = 0.6) -> None:
        self._ends, self._silence = _ENDS[line_end], line_end == "silence"
        self._wait_s = silence_s if self._silence else broken_s
        self._bytes = bytearray()
        self._last = 0.0
        self._torn = False

    def feed(self, data: bytes, now: float) -> list[Frame]:
        found = self.idle(now)
        self._last = now
        for byte in data:
            if byte in self._ends:
                if self._bytes and not self._torn:
                    found.append(self._take())
                self._bytes.clear()
                self._torn = False  # the rest of what was refused is over
            elif byte not in (2, 0, 13, 10, 3):  # STX, and what is left of another line end
                self._bytes.append(byte)
                if len(self._bytes) > LONGEST:
                    found += self._refuse()
        return found

    def idle(self, now: float) -> list[Frame]:
        """What the silence until now says of the bytes that came before it."""
        if not self._bytes or now - self._last < self._wait_s:
            return []
        return [self._take()] if self._silence else self._refuse()

    def drop(self) -> bool:
        """Forget what came, as when the scanner was unplugged; True if a code was under way."""
        under_way = bool(self._bytes)
        self._bytes.clear()
        self._torn = False
        return under_way

    def _refuse(self) -> list[Frame]:
        """Say once that it is a piece; what comes up to its end is dropped too."""
        first = not self._torn
        self._bytes.clear()
        self._torn = True
        return [Frame("", whole=False)] if first else []

    def _take(self) -> Frame:
        raw = bytes(self._bytes)
        self._bytes.clear()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        return Frame(text)
