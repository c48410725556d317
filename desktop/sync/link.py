"""One store's traffic: what is due goes out, what changed comes in. No transaction is open while we wait for it."""

import logging
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.errors import KolliError
from desktop.domain.remote import RemoteOrder
from desktop.services import outbox, remote, stores, vanished
from desktop.services.changes import now
from desktop.services.outbox import Message
from desktop.services.stores import StoreRow
from desktop.sync.connector import Busy, Connector, Offline, Push, Refused, SignInFailed

CHUNK = 20  # orders in one transaction, so that a scan never waits behind it
PARK_AFTER = 8  # tries that the store itself spoiled; with no network a message waits for ever
LONGEST_WAIT_S = 600.0
LONGEST_OFFLINE_S = 20.0  # a store that is back is noticed within half a minute
SEEN_LIMIT = 50_000

log = logging.getLogger(__name__)


class Recheck(StrEnum):
    """What a look at the store said about one order."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    NO_ANSWER = "no-answer"
    NO_STORE = "no-store"


@dataclass(slots=True)
class Tally:
    """What one round did."""

    confirmed: int = 0
    parked: int = 0
    failed: int = 0
    orders_new: int = 0
    orders_changed: int = 0
    orders_refused: int = 0
    orders_gone: int = 0
    articles: int = 0


def wait_s(fails: int, longest: float = LONGEST_WAIT_S) -> float:
    """2, 4, 8 ... seconds, give or take a fifth, so that benches do not come back all at once."""
    return min(longest, 2.0 ** min(fails, 20)) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter


class Link:
    """Everything done with one store; used by one thread. `settle_s`: how long after a write whose answer was lost the
    store may still be at it; the same again beside it would mail the customer twice.
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
        self._settle_s = settle_s
        self._go_on = go_on
        self._cursors = dict(store.cursor) if isinstance(store.cursor, dict) else {}
        self._seen: dict[str, int] = {}

    def push_due(self) -> None:
        """Tell the store everything that is due, in the order of events of each order.

        Raises:
            Offline, Busy, SignInFailed: the store as a whole does not take anything now.
        """
        while self._go_on():
            message = outbox.next_due(self.store.id, now())
            if message is None:
                return
            self._push(message)

    def pull_changes(self) -> bool:
        """Read one page of what changed and keep it; True if there is more."""
        pull = self.connector.pull_orders(str(self._cursors.get("orders", "")))
        self._save(pull.orders, "orders", pull.cursor)
        return pull.more

    def pull_open(self) -> bool:
        """Read a page of all orders still to be worked on: changes that move no date are found so. True if more."""
        pull = self.connector.open_orders(str(self._cursors.get("open", "")))
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
        self._cursors["articles"] = pull.cursor
        if not pull.more:
            self._cursors["articles_at"] = now().isoformat()
        self.tally.articles += remote.save_articles(self.store.id, pull.articles, self._cursors)
        return pull.more

    def articles_age_s(self) -> float:
        """Seconds since every article was read; infinite if that was never."""
        at = str(self._cursors.get("articles_at", ""))
        return (now() - datetime.fromisoformat(at)).total_seconds() if at else math.inf

    def recheck(self, remote_id: str, within_s: float) -> Recheck:
        """Read one order now and keep what the store says; the bench is stopped by what is kept, not by this answer."""
        try:
            order = self.connector.read_order(remote_id, within_s)
        except (Offline, Busy, SignInFailed):
            return Recheck.NO_ANSWER
        if order is None:
            self.tally.orders_gone += vanished.save(self.store.id, [remote_id])
            return Recheck.GONE
        saved = remote.save_orders(self.store.id, [order])
        self._seen[remote_id] = hash(order)
        return Recheck.SAME if saved.unchanged else Recheck.CHANGED

    def close(self) -> None:
        self.connector.close()

    def _push(self, message: Message) -> None:
        outbox.mark_sending(message, self._settle_s)
        push = Push(message.kind, message.remote_id, message.op_id, message.body)
        try:
            outcome = self.connector.perform(push)
        except Refused as refusal:  # and Conflict: a person decides
            self._park(message, refusal)
            return
        except Busy as busy:
            self._wait(message, busy)
            if busy.whole_store:
                raise
            return
        except Offline as offline:
            # The worker waits for the store as a whole; a message waits longer only if its write may be still at work.
            outbox.mark_failed(message, offline.say(), self._settle_s if offline.values.get("sent") else 0.0)
            self.tally.failed += 1
            raise
        except SignInFailed as shut:
            outbox.mark_failed(message, shut.say(), 1.0)
            self.tally.failed += 1
            raise
        evidence = {"result": outcome.result.value, "read": outcome.evidence}
        outbox.mark_confirmed(message, evidence, outcome.echo)
        self.tally.confirmed += 1
        if outcome.order is not None:  # our own echo: kept now, so that the next delta has nothing new in it
            remote.save_orders(self.store.id, [outcome.order])
            self._seen[outcome.order.remote_id] = hash(outcome.order)

    def _wait(self, message: Message, busy: Busy) -> None:
        """The store is in trouble. If it is over this one message, it is parked after some tries."""
        if not busy.whole_store and message.tries + 1 >= PARK_AFTER:
            self._park(message, busy)
            return
        pause = busy.wait_s if busy.whole_store else max(self._settle_s, wait_s(message.tries + 1))
        outbox.mark_failed(message, busy.say(), pause)
        self.tally.failed += 1

    def _park(self, message: Message, error: KolliError) -> None:
        outbox.park(message.id, error.say())
        self.tally.parked += 1

    def _save(self, orders: Sequence[RemoteOrder], cursor_name: str, cursor: str) -> None:
        """Keep what is new to us, few at a time; the cursor goes with the last, so a stop in between repeats a page."""
        fresh = [order for order in orders if self._seen.get(order.remote_id) != hash(order)]
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
