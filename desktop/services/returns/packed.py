"""H5: how an order was packed, beside what comes back of it: each unit with how it was confirmed, photo and weight."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.models.base import run, utc
from desktop.services import box_photos
from desktop.services.packing.record import record

BY_HAND = "manual"
_COUNTING = ("scan", "case", "quantity", BY_HAND)


@dataclass(frozen=True, slots=True)
class Way:
    """Units of a line that were confirmed in one way; `reason` says why by hand."""

    line_id: int | None
    name: str
    method: str
    units: int
    reason: str
    at: datetime
    who: str
    bench: str


@dataclass(frozen=True, slots=True)
class Box:
    """One parcel as it left. Weights are in grams, None where nobody weighed or nothing is known."""

    id: int
    code: str
    photo: Path | None
    photo_at: datetime | None
    weight_g: int | None
    expected_g: int | None
    carrier: str
    tracking: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    bench: str
    who: str


@dataclass(frozen=True, slots=True)
class PackRecord:
    """`scanned` of `units` were confirmed by their code; 0 of 0 where the order was packed elsewhere."""

    who: str
    units: int
    scanned: int
    ways: tuple[Way, ...]
    boxes: tuple[Box, ...]

    @property
    def by_hand(self) -> int:
        return sum(way.units for way in self.ways if way.method == BY_HAND)

    def of_line(self, line_id: int) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.line_id == line_id)


def pack_record(order_id: int) -> PackRecord:
    """What the bench knows of an order; what was taken out again is not counted."""
    counted = record(order_id)
    left: dict[int | None, int] = {}
    for row in counted:
        left[row.line_id] = left.get(row.line_id, 0) + row.units
    ways: list[Way] = []
    for row in reversed(counted):  # the last ones stay where some were taken out again
        units = min(row.units, left.get(row.line_id, 0))
        if units <= 0 or row.method not in _COUNTING:
            continue
        left[row.line_id] -= units
        ways.append(Way(row.line_id, row.name or row.sku, row.method, units, row.reason, row.at, row.who, row.bench))
    ways.reverse()
    total = sum(way.units for way in ways)
    hand = sum(way.units for way in ways if way.method == BY_HAND)
    who = " · ".join(dict.fromkeys(way.who for way in ways if way.who))
    return PackRecord(who, total, total - hand, _together(ways), tuple(_boxes(order_id, ways)))


def _together(ways: list[Way]) -> tuple[Way, ...]:
    """One row for each line, method and reason."""
    found: dict[tuple[int | None, str, str], Way] = {}
    for way in ways:
        key = (way.line_id, way.method, way.reason)
        known = found.get(key)
        units = way.units + (known.units if known else 0)
        found[key] = Way(way.line_id, way.name, way.method, units, way.reason, way.at, way.who, way.bench)
    return tuple(found.values())


def _boxes(order_id: int, ways: list[Way]) -> list[Box]:
    rows = run(
        "SELECT p.id, p.code, b.photo_at, coalesce(b.weight_g, p.weight_g), b.expected_g, p.carrier, p.tracking,"
        " p.shipped_at, r.state_at, r.state FROM parcel p LEFT JOIN parcel_box b ON b.parcel_id = p.id"
        " LEFT JOIN parcel_road r ON r.parcel_id = p.id WHERE p.order_id = ? ORDER BY p.position",
        (order_id,),
    ).fetchall()
    bench = ways[-1].bench if ways else ""
    who = ways[-1].who if ways else ""
    return [
        Box(
            row[0], row[1], box_photos.of(int(row[0])), _time(row[2]), row[3], row[4], row[5], row[6], _time(row[7]),
            _time(row[8]) if row[9] == "delivered" else None, bench, who,
        )
        for row in rows
    ]  # fmt: skip


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
