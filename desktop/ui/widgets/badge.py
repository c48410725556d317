"""The small pill that says a state in words, with its mark: in a list (paint_badge) or as a widget (Badge)."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.marks import MARKS, mark
from desktop.ui.theme import theme

# kind: fill, ink, what the mark's sign is drawn with
KINDS = {
    "go": ("go.soft", "go.ink", "go.soft"),
    "warn": ("warn.soft", "warn.ink", "warn.soft"),
    "warn-solid": ("warn.solid", "warn.on", "warn.solid"),
    "stop": ("stop.soft", "stop.ink", "stop.soft"),
    "done": ("done.fill", "done.ink", "done.fill"),
    "plain": ("", "ink.primary", "bg.surface"),
}


def badge_width(kind: str, icon: str, text: str) -> int:
    look = theme()
    width = QFontMetrics(look.font("caption", weight=600)).horizontalAdvance(text) + 1
    return width + look.px(20) + (look.px(20) if icon else 0)


def paint_badge(painter: QPainter, rect: QRectF, kind: str, icon: str, text: str) -> None:
    """Fill rect with a pill. `icon` is a state mark (see marks.MARKS), a Lucide name or "" for none."""
    look = theme()
    fill, ink, on = KINDS[kind]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = rect.x() + look.px(10)
    if fill:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(fill))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    if icon:
        size = look.px(16)
        x = rect.x() + look.px(8)
        top = rect.y() + (rect.height() - size) / 2
        if icon in MARKS:
            mark(painter, icon, QRectF(x, top, size, size), look.colour(ink), look.colour(on))
        else:
            icons.draw(painter, icon, ink, x, top, 16)
        x += size + look.px(6)
    painter.setFont(look.font("caption", weight=600))
    painter.setPen(look.colour(ink))
    box = QRectF(x, rect.y(), rect.right() - look.px(8) - x, rect.height())
    text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 2)
    painter.drawText(box.adjusted(0, 0, 2, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


class Badge(QWidget):
    """A pill as a widget: kind is one of KINDS."""

    def __init__(self, text: str = "", kind: str = "done", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_state(text, kind, icon)

    def show_state(self, text: str, kind: str = "done", icon: str = "") -> None:
        self._text, self._kind, self._icon = text, kind, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self._kind, self._icon, self._text), theme().size("badge"))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme().px(64)), theme().size("badge"))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._text:
            painter = QPainter(self)
            paint_badge(painter, QRectF(0, 0, self.width(), self.height()), self._kind, self._icon, self._text)
