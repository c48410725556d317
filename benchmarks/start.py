"""Goal 1: from the start of the process to the painted queue with its real first page, 1,000,000 orders.

make bench NAME=start [ARGS="--rounds 5 --built dist/kolli/kolli"]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import big
from benchmarks.common import line, median


def data_folder(orders: int) -> Path:
    """A shop's folder whose database is a copy of the big one; the caller deletes it."""
    folder = Path(tempfile.mkdtemp(dir=big.folder()))
    shutil.copyfile(big.shop(orders), folder / "kolli.db")
    from desktop.models import base
    from desktop.models.schema import open_database
    from desktop.services import settings

    open_database(str(folder / "kolli.db"))
    settings.change_shop(name="Shop")  # not new any more: the queue is shown, not the welcome
    base.forget()
    return folder


def painted(words: list[str]) -> tuple[float, float]:
    """Start a window; its CPU ms and the time in ms until it says that it is painted."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert child.stdin
    assert child.stdout
    said = child.stdout.read(1)
    taken = (time.perf_counter() - begun) * 1000
    if said != b"P":
        raise SystemExit(f"no window was painted: {words}")
    child.stdin.close()
    used = os.wait4(child.pid, 0)[2]
    child.returncode = 0
    return (used.ru_utime + used.ru_stime) * 1000, taken


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    folder = data_folder(given.orders)
    cpu: dict[str, list[float]] = {name: [] for name in ("bare", "rich", "kolli", "heavy")}
    wall: dict[str, list[float]] = {name: [] for name in cpu}
    try:
        for turn in range(given.rounds + 1):
            for name, runs in cpu.items():
                used, taken = painted([sys.executable, "-m", "benchmarks.shown", name, "--data", str(folder)])
                if turn:
                    runs.append(used)
                    wall[name].append(taken)
    finally:
        shutil.rmtree(folder)
    for what, runs in (("CPU ms", cpu), ("ms", wall)):
        middle = {name: round(median(values), 1) for name, values in runs.items()}
        line("start: painted queue / bare PySide6 window (goal 1.35)", middle["kolli"], middle["bare"], what)
        line("start: painted queue / rich empty window", middle["kolli"], middle["rich"], what)
        line("start: the same with its libraries imported at start / ours", middle["heavy"], middle["kolli"], what)


if __name__ == "__main__":
    main()
