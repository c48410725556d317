"""What an adapter is, and what it is handed: where its columns stand and how the file writes dates and amounts."""

import fnmatch
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from desktop.domain.errors import KolliError
from desktop.domain.order import Payment
from desktop.domain.remote import RemoteArticle, RemoteOrder
from desktop.formats.dates import DateOrder, moment
from desktop.formats.errors import BadDate, BadNumber, BadQuantity, FileRefused, Missing, RoundedNumber
from desktop.formats.numbers import amount, identifier, is_rounded, quantity
from desktop.formats.tables import Row

Cell = Callable[[list[str]], str]
T = TypeVar("T")
ZERO = Decimal(0)

# Lines that are sold but not packed, where the source has no rule of its own; a shop may set its own list.
NO_PACKING = ("POST", "POSTAGE", "SHIPPING", "FREIGHT", "FRAKT", "PORTO", "ONGKIR", "BANK CHARGES", "AMAZONFEE")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the shop has set. `no_packing`: codes of lines that need no packing, with * and ?; None = the layout's own.

    `count_as_paid`: whether the orders of a list that says nothing of payment count as paid.
    """

    currency: str = ""
    zone: str = "UTC"
    no_packing: tuple[str, ...] | None = None
    count_as_paid: bool = True

    @property
    def payment(self) -> Payment:
        return Payment.PAID if self.count_as_paid else Payment.UNPAID


@dataclass(frozen=True, slots=True)
class Refused:
    """What is left out: the row that is wrong, and why. The rest of its order is left out with it."""

    row: int
    reason: KolliError


@dataclass(frozen=True, slots=True)
class Noticed:
    """What is kept, though somebody should know."""

    row: int
    reason: KolliError


@dataclass(frozen=True, slots=True)
class Found:
    """An order, the row it starts in, and how far the file has been read when it is complete."""

    row: int
    upto: int
    order: RemoteOrder


@dataclass(frozen=True, slots=True)
class FoundArticle:
    row: int
    article: RemoteArticle


class RowRefused(Exception):
    """One row cannot be read, so its document cannot be used."""

    def __init__(self, row: int, reason: KolliError) -> None:
        super().__init__(row, reason)
        self.row = row
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sheet:
    """A recognised file as its adapter sees it."""

    path: Path
    places: Mapping[str, int]
    header: Sequence[str]
    dates: DateOrder
    mark: str
    zone: str
    currency: str
    choices: Choices
    no_packing: tuple[str, ...] = ()
    never_packed: tuple[str, ...] = ()
    notices: list[Noticed] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        """Read this column's text as it is; "" where the file has no such column."""
        place = self.places.get(name)
        return itemgetter(place) if place is not None else _nothing

    def text(self, name: str) -> Cell:
        """The same without blanks at its ends."""
        read = self.cell(name)
        return (lambda cells: read(cells).strip()) if name in self.places else _nothing

    def code(self, name: str) -> Cell:
        """The same for a number that is text: no apostrophe, no `.0`."""
        read = self.cell(name)
        return (lambda cells: identifier(read(cells))) if name in self.places else _nothing

    def amount(self, name: str) -> Callable[[list[str]], Decimal]:
        """An amount; 0 where the cell is empty."""
        if name not in self.places:
            return _zero
        read, mark = self.cell(name), self.mark

        def value(cells: list[str]) -> Decimal:
            text = read(cells)
            if not text or text.isspace():
                return ZERO
            try:
                return amount(text, mark)
            except BadNumber as error:
                raise BadNumber(column=self.title(name), value=text[:60]) from error

        return value

    def quantity(self, name: str) -> Callable[[list[str]], int]:
        read = self.cell(name)

        def value(cells: list[str]) -> int:
            text = read(cells)
            try:
                return quantity(text)
            except BadQuantity as error:
                if not text.strip():
                    raise Missing(column=self.title(name)) from error
                raise BadQuantity(column=self.title(name), value=text[:60]) from error

        return value

    def moment(self, name: str) -> Callable[[list[str]], datetime]:
        read, dates, zone = self.cell(name), self.dates, self.zone

        def value(cells: list[str]) -> datetime:
            text = read(cells)
            try:
                return moment(text, dates, zone)
            except BadDate as error:
                if not text.strip():
                    raise Missing(column=self.title(name)) from error
                raise BadDate(column=self.title(name), value=text[:60]) from error

        return value

    def moment_or_none(self, name: str) -> Callable[[list[str]], datetime | None]:
        if name not in self.places:
            return _never
        read, when = self.cell(name), self.moment(name)
        return lambda cells: when(cells) if read(cells).strip(" \t-'") else None

    def number_of(self, name: str) -> Cell:
        """The order's number, refused when a spreadsheet has rounded it or it is empty."""
        read = self.cell(name)

        def value(cells: list[str]) -> str:
            text = read(cells)
            if is_rounded(text):
                raise RoundedNumber(column=self.title(name), value=text.strip()[:60])
            number = identifier(text)
            if not number:
                raise Missing(column=self.title(name))
            return number

        return value

    def title(self, name: str) -> str:
        """The column's heading in the file."""
        place = self.places.get(name)
        return self.header[place].strip() if place is not None else name

    def needs_packing(self) -> Callable[[str], bool]:
        """Whether a line with this code is a thing: postage, fees and the like are not."""
        chosen = self.choices.no_packing
        patterns = (*(self.no_packing if chosen is None else chosen), *self.never_packed)
        if not patterns:
            return lambda code: True
        nothing_to_pack = re.compile("|".join(fnmatch.translate(each.strip().casefold()) for each in patterns))
        return lru_cache(maxsize=16384)(lambda code: nothing_to_pack.match(code.casefold()) is None)

    def notice(self, row: int, reason: KolliError) -> None:
        if len(self.notices) < 1000:
            self.notices.append(Noticed(row, reason))


