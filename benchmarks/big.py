"""A database with a million orders, made quickly by raw SQL and kept between runs outside the repository.

    make bench NAME=big [ARGS="--orders 1000000"]

It lies in KOLLI_BENCH_DATA, else in the system's temporary folder. 100,000 customers, 20,000 articles, three lines an
order; addresses are shared by a customer's orders, which the program itself does not do: the file is smaller for it.
"""

import argparse
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.common import line
from desktop.domain.codes import gtin14, order_code_by_id, parcel_code
from desktop.models import base
from desktop.models.schema import MIGRATIONS, known_version, open_database

FIRST = (
    "Agus Budi Citra Dewi Eko Fitri Gita Hendra Indah Joko Åsa Björn Cecilia David Elin Fredrik Göran Hanna Ingrid"
    " Johan Alice Bob Carol Dan Eve"
).split()
LAST = (
    "Wijaya Santoso Hidayat Kusuma Lestari Pratama Saputra Utami Andersson Johansson Karlsson Nilsson Eriksson Larsson"
    " Öberg Smith Jones Taylor Brown Wilson"
).split()
GOODS = "Skrivbordslampa Kaffekopp Bordsduk Ljusstake Gardin Batikkjol Sarung Kemeja Tas Kopi Teh Sambal".split()
CITIES = ("Jakarta", "Bandung", "Malmö", "Uppsala", "Leeds")
START_MS = 1_700_000_000_000
STEP_MS = 30_000  # an order each half minute
_STAGES = (  # up to this share of all orders: payment, fulfilment, stage
    (0.900, "paid", "delivered", "done"),
    (0.950, "paid", "shipped", "shipped"),
    (0.970, "paid", "open", "to-pick"),
    (0.975, "paid", "packing", "to-pack"),
    (0.980, "paid", "picking", "to-pack"),
    (0.985, "paid", "packed", "to-ship"),
    (1.001, "unpaid", "cancelled", "cancelled"),
)
_INSERTS = {
    "customer": (
        "INSERT INTO customer (id, key, name, company, email, phone, language) VALUES (?, ?, ?, '', ?, ?, 'en')"
    ),
    "address": (
        "INSERT INTO address (id, name, company, line1, line2, village, district, city, region, postcode, postcode_key,"
        " country, phone, instruction) VALUES (?, ?, '', ?, '', '', '', ?, '', '21134', '21134', 'SE', ?, '')"
    ),
    "article": (
        "INSERT INTO article (id, sku, sku_folded, name, variant, price, currency, bin, photo, counted, needs_packing,"
        " on_hand, reserved) VALUES (?, ?, ?, ?, '', '100', 'SEK', ?, '', 1, 1, 1000000, 0)"
    ),
    "barcode": "INSERT INTO barcode (article_id, code, gtin14, fault) VALUES (?, ?, ?, '')",
    "orders": (
        "INSERT INTO orders (id, source, source_ref, number, code, store_id, kind, currency, payment, fulfilment, held,"
        " pay_later, stage, conflict, placed_at, due_at, ship_by, buyer, place, phone, email, language, courier,"
        " service, payment_method, note, hold_reason, total_minor, shipping_minor, discount_minor, tax_minor,"
        " paid_minor, refunded_minor, line_count, unit_count, customer_id, bill_to_id, ship_to_id, remote_status,"
        " created_at) VALUES (?, 'store:1', ?, ?, ?, 1, 'order', 'SEK', ?, ?, 0, 0, ?, 0, ?, ?, ?, ?, ?, ?, '', 'en',"
        " 'PostNord', 'MyPack', 'Swish', '', '', ?, 4900, 0, 0, 0, 0, 3, 6, ?, ?, ?, 'processing', ?)"
    ),
    "order_line": (
        "INSERT INTO order_line (order_id, position, remote_id, article_id, sku, name, variant, options, note,"
        " barcodes, ordered, cancelled, packed, needs_packing, unit_price, total_minor, tax_minor)"
        " VALUES (?, ?, '', ?, ?, ?, '', '[]', '', '[]', ?, 0, ?, 1, '100.00', 10000, 0)"
    ),
    "parcel": (
        "INSERT INTO parcel (order_id, position, code, state, carrier, service, tracking)"
        " VALUES (?, 1, ?, ?, 'PostNord', 'MyPack', ?)"
    ),
}


def folder() -> Path:
    found = Path(os.environ.get("KOLLI_BENCH_DATA") or Path(tempfile.gettempdir()) / "kolli-bench")
    found.mkdir(parents=True, exist_ok=True)
    return found


def shop(orders: int = 1_000_000, version: int | None = None) -> Path:
    """The file of a shop with so many orders, made at its first use; `version` asks for the tables of an older one."""
    wanted = version or known_version()
    file = folder() / f"shop-{orders}-v{wanted}.db"
    if file.exists():
        return file
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    if wanted == 1:
        _make(part, orders)
    else:
        shutil.copyfile(shop(orders, version=1), part)
        migrate(part, wanted)
    part.rename(file)
    return file


