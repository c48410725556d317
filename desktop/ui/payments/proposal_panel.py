"""Does this payment belong to this order? The line, the order, and in words what speaks for it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.bank_book import Kind, Part, Proposal
from desktop.domain.order import Payment
from desktop.i18n import LANGUAGES, _, date, day_time, money, ngettext, number
from desktop.services.payments import Case, OrderFacts
from desktop.ui.marks import mark_pixmap
from desktop.ui.payments.enter_field import EnterField
from desktop.ui.payments.order_finder import OrderFinder
from desktop.ui.payments.side import Side
from desktop.ui.payments.words import bank_name, sign, who
from desktop.ui.settings.page import scrolling
from desktop.ui.tasks import Runner
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import order_name


class _Evidence(QWidget):
    """Reasons under each other, each with its mark."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_reasons(self, reasons: list[tuple[str, str]]) -> None:
        """Each (mark, sentence)."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        look = theme()
        for mark, sentence in reasons:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, look.px(10), 0, look.px(10))
            line.setSpacing(look.px(12))
            picture = QLabel()
            picture.setPixmap(mark_pixmap(mark, 20))
            line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(sentence, "body", wrap=True), 1)
            self._column.addWidget(row)
            self._column.addWidget(Hairline())
        self._column.addStretch(1)


class ProposalPanel(Panel):
    """`show_case(case, at, of, zone)`, `look_for()`; `confirmed(parts, notify)`, `payout()`, `set_aside(reason)`."""

    confirmed = Signal(object, bool)
    payout = Signal()
    skipped = Signal()
    set_aside = Signal(str)
    wanted = Signal(int)  # this order instead
    opened = Signal(int)

    def __init__(self, tasks: Runner) -> None:
        super().__init__(title="?", flush=True)
        look = theme()
        self.case: Case | None = None
        self._at, self._zone = 0, "UTC"
        self._counted = Label("", "body", "ink.secondary")
        self.line, self.order = Side("wallet", "payments-line"), Side("inbox", "payments-order", current=True)
        self._sign = Label("=", "figure", "go.ink")
        self.evidence = _Evidence()
        self.notify, self._language = Tick("payments-notify"), Label("", "caption", "ink.secondary")
        self.finder, self.reason = OrderFinder(tasks), EnterField("payments-reason")
        self.other = KeyButton("", "search", "F", bench=True, name="payments-other")
        self.skip = KeyButton("", "arrow-right", "", bench=True, name="payments-skip")
        self.next = KeyButton("", "split", "N", role="quiet", name="payments-next-proposal")
        self.aside = KeyButton("", "archive", "A", role="quiet", name="payments-aside")
        self.confirm = KeyButton("", "check", "Return", role="primary", bench=True, name="payments-confirm")
        self.keep_aside = KeyButton("", "check", "", role="primary", bench=True, name="payments-keep-aside")
        self._pages, self._inside = QStackedWidget(), QStackedWidget()
        self.nothing = EmptyState("circle-check")
        if self.head is not None:
            self.head.addWidget(self.next)
            self.head.addWidget(self.aside)
            self.head.addWidget(self._counted)
        self._lay_out(look.px(24), look.px(16))
        self.notify.setChecked(True)
        self.finder.chosen.connect(self.wanted)
        self.finder.left.connect(self.close_finder)
        for button, act in (
            (self.other, self.look_for), (self.skip, self.skipped.emit), (self.next, self._next),
            (self.aside, self._ask_reason), (self.confirm, self._confirm), (self.keep_aside, self._set_aside),
        ):  # fmt: skip
            button.clicked.connect(act)
        self.reason.entered.connect(self._set_aside)
        self.retranslate()

    def fold(self, narrow: bool) -> None:
        """On a small screen the amounts and the one thing to do come before the words of what else may be done."""
        self._counted.setVisible(not narrow)
        for button, words in (
            (self.other, _("Other order")), (self.next, _("Next guess")), (self.skip, _("Skip")),
            (self.aside, _("Set aside")),
        ):  # fmt: skip
            button.setText("" if narrow else words)
            button.set_accessible(words)

    @property
    def proposal(self) -> Proposal | None:
        if self.case is None or not self.case.proposals:
            return None
        return self.case.proposals[self._at % len(self.case.proposals)]

    def show_case(self, case: Case | None, counted: str, zone: str) -> None:
        again = case is not None and self.case is not None and case.line.id == self.case.line.id
        self.case, self._zone = case, zone
        self._at = self._at if again else 0
        self._counted.setText(counted)
        if not again:
            self.close_finder()
        self._show()

    def look_for(self) -> None:
        """Look for another order by hand."""
        if self.case is not None:
            self._inside.setCurrentIndex(1)
            self._offer()
            self.finder.begin(self._zone)

    def close_finder(self) -> None:
        self._inside.setCurrentIndex(0)
        self._offer()

    def choose_first(self) -> None:
        self._at = 0
        self._show()

    def back(self) -> bool:
        if self._inside.currentIndex():
            self.close_finder()
            return True
        return False

    def _next(self) -> None:
        self._at += 1
        self._show()

    def _ask_reason(self) -> None:
        if self.case is not None:
            self.reason.clear()
            self._inside.setCurrentIndex(2)
            self._offer()
            self.reason.setFocus()

    def _set_aside(self) -> None:
        if self.reason.text().strip():
            self.set_aside.emit(self.reason.text())

    def _confirm(self) -> None:
        proposal = self.proposal
        if proposal is None:
            self.look_for()
        elif proposal.kind is Kind.PAYOUT:
            self.payout.emit()
        elif proposal.parts:
            self.confirmed.emit(list(proposal.parts), self.notify.isChecked())
        else:
            self.look_for()

    def chosen(self, order: OrderFacts) -> list[Part]:
        """A person's own choice: all of the line is this order's."""
        assert self.case is not None
        return [Part(order.id, self.case.line.arrived_minor)]

    def _show(self) -> None:
        case, proposal = self.case, self.proposal
        self._pages.setCurrentIndex(1 if case is None else 0)
        self._offer()
        if case is None:
            return
        line = case.line
        text = " ".join(line.text.split())
        self.line.show_side(
            _("Bank line"),
            money(line.arrived_minor, line.currency),
            (who(line), text, f"{bank_name(line.bank)} · {date(line.booked_on)}"),
        )
        order = case.orders.get(proposal.order_ids[0]) if proposal is not None and proposal.order_ids else None
        self._sign.setText("" if proposal is None else sign(line, proposal, order))
        self._show_order(proposal, order)
        reasons = (
            [("attention" if each.against else "right", each.say()) for each in proposal.evidence] if proposal else []
        )
        if proposal is None:
            reasons = [("not-begun", _("No unpaid order has this amount, this reference or this name."))]
        self.evidence.show_reasons(reasons)

    def _show_order(self, proposal: Proposal | None, order: OrderFacts | None) -> None:
        if proposal is not None and proposal.kind is Kind.PAYOUT:
            self.order.show_side(_("Payout"), proposal.channel, (_("It belongs to no single order."), "", ""))
            return
        self.order.setVisible(order is not None)
        if proposal is None or order is None or self.case is None:
            return
        many = len(proposal.parts)
        if many > 1:
            numbers = ", ".join(order_name(self.case.orders[each].number) for each in proposal.order_ids
                                if each in self.case.orders)  # fmt: skip
            head = ngettext("{count} order", "{count} orders", many).format(count=number(many))
            total = sum(part.amount_minor for part in proposal.parts)
            self.order.show_side(head, money(total, order.currency), (order.buyer, numbers, ""))
            return
        lines = ngettext("{count} line", "{count} lines", order.line_count).format(count=number(order.line_count))
        units = ngettext("{count} unit", "{count} units", order.units).format(count=number(order.units))
        placed = _("Ordered {time}").format(time=day_time(order.placed_at, zone=self._zone))
        self.order.show_side(
            _("Order {number}").format(number=order_name(order.number)),
            money(order.due_minor or order.total_minor, order.currency), (order.buyer, f"{lines}, {units}", placed),
        )  # fmt: skip

    def _offer(self) -> None:
        """The buttons that fit what is shown."""
        proposal, mode = self.proposal, self._inside.currentIndex()
        looks = self.case is not None and mode == 0
        pays = proposal is not None and (bool(proposal.parts) or proposal.kind is Kind.PAYOUT)
        self.confirm.setVisible(looks)
        self.confirm.setText(
            _("This is a payout") if proposal is not None and proposal.kind is Kind.PAYOUT
            else _("Confirm payment") if pays else _("Find the order")
        )  # fmt: skip
        self.other.setVisible(self.case is not None and mode != 1 and pays)
        self.skip.setVisible(looks)
        self.aside.setVisible(looks)
        self.next.setVisible(looks and self.case is not None and len(self.case.proposals) > 1)
        self.keep_aside.setVisible(mode == 2)
        order = None
        if self.case is not None and proposal is not None and proposal.order_ids:
            order = self.case.orders.get(proposal.order_ids[0])
        mails = looks and order is not None and order.payment in (Payment.UNPAID, Payment.CLAIMED)
        self.notify.setVisible(mails)
        self._language.setVisible(mails)
        self._language.setText(LANGUAGES.get(order.language, "") if order is not None else "")

    def _lay_out(self, wide: int, gap: int) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(gap)
        cards.addWidget(self.line, 1)
        cards.addWidget(self._sign)
        cards.addWidget(self.order, 1)
        tell = QHBoxLayout()
        tell.addWidget(self.notify)
        tell.addStretch(1)
        tell.addWidget(self._language)
        seen = QWidget()
        column = QVBoxLayout(seen)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        column.addLayout(cards)
        column.addWidget(self.evidence)
        column.addLayout(tell)
        column.addStretch(1)
        scroll = scrolling(seen)
        why = QWidget()
        asked = QVBoxLayout(why)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(self.reason)
        asked.addStretch(1)
        for page in (scroll, self.finder, why):
            self._inside.addWidget(page)
        buttons = QHBoxLayout()
        buttons.setSpacing(gap // 2)
        for button in (self.other, self.skip):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.keep_aside)
        buttons.addWidget(self.confirm)
        case = QWidget()
        body = QVBoxLayout(case)
        body.setContentsMargins(wide, gap, wide, gap)
        body.setSpacing(gap)
        body.addWidget(self._inside, 1)
        body.addLayout(buttons)
        self._pages.addWidget(case)
        self._pages.addWidget(self.nothing)
        self.body.addWidget(self._pages)

    def retranslate(self) -> None:
        if self.title is not None:
            self.title.setText(_("Does this payment belong to this order?"))
        self.notify.setText(_("Notify customer: payment received"))
        self.other.setText(_("Other order"))
        self.skip.setText(_("Skip"))
        self.next.setText(_("Next guess"))
        self.aside.setText(_("Set aside"))
        self.keep_aside.setText(_("Set aside"))
        self.reason.setPlaceholderText(_("What is this payment for? Rent, a private transfer, interest ..."))
        self.reason.setAccessibleName(_("Reason"))
        self.nothing.say(_("Nothing is chosen"), _("Choose a line on the left."), "wallet")
        self.finder.retranslate()
        self._show()
