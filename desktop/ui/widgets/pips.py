"""How far: one bar a piece up to 12 pieces, then one bar for all."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme

MOST = 12  # pieces that are still told apart


def paint_pips(painter: QPainter, rect: QRectF, done: int, of: int) -> None:
    """Done pieces dark, the one that comes now in go, the rest light."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    half = rect.height() / 2
    if of <= 0:
        pass
    elif of > MOST:
        painter.setBrush(look.colour("done.line"))
        painter.drawRoundedRect(rect, half, half)
        if done:
            painter.setBrush(look.colour("go.solid"))
            share = max(rect.height(), rect.width() * min(done, of) / of)
            painter.drawRoundedRect(QRectF(rect.x(), rect.y(), share, rect.height()), half, half)
    else:
        gap = look.px(4)
        width = (rect.width() - gap * (of - 1)) / of
        for at in range(of):
            name = "done.ink" if at < done else "go.solid" if at == done else "done.line"
            painter.setBrush(look.colour(name))
            painter.drawRoundedRect(QRectF(rect.x() + at * (width + gap), rect.y(), width, rect.height()), half, half)
    painter.restore()


class _Counted(QWidget):
    """Shows how many of how many."""

    _done = _of = 0

    def show_count(self, done: int, of: int) -> None:
        self._done, self._of = done, of
        self.setAccessibleName(_("{done} of {all} done").format(done=done, all=of))
        self.update()


class Pips(_Counted):
    def __init__(self, done: int = 0, of: int = 0, *, height: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(done, of)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(80), theme().px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_pips(QPainter(self), QRectF(self.rect()), self._done, self._of)


class Bar(_Counted):
    """A thin progress line, such as the couriers' cards have."""

    def __init__(self, done: int = 0, of: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(6)
        self.show_count(done, of)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        painter.setBrush(look.colour("bg.hover"))
        painter.drawRoundedRect(box, 3, 3)
        if self._of > 0 and self._done > 0:
            painter.setBrush(look.colour("go.solid"))
            painter.drawRoundedRect(QRectF(0, 0, box.width() * min(1.0, self._done / self._of), 6), 3, 3)
