"""Goal 2: the order queue at 1,000,000 rows: pages by the last row seen, and the list that shows them.

make bench NAME=queue [ARGS="--orders 1000000"]
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import big
from benchmarks.common import line, median, percentile, resident_mib
from desktop.domain.order import Stage
from desktop.models import base
from desktop.models.schema import open_database
from desktop.services import queue

_SQL = (
    "SELECT o.number, o.buyer, o.unit_count, o.courier, o.total_minor, o.payment, o.stage, o.ship_by, o.id"
    " FROM orders o WHERE o.kind = 'order' ORDER BY o.placed_at DESC, o.id DESC"
)


def _median_ms(do: Callable[[], object], times: int = 60) -> float:
    taken = []
    for _ in range(times):
        begun = time.process_time()
        do()
        taken.append((time.process_time() - begun) * 1000)
    return round(median(taken), 4)


def _core(file: Path, small: Path) -> None:
    costs = {}
    for name, shop in (("10k", small), ("1M", file)):
        open_database(str(shop))
        marks = queue.marks(None)
        middle, end = marks[len(marks) // 2], marks[-2]
        last = queue.page_at(None, end, 1)[0]
        costs[name] = {
            "first page": _median_ms(partial(queue.page, None)),
            "first page of a stage": _median_ms(partial(queue.page, Stage.TO_PICK)),
            "page in the middle": _median_ms(partial(queue.page_at, None, middle)),
            "page at the end": _median_ms(partial(queue.page, None, last)),
            "counts of the stages": _median_ms(queue.counts),
            "size of all": _median_ms(partial(queue.size, None), 5),
            "marks of all": _median_ms(partial(queue.marks, None, 128), 3),
        }
        base.forget()
    for name, ms in costs["1M"].items():
        line(f"queue: {name}, at 1M / at 10k (goal 1.1 for pages)", ms, costs["10k"][name], "CPU ms")
    connection = sqlite3.connect(file)
    many = connection.execute("SELECT count(*) FROM orders").fetchone()[0]
    offset = _median_ms(lambda: connection.execute(f"{_SQL} LIMIT 100 OFFSET ?", (many - 200,)).fetchall(), 3)
    line("queue: OFFSET at the end / our page there (goal 3,000)", offset, costs["1M"]["page at the end"], "CPU ms")
    plain = _median_ms(lambda: connection.execute(f"{_SQL} LIMIT 100").fetchall())
    line("queue: a page of 100 as values for the screen / raw rows", costs["1M"]["first page"], plain, "CPU ms")


def _view(file: Path, model: str) -> None:
    """In a process of its own: show the list, page down, jump; one JSON line."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

    qt = QApplication([])
    open_database(str(file))
    rss = resident_mib()
    begun = time.thread_time()
    table: Any
    if model == "ours":
        table = _ours()
    else:
        from PySide6.QtSql import QSqlDatabase, QSqlQueryModel

        database = QSqlDatabase.addDatabase("QSQLITE")
        database.setDatabaseName(str(file))
        database.open()
        query = QSqlQueryModel()
        query.setQuery(_SQL, database)
        table = QTableView()
        table.setModel(query)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(56)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
    table.resize(1000, 900)
    table.show()
    while model == "ours" and (table.model_.waiting or not table.count()):
        qt.processEvents()
        time.sleep(0.002)
    qt.processEvents()
    shown = (time.thread_time() - begun) * 1000

    def moves(places: list[int]) -> list[float]:
        """CPU ms of this thread, the one that people wait for, until the rows are painted."""
        taken = []
        for place in places:
            before = time.thread_time()
            table.verticalScrollBar().setValue(place)
            qt.processEvents()
            while model == "ours" and (table.model_.waiting or table.model_._wanted):
                spent = time.thread_time()
                time.sleep(0.002)
                before += time.thread_time() - spent
                qt.processEvents()
            qt.processEvents()
            taken.append((time.thread_time() - before) * 1000)
        return taken

    bar = table.verticalScrollBar()
    step = bar.pageStep()
    down = moves([step * turn for turn in range(1, 61)])
    moves([bar.maximum()])  # marks are read once, by the store thread
    end = bar.maximum()
    jumps = moves([turn * 7919 * 131 % max(1, end) for turn in range(40)])
    print(json.dumps({"shown": shown, "down": median(down), "down_worst": max(down), "jump": median(jumps),
                      "jump_worst": percentile(jumps, 95), "rss": resident_mib() - rss}))  # fmt: skip
    sys.stdout.flush()
    os._exit(0)


def _ours() -> Any:
    from desktop.ui import order_rows as rows
    from desktop.ui.tables import Source
    from desktop.ui.tasks import Tasks
    from desktop.ui.theme import theme
    from desktop.ui.widgets.paged_table import PagedTable

    theme().apply()
    table = PagedTable(Tasks(closing=base.disconnect), rows.COLUMNS, ticks=True)
    table.show_source(
        Source(page=partial(queue.page, None), id=rows.row_id,
               show=partial(rows.show, "Asia/Jakarta", {1: "Shop"}, rows.Ahead()),
               size=partial(queue.size, None), marks=partial(queue.marks, None), page_at=partial(queue.page_at, None))
    )  # fmt: skip
    return table


def _views(file: Path) -> None:
    found: dict[str, list[dict[str, float]]] = {"ours": [], "qsql": []}
    for _ in range(3):
        for model, runs in found.items():
            said = subprocess.run(
                [sys.executable, "-m", "benchmarks.queue", "--view", model, "--file", str(file)],
                capture_output=True, text=True, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            ).stdout  # fmt: skip
            runs.append(json.loads(said.splitlines()[-1]))
    middle = {
        model: {key: round(median([run[key] for run in runs]), 2) for key in runs[0]} for model, runs in found.items()
    }
    ours, peer = middle["ours"], middle["qsql"]
    line("queue: page down, ours / QSqlQueryModel (goal 1.0)", ours["down"], peer["down"], "CPU ms")
    line("queue: a jump / our page down (goal 1.2)", ours["jump"], ours["down"], "CPU ms")
    line(
        "queue: the worst page down (goal 50)",
        ours["down_worst"],
        unit="CPU ms",
    )
    line("queue: the worst of 20 jumps (goal 50)", ours["jump_worst"], unit="CPU ms")
    line("queue: until shown, ours / QSqlQueryModel", ours["shown"], peer["shown"], "CPU ms")
    line("queue: memory added by the list (goal 20)", ours["rss"], peer["rss"], "MiB")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--view", default="")
    asked.add_argument("--file", type=Path)
    given = asked.parse_args()
    if given.view:
        _view(given.file, given.view)
    file = big.shop(given.orders)
    _core(file, big.shop(10_000))
    _views(file)


if __name__ == "__main__":
    main()
