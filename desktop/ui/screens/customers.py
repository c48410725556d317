"""Customers: the list and a person's file, complaints by when they are due, vouchers, affiliates and their payouts."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import BadInput, KolliError
from desktop.domain.money import to_minor
from desktop.domain.rights import Right
from desktop.i18n import N_, _, date, money, number
from desktop.services import complaints, customer_file, orders, permits, printing, returns, settings
from desktop.services.changes import Change, new_op_id
from desktop.services.complaints import Complaint, Standard
from desktop.services.exporting import Table
from desktop.services.loyalty import affiliates, vouchers
from desktop.services.loyalty.affiliates import Affiliate, Payout
from desktop.services.loyalty.vouchers import Voucher, written
from desktop.ui import exporting as to_file
from desktop.ui.customers import exports, words
from desktop.ui.customers.complaint_panel import ComplaintPanel
from desktop.ui.customers.facts import Facts, load
from desktop.ui.customers.file_panel import FilePanel
from desktop.ui.customers.form import Asked, Form
from desktop.ui.customers.listing import SearchedList
from desktop.ui.customers.person_work import PersonWork
from desktop.ui.customers.section import Line, Section
from desktop.ui.desk import Desk
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.page import PageHead, page_column
from desktop.ui.widgets.panel import Panel
from desktop.ui.widgets.stage_tabs import StageTabs

PEOPLE, COMPLAINTS, VOUCHERS, AFFILIATES = "people", "complaints", "vouchers", "affiliates"
_MOST_UNDO = 50


class CustomersScreen(Screen):
    name, title, icon, letter, right = "customers", N_("Customers"), "users", "U", Right.CUSTOMERS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._tab = PEOPLE
        self._wish: int | None = None
        self._undo: list[Callable[[], object]] = []
        self.head, self.tabs = PageHead(), StageTabs("customers-tabs")
        self.people = SearchedList(desk, "customers", words.CUSTOMERS, customer_file.find, words.customer_row,
                                   icon="users", row_px=60)  # fmt: skip
        self.cases = SearchedList(desk, "complaints", words.COMPLAINTS, _complaints, words.complaint_row,
                                  icon="message-square-text", searched=False, head=True)  # fmt: skip
        self.vouchers = SearchedList(desk, "vouchers", words.VOUCHERS, _vouchers, words.voucher_row, icon="gift",
                                     searched=False, head=True)  # fmt: skip
        self.affiliates = SearchedList(desk, "affiliates", words.AFFILIATES, _affiliates, words.affiliate_row,
                                       icon="user-plus", searched=False, head=True)  # fmt: skip
        self.file, self.complaint, self.payouts = FilePanel(), ComplaintPanel(), Section("payouts")
        self.form, self.nobody = Form(), EmptyState("users")
        self.new = KeyButton("", "plus", "Ctrl+N", name="customers-new")
        self.pay = KeyButton("", "coins", "F9", name="customers-pay-out")
        self.print_ = KeyButton("", "printer", "P", name="customers-print-voucher")
        self.mail = KeyButton("", "mail", "E", name="customers-mail-voucher")
        self.save = to_file.button(desk, self._table, "customers-export-list")
        self._file, self._pages = QStackedWidget(), QStackedWidget()
        self._work = PersonWork(desk, self, self.file.form)
        self._lay_out()
        self._connect()
        desk.hub.watch(self, {"customer", "complaint", "voucher", "affiliate", "order", "settings"}, self._changed)
        self.retranslate()
        self.tabs.choose(PEOPLE)
        self._show_tab(PEOPLE)

    # What the window asks

    def open(self, id: int | None) -> None:
        """Show a person; below zero: the complaint with that id."""
        if id is None:
            return
        if id < 0:
            self._wish = -id
            self.tabs.choose(COMPLAINTS)
            self._show_tab(COMPLAINTS)
            self._read_complaint(-id)
        else:
            self._wish = id
            self.people.search.clear()
            self.tabs.choose(PEOPLE)
            self._show_tab(PEOPLE)
            self._read(id)

    def entered(self) -> None:
        self.desk.lane.set_idle(_("Customers"), _("Type a name, a phone number, an e-mail address or an order number."))
        self._read_again()
        self._count()
        self._list().table.setFocus()

    def scanned(self, text: str) -> None:
        self.desk.tasks.run(partial(_whose, text), self._read, self.desk.lane.show_refused)

    def back(self) -> bool:
        for form in (self.form, self.file.form):
            if form.isVisible():
                form.close_form()
                return True
        if self._tab == PEOPLE and self.people.search.text():
            self.people.search.clear()
            return True
        return False

    def undo(self) -> bool:
        if not self._undo:
            return False
        self.desk.tasks.run(self._undo.pop(), self._undone, self.desk.lane.show_refused)
        return True

    def search_focus(self) -> bool:
        self.tabs.choose(PEOPLE)
        self._show_tab(PEOPLE)
        self.people.search.setFocus()
        self.people.search.selectAll()
        return True

    def retranslate(self) -> None:
        self.head.set_title(_("Customers"))
        self.tabs.set_tabs([(PEOPLE, _("People")), (COMPLAINTS, _("Complaints")), (VOUCHERS, _("Vouchers")),
                            (AFFILIATES, _("Affiliates"))])  # fmt: skip
        self.people.search.setPlaceholderText(_("Name, phone, e-mail, order number"))
        self.people.search.setAccessibleName(_("Search customers"))
        for listed, title, empty in (
            (self.people, _("Customers"), _("Nobody is called so")), (self.cases, _("Complaints"), _("No complaints")),
            (self.vouchers, _("Vouchers"), _("No vouchers")), (self.affiliates, _("Affiliates"), _("No affiliates")),
        ):  # fmt: skip
            listed.table.setAccessibleName(title)
            listed.empty.say(empty)
            listed.table.retranslate()
        self.nobody.say(_("Choose a customer"), _("Their orders, returns, complaints and points stand here."))
        self.pay.setText(_("Make payout list"))
        self.print_.setText(_("Print"))
        self.mail.setText(_("E-mail"))
        self.save.setText(_("Export"))
        self.file.retranslate()
        self.complaint.retranslate()
        self._name_new()
        self._count()

    # Lists

    def _list(self) -> SearchedList:
        return {PEOPLE: self.people, COMPLAINTS: self.cases, VOUCHERS: self.vouchers,
                AFFILIATES: self.affiliates}[self._tab]  # fmt: skip

    def _show_tab(self, key: str) -> None:
        self.form.close_form()
        self._tab = key
        self._pages.setCurrentIndex((PEOPLE, COMPLAINTS, VOUCHERS, AFFILIATES).index(key))
        self._name_new()
        self.pay.setVisible(key == AFFILIATES)
        for button in (self.print_, self.mail):
            button.setVisible(key == VOUCHERS)
        self._list().again()
        self._list().table.setFocus()

    def _name_new(self) -> None:
        titles = {COMPLAINTS: "", VOUCHERS: _("New voucher"), AFFILIATES: _("New affiliate")}
        self.new.setText(titles.get(self._tab, ""))
        self.new.setVisible(bool(titles.get(self._tab)))

    def _read_again(self) -> None:
        self._list().table.reload()
        if self._tab == PEOPLE and self.file.facts is not None:
            self._read(self.file.facts.view.id)
        elif self._tab == COMPLAINTS and self.complaint.found is not None:
            self._read_complaint(self.complaint.found.row.id)
        elif self._tab == AFFILIATES:
            self._read_payouts()

    def _changed(self, _heard: frozenset[Change]) -> None:
        self._count()
        if self.isVisible():
            self._read_again()

    def _count(self) -> None:
        self.desk.tasks.run(_counts, self._counted)

    def _counted(self, found: tuple[int, int]) -> None:
        waiting, late = found
        self.tabs.set_count(COMPLAINTS, waiting or None)
        self.desk.badge("customers", late, late > 0)

    def _listed(self, _count: int) -> None:
        """The list stands: who is wanted becomes its current row, or no row does."""
        if self._wish is not None:
            wish, listed = self._wish, self._list().table
            if not listed.select_id(wish):
                listed.clearSelection()
            self._wish = None

    def _current(self, row: Any) -> None:
        if (
            row is not None
            and self._wish in (None, row.id)
            and (self.file.facts is None or self.file.facts.view.id != row.id)
        ):
            self._read(row.id)

    def _current_complaint(self, row: Any) -> None:
        if (
            row is not None
            and self._wish in (None, row.id)
            and (self.complaint.found is None or self.complaint.found.row.id != row.id)
        ):
            self._read_complaint(row.id)

    # A person

    def _read(self, customer_id: int) -> None:
        self.desk.tasks.run(partial(load, customer_id), self._show, self.desk.lane.show_refused)

    def _show(self, facts: Facts) -> None:
        if self.file.facts is not None and self.file.facts.view.id != facts.view.id:
            self.file.form.close_form()
        self.file.show_facts(facts)
        self._file.setCurrentWidget(self.file)

    def _wants(self, word: str, value: object) -> None:
        if self.file.facts is not None:
            self._work.wants(word, value, self.file.facts)

    def forget_undo(self) -> None:
        """Nothing that was done before can be taken back from here."""
        self._undo.clear()

    # Complaints

    def _read_complaint(self, complaint_id: int) -> None:
        self.desk.tasks.run(partial(_complaint, complaint_id), self._show_complaint, self.desk.lane.show_refused)

    def _show_complaint(self, read: tuple[Complaint, tuple[Standard, ...], str]) -> None:
        self.complaint.show_complaint(*read)
        self.complaint.show()

    def _complaint_wants(self, word: str, value: object) -> None:
        found, text = self.complaint.found, str(value)
        if found is None:
            return
        row = found.row
        if word == "order" and row.order_id is not None:
            self.desk.open("order", row.order_id)
        elif word == "customer" and row.customer_id is not None:
            self.open(row.customer_id)
        elif word == "return" and row.order_id is not None:
            self.desk.tasks.run(partial(_return_of, row), self._to_return, self.desk.lane.show_refused)
        elif word == "solve":
            if row.state == "solved":
                self.do(partial(complaints.reopen, row.id), _("Open again"), partial(complaints.solve, row.id))
            else:
                self.do(partial(complaints.solve, row.id, text), _("Solved"), partial(complaints.reopen, row.id))
                self.complaint.done()
        elif word == "heard":
            self.desk.tasks.run(partial(complaints.heard, row.id, text), self._said, self.desk.lane.show_refused)
        elif word == "chat":
            self.desk.tasks.run(partial(_chat, row, text, new_op_id()), self._copied, self.desk.lane.show_refused)
        elif word == "mail":
            self.desk.tasks.run(partial(complaints.answer, row.id, text, "mail", new_op_id()), self._said,
                                self.desk.lane.show_refused)  # fmt: skip

    def _said(self, _done: object) -> None:
        self.complaint.done()
        self.told(_("Saved"), None)

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.complaint.done()
        self.told(_("Copied"), None, _("Paste it into the chat."))

    def _to_return(self, case_id: int | None) -> None:
        """Its return where there is one, else the page that opens one for the order."""
        found = self.complaint.found
        if case_id is not None:
            self.desk.open("returns", case_id)
        elif found is not None and found.row.order_id is not None:
            self.desk.open("returns", -found.row.order_id)

    # Vouchers and affiliates

    def _new(self) -> None:
        if self._tab == VOUCHERS:
            fields = (
                Asked("value", _("Value")),
                Asked("code", _("Code (empty: Kolli makes one)")),
                Asked("days", _("Days that it holds (0: for ever)"), "365"),
                Asked("note", _("Note")),
            )
            self.form.ask(_("New voucher"), fields, _("Make voucher"), self._make_voucher)
        elif self._tab == AFFILIATES:
            self._ask_affiliate(None)

    def _make_voucher(self, said: dict[str, str]) -> None:
        self.desk.tasks.run(partial(_issue, said, new_op_id()), self.made_voucher, self.not_done)

    def made_voucher(self, voucher: Voucher) -> None:
        left = money(voucher.left_minor, voucher.currency)
        self.told(_("Voucher {code}").format(code=written(voucher.code)), None, left)

    def _open_voucher(self, row: Voucher) -> None:
        if not row.void:
            self.form.ask(written(row.code), (Asked("reason", _("Why does it pay nothing more?")),), _("Void voucher"),
                          partial(self._void, row.id), danger=True)  # fmt: skip

    def _print_voucher(self) -> None:
        row = self.vouchers.table.current()
        if row is not None:
            self.do(partial(printing.queue_own, "voucher", str(row.id)), _("In the print queue"))

    def _mail_voucher(self) -> None:
        row = self.vouchers.table.current()
        if row is not None:
            self.desk.tasks.run(partial(vouchers.mail, row.id), self._mailed, self.not_done)

    def _mailed(self, sent: bool) -> None:
        if sent:
            self.told(_("The mail waits to be sent"), None)
        else:
            self.desk.lane.show_result(Outcome.ATTENTION, _("No mail"), _("It was sent before, is switched off, or "
                                                                          "there is no address."))  # fmt: skip

    def _void(self, voucher_id: int, said: dict[str, str]) -> None:
        self.do(partial(vouchers.void, voucher_id, said["reason"]), _("Void"))

    def _ask_affiliate(self, row: Affiliate | None) -> None:
        fields = (
            Asked("name", _("Name"), row.name if row else ""), Asked("code", _("Code"), row.code if row else ""),
            Asked("rate", _("Rate in percent"), number(row.rate) if row else ""),
            Asked("email", _("E-mail"), row.email if row else ""), Asked("phone", _("Phone"), row.phone if row else ""),
            Asked("account", _("Bank account"), row.account if row else ""),
            Asked("active", _("Works with us"), "yes" if row is None or row.active else "no",
                  choices=(("yes", _("Yes")), ("no", _("No")))),
        )  # fmt: skip
        title = row.name if row else _("New affiliate")
        self.form.ask(title, fields, _("Save"), partial(self._save_affiliate, row.id if row else None))

    def _save_affiliate(self, affiliate_id: int | None, said: dict[str, str]) -> None:
        work = partial(
            affiliates.save, said["name"], said["code"], said["rate"], email=said["email"], phone=said["phone"],
            account=said["account"], active=said["active"] == "yes", affiliate_id=affiliate_id,
        )  # fmt: skip
        self.do(work, _("Affiliate saved"))

    def _pay_out(self) -> None:
        row = self.affiliates.table.current()
        if row is not None:
            self.do(partial(affiliates.pay_out, row.id), _("Payout list made"))

    def _read_payouts(self, _row: object = None) -> None:
        self.desk.tasks.run(_payouts, self._show_payouts, self.desk.lane.show_refused)

    def _show_payouts(self, read: tuple[list[Payout], str]) -> None:
        found, zone = read
        lines = []
        for each in found:
            paid = each.paid_at is not None
            act = partial(self.do, partial(affiliates.mark_paid, each.id, not paid),
                          _("Not paid after all") if paid else _("Paid"),
                          partial(affiliates.mark_paid, each.id, paid))  # fmt: skip
            amount = money(each.amount_minor, each.currency)
            word, icon = (_("Not paid"), "rotate-ccw") if paid else (_("Paid"), "check")
            lines.append(Line(each.name, date(each.made_at, zone=zone), amount, strong=True, act=act, act_words=word,
                              act_icon=icon))  # fmt: skip
            if not paid:
                lines.append(Line("", each.account, "", act=partial(
                    self.do, partial(affiliates.undo_payout, each.id), _("List taken apart")), act_words=_("Undo list"),
                    act_icon="x"))  # fmt: skip
        self.payouts.say(_("Payout lists"), lines, _("None was made yet."))

    # Work

    def do(self, work: Callable[[], object], said: str, undo: Callable[[], object] | None = None) -> None:
        self.desk.tasks.run(work, partial(self._done, said, undo), self.not_done)

    def _done(self, said: str, undo: Callable[[], object] | None, _result: object) -> None:
        self.told(said, undo)

    def told(self, said: str, undo: Callable[[], object] | None, detail: str = "") -> None:
        for form in (self.form, self.file.form):
            form.close_form()
        if undo is not None:
            self._undo = [*self._undo, undo][-_MOST_UNDO:]
        self.desk.lane.show_result(Outcome.SAVED, said, detail)
        self._read_again()
        self._count()
        self._list().table.setFocus()

    def not_done(self, error: Exception) -> None:
        form = next((form for form in (self.form, self.file.form) if form.isVisible()), None)
        if form is not None and isinstance(error, KolliError):
            form.say_wrong(error.say())
        self.desk.lane.show_refused(error)

    def _undone(self, _result: object) -> None:
        self.told(_("Undone"), None)

    def _table(self) -> Table:
        if self._tab == COMPLAINTS:
            return exports.complaint_list("")
        if self._tab == VOUCHERS:
            return exports.voucher_list()
        return exports.payout_list() if self._tab == AFFILIATES else exports.customers(self.people.search.text())

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.people.table.current_changed.connect(self._current)
        self.people.table.settled.connect(self._listed)
        self.cases.table.settled.connect(self._listed)
        self.cases.table.current_changed.connect(self._current_complaint)
        self.affiliates.table.current_changed.connect(self._read_payouts)
        self.affiliates.table.opened.connect(self._ask_affiliate)
        self.vouchers.table.opened.connect(self._open_voucher)
        self.file.wants.connect(self._wants)
        self.complaint.wants.connect(self._complaint_wants)
        self.new.clicked.connect(self._new)
        self.pay.clicked.connect(self._pay_out)
        self.print_.clicked.connect(self._print_voucher)
        self.mail.clicked.connect(self._mail_voucher)

    def _lay_out(self) -> None:
        look = theme()
        self.head.add_middle(self.tabs)
        for button in (self.new, self.pay, self.print_, self.mail, self.save):
            self.head.add_action(button)
        empty = Panel()
        empty.body.addWidget(self.nobody)
        self._file.addWidget(empty)
        self._file.addWidget(self.file)
        self.complaint.hide()
        self.people.setFixedWidth(look.px(320))
        for left, right, share in (
            (self.people, self._file, 0), (self.cases, self.complaint, 3), (self.vouchers, None, 1),
            (self.affiliates, self.payouts, 3),
        ):  # fmt: skip
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(look.px(12))
            row.addWidget(left, share)
            if right is self.payouts:
                beside = QVBoxLayout()
                beside.addWidget(self.payouts)
                beside.addStretch(1)
                row.addLayout(beside, 2)
            elif right is not None:
                row.addWidget(right, 2 if share else 1)
            self._pages.addWidget(page)
        column = page_column(self)
        column.addWidget(self.head)
        column.addWidget(self.form)
        column.addWidget(self._pages, 1)


def _complaints(_text: str) -> Sequence[complaints.Row]:
    return [*complaints.listed(), *complaints.listed("solved", 100)]


def _vouchers(_text: str) -> Sequence[Voucher]:
    return vouchers.every(only_open=False)


def _affiliates(_text: str) -> Sequence[Affiliate]:
    return affiliates.every()


def _counts() -> tuple[int, int]:
    if not permits.may(Right.CUSTOMERS):
        return 0, 0
    return len(complaints.listed()), complaints.overdue()


def _whose(text: str) -> int:
    """Whose order was scanned."""
    found = customer_file.of_order(orders.find(text))
    if found is None:
        raise BadInput(what=N_("The order"), value=text, next=N_("It names nobody."))
    return found


def _complaint(complaint_id: int) -> tuple[Complaint, tuple[Standard, ...], str]:
    found = complaints.show(complaint_id)
    spoken = ""
    if found.row.customer_id is not None:
        spoken = customer_file.show(found.row.customer_id).contact.language
    return found, tuple(complaints.standards(spoken)), settings.shop().zone


def _chat(row: complaints.Row, text: str, cause: str) -> str:
    complaints.answer(row.id, text, "chat", cause)
    return complaints.show(row.id).said[-1].body


def _return_of(row: complaints.Row) -> int | None:
    """The return that belongs to it: the one that is linked, else the newest of its order, which it is linked to."""
    if row.case_id is not None or row.order_id is None:
        return row.case_id
    found = returns.of_order(row.order_id)
    if not found:
        return None
    newest = max(each.id for each in found)
    complaints.link_return(row.id, newest)
    return newest


def _issue(said: dict[str, str], cause: str) -> Voucher:
    currency = settings.shop().currency
    try:
        value = Decimal(said["value"].replace(" ", "").replace(",", "."))
        days = int(said["days"] or 0)
    except (InvalidOperation, ValueError):
        raise BadInput(what=N_("The value"), value=said["value"], next=N_("Type a number, such as 100000.")) from None
    return vouchers.issue(to_minor(value, currency), currency, code=said["code"], days=days, note=said["note"],
                          cause=f"hand:{cause}")  # fmt: skip


def _payouts() -> tuple[list[Payout], str]:
    return [each for each in affiliates.payouts(limit=40) if each.undone_at is None], settings.shop().zone
