"""The cases of a tab: number, buyer, reason."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.returns import REASONS, STATES
from desktop.i18n import N_, _, number
from desktop.services import returns
from desktop.services.returns import CaseRow, Tab
from desktop.ui.desk import Desk
from desktop.ui.rows import Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.widgets.panel import Hairline, Panel

_COLUMNS = (Column(N_("Return"), 200, stretch=1),)
TABS = {
    Tab.WAITING: N_("Waiting"), Tab.TO_ASSESS: N_("To assess"), Tab.TO_SETTLE: N_("To settle"),
    Tab.REPAIR: N_("Repair"), Tab.OVER: N_("Closed"),
}  # fmt: skip
_CALM_MS = 200


class CaseList(Panel):
    """`show_tab(tab)`; `table` is the list."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(flush=True)
        look = theme()
        self._tab = Tab.TO_ASSESS
        self._title, self._count = ElideLabel("", "benchBody", weight=600), Label("", "body", "ink.secondary")
        self.search = TextField("returns-search", icon="search", key="/")
        self.table = PagedTable(desk.tasks, _COLUMNS, name="returns-list", row_px=64)
        self._empty, self._pages = EmptyState("undo-2"), QStackedWidget()
        self._hint = Label("", "caption", "ink.secondary", wrap=True)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), 0, look.px(16), 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        top = QWidget()
        top.setFixedHeight(look.px(52))
        top.setLayout(head)
        find = QVBoxLayout()
        find.setContentsMargins(look.px(10), look.px(6), look.px(10), look.px(6))
        find.addWidget(self.search)
        foot = QVBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(12))
        foot.addWidget(self._hint)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self.body.setSpacing(0)
        self.body.addWidget(top)
        self.body.addWidget(Hairline())
        self.body.addLayout(find)
        self.body.addWidget(self._pages, 1)
        self.body.addLayout(foot)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._again)
        self.search.textChanged.connect(self._calm.start)
        self.table.settled.connect(self._settle)
        self.retranslate()

    def show_tab(self, tab: Tab) -> None:
        self._tab = tab
        self._title.setText(_(TABS[tab]))
        self._again()

    def _again(self) -> None:
        text = self.search.text()
        self.table.show_source(
            Source(page=partial(_page, self._tab, text), size=partial(returns.size, self._tab, text), show=_row, id=_id)
        )

    def _settle(self, count: int) -> None:
        self._count.setText(number(count))
        self._pages.setCurrentIndex(0 if count else 1)

    def retranslate(self) -> None:
        self._title.setText(_(TABS[self._tab]))
        self.search.setPlaceholderText(_("Order, name, number"))
        self.search.setAccessibleName(_("Search in the list"))
        self.table.setAccessibleName(_("Returns"))
        self._hint.setText(_("Scan a return slip or a parcel's label to open its return at once."))
        self._empty.say(_("Nothing here"), "")
        self.table.retranslate()


def _page(tab: Tab, text: str, after: CaseRow | None, limit: int) -> Sequence[CaseRow]:
    return returns.listed(tab, after.id if after is not None else None, limit, text)


def _id(row: CaseRow) -> int:
    return row.id


def _row(row: CaseRow) -> Row:
    reason = _(REASONS[row.reason]) if row.reason is not None else _(STATES[row.state])
    return Row((Cell(row.number, f"{row.buyer} · {reason}", strong=True, photo=row.photo),))
