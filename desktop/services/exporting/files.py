"""The files: written beside and renamed, so that under its name there is the whole list or what was there before.

A CSV file is UTF-8 with a mark at its beginning, lines end as Windows has them. Where the decimal sign is a comma
(Indonesian, Swedish) cells are parted by semicolons, else by commas: what a spreadsheet of that country expects. Times
are "2026-11-22 14:05" in the shop's zone. A text that a spreadsheet would run has an apostrophe before it; numbers,
also negative ones, stay numbers.
"""

import csv
import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from desktop.domain.errors import DiskFull, FolderRefused, KolliError
from desktop.formats.formulas import guarded
from desktop.formats.sheet_out import SheetOut
from desktop.i18n import N_, _, language
from desktop.services import settings
from desktop.services.exporting.table import Kind, Shape, Sums, Table, Value, Written

ENDINGS = (".xlsx", ".csv")
_TOLD_EVERY = 500
_COMMA_COUNTRIES = ("id", "sv")
_WIDTHS = {Kind.TEXT: 24, Kind.NUMBER: 10, Kind.MONEY: 16, Kind.DAY: 12, Kind.TIME: 17}


class FileHeld(KolliError):
    text = N_("{file} is open in another program. Close it there and export again, or choose another name.")


class WrongEnding(KolliError):
    text = N_("{file} is neither .xlsx nor .csv. Give the file one of these endings.")


class _Stopped(Exception):
    pass


def _nobody(_rows: int) -> None:
    return


def _never() -> bool:
    return False


def to_file(
    table: Table, path: Path, told: Callable[[int], object] = _nobody, stop: Callable[[], bool] = _never
) -> Written:
    """Write it as its ending says. `told` hears how many rows are written; once `stop` says so there is no file.

    Raises:
        WrongEnding: neither .xlsx nor .csv.
        FileHeld, FolderRefused, DiskFull: what was there is there still.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise WrongEnding(file=path.name)
    return (to_xlsx if ending == ".xlsx" else to_csv)(table, path, told, stop)


def to_csv(
    table: Table, path: Path, told: Callable[[int], object] = _nobody, stop: Callable[[], bool] = _never,
    separator: str = "",
) -> Written:  # fmt: skip
    """Write it as text; `separator` "" is that of the screen's language. Raises as `to_file`."""
    comma = separator == ";" if separator else language() in _COMMA_COUNTRIES
    zone = ZoneInfo(settings.shop().zone)
    shape = Shape(table.columns, _("Currency"))
    sums = Sums(table.columns)
    try:
        with beside(path) as out:
            text = _Encoded(out)
            writer = csv.writer(text, delimiter=separator or (";" if comma else ","), lineterminator="\r\n")
            writer.writerow([guarded(head) for head in shape.heads])
            for row, _is_sum in _each(table, sums, told, stop):
                writer.writerow([_csv_cell(cell, comma, zone) for cell in shape.cells(row)])
    except _Stopped:
        return Written(0, stopped=True)
    told(sums.count)
    return Written(sums.count, sums.first())


def to_xlsx(
    table: Table, path: Path, told: Callable[[int], object] = _nobody, stop: Callable[[], bool] = _never
) -> Written:
    """Write it as a workbook; numbers and times are typed. Raises as `to_file`."""
    zone = ZoneInfo(settings.shop().zone)
    shape = Shape(table.columns, _("Currency"))
    sums = Sums(table.columns)
    try:
        with (
            beside(path) as out,
            SheetOut(out, table.title, shape.heads, [_WIDTHS[kind] for kind in shape.kinds]) as sheet,
        ):
            for row, is_sum in _each(table, sums, told, stop):
                sheet.row([_local(cell, zone) for cell in shape.cells(row)], strong=is_sum)
    except _Stopped:
        return Written(0, stopped=True)
    told(sums.count)
    return Written(sums.count, sums.first())


def _each(
    table: Table, sums: Sums, told: Callable[[int], object], stop: Callable[[], bool]
) -> Iterator[tuple[Sequence[Value], bool]]:
    """The rows, then what they add up to; whether a row is such a sum. Raises _Stopped."""
    for row in table.rows:
        sums.add(row)
        yield row, False
        if sums.count % _TOLD_EVERY == 0:
            told(sums.count)
            if stop():
                raise _Stopped
    if table.sums:
        for row in sums.rows(_("Total")):
            yield row, True


def _local(cell: object, zone: ZoneInfo) -> str | int | Decimal | datetime | date | None:
    if isinstance(cell, datetime):
        return cell.astimezone(zone).replace(tzinfo=None)
    if cell is None or isinstance(cell, str | int | Decimal | date):
        return cell
    return str(cell)


def _csv_cell(cell: object, comma: bool, zone: ZoneInfo) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",") if comma else f"{cell:f}"
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


class _Encoded:
    """What csv writes, as bytes with the mark of UTF-8 before them."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        out.write(b"\xef\xbb\xbf")

    def write(self, text: str) -> int:
        return self._out.write(text.encode("utf-8", "replace"))


@contextmanager
def beside(path: Path) -> Iterator[IO[bytes]]:
    """The file under a name of its own; it gets the wanted one when all of it is on the disk.

    Raises:
        FileHeld, FolderRefused, DiskFull: what was there is there still.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        _take_place(part, path)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(where=str(path)) from fault
        raise FolderRefused(where=str(path.parent)) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _take_place(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except PermissionError as fault:  # Windows: a spreadsheet holds what it shows
        if path.is_file():
            raise FileHeld(file=path.name) from fault
        raise
