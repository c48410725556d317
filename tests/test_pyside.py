"""Qt's Python side may not lose references to None and True.

PySide6 6.12.0 on Python 3.11 loses one at almost every call that returns nothing, and aborts after some thousand of
them ("deallocating None"). From Python 3.12 on both are immortal. So: 6.11 while 3.11 is supported, and this guard.
"""

import sys
import tomllib
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.shared import REPO

CALLS = 500
NOISE = 20  # references that come and go by themselves meanwhile
_KEPT = [None, True] * 10_000  # so that a faulty PySide6 fails this test instead of ending the whole run


def lost(call: Callable[[], object]) -> int:
    """How many references to None and True `CALLS` calls lose, the larger of the two."""
    call()
    before = [sys.getrefcount(value) for value in (None, True)]
    for _ in range(CALLS):
        call()
    after = [sys.getrefcount(value) for value in (None, True)]
    return max(was - is_now for was, is_now in zip(before, after, strict=True))


class Bell(QObject):
    rung = Signal(int)
    flipped = Signal(bool)


def test_qt_calls_lose_no_reference(qtbot: QtBot) -> None:
    label, bell = QLabel(), Bell()
    qtbot.addWidget(label)
    bell.rung.connect(lambda number: None)
    bell.flipped.connect(lambda on: None)
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    calls: dict[str, Callable[[], object]] = {
        "setText": lambda: label.setText("x"),
        "update": label.update,
        "drawLine": lambda: painter.drawLine(0, 0, 1, 1),
        "emit": lambda: bell.rung.emit(1),
        "emit True": lambda: bell.flipped.emit(True),
    }
    found = {name: lost(call) for name, call in calls.items()}
    painter.end()
    assert {name: count for name, count in found.items() if count > NOISE} == {}


def test_the_guard_sees_a_call_that_loses_a_reference() -> None:
    """What 6.12.0 does, done on purpose: one reference to None fewer at each call (and given back afterwards)."""
    import ctypes

    take, give = ctypes.pythonapi.Py_DecRef, ctypes.pythonapi.Py_IncRef
    for function in (take, give):
        function.argtypes, function.restype = [ctypes.py_object], None
    if sys.version_info >= (3, 12):  # None is immortal there: the fault cannot happen
        assert lost(lambda: take(None)) <= NOISE
        return
    found = lost(lambda: take(None))
    for _ in range(CALLS + 1):
        give(None)
    assert found >= CALLS - NOISE


def test_the_pin_holds_while_python_3_11_is_supported() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if project["requires-python"] == ">=3.11":
        assert "PySide6_Essentials>=6.11.3,<6.12" in project["dependencies"]
    assert "\npyside6-essentials==6.11." in (REPO / "requirements.lock").read_text(encoding="utf-8")
