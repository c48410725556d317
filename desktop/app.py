"""Builds the parts of the program and hands them over: database, printing, sync. No Qt."""

import logging
import logging.handlers
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from desktop import paths
from desktop.domain.errors import FolderRefused, InUse
from desktop.i18n import use
from desktop.models.base import disconnect, forget
from desktop.models.schema import open_database
from desktop.services import changes, settings
from desktop.services.changes import Change

log = logging.getLogger(__name__)


class App:
    """One shop opened by one program. `start()` before anything else, `close()` at the end.

    `url` is the database: None for the SQLite file in the shop's folder, else a postgresql:// address.
    """

    def __init__(self, data: Path, url: str | None = None) -> None:
        self.data = data
        paths.choose(data)
        self.url = url or str(paths.database_file(data))
        self.migrated: list[str] = []
        self._lock: IO[str] | None = None
        self._parts: list[Callable[[], None]] = []
        self.sync: Any = None  # the sync worker once it runs; typed loosely, because app must not load HTTP at start
        self.post: Any = None  # likewise: the one that sends mails
        self.print_room: Any = None  # likewise for PDF

    def start(self, *, window: bool = False) -> None:
        """Open the database, bring it up to date and say whose bench this is; `window` claims the shop for a window.

        Raises:
            InUse: another window has this shop open.
            KolliError: the database cannot be opened; the sentence says why.
        """
        if window:
            self._claim()
        try:
            self.migrated = open_database(self.url)
        except BaseException:
            self.close()
            raise
        bench = settings.bench()
        changes.work_at(bench.name, bench.person)
        use(bench.screen_language)
        self._parts.append(changes.listen(_hear))

    def run(self, start: Callable[[], Callable[[], None]]) -> None:
        """Start a part that runs beside (printing, sync); `start` returns the function that stops it."""
        self._parts.append(start())

    def close(self) -> None:
        """Stop what runs beside, let go of the database and of the shop."""
        for stop in reversed(self._parts):
            stop()
        self._parts.clear()
        forget()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def leave_thread(self) -> None:
        """Close the calling thread's own connection; every thread that used the database says so before it ends."""
        disconnect()

    def _claim(self) -> None:
        file = self.data / "kolli.lock"
        try:
            handle = file.open("a+", encoding="utf-8")
        except OSError as error:
            raise FolderRefused(where=str(self.data)) from error
        if not _lock_file(handle):
            handle.close()
            raise InUse
        self._lock = handle


def keep_log(data: Path) -> None:
    """Write warnings and errors to the shop's log; it names ids, never customers, addresses or keys."""
    handler = logging.handlers.RotatingFileHandler(
        paths.log_file(data), maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    for name in ("httpx", "peewee"):  # they would write addresses of stores, and every value of every statement
        logging.getLogger(name).setLevel(logging.WARNING)


def _lock_file(handle: IO[str]) -> bool:
    # The system frees the lock when the process ends, however it ends.
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return True


def _hear(told: frozenset[Change]) -> None:
    if any(change.kind == "article" for change in told):
        from desktop.services import shortages  # a command that moves no stock does without it

        shortages.hear(told)
