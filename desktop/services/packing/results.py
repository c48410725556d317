"""What the bench is told of a scan, and why nothing was counted."""

from dataclasses import dataclass

from desktop.domain.closing import Standing
from desktop.domain.errors import KolliError
from desktop.domain.packing import Verdict
from desktop.domain.sentinel import Hint
from desktop.i18n import N_


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
