"""Indonesia's unique transfer codes: one to three digits on top of what is to pay, so that an amount tells its order.

The code is part of the order's total: the buyer owes it, pays it and finds it on the invoice as a line of its own.
Two open unpaid orders never ask for the same amount in the same currency, whichever way their totals came about.
"""

from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.order import Payment
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import is_postgres, run
from desktop.services import history, permits, settings
from desktop.services.changes import Work, unit

HIGHEST = 999
CURRENCY = "IDR"  # elsewhere a reference goes with the transfer, and an amount must be the invoice's
_KEY = "unique-codes"
_LOCK = 0x4B4F4445  # names the lock under which codes are chosen
_OPEN = "payment IN ('unpaid', 'claimed') AND fulfilment IN ('open', 'picking', 'packing', 'packed')"


class NoCodeLeft(KolliError):
    text = N_("Every unique code from 1 to {highest} is taken for this amount. Confirm or cancel unpaid orders first.")


def are_on() -> bool:
    """Whether orders that are typed here get a code by themselves."""
    return bool(settings.value(_KEY, False))


def switch(on: bool) -> None:
    """Let orders that are typed here get a code by themselves, or not."""
    permits.require(Right.SETTINGS)
    settings.remember(_KEY, on)


def give(order_id: int) -> int:
    """Add a code to what an unpaid order is to pay; the code, which is the one that it has where it has one.

    Raises:
        NotAllowed: it is paid, over, or not in rupiah; or its store has told the buyer another amount.
        NoCodeLeft: no amount from 1 to 999 more is free.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        store_id, currency, paid, code = run(
            "SELECT store_id, currency, paid_minor, unique_code_minor FROM orders WHERE id = ?", (order_id,)
        ).fetchone()
        if code:
            return int(code)
        reason = ""
        if currency != CURRENCY:
            reason = N_("unique codes are for rupiah alone.")
        elif store_id is not None:
            reason = N_("its store has told the buyer what to pay.")
        elif state.payment not in (Payment.UNPAID, Payment.CLAIMED) or paid:
            reason = N_("its payment has begun already.")
        elif not _is_open(order_id):
            reason = N_("it is not open any more.")
        if reason:
            raise NotAllowed(ref=history.called(order_id), reason=reason, action="unique-code")
        return add(work, order_id)


def take(order_id: int) -> None:
    """Take an order's code off what it is to pay, while nothing is paid."""
    permits.require(Right.ORDERS)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        code, paid = run("SELECT unique_code_minor, paid_minor FROM orders WHERE id = ?", (order_id,)).fetchone()
        if not code:
            return
        if state.payment not in (Payment.UNPAID, Payment.CLAIMED) or paid:
            raise NotAllowed(
                ref=history.called(order_id), reason=N_("its payment has begun already."), action="unique-code"
            )
        _set(work, order_id, 0)
        history.note(work, order_id, "unique-code-taken", str(code))


def add(work: Work, order_id: int) -> int:
    """Choose a free code and add it; part of the caller's unit, which has made sure that the order may have one."""
    code = _free(order_id)
    _set(work, order_id, code)
    history.note(work, order_id, "unique-code", str(code))
    return code


def settle(work: Work, order_id: int) -> None:
    """After a change of what is to pay: the amount is asked of nobody else, or the code becomes another one.

    Part of the caller's unit. An order without a code, or one that is not open and unpaid any more, stays as it is.
    """
    code, total, currency, paid = run(
        "SELECT unique_code_minor, total_minor, currency, paid_minor FROM orders WHERE id = ?", (order_id,)
    ).fetchone()
    if not code or paid or not _is_open(order_id):
        return
    # The codes of merged orders come together: more than any code may be.
    if code > HIGHEST or int(total) in _taken(order_id, currency, int(total), int(total)):
        _set(work, order_id, 0)
        _set(work, order_id, _free(order_id))


def of(order_id: int) -> int:
    """The code that is part of what an order is to pay; 0 for none."""
    return int(run("SELECT unique_code_minor FROM orders WHERE id = ?", (order_id,)).fetchone()[0])


def _free(order_id: int) -> int:
    if is_postgres():  # one office after the other, until its unit ends; SQLite has one writer anyway
        run("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
    total, currency, before = run(
        "SELECT total_minor, currency, unique_code_minor FROM orders WHERE id = ?", (order_id,)
    ).fetchone()
    base = int(total) - int(before)
    taken = _taken(order_id, currency, base + 1, base + HIGHEST)
    # Codes follow the order's own number round and round: an amount that was asked lately is not asked again soon.
    for turn in range(HIGHEST):
        code = (order_id + turn) % HIGHEST + 1
        if base + code not in taken:
            return code
    raise NoCodeLeft(highest=HIGHEST)


def _taken(order_id: int, currency: str, least: int, most: int) -> set[int]:
    """What other open orders ask for: all of it, or what a part payment has left."""
    rows = run(
        f"SELECT total_minor, total_minor - paid_minor FROM orders WHERE {_OPEN} AND currency = ? AND id <> ?"
        " AND (total_minor BETWEEN ? AND ? OR (paid_minor > 0 AND total_minor - paid_minor BETWEEN ? AND ?))",
        (currency, order_id, least, most, least, most),
    ).fetchall()
    return {int(amount) for row in rows for amount in row}


def _is_open(order_id: int) -> bool:
    return run(f"SELECT 1 FROM orders WHERE {_OPEN} AND id = ?", (order_id,)).fetchone() is not None


def _set(work: Work, order_id: int, code: int) -> None:
    run(
        "UPDATE orders SET total_minor = total_minor - unique_code_minor + ?, unique_code_minor = ? WHERE id = ?",
        (code, code, order_id),
    )
    work.changed("order", order_id)
