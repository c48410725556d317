"""D7: 200 invoices and labels in one batch while the window is open: to a folder, a thermal printer, a print server.

make bench NAME=batch [ARGS="--papers 200"]

Seconds from the order to the last paper, the part of the 60 s that D7 allows, the memory that the batch adds, and the
longest time that the window did not answer. The window follows the batch as it does at work.
"""

import argparse
import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.common import line, resident_mib

ALLOWED_S = 60.0
_TICK_MS = 5


class Stalls:
    """How long the window's thread did not come round, at the longest, in ms."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.longest_ms, self._at = 0.0, time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def reset(self) -> None:
        self.longest_ms, self._at = 0.0, time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._at) * 1000 - _TICK_MS)
        self._at = now


def fill(count: int) -> list[int]:
    """Packed orders of three lines; their ids."""
    from desktop.models.base import run
    from desktop.services import packing
    from tests.services import shop

    store, ids = shop.store(), []
    for _turn in range(count):
        order_id = shop.sold(store, shop.remote(("CUP", 2), ("TEA", 1), ("KOPI", 1), courier="JNE", service="REG"))
        packing.open_order(order_id)
        for sku in ("CUP", "CUP", "TEA", "KOPI"):
            packing.scan(order_id, sku)
        ids.append(order_id)
    run("DELETE FROM print_job")
    return ids


def printed(kind: str, ids: list[int], stalls: Stalls) -> tuple[float, float, float, bool]:
    """Seconds, MiB added at the most, ms of the longest stall, and whether all came out in their order."""
    from PySide6.QtWidgets import QApplication

    from desktop.domain.print_order import By
    from desktop.models.base import run
    from desktop.services import batch, print_batches

    for _turn in range(20):
        QApplication.processEvents()
    stalls.reset()
    before = most = resident_mib()
    begun = time.perf_counter()
    made = batch.print_papers(ids, kind, by=By.SKU).papers
    queued_ms = (time.perf_counter() - begun) * 1000
    stalls.reset()  # the window asks for it on its own thread of the store
    looked = 0.0
    while True:
        QApplication.processEvents()
        time.sleep(0.001)
        if time.perf_counter() - looked > 0.1:
            looked = time.perf_counter()
            most = max(most, resident_mib())
            now = print_batches.progress(made)
            if not now.left or looked - begun > 4 * ALLOWED_S:
                break
    seconds = time.perf_counter() - begun
    rows = run(
        "SELECT id FROM print_job WHERE batch_id = ? AND state = 'done' ORDER BY done_at, id", (made,)
    ).fetchall()
    in_order = len(rows) == len(ids) and [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert queued_ms >= 0
    return seconds, most - before, stalls.longest_ms, in_order


@contextlib.contextmanager
def ways(folder: Path) -> Iterator[dict[str, tuple[str, dict[str, object]]]]:
    """Where papers go: name -> driver and settings; what is not here is said."""
    from desktop.devices.simulated_thermal import SimulatedThermal
    from tests.devices import cups

    found: dict[str, tuple[str, dict[str, object]]] = {"folder": ("folder", {"folder": str(folder / "papers")})}
    with contextlib.ExitStack() as open_:
        thermal = open_.enter_context(SimulatedThermal("zpl"))
        found["ZPL over TCP 9100"] = ("raw", {"language": "zpl", "address": thermal.address})
        why = cups.missing()
        if why:
            print(f"print server: not here ({why})")
        else:
            (folder / "cups").mkdir()
            running = open_.enter_context(cups.server(folder / "cups", ("Office",)))
            os.environ["CUPS_SERVER"] = str(running.socket)
            found["CUPS"] = ("system", {"queue": "Office"})
        yield found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--papers", type=int, default=200)
    given = asked.parse_args()

    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    from desktop.models.base import disconnect
    from desktop.models.schema import open_database
    from desktop.services import changes, printers
    from desktop.services.print_room import PrintRoom
    from desktop.services.printers import PrinterRow
    from desktop.ui.hub import Hub
    from desktop.ui.screens import SCREENS
    from desktop.ui.sounds import Silence, Sounds
    from desktop.ui.tasks import Tasks
    from desktop.ui.window import Window

    with tempfile.TemporaryDirectory() as some, ways(Path(some)) as found:
        open_database(str(Path(some) / "kolli.db"))
        changes.work_at("Bench 1", "Dewi")
        ids = fill(given.papers)
        tasks = Tasks(closing=disconnect)
        window = Window(None, tasks, Hub(changes.listen), Sounds(Silence(), on=False), SCREENS)
        window.show()
        window.open("queue")
        stalls = Stalls()
        for name, (driver, settings) in found.items():
            kinds = ("parcel-label",) if driver == "raw" else ("invoice", "parcel-label")
            printers.save(PrinterRow("Printer", driver, settings, kinds))
            stop = PrintRoom(leave=disconnect).start()
            for kind in kinds:
                seconds, added, stall, in_order = printed(kind, ids, stalls)
                line(
                    f"batch of {given.papers}, {kind}, {name} (D7)", round(seconds, 1), ALLOWED_S, "s",
                    added_mib=round(added, 1), longest_stall_ms=round(stall, 1), in_order=in_order,
                )  # fmt: skip
            stop()
        window.shut()
        tasks.close()
        disconnect()
    application.quit()


if __name__ == "__main__":
    main()
