"""The database: one connection a thread, opened with the promises that law 1 needs."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import peewee

from desktop.domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseUnreachable,
    DiskFull,
    FolderRefused,
    KolliError,
)
from desktop.models import driver

APPLICATION_ID = 0x4B4F4C49  # "KOLI", in the header of every SQLite file of ours
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PRAGMAS: dict[str, Any] = {
    "journal_mode": "wal",
    "synchronous": "full",  # a scan that was shown survives a power cut; NORMAL loses the last ones
    "foreign_keys": 1,
    "cache_size": -8192,
    "busy_timeout": 10_000,
    "temp_store": "memory",
}

db = peewee.DatabaseProxy()
_remembered: list[Callable[[], None]] = []


class UtcField(peewee.BigIntegerField):
    """An aware UTC time, kept as whole milliseconds since 1970: the same in both databases, and quick to compare."""

    def db_value(self, value: datetime | int | None) -> int | None:
        return ms(value) if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else utc(value)


class JsonField(peewee.TextField):
    """Plain values as JSON text."""

    def db_value(self, value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> object:
        return None if value is None else json.loads(value)


class Table(peewee.Model):
    class Meta:
        database = db
        legacy_table_names = False


def ms(when: datetime) -> int:
    """Whole milliseconds since 1970, as UtcField keeps a time."""
    since = when - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000  # // by a timedelta costs thrice


def utc(value: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=value)


def is_postgres() -> bool:
    return isinstance(db.obj, peewee.PostgresqlDatabase)


def sql(text: str) -> str:
    """A fixed statement written with ? for its values, as this database wants it."""
    return text.replace("?", "%s") if is_postgres() else text


def storable(text: str) -> str:
    """A typed or scanned text without what a database cannot keep: NUL signs and halves of signs."""
    if text.isascii() and "\0" not in text:  # nearly every scan
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def run(text: str, values: tuple[object, ...] = ()) -> Any:
    """Execute one fixed statement on this thread's connection; returns its cursor.

    For hot paths: peewee's query objects cost 17 times the instructions of the statement itself. On SQLite not even
    its `execute_sql` is in between, so that faults are those of sqlite3 there and those of peewee on PostgreSQL.
    """
    database = db.obj
    if type(database) is peewee.SqliteDatabase:
        return database.connection().execute(text, values)
    inside = db.in_transaction()
    if not inside:
        _leave_dead_session()
    try:
        return db.execute_sql(sql(text), values)
    except (peewee.OperationalError, peewee.InterfaceError) as error:
        if not _is_cut_off():
            raise
        if inside or not text.startswith("SELECT"):  # what has become of it nobody knows: its own caller must look
            raise DatabaseUnreachable(reason=_first_line(error)) from error
    return _read_again(text, values)


def transaction() -> AbstractContextManager[object]:
    """Everything inside, or nothing: on this thread's connection, and not inside another one."""
    if not is_postgres():
        return _Immediate()
    _leave_dead_session()
    return db.atomic()


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything that is read inside stands as it was at the first reading, whatever others write; nothing is written.

    For long lists that are read page by page; it holds up no writer. Inside a transaction it is that one's view.
    """
    if is_postgres():
        if db.in_transaction():
            yield
            return
        _leave_dead_session()
        with db.atomic():
            db.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection: sqlite3.Connection = db.obj.connection()
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _read_again(text: str, values: tuple[object, ...]) -> Any:
    """A question, asked once more in another session: the server that was restarted is there again, or is not."""
    _leave_dead_session()
    try:
        return db.execute_sql(sql(text), values)
    except (peewee.OperationalError, peewee.InterfaceError) as error:
        if not _is_cut_off():
            raise
        raise DatabaseUnreachable(reason=_first_line(error)) from error


def _is_cut_off() -> bool:
    """Whether this thread's session with the server is over, or could not be begun."""
    return bool(db.is_closed() or getattr(db.connection(), "closed", False))


def _leave_dead_session() -> None:
    """A server that was restarted, or a cable, has ended our session: the next statement begins another."""
    if not db.is_closed() and getattr(db.connection(), "closed", False):  # a file's connection has no such word
        db.close()


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:200]


class _Immediate:
    """A transaction of SQLite that may write from its start.

    Two threads that read first and then write would fail with "locked" whatever the time limit. SQLite lets a waiting
    writer sleep for up to 100 ms and look again: beside an import or a sync, a scan would hardly ever find the moment
    between two of their transactions. So the threads of one program stand in line here first.
    """

    __slots__ = ("_connection",)

    def __enter__(self) -> None:
        self._connection: sqlite3.Connection = db.obj.connection()
        _take_turn()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            _writing.release()
            raise

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
        finally:
            try:
                if self._connection.in_transaction:  # SQLite itself has ended it when the disk is full
                    self._connection.execute("ROLLBACK")
            finally:
                _writing.release()


