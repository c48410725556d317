"""The list of a wave; what is picked already is not on it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.documents import pick_list
from desktop.documents.parts import joined
from desktop.documents.pick_list import PickLine, PickList, PickOrder
from desktop.models.base import run, utc
from desktop.services import pictures, settings, templates, waves
from desktop.services.changes import actor, now
from desktop.services.papers.wanted import Wanted
from desktop.services.waves import Stop, WaveOrder, WaveView


def draw(wanted: Wanted) -> bytes:
    """The list of the wave with this name.

    Raises:
        NotFound: there is no such wave.
    """
    return pick_list.draw(listed(waves.show(waves.find(wanted.ref)), wanted.screen), wanted.screen, wanted.dpi)


def listed(wave: WaveView, language: str) -> PickList:
    shop, single = settings.shop(), len(wave.orders) == 1
    printed = actor()
    return PickList(
        number=wave.name, code=wave.code, printed_at=now(),
        orders=tuple(_order(order, single, language, shop.zone) for order in wave.orders if order.here),
        lines=tuple(line(stop, single) for stop in wave.stops if stop.left), shop=shop.name,
        printed_by=", ".join(part for part in (printed.who, printed.bench) if part), zone=shop.zone, by_path=True,
        template=templates.of("wave-list", language),
    )  # fmt: skip


def line(stop: Stop, single: bool) -> PickLine:
    shares: dict[str, int] = {}
    for part in stop.parts:
        if part.left:
            shares[part.letter] = shares.get(part.letter, 0) + part.left
    return PickLine(
        name=stop.name, quantity=stop.left, bin=stop.bin, variant=stop.variant, sku=stop.sku,
        baskets=() if single else tuple(shares.items()), picture=pictures.of(stop.photo),
    )  # fmt: skip


def _order(order: WaveOrder, single: bool, language: str, zone: str) -> PickOrder:
    courier, service, ship_by = run("SELECT courier, service, ship_by FROM orders WHERE id = ?", (order.id,)).fetchone()
    units = (
        i18n.words(language)
        .ngettext("{units} unit", "{units} units", order.left)
        .format(units=i18n.number(order.left, language))
    )
    due = _due(utc(ship_by), language, zone) if ship_by else ""
    detail = joined(order.buyer, " ".join(part for part in (courier, service) if part), units, due)
    return PickOrder(order.number, order.code, detail, "" if single else order.letter)


def _due(when: datetime, language: str, zone: str) -> str:
    place = ZoneInfo(zone)
    today = when.astimezone(place).date() == now().astimezone(place).date()
    return i18n.clock(when, language, zone) if today else i18n.day_time(when, language, zone)
