"""The packing of a real shop's 889 orders by replayed scans, with errors on purpose: each is caught, each order closes.

What is to be packed is counted from the file itself, past everything of Kolli; what was packed is read from the disk.
"""

import csv
import gzip
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from desktop.domain.errors import KolliError
from desktop.domain.packing import Verdict
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import bench, imports, orders, packing
from desktop.services.bench import Happened
from desktop.services.orders import LineView
from desktop.services.packing import counting
from tests.hard.audit import faults
from tests.hard.runs import new_seed, quick_folder, report, runs
from tests.shared import shared

RETAIL = "data/online-retail/online_retail_2011-08-01_2011-08-19.csv.gz"
ORDERS = 889
ERRORS = 0.05  # of all scans
SINGLY = 3  # units of a line that are scanned one by one; of the rest one scan tells how many
ERROR_KINDS = ("wrong item", "surplus", "unknown", "wrong quantity", "scanned twice", "someone else's label")

Wanted = dict[str, dict[str, int]]  # order -> SKU -> units


@dataclass
class Day:
    """What was done and what came of it. `uncaught` are errors that counted something, or were answered as right."""

    scans: int = 0
    units: int = 0
    orders: int = 0
    made: Counter[str] = field(default_factory=Counter)
    uncaught: list[str] = field(default_factory=list)


