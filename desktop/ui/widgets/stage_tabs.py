"""Tabs with counts on the line of the page's title, and the segments of the same idea inside a panel."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from desktop.i18n import number
from desktop.ui.theme import theme


class StageTabs(QTabBar):
    """`set_tabs([(key, text), ...])`, `set_count(key, n)`; emits `chosen(key)`. Counts never change the order."""

    chosen = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._keys: list[str] = []
        self._counts: dict[str, int] = {}
        self._said = ""
        self.currentChanged.connect(self._tell)

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Name the tabs; called again after a change of language, it keeps the one that is open."""
        now = self.current()
        self.blockSignals(True)
        while self.count() > len(tabs):
            self.removeTab(self.count() - 1)
        self._keys = [key for key, _text in tabs]
        for at, (_key, text) in enumerate(tabs):
            plain = text.replace("&", "&&")
            if at < self.count():
                self.setTabText(at, plain)
            else:
                self.addTab(plain)
        if now in self._keys:
            self.setCurrentIndex(self._keys.index(now))
        self.blockSignals(False)
        self._said = self.current()
        for key in self._keys:
            self._name(key)
        self.updateGeometry()

    def set_count(self, key: str, count: int | None) -> None:
        """None or 0 shows no number."""
        if self._counts.get(key, 0) != (count or 0) and key in self._keys:
            self._counts[key] = count or 0
            self._name(key)
            self.setTabText(self._keys.index(key), self.tabText(self._keys.index(key)))  # measures the tab anew
            self.update()

    def current(self) -> str:
        at = self.currentIndex()
        return self._keys[at] if 0 <= at < len(self._keys) else ""

    def choose(self, key: str) -> None:
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def retheme(self) -> None:
        for at in range(self.count()):
            self.setTabText(at, self.tabText(at))
        self.updateGeometry()
        self.update()

    def _tell(self, at: int) -> None:
        if self.current() and self.current() != self._said:
            self._said = self.current()
            self.chosen.emit(self._said)

    def _name(self, key: str) -> None:
        at = self._keys.index(key)
        count = self._counts.get(key)
        text = self.tabText(at).replace("&&", "&")
        self.setAccessibleTabName(at, f"{text} {number(count)}" if count else text)

    def _parts(self, at: int) -> tuple[str, str]:
        count = self._counts.get(self._keys[at]) if at < len(self._keys) else None
        return self.tabText(at).replace("&&", "&"), number(count) if count else ""

    def tabSizeHint(self, at: int) -> QSize:
        look = theme()
        text, count = self._parts(at)
        # As wide as the strong weight needs, so that nothing moves when another tab is chosen.
        width = QFontMetrics(look.font("body", weight=600)).horizontalAdvance(text) + 1
        if count:
            width += look.px(9) + QFontMetrics(look.font("caption", weight=600)).horizontalAdvance(count) + 1
        return QSize(width + look.px(25), look.px(44))

    def minimumTabSizeHint(self, at: int) -> QSize:
        return self.tabSizeHint(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(self.count()):
            self._paint_tab(painter, at)

    def _paint_tab(self, painter: QPainter, at: int) -> None:
        look = theme()
        chosen = at == self.currentIndex()
        rect = QRectF(self.tabRect(at))
        text, count = self._parts(at)
        x = rect.x()
        painter.setFont(look.font("body", weight=600 if chosen else 500))
        painter.setPen(look.colour("ink.primary" if chosen else "ink.secondary"))
        width = painter.fontMetrics().horizontalAdvance(text)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(x, rect.y(), width + 4, rect.height()), middle, text)
        full = width
        if count:
            painter.setFont(look.font("caption", weight=600))
            painter.setPen(look.colour("go.ink" if chosen else "ink.secondary"))
            wide = painter.fontMetrics().horizontalAdvance(count)
            painter.drawText(QRectF(x + width + look.px(9), rect.y(), wide + 4, rect.height()), middle, count)
            full += look.px(9) + wide
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("go.ink"))
            painter.drawRoundedRect(QRectF(x, rect.bottom() - look.px(3), full, 3), 1.5, 1.5)
        if chosen and self.hasFocus():
            painter.setPen(QPen(look.colour("line.focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(x + 1 - (0 if x == 0 else 5), rect.y() + 5, full + (4 if x == 0 else 9), rect.height() - 13),
                4,
                4,
            )


class Segments(QWidget):
    """Two to four choices side by side; emits `chosen(key)`."""

    chosen = Signal(str)

    def __init__(self, name: str = "", spoken: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._choices: list[tuple[str, str]] = []
        self._at = 0

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        self._choices = list(choices)
        self._at = min(self._at, max(0, len(choices) - 1))
        self.updateGeometry()
        self.update()

    def current(self) -> str:
        return self._choices[self._at][0] if self._choices else ""

    def choose(self, key: str) -> None:
        for at, (own, _text) in enumerate(self._choices):
            if own == key and at != self._at:
                self._at = at
                self.update()
                self.chosen.emit(key)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font("body", weight=600))
        widest = max((metrics.horizontalAdvance(text) for _key, text in self._choices), default=0)
        return QSize((widest + theme().px(32)) * max(1, len(self._choices)), theme().size("control"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._choices:
            at = int(event.position().x() * len(self._choices) / max(1, self.width()))
            self.choose(self._choices[min(at, len(self._choices) - 1)][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._choices:
            self.choose(self._choices[max(0, min(len(self._choices) - 1, self._at + step))][0])

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        part = self.width() / max(1, len(self._choices))
        border = look.colour("line.focus" if self.hasFocus() else "line.strong")
        radius = look.radius("control")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("bg.surface"))
        painter.drawRoundedRect(box, radius, radius)
        for at, (_key, text) in enumerate(self._choices):
            cell = QRectF(at * part, 0, part, self.height())
            if at == self._at:
                painter.save()
                painter.setClipRect(cell)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("bg.selected"))
                painter.drawRoundedRect(box, radius, radius)
                painter.restore()
            painter.setFont(look.font("body", weight=600 if at == self._at else 500))
            painter.setPen(look.colour("go.ink" if at == self._at else "ink.primary"))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(part) - 12)
            painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(border, width))
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(QPen(border, 1))
        for at in range(1, len(self._choices)):
            painter.drawLine(round(at * part), 1, round(at * part), self.height() - 2)
