"""Where a store's word and the bench's facts differ: which stands, by field, and what only a person can decide.

The bench's facts win: an older or weaker word from the store never undoes what was packed, paid or printed here. The
store owns what was sold; until work has begun its changes are taken over.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.order import Action, Fulfilment, Payment, State


class Outcome(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    OPEN = "open"  # a person decides


class Field(StrEnum):
    PAYMENT = "payment"
    FULFILMENT = "fulfilment"
    HOLD = "hold"
    LINES = "lines"
    ADDRESS = "address"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of one difference. `action` is the move that takes the store's word over, None for plain fields.

    `stops`: the parcel may not close before a person has decided.
    """

    field: Field
    ours: str
    theirs: str
    outcome: Outcome
    action: Action | None = None
    stops: bool = False


_RANK = {Payment.UNPAID: 0, Payment.CLAIMED: 1, Payment.PAID: 2, Payment.PART_REFUNDED: 3, Payment.REFUNDED: 4}
_NOT_BEGUN = (Fulfilment.OPEN, Fulfilment.PICKING)
_AT_BENCH = (Fulfilment.PACKING, Fulfilment.PACKED)
_NOT_CLOSED = (*_NOT_BEGUN, Fulfilment.PACKING)
_WAITING = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKED)
_PAYMENT_ACTIONS = {
    Payment.CLAIMED: Action.CLAIM,
    Payment.PAID: Action.CONFIRM,
    Payment.PART_REFUNDED: Action.REFUND_PART,
    Payment.REFUNDED: Action.REFUND,
}


def payment(state: State, theirs: Payment) -> Ruling | None:
    """Money moves forward only: paid here is not undone by a store that has not heard of it."""
    ours = state.payment
    if theirs is ours:
        return None
    forward = _RANK[theirs] > _RANK[ours]
    if not forward:
        return Ruling(Field.PAYMENT, ours.value, theirs.value, Outcome.OURS)
    stops = theirs is Payment.REFUNDED and state.fulfilment in _AT_BENCH
    return Ruling(Field.PAYMENT, ours.value, theirs.value, Outcome.OPEN if stops else Outcome.THEIRS,
                  _PAYMENT_ACTIONS[theirs], stops)  # fmt: skip


def fulfilment(state: State, theirs: Fulfilment) -> Ruling | None:
    """Cancelled before its parcel is closed: taken over, and what lies in a box must come out of it first. Afterwards a
    person decides, and it stops.

    Taken up again in the store after it was cancelled (somebody paid late, or it was binned by mistake): a person
    decides, unless it is known that nobody at the bench has a say in it.
    """
    ours = state.fulfilment
    if ours is Fulfilment.CANCELLED and theirs in _WAITING:
        return Ruling(Field.FULFILMENT, ours.value, theirs.value, Outcome.OPEN)
    if theirs is ours or theirs is Fulfilment.OPEN:
        return None  # an open order in the store says nothing against work that has begun here
    if theirs is Fulfilment.CANCELLED:
        if ours in _NOT_CLOSED:
            return Ruling(Field.FULFILMENT, ours.value, theirs.value, Outcome.THEIRS, Action.CANCEL)
        return Ruling(Field.FULFILMENT, ours.value, theirs.value, Outcome.OPEN, Action.CANCEL, ours in _AT_BENCH)
    if theirs is Fulfilment.DELIVERED and ours is Fulfilment.SHIPPED:
        return Ruling(Field.FULFILMENT, ours.value, theirs.value, Outcome.THEIRS, Action.DELIVER)
    if theirs in (Fulfilment.SHIPPED, Fulfilment.DELIVERED):
        if ours in (Fulfilment.SHIPPED, Fulfilment.DELIVERED, Fulfilment.PART_RETURNED, Fulfilment.RETURNED):
            return None
        return Ruling(Field.FULFILMENT, ours.value, theirs.value, Outcome.OPEN, None, True)
    return Ruling(Field.FULFILMENT, ours.value, theirs.value, Outcome.OURS)


def hold(state: State, seen_held: bool, theirs: bool) -> Ruling | None:
    """A hold that the store sets or lifts is taken over before the parcel is closed; one set here stays."""
    if theirs == seen_held or theirs == state.held:
        return None
    outcome = Outcome.THEIRS if state.fulfilment in (*_NOT_BEGUN, Fulfilment.PACKING) else Outcome.OURS
    return Ruling(Field.HOLD, _held(state.held), _held(theirs), outcome, Action.HOLD if theirs else Action.RELEASE)


def lines(state: State, ours: str, theirs: str, changed_here: bool = False) -> Ruling | None:
    """What was sold is the store's, until the parcel is closed: what lies in it without need must come out of it.

    `changed_here`: the office has changed them, which the store does not know; then a person decides between the two.
    """
    if changed_here and ours != theirs and state.fulfilment in _NOT_CLOSED:
        return Ruling(Field.LINES, ours, theirs, Outcome.OPEN, stops=True)
    if ours != theirs and state.fulfilment is Fulfilment.PACKING:
        return Ruling(Field.LINES, ours, theirs, Outcome.THEIRS)
    return _content(Field.LINES, state, ours, theirs)


def address(state: State, ours: str, theirs: str, changed_here: bool = False) -> Ruling | None:
    """Where it goes is the store's, until its label may be printed. `changed_here`: as for `lines`."""
    if changed_here and ours != theirs and state.fulfilment in _NOT_CLOSED:
        return Ruling(Field.ADDRESS, ours, theirs, Outcome.OPEN, stops=True)
    found = _content(Field.ADDRESS, state, ours, theirs)
    if found and state.fulfilment is Fulfilment.PACKING:
        return Ruling(Field.ADDRESS, ours, theirs, Outcome.THEIRS)
    return found


def _content(field: Field, state: State, ours: str, theirs: str) -> Ruling | None:
    if ours == theirs:
        return None
    if state.fulfilment in _NOT_BEGUN:
        return Ruling(field, ours, theirs, Outcome.THEIRS)
    return Ruling(field, ours, theirs, Outcome.OPEN, stops=state.fulfilment in _AT_BENCH)


def _held(held: bool) -> str:
    return "on hold" if held else "released"
