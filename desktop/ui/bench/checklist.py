"""The checklist: what is left of each line. Painted by a delegate, so that a thousand lines are as quick as five."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.i18n import _
from desktop.ui.bench.checklist_paint import paint_folded, paint_kit, paint_row
from desktop.ui.bench.entries import ENTRY, Entries, Entry, Folded, Index, Kit
from desktop.ui.bench.lines import Row
from desktop.ui.theme import theme

_REST = 6  # lines that are done before they fold
_FEW = 5  # lines up to which rows are tall


class Checklist(QListView):
    """`show_rows(rows)`, then `update_rows` after each answer: only what differs is painted again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("packing-checklist")
        self.setAccessibleName(_("Checklist"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._rows = Entries()
        self._last: int | None = None  # the line that was counted last stays in sight until the next one
        self._delegate = _Delegate(self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)

    @property
    def low(self) -> bool:
        """Whether there are so many lines that each is lower."""
        return self._delegate.low

    def show_rows(self, rows: Sequence[Row], current: int | None) -> None:
        """Other lines: another order, or one that was changed."""
        kits = len({row.kit for row in rows if row.kit})
        self._delegate.low = len(rows) + kits > _FEW
        self._delegate.warned = None
        self._delegate.current = self._last = current
        self._rows.put(rows, (current,))
        self._bring_into_sight(current)
        self.updateGeometry()

    def update_rows(
        self, rows: Sequence[Row], current: int | None, warned: int | None = None, counted: int | None = None
    ) -> None:
        """The same lines with other counts; `warned` is the line that a unit too many was scanned for, `counted` the
        one that has just been counted.
        """
        self._last = self._last if counted is None else counted
        before = (self._delegate.current, self._delegate.warned)
        self._delegate.current, self._delegate.warned = current, warned
        self._rows.change(rows, (current, warned, self._last, *self._resting(rows)))
        for line_id in {*before, current, warned}:
            at = self._rows.place(line_id)
            if at is not None:
                self.update(self._rows.index(at, 0))
        self._bring_into_sight(warned if warned is not None else current)

    def _resting(self, rows: Sequence[Row]) -> list[int]:
        """Lines that are done and stay where they are: they fold several at a time, not under the eye at each scan."""
        shown = {entry.id for entry in self._rows.entries if isinstance(entry, Row)}
        done = [row.id for row in rows if row.done and row.id in shown]
        return done if len(done) <= _REST else []

    def rows_height(self) -> int:
        """What all rows together need."""
        return self._delegate.height() * len(self._rows.entries)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(300), self.rows_height())

    def _bring_into_sight(self, line_id: int | None) -> None:
        at = self._rows.place(line_id)
        if at is not None:
            self.scrollTo(self._rows.index(at, 0), QListView.ScrollHint.EnsureVisible)


class _Delegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.current: int | None = None
        self.warned: int | None = None
        self.low = False

    def height(self) -> int:
        return theme().px(47 if self.low else 60)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        look, box = theme(), QRectF(option.rect)
        painter.save()
        painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 1), look.colour("line.subtle"))
        if isinstance(entry, Folded):
            paint_folded(painter, box, entry)
        elif isinstance(entry, Kit):
            paint_kit(painter, box, entry, self.low)
        else:
            paint_row(painter, box, entry, self._standing(entry), self.low)
        painter.restore()

    def _standing(self, row: Row) -> str:
        return "warned" if row.id == self.warned else "current" if row.id == self.current else ""
