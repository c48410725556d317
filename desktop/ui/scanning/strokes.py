"""Keys of Qt as strokes; and keys as a scanner sends them, for the tour and for tests."""

from collections.abc import Iterator
from time import monotonic_ns

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from desktop.domain import keyboards
from desktop.domain.keyboards import Board
from desktop.domain.scanners import Stroke

SEPARATORS = "\x1d\x1e\x1f\x04"  # GS, RS, US, EOT inside a code; they arrive as Ctrl keys
CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock,
    }
)  # fmt: skip
_ENDERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
# What scanners can be set to send instead of Enter; believed after a mechanical burst only.
_OTHER_ENDERS = frozenset(
    {Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Escape, *(Qt.Key(Qt.Key.Key_F1.value + n) for n in range(12))}
)
_X11_LOCK, _WINDOWS_CAPS = 0x2, 0x100


def board() -> Board:
    """How this system numbers its keys."""
    return {"xcb": Board.X11, "wayland": Board.X11, "windows": Board.WINDOWS, "cocoa": Board.MAC}.get(
        QGuiApplication.platformName().split("-")[0], Board.NONE
    )


def stamp_of(event: QKeyEvent) -> int:
    return event.timestamp() or monotonic_ns() // 1_000_000


def stroke_of(event: QKeyEvent, board: Board) -> Stroke:
    native = event.nativeVirtualKey() if board is Board.MAC else event.nativeScanCode()
    place = keyboards.place(board, native)
    held, own = event.modifiers(), event.nativeModifiers()
    caps = bool(own & (_WINDOWS_CAPS if board is Board.WINDOWS else _X11_LOCK)) and board is not Board.MAC
    altgr = bool(own & 0x80) if board is Board.X11 else bool(held & Qt.KeyboardModifier.GroupSwitchModifier)
    text = event.text()
    if not is_printed(text):
        text = keyboards.KEYPAD.get(place, "") if event.modifiers() & Qt.KeyboardModifier.KeypadModifier else ""
    return Stroke(
        text, stamp_of(event), place, bool(held & Qt.KeyboardModifier.ShiftModifier), altgr,
        bool(held & Qt.KeyboardModifier.ControlModifier), caps,
    )  # fmt: skip


def is_printed(text: str) -> bool:
    return bool(text) and (text.isprintable() or text in SEPARATORS)


def ends(event: QKeyEvent) -> bool:
    """Enter or Tab; some scanners send a line feed or Ctrl J for it."""
    if event.modifiers() & CHORD:
        return event.text() in ("\r", "\n")
    return Qt.Key(event.key()) in _ENDERS or event.text() in ("\r", "\n")


def may_end(event: QKeyEvent) -> bool:
    """A key that scanners can be set to end with, and that people press for other reasons too."""
    return not event.modifiers() & CHORD and Qt.Key(event.key()) in _OTHER_ENDERS


def is_tab(event: QKeyEvent) -> bool:
    return Qt.Key(event.key()) == Qt.Key.Key_Tab


def key_events(text: str, suffix: str = "\r") -> Iterator[tuple[Qt.Key, str]]:
    """The keys that a scanner sends for a text."""
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
