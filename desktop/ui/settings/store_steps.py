"""The steps of connecting a store: what was tested, what passed, and the one sentence about what did not."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.sync.connector import Check, Step
from desktop.ui.marks import mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar


class StoreSteps(QWidget):
    """`begin()` while the store is asked, `show_steps(steps)` when it has answered, `clear()` before."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        self._rows: dict[Check, tuple[QLabel, Label]] = {}
        for check in Check:
            row = QHBoxLayout()
            row.setSpacing(look.px(10))
            mark = QLabel()
            words = Label("", "body", "ink.secondary", wrap=True)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            column.addLayout(row)
            self._rows[check] = (mark, words)
        self.fault = NoteBar(kind="refused")
        self.fault.setObjectName("store-fault")
        column.addSpacing(look.px(4))
        column.addWidget(self.fault)
        column.addStretch(1)
        self._state: tuple[str, Sequence[Step], str] = ("", (), "")
        self.clear()

    def clear(self) -> None:
        self._show("", ())

    def begin(self) -> None:
        self._show("asking", ())

    def show_steps(self, steps: Sequence[Step]) -> None:
        self._show("", steps)

    def failed(self, sentence: str) -> None:
        """Something else than a step went wrong."""
        self._show("", (), sentence)

    def _show(self, doing: str, steps: Sequence[Step], sentence: str = "") -> None:
        self._state = (doing, steps, sentence)
        found = {step.check: step for step in steps}
        for check, (mark, words) in self._rows.items():
            step = found.get(check)
            kind = "not-begun" if step is None else "right" if step.passed else "wrong"
            if doing and check is Check.ADDRESS:
                kind = "in-work"
            mark.setPixmap(mark_pixmap(kind, 20))
            words.setText(_(check.value))
            words.set_ink("ink.primary" if step is not None and step.passed else "ink.secondary")
            if step is not None and step.error is not None:
                words.set_ink("stop.ink")
                sentence = step.error.say()
        self.fault.say(sentence)
        self.fault.setVisible(bool(sentence))

    def retheme(self) -> None:
        self._show(*self._state)

    def retranslate(self) -> None:
        self._show(*self._state)
