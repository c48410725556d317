"""A section of the file: a title, and rows of what it is, what it says and when or how much."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Line:
    """`badge` (kind, mark, words). `act` is done by a button called `act_words`, on the right."""

    text: str
    sub: str = ""
    right: str = ""
    badge: tuple[str, str, str] | None = None
    strong: bool = False
    act: Callable[[], object] | None = None
    act_words: str = ""
    act_icon: str = "arrow-right"


class Section(Panel):
    """`say(title, lines, empty)`: shown anew each time; `head` takes buttons."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"customers-{name}")
        look = theme()
        self._name = name
        self._title, self._count = Label("", "benchBody", weight=600), Label("", "body", "ink.secondary")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(look.px(6))
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addLayout(self.buttons)
        self.body.addLayout(head)
        self.body.addStretch(1)
        self._held: QWidget | None = None

    def say(self, title: str, lines: list[Line], empty: str = "", count: str = "") -> None:
        look = theme()
        self._title.setText(title)
        self._count.setText(count)
        if self._held is not None:
            self.body.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        grid = QGridLayout(self._held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(12))
        grid.setVerticalSpacing(look.px(4))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for at, line in enumerate(lines):
            self._row(grid, at, line)
        if not lines and empty:
            grid.addWidget(Label(empty, "body", "ink.muted", wrap=True), 0, 0, 1, 4)
        self.body.insertWidget(1, self._held)
        self._held.show()

    def _row(self, grid: QGridLayout, at: int, line: Line) -> None:
        grid.addWidget(ElideLabel(line.text, "body", weight=600 if line.strong else 400), at, 0)
        grid.addWidget(ElideLabel(line.sub, "body", "ink.secondary"), at, 1)
        if line.badge is not None:
            kind, mark, words = line.badge
            grid.addWidget(Badge(words, kind, mark), at, 2)
        elif line.right:
            grid.addWidget(Label(line.right, "body"), at, 2, Qt.AlignmentFlag.AlignRight)
        if line.act is not None:
            words = "" if line.act_icon == "arrow-right" else line.act_words  # an arrow says it alone
            button = KeyButton(words, line.act_icon, role="quiet", name=f"customers-{self._name}-{at}")
            button.set_accessible(f"{line.act_words} {line.text}".strip())
            button.clicked.connect(partial(_do, line.act))
            grid.addWidget(button, at, 3)


def _do(act: Callable[[], object], _checked: bool = False) -> None:
    act()
