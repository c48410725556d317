"""What stands against closing a parcel, as a value. `services.closing` asks everybody who may have a reason."""

from dataclasses import dataclass
from enum import StrEnum


class Gate(StrEnum):
    NOTE = "note"  # the buyer's wish has not been acknowledged
    OUT = "out"  # units that were packed must come out again
    UNIT = "unit"  # a serial number, lot or expiry date is not known yet
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
