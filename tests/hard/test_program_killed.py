"""R3 and R11: the real program, started as people start it. It is killed while it packs, and started twice at once.

The whole process is killed here by way of `kolli pack`, which answers each scan on its standard output; what it has
answered must be on disk, and the next start must stand where the last one was within three seconds.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random

import pytest

from desktop import paths
from desktop.app import App
from desktop.domain.errors import InUse
from desktop.domain.order import Stage
from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import orders, packing
from tests.hard.audit import faults, scans
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.services import shop
from tests.shared import REPO

UNITS = 120  # of each of the order's two lines
SOON_S = 3.0


class Program:
    """`kolli pack` on one order, given the same scans from their beginning at each start."""

    def __init__(self, data: Path, seed: int) -> None:
        self.data, self.file, self.dice = data, data / "kolli.db", Random(seed)
        open_database(str(self.file))
        shop.store()
        self.slowest_s = 0.0
        self.answers: list[dict[str, object]] = []
        self._next_order()
        forget()

    def _next_order(self) -> None:
        self.order = shop.order(("CUP", UNITS), ("PLATE", UNITS))
        codes = ["CUP", "PLATE"] * UNITS
        for _ in range(20):  # wrong ones in between, which count nothing
            codes.insert(self.dice.randrange(len(codes)), self.dice.choice(["LAMP", "no such", "cup!"]))
        (self.data / "scans").write_text("\n".join(codes) + "\n", encoding="utf-8")
        self.codes = codes
        self.answers = []

    def kill(self) -> list[str]:
        """Start it, let it work for a while, kill it; what is wrong with what is left."""
        began = time.monotonic()
        with self._started() as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            took = time.monotonic() - began
            time.sleep(self.dice.uniform(0, 0.4))
            process.kill()
            heard = [json.loads(line) for line in (first + process.stdout.read()).splitlines(keepends=True)
                     if line.endswith(b"\n")]  # fmt: skip
        self.slowest_s = max(self.slowest_s, took)
        self.answers = heard if len(heard) > len(self.answers) else self.answers
        wrong = faults(self.file, [], keep_wal=True)
        there = scans(self.file)
        lost = [turn for turn in range(1, len(self.answers) + 1) if f"{self.order.id}-{turn}" not in there]
        return wrong + [f"lost: answered scan {turn} is not on disk" for turn in lost]

    def finish(self) -> list[str]:
        """Let it end: every unit is counted once, and the parcel is closed."""
        with self._started() as process:
            process.communicate(timeout=120)
        open_database(str(self.file))
        try:
            view = orders.show(self.order.id)
            if view.stage is not Stage.TO_SHIP or [line.packed for line in view.lines] != [UNITS, UNITS]:
                return [f"half: ended as {view.stage} with {[line.packed for line in view.lines]}"]
            self._next_order()
        finally:
            packing.forget_all()
            forget()
        return faults(self.file, [])

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "desktop", "pack", self.order.number, "--scans", str(self.data / "scans"),
             "--op-prefix", str(self.order.id), "--data", str(self.data), "--json"],
            cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@runs(sample=4, whole=50)
def test_the_program_is_back_where_it_was_when_it_was_killed(times: int) -> None:
    seed = new_seed()
    wrong: list[str] = []
    with quick_folder() as folder:
        program = Program(folder, seed)
        for turn in range(1, times + 1):
            wrong += program.kill()
            if turn % 4 == 0:
                wrong += program.finish()
        report("R3 whole program killed", seed, kills=times, slowest_start_s=round(program.slowest_s, 2),
               faults=len(wrong))  # fmt: skip
        assert wrong == [], f"seed {seed}"
        assert program.slowest_s < SOON_S


def _start(data: Path, gate: Barrier, done: Barrier, mouth: Connection) -> None:
    app = App(data)
    gate.wait()
    try:
        app.start(window=True)
        mouth.send("owner")
    except InUse:
        mouth.send("second")
    done.wait()  # the first one stays open until the second has had its answer
    app.close()
    os._exit(0)


@runs(sample=10, whole=100)
def test_two_starts_at_once_leave_one_owner(times: int) -> None:
    """R11: one of them owns the shop, the other is told so; also on the very first start, when nothing is there."""
    fork = multiprocessing.get_context("fork")
    found = []
    for _ in range(times):
        with quick_folder() as data:
            gate, done = fork.Barrier(2), fork.Barrier(2)
            both = [fork.Pipe(duplex=False) for _ in range(2)]
            processes = [fork.Process(target=_start, args=(data, gate, done, mouth)) for _ear, mouth in both]
            for process in processes:
                process.start()
            found.append(sorted(ear.recv() for ear, _mouth in both))
            for process in processes:
                process.join()
            open_database(str(data / "kolli.db"))  # made by the one, untouched by the other
            forget()
    report("R11 double starts", 0, starts=times, one_owner=found.count(["owner", "second"]))
    assert found == [["owner", "second"]] * times


def test_an_owner_that_was_killed_leaves_the_shop_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_chosen", None)  # App chooses its folder for the whole process
    fork = multiprocessing.get_context("fork")
    gate, done = fork.Barrier(1), fork.Barrier(2)
    ear, mouth = fork.Pipe(duplex=False)
    process = fork.Process(target=_start, args=(tmp_path, gate, done, mouth))
    process.start()
    assert ear.recv() == "owner"
    with pytest.raises(InUse):
        App(tmp_path).start(window=True)
    process.kill()
    process.join()
    app = App(tmp_path)
    app.start(window=True)
    app.close()
