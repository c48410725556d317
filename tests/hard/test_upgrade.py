"""R12: the upgrade is killed at any moment. The file is the old version or the new one, whole, and never between."""

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.models import schema
from desktop.models.base import forget
from desktop.models.schema import known_version, open_database
from tests.hard.audit import faults
from tests.hard.day import Fact
from tests.hard.killing import READY, killed
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.models import upgrades


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


class Shop:
    """A filled database of this version, and a later Kolli with two more migrations."""

    def __init__(self, folder: Path) -> None:
        self.old, self.file = folder / "old.db", folder / "kolli.db"
        upgrades.fill(str(self.old), schema.MIGRATIONS)
        self.later = upgrades.migrations_with_next(folder)
        self.rows = upgrades.content(self.old)
        self.shape = upgrades.shape(self.old)
        self.takes_s = max(self._timed() for _ in range(3))
        self.new_shape = upgrades.shape(self.file)
        self.new_rows = upgrades.content(self.file)

    def kill(self, after_s: float) -> tuple[str, list[str]]:
        """Upgrade, and kill it; which version is there ("old", "new", "between"), and what is wrong with it."""
        self._fresh()
        killed(self._upgrade, after_s)
        found = _version(self.file)
        state = {known_version(): "old", known_version() + 2: "new"}.get(found, "between")
        wrong = faults(self.file, [], keep_wal=True)
        shape, rows = (self.shape, self.rows) if state == "old" else (self.new_shape, self.new_rows)
        if upgrades.shape(self.file) != shape:
            wrong.append(f"version {found} has the tables of another")
        if upgrades.content(self.file) != rows:
            wrong.append(f"version {found} has other rows")
        wrong += self._copy(state) + self._again()
        return state, wrong

    def _upgrade(self, say: Callable[[Fact], None]) -> None:
        say(READY)
        began = time.perf_counter()
        open_database(str(self.file), self.later)
        say(["done", time.perf_counter() - began])

    def _timed(self) -> float:
        """Seconds that a whole upgrade takes, in a process that is left alone."""
        self._fresh()
        while not (said := killed(self._upgrade, 1.0)):
            self._fresh()  # the machine is very busy: once more
        return float(str(said[0][1]))

    def _copy(self, state: str) -> list[str]:
        """A copy under its own name is complete; and nothing was upgraded before it was there."""
        copy = self.file.with_name(f"{self.file.name}.before-{known_version() + 1:04d}")
        if not copy.exists():
            return ["upgraded without a copy"] if state == "new" else []
        same = upgrades.content(copy) == self.rows and upgrades.shape(copy) == self.shape
        return [] if same else ["the copy is not the old database"]

    def _again(self) -> list[str]:
        """The next start goes on by itself."""
        open_database(str(self.file), self.later)
        forget()
        return [] if upgrades.content(self.file) == self.new_rows else ["the next start did not finish the upgrade"]

    def _fresh(self) -> None:
        for left in self.file.parent.glob("kolli.db*"):
            left.unlink()
        shutil.copyfile(self.old, self.file)


def _version(file: Path) -> int:
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return int(db.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.close()


@runs(sample=30, whole=500)
def test_an_upgrade_that_is_killed_is_done_or_not_begun(times: int, folder: Path) -> None:
    seed = new_seed()
    dice, shop = Random(seed), Shop(folder)
    states, wrong = {"old": 0, "new": 0, "between": 0}, []
    for _ in range(times):
        state, found = shop.kill(dice.uniform(0, shop.takes_s * 1.6))
        states[state] += 1
        wrong += found
    report("R12 kill in the upgrade", seed, kills=times, **states, faults=len(wrong))
    assert (states["between"], wrong[:3]) == (0, []), f"seed {seed}"
    assert min(states["old"], states["new"]) > 0  # the kills fell on both sides, and so on the moment between


def test_the_harness_sees_an_upgrade_of_several_transactions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: each statement is committed for itself."""
    shop = Shop(folder)
    monkeypatch.setattr(schema, "_exclusive", contextlib.nullcontext)
    dice, wrong = Random(5), []
    for _ in range(300):
        _state, found = shop.kill(dice.uniform(0, shop.takes_s * 1.6))
        wrong += found
        if any("has the tables of another" in fault or "has other rows" in fault for fault in found):
            break
    assert any("has the tables of another" in fault or "has other rows" in fault for fault in wrong)
