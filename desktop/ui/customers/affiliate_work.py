"""What the office does with affiliates: they are kept, and their commissions go into lists that are paid."""

from functools import partial
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, date, money, number
from desktop.services import settings
from desktop.services.loyalty import affiliates
from desktop.services.loyalty.affiliates import Affiliate, Payout
from desktop.ui.customers.form import Asked, Form
from desktop.ui.customers.page import Page
from desktop.ui.customers.section import Line, Section
from desktop.ui.desk import Desk
from desktop.ui.widgets.paged_table import PagedTable


class AffiliateWork(QObject):
    """`ask(row)` for an affiliate, None for a new one; `read_payouts()` shows the lists in the section."""

    def __init__(self, desk: Desk, page: QWidget, form: Form, table: PagedTable, shown: Section) -> None:
        super().__init__(page)
        self._desk, self._page, self._form, self._table, self._payouts = desk, cast("Page", page), form, table, shown
        table.current_changed.connect(self.read_payouts)
        table.opened.connect(self.ask)

    def ask(self, row: Affiliate | None) -> None:
        fields = (
            Asked("name", _("Name"), row.name if row else ""), Asked("code", _("Code"), row.code if row else ""),
            Asked("rate", _("Rate in percent"), number(row.rate) if row else ""),
            Asked("email", _("E-mail"), row.email if row else ""), Asked("phone", _("Phone"), row.phone if row else ""),
            Asked("account", _("Bank account"), row.account if row else ""),
            Asked("active", _("Works with us"), "yes" if row is None or row.active else "no",
                  choices=(("yes", _("Yes")), ("no", _("No")))),
        )  # fmt: skip
        title = row.name if row else _("New affiliate")
        self._form.ask(title, fields, _("Save"), partial(self._save, row.id if row else None))

    def pay_out(self) -> None:
        row = self._table.current()
        if row is not None:
            self._page.do(partial(affiliates.pay_out, row.id), _("Payout list made"))

    def read_payouts(self, _row: object = None) -> None:
        self._desk.tasks.run(_read, self._show, self._desk.lane.show_refused)

    def _save(self, affiliate_id: int | None, said: dict[str, str]) -> None:
        work = partial(
            affiliates.save, said["name"], said["code"], said["rate"], email=said["email"], phone=said["phone"],
            account=said["account"], active=said["active"] == "yes", affiliate_id=affiliate_id,
        )  # fmt: skip
        self._page.do(work, _("Affiliate saved"))

    def _show(self, read: tuple[list[Payout], str]) -> None:
        found, zone = read
        lines = []
        for each in found:
            paid = each.paid_at is not None
            act = partial(self._page.do, partial(affiliates.mark_paid, each.id, not paid),
                          _("Not paid after all") if paid else _("Paid"),
                          partial(affiliates.mark_paid, each.id, paid))  # fmt: skip
            amount = money(each.amount_minor, each.currency)
            word, icon = (_("Not paid"), "rotate-ccw") if paid else (_("Paid"), "check")
            lines.append(Line(each.name, date(each.made_at, zone=zone), amount, strong=True, act=act, act_words=word,
                              act_icon=icon))  # fmt: skip
            if not paid:
                apart = partial(self._page.do, partial(affiliates.undo_payout, each.id), _("List taken apart"))
                lines.append(Line("", each.account, act=apart, act_words=_("Undo list"), act_icon="x"))
        self._payouts.say(_("Payout lists"), lines, _("None was made yet."))


def _read() -> tuple[list[Payout], str]:
    return [each for each in affiliates.payouts(limit=40) if each.undone_at is None], settings.shop().zone
