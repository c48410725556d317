"""D2: legal numbers without a gap and without a double, however many write at once.

Eight offices on one PostgreSQL invoice orders of their own, in processes of their own; some are killed on the way. One
writer does the same on SQLite. A credit note for every fourth invoice: the two kinds never take a number of each other.
"""

import contextlib
import multiprocessing
import os
import shutil
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from desktop.documents import invoice
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, invoicing
from desktop.services.invoicing import series
from tests.documents import samples
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.postgres import Server
from tests.services import shop

WRITERS = 8
pytestmark = [pytest.mark.alone, pytest.mark.timeout(0)]


def _next_as_it_was_read(kind: str, prefix: str, at: object) -> str:
    """Broken on purpose: reads the newest number, then writes the next."""
    year = at.year  # type: ignore[attr-defined]
    key = (kind, prefix, year)
    row = run("SELECT next FROM number_series WHERE kind = ? AND prefix = ? AND year = ?", key).fetchone()
    turn = int(row[0]) if row else 1
    time.sleep(0.002)
    run("INSERT INTO number_series (kind, prefix, year, next) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING", key)
    run("UPDATE number_series SET next = ? WHERE kind = ? AND prefix = ? AND year = ?", (turn + 1, *key))
    return f"{prefix}/{year}/{turn:06d}"


def _office(url: str, orders: list[int], seed: int, broken: bool, mouth: Connection) -> None:
    """Invoice these orders; say each number as soon as it is given."""
    if broken:
        series.next_number = _next_as_it_was_read
    open_database(url)
    changes.work_at(f"Office {seed}", "")
    dice = Random(seed)
    for order_id in orders:
        try:
            issued = invoicing.issue(order_id)
            mouth.send(issued.number)
            if dice.random() < 0.25:
                mouth.send(invoicing.credit(issued.id, {1: 1}, reason="came back").number)
        except Exception as error:  # noqa: BLE001 - the database refuses a number that is taken: it is told
            mouth.send(f"refused: {type(error).__name__}")
    forget()
    mouth.close()


def _write(url: str, orders: list[int], writers: int, seed: int, *, killed: int = 0, broken: bool = False) -> list[str]:
    """All writers at once, `killed` of them with SIGKILL; what they said, in no sequence."""
    fork = multiprocessing.get_context("fork")
    offices = []
    for which in range(writers):
        ear, mouth = fork.Pipe(duplex=False)
        process = fork.Process(target=_office, args=(url, orders[which::writers], seed + which, broken, mouth))
        process.start()
        mouth.close()
        offices.append((process, ear))
    told: list[str] = []
    for place, (process, ear) in enumerate(offices):
        mine = 0
        with contextlib.suppress(EOFError):
            while True:
                told.append(ear.recv())
                mine += 1
                if place < killed and mine >= len(orders) // writers // 2:
                    assert process.pid is not None
                    os.kill(process.pid, signal.SIGKILL)
        process.join()
    return told


def _wrong(told: list[str]) -> list[str]:
    """What is bent: in the books, or between them and what was said."""
    found = [*invoicing.audit(), *(text for text in told if text.startswith("refused"))]
    numbers = [str(row[0]) for row in run("SELECT number FROM document").fetchall()]
    if len(numbers) != len(set(numbers)):
        found.append("a number stands twice")
    if len(told) != len(set(told)):
        found.append("a number was said twice")
    lost = {text for text in told if not text.startswith("refused")} - set(numbers)
    return found + [f"{number} was said and is not kept" for number in sorted(lost)]


def _orders(how_many: int) -> list[int]:
    invoice.draw(samples.invoice_id(), "en")  # letters are loaded once, before there are offices
    return [shop.order(("CUP", 2)).id for _turn in range(how_many)]


@runs(sample=3, whole=1000)
def test_offices_that_write_at_once_leave_no_gap_and_no_double(
    times: int,
    postgres_server: Server,
    _postgres_template: str,  # noqa: PT019 - its value is the name
) -> None:
    seed, name = new_seed(), postgres_server.fresh(_postgres_template)
    url = postgres_server.url(name)
    try:
        open_database(url)
        orders = _orders(WRITERS * times)
        forget()
        began = time.perf_counter()
        told = _write(url, orders, WRITERS, seed, killed=1)
        took = time.perf_counter() - began
        open_database(url)
        wrong = _wrong(told)
        kept = int(run("SELECT count(*) FROM document WHERE kind = 'invoice'").fetchone()[0])
        report("D2 numbers on PostgreSQL", seed, writers=WRITERS, invoices=kept, documents=len(told), faults=len(wrong),
               documents_a_second=round(len(told) / took))  # fmt: skip
        assert wrong == [], f"seed {seed}"
        assert kept >= (WRITERS - 1) * times
    finally:
        forget()
        postgres_server.drop(name)


@runs(sample=25, whole=1000)
def test_one_writer_on_sqlite_leaves_no_gap(times: int, _sqlite_template: Path) -> None:  # noqa: PT019
    seed = new_seed()
    with quick_folder() as folder:
        shutil.copyfile(_sqlite_template, folder / "kolli.db")
        _one_file(folder / "kolli.db", times, seed)


def _one_file(file: Path, times: int, seed: int) -> None:
    try:
        open_database(str(file))
        orders = _orders(times)
        forget()
        told = _write(str(file), orders, 1, seed, killed=1)
        open_database(str(file))
        done = set(told)
        told += _write_here(orders)  # the killed writer's work goes on where it was
        wrong = _wrong([*done, *(number for number in told if number not in done)])
        report("D2 numbers on SQLite", seed, writers=1, documents=len(set(told)), faults=len(wrong))
        assert wrong == [], f"seed {seed}"
        assert int(run("SELECT count(*) FROM document WHERE kind = 'invoice'").fetchone()[0]) == times
    finally:
        forget()


def _write_here(orders: list[int]) -> list[str]:
    return [invoicing.issue(order_id).number for order_id in orders]


def test_the_harness_sees_a_number_that_is_read_and_then_written(
    postgres_server: Server,
    _postgres_template: str,  # noqa: PT019
) -> None:
    name = postgres_server.fresh(_postgres_template)
    url = postgres_server.url(name)
    try:
        open_database(url)
        orders = _orders(8)
        forget()
        told = _write(url, orders, 4, seed=1, broken=True)
        open_database(url)
        assert _wrong(told) != []
    finally:
        forget()
        postgres_server.drop(name)
