"""Kolli as it was and as it may become: databases of earlier versions with data, and migrations still to be written."""

import base64
import gzip
import json
import shutil
import sqlite3
from pathlib import Path

from desktop.models.base import db, forget, run
from desktop.models.schema import MIGRATIONS, known_version, open_database
from desktop.services import changes, packing
from tests.hard.day import Day
from tests.services import shop

Rows = dict[str, list[tuple[tuple[str, object], ...]]]
_VERSION_3 = Path(__file__).parents[1] / "data" / "versions" / "shop-0003.json.gz"
# Two steps that a later version might take: a new column, and a new table with its data.
_NEXT = {
    "tags": """
def up(migrator, db):
    db.execute_sql("ALTER TABLE article ADD COLUMN colour TEXT NOT NULL DEFAULT ''")
    db.execute_sql("UPDATE article SET colour = 'of ' || sku")
""",
    "shelves": """
from peewee import IntegerField, Model, TextField


def up(migrator, db):
    class Shelf(Model):
        sku = TextField(unique=True)
        units = IntegerField()

        class Meta:
            database = db
            table_name = "shelf"

    db.create_tables([Shelf])
    db.execute_sql("INSERT INTO shelf (sku, units) SELECT sku, on_hand FROM article")
    db.execute_sql("UPDATE orders SET note = note || ' (seen by the new version)'")
""",
}


def migrations_until(number: int, folder: Path) -> Path:
    """A folder with the first `number` migrations only: an earlier Kolli."""
    made = folder / f"migrations-{number}"
    made.mkdir()
    for file in sorted(MIGRATIONS.glob("[0-9]*.py"))[:number]:
        shutil.copy(file, made)
    return made


def migrations_with_next(folder: Path) -> Path:
    """A folder with all migrations and two more: a later Kolli."""
    made = folder / "migrations-next"
    made.mkdir()
    known = sorted(MIGRATIONS.glob("[0-9]*.py"))
    for file in known:
        shutil.copy(file, made)
    for turn, (name, text) in enumerate(_NEXT.items(), start=len(known) + 1):
        (made / f"{turn:04d}_{name}.py").write_text(text, encoding="utf-8")
    return made


def fill(url: str, migrations: Path, steps: int = 120) -> None:
    """Let a shop of this version work for a while: orders, scans, parcels, invoices, messages.

    An earlier version gets what the program of its time wrote: today's would look for tables that are not there yet.
    """
    open_database(url, migrations)
    if known_version(migrations) < known_version():
        _as_it_was()
        forget()
        return
    shop.store()
    day = Day(4, lambda fact: None)
    day.start()
    for _ in range(steps):
        day.step()
    packing.forget_all()
    changes.work_at("", "")
    forget()


def _as_it_was() -> None:
    """The rows of a shop that the program of version 3 worked in for a while, into the open database."""
    kept = json.loads(gzip.decompress(_VERSION_3.read_bytes()))
    with db.atomic():
        for name in kept:  # owners stand before what hangs on them
            columns = ", ".join(f'"{column}"' for column in kept[name]["columns"])
            marks = ", ".join("?" * len(kept[name]["columns"]))
            booleans = {column.name for column in db.obj.get_columns(name) if column.data_type.lower() == "boolean"}
            for row in kept[name]["rows"]:
                values = [
                    base64.b64decode(value["b"])
                    if isinstance(value, dict)
                    else bool(value)
                    if column in booleans
                    else value
                    for column, value in zip(kept[name]["columns"], row, strict=True)
                ]
                run(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', tuple(values))


def content(file: Path, like: Rows | None = None) -> Rows:
    """Every row of every table that is ours, sorted; of the tables and columns that `like` has, where it is given.

    A row is its columns' names and values, because a later version may have put one in between.
    """
    opened = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        tables = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = [name for name in tables if not name.startswith(("search_", "sqlite_", "schema_"))]
        found: Rows = {}
        for name in ours if like is None else like:
            cursor = opened.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in cursor.description]
            rows = [tuple(zip(columns, row, strict=True)) for row in cursor]
            if like is not None and like[name]:
                known = {column for column, _value in like[name][0]}
                rows = [tuple(pair for pair in row if pair[0] in known) for row in rows]
            found[name] = sorted(rows, key=repr)
        return found
    finally:
        opened.close()


def shape(file: Path) -> list[tuple[str, str]]:
    """Every table, index, trigger and view by its name and its text without blanks; in no sequence."""
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        rows = db.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall()
        return sorted((name, "".join(text.split())) for name, text in rows)
    finally:
        db.close()


def counts() -> dict[str, int]:
    """How many rows the open database has in each of the tables that matter most."""
    names = ("orders", "order_line", "history", "packing_scan", "parcel", "stock_move", "outbox", "document", "article")
    return {name: int(run(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in names}
