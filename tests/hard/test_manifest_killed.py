"""The door is killed at any moment: no scan onto a manifest that was said is lost, none counts twice, and what a
manifest hands over is told to its store once, however often its closing was cut short.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, handover, manifests, packing, parcels
from tests.hard.day import Fact
from tests.hard.killing import READY, killed
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.services import shop

_ORDERS = 40
_COURIERS = ("JNE", "J&T", "SiCepat")


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture
def template(folder: Path) -> Path:
    """A shop with packed orders of a store, three couriers, a number on every other parcel."""
    file = folder / "template.db"
    open_database(str(file))
    store = shop.store()
    for turn in range(_ORDERS):
        courier = _COURIERS[turn % len(_COURIERS)]
        order_id = shop.sold(store, shop.remote(("CUP", 1), courier=courier))  # type: ignore[arg-type]
        packing.open_order(order_id)
        packing.scan(order_id, "CUP")
        if turn % 2:
            handover.give(parcels.of_order(order_id)[0], courier, f"0104{order_id:08}")
    forget()
    return file


class Door:
    """Somebody who scans, takes back and closes, in a sequence from a seed; goes on where the last one was killed."""

    def __init__(self, seed: int, say: Callable[[Fact], None]) -> None:
        self._dice, self._say = Random(seed), say

    def start(self) -> None:
        changes.work_at("Bench 1", "Dewi")
        packing.forget_all()
        for done in manifests.resume():
            self._say(["closed", done.manifest.id])

    def step(self) -> None:
        waiting = [row for row in parcels.page(parcels.Of.HAND_OVER) if row.manifest_id is None]
        chance = self._dice.random()
        begun = [row.name for row in parcels.waiting() if manifests.open_of(row.name)]
        if begun and (chance < 0.15 or not waiting):
            found = manifests.open_of(self._dice.choice(begun))
            if found is not None and found.parcels:
                self._say(["closing", found.id])
                self._say(["closed", manifests.close(found.id, "Rudi").manifest.id])
        elif waiting:
            row = self._dice.choice(waiting)
            op_id = changes.new_op_id()
            manifests.scan(row.id, None, op_id)
            self._say(["on", op_id, row.id])
            if chance > 0.9:
                manifests.take_off(row.id)
                self._say(["off", op_id, row.id])


def _faults(file: Path, facts: list[Fact]) -> list[str]:
    """What is wrong with the file, looked at from outside."""
    db = sqlite3.connect(f"file:{file}?mode=rw", uri=True)
    try:
        log = {op for (op,) in db.execute("SELECT op_id FROM manifest_scan")}
        found = [f"lost: {fact}" for fact in facts if fact[0] == "on" and fact[1] not in log]
        states = dict(db.execute("SELECT id, state FROM manifest").fetchall())
        found += [f"not closed: {fact}" for fact in facts if fact[0] == "closed" and states.get(fact[1]) != "closed"]
        for law, question in _LAWS.items():
            found += [f"{law}: {row}" for row in db.execute(question)]
        return found
    finally:
        db.close()


# What must have no row, whenever one looks.
_LAWS = {
    "two open manifests of a courier": "SELECT courier FROM manifest WHERE state = 'open' GROUP BY courier"
    " HAVING count(*) > 1",
    "on a manifest without a scan": "SELECT parcel_id FROM manifest_parcel m WHERE (SELECT sum(CASE verdict"
    " WHEN 'on' THEN 1 WHEN 'off' THEN -1 ELSE 0 END) FROM manifest_scan s WHERE s.parcel_id = m.parcel_id) <> 1",
    "scanned and nowhere": "SELECT parcel_id FROM manifest_scan GROUP BY parcel_id HAVING sum(CASE verdict WHEN 'on'"
    " THEN 1 WHEN 'off' THEN -1 ELSE 0 END) <> (SELECT count(*) FROM manifest_parcel m WHERE m.parcel_id ="
    " manifest_scan.parcel_id)",
    "here although its manifest is closed": "SELECT p.id FROM manifest_parcel m JOIN manifest a ON a.id ="
    " m.manifest_id JOIN parcel p ON p.id = m.parcel_id WHERE a.state = 'closed' AND p.state <> 'shipped'",
    "gone although its manifest is open": "SELECT p.id FROM manifest_parcel m JOIN manifest a ON a.id = m.manifest_id"
    " JOIN parcel p ON p.id = m.parcel_id WHERE a.state = 'open' AND p.state = 'shipped'",
    "told twice": "SELECT order_id, body FROM outbox GROUP BY order_id, kind, body HAVING count(*) > 1",
    "shipped and not told": "SELECT id FROM orders o WHERE stage = 'shipped' AND NOT EXISTS (SELECT 1 FROM outbox b"
    " WHERE b.order_id = o.id AND b.kind = 'order_status' AND b.body LIKE '%completed%')",
    "told and not shipped": "SELECT id FROM orders o WHERE stage <> 'shipped' AND EXISTS (SELECT 1 FROM outbox b"
    " WHERE b.order_id = o.id AND b.body LIKE '%completed%')",
    "two sheets": "SELECT title FROM print_job WHERE kind = 'manifest' GROUP BY title HAVING count(*) > 1",
    "closed without its sheet": "SELECT code FROM manifest a WHERE state = 'closed' AND NOT EXISTS (SELECT 1 FROM"
    " print_job j WHERE j.kind = 'manifest' AND j.title = a.code)",
    "no code": "SELECT id FROM manifest WHERE code IS NULL",
}


@runs(sample=40, whole=1000)
def test_nothing_scanned_onto_a_manifest_is_lost_or_counts_twice(times: int, template: Path, folder: Path) -> None:
    seed = new_seed()
    dice = Random(seed)
    found: list[str] = []
    facts: list[Fact] = []
    said = closed = files = 0
    file = folder / "0.db"
    for turn in range(times):
        if turn % 10 == 0:
            for old in folder.glob(f"{file.name}*"):
                old.unlink()
            files += 1
            file, facts = folder / f"{files}.db", []
            shutil.copyfile(template, file)
        heard = killed(_work(file, dice.randrange(10**9)), dice.uniform(0.001, 0.3))
        said += len(heard)
        closed += sum(fact[0] == "closed" for fact in heard)
        facts += heard
        found += _faults(file, facts)
        assert found == [], f"seed {seed}, kill {turn}"
    report("manifests kill -9", seed, kills=times, facts_said=said, manifests_closed=closed, faults=len(found))
    assert said > times
    assert closed


def _work(file: Path, seed: int) -> Callable[[Callable[[Fact], None]], None]:
    def work(say: Callable[[Fact], None]) -> None:
        open_database(str(file))
        door = Door(seed, say)
        say(READY)
        door.start()
        while True:
            door.step()

    return work


def test_the_harness_sees_a_scan_that_is_said_before_it_is_on_disk(template: Path, folder: Path) -> None:
    """Broken on purpose."""
    file = folder / "broken.db"
    shutil.copyfile(template, file)

    def early(say: Callable[[Fact], None]) -> None:
        open_database(str(file))
        say(READY)
        for (parcel_id,) in run("SELECT id FROM parcel").fetchall():
            say(["on", f"early-{parcel_id}", parcel_id])
            manifests.scan(parcel_id, None, f"early-{parcel_id}")
        while True:
            run("SELECT 1")

    for _turn in range(60):
        facts = killed(early, 0.01)
        if any(fault.startswith("lost") for fault in _faults(file, facts)):
            return
        shutil.copyfile(template, file)
    pytest.fail("the harness does not see it")
