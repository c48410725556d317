"""What an order earns people in its store: the buyer's reward points, an affiliate's commission. The store holds them;
here stands what it says, and who gave or took them, once only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.remote import Credits
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, outbox, permits, settings
from desktop.services.changes import Work, actor, now, unit
from desktop.services.outbox import Message

KINDS = ("points", "commission")
_KEY = "credits-on-delivery"


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One line of the ledger. `amount`: points as a number, a commission as a decimal."""

    kind: str
    given: bool
    amount: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class CreditView:
    """What the store says of an order, and what we want it to be. `wanted_...` None: nobody here has said."""

    credits: Credits
    read_at: datetime
    wanted_points: bool | None
    wanted_commission: bool | None
    ledger: tuple[CreditRow, ...]


def keep(order_id: int, said: Credits) -> None:
    """Keep what the store says of an order; part of the caller's unit. What it does not say leaves what is known."""
    run(
        "INSERT INTO order_credit (order_id, points, points_given, affiliate, commission, commission_given, read_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (order_id) DO UPDATE SET points = excluded.points,"
        " points_given = coalesce(excluded.points_given, order_credit.points_given),"
        " affiliate = coalesce(nullif(excluded.affiliate, ''), order_credit.affiliate),"
        " commission = excluded.commission,"
        " commission_given = coalesce(excluded.commission_given, order_credit.commission_given),"
        " read_at = excluded.read_at",
        (order_id, said.points, said.points_given, said.affiliate, str(said.commission), said.commission_given,
         ms(now())),
    )  # fmt: skip


def of(order_id: int) -> CreditView | None:
    """An order's credits; None where its store has no such thing."""
    said = _said(order_id)
    if said is None:
        return None
    rows = run(
        "SELECT kind, given, amount, at, who FROM credit_move WHERE order_id = ? ORDER BY id", (order_id,)
    ).fetchall()
    ledger = tuple(CreditRow(kind, bool(given), amount, utc(at), who) for kind, given, amount, at, who in rows)
    last = {row.kind: row.given for row in ledger}
    read_at = run("SELECT read_at FROM order_credit WHERE order_id = ?", (order_id,)).fetchone()[0]
    return CreditView(said, utc(read_at), last.get("points"), last.get("commission"), ledger)


def give(order_id: int, kind: str) -> bool:
    """Let the store credit an order's points or commission; False where it is so, or on its way, already.

    Raises:
        BadInput: a kind of credit that there is not.
        NotAllowed: the store holds none for this order.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        return _want(work, order_id, kind, given=True)


def take(order_id: int, kind: str) -> bool:
    """Let the store take them back; as `give`, whose undo it is."""
    permits.require(Right.ORDERS)
    with unit() as work:
        return _want(work, order_id, kind, given=False)


def on_delivery() -> bool:
    """Whether credits are given when an order is delivered; else only a person gives them."""
    return bool(settings.value(_KEY, False))


def give_on_delivery(chosen: bool) -> None:
    permits.require(Right.SETTINGS)
    settings.remember(_KEY, chosen)


def order_delivered(work: Work, order_id: int) -> None:
    """Give what the order earns, where the shop has chosen so; part of the unit that notes its receipt."""
    said = _said(order_id)
    if said is None or not on_delivery():
        return
    for kind in KINDS:
        decided = run("SELECT 1 FROM credit_move WHERE order_id = ? AND kind = ?", (order_id, kind)).fetchone()
        if _worth(said, kind) and decided is None:  # what a person has decided stays
            _want(work, order_id, kind, given=True)


def confirmed(message: Message) -> None:
    """The store has read back that it is so."""
    column = {"points": "points_given", "commission": "commission_given"}[message.kind]
    with unit() as work:
        run(f"UPDATE order_credit SET {column} = ? WHERE order_id = ?",
            (bool(message.body.get("given")), message.order_id))  # fmt: skip
        if message.order_id is not None:
            work.changed("order", message.order_id)


def _want(work: Work, order_id: int, kind: str, *, given: bool) -> bool:
    if kind not in KINDS:
        raise BadInput(what=N_("The kind of credit"), value=kind, next=N_("Use points or commission."))
    history.state_of(order_id, lock=True)  # two people at once give once
    said = _said(order_id)
    worth = _worth(said, kind) if said else ""
    if said is None or not worth:
        raise NotAllowed(ref=history.called(order_id), reason=N_("its store holds no such credit for it."), action=kind)
    last = run(
        "SELECT given FROM credit_move WHERE order_id = ? AND kind = ? ORDER BY id DESC LIMIT 1", (order_id, kind)
    ).fetchone()
    there = said.points_given if kind == "points" else said.commission_given
    if (bool(last[0]) if last else bool(there)) is given:
        return False
    op_id = outbox.tell_credit(work, order_id, kind, given)
    insert(
        "INSERT INTO credit_move (order_id, kind, given, amount, op_id, at, who) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order_id, kind, given, worth, op_id, ms(now()), actor().who),
    )
    history.note(work, order_id, f"{kind}-{'given' if given else 'taken'}", worth)
    return True


def _said(order_id: int) -> Credits | None:
    row = run(
        "SELECT points, points_given, affiliate, commission, commission_given FROM order_credit WHERE order_id = ?",
        (order_id,),
    ).fetchone()
    if row is None:
        return None
    points, commission = (None if each is None else bool(each) for each in (row[1], row[4]))
    return Credits(int(row[0]), points, row[2], Decimal(row[3]), commission)


def _worth(said: Credits, kind: str) -> str:
    """What is given, "" for nothing."""
    if kind == "points":
        return str(said.points) if said.points and said.points_given is not None else ""
    return str(said.commission) if said.commission and said.commission_given is not None else ""