def wanted_by_the_file(path: Path) -> Wanted:
    """Units of each article of every order that can be packed: number all digits, every quantity above zero."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            found[row["InvoiceNo"]].append((row["StockCode"], int(row["Quantity"])))
    wanted: Wanted = {}
    for number, lines in found.items():
        if number.isdigit() and all(units > 0 for _sku, units in lines):
            wanted[number] = Counter()
            for sku, units in lines:
                wanted[number][sku] += units
    return wanted


class Packer:
    """Somebody who packs what the file says, and makes a mistake in every twentieth scan."""

    def __init__(self, wanted: Wanted, seed: int) -> None:
        self.seat, self.dice, self.wanted, self.day = bench.Seat(), Random(seed), wanted, Day()
        self.every_sku = sorted({sku for skus in wanted.values() for sku in skus})
        self.labels = [str(row[0]) for row in run("SELECT code FROM orders WHERE stage = 'to-pick' ORDER BY id")]
        self.turn = itertools.count()

    def pack(self, order_id: int) -> None:
        view = orders.show(order_id)
        needed = {line.sku for line in view.lines if line.needs_packing}
        left = {sku: units for sku, units in self.wanted[view.number].items() if sku in needed}
        self.seat.leave()
        self.seat.scan(view.code, self._op())
        work = [(sku, units) for sku in left for units in _portions(view.lines, sku)]
        self.dice.shuffle(work)
        ours = {sku.casefold() for sku in needed}
        if not work:  # postage or a gift card and nothing else
            assert self.seat.finish().happened is Happened.CLOSED
            self.day.orders += 1
            return
        happened = None
        for sku, units in work:
            if self.dice.random() < ERRORS:
                self._err(order_id, left, ours, view.code)
            answer = self.seat.scan(sku, self._op(), units)
            self.day.scans += 1
            assert answer.result is not None
            assert answer.result.verdict.counts, (view.number, sku, units, answer.result, self.day.uncaught)
            left[sku] -= units
            self.day.units += units
            happened = answer.result.verdict
        assert happened is Verdict.COMPLETE, (view.number, happened)
        self.day.orders += 1

    def _err(self, order_id: int, left: dict[str, int], ours: set[str], own_label: str) -> None:
        """One mistake, of a kind that is possible now; it must be answered as one, and count nothing."""
        kind = self.dice.choice(ERROR_KINDS)
        before = self._on_disk(order_id)
        if kind == "someone else's label" and not before[0]:
            kind = "unknown"  # of an order without a unit in its box another label is no error: it opens that order
        done = sorted(sku for sku, units in left.items() if units == 0)
        code, units, expected = "", 1, {Verdict.WRONG}
        if kind in ("surplus", "scanned twice") and done:
            code, expected = self.dice.choice(done), {Verdict.TOO_MANY}
        elif kind == "wrong quantity":
            open_skus = sorted(sku for sku, units in left.items() if units)
            code = self.dice.choice(open_skus)
            units, expected = left[code] + self.dice.randint(1, 9), {Verdict.TOO_MANY}
        elif kind == "unknown":
            code, expected = f"{self.dice.randrange(10**11):011d}Q", {Verdict.UNKNOWN}
        elif kind == "someone else's label":
            code = self.dice.choice(self.labels)
            if code == own_label:
                return
        else:
            kind = "wrong item"
            code = next(s for s in iter(lambda: self.dice.choice(self.every_sku), "") if s.casefold() not in ours)
        self.day.made[kind] += 1
        self.day.scans += 1
        try:
            answer = self.seat.scan(code, self._op(), units)
            verdict = answer.result.verdict if answer.result else None
        except KolliError:
            verdict = None  # refused aloud, with a sentence
        fine = verdict is None if kind == "someone else's label" else verdict in expected
        if not fine or self._on_disk(order_id) != before or self.seat.order_id != order_id:
            self.day.uncaught.append(f"{kind}: {code} x {units} in {order_id} was {verdict}")

    def _on_disk(self, order_id: int) -> tuple[int, ...]:
        row = run("SELECT sum(packed), count(*) FROM order_line WHERE order_id = ?", (order_id,)).fetchone()
        return tuple(int(value) for value in row)

    def _op(self) -> str:
        return f"gift-{next(self.turn)}"


def _portions(lines: Sequence[LineView], sku: str) -> Iterator[int]:
    """How the units of an article are scanned. A quantity counts on one line: what is on two goes unit by unit."""
    units = [line.wanted for line in lines if line.sku == sku and line.needs_packing]
    singly = min(SINGLY, units[0]) if len(units) == 1 else sum(units)
    yield from [1] * singly
    if sum(units) > singly:
        yield sum(units) - singly


def pack_the_shop(file: Path, path: Path, seed: int, times: int) -> tuple[Packer, list[str]]:
    """Import the file, pack so many of its orders, and compare; what is wrong, in words."""
    open_database(str(file))
    try:
        imports.run(path)
        wanted = wanted_by_the_file(path)
        assert len(wanted) == ORDERS
        packer = Packer(wanted, seed)
        ids = [int(row[0]) for row in run("SELECT id FROM orders WHERE stage = 'to-pick' ORDER BY id").fetchall()]
        assert len(ids) == ORDERS
        longest = run("SELECT order_id FROM order_line GROUP BY order_id ORDER BY count(*) DESC LIMIT 1").fetchone()[0]
        chosen = packer.dice.sample(ids, times) if times < ORDERS else ids
        if times < ORDERS:
            chosen = [int(longest), *(order_id for order_id in chosen[:-1] if order_id != longest)]
        for order_id in chosen:
            packer.pack(order_id)
        return packer, [*packer.day.uncaught, *_differences(wanted, chosen)]
    finally:
        packing.forget_all()
        forget()


def _differences(wanted: Wanted, chosen: list[int]) -> list[str]:
    """Orders whose packed units on disk are not what the file says, or that are not closed, one parcel each."""
    wrong = []
    for order_id in chosen:
        view = orders.show(order_id)
        counted: Counter[str] = Counter()
        for line in view.lines:
            if line.needs_packing:
                counted[line.sku] += line.packed
        said = {sku: units for sku, units in wanted[view.number].items() if sku in counted}
        if dict(counted) != said:
            wrong.append(f"{view.number}: packed {counted - Counter(said)} too many, {Counter(said) - counted} too few")
        if view.state.fulfilment != "packed" or [parcel.state for parcel in view.parcels] != ["closed"]:
            wrong.append(f"{view.number} is {view.state.fulfilment} with {len(view.parcels)} parcels")
    return wrong


@pytest.mark.timeout(1800)
@runs(sample=30, whole=ORDERS)
def test_every_error_is_caught_and_every_order_closes_with_what_the_file_says(times: int) -> None:
    path, seed = shared(RETAIL), new_seed()
    with quick_folder() as folder:
        packer, wrong = pack_the_shop(folder / "gift.db", path, seed, min(times, ORDERS))
        day = packer.day
        errors = sum(day.made.values())
        report("packing of a real shop", seed, orders=day.orders, scans=day.scans, units=day.units, errors=errors,
               caught=errors - len(day.uncaught), **{kind.replace(" ", "_"): day.made[kind] for kind in ERROR_KINDS},
               differences=len(wrong))  # fmt: skip
        assert wrong == [], f"seed {seed}"
        assert set(day.made) == set(ERROR_KINDS)
        assert 0.02 < errors / day.scans < 0.08
        assert [fault for fault in faults(folder / "gift.db", []) if not fault.endswith("papers queued")] == []


def test_the_replay_sees_a_bench_that_counts_what_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bench broken on purpose: what a line has over is counted on it all the same."""
    path = shared(RETAIL)
    check = counting.rules.check

    def counts_all(*given: object, **more: object) -> object:
        found = check(*given, **more)  # type: ignore[arg-type]
        return counting.Scan(Verdict.RIGHT, found.line_id) if found.verdict is Verdict.TOO_MANY else found

    monkeypatch.setattr(counting.rules, "check", counts_all)
    broken = counting._COUNT.replace("packed + ? <= ordered - cancelled", "? IS NOT NULL")
    monkeypatch.setattr(counting, "_COUNT", broken)
    with quick_folder() as folder:
        try:
            _packer, wrong = pack_the_shop(folder / "gift.db", path, 1, 12)
        except AssertionError as seen:
            wrong = [str(seen)]
        assert wrong
