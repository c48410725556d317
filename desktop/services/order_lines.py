"""The lines of an order that is here already: other quantities and prices, and lines that come to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.domain import order_sums
from desktop.domain.errors import BadInput
from desktop.domain.money import portion, to_minor
from desktop.domain.order_sums import Item
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, run
from desktop.services import intake, kits, take_outs
from desktop.services.editing import prices as discounts
from desktop.services.editing.keeping import keeping, sums, write_sums
from desktop.services.editing.rights import Part
from desktop.services.order_making import MOST_UNITS, NewLine, check_line, typed_line
from desktop.services.order_views import LineView, OrderView, lines, show

_HIGHEST_MINOR = 10**15


@dataclass(frozen=True, slots=True)
class Price:
    """What a line costs now: each unit, and what is taken off the whole line. None stays as it is."""

    unit_price: Decimal | None = None
    discount_minor: int | None = None


def change_lines(
    order_id: int, quantities: Mapping[int, int], add: Sequence[NewLine] = (), why: str = "",
    prices: Mapping[int, Price] | None = None,
) -> OrderView:  # fmt: skip
    """Let lines of an order that has not left want other quantities (0 takes one away) or cost something else, and add
    lines; `why` is told.

    What lies in a box and is no longer wanted must come out of it again before the order closes. The order's total
    follows at the lines' own prices, its tax with it; its store hears of it in a note of its own, because lines are the
    store's.

    Raises:
        BadInput: no reason, a quantity or price that cannot be, a line of another order, or nothing would be left.
        NotAllowed, MergedAway: it has left the house, or is cancelled.
        NoRight: who works here may not change orders, or their prices.
    """
    if not why.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why the order is changed; the bench reads it."))
    for new_line in add:
        check_line(new_line)
    priced = dict(prices or {})
    with keeping(order_id, Part.LINES, *([Right.PRICES] if priced else ())) as edit:
        before = {line.id: line for line in lines(order_id)}
        currency = str(run("SELECT currency FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
        _check(before, quantities, add, priced)
        was = sums(order_id)
        new = _add_lines(order_id, add)
        take_outs.change(edit.work, order_id, quantities, "office", why.strip(), new)
        amounts = {}
        for line in lines(order_id):
            old = before.get(line.id)
            if old is not None and (line.wanted != old.wanted or line.id in priced):
                amounts[line.id] = _reprice(old, line.wanted, currency, priced.get(line.id, Price()))
        added = tuple(Item(line.id, line.total_minor) for line in lines(order_id) if line.id in new)
        write_sums(order_id, order_sums.change(was, amounts=amounts, added=added, currency=currency))
        discounts.refit(order_id)
        edit.noted, edit.tell = True, why.strip()
        edit.work.changed("decision", order_id)
    return show(order_id)


def worth(line: LineView, units: int, currency: str, price: Price | None = None) -> int:
    """What so many units of a line cost: at what its own units did, else at its unit price; less its own discount."""
    given = price or Price()
    if given.unit_price is None and given.discount_minor is None and not line.discount_minor and line.wanted:
        return round(line.total_minor * units / line.wanted)
    each = line.unit_price if given.unit_price is None else given.unit_price
    return to_minor(each * units, currency) - off(line, units, currency, given)


def off(line: LineView, units: int, currency: str, price: Price) -> int:
    """What is taken off so many units of a line: as was said now, else its part of what was."""
    each = line.unit_price if price.unit_price is None else price.unit_price
    wanted = price.discount_minor
    if wanted is None:
        wanted = portion(line.discount_minor, units, line.wanted)
    return min(wanted, to_minor(each * units, currency))


def _reprice(line: LineView, units: int, currency: str, price: Price) -> int:
    if price.unit_price is not None:
        run("UPDATE order_line SET unit_price = ? WHERE id = ?", (str(price.unit_price), line.id))
    taken = off(line, units, currency, price)
    if taken != line.discount_minor:
        run("UPDATE order_line SET discount_minor = ? WHERE id = ?", (taken, line.id))
    return worth(line, units, currency, price)


def _check(
    before: Mapping[int, LineView], quantities: Mapping[int, int], add: Sequence[NewLine], prices: Mapping[int, Price]
) -> None:
    wanted = {line_id: line.wanted for line_id, line in before.items()} | dict(quantities)
    if not set(quantities) <= set(before) or not all(0 <= units <= MOST_UNITS for units in quantities.values()):
        raise BadInput(what=N_("The quantity"), value=max(quantities.values(), default=0),
                       next=N_("Type how many of this line are wanted now; 0 takes it away."))  # fmt: skip
    if not add and not any(wanted.values()):
        raise BadInput(what=N_("The list of articles"), value="", next=N_("Cancel the order instead."))
    if not set(prices) <= set(before):
        raise BadInput(what=N_("The line"), value=len(prices), next=N_("Choose a line of this order."))
    for price in prices.values():
        for value in (price.unit_price, price.discount_minor):
            if value is not None and not 0 <= value <= _HIGHEST_MINOR:
                raise BadInput(what=N_("The price"), value=str(value), next=N_("Type digits, such as 89000 or 12,50."))


def _add_lines(order_id: int, add: Sequence[NewLine]) -> list[int]:
    """Write lines at the end of an order, with what they cost; their ids."""
    position, currency, store_id = run(
        "SELECT coalesce(max(l.position), 0), o.currency, o.store_id FROM orders o LEFT JOIN order_line l"
        " ON l.order_id = o.id WHERE o.id = ? GROUP BY o.currency, o.store_id",
        (order_id,),
    ).fetchone()
    known, made = intake.Known(), []
    for line in map(typed_line, add):
        position += 1
        article_id = intake.article_for(line, store_id, currency, known)
        made.append(insert(intake.LINE, intake.new_line_row(order_id, position, line, currency, article_id)))
    if made and intake.has_kits(known):
        kits.explode(order_id)
    return made
