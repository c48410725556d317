"""What is exported: columns, rows as they come, and the sums that follow from them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.money import to_decimal
from desktop.domain.rights import Right
from desktop.services import permits


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in a cell, in minor units."""

    minor: int
    currency: str


Value = str | int | Decimal | Amount | datetime | date | None


class Kind(StrEnum):
    """TEXT is never read as a number. TIME is aware and written in the shop's zone; DAY is a date without a time."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """`title` is shown as it is. `needs`: who may not this does not get the column; money needs PRICES by itself.

    `total`: whether it is added up; None is yes for money and no for all else. Dates, texts never are.
    """

    title: str
    kind: Kind = Kind.TEXT
    needs: Right | None = None
    total: bool | None = None

    @property
    def right(self) -> Right | None:
        return self.needs or (Right.PRICES if self.kind is Kind.MONEY else None)

    @property
    def added(self) -> bool:
        return self.kind is Kind.MONEY if self.total is None else self.total

    @property
    def seen(self) -> bool:
        return self.right is None or permits.may(self.right)


@dataclass(frozen=True, slots=True)
class Table:
    """One list. A row has a cell for each column, also for those that are left out; it is read once, as it is written.

    `title` names the sheet and the file. Columns of money are followed by one with their currency. `sums`: whether what
    is added up stands below the rows, a row for each currency; the sums are those of the very rows in the file.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    sums: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the file. `totals` are those of the first column of money by currency; `stopped`: no file."""

    rows: int
    totals: dict[str, int] = field(default_factory=dict)
    stopped: bool = False


class Sums:
    """Adds up the columns while their rows go by: money by currency, in minor units; `count` rows so far."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.count = 0
        self._columns = columns
        self._added = [at for at, column in enumerate(columns) if column.added]
        self._money: dict[str, dict[int, int]] = {}
        self._plain: dict[int, int | Decimal] = {}

    def add(self, row: Sequence[Value]) -> None:
        self.count += 1
        for at in self._added:
            cell = row[at]
            if isinstance(cell, Amount):
                own = self._money.setdefault(cell.currency, {})
                own[at] = own.get(at, 0) + cell.minor
            elif isinstance(cell, int | Decimal):
                self._plain[at] = self._plain.get(at, 0) + cell

    def first(self) -> dict[str, int]:
        """Of the first column of money, by currency."""
        money = next((at for at, column in enumerate(self._columns) if column.kind is Kind.MONEY), None)
        return {currency: own[money] for currency, own in sorted(self._money.items()) if money in own}

    def rows(self, label: str) -> Iterator[list[Value]]:
        """The rows below the list: one for each currency, the first one with the plain sums too."""
        if not self._money and not self._plain:
            return
        free = next((at for at, column in enumerate(self._columns) if column.kind is Kind.TEXT and column.seen), None)
        for turn, currency in enumerate(sorted(self._money) or [""]):
            row: list[Value] = [None] * len(self._columns)
            for at, minor in self._money.get(currency, {}).items():
                row[at] = Amount(minor, currency)
            for at, plain in self._plain.items():
                row[at] = plain if turn == 0 else None
            if free is not None:
                row[free] = label
            yield row


def add_up(table: Table) -> dict[str, int]:
    """Read the rows for their sums alone: what the first column of money comes to, by currency."""
    sums = Sums(table.columns)
    for row in table.rows:
        sums.add(row)
    return sums.first()


class Shape:
    """A table as it is written for who is at work: the columns that may be seen, money beside its currency."""

    def __init__(self, columns: Sequence[Column], currency_title: str) -> None:
        self._places = [at for at, column in enumerate(columns) if column.seen]
        money = [at for at in self._places if columns[at].kind is Kind.MONEY]
        self._after = money[-1] if money else None
        self.heads: list[str] = []
        self.kinds: list[Kind] = []
        for at in self._places:
            self.heads.append(columns[at].title)
            self.kinds.append(columns[at].kind)
            if at == self._after:
                self.heads.append(currency_title)
                self.kinds.append(Kind.TEXT)

    def cells(self, row: Sequence[Value]) -> list[str | int | Decimal | datetime | date | None]:
        found: list[str | int | Decimal | datetime | date | None] = []
        currency = ""
        for at in self._places:
            cell = row[at]
            if isinstance(cell, Amount):
                currency = currency or cell.currency
                found.append(to_decimal(cell.minor, cell.currency))
            else:
                found.append(cell)
            if at == self._after:
                found.append(currency)
        return found
