"""A disk that loses its power: what was not synced is kept, dropped or torn. Seen by SQLite as a file system (APSW).

Every write since a file's last sync is remembered. At the cut each 512-byte piece of them is there or not, as the dice
fall; what was synced is always there. The writes before the cut go on in memory only as far as SQLite can tell.
"""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

SECTOR = 512  # bytes that a disk writes whole or not at all
_NAME = "kolli-power"


@dataclass
class Platter:
    """One file: what is surely on the disk, and what has been written since, oldest first."""

    synced: bytearray
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # (place, bytes) or (new size, None)

    def sync(self) -> None:
        for place, written in self.pending:
            _apply(self.synced, place, written)
        self.pending.clear()

    def after_cut(self, dice: Random) -> bytes:
        """The file as the next start finds it."""
        left = bytearray(self.synced)
        habit = dice.choice(["all", "none", "pieces", "pieces", "pieces", "first"])
        stop = dice.randrange(len(self.pending) + 1)  # "first": a cache that writes in sequence
        for turn, (place, written) in enumerate(self.pending):
            if habit == "none" or (habit == "first" and turn >= stop):
                continue
            if written is None or habit in ("all", "first"):
                if habit != "pieces" or dice.random() < 0.5:
                    _apply(left, place, written)
                continue
            for at in range(0, len(written), SECTOR):
                if dice.random() < 0.5:
                    _apply(left, place + at, written[at : at + SECTOR])
        return bytes(left)


def _apply(content: bytearray, place: int, written: bytes | None) -> None:
    if written is None:
        del content[place:]
        content.extend(bytes(place - len(content)))
        return
    if len(content) < place:
        content.extend(bytes(place - len(content)))
    content[place : place + len(written)] = written


class Disk(apsw.VFS):  # type: ignore[misc]
    """The file system; `cut_after` writes the power goes."""

    def __init__(self, cut_after: int) -> None:
        self.platters: dict[str, Platter] = {}
        self.writes = 0
        self.cut_after = cut_after
        super().__init__(_NAME, "")

    @property
    def dead(self) -> bool:
        return self.writes > self.cut_after

    def xOpen(self, name: Any, flags: list[int]) -> "_File":
        path = name if isinstance(name, str) else name.filename()
        if path not in self.platters:
            there = Path(path)
            self.platters[path] = Platter(bytearray(there.read_bytes() if there.exists() else b""))
        return _File(self, path, name, flags)

    def xDelete(self, path: str, sync: bool) -> None:
        if not self.dead:
            super().xDelete(path, sync)
            self.platters.pop(path, None)

    def excepthook(self, kind: type[BaseException], error: BaseException, trace: TracebackType) -> None:
        """Closing without power fails, and nobody needs to hear of it."""

    def written(self) -> None:
        self.writes += 1
        self.check()

    def check(self) -> None:
        if self.dead:
            raise apsw.IOError("the power is gone")

    def leave(self, folder: Path, dice: Random) -> None:
        """Write what is left of every file into a folder. What the wal-index held is gone: it is memory."""
        for path, platter in self.platters.items():
            if not path.endswith("-shm"):
                (folder / Path(path).name).write_bytes(platter.after_cut(dice))


class _File(apsw.VFSFile):  # type: ignore[misc]
    def __init__(self, disk: Disk, path: str, name: Any, flags: list[int]) -> None:
        self._disk, self._platter = disk, disk.platters[path]
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        if not self._disk.dead:
            self._platter.pending.append((offset, bytes(data)))
        self._disk.written()
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        if not self._disk.dead:
            self._platter.pending.append((size, None))
        self._disk.written()
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self._disk.check()
        super().xSync(flags)
        self._platter.sync()


class _Rows:
    """A cursor as Python's own sqlite3 has it: APSW's knows neither rowcount nor lastrowid."""

    def __init__(self, cursor: Any, statement: str, values: Any) -> None:
        ran = cursor.execute(statement, values)
        self.connection = cursor.connection
        self.description: Any = ()
        with contextlib.suppress(apsw.ExecutionCompleteError):  # it had no rows, and so has nothing to describe
            self.description = ran.get_description()
        self._rows = iter(ran.fetchall())
        self.rowcount: int = self.connection.changes()
        self.lastrowid: int = self.connection.last_insert_rowid()

    def __iter__(self) -> Any:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)


class PoweredDatabase(APSWDatabase):  # type: ignore[misc]
    """peewee's SQLite database on our disk: the product's own statements run on it unchanged."""

    def __init__(self, file: str, **words: Any) -> None:
        super().__init__(file, vfs=_NAME, **words)

    def execute_sql(self, statement: str, values: Any = None) -> Any:
        return _Rows(self.cursor(), statement, values or ())
