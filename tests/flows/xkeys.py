"""Keys of a keyboard on an X display, from outside the program: by the server's XTest, at any pace, in any layout.

The scanner is a US board: it presses places, and the computer's layout makes of them what it will. A person types by
what the layout prints.
"""

import ctypes
import ctypes.util
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.domain.keyboards import PLACE_OF

_SHIFT, _CONTROL, _ALTGR = 50, 37, 108
ENTER, TAB, KEYPAD_ENTER, DOWN, F10, CAPS_LOCK, BACKSPACE = 36, 23, 104, 116, 76, 66, 22


@contextmanager
def display(size: str = "1366x768x24") -> Iterator[str]:
    """A display of our own; ":number"."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


def available() -> bool:
    return all(ctypes.util.find_library(name) for name in ("X11", "Xtst"))


class Keyboard:
    """One connection to a display. Delays are milliseconds from key to key."""

    def __init__(self, display: str) -> None:
        self._x, self._t = (ctypes.CDLL(ctypes.util.find_library(name) or name) for name in ("X11", "Xtst"))
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        opened = self._x.XOpenDisplay(display.encode())
        assert opened, f"no display {display}"
        self._display, self._name = ctypes.c_void_p(opened), display

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)

    def layout(self, name: str) -> None:
        """Give the computer this keyboard layout: us, se, fr, ..."""
        subprocess.run(["setxkbmap", "-display", self._name, name], check=True, timeout=20)

    def scan(
        self, text: str, delay_ms: float, suffix: tuple[int, ...] = (ENTER,), pauses: dict[int, float] | None = None
    ) -> None:
        """Type a text as a scanner that is set to a US board; `pauses`: ms more before the key at a place."""
        due = time.perf_counter()
        for at, sign in enumerate(text):
            due += (pauses or {}).get(at, 0.0) / 1000
            self._until(due)
            self._press_sign(sign)
            due += delay_ms / 1000
        for code in suffix:
            self._until(due)
            self.tap(code)
            due += delay_ms / 1000

    def type(self, text: str, delay_ms: float) -> None:
        """Type as a person at a US board."""
        for sign in text:
            self._press_sign(sign)
            time.sleep(delay_ms / 1000)

    def tap(self, code: int, *modifiers: int) -> None:
        """Press and release one key."""
        for modifier in modifiers:
            self._fake(modifier, True)
        self._fake(code, True)
        self._fake(code, False)
        for modifier in reversed(modifiers):
            self._fake(modifier, False)
        self._x.XFlush(self._display)

    def chord(self, letter: str) -> None:
        """Ctrl and a letter."""
        self.tap(PLACE_OF[letter][0], _CONTROL)

    def _press_sign(self, sign: str) -> None:
        if sign == "\x1d":
            self.tap(PLACE_OF["]"][0], _CONTROL)
            return
        place, shift = PLACE_OF[sign]
        self.tap(place, *([_SHIFT] if shift else []))

    def _until(self, due: float) -> None:
        while (left := due - time.perf_counter()) > 0:
            time.sleep(left)

    def _fake(self, code: int, down: bool) -> None:
        self._t.XTestFakeKeyEvent(self._display, code, int(down), 0)
