"""More is promised than is there: which orders lose, by the shop's rule."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run, utc
from desktop.services import permits, settings

_KEY = "oversold-rule"


class Loses(StrEnum):
    """Who goes without, when there is not enough for all."""

    NEWEST = "newest"  # who came last
    CHEAPEST = "cheapest"  # the lowest total
    LATEST = "latest"  # whose promised day is the furthest away


_ORDERED = {Loses.NEWEST: "o.placed_at DESC", Loses.CHEAPEST: "o.total_minor", Loses.LATEST: "o.due_at DESC"}


@dataclass(frozen=True, slots=True)
class Loser:
    """An order that does not get so many units of the article."""

    order_id: int
    number: str
    store: str
    buyer: str
    units: int
    placed_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """An article of which `missing` units are promised and not there. What lies in a box already is not taken away, so
    the losers' units may be fewer."""

    sku: str
    name: str
    missing: int
    losers: tuple[Loser, ...]


def rule() -> Loses:
    return Loses(str(settings.value(_KEY, Loses.NEWEST.value)))


def choose_rule(chosen: str) -> Loses:
    """Set who loses; BadInput for a rule that there is not."""
    permits.require(Right.SETTINGS)
    if chosen not in list(Loses):
        raise BadInput(what=N_("The rule"), value=chosen, next=N_("Use newest, cheapest or latest."))
    settings.remember(_KEY, chosen)
    return Loses(chosen)


def alarms() -> list[Alarm]:
    """Every article that is oversold, by SKU. One that nobody has ever counted is not named: nothing is known of it."""
    rows = run(
        "SELECT id, sku, name, reserved - on_hand FROM article WHERE counted AND on_hand < reserved ORDER BY sku"
    ).fetchall()
    by = rule()
    return [Alarm(sku, name, int(missing), _losers(int(article_id), int(missing), by))
            for article_id, sku, name, missing in rows]  # fmt: skip


def of_order(order_id: int) -> list[Alarm]:
    """The alarms in which this order loses."""
    return [alarm for alarm in alarms() if any(loser.order_id == order_id for loser in alarm.losers)]


def _losers(article_id: int, missing: int, by: Loses) -> tuple[Loser, ...]:
    """By what the ledger says each order still holds of it, less what lies in its box."""
    rows = run(
        "SELECT o.id, o.number, coalesce(s.name, ''), o.buyer, h.units - (SELECT coalesce(sum(coalesce(q.packed,"
        " l.packed)), 0) FROM order_line l LEFT JOIN line_part q ON q.line_id = l.id WHERE l.order_id = o.id"
        " AND coalesce(q.article_id, l.article_id) = ?), o.placed_at, o.due_at"
        " FROM (SELECT order_id, sum(reserved) AS units FROM stock_move WHERE article_id = ? AND order_id IS NOT NULL"
        " GROUP BY order_id HAVING sum(reserved) > 0) h JOIN orders o ON o.id = h.order_id"
        f" LEFT JOIN store s ON s.id = o.store_id ORDER BY {_ORDERED[by]}, o.id DESC",
        (article_id, article_id),
    ).fetchall()
    found: list[Loser] = []
    for order_id, number, store, buyer, units, placed_at, due_at in rows:
        lost = min(missing, int(units))
        if lost > 0:
            found.append(Loser(order_id, number, store, buyer, lost, utc(placed_at), utc(due_at)))
            missing -= lost
    return tuple(found)
