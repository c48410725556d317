"""What kind of file it is: packed or not, which letters, which separator. It is looked at once, in pieces."""

import codecs
import csv
import gzip
import io
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from desktop.formats.errors import FileRefused
from desktop.i18n import N_

MOST_BYTES = 2 * 1024**3  # unpacked
FREE_BYTES = 16 * 1024**2  # below this nobody asks how well it was packed
MOST_RATIO = 200  # exports pack 5 to 30 times; a bomb 1,000 times
_PIECE = 1 << 18
_HEAD = 1 << 16  # the part that separators are judged by

# How a database's backup begins, behind remarks.
_STATEMENTS = re.compile(
    r"(?:\s|--[^\n]*\n|#[^\n]*\n|/\*.{0,500}?\*/;?)*"
    r"(?:TRUNCATE TABLE|INSERT INTO|CREATE TABLE|DROP TABLE|SET|LOCK TABLES|USE)\s+[`@\w]",
    re.IGNORECASE | re.DOTALL,
)
_NOT_LETTERS = re.compile("[\udc80-\udcff]")
_NOT_FIRST = bytes(range(0xC2))  # what does not begin a letter outside ASCII in UTF-8

_NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": N_("it is an old Excel file (.xls) or is locked with a password. Save it as .xlsx or CSV."),
    b"%PDF": N_("it is a PDF. Export a table (CSV or .xlsx) instead."),
    b"\x89PNG": N_("it is a picture."),
    b"\xff\xd8\xff": N_("it is a picture."),
    b"SQLite format 3": N_("it is a database and not an export."),
    b"Rar!": N_("it is an archive. Unpack it first."),
    b"7z\xbc\xaf": N_("it is an archive. Unpack it first."),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How the bytes of a file become cells. A workbook has neither encoding nor separator, a backup no separator."""

    path: Path
    workbook: bool = False
    packed: bool = False
    encoding: str = "utf-8"
    separator: str = ","
    first_row: int = 1  # 2 where row 1 only says `sep=;`
    has_nul: bool = False
    damaged: bool = False  # bytes that are no letters in the encoding
    statements: bool = False  # a database's backup: neither columns nor a separator, but INSERT INTO
    size: int = 0  # unpacked bytes


def look(path: Path) -> Shape:
    """Find out how to read a file.

    Raises:
        FileRefused: it is missing, may not be read, is no table, or is larger unpacked than any export.
    """
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise FileRefused(file=path.name, reason=N_("it is not a file."))
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileRefused:
        raise
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise unreadable(path, error) from error
    if not head:
        raise FileRefused(file=path.name, reason=N_("it is empty."))
    if head.startswith(b"PK"):
        return Shape(path, workbook=True, size=info.st_size)
    for start, reason in _NOT_TABLES.items():
        if head.startswith(start):
            raise FileRefused(file=path.name, reason=reason)
    return _text_shape(path, packed=head.startswith(b"\x1f\x8b"), packed_size=info.st_size)


def unreadable(path: Path, error: Exception) -> FileRefused:
    """The sentence for what the system said."""
    reasons: dict[type[Exception], str] = {
        FileNotFoundError: N_("there is no such file. Choose it again."),
        PermissionError: N_("you may not read it. Ask for the right, or copy it to your own folder."),
        IsADirectoryError: N_("it is not a file."),
        NotADirectoryError: N_("there is no such file. Choose it again."),
    }
    damaged = isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile))
    other = N_("it is damaged. Download it again.") if damaged else N_("the disk or the network does not give it.")
    return FileRefused(file=path.name, reason=reasons.get(type(error), other))


def open_bytes(path: Path, packed: bool) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(path, "rb")) if packed else path.open("rb")


def open_text(shape: Shape) -> io.TextIOWrapper:
    """The letters of the file; bytes that are none come as surrogates, and `tables` replaces them."""
    errors = "surrogateescape" if shape.encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(
        open_bytes(shape.path, shape.packed),
        encoding=shape.encoding,
        errors="kolli-cp1252" if shape.encoding == "cp1252" else errors,
        newline="",
    )


def _text_shape(path: Path, packed: bool, packed_size: int) -> Shape:
    try:
        encoding, size, has_nul, damaged = _letters(path, packed, packed_size)
        shape = Shape(path, packed=packed, encoding=encoding, has_nul=has_nul, damaged=damaged, size=size)
        with open_text(shape) as file:
            head = file.read(_HEAD)
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise unreadable(path, error) from error
    if not head.strip():
        raise FileRefused(file=path.name, reason=N_("it is empty."))
    if head.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<?xml", "<table", "{", "[{")):
        raise FileRefused(
            file=path.name, reason=N_("it is a web page or a program's data. Export a table (CSV or .xlsx) instead.")
        )
    if _STATEMENTS.match(head):
        return replace(shape, statements=True, separator="")
    told = head.partition("\n")[0].strip().casefold()
    if told.startswith("sep=") and len(told) == 5:
        return _with(shape, separator=told[4], first_row=2)
    return _with(shape, separator=separator_of(head))


def _with(shape: Shape, separator: str, first_row: int = 1) -> Shape:
    return replace(shape, separator=separator, first_row=first_row)


def _letters(path: Path, packed: bool, packed_size: int) -> tuple[str, int, bool, bool]:
    """Encoding, unpacked size, whether NULs are in it, whether some bytes are no letters."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    size = letters = damaged = 0
    has_nul = False
    encoding = ""
    for piece in _pieces(path, packed):
        if size == 0:
            encoding = _marked(path, piece)
        size += len(piece)
        if size > MOST_BYTES or (packed and size > max(FREE_BYTES, MOST_RATIO * packed_size)):
            raise FileRefused(file=path.name, reason=N_("it is far larger than any export. Split it."))
        if encoding:
            continue
        has_nul = has_nul or b"\0" in piece
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        damaged += len(_NOT_LETTERS.findall(decoder.decode(piece)))
        letters += len(piece.translate(None, _NOT_FIRST))
    if encoding:
        return encoding, size, True, False
    damaged += len(decoder.getstate()[0])
    # In another encoding nearly every letter outside ASCII is damaged; the first bytes of some look right by chance.
    if damaged and letters - damaged < 4 * damaged:
        return "cp1252", size, has_nul, False
    return ("utf-8-sig", size, has_nul, damaged > 0)


