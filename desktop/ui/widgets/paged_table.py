"""The list of a page: fixed rows, keys, tick boxes, and a head line; see tables.py for where the rows come from."""

from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.i18n import _
from desktop.ui.rows import RIGHT, Column
from desktop.ui.tables import STEP, PagedModel, Source
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.row_paint import column_boxes, paint_row, paint_skeleton
from desktop.ui.widgets.tick import paint_tick

MOST_TICKED = 1000  # what "all" ticks at once


class PagedTable(QTableView):
    """`show_source(source)`; `current()` is the record under the bar; `ticked()` the ids with a tick.

    Keys: arrows, page, Home and End move; Space ticks; Shift and arrows tick on the way; Enter opens. All other keys go
    on to the window, so that the letters on the buttons act.
    """

    current_changed = Signal(object)  # the record, or None
    opened = Signal(object)  # Enter or double click
    ticks_changed = Signal(int)  # how many are ticked
    settled = Signal(int)  # how many rows there are, after show_source or reload

    def __init__(
        self, tasks: Runner, columns: tuple[Column, ...], *, ticks: bool = False, name: str = "list", spoken: str = "",
        row_px: int = 0, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.columns, self.ticks = columns, ticks
        self._row_px = row_px or 0
        self._ticked: set[int] = set()
        self._wish: int | None = None
        self._anchor: tuple[int, int, int] | None = None  # a row that must not move: its id, its place, rows above it
        self._hover = -1
        self._ring = False
        self._said: object = None
        self._boxes: list[tuple[int, int]] = []
        self._since = QElapsedTimer()
        self._since.start()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.model_ = PagedModel(tasks, self)
        self.setModel(self.model_)
        self.setItemDelegate(_RowDelegate(self))
        self._set_up()
        self.model_.loaded.connect(self._came)
        self.model_.settled.connect(self._settle)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(theme().duration("skeletonAfter"))
        self._late.timeout.connect(self.viewport().update)
        self.retheme()

    def show_source(self, source: Source[Any], *, keep_ticks: bool = False) -> None:
        """Show another list, from its beginning."""
        if not keep_ticks:
            self.clear_ticks()
        self._said = self._anchor = None
        self._since.restart()
        self._late.start()
        self.model_.set_source(source)

    def reload(self) -> None:
        """Read the same list again: nothing moves under the hand, the current record stays current.

        Rows that come in above push the scroll bar, not what is looked at.
        """
        record = self.current()
        self._wish = self.model_.id_of(self.currentIndex().row()) if record is not None else None
        top = max(0, self.rowAt(0))
        row = self.currentIndex().row()
        seen = record is not None and top <= row <= max(top, self.rowAt(self.viewport().height() - 1))
        held = row if seen else top
        row_id = self.model_.id_of(held)
        self._anchor = None if row_id is None else (row_id, held, held - top)
        self._said = None
        self.model_.reload(max(0, self.rowAt(0)) // STEP)

    def count(self) -> int:
        return self.model_.rowCount()

    def current(self) -> Any:
        """The record under the bar; None when there is none, or when it is still on its way."""
        index = self.currentIndex()
        return self.model_.record(index.row()) if index.isValid() else None

    def select_row(self, row: int) -> None:
        if 0 <= row < self.count():
            self.setCurrentIndex(self.model_.index(row, 0))
            self.scrollTo(self.model_.index(row, 0))

    def select_id(self, row_id: int) -> bool:
        """Make this record current if it is among the rows that are here; True if so."""
        row = self.model_.find(row_id)
        self.select_row(row)
        return row >= 0

    def ticked(self) -> frozenset[int]:
        return frozenset(self._ticked)

    def set_ticked(self, ids: set[int]) -> None:
        self._ticked = set(ids)
        self.viewport().update()
        self.ticks_changed.emit(len(self._ticked))

    def clear_ticks(self) -> None:
        if self._ticked:
            self.set_ticked(set())

    def tick_all(self, limit: int = MOST_TICKED) -> None:
        """Tick the first `limit` rows of the list, those that are not here too."""
        self.model_.first_ids(limit, self._tick_these)

    def retheme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().px(self._row_px) if self._row_px else theme().size("row"))
        self._measure()
        self.viewport().update()

    def retranslate(self) -> None:
        """The head's words follow by themselves; the rows' texts were made for the language of then."""
        self.reload()

    def skeleton(self) -> bool:
        """Whether rows have been waited for long enough to show grey bars."""
        return self._since.elapsed() >= theme().duration("skeletonAfter")

    def boxes(self) -> list[tuple[int, int]]:
        return self._boxes

    def _set_up(self) -> None:
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(1)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)

    def _measure(self) -> None:
        self._boxes = column_boxes(self.columns, self.viewport().width(), self.ticks)

    def _tick_these(self, ids: list[int]) -> None:
        self.set_ticked(set(ids))

    def _came(self, first: int) -> None:
        self._since.restart()
        if self._wish is not None:
            wish, self._wish = self._wish, None
            row = self.model_.find(wish)
            if row >= 0 and row != self.currentIndex().row():
                self.setCurrentIndex(self.model_.index(row, 0))
        self._hold_still()
        self._tell_current()

    def _hold_still(self) -> None:
        """Put the row that was looked at where it stood."""
        anchor, self._anchor = self._anchor, None
        if anchor is None:
            return
        row_id, was, offset = anchor
        row = self.model_.find(row_id)
        if row >= 0 and row != was:
            self.verticalScrollBar().setValue(row - offset)

    def _settle(self, count: int) -> None:
        if count and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model_.index(0, 0))
        self._tell_current()
        self.settled.emit(count)

    def _tell_current(self, *_indexes: object) -> None:
        record = self.current()
        if record is not self._said or record is None:
            self._said = record
            self.current_changed.emit(record)

    def _look_ahead(self, _value: int) -> None:
        top = max(0, self.rowAt(0))
        below = self.rowAt(self.viewport().height() - 1)
        self.model_.need((top - 32) // STEP)
        self.model_.need(((below if below >= 0 else top) + 32) // STEP)
        self.model_.need(top // STEP)
        self._since.restart()
        self._late.start()

    def _toggle(self, row: int) -> None:
        row_id = self.model_.id_of(row)
        if row_id is not None:
            self._ticked ^= {row_id}
            self.viewport().update()
            self.ticks_changed.emit(len(self._ticked))

    def _tick(self, row: int) -> None:
        row_id = self.model_.id_of(row)
        if row_id is not None and row_id not in self._ticked:
            self._toggle(row)

    def is_ticked(self, row: int) -> bool:
        return bool(self._ticked) and self.model_.id_of(row) in self._ticked

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = Qt.Key(event.key()), self.currentIndex().row()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Space and self.ticks and not event.modifiers():
            self._toggle(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.current() is not None:
                self.opened.emit(self.current())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and shift and self.ticks:
            self._tick(row)
            self.select_row(row + (1 if key == Qt.Key.Key_Down else -1))
            self._tick(self.currentIndex().row())
        elif key in _HOME_END and not event.modifiers():
            self.select_row(0 if key == Qt.Key.Key_Home else self.count() - 1)
        elif key in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(int(event.position().y()))
        if self.ticks and row >= 0 and event.position().x() < theme().px(48):
            self._toggle(row)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(int(event.position().y()))
        record = self.model_.record(row) if row >= 0 else None
        if record is not None and not (self.ticks and event.position().x() < theme().px(48)):
            self.opened.emit(record)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(-1)

    def _set_hover(self, row: int) -> None:
        if row != self._hover:
            old, self._hover = self._hover, row
            for one in (old, row):
                if one >= 0:
                    self.update(self.model_.index(one, 0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def look_of(self, row: int) -> tuple[bool, bool, bool, bool]:
        """Whether a row is current, ticked, under the mouse, ringed."""
        current = row == self.currentIndex().row()
        return current, self.is_ticked(row), row == self._hover, current and self._ring


_HOME_END = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, *_HOME_END})


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, table: PagedTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self._table.verticalHeader().defaultSectionSize())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        table = self._table
        number = index.row()
        box = QRectF(option.rect)
        row = table.model_.shown(number)
        if row is None:
            if table.skeleton():
                paint_skeleton(painter, box, table.boxes())
            return
        current, ticked, hover, ring = table.look_of(number)
        paint_row(
            painter, box, row, table.columns, table.boxes(), current=current, ticked=ticked, hover=hover, ring=ring
        )
        if table.ticks:
            state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            side = theme().px(20)
            paint_tick(painter, box.x() + theme().px(16), box.y() + (box.height() - side) // 2, state)


class TableHead(QWidget):
    """The line of column titles above a PagedTable."""

    def __init__(self, table: PagedTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.retheme()

    def retheme(self) -> None:
        self.setFixedHeight(theme().px(34))

    def retranslate(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setFont(look.font("caption", weight=600))
        painter.setPen(look.colour("ink.muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        for column, (left, width) in zip(self._table.columns, self._table.boxes(), strict=True):
            right = look.px(10) if column.align == RIGHT and column is self._table.columns[-1] else 0
            text = painter.fontMetrics().elidedText(
                _(column.title) if column.title else "", Qt.TextElideMode.ElideRight, width
            )
            painter.drawText(QRectF(left, 0, width - right, self.height() - 1), int(column.align | middle), text)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour("line.subtle"))
