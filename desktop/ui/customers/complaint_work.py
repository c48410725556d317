"""What the office does with a complaint: it is read, answered by mail or chat, solved, opened again, or returned."""

from functools import partial
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services import complaints, customer_file, returns, settings
from desktop.services.changes import new_op_id
from desktop.services.complaints import Complaint, Standard
from desktop.ui.customers.complaint_panel import ComplaintPanel
from desktop.ui.customers.page import Page
from desktop.ui.desk import Desk


class ComplaintWork(QObject):
    """`read(id)` shows one in the panel; what is wanted there is done here."""

    def __init__(self, desk: Desk, page: QWidget, panel: ComplaintPanel) -> None:
        super().__init__(page)
        self._desk, self._page, self._panel = desk, cast("Page", page), panel
        panel.wants.connect(self._wants)

    def read(self, complaint_id: int) -> None:
        self._desk.tasks.run(partial(_read, complaint_id), self._show, self._desk.lane.show_refused)

    def _show(self, read: tuple[Complaint, tuple[Standard, ...], str]) -> None:
        self._panel.show_complaint(*read)
        self._panel.show()

    def _wants(self, word: str, value: object) -> None:
        found, text = self._panel.found, str(value)
        if found is None:
            return
        row, run, refused = found.row, self._desk.tasks.run, self._desk.lane.show_refused
        if word == "order" and row.order_id is not None:
            self._desk.open("order", row.order_id)
        elif word == "customer" and row.customer_id is not None:
            self._page.open(row.customer_id)
        elif word == "return" and row.order_id is not None:
            run(partial(_return_of, row), self._to_return, refused)
        elif word == "solve":
            self._solve(row, text)
        elif word == "heard":
            run(partial(complaints.heard, row.id, text), self._said, refused)
        elif word == "chat":
            run(partial(_chat, row, text, new_op_id()), self._copied, refused)
        elif word == "mail":
            run(partial(complaints.answer, row.id, text, "mail", new_op_id()), self._said, refused)

    def _solve(self, row: complaints.Row, text: str) -> None:
        if row.state == "solved":
            self._page.do(partial(complaints.reopen, row.id), _("Open again"), partial(complaints.solve, row.id))
        else:
            self._page.do(partial(complaints.solve, row.id, text), _("Solved"), partial(complaints.reopen, row.id))
            self._panel.done()

    def _said(self, _done: object) -> None:
        self._panel.done()
        self._page.told(_("Saved"), None)

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._panel.done()
        self._page.told(_("Copied"), None, _("Paste it into the chat."))

    def _to_return(self, case_id: int | None) -> None:
        """Its return where there is one, else the page that opens one for the order."""
        found = self._panel.found
        if case_id is not None:
            self._desk.open("returns", case_id)
        elif found is not None and found.row.order_id is not None:
            self._desk.open("returns", -found.row.order_id)


def _read(complaint_id: int) -> tuple[Complaint, tuple[Standard, ...], str]:
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
