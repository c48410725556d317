"""Which orders the next wave takes, and how this shop picks."""

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain import picking
from desktop.models.base import ms, run
from desktop.services import settings

_RULES = "picking"
_LOOKED_AT = 2000  # of the most urgent orders, when a wave is put together


@dataclass(frozen=True, slots=True)
class Rules:
    """How this shop picks. `totes` off: baskets without codes, so that the item's scan alone counts.

    `short`: what becomes of an order that misses units: "ask", or an Outcome. `tick_codes`: lists are printed as wave
    sheets, whose ticked rows are scanned when the power is back.
    """

    most_orders: int = 12
    totes: bool = True
    short: str = "ask"
    tick_codes: bool = False

    @property
    def paper(self) -> str:
        """The kind of paper that a list is printed as."""
        return "wave-sheet" if self.tick_codes else "wave-list"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which orders of To pick a wave takes, the most urgent first. `zone`: those that lie wholly in it."""

    most: int = 0  # 0 = as the rules say
    courier: str | None = None
    zone: str = ""
    single: bool = False
    before: datetime | None = None  # promised before this moment


def rules() -> Rules:
    kept = settings.value(_RULES, {})
    return Rules(**{name: kept[name] for name in Rules.__slots__ if name in kept})


def change_rules(**values: object) -> Rules:
    """Set some of them, at once."""
    changed = replace(rules(), **values)  # type: ignore[arg-type]
    settings.remember(_RULES, {name: getattr(changed, name) for name in Rules.__slots__})
    return changed


def choose(wish: Wish) -> list[int]:
    """Orders of To pick that fit the wish and are in no open wave, the most urgent first."""
    where, values = ["o.stage = 'to-pick'", "NOT o.conflict"], list[object]()
    if wish.courier is not None:
        where.append("o.courier = ?")
        values.append(wish.courier)
    if wish.before is not None:
        where.append("o.due_at <= ?")
        values.append(ms(wish.before))
    rows = run(
        f"SELECT o.id FROM orders o WHERE {' AND '.join(where)} AND NOT EXISTS"
        " (SELECT 1 FROM wave_order w WHERE w.order_id = o.id AND w.left_at IS NULL) ORDER BY o.due_at, o.id LIMIT ?",
        (*values, _LOOKED_AT),
    ).fetchall()
    most, chosen = wish.most or rules().most_orders, list[int]()
    for (order_id,) in rows:
        if len(chosen) == most:
            break
        if not (wish.zone or wish.single) or _fits(int(order_id), wish):
            chosen.append(int(order_id))
    return chosen


def zones() -> list[str]:
    """The zones that orders of To pick need something from, by name."""
    rows = run(
        "SELECT DISTINCT a.bin FROM (SELECT id FROM orders WHERE stage = 'to-pick' ORDER BY due_at LIMIT 2000) AS o"
        " JOIN order_line l ON l.order_id = o.id JOIN article a ON a.id = l.article_id WHERE a.bin <> ''"
    ).fetchall()
    return sorted({picking.zone(str(row[0])) for row in rows} - {""})


def _fits(order_id: int, wish: Wish) -> bool:
    rows = run(
        "SELECT coalesce(a.bin, ''), l.ordered - l.cancelled FROM order_line l LEFT JOIN article a"
        " ON a.id = l.article_id WHERE l.order_id = ? AND l.needs_packing AND l.ordered > l.cancelled",
        (order_id,),
    ).fetchall()
    if wish.single and sum(int(row[1]) for row in rows) != 1:
        return False
    return not wish.zone or all(picking.zone(str(row[0])) == wish.zone.upper() for row in rows)
