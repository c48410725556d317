"""Lines of a bank and the orders that they may pay, arranged so that one finds the other without reading them all."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from desktop.domain import bank_names, bank_refs
from desktop.domain.bank_names import Alike
from desktop.domain.bank_words import Said


class Certainty(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    NONE = "none"


class Kind(StrEnum):
    """What a payment is to the orders proposed for it."""

    EXACT = "exact"
    SEVERAL = "several"  # one payment for several orders
    WITHOUT_CODE = "without-code"  # the unique code of the amount was left out
    PART = "part"  # too little
    TWO_PARTS = "two-parts"  # with another line it is the whole
    OVER = "over"  # too much
    DEDUCTED = "deducted"  # less a credit note
    AGAIN = "again"  # paid before: to give back
    PAYOUT = "payout"  # of a marketplace: for the payout ledger, for no order


@dataclass(frozen=True, slots=True)
class Line:
    """Money that came in. `said`: the payer's words and name; `references` as the payer gave them."""

    id: int
    booked_on: date
    amount_minor: int
    currency: str
    payer: str = ""
    said: str = ""
    references: tuple[str, ...] = ()
    deducted_minor: int = 0

    @property
    def arrived_minor(self) -> int:
        return self.amount_minor - self.deducted_minor


@dataclass(frozen=True, slots=True)
class Asked:
    """An order that money is asked for, or was: `due_minor` 0 = paid. `numbers`: its own and its invoices';
    `code_minor`: the unique code in its total; `credited`: the totals of its credit notes."""

    id: int
    number: str
    currency: str
    total_minor: int
    due_minor: int
    numbers: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    code_minor: int = 0
    credited: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    order_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """One explanation of a line. `parts` may be less than the line: the rest is nobody's yet."""

    kind: Kind
    certainty: Certainty
    parts: tuple[Part, ...]
    evidence: tuple[Said, ...]
    channel: str = ""  # of a payout

    @property
    def order_ids(self) -> tuple[int, ...]:
        return tuple(part.order_id for part in self.parts)


_FEW = 200  # orders that share a word of a name

Key = tuple[str, ...] | tuple[str, str, int]


class Book:
    """Orders and the lines that wait, arranged so that a line finds its orders without reading them all.

    Orders and lines may come and go. `read` collects the places that were looked at: a line is explained otherwise only
    when one of these changes, or the orders of people who are called nearly as its payer.
    """

    def __init__(self, orders: Iterable[Asked] = (), lines: Iterable[Line] = ()) -> None:
        self.read: set[Key] = set()
        self._orders: dict[Key, list[Asked]] = {}
        self._lines: dict[Key, list[Line]] = {}
        self._by_word: dict[str, list[Asked]] = {}
        self._of_payer: dict[str, list[tuple[Asked, Alike]]] = {}
        for order in orders:
            self.add(order)
        for line in lines:
            self.add_line(line)

    def numbered(self, form: str) -> list[Asked]:
        """Orders of this number, folded."""
        return self._at(("number", form))

    def of_ocr(self, digits: str) -> list[Asked]:
        """Orders of this reference, without noughts before it."""
        return self._at(("ocr", digits))

    def of_ocr_body(self, digits: str) -> list[Asked]:
        """Orders of a reference that is this one but for its check digit."""
        return self._at(("body", digits))

    def asking(self, currency: str, minor: int) -> list[Asked]:
        """Open orders with this amount due."""
        return self._at(("due", currency, minor))

    def settled(self, currency: str, minor: int) -> list[Asked]:
        """Paid orders of this total."""
        return self._at(("settled", currency, minor))

    def lines_of(self, payer: str) -> list[Line]:
        """Lines of a payer of this name, the oldest first."""
        key = _payer(payer)
        self.read.add(key)
        return self._lines.get(key, [])

    def of_payer(self, payer: str) -> list[tuple[Asked, Alike]]:
        """Open orders of somebody who is called so or nearly so, the most alike first."""
        known = self._of_payer.get(payer)
        if known is None:
            near = {order.id: order for word in self.searched(payer) for order in self._by_word[word]}
            alike = [(order, bank_names.best(payer, order.buyers)) for order in near.values()]
            known = sorted([each for each in alike if each[1] >= Alike.LIKE], key=lambda each: (-each[1], each[0].id))
            self._of_payer[payer] = known
        return known

    def searched(self, payer: str) -> frozenset[str]:
        """The words of a payer's name whose orders are looked through: the rarest one, and all that few have."""
        known = [word for word in bank_names.words(payer) if word in self._by_word]
        if not known:
            return frozenset()
        rarest = min(known, key=lambda word: len(self._by_word[word]))
        return frozenset(word for word in known if word == rarest or len(self._by_word[word]) <= _FEW)

    def forget_payer(self, payer: str) -> None:
        """Look for the orders of this payer anew."""
        self._of_payer.pop(payer, None)

    def add(self, order: Asked) -> None:
        for key in keys(order):
            insort(self._orders.setdefault(key, []), order, key=_id)
        for word in name_words(order):
            insort(self._by_word.setdefault(word, []), order, key=_id)

    def remove(self, order: Asked) -> None:
        for key in keys(order):
            _take_out(self._orders, key, order.id)
        for word in name_words(order):
            _take_out(self._by_word, word, order.id)

    def add_line(self, line: Line) -> None:
        if line.payer and line.arrived_minor > 0:
            insort(self._lines.setdefault(_payer(line.payer), []), line, key=sequence)

    def remove_line(self, line: Line) -> None:
        if line.payer and line.arrived_minor > 0:
            _take_out(self._lines, _payer(line.payer), line.id)

    def _at(self, key: Key) -> list[Asked]:
        self.read.add(key)
        return self._orders.get(key, [])


def keys(order: Asked) -> set[Key]:
    """The places where an order stands, but for the words of its buyers' names."""
    due = order.due_minor > 0
    found: set[Key] = {("due", order.currency, order.due_minor) if due
                       else ("settled", order.currency, order.total_minor)}  # fmt: skip
    for number in (order.number, *order.numbers):
        found |= {("number", form) for form in (bank_refs.folded(number), bank_refs.only_digits(number)) if form}
        for ocr in bank_refs.ocr_of(number):
            found |= {("ocr", ocr.lstrip("0")), ("body", ocr[:-1].lstrip("0"))}
    return found


def line_keys(line: Line) -> set[Key]:
    """The place where a line stands."""
    return {_payer(line.payer)}


def name_words(order: Asked) -> set[str]:
    """The words by which an open order's buyers are found."""
    if order.due_minor <= 0:
        return set()
    return {word for name in order.buyers for word in bank_names.words(name) if len(word) > 1}


def sequence(line: Line) -> tuple[date, int]:
    """Lines are looked at as they were booked."""
    return line.booked_on, line.id


def _payer(payer: str) -> Key:
    return ("payer", *sorted(bank_names.words(payer)))


def _id(order: Asked) -> int:
    return order.id


_P = TypeVar("_P", Key, str)
_T = TypeVar("_T", Asked, Line)


def _take_out(index: dict[_P, list[_T]], key: _P, row_id: int) -> None:
    left = [each for each in index.get(key, []) if each.id != row_id]
    if left:
        index[key] = left
    else:
        index.pop(key, None)
