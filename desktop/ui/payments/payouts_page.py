"""What channels owe: their open balances, and the orders behind each."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import N_, _, day_time, money, ngettext, number
from desktop.services import payouts
from desktop.services.exporting import Amount, Kind, Table
from desktop.services.exporting import Column as Field
from desktop.services.payouts import Balance, OwedRow, Standing
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.order.form import Asked, Form, Kept
from desktop.ui.payments import fee_form
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.settings.page import both_ways
from desktop.ui.sync.listed import rows_after
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable, TableHead
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.words import order_name

_CHANNELS = (Column(N_("Channel"), 90, stretch=1), Column(N_("Open balance"), 118, RIGHT))
_ORDERS = (
    Column(N_("Order"), 100, stretch=2), Column(N_("State"), 104), Column(N_("Total"), 104, RIGHT),
    Column(N_("Fee"), 72, RIGHT), Column(N_("Paid out"), 104, RIGHT), Column(N_("Open"), 104, RIGHT),
)  # fmt: skip
_BADGES = {
    Standing.OPEN: ("plain", "clock", N_("Open")),
    Standing.PAID_OUT: ("done", "check", N_("Paid out")),
    Standing.SHORT: ("warn", "triangle-alert", N_("Short")),
}


class PayoutsPage(QWidget):
    """`read()`; `opened(order_id)`, `changed()`; `done(undo, words, detail)` after a fee was kept."""

    opened = Signal(int)
    changed = Signal()
    done = Signal(object, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._zone = "UTC"
        self._balance: Balance | None = None
        self.form: Form | None = None
        look = theme()
        self.channels = PagedTable(desk.tasks, _CHANNELS, name="payouts-channels", row_px=66)
        self.table = PagedTable(desk.tasks, _ORDERS, ticks=True, name="payouts-orders")
        self.empty, self._lists = EmptyState("coins"), QStackedWidget()
        self.paid = KeyButton("", "check", "B", role="primary", name="payouts-assign")
        self.give_up = KeyButton("", "x", "X", name="payouts-write-off")
        self.fee = KeyButton("", "coins", "F", name="payouts-fee")
        self.export = exporting.button(desk, self._table, "payouts-export", bare=True)
        self.left, self.right = Panel(title="?", flush=True), Panel(title="?", flush=True)
        self.left.body.addWidget(self.channels)
        if self.right.head is not None:
            self.right.head.addWidget(self.export)
        self.right.body.setSpacing(0)
        self.right.body.addWidget(TableHead(self.table))
        self.right.body.addWidget(self.table, 1)
        self.right.body.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(8), look.px(10), look.px(8), look.px(10))
        foot.setSpacing(look.px(4))
        foot.addWidget(self.give_up)
        foot.addWidget(self.fee)
        foot.addStretch(1)
        foot.addWidget(self.paid)
        self.right.body.addLayout(foot)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(10))
        row.addWidget(self.left, 3)
        row.addWidget(self.right, 9)
        none = Panel(flush=True)
        none.body.addWidget(self.empty)
        self._lists.addWidget(both_ways(inside))
        self._lists.addWidget(none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._lists)
        self.channels.current_changed.connect(self._show_channel)
        self.channels.settled.connect(self._settled)
        self.table.opened.connect(self._open)
        self.paid.clicked.connect(self._assign)
        self.give_up.clicked.connect(self._write_off)
        self.fee.clicked.connect(self._ask_fee)
        self.retranslate()

    def show_zone(self, zone: str) -> None:
        self._zone = zone

    def read(self, anew: bool = False) -> None:
        if anew or not self.channels.count():
            self.desk.tasks.run(payouts.gather, self._gathered, self.desk.lane.show_refused)
        else:
            self.channels.reload()
            self.table.reload()

    def back(self) -> bool:
        if self.table.ticked():
            self.table.clear_ticks()
            return True
        return False

    def _gathered(self, _new: int) -> None:
        self.channels.show_source(Source(page=_balances, show=_balance_row, id=_balance_id))

    def _show_channel(self, _row: object = None) -> None:
        row = self.channels.current()
        again = isinstance(row, Balance) and self._balance is not None and row.channel == self._balance.channel
        self._balance = row if isinstance(row, Balance) else None
        self.paid.setVisible(self._balance is not None and self._balance.loose_minor > 0)
        if self._balance is None:
            return
        if self.right.title is not None:
            self.right.title.setText(self._balance.channel)
        if again:
            self.table.reload()
        else:
            page = partial(_owed, self._balance.channel)
            self.table.show_source(Source(page=page, show=partial(_owed_row, self._zone), id=_owed_id))

    def _chosen(self) -> list[int]:
        row = self.table.current()
        return sorted(self.table.ticked()) or ([row.order_id] if isinstance(row, OwedRow) else [])

    def _assign(self) -> None:
        balance, chosen = self._balance, self._chosen()
        if balance is not None and chosen:
            act = partial(payouts.assign, balance.channel, balance.currency, chosen)
            self.desk.tasks.run(act, self._assigned, self.desk.lane.show_refused)

    def _assigned(self, left_minor: int) -> None:
        assert self._balance is not None
        rest = money(left_minor, self._balance.currency)
        self.table.clear_ticks()
        self.desk.lane.show_result(
            Outcome.SAVED, _("Paid out"), _("{amount} is left of the transfers.").format(amount=rest)
        )
        self.changed.emit()

    def _ask_fee(self) -> None:
        """What the channel keeps of the current order for itself."""
        row = self.table.current()
        if isinstance(row, OwedRow):
            self.desk.tasks.run(partial(fee_form.fee, row), self._open_form, self.desk.lane.show_refused)

    def _open_form(self, asked: Asked) -> None:
        self.form = Form(asked, self)
        self.form.saved.connect(self._keep_fee)
        self.form.open()

    def _keep_fee(self, typed: object) -> None:
        if self.form is not None and isinstance(typed, dict):
            self.desk.tasks.run(partial(self.form.asked.work, typed), self._kept_fee, self.form.say_refused)

    def _kept_fee(self, kept: Kept) -> None:
        if self.form is not None:
            self.form.accept()
            self.form = None
        self.desk.lane.show_result(Outcome.SAVED, kept.said, kept.detail)
        self.done.emit(kept.undo, kept.said, kept.detail)
        self.changed.emit()

    def _write_off(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.desk.tasks.run(partial(_write_off, chosen), self._gave_up, self.desk.lane.show_refused)

    def _gave_up(self, count: int) -> None:
        many = ngettext("{count} order", "{count} orders", count).format(count=number(count))
        self.table.clear_ticks()
        self.desk.lane.show_result(Outcome.SAVED, _("The difference was given up"), many)
        self.changed.emit()

    def _open(self, record: Any) -> None:
        if isinstance(record, OwedRow):
            self.opened.emit(record.order_id)

    def _settled(self, count: int) -> None:
        self._lists.setCurrentIndex(0 if count else 1)

    def _table(self) -> Table:
        return table(self._balance.channel if self._balance is not None else "")

    def retranslate(self) -> None:
        if self.left.title is not None and self.right.title is not None:
            self.left.title.setText(_("Who owes the shop"))
            self.right.title.setText(self._balance.channel if self._balance is not None else _("Orders"))
        self.channels.setAccessibleName(_("Who owes the shop"))
        self.table.setAccessibleName(_("Orders"))
        self.paid.setText(_("These are paid out"))
        self.fee.setText(_("Fee"))
        self.give_up.setText(_("Give up the difference"))
        self.export.set_accessible(_("Export"))
        self.empty.say(
            _("No channel owes the shop anything"),
            _("Orders whose money a marketplace, a store or a courier keeps first stand here until it is paid."),
            "coins",
        )
        self.channels.retranslate()
        self.table.retranslate()


def table(channel: str) -> Table:
    """The orders of one channel, or of all, as a list to export."""
    rows = payouts.owed(channel)
    words = {standing: _(badge[2]) for standing, badge in _BADGES.items()}
    return Table(
        _("Payouts"),
        (
            Field(_("Channel")), Field(_("Order")), Field(_("Buyer")), Field(_("State")), Field(_("Since"), Kind.TIME),
            Field(_("Total"), Kind.MONEY), Field(_("Fee"), Kind.MONEY), Field(_("Paid out"), Kind.MONEY),
            Field(_("Open"), Kind.MONEY),
        ),
        [
            (row.channel, row.number, row.buyer, words[row.standing], row.at, *(
                Amount(minor, row.currency)
                for minor in (row.total_minor, row.fee_minor, row.paid_out_minor, row.open_minor)
            ))
            for row in rows
        ],
    )  # fmt: skip


def _write_off(order_ids: Sequence[int]) -> int:
    return sum(payouts.write_off(order_id) for order_id in order_ids)


def _balances(after: Balance | None, limit: int) -> Sequence[Balance]:
    return rows_after(payouts.balances(), after, limit)


def _balance_id(row: Balance) -> int:
    return hash((row.channel, row.currency))


def _balance_row(row: Balance) -> Row:
    open_ = ngettext("{count} order open", "{count} orders open", row.open_orders).format(count=number(row.open_orders))
    short = ngettext("{count} short", "{count} short", row.short_orders).format(count=number(row.short_orders))
    sub = f"{open_} · {short}" if row.short_orders else open_
    return Row((Cell(row.channel, sub, strong=True), Cell(money(row.open_minor, row.currency), strong=True)))


def _owed(channel: str, after: OwedRow | None, limit: int) -> Sequence[OwedRow]:
    return rows_after(payouts.owed(channel), after, limit)


def _owed_id(row: OwedRow) -> int:
    return row.order_id


def _owed_row(zone: str, row: OwedRow) -> Row:
    kind, icon, words = _BADGES[row.standing]
    amounts = (row.total_minor, row.fee_minor, row.paid_out_minor)
    return Row((
        Cell(f"{order_name(row.number)} · {row.buyer}", day_time(row.at, zone=zone), strong=True),
        Cell(badge=(kind, icon, _(words))), *(Cell(money(minor, row.currency) if minor else "–") for minor in amounts),
        Cell(money(row.open_minor, row.currency), strong=True),
    ), dim=row.standing is Standing.PAID_OUT)  # fmt: skip
