"""A page of paper as the printer would make it, in the middle of its place. It is painted elsewhere, and only shown."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import theme


class PaperView(QWidget):
    """`show_page(width, height, data)`: pixels of four bytes a dot."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None

    def show_page(self, width: int, height: int, data: bytes) -> None:
        # A copy: QImage does not own the bytes that it is given.
        self._image = QImage(data, width, height, QImage.Format.Format_RGBX8888).copy()
        self.update()

    def image(self) -> QImage | None:
        return self._image

    def room(self) -> tuple[int, int]:
        """How many dots of the screen a page may have."""
        margin, ratio = theme().px(12), self.devicePixelRatioF()
        return int((self.width() - 2 * margin) * ratio), int((self.height() - 2 * margin) * ratio)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(220), theme().px(220))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(360), theme().px(520))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("bg.sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), look.radius("control"), look.radius("control"))
        if self._image is None:
            return
        across, down = self.room()
        scale = min(1.0, across / self._image.width(), down / self._image.height()) / self.devicePixelRatioF()
        wide, high = self._image.width() * scale, self._image.height() * scale
        box = QRectF(round((self.width() - wide) / 2), round((self.height() - high) / 2), wide, high)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("line.strong"), 1))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
