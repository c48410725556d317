"""Where an order stands on its road: done, now, still to come."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.marks import mark
from desktop.ui.theme import theme


class Stepper(QWidget):
    """`show_steps(["Confirmed", "To pick", ...], now=1)`; `upright` for the steps of the welcome page."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[str] = []
        self._now = 0
        self._upright = upright
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[str], now: int) -> None:
        """Steps before `now` are done; `now` == len(steps) means all are."""
        self._steps, self._now = list(steps), now
        self.setAccessibleName(self._steps[now] if now < len(self._steps) else " · ".join(self._steps[-1:]))
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        metrics = QFontMetrics(look.font("body", weight=600))
        widths = [metrics.horizontalAdvance(step) + look.px(29) for step in self._steps]
        if self._upright:
            return QSize(max(widths, default=0) + look.px(8), look.px(34) * len(self._steps))
        return QSize(sum(widths) + look.px(44) * max(0, len(widths) - 1) + 4, look.px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        row = theme().px(34)
        for at, step in enumerate(self._steps):
            if self._upright:
                self._paint_step(painter, at, step, 0, at * row, row)
                continue
            x = self._paint_step(painter, at, step, x, 0, self.height())
            if at + 1 < len(self._steps):
                gap = theme().px(8)
                line = theme().px(28)
                painter.fillRect(QRectF(x + gap, self.height() / 2 - 1, line, 2), theme().colour("done.line"))
                x += 2 * gap + line

    def _paint_step(self, painter: QPainter, at: int, step: str, x: float, y: float, height: float) -> float:
        look = theme()
        size = look.px(20)
        rect = QRectF(x, y + (height - size) / 2, size, size)
        if at < self._now:
            icons.draw(painter, "circle-check", "ink.secondary", rect.x(), rect.y(), 20)
            ink, weight = "ink.secondary", 500
        elif at == self._now:
            mark(painter, "in-work", rect)
            ink, weight = ("ink.primary" if self._upright else "go.ink"), 600
        else:
            mark(painter, "not-begun", rect, look.colour("done.line"))
            ink, weight = "ink.muted", 500
        painter.setFont(look.font("body", weight=weight))
        painter.setPen(look.colour(ink))
        left = x + size + look.px(14 if self._upright else 6)
        wide = painter.fontMetrics().horizontalAdvance(step)
        painter.drawText(QRectF(left, y, wide + 4, height), int(Qt.AlignmentFlag.AlignVCenter), step)
        return left + wide
