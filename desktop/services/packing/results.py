"""What the bench is told of a scan, and why nothing was counted."""

from dataclasses import dataclass

from desktop.domain.closing import Standing
from desktop.domain.errors import KolliError
from desktop.domain.packing import Verdict
from desktop.domain.sentinel import Hint
from desktop.i18n import N_
from desktop.services.serials import Missing


class NotOpen(KolliError):
    text = N_("Order {ref} is not open at this bench. Scan the order first.")


class OrderChanged(KolliError):
    text = N_("Order {ref} was changed in the store. Nothing was counted; look at the change before you go on.")


class TakenOver(KolliError):
    text = N_("Order {ref} was taken over by {who}. Nothing was counted.")


@dataclass(frozen=True, slots=True)
class Article:
    """What a wrong scan was, to show beside what was expected."""

    sku: str
    name: str
    variant: str
    bin: str
    photo: str


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan, already on disk.

    `packed` and `ordered` are of the line that was meant (0 where none was), `left` is what the order still needs.
    `got` is the article that a wrong code belongs to. `parcel` is the code of the parcel that this scan closed.
    `standing` is what keeps the parcel open although nothing is left to scan.
    `part_id` is the kit's part that was meant: then `packed` and `ordered` are the part's. `holds` is how many units
    the code stands for, where it is a case's. `missing` is what must still be said of the units that were counted or
    taken out: a serial, a lot, a date. `cancelled`: the last unit of a cancelled order is out, and it is cancelled.
    """

    verdict: Verdict
    code: str
    left: int
    line_id: int | None = None
    packed: int = 0
    ordered: int = 0
    got: Article | None = None
    parcel: str = ""
    standing: tuple[Standing, ...] = ()
    hint: Hint = Hint.NONE  # this unit may be the one before it, scanned twice
    part_id: int | None = None
    holds: int = 1
    missing: Missing | None = None
    cancelled: bool = False
