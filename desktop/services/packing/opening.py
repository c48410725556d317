"""An order comes to the bench, goes aside, or comes back after it was closed."""

from dataclasses import replace

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import claims, history, orders, permits, sentinel, take_outs, tasks
from desktop.services.changes import now, unit
from desktop.services.orders import OrderView
from desktop.services.packing.memory import Opened, forget, held, hold, load
from desktop.services.packing.open_parcel import open_parcel
from desktop.services.packing.results import NotOpen


def open_order(order_id: int, take_over: bool = False) -> OrderView:
    """Bring an order to this bench, or back to it exactly where its last unit was counted.

    Raises:
        NotAllowed: its state does not let it be packed; the reason says why.
        ClaimedElsewhere: another bench is packing it; with `take_over` that one counts nothing any more.
        NoRight: who works here may not pack, or not take over.
    """
    permits.require(Right.PACK)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        if state.fulfilment is Fulfilment.PICKING and take_outs.is_cancelling(order_id):
            # Whatever else is said of it: its boxes must be emptied, and that is done at a bench.
            history.put(work, order_id, state, replace(state, fulfilment=Fulfilment.PACKING), Action.START.value)
        elif state.fulfilment is not Fulfilment.PACKING:
            history.move(work, order_id, Action.START)
        elif state.held:
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("it is on hold; release it first."), action="start"
            )
        opened = Opened(order_id, claims.take(work, order_id, take_over), open_parcel(order_id))
        tasks.make(work, order_id)
        opened.watch = sentinel.watch(order_id)
    load(opened)
    hold(opened)
    return orders.show(order_id)


def opened_here(order_id: int) -> Opened:
    """The order as this bench holds it, read from disk where it does not.

    Raises:
        NotOpen: it is not being packed.
    """
    opened = held(order_id)
    if opened is not None:
        return opened
    if history.state_of(order_id).fulfilment is not Fulfilment.PACKING:
        raise NotOpen(ref=history.called(order_id))
    open_order(order_id)
    opened = held(order_id)
    assert opened is not None
    return opened


def put_aside(order_id: int) -> None:
    """Free the bench; what was counted stays counted, and the order waits under To pack.

    Raises:
        ClaimedElsewhere: another bench is packing it now.
    """
    with unit() as work:
        claims.require_here(order_id)
        history.move(work, order_id, Action.PUT_ASIDE)
        run("UPDATE packing_session SET closed_at = ?, outcome = 'put-aside' WHERE order_id = ? AND closed_at IS NULL",
            (ms(now()), order_id))  # fmt: skip
    forget(order_id)


def release(order_id: int) -> bool:
    """Let an order go of which nothing has been counted, back to where it came from; False where it must stay."""
    with unit() as work:
        claims.require_here(order_id)
        if history.state_of(order_id, lock=True).fulfilment is not Fulfilment.PACKING:
            return False
        lying = run("SELECT coalesce(sum(units), 0) FROM packing_scan WHERE order_id = ?", (order_id,)).fetchone()[0]
        parts = run(
            "SELECT coalesce(sum(q.packed), 0) FROM line_part q JOIN order_line l ON l.id = q.line_id"
            " WHERE l.order_id = ?",
            (order_id,),
        ).fetchone()[0]
        if lying or parts:
            return False
        came = run(
            "SELECT was FROM history WHERE order_id = ? AND action = 'start' ORDER BY id DESC LIMIT 1", (order_id,)
        ).fetchone()
        history.move(work, order_id, Action.PUT_ASIDE)
        if came is not None and str(came[0]).endswith(f"/ {Fulfilment.OPEN.value}"):
            history.move(work, order_id, Action.PUT_ASIDE)
        run("UPDATE packing_session SET closed_at = ?, outcome = 'released' WHERE order_id = ? AND closed_at IS NULL",
            (ms(now()), order_id))  # fmt: skip
    forget(order_id)
    return True


def unfinished(bench: str) -> int | None:
    """The order that this bench was packing when the program last ended, if any."""
    row = run(
        "SELECT s.order_id FROM packing_session s JOIN orders o ON o.id = s.order_id"
        " WHERE s.closed_at IS NULL AND s.bench = ? AND o.fulfilment = 'packing' ORDER BY s.id DESC LIMIT 1",
        (bench,),
    ).fetchone()
    return None if row is None else int(row[0])
