"""The first table of an .xlsx workbook, row by row.

Own code, because the libraries trust the file: a cell that says it stands in row 1,000,000,000 makes them count there,
and the shared texts are held whatever their size. Here every size is bounded and what the file says of itself is not.
"""

import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.parsers import expat

from desktop.formats.errors import FileRefused
from desktop.i18n import N_

MOST_PART_BYTES = 1024**3
MOST_TEXT_BYTES = 48 * 1024**2  # of all shared texts: they must be held
FREE_BYTES = 8 * 1024**2
MOST_RATIO = 300
MOST_COLUMNS = 1024
MOST_CELL = 32_767 * 4  # Excel's own limit, in bytes of UTF-8
_PIECE = 1 << 16

_DATE_FORMATS = frozenset({*range(14, 23), *range(45, 48)})
_DATE_SIGNS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)  # so that Excel's wrong leap day of 1900 does not matter later
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, ValueError, KeyError)


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells as text, in the order of the sheet; empty rows are left out.

    Raises:
        FileRefused: it is no workbook, is locked, damaged, or unpacks to more than any export.
    """
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
            if "xl/workbook.xml" not in names:
                raise FileRefused(file=path.name, reason=N_("it is an archive or another kind of document."))
            texts = _texts(book, path) if "xl/sharedStrings.xml" in names else []
            dates = _date_styles(book, path) if "xl/styles.xml" in names else frozenset()
            yield from _Sheet(texts, dates).rows(_parts(book, _first_sheet(book, path, names), path))
    except RuntimeError as error:  # zipfile's word for a password
        raise FileRefused(file=path.name, reason=N_("it is locked with a password. Save it without one.")) from error
    except _BROKEN as error:
        raise FileRefused(file=path.name, reason=N_("the workbook is damaged. Download it again.")) from error


def _parts(book: zipfile.ZipFile, name: str, path: Path, most: int = MOST_PART_BYTES) -> Iterator[bytes]:
    info = book.getinfo(name)
    limit = min(most, max(FREE_BYTES, MOST_RATIO * info.compress_size))
    if info.file_size > limit:
        raise FileRefused(file=path.name, reason=N_("it is far larger than any export. Split it."))
    size = 0
    with book.open(info) as part:
        while piece := part.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise FileRefused(file=path.name, reason=N_("it is far larger than any export. Split it."))
            yield piece


def _parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_told: object) -> None:
    raise ValueError("a workbook has no document type")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attributes(book: zipfile.ZipFile, name: str, path: Path, tags: frozenset[str]) -> list[tuple[str, dict[str, str]]]:
    """The elements with these tags in one of the small parts."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()

    def start(tag: str, values: dict[str, str]) -> None:
        if _local(tag) in tags and len(found) < 100_000:
            found.append((_local(tag), values))

    parser.StartElementHandler = start
    for piece in _parts(book, name, path, most=FREE_BYTES):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return found


def _first_sheet(book: zipfile.ZipFile, path: Path, names: set[str]) -> str:
    sheets = _attributes(book, "xl/workbook.xml", path, frozenset({"sheet"}))
    found = [values for _tag, values in sheets]
    shown = [values for values in found if values.get("state", "visible") == "visible"] or found
    if shown and "xl/_rels/workbook.xml.rels" in names:
        wanted = next((value for key, value in shown[0].items() if _local(key) == "id"), "")
        for _tag, link in _attributes(book, "xl/_rels/workbook.xml.rels", path, frozenset({"Relationship"})):
            if link.get("Id") == wanted:
                target = link.get("Target", "").lstrip("/")
                name = target if target.startswith("xl/") else f"xl/{target}"
                if name in names:
                    return name
    return next(name for name in sorted(names | {"xl/worksheets/sheet1.xml"}) if name.startswith("xl/worksheets/sheet"))


def _texts(book: zipfile.ZipFile, path: Path) -> list[str]:
    texts: list[str] = []
    parts: list[str] = []
    stack: list[str] = []
    parser = _parser()

    def start(tag: str, _values: dict[str, str]) -> None:
        stack.append(_local(tag))
        if stack[-1] == "si":
            parts.clear()

    def end(_tag: str) -> None:
        if stack.pop() == "si":
            texts.append("".join(parts))

    def letters(data: str) -> None:
        if stack and stack[-1] == "t" and "rPh" not in stack:  # rPh: how the Japanese text is read aloud
            parts.append(data)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, letters
    for piece in _parts(book, "xl/sharedStrings.xml", path, most=MOST_TEXT_BYTES):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return texts


