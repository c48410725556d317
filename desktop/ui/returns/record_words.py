"""What a pack record says, in words; made on the store thread."""

from decimal import Decimal

from desktop.i18n import _, date, day_time, number
from desktop.services.returns import PackRecord
from desktop.services.returns.packed import BY_HAND, Box

_MOST = 12


def record_rows(record: PackRecord, zone: str) -> list[tuple[str, str]]:
    """A caption and its words each: people, units by code and by hand, weight, parcel, road."""
    found: list[tuple[str, str]] = []
    if record.units:
        found.append((_("Packed by"), record.who or "–"))
        said = _("{scanned} of {units} units").format(scanned=number(record.scanned), units=number(record.units))
        found.append((_("Scanned"), said))
    by_hand = [way for way in record.ways if way.method == BY_HAND]
    found += [(_("By hand"), _with(number(way.units), way.reason)) for way in by_hand]
    for box in record.boxes:
        found += _box(box, zone)
    return found[:_MOST]


def taken_words(record: PackRecord, zone: str) -> str:
    """Under the photo: when it was taken, and where."""
    box = next((box for box in record.boxes if box.photo is not None), None)
    if box is None:
        return ""
    when = day_time(box.photo_at, None, zone) if box.photo_at is not None else ""
    return ", ".join(part for part in (_("Open box"), when, box.bench) if part)


def _box(box: Box, zone: str) -> list[tuple[str, str]]:
    found = []
    if box.weight_g is not None:
        said = _kilos(box.weight_g)
        if box.expected_g:
            said = _("{weight}, expected {expected}").format(weight=said, expected=_kilos(box.expected_g))
        found.append((_("Weight"), said))
    found.append((_("Parcel"), box.code))
    came, left = box.delivered_at, box.shipped_at
    if came is not None:
        found.append((_("Delivered"), _with(date(came, None, zone), box.carrier)))
    elif left is not None:
        found.append((_("Shipped"), _with(date(left, None, zone), box.carrier)))
    return found


def _kilos(grams: int) -> str:
    return f"{number(Decimal(grams) / 1000)} kg"


def _with(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
