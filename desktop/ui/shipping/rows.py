"""What the lists of the shipping screen say of a parcel."""

from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from functools import partial

from desktop.i18n import N_, _, clock, date, day_time, language, number
from desktop.services import parcels
from desktop.services.parcels import Of, ParcelRow
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.words import SOURCES

COLUMNS = (
    Column(N_("Parcel"), 150),
    Column(N_("Tracking number"), 180, stretch=1),
    Column(N_("Weight"), 70, RIGHT),
    Column(N_("State"), 150, stretch=1),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a list needs to know beside its rows. `numberless`: couriers that give no numbers, as orders call them."""

    of: Of
    zone: str
    just: int | None = None
    numberless: frozenset[str] = frozenset()


def source(seen: Seen, called: tuple[str, ...] | None, typed: str, since: datetime | None) -> Source[ParcelRow]:
    """Where the rows of a list come from."""
    page = partial(_page, seen.of, called, typed, since)
    return Source(page=page, show=partial(row_of, seen), id=_id)


def row_of(seen: Seen, row: ParcelRow) -> Row:
    place = " · ".join(part for part in (f"{row.position}/{row.of}", row.place or row.buyer) if part)
    code = Cell(row.code, place, strong=True, codes=True)
    return Row((code, _tracking(seen, row), Cell(weight(row.weight_g)), _state(seen, row)))


def weight(grams: int | None) -> str:
    """18.4 kg; "" where it was not weighed."""
    if grams is None:
        return ""
    kilograms, tenths = divmod(max(1, round(grams / 100)), 10)
    return f"{number(kilograms)}{'.' if language() == 'en' else ','}{tenths}\u00a0kg"


def _tracking(seen: Seen, row: ParcelRow) -> Cell:
    if row.tracking:
        return Cell(row.tracking, codes=True)
    if row.courier in seen.numberless:
        return Cell(_("Needs no number"), ink="ink.muted")
    return Cell(_("Scan the courier number"), ink="ink.muted")


def _state(seen: Seen, row: ParcelRow) -> Cell:
    if row.state == "shipped":
        return _on_its_road(seen, row)
    if row.manifest_id is not None and not row.may_go:
        return Cell(_("Take it off"), _("its order was changed"), mark="attention", ink="warn.ink", strong=True)
    if row.id == seen.just:
        return Cell(_("Just scanned"), mark="right", ink="go.ink", strong=True)
    if row.manifest_id is not None:
        return Cell(_("On manifest"), mark="circle-check", mark_ink="ink.muted", ink="ink.secondary")
    if not row.may_go:
        return Cell(_("Must stay"), mark="attention", ink="warn.ink", strong=True)
    if not row.tracking and row.courier not in seen.numberless:
        return Cell(_("No tracking"), mark="attention", ink="warn.ink", strong=True)
    return Cell(_("To scan"), mark="not-begun", ink="ink.secondary")


def _on_its_road(seen: Seen, row: ParcelRow) -> Cell:
    when = day_time(row.road_at, zone=seen.zone) if row.road_at else ""
    who = _(SOURCES[row.source]) if row.source else ""
    sub = " · ".join(part for part in (when, who) if part)
    if row.road == "failed":
        return Cell(_("Not delivered"), sub, mark="attention", ink="warn.ink", strong=True)
    if row.road == "returning":
        return Cell(_("Coming back"), sub, mark="attention", ink="warn.ink", strong=True)
    if row.road == "returned":
        return Cell(_("Came back"), sub, mark="undo-2", ink="ink.secondary")
    if row.road == "delivered":
        late = "" if row.kept is not False else _("later than told")
        return Cell(_("Delivered"), sub, mark="circle-check", mark_ink="ink.muted", ink="ink.secondary", flag=late,
                    flag_icon="clock-alert")  # fmt: skip
    left = clock(row.shipped_at, zone=seen.zone) if row.shipped_at else ""
    told = _("told by {date}").format(date=date(Date.fromisoformat(row.told_on))) if row.told_on else ""
    return Cell(_("Shipped"), told or " · ".join(part for part in (row.courier, left) if part), mark="truck",
                ink="ink.secondary")  # fmt: skip


def _page(
    of: Of, called: tuple[str, ...] | None, typed: str, since: datetime | None, after: ParcelRow | None, limit: int
) -> list[ParcelRow]:
    return parcels.page(of, called, typed, after, limit, since)


def _id(row: ParcelRow) -> int:
    return row.id