def _date_styles(book: zipfile.ZipFile, path: Path) -> frozenset[int]:
    """The cell styles that show a number as a date."""
    found = _attributes(book, "xl/styles.xml", path, frozenset({"numFmt", "cellXfs", "cellStyleXfs", "xf"}))
    own = {
        int(values["numFmtId"]): values.get("formatCode", "")
        for tag, values in found
        if tag == "numFmt" and values.get("numFmtId", "").isdigit()
    }
    styles: set[int] = set()
    inside, position = False, 0
    for tag, values in found:
        if tag in ("cellXfs", "cellStyleXfs"):
            inside, position = tag == "cellXfs", 0
        elif tag == "xf" and inside:
            number = int(values.get("numFmtId", "0"))
            signs = _DATE_SIGNS.sub("", own.get(number, "")).casefold()
            if number in _DATE_FORMATS or any(sign in signs for sign in "ydh"):
                styles.add(position)
            position += 1
    return frozenset(styles)


class _Sheet:
    """Turns the sheet's XML into rows as it comes."""

    def __init__(self, texts: list[str], dates: frozenset[int]) -> None:
        self._texts = texts
        self._dates = dates
        self._ready: deque[tuple[int, list[str]]] = deque()
        self._number = 0
        self._cells: list[str] = []
        self._column = -1
        self._kind = ""
        self._style = 0
        self._value: list[str] | None = None
        self._held = 0

    def rows(self, parts: Iterator[bytes]) -> Iterator[tuple[int, list[str]]]:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._letters
        for piece in parts:
            parser.Parse(piece, False)
            while self._ready:
                yield self._ready.popleft()
        parser.Parse(b"", True)
        while self._ready:
            yield self._ready.popleft()

    def _start(self, tag: str, values: dict[str, str]) -> None:
        tag = _local(tag)
        if tag == "row":
            # Row numbers only grow; one that jumps back or is missing is the next one.
            told = values.get("r", "")
            self._number = max(self._number + 1, int(told) if told.isdigit() and len(told) < 8 else 0)
            self._cells, self._column = [], -1
        elif tag == "c":
            self._column = _column(values.get("r", ""), self._column + 1)
            self._kind = values.get("t", "n")
            style = values.get("s", "0")
            self._style = int(style) if style.isdigit() and len(style) < 8 else 0
            self._value, self._held = None, 0
        elif tag in ("v", "t") and self._value is None:
            self._value = []

    def _letters(self, data: str) -> None:
        if self._value is not None:
            self._held += len(data)
            if self._held > MOST_CELL:
                raise ValueError("a cell larger than Excel writes")
            self._value.append(data)

    def _end(self, tag: str) -> None:
        tag = _local(tag)
        if tag == "c":
            text = self._text("".join(self._value or ()))
            self._value = None
            if text and 0 <= self._column < MOST_COLUMNS:
                self._cells.extend([""] * (self._column + 1 - len(self._cells)))
                self._cells[self._column] = text
        elif tag == "row" and any(self._cells):
            self._ready.append((self._number, self._cells))

    def _text(self, value: str) -> str:
        if self._kind == "s":
            place = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
            return self._texts[place] if 0 <= place < len(self._texts) else ""
        if self._kind in ("str", "inlineStr", "d", "e"):
            return value
        if self._kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return self._date(value) if self._style in self._dates and value else _number(value)

    def _date(self, value: str) -> str:
        try:
            days = float(value)
            if not 1 <= days < 73_050:  # 1900 to 2099
                return _number(value)
            whole = _FIRST_DAY + timedelta(seconds=round(days * 86_400))
        except (ValueError, OverflowError):
            return value
        return whole.strftime("%Y-%m-%d %H:%M:%S")


def _number(value: str) -> str:
    """As people would write it: 17850.0 is 17850; a number that lost its last digits stays in powers of ten."""
    if value.endswith(".0"):
        return value[:-2]
    if "E" in value or "e" in value:
        try:
            number = float(value)
        except ValueError:
            return value
        if abs(number) < 10**15:
            return f"{number:.12f}".rstrip("0").rstrip(".")
        return f"{number:E}" if number >= 0 else value
    if len(value) > 16 and "." in value:
        try:
            return f"{float(value):.12g}"  # 87.7 is stored as 87.700000000000003
        except ValueError:
            return value
    return value


def _column(reference: str, following: int) -> int:
    """`C7` is column 2; a cell without a reference stands behind the one before it."""
    place = 0
    for sign in reference[:4]:
        if not "A" <= sign <= "Z":
            break
        place = place * 26 + ord(sign) - 64
    return place - 1 if place else following
