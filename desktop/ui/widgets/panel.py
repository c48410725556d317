"""A white box with a hairline: what a page is made of. With a title it has a head line and a place for actions."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label


class Panel(QFrame):
    """`body` is the layout for what it holds. Lists go in with `flush=True`: no padding but the border's pixel."""

    def __init__(
        self, title: str = "", *, flush: bool = False, bench: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("class", "panel")
        self.setProperty("flush", "true" if flush else "false")
        self._bench, self._flush = bench, flush
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)  # the frame keeps its border free by itself
        outer.setSpacing(0)
        self.head: QHBoxLayout | None = None
        self.title: Label | None = None
        if title:
            self._add_head(outer, title)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme().px(8))
        outer.addLayout(self.body, 1)
        self._pad()

    def set_current(self, current: bool) -> None:
        """The 2 px ring of the chosen one among cards."""
        self.setProperty("current", "true" if current else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def retheme(self) -> None:
        self._pad()

    def _add_head(self, outer: QVBoxLayout, title: str) -> None:
        box = QWidget(self)
        box.setFixedHeight(theme().px(52))
        self.head = QHBoxLayout(box)
        self.head.setContentsMargins(theme().px(15), 0, theme().px(15), 0)
        self.head.setSpacing(theme().px(12))
        self.title = Label(title, "benchBody", weight=600)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        outer.addWidget(box)
        outer.addWidget(Hairline())

    def _pad(self) -> None:
        pad = 0 if self._flush else theme().px(24 if self._bench else 16) - 2
        self.body.setContentsMargins(pad, pad, pad, pad)


class Card(Panel):
    """A panel that can be chosen with mouse or keyboard: choices, stores, couriers. Emits through `act`."""

    def __init__(self, act: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._act = act
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("current") == "true":
            # The border says chosen already: a second ring inside says focus.
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().colour("line.focus"), 2))
            painter.drawRoundedRect(self.rect().adjusted(5, 5, -5, -5), 6, 6)

    def _run(self) -> None:
        if self._act is not None:
            self._act()


class Hairline(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "hairline")
        self.setFixedHeight(1)
