"""R19: printers run out of paper, lose the line before, within and after a paper, refuse, are turned off; and the
program that prints is killed at any moment. No paper is lost, and none comes out twice without being marked.

Over IPP a doubtful paper is looked up by its key. A thermal printer at port 9100 keeps no list: there a person looks
into its tray, and says "no" now and then although it came out.
"""

import contextlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.devices.device import JobState
from desktop.devices.spooler import Spooler
from desktop.models.base import disconnect, forget, run
from desktop.models.schema import open_database
from desktop.services import changes, packing, papers, parcels, printers, printing
from desktop.services.print_room import PrintRoom
from desktop.services.printers import PrinterRow
from tests.hard.day import Fact
from tests.hard.killing import READY, killed
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.hard.tray import Tray, fallen, tray, until
from tests.services import shop

_LABEL = "parcel-label"
_OFTEN_WRONG = 0.15  # how often a person says "no" although it came out
_LONGEST_S = 120.0


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


def _shop(file: Path, count: int, tray_: Tray, driver: str) -> None:
    """A shop with packed orders and one label printer, whose papers are all still to be asked for."""
    open_database(str(file))
    changes.work_at("Bench 1", "Dewi")
    way = {"uri": tray_.address} if driver == "system" else {"language": "zpl", "address": tray_.address}
    printers.save(PrinterRow("Labels", driver, way, (_LABEL,)))
    store = shop.store()
    for turn in range(count):
        order_id = shop.sold(store, shop.remote(("CUP", 1)))
        packing.open_order(order_id)
        packing.scan(order_id, "CUP")
        if not turn:  # what drawing needs is there before anything forks
            papers.draw(_LABEL, [order_id])
    run("DELETE FROM print_job")
    forget()


class Bench:
    """Somebody who asks for labels, and looks into the tray where the queue cannot know."""

    def __init__(self, seed: int, journal: Path, say: Callable[[Fact], None]) -> None:
        self._dice, self._journal, self._say = Random(seed), journal, say
        asked = {int(row[0]) for row in run("SELECT DISTINCT parcel_id FROM print_job").fetchall()}
        rows = run("SELECT id, order_id FROM parcel ORDER BY id").fetchall()
        self._left = [(int(parcel), int(order)) for parcel, order in rows if parcel not in asked]

    def ask(self) -> None:
        for _each in range(min(len(self._left), self._dice.randrange(1, 6))):
            parcel_id, order_id = self._left.pop(0)
            job_id = printing.queue(_LABEL, order_id, parcel_id=parcel_id)
            self._say(["queued", job_id])

    def look(self) -> None:
        """Answer "Did it come out?", and ask again for what failed."""
        seen = set(fallen(self._journal))
        for job in printing.jobs(1000, ("unsure", "failed")):
            out = {job.op_id, parcels.get(job.parcel_id or 0).code} & seen
            if job.state == "unsure" and out and self._dice.random() > _OFTEN_WRONG:
                printing.came_out(job.id)
            else:
                printing.again(job.id)

    def is_over(self) -> bool:
        open_ = printing.jobs(1, ("queued", "sending", "sent", "unsure", "failed"))
        return not self._left and not open_


def _work(
    file: Path, seed: int, journal: Path, naive: bool, to_the_end: bool
) -> Callable[[Callable[[Fact], None]], None]:
    def work(say: Callable[[Fact], None]) -> None:
        open_database(str(file))
        changes.work_at("Bench 1", "Dewi")
        if naive:
            Spooler._settle = _send_again  # type: ignore[method-assign]
        bench = Bench(seed, journal, say)
        bench.look()
        PrintRoom(leave=disconnect, poll_s=0.02).start()
        say(READY)
        dice = Random(seed)
        while True:
            bench.ask()
            over = until(bench.is_over, dice.uniform(0.01, 0.1))
            bench.look()
            if over and to_the_end:
                say(["over"])
                return

    return work


def _send_again(self: Spooler) -> bool:
    """Broken on purpose: what was being sent is just sent again."""
    self._report(self._doubtful.pop(0).key, JobState.QUEUED, "", "")
    return True


