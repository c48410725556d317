"""Customers: the list and a person's file, complaints by when they are due, vouchers, affiliates and their payouts."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import BadInput, KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_, _, money
from desktop.services import complaints, customer_file, orders, permits
from desktop.services.changes import Change
from desktop.services.exporting import Table
from desktop.services.loyalty import affiliates, vouchers
from desktop.services.loyalty.affiliates import Affiliate
from desktop.services.loyalty.vouchers import Voucher, written
from desktop.ui import exporting as to_file
from desktop.ui.customers import exports, words
from desktop.ui.customers.affiliate_work import AffiliateWork
from desktop.ui.customers.complaint_panel import ComplaintPanel
from desktop.ui.customers.complaint_work import ComplaintWork
from desktop.ui.customers.facts import Facts, load
from desktop.ui.customers.file_panel import FilePanel
from desktop.ui.customers.form import Form
from desktop.ui.customers.listing import SearchedList
from desktop.ui.customers.person_work import PersonWork
from desktop.ui.customers.section import Section
from desktop.ui.customers.voucher_work import VoucherWork
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
        self._person_work = PersonWork(desk, self, self.file.form)
        self._complaint_work = ComplaintWork(desk, self, self.complaint)
        self._voucher_work = VoucherWork(desk, self, self.form, self.vouchers.table)
        self._affiliate_work = AffiliateWork(desk, self, self.form, self.affiliates.table, self.payouts)
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
            self._complaint_work.read(-id)
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

    def _new(self) -> None:
        if self._tab == VOUCHERS:
            self._voucher_work.ask()
        elif self._tab == AFFILIATES:
            self._affiliate_work.ask(None)

    def _read_again(self) -> None:
        self._list().table.reload()
        if self._tab == PEOPLE and self.file.facts is not None:
            self._read(self.file.facts.view.id)
        elif self._tab == COMPLAINTS and self.complaint.found is not None:
            self._complaint_work.read(self.complaint.found.row.id)
        elif self._tab == AFFILIATES:
            self._affiliate_work.read_payouts()

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
            self._complaint_work.read(row.id)

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
            self._person_work.wants(word, value, self.file.facts)

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

    def made_voucher(self, voucher: Voucher) -> None:
        left = money(voucher.left_minor, voucher.currency)
        self.told(_("Voucher {code}").format(code=written(voucher.code)), None, left)

    def not_done(self, error: Exception) -> None:
        form = next((form for form in (self.form, self.file.form) if form.isVisible()), None)
        if form is not None and isinstance(error, KolliError):
            form.say_wrong(error.say())
        self.desk.lane.show_refused(error)

    def forget_undo(self) -> None:
        """Nothing that was done before can be taken back from here."""
        self._undo.clear()

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
        self.file.wants.connect(self._wants)
        self.new.clicked.connect(self._new)
        self.pay.clicked.connect(self._affiliate_work.pay_out)
        self.print_.clicked.connect(self._voucher_work.print_)
        self.mail.clicked.connect(self._voucher_work.mail)

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
