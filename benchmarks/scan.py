"""Goal 4: one scan, on disk before it is answered, beside the least that SQLite can do and beside peewee's objects.

    make bench NAME=scan [ARGS="--orders 1000000"]

The floor is raw sqlite3 with the same tables and the same durability (WAL, FULL): the line is found by its barcode, its
count is moved on, the scan is logged; no rules, no second bench, no listeners. Peewee's objects do the same.
`benchmarks.scan_keys` then measures the whole way, from the last key to the painted answer and the committed row.
"""

import argparse
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import big, long_order
from benchmarks.common import instructions, line, median
from desktop.models import base
from desktop.models.base import db
from desktop.models.catalogue import Barcode
from desktop.models.orders import OrderLine
from desktop.models.packing import PackingScan
from desktop.models.schema import open_database
from desktop.services import packing
from desktop.services.changes import new_op_id

Scan = Callable[[int, str], object]
Work = list[tuple[int, str]]  # an order and a code of it

_PRAGMAS = "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA foreign_keys = 1; PRAGMA cache_size = -8192"
_FIND = (
    "SELECT l.id FROM order_line l JOIN barcode b ON b.article_id = l.article_id"
    " WHERE l.order_id = ? AND b.code = ? AND l.packed < l.ordered - l.cancelled LIMIT 1"
)
_LOG = (
    "INSERT INTO packing_scan (op_id, session_id, order_id, line_id, parcel_id, at, code, verdict, method, units,"
    " reason) VALUES (?, ?, ?, ?, ?, ?, ?, 'right', 'scan', 1, '')"
)


def prepare(file: Path, scans: int) -> Work:
    """Open enough orders at the bench for so many right scans, the last unit of each order left out."""
    open_database(str(file))
    work: Work = []
    for (order_id,) in base.run("SELECT id FROM orders WHERE stage = 'to-pick' ORDER BY id").fetchall():
        rows = base.run(
            "SELECT b.code, l.ordered FROM order_line l JOIN barcode b ON b.article_id = l.article_id"
            " WHERE l.order_id = ? ORDER BY l.position",
            (order_id,),
        ).fetchall()
        packing.open_order(order_id)
        codes = [code for code, ordered in rows for _ in range(ordered)][:-1]
        work += [(order_id, code) for code in codes]
        if len(work) >= scans:
            break
    return work[:scans]


def reset(work: Work) -> None:
    for order_id in {order_id for order_id, _ in work}:
        base.run("UPDATE order_line SET packed = 0 WHERE order_id = ?", (order_id,))
        packing.forget_all()
    for order_id in {order_id for order_id, _ in work}:
        packing.open_order(order_id)


def ours(order_id: int, code: str) -> object:
    return packing.scan(order_id, code)


def raw(file: Path) -> Scan:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript(_PRAGMAS)
    run = connection.execute
    opened: dict[int, tuple[int, int]] = {}

    def scan(order_id: int, code: str) -> object:
        if order_id not in opened:
            opened[order_id] = _session(run, order_id)
        session, parcel = opened[order_id]
        run("BEGIN IMMEDIATE")
        found = run(_FIND, (order_id, code)).fetchone()
        run("UPDATE order_line SET packed = packed + 1 WHERE id = ?", found)
        run(_LOG, (new_op_id(), session, order_id, found[0], parcel, int(time.time() * 1000), code))
        run("COMMIT")
        return found

    return scan


def objects(order_id: int, code: str) -> object:
    """The same, as query objects of peewee."""
    session, parcel = _session(base.run, order_id)
    with db.atomic("IMMEDIATE"):
        found = (
            OrderLine.select()
            .join(Barcode, on=(Barcode.article == OrderLine.article))
            .where((OrderLine.order == order_id) & (Barcode.code == code))
            .where(OrderLine.packed < OrderLine.ordered - OrderLine.cancelled)
            .first()
        )
        OrderLine.update(packed=OrderLine.packed + 1).where(OrderLine.id == found.id).execute()
        PackingScan.create(op_id=new_op_id(), session=session, order=order_id, line=found, parcel=parcel,
                           at=int(time.time() * 1000), code=code, verdict="right", units=1)  # fmt: skip
    return found


def _session(run: Callable[..., Any], order_id: int) -> tuple[int, int]:
    return (
        run("SELECT id FROM packing_session WHERE order_id = ? ORDER BY id DESC LIMIT 1", (order_id,)).fetchone()[0],
        run("SELECT id FROM parcel WHERE order_id = ? AND state = 'open'", (order_id,)).fetchone()[0],
    )


def _only(operation: str, times: int, orders: int) -> None:
    file = big.copy(orders)
    work = prepare(file, 400)
    scan: Scan = {"ours": ours, "raw": raw(file), "peewee": objects, "nothing": lambda *_: None}[operation]
    for order_id, code in work[:times]:
        scan(order_id, code)
    base.forget()
    file.unlink()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--scans", type=int, default=400)
    asked.add_argument("--only", default="")
    asked.add_argument("--times", type=int, default=0)
    given = asked.parse_args()
    if given.only:
        _only(given.only, given.times, 10_000)
        return
    big.shop(10_000)
    counted = {name: instructions("benchmarks.scan", name, 50, 350) for name in ("ours", "raw", "peewee")}
    if counted["ours"] and counted["raw"] and counted["peewee"]:
        line("scan: instructions, ours / raw sqlite3 (goal 1.3)", round(counted["ours"]), round(counted["raw"]), "I")
        line(
            "scan: instructions, peewee objects / ours (goal 13)", round(counted["peewee"]), round(counted["ours"]), "I"
        )
    file = big.copy(given.orders)
    work = prepare(file, given.scans)
    variants: dict[str, Scan] = {"ours": ours, "raw": raw(file), "peewee": objects}
    cpu: dict[str, list[float]] = {name: [] for name in variants}
    wall: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(3):
        for name, scan in variants.items():
            reset(work)
            for order_id, code in work:
                begun, used = time.perf_counter(), time.process_time()
                scan(order_id, code)
                cpu[name].append(time.process_time() - used)
                wall[name].append(time.perf_counter() - begun)
    for what, taken in (("CPU", cpu), ("time to committed", wall)):
        ms = {name: round(median(values) * 1000, 4) for name, values in taken.items()}
        line(f"scan: {what}, ours / raw sqlite3", ms["ours"], ms["raw"], "ms", peewee=ms["peewee"])
    base.forget()
    file.unlink()
    subprocess.run([sys.executable, "-m", "benchmarks.scan_keys"], check=True)  # a window: a process of its own
    long_order.measure()


if __name__ == "__main__":
    main()
