"""Goal 5: scans at the bench while the sync saves orders on another thread, 20 a transaction as it does.

make bench NAME=sync_scan [ARGS="--scans 400"]
"""

import argparse
import threading
import time
from dataclasses import replace
from decimal import Decimal
from itertools import count

from benchmarks import big
from benchmarks import scan as scans
from benchmarks.common import line, median, percentile
from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.models import base
from desktop.services import changes, packing, remote

BATCH = 20
PAUSE_S = 0.002
_names = count(1)
_HAND_S = 0.004  # between two scans; nobody scans faster than ten a second


class Sync(threading.Thread):
    """Saves new orders without end, so many a transaction."""

    def __init__(self, batch: int, pause_s: float) -> None:
        super().__init__(name="bench-sync", daemon=True)
        self._batch, self._pause_s = batch, pause_s
        self._stop_now = threading.Event()
        self.saved = 0

    def run(self) -> None:
        who = RemoteAddress(name="Åsa Öberg", line1="Storgatan 1", city="Malmö", country="SE", phone="+46701234567")
        lines = tuple(RemoteLine(str(n), f"SKU-{n:05d}", "P", 1, Decimal(10), Decimal(10)) for n in (1, 2, 3))
        order = RemoteOrder(
            remote_id="", number="", status="processing", payment=Payment.PAID, fulfilment=Fulfilment.OPEN,
            currency="SEK", placed_at=changes.now(), lines=lines, total=Decimal(30), buyer=who, ship_to=who,
            email="asa@example.test",
        )  # fmt: skip
        while not self._stop_now.is_set():
            names = [f"S{next(_names)}" for _ in range(self._batch)]
            remote.save_orders(1, [replace(order, remote_id=name, number=name) for name in names])
            self.saved += self._batch
            time.sleep(self._pause_s)
        base.disconnect()

    def stop(self) -> None:
        self._stop_now.set()
        self.join()


def _scan_all(work: scans.Work) -> list[float]:
    scans.reset(work)
    taken = []
    for order_id, code in work:
        time.sleep(_HAND_S)
        begun = time.perf_counter()
        packing.scan(order_id, code)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--scans", type=int, default=400)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    file = big.copy(given.orders)
    work = scans.prepare(file, given.scans)
    found: dict[int, list[list[float]]] = {0: [], BATCH: [], 100: []}
    saved = 0
    for _ in range(given.rounds):
        for batch, runs in found.items():
            sync = Sync(batch, PAUSE_S) if batch else None
            if sync:
                sync.start()
            runs.append(_scan_all(work))
            if sync:
                sync.stop()
                saved += sync.saved
    middle = {
        batch: (median([median(run) for run in runs]), median([percentile(run, 99) for run in runs]))
        for batch, runs in found.items()
    }
    for batch in (BATCH, 100):
        for which, name in ((0, "p50"), (1, "p99 (goal 2)")):
            beside, alone = (round(middle[each][which], 3) for each in (batch, 0))
            what = f"sync_scan: scan {name} with {batch} orders a transaction beside / alone"
            line(what, beside, alone, "ms", orders_saved=saved)
    base.forget()
    file.unlink()


if __name__ == "__main__":
    main()
