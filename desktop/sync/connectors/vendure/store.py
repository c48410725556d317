"""One Vendure shop, 3.0 or later: what the worker and the wizard ask of it."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

import msgspec

from desktop.domain.order import Stage
from desktop.domain.remote import RemoteOrder
from desktop.i18n import N_
from desktop.sync.connector import (
    Account,
    ArticlePull,
    Capabilities,
    CustomerPull,
    Facts,
    Offline,
    Outcome,
    Pull,
    Push,
    Refused,
    Step,
    StockPull,
)
from desktop.sync.connectors.vendure import goods, probe, pull, queries, refund
from desktop.sync.connectors.vendure.probe import Shop
from desktop.sync.connectors.vendure.read import MEANINGS, Order, Reader, parse_order
from desktop.sync.connectors.vendure.talk import Talk
from desktop.sync.connectors.vendure.write import TARGETS, Writer
from desktop.sync.fields import Field, Keep, Shape

_T = TypeVar("_T")
SHOP_LASTS = timedelta(hours=1)
_CLOSED = {Stage.SHIPPED, Stage.DONE, Stage.CANCELLED, Stage.RETURNS}


class Vendure:
    """One shop. Safe to use from two threads: the worker's, and one that checks an order before it is packed."""

    KIND: ClassVar[str] = "vendure"
    NAME: ClassVar[str] = "Vendure"
    FIELDS: ClassVar[tuple[Field, ...]] = (
        Field(
            "url", N_("Address of the Admin API"), Keep.ADDRESS, hint=N_("It usually ends in /admin-api."),
        ),
        Field(
            "way", N_("Kolli signs in with"), Keep.SETTING, Shape.CHOICE,
            choices=(("key", N_("an API key (Vendure 3.6 or later)")), ("password", N_("a user and a password"))),
        ),
        Field(
            "key", N_("API key"), Keep.KEYRING, Shape.SECRET, shown_for=("way", ("key",)),
            hint=N_("In Vendure's pages: Settings, API keys. Its role needs ReadOrder, UpdateOrder, ReadCatalog,"
                    " UpdateProduct, ReadCustomer and ReadSettings."),
        ),
        Field("user", N_("User"), Keep.SETTING, shown_for=("way", ("password",))),
        Field("password", N_("Password"), Keep.KEYRING, Shape.SECRET, shown_for=("way", ("password",))),
        Field(
            "channel", N_("Channel token, where several shops are in one"), Keep.SETTING, needed=False,
            hint=N_("In Vendure's pages: Settings, Channels."),
        ),
        Field(
            "barcode_field", N_("Field of the bar codes, where it has an odd name"), Keep.SETTING, needed=False,
            hint=N_("Vendure has no bar codes of its own; a field named barcode, ean, gtin or upc is found by itself."),
        ),
        Field("language", N_("Language of the articles' names, two letters"), Keep.SETTING, needed=False),
        Field("ca_file", N_("Own certificate authority, if there is one"), Keep.SETTING, Shape.FILE, needed=False),
    )  # fmt: skip
    STATUS_MAP: ClassVar[Mapping[str, str]] = TARGETS
    MEANINGS: ClassVar[Mapping[str, str]] = MEANINGS

    def __init__(self, account: Account, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._account = account
        self._now = now
        self._talk = Talk(account)
        self._language = str(account.options.get("language", "") or "").strip()[:2].lower()
        self._shop: Shop | None = None
        self._shop_at = now()
        self._lock = threading.Lock()

    def test(self) -> list[Step]:
        return probe.test(self._account)

    def probe(self) -> Facts:
        return self._ask_shop().facts

    def capabilities(self) -> Capabilities:
        shop = self._known()
        kinds = {"order_status", "tracking", "note", "refund"} | ({"stock"} if shop.counts else set())
        facts = shop.facts
        return Capabilities(
            frozenset(kinds), True, facts.tracking, facts.mails_on, restocks_on=facts.restocks_on,
            customers=shop.customers, stock=True,
        )  # fmt: skip

    def pull_orders(self, cursor: str) -> Pull:
        """The cursor holds the shop's own times and a glance at what is open: nothing is kept here in between."""
        shop = self._known()
        begin = self._now() + timedelta(seconds=self._talk.skew_s) - timedelta(days=self._account.history_days)
        known = pull.reached(cursor, begin)
        news, listed = self._query(queries.NEWS), self._query(queries.LISTED)
        orders, reached = self._shaped(lambda: pull.news(self._ask, news, listed, known, self._open_states(shop)))
        return Pull(self._remotes(orders), reached.text(), reached.walking)

    def open_orders(self, cursor: str) -> Pull:
        states = self._open_states(self._known())
        listed = self._query(queries.LISTED)
        orders, on = self._shaped(lambda: pull.open_window(self._ask, listed, states, cursor))
        return Pull(self._remotes(orders), on, on != "")

    def missing(self, remote_ids: list[str]) -> list[str]:
        present = self._shaped(lambda: pull.present(self._ask, queries.PRESENT, remote_ids))
        return [remote_id for remote_id in remote_ids if remote_id not in present]

    def read_order(self, remote_id: str, within_s: float | None = None) -> RemoteOrder | None:
        query = self._query(queries.ONE)
        data = self._talk.ask(query, {"id": remote_id}, read_s=within_s, language=self._language)
        order = self._shaped(lambda: parse_order(data["order"]))
        return self._reader().order(order) if order and order.order_placed_at else None

    def pull_articles(self, cursor: str) -> ArticlePull:
        shop = self._known()
        items, on = self._articles(cursor)
        made = tuple(goods.remote_article(article, shop.places, shop.tracks) for article in items)
        return ArticlePull(made, on, on != "")

    def pull_stock(self, cursor: str) -> StockPull:
        shop = self._known()
        items, on = self._articles(cursor)
        counted = [article for article in items if goods.is_counted(article.track_inventory, shop.tracks)]
        return StockPull(tuple(goods.remote_stock(article) for article in counted), on, on != "")

    def pull_customers(self, cursor: str) -> CustomerPull:
        """Those who have signed up; the shop also lists everybody who has ever bought."""
        if not self._known().customers:
            return CustomerPull((), cursor, False)
        items, on, more = self._shaped(lambda: pull.customers(self._ask, queries.CUSTOMERS, cursor))
        accounts = self._shaped(lambda: msgspec.convert(items, list[goods.Account]))
        return CustomerPull(tuple(goods.remote_customer(a) for a in accounts if a.user), on, more)

    def perform(self, push: Push) -> Outcome:
        if push.kind not in self.capabilities().kinds:
            raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))
        shop = self._known()
        writer = Writer(self._talk, self._reader(), self._query(queries.ONE), [slug for slug, _ in shop.facts.statuses])
        ways: dict[str, Callable[[Push], Outcome]] = {
            "order_status": writer.set_status,
            "tracking": writer.add_tracking,
            "note": writer.add_note,
            "refund": lambda push: refund.refund(writer, push, self._providers),
            "stock": lambda push: refund.set_stock(self._talk, push, shop.tracks),
        }
        return self._shaped(lambda: ways[push.kind](push))

    def skew_s(self) -> float:
        return self._talk.skew_s

    def close(self) -> None:
        self._talk.close()

    def _ask(self, query: str, variables: Mapping[str, object]) -> dict[str, Any]:
        return self._talk.ask(query, variables, language=self._language)

    def _query(self, query: str) -> str:
        return queries.with_codes(query, self._known().barcode_field)

    def _articles(self, cursor: str) -> tuple[list[goods.Article], str]:
        query = self._query(queries.VARIANTS)
        items, on = self._shaped(lambda: pull.page(self._ask, query, "productVariants", cursor))
        return self._shaped(lambda: msgspec.convert(items, list[goods.Article])), on

    def _remotes(self, orders: list[Order]) -> tuple[RemoteOrder, ...]:
        reader = self._reader()
        orders.sort(key=lambda order: (order.order_placed_at or "", order.id))
        return tuple(reader.order(order) for order in orders)

    def _reader(self) -> Reader:
        shop = self._known()
        return Reader(self._account.meanings, shop.places, shop.methods)

    def _open_states(self, shop: Shop) -> list[str]:
        reader = Reader(self._account.meanings)
        return [state for state, _name in shop.facts.statuses if reader.stage(state) not in _CLOSED]

    def _providers(self) -> frozenset[str]:
        """Payment methods that pay back by themselves; all that there are where the key may not see them."""
        methods = self._known().methods
        if methods is None:
            raise Refused(
                code="unknowable", detail=N_("the key may not see its payment methods. Give its role ReadSettings.")
            )
        return frozenset(methods)

    def _known(self) -> Shop:
        with self._lock:
            known = self._shop if self._now() - self._shop_at < SHOP_LASTS else None
        return known or self._ask_shop()

    def _ask_shop(self) -> Shop:
        found = self._shaped(lambda: probe.shop(self._talk, self._account))
        with self._lock:
            self._shop, self._shop_at = found, self._now()
        return found

    def _shaped(self, ask: Callable[[], _T]) -> _T:
        """Ask; an answer of another shape than Vendure's is no answer."""
        try:
            return ask()
        except (msgspec.ValidationError, KeyError, TypeError, AttributeError, IndexError) as error:
            detail = N_("its answer has another shape than Vendure's.")
            raise Offline(host=self._talk.http.host, detail=detail) from error
