"""What one OpenCart store says about itself; every rule of reading and writing asks here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.domain.order import Stage

# The statuses of a fresh OpenCart, by id. Their names differ from shop to shop, and their owners may explain others.
MEANINGS = {
    "0": Stage.ON_HOLD,  # not placed yet, or being edited in the store's admin pages this very moment
    "1": Stage.TO_CONFIRM,  # Pending
    "2": Stage.TO_PICK,  # Processing
    "3": Stage.SHIPPED,  # Shipped
    "5": Stage.DONE,  # Complete
    "7": Stage.CANCELLED,  # Canceled
    "8": Stage.ON_HOLD,  # Denied
    "9": Stage.ON_HOLD,  # Canceled Reversal
    "10": Stage.ON_HOLD,  # Failed
    "11": Stage.CANCELLED,  # Refunded
    "12": Stage.ON_HOLD,  # Reversed
    "13": Stage.ON_HOLD,  # Chargeback
    "14": Stage.CANCELLED,  # Expired
    "15": Stage.TO_SHIP,  # Processed
    "16": Stage.CANCELLED,  # Voided
}
STATUS_MAP = {"paid": "2", "shipped": "3", "cancelled": "7"}
ABANDONED = "0"
REFUNDED = "11"


class Family(StrEnum):
    """Which OpenCart it is, as far as its rules differ."""

    V2 = "2.x"
    V3 = "3.0"
    V40 = "4.0"
    V41 = "4.1"

    @property
    def takes_emoji(self) -> bool:
        return self in (Family.V40, Family.V41)


def family_of(version: str) -> Family:
    """From a version's number; what is newer than we know is taken for the newest."""
    major, _dot, rest = version.partition(".")
    minor = rest.partition(".")[0]
    if major == "2" or major == "1":
        return Family.V2
    if major == "3":
        return Family.V3
    return Family.V40 if major == "4" and minor == "0" else Family.V41


@dataclass(frozen=True, slots=True)
class Profile:
    """`statuses`: (id, name) as the shop's own language has them, never with the id 0. `languages`: the store's id ->
    its code ("id-id"). `decimals`: a currency's code -> digits after its point. `offset_s`: how far the database's
    clock is ahead of UTC now; the zone's name wins where both agree, because it knows summer from winter.

    An empty `processing` and `complete` mean that this way does not tell which statuses keep goods reserved.
    """

    family: Family
    version: str = ""
    name: str = ""
    home: str = ""
    zone: str = ""
    offset_s: int = 0
    currency: str = ""
    decimals: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    statuses: tuple[tuple[str, str], ...] = ()
    processing: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    skew_s: float | None = None
    address: str = ""  # ours, as the store named it before it let it in

    @property
    def keeps_reserved(self) -> frozenset[str]:
        """An order that leaves these gets its goods put back into stock by the store."""
        return self.processing | self.complete

    @property
    def restocks_on(self) -> frozenset[str]:
        if not self.keeps_reserved:
            return frozenset()
        return frozenset(ref for ref, _name in self.statuses) - self.keeps_reserved

    def name_of(self, status: str) -> str:
        return next((name for ref, name in self.statuses if ref == status), status)

    def tz(self) -> tzinfo:
        fixed = timezone(timedelta(seconds=self.offset_s)) if self.offset_s else UTC
        if not self.zone:
            return fixed
        try:
            named = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return fixed
        # Some stores set PHP's zone and leave the database in another: what is stored is the database's.
        agrees = not self.offset_s or datetime.now(named).utcoffset() == timedelta(seconds=self.offset_s)
        return named if agrees else fixed


def stage_of(status: str, meanings: Mapping[str, str]) -> Stage | None:
    """What a status means here: its owner's word first; None where nobody has explained it."""
    said = meanings.get(status) or MEANINGS.get(status)
    return Stage(said) if said else None
