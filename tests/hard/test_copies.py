"""R18 and R9: a copy taken while people work is whole; what a damaged file does is seen, or is said."""

import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import peewee
import pytest

from desktop.domain.errors import KolliError
from desktop.models import schema
from desktop.models.base import disconnect, forget, run
from desktop.models.schema import keep_copy, open_database
from desktop.services import changes, packing
from tests.hard.audit import faults
from tests.hard.day import Day
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.models import upgrades
from tests.services import shop

A_SHOP = 30  # copies of one shop, before the next begins with a fresh one: it grows meanwhile


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made
    packing.forget_all()
    changes.work_at("", "")
    forget()


def _copies(folder: Path, times: int, seed: int, take: str) -> list[str]:
    """Take copies of a database that a bench works on; what is wrong with them."""
    file = folder / "kolli.db"
    open_database(str(file))
    shop.store()
    stop = threading.Event()

    def work() -> None:
        day = Day(seed, lambda fact: None)
        day.start()
        while not stop.is_set():
            day.step()
        disconnect()

    bench = threading.Thread(target=work)
    bench.start()
    wrong: list[str] = []
    try:
        for _ in range(times):
            copy = folder / "copy.db"
            if take == "keep_copy":
                copy = keep_copy(file, 1)
            else:
                shutil.copyfile(file, copy)
            wrong += faults(copy, [])
            if wrong:
                break
    finally:
        stop.set()
        bench.join()
        forget()
    return wrong


@runs(sample=15, whole=150)
def test_a_copy_that_is_taken_while_people_pack_is_whole(times: int, folder: Path) -> None:
    seed = new_seed()
    wrong: list[str] = []
    for begun in range(0, times, A_SHOP):
        for left in folder.glob("*.db*"):
            left.unlink()
        wrong += _copies(folder, min(A_SHOP, times - begun), seed + begun, "keep_copy")
    report("R18 copies while writing", seed, copies=times, bad=len(wrong))
    assert wrong == [], f"seed {seed}"


def test_the_harness_sees_that_copying_the_file_is_no_copy(folder: Path) -> None:
    assert _copies(folder, 300, 3, "copyfile") != []


@runs(sample=40, whole=300)
def test_a_bit_that_flips_never_ends_in_a_trace_at_the_start(times: int, folder: Path) -> None:
    """R9. Opening says that it is damaged, or opens. How much a whole check sees is printed, and not promised."""
    seed, file, hurt = new_seed(), folder / "whole.db", folder / "kolli.db"
    upgrades.fill(str(file), schema.MIGRATIONS)
    dice, whole = Random(seed), file.read_bytes()
    found: Counter[str] = Counter()
    before = upgrades.content(file)
    for _ in range(times):
        at, bit = dice.randrange(len(whole)), 1 << dice.randrange(8)
        for left in folder.glob("kolli.db*"):
            left.unlink()
        hurt.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        condition = _condition(hurt, before)
        found[condition] += 1
    report("R9 flipped bits", seed, flips=times, **found)


def _condition(file: Path, before: upgrades.Rows) -> str:
    """What became of a damaged file."""
    try:
        open_database(str(file))
    except KolliError as said:
        return "refused_at_start" if said.say() else "refused_without_a_word"
    try:
        if run("PRAGMA integrity_check").fetchone()[0] != "ok":
            return "seen_by_check"
    except (peewee.DatabaseError, sqlite3.DatabaseError):
        return "seen_by_check"
    finally:
        forget()
    try:
        return "changed_unseen" if upgrades.content(file) != before else "no_row_changed"
    except sqlite3.DatabaseError:
        return "seen_by_reading"
