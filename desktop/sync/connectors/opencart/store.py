"""One OpenCart store, 2.3 to 4.1: what the worker and the wizard ask of it, by whichever way its owner chose."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from desktop.domain.order import Stage
from desktop.domain.remote import RemoteOrder
from desktop.i18n import N_
from desktop.sync.connector import (
    Account,
    ArticlePull,
    Capabilities,
    CustomerPull,
    Facts,
    Outcome,
    Pull,
    Push,
    Refused,
    Step,
    StockPull,
    Tracking,
)
from desktop.sync.connectors.opencart.fields import BRIDGE, FIELDS
from desktop.sync.connectors.opencart.profile import MEANINGS, STATUS_MAP, Profile, facts, stage_of
from desktop.sync.connectors.opencart.read import (
    is_abandoned,
    remote_article,
    remote_customer,
    remote_order,
    remote_stock,
)
from desktop.sync.connectors.opencart.transport import Can, RawPage, Transport
from desktop.sync.connectors.opencart.transports import TRANSPORTS
from desktop.sync.connectors.opencart.write import Writer
from desktop.sync.fields import Field

PROFILE_LASTS = timedelta(hours=1)
_CLOSED = {Stage.SHIPPED, Stage.DONE, Stage.CANCELLED, Stage.RETURNS}
_NEEDS = {
    "order_status": {Can.PUSH}, "tracking": {Can.PUSH, Can.READ}, "note": {Can.PUSH, Can.READ},
    "stock": {Can.SET_STOCK}, "points": {Can.CREDITS}, "commission": {Can.CREDITS},
}  # fmt: skip


class OpenCart:
    """One store. Safe to use from two threads: the worker's, and one that checks an order before it is packed."""

    KIND: ClassVar[str] = "opencart"
    NAME: ClassVar[str] = "OpenCart"
    FIELDS: ClassVar[tuple[Field, ...]] = FIELDS
    STATUS_MAP: ClassVar[Mapping[str, str]] = STATUS_MAP
    MEANINGS: ClassVar[Mapping[str, str]] = {status: stage for status, stage in MEANINGS.items() if status != "0"}

    def __init__(self, account: Account, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._account = account
        self._now = now
        self._way = str(account.options.get("transport") or BRIDGE)
        self._transport: Transport = TRANSPORTS[self._way](account)
        self._profile: Profile | None = None
        self._profile_at = now()
        self._lock = threading.Lock()

    def test(self) -> list[Step]:
        return self._transport.test()

    def probe(self) -> Facts:
        return facts(self._ask_profile())

    def capabilities(self) -> Capabilities:
        can = self._transport.can
        return Capabilities(
            kinds=frozenset(kind for kind, needs in _NEEDS.items() if needs <= can),
            articles=Can.ARTICLES in can,
            tracking=Tracking.NOTE,
            mails_on=frozenset(),  # it writes to the customer only when asked to
            restocks_on=self._known().restocks_on,
            choice_of_mail=True,
            lists_orders=Can.LIST in can,
            reads_back=bool(can & {Can.JOBS, Can.HISTORY, Can.HEADER}),
            customers=Can.CUSTOMERS in can,
            stock=Can.STOCK in can,
        )

    def pull_orders(self, cursor: str) -> Pull:
        if Can.LIST not in self._transport.can:
            return Pull((), cursor, False)
        page = self._transport.changed(cursor, self._account.history_days)
        return Pull(self._orders(page), page.cursor, page.more)

    def open_orders(self, cursor: str) -> Pull:
        if Can.LIST not in self._transport.can:
            return Pull((), "", False)
        page = self._transport.open_orders(cursor, self._open_statuses())
        return Pull(self._orders(page), page.cursor if page.more else "", page.more)

    def missing(self, remote_ids: list[str]) -> list[str]:
        if not self._transport.can & {Can.LIST, Can.READ, Can.HEADER}:
            return []
        present = self._transport.existing(remote_ids)
        return [remote_id for remote_id in remote_ids if remote_id not in present]

    def read_order(self, remote_id: str, within_s: float | None = None) -> RemoteOrder | None:
        """Where only heads can be read there is nothing to compare lines with: refused.

        Raises:
            Refused: this way cannot read orders.
        """
        if Can.READ not in self._transport.can:
            raise Refused(code="cannot-read", detail=N_("by this way it cannot be asked about an order."))
        raw = self._transport.order(remote_id, within_s)
        return None if raw is None else remote_order(raw, self._known(), self._account.meanings)

    def pull_articles(self, cursor: str) -> ArticlePull:
        if Can.ARTICLES not in self._transport.can:
            return ArticlePull((), cursor, False)
        page, profile = self._transport.articles(cursor), self._known()
        return ArticlePull(tuple(remote_article(row, profile) for row in page.rows), page.cursor, page.more)

    def pull_customers(self, cursor: str) -> CustomerPull:
        if Can.CUSTOMERS not in self._transport.can:
            return CustomerPull((), cursor, False)
        page, profile = self._transport.customers(cursor), self._known()
        return CustomerPull(tuple(remote_customer(row, profile) for row in page.rows), page.cursor, page.more)

    def pull_stock(self, cursor: str) -> StockPull:
        if Can.STOCK not in self._transport.can:
            return StockPull((), cursor, False)
        page = self._transport.stock(cursor)
        return StockPull(tuple(remote_stock(row) for row in page.rows), page.cursor, page.more)

    def perform(self, push: Push) -> Outcome:
        if not _NEEDS.get(push.kind, {Can.PUSH, Can.LIST, Can.JOBS}) <= self._transport.can or push.kind not in _NEEDS:
            raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))
        writer = Writer(self._transport, self._known(), self._account.meanings)
        ways = {
            "order_status": writer.set_status, "tracking": writer.add_tracking, "note": writer.add_note,
            "stock": writer.set_stock, "points": writer.credit, "commission": writer.credit,
        }  # fmt: skip
        try:
            return ways[push.kind](push)
        except Refused as refusal:
            if refusal.code in ("unknown-status", "restocks"):
                self._forget()  # the owner may mend it in the store; the next try asks anew
            raise

    def skew_s(self) -> float:
        return self._transport.skew_s()

    def close(self) -> None:
        self._transport.close()

    def _orders(self, page: RawPage) -> tuple[RemoteOrder, ...]:
        profile = self._known()
        return tuple(
            remote_order(raw, profile, self._account.meanings) for raw in page.rows if not is_abandoned(raw)
        )  # fmt: skip

    def _open_statuses(self) -> list[str]:
        """By id; statuses that orders have and the store does not list (a deleted one) are never open ones."""
        meanings = self._account.meanings
        return [ref for ref, _name in self._known().statuses if stage_of(ref, meanings) not in _CLOSED]

    def _known(self) -> Profile:
        with self._lock:
            known = self._profile if self._now() - self._profile_at < PROFILE_LASTS else None
        return known or self._ask_profile()

    def _ask_profile(self) -> Profile:
        found = self._transport.profile()
        with self._lock:
            self._profile, self._profile_at = found, self._now()
        return found

    def _forget(self) -> None:
        with self._lock:
            self._profile = None
