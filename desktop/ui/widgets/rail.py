"""The navigation rail: one place a page, with what waits there. Dark number = work, amber = needs a person."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import number
from desktop.ui import icons
from desktop.ui.theme import theme


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail: the page's name, its words, its icon; the foot entry stands at the bottom."""

    name: str
    text: str
    icon: str
    key: str
    foot: bool = False


class Rail(QWidget):
    """Emits `chosen(name)`. `set_badge(name, count, attention)` writes what waits."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme().px(58), 0, theme().px(4))
        self._column.setSpacing(theme().px(2))
        self._column.addStretch(1)
        self._low = False
        self.retheme()

    def set_places(self, places: list[Place]) -> None:
        """Show these places; called again after a change of language, it renames them."""
        for place in places:
            item = self._items.get(place.name)
            if item is None:
                item = self._items[place.name] = RailItem(place, self)
                item.clicked.connect(self._choose)
                self._group.addButton(item)
                at = self._column.count() if place.foot else self._above_stretch()
                self._column.insertWidget(at, item)
            item.rename(place)
        shown = {place.name for place in places}
        for own, item in self._items.items():  # what the next person may not open is not there for them
            item.setVisible(own in shown)

    def set_current(self, name: str) -> None:
        """Mark the page that is open; a page that is not on the rail marks none."""
        self._group.setExclusive(False)
        for own, item in self._items.items():
            item.setChecked(own == name)
        self._group.setExclusive(name in self._items)

    def set_badge(self, name: str, count: int, attention: bool = False) -> None:
        if name in self._items:
            self._items[name].set_badge(count, attention)

    def badge(self, name: str) -> int:
        """What is written at a page now."""
        return self._items[name].count()

    def set_low(self, low: bool) -> None:
        """In a low window the items are 54 px instead of 60."""
        if low != self._low:
            self._low = low
            for item in self._items.values():
                item.set_low(low)

    def retheme(self) -> None:
        self.setFixedWidth(theme().size("rail") if theme().scale < 150 else theme().px(64))
        self.update()

    def _above_stretch(self) -> int:
        for at in range(self._column.count()):
            found = self._column.itemAt(at)
            if found is not None and found.spacerItem() is not None:
                return at
        return self._column.count()

    def _choose(self) -> None:
        item = self.sender()
        if isinstance(item, RailItem):
            self.chosen.emit(item.place.name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg.frame"))
        painter.setPen(theme().colour("line.subtle"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.drawPixmap((self.width() - 36) // 2, 10, icons.logo(36))


class RailItem(QAbstractButton):
    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self._count, self._attention, self._hover, self._low = 0, False, False, False
        self.setObjectName(f"rail-{place.name}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def rename(self, place: Place) -> None:
        self.place = place
        self._speak()
        self.update()

    def count(self) -> int:
        return self._count

    def set_badge(self, count: int, attention: bool) -> None:
        if (count, attention) != (self._count, self._attention):
            self._count, self._attention = count, attention
            self._speak()
            self.update()

    def set_low(self, low: bool) -> None:
        self._low = low
        self.updateGeometry()

    def _speak(self) -> None:
        self.setAccessibleName(f"{self.place.text} {number(self._count)}" if self._count else self.place.text)
        self.setToolTip(f"{self.place.text}  G {self.place.key}" if self.place.key else self.place.text)

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(64), theme().px(54 if self._low else 60))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        box = QRectF(4, 0, self.width() - 8, self.height())
        if chosen or self._hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("bg.surface" if chosen else "bg.hover"))
            painter.drawRoundedRect(box, 6, 6)
        if chosen:
            painter.setBrush(look.colour("go.ink"))
            painter.drawRoundedRect(QRectF(4, look.px(12), 3, self.height() - look.px(24)), 1.5, 1.5)
        words = look.scale < 150
        size = look.px(22)
        top = look.px(9 if not self._low else 6) if words else (self.height() - size) / 2
        icons.draw(
            painter, self.place.icon, "go.ink" if chosen else "ink.secondary", (self.width() - size) / 2, top, 22
        )
        if words:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("ink.primary" if chosen else "ink.secondary"))
            text = painter.fontMetrics().elidedText(self.place.text, Qt.TextElideMode.ElideRight, self.width() - 10)
            label = QRectF(0, look.px(33 if not self._low else 28), self.width(), look.px(20))
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), text)
        if self._count:
            self._paint_badge(painter)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("line.focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_badge(self, painter: QPainter) -> None:
        look = theme()
        text = number(self._count) if self._count < 1000 else "999+"
        font = look.font("caption", weight=600)
        width = max(look.px(22), QFontMetrics(font).horizontalAdvance(text) + look.px(12))
        height = look.px(18)
        right = self.width() - look.px(13)
        if right - width < self.width() / 2 - look.px(2):
            right = self.width() - look.px(2)
        pill = QRectF(right - width, look.px(4), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("warn.solid" if self._attention else "done.ink"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(look.colour("warn.on" if self._attention else "ink.inverse"))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)
