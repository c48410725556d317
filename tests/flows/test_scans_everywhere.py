"""M1 by real keys from another process: every screen and dialog, 1 to 30 ms a key, six layouts, typing between.

Skipped by name where there is no display to be had. `python -m tests.flows.scan_run TIMES SEED` is the same by hand.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows import xkeys
from tests.flows.scan_run import scan_everywhere
from tests.hard.runs import new_seed, report, runs

MISSING = [name for name in ("Xvfb", "xdotool", "setxkbmap") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(MISSING) or not xkeys.available(), reason=f"missing: {', '.join(MISSING) or 'libXtst'}"),
    pytest.mark.alone,
    pytest.mark.timeout(300),
]


@pytest.fixture
def shown() -> Iterator[str]:
    with xkeys.display() as name:
        yield name


@runs(sample=150, whole=10_000)
@pytest.mark.timeout(7200)
def test_every_scan_is_heard_once_whole_and_leaks_nothing(shown: str, data_folder: Path, times: int) -> None:
    seed = new_seed()
    found = scan_everywhere(times, seed, data_folder, shown, size=8 if times < 2000 else 24)
    report("M1 real window", seed, scans=found.scans, lost=len(found.lost), foreign=len(found.foreign),
           leaked=len(found.leaked), refused=len(found.refused), typed=found.typed)  # fmt: skip
    assert (found.lost, found.foreign, found.leaked) == ([], [], []), f"seed {seed}, refused: {found.refused}"


@pytest.mark.parametrize("broken", ["deaf", "eager"])
def test_the_harness_sees_a_version_that_is_broken_on_purpose(shown: str, data_folder: Path, broken: str) -> None:
    found = scan_everywhere(200, 7, data_folder, shown, broken)
    assert found.faults > 5, f"{broken}: {found.scans} scans and no fault was seen"
