"""What goes out: one file a day and kind of word, a line for each effect, with the columns of the marketplace.

The last column holds the name of the effect, by which it is known again: a line is written once, whatever is lost.
"""

import csv
import io
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.i18n import N_
from desktop.sync.connector import Offline

KEY = "kolli"
_LOCK = ".kolli-writing"
_LOCK_WAIT_S = 5.0
_LOCK_STALE_S = 60.0  # whoever wrote for so long was killed
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would run (OWASP)

OWN = "kolli"
# The headings of the marketplaces' own files; sources: the exports that desktop/formats reads.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "tokopedia-tiktok": {
        "tracking": ("Order ID", "Shipping Provider Name", "Tracking ID"),
        "status": ("Order ID", "Order Status"),
    },
    "shopee": {
        "tracking": ("No. Pesanan", "Opsi Pengiriman", "No. Resi"),
        "status": ("No. Pesanan", "Status Pesanan"),
    },
    "tokopedia-legacy": {"tracking": ("Invoice", "Courier", "AWB"), "status": ("Invoice", "Order Status")},
    OWN: {"tracking": ("order", "courier", "tracking"), "status": ("order", "status")},
}


class FileHeld(Offline):
    text = N_("{file} in {host} is open in another program. Close it there; Kolli tries again by itself.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer file. `said`: order number, and what is told of it."""

    file: str
    row: int
    said: tuple[str, ...]
    key: str


class Answers:
    """The folder of answers; `Line`s of all days are looked through before one is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, tuple[tuple[int, int], list[Line]]] = {}

    def find(self, kind: str, layout: str, said: Sequence[str], key: str) -> Line | None:
        """The line of this effect, or the last word on this order (and parcel) if it says the same already."""
        lines = list(self._lines(kind))
        own = next((line for line in lines if line.key == key), None)
        if own is not None:
            return own
        columns = COLUMNS[layout][kind]
        cells = tuple(map(guarded, said))
        of_order = [line for line in lines if line.said[:1] == cells[:1] and len(line.said) >= len(columns)]
        if kind == "status":
            of_order = of_order[-1:]
        return next((line for line in of_order if line.said[: len(columns)] == cells[: len(columns)]), None)

    def write(self, kind: str, layout: str, day: str, said: Sequence[str], key: str) -> Line | None:
        """Add a line to the day's file, whole or not at all, and read it back; None if it is not there afterwards."""
        self.folder.mkdir(exist_ok=True)
        with self._alone():
            path, text = self._day_file(kind, layout, day)
            out = io.StringIO()
            csv.writer(out, lineterminator="\r\n").writerow([*map(guarded, said), key])
            _replace(path, text + out.getvalue())
        return next((line for line in self._lines(kind) if line.key == key), None)

    def _day_file(self, kind: str, layout: str, day: str) -> tuple[Path, str]:
        """The day's file and what stands in it. One that a spreadsheet has saved in another shape is left as it is."""
        head = io.StringIO()
        csv.writer(head, lineterminator="\r\n").writerow([*COLUMNS[layout][kind], KEY])
        name = f"{kind}-{day}" + ("" if layout == OWN else f"-{layout}")
        for turn in range(1, 1000):
            path = self.folder / (f"{name}.csv" if turn == 1 else f"{name}-{turn}.csv")
            try:
                with path.open(encoding="utf-8", newline="") as file:
                    text = file.read()
            except FileNotFoundError:
                return path, head.getvalue()
            except UnicodeDecodeError:
                continue
            if text.startswith(head.getvalue()) and text.endswith("\r\n"):
                return path, text
        raise FileExistsError(name)

    def _lines(self, kind: str) -> Iterator[Line]:
        """Every line of this kind, the oldest day first."""
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob(f"{kind}-*.csv")):
            with suppress(FileNotFoundError):
                info = path.stat()
                seen = (info.st_size, info.st_mtime_ns)
                known = self._known.get(path)
                if known is None or known[0] != seen:
                    known = self._known[path] = (seen, list(_read(path)))
                yield from known[1]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder against other benches that write into the same file."""
        lock, until = self.folder / _LOCK, time.monotonic() + _LOCK_WAIT_S
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                break
            except FileExistsError:
                with suppress(FileNotFoundError):
                    if time.time() - lock.stat().st_mtime > _LOCK_STALE_S:
                        lock.unlink()
                        continue
                if time.monotonic() > until:
                    raise Offline(host=self.folder.name, detail=N_("another bench is writing there.")) from None
                time.sleep(0.05)
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                lock.unlink()


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, on one line."""
    plain = " ".join(text.split())
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def _replace(path: Path, text: str) -> None:
    """Write a file beside and let it take the name: a reader sees the old one or the new one."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            beside.replace(path)
        except PermissionError as error:
            if path.exists() and os.access(path.parent, os.W_OK):  # Windows: a spreadsheet that shows it holds it
                raise FileHeld(file=path.name, host=path.parent.name) from error
            raise
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _read(path: Path) -> Iterator[Line]:
    """The lines of one file, also of one that a spreadsheet has saved with semicolons."""
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
        if number > 1 and len(cells) > 1:
            yield Line(path.name, number, tuple(cells[:-1]), cells[-1].strip())
