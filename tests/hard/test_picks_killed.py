"""A picker's program is killed at any moment (SIGKILL): what it had said is picked, and nothing is picked twice.

And two pickers in one wave, on PostgreSQL: no unit of a line is picked by both.
"""

import contextlib
import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from desktop.domain.errors import KolliError
from desktop.domain.picking import Said
from desktop.models.base import db, forget, run
from desktop.models.schema import open_database
from desktop.services import changes, picking, waves
from desktop.services.waves import walking
from tests.hard.day import Fact
from tests.hard.killing import READY, killed
from tests.hard.picks import PickDay, faults, fill
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.postgres import Server
from tests.services import shop, storage

A_FILE = 50
SHORTEST_S, LONGEST_S = 0.002, 0.200  # one scan may take 50 ms on a busy machine


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture
def template(folder: Path) -> Path:
    """A storage with totes, and what the day draws on already loaded: a fork should not wait for imports."""
    file = folder / "template.db"
    open_database(str(file))
    fill()
    warm = PickDay(1, lambda fact: None)
    warm.start()
    for _turn in range(60):
        warm.step()
    forget()
    file.unlink()
    open_database(str(file))
    fill()
    forget()
    return file


class Killer:
    def __init__(self, template: Path, folder: Path, seed: int, day: type[PickDay] = PickDay) -> None:
        self.dice = Random(seed)
        self.said = self.picked = self.kills = 0
        self.found: list[str] = []
        self._template, self._folder, self._day = template, folder, day
        self._fresh()

    def kill(self) -> None:
        if self.kills % A_FILE == 0 and self.kills:
            self._fresh()
        self.kills += 1
        heard = killed(self._work(self.dice.random(), self._pending), self.dice.uniform(SHORTEST_S, LONGEST_S))
        self._facts += heard
        self.said += sum(fact[0] != "try" for fact in heard)
        self.picked += sum(int(str(fact[3])) for fact in heard if fact[0] == "pick")
        answered = {fact[1] for fact in heard if fact[0] in ("pick", "refused")}
        tried = [fact for fact in heard if fact[0] == "try"] or ([self._pending] if self._pending else [])
        self._pending = tried[-1] if tried and tried[-1][1] not in answered else None
        self.found += faults(self._file, self._facts)

    def _fresh(self) -> None:
        if self.kills:
            for old in self._folder.glob(f"{self._file.name}*"):
                old.unlink()
        self._file = self._folder / f"{self.kills}.db"
        shutil.copyfile(self._template, self._file)
        self._facts: list[Fact] = []
        self._pending: Fact | None = None

    def _work(self, seed: float, pending: Fact | None) -> Callable[[Callable[[Fact], None]], None]:
        def work(say: Callable[[Fact], None]) -> None:
            open_database(str(self._file))
            day = self._day(int(seed * 10**9), say, pending)
            say(READY)
            day.start()
            while True:
                day.step()

        return work


@runs(sample=40, whole=1000)
def test_no_pick_is_lost_or_doubled_whenever_the_program_is_killed(times: int, template: Path, folder: Path) -> None:
    seed = new_seed()
    killer = Killer(template, folder, seed)
    while killer.kills < times and not killer.found:
        killer.kill()
    report("picks, kill -9", seed, kills=killer.kills, facts_said=killer.said, units_picked=killer.picked,
           faults=len(killer.found))  # fmt: skip
    assert killer.found == [], f"seed {seed}, after {killer.kills} kills"
    assert killer.said > times // 2  # it was at work, and not only starting


class SaysTooEarly(PickDay):
    """Broken on purpose: the tone sounds before the units are on disk."""

    def _scan(self, wave_id: int, text: str, op_id: str) -> None:
        told = picking.open_wave(wave_id)
        if told.current is not None and text == told.current.sku and len(told.wave.orders) == 1:
            self._say(["pick", op_id, "picked", 1])
        picking.scan(wave_id, text, op_id)


def test_the_harness_sees_a_pick_that_is_said_before_it_is_on_disk(template: Path, folder: Path) -> None:
    killer = Killer(template, folder, seed=11, day=SaysTooEarly)
    with contextlib.suppress(AssertionError):  # what it does after a refusal is its own business
        while killer.kills < 300 and not killer.found:
            killer.kill()
    assert any(fault.startswith("lost: ['pick'") for fault in killer.found), f"after {killer.kills} kills"


