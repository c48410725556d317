"""What the lines of an issued invoice are worth, and what is given back when a part of them is credited.

Everything is in whole minor units. Whatever parts an invoice is credited in, the parts add up to it: each takes its
share of what is left, so that the last one takes the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeAlias

from desktop.domain.money import included_tax, portion_left, share

Rate: TypeAlias = Decimal | None  # percent of tax; None where none is known


@dataclass(frozen=True, slots=True)
class Line:
    """What is left of one line: its units, its own amount, its parts of each extra, and the tax that it bears."""

    units: int
    amount_minor: int
    extras_minor: tuple[int, ...] = ()
    percent: Rate = None

    @property
    def worth_minor(self) -> int:
        return self.amount_minor + sum(self.extras_minor)


@dataclass(frozen=True, slots=True)
class Bill:
    """What is left of an invoice that may still be credited.

    `shipping_minor` is the freight that bears the rate `shipping_percent`, or several rates, each for its part in
    `freight_minor`. `taxes_minor` is the tax of each rate; `on_top`: it is added to the lines, else it is inside them.
    """

    lines: tuple[Line, ...]
    shipping_minor: int = 0
    shipping_percent: Rate = None
    taxes_minor: Mapping[Rate, int] = field(default_factory=dict)
    on_top: bool = False
    freight_minor: Mapping[Rate, int] = field(default_factory=dict)

    @property
    def total_minor(self) -> int:
        return sum(self.by_rate().values()) + (sum(self.taxes_minor.values()) if self.on_top else 0)

    def by_rate(self) -> dict[Rate, int]:
        """What the lines and the freight of each rate are worth, the tax in it where it is not on top."""
        found: dict[Rate, int] = {}
        for line in self.lines:
            found[line.percent] = found.get(line.percent, 0) + line.worth_minor
        for rate, amount in (self.freight_minor or {self.shipping_percent: self.shipping_minor}).items():
            if amount:
                found[rate] = found.get(rate, 0) + amount
        return found


class TooMuch(ValueError):
    """More units or freight than are left: which line (its place from 0, None = the freight) and how much is left."""

    def __init__(self, place: int | None, left: int) -> None:
        super().__init__(f"{place}: {left} left")
        self.place, self.left = place, left


def spread(amounts: Sequence[int], extras: Sequence[int]) -> list[tuple[int, ...]]:
    """Each line's part of each extra (a discount, a fee), by what the lines cost; each extra is used up exactly."""
    weights = [max(0, amount) for amount in amounts]
    parts = [share(extra, weights) for extra in extras]
    return [tuple(part[place] for part in parts) for place in range(len(amounts))]


def leading(lines: Sequence[Line]) -> Rate:
    """The rate of the freight: the one that most of the goods' worth bears."""
    worth = Bill(tuple(lines)).by_rate()
    return max(worth, key=lambda rate: (worth[rate], rate is not None, rate or 0)) if worth else None


def freight(lines: Sequence[Line], shipping_minor: int, *, on_top: bool) -> dict[Rate, int]:
    """The part of the freight that each rate bears, by what its goods are worth without tax, to the last minor unit."""
    worth = {rate: amount for rate, amount in Bill(tuple(lines)).by_rate().items() if amount > 0}
    if not worth:
        return {}
    weights = [amount if on_top or rate is None else amount * 100 / (100 + rate) for rate, amount in worth.items()]
    return dict(zip(worth, share(shipping_minor, [int(weight * 100) for weight in weights]), strict=True))


def taxes(worth: Mapping[Rate, int], known_minor: int | None = None, *, on_top: bool = False) -> dict[Rate, int]:
    """The tax of what each rate is worth, inside it or on top; `known_minor` is what it must come to, where known."""
    rates = [rate for rate in worth if rate is not None]
    if on_top:
        reckoned = [int((worth[rate] * rate / 100).quantize(Decimal(1), ROUND_HALF_EVEN)) for rate in rates]
    else:
        reckoned = [included_tax(worth[rate], rate) for rate in rates]
    if known_minor is not None and rates:
        reckoned = share(known_minor, [max(0, tax) for tax in reckoned])
    return dict(zip(rates, reckoned, strict=True))


def rate(amount_minor: int, tax_minor: int, *, on_top: bool) -> Rate:
    """The rate in whole or half percent that a tax was reckoned with; None where it is none such."""
    net = amount_minor if on_top else amount_minor - tax_minor
    if not tax_minor:
        return Decimal(0)
    if net <= 0 or tax_minor < 0:
        return None
    found = Decimal(round(200 * Decimal(tax_minor) / net)) / 2
    return found if abs(net * found / 100 - tax_minor) <= 1 else None


def credit(left: Bill, units: Mapping[int, int], shipping_minor: int = 0) -> tuple[Bill, Bill]:
    """Credit some units of some lines (their places from 0) and a part of the freight; what that is, and what is left.

    Raises:
        TooMuch: more than is left.
    """
    for place, wanted in units.items():
        most = left.lines[place].units if 0 <= place < len(left.lines) else 0
        if not 0 <= wanted <= most:
            raise TooMuch(place, most)
    if not 0 <= shipping_minor <= max(0, left.shipping_minor):
        raise TooMuch(None, left.shipping_minor)
    given = tuple(_part(line, units.get(place, 0)) for place, line in enumerate(left.lines))
    rest = tuple(_less(line, part) for line, part in zip(left.lines, given, strict=True))
    freighted = _parted(left, shipping_minor)
    credited = replace(left, lines=given, shipping_minor=shipping_minor, taxes_minor={}, freight_minor=freighted)
    whole, taken = left.by_rate(), credited.by_rate()
    tax = {
        rate: portion_left(amount, taken.get(rate, 0), whole.get(rate, 0)) for rate, amount in left.taxes_minor.items()
    }
    remaining = {rate: amount - tax[rate] for rate, amount in left.taxes_minor.items()}
    return (
        replace(credited, taxes_minor=tax),
        replace(left, lines=rest, shipping_minor=left.shipping_minor - shipping_minor, taxes_minor=remaining,
                freight_minor={rate: amount - freighted[rate] for rate, amount in left.freight_minor.items()}),
    )  # fmt: skip


def _parted(left: Bill, shipping_minor: int) -> dict[Rate, int]:
    """The rates' parts of the freight that is credited; never more of one than is left of it."""
    if shipping_minor == left.shipping_minor:
        return dict(left.freight_minor)
    return dict(zip(left.freight_minor, share(shipping_minor, list(left.freight_minor.values())), strict=True))


def _part(line: Line, units: int) -> Line:
    if not units:
        return Line(0, 0, (0,) * len(line.extras_minor), line.percent)
    worth, amount = (
        portion_left(line.worth_minor, units, line.units),
        portion_left(line.amount_minor, units, line.units),
    )
    extras = [portion_left(extra, units, line.units) for extra in line.extras_minor]
    if extras:  # what is rounded is rounded once, in what the units are worth; the last extra follows from it
        extras[-1] = worth - amount - sum(extras[:-1])
    else:
        amount = worth
    return Line(units, amount, tuple(extras), line.percent)


def _less(line: Line, part: Line) -> Line:
    extras = tuple(whole - taken for whole, taken in zip(line.extras_minor, part.extras_minor, strict=True))
    return replace(line, units=line.units - part.units, amount_minor=line.amount_minor - part.amount_minor,
                   extras_minor=extras)  # fmt: skip
