"""An order comes to the bench, goes aside, or comes back after it was closed."""

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.i18n import N_
from desktop.models.base import insert, ms, run
from desktop.services import history, orders
from desktop.services.changes import actor, now, unit
from desktop.services.orders import OrderView
from desktop.services.packing.memory import Opened, forget, held, hold, load, number
from desktop.services.packing.parcels import open_parcel
from desktop.services.packing.results import NotOpen


def open_order(order_id: int) -> OrderView:
    """Bring an order to this bench, or back to it exactly where its last unit was counted.

    Raises:
        NotAllowed: its state does not let it be packed; the reason says why.
    """
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        if state.fulfilment is not Fulfilment.PACKING:
            history.move(work, order_id, Action.START)
        elif state.held:
            raise NotAllowed(ref=number(order_id), reason=N_("it is on hold; release it first."), action="start")
        opened = Opened(order_id, _session(order_id), open_parcel(order_id))
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
        raise NotOpen(ref=number(order_id))
    open_order(order_id)
    opened = held(order_id)
    assert opened is not None
    return opened


def put_aside(order_id: int) -> None:
    """Free the bench; what was counted stays counted, and the order waits under To pack."""
    with unit() as work:
        history.move(work, order_id, Action.PUT_ASIDE)
        run("UPDATE packing_session SET closed_at = ?, outcome = 'put-aside' WHERE order_id = ? AND closed_at IS NULL",
            (ms(now()), order_id))  # fmt: skip
    forget(order_id)


def reopen(order_id: int) -> OrderView:
    """Open a packed parcel again, until it is shipped; who and when stand in the history.

    Raises:
        NotAllowed: it is not packed, or has left the house.
    """
    orders.do(order_id, Action.REOPEN)
    return open_order(order_id)


def unfinished(bench: str) -> int | None:
    """The order that this bench was packing when the program last ended, if any."""
    row = run(
        "SELECT s.order_id FROM packing_session s JOIN orders o ON o.id = s.order_id"
        " WHERE s.closed_at IS NULL AND s.bench = ? AND o.fulfilment = 'packing' ORDER BY s.id DESC LIMIT 1",
        (bench,),
    ).fetchone()
    return None if row is None else int(row[0])


def _session(order_id: int) -> int:
    here = actor()
    row = run(
        "SELECT id FROM packing_session WHERE order_id = ? AND closed_at IS NULL ORDER BY id DESC LIMIT 1", (order_id,)
    ).fetchone()
    if row:
        run("UPDATE packing_session SET bench = ?, who = ? WHERE id = ?", (here.bench, here.who, row[0]))
        return int(row[0])
    return insert(
        "INSERT INTO packing_session (order_id, bench, who, opened_at, outcome) VALUES (?, ?, ?, ?, '')",
        (order_id, here.bench, here.who, ms(now())),
    )
