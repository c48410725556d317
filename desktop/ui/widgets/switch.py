"""On or off, at once. A tick box belongs to a form; a switch changes something when it is moved."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.ui.theme import theme


class Switch(QAbstractButton):
    """Read `isChecked()`, hear `toggled`. Name it: there are no words in it."""

    def __init__(self, name: str = "", spoken: str = "", *, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setCheckable(True)
        self.setChecked(on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(44), theme().px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = look.px(26)
        box = QRectF(0, (self.height() - height) / 2, self.width(), height)
        if not self.isEnabled():
            fill = look.colour("line.subtle")
        else:
            fill = look.colour("go.solid" if self.isChecked() else "line.strong")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(box, height / 2, height / 2)
        knob = height - 6
        x = box.right() - knob - 3 if self.isChecked() else box.x() + 3
        painter.setBrush(look.colour("go.on"))
        painter.drawEllipse(QRectF(x, box.y() + 3, knob, knob))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("line.focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(
                1, (self.height() - height) / 2 - 4, -1, -(self.height() - height) / 2 + 4
            )
            painter.drawRoundedRect(ring, 8, 8)
