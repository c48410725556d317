"""The lines of an order that can come back: photo, name, what was sent, and how many are here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _, number
from desktop.ui.returns.facts import Facts, Sold, units_words
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.photo import Photo


class LineRow(QFrame):
    """One line; a click makes it the current one."""

    picked = Signal(int)
    counted = Signal(int, int)  # the line and its new units

    def __init__(self, turn: int) -> None:
        super().__init__()
        look = theme()
        self.line: Sold | None = None
        self.setObjectName(f"returns-line-{turn}")
        self._photo = Photo(32)
        self._name, self._sub = ElideLabel("", "benchBody", weight=500), ElideLabel("", "caption", "ink.secondary")
        self.less = KeyButton("", "minus", name=f"returns-less-{turn}")
        self.more = KeyButton("", "plus", name=f"returns-more-{turn}")
        self._units = Label("", "figure")
        self._units.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._units.setMinimumWidth(look.px(44))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._sub)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(8), 0, look.px(8), 0)
        row.setSpacing(look.px(12))
        row.addWidget(self._photo)
        row.addLayout(words, 1)
        row.addWidget(self.less)
        row.addWidget(self._units)
        row.addWidget(self.more)
        self.less.clicked.connect(self._less)
        self.more.clicked.connect(self._more)

    def show_line(self, line: Sold, *, current: bool, may_count: bool) -> None:
        self.line = line
        self._photo.show_photo(line.photo, line.name)
        self._name.setText(line.name)
        self._sub.setText(units_words(line))
        self._units.setText(number(line.units))
        self.less.setEnabled(may_count and line.units > 0)
        self.more.setEnabled(may_count and line.units < line.most)
        self.less.set_accessible(_("One less of {name}").format(name=line.name))
        self.more.set_accessible(_("One more of {name}").format(name=line.name))
        self.setAccessibleName(f"{line.name}, {units_words(line)}, {line.units}")
        self.setProperty("class", "sunken" if current else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.line is not None:
            self.picked.emit(self.line.line_id)
        super().mousePressEvent(event)

    def _less(self) -> None:
        if self.line is not None:
            self.counted.emit(self.line.line_id, self.line.units - 1)

    def _more(self) -> None:
        if self.line is not None:
            self.counted.emit(self.line.line_id, self.line.units + 1)


class LineRows(QScrollArea):
    """All lines of the case's order. `picked(line_id)`, `counted(line_id, units)`.

    `room(rows)`: so many are seen at once, the others by scrolling; the current one is always among them.
    """

    picked = Signal(int)
    counted = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LineRow] = []
        self._room, self._shown = 2, 0
        self._inside = QWidget()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(2))

    def room(self, rows: int) -> None:
        if rows != self._room:
            self._room = rows
            self._fit()

    def _fit(self) -> None:
        seen = [row for row in self.rows if not row.isHidden()]
        gap = self._column.spacing()
        self.setFixedHeight(sum(row.sizeHint().height() + gap for row in seen[: self._room]) - gap if seen else 0)

    def show_lines(self, facts: Facts, current: int | None, *, may_count: bool) -> None:
        while len(self.rows) < len(facts.lines):
            row = LineRow(len(self.rows) + 1)
            row.picked.connect(self.picked)
            row.counted.connect(self.counted)
            self.rows.append(row)
            self._column.addWidget(row)
        for turn, row in enumerate(self.rows):
            row.setVisible(turn < len(facts.lines))
            if turn < len(facts.lines):
                line = facts.lines[turn]
                row.show_line(line, current=line.line_id == current and len(facts.lines) > 1, may_count=may_count)
        self._fit()
        mine = next((row for row in self.rows if row.line is not None and row.line.line_id == current), None)
        if mine is not None and not mine.isHidden():
            self._inside.adjustSize()
            self.ensureWidgetVisible(mine, 0, 0)
