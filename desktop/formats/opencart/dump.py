"""The text that a database is backed up as -> its tables, in a temporary database of our own beside the memory.

OpenCart's admin pages write one INSERT a row (System, Maintenance, Backup); mysqldump and phpMyAdmin write several.
Nothing of the text is ever run: strings are cut out of it and kept as values.
"""

import re
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.formats.detect import Shape, open_text, unreadable
from desktop.formats.errors import FileRefused
from desktop.formats.opencart.tables import Tables
from desktop.i18n import N_

WANTED = (
    "order", "order_product", "order_option", "order_total", "order_history", "order_voucher", "order_status",
    "product", "product_code", "product_description", "weight_class_description", "country", "language", "currency",
    "setting", "customer", "affiliate", "customer_affiliate", "customer_reward", "customer_transaction",
    "affiliate_transaction",
)  # fmt: skip
LONGEST = 64 * 1024 * 1024  # letters of one statement; mysqldump ends one at a few megabytes
_INSERT = re.compile(
    r"\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+`?(\w+)`?\s*(?:\(([^)]*)\))?\s*VALUES\s*(?=\()", re.IGNORECASE
)
_CREATE = re.compile(r"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`?(\w+)`?\s*\(", re.IGNORECASE)
_COLUMN = re.compile(r"^\s*`(\w+)`\s", re.MULTILINE)
_VALUE = re.compile(r"'((?:[^'\\]++|\\.|'')*+)'|\b(NULL)\b|([^\s,()';]+)", re.IGNORECASE | re.DOTALL)
_MARK = re.compile(r"\\.|'", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": "\x1a", "b": ""}
_BATCH = 500


@dataclass(slots=True, weakref_slot=True)
class Dump:
    """A backup that was read. Safe to ask from several threads."""

    tables: Tables
    _database: sqlite3.Connection = field(repr=False)

    def order_ids(self) -> list[int]:
        rows = self.tables.ask(f"SELECT order_id FROM {self.tables.of('order')} ORDER BY order_id", ())  # noqa: S608
        return [int(row["order_id"]) for row in rows]


_lock = threading.Lock()
_last: tuple[tuple[Path, int, int], Dump] | None = None


def load(shape: Shape) -> Dump:
    """Read a backup; one that was read just before, and has not changed since, is at hand still.

    Raises:
        FileRefused: it ends in the middle, or holds no orders.
    """
    global _last
    try:
        info = shape.path.stat()
    except OSError as error:
        raise unreadable(shape.path, error) from error
    key = (shape.path.resolve(), info.st_mtime_ns, info.st_size)
    with _lock:
        if _last is None or _last[0] != key:
            _last = None
            _last = (key, _read(shape))
        return _last[1]


def _read(shape: Shape) -> Dump:
    # Without a name it lies in a file that is gone when it is closed, and in memory as long as it is small.
    database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    try:
        loader = _Loader(shape.path.name, database)
        with open_text(shape) as file:
            for statement in _statements(shape.path.name, file):
                loader.take(statement)
        tables = loader.tables()
    except sqlite3.Error as error:
        database.close()
        raise FileRefused(file=shape.path.name, reason=N_("there is no room on this computer to unpack it.")) from error
    except BaseException:
        database.close()
        raise
    dump = Dump(tables, database)
    weakref.finalize(dump, database.close)
    return dump


def _statements(name: str, file: Any) -> Iterator[str]:
    """One after the other; a semicolon within a string ends none."""
    parts: list[str] = []
    size, is_open = 0, False
    while line := file.readline(LONGEST):
        if (not parts and not is_open and line.lstrip()[:2] in ("--", "/*", "")) or (not parts and line[:1] == "#"):
            continue
        is_open = is_open ^ (sum(mark == "'" for mark in _MARK.findall(line)) % 2 == 1)
        parts.append(line)
        size += len(line)
        if size > LONGEST:
            raise FileRefused(file=name, reason=N_("a quotation mark in it is never closed."))
        if not is_open and line.rstrip().endswith(";"):
            yield "".join(parts)
            parts, size = [], 0
    if "".join(parts).strip():
        raise FileRefused(file=name, reason=N_("it ends in the middle. Make the backup again, and wait for its end."))


class _Loader:
    """Fills tables as their rows come."""

    def __init__(self, name: str, database: sqlite3.Connection) -> None:
        self._name = name
        self._database = database
        self._columns: dict[str, list[str]] = {}  # as CREATE TABLE names them
        self._there: dict[str, list[str]] = {}
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")

    def take(self, statement: str) -> None:
        if found := _INSERT.match(statement):
            table = found[1]
            if _suffix(table):
                self._insert(table, found[2], statement, found.end())
        elif (found := _CREATE.match(statement)) and _suffix(found[1]):
            self._columns[found[1]] = _COLUMN.findall(statement, found.end())

    def tables(self) -> Tables:
        """The tables of the shop whose orders are in the file."""
        self._database.execute("COMMIT")
        prefix = next((name.removesuffix("order") for name in self._there if _suffix(name) == "order"), None)
        if prefix is None:
            raise FileRefused(file=self._name, reason=N_("it is a database's backup without OpenCart's orders."))
        columns = {
            name.removeprefix(prefix): frozenset(there)
            for name, there in self._there.items()
            if name.startswith(prefix) and name.removeprefix(prefix) in WANTED
        }
        if "order_product" not in columns:
            raise FileRefused(
                file=self._name,
                reason=N_(
                    "it has orders without their lines. Tick every table whose name has “order” in it, and back up"
                    " again."
                ),
            )
        for name, there in columns.items():
            for column in {"order_id", "product_id"} & there:
                self._database.execute(f"CREATE INDEX `i_{name}_{column}` ON `{prefix}{name}` (`{column}`)")
        return Tables(self._ask, columns, prefix)

    def _ask(self, question: str, values: Sequence[object]) -> list[Any]:
        cursor = self._database.execute(question, tuple(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _insert(self, table: str, told: str | None, statement: str, start: int) -> None:
        columns = re.findall(r"\w+", told) if told else self._columns.get(table, [])
        values = [_value(*each) for each in _VALUE.findall(statement, start)]
        if not columns or len(values) % len(columns):
            raise FileRefused(
                file=self._name,
                reason=N_("a row in it has more or fewer values than columns. Make the backup again."),
            )
        self._make(table, columns)
        width = len(columns)
        names, marks = ", ".join(f"`{column}`" for column in columns), ", ".join("?" * width)
        rows = (values[at : at + width] for at in range(0, len(values), width))
        self._database.executemany(f"INSERT INTO `{table}` ({names}) VALUES ({marks})", rows)  # noqa: S608

    def _make(self, table: str, columns: Sequence[str]) -> None:
        there = self._there.get(table)
        if there is None:
            kinds = ", ".join(f"`{column}` {_kind(column)}" for column in columns)
            self._database.execute(f"CREATE TABLE `{table}` ({kinds})")
            self._there[table] = list(columns)
            return
        for column in columns:
            if column not in there:
                self._database.execute(f"ALTER TABLE `{table}` ADD COLUMN `{column}` {_kind(column)}")
                there.append(column)


def _suffix(table: str) -> str:
    """OpenCart's own name of a table, without the shop's prefix; "" if it is none that we read."""
    return max((name for name in WANTED if table == name or table.endswith(f"_{name}")), key=len, default="")


def _kind(column: str) -> str:
    """Numbers sort as numbers; everything else stays the text that it is."""
    return "INTEGER" if column.endswith("_id") or column == "sort_order" else "TEXT"


def _value(text: str, null: str, bare: str) -> str | None:
    if null:
        return None
    if bare:
        return bare
    return _ESCAPE.sub(_unescaped, text) if "\\" in text or "''" in text else text


def _unescaped(found: "re.Match[str]") -> str:
    sign = found[1]
    return "'" if sign is None else _ESCAPED.get(sign, sign)
