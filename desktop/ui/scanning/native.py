"""The keys as the X server sent them: also those that Qt's input method swallows or joins (dead keys).

A scanner's "]" on a Swedish computer is a dead key: no window ever hears of it, and it may turn the next letter into
another one. By the server's own events the place of each key is known.
"""

import ctypes
import struct
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication
from PySide6.QtGui import QGuiApplication

from desktop.domain import keyboards
from desktop.domain.scanners import Stroke

_KEY_PRESS = 2
_SHIFT, _LOCK, _CONTROL, _ALTGR = 0x1, 0x2, 0x4, 0x80
_ENDERS = (23, 36, 104)  # Tab, Enter, the number block's Enter
_KEPT = 600


@dataclass(frozen=True, slots=True)
class RawKey:
    number: int
    stamp: int
    state: int

    def stroke(self) -> Stroke:
        return Stroke(
            "", self.stamp, keyboards.place(keyboards.Board.X11, self.number), bool(self.state & _SHIFT),
            bool(self.state & _ALTGR), bool(self.state & _CONTROL), bool(self.state & _LOCK),
        )  # fmt: skip


class RawKeys(QAbstractNativeEventFilter):
    """Keeps the last presses of keys that print. `begin()` where the system is X11; elsewhere it stays empty."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: deque[RawKey] = deque(maxlen=_KEPT)
        self._on = False

    def begin(self) -> None:
        app = QCoreApplication.instance()
        if app is not None and QGuiApplication.platformName() == "xcb" and not self._on:
            app.installNativeEventFilter(self)
            self._on = True

    def close(self) -> None:
        app = QCoreApplication.instance()
        if app is not None and self._on:
            app.removeNativeEventFilter(self)
            self._on = False

    def take(self, number: int, stamp: int) -> list[Stroke]:
        """The keys before this one that no window has heard of, oldest first; this one is no longer kept either."""
        for at, key in enumerate(self.keys):
            if (key.number, key.stamp) == (number, stamp):
                missed = [self.keys.popleft().stroke() for _turn in range(at)]
                self.keys.popleft()
                return missed
        return []

    def waiting(self) -> int:
        """The stamp of the oldest key that no window has heard of yet; 0 for none."""
        return self.keys[0].stamp if self.keys else 0

    def nativeEventFilter(self, kind, message):  # type: ignore[no-untyped-def]
        raw = ctypes.string_at(int(message), 32)
        if raw[0] & 0x7F == _KEY_PRESS and (raw[1] in _ENDERS or keyboards.place(keyboards.Board.X11, raw[1])):
            self.keys.append(RawKey(raw[1], struct.unpack_from("=I", raw, 4)[0], struct.unpack_from("=H", raw, 28)[0]))
        return False, 0
