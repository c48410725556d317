"""A badge, as a picture: what is to be scanned."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import theme

_BARS = (2, 1, 3, 1, 1, 2, 1, 3, 2, 1, 1, 2, 3, 1, 2, 1, 1, 3, 1, 2)  # no code: nothing reads it


class BadgePicture(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(148), theme().px(150))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 148, self.height() / 150)
        ink, go = look.colour("ink.primary"), look.colour("go.ink")
        painter.setPen(QPen(ink, 4))
        painter.setBrush(look.colour("bg.surface"))
        painter.drawRoundedRect(QRectF(4, 4, 140, 142), 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("done.line"))
        painter.drawRoundedRect(QRectF(52, 17, 44, 8), 4, 4)
        painter.setPen(QPen(go, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(look.colour("bg.selected"))
        painter.drawEllipse(QPointF(74, 58), 20, 20)
        shoulders = QPainterPath(QPointF(38, 105))
        shoulders.cubicTo(QPointF(44, 86), QPointF(58, 79), QPointF(74, 79))
        shoulders.cubicTo(QPointF(90, 79), QPointF(104, 86), QPointF(110, 105))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shoulders)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        x = 34.0
        for turn, wide in enumerate(_BARS):
            if turn % 2 == 0:
                painter.drawRect(QRectF(x, 116, wide * 2, 18))
            x += wide * 2 + (2 if turn % 2 else 0)
            if x > 112:
                break
