"""Goal 6: the life of an order of three lines through our services, beside the same steps in bare sqlite3.

    make bench NAME=order_life [ARGS="--orders 300"]

The floor is PERFORMANCE.md's: five plain tables, one transaction a step, no rules, no history of scans, no outbox.
Ours keeps the laws: a state table, history, moves with their causes, every scan of 6 units, a parcel, print jobs, the
search index, tables with their foreign keys. Tryton's figure of PERFORMANCE.md is 1,427 ms an order.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from benchmarks.common import line, median
from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.models import base
from desktop.models.schema import open_database
from desktop.services import changes, intake, orders, packing, shipping

TRYTON_MS = 1427
_DDL = """
CREATE TABLE product (id INTEGER PRIMARY KEY, sku TEXT UNIQUE, name TEXT, on_hand INTEGER NOT NULL,
    reserved INTEGER NOT NULL DEFAULT 0, CHECK (reserved >= 0), CHECK (reserved <= on_hand));
CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT UNIQUE, customer TEXT, status TEXT, total INTEGER,
    version INTEGER DEFAULT 1);
CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER, product_id INTEGER, qty INTEGER, price INTEGER,
    picked INTEGER DEFAULT 0, packed INTEGER DEFAULT 0);
CREATE TABLE event (id INTEGER PRIMARY KEY, order_id INTEGER, kind TEXT, at REAL, who TEXT);
CREATE TABLE move (id INTEGER PRIMARY KEY, order_id INTEGER, product_id INTEGER, qty INTEGER, at REAL);
CREATE INDEX line_o ON line (order_id);
"""


class Floor:
    """What PERFORMANCE.md's script does in bare sqlite3."""

    def __init__(self, file: Path, synchronous: str) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = wal")
        self.connection.execute(f"PRAGMA synchronous = {synchronous}")
        self.connection.executescript(_DDL)
        self.connection.executemany(
            "INSERT INTO product VALUES (?, ?, ?, 1000000, 0)", [(i, f"SKU-{i:05d}", f"P {i}") for i in range(1, 51)]
        )

    def create(self, turn: int) -> int:
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        made = run("INSERT INTO orders (number, customer, status, total) VALUES (?, ?, 'new', 6000)",
                   (f"K{turn:08d}", "Åsa Öberg")).lastrowid  # fmt: skip
        self.connection.executemany(
            "INSERT INTO line (order_id, product_id, qty, price) VALUES (?, ?, 2, 1000)",
            [(made, 1 + (turn * 3 + k) % 50) for k in range(3)],
        )
        self._event(made or 0, "create")
        run("COMMIT")
        return made or 0

    def confirm(self, order: int) -> None:
        self._step(order, "new", "reserved", "UPDATE product SET reserved = reserved + ? WHERE id = ?")

    def pick(self, order: int) -> None:
        self._step(order, "reserved", "picked", "", "UPDATE line SET picked = qty WHERE order_id = ?")

    def pack(self, order: int) -> None:
        self._step(order, "picked", "packed", "", "UPDATE line SET packed = qty WHERE order_id = ?")

    def ship(self, order: int) -> None:
        self._step(order, "packed", "shipped", "UPDATE product SET reserved = reserved - ?1, on_hand = on_hand - ?1"
                   " WHERE id = ?2", moves=True)  # fmt: skip

    def _step(self, order: int, was: str, becomes: str, each: str, every: str = "", moves: bool = False) -> None:
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        if every:
            run(every, (order,))
        if each:
            for product, units in run("SELECT product_id, qty FROM line WHERE order_id = ?", (order,)).fetchall():
                run(each, (units, product))
                if moves:
                    run("INSERT INTO move (order_id, product_id, qty, at) VALUES (?, ?, ?, ?)",
                        (order, product, units, time.time()))  # fmt: skip
        run("UPDATE orders SET status = ?, version = version + 1 WHERE id = ? AND status = ?", (becomes, order, was))
        self._event(order, becomes)
        run("COMMIT")

    def _event(self, order: int, kind: str) -> None:
        self.connection.execute(
            "INSERT INTO event (order_id, kind, at, who) VALUES (?, ?, ?, 'u')", (order, kind, time.time())
        )


class Ours:
    """The same through the services, as the sync, the owner and the bench call them."""

    def __init__(self, file: Path) -> None:
        open_database(str(file))
        self._known = intake.Known()
        self._address = RemoteAddress(name="Åsa Öberg", line1="Storgatan 1", city="Malmö", country="SE")
        self._order = RemoteOrder(
            remote_id="", number="", status="processing", payment=Payment.UNPAID, fulfilment=Fulfilment.OPEN,
            currency="SEK", placed_at=changes.now(), lines=(), total=Decimal(60), buyer=self._address,
            ship_to=self._address, email="asa@example.test",
        )  # fmt: skip

    def create(self, turn: int) -> int:
        rows = tuple(
            RemoteLine(str(k), f"SKU-{(turn * 3 + k) % 50:05d}", "P", 2, Decimal(10), Decimal(20)) for k in range(3)
        )
        order = replace(self._order, remote_id=str(turn), number=f"K{turn:08d}", lines=rows)
        with changes.unit() as work:
            return intake.save_new(work, "test", None, order, self._known)

    def confirm(self, order: int) -> None:
        orders.do(order, Action.CONFIRM)

    def pick(self, order: int) -> None:
        orders.do(order, Action.PICK)

    def open(self, order: int) -> None:
        packing.open_order(order)

    def pack(self, order: int) -> None:
        for row in orders.lines(order):
            packing.scan(order, row.sku, units=2)

    def ship(self, order: int) -> None:
        shipping.ship(order, "PostNord", f"UB{order:09d}SE")


def measure(shop: Floor | Ours, orders_made: int) -> dict[str, float]:
    """CPU ms of each step, medians over the orders after the first 20."""
    steps: tuple[str, ...] = (
        "create",
        "confirm",
        "pick",
        *(("open",) if isinstance(shop, Ours) else ()),
        "pack",
        "ship",
    )
    taken: dict[str, list[float]] = {step: [] for step in steps}
    for turn in range(1, orders_made + 21):
        order = turn
        for step in steps:
            do: Callable[[int], int | None] = getattr(shop, step)
            begun = time.process_time()
            made = do(turn if step == "create" else order)
            if turn > 20:
                taken[step].append((time.process_time() - begun) * 1000)
            order = made or order
    return {step: round(median(values), 4) for step, values in taken.items()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=300)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as some:
        floor = measure(Floor(Path(some) / "floor.db", "FULL"), given.orders)
        ours = measure(Ours(Path(some) / "ours.db"), given.orders)
        base.forget()
    for step, ms in ours.items():
        line(f"order_life: {step}", ms, floor.get(step), "CPU ms")
    whole, least = round(sum(ours.values()), 3), round(sum(floor.values()), 3)
    line("order_life: the whole life (goal 4)", whole, least, "CPU ms")
    line("order_life: Tryton as PERFORMANCE.md measured it / ours (goal 2,000)", TRYTON_MS, whole, "CPU ms")


if __name__ == "__main__":
    main()
