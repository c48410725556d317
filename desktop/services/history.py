"""An order's history: one line a move, and the one place where an order's state is changed."""

import json
from dataclasses import dataclass
from datetime import datetime

from desktop.domain import order as rules
from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.order import Action, Fulfilment, Payment, Stage, State
from desktop.domain.stock import claims_alike
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, utc
from desktop.services import earning, levels, put_backs, stock, twins
from desktop.services.changes import Work, actor, now


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """`was` and `became` are states as words; both "" where nothing moved. `notified`: the customer was told."""

    at: datetime
    who: str
    bench: str
    action: str
    was: str
    became: str
    comment: str
    notified: bool


def begin(work: Work, order_id: int, state: State, comment: str = "") -> None:
    """The first line of an order's history, and its first claim on stock; part of the caller's unit."""
    row_id = note(work, order_id, "received", comment, became=words(state))
    stock.settle(work, order_id, state, f"history:{row_id}", fresh=True)
    levels.tell_order(work, order_id)
    earning.settle(work, order_id)


def state_of(order_id: int, lock: bool = False) -> State:
    """The order's present state; `lock` keeps other benches from moving it until this unit ends.

    Raises:
        NotFound: there is no such order.
    """
    row = run(
        "SELECT payment, fulfilment, held, pay_later FROM orders WHERE id = ?"
        + (" FOR UPDATE" if lock and is_postgres() else ""),
        (order_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    return State(Payment(row[0]), Fulfilment(row[1]), bool(row[2]), bool(row[3]))


def move(work: Work, order_id: int, action: Action, comment: str = "", notified: bool = False) -> State:
    """Take the order along the state table, write its history and settle its stock; part of the caller's unit.

    Raises:
        NotAllowed: the table does not have this move.
    """
    was = state_of(order_id, lock=True)
    if action is Action.RELEASE and twins.waits(order_id):
        # Whatever else it waited for: a person must still say that it is no double.
        run("UPDATE orders SET hold_reason = ? WHERE id = ?", (twins.REASON, order_id))
        return was
    try:
        became = rules.after(was, action)
    except NotAllowed as refused:
        raise NotAllowed(**{**refused.values, "ref": called(order_id)}) from None
    return put(work, order_id, was, became, action.value, comment, notified)


def put(
    work: Work, order_id: int, was: State, became: State, action: str, comment: str = "", notified: bool = False
) -> State:
    """Give the order this state, with its history and its stock; for moves that the table has already allowed."""
    run(
        "UPDATE orders SET payment = ?, fulfilment = ?, held = ?, stage = ? WHERE id = ?",
        (became.payment.value, became.fulfilment.value, became.held, rules.stage(became).value, order_id),
    )
    if rules.stage(became) is not rules.stage(was):
        run("UPDATE orders SET since_at = ? WHERE id = ?", (ms(now()), order_id))
    row_id = note(work, order_id, action, comment, was=words(was), became=words(became), notified=notified)
    if not claims_alike(was, became):
        stock.settle(work, order_id, became, f"history:{row_id}")
    if became.fulfilment is not was.fulfilment or became.payment is not was.payment:
        levels.tell_order(work, order_id)
    if became.fulfilment is Fulfilment.CANCELLED is not was.fulfilment:
        put_backs.after_cancel(work, order_id)
    if Stage.CANCELLED is rules.stage(became) is not rules.stage(was):
        for freed in twins.gone(work, order_id):
            free(work, freed)
    if became.fulfilment is not was.fulfilment or became.payment is not was.payment:
        earning.settle(work, order_id)
    return became


def free(work: Work, order_id: int) -> None:
    """Off the hold that an order had as a double, unless its store holds it too, or somebody did."""
    held, reason, seen = run("SELECT held, hold_reason, remote_seen FROM orders WHERE id = ?", (order_id,)).fetchone()
    if not held or reason != twins.REASON:
        return
    run("UPDATE orders SET hold_reason = '' WHERE id = ?", (order_id,))
    if not (seen and json.loads(seen).get("held")):
        move(work, order_id, Action.RELEASE)


def note(
    work: Work,
    order_id: int,
    action: str,
    comment: str = "",
    *,
    was: str = "",
    became: str = "",
    notified: bool = False,
) -> int:
    """Write one line of history; returns its id. Part of the caller's unit."""
    here = actor()
    work.changed("order", order_id)
    return insert(
        "INSERT INTO history (order_id, at, who, bench, action, was, became, comment, notified)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (order_id, ms(now()), here.who, here.bench, action, was, became, comment, notified),
    )


def read(order_id: int) -> list[HistoryRow]:
    """The whole history, newest first."""
    rows = run(
        "SELECT at, who, bench, action, was, became, comment, notified FROM history"
        " WHERE order_id = ? ORDER BY id DESC",
        (order_id,),
    ).fetchall()
    return [HistoryRow(*[utc(at), *middle, bool(notified)]) for at, *middle, notified in rows]


def words(state: State) -> str:
    """A state as it stands in a history."""
    held = " (on hold)" if state.held else ""
    return f"{state.payment.value} / {state.fulfilment.value}{held}"


def called(order_id: int) -> str:
    """What people call an order: "#1048".

    Raises:
        NotFound: there is no such order.
    """
    row = run("SELECT number FROM orders WHERE id = ?", (order_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    return f"#{row[0]}"
