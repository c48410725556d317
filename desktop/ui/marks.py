"""Our own filled state marks: what an outcome looks like when all colour is taken away."""

from functools import lru_cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from desktop.ui.theme import theme

MARKS = ("right", "done", "wrong", "too-many", "attention", "unknown", "in-work", "not-begun")
INKS = {
    "right": "go.ink",
    "done": "done.ink",
    "wrong": "stop.ink",
    "too-many": "warn.ink",
    "attention": "warn.ink",
    "unknown": "ink.primary",
    "in-work": "go.ink",
    "not-begun": "line.strong",
}


def mark(painter: QPainter, kind: str, rect: QRectF, ink: QColor | None = None, on: QColor | None = None) -> None:
    """Paint a state mark into rect; `ink` fills it, `on` is the colour of the sign inside."""
    colours = theme()
    ink = ink or colours.colour(INKS[kind])
    on = on or colours.colour("bg.surface")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    _PAINT[kind](painter, ink, on)
    painter.restore()


def mark_pixmap(kind: str, px: int = 20, ink: str = "", on: str = "") -> QPixmap:
    """The mark as a picture, px logical pixels square; `ink` and `on` name tokens."""
    look = theme()
    return _pixmap(kind, look.px(px), look.hex(ink or INKS[kind]), look.hex(on or "bg.surface"))


@lru_cache(maxsize=128)
def _pixmap(kind: str, px: int, ink: str, on: str) -> QPixmap:
    pixmap = QPixmap(px * 2, px * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(2)
    painter = QPainter(pixmap)
    mark(painter, kind, QRectF(0, 0, px, px), QColor(ink), QColor(on))
    painter.end()
    return pixmap


def _sign(colour: QColor, width: float) -> QPen:
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _shape(painter: QPainter, ink: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)


def _right(painter: QPainter, ink: QColor, on: QColor) -> None:
    _shape(painter, ink)
    painter.drawEllipse(QPointF(12, 12), 11, 11)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_sign(on, 2.5))
    painter.drawPolyline([QPointF(7, 12.6), QPointF(10.5, 15.9), QPointF(16.9, 8.6)])


def _wrong(painter: QPainter, ink: QColor, on: QColor) -> None:
    _shape(painter, ink)
    cut, low, high = 7.3, 1.0, 23.0
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(cut, low), QPointF(24 - cut, low), QPointF(high, cut), QPointF(high, 24 - cut),
                QPointF(24 - cut, high), QPointF(cut, high), QPointF(low, 24 - cut), QPointF(low, cut),
            ]
        )
    )  # fmt: skip
    painter.setPen(_sign(on, 2.5))
    painter.drawLine(QPointF(8.2, 8.2), QPointF(15.8, 15.8))
    painter.drawLine(QPointF(15.8, 8.2), QPointF(8.2, 15.8))


def _triangle(painter: QPainter, ink: QColor) -> None:
    painter.setPen(_sign(ink, 3.2))
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(12, 2.8), QPointF(21.4, 20.3), QPointF(2.6, 20.3)]))


def _too_many(painter: QPainter, ink: QColor, on: QColor) -> None:
    _triangle(painter, ink)
    painter.setPen(_sign(on, 2.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(12, 18.2), QPointF(12, 9.6))
    painter.drawPolyline([QPointF(8.3, 13.2), QPointF(12, 9.5), QPointF(15.7, 13.2)])


def _attention(painter: QPainter, ink: QColor, on: QColor) -> None:
    _triangle(painter, ink)
    painter.setPen(_sign(on, 2.3))
    painter.drawLine(QPointF(12, 8.6), QPointF(12, 13.4))
    painter.drawLine(QPointF(12, 17.6), QPointF(12, 17.61))


def _unknown(painter: QPainter, ink: QColor, on: QColor) -> None:
    _shape(painter, ink)
    painter.drawPolygon(QPolygonF([QPointF(12, 0.8), QPointF(23.2, 12), QPointF(12, 23.2), QPointF(0.8, 12)]))
    painter.setPen(_sign(on, 2.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(9.1, 9.4))
    path.cubicTo(QPointF(9.3, 6.3), QPointF(15.1, 6.2), QPointF(15.0, 9.6))
    path.cubicTo(QPointF(14.9, 11.9), QPointF(12.0, 11.9), QPointF(12.0, 14.0))
    painter.drawPath(path)
    painter.drawLine(QPointF(12, 17.6), QPointF(12, 17.61))


def _ring(painter: QPainter, ink: QColor, width: float) -> None:
    painter.setPen(QPen(ink, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), 11 - width / 2, 11 - width / 2)


def _in_work(painter: QPainter, ink: QColor, on: QColor) -> None:
    _ring(painter, ink, 2.0)
    half = QPainterPath(QPointF(12, 12 - 8))
    for step in range(1, 25):
        angle = pi * step / 24
        half.lineTo(12 + 8 * sin(angle), 12 - 8 * cos(angle))
    half.closeSubpath()
    painter.fillPath(half, ink)


def _not_begun(painter: QPainter, ink: QColor, on: QColor) -> None:
    _ring(painter, ink, 2.0)


_PAINT = {
    "right": _right,
    "done": _right,
    "wrong": _wrong,
    "too-many": _too_many,
    "attention": _attention,
    "unknown": _unknown,
    "in-work": _in_work,
    "not-begun": _not_begun,
}
