"""The ledger of money: what came for an order and what went back, one row for each cause, and only ever more rows.

`orders.paid_minor` is the sum of what came in, `orders.refunded_minor` of what went out. An order has no rows until its
money first moves here; what it had until then becomes its opening row.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desktop.domain import ledger
from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.ledger import NOT_CHECKED, Account
from desktop.domain.order import Action, Fulfilment, Payment, State
from desktop.domain.payment_policy import Keeper
from desktop.i18n import N_
from desktop.i18n import money as written
from desktop.models.base import insert, is_postgres, ms, run, utc
from desktop.services import bank_matches, earning, history, outbox, payment_policies, take_outs, voucher_moves
from desktop.services.changes import Work, actor, new_op_id, now

IN, OUT = "in", "out"
OPENING, STORE, BY_HAND = "opening", "store", ""  # methods of rows that no person and no bank named
CARRIED = "carried"  # what came for one order and counts for another since a split or a merge
_SAID = (OPENING, STORE)  # known by hearsay: a store's later word may correct it
_MOST = 10**15  # minor units; with all its rows it still fits the database's whole numbers


@dataclass(frozen=True, slots=True)
class Move:
    """One row of an order's ledger. `undone`: a later row has taken it back; `undoes`: it takes that row back."""

    id: int
    order_id: int
    kind: str
    amount_minor: int
    currency: str
    method: str
    reference: str
    at: datetime
    who: str
    bench: str
    cause: str
    undoes: int | None
    was: str
    became: str
    undone: bool


def take(
    work: Work, order_id: int, amount_minor: int, method: str, reference: str, cause: str, at: datetime | None = None,
    *, comment: str = "", notify: bool = False,
) -> int | None:  # fmt: skip
    """Money has come in; returns the row's id, None if this cause was there. Part of the caller's unit.

    An order whose money is there in full is confirmed, with its history, and its store hears of it.

    Raises:
        BadInput: the amount is not above zero.
        NoRight: this way of paying is confirmed by the owner alone.
    """
    _check(amount_minor)
    account, currency = _account(order_id)
    if _is_there(cause):
        return None
    payment_policies.require_may_confirm(order_id)
    _open(order_id, account, currency)
    became = replace(account, paid_minor=account.paid_minor + amount_minor)
    confirms = became.payment in NOT_CHECKED and became.is_covered
    row_id = _write(
        order_id, IN, amount_minor, currency, method, reference, cause, account.payment,
        Payment.PAID if confirms else account.payment, at=at,
    )  # fmt: skip
    _sum(work, order_id, became)
    said = _words(amount_minor, currency, method, reference, comment)
    if confirms:
        history.move(work, order_id, Action.CONFIRM, said)
        outbox.tell_status(work, order_id, Action.CONFIRM, comment, notify)
    else:
        history.note(work, order_id, "payment", said)
    return row_id


def give_back(
    work: Work, order_id: int, amount_minor: int, method: str, reference: str, cause: str, *, comment: str = ""
) -> int | None:
    """Money has gone back; returns the row's id, None if this cause was there. Part of the caller's unit.

    Raises:
        BadInput: the amount is not above zero.
        NotAllowed: it is more than came in and has not gone back yet.
    """
    _check(amount_minor)
    account, currency = _account(order_id)
    if _is_there(cause):
        return None
    if amount_minor > account.kept_minor:
        raise NotAllowed(
            ref=history.called(order_id), action="refund", reason=N_("that is more than was paid and is still here.")
        )
    _open(order_id, account, currency)
    became = replace(account, refunded_minor=account.refunded_minor + amount_minor)
    state = ledger.after_giving_back(became)
    row_id = _write(order_id, OUT, amount_minor, currency, method, reference, cause, account.payment, state)
    _sum(work, order_id, became)
    said = _words(amount_minor, currency, method, reference, comment)
    if state is Payment.REFUNDED:
        in_a_box = take_outs.lies_in_a_box(order_id)
        history.move(work, order_id, Action.REFUND, said)
        if in_a_box:  # all the money went back: nothing of it is wanted any more
            take_outs.cancel(work, order_id, "office", comment)
    elif state is Payment.PART_REFUNDED:
        history.move(work, order_id, Action.REFUND_PART, said)
    else:
        history.note(work, order_id, "paid-back", said)
    return row_id


