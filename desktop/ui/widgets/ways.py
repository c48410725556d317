"""Numbered steps that somebody takes, each with its button, and a quiet blue box for what must be copied on the way."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import number
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label


class Box(QFrame):
    """The quiet blue box in which an address stands."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("bg.selected"))
        painter.drawRoundedRect(self.rect(), theme().radius("control"), theme().radius("control"))


class Turn(QWidget):
    """The number of a step, in a disc."""

    def __init__(self, turn: int) -> None:
        super().__init__()
        self._turn = turn
        self.setFixedSize(theme().px(36), theme().px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("done.fill"))
        painter.drawEllipse(self.rect())
        painter.setFont(theme().font("benchBody", weight=600))
        painter.setPen(theme().colour("ink.primary"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), number(self._turn))


class Way(QWidget):
    """One numbered step, with its button."""

    def __init__(self, turn: int, button: KeyButton | None) -> None:
        super().__init__()
        look = theme()
        self.setMinimumHeight(look.px(60))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(6), 0, look.px(6))
        row.setSpacing(look.px(16))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addStretch(1)
        self._title = Label("", "benchBody", wrap=True)
        self._detail = Label("", "body", "ink.secondary", wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row.addWidget(Turn(turn))
        row.addLayout(words, 1)
        if button is not None:
            row.addWidget(button)

    def say(self, title: str, detail: str) -> None:
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
