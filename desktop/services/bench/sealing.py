"""After a parcel has closed, the bench waits for its label: scanned back, it seals the box."""

from dataclasses import replace
from functools import partial

from desktop.domain.codes import Code, Kind
from desktop.domain.errors import KolliError, NotFound
from desktop.i18n import N_, _
from desktop.services import orders, seals
from desktop.services.bench.answers import Answer, Ask, Happened, Label, Wants
from desktop.services.bench.place import Place

_AFTER = {Happened.CLOSED, Happened.COUNTED, Happened.OPENED, Happened.PART, Happened.SEALED}


class LabelFirst(KolliError):
    text = N_("Scan the label onto parcel {position} of {of} first. Nothing was counted.")


def ask_after(place: Place, answer: Answer) -> Answer:
    """The same answer, and the question for the first label, if this answer has closed an order."""
    if answer.happened not in _AFTER or place.closed_id is None or place.order_id is not None:
        return answer
    if answer.ask is not None or seals.rule() == "off":
        return answer
    return _ask(place, place.closed_id, answer)


def before(place: Place, code: Code, op_id: str) -> Answer | None:
    """Where the shop wants every label on its parcel first, a label is that; None where the scan may go on.

    Raises:
        LabelFirst: it is none, and no command or badge either.
    """
    if place.closed_id is None or place.order_id is not None or code.kind in (Kind.COMMAND, Kind.BADGE):
        return None
    if seals.rule() != "required" or (wanted := seals.wanted(place.closed_id)) is None:
        return None
    if code.kind is Kind.PARCEL:
        return _scanned(place, place.closed_id, code.value, op_id)
    raise LabelFirst(position=wanted.position, of=wanted.of)


def _ask(place: Place, order_id: int, answer: Answer) -> Answer:
    wanted = seals.wanted(order_id)
    if wanted is None:
        return answer
    words = _("Scan the label onto parcel {position} of {of}").format(position=wanted.position, of=wanted.of)
    place.ask(question := Ask(Wants.LABEL, words, detail=wanted.label), partial(_scanned, place, order_id))
    label = answer.label or Label(wanted.label, wanted.position, wanted.of)
    return replace(answer, ask=question, label=label)


def _scanned(place: Place, order_id: int, text: str, op_id: str) -> Answer:
    expected = seals.wanted(order_id)
    if expected is None:
        return Answer(Happened.NEXT)
    if seals.seal(order_id, text, op_id):
        following = seals.wanted(order_id)
        label = Label(following.label, following.position, following.of) if following else Label("", 0, expected.of)
        return _ask(place, order_id, Answer(Happened.LABELLED, orders.show(order_id), label=label))
    try:
        number = orders.show(orders.find(text)).number
    except NotFound:
        number = ""
    wrong = Label(expected.label, expected.position, expected.of, text, number)
    return _ask(place, order_id, Answer(Happened.WRONG_LABEL, label=wrong))
