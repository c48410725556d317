"""The parcels of the shipping screen: what waits for a courier, what has no number, what is on its way and how it
came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desktop.domain import codes, cutoff
from desktop.domain.codes import Kind
from desktop.domain.cutoff import CutOff
from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import ms, run, storable, utc
from desktop.services import couriers, settings, sscc
from desktop.services.changes import now
from desktop.services.couriers import Courier
from desktop.services.orders import find

# What a parcel goes with: its own courier, else the one that the order asks for.
COURIER = "coalesce(nullif(p.carrier, ''), o.courier)"
_SERVICE = "coalesce(nullif(p.service, ''), o.service)"
# A part that goes ahead leaves while the rest of its order is still being worked on.
TO_SHIP = "p.state = 'closed' AND (o.stage = 'to-ship' OR (p.part AND o.stage IN ('to-pick', 'to-pack')))"
_JOINED = (
    " FROM parcel p JOIN orders o ON o.id = p.order_id LEFT JOIN manifest_parcel m ON m.parcel_id = p.id"
    " LEFT JOIN parcel_road r ON r.parcel_id = p.id"
)
# Parcels of an order that go together are counted, as their labels do.
_TOGETHER = " FROM parcel n WHERE n.order_id = p.order_id AND n.consignment = p.consignment"
_COLUMNS = (
    "SELECT p.id, p.order_id, o.number, p.code,"
    f" (SELECT count(*){_TOGETHER} AND n.position <= p.position), (SELECT count(*){_TOGETHER}), o.buyer, o.place,"
    f" {COURIER}, {_SERVICE}, p.tracking, p.weight_g, p.state, p.shelf, m.manifest_id,"
    f" {TO_SHIP} AND NOT o.conflict AND NOT o.held, o.stage, coalesce(r.state, ''), coalesce(r.told_on, ''),"
    " coalesce(r.source, ''), r.kept, o.ship_by, p.shipped_at, m.at, r.state_at"
)
# What is on a manifest stays in sight until it has left, whatever has become of its order meanwhile.
_WAITS = f"(({TO_SHIP}) OR (m.parcel_id IS NOT NULL AND p.state <> 'shipped'))"
_FINAL = "('delivered', 'returned')"
_ON_THE_WAY = (
    "o.stage IN ('shipped', 'to-ship', 'to-pack', 'to-pick') AND p.state = 'shipped'"
    f" AND coalesce(r.state, '') NOT IN {_FINAL}"
)


class Of(StrEnum):
    """The lists of the screen."""

    HAND_OVER = "hand-over"
    NEEDS_TRACKING = "needs-tracking"
    ON_THE_WAY = "on-the-way"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel with what the screen says of its order; the `position`-th `of` those that go together.

    `manifest_id`: the manifest that it is on. `may_go`: nothing stands against handing it over. `road` is what was
    heard of it last: "", delivered, failed, returning, returned; `told_on` the ISO date that its buyer was told.
    """

    id: int
    order_id: int
    number: str
    code: str
    position: int
    of: int
    buyer: str
    place: str
    courier: str
    service: str
    tracking: str
    weight_g: int | None
    state: str
    shelf: str
    manifest_id: int | None
    may_go: bool
    stage: str
    road: str
    told_on: str
    source: str
    kept: bool | None
    sort_key: tuple[int, ...]
    ship_by: datetime | None
    shipped_at: datetime | None
    scanned_at: datetime | None
    road_at: datetime | None


@dataclass(frozen=True, slots=True)
class CourierRow:
    """What waits for one courier; `name` "" for parcels that nobody has said a courier for.

    `called` are the words that orders have for it. `cut_off` is when its pick-up closes, `missed` the one of today
    that parcels which still wait here have missed. Where no times are set, `ship_by` is the earliest promise.
    """

    name: str
    called: tuple[str, ...]
    services: tuple[str, ...]
    parcels: int
    scanned: int
    tracked: int
    ship_by: datetime | None
    cut_off: datetime | None = None
    missed: datetime | None = None
    pick_up: str = ""

    @property
    def left(self) -> int:
        return self.parcels - self.scanned

    @property
    def due(self) -> datetime | None:
        """What the countdown counts to."""
        return self.missed or self.cut_off or self.ship_by


@dataclass(frozen=True, slots=True)
class Counts:
    hand_over: int
    needs_tracking: int
    on_the_way: int


