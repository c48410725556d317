"""One unit of work: a transaction, its messages to the stores, and who is told afterwards."""

import json
import logging
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from types import TracebackType

import peewee

from desktop.domain.errors import DatabaseBusy, DatabaseUnreachable, DiskFull, FolderRefused, KolliError
from desktop.models.base import db, is_postgres, ms, run, transaction
from desktop.models.outbox import Outbox

log = logging.getLogger(__name__)

_FAULTS = (peewee.DatabaseError, sqlite3.DatabaseError)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was changed and committed: "order" and its id, "outbox" and a store's id, "settings" and 0 ..."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and at which bench; both stand in every history."""

    who: str
    bench: str


@dataclass(slots=True)
class Work:
    """What one unit has to tell after its commit."""

    changes: set[Change] = field(default_factory=set)

    def changed(self, kind: str, row_id: int) -> None:
        self.changes.add(Change(kind, row_id))

    def send(self, kind: str, store_id: int, order_id: int | None, **body: object) -> str:
        """Put a message for a store into the outbox, in this transaction; returns its operation id.

        A message names the state wanted, never a step, so that telling it twice is harmless. Those of one order go in
        sequence.
        """
        return self._queue(kind, store_id, order_id, "" if order_id is None else f"order:{order_id}", body)

    def send_about(self, subject: str, kind: str, store_id: int, **body: object) -> str:
        """The same of something that is no order, such as "stock:17"; those about one subject go in sequence."""
        return self._queue(kind, store_id, None, subject, body)

    def _queue(self, kind: str, store_id: int, order_id: int | None, subject: str, body: dict[str, object]) -> str:
        op_id = new_op_id()
        moment = now()
        Outbox.insert(
            op_id=op_id, store=store_id, order=order_id, kind=kind, subject=subject, body=body, since=moment,
            next_at=moment, created_at=moment,
        ).execute()  # fmt: skip
        self.changed("outbox", store_id)
        return op_id


CHANNEL = "kolli"  # of the database's notifications
_MOST_TOLD = 150  # changes of one commit that are told one by one
_SELF = uuid.uuid4().hex  # with the process's number: a name that no other process has, here or elsewhere
_listeners: list[Callable[[frozenset[Change]], None]] = []
_open = threading.local()
_here = Actor(who="", bench="")
_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_system: Callable[[], datetime] = partial(datetime.now, UTC)
_clock = _system  # replaced by tests


def unit() -> AbstractContextManager[Work]:
    """One transaction. A unit inside a unit is part of the outer one. Listeners are told after the commit.

    Raises:
        DiskFull, DatabaseBusy, FolderRefused, DatabaseUnreachable: nothing was changed.
    """
    return _Unit()


class _Unit:
    """A class and not a generator: every scan goes through here."""

    __slots__ = ("_transaction", "_work")

    def __enter__(self) -> Work:
        outer: Work | None = getattr(_open, "work", None)
        self._work = None if outer else Work()
        if outer is not None:
            return outer
        assert self._work is not None
        self._transaction = transaction()
        try:
            self._transaction.__enter__()
        except _FAULTS as fault:
            raise _acted_on(fault) from fault
        _open.work = self._work
        return self._work

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._work is None:
            return
        _open.work = None
        try:
            if error is None and self._work.changes and is_postgres():
                self._tell_others()
            self._transaction.__exit__(kind, error, trace)
        except _FAULTS as fault:
            raise _acted_on(fault) from fault
        if isinstance(error, _FAULTS):
            told = _acted_on(error)
            if told is not error:
                raise told from error
        if error is None and self._work.changes and _listeners:
            _tell(frozenset(self._work.changes))

    def _tell_others(self) -> None:
        assert self._work is not None
        try:
            _tell_others(self._work.changes)
        except BaseException as fault:
            self._transaction.__exit__(type(fault), fault, fault.__traceback__)
            raise


