"""Whose a file is while it is read: a folder for each program that reads, held by a lock that dies with it.

A file is claimed by renaming it into that folder. What a program that was killed has left behind is taken over by the
next one of the same shop; another shop on the same share leaves it alone.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = ".lock"
_STALE_S = 120.0  # where a share knows no locks: so long after its last sign of life a program counts as gone


class Claims:
    """The claimed files of one shop in one folder; `owner` is the shop's name here."""

    def __init__(self, folder: Path, owner: str) -> None:
        self._folder = folder
        self._prefix = f"reading-{owner}-"
        self._own = folder / f"{self._prefix}{os.urandom(4).hex()}"
        self._lock: IO[bytes] | None = None

    def files(self) -> Iterator[Path]:
        """Ours, and those that a program of this shop left behind when it ended."""
        for place in sorted(self._folder.glob(f"{self._prefix}*")):
            if place != self._own and place.is_dir():
                self._take_over(place)
        if self._own.is_dir():
            yield from (path for token in self._own.iterdir() if token.is_dir() for path in token.iterdir())

    def hold(self, path: Path) -> Path:
        """Rename a file into our folder; where it lies now. FileNotFoundError: somebody else was quicker."""
        self._begin()
        token = self._own / os.urandom(6).hex()  # a folder of its own: a rename must not write over a namesake
        token.mkdir()
        try:
            return path.rename(token / path.name)
        except OSError:
            token.rmdir()
            raise

    def tidy(self, path: Path) -> None:
        """A claimed file has left: its folder, and ours when nothing is in it, go too."""
        with suppress(OSError):
            path.parent.rmdir()
        if self._own.is_dir() and not any(each.is_dir() for each in self._own.iterdir()):
            self.close()

    def close(self) -> None:
        """Give up the lock; files that are still here wait for the next program."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            if self._own.is_dir() and not any(each.is_dir() for each in self._own.iterdir()):
                with suppress(OSError):
                    (self._own / _LOCK).unlink()
                    self._own.rmdir()

    def _begin(self) -> None:
        self._own.mkdir(exist_ok=True)
        if self._lock is not None and not (self._own / _LOCK).exists():
            self._lock.close()
            self._lock = None
        if self._lock is None:
            self._lock = (self._own / _LOCK).open("wb")
            _try_lock(self._lock)
        with suppress(OSError):
            os.utime(self._own / _LOCK)

    def _take_over(self, place: Path) -> None:
        lock = place / _LOCK
        try:
            file = lock.open("r+b")  # it is not made here: its owner may be about to
        except OSError:
            return
        with file:
            locked = _try_lock(file)
            if locked is None:
                with suppress(OSError):
                    locked = time.time() - lock.stat().st_mtime > _STALE_S
            if not locked:
                return
            for token in [each for each in place.iterdir() if each.is_dir()]:
                for path in list(token.iterdir()):
                    with suppress(FileNotFoundError):
                        self.hold(path)
                with suppress(OSError):
                    token.rmdir()
        with suppress(OSError):
            lock.unlink()
            place.rmdir()


def _try_lock(file: IO[bytes]) -> bool | None:
    """Whether it is ours now; None where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True
