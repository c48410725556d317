"""R7: the disk fills up at any write. One sentence names the disk, nothing said is lost, and work goes on with room."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.domain.errors import DiskFull
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, packing
from tests.hard.audit import faults
from tests.hard.day import Day, Fact
from tests.hard.runs import new_seed, report, runs
from tests.services import shop

SIZE = 32 * 2**20  # bytes of the small disk; the shop itself must never fill it
A_SHOP = 20  # refusals of one shop, before the next begins with a fresh one: it grows meanwhile
MOST = 200_000  # bytes left when the disk begins to fill


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk in memory; only where this account may mount one."""
    mount = shutil.which("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    words = [mount or "mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if mount is None or os.name == "nt" or subprocess.run(words, capture_output=True).returncode != 0:
        pytest.skip("this account may not mount a small disk")
    try:
        yield folder
    finally:
        forget()
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(autouse=True)
def _one_bench() -> Iterator[None]:
    yield
    packing.forget_all()
    changes.work_at("", "")
    forget()


class Filling:
    """Works until the disk is full, looks at what is there, makes room and goes on; again and again."""

    def __init__(self, file: Path, seed: int, fill: Callable[[Random], None], empty: Callable[[], None]) -> None:
        self.file, self.dice, self.fill, self.empty = file, Random(seed), fill, empty
        self.facts: list[Fact] = []
        self.refused = 0
        self.wrong: list[str] = []
        open_database(str(file))
        shop.store()
        self.day = Day(self.dice.randrange(10**9), self.facts.append)
        self.day.start()

    def once(self) -> None:
        self.fill(self.dice)
        try:
            for _ in range(1000):
                self.day.step()
            self.wrong.append("the disk never filled")
        except DiskFull as full:
            self.refused += 1
            if str(self.file) not in full.say():
                self.wrong.append(f"does not name the disk: {full.say()}")
        self.wrong += faults(self.file, self.facts, keep_wal=True)
        self.empty()
        before = len(self.facts)
        for _ in range(3):
            self.day.step()
        if len(self.facts) == before:
            self.wrong.append("does not go on when there is room")
        self.wrong += faults(self.file, self.facts, keep_wal=True)

    def run(self, times: int) -> None:
        while self.refused < times and not self.wrong:
            self.once()


@runs(sample=15, whole=200)
def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room(times: int, small_disk: Path) -> None:
    filler, seed = small_disk / "filler", new_seed()

    def fill(dice: Random) -> None:
        room = os.statvfs(small_disk)
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_bsize - dice.randrange(4096, MOST))

    _fill_again_and_again("R7 small disk", small_disk, times, seed, fill, filler.unlink)


@runs(sample=15, whole=200)
def test_a_full_file_loses_nothing_and_work_goes_on_when_there_is_room(times: int, tmp_path: Path) -> None:
    """The same where nobody may mount a disk: SQLite itself refuses to let the file grow."""
    seed = new_seed()

    def fill(dice: Random) -> None:
        pages = int(run("PRAGMA page_count").fetchone()[0])
        run(f"PRAGMA max_page_count = {pages + dice.randrange(8)}")

    def empty() -> None:
        run("PRAGMA max_page_count = 1000000")

    _fill_again_and_again("R7 file that may not grow", tmp_path, times, seed, fill, empty)


def _fill_again_and_again(
    harness: str, folder: Path, times: int, seed: int, fill: Callable[[Random], None], empty: Callable[[], None]
) -> None:
    refused = said = 0
    wrong: list[str] = []
    for begun in range(0, times, A_SHOP):
        disk = Filling(folder / "kolli.db", seed + begun, fill, empty)
        disk.run(min(A_SHOP, times - begun))
        refused, said, wrong = refused + disk.refused, said + len(disk.facts), wrong + disk.wrong
        forget()
        for left in folder.glob("kolli.db*"):
            left.unlink()
    report(harness, seed, refusals=refused, facts_said=said, faults=len(wrong))
    assert wrong == [], f"seed {seed}"


def test_the_harness_sees_work_that_is_said_although_it_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken on purpose: the refusal is swallowed, and the bench says right."""

    def fill(_dice: Random) -> None:
        run(f"PRAGMA max_page_count = {int(run('PRAGMA page_count').fetchone()[0])}")

    disk = Filling(tmp_path / "kolli.db", 7, fill, lambda: run("PRAGMA max_page_count = 1000000"))
    real = disk.day._scan

    def says_anyway(order_id: int, code: str, op_id: str) -> None:
        with contextlib.suppress(DiskFull):
            return real(order_id, code, op_id)
        disk.facts.append(["scan", op_id, order_id, "right"])
        raise DiskFull(where=str(disk.file))

    monkeypatch.setattr(disk.day, "_scan", says_anyway)
    disk.run(100)
    assert any(fault.startswith("lost: ['scan'") for fault in disk.wrong)