def _to_the_end(work: Callable[[Callable[[Fact], None]], None]) -> bool:
    """Let it live until it says that it is over."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            work(lambda fact: os.write(mouth, json.dumps(fact).encode() + b"\n") and None)
        os._exit(0)
    os.close(mouth)
    os.set_blocking(ear, False)
    said = b""

    def over() -> bool:
        nonlocal said
        with contextlib.suppress(BlockingIOError):
            said += os.read(ear, 65536)
        return b'["over"]' in said

    done = until(over, _LONGEST_S)
    os.kill(child, 9)
    os.waitpid(child, 0)
    os.close(ear)
    return done


def _faults(file: Path, out: list[str], facts: list[Fact], by_key: bool) -> list[str]:
    """What is wrong: papers that are lost, or came out more often than the marked ones say."""
    db = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        rows = db.execute(
            "SELECT j.id, j.op_id, coalesce(j.reprint_of, j.id), j.copy, j.state, p.code FROM print_job j"
            " JOIN parcel p ON p.id = j.parcel_id ORDER BY j.id"
        ).fetchall()
        noted = db.execute("SELECT count(*) FROM history WHERE action = 'printed-again'").fetchone()[0]
    finally:
        db.close()
    prints, known = Counter(out), {row[0] for row in rows}
    found = [f"asked for and lost: {fact}" for fact in facts if fact[0] == "queued" and fact[1] not in known]
    found += [f"not settled: {row}" for row in rows if row[4] not in ("done", "reprinted")]
    found += [f"the same paper twice: {row}" for row in rows if by_key and prints[row[1]] > 1]
    copies = sum(bool(row[3]) for row in rows)
    if noted != copies:
        found.append(f"{copies} copies, {noted} of them noted")
    for root in sorted({row[2] for row in rows}):
        chain = [row for row in rows if row[2] == root]
        fell = sum(prints[row[1]] for row in chain) if by_key else prints[chain[0][5]]
        marked = sum(bool(row[3]) for row in chain)
        if not fell:
            found.append(f"lost: {chain}")
        if fell > 1 + marked:
            found.append(f"unseen double, {fell} prints: {chain}")
    return found


def _asked(file: Path) -> int:
    db = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        return int(db.execute("SELECT count(DISTINCT parcel_id) FROM print_job").fetchone()[0])
    finally:
        db.close()


def _in_order(file: Path, out: list[str]) -> bool:
    """Whether those that nothing went wrong with came out in the sequence of the queue."""
    db = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        plain = [op for (op,) in db.execute("SELECT op_id FROM print_job WHERE reprint_of IS NULL AND state = 'done'"
                                            " ORDER BY id")]  # fmt: skip
    finally:
        db.close()
    wanted = set(plain)
    return [name for name in dict.fromkeys(out) if name in wanted] == plain


def _driven(
    kind: str, papers_: int, folder: Path, seed: int, *, naive: bool = False, kills: int = 0
) -> tuple[list[str], int]:
    """Print so many papers through kills and faults; returns what is wrong, and how often it was killed."""
    dice, journal, file = Random(seed), folder / "fallen", folder / "kolli.db"
    facts: list[Fact] = []
    killed_times = 0
    with tray(kind, seed, journal, forgets=naive) as printer:
        _shop(file, papers_, printer, "system" if kind == "ipp" else "raw")
        least = kills or max(3, papers_ // 8)
        while killed_times < least or _asked(file) < papers_:
            facts += killed(_work(file, dice.randrange(10**9), journal, naive, False), dice.uniform(0.02, 0.3))
            killed_times += 1
        printer.calm()
        over = _to_the_end(_work(file, dice.randrange(10**9), journal, naive, True))
        found = _faults(file, fallen(journal), facts, kind == "ipp")
        if not over:
            found.append("it never ended")
        if kind == "ipp" and not _in_order(file, fallen(journal)):
            found.append("out of order")
    return found, killed_times


@pytest.mark.parametrize("kind", ["ipp", "tcp"])
@runs(sample=12, whole=500)
def test_no_paper_is_lost_and_none_is_doubled_unseen(times: int, kind: str, folder: Path) -> None:
    seed = new_seed()
    found, kills = _driven(kind, times, folder, seed)
    out = fallen(folder / "fallen")
    report(f"papers over {kind}", seed, papers=times, came_out=len(out), kills=kills, faults=len(found))
    assert found == [], f"seed {seed}"


@pytest.mark.parametrize("kind", ["ipp", "tcp"])
def test_the_harness_sees_a_queue_that_just_sends_again(kind: str, folder: Path) -> None:
    """Broken on purpose."""
    found, _kills = _driven(kind, 8, folder, new_seed(), naive=True, kills=1)
    assert any("double" in fault or "twice" in fault for fault in found), found
