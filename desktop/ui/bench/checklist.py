"""The checklist: what is left of each line. Painted by itself, so that a thousand lines are as quick as five."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.i18n import _, number
from desktop.ui.bench.checklist_paint import paint_folded, paint_kit, paint_row
from desktop.ui.bench.entries import Entry, Folded, Kit, entries_of
from desktop.ui.bench.lines import Row, left_of
from desktop.ui.theme import theme

_REST = 6  # lines that are done before they fold
_FEW = 5  # lines up to which rows are tall


class Checklist(QAbstractScrollArea):
    """`show_rows(rows)`, then `update_rows` after each answer: only the entries that differ are painted again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("packing-checklist")
        self.setProperty("class", "list")
        self.setAccessibleName(_("Checklist"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rows: list[Row] = []
        self.entries: list[Entry] = []
        self.low = False  # so many lines that each is lower
        self._current: int | None = None
        self._warned: int | None = None
        self._last: int | None = None  # the line that was counted last stays in sight until the next one

    def show_rows(self, rows: Sequence[Row], current: int | None) -> None:
        """Other lines: another order, or one that was changed."""
        kits = len({row.kit for row in rows if row.kit})
        self.low = len(rows) + kits > _FEW
        self.rows, self.entries = list(rows), entries_of(rows, (current,))
        self._current = self._last = current
        self._warned = None
        self._measure()
        self._bring_into_sight(current)
        self._speak()
        self.viewport().update()
        self.updateGeometry()

    def update_rows(
        self, rows: Sequence[Row], current: int | None, warned: int | None = None, counted: int | None = None
    ) -> None:
        """The same lines with other counts; `warned` is the line that a unit too many was scanned for, `counted` the
        one that has just been counted.
        """
        self._last = self._last if counted is None else counted
        touched = {self._current, self._warned, current, warned}
        before, self.rows = self.entries, list(rows)
        self._current, self._warned = current, warned
        self.entries = entries_of(rows, (current, warned, self._last, *self._resting(rows)))
        if len(before) != len(self.entries):
            self._measure()
            self.viewport().update()
        else:
            for at, (old, new) in enumerate(zip(before, self.entries, strict=True)):
                marked = isinstance(new, Row) and new.id in touched
                if marked or (old is not new and old != new):
                    self.viewport().update(self._place(at))
        self._bring_into_sight(warned if warned is not None else current)
        self._speak()

    def rows_height(self) -> int:
        """What all rows together need."""
        return self._row_height() * len(self.entries)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(300), self.rows_height())

    def retheme(self) -> None:
        self._measure()
        self.viewport().update()

    def _row_height(self) -> int:
        return theme().px(47 if self.low else 60)

    def _place(self, at: int) -> QRect:
        """Where an entry is painted now."""
        height = self._row_height()
        return QRect(0, at * height - self.verticalScrollBar().value(), self.viewport().width(), height)

    def _resting(self, rows: Sequence[Row]) -> list[int]:
        """Lines that are done and stay where they are: they fold several at a time, not under the eye at each scan."""
        shown = {entry.id for entry in self.entries if isinstance(entry, Row)}
        done = [row.id for row in rows if row.done and row.id in shown]
        return done if len(done) <= _REST else []

    def _bring_into_sight(self, line_id: int | None) -> None:
        for at, entry in enumerate(self.entries):
            if isinstance(entry, Row) and entry.id == line_id:
                bar, height = self.verticalScrollBar(), self._row_height()
                top, room = at * height, self.viewport().height()
                if top < bar.value():
                    bar.setValue(top)
                elif top + height > bar.value() + room:
                    bar.setValue(min(top, top + height * 3 - room))  # and the ones that come next
                return

    def _measure(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(room)
        bar.setSingleStep(self._row_height())
        bar.setRange(0, max(0, self.rows_height() - room))

    def _speak(self) -> None:
        left, of = left_of(self.rows)
        row = next((row for row in self.rows if row.id == self._current), None)
        told = _("{left} left of {all}").format(left=number(left), all=number(of))
        self.setAccessibleDescription(f"{told}. {row.name}, {row.sub}" if row is not None else told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()
        self._bring_into_sight(self._current)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(0, dy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()  # the page, and then the window, know what the key means
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + step * self._row_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        height, top = self._row_height(), self.verticalScrollBar().value()
        box = event.rect()
        first = max(0, (box.top() + top) // height)
        for at in range(first, min(len(self.entries), (box.bottom() + top) // height + 1)):
            self._paint_entry(painter, self.entries[at], QRectF(self._place(at)))

    def _paint_entry(self, painter: QPainter, entry: Entry, box: QRectF) -> None:
        line = QRectF(box.x(), box.bottom() - 1, box.width(), 1)
        painter.fillRect(line, theme().colour("line.subtle"))
        if isinstance(entry, Folded):
            paint_folded(painter, box, entry)
        elif isinstance(entry, Kit):
            paint_kit(painter, box, entry, self.low)
        else:
            standing = "warned" if entry.id == self._warned else "current" if entry.id == self._current else ""
            paint_row(painter, box, entry, standing, self.low)
