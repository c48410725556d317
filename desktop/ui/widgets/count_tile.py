"""The largest thing at the bench: how many are left of this article."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.pips import paint_pips


class CountTile(QWidget):
    """`show_count(left, of)`; `calm=True` once the last scan was refused; `ask(text)` shows quantity mode in amber.

    `px` is the size of the digits: 208 at 1366 x 768, 176 in the smallest window, 400 at 1920, 104 in a side panel.
    """

    def __init__(
        self, *, px: int = 208, pips: bool = True, square: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._px, self._pips, self._square = px, pips, square
        self._left = self._of = 0
        self._calm = False
        self._asked: str | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)

    def show_count(self, left: int, of: int, *, calm: bool = False, words: str = "") -> None:
        self._left, self._of, self._calm, self._asked, self._words = left, of, calm, None, words
        self._speak()

    def ask(self, text: str) -> None:
        """Quantity mode: `text` is what stands there, such as "x ?" or "x 12"."""
        self._asked = text
        self._speak()

    def show_pips(self, pips: bool) -> None:
        self._pips = pips
        self.update()

    def set_px(self, px: int) -> None:
        self._px = px
        self.update()

    def _speak(self) -> None:
        left = _("{left} left of {all}").format(left=self._left, all=self._of)
        self.setAccessibleName(self._asked if self._asked is not None else left)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(300), round(self._px * 1.23))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        asked = self._asked is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("warn.solid" if asked else "bg.sunken" if self._calm else "go.soft"))
        radius = 0 if self._square else look.radius("panel")
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        pad = look.px(28 if self._px > 120 else 18)
        digits = self._asked if self._asked is not None else str(self._left)
        below = look.px(40) if self._pips else 0
        ink = look.colour("warn.on" if asked else "ink.primary")
        width = self._paint_digits(painter, digits, pad, below)
        self._paint_words(painter, pad + width, ink, below)
        if self._pips and not asked:
            height = look.px(8)
            bar = QRectF(pad, self.height() - look.px(32), self.width() - 2 * pad, height)
            paint_pips(painter, bar, self._of - self._left, self._of)

    def _paint_digits(self, painter: QPainter, digits: str, pad: float, below: float) -> float:
        """Paint the number; return the width it took. It shrinks when it is too long for the tile."""
        look = theme()
        px = self._px
        room = self.width() - 2 * pad - look.px(190 if self._px > 120 else 120)
        font = look.font("count", px=px)
        while px > 48 and QFontMetricsF(font).horizontalAdvance(digits) > max(room, 60):
            px -= 8
            font = look.font("count", px=px)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(look.colour("warn.on" if self._asked is not None else "ink.primary"))
        self._base = (self.height() - below + metrics.capHeight()) / 2
        painter.drawText(round(pad) - (3 if self._px > 120 else 0), round(self._base), digits)
        return metrics.horizontalAdvance(digits)

    def _paint_words(self, painter: QPainter, x: float, ink: object, below: float) -> None:
        look = theme()
        if self._asked is not None:
            return
        big = self._px > 120
        x = round(x + look.px(22 if big else 14))
        painter.setPen(look.colour("ink.primary"))
        painter.setFont(look.font("figure" if big else "heading", weight=600, px=30 if big else 20))
        base = self._base - look.px(31 if big else 23)
        words = self._words or _("left to scan")
        if self.height() < look.px(72):  # one line of it
            painter.drawText(x, round(self._base - look.px(2)), f"{words} " + _("of {all}").format(all=self._of))
            return
        painter.drawText(x, round(base), words)
        painter.setPen(look.colour("ink.secondary"))
        painter.setFont(look.font("heading", weight=500, px=20 if big else 15))
        painter.drawText(x, round(self._base - look.px(2)), _("of {all}").format(all=self._of))
