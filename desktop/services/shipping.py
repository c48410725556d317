"""What leaves the house: carrier, tracking number, handed over."""

from collections.abc import Sequence
from datetime import date

from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.order import Action, Fulfilment, State, after
from desktop.domain.rights import Right
from desktop.domain.tracking import tracking_number
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import (
    couriers,
    estimates,
    history,
    messages,
    orders,
    outbox,
    packing,
    permits,
    seals,
    store_parcels,
)
from desktop.services.addresses import language_of
from desktop.services.batch import Batch
from desktop.services.changes import Work, now, unit
from desktop.services.messages import Event
from desktop.services.orders import OrderView, ParcelView


def track(order_id: int, carrier: str, tracking: str, parcel_id: int | None = None) -> OrderView:
    """Give a parcel its carrier and tracking number; the store hears of it with Shipped.

    `parcel_id` None is the order's first parcel without a number, else its first.

    Raises:
        BadInput: the number is empty, far too long, or holds control characters.
        NotAllowed: nothing of the order is packed yet.
    """
    permits.require(Right.SHIP)
    number = tracking_number(tracking)
    with unit() as work:
        parcel = parcel_id or _next_parcel(order_id)
        _number(work, order_id, carrier.strip(), number, parcel)
        view = orders.show(order_id)
        for given in view.parcels:
            if given.id == parcel and given.state == "shipped":  # it has left: nothing else tells the store any more
                _tell_number(work, order_id, given)
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
    permits.require(Right.SHIP)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        if state.fulfilment is not Fulfilment.PACKED:
            history.move(work, order_id, Action.SHIP)  # refuses, and says why
        _refuse_changed(order_id)
        if tracking.strip():
            _number(work, order_id, carrier.strip(), tracking_number(tracking), _next_parcel(order_id))
        elif carrier.strip():
            run("UPDATE parcel SET carrier = ? WHERE order_id = ? AND state <> 'shipped'", (carrier.strip(), order_id))
        _leave(work, order_id, [parcel for parcel in orders.parcels(order_id) if parcel.state == "closed"], comment)
        return orders.show(order_id)


def hand_over(order_id: int, parcel_ids: Sequence[int]) -> OrderView:
    """Some parcels of an order leave. The store hears their numbers, and Shipped once all of the order has left.

    Parcels that have left already stay as they are: told again, it is the same.

    Raises:
        NotAllowed: one may not leave: its order is held, cancelled, not paid for, or it is open again.
        OrderChanged: as `ship`.
    """
    permits.require(Right.SHIP)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        wanted = [parcel for parcel in orders.parcels(order_id) if parcel.id in set(parcel_ids)]
        going = [parcel for parcel in wanted if parcel.state != "shipped"]
        if going:
            _refuse_changed(order_id)
            if state.fulfilment is Fulfilment.PACKED or state.held:
                _refuse_unfit(order_id, state)
            elif not all(_may_go(parcel.id) for parcel in going):
                history.move(work, order_id, Action.SHIP)  # refuses, and says why
            if any(parcel.state != "closed" for parcel in going):
                raise NotAllowed(ref=going[0].code, reason=N_("it was opened again; close it first."), action="ship")
            _leave(work, order_id, going)
        return orders.show(order_id)


def _leave(work: Work, order_id: int, going: Sequence[ParcelView], comment: str = "") -> None:
    """These closed parcels leave, with all that follows; part of the caller's unit."""
    seals.refuse_unsealed(order_id, [parcel.id for parcel in going])
    moment = ms(now())
    for parcel in going:
        run("UPDATE parcel SET state = 'shipped', shipped_at = ? WHERE id = ? AND state = 'closed'",
            (moment, parcel.id))  # fmt: skip
        work.changed("parcel", parcel.id)
    estimated = [estimates.begin_road(parcel.id) for parcel in going]
    whole = not run("SELECT 1 FROM parcel WHERE order_id = ? AND state <> 'shipped' LIMIT 1", (order_id,)).fetchone()
    packed = history.state_of(order_id).fulfilment is Fulfilment.PACKED
    if whole and packed:
        history.move(work, order_id, Action.SHIP, comment)
    else:
        for parcel in going:
            history.note(work, order_id, "parcel-shipped", f"{parcel.code} {parcel.carrier} {parcel.tracking}".strip())
    for parcel in going:
        if parcel.tracking:
            _tell_number(work, order_id, parcel)
    if whole and packed:
        outbox.tell_status(work, order_id, Action.SHIP, comment)
    store_parcels.catch_up(work, order_id)
    messages.tell(work, Event.SHIPPED, order_id, "shipped:" + "+".join(str(parcel.id) for parcel in going))
    told = [found.told_on for found in estimated if found is not None]
    if told and estimates.rule().tell:
        _tell_arrival(work, order_id, going, max(told))


def _tell_arrival(work: Work, order_id: int, going: Sequence[ParcelView], told_on: date) -> None:
    """The buyer reads when it comes, in their language, in the notice that the store passes on."""
    view = orders.show(order_id)
    left = [(parcel.carrier or view.courier, parcel.tracking, _link(view, parcel)) for parcel in going]
    text = estimates.sentence(language_of(view), f"#{view.number}", left, told_on)
    history.note(work, order_id, "comment", text)
    outbox.tell_note(work, order_id, text)


def _tell_number(work: Work, order_id: int, parcel: ParcelView) -> None:
    carrier = parcel.carrier or str(run("SELECT courier FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
    outbox.tell_tracking(work, order_id, parcel.id, parcel.carrier, parcel.tracking,
                         couriers.link(carrier, parcel.tracking))  # fmt: skip


def _link(view: OrderView, parcel: ParcelView) -> str:
    return couriers.link(parcel.carrier or view.courier, parcel.tracking)


def _may_go(parcel_id: int) -> bool:
    """Whether it is a part that goes ahead of the rest of its order."""
    row = run("SELECT p.part FROM parcel p JOIN orders o ON o.id = p.order_id WHERE p.id = ?"
              " AND o.stage IN ('to-pick', 'to-pack')", (parcel_id,)).fetchone()  # fmt: skip
    return row is not None and bool(row[0])


def _refuse_changed(order_id: int) -> None:
    number, conflict = run("SELECT number, conflict FROM orders WHERE id = ?", (order_id,)).fetchone()
    if conflict:
        raise packing.OrderChanged(ref=f"#{number}")


def _refuse_unfit(order_id: int, state: State) -> None:
    try:
        after(state, Action.SHIP)
    except NotAllowed as refused:
        raise NotAllowed(**{**refused.values, "ref": history.called(order_id)}) from None


def _number(work: Work, order_id: int, carrier: str, number: str, parcel: int) -> None:
    run("UPDATE parcel SET carrier = coalesce(nullif(?, ''), carrier), tracking = ? WHERE id = ? AND order_id = ?",
        (carrier, number, parcel, order_id))  # fmt: skip
    history.note(work, order_id, "tracking", f"{carrier} {number}".strip())
    work.changed("parcel", parcel)


def _next_parcel(order_id: int) -> int:
    found = [parcel for parcel in orders.parcels(order_id) if parcel.state != "shipped"]
    if not found:
        raise NotAllowed(ref=f"#{orders.show(order_id).number}", reason=N_("it has not been packed yet."),
                         action="track")  # fmt: skip
    return next((parcel for parcel in found if not parcel.tracking), found[0]).id
