"""Files that people put into the folder: taken when they are whole, by one bench, and never lost.

What was claimed stays where it is until its orders are kept; then it goes to `read`, or to `refused`.
"""

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.sync.connectors.folder.claims import Claims

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".opdownload", ".filepart", ".tmp", ".!ut")
_NOISE = ("desktop.ini", "thumbs.db")
_EMPTY_S = 30.0  # an empty file may be one that is about to be written
READ, REFUSED = "read", "refused"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a file looked, and since when it looks so."""

    size: int
    changed_ns: int
    since: float


class Inbox:
    """`owner` names this shop's own claims; `steady_s`: how long a file must have kept still."""

    def __init__(
        self, folder: Path, owner: str, steady_s: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.folder = folder
        self._claims = Claims(folder, owner)
        self._steady_s = steady_s
        self._clock = clock
        self._looks: dict[Path, _Look] = {}

    def following(self) -> Path | None:
        """The next file that is whole, claimed: one that was claimed before, else the oldest in the folder."""
        for path in _oldest_first(self._claims.files()):
            if self.is_steady(path):
                return path
        found = _oldest_first(path for path in _files(self.folder) if _may_be_an_export(path.name))
        self._looks = {path: look for path, look in self._looks.items() if path in found or path.parent != self.folder}
        for path in [each for each in found if self.is_steady(each)]:
            claimed = self._claim(path)
            if claimed is not None and self.is_steady(claimed):
                return claimed
        return None

    def waits(self) -> bool:
        """Whether something lies there that will have been seen long enough in a moment."""
        return any(look.size and self._clock() - look.since < self._steady_s for look in self._looks.values())

    def close(self) -> None:
        self._claims.close()

    def is_steady(self, path: Path) -> bool:
        """Whether a file has looked the same for long enough; each call is a look."""
        try:
            info = path.stat()
        except FileNotFoundError:
            self._looks.pop(path, None)
            return False
        seen, moment = self._looks.get(path), self._clock()
        if seen is None or (seen.size, seen.changed_ns) != (info.st_size, info.st_mtime_ns):
            self._looks[path] = _Look(info.st_size, info.st_mtime_ns, moment)
            return False
        return moment - seen.since >= (self._steady_s if info.st_size else max(self._steady_s, _EMPTY_S))

    def put_away(self, path: Path, where: str, sentence: str) -> Path:
        """Move a claimed file into `read` or `refused`, with the sentence in a text file beside it. Nothing that lies
        there is written over."""
        place = self.folder / where
        place.mkdir(exist_ok=True)
        for turn in range(1, 100_000):
            name = path.name if turn == 1 else f"{path.stem} ({turn}){path.suffix}"
            target, beside = place / name, place / f"{name}.txt"
            if target.exists():
                continue
            try:
                file = beside.open("x", encoding="utf-8-sig", newline="\r\n")  # takes the name among several benches
            except FileExistsError:
                continue
            try:
                with file:
                    file.write(sentence + "\n")
                path.rename(target)
            except OSError:
                with suppress(OSError):
                    beside.unlink()
                raise
            self._looks.pop(path, None)
            self._claims.tidy(path)
            return target
        raise FileExistsError(path.name)

    def _claim(self, path: Path) -> Path | None:
        """None where another bench was quicker, or a program holds the file: the next look tries again."""
        try:
            target = self._claims.hold(path)
        except (FileNotFoundError, PermissionError):
            if os.access(self.folder, os.W_OK):
                return None
            raise
        look = self._looks.pop(path, None)
        if look is not None:
            self._looks[target] = look  # whoever still writes into it is noticed
        return target


def _oldest_first(paths: Iterable[Path]) -> list[Path]:
    """By the time of their last change: a newer export has the last word."""
    found = []
    for path in paths:
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime_ns, path.name, path))
    return [path for _changed, _name, path in sorted(found)]


def _files(folder: Path) -> Iterator[Path]:
    """Regular files; a link may lead anywhere."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                    yield Path(entry.path)


def _may_be_an_export(name: str) -> bool:
    plain = name.casefold()
    return not (plain.startswith((".", "~")) or plain.endswith(_UNFINISHED) or plain in _NOISE)
