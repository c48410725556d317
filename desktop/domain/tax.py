"""Tax by a country's rules: which rate an article bears on a day, and how a document's tax comes out of its figures.

Tax is rounded once per document and rate, never per line; what is split (a discount, freight) is split to the last
minor unit. See `domain.crediting` for the sums themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from desktop.domain import crediting
from desktop.domain.crediting import Rate

STANDARD = "standard"


class Case(StrEnum):
    """What an order is taxed as; DOMESTIC as its articles are."""

    DOMESTIC = ""
    EU = "eu"  # the buyer is a business in another EU country and owes the tax itself
    EXPORT = "export"  # the goods leave the country


class Freight(StrEnum):
    """Which rate the freight of an order bears."""

    MAIN = "main"  # the one that most of the goods' worth bears
    SHARED = "shared"  # each rate's part, by what its goods are worth without tax


@dataclass(frozen=True, slots=True)
class Step:
    """A class's rate from a day on. `base`: the part of the price that is taxed at it (Indonesia's 11/12)."""

    tax_class: str
    since: date
    percent: Decimal
    base: Fraction = Fraction(1)

    @property
    def effective(self) -> Decimal:
        """Percent of the price without tax; what lines and figures are reckoned with."""
        found = self.percent * self.base.numerator / self.base.denominator
        return found.normalize() if found != found.to_integral_value() else Decimal(int(found))


@dataclass(frozen=True, slots=True)
class Profile:
    """A country's tax. `classes` are what an article may be, STANDARD first, with their words.

    `captions` name the shop's numbers on papers: of its company number and of its tax number; "" = as typed. `approved`
    is what stands there where the shop says that it is approved for F-tax. `cases` are law texts that are printed
    where no tax is charged, `other_base` where only a part of the price is taxed, both in the words of the country's
    law. `beside_lines`: each line of a paper names its rate, also where there is only one.
    """

    name: str
    title: str
    country: str
    classes: Mapping[str, str]
    steps: Sequence[Step]
    freight: Freight = Freight.MAIN
    captions: tuple[str, str] = ("", "")
    approved: str = ""
    cases: Mapping[Case, str] = field(default_factory=dict)
    other_base: str = ""
    beside_lines: bool = True
    taxes: bool = True

    def step(self, tax_class: str, on: date) -> Step | None:
        """What this class bears on a day; an unknown class bears the standard rate. None: no tax at all."""
        name = tax_class if tax_class in self.classes else STANDARD
        fitting = [step for step in self.steps if step.tax_class == name and step.since <= on]
        return max(fitting, key=lambda step: step.since) if fitting else None


@dataclass(frozen=True, slots=True)
class Priced:
    """A line as it is taxed: its amount in minor units, with or without tax as the prices are, and its rate."""

    amount_minor: int
    percent: Rate


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The tax of a document: of each rate what it is reckoned from (without tax) and how much it is."""

    bases_minor: Mapping[Decimal, int]
    taxes_minor: Mapping[Decimal, int]

    @property
    def tax_minor(self) -> int:
        return sum(self.taxes_minor.values())


def bill(
    lines: Sequence[Priced], extras: Sequence[int] = (), shipping_minor: int = 0, *, freight: Freight = Freight.MAIN,
    on_top: bool = False,
) -> crediting.Bill:  # fmt: skip
    """Lines, what is split over them (a discount below zero, a fee) and freight, each at its rate; without its tax."""
    shared = crediting.spread([line.amount_minor for line in lines], extras)
    parts = tuple(
        crediting.Line(1, line.amount_minor, own, line.percent) for line, own in zip(lines, shared, strict=True)
    )
    parted = crediting.freight(parts, shipping_minor, on_top=on_top) if freight is Freight.SHARED else {}
    return crediting.Bill(parts, shipping_minor, crediting.leading(parts), {}, on_top, parted)


def reckon(
    lines: Sequence[Priced], extras: Sequence[int] = (), shipping_minor: int = 0, *, freight: Freight = Freight.MAIN,
    on_top: bool = False, known_minor: int | None = None,
) -> Reckoned:  # fmt: skip
    """The tax of a document; `known_minor` is what it comes to where its source has said so."""
    worth = bill(lines, extras, shipping_minor, freight=freight, on_top=on_top).by_rate()
    found = crediting.taxes({rate: amount for rate, amount in worth.items() if amount}, known_minor, on_top=on_top)
    taxes = {rate: tax for rate, tax in sorted(found.items(), key=lambda each: each[0] or 0, reverse=True)
             if rate is not None}  # fmt: skip
    return Reckoned({rate: worth[rate] - (0 if on_top else tax) for rate, tax in taxes.items()}, taxes)