def undo(work: Work, move_id: int, comment: str = "") -> int | None:
    """Take a row back by its opposite, once; the order's payment state follows back. Part of the caller's unit.

    Returns the new row's id; None if it was taken back before.

    Raises:
        NotFound: there is no such row.
        NotAllowed: it takes another one back itself, or what came in has partly gone back since.
    """
    found = run("SELECT order_id FROM money_move WHERE id = ?", (move_id,)).fetchone()
    if found is None:
        raise NotFound(what=N_("payment"), ref=move_id)
    order_id = int(found[0])
    account, _currency = _account(order_id)
    move = next(row for row in moves(order_id) if row.id == move_id)
    if move.undone:
        return None
    if move.undoes is not None:
        raise NotAllowed(ref=history.called(order_id), action="undo", reason=N_("it takes another payment back."))
    if move.kind == IN and move.amount_minor > account.kept_minor:
        carried = -sum(row.amount_minor for row in moves(order_id) if row.kind == IN and row.method == CARRIED)
        raise NotAllowed(
            ref=history.called(order_id), action="undo",
            reason=N_("a part of this payment counts for another order since a split or a merge; undo that first.")
            if move.amount_minor <= account.kept_minor + carried
            else N_("a part of this payment has gone back; undo the refund first."),
        )  # fmt: skip
    if move.kind == OUT and not 0 <= account.refunded_minor - move.amount_minor <= account.paid_minor:
        raise NotAllowed(
            ref=history.called(order_id), action="undo", reason=N_("its store has corrected what went back since.")
        )
    return _take_back(work, account, move, move.amount_minor, comment)


def bring_to(
    work: Work, order_id: int, paid_minor: int, refunded_minor: int, method: str, reference: str, cause: str
) -> None:
    """Let the sums be these, as a store says them; what differs becomes rows. Moves no state. Part of the unit.

    What went back had come in: `paid_minor` is never less than `refunded_minor` afterwards.
    """
    account, currency = _account(order_id)
    if _is_there(f"{cause}/{IN}") or _is_there(f"{cause}/{OUT}"):
        return
    became = replace(account, paid_minor=max(paid_minor, refunded_minor), refunded_minor=refunded_minor)
    if became == account:
        return
    _open(order_id, account, currency)
    for kind, amount_minor in (
        (IN, became.paid_minor - account.paid_minor), (OUT, became.refunded_minor - account.refunded_minor),
    ):  # fmt: skip
        if amount_minor:
            _write(order_id, kind, amount_minor, currency, method, reference, f"{cause}/{kind}",
                   account.payment, account.payment)  # fmt: skip
    _sum(work, order_id, became)


def store_says(work: Work, order_id: int, refunded_minor: int, paid: bool) -> None:
    """A store's word about an order whose total is already as it says: what was paid and given back here stands."""
    account, _currency = _account(order_id)
    here_in, here_out = _by_people(order_id)
    went = max(refunded_minor, here_out)
    if account.payment is Payment.REFUNDED:
        went = max(went, account.paid_minor)
    came = account.paid_minor
    if paid and account.payment not in NOT_CHECKED:
        came = max(account.total_minor, here_in)
    if account.payment in NOT_CHECKED and went > came:
        went = account.refunded_minor  # nothing has come in that could have gone back
    bring_to(work, order_id, came, went, STORE, "", f"store:{new_op_id()}")
    settle(work, order_id)


def settle(work: Work, order_id: int) -> None:
    """Confirm an order whose part payments cover its total since that became smaller. Part of the caller's unit."""
    account, _currency = _account(order_id)
    if account.payment in NOT_CHECKED and account.kept_minor > 0 and account.is_covered:
        history.move(work, order_id, Action.CONFIRM)
        outbox.tell_status(work, order_id, Action.CONFIRM)


