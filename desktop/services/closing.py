"""What stands against closing a parcel, beside units that are still to be scanned.

Each kind of it is a function of its own module that answers what is still open for an order; a new one is an import
and a line in GATES. They are asked when nothing is left to scan, and by the screen that shows them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Gate(StrEnum):
    NOTE = "note"  # the buyer's wish has not been acknowledged
    OUT = "out"  # units that were packed must come out again
    TASK = "task"
    CHECK = "check"  # a question of quality has no answer
    CARTON = "carton"
    WEIGHT = "weight"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that must be done first. `text` says it in the screen's language; `id` is what its module calls it."""

    gate: Gate
    text: str
    id: int = 0
    line_id: int | None = None


GATES: tuple[Callable[[int], list[Standing]], ...] = ()


def standing(order_id: int) -> list[Standing]:
    """Everything that stands against closing the order's open parcel, in the order of GATES; empty: it may close."""
    return [found for gate in GATES for found in gate(order_id)]
