"""The boxes of an order while it is packed: one is open at a time, and every unit belongs to the one it went into."""

from dataclasses import dataclass

from desktop.domain.closing import Gate
from desktop.domain.errors import NotAllowed
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import closing, history, orders
from desktop.services.changes import Work, now, unit
from desktop.services.orders import OrderView
from desktop.services.packing.memory import Opened, reload
from desktop.services.packing.open_parcel import make, unseal
from desktop.services.packing.opening import opened_here

# What concerns the box itself stands against closing each one; a wish or a task only against closing the last.
_OF_THE_BOX = (Gate.OUT, Gate.CARTON, Gate.WEIGHT, Gate.PHOTO)


@dataclass(frozen=True, slots=True)
class Content:
    """Units of one line that lie in one parcel."""

    parcel_id: int
    line_id: int
    sku: str
    name: str
    variant: str
    units: int


def next_parcel(order_id: int) -> OrderView:
    """Close the parcel that is open, and open the next one: what is scanned from now on lies there.

    Raises:
        NotAllowed: it is empty, nothing is left for another one, or something about the box stands against it.
        NotOpen, TakenOver, OrderChanged: as `scan`.
    """
    opened = opened_here(order_id)
    with unit() as work:
        reload(opened)
        if not is_filled(opened.parcel_id):
            raise NotAllowed(
                ref=history.called(order_id),
                reason=N_("this parcel is empty; scan something into it first."),
                action="next",
            )
        if not opened.left:
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("nothing is left for another parcel."), action="next"
            )
        for first in closing.standing(order_id):
            if first.gate in _OF_THE_BOX:
                raise NotAllowed(ref=history.called(order_id), reason=first.text, action="next")
        run("UPDATE parcel SET state = 'closed', closed_at = ? WHERE id = ?", (ms(now()), opened.parcel_id))
        history.note(work, order_id, "next-parcel", code_of(opened.parcel_id))
        work.changed("parcel", opened.parcel_id)
        opened.parcel_id = make(order_id)
    return orders.show(order_id)


def contents(order_id: int) -> list[Content]:
    """What lies in each parcel of an order, in the parcels' and the order's sequence."""
    rows = run(
        "SELECT p.id, l.id, l.sku, l.name, coalesce(nullif(l.variant, ''), a.variant, ''), sum(s.units)"
        " FROM packing_scan s JOIN parcel p ON p.id = s.parcel_id JOIN order_line l ON l.id = s.line_id"
        " LEFT JOIN article a ON a.id = l.article_id WHERE s.order_id = ?"
        " GROUP BY p.position, p.id, l.position, l.id, l.sku, l.name, l.variant, a.variant HAVING sum(s.units) > 0"
        " ORDER BY p.position, l.position, l.id",
        (order_id,),
    ).fetchall()
    return [Content(*[*row[:5], int(row[5])]) for row in rows]


def is_filled(parcel_id: int) -> bool:
    """Whether anything lies in a parcel, and be it a part of a kit."""
    units, parts = run(
        "SELECT coalesce(sum(s.units), 0), (SELECT coalesce(sum(c.units), 0) FROM part_scan c"
        " JOIN packing_scan k ON k.id = c.scan_id WHERE k.parcel_id = ?) FROM packing_scan s WHERE s.parcel_id = ?",
        (parcel_id, parcel_id),
    ).fetchone()
    return bool(units or parts)


def code_of(parcel_id: int) -> str:
    return str(run("SELECT code FROM parcel WHERE id = ?", (parcel_id,)).fetchone()[0])


def drop_empty(work: Work, opened: Opened) -> None:
    """Take away an open parcel that nothing lies in, where the order has another one; part of the caller's unit."""
    before = run(
        "SELECT id FROM parcel WHERE order_id = ? AND id <> ? ORDER BY position DESC LIMIT 1",
        (opened.order_id, opened.parcel_id),
    ).fetchone()
    if before is None or is_filled(opened.parcel_id):
        return
    run("UPDATE packing_scan SET parcel_id = NULL WHERE parcel_id = ?", (opened.parcel_id,))
    consignment = run("SELECT consignment FROM parcel WHERE id = ?", (opened.parcel_id,)).fetchone()[0]
    run("DELETE FROM parcel WHERE id = ?", (opened.parcel_id,))
    unseal(opened.order_id, int(consignment))
    work.changed("parcel", opened.parcel_id)
    opened.parcel_id = int(before[0])


def reopen(parcel_id: int) -> None:
    """Open a closed parcel again; its label must be scanned onto it anew. Part of the caller's unit."""
    run("UPDATE parcel SET state = 'open', closed_at = NULL, sealed_at = NULL, part = ? WHERE id = ?",
        (False, parcel_id))  # fmt: skip
