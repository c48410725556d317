"""The sample shop: a day at Sagara Rasa or Lingonviken, with its promises counted from now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from desktop import paths
from desktop.domain.order import Action
from desktop.domain.remote import RemoteOrder
from desktop.domain.tasks import What, When
from desktop.formats.layout import Choices, Found, FoundArticle
from desktop.formats.reading import open_articles, open_orders, read_articles, read_orders
from desktop.services import articles, couriers, intake, notes, orders, packing, settings, tasks
from desktop.services.changes import acting, now, unit

SOURCE = "sample"
# When the files were written: their times are told again from the moment that the shop is filled.
_WRITTEN = {
    "id": datetime.fromisoformat("2026-11-12T13:48+07:00"),
    "sv": datetime.fromisoformat("2026-11-12T13:48+01:00"),
}
# When the couriers of the sample come; a real shop types its own.
_CUT_OFFS = {
    "id": {"JNE": "15:00", "J&T": "16:00", "SiCepat": "17:00", "GoSend": "13:30"},
    "sv": {"PostNord": "15:00", "DHL": "16:00", "Budbee": "14:30", "Instabox": "14:30"},
}
_PAY_LATER = ("Bayar di tempat", "Postförskott")


@dataclass(frozen=True, slots=True)
class _Shop:
    """How the shop of the sample is set up, and how far its orders are: picked and packed ones by their numbers."""

    name: str
    address: tuple[str, ...]
    web: str
    email: str
    phone: str
    tax_id: str
    tax_percent: str
    bank_account: str
    currency: str
    zone: str
    country: str
    picked: tuple[str, ...]
    packed: tuple[str, ...]


_SHOPS = {
    "id": _Shop(
        "Sagara Rasa", ("Jl. Braga 77", "Bandung 40111"), "sagara.example", "halo@sagara.example", "022-555-0177", "",
        "", "BCA 555 017 7001 a.n. Sagara Rasa", "IDR", "Asia/Jakarta", "ID", ("10468", "10473", "10480"),
        ("10466", "10470", "10474"),
    ),
    "sv": _Shop(
        "Lingonviken", ("Hamngatan 3", "891 33 Örnsköldsvik"), "lingonviken.example", "hej@lingonviken.example",
        "0660-174 06", "SE556000016701", "25", "Bankgiro 555-0177", "SEK", "Europe/Stockholm", "SE",
        ("20728", "20733", "20740"), ("20726", "20730", "20734"),
    ),
}  # fmt: skip


def make(home: str = "") -> int:
    """Make this shop the sample shop, Swedish ("sv") or Indonesian ("id"), by its currency where none is named.

    Returns how many orders were made. Made twice, it is the same: orders that are here stay as they are.
    """
    home = home or ("sv" if settings.shop().currency == "SEK" else "id")
    shop = _SHOPS[home]
    _set_up(shop, home)
    for name, time in _CUT_OFFS[home].items():
        if not couriers.get(name).id:
            couriers.change(name, week=(time,) * 5 + ("", ""), pick_up=time)
    with unit() as work:
        for article in _articles(home):
            articles.keep(work, article.article)
    _thank_for(shop)
    made = 0
    for order in _orders(home, shop):
        with acting(shop.web), unit() as work:
            if intake.find(SOURCE, order.remote_id) is None:
                order_id = intake.save_new(work, SOURCE, None, order, intake.Known())
                made += 1
                _work_on(order_id, order, shop)
    return made


def _set_up(shop: _Shop, home: str) -> None:
    settings.change_shop(
        name=shop.name, address=shop.address, web=shop.web, email=shop.email, phone=shop.phone, tax_id=shop.tax_id,
        tax_percent=shop.tax_percent, bank_account=shop.bank_account, currency=shop.currency, zone=shop.zone,
        country=shop.country, language=home,
    )  # fmt: skip


def _thank_for(shop: _Shop) -> None:
    """The thank-you card, for orders that are worth one: the rule that every shop has, switched on."""
    worth = "1000000" if shop.currency == "IDR" else "1000"
    for rule in tasks.rules():
        if rule.what is What.CARD and not rule.active and rule.when is When.ALWAYS:
            tasks.save_rule(replace(rule, active=True, when=When.TOTAL, value=worth))


def _articles(home: str) -> Iterator[FoundArticle]:
    source = open_articles(_file(f"articles-{home}.csv"))
    return (found for found in read_articles(source) if isinstance(found, FoundArticle))


def _orders(home: str, shop: _Shop) -> Iterator[RemoteOrder]:
    """The orders of the file, with all times moved as far as the file is old."""
    late = now() - _WRITTEN[home]
    late -= timedelta(seconds=late.total_seconds() % 60)
    source = open_orders(_file(f"orders-{home}.csv"), "kolli", Choices(currency=shop.currency, zone=shop.zone))
    for found in read_orders(source):
        if isinstance(found, Found):
            order = found.order
            yield replace(
                order, placed_at=order.placed_at + late, ship_by=order.ship_by + late if order.ship_by else None,
                pay_later=order.payment_method in _PAY_LATER,
            )  # fmt: skip


def _work_on(order_id: int, order: RemoteOrder, shop: _Shop) -> None:
    """Bring an order as far as the day has come, by the steps that people take."""
    if order.number in shop.picked:
        orders.do(order_id, Action.PICK)
    if order.number in shop.packed:
        packing.open_order(order_id)
        notes.see(order_id)
        for task in tasks.of(order_id):
            tasks.finish(task.id)
        for line in orders.lines(order_id):
            packing.scan(order_id, line.sku, units=line.wanted)


def _file(name: str) -> Path:
    return paths.resources() / "sample" / name