def confirmed(work: Work, order_id: int, was: Payment) -> None:
    """A person has confirmed the payment: what was still due has come in. After the move; part of its unit."""
    payment_policies.require_may_confirm(order_id)
    account, currency = _account(order_id)
    short = account.total_minor - account.kept_minor
    if short > 0:
        _open(order_id, account, currency)
        _write(order_id, IN, short, currency, BY_HAND, "", f"confirm:{new_op_id()}", was, Payment.PAID)
        _sum(work, order_id, replace(account, paid_minor=account.paid_minor + short))


def unconfirmed(work: Work, order_id: int) -> None:
    """A person has taken the confirmation back: so is what came in and has not gone back. After the move."""
    account, currency = _account(order_id)
    _open(order_id, account, currency)
    for move in reversed(moves(order_id)):
        room = account.kept_minor
        if room <= 0:
            break
        if move.kind == IN and move.undoes is None and not move.undone and move.amount_minor > 0:
            account = replace(account, paid_minor=account.paid_minor - min(room, move.amount_minor))
            _write_opposite(work, move, min(room, move.amount_minor), account.payment, account.payment)
    if account.kept_minor > 0:  # rows that a store's word has made smaller
        _write(order_id, IN, -account.kept_minor, currency, BY_HAND, "", f"unconfirm:{new_op_id()}",
               account.payment, account.payment)  # fmt: skip
        account = replace(account, paid_minor=account.refunded_minor)
    _sum(work, order_id, account)


def refunded(work: Work, order_id: int, was: Payment) -> None:
    """A person has given all the money back. After the move; part of its unit."""
    account, currency = _account(order_id)
    if account.kept_minor > 0:
        _open(order_id, account, currency)
        _write(order_id, OUT, account.kept_minor, currency, BY_HAND, "", f"refund:{new_op_id()}",
               was, Payment.REFUNDED)  # fmt: skip
        _sum(work, order_id, replace(account, refunded_minor=account.paid_minor))


def moves(order_id: int) -> list[Move]:
    """The order's ledger, oldest first; empty where nothing has moved here yet."""
    rows = run(
        "SELECT m.id, m.order_id, m.kind, m.amount_minor, m.currency, m.method, m.reference, m.at, m.who, m.bench,"
        " m.cause, m.undoes, m.was, m.became, u.id FROM money_move m LEFT JOIN money_move u ON u.undoes = m.id"
        " WHERE m.order_id = ? ORDER BY m.id",
        (order_id,),
    ).fetchall()
    return [Move(*[*row[:7], utc(row[7]), *row[8:14], row[14] is not None]) for row in rows]


def account(order_id: int) -> Account:
    """The order's sums as they are now.

    Raises:
        NotFound: there is no such order.
    """
    return _account(order_id, lock=False)[0]


def due_minor(order_id: int) -> int:
    """What is still to be paid."""
    return account(order_id).due_minor


def to_collect(order_id: int) -> int:
    """What the courier collects at the door; 0 where the way of paying is another or nothing is due."""
    return due_minor(order_id) if payment_policies.of_order(order_id).keeper is Keeper.COURIER else 0


def _take_back(work: Work, before: Account, move: Move, amount_minor: int, comment: str) -> int:
    sums = (
        replace(before, paid_minor=before.paid_minor - amount_minor)
        if move.kind == IN
        else replace(before, refunded_minor=before.refunded_minor - amount_minor)
    )
    latest = not any(row.id > move.id and not row.undone and row.undoes is None for row in moves(move.order_id))
    if latest and before.payment.value == move.became and move.method not in _SAID:
        payment = Payment(move.was)
    else:
        crossed = before.is_covered or move.was in NOT_CHECKED
        payment = ledger.after_taking_back(sums, crossed)
    row_id = _write_opposite(work, move, amount_minor, before.payment, payment)
    _sum(work, move.order_id, sums)
    said = _words(-amount_minor, move.currency, move.method, move.reference, comment)
    action = "unconfirm" if move.kind == IN else "refund-undone"
    if payment is before.payment:
        history.note(work, move.order_id, "payment-undone" if move.kind == IN else action, said)
        return row_id
    was = history.state_of(move.order_id)
    history.put(work, move.order_id, was, State(payment, was.fulfilment, was.held, was.pay_later), action, said)
    if before.payment is Payment.REFUNDED and take_outs.is_cancelling(move.order_id):
        take_outs.take_back(work, move.order_id)
    return row_id


