"""What a person at the bench has: eyes that wait, fingers, a scanner, and a camera."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QKeyCombination, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import N_
from desktop.ui.start import Session
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.window import Window

PATIENCE_S = 20.0
_STEP_MS = 5


class TourStopped(KolliError):
    text = N_("The tour stopped: {what}. Its log and the pictures so far are in {out}.")


class Hands:
    """Drives one session's window by what a person can do: keys, scans and looking."""

    def __init__(self, session: Session, out: Path) -> None:
        self.session, self.out = session, out
        self.pictures: list[str] = []
        self.answers: list[tuple[str, str, float]] = []  # at the bench: code, outcome, ms till painted
        self._painted = _Painted()

    @property
    def window(self) -> Window:
        if self.session.window is None:
            raise TourStopped(what="the shop did not open", out=self.out)
        return self.session.window

    def wait(self, until: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
        """Look until it is so.

        Raises:
            TourStopped: it did not become so.
        """
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                self.picture("stopped-here")
                raise TourStopped(what=what, out=self.out)
            look(_STEP_MS)

    def settle(self, quiet_ms: int = 60) -> None:
        """Until all that was asked is answered and painted."""
        self.wait(lambda: self.session.tasks.idle, "the store thread stayed busy")
        look(quiet_ms)
        self.wait(lambda: self.session.tasks.idle, "the store thread stayed busy")
        look(_STEP_MS)

    def go(self, page: str, id: int | None = None) -> bool:
        """Open a page as the rail does; False where this window has no such page."""
        self.window.open(page, id)
        self.settle()
        return self.window.page is not None and self.window.page.name == page

    def press(self, key: str) -> None:
        """Press a key or a chord such as Ctrl+K: what it does on the page that is open, or everywhere."""
        wanted = QKeySequence(key)
        for button in self._page().findChildren(KeyButton):
            if button.isVisible() and button.isEnabled() and button.key and QKeySequence(button.key) == wanted:
                button.click()
                self.settle()
                return
        for shortcut in self.window.findChildren(QShortcut):
            if shortcut.key() == wanted and shortcut.isEnabled():
                shortcut.activated.emit()
                self.settle()
                return
        self.keys(wanted)

    def keys(self, sequence: QKeySequence) -> None:
        """Send a key to whatever has the focus."""
        combined: QKeyCombination = sequence[0]  # type: ignore[index]  # PySide's stubs lack it
        target: QObject = QApplication.focusWidget() or self.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            text = chr(combined.key().value).lower() if combined.key().value < 128 else ""
            event = QKeyEvent(kind, combined.key(), combined.keyboardModifiers(), text)
            QCoreApplication.sendEvent(target, event)
        self.settle()

    def click(self, name: str) -> bool:
        """Press the button of this name; False where it is not there to be pressed."""
        for button in self.window.findChildren(KeyButton, name):
            if button.isVisible() and button.isEnabled():
                button.click()
                self.settle()
                return True
        return False

    def type(self, text: str, into: QWidget | None = None) -> None:
        """Type a text by hand, into a field or whatever has the focus."""
        target = into or QApplication.focusWidget() or self.window
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        self.settle()

    def scan(self, code: str) -> str:
        """Scan a code with the keys that a wedge scanner sends; returns the outcome that the lane then shows."""
        lane = self.window.lane
        heard: list[str] = []
        listener = lane.shown.connect(lambda outcome, _headline, _detail: heard.append(outcome))
        began = self._painted.watch(lane)
        type_keys(self.window.windowHandle(), code)
        try:
            self.wait(lambda: heard and self._painted.at > began, f"nothing answered the scan {code}")
        finally:
            lane.shown.disconnect(listener)
            lane.removeEventFilter(self._painted)
        if self.window.page is not None and self.window.page.name == "packing":
            self.answers.append((code, heard[-1], (self._painted.at - began) * 1000))
        self.settle()
        return heard[-1]

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """Keep what the window, or one that stands before it, shows now as NAME.png."""
        (of or self.window).grab().save(str(self.out / f"{name}.png"))
        self.pictures.append(f"{name}.png")

    def _page(self) -> QWidget:
        return self.window.page or self.window


class _Painted(QObject):
    """Remembers when a widget was painted last."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0

    def watch(self, widget: QWidget) -> float:
        widget.installEventFilter(self)
        self.at = 0.0
        return time.perf_counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._now)  # after the paint itself
        return False

    def _now(self) -> None:
        self.at = time.perf_counter()


def look(ms: int) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
