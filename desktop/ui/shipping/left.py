"""The largest thing of the page: how many parcels are still to be scanned."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, number
from desktop.ui.theme import theme


class Left(QWidget):
    """`show_left(left, of)`."""

    def __init__(self) -> None:
        super().__init__()
        self._left, self._of = 0, 0
        self.setFixedHeight(theme().px(126))

    def show_left(self, left: int, of: int) -> None:
        self._left, self._of = left, of
        self.setAccessibleName(f"{number(left)} {self._words()} {self._total()}")
        self.update()

    def retranslate(self) -> None:
        self.show_left(self._left, self._of)

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(126))

    def _words(self) -> str:
        if not self._of:
            return _("nothing waits")
        return _("left to scan") if self._left else _("all scanned")

    def _total(self) -> str:
        return _("of {total}").format(total=number(self._of)) if self._of else ""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(126))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("bg.selected"))
        shown = number(self._left)
        size = 104 if len(shown) < 3 else 64
        painter.setFont(look.font("total", px=size))
        painter.setPen(look.colour("ink.primary"))
        x = look.px(16)
        width = painter.fontMetrics().horizontalAdvance(shown)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(x, 0, width + 4, self.height()), middle, shown)
        x += width + look.px(16)
        room = self.width() - x - look.px(8)
        for kind, weight, ink, text, top in (
            ("heading", 600, "ink.primary", self._words(), 64),
            ("body", 500, "ink.secondary", self._total(), 90),
        ):
            painter.setFont(look.font(kind, weight=weight))
            painter.setPen(look.colour(ink))
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(x, look.px(top), room + 2, look.px(26)), middle, text)
