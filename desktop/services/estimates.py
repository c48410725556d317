"""When a parcel will arrive: learned from the shop's own parcels, told to the buyer, and compared with what came true.

Nothing is asked of anybody's server. A day is said only where own parcels of the same courier tell it, or where the
shop has written down the courier's own word; and it is the safe day, not the likely one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.domain import estimate
from desktop.domain.errors import BadInput
from desktop.domain.estimate import Days
from desktop.i18n import N_, words
from desktop.models.base import run, utc
from desktop.services import couriers, settings
from desktop.services.changes import now
from desktop.services.couriers import Courier

_SAID_OF = 100  # told days, where it is said how many came true: as it is now, and soon counted
_LEARN_FROM = 200  # of the newest parcels: last year's road is another one


@dataclass(frozen=True, slots=True)
class Rule:
    """How cautious the shop is. `share` of parcels shall be there by the day that is told, `extra_days` on top."""

    tell: bool = True
    share: float = 0.9
    extra_days: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """`likely_on` is for the shop, `told_on` is what the buyer hears. `learned_from` 0: the courier's own word."""

    likely_on: date
    told_on: date
    learned_from: int


@dataclass(frozen=True, slots=True)
class Promise:
    """The day for an order's buyer. `told`: they heard it, the parcels have left. `kept` says how such days came true.

    `may_tell`: the shop tells such days at all.
    """

    on: date
    told: bool
    kept: str
    may_tell: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """How often what was told came true."""

    told: int
    kept: int

    @property
    def share(self) -> float | None:
        return self.kept / self.told if self.told else None


def rule() -> Rule:
    return Rule(**settings.value("estimates", {}))


def change_rule(*, tell: bool | None = None, share: float | None = None, extra_days: int | None = None) -> Rule:
    """Set how cautious estimates are.

    Raises:
        BadInput: a share that is none, or more days than a month.
    """
    was = rule()
    made = Rule(was.tell if tell is None else tell, was.share if share is None else share,
                was.extra_days if extra_days is None else extra_days)  # fmt: skip
    if not 0.5 <= made.share <= 0.99:
        raise BadInput(what=N_("The share of kept promises"), value=made.share, next=N_("Give 0.5 to 0.99."))
    if not 0 <= made.extra_days <= 31:
        raise BadInput(what=N_("The days on top"), value=made.extra_days, next=N_("Give 0 to 31."))
    settings.remember("estimates", {"tell": made.tell, "share": made.share, "extra_days": made.extra_days})
    return made


def days(courier: str, service: str = "", region: str = "") -> Days | None:
    """Working days on this road; from the closest parcels that are enough: region, service, courier; else its word."""
    found = couriers.meant(courier)
    name = found.name if found else courier
    for narrowed in ((service, region), (service, None), (None, None)):
        learned = estimate.learn(_taken(name, *narrowed), rule().share)
        if learned is not None:
            return learned
    stated = _stated(found, service) if found else 0
    return Days(stated, stated, 0) if stated else None


def _stated(courier: Courier, service: str) -> int:
    """The courier's own word for a service, as the shop wrote it down; 0 for none."""
    return next((each.days for each in courier.services if each.name.casefold() == service.casefold()), 0)


def guess(courier: str, service: str = "", region: str = "", left_on: date | None = None) -> Estimate | None:
    """When a parcel that leaves on this day (None: today) arrives; None where nothing is known."""
    found, road = couriers.meant(courier), days(courier, service, region)
    if road is None:
        return None
    working, closed = _calendar(found)
    start = left_on or _today()
    likely = estimate.arrival(start, road.likely, working, closed)
    told = estimate.arrival(start, road.safe + rule().extra_days, working, closed)
    return Estimate(likely, max(likely, told), road.parcels)


def begin_road(parcel_id: int) -> Estimate | None:
    """A parcel leaves: keep what is thought of its arrival, once. Part of the caller's unit."""
    row = run(
        "SELECT coalesce(nullif(p.carrier, ''), o.courier), coalesce(nullif(p.service, ''), o.service), a.region,"
        " a.city, p.shipped_at FROM parcel p JOIN orders o ON o.id = p.order_id"
        " LEFT JOIN address a ON a.id = o.ship_to_id"
        " WHERE p.id = ?",
        (parcel_id,),
    ).fetchone()
    known = couriers.meant(row[0])
    name, region = known.name if known else row[0], _region(row[2], row[3])
    left_on = _today() if row[4] is None else _day(int(row[4]))
    found = guess(name, row[1], region, left_on)
    run(
        "INSERT INTO parcel_road (parcel_id, courier, service, region, left_on, likely_on, told_on, learned_from,"
        " state, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '') ON CONFLICT (parcel_id) DO NOTHING",
        (parcel_id, name, row[1], region, left_on.isoformat(), found.likely_on.isoformat() if found else "",
         found.told_on.isoformat() if found and rule().tell else "", found.learned_from if found else 0),
    )  # fmt: skip
    return found


