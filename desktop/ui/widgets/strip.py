"""The status strip: bench, person, line, outbox, printers, shop time. A click opens the matching page."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.marks import MARKS, mark
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label

ORDER = ("training", "bench", "person", "line", "outbox", "printers", "printers-2", "printers-3", "scanner", "notice")


class Strip(QWidget):
    """`show_item("line", icon="wifi", text="Online", page="sync")`; `show_time(text)`; emits `chosen(page)`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setFixedHeight(theme().size("strip"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme().px(12), 0, theme().px(16), 0)
        self._row.setSpacing(theme().px(16))
        self._row.addStretch(1)
        self._time = Label("", "caption", weight=600)
        self._row.addWidget(self._time)
        self._items: dict[str, StripItem] = {}

    def show_item(
        self, name: str, *, text: str = "", icon: str = "", strong: str = "", ink: str = "ink.secondary",
        end: str = "", page: str = "",
    ) -> None:  # fmt: skip
        """Write one item. `strong` stands before `text` in ink.primary; `end` is an icon or mark after it.

        `name` is one of ORDER, which is also their order; an item without any text disappears.
        """
        item = self._items.get(name)
        if item is None:
            if not (strong or text):  # nothing to see, nothing to name
                return
            item = self._items[name] = StripItem(name, self)
            item.clicked.connect(self._choose)
            ranks = [ORDER.index(own) if own in ORDER else len(ORDER) for own in self._items if own != name]
            own = ORDER.index(name) if name in ORDER else len(ORDER)
            self._row.insertWidget(sum(rank <= own for rank in ranks), item)
        item.show_item(strong, text, icon, ink, end, page)

    def show_time(self, text: str) -> None:
        self._time.setText(text)

    def retheme(self) -> None:
        self.setFixedHeight(theme().size("strip"))
        self.update()

    def _choose(self) -> None:
        item = self.sender()
        if isinstance(item, StripItem) and item.page:
            self.chosen.emit(item.page)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg.frame"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("line.subtle"))


class StripItem(QAbstractButton):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"strip-{name}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.page = ""
        self._parts: tuple[str, str, str, str, str] = ("", "", "", "ink.secondary", "")
        self._hover = False

    def show_item(self, strong: str, text: str, icon: str, ink: str, end: str, page: str) -> None:
        self.page = page
        self._parts = (strong, text, icon, ink, end)
        self.setVisible(bool(strong or text))
        self.setAccessibleName(f"{strong} {text}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if page else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width(), theme().size("strip"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _width(self) -> int:
        look = theme()
        strong, text, icon, _ink, end = self._parts
        width = look.px(8)
        width += look.px(22) if icon else 0
        if strong:
            width += QFontMetrics(look.font("caption", weight=600)).horizontalAdvance(strong)
            width += look.px(6) if text else 0
        width += QFontMetrics(look.font("caption")).horizontalAdvance(text) if text else 0
        return width + (look.px(22) if end else 0)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong, text, icon, ink, end = self._parts
        if self._hover and self.page:
            painter.fillRect(QRectF(0, 3, self.width(), self.height() - 6), look.colour("bg.hover"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        x: float = look.px(4)
        height = self.height()
        if icon:
            self._picture(painter, icon, ink, x)
            x += look.px(22)
        for words, own, weight in ((strong, "ink.primary", 600), (text, ink, 600 if ink != "ink.secondary" else 500)):
            if words:
                painter.setFont(look.font("caption", weight=weight))
                painter.setPen(look.colour(own))
                wide = painter.fontMetrics().horizontalAdvance(words)
                painter.drawText(QRectF(x, 0, wide + 4, height), middle, words)
                x += wide + look.px(6)
        if end:
            self._picture(painter, end, ink, x)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("line.focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 4, -1, -4), 4, 4)

    def _picture(self, painter: QPainter, name: str, ink: str, x: float) -> None:
        size = theme().px(16)
        y = (self.height() - size) / 2
        if name in MARKS:
            mark(painter, name, QRectF(x, y, size, size), theme().colour(ink), theme().colour("bg.frame"))
        else:
            icons.draw(painter, name, ink, x, y, 16)
