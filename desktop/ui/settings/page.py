"""What the pages of the settings share: saving as one changes, undoing, a sentence where something is refused."""

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.ui.desk import Desk
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import LabelledField, TextArea, TextField
from desktop.ui.widgets.note_bar import NoteBar

Undo = Callable[[], object]


class SettingField(TextField):
    """A line that is saved when it is left or Enter is pressed; Ctrl Z in an untouched one undoes the last setting."""

    given = Signal(str)

    def __init__(self, name: str, *, codes: bool = False, unit: str = "") -> None:
        super().__init__(name, codes=codes, unit=unit)
        self._kept = ""
        self.editingFinished.connect(self._give)

    def show_text(self, text: str) -> None:
        """What is kept; a line that is being typed in stays."""
        if self.hasFocus() and self.text() != self._kept:
            return
        self._kept = text
        if self.text() != text:
            self.setText(text)

    def _give(self) -> None:
        typed = self.text().strip()
        if typed != self._kept:
            self._kept = typed
            self.setText(typed)  # which forgets the typing, so that Ctrl Z means the setting
            self.given.emit(typed)

    def event(self, event: QEvent) -> bool:
        asks = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if asks and not self.isUndoAvailable() and cast("QKeyEvent", event).matches(QKeySequence.StandardKey.Undo):
            event.ignore()
            return False
        return bool(super().event(event))


class SettingArea(TextArea):
    """Several lines, saved when they are left."""

    given = Signal(str)

    def __init__(self, name: str, *, lines: int = 2) -> None:
        super().__init__(name, lines=lines)
        self._kept = ""

    def show_text(self, text: str) -> None:
        if self.hasFocus() and self.toPlainText() != self._kept:
            return
        self._kept = text
        if self.toPlainText() != text:
            self.setPlainText(text)

    def focusOutEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().focusOutEvent(event)
        typed = "\n".join(line.strip() for line in self.toPlainText().splitlines() if line.strip())
        if typed != self._kept:
            self._kept = typed
            self.given.emit(typed)


class SettingsPage(QWidget):
    """One page. `keep(undo)` hands over what takes the last change back; `desk.tasks` does both."""

    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__()
        self.desk, self._keep = desk, keep
        self.trouble = NoteBar(kind="refused")
        self.trouble.hide()

    def reload(self) -> None:
        """Read again: called when the page is entered and when settings were changed."""

    def back(self) -> bool:
        """Esc: True if there was a level to go back."""
        return False

    def retranslate(self) -> None:
        """Set all texts again."""

    def save(self, change: Callable[[], object], undo: Undo, field: QWidget | None = None) -> None:
        """Change a setting on the store thread; what refuses it is said below, and marked at its field."""
        self.desk.tasks.run(change, partial(self._saved, undo, field), partial(self._refused, field))

    def _saved(self, undo: Undo, field: QWidget | None, _result: object) -> None:
        self._keep(undo)
        self.trouble.hide()
        _mark(field, wrong=False)

    def _refused(self, field: QWidget | None, error: Exception) -> None:
        self.say_refused(error)
        _mark(field, wrong=True)

    def say_refused(self, error: Exception) -> None:
        """What was asked for could not be done, and why; a fault of ours is raised on."""
        if not isinstance(error, KolliError):
            raise error
        self.say_trouble(error.say())

    def say_trouble(self, sentence: str) -> None:
        self.trouble.say(sentence)
        self.trouble.setVisible(bool(sentence))


def _mark(field: QWidget | None, *, wrong: bool) -> None:
    mark = getattr(field, "set_wrong", None)
    if mark is not None:
        mark(wrong)


class _Scroll(QScrollArea):
    """Takes what is left: a long list inside must not make the page around it scroll too."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


def scrolling(content: QWidget) -> QScrollArea:
    """A page that scrolls on a low screen; where it fits nothing shows of it."""
    area = _Scroll()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(content)
    content.setAutoFillBackground(False)  # QScrollArea.setWidget() sets it
    return area


def both_ways(content: QWidget) -> QScrollArea:
    """A page that scrolls in both directions where it does not fit, as with very large text."""
    area = scrolling(content)
    area.setObjectName("both-ways")
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return area


class SettingRow(QWidget):
    """A setting of one line: its name, what it means, and the control at the right."""

    def __init__(self, control: QWidget) -> None:
        super().__init__()
        look = theme()
        self.control = control
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(3), 0, look.px(3))
        row.setSpacing(look.px(16))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addStretch(1)
        self._name = ElideLabel("", "body", weight=500)
        self._detail = ElideLabel("", "caption", "ink.muted", weight=400)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(control)

    def say(self, name: str, detail: str = "") -> None:
        self._name.setText(name)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.control.setAccessibleName(name)
        self.control.setAccessibleDescription(detail)


def pair(*fields: tuple[LabelledField, int]) -> QHBoxLayout:
    """Fields side by side, each with its share of the width."""
    row = QHBoxLayout()
    row.setSpacing(theme().px(16))
    for field, share in fields:
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
    return row
