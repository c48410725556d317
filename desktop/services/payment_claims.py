"""What buyers say they have paid: amount, day, way, reference and a picture; a person accepts it or refuses it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.ledger import NOT_CHECKED, Account
from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.i18n import money as written
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import claim_pictures, history, money, permits
from desktop.services.changes import Work, actor, now, unit

WAITING, ACCEPTED, REFUSED = "waiting", "accepted", "refused"
_MOST = 10**15


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim beside its order. `due_minor` is what the order still lacks; `picture` is a name of claim_pictures.

    `fits`: the claimed amount is exactly what is due.
    """

    id: int
    order_id: int
    number: str
    buyer: str
    at: datetime
    who: str
    bench: str
    amount_minor: int
    currency: str
    paid_on: date | None
    way: str
    reference: str
    picture: str
    state: str
    reason: str
    decided_at: datetime | None
    decided_by: str
    total_minor: int
    due_minor: int
    line_count: int
    units: int
    placed_at: datetime

    @property
    def fits(self) -> bool:
        return self.amount_minor == self.due_minor


def say(
    order_id: int, amount_minor: int, *, paid_on: date | None = None, way: str = "", reference: str = "",
    picture: bytes | None = None,
) -> int:  # fmt: skip
    """Keep that the buyer says they have paid; the order is then claimed. Said twice it is one claim; returns its id.

    Raises:
        BadInput: no amount.
        PictureRefused: the picture is none.
        NotAllowed: its payment is confirmed already.
        NoRight: who works here may not.
    """
    permits.require(Right.ORDERS)
    if not 0 < amount_minor <= _MOST:
        raise BadInput(what=N_("The amount"), value="", next=N_("Type what the buyer has paid."))
    name = claim_pictures.keep(picture) if picture else ""
    way, reference = storable(way).strip(), storable(reference).strip()
    said = "\0".join((str(order_id), str(amount_minor), paid_on.isoformat() if paid_on else "", way.casefold(),
                      reference.casefold(), name))  # fmt: skip
    mark = hashlib.sha256(said.encode()).hexdigest()
    with unit() as work:
        payment = history.state_of(order_id, lock=True).payment
        known = run("SELECT id, state FROM payment_claim WHERE mark = ?", (mark,)).fetchone()
        if known is not None:
            if known[1] == REFUSED and payment in NOT_CHECKED:
                _wait_again(work, int(known[0]), order_id)
            return int(known[0])
        if payment not in NOT_CHECKED:
            raise NotAllowed(ref=history.called(order_id), action="claim", reason=N_("its payment is confirmed."))
        currency = str(run("SELECT currency FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
        here = actor()
        claim_id = insert(
            "INSERT INTO payment_claim (order_id, at, who, bench, amount_minor, currency, paid_on, way, reference,"
            " picture, mark, state, reason, decided_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')",
            (order_id, ms(now()), here.who, here.bench, amount_minor, currency,
             paid_on.isoformat() if paid_on else "", way, reference, name, mark, WAITING),
        )  # fmt: skip
        _claim(work, order_id, " · ".join(part for part in (written(amount_minor, currency), way, reference) if part))
        _told(work, claim_id, order_id)
        return claim_id


def day(text: str) -> date | None:
    """The day of a payment as people type it, 2026-11-12; None for "".

    Raises:
        BadInput: no day.
    """
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise BadInput(what=N_("The day"), value=text, next=N_("Write it as 2026-11-12.")) from None


def accept(claim_id: int) -> int:
    """The money is there: it is taken, and the order is confirmed if that is all of it. Returns the order's id.

    Raises:
        NotFound, NotAllowed: there is no such claim, or it is decided already.
        NoRight: who works here may not.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        order_id, move_id = _decide(claim_id, ACCEPTED)
        amount, way, reference = run(
            "SELECT amount_minor, way, reference FROM payment_claim WHERE id = ?", (claim_id,)
        ).fetchone()
        cause = f"claim:{claim_id}" if move_id is None else f"claim:{claim_id}/after-{move_id}"
        taken = money.take(work, order_id, int(amount), way or "claim", reference, cause)
        run("UPDATE payment_claim SET move_id = ? WHERE id = ?", (taken, claim_id))
        _unclaim(work, order_id, "")
        _told(work, claim_id, order_id)
        return order_id


def refuse(claim_id: int, reason: str) -> int:
    """The money is not there, or not this: the order is unpaid again. Returns the order's id.

    Raises:
        BadInput: no reason.
        NotFound, NotAllowed: there is no such claim, or it is decided already.
        NoRight: who works here may not.
    """
    permits.require(Right.ORDERS)
    if not reason.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say what is wrong with the payment."))
    with unit() as work:
        order_id, _move = _decide(claim_id, REFUSED, storable(reason).strip())
        if not _unclaim(work, order_id, reason.strip()):
            history.note(work, order_id, "claim-refused", reason.strip())
        _told(work, claim_id, order_id)
        return order_id


def undo(claim_id: int) -> int:
    """Let a decided claim wait again; money that was taken for it is taken back. Returns the order's id.

    Raises:
        NotFound: there is no such claim.
        NotAllowed: a part of the money has gone back meanwhile.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        order_id, state, move_id = _found(claim_id)
        if state == ACCEPTED and move_id is not None:
            money.undo(work, move_id)
        if state != WAITING:
            _wait_again(work, claim_id, order_id)
        return order_id


def waiting(after: ClaimRow | None = None, limit: int = 100) -> list[ClaimRow]:
    """Claims that nobody has looked at, the oldest first."""
    return _rows(" WHERE c.state = 'waiting' AND c.id > ? ORDER BY c.id LIMIT ?", (after.id if after else 0, limit))


def of_order(order_id: int) -> list[ClaimRow]:
    """All claims of one order, the newest first."""
    return _rows(" WHERE c.order_id = ? ORDER BY c.id DESC", (order_id,))


def show(claim_id: int) -> ClaimRow:
    """One claim.

    Raises:
        NotFound: there is none.
    """
    found = _rows(" WHERE c.id = ?", (claim_id,))
    if not found:
        raise NotFound(what=N_("claim"), ref=claim_id)
    return found[0]


def count() -> int:
    """How many wait."""
    return int(run("SELECT count(*) FROM payment_claim WHERE state = 'waiting'").fetchone()[0])


def _rows(clause: str, values: tuple[object, ...]) -> list[ClaimRow]:
    rows = run(
        "SELECT c.id, c.order_id, o.number, o.buyer, c.at, c.who, c.bench, c.amount_minor, c.currency, c.paid_on,"
        " c.way, c.reference, c.picture, c.state, c.reason, c.decided_at, c.decided_by, o.payment, o.total_minor,"
        " o.paid_minor, o.refunded_minor, o.line_count, o.unit_count, o.placed_at, o.fulfilment"
        f" FROM payment_claim c JOIN orders o ON o.id = c.order_id{clause}",
        values,
    ).fetchall()
    return [_row(row) for row in rows]


def _row(row: Any) -> ClaimRow:
    account = Account(Payment(row[17]), int(row[18]), int(row[19]), int(row[20]), row[24] == Fulfilment.CANCELLED.value)
    return ClaimRow(*[
        *row[:4], utc(row[4]), *row[5:9], date.fromisoformat(row[9]) if row[9] else None, *row[10:15],
        None if row[15] is None else utc(row[15]), row[16], account.total_minor, account.due_minor, row[21],
        int(row[22]), utc(row[23])])  # fmt: skip


def _found(claim_id: int) -> tuple[int, str, int | None]:
    """A claim's order, state and row of money, kept from others until the unit ends."""
    row = run(
        "SELECT order_id, state, move_id FROM payment_claim WHERE id = ?" + (" FOR UPDATE" if is_postgres() else ""),
        (claim_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("claim"), ref=claim_id)
    return int(row[0]), str(row[1]), None if row[2] is None else int(row[2])


def _decide(claim_id: int, state: str, reason: str = "") -> tuple[int, int | None]:
    order_id, was, move_id = _found(claim_id)
    if was != WAITING:
        raise NotAllowed(ref=history.called(order_id), action=state, reason=N_("this claim was decided already."))
    run("UPDATE payment_claim SET state = ?, reason = ?, decided_at = ?, decided_by = ? WHERE id = ?",
        (state, reason, ms(now()), actor().who or actor().bench, claim_id))  # fmt: skip
    return order_id, move_id


def _wait_again(work: Work, claim_id: int, order_id: int) -> None:
    run("UPDATE payment_claim SET state = ?, reason = '', decided_at = NULL, decided_by = '' WHERE id = ?",
        (WAITING, claim_id))  # fmt: skip
    _claim(work, order_id, "")
    _told(work, claim_id, order_id)


def _claim(work: Work, order_id: int, comment: str) -> None:
    if history.state_of(order_id).payment is Payment.UNPAID:
        history.move(work, order_id, Action.CLAIM, comment)
    else:
        history.note(work, order_id, "claim", comment)


def _unclaim(work: Work, order_id: int, comment: str) -> bool:
    """Let the order be unpaid again, once none of its claims waits any more; whether it was so."""
    others = run("SELECT 1 FROM payment_claim WHERE order_id = ? AND state = 'waiting'", (order_id,)).fetchone()
    if others or history.state_of(order_id).payment is not Payment.CLAIMED:
        return False
    history.move(work, order_id, Action.UNCONFIRM, comment)
    return True


def _told(work: Work, claim_id: int, order_id: int) -> None:
    work.changed("payment-claim", claim_id)
    work.changed("order", order_id)
