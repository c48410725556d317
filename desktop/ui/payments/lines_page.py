"""Lines of the bank that wait, those first that one key settles, and beside them the current one's order."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.bank_book import Certainty, Kind, Proposal
from desktop.domain.bank_words import Said
from desktop.domain.errors import KolliError
from desktop.i18n import N_, _, date, money, ngettext, number
from desktop.services import bank, payments
from desktop.services.bank import LineView, Part
from desktop.services.payments import Case, OrderFacts
from desktop.ui import exporting
from desktop.ui.desk import Desk
from desktop.ui.payments.proposal_panel import ProposalPanel
from desktop.ui.payments.tables import waiting_lines
from desktop.ui.payments.words import MARKS, fit, who
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
from desktop.ui.words import order_name

_COLUMNS = (Column("", 110, stretch=1), Column("", 122, RIGHT))
_ROW_PX = 66
_NARROW = 1080  # px of the page below which it says less in its heads


class _Listed:
    """The waiting lines as they were when the list was read; pages of it are cut without asking again."""

    def __init__(self) -> None:
        self._rows: list[LineView] = []
        self._at: dict[int, int] = {}

    def page(self, after: LineView | None, limit: int) -> Sequence[LineView]:
        if after is None:
            self._rows = payments.open_lines()
            self._at = {row.id: at for at, row in enumerate(self._rows)}
        start = 0 if after is None else self._at.get(after.id, len(self._rows) - 1) + 1
        return self._rows[start : start + limit]

    def size(self) -> int:
        return len(self._rows)


class LinesPage(QWidget):
    """`read()`; `done(undo, words)` after something was decided."""

    done = Signal(object, str, str)
    imported = Signal()

    def __init__(self, desk: Desk, import_button: KeyButton) -> None:
        super().__init__()
        self.desk = desk
        self._zone = "UTC"
        self._expected = 0
        self._chosen: tuple[int, Proposal, OrderFacts] | None = None  # an order that a person chose, and for which line
        look = theme()
        self.table = PagedTable(desk.tasks, _COLUMNS, name="payments-lines", row_px=_ROW_PX)
        self.panel = ProposalPanel(desk.tasks)
        self.empty, self._lists = EmptyState("wallet", button=import_button), QStackedWidget()
        self.export = exporting.button(desk, waiting_lines, "payments-lines-export", bare=True)
        self._counted = Label("", "body", "ink.secondary")
        self.box = Panel(title="?", flush=True)
        if self.box.head is not None:
            self.box.head.addWidget(self._counted)
            self.box.head.addWidget(self.export)
        self.box.body.addWidget(self.table)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        row.addWidget(self.box, 5)
        row.addWidget(self.panel, 9)
        self._lists.addWidget(both_ways(inside))
        none = Panel(flush=True)
        none.body.addWidget(self.empty)
        self._lists.addWidget(none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._lists)
        self._connect()
        self.retranslate()

    def show_zone(self, zone: str) -> None:
        self._zone = zone

    def read(self, anew: bool = False) -> None:
        if anew or not self.table.count():
            listed = _Listed()
            self.table.show_source(Source(page=listed.page, show=_row, id=_id, size=listed.size))
        else:
            self.table.reload()

    def expect(self, count: int) -> None:
        """How many lines there are; some of them may not be looked at yet."""
        self._expected = count
        self._settled(self.table.count())

    def propose(self, order_id: int) -> None:
        """An order was scanned, or found by hand: it is proposed for the current line."""
        self.desk.tasks.run(partial(payments.orders, [order_id]), self._proposed, self.desk.lane.show_refused)

    def back(self) -> bool:
        if self.panel.back():
            self.table.setFocus()
            return True
        return False

    def _proposed(self, found: dict[int, OrderFacts]) -> None:
        case = self.panel.case
        order = next(iter(found.values()), None)
        if case is None or order is None:
            return
        chosen = Proposal(Kind.EXACT, Certainty.PROBABLE, tuple(self.panel.chosen(order)),
                          (Said(N_("A person has chosen this order.")),))  # fmt: skip
        self._chosen = (case.line.id, chosen, order)
        self._show_case(case)
        self.panel.close_finder()
        self.panel.choose_first()
        self.table.setFocus()

    def _show_line(self, _row: object = None) -> None:
        row = self.table.current()
        if isinstance(row, LineView):
            self.desk.tasks.run(partial(payments.case, row.id), self._show_case, self._gone)
        else:
            self.panel.show_case(None, "", self._zone)

    def _gone(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self.read(anew=True)

    def _show_case(self, case: Case) -> None:
        row = self.table.current()
        if self._chosen is not None and self._chosen[0] == case.line.id and self._chosen[1] not in case.proposals:
            _line_id, chosen, order = self._chosen
            case = Case(case.line, (chosen, *case.proposals), {**case.orders, order.id: order})
        if isinstance(row, LineView) and row.id == case.line.id:
            self.panel.show_case(case, self._counted_here(), self._zone)

    def _counted_here(self) -> str:
        at, of = self.table.currentIndex().row() + 1, self.table.count()
        return _("{at} of {of}").format(at=number(at), of=number(of))

    def _settled(self, count: int) -> None:
        self._lists.setCurrentIndex(0 if count or self._expected else 1)
        self._counted.setText(ngettext("{count} line", "{count} lines", count).format(count=number(count)))

    def _skip(self) -> None:
        self.table.select_row(self.table.currentIndex().row() + 1)
        self.table.setFocus()

    def _confirm(self, parts: list[Part], notify: bool) -> None:
        case = self.panel.case
        if case is not None:
            named = [case.orders[part.order_id] for part in parts if part.order_id in case.orders]
            words = ", ".join(f"{order_name(order.number)} {order.buyer}" for order in named)
            self._do(partial(payments.confirm, case.line.id, parts, notify), _("Payment confirmed"), words)

    def _payout(self) -> None:
        case, proposal = self.panel.case, self.panel.proposal
        if case is not None and proposal is not None:
            self._do(
                partial(payments.as_payout, case.line.id, proposal.channel), _("Kept as a payout"), proposal.channel
            )

    def _set_aside(self, reason: str) -> None:
        case = self.panel.case
        if case is not None:
            self._do(partial(bank.set_aside, case.line.id, reason), _("Set aside"), reason)

    def _do(self, act: Callable[[], object], words: str, detail: str) -> None:
        case = self.panel.case
        if case is not None:
            undo = partial(payments.undo, case.line.id)
            self.desk.tasks.run(act, partial(self._did, undo, words, detail), self._refused)

    def _did(self, undo: Callable[[], object], words: str, detail: str, _result: object) -> None:
        self.desk.lane.show_result(Outcome.SAVED, words, detail)
        self.panel.close_finder()
        self.table.setFocus()
        self.done.emit(undo, words, detail)

    def _refused(self, error: Exception) -> None:
        self.desk.lane.show_refused(error)
        self.read()

    def _enter(self, _record: Any) -> None:
        self.panel.confirm.click()

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_line)
        self.table.settled.connect(self._settled)
        self.table.opened.connect(self._enter)
        self.panel.confirmed.connect(self._confirm)
        self.panel.payout.connect(self._payout)
        self.panel.set_aside.connect(self._set_aside)
        self.panel.skipped.connect(self._skip)
        self.panel.wanted.connect(self.propose)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self.width() < theme().px(_NARROW)
        self._counted.setVisible(not narrow)
        self.panel.fold(narrow)

    def retranslate(self) -> None:
        if self.box.title is not None:
            self.box.title.setText(_("Bank lines"))
        self.table.setAccessibleName(_("Bank lines"))
        self.export.set_accessible(_("Export"))
        self.empty.say(
            _("No payment waits"),
            _("Read a statement of your bank: BCA, Mandiri, BgMax or camt.053. Drop the file here, or choose it."),
            "wallet",
        )  # fmt: skip
        self.panel.retranslate()
        self._fold()
        self.table.retranslate()


def _id(line: LineView) -> int:
    return line.id


def _row(line: LineView) -> Row:
    return Row((
        Cell(who(line), f"{date(line.booked_on)} · {fit(line)}", strong=True, mark=MARKS[line.certainty]),
        Cell(money(line.arrived_minor, line.currency), strong=True),
    ))  # fmt: skip
