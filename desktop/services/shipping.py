"""What leaves the house: carrier, tracking number, handed over."""

from collections.abc import Sequence

from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import history, orders, outbox, packing
from desktop.services.batch import Batch
from desktop.services.changes import Work, now, unit
from desktop.services.orders import OrderView

LONGEST_TRACKING = 60  # characters; the longest number in use (SSCC with its identifiers) has 20


def track(order_id: int, carrier: str, tracking: str, parcel_id: int | None = None) -> OrderView:
    """Give a parcel its carrier and tracking number; the store hears of it with Shipped.

    `parcel_id` None is the order's first parcel without a number, else its first.

    Raises:
        BadInput: the number is empty, far too long, or holds control characters.
        NotAllowed: nothing of the order is packed yet.
    """
    number = check_tracking(tracking)
    with unit() as work:
        parcel = parcel_id or _next_parcel(order_id)
        _number(work, order_id, carrier.strip(), number, parcel)
        view = orders.show(order_id)
        for given in view.parcels:
            if given.id == parcel and given.state == "shipped":  # it has left: nothing else tells the store any more
                outbox.tell_tracking(work, order_id, parcel, given.carrier, given.tracking, "")
        return view


def untrack(order_id: int, parcel_id: int, carrier: str, tracking: str) -> OrderView:
    """Take a wrong number back: the parcel gets the carrier and number that it had before, "" for none.

    Raises:
        NotAllowed: the parcel has left, and the store has been told.
    """
    with unit() as work:
        changed = run(
            "UPDATE parcel SET carrier = ?, tracking = ? WHERE id = ? AND order_id = ? AND state <> 'shipped'",
            (carrier, tracking, parcel_id, order_id),
        ).rowcount
        if not changed:
            raise NotAllowed(ref=f"#{orders.show(order_id).number}", reason=N_("it has been handed over."),
                             action="track")  # fmt: skip
        history.note(work, order_id, "tracking", tracking)
        work.changed("parcel", parcel_id)
        return orders.show(order_id)


def ship_each(order_ids: Sequence[int]) -> Batch:
    """Hand several orders over, each in its own transaction; those that are refused are named."""
    done, refused = 0, []
    for order_id in order_ids:
        try:
            ship(order_id)
        except KolliError as error:
            refused.append(error)
        else:
            done += 1
    return Batch(done, tuple(refused))


def ship(order_id: int, carrier: str = "", tracking: str = "", comment: str = "") -> OrderView:
    """Hand an order over: its parcels leave, the store is told the tracking numbers and then Shipped.

    Raises:
        NotAllowed: it is not packed.
        OrderChanged: the store cancelled or changed it since; a person must decide before the parcel leaves.
        BadInput: a tracking number that cannot be.
    """
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        if state.fulfilment is not Fulfilment.PACKED:
            history.move(work, order_id, Action.SHIP)  # refuses, and says why
        if run("SELECT conflict FROM orders WHERE id = ?", (order_id,)).fetchone()[0]:
            raise packing.OrderChanged(ref=f"#{orders.show(order_id).number}")
        if tracking.strip():
            _number(work, order_id, carrier.strip(), check_tracking(tracking), _next_parcel(order_id))
        elif carrier.strip():
            run("UPDATE parcel SET carrier = ? WHERE order_id = ? AND state <> 'shipped'", (carrier.strip(), order_id))
        run("UPDATE parcel SET state = 'shipped', shipped_at = ? WHERE order_id = ? AND state = 'closed'",
            (ms(now()), order_id))  # fmt: skip
        history.move(work, order_id, Action.SHIP, comment)
        for parcel in orders.parcels(order_id):
            if parcel.tracking:
                outbox.tell_tracking(work, order_id, parcel.id, parcel.carrier, parcel.tracking, "")
            work.changed("parcel", parcel.id)
        outbox.tell_status(work, order_id, Action.SHIP, comment)
        return orders.show(order_id)


def _number(work: Work, order_id: int, carrier: str, number: str, parcel: int) -> None:
    run("UPDATE parcel SET carrier = coalesce(nullif(?, ''), carrier), tracking = ? WHERE id = ? AND order_id = ?",
        (carrier, number, parcel, order_id))  # fmt: skip
    history.note(work, order_id, "tracking", f"{carrier} {number}".strip())
    work.changed("parcel", parcel)


def check_tracking(text: str) -> str:
    """The number as the carrier writes it, blanks at its ends removed.

    Raises:
        BadInput: it is empty, far too long, or holds control characters.
    """
    number = text.strip()
    if not number:
        raise BadInput(what=N_("The tracking number"), value=text, next=N_("Scan or type the courier's number."))
    if len(number) > LONGEST_TRACKING or not number.isprintable():
        raise BadInput(what=N_("The tracking number"), value=number[:80], next=N_("Scan the courier's label again."))
    return number


def _next_parcel(order_id: int) -> int:
    found = [parcel for parcel in orders.parcels(order_id) if parcel.state != "shipped"]
    if not found:
        raise NotAllowed(ref=f"#{orders.show(order_id).number}", reason=N_("it has not been packed yet."),
                         action="track")  # fmt: skip
    return next((parcel for parcel in found if not parcel.tracking), found[0]).id
