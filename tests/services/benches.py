"""Two benches as they are: processes of their own on one PostgreSQL, each told what to do and asked what it saw."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from desktop.domain.errors import KolliError
from desktop.domain.order import Stage
from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import changes, claims, packing, queue
from desktop.services.bench import Seat
from desktop.services.hearing import Hearing


class Bench:
    """One bench in a process of its own. `do` waits for its answer; `begin` and `end` let two work at once."""

    def __init__(self, url: str, name: str, who: str) -> None:
        spawn = multiprocessing.get_context("spawn")  # nothing of the test's own connection goes along
        self._ear, mouth = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(url, name, who, mouth), daemon=True)
        self.process.start()
        assert self.end() == "ready"

    def do(self, what: str, *values: object) -> Any:
        self.begin(what, *values)
        return self.end()

    def begin(self, what: str, *values: object) -> None:
        self._ear.send((what, values))

    def end(self) -> Any:
        assert self._ear.poll(60), "the bench does not answer"
        return self._ear.recv()

    def kill(self) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()

    def close(self) -> None:
        if self.process.is_alive():
            with contextlib.suppress(OSError):
                self._ear.send(None)
            self.process.join(10)
            self.process.kill()


@contextlib.contextmanager
def benches(url: str) -> Iterator[tuple[Bench, Bench]]:
    """Sari at Bench 2 and Bagas at Bench 3."""
    one = Bench(url, "Bench 2", "Sari")
    other = Bench(url, "Bench 3", "Bagas")
    try:
        yield one, other
    finally:
        one.close()
        other.close()


def _work(url: str, name: str, who: str, mouth: Connection) -> None:
    open_database(url)
    changes.work_at(name, who)
    hearing, told = Hearing(url), _Told()
    stop, unlisten = hearing.start(), changes.listen(told.hear)
    hearing.ready.wait(30)
    mouth.send("ready")
    does = {
        "open": lambda order_id, take_over=False: packing.open_order(order_id, take_over=take_over).id,
        "scan": lambda order_id, code: packing.scan(order_id, code).verdict.value,
        "undo": lambda order_id: packing.undo(order_id).verdict.value,
        "finish": lambda order_id: packing.finish(order_id).number,
        "aside": packing.put_aside,
        "item": lambda code, op_id: getattr(Seat().scan(code, op_id).order, "id", None),
        "sees": lambda order_id, words: _sees(told, order_id, words),
        "hears": told.wait,
        "at": lambda moment, then, *values: (time.sleep(max(0.0, moment - time.monotonic())), does[then](*values))[1],
        "clock": lambda days: changes.set_clock(lambda: datetime.now(UTC) + timedelta(days=days)),
        "now": time.monotonic,
    }  # fmt: skip
    while (asked := mouth.recv()) is not None:
        what, values = asked
        try:
            mouth.send(does[what](*values))
        except KolliError as refused:
            mouth.send(f"{type(refused).__name__}: {refused.say()}")
    unlisten()
    stop()
    forget()


class _Told:
    """What this bench heard, and waiting for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heard: set[changes.Change] = set()

    def hear(self, heard: frozenset[changes.Change]) -> None:
        with self._changed:
            self._heard |= heard
            self._changed.notify_all()

    def wait(self, order_id: int, limit_s: float = 20.0) -> bool:
        """Wait for news of an order, or of any; forgets it then."""
        wanted = {changes.Change("order", order_id), changes.Change("order", 0)}
        with self._changed:
            found = self._changed.wait_for(lambda: bool(self._heard & wanted), limit_s)
            self._heard -= wanted
        return found


def _sees(told: _Told, order_id: int, words: str) -> float | None:
    """When this bench's list says so of the order, without being asked; None if it never does."""
    for _news in range(20):
        if not told.wait(order_id):
            return None
        shown = {row.id: row.packer for row in queue.page(Stage.TO_PACK)}.get(order_id, "")
        claim = claims.of(order_id)
        if shown == words == (claim.say() if claim else ""):
            return time.monotonic()
    return None
