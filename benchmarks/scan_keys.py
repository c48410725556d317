"""From a scan's last key to the painted answer and to the committed row, in the real window on the real store thread.

    make bench NAME=scan_keys [ARGS="--orders 10000 --scans 300"]

Every code comes as the key events of a wedge scanner; the clock starts with the last key. The floor is the same machine
doing the least: raw sqlite3 with the same durability commits the unit, and the lane is painted at once on one thread.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks import big, scan
from benchmarks.common import line, median, percentile
from desktop.domain.codes import Command, command_code
from desktop.models import base
from desktop.models.schema import open_database
from desktop.services import changes, orders, packing, settings
from desktop.services.changes import Change
from desktop.services.orders import NewLine, NewOrder
from desktop.ui.start import Session
from desktop.ui.theme import theme
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome

_LONG = 353  # lines of the longest order of the retail data
_PATIENCE_S = 30.0


@dataclass(slots=True)
class Taken:
    """Seconds from the last key."""

    painted: list[float] = field(default_factory=list)
    committed: list[float] = field(default_factory=list)


class _Watch(QObject):
    """Knows when the lane was painted, and when a unit was committed."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = self.committed = 0.0
        self.outcome = ""
        self.turn = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.outcome:
            QTimer.singleShot(0, partial(self._after_paint, self.turn))
        return False

    def heard(self, told: frozenset[Change]) -> None:
        """Called on the store thread, right after the commit."""
        if not self.committed and any(change.kind == "order" for change in told):
            self.committed = time.perf_counter()

    def answered(self, outcome: str, _headline: str, _detail: str) -> None:
        self.outcome = outcome

    def begin(self) -> None:
        self.painted = self.committed = 0.0
        self.outcome = ""
        self.turn += 1

    def _after_paint(self, turn: int) -> None:
        if not self.painted and turn == self.turn:  # and not what was painted for the scan before
            self.painted = time.perf_counter()


class _Bench:
    """The window at its packing page, with a scanner."""

    def __init__(self, session: Session) -> None:
        assert session.window is not None
        self.session, self.window, self._watch = session, session.window, _Watch()
        self.window.lane.installEventFilter(self._watch)
        self.window.lane.shown.connect(self._watch.answered)
        self._end = changes.listen(self._watch.heard)
        self._stamp = 0

    def scan(self, code: str, taken: Taken | None = None) -> str:
        """Scan a code by its keys; the outcome."""
        watch = self._watch
        watch.begin()
        self._stamp = type_keys(self.window.windowHandle(), code, suffix="", start_ms=self._now()) + 4
        began = time.perf_counter()
        self._stamp = type_keys(self.window.windowHandle(), "", suffix="\r", start_ms=self._stamp)
        _wait(lambda: bool(watch.painted and watch.outcome))
        if taken is not None:
            taken.painted.append(watch.painted - began)
            _wait(lambda: bool(watch.committed))
            taken.committed.append(watch.committed - began)
        _wait(lambda: self.session.tasks.idle)
        QApplication.processEvents()
        return watch.outcome

    def open(self, order_id: int) -> None:
        self.window.open("packing", order_id)
        _wait(lambda: self.session.tasks.idle)

    def _now(self) -> int:
        return max(self._stamp + 400, time.monotonic_ns() // 1_000_000)

    def close(self) -> None:
        self._end()


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not until():
        QApplication.processEvents()
        if time.monotonic() > end:
            raise TimeoutError("the bench did not answer")


@contextmanager
def _bench(data: Path) -> Iterator[_Bench]:
    session = Session(data)
    session.begin()
    _wait(lambda: session.window is not None and session.status is not None and session.tasks.idle)
    assert session.window is not None
    session.window.open("packing")
    _wait(lambda: session.tasks.idle)
    QTest.qWait(300)
    bench = _Bench(session)
    try:
        yield bench
    finally:
        bench.close()
        session.app.leave_thread()
        session.end()


def _pack(bench: _Bench, work: scan.Work, taken: Taken, warmup: int) -> None:
    """Scan every unit but the last of each order, and put it aside."""
    open_now = 0
    for turn, (order_id, code) in enumerate(work, start=1):
        if order_id != open_now:
            if open_now:
                bench.scan(command_code(Command.ASIDE))
            bench.open(order_id)
            open_now = order_id
        outcome = bench.scan(code, taken if turn > warmup else None)
        if outcome != Outcome.RIGHT:
            raise AssertionError(f"{code} was answered {outcome}")
    bench.scan(command_code(Command.ASIDE))


def _floor(bench: _Bench, file: Path, work: scan.Work) -> Taken:
    """Commit by raw SQL and paint the lane, on one thread with nothing between."""
    raw, taken, lane = scan.raw(file), Taken(), bench.window.lane
    for order_id, code in work:
        began = time.perf_counter()
        raw(order_id, code)
        taken.committed.append(time.perf_counter() - began)
        lane.show_result(Outcome.RIGHT, "", code)
        lane.repaint()
        taken.painted.append(time.perf_counter() - began)
    return taken


def _long_order() -> scan.Work:
    lines = tuple(NewLine(f"LONG-{n:04}", f"The article number {n}", 1, Decimal(10)) for n in range(_LONG))
    from desktop.domain.remote import RemoteAddress

    order = orders.create(NewOrder(RemoteAddress(name="Long", line1="1", city="Y", country="ID"), lines, paid=True))
    return [(order.id, row.sku) for row in lines[:-1]]


def figures(shop_orders: int = 10_000, scans: int = 300) -> None:
    """Print p50 and p99 of both, for usual orders and for one of 353 lines, each beside the floor."""
    data = Path(tempfile.mkdtemp(prefix="kolli-scan-"))
    os.environ["KOLLI_DATA"] = str(data)
    file = data / "kolli.db"
    copied = big.copy(shop_orders)
    try:
        shutil.move(copied, file)
        work = scan.prepare(file, scans)
        scan.reset(work)
        settings.change_bench(sounds=False)
        spent = scan.prepare(file, scans * 2)[len(work) :]
        for order_id in {order_id for order_id, _code in (*work, *spent)}:
            packing.put_aside(order_id)
        long = _long_order()
        base.forget()
        if QApplication.instance() is None:
            QApplication(["kolli"])
        theme().apply()
        with _bench(data) as bench:
            open_database(str(file))
            usual, longest = Taken(), Taken()
            _pack(bench, work, usual, warmup=20)
            _pack(bench, long, longest, warmup=20)
            floor = _floor(bench, file, spent)
        base.forget()
        for what, taken in (("", usual), (f"order of {_LONG} lines, ", longest)):
            for name, ours, least in (
                ("painted answer", taken.painted, floor.painted), ("committed row", taken.committed, floor.committed),
            ):  # fmt: skip
                for percent, of in ((50, median), (99, _p99)):
                    line(f"scan: {what}last key to {name}, p{percent}", round(of(ours) * 1000, 2),
                         round(of(least) * 1000, 2), "ms", scans=len(ours))  # fmt: skip
    finally:
        shutil.rmtree(data, ignore_errors=True)
        copied.unlink(missing_ok=True)


def _p99(values: list[float]) -> float:
    return percentile(values, 99)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=10_000)
    asked.add_argument("--scans", type=int, default=300)
    given = asked.parse_args()
    figures(given.orders, given.scans)


if __name__ == "__main__":
    main()
