"""What stands against closing a parcel, beside units that are still to be scanned.

Each kind of it is a function of its own module that answers what is still open for an order; a new one is an import
and a line in GATES. They are asked when nothing is left to scan, and by the screen that shows them.
"""

from collections.abc import Callable

from desktop.domain.closing import Gate, Standing
from desktop.services import box_photos, cartons, checks, notes, sentinel, serials, take_outs, tasks, weights

__all__ = ["GATES", "LESSONS", "Gate", "Standing", "standing"]

GATES: tuple[Callable[[int], list[Standing]], ...] = (
    take_outs.standing,
    serials.standing,
    notes.standing,
    checks.standing,
    tasks.standing,
    cartons.standing,
    weights.standing,
    box_photos.standing,
)
# What a closed order teaches, in the transaction that closes it: (its id, the id of its session).
LESSONS: tuple[Callable[[int, int], None], ...] = (weights.learn_of, sentinel.learn_of)


def standing(order_id: int) -> list[Standing]:
    """Everything that stands against closing the order's open parcel, in the order of GATES; empty: it may close."""
    return [found for gate in GATES for found in gate(order_id)]
