"""A scan of an order with 353 lines, the longest of the real ones, beside one of an order with 5.

    make bench NAME=long_order          also a part of NAME=scan

Both benches take turns on one file. What counts decides from memory whatever the order's length; a wrong code reads the
lines again before it says so, so that it is never told from what has become old.
"""

import tempfile
import time
from decimal import Decimal
from pathlib import Path

from benchmarks.common import line, median, percentile
from desktop.domain.remote import RemoteAddress
from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import orders, packing
from desktop.services.orders import NewLine, NewOrder

LONG, SHORT = 353, 5
SCANS = 350
_TO = RemoteAddress(name="Ayu Lestari", line1="Jl. Braga 12", city="Bandung", postcode="40111", country="ID")


def _order(lines: int, units: int) -> tuple[int, list[str]]:
    """An order at the bench, and its codes: each once, round and round, the last unit left out."""
    skus = [f"GIFT-{turn:04d}" for turn in range(lines)]
    rows = tuple(NewLine(sku, f"Gift {sku}", units, Decimal(5)) for sku in skus)
    order_id = orders.create(NewOrder(_TO, rows, paid=True)).id
    packing.open_order(order_id)
    return order_id, (skus * units)[:-1]


def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_database(str(Path(folder) / "long.db"))
        each = {LONG: _order(LONG, 1), SHORT: _order(SHORT, SCANS // SHORT + 1)}
        for what, wrong in (("right", False), ("wrong", True)):
            taken: dict[int, list[float]] = {LONG: [], SHORT: []}
            for turn in range(SCANS if not wrong else SCANS // 5):
                for lines, (order_id, codes) in each.items():
                    if wrong:  # after a right one, as it happens
                        packing.undo(order_id)
                        packing.scan(order_id, codes[SCANS - 1])
                    begun = time.perf_counter()
                    packing.scan(order_id, "4006381333931" if wrong else codes[turn])
                    taken[lines].append(time.perf_counter() - begun)
            ms = {lines: round(median(seconds) * 1000, 3) for lines, seconds in taken.items()}
            p99 = {lines: round(percentile(seconds, 99) * 1000, 3) for lines, seconds in taken.items()}
            line(f"scan: {what}, order of {LONG} lines / of {SHORT}", ms[LONG], ms[SHORT], "ms",
                 p99=p99[LONG], p99_short=p99[SHORT])  # fmt: skip
        packing.forget_all()
        forget()


if __name__ == "__main__":
    measure()