def waiting(at: datetime | None = None) -> list[CourierRow]:
    """Every courier that parcels wait for: those whose time runs out first, then those without a time."""
    found = run(
        f"SELECT {COURIER}, {_SERVICE}, count(*), sum(CASE WHEN m.parcel_id IS NULL THEN 0 ELSE 1 END),"
        " sum(CASE WHEN p.tracking <> '' THEN 1 ELSE 0 END), min(o.ship_by),"
        " min(CASE WHEN m.parcel_id IS NULL THEN p.closed_at END), min(CASE WHEN m.parcel_id IS NULL THEN o.ship_by"
        f" END){_JOINED} WHERE {_WAITS} GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    known = couriers.every()
    groups: dict[str, list[Any]] = {}
    for row in found:
        courier = couriers.meant(row[0], known)
        groups.setdefault(courier.name if courier else row[0], []).append(row)
    named, zone, moment = {each.name: each for each in known}, settings.shop().zone, at or now()
    rows = [_card(name, parts, named.get(name), moment, zone) for name, parts in groups.items()]
    return sorted(rows, key=lambda row: (row.due is None, row.due and ms(row.due), row.name))


def counts() -> Counts:
    """How long the lists are."""
    lacks, names = _lacks_number()
    to_ship, without = run(
        f"SELECT count(*), coalesce(sum(CASE WHEN {lacks} THEN 1 ELSE 0 END), 0){_JOINED} WHERE {_WAITS}", names
    ).fetchone()
    on_the_way = run(f"SELECT count(*){_JOINED} WHERE {_ON_THE_WAY}").fetchone()[0]
    return Counts(int(to_ship), int(without), int(on_the_way))


def page(
    of: Of, called: Sequence[str] | None = None, typed: str = "", after: ParcelRow | None = None, limit: int = 100,
    since: datetime | None = None,
) -> list[ParcelRow]:  # fmt: skip
    """The parcels that follow `after`: what must go by its promise, what is on its way newest first.

    `called` are the words that orders have for the courier; None is every courier. `typed` looks inside codes, numbers,
    names and places. What was scanned onto a manifest before `since` comes last; what was scanned later stays where it
    stood.
    """
    where = [_where(of)]
    values: list[object] = []
    if of is Of.NEEDS_TRACKING:
        lacks, names = _lacks_number()
        where.append(lacks)
        values += names
    if called is not None:
        where.append(f"{COURIER} IN ({', '.join('?' * len(called))})")
        values += list(called)
    if typed.strip():
        fields = ("p.code", "p.tracking", "o.number", "o.buyer", "o.place")
        where.append("(" + " OR ".join(f"lower({field}) LIKE ? ESCAPE '!'" for field in fields) + ")")
        values += [_like(typed)] * len(fields)
    keys, own, way = _sequence(of, since)
    if after is not None:
        where.append(f"({', '.join(keys)}) {'>' if way == 'ASC' else '<'} ({', '.join('?' * len(keys))})")
        values += [*own, *after.sort_key]
    named = "".join(f", {key} AS k{turn}" for turn, key in enumerate(keys))
    order = ", ".join(f"k{turn} {way}" for turn in range(len(keys)))
    text = f"{_COLUMNS}{named}{_JOINED} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?"
    return [_row(row) for row in run(text, (*own, *values, limit)).fetchall()]


def get(parcel_id: int) -> ParcelRow:
    """One parcel.

    Raises:
        NotFound: there is none.
    """
    row = run(f"{_COLUMNS}{_JOINED} WHERE p.id = ?", (parcel_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("parcel"), ref=parcel_id)
    return _row(row)


def of_order(order_id: int) -> list[ParcelRow]:
    """All parcels of an order, in their own sequence."""
    found = run(f"{_COLUMNS}{_JOINED} WHERE p.order_id = ? ORDER BY p.position", (order_id,)).fetchall()
    return [_row(row) for row in found]


def on_manifest(manifest_id: int) -> list[ParcelRow]:
    """The parcels of a manifest, in the sequence in which they were scanned."""
    found = run(f"{_COLUMNS}{_JOINED} WHERE m.manifest_id = ? ORDER BY m.at, p.id", (manifest_id,)).fetchall()
    return [_row(row) for row in found]


def missing(called: Sequence[str], limit: int = 500) -> list[ParcelRow]:
    """What waits for a courier and is on no manifest, by its promise."""
    found = run(
        f"{_COLUMNS}{_JOINED} WHERE {TO_SHIP} AND m.parcel_id IS NULL AND {COURIER} IN ({', '.join('?' * len(called))})"
        " ORDER BY o.due_at, p.id LIMIT ?",
        (*called, limit),
    ).fetchall()
    return [_row(row) for row in found]


def meant(text: str) -> ParcelRow | None:
    """The parcel that a scan means: its own code, its order's (the first without a number), or its tracking number.

    None where it is nothing of ours: then it may be a courier's number. A command or a product is neither.
    """
    text = sscc.meant(text)
    code = codes.read(text)
    if code.kind is Kind.PARCEL:
        row = run(f"{_COLUMNS}{_JOINED} WHERE p.code = ?", (code.value,)).fetchone()
        if row is None:
            raise NotFound(what=N_("parcel"), ref=code.value)
        return _row(row)
    if code.kind is Kind.ORDER:
        order_id = find(code.value)
        row = run(
            f"{_COLUMNS}{_JOINED} WHERE p.order_id = ?"
            " ORDER BY CASE WHEN p.tracking = '' THEN 0 ELSE 1 END, p.position LIMIT 1",
            (order_id,),
        ).fetchone()
        if row is None:
            raise NotFound(what=N_("parcel"), ref=code.value)
        return _row(row)
    return with_number(text)


def with_number(text: str, besides: int = 0) -> ParcelRow | None:
    """The newest parcel that has this tracking number, another one than `besides`."""
    number = storable(text.strip())
    row = run(
        f"{_COLUMNS}{_JOINED} WHERE p.tracking = ? AND p.id <> ? ORDER BY p.id DESC LIMIT 1", (number, besides)
    ).fetchone()
    return None if row is None or not number else _row(row)


def is_article(text: str) -> bool:
    """Whether the shop has an article with this barcode or SKU: then it is no tracking number, whatever its shape."""
    plain = storable(codes.without_symbology(text).strip())
    gtin = codes.gtin14(plain) or ""
    found = run(
        "SELECT 1 FROM barcode WHERE code = ? OR (gtin14 = ? AND ? <> '') UNION ALL"
        " SELECT 1 FROM article WHERE sku_folded = ? LIMIT 1",
        (plain, gtin, gtin, plain.casefold()),
    ).fetchone()
    return found is not None


def _card(name: str, parts: list[Any], courier: Courier | None, at: datetime, zone: str) -> CourierRow:
    """One courier from its services: of their cut-offs the most urgent one is shown."""
    missed, following = [], []
    for row in parts:
        found = cutoff.look(couriers.timetable(courier, row[1]), at, zone) if courier else CutOff(None)
        first = min([moment for moment in (row[6], row[7]) if moment is not None], default=None)
        if found.missed is not None and first is not None and first <= ms(found.missed):
            missed.append(found.missed)
        elif found.next is not None:
            following.append(found.next)
    promised = min([row[5] for row in parts if row[5] is not None], default=None)
    return CourierRow(
        name, tuple(dict.fromkeys(str(row[0]) for row in parts)),
        tuple(dict.fromkeys(str(row[1]) for row in parts if row[1])), sum(int(row[2]) for row in parts),
        sum(int(row[3]) for row in parts), sum(int(row[4]) for row in parts), _time(promised),
        min(following, default=None), min(missed, default=None), courier.pick_up if courier else "",
    )  # fmt: skip


def _where(of: Of) -> str:
    if of is Of.ON_THE_WAY:
        return _ON_THE_WAY
    if of is Of.DELIVERED:
        return f"r.state IN {_FINAL}"
    return _WAITS


def _lacks_number() -> tuple[str, tuple[str, ...]]:
    """The condition of a parcel that still needs a number, and its values: some couriers give none."""
    without = [each for each in couriers.every() if not each.needs_number]
    names = tuple(name.lower() for each in without for name in (each.name, *each.also))
    if not names:
        return "p.tracking = ''", ()
    return f"p.tracking = '' AND lower({COURIER}) NOT IN ({', '.join('?' * len(names))})", names


def _sequence(of: Of, since: datetime | None) -> tuple[tuple[str, ...], list[object], str]:
    """What a list is sorted by, the values in that, and which way."""
    if of is Of.ON_THE_WAY:  # what needs somebody stands first
        return ("CASE WHEN coalesce(r.state, '') = '' THEN 0 ELSE 1 END", "p.id"), [], "DESC"
    if of is Of.DELIVERED:
        return ("r.state_at", "p.id"), [], "DESC"
    sunk = "CASE WHEN m.at IS NULL OR m.at >= ? THEN 0 ELSE 1 END"
    return (sunk, "o.due_at", "p.id"), [ms(since) if since else 0], "ASC"


def _like(typed: str) -> str:
    plain = storable(typed.strip()).lower().lstrip("#")
    for sign in ("!", "%", "_"):
        plain = plain.replace(sign, f"!{sign}")
    return f"%{plain}%"


def _row(row: Any) -> ParcelRow:
    kept = None if row[20] is None else bool(row[20])
    key = tuple(int(part or 0) for part in row[25:])
    return ParcelRow(*[*row[:15], bool(row[15]), *row[16:20], kept, key, *map(_time, row[21:25])])


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
