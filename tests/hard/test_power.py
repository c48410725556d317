"""R2: the power goes at any write. With synchronous=FULL nothing said is lost; with NORMAL this very test fails."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import apsw
import peewee
import pytest

from desktop.models import base
from desktop.models.schema import open_database
from desktop.services import changes, packing
from tests.hard.audit import faults
from tests.hard.day import Day, Fact
from tests.hard.power import Disk, PoweredDatabase
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.services import shop

LATEST = 1200  # writes before the cut; a scan makes about 20, pages and frame heads
STEPS = 60  # of a day, if the power holds so long


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made
    base.db.initialize(None)
    packing.forget_all()
    changes.work_at("", "")


@pytest.fixture
def template(folder: Path) -> Path:
    file = folder / "template.db"
    open_database(str(file))
    shop.store()
    base.forget()
    return file


class Cuts:
    """Histories on one template, each on a fresh disk that dies at a random write."""

    def __init__(self, template: Path, seed: int, **pragmas: object) -> None:
        self.dice = Random(seed)
        self.said = self.cuts = self.whole = 0
        self.found: list[str] = []
        self._template, self._pragmas = template, {**base._PRAGMAS, **pragmas}

    def cut(self) -> None:
        folder = self._template.parent / "cut"
        after = self._template.parent / "after"
        for place in (folder, after):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
        shutil.copyfile(self._template, folder / "kolli.db")
        disk = Disk(self.dice.randrange(1, LATEST))
        facts = self._live(folder / "kolli.db", disk)
        disk.leave(after, self.dice)
        disk.unregister()
        self.cuts += 1
        self.whole += not disk.dead
        self.said += sum(fact[0] != "try" for fact in facts)
        self.found += faults(after / "kolli.db", facts)

    def _live(self, file: Path, disk: Disk) -> list[Fact]:
        facts: list[Fact] = []
        # Half of the histories move the log into the file every few pages, so that cuts hit that too.
        pragmas = {**self._pragmas, **({"wal_autocheckpoint": 12} if self.dice.random() < 0.5 else {})}
        database = PoweredDatabase(str(file), pragmas=pragmas, timeout=1)
        base.db.initialize(database)
        try:
            day = Day(self.dice.randrange(10**9), facts.append)
            day.start()
            for _ in range(STEPS):
                day.step()
        except (peewee.DatabaseError, apsw.Error):
            if not disk.dead:
                raise
        finally:
            changes._open.work = None
            try:
                database.close()
            except (peewee.DatabaseError, apsw.Error):
                if not disk.dead:
                    raise
        return facts


@runs(sample=60, whole=2000)
def test_nothing_said_is_lost_when_the_power_goes(times: int, template: Path) -> None:
    seed = new_seed()
    cuts = Cuts(template, seed)
    while cuts.cuts < times and not cuts.found:
        cuts.cut()
    report("R2 power cut, synchronous=FULL", seed, cuts=cuts.cuts, facts_said=cuts.said,
           days_without_a_cut=cuts.whole, faults=len(cuts.found))  # fmt: skip
    assert cuts.found == [], f"seed {seed}, after {cuts.cuts} cuts"
    assert cuts.said > times


def test_the_same_test_fails_with_synchronous_normal(template: Path) -> None:
    cuts = Cuts(template, seed=3, synchronous="normal")
    while cuts.cuts < 60 and not cuts.found:
        cuts.cut()
    report("R2 power cut, synchronous=NORMAL", 3, cuts=cuts.cuts, first_fault=cuts.found[:1])
    assert any(fault.startswith("lost:") for fault in cuts.found)
    assert not any(fault.startswith("corrupt:") for fault in cuts.found)  # older, but whole


def test_the_disk_itself_keeps_what_was_synced_and_may_lose_the_rest(folder: Path) -> None:
    """The model is no liar in the other direction: without syncs it breaks files."""
    template = folder / "template.db"
    open_database(str(template))
    shop.store()
    base.forget()
    cuts = Cuts(template, seed=5, synchronous="off")
    while cuts.cuts < 60 and not any(fault.startswith("corrupt:") for fault in cuts.found):
        cuts.cut()
    assert any(fault.startswith("corrupt:") for fault in cuts.found)
