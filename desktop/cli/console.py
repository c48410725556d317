"""What a command answers: one JSON document or a table on stdout, messages on stderr; UTF-8 on any console."""

import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TextIO

# json leaves these as they are; on a terminal the second control set (C1) and DEL are commands.
_C1 = re.compile("[\x7f-\x9f]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Console:
    """Where a command speaks. `as_json`: one JSON document instead of text for people."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json

    def answer(self, document: object, lines: Iterable[str]) -> None:
        """The result of the command, in one of its two forms."""
        if self.as_json:
            _write(sys.stdout, encode(document, indent=2))
        else:
            _write(sys.stdout, "\n".join(safe(line) for line in lines))

    def line(self, document: object) -> None:
        """One JSON line of many, out of the house before this returns."""
        _write(sys.stdout, encode(document))

    def fail(self, document: object) -> None:
        """The answer of a command that was refused, for programs that read stdout."""
        if self.as_json:
            _write(sys.stdout, encode(document, indent=2))

    @staticmethod
    def say(text: str) -> None:
        """A message for people; never part of the answer."""
        _write(sys.stderr, safe(text))


def use_utf8() -> None:
    """Names from all over the world, whatever the console's own code page; what it cannot show is written as \\u..."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def encode(document: object, indent: int | None = None) -> str:
    """JSON of plain values, times (ISO 8601, UTC, Z) and decimals (as text)."""
    text = json.dumps(document, ensure_ascii=False, indent=indent, default=_plain)
    return _C1.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def safe(text: str) -> str:
    """A customer's text on a terminal: no control sign, so that it is shown and never obeyed."""
    return _CONTROL.sub(" ", text)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns below their headings; a last column that is not padded. An empty list is said by its headings alone."""
    body = [[safe(str(cell)) for cell in row] for row in rows]
    widths = [max([len(heading), *(len(row[place]) for row in body)]) for place, heading in enumerate(headings)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in [list(headings), *body]]  # fmt: skip


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None and text:  # None: a program without a console
        stream.write(text + "\n")
        stream.flush()
