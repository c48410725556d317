"""A picture of what a printer does to a page: the paper, the page on it, and the places that are scanned. Enlarged."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.domain.calibration import Calibration
from desktop.ui.theme import theme

_TIMES = 6  # what is off would not be seen at its size
# Where the places 1 to 8 are, as shares of the paper's width and height.
_PLACES = ((0.33, 0.1), (0.67, 0.1), (0.88, 0.36), (0.88, 0.64), (0.33, 0.9), (0.67, 0.9), (0.12, 0.36), (0.12, 0.64))


class CalibrationPicture(QWidget):
    """`show_page(size, found, places)`: how a page of this size comes out, and which of the places 1-8 are scanned."""

    def __init__(self) -> None:
        super().__init__()
        self._size, self._found = (100.0, 150.0), Calibration()
        self._places: frozenset[int] | None = None
        self.setObjectName("calibration-picture")

    def show_page(self, size: tuple[float, float], found: Calibration, places: frozenset[int] | None) -> None:
        """`places` None: the page has none."""
        self._size, self._found, self._places = size, found, places
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(250), theme().px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(220))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self._size[0], self._size[1] or self._size[0] * 1.4
        room = QRectF(self.rect()).adjusted(look.px(26), look.px(26), -look.px(26), -look.px(26))
        scale = min(room.width() / width, room.height() / height)
        paper = QRectF(0, 0, width * scale, height * scale)
        paper.moveCenter(room.center())
        painter.setPen(QPen(look.colour("line.strong"), 1))
        painter.setBrush(look.colour("bg.surface"))
        painter.drawRect(paper)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("ink.primary"), 1.6))
        painter.drawPolygon(self._frame(paper, scale, width, height))
        if self._places is not None:
            self._paint_places(painter, paper)

    def _frame(self, paper: QRectF, scale: float, width: float, height: float) -> QPolygonF:
        """The page's own frame, 12 % inside, where it comes out; how it is off is shown six times as large."""
        found, rim = self._found, 0.24
        more = replace(
            found, offset_x_mm=found.offset_x_mm * _TIMES, offset_y_mm=found.offset_y_mm * _TIMES,
            scale_x=1 + (found.scale_x - 1) * _TIMES, scale_y=1 + (found.scale_y - 1) * _TIMES,
            rotation_deg=found.rotation_deg * _TIMES,
        ).matrix()  # fmt: skip
        corners = ((rim, rim), (1 - rim, rim), (1 - rim, 1 - rim), (rim, 1 - rim))
        points = (more.place(x * width, y * height) for x, y in corners)
        return QPolygonF([QPointF(paper.left() + x * scale, paper.top() + y * scale) for x, y in points])

    def _paint_places(self, painter: QPainter, paper: QRectF) -> None:
        look = theme()
        round_ = look.px(10)
        painter.setFont(look.font("caption", weight=600))
        for at, (x, y) in enumerate(_PLACES, 1):
            done = at in (self._places or ())
            middle = QPointF(paper.left() + x * paper.width(), paper.top() + y * paper.height())
            painter.setPen(QPen(look.colour("go.solid" if done else "line.strong"), 1.4))
            painter.setBrush(look.colour("go.soft" if done else "bg.surface"))
            painter.drawEllipse(middle, round_, round_)
            painter.setPen(look.colour("go.ink" if done else "ink.secondary"))
            box = QRectF(middle.x() - round_, middle.y() - round_, 2 * round_, 2 * round_)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "✓" if done else str(at))
