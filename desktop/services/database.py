"""The shop's database as a thing: whether it is whole, how old it is, and the next step of its upgrade."""

import re
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import BadInput
from desktop.i18n import N_
from desktop.models import schema
from desktop.models.base import is_postgres, run

_NEW = '''"""{what}. Frozen: it declares the tables as they were, and imports only peewee and playhouse."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    # Plain statements: the migrator rebuilds a table on SQLite, and with it goes what hangs on it (views, triggers).
    db.execute_sql("ALTER TABLE orders ADD COLUMN example TEXT NOT NULL DEFAULT ''")
'''


@dataclass(frozen=True, slots=True)
class Condition:
    """`faults` are what the database's own check says, none if it is whole; `version` is its newest migration."""

    kind: str
    version: int
    known_version: int
    orders: int
    faults: tuple[str, ...]


def condition() -> Condition:
    """Look the open database over; on a large file this takes seconds."""
    orders = int(run("SELECT count(*) FROM orders").fetchone()[0])
    kind = "PostgreSQL" if is_postgres() else "SQLite"
    return Condition(kind, schema.version(), schema.known_version(), orders, () if is_postgres() else _faults())


def new_migration(what: str, folder: Path = schema.MIGRATIONS) -> Path:
    """Write the beginning of the next migration; the number is the order. For a checkout.

    Raises:
        BadInput: a name that cannot be a file's.
    """
    name = re.sub(r"[^a-z0-9]+", "_", what.lower()).strip("_")
    if not name or len(name) > 60:
        raise BadInput(what=N_("The migration's name"), value=what, next=N_("Use a few words, such as order tags."))
    file = folder / f"{schema.known_version(folder) + 1:04d}_{name}.py"
    with file.open("x", encoding="utf-8") as written:
        written.write(_NEW.format(what=what.strip().capitalize().replace('"', "'").replace("\\", "/")))
    return file


def _faults() -> tuple[str, ...]:
    said = [str(row[0]) for row in run("PRAGMA quick_check(20)").fetchall()]
    said += [f"{row[0]}: row {row[1]} names a row of {row[2]} that is not there"
             for row in run("PRAGMA foreign_key_check").fetchmany(20)]  # fmt: skip
    return tuple(text for text in said if text != "ok")
