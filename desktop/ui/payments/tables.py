"""The lists of the payments page as tables for a file: everything that a tab lists, not only what is in view."""

from collections.abc import Iterator

from desktop.i18n import _
from desktop.services import bank, payment_claims, payment_policies, payments
from desktop.services.bank import LineView, Which
from desktop.services.exporting import Amount, Column, Kind, Table, Value
from desktop.ui.payments.words import bank_name, fit, who

_STEP = 500


def waiting_lines() -> Table:
    """Lines of the bank that wait, and what fits each."""
    columns = (*_bank_columns(), Column(_("Proposal")))
    return Table(_("Bank lines"), columns, [(*_bank_values(line), fit(line)) for line in payments.open_lines()])


def checked_lines(which: Which) -> Table:
    """Lines that were settled in this way."""
    columns = (*_bank_columns(), Column(_("Order")), Column(_("Reason")), Column(_("Settled"), Kind.TIME),
               Column(_("Who")))  # fmt: skip
    return Table(_("Checked"), columns, [
        (*_bank_values(line), ", ".join(match.number for match in line.matched), line.reason, line.settled_at,
         line.settled_by) for line in _settled(which)])  # fmt: skip


def claims() -> Table:
    """What buyers say they have paid, not yet decided."""
    return Table(
        _("Buyers say paid"),
        (
            Column(_("Order")), Column(_("Buyer")), Column(_("Said"), Kind.TIME), Column(_("Way of paying")),
            Column(_("Reference")), Column(_("Amount"), Kind.MONEY), Column(_("Due"), Kind.MONEY),
        ),
        [
            (row.number, row.buyer, row.at, row.way, row.reference, Amount(row.amount_minor, row.currency),
             Amount(row.due_minor, row.currency))
            for row in _all_claims()
        ],
    )  # fmt: skip


def late() -> Table:
    """Orders that are unpaid for longer than their way of paying allows."""
    return Table(
        _("Unpaid for long"),
        (
            Column(_("Order")), Column(_("Buyer")), Column(_("Way of paying")), Column(_("Since"), Kind.TIME),
            Column(_("Due"), Kind.MONEY), Column(_("Total"), Kind.MONEY),
        ),
        [
            (row.number, row.buyer, row.method, row.placed_at, Amount(row.due_minor, row.currency),
             Amount(row.total_minor, row.currency))
            for row in payment_policies.late()
        ],
    )  # fmt: skip


def _bank_columns() -> tuple[Column, ...]:
    return (Column(_("Date"), Kind.DAY), Column(_("Bank")), Column(_("Bank line")), Column(_("Text")),
            Column(_("Amount"), Kind.MONEY))  # fmt: skip


def _bank_values(line: LineView) -> tuple[Value, ...]:
    amount = Amount(line.arrived_minor, line.currency)
    return line.booked_on, bank_name(line.bank), who(line), line.text, amount


def _settled(which: Which) -> Iterator[LineView]:
    start = 0
    while rows := bank.lines(which, _STEP, start):
        yield from rows
        start += len(rows)


def _all_claims() -> Iterator[payment_claims.ClaimRow]:
    last = None
    while rows := payment_claims.waiting(last, _STEP):
        yield from rows
        last = rows[-1]
