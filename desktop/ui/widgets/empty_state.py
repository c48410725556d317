"""One pattern for empty, waiting and broken: a mark, one sentence, one line, one button."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.theme import theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label


class EmptyState(QWidget):
    def __init__(
        self, icon: str = "inbox", title: str = "", detail: str = "", button: KeyButton | None = None,
        *, ink: str = "ink.muted", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._icon, self._ink = icon, ink
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title = Label(title, "title", px=24, wrap=True)
        self._detail = Label(detail, "body", "ink.secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().px(24), theme().px(16), theme().px(24), theme().px(16))
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._mark)
        column.addSpacing(theme().px(14))
        column.addWidget(self._title)
        column.addSpacing(theme().px(12))
        column.addWidget(self._detail)
        column.addSpacing(theme().px(18))
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.retheme()

    def say(self, title: str, detail: str = "", icon: str = "", ink: str = "") -> None:
        self._icon, self._ink = icon or self._icon, ink or self._ink
        self._title.setText(title)
        self._detail.setText(detail)
        self.retheme()

    def retheme(self) -> None:
        self._mark.setPixmap(icons.icon(self._icon, self._ink, 64))