def copy(orders: int) -> Path:
    """A copy to write into; the caller deletes it."""
    handle, name = tempfile.mkstemp(suffix=".db", dir=folder())
    os.close(handle)
    shutil.copyfile(shop(orders), name)
    return Path(name)


def migrate(file: Path, version: int) -> None:
    """Bring a file's tables to a version, without the copy that the program would keep."""
    with tempfile.TemporaryDirectory() as some:
        for found in MIGRATIONS.glob("[0-9]*.py"):
            if int(found.name[:4]) <= version:
                shutil.copy(found, some)
        open_database(str(file), Path(some))
        base.run("PRAGMA wal_checkpoint(TRUNCATE)")
        base.forget()
    for left in file.parent.glob(f"{file.name}.before-*"):
        left.unlink()


def _make(file: Path, orders: int) -> None:
    migrate(file, 1)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -262144")
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''").fetchall()
    connection.execute("BEGIN")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    customers, articles = max(10, orders // 10), max(10, orders // 50)
    connection.execute(
        "INSERT INTO store (id, kind, name, url, settings, active, fault, skew_s)"
        " VALUES (1, 'woocommerce', 'Shop', 'http://127.0.0.1', '{}', 1, '', 0)"
    )
    people = list(_people(customers))
    connection.executemany(
        _INSERTS["customer"], ((i, f"email:{i}@example.test", n, f"{i}@example.test", p) for i, n, p, _ in people)
    )
    connection.executemany(_INSERTS["address"], ((i, n, f"Storgatan {i % 90}", c, p) for i, n, p, c in people))
    connection.executemany(_INSERTS["article"], _articles(articles))
    connection.executemany(_INSERTS["barcode"], _barcodes(articles))
    rows = list(_orders(orders, people))
    connection.executemany(_INSERTS["orders"], (row for row, _ in rows))
    connection.executemany(_INSERTS["order_line"], _lines(rows, articles))
    connection.executemany(_INSERTS["parcel"], _parcels(rows))
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = wal")
    connection.close()


def _people(count: int) -> Iterator[tuple[int, str, str, str]]:
    chance = random.Random(1)
    for i in range(1, count + 1):
        phone = f"+62{chance.randrange(10**9, 10**10)}"
        yield i, f"{chance.choice(FIRST)} {chance.choice(LAST)}", phone, chance.choice(CITIES)


def _articles(count: int) -> Iterator[tuple[object, ...]]:
    for i in range(1, count + 1):
        yield i, f"SKU-{i:05d}", f"sku-{i:05d}", f"{GOODS[i % len(GOODS)]} {i}", f"{i % 26:02d}-{i % 9}"


def ean13(article: int) -> str:
    """The barcode of an article of this shop."""
    body = f"{899000000000 + article * 7:012d}"
    return body + str(-sum(int(d) * (1, 3)[place % 2] for place, d in enumerate(body)) % 10)


def _barcodes(count: int) -> Iterator[tuple[object, ...]]:
    for i in range(1, count + 1):
        yield i, ean13(i), gtin14(ean13(i))


def _orders(count: int, people: list[tuple[int, str, str, str]]) -> Iterator[tuple[tuple[object, ...], str]]:
    chance = random.Random(2)
    for i in range(1, count + 1):
        share, (who, name, phone, city) = chance.random(), people[int(chance.random() * len(people))]
        _, payment, fulfilment, stage = next(found for found in _STAGES if share < found[0])
        placed = START_MS + i * STEP_MS
        due = placed + int(chance.random() * 3) * 86_400_000
        number = f"K{i:08d}"
        yield (
            i, str(i), number, order_code_by_id(i), payment, fulfilment, stage, placed, due, due, name, city, phone,
            1000 + int(chance.random() * 100_000), who, who, who, placed,
        ), fulfilment  # fmt: skip


def _lines(rows: list[tuple[tuple[object, ...], str]], articles: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(3)
    for row, fulfilment in rows:
        done = fulfilment in ("delivered", "shipped", "packed")
        for position in (1, 2, 3):
            article, ordered = 1 + int(chance.random() * articles), 1 + int(chance.random() * 3)
            name = f"{GOODS[article % len(GOODS)]} {article}"
            yield row[0], position, article, f"SKU-{article:05d}", name, ordered, ordered if done else 0


def _parcels(rows: list[tuple[tuple[object, ...], str]]) -> Iterator[tuple[object, ...]]:
    chance = random.Random(4)
    for row, fulfilment in rows:
        if fulfilment in ("delivered", "shipped", "packed"):
            code, state = parcel_code(str(row[3]), 1), "closed" if fulfilment == "packed" else "shipped"
            yield row[0], code, state, f"JX{chance.randrange(10**9):09d}SE" if state == "shipped" else ""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=1_000_000)
    begun = time.perf_counter()
    file = shop(asked.parse_args().orders)
    line("big: the file", ours=round(file.stat().st_size / 2**20), unit="MiB")
    line("big: made in", ours=round(time.perf_counter() - begun, 1), unit="s")


if __name__ == "__main__":
    main()