def _write_opposite(work: Work, move: Move, amount_minor: int, was: Payment, became: Payment) -> int:
    if move.method == voucher_moves.METHOD:
        voucher_moves.undone(move.cause)
    bank_matches.undone(work, move.cause)
    return _write(
        move.order_id, move.kind, -amount_minor, move.currency, move.method, move.reference, f"undo:{move.id}",
        was, became, undoes=move.id,
    )  # fmt: skip


def _account(order_id: int, lock: bool = True) -> tuple[Account, str]:
    row = run(
        "SELECT payment, total_minor, paid_minor, refunded_minor, currency, fulfilment FROM orders WHERE id = ?"
        + (" FOR UPDATE" if lock and is_postgres() else ""),
        (order_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    cancelled = row[5] == Fulfilment.CANCELLED.value
    return Account(Payment(row[0]), int(row[1]), int(row[2]), int(row[3]), cancelled), str(row[4])


def _open(order_id: int, account: Account, currency: str) -> None:
    """What stood there before the ledger begins, as its first rows."""
    if run("SELECT 1 FROM money_move WHERE order_id = ? LIMIT 1", (order_id,)).fetchone():
        return
    placed, method = run("SELECT placed_at, payment_method FROM orders WHERE id = ?", (order_id,)).fetchone()
    for kind, amount_minor in ((IN, account.paid_minor), (OUT, account.refunded_minor)):
        if amount_minor:
            _write(order_id, kind, amount_minor, currency, OPENING, method, f"opening:{order_id}/{kind}",
                   account.payment, account.payment, at=utc(placed))  # fmt: skip


def _by_people(order_id: int) -> tuple[int, int]:
    """What came in and went back here by more than a store's word."""
    found = {IN: 0, OUT: 0}
    for move in moves(order_id):
        if move.method not in _SAID:
            found[move.kind] += move.amount_minor
    return found[IN], found[OUT]


def _write(
    order_id: int, kind: str, amount_minor: int, currency: str, method: str, reference: str, cause: str,
    was: Payment, became: Payment, *, undoes: int | None = None, at: datetime | None = None,
) -> int:  # fmt: skip
    here = actor()
    return insert(
        "INSERT INTO money_move (order_id, kind, amount_minor, currency, method, reference, at, who, bench, cause,"
        " undoes, was, became) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (order_id, kind, amount_minor, currency, method, reference, ms(at or now()), here.who, here.bench, cause,
         undoes, was.value, became.value),
    )  # fmt: skip


def _sum(work: Work, order_id: int, account: Account) -> None:
    run("UPDATE orders SET paid_minor = ?, refunded_minor = ? WHERE id = ?",
        (account.paid_minor, account.refunded_minor, order_id))  # fmt: skip
    work.changed("order", order_id)
    work.changed("money", order_id)
    earning.settle(work, order_id)  # what went back earns nobody points


def _is_there(cause: str) -> Any:
    return run("SELECT 1 FROM money_move WHERE cause = ?", (cause,)).fetchone()


def _check(amount_minor: int) -> None:
    if not 0 < amount_minor <= _MOST:
        raise BadInput(what=N_("The amount"), value=amount_minor, next=N_("Type an amount above zero."))


def _words(amount_minor: int, currency: str, method: str, reference: str, comment: str) -> str:
    return " · ".join(part for part in (written(amount_minor, currency), method, reference, comment) if part)
