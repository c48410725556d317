"""An order's two states, its stage in the queue, and the table of moves. What is not in the table is refused."""

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.errors import NotAllowed
from desktop.i18n import N_


class Payment(StrEnum):
    UNPAID = "unpaid"
    CLAIMED = "claimed"  # the customer says so; nobody has checked
    PAID = "paid"
    PART_REFUNDED = "part-refunded"
    REFUNDED = "refunded"


class Fulfilment(StrEnum):
    OPEN = "open"
    PICKING = "picking"
    PACKING = "packing"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    PART_RETURNED = "part-returned"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """Where an order stands in the queue; always follows from its State."""

    TO_CONFIRM = "to-confirm"
    TO_PICK = "to-pick"
    TO_PACK = "to-pack"
    TO_SHIP = "to-ship"
    SHIPPED = "shipped"
    DONE = "done"
    ON_HOLD = "on-hold"
    CANCELLED = "cancelled"
    RETURNS = "returns"


class Action(StrEnum):
    CLAIM = "claim"
    CONFIRM = "confirm"
    UNCONFIRM = "unconfirm"
    REFUND_PART = "refund-part"
    REFUND = "refund"
    PICK = "pick"
    START = "start"
    PUT_ASIDE = "put-aside"
    FINISH = "finish"
    PART = "part"  # what is packed goes ahead, the rest waits
    REOPEN = "reopen"
    SHIP = "ship"
    DELIVER = "deliver"
    RETURN_PART = "return-part"
    RETURN = "return"
    CANCEL = "cancel"
    HOLD = "hold"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class State:
    """`pay_later`: policy lets the order be worked on before it is paid, as with cash on delivery."""

    payment: Payment
    fulfilment: Fulfilment
    held: bool = False
    pay_later: bool = False


_PAYMENT_MOVES = {
    (Payment.UNPAID, Action.CLAIM): Payment.CLAIMED,
    (Payment.UNPAID, Action.CONFIRM): Payment.PAID,
    (Payment.CLAIMED, Action.CONFIRM): Payment.PAID,
    (Payment.CLAIMED, Action.UNCONFIRM): Payment.UNPAID,
    (Payment.PAID, Action.UNCONFIRM): Payment.UNPAID,
    (Payment.PAID, Action.REFUND_PART): Payment.PART_REFUNDED,
    (Payment.PART_REFUNDED, Action.REFUND_PART): Payment.PART_REFUNDED,
    (Payment.PAID, Action.REFUND): Payment.REFUNDED,
    (Payment.PART_REFUNDED, Action.REFUND): Payment.REFUNDED,
}

_FULFILMENT_MOVES = {
    (Fulfilment.OPEN, Action.PICK): Fulfilment.PICKING,
    (Fulfilment.OPEN, Action.START): Fulfilment.PACKING,
    (Fulfilment.PICKING, Action.START): Fulfilment.PACKING,
    (Fulfilment.PICKING, Action.PUT_ASIDE): Fulfilment.OPEN,
    (Fulfilment.PACKING, Action.PUT_ASIDE): Fulfilment.PICKING,
    (Fulfilment.PACKING, Action.FINISH): Fulfilment.PACKED,
    (Fulfilment.PACKING, Action.PART): Fulfilment.PICKING,
    (Fulfilment.PACKED, Action.REOPEN): Fulfilment.PACKING,
    (Fulfilment.PACKED, Action.SHIP): Fulfilment.SHIPPED,
    (Fulfilment.SHIPPED, Action.DELIVER): Fulfilment.DELIVERED,
    (Fulfilment.SHIPPED, Action.RETURN_PART): Fulfilment.PART_RETURNED,
    (Fulfilment.SHIPPED, Action.RETURN): Fulfilment.RETURNED,
    (Fulfilment.DELIVERED, Action.RETURN_PART): Fulfilment.PART_RETURNED,
    (Fulfilment.DELIVERED, Action.RETURN): Fulfilment.RETURNED,
    (Fulfilment.PART_RETURNED, Action.RETURN): Fulfilment.RETURNED,
    (Fulfilment.OPEN, Action.CANCEL): Fulfilment.CANCELLED,
    (Fulfilment.PICKING, Action.CANCEL): Fulfilment.CANCELLED,
    (Fulfilment.PACKING, Action.CANCEL): Fulfilment.CANCELLED,
    (Fulfilment.PACKED, Action.CANCEL): Fulfilment.CANCELLED,
}

# Work on goods stops while an order is held or not paid for; what is already out of the house goes on.
_WORK = {Action.PICK, Action.START, Action.FINISH, Action.PART, Action.SHIP}
_OVER = {Fulfilment.CANCELLED, Fulfilment.RETURNED, Fulfilment.DELIVERED}
_IN_THE_HOUSE = {Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING, Fulfilment.PACKED}
_ONCE_SHIPPED = {Action.DELIVER, Action.RETURN_PART, Action.RETURN}

