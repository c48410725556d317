"""Which unit it was: the bench asks for a serial, a lot or a date where the scan itself did not say it."""

from collections.abc import Callable
from dataclasses import replace

from desktop.domain.codes import Command
from desktop.domain.rights import Right
from desktop.i18n import _
from desktop.services import orders, packing, people, serials
from desktop.services.bench import persons
from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Wants
from desktop.services.bench.place import Place, Waiting
from desktop.services.serials import Missing

_WANTS = {"serial": Wants.SERIAL, "lot": Wants.LOT, "expiry": Wants.EXPIRY}


def follow(place: Place, answer: Answer) -> Answer:
    """Ask for what a scan has left unsaid of its units; say that an order is cancelled when its last unit is out."""
    result = answer.result
    if result is None:
        return answer
    if result.cancelled:
        order_id = answer.order.id if answer.order is not None else place.opened()
        return replace(answer, happened=Happened.EMPTIED, order=orders.show(order_id))
    return answer if result.missing is None else _ask(place, answer, result.missing)


def resume(place: Place, answer: Answer) -> Answer:
    """An order is opened again of whose units something was left unsaid: ask for it."""
    if answer.happened is not Happened.OPENED or answer.order is None or answer.ask is not None:
        return answer
    missing = serials.missing(answer.order.id)
    return answer if missing is None else _ask(place, answer, missing)


def attempt(place: Place, does: Callable[[], Answer]) -> Answer:
    """Do it; what has expired goes only if somebody who may lets it go, once."""
    try:
        return does()
    except serials.Expired as expired:
        said = expired.say()

    def anyway() -> Answer:
        with serials.letting_expired():
            return does()

    if people.enforced() and not people.may(Right.FORCE):
        return persons.allowed(place, Right.FORCE, said, anyway)

    def reply(text: str, _op_id: str) -> Answer:
        return anyway() if text in ("1", Command.YES.value) else Answer(Happened.CANCELLED)

    choices = (Choice("1", _("Send it anyway")), Choice("2", _("Put it aside")))
    return place.ask(Ask(Wants.YES_NO, said, choices=choices), reply)


def _ask(place: Place, answer: Answer, missing: Missing) -> Answer:
    ask = Ask(_WANTS[missing.wants], missing.question, missing.line_id)

    def reply(text: str, op_id: str) -> Answer:
        return attempt(place, lambda: _given(place, text, op_id))

    place.waiting = Waiting(ask, reply)
    return replace(answer, ask=ask)


def _given(place: Place, text: str, op_id: str) -> Answer:
    order_id = place.opened()
    try:
        missing = serials.give(order_id, text)
    except serials.NoSerial:  # the next right item: it counts, and what is unsaid of the one before is asked again
        if packing.article_of(text) is None:
            raise
        result = packing.scan(order_id, text, op_id=op_id)
        left = serials.missing(order_id)
        counted = Answer(Happened.COUNTED, None, result, standing=result.standing)
        return counted if left is None else _ask(place, counted, left)
    if missing is not None:
        return _ask(place, Answer(Happened.DONE, orders.show(order_id)), missing)
    return place.settle(Happened.DONE)
