"""The parts of the page of labels: what is labelled and how often, and the sheet's cells of which one is the first."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.documents.media import Cells
from desktop.i18n import _, number
from desktop.services.labels import Item
from desktop.ui.settings.page import scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label


class ItemRow(QWidget):
    """One thing with its number of labels. `changed` when a count was typed, `dropped` when it is not wanted."""

    changed = Signal()
    dropped = Signal()

    def __init__(self, item: Item, at: int) -> None:
        super().__init__()
        look = theme()
        self.item = item
        self.setFixedHeight(look.px(56))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(4), 0, look.px(4), 0)
        row.setSpacing(look.px(10))
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addStretch(1)
        words.addWidget(ElideLabel(item.name, "body"))
        if item.detail and item.detail != item.name:
            words.addWidget(ElideLabel(item.detail, "caption", "ink.muted", weight=400))
        words.addStretch(1)
        self.count = TextField(f"label-count-{at}")
        self.count.setText("1")
        self.count.setFixedWidth(look.px(76))
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.count.setAccessibleName(_("How many labels for {name}").format(name=item.name))
        self.drop = KeyButton("", "x", role="quiet", name=f"label-drop-{at}")
        self.drop.set_accessible(_("No labels for {name}").format(name=item.name))
        row.addLayout(words, 1)
        row.addWidget(self.count)
        row.addWidget(self.drop)
        self.count.textEdited.connect(self._typed)
        self.drop.clicked.connect(self.dropped)

    def wanted(self) -> int | None:
        """How many; None where no whole number above zero stands there."""
        text = self.count.text().strip()
        return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= 2000 else None

    def add(self) -> None:
        """The same thing once more, as when it is scanned again."""
        self.count.setText(str((self.wanted() or 0) + 1))
        self._typed()

    def _typed(self, _text: str = "") -> None:
        self.count.set_wrong(self.wanted() is None)
        self.changed.emit()


class Items(QWidget):
    """The list. `add(item)` puts a thing into it, or counts it up; `changed` after everything that a person does."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ItemRow] = []
        self._made = 0
        self._empty = Label("", "body", "ink.muted", wrap=True)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))

    def say_empty(self, text: str) -> None:
        self._empty.setText(text)

    def add(self, item: Item) -> None:
        known = next((row for row in self.rows if row.item.ref == item.ref), None)
        if known is not None:
            known.add()
            return
        self._made += 1
        row = ItemRow(item, self._made)
        row.changed.connect(self.changed)
        row.dropped.connect(partial(self._drop, row))
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._empty.hide()
        self.changed.emit()

    def clear(self) -> None:
        for row in list(self.rows):
            self._remove(row)
        self.changed.emit()

    def wanted(self) -> tuple[tuple[str, int], ...] | None:
        """Each ref with its count; None where a count is no number."""
        counted = [(row.item.ref, row.wanted()) for row in self.rows]
        found = tuple((ref, count) for ref, count in counted if count is not None)
        return found if len(found) == len(counted) else None

    def _drop(self, row: ItemRow) -> None:
        at = self.rows.index(row)
        self._remove(row)
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].count.setFocus()
        self.changed.emit()

    def _remove(self, row: ItemRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()
        self._empty.setVisible(not self.rows)


class CellGrid(QWidget):
    """A sheet's labels, small: the arrow keys or a click say which one is the first that is still there."""

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._cells: Cells | None = None
        self._count, self.start = 0, 1

    def show_sheet(self, cells: Cells | None) -> None:
        """None hides it: a roll has no first label."""
        if cells != self._cells:
            self._cells, self.start = cells, 1
        self.setVisible(cells is not None)
        self.updateGeometry()
        self._name()

    def show_count(self, count: int) -> None:
        """So many labels will be printed."""
        self._count = count
        self.update()

    def choose(self, start: int) -> None:
        if self._cells is not None and 1 <= start <= self._cells.count and start != self.start:
            self.start = start
            self._name()
            self.picked.emit(start)

    def sizeHint(self) -> QSize:
        if self._cells is None:
            return QSize(0, 0)
        wide = theme().px(112)
        return QSize(wide, round(wide * self._cells.sheet[1] / self._cells.sheet[0]))

    def _name(self) -> None:
        if self._cells is not None:
            row, column = divmod(self.start - 1, self._cells.columns)
            place = _("First label: row {row} of {rows}, column {column} of {columns}")
            self.setAccessibleName(
                place.format(
                    row=number(row + 1), rows=number(self._cells.rows), column=number(column + 1),
                    columns=number(self._cells.columns),
                )
            )  # fmt: skip
        self.update()

    def _box(self, cell: int) -> QRectF:
        assert self._cells is not None
        scale = self.width() / self._cells.sheet[0]
        left, top = self._cells.corner(cell)
        wide, high = self._cells.width, self._cells.height
        if self._cells.turned:
            wide, high = high, wide
        return QRectF(left * scale, top * scale, wide * scale, high * scale).adjusted(1, 1, -1, -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._cells is None:
            return
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.colour("bg.surface"))
        painter.setPen(
            QPen(look.colour("line.focus" if self.hasFocus() else "line.strong"), 2 if self.hasFocus() else 1)
        )
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        for cell in range(self._cells.count):
            used, filled = cell + 1 < self.start, cell + 1 < self.start + self._count
            painter.setPen(QPen(look.colour("line.strong"), 1))
            painter.setBrush(look.colour("bg.sunken" if used or not filled else "go.solid"))
            box = self._box(cell)
            painter.drawRect(box)
            if used:  # taken from the sheet already: a stroke, not only a shade
                painter.drawLine(box.topLeft(), box.bottomRight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._cells is None:
            return
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._cells.columns, Qt.Key.Key_Down: self._cells.columns,
        }  # fmt: skip
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.choose(self.start + step)
        elif event.key() == Qt.Key.Key_Home:
            self.choose(1)
        elif event.key() == Qt.Key.Key_End:
            self.choose(self._cells.count)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._cells is None:
            return
        hit = [cell for cell in range(self._cells.count) if self._box(cell).contains(event.position())]
        if hit:
            self.choose(hit[0] + 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
