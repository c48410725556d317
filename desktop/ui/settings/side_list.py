"""The list of pages at the left of the settings: Up and Down choose, at once."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.theme import theme

_WIDTH = 232
_STEP, _LEAST = 46, 30  # px from row to row; less where they would not all fit


class SideList(QWidget):
    """`set_items([(key, icon, text), ...])`; emits `chosen(key)`."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, width: int = _WIDTH) -> None:
        super().__init__(parent)
        self._width = width
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._items: list[tuple[str, str, str]] = []
        self._at = 0
        self._hover = -1
        self.setMouseTracking(True)

    def set_items(self, items: Sequence[tuple[str, str, str]]) -> None:
        self._items = list(items)
        self._name()
        self.updateGeometry()
        self.update()

    def current(self) -> str:
        return self._items[self._at][0] if self._items else ""

    def choose(self, key: str) -> None:
        for at, (own, _icon, _text) in enumerate(self._items):
            if own == key and at != self._at:
                self._go(at)

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def _go(self, at: int) -> None:
        at = max(0, min(len(self._items) - 1, at))
        if at != self._at:
            self._at = at
            self._name()
            self.update()
            self.chosen.emit(self.current())

    def _name(self) -> None:
        if self._items:
            self.setAccessibleName(self._items[self._at][2])

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._width), theme().px(_STEP) * len(self._items))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(self._width), theme().px(_LEAST) * len(self._items))

    def _step(self) -> int:
        look = theme()
        return max(look.px(_LEAST), min(look.px(_STEP), self.height() // max(1, len(self._items))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._go(self._at + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y() // self._step())
        if at < len(self._items):
            self._go(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = int(event.position().y() // self._step())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self._step()
        for at, (_key, icon, text) in enumerate(self._items):
            box = QRectF(0, at * step, self.width(), step - look.px(2))
            chosen = at == self._at
            if chosen or at == self._hover:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("bg.selected" if chosen else "bg.hover"))
                painter.drawRoundedRect(box, look.radius("control"), look.radius("control"))
            ink = "go.ink" if chosen else "ink.secondary"
            icons.draw(painter, icon, ink, box.x() + look.px(12), box.y() + (box.height() - look.px(20)) / 2, 20)
            font = look.font("body", weight=600 if chosen else 500)
            painter.setFont(font)
            painter.setPen(look.colour(ink))
            room = int(box.width()) - look.px(44 + 8)
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            place = QRectF(box.x() + look.px(44), box.y(), room + 2, box.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)
            if chosen and self.hasFocus():
                painter.setPen(QPen(look.colour("line.focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), look.radius("control"), look.radius("control"))
