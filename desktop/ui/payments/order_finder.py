"""Another order for a payment: found by number, name, phone, amount or scan, among those that are not paid first."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, day_time, money
from desktop.services import search
from desktop.services.queue import QueueRow
from desktop.ui.payments.enter_field import EnterField
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.tables import Source
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.words import PAYMENTS, order_name

_COLUMNS = (Column(N_("Order"), 180, stretch=1), Column(N_("Payment"), 132), Column(N_("Total"), 140, RIGHT))
_MOST = 40
_TYPING_MS = 80


class OrderFinder(QWidget):
    """`begin(zone)`; `chosen(order_id)`, `left()` when the person goes back without one."""

    chosen = Signal(int)
    left = Signal()

    def __init__(self, tasks: Runner, name: str = "payments") -> None:
        super().__init__()
        self._zone = "UTC"
        self.field = EnterField(f"{name}-find-order", icon="search", takes_scan=True)
        self.table = PagedTable(tasks, _COLUMNS, name=f"{name}-found-orders")
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(12))
        column.addWidget(self.field)
        column.addWidget(self.table, 1)
        self.field.textChanged.connect(self._soon.start)
        self.field.entered.connect(self._enter)
        self.field.installEventFilter(self)
        self.table.opened.connect(self._open)
        self.table.settled.connect(self._settled)
        self.retranslate()

    def begin(self, zone: str) -> None:
        self._zone = zone
        self.field.clear()
        self._search()
        self.field.setFocus()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(_("Order number, name, phone or e-mail"))
        self.field.setAccessibleName(_("Find the order"))
        self.table.setAccessibleName(_("Orders"))

    def _search(self) -> None:
        typed = self.field.text().strip().lstrip("#")
        self.table.show_source(Source(page=partial(_found, typed), show=partial(_row, self._zone), id=_id))

    def _settled(self, count: int) -> None:
        if count and self.table.currentIndex().row() < 0:
            self.table.select_row(0)

    def _enter(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self._search()
        self._open(self.table.current())

    def _open(self, row: object) -> None:
        if isinstance(row, QueueRow):
            self.chosen.emit(row.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            key = Qt.Key(event.key())
            if key in steps:
                self.table.select_row(self.table.currentIndex().row() + steps[key])
                return True
            if key == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)


def _found(typed: str, after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    if after is not None or not typed:
        return ()
    rows = search.rows(typed, limit=_MOST)
    return sorted(rows, key=lambda row: row.payment not in ("unpaid", "claimed"))[:limit]


def _id(row: QueueRow) -> int:
    return row.id


def _row(zone: str, row: QueueRow) -> Row:
    return Row((
        Cell(f"{order_name(row.number)} · {row.buyer}", day_time(row.placed_at, zone=zone), strong=True),
        Cell(_(PAYMENTS.get(row.payment, row.payment))),
        Cell(money(row.total_minor, row.currency), strong=True),
    ))  # fmt: skip
