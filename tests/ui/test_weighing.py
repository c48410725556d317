"""The scale is watched while work goes on, on a real line."""

import os
import threading

import pytest

from desktop.ui.weighing import Weighing

pytestmark = pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo terminals")


class Line:
    """A scale that shows `grams`, in MT-SICS."""

    def __init__(self) -> None:
        import tty

        self.ours, self.theirs = os.openpty()
        tty.setraw(self.ours)
        tty.setraw(self.theirs)
        self.grams, self.stable = 0.0, True
        self.port = os.ttyname(self.theirs)
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        try:
            while asked := os.read(self.ours, 64):
                if asked == b"\x00":
                    return
                os.write(self.ours, b"S %s %10.1f g\r\n" % (b"S" if self.stable else b"D", self.grams))
        except OSError:
            return

    def close(self) -> None:
        os.write(self.theirs, b"\x00")
        self.thread.join(2)
        os.close(self.theirs)
        os.close(self.ours)


@pytest.fixture
def line():
    made = Line()
    yield made
    made.close()


def test_each_weight_that_comes_to_rest_is_told_once(qtbot, line) -> None:
    weighing = Weighing()
    heard: list[int] = []
    weighing.settled.connect(heard.append)
    assert weighing.start({"driver": "mt-sics", "port": line.port})
    try:
        line.grams = 812.0
        qtbot.waitUntil(lambda: heard == [812], timeout=10_000)
        qtbot.wait(600)
        assert heard == [812]
        line.stable, line.grams = False, 1200.0
        qtbot.wait(600)
        assert heard == [812]
        line.stable, line.grams = True, 0.0
        qtbot.wait(600)
        line.grams = 812.0
        qtbot.waitUntil(lambda: heard == [812, 812], timeout=10_000)
    finally:
        weighing.stop()


def test_a_scale_that_is_not_there_is_said_once(qtbot) -> None:
    weighing = Weighing()
    said: list[str] = []
    weighing.trouble.connect(said.append)
    assert weighing.start({"driver": "sma", "port": "/dev/kolli-no-such-line"})
    try:
        qtbot.waitUntil(lambda: len(said) == 1, timeout=10_000)
        qtbot.wait(1500)
        assert len(said) == 1
    finally:
        weighing.stop()


def test_no_scale_is_no_thread() -> None:
    assert not Weighing().start({"driver": ""})
