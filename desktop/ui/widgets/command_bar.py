"""Ctrl K: one field for orders, products and commands. A child of the window over a scrim, never a dialog."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.i18n import _
from desktop.ui import icons
from desktop.ui.tasks import Job, Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline

_ROW, _HEAD = 52, 32


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the bar. `group` is its headline ("Orders", "Do", "Go to"); `act` is called when it is chosen."""

    group: str
    text: str
    act: Callable[[], None]
    icon: str = ""
    strong: str = ""
    detail: str = ""
    key: str = ""


Search = Callable[[str], Sequence[Found]]


class CommandBar(QWidget):
    """`open()` shows it, Esc closes it and gives the focus back.

    `search` runs on the store thread for what was typed; `commands` runs here, for the commands that fit.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, tasks: Runner, search: Search, commands: Search) -> None:
        super().__init__(parent)
        self._tasks, self._search, self._commands = tasks, search, commands
        self._before: QWidget | None = None
        self._job: Job | None = None
        self._typed = ""
        self._from_store: Sequence[Found] = ()
        self.box = QFrame(self)
        self.box.setProperty("class", "popover")
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(0)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme().px(17), 0, theme().px(16), 0)
        row.setSpacing(theme().px(12))
        self._mark = QLabel()
        self.field = QLineEdit()
        self.field.setObjectName("command-search")
        self.field.setProperty("bare", "true")
        self.field.textEdited.connect(self._type)
        self._close_hint = Label("", "caption")
        row.addWidget(self._mark)
        row.addWidget(self.field, 1)
        row.addWidget(self._close_hint)
        self.list = QListView()
        self.list.setObjectName("command-results")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = _Rows(self)
        self.list.setModel(self._rows)
        self.list.setItemDelegate(_Painter(self))
        self.list.clicked.connect(self._take)
        column.addWidget(self._head)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(60)
        self._wait.timeout.connect(self._ask)
        self.retheme()
        self.retranslate()
        self.hide()

    @property
    def typed(self) -> str:
        return self._typed

    def set_search(self, search: Search) -> None:
        self._search = search

    def found(self) -> Sequence[Found]:
        """What stands in the list now, in order."""
        return [row for row in self._rows.rows if isinstance(row, Found)]

    def open(self, text: str = "") -> None:
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.place()
        self.show()
        self.raise_()
        self.field.setText(text)
        self.field.setFocus()
        self._type(text)

    def close_bar(self) -> None:
        """Put the bar away; the focus returns to where it was."""
        if not self.isVisible():
            return
        self._wait.stop()
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        look = theme()
        width = min(look.px(720), self.width() - look.px(64))
        height = min(look.px(614), self.height() - look.px(144))
        left = min(look.px(371), max(look.px(16), self.width() - width - look.px(32)))
        if self.width() > look.px(1500):
            left = (self.width() - width) // 2
        self.box.setGeometry(left, look.px(72), width, height)

    def retranslate(self) -> None:
        self.field.setPlaceholderText(_("Search or jump to..."))
        self.field.setAccessibleName(_("Search or jump to..."))
        self.list.setAccessibleName(_("Found"))
        self._close_hint.setText(_("Esc closes"))

    def retheme(self) -> None:
        self._mark.setPixmap(icons.icon("search", "ink.primary", 24))
        self.field.setFont(theme().font("heading", weight=400))
        self._head.setFixedHeight(theme().px(59))

    def _type(self, text: str) -> None:
        if self._job is not None:
            self._job.cancel()
        self._typed = text.strip()
        self._from_store = () if not self._typed else self._from_store
        self._fill()
        if self._typed:
            self._wait.start()
        else:
            self._wait.stop()

    def _ask(self) -> None:
        asked = self._typed
        self._job = self._tasks.run(lambda: (asked, self._search(asked)), self._answer)

    def _answer(self, answer: tuple[str, Sequence[Found]]) -> None:
        asked, found = answer
        if asked == self._typed and self.isVisible():
            self._from_store = found
            self._fill()

    def _fill(self) -> None:
        self._rows.show_rows([*self._from_store, *self._commands(self._typed)])
        self._choose_first()

    def _choose_first(self) -> None:
        for at, row in enumerate(self._rows.rows):
            if isinstance(row, Found):
                self.list.setCurrentIndex(self._rows.index(at))
                self.list.scrollToTop()
                return

    def _move(self, step: int) -> None:
        at = self.list.currentIndex().row() + step
        while 0 <= at < len(self._rows.rows) and not isinstance(self._rows.rows[at], Found):
            at += step
        if 0 <= at < len(self._rows.rows):
            self.list.setCurrentIndex(self._rows.index(at))

    def _take(self, index: QModelIndex) -> None:
        row = self._rows.rows[index.row()] if index.isValid() else None
        if isinstance(row, Found):
            self.close_bar()
            row.act()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_bar()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex())
        event.accept()  # nothing behind the scrim hears a key

    def focusNextPrevChild(self, next_one: bool) -> bool:
        return False  # the focus stays in the field while the bar is open

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):
            self.close_bar()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour("bg.scrim"))


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Found | str] = []

    def show_rows(self, found: Sequence[Found]) -> None:
        self.beginResetModel()
        self.rows = []
        group = ""
        for item in found:
            if item.group != group:
                group = item.group
                self.rows.append(group)
            self.rows.append(item)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        row = self.rows[index.row()]
        if role in (0, 11):  # DisplayRole, AccessibleTextRole
            return row if isinstance(row, str) else " ".join(filter(None, (row.strong, row.text, row.detail, row.key)))
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if isinstance(self.rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Painter(QStyledItemDelegate):
    def __init__(self, bar: CommandBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        model = index.model()
        head = isinstance(model, _Rows) and isinstance(model.rows[index.row()], str)
        return QSize(100, theme().px(_HEAD if head else _ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if not isinstance(model, _Rows):
            return
        row = model.rows[index.row()]
        rect = QRect(option.rect)
        look = theme()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if isinstance(row, str):
            painter.setFont(look.font("caption", weight=600))
            painter.setPen(look.colour("ink.muted"))
            painter.drawText(rect.adjusted(look.px(15), look.px(4), 0, 0), middle, row)
            return
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current:
            painter.fillRect(rect, look.colour("bg.selected"))
        x = rect.x() + look.px(15)
        if row.icon:
            icons.draw(painter, row.icon, "ink.primary", x, rect.y() + (rect.height() - look.px(22)) / 2, 22)
        x += look.px(32)
        right = self._paint_end(painter, row, rect, current)
        if row.strong:
            painter.setFont(look.font("body", weight=600))
            painter.setPen(look.colour("ink.primary"))
            painter.drawText(QRectF(x, rect.y(), right - x, rect.height()), middle, row.strong)
            x += max(look.px(84), painter.fontMetrics().horizontalAdvance(row.strong) + look.px(16))
        painter.setFont(look.font("body", weight=400))
        self._paint_text(painter, row.text, QRectF(x, rect.y(), right - x - 8, rect.height()))

    def _paint_end(self, painter: QPainter, row: Found, rect: QRect, current: bool) -> float:
        """The key and the detail, from the right; returns where they begin."""
        look = theme()
        right: float = rect.right() + 1 - look.px(16)
        painter.setFont(look.font("caption"))
        for text, ink in ((row.key or (_("Enter") if current else ""), "ink.primary"), (row.detail, "ink.muted")):
            if text:
                painter.setPen(look.colour(ink))
                wide = painter.fontMetrics().horizontalAdvance(text)
                box = QRectF(right - wide, rect.y(), wide + 4, rect.height())
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
                right -= wide + look.px(12)
        return right

    def _paint_text(self, painter: QPainter, text: str, box: QRectF) -> None:
        """The text with the first place that was searched for on amber."""
        look = theme()
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        at = text.casefold().find(self._bar.typed.casefold()) if self._bar.typed else -1
        if at >= 0:
            left = metrics.horizontalAdvance(text[:at])
            end = at + len(self._bar.typed)
            strong = look.font("body", weight=600)
            wide = QFontMetricsF(strong).horizontalAdvance(text[at:end])
            high = metrics.height() + 2
            painter.fillRect(
                QRectF(box.x() + left, box.y() + (box.height() - high) / 2, wide, high), look.colour("warn.soft")
            )
            for part, font in ((text[:at], painter.font()), (text[at:end], strong), (text[end:], painter.font())):
                painter.setFont(font)
                painter.setPen(look.colour("ink.primary"))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), part)
                box = box.adjusted(painter.fontMetrics().horizontalAdvance(part), 0, 0, 0)
            return
        painter.setPen(look.colour("ink.primary"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