def read_lines(rows: Sequence[Row], line: Callable[[int, list[str]], T]) -> list[T]:
    """One value a row, from its position in the order and its cells; a row that cannot be read is named."""
    lines = []
    for position, (number, cells) in enumerate(rows, 1):
        try:
            lines.append(line(position, cells))
        except KolliError as error:
            raise RowRefused(number, error) from error
    return lines


BuildOrder = Callable[[Sequence[Row]], RemoteOrder]
BuildArticle = Callable[[Row], RemoteArticle]


@dataclass(frozen=True, slots=True)
class OrderFormat:
    """One layout of an order file. `columns`: our name of a column and the headings that it is known by.

    `key` is the column that says which order a row belongs to; where `carries`, later rows leave it empty.
    `open` gets the recognised file and returns what makes one order of its rows.
    """

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    needs: frozenset[str]
    key: str
    open: Callable[[Sheet], BuildOrder]
    carries: bool = False
    date_columns: tuple[str, ...] = ()
    amount_columns: tuple[str, ...] = ()
    dates: DateOrder | None = None  # None: the data says it
    guess: DateOrder = DateOrder.DAY_FIRST  # when the data does not either
    mark: str | None = None  # None: the data says it
    zone: str = ""  # "": the shop's
    currency: str = ""  # "": see reading.currency_of
    no_packing: tuple[str, ...] = NO_PACKING  # unless the shop has its own list
    never_packed: tuple[str, ...] = ()  # whatever the shop's list: the source itself says so
    refusal: type[FileRefused] | None = None


@dataclass(frozen=True, slots=True)
class ArticleFormat:
    """One layout of a list of articles: one row, one article."""

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    needs: frozenset[str]
    key: str
    open: Callable[[Sheet], BuildArticle]
    amount_columns: tuple[str, ...] = ()
    mark: str | None = None
    currency: str = ""


def _nothing(_cells: list[str]) -> str:
    return ""


def _zero(_cells: list[str]) -> Decimal:
    return ZERO


def _never(_cells: list[str]) -> None:
    return None
