"""M1 with real X events from another process: Xvfb and xdotool. Skipped by name where they are not installed."""

import os
import queue
import shutil
import subprocess
import sys
import threading
import time

import pytest

from tests.shared import REPO

NEEDED = ("Xvfb", "xdotool")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
    pytest.mark.alone,
]


class Bench:
    """The window in a process of its own on a display of its own, and what it says."""

    def __init__(self, display, focus):
        self.env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(REPO)}
        command = [sys.executable, str(REPO / "tests/ui/x11_bench.py"), focus]
        self.process = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True, cwd=REPO)
        self.said, self.lines = [], queue.SimpleQueue()
        self.reader = threading.Thread(target=self._read, name="x11-bench")
        self.reader.start()
        self.window = self.wait("window")[0].split()[1]
        self.tell("windowfocus", self.window)

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def tell(self, *words):
        subprocess.run(["xdotool", *words], env=self.env, check=True, timeout=60)

    def heard(self, kind):
        while not self.lines.empty():
            self.said.append(self.lines.get())
        return [line for line in self.said if line.split(" ")[0] == kind]

    def wait(self, kind, count=1, wait_s=30.0):
        until = time.monotonic() + wait_s
        while len(found := self.heard(kind)) < count and time.monotonic() < until:
            assert self.process.poll() is None, "the window has ended"
            time.sleep(0.02)
        return found

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.reader.join(10)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def display():
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def bench(request, display):
    bench = Bench(display, request.param)
    yield bench
    bench.close()


@pytest.mark.parametrize("bench", ["field", "button"], indirect=True)
@pytest.mark.parametrize("delay_ms", [2, 5, 10])
def test_scans_by_real_keys_are_heard_and_leak_nothing(bench, delay_ms):
    codes = [f"899{delay_ms:02}{turn:08}" for turn in range(12)]
    for code in codes:
        bench.tell("key", "--delay", str(delay_ms), *code, "Return")
    assert bench.wait("scan", len(codes)) == [f"scan {code}" for code in codes]
    time.sleep(0.15)  # the hold: nothing may come after it either
    assert bench.heard("field") == []
    assert bench.heard("click") == []
    assert bench.heard("entered") == []


@pytest.mark.parametrize("bench", ["field"], indirect=True)
def test_a_line_feed_ends_a_scan_too(bench):
    bench.tell("type", "--delay", "5", "KP10483A3\n")
    assert bench.wait("scan") == ["scan KP10483A3"]
    assert bench.heard("field") == []


@pytest.mark.parametrize("bench", ["field"], indirect=True)
def test_real_typing_is_no_scan_and_arrives_whole(bench):
    bench.tell("type", "--delay", "70", "Jalan Kenari Timur 18")
    bench.tell("key", "Return")
    assert bench.wait("entered") == ["entered Jalan Kenari Timur 18"]
    assert bench.heard("scan") == []
