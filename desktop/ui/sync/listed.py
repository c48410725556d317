"""What the tabs of the sync screen share: a panel with a list, and a figure with its word and sign."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import number
from desktop.ui import icons
from desktop.ui.marks import mark_pixmap
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel

R = TypeVar("R")


class Figure(QWidget):
    """A number with its word and sign."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        self._sign = QLabel()
        self._value, self._words = Label("", "title"), Label("", "caption", "ink.secondary")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._value)
        words.addWidget(self._words)
        row.addWidget(self._sign)
        row.addLayout(words)

    def text(self) -> str:
        return self._value.text()

    def show_figure(self, value: int, words: str, icon: str) -> None:
        alarm = icon == "attention" and value > 0
        self._value.setText(number(value))
        self._value.set_ink("warn.ink" if alarm else "ink.primary")
        self._words.setText(words)
        self._words.set_ink("warn.ink" if alarm else "ink.secondary")
        sign = mark_pixmap(icon, 24) if alarm else icons.icon("triangle-alert" if icon == "attention" else icon,
                                                              "ink.secondary", 24)  # fmt: skip
        self._sign.setPixmap(sign)


def figure_row(figures: list[Figure]) -> QHBoxLayout:
    look = theme()
    row = QHBoxLayout()
    row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
    row.setSpacing(look.px(24))
    for figure in figures:
        row.addWidget(figure)
    row.addStretch(1)
    return row


def rows_after(rows: Sequence[R], after: R | None, limit: int) -> Sequence[R]:
    """The part of a list that is read whole which follows `after`."""
    start = 0 if after is None else next((at + 1 for at, row in enumerate(rows) if row == after), len(rows))
    return rows[start : start + limit]


def listed(table: PagedTable, pages: QStackedWidget, empty: EmptyState, *tops: QLayout | QWidget) -> Panel:
    """A panel with what stands above, a list, and what stands there when it is empty."""
    panel = Panel(flush=True)
    panel.setMinimumWidth(theme().px(420))
    panel.body.setSpacing(0)
    for top in tops:
        if isinstance(top, QLayout):
            panel.body.addLayout(top)
            panel.body.addWidget(Hairline())
        else:
            panel.body.addWidget(top)
    rows = QWidget()
    column = QVBoxLayout(rows)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(TableHead(table))
    column.addWidget(table, 1)
    pages.addWidget(rows)
    pages.addWidget(empty)
    panel.body.addWidget(pages, 1)
    return panel


def side_by_side(page: QWidget, main: QWidget, side: QWidget | None = None) -> None:
    """The list, and beside it the panel about its current row."""
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().px(16))
    row.addWidget(main, 1)
    if side is not None:
        side.setFixedWidth(theme().px(376))
        row.addWidget(side)
