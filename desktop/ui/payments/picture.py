"""A receipt's picture as large as its place; a click opens the file itself."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui import icons
from desktop.ui.theme import theme


class Picture(QWidget):
    """`show_picture(png)`: None where the buyer sent none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme().px(200), theme().px(140))

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    def show_picture(self, png: bytes | None) -> None:
        self._picture = QPixmap()
        if png:
            self._picture.loadFromData(png)
        self.setAccessibleName(_("Picture of the receipt") if self.has_picture else _("No picture"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(320), theme().px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), look.colour("bg.sunken"))
        if self._picture.isNull():
            middle = self.rect().center()
            icons.draw(painter, "image", "ink.muted", middle.x() - look.px(16), middle.y() - look.px(28), look.px(32))
            painter.setPen(look.colour("ink.secondary"))
            painter.setFont(look.font("body"))
            below = QRectF(0, middle.y() + look.px(12), self.width(), look.px(24))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), _("No picture"))
            return
        ratio = self.devicePixelRatioF()
        drawn = self._picture.scaled(
            self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        drawn.setDevicePixelRatio(ratio)
        size = drawn.deviceIndependentSize()
        painter.drawPixmap(int((self.width() - size.width()) / 2), int((self.height() - size.height()) / 2), drawn)
