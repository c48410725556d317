"""One store's traffic: what is due goes out, what changed comes in. No transaction is open while we wait for it."""

import logging
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from desktop.domain.remote import RemoteOrder
from desktop.services import customers, levels, outbox, remote, store_facts, stores, vanished
from desktop.services.changes import now, unit
from desktop.services.stores import StoreRow
from desktop.sync.connector import Busy, Capabilities, Connector, Offline, Refused, SignInFailed
from desktop.sync.sender import PARK_AFTER, Sender
from desktop.sync.tally import LONGEST_OFFLINE_S, LONGEST_WAIT_S, Tally, wait_s

__all__ = ["LONGEST_OFFLINE_S", "LONGEST_WAIT_S", "PARK_AFTER", "Link", "Recheck", "Tally", "wait_s"]

CHUNK = 20  # orders in one transaction, so that a scan never waits behind it
SEEN_LIMIT = 50_000
FACTS_LAST_S = 3600.0
AWAY_S = 1800.0  # after so long without contact, its owner is asked before many customers hear of it

log = logging.getLogger(__name__)


class Recheck(StrEnum):
    """What a look at the store said about one order."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    NO_ANSWER = "no-answer"
    NO_STORE = "no-store"


class Link:
    """Everything done with one store; used by one thread. `settle_s`: how long after a write whose answer was lost the
    store may still be at it; the same again beside it would mail the customer twice. `go_on` is asked between messages.
    """

    def __init__(
        self,
        store: StoreRow,
        connector: Connector,
        *,
        settle_s: float = 20.0,
        go_on: Callable[[], bool] = lambda: True,
    ) -> None:
        self.store = store
        self.connector = connector
        self.tally = Tally()
        self._cursors = dict(store.cursor) if isinstance(store.cursor, dict) else {}
        self._seen: dict[str, int] = {}
        self._can: Capabilities | None = None
        self._sender = Sender(
            store.id, connector, self.tally, settle_s=settle_s, go_on=go_on, capabilities=self.capabilities,
            keep_order=self._keep_echo, read_sales=self._read_sales,
        )  # fmt: skip

    def capabilities(self) -> Capabilities:
        """What this store can be asked and told, as it was last learned.

        Raises:
            Offline, Busy, Refused, SignInFailed: it was not learned yet, and cannot be now.
        """
        if self._can is None:
            self._can = self.connector.capabilities()
        return self._can

    def learn(self) -> None:
        """Ask the store what it is and what it takes, and keep it. What was skipped because it did not take such things
        is taken up again, and its owner is asked before customers hear of it.

        Raises:
            Offline, Busy, SignInFailed: it does not answer.
        """
        try:
            facts = self.connector.probe()
            can = self._can = self.connector.capabilities()
        except Refused as refusal:  # what it says of itself is a comfort; without it orders still come
            log.warning("store %d does not say what it is: %s", self.store.id, refusal.code)
            return
        before = store_facts.keep(self.store.id, store_facts.Known(
            kinds=tuple(sorted(can.kinds)), statuses=facts.statuses, mails_on=tuple(sorted(can.mails_on)),
            restocks_on=tuple(sorted(can.restocks_on)), choice_of_mail=can.choice_of_mail,
            lists_orders=can.lists_orders, reads_back=can.reads_back, articles=can.articles, customers=can.customers,
            stock=can.stock, tracking=can.tracking.value, version=facts.version, currency=facts.currency,
            zone=facts.zone, languages=facts.languages, address=facts.address,
        ))  # fmt: skip
        taken = can.kinds - frozenset(before.kinds if before.kinds is not None else can.kinds)
        if outbox.take_up(self.store.id, taken):
            self.tally.asking = outbox.ask(self.store.id, above=0)
        with unit() as work:  # its owner may just have chosen that it is told our stock, or another safety number
            levels.tell_all(work, self.store.id)

    def ask_first(self) -> None:
        """The store is back: if it was away for long, many notices wait for their owner's word."""
        last = stores.get(self.store.id).last_contact
        away_s = math.inf if last is None else abs((now() - last).total_seconds())
        if away_s >= AWAY_S:
            self.tally.asking = outbox.ask(self.store.id)

    def push_due(self, within_s: float | None = None) -> bool:
        """Tell the store what is due, in the order of events of each order, for so many seconds; True if there is more.

        Raises:
            Offline, Busy, SignInFailed: the store as a whole does not take anything now.
        """
        return self._sender.push_due(within_s)

    def pull_changes(self) -> bool:
        """Read one page of what changed and keep it; True if there is more."""
        pull = self.connector.pull_orders(str(self._cursors.get("orders", "")))
        self._sender.has_answered()
        self._save(pull.orders, "orders", pull.cursor)
        self.tally.refused += pull.refused
        return pull.more

    def pull_open(self) -> bool:
        """Read a page of all orders still to be worked on: changes that move no date are found so. True if more."""
        pull = self.connector.open_orders(str(self._cursors.get("open", "")))
        self._sender.has_answered()
        self._save(pull.orders, "open", pull.cursor)
        return pull.more

    def find_gone(self) -> None:
        """Ask for every order that is open here by its id; those the store no longer has count as cancelled."""
        asked = vanished.open_refs(self.store.id)
        gone = self.connector.missing(asked) if asked else []
        if gone:
            self.tally.orders_gone += vanished.save(self.store.id, gone)

    def pull_articles(self) -> bool:
        """Read one page of articles and keep it; True if there is more."""
        pull = self.connector.pull_articles(str(self._cursors.get("articles", "")))
        self._move_on("articles", pull.cursor, pull.more)
        self.tally.articles += remote.save_articles(self.store.id, pull.articles, self._cursors)
        return pull.more

    def pull_customers(self) -> bool:
        """Read one page of the store's customers and keep it; True if there is more."""
        pull = self.connector.pull_customers(str(self._cursors.get("customers", "")))
        self._move_on("customers", pull.cursor, pull.more)
        self.tally.customers += customers.save_customers(self.store.id, pull.customers, self._cursors)
        return pull.more

    def pull_stock(self) -> bool:
        """Read one page of what the store says it has; True if there is more. At the end it is told what differs."""
        pull = self.connector.pull_stock(str(self._cursors.get("stock", "")))
        self.tally.levels += levels.keep(self.store.id, pull.levels)
        self._move_on("stock", pull.cursor, pull.more)
        stores.save_cursor(self.store.id, self._cursors)
        if not pull.more:
            levels.note_differences(self.store.id)
        return pull.more

    def age_s(self, what: str) -> float:
        """Seconds since all of it was read; infinite if that was never, or if a clock has jumped back since."""
        at = str(self._cursors.get(f"{what}_at", ""))
        age = (now() - datetime.fromisoformat(at)).total_seconds() if at else math.inf
        return age if age >= 0 else math.inf

    def give_up(self, what: str) -> None:
        """The store does not let us read this; it is asked again as if it had been read."""
        self._move_on(what, str(self._cursors.get(what, "")), False)
        stores.save_cursor(self.store.id, self._cursors)

    def recheck(self, remote_id: str, within_s: float) -> Recheck:
        """Read one order now and keep what the store says; the bench is stopped by what is kept, not by this answer."""
        try:
            order = self.connector.read_order(remote_id, within_s)
        except (Offline, Busy, SignInFailed, Refused):
            return Recheck.NO_ANSWER
        if order is None:
            self.tally.orders_gone += vanished.save(self.store.id, [remote_id])
            return Recheck.GONE
        saved = remote.save_orders(self.store.id, [order])
        self._seen[remote_id] = hash(order)
        return Recheck.SAME if saved.unchanged else Recheck.CHANGED

    def has_gone(self) -> None:
        """The store does not answer: from here on one message at a time is tried, until one goes through."""
        self._sender.has_gone()

    def close(self) -> None:
        self.connector.close()

    def _move_on(self, what: str, cursor: str, more: bool) -> None:
        self._cursors[what] = cursor
        if not more:
            self._cursors[f"{what}_at"] = now().isoformat()

    def _keep_echo(self, order: RemoteOrder) -> None:
        remote.save_orders(self.store.id, [order])
        self._seen[order.remote_id] = hash(order)

    def _read_sales(self) -> None:
        if self.capabilities().lists_orders:
            while self.pull_changes():
                continue

    def _save(self, orders: Sequence[RemoteOrder], cursor_name: str, cursor: str) -> None:
        """Keep what is new to us, few at a time; the cursor goes with the last, so a stop in between repeats a page."""
        fresh = self._newest([order for order in orders if self._seen.get(order.remote_id) != hash(order)])
        chunks = [fresh[start : start + CHUNK] for start in range(0, len(fresh), CHUNK)] or [[]]
        known = self._cursors.get(cursor_name)
        for place, chunk in enumerate(chunks, start=1):
            last = place == len(chunks)
            if last:
                self._cursors[cursor_name] = cursor
            if chunk or (last and known != cursor):
                self._keep(chunk, dict(self._cursors) if last else None)
        if len(self._seen) > SEEN_LIMIT:
            self._seen.clear()
        self._seen.update((order.remote_id, hash(order)) for order in fresh)

    def _newest(self, orders: list[RemoteOrder]) -> list[RemoteOrder]:
        """The orders with those read anew of which a later version has been here: a list may lag behind a write, and a
        store's clock may have been put back, so neither date nor list is believed."""
        late = remote.older(self.store.id, orders)
        return [self._read_again(order) if order.remote_id in late else order for order in orders]

    def _read_again(self, order: RemoteOrder) -> RemoteOrder:
        try:
            return self.connector.read_order(order.remote_id) or order
        except Refused:  # a store that cannot be asked for one order
            return order

    def _keep(self, orders: list[RemoteOrder], cursor: dict[str, object] | None) -> None:
        try:
            saved = remote.save_orders(self.store.id, orders, cursor)
        except (ValueError, ArithmeticError, LookupError):
            if len(orders) < 2:
                self._refuse(orders, cursor)
                return
            for order in orders:  # one that cannot be kept holds up nobody
                self._keep([order], None)
            self._keep([], cursor)
            return
        self.tally.orders_new += saved.new
        self.tally.orders_changed += saved.changed

    def _refuse(self, orders: list[RemoteOrder], cursor: dict[str, object] | None) -> None:
        for order in orders:
            log.error("store %d: order %s cannot be kept", self.store.id, order.remote_id)
            self.tally.orders_refused += 1
        if cursor is not None:
            stores.save_cursor(self.store.id, cursor)
