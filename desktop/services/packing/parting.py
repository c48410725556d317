"""A part of an order goes ahead: what is packed so far leaves, the rest stays open."""

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import closing, history, orders, permits, stock
from desktop.services.changes import now, unit
from desktop.services.orders import OrderView
from desktop.services.packing.finishing import queue_papers
from desktop.services.packing.memory import forget, reload
from desktop.services.packing.opening import opened_here
from desktop.services.packing.parcels import drop_empty, is_filled


def send_part(order_id: int, reason: str = "") -> OrderView:
    """Close what is packed so far as parcels that may be handed over at once; the rest waits under To pack.

    Raises:
        NoRight: who works here may not.
        NotAllowed: nothing is packed, nothing would be left, or something stands against closing.
        NotOpen, TakenOver, OrderChanged: as `scan`.
    """
    permits.require(Right.PART)
    opened = opened_here(order_id)
    with unit() as work:
        reload(opened)
        if not opened.left:
            raise NotAllowed(ref=history.called(order_id), reason=N_("nothing is left; the order goes as a whole."),
                             action="part")  # fmt: skip
        drop_empty(work, opened)
        if not is_filled(opened.parcel_id) or _has_gone(opened.parcel_id):
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("nothing is packed that could go ahead."), action="part"
            )
        for first in closing.standing(order_id):
            raise NotAllowed(ref=history.called(order_id), reason=first.text, action="part")
        moment = ms(now())
        run("UPDATE parcel SET state = 'closed', closed_at = ? WHERE order_id = ? AND state = 'open'",
            (moment, order_id))  # fmt: skip
        run("UPDATE parcel SET part = ? WHERE order_id = ? AND state = 'closed'", (True, order_id))
        run("UPDATE packing_session SET closed_at = ?, outcome = 'part' WHERE order_id = ? AND closed_at IS NULL",
            (moment, order_id))  # fmt: skip
        state = history.move(work, order_id, Action.PART, reason)
        row_id = run("SELECT max(id) FROM history WHERE order_id = ?", (order_id,)).fetchone()[0]
        stock.settle(work, order_id, state, f"history:{row_id}")
        work.changed("parcel", opened.parcel_id)
        queue_papers(work, opened)
    forget(order_id)
    return orders.show(order_id)


def _has_gone(parcel_id: int) -> bool:
    part, state = run("SELECT part, state FROM parcel WHERE id = ?", (parcel_id,)).fetchone()
    return bool(part) or state == "shipped"
