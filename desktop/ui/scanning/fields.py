"""What a field held before keys of a scan reached it: text, cursor, selection; so that it can be put back."""

from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


def in_text() -> bool:
    """Whether what is typed now goes into a field."""
    return _field() is not None


def snapshot() -> "Snapshot":
    """The state of what has the focus now."""
    field = _field()
    if isinstance(field, QLineEdit):
        start = field.selectionStart()
        length = len(field.selectedText()) if start >= 0 else 0
        cursor = field.cursorPosition()
        return Snapshot(field, field.text(), cursor, start, length, field.isModified())
    if isinstance(field, QPlainTextEdit | QTextEdit):
        cursor_ = field.textCursor()
        return Snapshot(
            field, field.toPlainText(), cursor_.position(), cursor_.anchor(), 0, field.document().isModified()
        )
    focus = QApplication.focusWidget()
    if isinstance(focus, QComboBox):
        return Snapshot(focus, "", focus.currentIndex(), 0, 0, False)
    if isinstance(focus, QAbstractItemView):
        return Snapshot(focus, "", 0, 0, 0, False, QPersistentModelIndex(focus.currentIndex()))
    return Snapshot(None, "", 0, 0, 0, False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`restore()` puts it back; nothing happens where the field is gone or holds it still."""

    widget: QWidget | None
    text: str
    cursor: int
    start: int
    length: int
    modified: bool
    index: QPersistentModelIndex | None = None

    def restore(self) -> None:
        widget = self.widget
        if widget is None or not shiboken6.isValid(widget):
            return
        if isinstance(widget, QLineEdit):
            self._restore_line(widget)
        elif isinstance(widget, QPlainTextEdit | QTextEdit):
            self._restore_area(widget)
        elif isinstance(widget, QComboBox):
            widget.setCurrentIndex(self.cursor)
        elif isinstance(widget, QAbstractItemView) and self.index is not None:
            model, at = widget.model(), self.index
            if at != widget.currentIndex():
                before = model.index(at.row(), at.column(), at.parent()) if at.isValid() else QModelIndex()
                flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
                widget.selectionModel().setCurrentIndex(before, flag)

    def _restore_line(self, line: QLineEdit) -> None:
        if line.text() != self.text:
            line.undo()  # what was typed before can still be undone, and the scan is not part of it
            at, end, own = _difference(line.text(), self.text)
            if end > at or own:
                line.setSelection(at, end - at)
                line.insert(own)
            if line.text() != self.text:  # a field that does not take it in pieces
                line.setText(self.text)
            line.setModified(self.modified)
        if self.start < 0:
            line.deselect()
            line.setCursorPosition(self.cursor)
        elif self.cursor == self.start:
            line.setSelection(self.start + self.length, -self.length)
        else:
            line.setSelection(self.start, self.length)

    def _restore_area(self, area: QPlainTextEdit | QTextEdit) -> None:
        if area.toPlainText() != self.text:
            area.undo()
            at, end, own = _difference(area.toPlainText(), self.text)
            if end > at or own:  # inserted and not set: what was typed before can still be undone
                part = QTextCursor(area.document())
                part.setPosition(at)
                part.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                part.insertText(own)
            area.document().setModified(self.modified)
        cursor = area.textCursor()
        cursor.setPosition(self.start)
        cursor.setPosition(self.cursor, QTextCursor.MoveMode.KeepAnchor)
        area.setTextCursor(cursor)


def _difference(now: str, wanted: str) -> tuple[int, int, str]:
    """From where to where to replace, and by what."""
    shorter = min(len(now), len(wanted))
    at = next((at for at in range(shorter) if now[at] != wanted[at]), shorter)
    rest = shorter - at
    same = next((n for n in range(rest) if now[-1 - n] != wanted[-1 - n]), rest)
    return at, len(now) - same, wanted[at : len(wanted) - same]


def _field() -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    focus = QApplication.focusWidget()
    if isinstance(focus, QAbstractSpinBox | QComboBox):
        focus = focus.findChild(QLineEdit, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit) and not focus.isReadOnly() and focus.isEnabled():
        return focus
    return None
