"""Lines of a bank and the orders that they may pay, arranged so that one finds the other without reading them all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


class Book:
    """Orders and the lines that wait, arranged so that a line finds its orders without reading them all."""

    def __init__(self, orders: Iterable[Asked], lines: Iterable[Line] = ()) -> None:
        self.by_number: dict[str, list[Asked]] = defaultdict(list)
        self.by_ocr: dict[str, list[Asked]] = defaultdict(list)
        self.by_ocr_body: dict[str, list[Asked]] = defaultdict(list)
        self.by_due: dict[tuple[str, int], list[Asked]] = defaultdict(list)
        self.settled: dict[tuple[str, int], list[Asked]] = defaultdict(list)
        self.by_word: dict[str, list[Asked]] = defaultdict(list)
        self.by_payer: dict[tuple[str, ...], list[Line]] = defaultdict(list)
        for order in sorted(orders, key=lambda each: each.id):
            self._add(order)
        for line in lines:
            if line.payer and line.arrived_minor > 0:
                self.by_payer[tuple(sorted(bank_names.words(line.payer)))].append(line)

    def _add(self, order: Asked) -> None:
        for number in dict.fromkeys((order.number, *order.numbers)):
            for form in {bank_refs.folded(number), bank_refs.only_digits(number)} - {""}:
                _put(self.by_number, form, order)
            for ocr in bank_refs.ocr_of(number):
                _put(self.by_ocr, ocr.lstrip("0"), order)
                _put(self.by_ocr_body, ocr[:-1].lstrip("0"), order)
        if order.due_minor <= 0:
            self.settled[order.currency, order.total_minor].append(order)
            return
        self.by_due[order.currency, order.due_minor].append(order)
        for word in {word for name in order.buyers for word in bank_names.words(name) if len(word) > 1}:
            self.by_word[word].append(order)

    def of_payer(self, payer: str) -> list[tuple[Asked, Alike]]:
        """Open orders of somebody who is called so or nearly so, the most alike first."""
        known = [self.by_word[word] for word in bank_names.words(payer) if word in self.by_word]
        if not known:
            return []
        rarest = min(known, key=len)
        near = {order.id: order for orders in known if len(orders) <= _FEW or orders is rarest for order in orders}
        alike = [(order, bank_names.best(payer, order.buyers)) for order in near.values()]
        return sorted([each for each in alike if each[1] >= Alike.LIKE], key=lambda each: (-each[1], each[0].id))


def _put(index: dict[str, list[Asked]], form: str, order: Asked) -> None:
    if order not in index[form][-1:]:
        index[form].append(order)
