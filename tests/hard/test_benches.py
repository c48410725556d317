"""R13: many benches on one PostgreSQL. No unit is counted twice, no order closes twice, no number is missing.

The benches fight on purpose: all of them pack the same few orders, in processes of their own, and some are killed.
"""

import contextlib
import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection
from random import Random

import pytest

from desktop.domain.errors import KolliError
from desktop.domain.order import Stage
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, invoicing, orders, packing, queue
from desktop.services.packing import counting
from tests.hard.runs import new_seed, report, runs
from tests.postgres import Server
from tests.services import shop

BENCHES = 16
UNITS = 12  # of each order
pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]
# Broken on purpose: writes what memory believes, without looking whether the line has changed since.
_WITHOUT_LOOKING = (
    "WITH given (units, line, was, again, place, session, parcel) AS"
    " (VALUES (?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint))"
    " UPDATE order_line SET packed = given.was + given.units FROM given WHERE order_line.id = given.line RETURNING "
    + counting._COUNT.partition(" RETURNING ")[2]
)


def _bench(url: str, number: int, seed: int, broken: bool, mouth: Connection) -> None:
    """Pack whatever waits, until nothing waits; then say how many units this bench was told that it counted."""
    if broken:
        counting._COUNT = _WITHOUT_LOOKING
    open_database(url)
    changes.work_at(f"Bench {number}", "")
    dice, counted, closed, slow = Random(seed + number), 0, 0, []
    while True:
        waiting = queue.page(Stage.TO_PICK, limit=4) + queue.page(Stage.TO_PACK, limit=8)
        if not waiting:
            break
        order_id = dice.choice(waiting).id
        with contextlib.suppress(KolliError):
            began = time.perf_counter()
            packing.open_order(order_id, take_over=True)  # they fight on purpose
            slow.append(time.perf_counter() - began)
            for _ in range(dice.randint(1, 6)):
                left = [line.sku for line in orders.lines(order_id) if line.left]
                found = packing.scan(order_id, dice.choice(left or ["CUP"]))
                counted += found.verdict.counts
                if found.parcel:
                    closed += 1
                    invoicing.issue(order_id)
    mouth.send((counted, closed, slow))
    forget()


def _let_loose(url: str, seed: int, killed: int = 0, broken: bool = False) -> tuple[int, int, list[float], int]:
    """All benches at once, `killed` of them with SIGKILL on the way: counted, closed, seconds to open, lived."""
    fork = multiprocessing.get_context("fork")
    benches = []
    for number in range(BENCHES):
        ear, mouth = fork.Pipe(duplex=False)
        process = fork.Process(target=_bench, args=(url, number, seed, broken, mouth))
        process.start()
        mouth.close()
        benches.append((process, ear))
    dice = Random(seed)
    for process, _ear in benches[:killed]:
        time.sleep(dice.uniform(0.05, 0.5))
        assert process.pid is not None
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    counted = closed = lived = 0
    slow: list[float] = []
    for process, ear in benches:
        with contextlib.suppress(EOFError):
            units, parcels, opened = ear.recv()
            counted, closed, lived = counted + units, closed + parcels, lived + 1
            slow += opened
        process.join()
    return counted, closed, slow, lived


def _wrong() -> list[str]:
    """What is bent in the shop's tables after the benches have gone home."""
    checks = {
        "a line holds more than was ordered": "SELECT id FROM order_line WHERE packed > ordered - cancelled",
        "a packed order has units missing": "SELECT o.id FROM orders o JOIN order_line l ON l.order_id = o.id"
        " WHERE o.fulfilment = 'packed' AND l.packed <> l.ordered - l.cancelled",
        "an order with all its units is not packed": "SELECT o.id FROM orders o JOIN order_line l ON l.order_id = o.id"
        " WHERE o.fulfilment <> 'packed' GROUP BY o.id HAVING sum(l.ordered - l.cancelled - l.packed) = 0",
        "a line is not the sum of its scans": "SELECT l.id FROM order_line l LEFT JOIN packing_scan s"
        " ON s.line_id = l.id GROUP BY l.id HAVING l.packed <> coalesce(sum(s.units), 0)",
        "an order closed twice": "SELECT order_id FROM history WHERE action = 'finish' GROUP BY order_id"
        " HAVING count(*) > 1",
        "an order has two parcels": "SELECT order_id FROM parcel GROUP BY order_id HAVING count(*) > 1",
        "an order has two invoices": "SELECT order_id FROM document GROUP BY order_id HAVING count(*) > 1",
        "stock is not the sum of its moves": "SELECT a.id FROM article a LEFT JOIN stock_move m ON m.article_id = a.id"
        " GROUP BY a.id HAVING a.on_hand <> coalesce(sum(m.on_hand), 0) OR a.reserved <> coalesce(sum(m.reserved), 0)",
    }
    found = [name for name, statement in checks.items() if run(statement).fetchone()]
    return found + [f"number {number} is missing" for number in invoicing.gaps()]


def _orders(how_many: int) -> None:
    for turn in range(how_many):  # the same articles in another sequence: what two closings lock, they lock crosswise
        rows = [("CUP", UNITS // 3), ("PLATE", UNITS // 3), ("LAMP", UNITS // 3)]
        shop.order(*(rows if turn % 2 else rows[::-1]))


@runs(sample=16, whole=3000)
def test_benches_that_fight_over_the_same_orders_pack_each_unit_once(times: int, postgres_server: Server) -> None:
    seed, name = new_seed(), postgres_server.fresh()
    url = postgres_server.url(name)
    try:
        open_database(url)
        _orders(times)
        forget()
        counted, closed, slow, lived = _let_loose(url, seed, killed=BENCHES // 8)
        open_database(url)
        wrong = _wrong()
        on_disk = run("SELECT sum(packed), count(DISTINCT order_id) FROM order_line WHERE packed > 0").fetchone()
        report("R13 benches on PostgreSQL", seed, benches=BENCHES, killed=BENCHES - lived, orders=times,
               units=int(on_disk[0]), heard=counted, closed=closed, opening_p95_ms=_p95(slow), faults=len(wrong),
               )  # fmt: skip
        assert wrong == [], f"seed {seed}"
        assert counted <= int(on_disk[0]) == times * UNITS  # a killed bench has counted units that nobody heard of
        assert lived < BENCHES
    finally:
        forget()
        postgres_server.drop(name)


def test_the_harness_sees_a_bench_that_writes_what_it_believes(postgres_server: Server) -> None:
    name = postgres_server.fresh()
    url = postgres_server.url(name)
    try:
        open_database(url)
        _orders(10)
        forget()
        _let_loose(url, seed=1, broken=True)
        open_database(url)
        assert "a line is not the sum of its scans" in _wrong()
    finally:
        forget()
        postgres_server.drop(name)


def _p95(seconds: list[float]) -> float:
    return round(sorted(seconds)[int(len(seconds) * 0.95)] * 1000, 1) if seconds else 0.0
