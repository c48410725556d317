"""Next parcel, next order, a part that goes ahead: by key or by the command card."""

from functools import partial

from desktop.i18n import N_, _
from desktop.services import orders, packing
from desktop.services.bench import persons
from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Wants
from desktop.services.bench.place import Place

PART_REASONS = (
    N_("Out of stock"),
    N_("Too large for one shipment"),
    N_("The customer asked for it"),
    N_("Another reason"),
)


def following(place: Place, op_id: str) -> Answer:
    """The next parcel of the order that is open; the next order where none is, or nothing is left of it."""
    if place.order_id is None or not orders.show(place.order_id).units_left:
        return go_on(place, op_id)
    view = packing.next_parcel(place.order_id)
    said = _("Parcel {position}").format(position=view.parcels[-1].position)
    return place.keep(Answer(Happened.PARCEL, view, said=said))


def go_on(place: Place, op_id: str) -> Answer:
    """To the next order, as Space does: one that has nothing left to scan is closed first."""
    view = orders.show(place.order_id) if place.order_id is not None else None
    if view is not None and not (view.units_left or view.conflict or view.state.held):
        return place.keep(Answer(Happened.CLOSED, packing.finish(view.id)))
    if view is not None:
        packing.release(view.id)  # only if nothing has been counted; what has begun waits to be resumed
    place.order_id = place.closed_id = place.waiting = place.line_id = None
    return Answer(Happened.NEXT)


def ask_part(place: Place, op_id: str) -> Answer:
    """Ask why only a part goes, then close what is packed so far."""
    place.opened()
    choices = tuple(Choice(str(turn), _(reason)) for turn, reason in enumerate(PART_REASONS, start=1))
    question = Ask(Wants.PART_REASON, _("Why does only a part go?"), choices=choices)
    return place.ask(question, partial(_part, place))


def _part(place: Place, text: str, op_id: str) -> Answer:
    reason = PART_REASONS[int(text) - 1] if text in map(str, range(1, len(PART_REASONS) + 1)) else text
    done = persons.attempt(place, partial(_send, place, reason), reason)
    assert done is not None
    return done


def _send(place: Place, reason: str) -> Answer:
    view = packing.send_part(place.opened(), reason)
    return place.keep(Answer(Happened.PART, view, said=_("The part goes; the rest stays under To pack.")))
