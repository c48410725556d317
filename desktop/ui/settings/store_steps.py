"""The steps of connecting a store: what was tested, what passed, and the one sentence about what did not."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.sync.address import Line
from desktop.sync.connector import Check, Step
from desktop.ui import icons
from desktop.ui.marks import mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar

FOLDER = (Check.ADDRESS, Check.READ, Check.WRITE)  # what there is to test where nothing is sent


class StoreSteps(QWidget):
    """`begin()` while the store is asked, `show_steps(steps, line)` when it has answered, `clear()` before."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        self._rows: dict[Check, tuple[QWidget, QLabel, Label]] = {}
        for check in Check:
            box = QWidget()
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(look.px(10))
            mark = QLabel()
            words = Label("", "body", "ink.secondary", wrap=True)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            column.addWidget(box)
            self._rows[check] = (box, mark, words)
        self.fault = NoteBar(kind="refused")
        self.fault.setObjectName("store-fault")
        column.addSpacing(look.px(4))
        column.addWidget(self.fault)
        column.addStretch(1)
        self._checks: tuple[Check, ...] = tuple(Check)
        self._line = Line.ENCRYPTED
        self._state: tuple[str, Sequence[Step], str] = ("", (), "")
        self.clear()

    def set_checks(self, checks: tuple[Check, ...]) -> None:
        """Only these are there to be tested with this kind of store."""
        self._checks = checks
        self.clear()

    def clear(self) -> None:
        self._show("", ())

    def begin(self) -> None:
        self._show("asking", ())

    def show_steps(self, steps: Sequence[Step], line: Line = Line.ENCRYPTED) -> None:
        """`line`: how the address is reached; without encryption that is said, and not that it is there."""
        self._line = line
        self._show("", steps)

    def failed(self, sentence: str) -> None:
        """Something else than a step went wrong."""
        self._show("", (), sentence)

    def said(self, check: Check) -> str:
        """What stands at a step."""
        return self._rows[check][2].text()

    def _show(self, doing: str, steps: Sequence[Step], sentence: str = "") -> None:
        self._state = (doing, steps, sentence)
        found = {step.check: step for step in steps}
        for check, (box, mark, words) in self._rows.items():
            step = found.get(check)
            box.setVisible(check in self._checks or step is not None)
            kind = "not-begun" if step is None else "right" if step.passed else "wrong"
            if doing and check is Check.ADDRESS:
                kind = "in-work"
            mark.setPixmap(mark_pixmap(kind, 20))
            words.setText(_(check.value))
            words.set_ink("ink.primary" if step is not None and step.passed else "ink.secondary")
            if step is not None and step.passed and check is Check.SECURE and self._line is not Line.ENCRYPTED:
                near = self._line is Line.NEAR
                mark.setPixmap(icons.icon("info", "ink.secondary", 20) if near else mark_pixmap("attention", 20))
                words.setText(_(self._line.value))
                words.set_ink("ink.primary" if near else "warn.ink")
            if step is not None and step.error is not None:
                words.set_ink("stop.ink")
                sentence = step.error.say()
        self.fault.say(sentence)
        self.fault.setVisible(bool(sentence))

    def retheme(self) -> None:
        self._show(*self._state)

    def retranslate(self) -> None:
        self._show(*self._state)