def compare(parcel_id: int, came_on: date) -> None:
    """A parcel has arrived: how long it took, and whether the day that was told was kept. Part of the caller's unit."""
    row = run("SELECT courier, left_on, told_on FROM parcel_road WHERE parcel_id = ?", (parcel_id,)).fetchone()
    if row is None:
        return
    left_on = date.fromisoformat(row[1])
    working, closed = _calendar(couriers.meant(row[0]))
    run(
        "UPDATE parcel_road SET took_days = ?, kept = ? WHERE parcel_id = ?",
        (estimate.taken(left_on, max(left_on, came_on), working, closed),
         came_on <= date.fromisoformat(row[2]) if row[2] else None, parcel_id),
    )  # fmt: skip


def kept(courier: str | None = None, newest: int = 0) -> Kept:
    """How often told days came true, of one courier or of all; of the newest so many, 0 = ever."""
    told, came = run(
        "SELECT count(*), coalesce(sum(CASE WHEN kept THEN 1 ELSE 0 END), 0) FROM (SELECT kept FROM parcel_road"
        " WHERE kept IS NOT NULL" + (" AND courier = ?" if courier is not None else "")
        + (" ORDER BY parcel_id DESC LIMIT ?" if newest else "") + ") AS these",
        (*((courier,) if courier is not None else ()), *((newest,) if newest else ())),
    ).fetchone()  # fmt: skip
    return Kept(int(told), int(came))


def kept_words(found: Kept, language: str = "") -> str:
    """How often told days came true, as people say it: "94 of 100 promises kept"; "" while nothing is known."""
    if not found.told:
        return ""
    translate = words(language or i18n.language()).ngettext
    text = translate("{kept} of {told} promise kept", "{kept} of {told} promises kept", found.told)
    return text.format(kept=i18n.number(found.kept, language or None), told=i18n.number(found.told, language or None))


def promise(
    courier: str, service: str = "", region: str = "", left_on: date | None = None
) -> tuple[Estimate, str] | None:
    """When a parcel arrives, and how often such promises came true: for the order's page, the slip and mails."""
    found = guess(courier, service, region, left_on)
    if found is None:
        return None
    known = couriers.meant(courier)
    return found, _lately(known.name if known else courier)


def of_order(order_id: int, parcel_ids: Sequence[int] = ()) -> Promise | None:
    """What an order's buyer was told when its parcels left; before that, what they would be told. None: no day known.

    What has not left is reckoned from the day on which its courier comes next. `parcel_ids`: of these parcels alone.
    """
    row = run(
        "SELECT o.courier, o.service, a.region, a.city FROM orders o LEFT JOIN address a ON a.id = o.ship_to_id"
        " WHERE o.id = ?",
        (order_id,),
    ).fetchone()
    these = f" AND p.id IN ({', '.join('?' * len(parcel_ids))})" if parcel_ids else ""
    gone = run(
        "SELECT r.told_on, r.courier FROM parcel p JOIN parcel_road r ON r.parcel_id = p.id"
        f" WHERE p.order_id = ? AND p.state = 'shipped'{these} ORDER BY p.shipped_at DESC, r.told_on DESC LIMIT 1",
        (order_id, *parcel_ids),
    ).fetchone()
    if gone is not None:
        return Promise(date.fromisoformat(gone[0]), True, _lately(gone[1])) if gone[0] else None
    if row is None or not row[0]:
        return None
    comes = couriers.cut_off(row[0], row[1]).next
    left_on = comes.astimezone(ZoneInfo(settings.shop().zone)).date() if comes else None
    found = promise(row[0], row[1], _region(row[2], row[3]), left_on)
    return Promise(found[0].told_on, False, found[1], rule().tell) if found else None


def sentence(language: str, order: str, parcels: Sequence[tuple[str, str, str]], told_on: date | None) -> str:
    """What the buyer reads when parcels leave: (courier, number, link) each, and the day. "" where there is no day."""
    if told_on is None:
        return ""
    _ = words(language).gettext
    lines = [_("Your order {order} is on its way.").format(order=order)]
    for courier, tracking, link in parcels:
        if tracking:
            lines.append(_("{courier}, tracking number {number}").format(courier=courier, number=tracking)
                         + (f": {link}" if link else "."))  # fmt: skip
    lines.append(_("It should be with you by {date}.").format(date=i18n.date(told_on, language)))
    return " ".join(lines)


def _lately(courier: str) -> str:
    return kept_words(kept(courier, _SAID_OF))


def _taken(courier: str, service: str | None, region: str | None) -> list[int]:
    where, values = "courier = ? AND took_days IS NOT NULL", [courier]
    for column, value in (("service", service), ("region", region)):
        if value is not None:
            where += f" AND {column} = ?"
            values.append(value)
    found = run(f"SELECT took_days FROM parcel_road WHERE {where} ORDER BY parcel_id DESC LIMIT ?",
                (*values, _LEARN_FROM)).fetchall()  # fmt: skip
    return [int(row[0]) for row in found]


def _calendar(courier: Courier | None) -> tuple[tuple[int, ...], frozenset[str]]:
    if courier is None:
        return Courier("").delivers, frozenset()
    return courier.delivers, frozenset(courier.closed)


def _region(region: str | None, city: str | None) -> str:
    return (region or city or "").strip().casefold()


def _today() -> date:
    return now().astimezone(ZoneInfo(settings.shop().zone)).date()


def _day(moment_ms: int) -> date:
    return utc(moment_ms).astimezone(ZoneInfo(settings.shop().zone)).date()
