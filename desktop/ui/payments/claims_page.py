"""What buyers say they have paid, with their pictures large; a person accepts it or refuses it with a reason."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _, date, day_time, money, ngettext, number
from desktop.services import claim_pictures, payment_claims, payments
from desktop.services.payment_claims import ClaimRow
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.payments.enter_field import EnterField
from desktop.ui.payments.picture import Picture
from desktop.ui.payments.side import Side
from desktop.ui.payments.tables import claims
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.settings.page import both_ways
from desktop.ui.tables import Source
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import order_name

_COLUMNS = (Column("", 110, stretch=1), Column("", 122, RIGHT))
_ROW_PX = 66


class ClaimsPage(QWidget):
    """`read()`; `done(undo, words, detail)` after one was decided; `opened(order_id)`."""

    done = Signal(object, str, str)
    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._zone = "UTC"
        self._row: ClaimRow | None = None
        self.table = PagedTable(desk.tasks, _COLUMNS, name="payments-claims", row_px=_ROW_PX)
        self.claim, self.order = (
            Side("wallet", "claim-said", compact=True),
            Side("inbox", "claim-order", True, compact=True),
        )
        self._sign = Label("=", "title", "go.ink")
        self.picture, self.reason = Picture("claim-shown"), EnterField("claim-reason")
        self.notify = Tick("claim-notify")
        self.notify.setChecked(True)
        self.accept = KeyButton("", "check", "Return", role="primary", bench=True, name="claim-accept")
        self.refuse = KeyButton("", "x", "X", bench=True, name="claim-refuse")
        self.open = KeyButton("", "file-text", "O", bench=True, name="claim-open")
        self.export = exporting.button(desk, claims, "claims-export", bare=True)
        self.empty, self._lists = EmptyState("circle-check"), QStackedWidget()
        self.box, self.panel = Panel(title="?", flush=True), Panel(title="?")
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_zone(self, zone: str) -> None:
        self._zone = zone

    def read(self, anew: bool = False) -> None:
        if anew or not self.table.count():
            self.table.show_source(Source(page=_page, show=_shown, id=_id, size=payment_claims.count))
        else:
            self.table.reload()

    def back(self) -> bool:
        if self.reason.isVisible():
            self._ask(False)
            self.table.setFocus()
            return True
        return False

    def _show_current(self, _row: object = None) -> None:
        row = self.table.current()
        self._row = row if isinstance(row, ClaimRow) else None
        self._ask(False)
        if self._row is None:
            return
        row = self._row
        when = date(row.paid_on) if row.paid_on else ""
        said = _("Said {time}").format(time=day_time(row.at, zone=self._zone))
        self.claim.show_side(
            _("Buyer says"), money(row.amount_minor, row.currency),
            (" · ".join(part for part in (row.way, when) if part) or "–", row.reference, said),
        )  # fmt: skip
        lines = ngettext("{count} line", "{count} lines", row.line_count).format(count=number(row.line_count))
        units = ngettext("{count} unit", "{count} units", row.units).format(count=number(row.units))
        placed = _("Ordered {time}").format(time=day_time(row.placed_at, zone=self._zone))
        self.order.show_side(
            _("Order {number}, due").format(number=order_name(row.number)), money(row.due_minor, row.currency),
            (row.buyer, f"{lines}, {units}", placed),
        )  # fmt: skip
        self._sign.setText("=" if row.fits else "<" if row.amount_minor < row.due_minor else ">")
        self.picture.show_picture(None)
        self.desk.tasks.run(partial(claim_pictures.shown, row.picture), partial(self._show_picture, row.id), _nothing)

    def _show_picture(self, claim_id: int, png: bytes | None) -> None:
        if self._row is not None and self._row.id == claim_id:
            self.picture.show_picture(png)

    def _ask(self, asks: bool) -> None:
        self.reason.setVisible(asks)
        self.reason.clear()
        if asks:
            self.reason.setFocus()

    def _accept(self) -> None:
        if self._row is not None:
            row = self._row
            act = partial(payments.accept, row.id, self.notify.isChecked())
            self._do(act, row, _("Payment confirmed"), f"{order_name(row.number)} {row.buyer}")

    def _refuse(self) -> None:
        if self._row is None:
            return
        if not self.reason.isVisible():
            self._ask(True)
        elif self.reason.text().strip():
            row, why = self._row, self.reason.text()
            self._do(partial(payment_claims.refuse, row.id, why), row, _("Refused"), why)

    def _do(self, act: Callable[[], object], row: ClaimRow, words: str, detail: str) -> None:
        undo = partial(payments.take_up, row.id)
        self.desk.tasks.run(act, partial(self._did, undo, words, detail), self.desk.lane.show_refused)

    def _did(self, undo: Callable[[], object], words: str, detail: str, _result: object) -> None:
        self._ask(False)
        self.table.setFocus()
        self.desk.lane.show_result(Outcome.SAVED, words, detail)
        self.done.emit(undo, words, detail)

    def _settled(self, count: int) -> None:
        self._lists.setCurrentIndex(0 if count else 1)

    def _enter(self, _record: Any) -> None:
        self.accept.click()

    def _open(self) -> None:
        if self._row is not None:
            self.opened.emit(self._row.order_id)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_current)
        self.table.settled.connect(self._settled)
        self.table.opened.connect(self._enter)
        self.accept.clicked.connect(self._accept)
        self.refuse.clicked.connect(self._refuse)
        self.reason.entered.connect(self._refuse)
        self.open.clicked.connect(self._open)

    def _lay_out(self) -> None:
        look = theme()
        if self.box.head is not None:
            self.box.head.addWidget(self.export)
        self.box.body.addWidget(self.table)
        cards = QVBoxLayout()
        cards.setSpacing(look.px(8))
        cards.addWidget(self.claim)
        cards.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        cards.addWidget(self.order)
        cards.addStretch(1)
        cards.addWidget(self.notify)
        both = QHBoxLayout()
        both.setSpacing(look.px(16))
        both.addWidget(self.picture, 3)
        both.addLayout(cards, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addWidget(self.refuse)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        buttons.addWidget(self.accept)
        self.panel.body.setSpacing(look.px(12))
        self.panel.body.addLayout(both, 1)
        self.panel.body.addWidget(self.reason)
        self.panel.body.addLayout(buttons)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(self.box, 5)
        row.addWidget(self.panel, 9)
        none = Panel(flush=True)
        none.body.addWidget(self.empty)
        self._lists.addWidget(both_ways(inside))
        self._lists.addWidget(none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._lists)

    def retranslate(self) -> None:
        if self.box.title is not None and self.panel.title is not None:
            self.box.title.setText(_("Buyers say paid"))
            self.panel.title.setText(_("Is this payment there?"))
        self.table.setAccessibleName(_("Buyers say paid"))
        self.export.set_accessible(_("Export"))
        self.accept.setText(_("Confirm payment"))
        self.refuse.setText(_("Refuse"))
        self.open.setText(_("Open order"))
        self.notify.setText(_("Notify customer: payment received"))
        self.reason.setPlaceholderText(_("What is wrong with it? The order's history tells."))
        self.reason.setAccessibleName(_("Reason"))
        self.empty.say(
            _("No buyer waits for an answer"),
            _("What buyers say they have paid is kept here: press N, or drop the picture of a receipt."),
            "circle-check",
        )  # fmt: skip
        self.table.retranslate()


def _nothing(_error: Exception) -> None:
    """A picture that cannot be shown any more is no picture."""


def _page(after: ClaimRow | None, limit: int) -> Sequence[ClaimRow]:
    return payment_claims.waiting(after, limit)


def _id(row: ClaimRow) -> int:
    return row.id


def _shown(row: ClaimRow) -> Row:
    fits = _("fits") if row.fits else _("{amount} is due").format(amount=money(row.due_minor, row.currency))
    sub = " · ".join(part for part in (order_name(row.number), row.way, fits) if part)
    return Row((
        Cell(row.buyer or order_name(row.number), sub, strong=True, mark="right" if row.fits else "in-work"),
        Cell(money(row.amount_minor, row.currency), strong=True),
    ))  # fmt: skip
