"""Who may not pay later: their orders wait for the money, whatever the way of paying allows others.

It stands on tables alone, so that whatever takes orders in may ask it.
"""

from desktop.domain.order import Fulfilment, Payment, State
from desktop.models.base import run
from desktop.services import history
from desktop.services.changes import Work

ACTION = "customer-blocked"  # in the history of what was kept back
LIFTED = "customer-unblocked"
_NOT_BEGUN = (Fulfilment.OPEN, Fulfilment.PICKING)
_UNPAID = (Payment.UNPAID, Payment.CLAIMED)


def why(customer_id: int | None) -> str:
    """Why somebody may not pay later, "" where they may. Asked by services, whoever works here."""
    row = None if customer_id is None else run(
        "SELECT f.blocked FROM customer c JOIN customer f ON f.id = coalesce(c.merged_into, c.id)"
        " OR f.merged_into = coalesce(c.merged_into, c.id) WHERE c.id = ? AND f.blocked <> '' ORDER BY f.id",
        (customer_id,),
    ).fetchone()  # fmt: skip
    return str(row[0]) if row else ""


def of_order(order_id: int) -> str:
    """The same of an order's customer."""
    return why(run("SELECT customer_id FROM orders WHERE id = ?", (order_id,)).fetchone()[0])


def everybody() -> frozenset[int]:
    """The rows of all customers who may not, to be asked about many orders."""
    rows = run(
        "SELECT c.id FROM customer c WHERE coalesce(c.merged_into, c.id) IN"
        " (SELECT coalesce(merged_into, id) FROM customer WHERE blocked <> '')"
    ).fetchall()
    return frozenset(int(row[0]) for row in rows)


def arrives(state: State) -> State:
    """The state of a new order of somebody who may not: it waits where it would have been packed unpaid."""
    if state.pay_later and state.payment in _UNPAID and state.fulfilment in _NOT_BEGUN:
        return State(state.payment, state.fulfilment, state.held)
    return state


def follow(work: Work, family: list[int], blocked: bool) -> int:
    """Let open orders wait that nobody packs yet; once they may pay later again, those that waited for this alone."""
    marks = ", ".join("?" for _each in family)
    moved = 0
    for (order_id,) in run(
        f"SELECT id FROM orders WHERE customer_id IN ({marks}) AND kind = 'order' AND pay_later = ?"
        " AND payment IN ('unpaid', 'claimed') AND fulfilment IN ('open', 'picking') ORDER BY id",
        (*family, blocked),
    ).fetchall():
        was = history.state_of(order_id, lock=True)
        if not blocked and not _waits_for_it(order_id):
            continue
        run("UPDATE orders SET pay_later = ? WHERE id = ?", (not blocked, order_id))
        became = State(was.payment, was.fulfilment, was.held, not blocked)
        history.put(work, order_id, was, became, ACTION if blocked else LIFTED)
        moved += 1
    return moved


def _waits_for_it(order_id: int) -> bool:
    """Whether it was kept back for its customer, and nobody has changed its way of paying since."""
    row = run("SELECT action FROM history WHERE order_id = ? AND action IN (?, ?, 'method-changed', 'payment-policy')"
              " ORDER BY id DESC LIMIT 1", (order_id, ACTION, LIFTED)).fetchone()  # fmt: skip
    return row is not None and row[0] == ACTION
