"""Keyboard-wedge scanners: keys that come faster than hands become a scan, wherever the focus is (M1).

Keys that may be the beginning of a burst are held. If a suffix (Enter or Tab) ends a fast burst, they are a scan and no
widget sees any of them, nor the suffix, nor its release. If not, they were typed: they are replayed as they came. The
events' own timestamps decide, not the clock: a window that was busy for a moment reads a queue of keys whose stamps
still tell how fast they were sent.

Figures (devices, section 7): gap 50 ms, hold 80 ms, mean gap at most 35 ms and six characters: no false scan in 2,700
typed characters, 360 of 360 scans at 1 to 30 ms a key. Three to five characters count when the mean gap is at most
12 ms, which hands do not reach over three keys and the Enter. A burst that is clearly mechanical may be interrupted
once for 250 ms: a torn burst would otherwise leave a truncated but plausible code.

The filter sits on the windows (every one that gets the focus, so dialogs too), not on the application: keys pass there
before any widget, and Python is not called for each paint and mouse event.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic_ns

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

_SUFFIXES = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SEPARATORS = "\x1d\x1e\x04"  # GS, RS, EOT inside a GS1 code; they arrive as Ctrl keys
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_MODIFIERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How the scanners of this computer type. Times are milliseconds."""

    gap_ms: int = 50  # a longer pause between two keys ends a burst
    hold_ms: int = 80  # so long a key is held before it counts as typed
    chance_ms: int = 8  # then so long for events that wait in the queue of a busy window
    mean_ms: float = 35.0
    length: int = 6
    short_mean_ms: float = 12.0
    short_length: int = 3
    tear_ms: int = 250  # a mechanical burst may pause once for so long
    prefix: str = ""  # the first character that scanners were set to send; then nothing else is held
    prefix_ms: int = 500  # the longest pause inside a burst that began with the prefix


@dataclass(slots=True)
class _Held:
    event: QKeyEvent
    window: QWindow
    stamp: int


