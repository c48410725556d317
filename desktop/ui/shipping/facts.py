"""What the shipping screen reads at once, on the store thread."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desktop.services import couriers, deliveries, manifests, parcels, radar, settings
from desktop.services.changes import now
from desktop.services.couriers import Courier
from desktop.services.deliveries import EventRow
from desktop.services.estimates import Kept, kept
from desktop.services.manifests import Manifest
from desktop.services.parcels import Counts, CourierRow, ParcelRow
from desktop.services.radar import Risk

_RADAR_TURN = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Facts:
    """`risks`: the orders that will miss each courier, as they were seen at `risks_at`. `numberless`: couriers without
    numbers, as orders call them.
    """

    couriers: list[CourierRow] = field(default_factory=list)
    counts: Counts = Counts(0, 0, 0)  # noqa: RUF009 - it is frozen
    zone: str = "UTC"
    risks: dict[str, list[Risk]] = field(default_factory=dict)
    risks_at: datetime | None = None
    numberless: frozenset[str] = frozenset()
    kept: Kept = Kept(0, 0)  # noqa: RUF009


@dataclass(frozen=True, slots=True)
class Door:
    """One courier's manifest, and what is missing for it."""

    manifest: Manifest | None
    missing: list[ParcelRow]


def read(last: Facts | None = None) -> Facts:
    """Everything but the rows; closings that were cut short are gone on with first.

    What will miss its courier is taken over from `last` for a while: a pace does not change with each scan.
    """
    if manifests.unfinished():
        manifests.resume()
    rows, known = parcels.waiting(), couriers.every()
    moment = now()
    fresh = last is not None and last.risks_at is not None and abs(moment - last.risks_at) < _RADAR_TURN
    risks, risks_at = (last.risks, last.risks_at) if last is not None and fresh else (_risks(known), moment)
    without = {each.name for each in known if not each.needs_number}
    numberless = frozenset(word for row in rows if row.name in without for word in row.called)
    return Facts(rows, parcels.counts(), settings.shop().zone, risks, risks_at, numberless, kept())


def _risks(known: list[Courier]) -> dict[str, list[Risk]]:
    risks: dict[str, list[Risk]] = {}
    for risk in radar.will_miss():
        found = couriers.meant(risk.courier, known)
        risks.setdefault(found.name if found else risk.courier, []).append(risk)
    return risks


def door(row: CourierRow) -> Door:
    return Door(manifests.open_of(row.name), parcels.missing(row.called))


def parcel(parcel_id: int) -> tuple[ParcelRow, list[EventRow]]:
    """A parcel as it is now, with what was heard of it."""
    row = parcels.get(parcel_id)
    return row, [event for event in deliveries.events(row.order_id) if event.parcel_id == row.id]
