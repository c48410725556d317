"""What the shipping screen reads at once, on the store thread."""

from dataclasses import dataclass, field

from desktop.services import couriers, deliveries, manifests, parcels, radar, settings
from desktop.services.deliveries import EventRow
from desktop.services.estimates import Kept, kept
from desktop.services.manifests import Manifest
from desktop.services.parcels import Counts, CourierRow, ParcelRow


@dataclass(frozen=True, slots=True)
class Facts:
    """`risks`: how many orders will miss each courier. `numberless`: couriers without numbers, as orders call them."""

    couriers: list[CourierRow] = field(default_factory=list)
    counts: Counts = Counts(0, 0, 0)  # noqa: RUF009 - it is frozen
    zone: str = "UTC"
    risks: dict[str, int] = field(default_factory=dict)
    numberless: frozenset[str] = frozenset()
    kept: Kept = Kept(0, 0)  # noqa: RUF009


@dataclass(frozen=True, slots=True)
class Door:
    """One courier's manifest, and what is missing for it."""

    manifest: Manifest | None
    missing: list[ParcelRow]


def read() -> Facts:
    """Everything but the rows; closings that were cut short are gone on with first."""
    if manifests.unfinished():
        manifests.resume()
    rows, known = parcels.waiting(), couriers.every()
    risks: dict[str, int] = {}
    for risk in radar.will_miss():
        found = couriers.meant(risk.courier, known)
        name = found.name if found else risk.courier
        risks[name] = risks.get(name, 0) + 1
    without = {each.name for each in known if not each.needs_number}
    numberless = frozenset(word for row in rows if row.name in without for word in row.called)
    return Facts(rows, parcels.counts(), settings.shop().zone, risks, numberless, kept())


def door(row: CourierRow) -> Door:
    return Door(manifests.open_of(row.name), parcels.missing(row.called))


def parcel(parcel_id: int) -> tuple[ParcelRow, list[EventRow]]:
    """A parcel as it is now, with what was heard of it."""
    row = parcels.get(parcel_id)
    return row, [event for event in deliveries.events(row.order_id) if event.parcel_id == row.id]
