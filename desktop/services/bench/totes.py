"""What a tote and a pick list say at the bench: the order that was fetched into the one, the next of the other."""

from desktop.domain.codes import Code
from desktop.domain.errors import NotAllowed
from desktop.domain.order import Fulfilment
from desktop.i18n import N_
from desktop.services import orders, tick_sheets, totes, waves
from desktop.services.bench import persons
from desktop.services.bench.answers import Answer
from desktop.services.bench.place import Place

_AT_THE_BENCH = (Fulfilment.PICKING, Fulfilment.PACKING)


def open_tote(place: Place, code: Code, op_id: str) -> Answer:
    """Open the order that lies in the tote.

    Raises:
        NotFound, ToteEmpty: there is no such tote, or nothing lies in it.
    """
    return persons.show(place, totes.order_in(code.value))


def open_list(place: Place, code: Code, op_id: str) -> Answer:
    """Open the next order of the list that was fetched and is not packed, or the one of it that is open here.

    Raises:
        NotFound: there is no such list.
        NotAllowed: it is still being picked, or everything of it is packed.
    """
    wave = waves.show(waves.find(code.value))
    states = {order.id: orders.show(order.id).state for order in wave.orders}
    ready = [order_id for order_id, state in states.items() if state.fulfilment in _AT_THE_BENCH and not state.held]
    if place.order_id in ready:
        return persons.show(place, place.order_id)
    waiting = [order_id for order_id in ready if states[order_id].fulfilment is Fulfilment.PICKING]
    if not (waiting or ready):
        still = any(order.left for order in wave.orders)
        reason = N_("it is still being picked; open it under Pick.") if still else N_("all of it is packed.")
        raise NotAllowed(ref=wave.name, reason=reason, action="start")
    return persons.show(place, (waiting or ready)[0])


def send_to_pick(place: Place, code: Code, op_id: str) -> Answer:
    """A ticked row of a wave sheet is taken over where picking is done.

    Raises:
        NotFound: there is no such row.
        NotAllowed: always.
    """
    wave = waves.show(tick_sheets.find(code.value).wave_id)
    raise NotAllowed(ref=wave.name, reason=N_("rows of a wave sheet are scanned under Pick."), action="pick")
