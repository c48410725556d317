"""Orders that are unpaid for longer than their way of paying allows: to be reminded, or to be cancelled by a person."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.order import Action
from desktop.i18n import N_, _, day_time, money, ngettext, number
from desktop.services import batch, orders, payment_policies
from desktop.services import money as money_of_orders
from desktop.services.batch import Batch
from desktop.services.payment_policies import LateRow
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.payments.tables import late as late_table
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.sync.listed import rows_after
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import order_name

_COLUMNS = (
    Column(N_("Order"), 150, stretch=2), Column(N_("Way of paying"), 130, stretch=1), Column(N_("Waits"), 110),
    Column(N_("Proposal"), 150), Column(N_("Due"), 130, RIGHT),
)  # fmt: skip


class LatePage(QWidget):
    """`read()`; `opened(order_id)`, `claimed(order_id)`, `changed()`."""

    opened = Signal(int)
    claimed = Signal(int)
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._zone = "UTC"
        look = theme()
        self.table = PagedTable(desk.tasks, _COLUMNS, ticks=True, name="payments-late")
        self.empty, self._lists = EmptyState("circle-check"), QStackedWidget()
        self.remind = KeyButton("", "message-square-text", "M", name="late-remind")
        self.claim = KeyButton("", "wallet", "N", name="late-claim")
        self.cancel = KeyButton("", "x", "Delete", role="danger", name="late-cancel")
        self.open = KeyButton("", "file-text", "O", name="late-open")
        self.export = exporting.button(desk, late_table, "late-export", bare=True)
        listed = QWidget()
        rows = QVBoxLayout(listed)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(TableHead(self.table))
        rows.addWidget(self.table, 1)
        rows.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        foot.setSpacing(look.px(8))
        for button in (self.remind, self.claim, self.open, self.export):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        rows.addLayout(foot)
        self._lists.addWidget(listed)
        self._lists.addWidget(self.empty)
        box = Panel(flush=True)
        box.body.addWidget(self._lists)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(box)
        self.table.settled.connect(self._settled)
        self.table.opened.connect(self._open)
        self.remind.clicked.connect(self._remind)
        self.claim.clicked.connect(self._claim)
        self.cancel.clicked.connect(self._cancel)
        self.open.clicked.connect(self._open)
        self.retranslate()

    def show_zone(self, zone: str) -> None:
        self._zone = zone

    def read(self, anew: bool = False) -> None:
        if anew or not self.table.count():
            self.table.show_source(Source(page=_page, show=partial(_row, self._zone), id=_id))
        else:
            self.table.reload()

    def back(self) -> bool:
        if self.table.ticked():
            self.table.clear_ticks()
            return True
        return False

    def current(self) -> LateRow | None:
        row = self.table.current()
        return row if isinstance(row, LateRow) else None

    def _chosen(self) -> list[int]:
        row = self.current()
        return sorted(self.table.ticked()) or ([row.id] if row is not None else [])

    def _remind(self) -> None:
        """Write to the buyers by their store, or as far as Kolli may; the words stand in the orders' history."""
        chosen = self._chosen()
        if chosen:
            self.desk.tasks.run(
                partial(_remind, chosen), self._done(_("Buyers are reminded")), self.desk.lane.show_refused
            )

    def _cancel(self) -> None:
        chosen = self._chosen()
        if chosen:
            act = partial(_cancel, chosen, _("Unpaid for too long"))
            self.desk.tasks.run(act, self._done(_("Cancelled")), self.desk.lane.show_refused)

    def _done(self, words: str) -> Callable[[Batch], None]:
        return partial(self._say_done, words)

    def _say_done(self, words: str, result: Batch) -> None:
        self.table.clear_ticks()
        many = ngettext("{count} order", "{count} orders", result.done).format(count=number(result.done))
        if result.refused:
            self.desk.lane.show_result(Outcome.ATTENTION, _("{done} done, {refused} refused").format(
                done=result.done, refused=len(result.refused)), result.refused[0].say())  # fmt: skip
        else:
            self.desk.lane.show_result(Outcome.SAVED, words, many)
        self.changed.emit()

    def _claim(self) -> None:
        row = self.current()
        if row is not None:
            self.claimed.emit(row.id)

    def _open(self, _record: Any = None) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row.id)

    def _settled(self, count: int) -> None:
        self._lists.setCurrentIndex(0 if count else 1)

    def retranslate(self) -> None:
        self.table.setAccessibleName(_("Unpaid for long"))
        self.export.set_accessible(_("Export"))
        self.remind.setText(_("Remind"))
        self.claim.setText(_("Buyer says paid"))
        self.cancel.setText(_("Cancel order"))
        self.open.setText(_("Open order"))
        self.empty.say(
            _("No order waits for its money for long"),
            _("How long each way of paying may take stands in the settings, under Payments."), "circle-check",
        )  # fmt: skip
        self.table.retranslate()


def _remind(order_ids: Sequence[int]) -> Batch:
    done = 0
    for order_id in order_ids:
        view = orders.show(order_id)
        if not view.due_minor:
            continue  # it is listed for what is to be paid back
        words = _("Your order {number} waits for its payment of {amount}.").format(
            number=view.number, amount=money(view.due_minor, view.currency)
        )
        orders.comment(order_id, words, notify=True)
        done += 1
    return Batch(done)


def _cancel(order_ids: Sequence[int], why: str) -> Batch:
    """Those that something is due of; what is listed for paying back stays as it is."""
    return batch.do([each for each in order_ids if money_of_orders.due_minor(each)], Action.CANCEL, why)


def _page(after: LateRow | None, limit: int) -> Sequence[LateRow]:
    return rows_after([*payment_policies.late(), *payment_policies.to_pay_back()], after, limit)


def _id(row: LateRow) -> int:
    return row.id


def _row(zone: str, row: LateRow) -> Row:
    days = ngettext("{count} day", "{count} days", row.days).format(count=number(row.days))
    proposal = ("warn", "x", _("Cancel?")) if row.cancel else ("plain", "message-square-text", _("Remind"))
    if row.back_minor:
        proposal = ("warn", "undo-2", _("To pay back"))
    claimed = _("Buyer says paid") if row.claimed else ""
    return Row((
        Cell(f"{order_name(row.number)} · {row.buyer}", claimed, strong=True),
        Cell(row.method or "–", ""), Cell(days, day_time(row.placed_at, zone=zone)), Cell(badge=proposal),
        Cell(money(-row.back_minor or row.due_minor, row.currency), strong=True),
    ))  # fmt: skip
