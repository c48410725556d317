"""One WooCommerce store, from version 8.9 on: what the worker and the wizard ask of it."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ClassVar, TypeVar

import msgspec

from desktop.domain.order import Stage
from desktop.domain.remote import RemoteArticle, RemoteOrder, RemoteParcel, RemoteStock
from desktop.i18n import N_
from desktop.sync.connector import (
    Account,
    ArticlePull,
    Busy,
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
    Tracking,
)
from desktop.sync.connectors.woocommerce import customers, parcels, refunds, stock, till
from desktop.sync.connectors.woocommerce import probe as probing
from desktop.sync.connectors.woocommerce import pull as pulling
from desktop.sync.connectors.woocommerce.read import (
    CORE_STATUSES,
    ORDER_FIELDS,
    Article,
    Order,
    parse_order,
    refunded_units,
    remote_article,
    remote_order,
)
from desktop.sync.connectors.woocommerce.talk import Gone, Talk
from desktop.sync.connectors.woocommerce.write import TARGETS, Writer
from desktop.sync.fields import Field, Keep, Shape

_T = TypeVar("_T")
_U = TypeVar("_U")
OVERLAP = timedelta(minutes=2)  # costs 0.1 s a poll; the store's clock and caches may lag by seconds
FACTS_LAST = timedelta(hours=1)
_CLOSED = {Stage.SHIPPED, Stage.DONE, Stage.CANCELLED, Stage.RETURNS}


class WooCommerce:
    """One store. Safe to use from two threads: the worker's, and one that checks an order before it is packed."""

    KIND: ClassVar[str] = "woocommerce"
    NAME: ClassVar[str] = "WooCommerce"
    FIELDS: ClassVar[tuple[Field, ...]] = (
        Field("url", N_("Address, as the browser shows it"), Keep.ADDRESS),
        Field("key", N_("Key (ck_…)"), Keep.KEYRING),
        Field("secret", N_("Secret (cs_…)"), Keep.KEYRING, Shape.SECRET),
        Field("ca_file", N_("Own certificate authority, if there is one"), Keep.SETTING, Shape.FILE, needed=False),
    )
    STATUS_MAP: ClassVar[Mapping[str, str]] = TARGETS
    MEANINGS: ClassVar[Mapping[str, str]] = CORE_STATUSES

    def __init__(self, account: Account, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._account = account
        self._now = now
        self._talk = Talk(account)
        self._facts: Facts | None = None
        self._facts_at = now()
        self._lock = threading.Lock()
        self._refunded: dict[int, tuple[tuple[int, ...], Mapping[str, int]]] = {}

    def test(self) -> list[Step]:
        return probing.test(self._account)

    def probe(self) -> Facts:
        """What the store says about itself, asked now."""
        found = probing.facts(self._talk)
        with self._lock:
            self._facts, self._facts_at = found, self._now()
        return found

    def capabilities(self) -> Capabilities:
        facts = self._known()
        kinds = frozenset({"order_status", "tracking", "note", "stock", "refund"})
        return Capabilities(
            kinds, True, facts.tracking, facts.mails_on, facts.restocks_on, customers=True, stock=True,
        )  # fmt: skip

    def pull_orders(self, cursor: str) -> Pull:
        """The cursor holds the store's own time, so that this machine's clock cannot skip anything."""
        word, _colon, stamp = cursor.partition(":")
        if word == "next":
            after = _time(stamp)
        elif word == "done":
            after = _time(stamp) - OVERLAP
        else:
            after = self._now() + timedelta(seconds=self._talk.skew_s) - timedelta(days=self._account.history_days)
        orders, go_on = self._read(lambda: pulling.window(self._talk, "modified", after, self._listed()))
        remotes = tuple(self._remote(order) for order in orders)
        if go_on:
            return Pull(remotes, f"next:{pulling.stamp_text(go_on)}", True)
        latest = max((r.modified_at for r in remotes if r.modified_at), default=None)
        reached = max(latest, after) if latest else after
        if word == "done":
            reached = max(reached, _time(stamp))
        return Pull(remotes, f"done:{pulling.stamp_text(reached)}", False)

    def open_orders(self, cursor: str) -> Pull:
        """By the day of the order, which never changes: orders that leave the list shift nothing."""
        after = _time(cursor) if cursor else datetime(2000, 1, 1, tzinfo=UTC)
        orders, go_on = self._read(lambda: pulling.window(self._talk, "date", after, self._open()))
        remotes = tuple(self._remote(order) for order in orders)
        return Pull(remotes, pulling.stamp_text(go_on) if go_on else "", go_on is not None)

    def missing(self, remote_ids: list[str]) -> list[str]:
        gone = []
        for start in range(0, len(remote_ids), pulling.PAGE):
            asked = remote_ids[start : start + pulling.PAGE]
            orders = self._read(partial(self._listed_of, asked))
            present = {str(order.id) for order in orders}
            # An order whose status belongs to a plugin that is off hides from lists, but answers by its id.
            gone += [remote_id for remote_id in asked if remote_id not in present and self._is_gone(remote_id)]
        return gone

    def read_order(self, remote_id: str, within_s: float | None = None) -> RemoteOrder | None:
        try:
            answer = self._talk.get(f"/orders/{remote_id}", {"_fields": ORDER_FIELDS}, read_s=within_s)
        except Gone:
            return None
        return self._remote(self._read(lambda: parse_order(answer.body)), alone=True)

    def pull_articles(self, cursor: str) -> ArticlePull:
        facts = self._known()

        def goods(products: list[Article]) -> tuple[RemoteArticle, ...]:
            articles: list[RemoteArticle] = []
            for product in products:
                if product.variations:
                    children = self._read(partial(pulling.variations, self._talk, product.id))
                    articles += [remote_article(v, facts.currency, facts.weight_unit, product) for v in children]
                elif product.type != "variable":
                    articles.append(remote_article(product, facts.currency, facts.weight_unit))
            return tuple(articles)

        return ArticlePull(*self._page(cursor, partial(pulling.article_page, self._talk), goods))

    def pull_customers(self, cursor: str) -> CustomerPull:
        """The store cannot say which have changed: every reading is a whole one."""
        return CustomerPull(*self._page(cursor, partial(customers.page, self._talk), customers.remote))

    def pull_stock(self, cursor: str) -> StockPull:
        """Products first, then all variations in one list where the store has one; else under each product."""
        part, _bar, place = cursor.rpartition("|")
        at_once = self._known().all_variations
        if part == "variations":
            levels, place, more = self._page(place, partial(stock.page, self._talk, "/variations"), stock.remote)
            return StockPull(levels, f"variations|{place}" if more else "", more)

        def counted(found: list[stock.Level]) -> tuple[RemoteStock, ...]:
            inner = [level for level in found if level.variations and not at_once]
            under = [each for level in inner for each in self._read(partial(stock.variations, self._talk, level.id))]
            return stock.remote([*found, *under])

        levels, place, more = self._page(place, partial(stock.page, self._talk, "/products"), counted)
        return StockPull(levels, place if more or not at_once else "variations|", more or at_once)

    def _page(
        self, cursor: str, ask: Callable[[int], tuple[list[_T], int]], make: Callable[[list[_T]], tuple[_U, ...]]
    ) -> tuple[tuple[_U, ...], str, bool]:
        """One page of a list by id. Cursor: page and the store's count. When the count falls while we read, the page
        before is read again."""
        number, total = _page(cursor)
        rows, found = self._read(partial(ask, number))
        if rows and found < total and number > 1:
            return (), f"{number - 1}:{found}", True
        more = len(rows) >= pulling.PAGE
        return make(rows), f"{number + 1}:{found}" if more else "", more

    def perform(self, push: Push) -> Outcome:
        writer = self._writer()
        ways: dict[str, Callable[[Push], Outcome]] = {
            "order_status": writer.set_status,
            "tracking": writer.add_tracking,
            "note": writer.add_note,
            "stock": partial(stock.set_stock, self._talk),
            "refund": lambda push: refunds.pay_back(self._talk, push, writer.read),
        }
        if push.kind not in ways:
            raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))
        try:
            return self._told(lambda: ways[push.kind](push))
        except Refused as refusal:
            if refusal.code in ("unknown-status", "rest_invalid_param"):
                self._forget()  # the owner may add the status; the next try asks anew
            raise

    def create_order(self, sale: till.Sale) -> Outcome:
        """A sale of the counter, told any number of times, is one order of the store."""
        return self._told(lambda: till.create(self._talk, self._known(), sale))

    def skew_s(self) -> float:
        return self._talk.skew_s

    def close(self) -> None:
        self._talk.close()

    def _writer(self) -> Writer:
        facts = self._known()
        return Writer(
            self._talk, [slug for slug, _name in facts.statuses], self._account.meanings, facts.tracking,
        )  # fmt: skip

    def _read(self, ask: Callable[[], _T]) -> _T:
        """Ask; once more if the store no longer has a status that we named."""
        try:
            return self._shaped(ask)
        except Refused as refusal:
            if refusal.code != "rest_invalid_param":
                raise
            self._forget()
            return self._shaped(ask)

    def _told(self, tell: Callable[[], Outcome]) -> Outcome:
        """Tell; whatever breaks off after a write was begun carries `sent`: it may have been done."""
        before = self._talk.writes
        try:
            return self._shaped(tell)
        except (Offline, Busy) as lost:
            if self._talk.writes != before:
                lost.values["sent"] = True
            raise

    def _shaped(self, ask: Callable[[], _T]) -> _T:
        """Ask; an answer of another shape than WooCommerce's is no answer."""
        try:
            return ask()
        except (msgspec.DecodeError, msgspec.ValidationError, KeyError, TypeError, AttributeError) as error:
            detail = N_("its answer has another shape than WooCommerce's.")
            raise Offline(host=self._talk.http.host, detail=detail) from error

    def _remote(self, order: Order, alone: bool = False) -> RemoteOrder:
        """`alone`: the order is read for itself, and everything about it is worth a request."""
        is_open = alone or self._stage(order.status) not in _CLOSED
        units = self._units(order) if order.refunds and is_open else {}
        sent = parcels.noted(order)
        if is_open and parcels.has_fulfilments(order) and self._known().tracking is Tracking.FULFILMENTS:
            sent = (*self._shipments(order), *sent)
        return remote_order(order, self._account.meanings, units, sent)

    def _shipments(self, order: Order) -> tuple[RemoteParcel, ...]:
        return self._read(lambda: parcels.fulfilled(self._talk.get(f"/orders/{order.id}/fulfillments").data))

    def _units(self, order: Order) -> Mapping[str, int]:
        """Only the refunds themselves say which units nobody has to pack any more. They come and go, unchanged."""
        refunds = tuple(refund.id for refund in order.refunds)
        known = self._refunded.get(order.id)
        if known is None or known[0] != refunds:
            answer = self._talk.get(f"/orders/{order.id}/refunds", {"per_page": 100, "_fields": "id,line_items"})
            known = self._refunded[order.id] = (refunds, refunded_units(answer.body))
        return known[1]

    def _listed_of(self, remote_ids: list[str]) -> list[Order]:
        return pulling.include(self._talk, remote_ids, self._listed())

    def _is_gone(self, remote_id: str) -> bool:
        try:
            self._talk.get(f"/orders/{remote_id}", {"_fields": "id"})
        except Gone:
            return True
        return False

    def _known(self) -> Facts:
        with self._lock:
            known = self._facts if self._now() - self._facts_at < FACTS_LAST else None
        return known or self.probe()

    def _forget(self) -> None:
        with self._lock:
            self._facts = None

    def _slugs(self) -> list[str]:
        return [slug for slug, _name in self._known().statuses if slug not in ("checkout-draft", "auto-draft")]

    def _listed(self) -> str:
        """Every status by name: "any" leaves the bin out, and says nothing when the bin is asked for with it."""
        return ",".join([*self._slugs(), "trash"])

    def _open(self) -> str:
        return ",".join(slug for slug in self._slugs() if self._stage(slug) not in _CLOSED)

    def _stage(self, slug: str) -> str:
        return self._account.meanings.get(slug) or CORE_STATUSES.get(slug) or Stage.ON_HOLD


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


def _page(cursor: str) -> tuple[int, int]:
    page, _colon, total = cursor.partition(":")
    return (int(page), int(total)) if page and total else (1, 0)
