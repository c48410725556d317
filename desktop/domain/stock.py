"""How much of an article an order promises or has taken, by its state."""

from dataclasses import dataclass

from desktop.domain.order import Fulfilment, State, is_paid_for


@dataclass(frozen=True, slots=True)
class Claim:
    """Units of one order line: promised to it, and gone from the shelf for it."""

    reserved: int
    taken: int


def claim(state: State, ordered: int, packed: int, ahead: int = 0, left: int = 0) -> Claim:
    """What a line holds of its article; `ordered` is less what was cancelled.

    Reserved from acceptance on; taken when the parcel closes. `ahead` units are in parcels that were closed to go ahead
    of the rest, `left` units of any in parcels that have left the house: those are gone whatever becomes of the order.
    """
    if state.fulfilment is Fulfilment.CANCELLED:
        return Claim(0, left)
    if state.fulfilment in (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING):
        gone = max(ahead, left)
        return Claim(max(0, ordered - gone), gone) if is_paid_for(state) else Claim(0, gone)
    return Claim(0, packed)


def claims_nothing(state: State) -> bool:
    """Whether no line of an order in this state, packed or not, holds anything of its article."""
    return claim(state, 1, 0) == claim(state, 1, 1) == Claim(0, 0)


def claims_alike(one: State, other: State) -> bool:
    """Whether the lines of an order hold the same in both states, so that going from one to the other moves nothing."""
    return all(claim(one, 1, packed) == claim(other, 1, packed) for packed in (0, 1))
