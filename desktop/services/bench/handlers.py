"""What each kind of our own codes does at the bench. A new one is a file of its own and a line here."""

from collections.abc import Callable

from desktop.domain.closing import Gate
from desktop.domain.codes import Code, Kind
from desktop.services import orders
from desktop.services.bench import boxes, commands, messages, persons, totes
from desktop.services.bench.answers import Answer
from desktop.services.bench.place import Place

Handler = Callable[[Place, Code, str], Answer]  # (where, what was scanned, the scan's operation id)


def open_order(place: Place, code: Code, op_id: str) -> Answer:
    return persons.show(place, orders.find(code.value))


HANDLERS: dict[Kind, Handler] = {
    Kind.ORDER: open_order,
    Kind.PARCEL: open_order,
    Kind.COMMAND: commands.obey,
    Kind.TOTE: totes.open_tote,
    Kind.PICK_LIST: totes.open_list,
    Kind.TICK: totes.send_to_pick,
    Kind.CARTON: boxes.take_carton,
    Kind.BADGE: persons.sign_in,
    Kind.MESSAGE: messages.take,
}

# What the bench asks for by itself as soon as it is the first thing that stands against closing.
ASKED_BY_ITSELF: dict[Gate, Callable[[Place, str], Answer | None]] = {
    Gate.WEIGHT: boxes.ask_weight,
    Gate.PHOTO: boxes.ask_photo,
}
