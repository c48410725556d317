"""The parts that every page has: its padding, and the line with title, tabs and actions."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label


def page_column(page: QWidget, *, bench: bool = False) -> QVBoxLayout:
    """The column of a page. A bench page has no head line, so it keeps its distance from the lane."""
    look = theme()
    column = QVBoxLayout(page)
    pad = look.px(16)
    column.setContentsMargins(pad, pad if bench else 0, pad, look.px(12) if bench else pad)
    column.setSpacing(look.px(12) if bench else 0)
    return column


class PageHead(QWidget):
    """60 px: the title, what stands beside it, and the page's actions at the right."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, "title")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().px(8))
        self._row.addWidget(self._title)
        self._middle = QHBoxLayout()
        self._middle.setContentsMargins(theme().px(28), 0, 0, 0)
        self._middle.setSpacing(theme().px(16))
        self._row.addLayout(self._middle)
        self._row.addStretch(1)
        self.setFixedHeight(theme().px(60))

    def set_title(self, text: str) -> None:
        self._title.setText(text)

    def title(self) -> str:
        return self._title.text()

    def add_before(self, widget: QWidget) -> None:
        """Before the title: the way back."""
        self._row.insertWidget(0, widget)
        self._row.insertSpacing(1, theme().px(8))

    def add_middle(self, widget: QWidget) -> None:
        """Beside the title: tabs, a stepper, a state."""
        self._middle.addWidget(widget)

    def add_action(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(60))
