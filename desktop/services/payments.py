"""What the payments page shows and does: a bank's line beside the order it pays, and what of each kind waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.ledger import Account
from desktop.domain.order import Fulfilment, Payment
from desktop.domain.rights import Right
from desktop.models.base import run, utc
from desktop.services import bank, messages, payment_claims, payment_policies, payouts, permits
from desktop.services.bank import LineView, Part, Proposal, Which
from desktop.services.changes import Work, unit
from desktop.services.messages import Event


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as it stands beside a payment."""

    id: int
    number: str
    buyer: str
    language: str
    currency: str
    payment: Payment
    total_minor: int
    due_minor: int
    line_count: int
    units: int
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A line, what it may pay (the best first), and the orders of that by their id."""

    line: LineView
    proposals: tuple[Proposal, ...]
    orders: dict[int, OrderFacts]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of each kind waits for a person. `certain` is the part of `lines` that one key settles."""

    lines: int = 0
    certain: int = 0
    claims: int = 0
    late: int = 0


def look(seconds: float) -> int:
    """Look for so long what the bank's lines are for; how many are left. Others have their turn between two calls."""
    return bank.sweep(seconds)


def waiting() -> Waiting:
    """What is known of it now; `look` has to be called until nothing is left.

    Raises:
        NoRight: who works here may not change orders; so do all that read here.
    """
    permits.require(Right.ORDERS)
    counts = bank.counts(partly=True)
    return Waiting(counts[Which.OPEN], counts[Which.CERTAIN], payment_claims.count(), payment_policies.late_count())


def open_lines() -> list[LineView]:
    """Every line that waits, those first that one key settles."""
    permits.require(Right.ORDERS)
    return bank.waiting(partly=True)


def case(line_id: int) -> Case:
    """One line with everything that speaks for its orders.

    Raises:
        NotFound: there is no such line.
    """
    permits.require(Right.ORDERS)
    line, found = bank.line(line_id), tuple(bank.proposals(line_id, partly=True))
    named = {order_id for proposal in found for order_id in proposal.order_ids}
    return Case(line, found, orders(named | {match.order_id for match in line.matched}))


def orders(order_ids: Iterable[int]) -> dict[int, OrderFacts]:
    permits.require(Right.ORDERS)
    ids = sorted(order_ids)[:500]
    if not ids:
        return {}
    rows = run(
        "SELECT id, number, buyer, language, currency, payment, total_minor, paid_minor, refunded_minor, line_count,"
        f" unit_count, placed_at, fulfilment FROM orders WHERE id IN ({', '.join('?' * len(ids))})",
        tuple(ids),
    ).fetchall()
    return {
        int(row[0]): OrderFacts(*[
            *row[:5], Payment(row[5]), int(row[6]),
            _due(row), row[9], int(row[10]),
            utc(row[11])])
        for row in rows
    }  # fmt: skip


def confirm(line_id: int, parts: Sequence[Part], notify: bool = False) -> LineView:
    """Say that a line pays these orders; with `notify` the buyers of those that are paid now are written to.

    Raises:
        LineSettled, NothingFits, NotAllowed, BadInput, NoRight: as `bank.confirm`.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        line = bank.confirm(line_id, parts)
        if notify:
            _tell(work, [part.order_id for part in parts])
        return line


def undo(line_id: int) -> LineView:
    """Both sides as before: the line waits, its orders' money is taken back, and a mail that has not left is not sent.

    Raises:
        NotAllowed: a part of the money has gone back since.
    """
    with unit() as work:
        paid = [match.order_id for match in bank.line(line_id).matched]
        line = bank.undo(line_id)
        for (cause,) in run(
            "SELECT cause FROM payout_entry WHERE cause LIKE ? AND cause NOT LIKE ?",
            (f"bank-line:{line_id}.%", f"bank-line:{line_id}.%/%"),
        ).fetchall():
            payouts.take_back(work, str(cause))
        for order_id in paid:
            messages.take_back(work, _cause(order_id))
        return line


def as_payout(line_id: int, channel: str) -> LineView:
    """Say that a line is what a channel has paid out; it stands in the ledger of payouts from then on.

    Raises:
        LineSettled, BadInput, NoRight: as `bank.as_payout`.
    """
    with unit() as work:
        line = bank.as_payout(line_id, channel)
        turn = run("SELECT count(*) FROM payout_entry WHERE cause LIKE ?", (f"bank-line:{line_id}.%",)).fetchone()[0]
        payouts.arrived(work, line.reason, line.arrived_minor, line.currency, line.payer, f"bank-line:{line_id}.{turn}")
        return line


def accept(claim_id: int, notify: bool = False) -> int:
    """Accept what a buyer says; with `notify` they are written to. Returns the order's id; raises as the service."""
    with unit() as work:
        order_id = payment_claims.accept(claim_id)
        if notify:
            _tell(work, [order_id])
        return order_id


def take_up(claim_id: int) -> int:
    """Let a decided claim wait again, whatever was decided; returns the order's id."""
    with unit() as work:
        order_id = payment_claims.undo(claim_id)
        messages.take_back(work, _cause(order_id))
        return order_id


def _tell(work: Work, order_ids: Sequence[int]) -> None:
    for order in orders(order_ids).values():
        if order.payment is Payment.PAID:
            messages.tell(work, Event.PAID, order.id, _cause(order.id))


def _due(row: Sequence[Any]) -> int:
    cancelled = row[12] == Fulfilment.CANCELLED.value
    return Account(Payment(row[5]), int(row[6]), int(row[7]), int(row[8]), cancelled).due_minor


def _cause(order_id: int) -> str:
    return f"paid:{order_id}"
