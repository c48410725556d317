"""A short list to choose from, over the page at a button: arrows, Enter and Esc, or the mouse."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.theme import theme


@dataclass(frozen=True, slots=True)
class Offer:
    """One line. `chosen`: it is what is shown now."""

    text: str
    act: Callable[[], object]
    icon: str = ""
    chosen: bool = False


class Popover(QFrame):
    """`offer(button, offers, name)` shows it and takes the focus; it closes by itself and gives the focus back."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setProperty("class", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows = _Rows(self)
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.rows)
        self.rows.itemActivated.connect(self._take)
        self.rows.itemClicked.connect(self._take)
        self._offers: list[Offer] = []
        self._back: QWidget | None = None
        self.hide()

    def offer(self, button: QWidget, offers: list[Offer], name: str, back: QWidget) -> None:
        """`back` has the focus again when nothing was chosen."""
        look = theme()
        self._offers, self._back = offers, back
        self.setObjectName(name)
        self.rows.setAccessibleName(button.accessibleName())
        self.rows.setFont(look.font("body"))
        self.rows.clear()
        for each in offers:
            item = QListWidgetItem(each.text)
            item.setIcon(icons.icon("check" if each.chosen else each.icon or "chevron-right", "ink.secondary", 20))
            item.setSizeHint(QSize(0, look.px(40)))
            self.rows.addItem(item)
        page = self._page
        wanted = max(QFontMetrics(self.rows.font()).horizontalAdvance(each.text) for each in offers) + look.px(72)
        height = self.rows.sizeHintForRow(0) * len(offers) + look.px(16)
        self.resize(min(wanted, page.width() - look.px(32)), min(height, page.height() - look.px(32)))
        corner = button.mapTo(page, QPoint(0, button.height() + 4))
        if corner.y() + self.height() > page.height():
            corner.setY(max(4, button.mapTo(page, QPoint(0, 0)).y() - self.height() - 4))
        corner.setX(max(4, min(corner.x(), page.width() - self.width() - 4)))
        self.move(corner)
        self.rows.setCurrentRow(next((at for at, each in enumerate(offers) if each.chosen), 0))
        self.show()
        self.raise_()
        self.rows.setFocus()

    def leave(self) -> None:
        self.hide()
        if self._back is not None:
            self._back.setFocus()

    def _take(self, item: QListWidgetItem) -> None:
        if self.isVisible():
            act = self._offers[self.rows.row(item)].act
            self.leave()
            act()


class _Rows(QListWidget):
    def __init__(self, owner: Popover) -> None:
        super().__init__(owner)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._owner.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            item = self.currentItem()
            if item is not None:
                self._owner._take(item)
        else:
            super().keyPressEvent(event)
            event.accept()  # letters choose a line here, and press no button of the page