_REASONS = {
    Fulfilment.OPEN: N_("it has not been packed yet."),
    Fulfilment.PICKING: N_("it has not been packed yet."),
    Fulfilment.PACKING: N_("it is being packed; finish it or put it aside first."),
    Fulfilment.PACKED: N_("it is already packed; reopen it first."),
    Fulfilment.SHIPPED: N_("it has already been shipped."),
    Fulfilment.DELIVERED: N_("it has already been delivered."),
    Fulfilment.PART_RETURNED: N_("a part of it has come back; use Returns."),
    Fulfilment.RETURNED: N_("it has come back."),
    Fulfilment.CANCELLED: N_("it is cancelled."),
}
_PAYMENT_REASONS = {
    Payment.UNPAID: N_("nothing has been paid."),
    Payment.CLAIMED: N_("the payment has not been checked."),
    Payment.PAID: N_("its payment is already confirmed."),
    Payment.PART_REFUNDED: N_("a part of the money has gone back."),
    Payment.REFUNDED: N_("the money has gone back."),
}


def why(fulfilment: Fulfilment) -> str:
    """What stands against changing an order that stands so, in one clause."""
    return _REASONS[fulfilment]


def after(state: State, action: Action) -> State:
    """The state that the action leads to.

    Raises:
        NotAllowed: the table does not have this move; its `reason` says why in one clause.
    """
    if action in (Action.HOLD, Action.RELEASE):
        return _held(state, action)
    if any(move == action for _payment, move in _PAYMENT_MOVES):
        to_payment = _PAYMENT_MOVES.get((state.payment, action))
        if to_payment is None:
            raise NotAllowed(reason=_PAYMENT_REASONS[state.payment], action=action.value, ref="")
        return replace(state, payment=to_payment)
    if action in _WORK and state.held:
        raise NotAllowed(reason=N_("it is on hold; release it first."), action=action.value, ref="")
    to_fulfilment = _FULFILMENT_MOVES.get((state.fulfilment, action))
    if to_fulfilment is None:
        early = action in _ONCE_SHIPPED and state.fulfilment in _IN_THE_HOUSE
        reason = N_("it has not been shipped yet.") if early else _REASONS[state.fulfilment]
        raise NotAllowed(reason=reason, action=action.value, ref="")
    if action in _WORK and state.payment is Payment.REFUNDED:
        raise NotAllowed(reason=_PAYMENT_REASONS[state.payment], action=action.value, ref="")
    if action in _WORK and not is_paid_for(state):
        raise NotAllowed(reason=N_("it is not paid; confirm the payment first."), action=action.value, ref="")
    return replace(state, fulfilment=to_fulfilment, held=state.held and to_fulfilment not in _OVER)


def allowed(state: State) -> list[Action]:
    """Every action that the table has for this state, in the order of a shop's day."""
    possible = []
    for action in Action:
        try:
            after(state, action)
        except NotAllowed:
            continue
        possible.append(action)
    return possible


def is_paid_for(state: State) -> bool:
    """Whether goods may be worked on as far as money is concerned."""
    return state.payment in (Payment.PAID, Payment.PART_REFUNDED) or (
        state.pay_later and state.payment in (Payment.UNPAID, Payment.CLAIMED)
    )


def is_packable(state: State) -> bool:
    """Whether a bench may open it now."""
    return (
        is_paid_for(state)
        and not state.held
        and state.fulfilment in (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING)
    )


_STAGES = {
    Fulfilment.PICKING: Stage.TO_PACK,
    Fulfilment.PACKING: Stage.TO_PACK,
    Fulfilment.PACKED: Stage.TO_SHIP,
    Fulfilment.SHIPPED: Stage.SHIPPED,
    Fulfilment.DELIVERED: Stage.DONE,
    Fulfilment.PART_RETURNED: Stage.RETURNS,
    Fulfilment.RETURNED: Stage.RETURNS,
    Fulfilment.CANCELLED: Stage.CANCELLED,
}


def stage(state: State) -> Stage:
    """Where the order stands in the queue.

    A picked order waits at the bench: from the printed pick list on it is To pack. A refunded order that has not left
    the house is Cancelled: there is nothing more to do for it.
    """
    if state.fulfilment not in _IN_THE_HOUSE:
        return _STAGES[state.fulfilment]
    if state.payment is Payment.REFUNDED:
        return Stage.CANCELLED
    if state.held:
        return Stage.ON_HOLD
    if not is_paid_for(state):
        return Stage.TO_CONFIRM
    return _STAGES.get(state.fulfilment, Stage.TO_PICK)


def _held(state: State, action: Action) -> State:
    if state.fulfilment in _OVER or state.fulfilment in (Fulfilment.SHIPPED, Fulfilment.PART_RETURNED):
        raise NotAllowed(reason=_REASONS[state.fulfilment], action=action.value, ref="")
    if action is Action.HOLD and state.held:
        raise NotAllowed(reason=N_("it is on hold already."), action=action.value, ref="")
    if action is Action.RELEASE and not state.held:
        raise NotAllowed(reason=N_("it is not on hold."), action=action.value, ref="")
    return replace(state, held=action is Action.HOLD)
