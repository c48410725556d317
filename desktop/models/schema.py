"""Opening a database of any age: a newer one is refused, an older one is copied and then brought up to date."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peewee

from desktop.models.base import APPLICATION_ID, connect, db, forget, is_postgres, refuse_newer, run

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str, migrations: Path = MIGRATIONS) -> list[str]:
    """Connect to the shop's database and make its tables those of this program; returns the migrations done.

    `url` is a SQLite file's path or a postgresql:// address. Before an older SQLite file is changed, a checked copy is
    kept beside it as NAME.before-NNNN.

    Raises:
        DatabaseNewer: a newer program has been here; nothing was changed.
        DatabaseDamaged, DatabaseUnreachable, FolderRefused: see `base.connect`.
    """
    connect(url)
    try:
        return _upgrade(url, migrations)
    except BaseException:
        forget()
        raise


def version() -> int:
    """The number of the newest migration that this database has; 0 for an empty one."""
    if is_postgres():
        return max((int(name[:4]) for name in _runner(MIGRATIONS).applied()), default=0)
    return int(run("PRAGMA user_version").fetchone()[0])


def known_version(migrations: Path = MIGRATIONS) -> int:
    """The newest migration that this program knows."""
    return max((int(file.name[:4]) for file in migrations.glob("[0-9]*.py")), default=0)


def _upgrade(url: str, migrations: Path) -> list[str]:
    found, known = version(), known_version(migrations)
    refuse_newer(found, known)
    if found == known:
        return []
    if not is_postgres() and found:
        keep_copy(Path(url), found)
    # One transaction for the whole road: a kill in the middle leaves the old version, never something between.
    with _tables_may_be_rebuilt(), _exclusive():
        if is_postgres():
            run("SELECT pg_advisory_xact_lock(?)", (APPLICATION_ID,))
        done: list[str] = _runner(migrations).up()
        if not is_postgres():
            if broken := run("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"the upgrade would leave rows without their owner: {broken[:5]}")
            run(f"PRAGMA user_version = {known:d}")
            run(f"PRAGMA application_id = {APPLICATION_ID:d}")
    return done


@contextmanager
def _tables_may_be_rebuilt() -> Iterator[None]:
    """Keep SQLite from deleting the lines and histories of a table that a migration rebuilds.

    It rebuilds by dropping the old table, which deletes what hangs on it. That can be switched off only outside of a
    transaction, so peewee's own switch inside ours does nothing.
    """
    if is_postgres():
        yield
        return
    run("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        run("PRAGMA foreign_keys = ON")


def keep_copy(file: Path, found: int) -> Path:
    """A complete copy of the file as it is now, on disk before this returns."""
    kept = file.with_name(f"{file.name}.before-{found + 1:04d}")
    part = kept.with_name(kept.name + ".part")
    part.unlink(missing_ok=True)
    source = sqlite3.connect(str(file), timeout=10)
    try:
        source.execute("VACUUM INTO ?", (str(part),))
    finally:
        source.close()
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    shutil.move(part, kept)
    if os.name != "nt":  # there a folder cannot be opened, and its names need no sync
        folder = os.open(kept.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return kept


def _runner(migrations: Path) -> Any:
    # Only where there is something to migrate: with it come all of playhouse and every database driver.
    from playhouse.migrations import Runner

    return Runner(db.obj, str(migrations))


def _exclusive() -> peewee._atomic:
    return db.atomic() if is_postgres() else db.atomic("EXCLUSIVE")
