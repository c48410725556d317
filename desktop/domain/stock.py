"""How much of an article an order promises or has taken, by its state."""

from dataclasses import dataclass

from desktop.domain.order import Fulfilment, State, is_paid_for


@dataclass(frozen=True, slots=True)
class Claim:
    """Units of one order line: promised to it, and gone from the shelf for it."""

    reserved: int
    taken: int


def claim(state: State, ordered: int, packed: int) -> Claim:
    """What a line holds of its article; `ordered` is less what was cancelled.

    Reserved from acceptance on; taken when the parcel closes. Units that a part shipment leaves open stay reserved.
    """
    if state.fulfilment is Fulfilment.CANCELLED:
        return Claim(0, 0)
    if state.fulfilment in (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING):
        return Claim(ordered, 0) if is_paid_for(state) else Claim(0, 0)
    return Claim(0, packed)
