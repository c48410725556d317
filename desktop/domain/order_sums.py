"""What an order's price is made of, and what it becomes when a part of it changes.

Stores differ in whether their lines hold tax and discount already. So nothing is reckoned anew: what changes is added
to what the store has said, and what nobody can explain in a total stays in it as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop.domain import crediting
from desktop.domain.crediting import Rate
from desktop.domain.money import portion


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what it costs after its own discount, and the tax that its source has told of it."""

    id: int
    amount_minor: int
    tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """`own_discount_minor` is the part of the discount that was given here; the rest may be inside the lines."""

    items: tuple[Item, ...]
    shipping_minor: int = 0
    discount_minor: int = 0
    own_discount_minor: int = 0
    code_minor: int = 0
    tax_minor: int = 0
    total_minor: int = 0

    @property
    def lines_minor(self) -> int:
        return sum(item.amount_minor for item in self.items)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a total comes about. `off_minor`: all discount that is taken off the lines; `rest_minor`: what is left over
    that nobody can explain (a fee, a store's own code)."""

    off_minor: int
    on_top: bool
    rest_minor: int


def read(sums: Sums, currency: str = "") -> Reading:
    """Take the way in which the sum comes out: tax on top or inside, the store's discount taken off or in the lines."""
    own, code = sums.own_discount_minor, sums.code_minor
    rest = sums.total_minor - sums.lines_minor - sums.shipping_minor - code + own
    given = sums.discount_minor - own
    ways = [(tax, off, rest - tax + off) for off in (0, given) for tax in (0, sums.tax_minor)]
    exact = [way for way in ways if way[2] == 0]
    coded = [way for way in ways if currency == "IDR" and 0 < way[2] < 1000]
    tax, off, rest = (exact or coded or [(0, max(0, -rest), max(0, rest))])[0]
    return Reading(own + off, bool(tax), rest)


def change(
    before: Sums, *, amounts: Mapping[int, int] | None = None, added: tuple[Item, ...] = (),
    shipping_minor: int | None = None, own_discount_minor: int | None = None, currency: str = "",
) -> Sums:  # fmt: skip
    """What an order's price becomes: `amounts` are lines that cost something else now.

    The tax follows with the rates that the source has told: of each line, and of the order as a whole.
    """
    how = read(before, currency)
    wanted = amounts or {}
    usual = _usual(before, on_top=how.on_top)
    items = tuple(_priced(item, wanted.get(item.id, item.amount_minor), usual, on_top=how.on_top)
                  for item in before.items)  # fmt: skip
    own = before.own_discount_minor if own_discount_minor is None else own_discount_minor
    shipping = before.shipping_minor if shipping_minor is None else shipping_minor
    after = replace(
        before, items=(*items, *(_priced(Item(item.id, 0), item.amount_minor, usual, on_top=how.on_top)
                                 if not item.tax_minor else item for item in added)),
        shipping_minor=shipping, own_discount_minor=own,
        discount_minor=before.discount_minor - before.own_discount_minor + own,
    )  # fmt: skip
    off = how.off_minor - before.own_discount_minor + own
    tax = _tax(before, how.off_minor, after, off, on_top=how.on_top)
    total = (
        before.total_minor + after.lines_minor - before.lines_minor + shipping - before.shipping_minor
        - own + before.own_discount_minor + (tax - before.tax_minor if how.on_top else 0)
    )  # fmt: skip
    return replace(after, tax_minor=tax, total_minor=total)


def _priced(item: Item, amount_minor: int, usual: Rate, *, on_top: bool) -> Item:
    if amount_minor == item.amount_minor:
        return item
    if item.amount_minor:
        return Item(item.id, amount_minor, portion(item.tax_minor, amount_minor, item.amount_minor))
    tax = crediting.taxes({usual: amount_minor}, on_top=on_top).get(usual, 0) if usual is not None else 0
    return Item(item.id, amount_minor, tax)


def _usual(sums: Sums, *, on_top: bool) -> Rate:
    """The rate that most of the goods bear, for a line that comes to them; None where the source told none."""
    if not any(item.tax_minor for item in sums.items):
        return None
    return crediting.leading(_lines(sums, 0, on_top=on_top))


def _tax(before: Sums, off_before: int, after: Sums, off_after: int, *, on_top: bool) -> int:
    told = any(item.tax_minor for item in (*before.items, *after.items))
    if not told:
        worth = before.lines_minor - off_before + before.shipping_minor
        if not before.tax_minor or worth <= 0:
            return before.tax_minor
        return portion(before.tax_minor, after.lines_minor - off_after + after.shipping_minor, worth)
    was = _reckoned(before, off_before, on_top=on_top)
    becomes = _reckoned(after, off_after, on_top=on_top)
    return max(0, before.tax_minor + becomes - was)


def _reckoned(sums: Sums, off_minor: int, *, on_top: bool) -> int:
    parts = _lines(sums, off_minor, on_top=on_top)
    worth = crediting.Bill(parts, sums.shipping_minor, crediting.leading(parts)).by_rate()
    return sum(crediting.taxes(worth, on_top=on_top).values())


def _lines(sums: Sums, off_minor: int, *, on_top: bool) -> tuple[crediting.Line, ...]:
    shares = crediting.spread([item.amount_minor for item in sums.items], [-off_minor])
    return tuple(
        crediting.Line(1, item.amount_minor, share,
                       crediting.rate(item.amount_minor, item.tax_minor, on_top=on_top))
        for item, share in zip(sums.items, shares, strict=True)
    )  # fmt: skip