def listen(listener: Callable[[frozenset[Change]], None]) -> Callable[[], None]:
    """Call `listener` after each commit, on the thread that committed; returns the function that ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener) if listener in _listeners else None


def hear(told: frozenset[Change]) -> None:
    """Tell this process what another one has committed."""
    _tell(told)


def others(payload: str) -> frozenset[Change]:
    """What a notification of the database says; empty for our own, and for one that is not of this version."""
    try:
        sender, *told = json.loads(payload)
        return frozenset() if sender == _name() else frozenset(Change(str(kind), int(row_id)) for kind, row_id in told)
    except (ValueError, TypeError):
        return frozenset()


def now() -> datetime:
    """The moment, aware and in UTC, cut to the milliseconds that the database keeps."""
    moment = _moment.get() or _clock()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def in_unit() -> bool:
    """Whether this thread is inside a unit, whose writing may still be taken back."""
    return getattr(_open, "work", None) is not None


def server_ms() -> int:
    """The moment by the clock of the database's server: what benches with different clocks must agree about."""
    if is_postgres():
        return int(run("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").fetchone()[0])
    return now_ms()


def now_ms() -> int:
    """The moment as the database keeps it, without the detour by a date where the clock is the system's."""
    if _moment.get() is not None:
        return ms(now())
    return time.time_ns() // 1_000_000 if _clock is _system else ms(_clock())


def set_clock(clock: Callable[[], datetime] | None) -> None:
    """Let another clock give the time (tests: wrong and jumping clocks); None is the system's again."""
    global _clock
    _clock = clock or _system


def work_at(bench: str, who: str) -> None:
    """Say whose histories this process writes from now on."""
    global _here
    _here = Actor(who, bench)


def actor() -> Actor:
    return _actor.get() or _here


@contextmanager
def acting(who: str, bench: str = "") -> Iterator[None]:
    """Let everything inside be done by another: the sync, a supervisor."""
    token = _actor.set(Actor(who, bench or _here.bench))
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def happened(at: datetime) -> Iterator[None]:
    """Let everything inside have happened then: what another bench did while it could not say so."""
    token = _moment.set(at)
    try:
        yield
    finally:
        _moment.reset(token)


def new_op_id() -> str:
    """The name of one effect, made before its first try and never changed."""
    return os.urandom(16).hex()


def _tell_others(changes: set[Change]) -> None:
    """Say it to the other benches of this database, with the commit and not before it (and not if it fails).

    A notification holds 8,000 bytes. What an import changes is told by its kinds alone: 0 is any of them.
    """
    many = changes if len(changes) <= _MOST_TOLD else {Change(kind, 0) for kind in {own.kind for own in changes}}
    told = [[change.kind, change.id] for change in many]
    run("SELECT pg_notify(?, ?)", (CHANNEL, json.dumps([_name(), *told], separators=(",", ":"))))


def _name() -> str:
    return f"{_SELF}-{os.getpid()}"


def _tell(changes: frozenset[Change]) -> None:
    for listener in _listeners:
        try:
            listener(changes)
        except Exception:  # a broken screen must not undo the work of a bench that is already committed
            log.exception("a listener failed")


def _acted_on(error: Exception) -> Exception:
    """A fault of the disk or the server as a KolliError; anything else is a bug and stays what it is."""
    # SQLite ends the transaction itself when the disk is full: the last error is then that there is none to undo.
    said = " ".join(str(each).lower() for each in _chain(error))
    if isinstance(error.__cause__, KolliError):
        return error.__cause__
    where = str(getattr(db.obj, "database", ""))
    where = "" if is_postgres() else where
    if "full" in said and ("disk" in said or "space" in said or "database" in said):
        return DiskFull(where=where)
    if "readonly" in said or "read-only" in said:
        return FolderRefused(where=where)
    if "locked" in said or "busy" in said:
        return DatabaseBusy()
    if is_postgres() and ("connection" in said or "server closed" in said):
        return DatabaseUnreachable(reason=said.splitlines()[0][:200])
    return error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