def _pieces(path: Path, packed: bool) -> Iterator[bytes]:
    with open_bytes(path, packed) as file:
        while piece := file.read(_PIECE):
            yield piece


def _marked(path: Path, head: bytes) -> str:
    """UTF-16 by its mark or by its zeros; anything else with many zeros is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:2000]
    if start.count(0) * 3 > len(start):
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if odd > 4 * even:
            return "utf-16-le"
        if even > 4 * odd:
            return "utf-16-be"
        raise FileRefused(file=path.name, reason=N_("it is not a table."))
    return ""


def separator_of(head: str) -> str:
    """The sign that parts the first rows most evenly; a comma when none does."""
    whole = head[: head.rfind("\n") + 1] or head
    best, most = ",", 0.0
    for sign in ",;\t|":
        widths = _widths(whole, sign)
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        score = widths.count(common) / len(widths) * min(common, 20) if common > 1 else 0.0
        # A title block stands above some tables: what counts as well is how wide the table gets.
        score += 0.1 * min(max(widths), 60)
        if score > most and max(widths) > 1:
            best, most = sign, score
    return best


def _widths(head: str, sign: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=sign):
            if row:
                widths.append(len(row))
            if len(widths) >= 40:
                break
    except csv.Error:
        pass
    return widths


def _undefined_as_is(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that cp1252 leaves open are taken as the control signs that browsers take them for."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(byte) for byte in error.object[error.start : error.end]), error.end


_Handler = Callable[[UnicodeError], tuple[str, int]]
codecs.register_error("kolli-cp1252", cast("_Handler", _undefined_as_is))
