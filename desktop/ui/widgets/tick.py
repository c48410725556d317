"""A tick box, painted as in the design: on, off, some."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.theme import theme


def paint_tick(
    painter: QPainter, x: float, y: float, state: Qt.CheckState, *, enabled: bool = True, focus: bool = False
) -> None:
    """A 20 px box with its upper left corner at x, y."""
    look = theme()
    side = look.px(20)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(x + 0.5, y + 0.5, side - 1, side - 1)
    on = state != Qt.CheckState.Unchecked
    edge = "go.solid" if on else "line.strong"
    painter.setPen(QPen(look.colour(edge if enabled else "line.subtle"), 1))
    painter.setBrush(look.colour(("go.solid" if enabled else "done.line") if on else "bg.surface"))
    painter.drawRoundedRect(box, 4, 4)
    scale = side / 20
    painter.setPen(
        QPen(look.colour("go.on"), 2 * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    if state == Qt.CheckState.Checked:
        points = [(5.2, 10.4), (8.6, 13.6), (14.8, 6.8)]
        painter.drawPolyline([QPointF(x + px * scale, y + py * scale) for px, py in points])
    elif state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(QPointF(x + 5.5 * scale, y + 10 * scale), QPointF(x + 14.5 * scale, y + 10 * scale))
    if focus:
        painter.setPen(QPen(look.colour("line.focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(x - 3, y - 3, side + 6, side + 6), 6, 6)
    painter.restore()


class Tick(QCheckBox):
    """QCheckBox with our box. With no text, `spoken` names it."""

    def __init__(self, name: str = "", spoken: str = "", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(spoken or text)
        self.retheme()

    def retheme(self) -> None:
        self.setFont(theme().font("body", weight=500))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        text = self.text().replace("&&", "&")
        width = look.px(20) + (look.px(12) + QFontMetrics(self.font()).horizontalAdvance(text) + 2 if text else 0)
        return QSize(width, look.px(44))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, point) -> bool:  # type: ignore[no-untyped-def]
        return bool(self.rect().contains(point))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        side = look.px(20)
        y = (self.height() - side) / 2
        # With no text the ring would be cut off by the widget's own edge: draw it inside.
        focus = self.hasFocus()
        paint_tick(painter, 0, y, self.checkState(), enabled=self.isEnabled())
        text = self.text().replace("&&", "&")
        if text:
            painter.setFont(self.font())
            painter.setPen(look.colour("ink.primary" if self.isEnabled() else "ink.muted"))
            box = QRectF(side + look.px(12), 0, self.width() - side - look.px(12) + 2, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
        if focus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.colour("line.focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, y - 5, -1, -(y - 5)) if text else QRectF(1, y - 4, side - 2, side + 8),
                4,
                4,
            )
