"""How often a harness runs, and from which seed.

A small sample belongs to `make test`, the whole to `make test-hard`. KOLLI_RUNS and KOLLI_SEED set both by hand.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom

import pytest

_RAM_DISK = Path("/dev/shm")


def runs(sample: int, whole: int) -> pytest.MarkDecorator:
    """Run the test with `times` = a small sample, and with the whole number where it is asked for."""
    asked = int(os.environ.get("KOLLI_RUNS", whole))
    return pytest.mark.parametrize("times", [sample, pytest.param(asked, marks=pytest.mark.hard)])


def new_seed() -> int:
    """A seed to begin with: another one each time, so that every run looks somewhere else."""
    return int(os.environ.get("KOLLI_SEED", SystemRandom().randrange(10**9)))


def report(harness: str, seed: int, **figures: object) -> None:
    """Print what a harness found, with what repeats it."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    print(f"\n{harness}: {told} (seed {seed})")


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where the system has one: a killed process leaves there exactly what it leaves on a disk.

    (What a file system owes to fsync is the business of the power cuts.) Ten times as much work fits between two kills.
    """
    folder = Path(tempfile.mkdtemp(prefix="kolli-hard-", dir=_RAM_DISK if os.access(_RAM_DISK, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
