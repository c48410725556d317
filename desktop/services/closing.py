"""What stands against closing a parcel, beside units that are still to be scanned.

Each kind of it is a function of its own module that answers what is still open for an order; a new one is an import
and a line in GATES. They are asked when nothing is left to scan, and by the screen that shows them.
"""

from collections.abc import Callable

from desktop.domain.closing import Gate, Standing
from desktop.services import notes

__all__ = ["GATES", "Gate", "Standing", "standing"]

GATES: tuple[Callable[[int], list[Standing]], ...] = (notes.standing,)


def standing(order_id: int) -> list[Standing]:
    """Everything that stands against closing the order's open parcel, in the order of GATES; empty: it may close."""
    return [found for gate in GATES for found in gate(order_id)]
