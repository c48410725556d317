"""Ctrl H: the keys of this screen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline


class HelpSheet(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._before: QWidget | None = None
        self._box: QFrame | None = None
        self.hide()

    def open(self, title: str, keys: Sequence[tuple[str, str]]) -> None:
        self._before = QApplication.focusWidget()
        if self._box is not None:
            self._box.deleteLater()
        self._box = self._make(title, keys)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self._box.adjustSize()
        self._box.move((self.width() - self._box.width()) // 2, max(16, (self.height() - self._box.height()) // 2))
        self._box.show()
        self.setAccessibleName(title)
        self.show()
        self.raise_()
        self.setFocus()

    def close_sheet(self) -> None:
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()

    def _make(self, title: str, keys: Sequence[tuple[str, str]]) -> QFrame:
        box = QFrame(self)
        box.setProperty("class", "popover")
        column = QVBoxLayout(box)
        column.setContentsMargins(24, 16, 24, 16)
        column.addWidget(Label(_("Keys: {page}").format(page=title), "heading"))
        column.addWidget(Hairline())
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        half = (len(keys) + 1) // 2
        for at, (key, words) in enumerate(keys):
            row, side = at % half, at // half * 2
            grid.addWidget(Label(key, "body", weight=600), row, side)
            grid.addWidget(Label(words, "body", "ink.secondary"), row, side + 1)
        column.addLayout(grid)
        return box

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close_sheet()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_sheet()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour("bg.scrim"))
