"""The checklist: what is left of each line. Painted by a delegate, so that a thousand lines are as quick as five."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.i18n import _, number
from desktop.ui import icons
from desktop.ui.bench.lines import Row
from desktop.ui.marks import mark
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import badge_width, paint_badge
from desktop.ui.widgets.photo import paint_photo

_ROW = int(Qt.ItemDataRole.UserRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_FEW = 5  # lines up to which rows are tall
Index = QModelIndex | QPersistentModelIndex


class Checklist(QListView):
    """`show_rows(rows)`, then `update_rows` after each answer; `set_current`, `warn` mark one line."""

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
        self._rows = _Rows()
        self._delegate = _Delegate(self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)

    def show_rows(self, rows: Sequence[Row], current: int | None) -> None:
        """Other lines: another order, or one that was changed."""
        self._delegate.low = len(rows) > _FEW
        self._delegate.warned = None
        self._rows.put(rows)
        self.mark_line(current)

    def update_rows(self, rows: Sequence[Row], current: int | None, warned: int | None = None) -> None:
        """The same lines with other counts; `warned` is the line that a unit too many was scanned for."""
        self._rows.rows = list(rows)
        self._delegate.warned = warned
        self.mark_line(current)

    def mark_line(self, line_id: int | None) -> None:
        """Let this line be the current one, and in sight."""
        self._delegate.current = line_id
        for turn, row in enumerate(self._rows.rows):
            if row.id == line_id:
                self.scrollTo(self._rows.index(turn, 0), QListView.ScrollHint.EnsureVisible)
        self.viewport().update()

    def rows_height(self) -> int:
        """What all rows together need."""
        return self._delegate.height() * len(self._rows.rows)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(300), self.rows_height())


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def put(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = 0) -> Any:
        if role == _ROW:
            return self.rows[index.row()]
        if role == _SPOKEN:
            row = self.rows[index.row()]
            return f"{row.name}, {row.sub}: " + _("{left} left of {all}").format(left=row.left, all=row.wanted)
        return None


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
        row: Row = index.data(_ROW)
        look, box = theme(), option.rect
        painter.save()
        warned, current = row.id == self.warned, row.id == self.current
        if warned or current:
            painter.fillRect(box, look.colour("warn.soft" if warned else "bg.selected"))
        if current:
            painter.fillRect(box.x(), box.y(), look.px(4), box.height(), look.colour("go.solid"))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, look.colour("line.subtle"))
        size = look.px(36 if self.low else 44)
        top = box.y() + (box.height() - size) / 2
        paint_photo(painter, row.photo, box.x() + look.px(16), top, size, dim=row.done)
        right = self._paint_state(painter, row, box.right() - look.px(16), box)
        self._paint_words(painter, row, box, look.px(28) + size, right)
        painter.restore()

    def _paint_state(self, painter: QPainter, row: Row, right: int, box: Any) -> int:
        """The state mark and the count; returns where the words must end."""
        look = theme()
        middle = box.y() + box.height() / 2
        if row.id == self.warned:
            words = _("1 too many")
            width, high = badge_width("warn-solid", "too-many", words), look.px(26)
            paint_badge(painter, QRectF(right - width, middle - high / 2, width, high), "warn-solid", "too-many", words)
            return right - width - look.px(8)
        size = look.px(24)
        if row.done:
            icons.draw(painter, "circle-check", "ink.secondary", right - size, middle - size / 2, 24)
        kind = "in-work" if row.left < row.wanted or row.id == self.current else "not-begun"
        ink = look.colour("go.ink") if kind == "in-work" and row.id == self.current else None
        if not row.done:
            mark(painter, kind, QRectF(right - size, middle - size / 2, size, size), ink)
        text = _("{count} done").format(count=number(row.wanted)) if row.done else number(row.left)
        font = look.font("body") if row.done else look.font("title", weight=700)
        painter.setFont(font)
        painter.setPen(look.colour("ink.secondary" if row.done else "ink.primary"))
        width = QFontMetrics(font).horizontalAdvance(text) + 2
        end = right - size - look.px(8 if row.done else 12)
        painter.drawText(QRectF(end - width, box.y(), width, box.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return int(end - width - look.px(8))

    def _paint_words(self, painter: QPainter, row: Row, box: Any, left: int, right: int) -> None:
        look = theme()
        name, sub = look.font("body", weight=400 if row.done else 500), look.font("caption", weight=400, codes=True)
        width = right - box.x() - left
        x, middle = box.x() + left, box.y() + box.height() / 2
        for font, text, ink, y in (
            (name, row.name, "ink.secondary" if row.done else "ink.primary", middle - look.px(18 if self.low else 20)),
            (sub, row.sub, "ink.muted", middle - look.px(1) if self.low else middle + look.px(1)),
        ):
            painter.setFont(font)
            painter.setPen(look.colour(ink))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(x, y, width, look.px(19)), Qt.AlignmentFlag.AlignVCenter, shown)
