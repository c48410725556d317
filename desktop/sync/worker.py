"""The sync thread: pushes what is due, pulls what changed, and knows of each store whether it answers."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from desktop.domain.errors import KolliError
from desktop.i18n import N_
from desktop.services import changes, lease, orders, outbox, permits, proof, stores
from desktop.services.changes import Change, now
from desktop.services.stores import StoreRow
from desktop.sync.connect import connect
from desktop.sync.connector import Busy, Connector, Offline, Refused, SignInFailed
from desktop.sync.link import AWAY_S, FACTS_LAST_S, LONGEST_OFFLINE_S, Link, Recheck, Tally, wait_s
from desktop.sync.proving import prove_store

LEASE_S = 180.0  # longer than one request may take
PAUSED_S = 1800.0  # a store that lets us in again (a firewall, a certificate) is noticed without a person
SLICE_S = 10.0  # of telling, until what changed is read in between and another store has its turn
USUAL_POLL_S = 60.0
DAILY = ("articles", "customers", "stock")
PROOF_LOOK_S = 600.0  # how often it is asked whether the night's proof is due

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done, in seconds."""

    poll_s: float = USUAL_POLL_S
    open_s: float = 3600.0
    daily_s: float = 86_400.0
    settle_s: float = 20.0
    contact_s: float = 15.0  # the age of the last contact is written no oftener


@dataclass(frozen=True, slots=True)
class Report:
    """One store after a round; `error` is the sentence that ended it, "" if it went through."""

    store: str
    online: bool
    tally: Tally
    error: str = ""


@dataclass(slots=True)
class _Turn:
    """When a store's next things are due, on the monotonic clock."""

    link: Link | None = None
    row: StoreRow | None = None
    try_at: float = 0.0
    poll_at: float = 0.0
    open_at: float = 0.0
    learn_at: float = 0.0
    contact_at: float = 0.0
    lease_at: float = 0.0
    proof_at: float = 0.0
    fails: int = 0
    online: bool | None = None  # None: not tried yet
    trouble: KolliError | None = None  # why the last round ended early
    prove: bool = False  # somebody wants the proof now


