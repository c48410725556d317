"""The commands of the card, by key or by scan. A new one is a function here or in a module of its own, and its line."""

from collections.abc import Callable
from functools import partial

from desktop.domain.codes import Code, Command
from desktop.domain.errors import NotAllowed
from desktop.i18n import N_
from desktop.services import notes, orders, packing, printing
from desktop.services.bench import boxes, counting, duties, parcel_commands, persons
from desktop.services.bench.answers import Answer, Happened
from desktop.services.bench.place import Place

Does = Callable[[Place, str], "Answer | None"]


def undo(place: Place, op_id: str) -> Answer:
    """Take back what was counted last."""
    return place.keep(Answer(Happened.COUNTED, None, packing.undo(place.opened(), op_id)))


def reopen(place: Place, op_id: str) -> Answer:
    """Open the parcel again that was closed last here, or is shown."""
    return place.keep(Answer(Happened.OPENED, packing.reopen(place.closed())))


def put_aside(place: Place, op_id: str) -> Answer:
    order_id = place.opened()
    packing.put_aside(order_id)
    return place.keep(Answer(Happened.ASIDE, orders.show(order_id)))


def see_note(place: Place, op_id: str) -> Answer:
    notes.see(place.opened())
    return place.settle(Happened.SEEN)


def print_again(place: Place, op_id: str) -> Answer:
    """Every paper of the parcel that was closed last once more, marked as copies."""
    for kind in ("parcel-label", "packing-slip"):
        printing.queue(kind, place.closed())
    return Answer(Happened.PRINTED)


# What a command does. Several may know one (YES is an answer to more than one kind of question): the first that does
# not answer None has done it.
COMMANDS: dict[Command, tuple[Does, ...]] = {
    Command.NEXT: (parcel_commands.following,),
    Command.UNDO: (undo,),
    Command.REOPEN: (reopen,),
    Command.ASIDE: (put_aside,),
    Command.SEEN: (see_note,),
    Command.REPRINT: (print_again,),
    Command.QUANTITY: (counting.ask_quantity,),
    Command.MANUAL: (counting.ask_reason,),
    Command.PART: (parcel_commands.ask_part,),
    Command.LOCK: (persons.lock,),
    Command.DONE: (duties.done,),
    Command.YES: (),
    Command.NO: (),
    Command.PHOTO: (boxes.ask_photo,),
    Command.TARE: (boxes.ask_tare,),
    **{command: (partial(duties.digit, key=command.digit),) for command in Command if command.digit},
    Command.WEIGH: (boxes.ask_weight,),
}


def obey(place: Place, code: Code, op_id: str) -> Answer:
    """Do what a command of the card says.

    Raises:
        NotAllowed: nothing here knows it now.
    """
    for does in COMMANDS.get(Command(code.value), ()):
        answer = persons.attempt(place, partial(does, place, op_id), code.value.lower())
        if answer is not None:
            return answer
    raise NotAllowed(ref=N_("This bench"), reason=N_("it has no use for this command now."), action=code.value)
