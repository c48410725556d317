"""The papers of the storage: the list of a wave, the labels of bins and totes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.documents import pick_list, storage_label
from desktop.documents.parts import joined
from desktop.documents.pick_list import PickLine, PickList, PickOrder
from desktop.documents.storage_label import StorageLabel
from desktop.domain.errors import NotFound
from desktop.domain.picking import tote_name
from desktop.i18n import N_
from desktop.models.base import run, utc
from desktop.services import bins, pictures, settings, totes, waves
from desktop.services.changes import actor, now
from desktop.services.waves import Stop, WaveOrder, WaveView


def draw_wave(ref: str, language: str, dpi: int) -> bytes:
    """The list of a wave; what is picked already is not on it.

    Raises:
        NotFound: there is no such wave.
    """
    return pick_list.draw(_list(waves.show(waves.find(ref)), language), language, dpi)


def draw_bins(ref: str, language: str, dpi: int) -> bytes:
    """The label of one bin, by its name or code; "" for all of them, in walking order.

    Raises:
        NotFound: there is no such bin, or none at all.
    """
    places = [bins.get(ref)] if ref else bins.every()
    if not places:
        raise NotFound(what=N_("bin"), ref="")
    labels = [StorageLabel(place.name, place.code, tuple(place.parts)) for place in places]
    return storage_label.draw(labels, language, dpi)


def draw_totes(ref: str, language: str, dpi: int) -> bytes:
    """The label of one tote, by its code; "" for all of them.

    Raises:
        NotFound: there is no such tote, or none at all.
    """
    found = [totes.find(ref)] if ref else totes.every()
    if not found:
        raise NotFound(what=N_("tote"), ref="")
    labels = [StorageLabel(tote_name(tote.id), tote.code, tote=True) for tote in found]
    return storage_label.draw(labels, language, dpi)


def _list(wave: WaveView, language: str) -> PickList:
    shop, single = settings.shop(), len(wave.orders) == 1
    printed = actor()
    return PickList(
        number=wave.name, code=wave.code, printed_at=now(),
        orders=tuple(_order(order, single, language, shop.zone) for order in wave.orders if order.here),
        lines=tuple(_line(stop, single) for stop in wave.stops if stop.left), shop=shop.name,
        printed_by=", ".join(part for part in (printed.who, printed.bench) if part), zone=shop.zone, by_path=True,
    )  # fmt: skip


def _line(stop: Stop, single: bool) -> PickLine:
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