class Worker:
    """`start()`, `stop()`; nothing else needs to be called. `at_end` closes the thread's database connection."""

    def __init__(
        self,
        *,
        pace: Pace | None = None,
        open_store: Callable[[StoreRow], Connector] = connect,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._pace = pace or Pace()
        self._open_store = open_store
        self._at_end = at_end
        self._owner = lease.owner()
        self._turns: dict[int, _Turn] = {}
        self._changed: set[int] = set()
        self._questions: queue.SimpleQueue[tuple[int, Callable[[Recheck], None] | None]] = queue.SimpleQueue()
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._paused = False
        self._thread: threading.Thread | None = None
        self._unlisten: Callable[[], None] = lambda: None

    def start(self) -> Callable[[], None]:
        """Begin; returns `stop`."""
        self._unlisten = changes.listen(self._hear)
        self._thread = threading.Thread(target=self._run, name="sync")
        self._thread.start()
        return self.stop

    def stop(self) -> None:
        """End after the message that is on its way; a store that does not answer is hung up on."""
        self._unlisten()
        self._stopping.set()
        self._awake.set()
        thread = self._thread
        if thread is None:
            return
        thread.join(2.0)
        if thread.is_alive():
            for turn in list(self._turns.values()):
                if turn.link:
                    turn.link.close()
            thread.join()
        self._thread = None

    def wake(self) -> None:
        """Look for work now; a store that was waited for is tried at once."""
        for turn in self._turns.values():
            turn.try_at = turn.poll_at = 0.0
        self._awake.set()

    def pause(self, paused: bool = True) -> None:
        """Ask and tell no store until `pause(False)`; what is on its way is finished. The next start syncs again."""
        self._paused = paused
        self.wake()

    @property
    def paused(self) -> bool:
        return self._paused

    def online(self, store_id: int) -> bool | None:
        """Whether the store answered last time; None before the first try."""
        turn = self._turns.get(store_id)
        return turn.online if turn else None

    def trouble(self, store_id: int) -> KolliError | None:
        """Why the store's last round ended early, with all that it named; None where it went through."""
        turn = self._turns.get(store_id)
        return turn.trouble if turn else None

    def prove(self, store_id: int) -> None:
        """Compare every order of a store now, and not only at night; the proof is told as a change."""
        turn = self._turns.get(store_id)
        if turn is not None:
            turn.prove = True
            turn.try_at = turn.poll_at = turn.proof_at = 0.0
            self._awake.set()

    def recheck(self, order_id: int, done: Callable[[Recheck], None] | None = None) -> None:
        """Read an order again in its store, soon and on the sync thread; call it when an order is opened for packing
        and before its parcel is closed. What differs is kept and told as a change; `done` is called on the sync thread.
        """
        self._questions.put((order_id, done))
        self._awake.set()

    def run_once(self, rows: Sequence[StoreRow] | None = None) -> list[Report]:
        """One whole round on the calling thread: push, pull to the end, open orders, deletions, and articles once a
        day. For `kolli sync`."""
        reports = []
        for row in stores.active() if rows is None else rows:
            turn = self._turns.setdefault(row.id, _Turn())
            turn.row = row
            error = ""
            try:
                self._whole_round(turn, row)
            except KolliError as failure:
                self._failed(turn, row, failure)
                error = failure.say()
            finally:
                self._let_go(turn, row)
            tally = turn.link.tally if turn.link else Tally()
            reports.append(Report(row.name, error == "", replace(tally), error))
            self._hang_up(turn)
        return reports

    def _whole_round(self, turn: _Turn, row: StoreRow) -> None:
        if not self._hold(turn, row):
            raise OtherBench(store=row.name)
        link = self._link(turn, row)
        self._greet(turn, row, link)
        cut_off: Offline | None = None
        try:
            link.push_due()
        except Offline as offline:  # it may be over this one message; reading will tell
            cut_off = offline
        for read in (link.pull_changes, link.pull_open):
            while read():
                self._hold(turn, row)
        link.find_gone()
        for what in DAILY:
            self._read_daily(turn, row, link, what)
        if cut_off is None:
            link.push_due()
        self._succeeded(turn, row)

    def _run(self) -> None:
        with permits.trusting():  # stores are told and heard whoever is signed in here
            self._work()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                self._answer_questions()
                for row in self._rows():
                    if not self._stopping.is_set() and not self._paused:
                        self._serve(self._turns[row.id], row)
                pause = self._pause_s()
            except KolliError as error:  # the database, not a store: those are dealt with in _serve
                log.warning("sync waits: %s", type(error).__name__)
                pause = 5.0
            except Exception:  # the top of this thread: report, and go on with the next round
                log.exception("sync failed")
                pause = 60.0
            self._awake.wait(pause)
        self._end()

    def _rows(self) -> list[StoreRow]:
        """The stores to serve; those that were changed or switched off lose their connection."""
        rows = stores.active()
        changed, self._changed = self._changed, set()
        for store_id in list(self._turns):
            if store_id in changed or store_id not in [row.id for row in rows]:
                self._hang_up(self._turns.pop(store_id))
        for row in rows:
            self._turns.setdefault(row.id, _Turn()).row = row
        return rows

    def _serve(self, turn: _Turn, row: StoreRow) -> None:
        """One store's turn: everything that is due now, telling for no longer than a slice."""
        clock = time.monotonic()
        if clock < turn.try_at or not self._is_due(turn, row, clock):
            return
        try:
            if not self._hold(turn, row):
                turn.try_at = clock + wait_s(3)  # another bench tells it; a fifth sooner or later than the next one
                return
            link = self._link(turn, row)
            self._greet(turn, row, link)
            link.push_due(SLICE_S)
            self._pull(turn, row, link)
        except (Offline, Busy, Refused, SignInFailed) as error:
            self._failed(turn, row, error)
            self._let_go(turn, row)
        else:
            self._succeeded(turn, row)

    def _greet(self, turn: _Turn, row: StoreRow, link: Link) -> None:
        """Before anything is told to a store that was away: what it is, and whether its owner must be asked first."""
        clock = time.monotonic()
        if clock >= turn.learn_at:
            link.learn()
            turn.learn_at = clock + FACTS_LAST_S
        last = row.last_contact
        if turn.online is not True or last is None or abs((now() - last).total_seconds()) >= AWAY_S:
            link.ask_first()

    def _hold(self, turn: _Turn, row: StoreRow) -> bool:
        """Be the one who tells this store, or stay it; False while another bench is."""
        clock = time.monotonic()
        if turn.lease_at > clock:
            return True
        held = lease.take(_lease(row), self._owner, LEASE_S)
        turn.lease_at = clock + LEASE_S / 4 if held else 0.0
        return held

    def _let_go(self, turn: _Turn, row: StoreRow) -> None:
        """Another bench may have a network where this one has none."""
        turn.lease_at = 0.0
        lease.leave(_lease(row), self._owner)

    def _is_due(self, turn: _Turn, row: StoreRow, clock: float) -> bool:
        if clock >= min(turn.poll_at, turn.open_at):
            return True
        due = outbox.next_time(row.id)
        return due is not None and due <= now()

    def _pull(self, turn: _Turn, row: StoreRow, link: Link) -> None:
        clock = time.monotonic()
        if clock >= turn.poll_at:
            self._to_the_end(link.pull_changes, turn, row, link)
            turn.poll_at = time.monotonic() + self._poll_s(link)
        if clock >= turn.open_at:
            self._to_the_end(link.pull_open, turn, row, link)
            link.find_gone()
            turn.open_at = time.monotonic() + self._pace.open_s
        for what in DAILY:
            self._read_daily(turn, row, link, what)
        if clock >= turn.proof_at:
            turn.proof_at = clock + PROOF_LOOK_S
            self._prove(turn, row, link)

    def _prove(self, turn: _Turn, row: StoreRow, link: Link) -> None:
        """Once a night: that bench and store agree about every order; see services.proof."""
        if not (turn.prove or proof.is_due(row.id)):
            return
        turn.prove = False

        def sync() -> None:
            self._to_the_end(link.pull_changes, turn, row, link)

        def go_on() -> bool:
            link.push_due(SLICE_S)  # what people do meanwhile does not wait for the end of it
            return self._goes_on(turn, row)

        try:
            prove_store(row, self._open_store, sync, go_on)
        except Refused as refusal:  # it is a comfort; without it orders still come and go
            log.warning("store %d could not be proved: %s", row.id, refusal.code)

    def _poll_s(self, link: Link) -> float:
        """How often it is asked for changes: a connector may name another pace than the usual minute (`POLL_S`)."""
        named = float(getattr(link.connector, "POLL_S", USUAL_POLL_S))
        return self._pace.poll_s * named / USUAL_POLL_S

    def _read_daily(self, turn: _Turn, row: StoreRow, link: Link, what: str) -> None:
        """Articles, customers or stock, once a day; a store that keeps them from us still gives us its orders."""
        can = link.capabilities()
        offered = {"articles": can.articles, "customers": can.customers, "stock": can.stock}
        if not offered[what] or link.age_s(what) < self._pace.daily_s:
            return
        read = {"articles": link.pull_articles, "customers": link.pull_customers, "stock": link.pull_stock}
        try:
            self._to_the_end(read[what], turn, row, link)
        except (Refused, SignInFailed) as refusal:
            if what == "articles":
                raise
            log.warning("store %d does not let its %s be read: %s", row.id, what, type(refusal).__name__)
            link.give_up(what)

    def _to_the_end(self, read: Callable[[], bool], turn: _Turn, row: StoreRow, link: Link) -> None:
        """Page after page; what people at the bench have done meanwhile goes out in between."""
        while read() and self._goes_on(turn, row):
            link.push_due(SLICE_S)

    def _link(self, turn: _Turn, row: StoreRow) -> Link:
        if turn.link is None:
            connector = self._open_store(row)
            go_on = partial(self._goes_on, turn, row)
            turn.link = Link(row, connector, settle_s=self._pace.settle_s, go_on=go_on)
        return turn.link

    def _goes_on(self, turn: _Turn, row: StoreRow) -> bool:
        """Asked between two messages or pages: whoever opens an order meanwhile does not wait for all the others."""
        if self._stopping.is_set() or self._paused:
            return False
        self._answer_questions()
        return self._hold(turn, row)

    def _succeeded(self, turn: _Turn, row: StoreRow) -> None:
        turn.fails = 0
        turn.trouble = None
        turn.try_at = 0.0
        clock = time.monotonic()
        if turn.online is not True or row.fault or clock >= turn.contact_at:
            turn.contact_at = clock + self._pace.contact_s
            stores.mark_contact(row.id, round(turn.link.connector.skew_s()) if turn.link else 0)
        turn.online = True

    def _failed(self, turn: _Turn, row: StoreRow, error: KolliError) -> None:
        turn.fails += 1
        turn.trouble = error
        turn.online = False
        if turn.link:
            turn.link.has_gone()
        pause = wait_s(turn.fails, LONGEST_OFFLINE_S)
        if isinstance(error, SignInFailed):
            stores.mark_paused(row.id, error.say())
            pause = PAUSED_S
        elif isinstance(error, Busy):
            pause = error.wait_s
        elif isinstance(error, Refused):
            log.warning("store %d refuses to be read: %s", row.id, error.code)
            stores.mark_paused(row.id, error.say())
            pause = wait_s(turn.fails + 5)
        turn.try_at = time.monotonic() + pause
        stores.mark_away(row.id, error.say(), now() + timedelta(seconds=pause))

    def _answer_questions(self) -> None:
        while True:
            try:
                order_id, done = self._questions.get_nowait()
            except queue.Empty:
                return
            try:
                answer = self._look(order_id)
            except KolliError as error:  # it is not here any more, or its store is not
                log.warning("order %d cannot be looked at: %s", order_id, type(error).__name__)
                answer = Recheck.NO_ANSWER
            if done:
                done(answer)

    def _look(self, order_id: int) -> Recheck:
        order = orders.show(order_id)
        if order.store_id is None:
            return Recheck.NO_STORE
        turn = self._turns.get(order.store_id)
        if turn is None or turn.row is None or turn.online is False:
            return Recheck.NO_ANSWER
        return self._link(turn, turn.row).recheck(order.remote_id, within_s=5.0)

    def _hear(self, heard: frozenset[Change]) -> None:
        if threading.current_thread() is self._thread:
            return  # our own doing
        for change in heard:
            if change.kind == "store":
                self._changed.add(change.id)
            if change.kind in ("outbox", "store"):
                self._awake.set()

    def _pause_s(self) -> float:
        """Until the next thing is due in any store."""
        if self._paused:
            return self._pace.poll_s
        clock = time.monotonic()
        soonest = clock + self._pace.poll_s
        for store_id, turn in self._turns.items():
            due = min(turn.poll_at, turn.open_at)
            message_at = outbox.next_time(store_id)
            if message_at is not None:
                due = min(due, clock + max(0.0, (message_at - now()).total_seconds()))
            soonest = min(soonest, max(due, turn.try_at))
        return max(0.01, soonest - clock)

    def _end(self) -> None:
        for turn in self._turns.values():
            self._hang_up(turn)
            if turn.row:
                lease.leave(_lease(turn.row), self._owner)
        self._at_end()

    def _hang_up(self, turn: _Turn) -> None:
        if turn.link:
            turn.link.close()
            turn.link = None


class OtherBench(KolliError):
    text = N_("{store} is being told by another bench or window just now. Nothing is lost; try again in a minute.")


def _lease(row: StoreRow) -> str:
    return f"sync:{row.id}"
