"""The lists of the page as tables for a file, with the sums that the screen shows."""

from desktop.i18n import _
from desktop.services import complaints, customer_file
from desktop.services.exporting import Amount, Column, Kind, Table
from desktop.services.loyalty import affiliates, vouchers
from desktop.services.loyalty.vouchers import written

_MOST = 1_000_000


def customers(text: str) -> Table:
    columns = (Column(_("Name")), Column(_("Company")), Column(_("E-mail")), Column(_("Phone")), Column(_("Language")),
               Column(_("Orders"), Kind.NUMBER), Column(_("Last order"), Kind.TIME))  # fmt: skip
    rows = [(row.name, row.company, row.email, row.phone, row.language, row.orders, row.last_at)
            for row in customer_file.find(text, _MOST)]  # fmt: skip
    return Table(_("Customers"), columns, rows)


def complaint_list(state: str) -> Table:
    columns = (Column(_("Complaint")), Column(_("Subject")), Column(_("Customer")), Column(_("Order")),
               Column(_("State")), Column(_("Answer by"), Kind.TIME))  # fmt: skip
    rows = [(f"C{row.id}", row.subject, row.name, row.order, _(complaints.STATES[row.state]), row.due_at)
            for row in complaints.listed(state, _MOST)]  # fmt: skip
    return Table(_("Complaints"), columns, rows)


def voucher_list() -> Table:
    columns = (Column(_("Code")), Column(_("Kind")), Column(_("Until"), Kind.TIME), Column(_("Value"), Kind.MONEY),
               Column(_("Left"), Kind.MONEY))  # fmt: skip
    rows = [(written(row.code), row.kind, row.expires_at, Amount(row.value_minor, row.currency),
             Amount(row.left_minor, row.currency)) for row in vouchers.every(False, _MOST)]  # fmt: skip
    return Table(_("Vouchers"), columns, rows)


def payout_list() -> Table:
    columns = (Column(_("Affiliate")), Column(_("Account")), Column(_("Made"), Kind.TIME), Column(_("Paid"), Kind.TIME),
               Column(_("Amount"), Kind.MONEY))  # fmt: skip
    rows = [(row.name, row.account, row.made_at, row.paid_at, Amount(row.amount_minor, row.currency))
            for row in affiliates.payouts(limit=_MOST) if row.undone_at is None]  # fmt: skip
    return Table(_("Payouts"), columns, rows)
