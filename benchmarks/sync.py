"""Store sync: over HTTP, orders pulled and statuses pushed a second, an empty poll and memory (`sync_wire`); and its
parts: bytes of 100-order pages -> orders of ours -> committed; one push beside the bare HTTP client.

    make bench NAME=sync [ARGS="--orders 10000 --pull 1000 --push 200 --poll 50 --rounds 3"]

Floors: httpx alone sending the same requests; of the parts: json.loads of the same bytes; the shortest msgspec Struct;
hand-written upserts into two bare tables. The double answers in a process of its own: its work is not ours.
"""

import argparse
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec

from benchmarks.common import interleaved, line, median
from benchmarks.sync_store import open_store
from benchmarks.sync_wire import add_arguments, measure_wire
from desktop.domain.remote import RemoteOrder
from desktop.simulated.woocommerce import KEY, SECRET
from desktop.simulated.woocommerce_lists import chosen
from desktop.simulated.woocommerce_seed import fill
from desktop.simulated.woocommerce_state import State
from desktop.sync.connector import Account, Push
from desktop.sync.connectors.woocommerce.read import ORDER_FIELDS, parse_orders, remote_order
from desktop.sync.connectors.woocommerce.store import WooCommerce
from desktop.sync.link import CHUNK

_TABLES = """CREATE TABLE o(id INTEGER PRIMARY KEY, store_id INTEGER NOT NULL, remote_id TEXT NOT NULL, number TEXT,
 status TEXT, total_minor INTEGER, modified TEXT, name TEXT, phone TEXT, UNIQUE(store_id, remote_id));
CREATE TABLE l(id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, remote_id TEXT, sku TEXT, name TEXT, qty INTEGER,
 UNIQUE(order_id, remote_id));"""
_ORDER = (
    "INSERT INTO o(store_id,remote_id,number,status,total_minor,modified,name,phone) VALUES(?,?,?,?,?,?,?,?)"
    " ON CONFLICT(store_id,remote_id) DO UPDATE SET status=excluded.status,total_minor=excluded.total_minor,"
    "modified=excluded.modified WHERE excluded.modified>o.modified RETURNING id"
)
_LINE = (
    "INSERT INTO l(order_id,remote_id,sku,name,qty) VALUES(?,?,?,?,?)"
    " ON CONFLICT(order_id,remote_id) DO UPDATE SET qty=excluded.qty"
)


class _Least(msgspec.Struct):
    id: int
    number: str
    status: str
    total: str
    date_modified_gmt: str
    line_items: list["_LeastLine"]


class _LeastLine(msgspec.Struct):
    id: int
    name: str
    quantity: int
    sku: str


def pages(count: int) -> list[bytes]:
    """Pages as the store sends them for the fields that we ask for."""
    state = State()
    fill(state, min(count, 1000))
    orders = list(state.orders.values())[: min(count, 1000)]
    whole = []
    for start in range(0, count, 100):
        page = [orders[(start + place) % len(orders)] | {"id": start + place + 1, "number": str(start + place + 1)}
                for place in range(100)]  # fmt: skip
        whole.append(json.dumps(chosen(page, ORDER_FIELDS), ensure_ascii=False).encode())
    return whole


def parse(whole: list[bytes]) -> list[RemoteOrder]:
    return [remote_order(order, {}) for page in whole for order in parse_orders(page)[0]]


def measure_parse(whole: list[bytes], rounds: int) -> None:
    least = msgspec.json.Decoder(list[_Least])
    taken = interleaved(
        {
            "ours": _cpu(lambda: parse(whole)),
            "structs": _cpu(lambda: [parse_orders(page) for page in whole]),
            "json": _cpu(lambda: [json.loads(page) for page in whole]),
            "least": _cpu(lambda: [least.decode(page) for page in whole]),
        },
        rounds,
    )
    seconds = {name: median(values) for name, values in taken.items()}
    count = len(whole) * 100
    size = round(sum(map(len, whole)) / count)
    line("sync parse, pages to structs", count / seconds["structs"], count / seconds["json"], "orders/CPU s",
         times_json=round(seconds["structs"] / seconds["json"], 3), bytes_per_order=size)  # fmt: skip
    line("sync parse, pages to orders of ours", count / seconds["ours"], count / seconds["least"], "orders/CPU s",
         times_json=round(seconds["ours"] / seconds["json"], 3))  # fmt: skip


