"""What came back and is not sold as new: each row goes to its shelf or is thrown away, by one key."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.returns import CONDITIONS, PLACES, Condition
from desktop.i18n import N_, _, date, number
from desktop.services import settings
from desktop.services.changes import new_op_id
from desktop.services.returns import quarantine
from desktop.services.returns.quarantine import Apart
from desktop.ui.desk import Desk
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Panel

_COLUMNS = (
    Column(N_("Article"), 220, stretch=1), Column(N_("Where"), 150), Column(N_("Condition"), 140),
    Column(N_("Return"), 110), Column(N_("Since"), 120), Column(N_("Units"), 70, RIGHT),
)  # fmt: skip


class ApartList(Panel):
    """`reload()`; `opened(case_id)` by Enter. S puts one unit on its shelf, X throws it away with the reason typed."""

    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(flush=True)
        look = theme()
        self.desk = desk
        self.table = PagedTable(desk.tasks, _COLUMNS, name="returns-apart", row_px=55)
        self._empty, self._pages = EmptyState("circle-check"), QStackedWidget()
        self.shelf = KeyButton("", "check", "S", role="primary", name="returns-shelf")
        self.scrap = KeyButton("", "trash-2", "X", role="danger", name="returns-scrap")
        self.why = TextField("returns-scrap-why")
        self._why = LabelledField("", self.why)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(TableHead(self.table))
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        foot.setSpacing(look.px(8))
        foot.addWidget(self._why, 1)
        foot.addWidget(self.scrap)
        foot.addWidget(self.shelf)
        column.addLayout(foot)
        self._pages.addWidget(listed)
        self._pages.addWidget(self._empty)
        self.body.addWidget(self._pages, 1)
        self.shelf.clicked.connect(self._to_shelf)
        self.scrap.clicked.connect(self._scrap)
        self.why.returnPressed.connect(self._scrap)
        self.table.settled.connect(self._settle)
        self.table.opened.connect(self._open)
        self.retranslate()

    def start(self) -> None:
        """Show what waits now."""
        self.table.show_source(Source(page=_page, size=quarantine.size, show=_row, id=_id))

    def reload(self) -> None:
        self.table.reload()

    def _settle(self, count: int) -> None:
        self._pages.setCurrentIndex(0 if count else 1)

    def _open(self, row: Apart) -> None:
        if row.case_id is not None:
            self.opened.emit(row.case_id)

    def _to_shelf(self) -> None:
        row = self.table.current()
        if row is not None:
            work = partial(quarantine.to_shelf, row.id, 1, "", new_op_id())
            self.desk.tasks.run(work, partial(self._done, row, _("Back on its shelf")), self.desk.lane.show_refused)

    def _scrap(self) -> None:
        row, why = self.table.current(), self.why.text().strip()
        if row is None:
            return
        if not why:
            self._why.say_wrong(_("Say why it is thrown away."))
            self.why.setFocus()
            return
        work = partial(quarantine.scrap, row.id, 1, why, new_op_id())
        self.desk.tasks.run(work, partial(self._done, row, _("Thrown away")), self.desk.lane.show_refused)

    def _done(self, row: Apart, words: str, _left: Apart) -> None:
        self._why.say_wrong("")
        self.why.clear()
        self.desk.lane.show_result(Outcome.SAVED, words, f"1 × {row.name or row.sku}")
        self.reload()
        self.table.setFocus()

    def retranslate(self) -> None:
        self.shelf.setText(_("To the shelf"))
        self.scrap.setText(_("Throw away"))
        self._why.set_label(_("Why it is thrown away"))
        self._empty.say(_("Nothing is kept apart"), _("What comes back damaged or opened waits here."))
        self.table.setAccessibleName(_("Kept apart"))
        self.table.retranslate()


def _page(after: Apart | None, limit: int) -> Sequence[Apart]:
    return quarantine.listed(after.id if after is not None else 0, limit)


def _id(row: Apart) -> int:
    return row.id


def _row(row: Apart) -> Row:
    known = {state.value for state in Condition}
    state = _(CONDITIONS[Condition(row.reason)]) if row.reason in known else row.reason
    name = " ".join(part for part in (row.name, row.variant) if part)
    return Row((
        Cell(name or row.sku, row.sku, strong=True, photo=row.photo), Cell(_(PLACES[row.place])), Cell(state),
        Cell(row.case), Cell(date(row.at, None, settings.shop().zone)), Cell(number(row.left), strong=True),
    ))  # fmt: skip
