"""The queue's choices at 1,000,000 orders against 10,000: filters, sums, views, all that match, what is new, a file.

make bench NAME=queue_choices [ARGS="--orders 1000000"]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import big
from benchmarks.common import line, median, resident_mib
from desktop.domain.order import Stage
from desktop.models import base
from desktop.models.schema import open_database
from desktop.services import exporting, queue, queue_export, queue_filter, search, stuck
from desktop.services.changes import now
from desktop.services.queue_export import Wanted
from desktop.services.queue_filter import Only, Sort

CHOICES = {
    "courier": Only(courier="PostNord"), "a courier of nobody": Only(courier="Nobody"), "language": Only(language="en"),
    "an article": Only(article="SKU-000001"), "note": Only(note=True), "held": Only(held=True),
    "due today": Only(today=True), "nobody at it": Only(unassigned=True), "with a problem": Only(problem=True),
    "express": Only(express=True), "stuck": Only(stuck=True),
}  # fmt: skip


def _ms(do: Callable[[], object], times: int = 15) -> float:
    taken = []
    for _ in range(times):
        begun = time.process_time()
        do()
        taken.append((time.process_time() - begun) * 1000)
    return round(median(taken), 3)


def _measure(file: Path) -> dict[str, float]:
    open_database(str(file))
    costs = {f"to pick, {sort}": _ms(partial(queue.page, Stage.TO_PICK, sort=sort)) for sort in Sort}
    costs["all orders"] = _ms(partial(queue.page, None))
    costs |= {f"to pick, {name}": _ms(partial(queue.page, Stage.TO_PICK, only=only)) for name, only in CHOICES.items()}
    costs |= {f"all, {name}": _ms(partial(queue.page, None, only=only), 3) for name, only in CHOICES.items()}
    costs["sums of to pick"] = _ms(partial(queue.totals, Stage.TO_PICK), 5)
    costs["sums of shipped"] = _ms(partial(queue.totals, Stage.SHIPPED), 3)
    costs["ids of all to pick"] = _ms(partial(queue.ids, Stage.TO_PICK), 5)
    costs["counts of the tabs"] = _ms(queue.counts)
    costs["what is new"] = _ms(partial(queue.newer_than, now()))
    costs["what is stuck"] = _ms(stuck.counts, 5)
    costs["what there is to choose"] = _ms(partial(queue_filter.couriers, Stage.TO_PICK), 5)
    costs["a search"] = _ms(partial(search.orders, "anders"))
    base.forget()
    return costs


def _file(file: Path) -> None:
    open_database(str(file))
    before = resident_mib()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("all.csv", "all.xlsx"):
            begun = time.process_time()
            done = exporting.to_file(queue_export.table(Wanted()), Path(folder) / name)
            spent = time.process_time() - begun
            line(f"queue: {name} of {done.rows} orders, MiB of memory added", spent, resident_mib() - before, "CPU s")
    base.forget()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=1_000_000)
    orders = parser.parse_args().orders
    large, small = _measure(big.shop(orders)), _measure(big.shop(10_000))
    for name, ms in large.items():
        line(f"queue: {name}, at {orders} / at 10k", ms, small[name], "CPU ms")
    _file(big.shop(orders))


if __name__ == "__main__":
    main()
