"""The real program on a real display, packed by real keys from another process: Xvfb and xdotool.

Skipped by name where they are not installed.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import changes, packing, settings
from tests.hard.audit import faults
from tests.services import shop
from tests.shared import REPO

MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
    pytest.mark.alone,
    pytest.mark.timeout(240),
]
WAIT_S = 60.0
CUP, KOPI, LAMP = "899123400", "KGA250B", "899777000"  # 20 units of the first two; the third is in no order
UNITS = {CUP: 12, KOPI: 8}


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


class Keys:
    """xdotool: it types as fast as it is told, and never asks whether the window has heard."""

    def __init__(self, display: str, delay_ms: int) -> None:
        self._env = {**os.environ, "DISPLAY": display}
        self._delay_ms = delay_ms

    def scan(self, *codes: str) -> None:
        """These codes, one straight after the other, with no longer pause between them than between two keys."""
        keys = [key for code in codes for key in (*code, "Return")]
        self._tell("key", "--delay", str(self._delay_ms), *keys)

    def focus(self) -> None:
        """Wait until the window is there, and give it the keys."""
        found = self._tell("search", "--sync", "--onlyvisible", "--name", "^Kolli$").split()
        self._tell("windowfocus", "--sync", found[0])

    def _tell(self, *words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], env=self._env, check=True, timeout=WAIT_S, capture_output=True, text=True
        ).stdout


@pytest.fixture
def program(data_folder: Path, display: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts `python -m desktop` on the test's shop; it is ended after the test."""
    begun: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        begun.append(subprocess.Popen([sys.executable, "-m", "desktop", "--data", str(data_folder)], env=env, cwd=REPO))
        return begun[-1]

    yield start
    for process in begun:
        process.terminate()
        process.wait(20)


def _wait(until: Callable[[], object], what: str) -> None:
    end = time.monotonic() + WAIT_S
    while not until():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def _ask(file: Path, statement: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return db.execute(statement).fetchall()
    finally:
        db.close()


@pytest.mark.parametrize("delay_ms", [2, 5, 10])
def test_an_order_of_twenty_units_is_packed_by_real_keys(
    program: Callable[[], subprocess.Popen[bytes]], data_folder: Path, display: str, delay_ms: int
) -> None:
    file = data_folder / "kolli.db"
    open_database(str(file))
    settings.change_shop(name="Sagara Rasa")
    settings.change_bench(sounds=False)
    changes.work_at(settings.bench().name, "")
    order = shop.order(*UNITS.items())
    packing.open_order(order.id)  # so that the window begins at the bench, where nobody has to press a key
    packing.forget_all()
    forget()
    changes.work_at("Bench 1", "")

    process = program()
    keys = Keys(display, delay_ms)
    keys.focus()
    codes = [*([CUP, KOPI] * 8), LAMP, *([CUP] * 4)]
    keys.scan(codes[0])
    _wait(lambda: _ask(file, "SELECT 1 FROM packing_scan"), "the first scan is not on disk")
    keys.scan(*codes[1:])
    _wait(
        lambda: _ask(file, "SELECT 1 FROM packing_session WHERE outcome = 'packed'") or process.poll() is not None,
        f"not packed: {_ask(file, 'SELECT sku, packed FROM order_line')}",
    )
    assert _ask(file, "SELECT code FROM packing_scan ORDER BY id") == [(code,) for code in codes]
    assert dict(_ask(file, "SELECT sku, packed FROM order_line")) == UNITS  # type: ignore[arg-type]
    assert _ask(file, "SELECT count(*) FROM packing_scan WHERE units > 0") == [(20,)]
    assert _ask(file, "SELECT verdict FROM packing_scan WHERE units = 0") == [("unknown",)]
    assert process.poll() is None
    assert faults(file, [], keep_wal=True) == []
    log = data_folder / "kolli.log"
    assert not log.exists() or " ERROR " not in log.read_text(encoding="utf-8")
