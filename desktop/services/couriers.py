"""The couriers of this shop: services, pick-up times, tracking link, waybill columns.

Couriers of the shop's country are known by name from resources/couriers.csv; what the shop sets for one is kept. Its
times and its days on the road are the shop's own agreement: nothing is made up for them.
"""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from desktop import paths
from desktop.domain import cutoff
from desktop.domain.cutoff import CutOff, Timetable
from desktop.domain.errors import AlreadyExists, BadInput, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run, storable
from desktop.services import permits, settings
from desktop.services.carriers import same
from desktop.services.changes import now, unit

# What a waybill file of a courier may hold of a parcel, in our words.
FIELDS = (
    "parcel", "order", "name", "company", "line1", "line2", "village", "district", "city", "region", "postcode",
    "country", "phone", "email", "weight_g", "weight_kg", "service", "instruction", "value", "cod", "tracking",
    "position", "parcels", "content",
)  # fmt: skip
_PLAIN = (
    "parcel", "order", "name", "company", "line1", "line2", "district", "city", "region", "postcode", "country",
    "phone", "email", "weight_kg", "service", "instruction", "tracking",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a courier. `days` is its own word, in working days, 0 for none; `cut_off` "" is the courier's.

    `price` is what the shop asks a buyer for it, a decimal as text in the shop's currency, "" for none.
    """

    name: str
    days: int = 0
    cut_off: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True)
class Courier:
    """`id` is 0 while nothing is set for it. `week` and `dates` are cut-offs as in `cutoff.Timetable`."""

    name: str
    id: int = 0
    also: tuple[str, ...] = ()  # other names that stores and files have for it
    services: tuple[Service, ...] = ()
    week: tuple[str, ...] = ("",) * 7
    dates: tuple[tuple[str, str], ...] = ()
    pick_up: str = ""
    link: str = ""  # with {number}
    columns: tuple[tuple[str, str], ...] = tuple((word, word) for word in _PLAIN)  # heading, one of FIELDS
    bom: bool = True  # spreadsheets on Windows take a file without it for another encoding
    needs_number: bool = True
    needs_seal: bool = False
    delivers: tuple[int, ...] = (0, 1, 2, 3, 4)  # weekdays, Monday 0
    closed: tuple[str, ...] = ()  # ISO dates without delivery
    source: str = ""
    active: bool = True


_NEW = Courier("")


def every(*, inactive: bool = False) -> list[Courier]:
    """The shop's own first, then those of its country that nothing is set for yet; by name."""
    own = _own()
    names = {name.casefold() for each in own for name in (each.name, *each.also)}
    seeds = [each for each in _seeds(settings.shop().country) if each.name.casefold() not in names]
    found = [*sorted(own, key=_by_name), *sorted(seeds, key=_by_name)]
    return [each for each in found if each.active or inactive]


def get(name: str) -> Courier:
    """One courier by its own name.

    Raises:
        NotFound: there is none.
    """
    found = next((each for each in every(inactive=True) if each.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise NotFound(what=N_("courier"), ref=name)
    return found


def meant(name: str, among: Sequence[Courier] | None = None) -> Courier | None:
    """The courier that a store's word means: its name, another name of it, or a longer form of either."""
    known = every() if among is None else among
    plain = name.strip().casefold()
    if not plain:
        return None
    for each in known:
        if plain in (each.name.casefold(), *(other.casefold() for other in each.also)):
            return each
    return next((each for each in known if same(each.name, name)), None)


def add(name: str) -> Courier:
    """A courier of another name.

    Raises:
        BadInput: no name.
        AlreadyExists: it is here.
    """
    plain = _name(name)
    with unit():
        if any(each.name.casefold() == plain.casefold() for each in every(inactive=True)):
            raise AlreadyExists(what=N_("The courier"), ref=plain)
        return change(plain, active=True)


def change(name_now: str, /, **values: object) -> Courier:
    """Set something for a courier; returns it as it is now.

    Raises:
        BadInput: a value that it cannot have; the sentence says which.
    """
    permits.require(Right.SETTINGS)
    with unit() as work:
        known = next((each for each in every(inactive=True) if each.name == name_now), None)
        before = known or replace(_NEW, name=_name(name_now))
        checked = {key: _checked(key, value) for key, value in values.items()}
        changed = replace(before, **checked)
        facts = asdict(changed)
        del facts["id"], facts["name"]
        new_name = changed.name
        if new_name != name_now and any(each.name.casefold() == new_name.casefold() for each in every(inactive=True)):
            raise AlreadyExists(what=N_("The courier"), ref=new_name)
        run("INSERT INTO courier (name, facts) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET facts = excluded.facts",
            (name_now, json.dumps(facts, ensure_ascii=False)))  # fmt: skip
        if new_name != name_now:
            facts["also"] = [*dict.fromkeys((*changed.also, name_now))]  # stores go on calling it as before
            run("UPDATE courier SET name = ?, facts = ? WHERE name = ?",
                (new_name, json.dumps(facts, ensure_ascii=False), name_now))  # fmt: skip
            run("UPDATE manifest SET courier = ? WHERE courier = ?", (new_name, name_now))
        work.changed("settings", 0)
        work.changed("courier", 0)
        return get(new_name)


def remove(name: str) -> None:
    """Leave a courier out of every list; parcels that ask for it keep its name."""
    change(name, active=False)


def cut_off(courier: str, service: str = "", at: datetime | None = None) -> CutOff:
    """When a courier's pick-up of a service closes next, and the one of today that has passed; times are UTC.

    Both None where the shop has set no times for it. An unknown service has the courier's own.
    """
    found = meant(courier)
    if found is None:
        return CutOff(None)
    return cutoff.look(timetable(found, service), at or now(), settings.shop().zone)


def timetable(courier: Courier, service: str = "") -> Timetable:
    """A service with a time of its own has it on every day on which the courier comes."""
    own = next((each.cut_off for each in courier.services if each.name.casefold() == service.casefold()), "")
    dates = dict(courier.dates)
    if not own:
        return Timetable(courier.week, dates)
    week = tuple(own if said or not any(courier.week) else "" for said in courier.week)
    return Timetable(week, dates)


def link(courier: str, tracking: str) -> str:
    """Where a buyer can follow the parcel; "" where the shop has set no address for it."""
    from urllib.parse import quote

    found = meant(courier)
    if found is None or not found.link or not tracking:
        return ""
    return found.link.replace("{number}", quote(re.sub(r"\s", "", tracking), safe=""))


def _own() -> list[Courier]:
    rows = run("SELECT id, name, facts FROM courier").fetchall()
    return [_read(int(row_id), str(name), json.loads(facts)) for row_id, name, facts in rows]


def _read(row_id: int, name: str, facts: dict[str, Any]) -> Courier:
    known = {field.name for field in fields(Courier)} & facts.keys()
    values: dict[str, Any] = {key: _tuples(facts[key]) for key in known}
    values["services"] = tuple(Service(**each) for each in facts.get("services", ()))
    return Courier(**{**values, "name": name, "id": row_id})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


@cache
def _seeds(country: str) -> tuple[Courier, ...]:
    with (paths.resources() / "couriers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Courier(row["name"], also=tuple(filter(None, row["also"].split(";"))), needs_number=row["number"] == "yes",
                    source=row["source"])
            for row in csv.DictReader(file) if row["country"] == country
        )  # fmt: skip


def _by_name(courier: Courier) -> str:
    return courier.name.casefold()


def _name(text: str) -> str:
    plain = storable(" ".join(text.split()))
    if not plain or len(plain) > 60 or not plain.isprintable():
        raise BadInput(what=N_("The courier's name"), value=plain[:80], next=N_("Type the name on its van."))
    return plain


def _checked(key: str, value: Any) -> Any:
    """The value as it is kept.

    Raises:
        BadInput: it cannot be.
    """
    if key not in {field.name for field in fields(Courier)} - {"id", "source"}:
        raise BadInput(what=key, value=value, next=N_("There is no such setting."))
    if key == "name":
        return _name(str(value))
    if key in ("week", "dates", "pick_up", "services", "closed"):
        return _times(key, value)
    if key == "link" and value and ("{number}" not in value or not value.startswith(("https://", "http://"))):
        raise BadInput(what=N_("The tracking link"), value=value,
                       next=N_("Give an address with {number} where the number stands."))  # fmt: skip
    if key == "columns" and any(word not in FIELDS for _heading, word in value):
        wrong = next(word for _heading, word in value if word not in FIELDS)
        raise BadInput(what=N_("The column"), value=wrong, next=N_("Choose one that a waybill may have."))
    return tuple(value) if isinstance(value, list) else value


def _times(key: str, value: Any) -> Any:
    if key == "week":
        return tuple(_time(each) for each in value)
    if key == "pick_up":
        return _time(value)
    if key == "services":
        return tuple(replace(each, name=each.name.strip(), cut_off=_time(each.cut_off)) for each in value)
    if key == "closed":
        return tuple(_day(each) for each in value)
    return tuple((_day(day), _time(each)) for day, each in value)


def _time(text: str) -> str:
    try:
        return cutoff.time_of(text)
    except ValueError:
        raise BadInput(what=N_("The time"), value=text, next=N_("Type it as 15:00.")) from None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise BadInput(what=N_("The day"), value=text, next=N_("Type it as 2026-12-24.")) from None
