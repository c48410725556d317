"""Opening a database of any age and in any condition."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseUnreachable,
    FolderRefused,
    KolliError,
)
from desktop.models import base, schema
from desktop.models.base import forget, run
from desktop.models.schema import known_version, open_database
from tests.hard.audit import faults
from tests.models import upgrades
from tests.postgres import Server

NOBODY = 65534
EARLIER = range(1, known_version())


def as_nobody(work: Callable[[], object]) -> str:
    """Do it in a process without rights; what it refused with, "" if it did not refuse."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
        except KolliError as refused:
            said = f"{type(refused).__name__}: {refused.say()}"
        except BaseException as error:  # noqa: BLE001 - it goes through the pipe, to fail the test over there
            said = f"{error!r}"
        os.write(mouth, said.encode())
        os._exit(0)
    os.close(mouth)
    with os.fdopen(ear, encoding="utf-8") as heard:
        said = heard.read()
    os.waitpid(child, 0)
    return said


@contextlib.contextmanager
def unwritable(folder: Path):  # type: ignore[no-untyped-def]
    """A folder that everybody may enter and nobody may write in."""
    for parent in [folder, *list(folder.parents)[:4]]:  # pytest's own folders are for their owner only
        with contextlib.suppress(PermissionError):
            parent.chmod(parent.stat().st_mode | 0o055)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


