"""The contract's bench for a watched folder: its owner drops exports into it and reads the files that come out."""

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from desktop.sync.connector import Account, Fault
from desktop.sync.connectors.folder.store import Folder
from tests.sync.bench import Effects, Loss

_HEAD = "order,placed,status,payment,article,sku,quantity,price,name,line1,email\n"
_ARTICLES = (("CUP", 3), ("TEA", 2))


class FolderBench:
    SHIPPED = "shipped"
    GIVEN_UP: tuple[str, ...] = ()
    LOSSES: frozenset[Loss] = frozenset()
    PAGE = "desktop.sync.connectors.folder.reading.PAGE"
    BOUND = "desktop.formats.detect.MOST_BYTES"
    TELLS: frozenset[str] = frozenset()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._orders: dict[str, tuple[str, str]] = {}  # number -> status and street
        self._since: set[str] = set()  # what was dropped since the folder was last emptied
        self._files = 0
        self.connector = self.connect()

    def connect(self, **options: object) -> Folder:
        said = {"currency": "IDR", "zone": "Asia/Jakarta", "shop": "bench", "store": 1, **options}
        return Folder(Account(str(self.folder), "", "", options=said), steady_s=0.002)

    def order(self) -> str:
        number = str(1000 + len(self._orders))
        return self._drop(number, "new", "Jl. Melati 1")

    def _drop(self, number: str, status: str, street: str) -> str:
        self._orders[number] = (status, street)
        self._since.add(f"kolli:{number}")
        self._files += 1
        start, end = f"{number},2026-11-20 10:00,{status},paid", f"100,Siti,{street},siti{number}@example.com\n"
        rows = [f"{start},The {sku},{sku},{units},{end}" for sku, units in _ARTICLES]
        (self.folder / f"export-{self._files:05}.csv").write_text(_HEAD + "".join(rows), encoding="utf-8")
        return f"kolli:{number}"

    def lines(self, ref: str) -> list[tuple[str, str, int]]:
        return [(str(place), sku, units) for place, (sku, units) in enumerate(_ARTICLES, start=1)]

    def listed(self) -> set[str]:
        return set(self._since)

    def still_open(self) -> set[str]:
        return set()

    def set_status(self, ref: str, status: str) -> None:
        raise NotImplementedError

    def cancel(self, ref: str) -> None:
        number = ref.partition(":")[2]
        self._drop(number, "cancelled", self._orders[number][1])

    def move(self, ref: str, street: str) -> None:
        number = ref.partition(":")[2]
        self._drop(number, self._orders[number][0], street)

    def delete(self, ref: str) -> None:
        self._orders.pop(ref.partition(":")[2])

    def article(self) -> str:
        return "CUP"

    def articles(self) -> dict[str, tuple[str, int | None]]:
        return {}

    def customers(self) -> set[str]:
        return set()

    def set_stock(self, article: str, units: int) -> None:
        raise NotImplementedError

    def effects(self, ref: str) -> Effects:
        number = ref.partition(":")[2]
        states = [row[1] for row in self._rows("status") if row[0] == number]
        return Effects(
            status=states[-1] if states else "", parcels=sum(row[0] == number for row in self._rows("tracking"))
        )

    def writes(self) -> int:
        return len(self._rows("status")) + len(self._rows("tracking"))

    def _rows(self, kind: str) -> list[list[str]]:
        found: list[list[str]] = []
        for path in sorted((self.folder / "out").glob(f"{kind}-*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                found += list(csv.reader(file))[1:]
        return found

    def lose(self, loss: Loss, nth: int) -> None:
        raise NotImplementedError

    def lost(self) -> bool:
        return False

    def calm(self) -> None:
        """Its owner clears the folder away: what was read once is not brought again."""
        self._since.clear()
        for path in self.folder.iterdir():
            if path.name != "out":
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def doors(self) -> Mapping[Fault, AbstractContextManager[Any]]:
        return {Fault.FOLDER: self._door()}

    @contextmanager
    def _door(self) -> Iterator[Folder]:
        connector = self.connect(out=str(self.folder.parent / "not-there"))
        try:
            yield connector
        finally:
            connector.close()


@contextmanager
def folder() -> Iterator[FolderBench]:
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "exports"
        made.mkdir()
        bench = FolderBench(made)
        try:
            yield bench
        finally:
            bench.connector.close()


BENCHES: dict[str, Callable[[], AbstractContextManager[FolderBench]]] = {"folder": folder}
