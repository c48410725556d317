"""One line that is asked in the place of the filter bar: why orders wait, what a view is called."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import Tick


class AskBar(QWidget):
    """`ask(question, answer, then)`; Enter answers, Esc does not. `over` is called when it is answered or left."""

    def __init__(self, name: str, over: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName(name)
        self._over = over
        self._then: Callable[[str], object] | None = None
        self._must = False
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.setSpacing(look.px(8))
        self._question = Label("", "body", weight=600)
        self.field = TextField(f"{name}-field")
        self.shared = Tick(f"{name}-shared")
        self.yes = KeyButton("", "check", role="primary", name=f"{name}-yes")
        self.no = KeyButton("", "x", "Escape", role="quiet", name=f"{name}-no")
        row.addWidget(self._question)
        row.addWidget(self.field, 1)
        row.addWidget(self.shared)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.field.returnPressed.connect(self._answer)
        self.yes.clicked.connect(self._answer)
        self.no.clicked.connect(self.leave)

    def ask(
        self, question: str, answer: str, then: Callable[[str], object], *, text: str = "", must: bool = False,
        shared: str = "",
    ) -> None:  # fmt: skip
        """`answer` is the word on the button; `must`: an empty one is none. `shared` is asked beside, if anything."""
        self._then, self._must = then, must
        self._question.setText(question)
        self.yes.setText(answer)
        self.no.setText(_("Cancel"))
        self.field.setAccessibleName(question)
        self.field.setText(text)
        self.shared.setVisible(bool(shared))
        self.shared.setChecked(False)
        self.shared.setText(shared)
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> None:
        self._then = None
        self._over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter was the answer: it must not press a button of the page too."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _answer(self) -> None:
        text, then = self.field.text().strip(), self._then
        if then is None or (self._must and not text):
            self.field.set_wrong(self._must and not text)
            return
        self.field.set_wrong(False)
        self._then = None
        self._over()
        then(text)
