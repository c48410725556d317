"""When two orders may be one order sent twice: same buyer, same lines, same total, shortly after each other."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.order import Action, Fulfilment, Payment, Stage, State, allowed, is_paid_for, stage

_PHONE_DIGITS = 9  # what is the same with and without the country's code, in Indonesia and in Sweden
_PROGRESS = list(Fulfilment)


@dataclass(frozen=True, slots=True)
class Article:
    """What a line sells: `sku`, else a barcode, else its name and variant; `options` are the buyer's own choices."""

    key: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sale:
    """An order as far as it can be another one again. `buyers`: all that its buyer is known by; () cannot be compared.
    `goods`: units wanted of each article, in one sequence."""

    id: int
    currency: str
    total_minor: int
    goods: tuple[tuple[Article, int], ...]
    buyers: frozenset[str]
    placed_at: datetime
    state: State

    def marks(self) -> list[int]:
        """One 64-bit number for each thing that the buyer is known by: alike orders share one. Two orders that share
        one are only probably alike."""
        said = f"{self.currency}\x1f{self.total_minor}\x1f{self.goods!r}"
        return [_number(f"{buyer}\x1f{said}") for buyer in sorted(self.buyers)] if self.goods else []


def goods(lines: Iterable[tuple[str, Iterable[str], str, str, Iterable[str], int]]) -> tuple[tuple[Article, int], ...]:
    """The content of an order: (SKU, barcodes, name, variant, options, units) a line, in whatever sequence."""
    units: Counter[Article] = Counter()
    for sku, barcodes, name, variant, options, count in lines:
        key = _plain(sku) or _plain(next(iter(barcodes), "")) or f"{_plain(name)}/{_plain(variant)}"
        units[Article(key, tuple(sorted(map(_plain, options))))] += count
    wanted = [(article, count) for article, count in units.items() if count > 0 and article.key != "/"]
    return tuple(sorted(wanted, key=lambda each: (each[0].key, each[0].options)))


def buyers(email: str, phone: str, name: str, postcode: str) -> frozenset[str]:
    """What somebody is known by. A text that a marketplace has masked says nothing, a phone of one digit neither."""
    digits = "".join(letter for letter in phone if letter.isdigit())[-_PHONE_DIGITS:]
    code = "".join(letter for letter in postcode.upper() if letter.isalnum())
    found = set()
    if "@" in email and "*" not in email:
        found.add(f"email:{_plain(email)}")
    if len(digits) == _PHONE_DIGITS and "*" not in phone and len(set(digits)) > 1:
        found.add(f"phone:{digits}")
    if _plain(name) and code and "*" not in name + postcode:
        found.add(f"name:{_plain(name)}/{code}")
    return frozenset(found)


def alike(one: Sale, other: Sale, minutes: int) -> bool:
    """Whether they may be one order twice; never where `minutes` is 0, nor with an order that is given up."""
    return (
        minutes > 0
        and one.id != other.id
        and (one.currency, one.total_minor) == (other.currency, other.total_minor)
        and bool(one.goods)
        and one.goods == other.goods
        and bool(one.buyers & other.buyers)
        and abs(one.placed_at - other.placed_at) <= timedelta(minutes=minutes)
        and not is_over(one.state)
        and not is_over(other.state)
    )


def suspect(one: Sale, other: Sale) -> Sale | None:
    """Which of the two waits for a person: the one that less has been done for, else the later. None: both have left.

    What is paid goes before what is not: an order whose payment failed is not worth holding up the one that follows.
    """
    can_wait = [sale for sale in (one, other) if sale.state.held or Action.HOLD in allowed(sale.state)]
    return max(can_wait, key=lambda sale: (-_done(sale.state), sale.placed_at, sale.id), default=None)


def is_over(state: State) -> bool:
    """Given up, paid back, or come back: the same order again is a new wish."""
    return state.payment is Payment.REFUNDED or stage(state) in (Stage.CANCELLED, Stage.RETURNS)


def _done(state: State) -> int:
    return 2 * _PROGRESS.index(state.fulfilment) + is_paid_for(state)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)
