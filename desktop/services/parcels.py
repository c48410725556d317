"""The parcels of the shipping screen: what waits for a courier, what has no number, what is on its way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import run, storable, utc
from desktop.services.orders import find

# What a parcel goes with: its own courier, else the one that the order asks for.
_COURIER = "coalesce(nullif(p.carrier, ''), o.courier)"
_COLUMNS = (
    "SELECT p.id, p.order_id, o.number, p.code, p.position,"
    " (SELECT count(*) FROM parcel n WHERE n.order_id = p.order_id), o.buyer, o.place,"
    f" {_COURIER}, coalesce(nullif(p.service, ''), o.service), p.tracking, p.weight_g, p.state, o.ship_by, o.due_at,"
    " p.shipped_at FROM parcel p JOIN orders o ON o.id = p.order_id"
)
_TO_SHIP = "o.stage = 'to-ship' AND p.state = 'closed'"


class Of(StrEnum):
    """The lists of the screen."""

    HAND_OVER = "hand-over"
    NEEDS_TRACKING = "needs-tracking"
    ON_THE_WAY = "on-the-way"


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel with what the screen says of its order; `of` is how many parcels the order has."""

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
    ship_by: datetime | None
    sort_key: int
    shipped_at: datetime | None


@dataclass(frozen=True, slots=True)
class CourierRow:
    """What waits for one courier; `name` "" for parcels that nobody has said a courier for."""

    name: str
    services: tuple[str, ...]
    parcels: int
    tracked: int
    ship_by: datetime | None  # the earliest promise


@dataclass(frozen=True, slots=True)
class Counts:
    hand_over: int
    needs_tracking: int
    on_the_way: int


def couriers() -> list[CourierRow]:
    """Every courier that parcels wait for, the earliest promise first."""
    found = run(
        f"SELECT {_COURIER}, count(*), sum(CASE WHEN p.tracking <> '' THEN 1 ELSE 0 END), min(o.ship_by), min(o.due_at)"
        f" FROM parcel p JOIN orders o ON o.id = p.order_id WHERE {_TO_SHIP} GROUP BY 1 ORDER BY 5, 1"
    ).fetchall()
    services: dict[str, list[str]] = {}
    for name, service in run(
        f"SELECT DISTINCT {_COURIER}, coalesce(nullif(p.service, ''), o.service) FROM parcel p"
        f" JOIN orders o ON o.id = p.order_id WHERE {_TO_SHIP} ORDER BY 1, 2"
    ).fetchall():
        if service:
            services.setdefault(name, []).append(service)
    return [
        CourierRow(name, tuple(services.get(name, ())), int(many), int(tracked), _time(ship_by))
        for name, many, tracked, ship_by, _due in found
    ]


def counts() -> Counts:
    """How long the lists are."""
    to_ship, without = run(
        f"SELECT count(*), coalesce(sum(CASE WHEN p.tracking = '' THEN 1 ELSE 0 END), 0) FROM parcel p"
        f" JOIN orders o ON o.id = p.order_id WHERE {_TO_SHIP}"
    ).fetchone()
    shipped = run(
        "SELECT count(*) FROM parcel p JOIN orders o ON o.id = p.order_id WHERE o.stage = 'shipped'"
        " AND p.state = 'shipped'"
    ).fetchone()[0]
    return Counts(int(to_ship), int(without), int(shipped))


def page(
    of: Of, courier: str | None = None, typed: str = "", after: ParcelRow | None = None, limit: int = 100
) -> list[ParcelRow]:
    """The parcels that follow `after`: what must go by its promise, what is on its way newest first.

    `courier` None is every courier. `typed` looks inside codes, numbers, names and places.
    """
    where = ["o.stage = 'shipped' AND p.state = 'shipped'" if of is Of.ON_THE_WAY else _TO_SHIP]
    values: list[object] = []
    if of is Of.NEEDS_TRACKING:
        where.append("p.tracking = ''")
    if courier is not None:
        where.append(f"{_COURIER} = ?")
        values.append(courier)
    if typed.strip():
        fields = ("p.code", "p.tracking", "o.number", "o.buyer", "o.place")
        where.append("(" + " OR ".join(f"lower({field}) LIKE ? ESCAPE '!'" for field in fields) + ")")
        values += [_like(typed)] * len(fields)
    order = "p.id DESC" if of is Of.ON_THE_WAY else "o.due_at, p.id"
    if after is not None and of is Of.ON_THE_WAY:
        where.append("p.id < ?")
        values.append(after.id)
    elif after is not None:
        where.append("(o.due_at, p.id) > (?, ?)")
        values += [after.sort_key, after.id]
    text = f"{_COLUMNS} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?"
    return [_row(row) for row in run(text, (*values, limit)).fetchall()]


def get(parcel_id: int) -> ParcelRow:
    """One parcel.

    Raises:
        NotFound: there is none.
    """
    row = run(f"{_COLUMNS} WHERE p.id = ?", (parcel_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("parcel"), ref=parcel_id)
    return _row(row)


def meant(text: str) -> ParcelRow | None:
    """The parcel that a scan means: its own code, its order's (the first without a number), or its tracking number.

    None where it is nothing of ours: then it may be a courier's number. A command or a product is neither.
    """
    code = codes.read(text)
    if code.kind is Kind.PARCEL:
        row = run(f"{_COLUMNS} WHERE p.code = ?", (code.value,)).fetchone()
        if row is None:
            raise NotFound(what=N_("parcel"), ref=code.value)
        return _row(row)
    if code.kind is Kind.ORDER:
        order_id = find(code.value)
        row = run(
            f"{_COLUMNS} WHERE p.order_id = ? ORDER BY CASE WHEN p.tracking = '' THEN 0 ELSE 1 END, p.position LIMIT 1",
            (order_id,),
        ).fetchone()
        if row is None:
            raise NotFound(what=N_("parcel"), ref=code.value)
        return _row(row)
    return with_number(text)


def with_number(text: str) -> ParcelRow | None:
    """The newest parcel that has this tracking number."""
    number = storable(text.strip())
    row = run(f"{_COLUMNS} WHERE p.tracking = ? ORDER BY p.id DESC LIMIT 1", (number,)).fetchone()
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


def ready_orders(courier: str) -> list[int]:
    """Orders of a courier whose every parcel has its number, by their promise."""
    found = run(
        f"SELECT p.order_id FROM parcel p JOIN orders o ON o.id = p.order_id WHERE {_TO_SHIP}"
        f" GROUP BY p.order_id, o.due_at HAVING min(CASE WHEN p.tracking <> '' THEN 1 ELSE 0 END) = 1"
        f" AND min({_COURIER}) = ? ORDER BY o.due_at, p.order_id",
        (courier,),
    ).fetchall()
    return [int(row[0]) for row in found]


def _like(typed: str) -> str:
    plain = storable(typed.strip()).lower().lstrip("#")
    for sign in ("!", "%", "_"):
        plain = plain.replace(sign, f"!{sign}")
    return f"%{plain}%"


def _row(row: Any) -> ParcelRow:
    return ParcelRow(*[*row[:13], _time(row[13]), row[14], _time(row[15])])


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
