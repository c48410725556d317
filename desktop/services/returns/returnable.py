"""How many units of each line can still come back: what was shipped less what other cases have."""

from desktop.domain.order import Fulfilment
from desktop.models.base import run
from desktop.services import history

_GONE = (Fulfilment.SHIPPED, Fulfilment.DELIVERED, Fulfilment.PART_RETURNED, Fulfilment.RETURNED)
# Units that are in a case, unless the buyer has them again: withdrawn, repaired, or rejected and sent back.
_IN_CASES = (
    "SELECT r.line_id, sum(CASE WHEN c.state IN ('opened', 'approved') THEN r.units ELSE r.came END)"
    " FROM return_line r JOIN return_case c ON c.id = r.case_id WHERE c.order_id = ? AND c.id <> ?"
    " AND c.state <> 'withdrawn' AND NOT (c.state IN ('settled', 'rejected') AND r.outcome IN ('repair', 'send-back')"
    " AND EXISTS (SELECT 1 FROM orders b WHERE b.id = c.back_id"
    " AND b.fulfilment IN ('shipped', 'delivered', 'part-returned', 'returned')))"
    " AND r.line_id IS NOT NULL GROUP BY r.line_id"
)


def shipped(order_id: int) -> dict[int, int]:
    """Line -> units that have left the house, whoever packed them.

    An order that was shipped elsewhere has no scans here: all that it wanted has left.
    """
    state = history.state_of(order_id)
    rows = run(
        "SELECT l.id, l.ordered, l.packed, (SELECT coalesce(sum(s.units), 0) FROM packing_scan s"
        " JOIN parcel p ON p.id = s.parcel_id WHERE s.line_id = l.id AND p.state = 'shipped')"
        " FROM order_line l WHERE l.order_id = ? AND l.needs_packing ORDER BY l.position, l.id",
        (order_id,),
    ).fetchall()
    packed_here = any(packed for _line, _wanted, packed, _left in rows)
    found = {}
    for line_id, wanted, packed, gone in rows:
        whole = int(packed) if packed_here else int(wanted)
        found[int(line_id)] = whole if state.fulfilment in _GONE else int(gone)
    return found


def left(order_id: int, besides: int = 0) -> dict[int, int]:
    """Line -> units that no other case has; `besides` is the case that asks."""
    taken = dict(run(_IN_CASES, (order_id, besides)).fetchall())
    return {line: max(0, units - int(taken.get(line, 0))) for line, units in shipped(order_id).items()}


def only_unit(order_id: int) -> dict[int, int]:
    """The one unit that it could be, as `left` has it; nothing where there are several."""
    found = {line: units for line, units in left(order_id).items() if units}
    return found if sum(found.values()) == 1 else {}


def first_sold_in(order_id: int) -> int:
    """The order in which goods were sold that this one only takes to their buyer again; else the order itself."""
    row = run("SELECT order_id FROM return_case WHERE back_id = ?", (order_id,)).fetchone()
    return order_id if row is None else int(row[0])
