"""Goal 14: a CSV of 500,000 lines, checked and with an error list, beside what the machine can do at least.

    make bench NAME=imports [ARGS="--lines 500000 --rounds 3"]

floor    csv.reader and executemany into one table without an index, in one transaction
tables   csv.reader and executemany into our own tables: orders, lines, stock moves, histories; nothing looked up
preview  what `kolli import --dry-run` does: the layout found, every row checked and built, nothing written
import   what `kolli import` does: the same, then orders, lines, customers, addresses, articles, reservations and
         histories, in units of 500 lines that are each on disk before the next one
peewee   insert_many of the rows into the floor's table, by a tenth of the lines

Each runs in a process of its own; `mib` is its peak above what it held before it opened the file.
"""

import argparse
import csv
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.common import line, median, resident_mib

HEAD = ["order", "placed", "name", "phone", "sku", "article", "quantity", "price"]
STAGING = "CREATE TABLE staging (number TEXT, placed TEXT, name TEXT, phone TEXT, sku TEXT, article TEXT, quantity INTEGER, minor INTEGER)"  # fmt: skip  # noqa: E501
PEEWEE_SHARE = 10


def make(file: Path, lines: int) -> None:
    """Three lines an order, 20,000 articles, some letters outside ASCII and some commas inside."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        for i in range(lines):
            order = i // 3
            name = "Åsa Öberg" if order % 3 else 'Wijaya, "Agus"'
            writer.writerow(
                [f"{10_000_000 + order}", f"2026-10-{1 + order % 28:02d} 12:00", name, f"+4670{order % 10**7:07d}",
                 f"SKU-{i % 20000:05d}", f"Product {i % 977}, medium", 1 + i % 5, f"{10 + i % 900}.{i % 100:02d}"]
            )  # fmt: skip


def rows(file: Path) -> Iterator[list[str]]:
    with file.open(newline="", encoding="utf-8") as source:
        reader = csv.reader(source)
        next(reader)
        yield from reader


def _minor(price: str) -> int:
    whole, _, part = price.partition(".")
    return int(whole) * 100 + int(part)


def floor(file: Path, folder: Path) -> int:
    db = sqlite3.connect(folder / "floor.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute(STAGING)
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO staging VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((*row[:6], int(row[6]), _minor(row[7])) for row in rows(file)),
    )
    db.execute("COMMIT")
    return int(db.execute("SELECT count(*) FROM staging").fetchone()[0])


def tables(file: Path, folder: Path) -> int:
    """The same rows in the tables and indexes that the program has, with nothing checked or looked up."""
    from desktop.models.base import db, run
    from desktop.models.schema import open_database
    from desktop.services import bulk, intake

    open_database(str(folder / "tables.db"))
    run("PRAGMA synchronous=NORMAL")
    with db.atomic("IMMEDIATE"):
        articles = "INSERT INTO article (id, sku, sku_folded, name, variant, price, currency, bin, photo, counted, needs_packing, on_hand, reserved) VALUES (?, ?, ?, '', '', '', 'EUR', '', '', 0, 1, 0, 0)"  # fmt: skip  # noqa: E501
        intake.many(articles, [(n + 1, f"SKU-{n:05d}", f"sku-{n:05d}") for n in range(20000)])
        cursor, at, now = db.cursor(), 0, 1_790_000_000_000
        order = intake.ORDER.replace(" (", " (id, ", 1).replace("VALUES (", "VALUES (?, ", 1)
        entry = intake.LINE.replace(" (", " (id, ", 1).replace("VALUES (", "VALUES (?, ", 1)
        heads, lines, moves = [], [], []
        for i, row in enumerate(rows(file), 1):
            if i % 3 == 1:
                at += 1
                heads.append(
                    (at, "file", row[0], row[0], row[0], None, "order", "EUR", "paid", "open", 0, 0, "to-pick", 0,
                     now, now, None, row[2], "", row[3], "", "", "", "", "", "", "", 0, 0, 0, 0, 0, 0, 3, 3, None,
                     None, None, "", None, "", now)
                )  # fmt: skip
            article, pieces, minor = int(row[4][4:]) + 1, int(row[6]), _minor(row[7])
            lines.append(
                (i, at, i, "", article, row[4], row[5], "", "[]", "", "[]", pieces, 0, 0, 1, row[7], minor * pieces, 0)
            )
            moves.append((article, at, i, "reserve", 0, pieces, f"history:{at}/line:{i}", now, ""))
            if len(lines) == 3000:
                _write(cursor, order, entry, bulk._MOVE, heads, lines, moves)
        _write(cursor, order, entry, bulk._MOVE, heads, lines, moves)
    return int(run("SELECT count(*) FROM order_line").fetchone()[0])


def _write(cursor: Any, order: str, entry: str, move: str, *parts: list[Any]) -> None:
    for statement, part in zip((order, entry, move), parts, strict=True):
        cursor.executemany(statement, part)
        part.clear()


def preview(file: Path, folder: Path) -> int:
    from desktop.formats.preview import preview as look

    return look(file).counts.lines


def imported(file: Path, folder: Path) -> int:
    from desktop.models.schema import open_database
    from desktop.services import imports

    open_database(str(folder / "kolli.db"))
    return imports.run(file).counts.lines


def peewee(file: Path, folder: Path) -> int:
    import peewee as pw

    base = pw.SqliteDatabase(str(folder / "peewee.db"), pragmas={"journal_mode": "wal", "synchronous": 1})
    columns = {name: pw.TextField() for name in ("number", "placed", "name", "phone", "sku", "article")}
    columns |= {"quantity": pw.IntegerField(), "minor": pw.IntegerField()}
    meta = type("Meta", (), {"database": base, "primary_key": False})
    staging = type("Staging", (pw.Model,), {**columns, "Meta": meta})
    base.create_tables([staging])
    made = ((*row[:6], int(row[6]), _minor(row[7])) for i, row in enumerate(rows(file)) if i % PEEWEE_SHARE == 0)
    with base.atomic():
        for part in pw.chunked(made, 1000):
            staging.insert_many(part, fields=[getattr(staging, name) for name in columns]).execute()
    return int(staging.select().count()) * PEEWEE_SHARE


VARIANTS: dict[str, Callable[[Path, Path], int]] = {
    "floor": floor, "tables": tables, "preview": preview, "import": imported, "peewee": peewee,
}  # fmt: skip


def measure(name: str, file: Path) -> None:
    """One variant in this process; prints its figures."""
    warm = file.with_name("warm.csv")  # so that imports, caches and the first database are not in the figures
    make(warm, 30)
    with tempfile.TemporaryDirectory() as first:
        VARIANTS[name](warm, Path(first))
        _forget()
    with tempfile.TemporaryDirectory() as folder:
        base, begun, cpu = resident_mib(), time.perf_counter(), time.process_time()
        got = VARIANTS[name](file, Path(folder))
        taken, used = time.perf_counter() - begun, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _forget()
    print(json.dumps({"cpu_s": used, "wall_s": taken, "mib": peak - base, "lines": got}))


def _forget() -> None:
    if "desktop.models.base" in sys.modules:
        sys.modules["desktop.models.base"].forget()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--lines", type=int, default=500_000)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--only", choices=VARIANTS, help="measure one variant of FILE in this process")
    ask.add_argument("--file", type=Path)
    asked = ask.parse_args()
    if asked.only:
        measure(asked.only, asked.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.csv"
        make(file, asked.lines)
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in VARIANTS}
        for _round in range(asked.rounds):
            for name in VARIANTS:
                command = [sys.executable, "-m", "benchmarks.imports", "--only", name, "--file", str(file)]
                said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                seen[name].append(json.loads(said))
    figures = {name: {key: median([run[key] for run in runs]) for key in runs[0]} for name, runs in seen.items()}
    figures["peewee"]["cpu_s"] *= PEEWEE_SHARE
    least, ours = figures["floor"]["cpu_s"], figures["tables"]["cpu_s"]
    for name in ("preview", "import", "peewee"):
        assert figures[name]["lines"] == asked.lines, (name, figures[name]["lines"])
        figure = figures[name]
        line(
            f"imports {name}, {asked.lines} lines", round(figure["cpu_s"], 2), round(least, 2), "CPU s",
            wall_s=round(figure["wall_s"], 2), peak_mib=round(figure["mib"], 1),
            times_tables=round(figure["cpu_s"] / ours, 2), tables_cpu_s=round(ours, 2),
        )  # fmt: skip


if __name__ == "__main__":
    main()
