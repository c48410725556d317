"""Bank lines that were settled: matched, set aside or a payout; any of them can be taken up again."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import KolliError
from desktop.i18n import N_, _, date, day_time, money
from desktop.services import bank, payments
from desktop.services.bank import LineView, State, Which
from desktop.services.exporting import Table
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.payments.tables import checked_lines
from desktop.ui.payments.words import bank_name, who
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.stage_tabs import Segments
from desktop.ui.words import order_name

_COLUMNS = (
    Column(N_("Bank line"), 180, stretch=2), Column(N_("What it was"), 160, stretch=2),
    Column(N_("Settled"), 140, stretch=1), Column(N_("Amount"), 130, RIGHT),
)  # fmt: skip
_KINDS = (
    (Which.MATCHED, N_("Payments")),
    (Which.PAYOUT, N_("Payouts")),
    (Which.ASIDE, N_("Set aside")),
    (Which.OUT, N_("Money out")),
)


class _Cut:
    """Pages by their place: the service counts rows, the list names the row before."""

    def __init__(self, which: Which) -> None:
        self._which = which
        self._at: dict[int, int] = {}

    def page(self, after: LineView | None, limit: int) -> Sequence[LineView]:
        start = 0 if after is None else self._at.get(after.id, 0) + 1
        rows = bank.lines(self._which, limit, start)
        self._at.update({row.id: start + at for at, row in enumerate(rows)})
        return rows


class CheckedPage(QWidget):
    """`read()`; `opened(order_id)`, `changed()` after a line was taken up again."""

    opened = Signal(int)
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._zone, self._which = "UTC", Which.MATCHED
        look = theme()
        self.kinds = Segments("payments-checked-kinds", "")
        self.table = PagedTable(desk.tasks, _COLUMNS, name="payments-checked")
        self.empty, self._lists = EmptyState("wallet"), QStackedWidget()
        self.again = KeyButton("", "undo-2", "Z", name="checked-undo")
        self.open = KeyButton("", "file-text", "O", name="checked-open")
        self.export = exporting.button(desk, self._table, "checked-export", bare=True)
        listed = QWidget()
        rows = QVBoxLayout(listed)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(TableHead(self.table))
        rows.addWidget(self.table, 1)
        self._lists.addWidget(listed)
        self._lists.addWidget(self.empty)
        top = QHBoxLayout()
        top.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        top.setSpacing(look.px(8))
        top.addWidget(self.kinds)
        top.addStretch(1)
        top.addWidget(self.open)
        top.addWidget(self.again)
        top.addWidget(self.export)
        box = Panel(flush=True)
        box.body.setSpacing(0)
        box.body.addLayout(top)
        box.body.addWidget(Hairline())
        box.body.addWidget(self._lists, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(box)
        self.kinds.chosen.connect(self._choose)
        self.table.settled.connect(self._settled)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._offer)
        self.again.clicked.connect(self._undo)
        self.open.clicked.connect(self._open)
        self.retranslate()

    def show_zone(self, zone: str) -> None:
        self._zone = zone

    def read(self, anew: bool = False) -> None:
        if anew or not self.table.count():
            cut = _Cut(self._which)
            self.table.show_source(Source(page=cut.page, show=partial(_row, self._zone), id=_id))
        else:
            self.table.reload()

    def back(self) -> bool:
        return False

    def _choose(self, key: str) -> None:
        self._which = Which(key)
        self.read(anew=True)

    def _current(self) -> LineView | None:
        row = self.table.current()
        return row if isinstance(row, LineView) else None

    def _offer(self, _row: object = None) -> None:
        row = self._current()
        self.again.setVisible(row is not None and row.state is not State.OUT)
        self.open.setVisible(row is not None and bool(row.matched))

    def _undo(self) -> None:
        row = self._current()
        if row is not None:
            self.desk.tasks.run(partial(payments.undo, row.id), self._undone, self._refused)

    def _undone(self, line: LineView) -> None:
        self.desk.lane.show_result(Outcome.SAVED, _("It waits again"), who(line))
        self.changed.emit()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.desk.lane.show_refused(error)

    def _open(self, _record: Any = None) -> None:
        row = self._current()
        if row is not None and row.matched:
            self.opened.emit(row.matched[0].order_id)

    def _table(self) -> Table:
        return checked_lines(self._which)

    def _settled(self, count: int) -> None:
        self._lists.setCurrentIndex(0 if count else 1)
        self._offer()

    def retranslate(self) -> None:
        self.kinds.set_choices([(which.value, _(words)) for which, words in _KINDS])
        self.table.setAccessibleName(_("Checked"))
        self.export.set_accessible(_("Export"))
        self.again.setText(_("Let it wait again"))
        self.open.setText(_("Open order"))
        self.empty.say(_("Nothing here yet"), _("Lines of the bank that were settled are listed here."), "wallet")
        self.table.retranslate()


def _id(row: LineView) -> int:
    return row.id


def _row(zone: str, row: LineView) -> Row:
    what = ", ".join(order_name(match.number) for match in row.matched) or row.reason or "–"
    left = money(row.left_minor, row.currency)
    rest = _("{amount} is nobody's").format(amount=left) if row.matched and row.left_minor else ""
    by = day_time(row.settled_at, zone=zone) if row.settled_at else ""
    return Row((
        Cell(who(row), f"{bank_name(row.bank)} · {date(row.booked_on)}", strong=True),
        Cell(what, rest, sub_ink="warn.ink"),
        Cell(row.settled_by or "–", by), Cell(money(row.arrived_minor, row.currency), strong=True),
    ))  # fmt: skip