def everything(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_a_new_file_is_made_with_every_table_and_every_promise(tmp_path: Path) -> None:
    done = open_database(str(tmp_path / "kolli.db"))
    assert len(done) == known_version() == schema.version()
    found = [run(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert found == ["wal", 2, 1]
    assert run("PRAGMA application_id").fetchone()[0] == base.APPLICATION_ID
    assert open_database(str(tmp_path / "kolli.db")) == []
    forget()


@pytest.mark.parametrize("number", EARLIER)
def test_an_earlier_version_is_copied_and_upgraded_with_all_its_data(number: int, tmp_path: Path) -> None:
    file, fresh = tmp_path / "kolli.db", tmp_path / "fresh.db"
    upgrades.fill(str(file), upgrades.migrations_until(number, tmp_path))
    before = upgrades.content(file)
    assert len(before["packing_scan"]) > 20
    open_database(str(file))
    assert run("PRAGMA foreign_keys").fetchone()[0] == 1
    forget()
    open_database(str(fresh))
    forget()
    assert upgrades.content(file, before) == before
    assert upgrades.shape(file) == upgrades.shape(fresh)
    assert faults(file, []) == []
    copy = tmp_path / f"kolli.db.before-{number + 1:04d}"
    assert upgrades.content(copy) == before
    open_database(str(copy), tmp_path / f"migrations-{number}")  # the earlier program opens the copy as its own
    assert schema.version() == number
    forget()


@pytest.mark.parametrize("number", EARLIER)
def test_an_earlier_version_on_a_server_is_upgraded_with_all_its_data(
    number: int, tmp_path: Path, postgres_server: Server
) -> None:
    name = postgres_server.fresh()
    url = postgres_server.url(name)
    try:
        upgrades.fill(url, upgrades.migrations_until(number, tmp_path))
        open_database(url, tmp_path / f"migrations-{number}")
        before = upgrades.counts()
        forget()
        assert open_database(url)
        assert (schema.version(), upgrades.counts()) == (known_version(), before)
    finally:
        forget()
        postgres_server.drop(name)


def test_a_migration_that_rebuilds_a_table_keeps_what_hangs_on_it(tmp_path: Path) -> None:
    """Peewee rebuilds by dropping the old table; with foreign keys on, that deletes barcodes and moves with it."""
    file = tmp_path / "kolli.db"
    upgrades.fill(str(file), upgrades.migrations_until(1, tmp_path))
    before = upgrades.content(file)
    later = upgrades.migrations_until(0, tmp_path)
    shutil.copy(min(schema.MIGRATIONS.glob("0001*.py")), later)
    (later / "0002_tags.py").write_text(
        "from peewee import TextField\n\n\ndef up(migrator, db):\n"
        '    migrator.migrate(migrator.add_column("orders", "tags", TextField(default="")))\n'
    )
    open_database(str(file), later)
    assert run("SELECT count(*) FROM orders WHERE tags = ''").fetchone()[0] == len(before["orders"])
    forget()
    assert upgrades.content(file, before) == before
    with contextlib.closing(sqlite3.connect(file)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_upgrade_that_fails_leaves_the_old_version_and_the_copy(tmp_path: Path) -> None:
    file = tmp_path / "kolli.db"
    upgrades.fill(str(file), schema.MIGRATIONS)
    before, shape = upgrades.content(file), upgrades.shape(file)
    later = upgrades.migrations_with_next(tmp_path)
    wrong = later / f"{known_version() + 3:04d}_wrong.py"
    wrong.write_text("def up(migrator, db):\n    db.execute_sql('SELECT no_such_column')\n")
    with pytest.raises(Exception, match="no such column"):
        open_database(str(file), later)
    assert (upgrades.content(file), upgrades.shape(file)) == (before, shape)
    assert upgrades.content(tmp_path / f"kolli.db.before-{known_version() + 1:04d}") == before
    open_database(str(file))
    forget()


def test_a_newer_database_is_refused_and_stays_as_it_is(database_url: str, tmp_path: Path) -> None:
    open_database(database_url)
    if base.is_postgres():
        run("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', now())")
        before = upgrades.counts()
    else:
        run("PRAGMA user_version = 9999")
    forget()
    folder = Path(database_url).parent
    kept = None if database_url.startswith("postgresql") else everything(folder)
    with pytest.raises(DatabaseNewer) as refused:
        open_database(database_url)
    assert f"database version 9999, this program knows {known_version()}" in refused.value.say()
    if kept is not None:
        assert everything(folder) == kept
    else:
        base.connect(database_url)
        assert upgrades.counts() == before
        forget()


def foreign(file: Path) -> None:
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE browser_history (url TEXT)")
    other.commit()
    other.close()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda file: file.write_bytes(os.urandom(20_000)), id="noise"),
        pytest.param(lambda file: file.write_text("name,quantity\nCUP,3\n" * 50), id="a text"),
        pytest.param(lambda file: file.write_bytes(b"SQLite format 3\0" + b"\0" * 84), id="a head without a body"),
        pytest.param(foreign, id="another program's database"),
    ],
)
def test_what_is_no_shop_of_ours_is_refused_and_stays_as_it_is(make: Callable[[Path], object], tmp_path: Path) -> None:
    file = tmp_path / "kolli.db"
    make(file)
    before = everything(tmp_path)
    with pytest.raises(DatabaseDamaged) as refused:
        open_database(str(file))
    assert str(file) in refused.value.say()
    assert everything(tmp_path) == before


def test_a_first_start_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    """A file with a head and no tables, as the first pragma leaves it."""
    file = tmp_path / "kolli.db"
    begun = sqlite3.connect(file)
    begun.execute("PRAGMA journal_mode = wal")
    begun.close()
    assert len(open_database(str(file))) == known_version()
    forget()


def test_a_cut_off_file_is_never_taken_for_an_empty_shop(tmp_path: Path) -> None:
    file = tmp_path / "kolli.db"
    upgrades.fill(str(file), schema.MIGRATIONS, steps=40)
    whole = file.read_bytes()
    for length in (2, 99, 100, 512, 4095, 4096, 9000):
        file.write_bytes(whole[:length])
        with pytest.raises(DatabaseDamaged):
            open_database(str(file))


def test_a_file_that_another_program_holds_is_called_busy_and_not_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kolli.db"
    open_database(str(file))
    forget()
    monkeypatch.setitem(base._PRAGMAS, "busy_timeout", 50)
    holder = sqlite3.connect(file)
    holder.execute("PRAGMA locking_mode = exclusive")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(DatabaseBusy):
            open_database(str(file))
    finally:
        holder.close()


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_that_may_not_be_written_is_named(made: bool, tmp_path: Path) -> None:
    """R8. Reading without the right to write is not offered: the sentence says what to do."""
    folder = tmp_path / "shop"
    folder.mkdir()
    if made:
        open_database(str(folder / "kolli.db"))
        forget()
    before = everything(folder)
    with unwritable(folder):
        said = as_nobody(lambda: open_database(str(folder / "kolli.db")))
    assert said.startswith(f"FolderRefused: Kolli may not write in {folder}.")
    assert everything(folder) == before


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderRefused):
        open_database(str(tmp_path / "gone" / "kolli.db"))


def test_a_server_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable) as refused:
        open_database(f"postgresql://postgres@/kolli?host={tmp_path}")
    assert "\n" not in refused.value.say()
