"""XML from a stranger, in pieces: no document type, no entity, nothing from outside, and never the whole in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from desktop.formats.bank.entry import Damaged
from desktop.formats.detect import unreadable
from desktop.formats.errors import FileRefused
from desktop.i18n import N_

MOST_BYTES = 192 * 1024**2  # 100,000 entries have some 100 MB
_DEEPEST = 60
_MOST_ELEMENTS = 2_000_000  # of one entry: a batch of 100,000 payments
_LONGEST_TEXT = 1 << 20
_PIECE = 1 << 16


@dataclass(slots=True)
class Element:
    """An element by its local name, whatever the version of its namespace. `row` is the line where it begins."""

    name: str
    row: int
    currency: str = ""  # its attribute Ccy
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, *names: str) -> list["Element"]:
        """Every element at the end of this path."""
        found = [self]
        for name in names:
            found = [child for each in found for child in each.children if child.name == name]
        return found

    def first(self, *names: str) -> "Element | None":
        return next(iter(self.all(*names)), None)

    def word(self, *names: str) -> str:
        """The text at the end of this path, "" where there is none."""
        found = self.first(*names)
        return " ".join(found.text.split()) if found else ""


def pieces(path: Path, wanted: frozenset[str]) -> Iterator[Element]:
    """Each element of a wanted name, once it is whole; one inside another wanted one belongs to that.

    Raises:
        FileRefused: it is too large, or has a document type.
        Damaged: it is not well-formed, or was cut off.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused(file=path.name, reason=N_("it is larger than any statement. Export fewer days at once."))
        with path.open("rb") as file:
            builder = _Builder(path, wanted)
            while piece := file.read(_PIECE):
                builder.feed(piece, last=False)
                yield from builder.take()
            builder.feed(b"", last=True)
            yield from builder.take()
    except OSError as error:
        raise unreadable(path, error) from error


class _Builder:
    """What expat says, as elements."""

    def __init__(self, path: Path, wanted: frozenset[str]) -> None:
        self._path, self._wanted = path, wanted
        self._open: list[Element] = []
        self._depth = self._elements = 0
        self._done: list[Element] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._letters
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def feed(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            reason = N_("it is no well-formed XML from here on.")
            raise Damaged(file=self._path.name, row=error.lineno, reason=reason) from error

    def take(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(":")[2]
        if not self._open and local not in self._wanted:
            self._too_much(self._depth > _DEEPEST)
            return
        element = Element(local, self._parser.CurrentLineNumber, attributes.get("Ccy", ""))
        self._elements = self._elements + 1 if self._open else 0
        self._too_much(self._depth > _DEEPEST or self._elements > _MOST_ELEMENTS)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, name: str) -> None:
        del name
        self._depth -= 1
        if self._open:
            closed = self._open.pop()
            if not self._open:
                self._done.append(closed)

    def _letters(self, text: str) -> None:
        if self._open:
            own = self._open[-1]
            own.text += text
            self._too_much(len(own.text) > _LONGEST_TEXT)

    def _too_much(self, passed: bool) -> None:
        if passed:
            raise Damaged(
                file=self._path.name, row=self._parser.CurrentLineNumber, reason=N_("no statement is built like this.")
            )

    def _refuse(self, *_what: object) -> int:
        raise FileRefused(
            file=self._path.name, reason=N_("it has a document type or entities, which no bank's statement has.")
        )
