"""A closed parcel is opened again, until it has left the house."""

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, orders, permits, stock
from desktop.services.changes import actor, unit
from desktop.services.orders import OrderView
from desktop.services.packing import parcels
from desktop.services.packing.memory import forget
from desktop.services.packing.opening import open_order


def reopen(order_id: int) -> OrderView:
    """Open a packed order again, or the part of one that was closed to go ahead; who and when stand in the history.

    The parcel that was closed last is open then; what lies in those before it stays there.

    Raises:
        NotAllowed: it is not packed, or has left the house.
        NoRight: another person has packed it, and who works here may not open what others closed.
    """
    if _packer(order_id) not in ("", actor().who):
        permits.require(Right.REOPEN_OTHERS)
    if history.state_of(order_id).fulfilment is Fulfilment.PICKING and _part(order_id) is not None:
        return _reopen_part(order_id)
    orders.do(order_id, Action.REOPEN)
    return open_order(order_id)


def _reopen_part(order_id: int) -> OrderView:
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        last = _part(order_id)
        if last is None or state.fulfilment is not Fulfilment.PICKING:
            raise NotAllowed(ref=history.called(order_id), reason=N_("the part has left the house."), action="reopen")
        begun = run("SELECT id FROM parcel WHERE order_id = ? AND state = 'open'", (order_id,)).fetchone()
        if begun is not None and parcels.is_filled(int(begun[0])):
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("the next parcel has been begun."), action="reopen"
            )
        if begun is not None:
            run("UPDATE packing_scan SET parcel_id = NULL WHERE parcel_id = ?", (begun[0],))
            run("DELETE FROM parcel WHERE id = ?", (begun[0],))
        run(
            "UPDATE parcel SET part = ? WHERE order_id = ? AND consignment ="
            " (SELECT consignment FROM parcel WHERE id = ?)",
            (False, order_id, last),
        )
        parcels.reopen(last)
        row_id = history.note(work, order_id, "reopen", parcels.code_of(last))
        stock.settle(work, order_id, state, f"history:{row_id}")
        work.changed("parcel", last)
    forget(order_id)
    return open_order(order_id)


def _part(order_id: int) -> int | None:
    """The last parcel that was closed to go ahead, if all that go with it are still here."""
    row = run(
        "SELECT p.id FROM parcel p WHERE p.order_id = ? AND p.part AND p.state = 'closed' AND NOT EXISTS (SELECT 1 FROM"
        " parcel o WHERE o.order_id = p.order_id AND o.consignment = p.consignment AND o.state = 'shipped')"
        " ORDER BY p.position DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    return None if row is None else int(row[0])


def _packer(order_id: int) -> str:
    """Who closed the order's last parcel; "" for nobody known."""
    row = run(
        "SELECT who FROM packing_session WHERE order_id = ? AND outcome IN ('packed', 'part') ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    return str(row[0]) if row else ""