def test_the_harness_sees_a_count_and_its_log_in_two_transactions(
    template: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = picking._Walk._log

    def log_later(walk: object, said: Said, *words: object, **more: object) -> None:
        if said is Said.PICKED:
            db.commit()
            db.begin("IMMEDIATE")
        real(walk, said, *words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(picking._Walk, "_log", log_later)
    killer = Killer(template, folder, seed=12)
    while killer.kills < 400 and not killer.found:
        killer.kill()
    assert any(fault.startswith("half: pick") for fault in killer.found), f"after {killer.kills} kills"


def _picker(url: str, number: int, wave_id: int, mouth: Connection) -> None:
    """Walk the wave until nothing is left; say how many units this picker was told that it had picked."""
    open_database(url)
    changes.work_at(f"Bench {number}", "")
    dice, counted = Random(number), 0
    while True:
        view = waves.show(wave_id)
        if not view.open or not view.left:
            break
        stop = dice.choice([stop for stop in view.stops if stop.left])
        with contextlib.suppress(KolliError):
            told = picking.scan(wave_id, stop.sku)
            if told.step.hand:
                tote = dice.choice([code for order in view.orders for code in order.totes])
                told = picking.scan(wave_id, tote)
            if told.said is Said.WRONG_TOTE:
                picking.lay_down(wave_id)
            counted += told.units if told.said is Said.PICKED else 0
    mouth.send(counted)
    forget()


def _two_pickers(server: Server, pickers: int, units: int, orders: int = 3) -> tuple[int, int, list[str]]:
    name = server.fresh()
    url = server.url(name)
    try:
        open_database(url)
        storage.fill()
        ids = [shop.order((storage.CUP, units), (storage.SAMBAL, units)).id for _turn in range(orders)]
        wave = waves.make(ids).wave
        for code in storage.free_totes(orders):
            picking.scan(wave.id, code)
        forget()
        fork = multiprocessing.get_context("fork")
        going = []
        for number in range(pickers):
            ear, mouth = fork.Pipe(duplex=False)
            process = fork.Process(target=_picker, args=(url, number, wave.id, mouth))
            process.start()
            mouth.close()
            going.append((process, ear))
        heard = sum(ear.recv() for _process, ear in going)
        for process, _ear in going:
            process.join()
        open_database(url)
        on_disk = int(run("SELECT sum(picked) FROM pick").fetchone()[0])
        over = run("SELECT l.id FROM order_line l JOIN pick k ON k.line_id = l.id"
                   " WHERE k.picked > l.ordered - l.cancelled").fetchall()  # fmt: skip
        bent = run("SELECT k.id FROM pick k LEFT JOIN pick_scan s ON s.pick_id = k.id GROUP BY k.id, k.picked"
                   " HAVING k.picked <> coalesce(sum(s.units), 0)").fetchall()  # fmt: skip
        return heard, on_disk, [f"over {row[0]}" for row in over] + [f"bent {row[0]}" for row in bent]
    finally:
        forget()
        server.drop(name)


def test_pickers_in_one_wave_never_pick_a_unit_twice(postgres_server: Server) -> None:
    heard, on_disk, wrong = _two_pickers(postgres_server, pickers=4, units=12)
    report("pickers on PostgreSQL", 0, pickers=4, units=on_disk, heard=heard, faults=len(wrong))
    assert (heard, on_disk, wrong) == (72, 72, [])


def test_the_harness_sees_pickers_that_write_what_they_believe(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken on purpose: nobody waits for the other, and the count is written without a look."""
    monkeypatch.setattr(walking, "is_postgres", lambda: False)
    looks = " WHERE id = ? AND picked = ? AND EXISTS"
    assert looks in picking._COUNT
    monkeypatch.setattr(picking, "_COUNT", picking._COUNT.replace(looks, " WHERE id = ? AND ? >= 0 AND EXISTS"))
    wrong: list[str] = []
    for _turn in range(8):
        wrong = wrong or _two_pickers(postgres_server, pickers=6, units=1, orders=15)[2]
    assert wrong


def test_two_lists_never_take_the_same_order(postgres_server: Server) -> None:
    name = postgres_server.fresh()
    url = postgres_server.url(name)
    try:
        open_database(url)
        storage.fill()
        ids = [shop.order((storage.CUP, 1)).id for _turn in range(20)]
        forget()
        fork = multiprocessing.get_context("fork")
        makers = [fork.Process(target=_maker, args=(url, ids if turn % 2 else ids[::-1])) for turn in range(6)]
        for maker in makers:
            maker.start()
        for maker in makers:
            maker.join()
            assert maker.exitcode == 0
        open_database(url)
        rows = run("SELECT order_id, count(*) FROM wave_order WHERE left_at IS NULL GROUP BY order_id").fetchall()
        assert sorted((int(row[0]), int(row[1])) for row in rows) == [(order_id, 1) for order_id in sorted(ids)]
    finally:
        forget()
        postgres_server.drop(name)


def _maker(url: str, order_ids: list[int]) -> None:
    open_database(url)
    for begin in range(0, len(order_ids), 4):
        with contextlib.suppress(KolliError):
            waves.make(order_ids[begin : begin + 4])
    forget()
