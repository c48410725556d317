"""What the office does with vouchers: a new one is made, one is printed, mailed, or pays nothing more."""

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import BadInput
from desktop.domain.money import to_minor
from desktop.i18n import N_, _
from desktop.services import printing, settings
from desktop.services.changes import new_op_id
from desktop.services.loyalty import vouchers
from desktop.services.loyalty.vouchers import Voucher, written
from desktop.ui.customers.form import Asked, Form
from desktop.ui.customers.page import Page
from desktop.ui.desk import Desk
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.paged_table import PagedTable


class VoucherWork(QObject):
    """`ask()` for a new one; the others are for the row of the table that is current."""

    def __init__(self, desk: Desk, page: QWidget, form: Form, table: PagedTable) -> None:
        super().__init__(page)
        self._desk, self._page, self._form, self._table = desk, cast("Page", page), form, table
        table.opened.connect(self._ask_void)

    def ask(self) -> None:
        fields = (
            Asked("value", _("Value")),
            Asked("code", _("Code (empty: Kolli makes one)")),
            Asked("days", _("Days that it holds (0: for ever)"), "365"),
            Asked("note", _("Note")),
        )
        self._form.ask(_("New voucher"), fields, _("Make voucher"), self._make)

    def print_(self) -> None:
        row = self._table.current()
        if row is not None:
            self._page.do(partial(printing.queue_own, "voucher", str(row.id)), _("In the print queue"))

    def mail(self) -> None:
        row = self._table.current()
        if row is not None:
            self._desk.tasks.run(partial(vouchers.mail, row.id), self._mailed, self._page.not_done)

    def _make(self, said: dict[str, str]) -> None:
        self._desk.tasks.run(partial(_issue, said, new_op_id()), self._page.made_voucher, self._page.not_done)

    def _ask_void(self, row: Voucher) -> None:
        if not row.void:
            self._form.ask(written(row.code), (Asked("reason", _("Why does it pay nothing more?")),), _("Void voucher"),
                           partial(self._void, row.id), danger=True)  # fmt: skip

    def _void(self, voucher_id: int, said: dict[str, str]) -> None:
        self._page.do(partial(vouchers.void, voucher_id, said["reason"]), _("Void"))

    def _mailed(self, sent: bool) -> None:
        if sent:
            self._page.told(_("The mail waits to be sent"), None)
        else:
            self._desk.lane.show_result(Outcome.ATTENTION, _("No mail"), _("It was sent before, is switched off, or "
                                                                           "there is no address."))  # fmt: skip


def _issue(said: dict[str, str], cause: str) -> Voucher:
    currency = settings.shop().currency
    try:
        value = Decimal(said["value"].replace(" ", "").replace(",", "."))
        days = int(said["days"] or 0)
    except (InvalidOperation, ValueError):
        raise BadInput(what=N_("The value"), value=said["value"], next=N_("Type a number, such as 100000.")) from None
    return vouchers.issue(to_minor(value, currency), currency, code=said["code"], days=days, note=said["note"],
                          cause=f"hand:{cause}")  # fmt: skip
