"""R14: the network to the database is pulled and the server's sessions end while a bench packs: no scan is lost, none
is counted twice, and the bench goes on by itself when the server is back.
"""

import contextlib
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import peewee
import psycopg
import pytest

from desktop.domain.errors import DatabaseUnreachable, KolliError
from desktop.models import base
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, orders, packing
from tests.hard.runs import new_seed, report, runs
from tests.postgres import Server
from tests.services import shop

UNITS = 12
WAIT_S = 30.0  # a bench whose server is back and that does not go on by then has stopped
_NAME = ".s.PGSQL.5432"


class Cable:
    """Between a bench and its server. `pull`: nothing passes, and nobody is told; `plug`: it does again."""

    def __init__(self, upstream: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kolli-cable-"))
        self._upstream, self._ends, self._open = upstream, set[socket.socket](), True
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / _NAME))
        self._door.listen(16)
        self._threads = [threading.Thread(target=self._welcome, name="cable")]
        self._threads[0].start()

    def pull(self) -> None:
        self._open = False
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def plug(self) -> None:
        self._open = True

    def close(self) -> None:
        self.pull()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join(5)
        for end in self._ends:
            end.close()
        (self.folder / _NAME).unlink(missing_ok=True)
        self.folder.rmdir()

    def _welcome(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _address = self._door.accept()
                if not self._open:
                    here.close()
                    continue
                there = socket.socket(socket.AF_UNIX)
                there.connect(str(self._upstream))
                self._ends |= {here, there}
                for one, other in ((here, there), (there, here)):
                    self._threads.append(threading.Thread(target=self._carry, args=(one, other), name="cable"))
                    self._threads[-1].start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(65536):
                other.sendall(piece)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def _cabled(server: Server) -> Iterator[tuple[Cable, str, str]]:
    name = server.fresh()
    folder = Path(server.url("x").partition("host=")[2])
    cable = Cable(folder / _NAME)
    try:
        yield cable, f"postgresql://postgres@/{name}?host={cable.folder}", name
    finally:
        forget()
        cable.close()
        server.drop(name)


def _restart(server: Server, name: str) -> None:
    """What a bench sees of a server that is restarted at once: its session ends in the middle of whatever it did."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as boss:
        boss.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


def _history(cable: Cable, server: Server, name: str, dice: Random, away_s: float, with_names: bool) -> list[str]:
    """One order is packed while its server comes and goes. Every scan has a name, and is repeated until it is heard."""
    order_id = shop.order(("CUP", UNITS)).id
    packing.open_order(order_id)
    heard, troubles = 0, 0
    trouble = threading.Timer(0.0, lambda: None)
    for turn in range(UNITS):
        op_id = changes.new_op_id()
        if turn in (3, 8):
            pulled = dice.random() < 0.5

            def act(pulled: bool = pulled) -> None:
                if not pulled:
                    _restart(server, name)
                    return
                cable.pull()
                time.sleep(away_s)
                cable.plug()

            trouble.join() if trouble.ident else None
            trouble = threading.Timer(dice.uniform(0.0, 0.02), act)
            trouble.start()
        until = time.monotonic() + WAIT_S + away_s
        while True:
            try:
                found = packing.scan(order_id, "CUP", op_id=op_id if with_names else changes.new_op_id())
                if dice.random() < 0.2:  # it was counted, and the word of it did not arrive
                    raise DatabaseUnreachable(reason="")
                heard += found.verdict.counts
                break
            except DatabaseUnreachable:
                troubles += 1
            except KolliError as error:
                trouble.join()
                return [f"a scan was refused: {type(error).__name__}"]
            if time.monotonic() > until:
                trouble.join()
                return ["the bench never went on"]
            time.sleep(0.02)
    trouble.join()
    packed = sum(line.packed for line in orders.lines(order_id))
    scans = run("SELECT coalesce(sum(units), 0) FROM packing_scan WHERE order_id = ?", (order_id,)).fetchone()[0]
    wrong = []
    if (heard, packed, int(scans)) != (UNITS, UNITS, UNITS):
        wrong.append(f"heard {heard}, packed {packed}, scans {scans} of {UNITS}")
    return wrong


@pytest.mark.timeout(0)
@pytest.mark.alone
@runs(sample=4, whole=500)
def test_no_scan_is_lost_when_the_server_goes(times: int, postgres_server: Server) -> None:
    seed = new_seed()
    wrong: list[str] = []
    with _cabled(postgres_server) as (cable, url, name):
        open_database(url)
        for turn in range(times):
            # Ten seconds now and then, where there is the time for it; otherwise just long enough to be noticed.
            away_s = 10.0 if times >= 100 and turn % 50 == 0 else 0.2
            wrong += _history(cable, postgres_server, name, Random(seed + turn), away_s, with_names=True)
        report("R14 server gone", seed, histories=times, faults=len(wrong))
    assert wrong == []


@pytest.mark.alone
@pytest.mark.parametrize("fault", ["no new session", "no names"])
def test_the_harness_sees_a_bench_that_stops_or_counts_twice(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setitem(globals(), "WAIT_S", 1.0)
    if fault == "no new session":
        monkeypatch.setattr(base, "_leave_dead_session", lambda: None)
    with _cabled(postgres_server) as (cable, url, name):
        open_database(url)
        try:
            wrong = _history(cable, postgres_server, name, Random(1), 0.1, with_names=fault != "no names")
        except (KolliError, peewee.DatabaseError) as error:
            wrong = [type(error).__name__]
    assert wrong