def measure_save(whole: list[bytes]) -> None:
    """CPU seconds of each phase; our tables keep addresses, customers, articles, history, claims and the search index,
    which the floor's two tables do not.
    """
    from desktop.models.base import forget
    from desktop.models.schema import open_database
    from desktop.services import remote, stores

    orders = parse(whole)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"KOLLI_DATA": folder, "KOLLI_SECRETS_PASSWORD": "bench"}
        open_database(str(Path(folder) / "kolli.db"))
        store = stores.add("woocommerce", "Bench", "https://shop.example", {}, {"key": "a"})
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.executescript(_TABLES)
        for phase, modified in (("new", "1"), ("unchanged", "1")):
            begun, wall = time.process_time(), time.perf_counter()
            for start in range(0, len(orders), CHUNK):
                remote.save_orders(store.id, orders[start : start + CHUNK])
            ours, ours_wall = time.process_time() - begun, time.perf_counter() - wall
            begun = time.process_time()
            for start in range(0, len(orders), CHUNK):
                _save_bare(bare, orders[start : start + CHUNK], modified)
            floor = time.process_time() - begun
            line(f"sync save, {len(orders)} {phase} orders", round(ours, 3), round(floor, 3), "CPU s",
                 orders_per_cpu_s=round(len(orders) / ours), wall_s=round(ours_wall, 2))  # fmt: skip
        bare.close()
        forget()


def measure_push(rounds: int, times: int = 100) -> None:
    """One status push: read, write, read the answer; beside httpx sending the same two requests."""
    with open_store((rounds + 1) * times + 1) as store:
        connector = WooCommerce(Account(store.url, KEY, SECRET))
        bare = httpx.Client(trust_env=False)
        left = iter(store.ids)
        connector.perform(Push("order_status", next(left), "warm", {"status": "completed"}))
        signed = "/wp-json/wc/v3/orders/1"  # refused at the door: the same bytes up, the store's work left out

        def ours() -> None:
            for _turn in range(times):
                connector.perform(Push("order_status", next(left), "k", {"status": "completed"}))

        query = {"_fields": ORDER_FIELDS, "oauth_nonce": "x" * 180}

        def floor() -> None:
            for _turn in range(times):
                bare.get(store.url + signed, params=query)
                bare.put(store.url + signed, params=query, json={"status": "completed"})

        taken = interleaved({"ours": _cpu(ours), "floor": _cpu(floor)}, rounds)
        each = {name: round(median(seconds) / times * 1e6) for name, seconds in taken.items()}
        line("sync push, one status", each["ours"], each["floor"], "CPU us")
        connector.close()
        bare.close()


def _save_bare(bare: sqlite3.Connection, orders: list[RemoteOrder], modified: str) -> None:
    bare.execute("BEGIN IMMEDIATE")
    rows = []
    for order in orders:
        values = (
            1,
            order.remote_id,
            order.number,
            order.status,
            int(order.total),
            modified,
            order.buyer.name,
            order.phone,
        )
        got = bare.execute(_ORDER, values).fetchone()
        if got:
            rows += [(got[0], row.remote_id, row.sku, row.name, row.quantity) for row in order.lines]
    bare.executemany(_LINE, rows)
    bare.execute("COMMIT")


def _cpu(act: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        begun = time.process_time()
        act()
        return time.process_time() - begun

    return timed


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--orders", type=int, default=10_000)
    add_arguments(ask)
    ask.add_argument("--rounds", type=int, default=5)
    asked = ask.parse_args()
    measure_wire(asked.pull, asked.push, asked.poll, asked.rounds)
    whole = pages(asked.orders)
    measure_parse(whole, asked.rounds)
    measure_save(whole)
    measure_push(asked.rounds)


if __name__ == "__main__":
    main()