class Wedge(QObject):
    """The one filter for scanned keys. `scanned(text)` has no prefix and no suffix."""

    scanned = Signal(str)

    def __init__(self, habits: Habits | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.habits = habits or Habits()
        self.on = True
        self._held: list[_Held] = []  # presses and releases, in their order
        self._text = ""
        self._stamps: list[int] = []  # of the characters
        self._torn = False
        self._eaten: set[int] = set()  # keys whose release belongs to a scan
        self._replaying = False
        self._second_chance = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._wake)
        self._watched: list[QWindow] = []

    def watch(self) -> None:
        """Filter every window of the program from now on."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch_window)
            for window in app.allWindows():
                self._watch_window(window)

    def close(self) -> None:
        self._timer.stop()
        self._forget()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self._watch_window)
        for window in self._watched:
            if shiboken6.isValid(window):
                window.removeEventFilter(self)
        self._watched.clear()

    def set_prefix(self, prefix: str) -> None:
        """One character that scanners send first; empty: any burst is looked at."""
        self._replay()
        self.habits = replace(self.habits, prefix=prefix)

    def _watch_window(self, window: QWindow | None) -> None:
        if window is not None and all(own is not window for own in self._watched):
            self._watched = [own for own in self._watched if shiboken6.isValid(own)]
            window.installEventFilter(self)
            self._watched.append(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _KEY_EVENTS or self._replaying or not self.on:
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            # Accepted: no shortcut fires for a key that may belong to a scan; it comes again as a press.
            if self._may_hold(event):
                event.accept()
                return True
            if Qt.Key(event.key()) not in _MODIFIERS:
                self._replay()  # what was typed before a shortcut comes before it
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._release(watched, event)
        return self._press(watched, event)

    def _press(self, window: QWindow, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return False
        stamp = event.timestamp() or monotonic_ns() // 1_000_000
        if self._held and not self._joins(stamp):
            self._replay()
        if self._text and _ends(event):
            if self._is_scan(stamp):
                self._finish(key)
                return True
            self._replay()
            return False
        if not self._may_hold(event):
            self._replay()
            return False
        self._hold(window, event, stamp)
        return True

    def _release(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in self._eaten:
            if not event.isAutoRepeat():
                self._eaten.discard(event.key())
            return True
        if any(own.event.key() == event.key() and own.event.type() == QEvent.Type.KeyPress for own in self._held):
            self._held.append(_Held(event.clone(), window, event.timestamp()))
            return True
        return False

    def _may_hold(self, event: QKeyEvent) -> bool:
        """Whether this key can be a character of a code, or the end of the burst that is held."""
        if event.isAutoRepeat():
            return False
        text = event.text()
        if _ends(event):
            stamp = event.timestamp() or monotonic_ns() // 1_000_000
            return bool(self._text) and self._joins(stamp) and self._is_scan(stamp)
        if event.modifiers() & _CHORD and not (self._text and text and text in _SEPARATORS):
            return False
        if not text or not (text.isprintable() or text in _SEPARATORS):
            return False
        prefix = self.habits.prefix
        return bool(not prefix or self._text or text == prefix)

    def _hold(self, window: QWindow, event: QKeyEvent, stamp: int) -> None:
        if self._stamps and self._gap(stamp) > self.habits.gap_ms and not self.habits.prefix:
            self._torn = True
        self._held.append(_Held(event.clone(), window, stamp))
        self._text += event.text()
        self._stamps.append(stamp)
        self._eaten.discard(event.key())
        self._second_chance = False
        self._timer.start(self._patience() + (self.habits.hold_ms - self.habits.gap_ms))

    def _gap(self, stamp: int) -> int:
        return stamp - self._stamps[-1] if self._stamps else 0

    def _patience(self) -> int:
        """How long the next key may stay out."""
        if self.habits.prefix:
            return self.habits.prefix_ms
        return self.habits.tear_ms if self._mechanical() and not self._torn else self.habits.gap_ms

    def _mechanical(self) -> bool:
        """Four keys at a pace that no hand has."""
        if len(self._stamps) < 4:
            return False
        return (self._stamps[-1] - self._stamps[0]) / (len(self._stamps) - 1) <= self.habits.short_mean_ms

    def _joins(self, stamp: int) -> bool:
        return 0 <= self._gap(stamp) <= self._patience()

    def _is_scan(self, end: int) -> bool:
        """Whether what is held, ended at this moment, is a scan."""
        text = self._text
        if self.habits.prefix:
            return len(text) > len(self.habits.prefix)
        gaps = [later - earlier for earlier, later in zip(self._stamps, [*self._stamps[1:], end], strict=True)]
        limit = self.habits.mean_ms
        if self._torn or any(gap > self.habits.gap_ms for gap in gaps):
            gaps.remove(max(gaps))
            limit = self.habits.short_mean_ms
        if not gaps:
            return False
        mean = sum(gaps) / len(gaps)
        if len(text) >= self.habits.length:
            return mean <= limit
        return len(text) >= self.habits.short_length and mean <= self.habits.short_mean_ms

    def _finish(self, suffix: Qt.Key) -> None:
        self._timer.stop()
        text = self._text[len(self.habits.prefix) :]
        pressed = {own.event.key() for own in self._held if own.event.type() == QEvent.Type.KeyPress}
        released = {own.event.key() for own in self._held if own.event.type() == QEvent.Type.KeyRelease}
        self._eaten |= (pressed - released) | {suffix}
        self._forget()
        self.scanned.emit(text)

    def _wake(self) -> None:
        if not self._second_chance:
            # Keys that were sent in time may wait behind this timer in a window that was busy.
            self._second_chance = True
            self._timer.start(self.habits.chance_ms)
        else:
            self._replay()

    def _replay(self) -> None:
        """It was typed: give the keys to the window, in their order."""
        self._timer.stop()
        held = self._held
        self._forget()
        if not held:
            return
        self._replaying = True
        try:
            for own in held:
                if shiboken6.isValid(own.window):
                    own.event.setAccepted(True)
                    QCoreApplication.sendEvent(own.window, own.event)
        finally:
            self._replaying = False

    def _forget(self) -> None:
        self._held = []
        self._text = ""
        self._stamps = []
        self._torn = False
        self._second_chance = False


def _ends(event: QKeyEvent) -> bool:
    """Enter or Tab; some scanners send a line feed or Ctrl J for it."""
    if event.modifiers() & _CHORD:
        return event.text() in ("\r", "\n")
    return Qt.Key(event.key()) in _SUFFIXES or event.text() in ("\r", "\n")


_KEY_EVENTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})


def key_events(text: str, suffix: str = "\r") -> Iterator[tuple[Qt.Key, str]]:
    """The keys that a scanner sends for a text: for the tour and for tests."""
    for character in text + suffix:
        if character in "\r\n":
            yield Qt.Key.Key_Return, "\r"
        elif character == "\t":
            yield Qt.Key.Key_Tab, "\t"
        else:
            yield Qt.Key(ord(character.upper())) if ord(character) < 256 else Qt.Key.Key_unknown, character


def type_keys(window: QWindow, text: str, suffix: str = "\r", gap_ms: int = 4, start_ms: int | None = None) -> int:
    """Send a text as keys to a window, stamped gap_ms apart, as a wedge scanner would; returns the last stamp.

    The window's filter sees them; shortcuts do not, which scanners do not send either.
    """
    stamp = start_ms if start_ms is not None else monotonic_ns() // 1_000_000
    none = Qt.KeyboardModifier.NoModifier
    for key, own in key_events(text, suffix):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, none, own)
            event.setTimestamp(stamp)
            QCoreApplication.sendEvent(window, event)
        stamp += gap_ms
    return stamp - gap_ms
