"""What of an order may still be changed, by where it stands; and why not."""

from enum import StrEnum

from desktop.domain import order as rules
from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.order import Fulfilment, Payment, State
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, order_links, take_outs


class Part(StrEnum):
    """What an edit changes; the value stands in the database."""

    LINES = "lines"
    PRICES = "prices"  # discounts, shipping
    SHIP_TO = "ship-to"
    BILL_TO = "bill-to"
    CONTACT = "contact"
    COURIER = "courier"
    NOTE = "note"
    SHIP_BY = "ship-by"
    METHOD = "method"
    SPLIT = "split"
    MERGE = "merge"


class MergedAway(KolliError):
    text = N_("Order {ref} is packed and paid together with order {other}. Change that one.")


_IN_THE_HOUSE = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING, Fulfilment.PACKED)
_NOT_CLOSED = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING)
_NOT_BEGUN = (Fulfilment.OPEN, Fulfilment.PICKING)
_ALWAYS = tuple(each for each in Fulfilment if each is not Fulfilment.CANCELLED)
_WHILE = {
    Part.LINES: _IN_THE_HOUSE, Part.PRICES: _IN_THE_HOUSE, Part.SHIP_TO: _IN_THE_HOUSE, Part.COURIER: _IN_THE_HOUSE,
    Part.SHIP_BY: _IN_THE_HOUSE, Part.NOTE: _NOT_CLOSED, Part.SPLIT: _NOT_CLOSED, Part.MERGE: _NOT_BEGUN,
    Part.BILL_TO: _ALWAYS, Part.METHOD: _ALWAYS, Part.CONTACT: tuple(Fulfilment),
}  # fmt: skip
_MONEY_WENT_BACK = (Part.LINES, Part.PRICES, Part.SPLIT, Part.MERGE)


def why_not(order_id: int, state: State, part: Part) -> KolliError | None:
    """What stands against changing this part of an order now; None where it may be changed."""
    ref = history.called(order_id)
    kind = run("SELECT kind FROM orders WHERE id = ?", (order_id,)).fetchone()[0]
    into = order_links.merged_into(order_id)
    if into is not None and part is not Part.CONTACT:
        return MergedAway(ref=ref, other=history.called(into))
    reason = ""
    if kind != "order":
        reason = N_("it is not an order.")
    elif state.fulfilment not in _WHILE[part]:
        reason = rules.why(state.fulfilment)
    elif part in _MONEY_WENT_BACK and state.payment is Payment.REFUNDED:
        reason = N_("the money has gone back.")
    elif part in _MONEY_WENT_BACK and take_outs.is_cancelling(order_id):
        reason = N_("it is cancelled; its box is emptied first.")
    return NotAllowed(ref=ref, reason=reason, action=part.value) if reason else None


def may(order_id: int) -> frozenset[Part]:
    """The parts of an order that may be changed now."""
    state = history.state_of(order_id)
    return frozenset(part for part in Part if why_not(order_id, state, part) is None)


def refuse(order_id: int, state: State, part: Part) -> None:
    """
    Raises:
        NotAllowed, MergedAway: this part of the order cannot be changed now.
    """
    error = why_not(order_id, state, part)
    if error is not None:
        raise error
