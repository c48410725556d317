"""A list with a search field above it: customers, complaints, vouchers, affiliates."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.rows import Column, Row
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Panel

_CALM_MS = 200


class SearchedList(Panel):
    """`read(text)` gives all rows; `show(row)` their words. Rows have an `id`."""

    def __init__(
        self, desk: Desk, name: str, columns: tuple[Column, ...], read: Callable[[str], Sequence[Any]],
        show: Callable[[Any], Row], *, icon: str, searched: bool = True, row_px: int = 0, head: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(flush=True)
        look = theme()
        self._read, self._show = read, show
        self.search = TextField(f"{name}-search", icon="search", key="/")
        self.table = PagedTable(desk.tasks, columns, name=f"{name}-list", row_px=row_px)
        self.empty, self._pages = EmptyState(icon), QStackedWidget()
        find = QVBoxLayout()
        find.setContentsMargins(look.px(10), look.px(10), look.px(10), look.px(8))
        find.addWidget(self.search)
        held = QWidget()
        held.setLayout(find)
        held.setVisible(searched)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if head:
            column.addWidget(TableHead(self.table))
        column.addWidget(self.table, 1)
        self._pages.addWidget(listed)
        self._pages.addWidget(self.empty)
        self.body.setSpacing(0)
        self.body.addWidget(held)
        self.body.addWidget(self._pages, 1)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self.again)
        self.search.textChanged.connect(self._typed)
        self.table.settled.connect(self._settle)

    def again(self) -> None:
        """Read the list anew, for what is typed now."""
        self._calm.stop()
        rows = partial(self._read, self.search.text())
        self.table.show_source(Source(page=partial(_page, rows), size=partial(_size, rows), show=self._show, id=_id))

    def _typed(self, _text: str) -> None:
        self._calm.start()

    def _settle(self, count: int) -> None:
        self._pages.setCurrentIndex(0 if count else 1)


def _page(rows: Callable[[], Sequence[Any]], after: Any, limit: int) -> Sequence[Any]:
    found = rows()
    at = 0 if after is None else next((at + 1 for at, row in enumerate(found) if row.id == after.id), len(found))
    return found[at : at + limit]


def _size(rows: Callable[[], Sequence[Any]]) -> int:
    return len(rows())


def _id(row: Any) -> int:
    return int(row.id)
