"""The parcel closes: with its last unit, with the last thing that stood against it, or by a person."""

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import closing, history, orders, outbox, printing, settings, take_outs
from desktop.services.changes import Work, now, unit
from desktop.services.orders import OrderView
from desktop.services.packing.memory import Opened, forget, reload
from desktop.services.packing.opening import opened_here
from desktop.services.packing.parcels import code_of, drop_empty

_LABEL = "parcel-label"


def finish(order_id: int) -> OrderView:
    """Close an order that has nothing left to scan, such as one whose last units were cancelled.

    Raises:
        NotAllowed: units are still to be scanned, something else stands against it, or it is not being packed.
    """
    opened = opened_here(order_id)
    with unit() as work:
        reload(opened)
        if opened.left:
            raise NotAllowed(ref=history.called(order_id), reason=N_("units are still to be scanned."), action="finish")
        for first in closing.standing(order_id):
            raise NotAllowed(ref=history.called(order_id), reason=first.text, action="finish")
        close(work, opened)
    forget(order_id)
    return orders.show(order_id)


def close_if_done(order_id: int) -> OrderView | None:
    """Close an open order that has nothing left to scan and nothing against it; None where it stays open."""
    if history.state_of(order_id).fulfilment is not Fulfilment.PACKING:
        return None
    opened = opened_here(order_id)
    with unit() as work:
        reload(opened)
        if not take_outs.end(work, order_id):
            if opened.left or take_outs.is_cancelling(order_id) or closing.standing(order_id):
                return None
            close(work, opened)
    forget(order_id)
    return orders.show(order_id)


def close(work: Work, opened: Opened) -> str:
    """Everything that the last unit brings with it, in the transaction that counts it; returns the parcel's code."""
    moment = ms(now())
    drop_empty(work, opened)
    run("UPDATE packing_session SET closed_at = ?, outcome = 'packed' WHERE order_id = ? AND closed_at IS NULL",
        (moment, opened.order_id))  # fmt: skip
    run("UPDATE parcel SET state = 'closed', closed_at = ? WHERE order_id = ? AND state = 'open'",
        (moment, opened.order_id))  # fmt: skip
    history.move(work, opened.order_id, Action.FINISH)
    outbox.tell_status(work, opened.order_id, Action.FINISH)
    work.changed("parcel", opened.parcel_id)
    queue_papers(work, opened)
    return code_of(opened.parcel_id)


def queue_papers(work: Work, opened: Opened) -> None:
    """What prints by itself when parcels close: labels of all parcels that go together, because only now it is known
    how many they are.
    """
    together = run(
        "SELECT id FROM parcel WHERE order_id = ? AND state = 'closed' AND consignment ="
        " (SELECT consignment FROM parcel WHERE id = ?) ORDER BY position",
        (opened.order_id, opened.parcel_id),
    ).fetchall()
    for kind in settings.bench().print_on_close:
        for parcel_id in [int(row[0]) for row in together] if kind == _LABEL else [opened.parcel_id]:
            printing.queue_automatic(work, kind, opened.order_id, parcel_id, version=opened.session_id)
