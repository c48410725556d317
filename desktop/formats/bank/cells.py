"""Statements that are tables: cells with row numbers, dates and amounts that must be right."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

from desktop.domain.money import to_minor
from desktop.formats import tables
from desktop.formats.bank.entry import Damaged, Head
from desktop.formats.dates import DateOrder, tidy
from desktop.formats.dates import moment as moment_of
from desktop.formats.detect import Shape, look
from desktop.formats.errors import BadDate, BadNumber, FileRefused
from desktop.formats.numbers import amount
from desktop.formats.tables import Row
from desktop.formats.text import heading
from desktop.i18n import N_, decimals

HEADER_WITHIN = 20


def table(head: Head) -> tuple[Shape, list[Row]] | None:
    """The first rows of a file that is a table; None for another kind of file."""
    if head.start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    try:
        shape = look(head.path)
        with closing(tables.rows(shape)) as rows:
            return shape, list(islice(rows, HEADER_WITHIN))
    except FileRefused:
        return None


def header(first: Sequence[Row], *wanted: str) -> Row | None:
    """The row whose headings begin with these, in this sequence."""
    for number, cells in first:
        if [heading(cell) for cell in cells[: len(wanted)]] == list(wanted):
            return number, cells
    return None


def below(shape: Shape, row: int) -> Iterator[Row]:
    """The rows under the header that are not empty."""
    with closing(tables.rows(shape)) as rows:
        for number, cells in rows:
            if number > row and any(cell.strip() for cell in cells):
                yield number, cells


def value(path: Path, row: int, text: str, mark: str = ".") -> Decimal:
    """The amount in a cell; an empty one is nothing.

    Raises:
        Damaged: it is none.
    """
    bare = tidy(text)
    if not bare:
        return Decimal(0)
    try:
        return amount(bare, mark)
    except BadNumber as error:
        raise damaged(path, row, N_("an amount in it cannot be read.")) from error


def minor(path: Path, row: int, text: str, currency: str, mark: str = ".") -> int:
    """The same in minor units. Rupiah of interest have decimals in statements and none here."""
    return to_minor(value(path, row, text, mark), currency)


def exact(path: Path, row: int, found: Decimal, currency: str) -> int:
    """An amount in minor units that must have no more decimals than its currency's coins."""
    whole = to_minor(found, currency)
    if Decimal(whole) != found.scaleb(decimals(currency)):
        raise damaged(path, row, N_("an amount has more decimals than its currency."))
    return whole


def day(path: Path, row: int, text: str, order: DateOrder = DateOrder.DAY_FIRST) -> date:
    """The day in a cell; an apostrophe before it is the bank's.

    Raises:
        Damaged: it is none.
    """
    try:
        return moment_of(tidy(text), order, "UTC").date()
    except BadDate as error:
        raise damaged(path, row, N_("it has no date that can be read.")) from error


def damaged(path: Path, row: int, reason: str) -> Damaged:
    return Damaged(file=path.name, row=row, reason=reason)


def one_blank(text: str) -> str:
    return " ".join(text.split())
