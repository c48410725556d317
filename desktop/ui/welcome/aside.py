"""The left side of the first page: what Kolli is for, and the steps from here to the first parcel."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.marks import mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label

_INKS = {"done": "ink.secondary", "in-work": "ink.primary", "not-begun": "ink.muted"}


def _step() -> tuple[QLabel, Label]:
    ring = QLabel()
    return ring, Label("", "body", wrap=True)


class Aside(QWidget):
    """`say(title, line, foot)`, `show_steps([(state, words), ...])`; state is a mark: done, in-work, not-begun."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        look = theme()
        self.setObjectName("welcome-aside")
        self.setAutoFillBackground(True)
        self._logo = QLabel()
        self._title = Label("", "benchName", wrap=True)
        self._line = Label("", "benchBody", "ink.secondary", weight=400, wrap=True)
        self._foot = Label("", "caption", "ink.secondary", wrap=True)
        self._steps = [_step() for _turn in range(steps)]
        self._states = ["not-begun"] * steps
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(48), look.px(48), look.px(48), look.px(46))
        column.setSpacing(0)
        column.addWidget(self._logo)
        column.addSpacing(look.px(32))
        column.addWidget(self._title)
        column.addSpacing(look.px(14))
        column.addWidget(self._line)
        column.addStretch(1)
        for ring, words in self._steps:
            row = QHBoxLayout()
            row.setSpacing(look.px(12))
            row.addWidget(ring)
            row.addWidget(words, 1)
            column.addLayout(row)
            column.addSpacing(look.px(12))
        column.addStretch(1)
        column.addWidget(self._foot)
        self.retheme()

    def say(self, title: str, line: str, foot: str) -> None:
        self._title.setText(title)
        self._line.setText(line)
        self._foot.setText(foot)

    def show_steps(self, steps: Sequence[tuple[str, str]]) -> None:
        for turn, (state, text) in enumerate(steps):
            self._states[turn] = state
            self._steps[turn][1].setText(text)
        self._mark_steps()

    def retheme(self) -> None:
        look = theme()
        palette = self.palette()
        palette.setColor(self.backgroundRole(), look.colour("bg.frame"))
        self.setPalette(palette)
        self.setFixedWidth(look.px(480))
        self._logo.setPixmap(icons.logo(look.px(56)))
        self._mark_steps()

    def _mark_steps(self) -> None:
        for (ring, words), state in zip(self._steps, self._states, strict=True):
            if state == "done":
                ring.setPixmap(icons.icon("circle-check", "ink.secondary", 22))
            else:
                ring.setPixmap(mark_pixmap(state, 22, "" if state == "in-work" else "done.line"))
            words.set_ink(_INKS[state])
            words._weight = 600 if state == "in-work" else 400
            words.retheme()
