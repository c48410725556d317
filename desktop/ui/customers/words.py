"""What things of a customer's file are called on the screen, and the rows of the page's lists."""

from desktop.i18n import N_, _, date, day_time, money, ngettext, number
from desktop.services import complaints
from desktop.services.customer_file import CustomerRow
from desktop.services.loyalty.affiliates import Affiliate
from desktop.services.loyalty.vouchers import Voucher, written
from desktop.services.settings import shop
from desktop.ui.rows import RIGHT, Cell, Column, Row

CUSTOMERS = (Column(N_("Customer"), 200, stretch=1),)
COMPLAINTS = (
    Column(N_("Complaint"), 220, stretch=3), Column(N_("Customer"), 150, stretch=2), Column(N_("Answer by"), 150),
    Column(N_("State"), 170),
)  # fmt: skip
VOUCHERS = (
    Column(N_("Voucher"), 200, stretch=2), Column(N_("For"), 140, stretch=1), Column(N_("Until"), 120),
    Column(N_("Value"), 120, RIGHT), Column(N_("Left"), 120, RIGHT),
)  # fmt: skip
AFFILIATES = (
    Column(N_("Affiliate"), 180, stretch=2), Column(N_("Code"), 110), Column(N_("Rate"), 80, RIGHT),
    Column(N_("To be paid"), 180, RIGHT),
)  # fmt: skip
VOUCHER_KINDS = {"gift": N_("Gift card"), "reward": N_("For points"), "stamps": N_("Full card"),
                 "refund": N_("For a refund")}  # fmt: skip
_ANSWER_KINDS = {
    "in": N_("The customer"), "mail": N_("By e-mail"), "chat": N_("By chat"), "solved": N_("Solved"),
    "reopened": N_("Opened again"), "return": N_("Return"),
}  # fmt: skip
_REASONS = {
    "given-by-hand": N_("given by hand"), "taken-by-hand": N_("taken by hand"), "redeemed": N_("made a voucher"),
    "full-card": N_("full card"), "earned": N_("stamp"),
}  # fmt: skip


def customer_row(row: CustomerRow) -> Row:
    name = row.name or row.company or row.email or row.phone or f"#{row.id}"
    told = [row.company if row.name else "", row.email or row.phone]
    if row.orders:
        told.append(ngettext("{count} order", "{count} orders", row.orders).format(count=number(row.orders)))
    if row.waiting:
        told.append(_("complaint"))
    return Row((Cell(name, " · ".join(text for text in told if text), strong=True, avatar=name),),
               alarm=row.waiting > 0)  # fmt: skip


def complaint_row(row: complaints.Row) -> Row:
    zone = shop().zone
    due = "" if row.due_at is None else day_time(row.due_at, zone=zone)
    order = f"#{row.order}" if row.order else ""
    kind = {"open": "stop" if row.is_overdue else "warn", "waiting": "plain", "solved": "go"}[row.state]
    words = _("Overdue") if row.is_overdue else _(complaints.STATES[row.state])
    mark = {"open": "attention", "waiting": "", "solved": "right"}[row.state]
    return Row((
        Cell(row.subject, f"C{row.id}" + (f" · {order}" if order else ""), strong=True), Cell(row.name),
        Cell(due, ink="stop.ink" if row.is_overdue else "ink.primary"), Cell(badge=(kind, mark, words)),
    ), dim=row.state == "solved")  # fmt: skip


def voucher_row(row: Voucher) -> Row:
    until = "" if row.expires_at is None else date(row.expires_at, zone=shop().zone)
    return Row((
        Cell(written(row.code), row.note, strong=True, codes=True), Cell(_(VOUCHER_KINDS.get(row.kind, row.kind))),
        Cell(until), Cell(money(row.value_minor, row.currency)),
        Cell(_("void") if row.void else money(row.left_minor, row.currency),
             ink="stop.ink" if row.left_minor < 0 else "ink.primary"),
    ), dim=not row.holds)  # fmt: skip


def affiliate_row(row: Affiliate) -> Row:
    owed = " + ".join(money(amount, currency) for currency, amount in row.open_minor)
    return Row((
        Cell(row.name, row.account or row.email, strong=True), Cell(row.code, codes=True),
        Cell(f"{number(row.rate)} %"), Cell(owed or "—"),
    ), dim=not row.active)  # fmt: skip


def said_by(kind: str) -> str:
    return _(_ANSWER_KINDS.get(kind, kind))


def reason(text: str) -> str:
    """Why points came or went."""
    if text.startswith("earned:"):
        return _("for the order")
    return _(_REASONS[text]) if text in _REASONS else text
