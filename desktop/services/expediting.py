"""Orders that go first: a person marks them, everybody sees it, and it is taken back the same way."""

from desktop.domain import order as rules
from desktop.domain.errors import NotAllowed
from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import history, permits
from desktop.services.changes import now, unit

_OVER = (Stage.SHIPPED, Stage.DONE, Stage.CANCELLED, Stage.RETURNS)


def expedite(order_id: int) -> bool:
    """Let an order go first; False where it does already.

    Raises:
        NotAllowed: it has left the house, or is cancelled.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        if rules.stage(history.state_of(order_id, lock=True)) in _OVER:
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("there is nothing more to hurry."), action="expedite"
            )
        done = run("UPDATE orders SET expedited_at = ? WHERE id = ? AND expedited_at IS NULL", (ms(now()), order_id))
        if done.rowcount:
            history.note(work, order_id, "expedited")
        return bool(done.rowcount)


def ease(order_id: int) -> bool:
    """Take that back; False where it was not so."""
    permits.require(Right.ORDERS)
    with unit() as work:
        history.state_of(order_id, lock=True)
        done = run("UPDATE orders SET expedited_at = NULL WHERE id = ? AND expedited_at IS NOT NULL", (order_id,))
        if done.rowcount:
            history.note(work, order_id, "eased")
        return bool(done.rowcount)


def is_expedited(order_id: int) -> bool:
    row = run("SELECT expedited_at FROM orders WHERE id = ?", (order_id,)).fetchone()
    return row is not None and row[0] is not None
