"""Changing the lines of an order at the office: what is typed, what it will mean for the box, and doing it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from desktop.domain.errors import KolliError
from desktop.domain.money import portion, to_minor
from desktop.i18n import N_
from desktop.services import orders
from desktop.services.order_entry import BadPrice, BadQuantity, DraftLine, amount, units
from desktop.services.order_lines import Price
from desktop.services.orders import LineView, NewLine, OrderView

_MOST_UNITS = 1_000_000


class ReasonMissing(KolliError):
    text = N_("Say why the order is changed; the bench reads it.")


class NothingChanged(KolliError):
    text = N_("Nothing is changed yet. Give a line another quantity, or add one.")


class BadCount(KolliError):
    text = N_("Type how many are wanted now; 0 takes the line out.")


@dataclass(frozen=True, slots=True)
class Typed:
    """`quantities`: by line, as they stand in their fields, only those that were touched; `added` as in a new order."""

    quantities: dict[int, str] = field(default_factory=dict)
    added: tuple[DraftLine, ...] = ()
    why: str = ""
    prices: dict[int, str] = field(
        default_factory=dict
    )  # what a unit costs, or what is taken off the line: -5000, -10%


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change means, in units: those that come `out` of a box, go `into` it, or need not be packed any more."""

    out: int
    into: int
    fewer: int
    total_minor: int
    repriced: bool = False

    @property
    def empty(self) -> bool:
        return not (self.out or self.into or self.fewer or self.repriced)


def count(text: str) -> int | None:
    """How many of a line are wanted, as typed; None where it is no number. 0 takes it away."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 9 or int(plain) > _MOST_UNITS:
        return None
    return int(plain)


def wanted(order: OrderView, typed: Typed) -> dict[int, int]:
    """The lines that would want another number of units than now; what cannot be read is left as it is."""
    found = {line.id: count(typed.quantities[line.id]) for line in order.lines if line.id in typed.quantities}
    now = {line.id: line.wanted for line in order.lines}
    return {line_id: units_ for line_id, units_ in found.items() if units_ is not None and units_ != now[line_id]}


def price(line: LineView, units_: int, text: str, currency: str) -> Price | None:
    """A typed price of a line: 89000 for each unit, or -5000 or -10% off all of it; None where it is neither."""
    plain = text.strip()
    if not plain.startswith(("-", "−")):
        each = amount(plain, currency)
        return None if each is None else Price(unit_price=each)
    off = plain[1:].strip()
    whole = to_minor(line.unit_price * units_, currency)
    if off.endswith("%"):
        percent = amount(off[:-1], "EUR")
        if percent is None or percent > 100:
            return None
        return Price(discount_minor=portion(whole, int(percent * 100), 10_000))
    given = amount(off or "0", currency)
    return (
        None if given is None or to_minor(given, currency) > whole else Price(discount_minor=to_minor(given, currency))
    )


def prices(order: OrderView, typed: Typed) -> dict[int, Price]:
    """The lines that would cost something else; what cannot be read is left as it is."""
    found = {line.id: price(line, _units(line, typed), typed.prices[line.id], order.currency)
             for line in order.lines if line.id in typed.prices}  # fmt: skip
    return {line_id: each for line_id, each in found.items() if each is not None}


def _units(line: LineView, typed: Typed) -> int:
    said = count(typed.quantities[line.id]) if line.id in typed.quantities else None
    return line.wanted if said is None else said


def foresee(order: OrderView, typed: Typed) -> Foreseen:
    """What the change would mean as things stand in the box now, and the total that the order would have."""
    changed, priced = wanted(order, typed), prices(order, typed)
    was: Counter[str] = Counter()
    will: Counter[str] = Counter()
    packed: Counter[str] = Counter()
    total = order.total_minor
    for line in order.lines:
        becomes = changed.get(line.id, line.wanted)
        for key, each, inside in _pieces(line):
            was[key] += line.wanted * each
            will[key] += becomes * each
            packed[key] += inside
        if line.id in changed or line.id in priced:
            total += orders.worth(line, becomes, order.currency, priced.get(line.id)) - line.total_minor
    for at, new in enumerate(typed.added):
        many, price = units(new.quantity) or 0, amount(new.price or "0", order.currency) or Decimal(0)
        will[_key(new.sku, f"new:{at}")] += many
        total += to_minor(price * many, order.currency)
    keys = set(was) | set(will)
    return Foreseen(
        out=sum(max(0, packed[key] - will[key]) for key in keys),
        into=sum(max(0, will[key] - max(was[key], packed[key])) for key in keys),
        fewer=sum(max(0, was[key] - max(will[key], packed[key])) for key in keys),
        total_minor=total,
        repriced=bool(priced),
    )


def faults(order: OrderView, typed: Typed) -> dict[str, KolliError]:
    """What must still be mended, by field: "why", "lines", "line-ID", "quantity-0" and "price-0" of added ones."""
    found: dict[str, KolliError] = {}
    for line in order.lines:
        if line.id in typed.quantities and count(typed.quantities[line.id]) is None:
            found[f"line-{line.id}"] = BadCount()
        if line.id in typed.prices and price(line, _units(line, typed), typed.prices[line.id], order.currency) is None:
            found[f"cost-{line.id}"] = BadPrice()
    for at, new in enumerate(typed.added):
        if units(new.quantity) is None:
            found[f"quantity-{at}"] = BadQuantity()
        if amount(new.price, order.currency) is None:
            found[f"price-{at}"] = BadPrice()
    if not found and not typed.added and not wanted(order, typed) and not typed.prices:
        found["lines"] = NothingChanged()
    if not typed.why.strip():
        found["why"] = ReasonMissing()
    return found


def save(order: OrderView, typed: Typed) -> OrderView:
    """Do it; what is wanted is counted against the order as it was shown, so a line that nobody touched stays.

    Raises:
        KolliError: as `orders.change_lines`; the order stays as it was.
    """
    new = _new(typed.added, order.currency)
    return orders.change_lines(order.id, wanted(order, typed), new, typed.why, prices(order, typed))


def _new(added: Sequence[DraftLine], currency: str) -> list[NewLine]:
    return [
        NewLine(line.sku, line.name, units(line.quantity) or 0, amount(line.price, currency) or Decimal(0),
                line.variant)
        for line in added
    ]  # fmt: skip


def _pieces(line: LineView) -> list[tuple[str, int, int]]:
    """What is scanned for a line: (what it is, pieces in one unit, pieces in a box)."""
    if line.parts:
        return [(_key(part.sku, f"part:{part.id}"), part.units, part.packed) for part in line.parts]
    return [(_key(line.sku, f"line:{line.id}"), 1, line.packed)] if line.needs_packing else []


def _key(sku: str, otherwise: str) -> str:
    """The same article on two lines is one: a unit that one of them gives up stays in the box for the other."""
    return sku.strip().casefold() or otherwise
