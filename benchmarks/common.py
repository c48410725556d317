"""What the figures share: one JSON line each, medians of interleaved runs, instruction counts, memory."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Run = Callable[[], float | None]


def line(name: str, ours: float, floor: float | None = None, unit: str = "", **more: object) -> None:
    """Print one figure: ours, the floor of the same run (or a peer, where the name says so) and ours / floor."""
    ratio = None if not floor else round(ours / floor, 3)
    print(json.dumps({"name": name, "ours": ours, "floor": floor, "ratio": ratio, "unit": unit, **more}), flush=True)


def median(values: list[float]) -> float:
    return statistics.median(values)


def percentile(values: list[float], percent: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(percent / 100 * (len(ranked) - 1)))]


def interleaved(variants: Mapping[str, Run], rounds: int, warmup: int = 1) -> dict[str, list[float]]:
    """Seconds of each variant, one after the other in every round, so that a loaded machine slows all of them.

    A variant returns its own seconds, or None to be timed from outside.
    """
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for turn in range(rounds + warmup):
        for name, run in variants.items():
            begun = time.perf_counter()
            own = run()
            if turn >= warmup:
                taken[name].append(time.perf_counter() - begun if own is None else own)
    return taken


def instructions(module: str, operation: str, few: int, many: int, *more: str) -> float | None:
    """Instructions of one operation: a run of `many` less a run of `few`, so that start-up drops out.

    Runs `python -m MODULE --only OPERATION --times N` under valgrind's callgrind; None where there is no valgrind.
    """
    if shutil.which("valgrind") is None:
        return None
    counted = [_count(module, operation, times, more) for times in (few, many)]
    return (counted[1] - counted[0]) / (many - few)


def _count(module: str, operation: str, times: int, more: tuple[str, ...]) -> int:
    with tempfile.TemporaryDirectory() as some:
        said = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={some}/out", sys.executable, "-m", module,
             "--only", operation, "--times", str(times), *more],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"},
        ).stderr  # fmt: skip
    return int(next(row for row in said.splitlines() if "Collected" in row).split(":")[1])


def resident_mib(process: int | None = None) -> float:
    """Memory in use by a process (this one for None), in MiB."""
    pages = int(Path(f"/proc/{process or 'self'}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