_next, _writing = threading.Lock(), threading.Lock()


def _take_turn() -> None:
    """Wait for `_writing`. Who waits holds `_next`, so that the one who has just written cannot be first again."""
    limit_s = _PRAGMAS["busy_timeout"] / 1000
    if not _next.acquire(timeout=limit_s):
        raise sqlite3.OperationalError("database is locked")
    try:
        if not _writing.acquire(timeout=limit_s):
            raise sqlite3.OperationalError("database is locked")
    finally:
        _next.release()


def others_wait() -> bool:
    """Whether another thread stands in line to write to SQLite; long work that may be cut ends its transaction then."""
    return _next.locked()


def insert(text: str, values: tuple[object, ...]) -> int:
    """Execute one INSERT written without RETURNING; returns the new row's id in both databases."""
    if is_postgres():
        return int(run(text + " RETURNING id", values).fetchone()[0])
    return int(run(text, values).lastrowid)


def connect(url: str) -> None:
    """Point every table at this database and try the connection; `url` is a SQLite file's path or postgresql://...

    Raises:
        DatabaseUnreachable: the server does not answer or refuses us.
        DatabaseDamaged: the file is not a database, or not Kolli's.
        FolderRefused: the file's folder may not be written.
        DatabaseBusy, DiskFull: another program holds the file, or there is no room.
    """
    if url.startswith(("postgresql://", "postgres://")):
        _connect_postgres(url)
    else:
        _connect_sqlite(Path(url))


def disconnect() -> None:
    """Close this thread's connection; a thread that used the database calls it before it ends."""
    if db.obj is not None and not db.is_closed():
        db.close()


def forget() -> None:
    """Close this thread's connection and let go of the database altogether, and of what was remembered of it."""
    disconnect()
    db.initialize(None)
    for let_go in _remembered:
        let_go()


def when_forgotten(let_go: Callable[[], None]) -> None:
    """Whoever keeps rows of the database in memory says here how they are let go of."""
    _remembered.append(let_go)


def _connect_sqlite(file: Path) -> None:
    database = peewee.SqliteDatabase(str(file), pragmas=_PRAGMAS, timeout=_PRAGMAS["busy_timeout"] / 1000)
    try:
        _refuse_foreign(file)
        database.connect()
        found = database.execute_sql("PRAGMA application_id").fetchone()[0]
        tables = database.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
        database.close()
        raise _unopened(file, error) from error
    if tables and found != APPLICATION_ID:
        database.close()
        raise DatabaseDamaged(file=str(file))
    db.initialize(database)


def _refuse_foreign(file: Path) -> None:
    """Look at a file before the first pragma writes to it: another program's database stays as it is."""
    try:
        with file.open("rb") as opened:
            head = opened.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise FolderRefused(where=str(file.parent)) from error
    if not head.startswith(b"SQLite format 3\0") or head[68:72] == APPLICATION_ID.to_bytes(4, "big"):
        return  # new, no database at all (SQLite will say so, and writes nothing), or ours
    looked = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:  # ours all the same, where a first start was killed before it moved its log into the file
        found = looked.execute("PRAGMA application_id").fetchone()[0]
        tables = looked.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        looked.close()
    if tables and found != APPLICATION_ID:
        raise DatabaseDamaged(file=str(file))


def _unopened(file: Path, error: Exception) -> KolliError:
    """Why a file could not be opened, as something that a person can act on."""
    said = str(error).lower()
    if "unable to open" in said or "readonly" in said:
        return FolderRefused(where=str(file.parent))
    if "locked" in said or "busy" in said:
        return DatabaseBusy()
    if "full" in said:
        return DiskFull(where=str(file.parent))
    return DatabaseDamaged(file=str(file))


def _connect_postgres(url: str) -> None:
    driver.show_psycopg()
    database = peewee.PostgresqlDatabase(url, prefer_psycopg3=True)
    try:
        database.connect()
    except peewee.OperationalError as error:
        raise DatabaseUnreachable(reason=str(error).strip().splitlines()[-1][:200]) from error
    db.initialize(database)


def refuse_newer(found: int, known: int) -> None:
    if found > known:
        raise DatabaseNewer(found=found, known=known)
