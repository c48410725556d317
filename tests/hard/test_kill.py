"""R1: the program is killed at any moment of its day (SIGKILL). What it had said is there; nothing is there twice."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.models.base import db, forget
from desktop.models.schema import open_database
from desktop.services import orders, packing
from desktop.services.packing import counting
from tests.hard.audit import faults, scans
from tests.hard.day import Day, Fact
from tests.hard.killing import READY, killed
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.services import shop

A_FILE = 100  # kills on one database, before the next begins with a fresh one
SHORTEST_S, LONGEST_S = 0.0005, 0.060


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture
def template(folder: Path) -> Path:
    """A shop with a store, and what its day draws on already loaded: a fork should not wait for imports."""
    file = folder / "template.db"
    open_database(str(file))
    shop.store()
    warm = Day(1, lambda fact: None)
    warm.start()
    for _ in range(60):
        warm.step()
    forget()
    file.unlink()
    open_database(str(file))
    shop.store()
    forget()
    return file


class Killer:
    """Kills a bench again and again on one database; the next one goes on where the last one was."""

    def __init__(self, template: Path, folder: Path, seed: int, day: type[Day] = Day) -> None:
        self.dice = Random(seed)
        self.said = self.unheard = self.kills = 0
        self.found: list[str] = []
        self._template, self._folder, self._day = template, folder, day
        self._fresh()

    def kill(self) -> None:
        if self.kills % A_FILE == 0 and self.kills:
            self._fresh()
        self.kills += 1
        facts = killed(self._work(self.dice.random(), self._pending), self.dice.uniform(SHORTEST_S, LONGEST_S))
        self._facts += facts
        self.said += sum(fact[0] != "try" for fact in facts)
        self._pending = self._unanswered(facts)
        if self._pending and self._pending[1] in scans(self._file):
            self.unheard += 1  # on disk, but the bench never heard so: it will ask again
        # Half of the time the log is left as the kill left it, for the next start to recover.
        self.found += faults(self._file, self._facts, keep_wal=self.dice.random() < 0.5)

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

    def _unanswered(self, facts: list[Fact]) -> Fact | None:
        answered = {fact[1] for fact in facts if fact[0] == "scan"}
        tried = [fact for fact in facts if fact[0] == "try"] or ([self._pending] if self._pending else [])
        return tried[-1] if tried and tried[-1][1] not in answered else None


@runs(sample=60, whole=2000)
def test_nothing_said_is_lost_whenever_the_program_is_killed(times: int, template: Path, folder: Path) -> None:
    seed = new_seed()
    killer = Killer(template, folder, seed)
    while killer.kills < times and not killer.found:
        killer.kill()
    report("R1 kill -9", seed, kills=killer.kills, facts_said=killer.said, scans_on_disk_but_unheard=killer.unheard,
           faults=len(killer.found))  # fmt: skip
    assert killer.found == [], f"seed {seed}, after {killer.kills} kills"
    assert killer.said > times  # it was at work, and not only starting


class SaysTooEarly(Day):
    """Broken on purpose: the tone sounds before the scan is on disk."""

    def _scan(self, order_id: int, code: str, op_id: str) -> None:
        lines = orders.lines(order_id)
        if sum(line.left for line in lines) > 1 and any(line.left for line in lines if line.sku == code):
            self._say(["scan", op_id, order_id, "right"])
        packing.scan(order_id, code, op_id=op_id)


def test_the_harness_sees_a_scan_that_is_said_before_it_is_on_disk(template: Path, folder: Path) -> None:
    killer = Killer(template, folder, seed=11, day=SaysTooEarly)
    while killer.kills < 300 and not killer.found:
        killer.kill()
    assert any(fault.startswith("lost: ['scan'") for fault in killer.found), f"after {killer.kills} kills"


def _half_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: the count and its log are two transactions."""
    real = counting.log

    def log_later(*words: object) -> None:
        db.commit()
        db.begin("IMMEDIATE")
        real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(counting, "log", log_later)


def test_the_harness_sees_a_scan_that_is_two_transactions(
    template: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _half_a_transaction(monkeypatch)
    killer = Killer(template, folder, seed=12)
    while killer.kills < 300 and not killer.found:
        killer.kill()
    assert any(fault.startswith("half: line") for fault in killer.found), f"after {killer.kills} kills"
