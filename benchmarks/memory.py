"""Goal 16: memory with 1,000,000 orders open and shown, beside a rich empty window.

make bench NAME=memory
"""

import argparse
import os
import shutil
import subprocess
import sys

from benchmarks.common import line, median, resident_mib
from benchmarks.start import data_folder


def _resident(words: list[str]) -> float:
    child = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert child.stdin
    assert child.stdout
    if child.stdout.read(1) != b"P":
        raise SystemExit(f"no window was painted: {words}")
    found = resident_mib(child.pid)
    child.stdin.close()
    child.wait()
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    folder = data_folder(given.orders)
    found: dict[str, list[float]] = {"bare": [], "rich": [], "kolli": []}
    try:
        for _ in range(given.rounds):
            for name, runs in found.items():
                runs.append(_resident([sys.executable, "-m", "benchmarks.shown", name, "--data", str(folder)]))
    finally:
        shutil.rmtree(folder)
    middle = {name: round(median(values), 1) for name, values in found.items()}
    line("memory: 1M orders open and shown / rich empty window (goal 1.2)", middle["kolli"], middle["rich"], "MiB")
    line("memory: rich empty window / bare window", middle["rich"], middle["bare"], "MiB")


if __name__ == "__main__":
    main()
