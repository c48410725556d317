"""The ways to start, one card each: one of them is chosen, by mouse, arrows, its digit or Space."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.marks import mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.panel import Card


class Ways(QWidget):
    """`add(key, icon)`, then `say(key, title, detail)` in each language; emits `chosen(key)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, WayCard] = {}
        self._current = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(12))

    @property
    def current(self) -> str:
        return self._current

    def keys(self) -> list[str]:
        return list(self._cards)

    def add(self, key: str, icon: str) -> None:
        card = WayCard(icon, partial(self.choose, key))
        card.setObjectName(f"way-{key}")
        self._cards[key] = card
        self._column.addWidget(card)
        if not self._current:
            self.choose(key)

    def say(self, key: str, title: str, detail: str) -> None:
        self._cards[key].say(title, detail)

    def choose(self, key: str) -> None:
        self._current = key
        for own, card in self._cards.items():
            card.set_current(own == key)
        self._cards[key].setFocus()
        self.chosen.emit(key)

    def set_low(self, low: bool) -> None:
        """Smaller cards, for a low window."""
        for card in self._cards.values():
            card.set_low(low)
        self._column.setSpacing(theme().px(8 if low else 12))

    def step(self, by: int) -> None:
        """To the next card, or the one before."""
        keys = self.keys()
        self.choose(keys[max(0, min(len(keys) - 1, keys.index(self._current) + by))])


class WayCard(Card):
    """Icon, title, one line, and the ring that says whether it is chosen."""

    def __init__(self, icon: str, act: partial[None]) -> None:
        super().__init__(act)
        self.setProperty("class", "card")
        self._icon_name, self._on, self._low = icon, False, False
        self._icon = QLabel()
        self._ring = QLabel()
        self._title = ElideLabel("", "benchBody", weight=600)
        self._detail = ElideLabel("", "body", "ink.secondary")
        words = QVBoxLayout()
        words.setSpacing(theme().px(3))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme().px(16))
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._ring)
        self.body.addLayout(row)
        self.retheme()

    def say(self, title: str, detail: str) -> None:
        self._title.setText(title)
        self._detail.setText(detail)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)

    def set_current(self, current: bool) -> None:
        self._on = current
        super().set_current(current)
        self._paint_marks()

    def set_low(self, low: bool) -> None:
        self._low = low
        self.setFixedHeight(theme().px(64 if low else 76))

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_ring"):
            self.body.setContentsMargins(theme().px(20), 0, theme().px(20), 0)
            self.set_low(self._low)
            self._paint_marks()

    def _paint_marks(self) -> None:
        self._icon.setPixmap(icons.icon(self._icon_name, "go.ink" if self._on else "ink.secondary", 30))
        if self._on:
            self._ring.setPixmap(mark_pixmap("right", 24, "go.solid", "go.on"))
        else:
            self._ring.setPixmap(mark_pixmap("not-begun", 24, "line.strong"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # Enter goes on with what is chosen
        else:
            super().keyPressEvent(event)
