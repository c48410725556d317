"""What channels owe the shop: a store, a marketplace or a courier keeps an order's money until it pays it out.

Per channel only ever more rows: an order's total (+), a fee (-), what was paid out (-). Their sum is the open balance.
An order that is paid out has nothing left of it; one whose payout was short keeps the difference in view.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.domain.errors import BadInput, NotFound
from desktop.domain.ledger import NOT_CHECKED
from desktop.domain.payment_policy import Keeper
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run, storable, utc
from desktop.services import money, payment_policies, permits
from desktop.services.changes import Work, actor, new_op_id, now, unit

ORDER, FEE, PAYOUT, REFUND, WRITE_OFF = "order", "fee", "payout", "refund", "write-off"
MARKETPLACES = {"shopee": "Shopee", "tokopedia-legacy": "Tokopedia", "tokopedia-tiktok": "Tokopedia"}  # by their files
_LONGEST_DAYS = 90  # older sales are history: a channel has paid them out long ago
_NO_COURIER = "COD"
# As the index says it: else it is not taken.
_AT_THE_DOOR = "o.fulfilment = 'delivered' AND o.payment IN ('unpaid', 'claimed')"
_NEW = (
    "o.kind = 'order' AND o.total_minor > 0"
    " AND NOT EXISTS (SELECT 1 FROM payout_entry p WHERE p.order_id = o.id AND p.kind = 'order')"
)
_A_UNIT = 400


class Standing(StrEnum):
    """What became of one order's money at its channel."""

    OPEN = "open"
    PAID_OUT = "paid-out"
    SHORT = "short"  # paid out, and something is missing (or too much came)


@dataclass(frozen=True, slots=True)
class Balance:
    """One channel in one currency. `open_minor` = orders - fees - refunds - paid out - written off."""

    channel: str
    currency: str
    orders_minor: int
    fees_minor: int
    paid_out_minor: int
    open_minor: int
    open_orders: int
    short_orders: int
    loose_minor: int  # of what was paid out, what nobody has said the orders of


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One order's money at its channel."""

    order_id: int
    number: str
    buyer: str
    channel: str
    currency: str
    total_minor: int
    fee_minor: int
    paid_out_minor: int
    open_minor: int
    standing: Standing
    at: datetime


def gather() -> int:
    """Take in orders whose money a channel keeps by now; returns how many are new. Repeated, it takes in nothing.

    A marketplace's from the moment when they are paid, a courier's when they are delivered.
    """
    policies = payment_policies.now_in_force()
    at_the_door = run(
        f"SELECT o.id, o.payment_method, o.courier, o.total_minor, o.currency FROM orders o WHERE {_AT_THE_DOOR}"
        f" AND {_NEW} ORDER BY o.id"
    ).fetchall()
    found = [
        (order_id, courier.strip() or _NO_COURIER, int(total), currency)
        for order_id, method, courier, total, currency in at_the_door
        if policies.of(method).keeper is Keeper.COURIER
    ]
    since = ms(now() - timedelta(days=_LONGEST_DAYS))
    for order_id, source, method, total, currency in run(
        "SELECT o.id, o.source, o.payment_method, o.total_minor, o.currency FROM orders o"
        f" WHERE o.placed_at >= ? AND o.payment = 'paid' AND o.fulfilment <> 'cancelled' AND {_NEW} ORDER BY o.id",
        (since,),
    ).fetchall():
        market = MARKETPLACES.get(source.removeprefix("file:"))
        if market:
            found.append((order_id, market, int(total), currency))
        elif source.startswith("store:") and policies.of(method).keeper is Keeper.CHANNEL:
            found.append((order_id, _store(source), int(total), currency))
    new = 0
    for start in range(0, len(found), _A_UNIT):
        with unit() as work:
            for order_id, channel, total, currency in found[start : start + _A_UNIT]:
                new += _write(work, channel, order_id, ORDER, total, currency, "", f"order:{order_id}")
    return new


def fee(order_id: int, amount_minor: int, reference: str, cause: str) -> bool:
    """A channel keeps this much of an order for itself; False if the cause was there.

    Raises:
        BadInput: it is not above zero.
        NotFound: no channel has money of this order.
    """
    permits.require(Right.ORDERS)
    return _against(order_id, FEE, amount_minor, reference, cause)


def undo_fee(cause: str) -> bool:
    """Take a fee back by the cause it was kept with; False if that was done, or there is none."""
    permits.require(Right.ORDERS)
    with unit() as work:
        row = run(
            "SELECT id, channel, order_id, amount_minor, currency, reference FROM payout_entry"
            " WHERE cause = ? AND kind = ?",
            (cause, FEE),
        ).fetchone()
        if row is None:
            return False
        row_id, channel, order_id, amount, currency, reference = row
        return _write(work, channel, order_id, FEE, -int(amount), currency, reference, f"undo:{row_id}")


def paid_out(order_id: int, amount_minor: int, reference: str, cause: str) -> bool:
    """A channel has paid this much out for an order; False if the cause was there. Raises as `fee`."""
    permits.require(Right.ORDERS)
    return _against(order_id, PAYOUT, amount_minor, reference, cause)


def write_off(order_id: int) -> bool:
    """Give up what a channel still owes for an order (or keep what it has paid too much)."""
    permits.require(Right.ORDERS)
    with unit() as work:
        channel, currency = _channel_of(order_id)
        open_minor = int(
            run("SELECT sum(amount_minor) FROM payout_entry WHERE order_id = ?", (order_id,)).fetchone()[0]
        )
        if not open_minor:
            return False
        turn = run("SELECT count(*) FROM payout_entry WHERE order_id = ?", (order_id,)).fetchone()[0]
        return _write(work, channel, order_id, WRITE_OFF, -open_minor, currency, "", f"write-off:{order_id}/{turn}")


def arrived(work: Work, channel: str, amount_minor: int, currency: str, reference: str, cause: str) -> bool:
    """A channel's transfer is on the bank; False if the cause was there. Part of the caller's unit.

    It pays the oldest open orders where their sum is exactly its amount; else it is loose until a person says which.
    """
    if not _write(work, channel, None, PAYOUT, -amount_minor, currency, reference, cause):
        return False
    fitting, left = list[int](), amount_minor
    for row in owed(channel, Standing.OPEN):
        if left > 0 and row.currency == currency:
            fitting.append(row.order_id)
            left -= row.open_minor
    if not left:
        _assign(work, channel, currency, fitting, reference, cause)
    return True


def assign(channel: str, currency: str, order_ids: Iterable[int]) -> int:
    """Say which orders the channel's loose transfers have paid, each up to what is open of it; returns what is left.

    An order that gets less than that is short. One that the courier was paid for is paid now.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        return _assign(work, channel, currency, order_ids, "", f"assign:{new_op_id()}")


def take_back(work: Work, cause: str) -> bool:
    """A transfer was none: its rows get their opposites, and orders that it paid are unpaid again. False: long done."""
    rows = run(
        "SELECT id, channel, order_id, amount_minor, currency, reference FROM payout_entry"
        " WHERE (cause = ? OR cause LIKE ?) AND kind = 'payout' ORDER BY id DESC",
        (cause, f"{cause}/%"),
    ).fetchall()
    done = False
    for row_id, channel, order_id, amount, currency, reference in rows:
        if _write(work, channel, order_id, PAYOUT, -int(amount), currency, reference, f"undo:{row_id}"):
            done = True
            if order_id is not None:
                _unpay(work, int(order_id))
    return done


def _assign(work: Work, channel: str, currency: str, order_ids: Iterable[int], reference: str, cause: str) -> int:
    loose = run(
        "SELECT coalesce(-sum(amount_minor), 0) FROM payout_entry WHERE channel = ? AND currency = ?"
        " AND order_id IS NULL AND kind = 'payout'",
        (channel, currency),
    ).fetchone()  # fmt: skip
    left = int(loose[0])
    for order_id in order_ids:
        if _channel_of(order_id) != (channel, currency):
            continue
        part = min(left, _open_of(order_id))
        if part > 0:
            _write(work, channel, order_id, PAYOUT, -part, currency, reference, f"{cause}/{order_id}")
            _write(work, channel, None, PAYOUT, part, currency, reference, f"{cause}/{order_id}/loose")
            _pay(work, order_id, channel, reference)
            left -= part
    return left


def _pay(work: Work, order_id: int, channel: str, reference: str) -> None:
    """What the courier was paid at the door has come to the shop; what it kept of it is the shop's cost."""
    account = money.account(order_id)
    if account.payment in NOT_CHECKED and account.due_minor > 0:
        turn = len(money.moves(order_id))
        money.take(work, order_id, account.due_minor, channel, reference, f"payout:{order_id}/{turn}")


def _unpay(work: Work, order_id: int) -> None:
    for move in money.moves(order_id):
        if move.cause.startswith(f"payout:{order_id}/") and not move.undone and move.undoes is None:
            money.undo(work, move.id)


def balances() -> list[Balance]:
    """Every channel's open balance, the largest first."""
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for channel, currency, kind, loose, amount in run(
        "SELECT channel, currency, kind, CASE WHEN order_id IS NULL THEN 1 ELSE 0 END, sum(amount_minor)"
        " FROM payout_entry GROUP BY 1, 2, 3, 4"
    ).fetchall():
        found = sums[str(channel), str(currency)]
        found[str(kind)] += int(amount)
        found["loose"] += int(amount) if loose else 0
    standing: dict[tuple[str, str], dict[Standing, int]] = defaultdict(lambda: defaultdict(int))
    for row in _owed("", ()):
        standing[row.channel, row.currency][row.standing] += 1
    rows = [
        Balance(
            channel, currency, found[ORDER], -found[FEE], -found[PAYOUT],
            sum(amount for kind, amount in found.items() if kind != "loose"),
            standing[channel, currency][Standing.OPEN], standing[channel, currency][Standing.SHORT], -found["loose"],
        )
        for (channel, currency), found in sums.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.open_minor, row.channel))


def owed(channel: str = "", standing: Standing | None = None) -> list[OwedRow]:
    """Orders whose money a channel has or had, the oldest first."""
    rows = _owed(" AND p.channel = ?", (channel,)) if channel else _owed("", ())
    return [row for row in rows if standing is None or row.standing is standing]


def of_order(order_id: int) -> OwedRow | None:
    """An order's money at its channel; None where none has any."""
    return next(iter(_owed(" AND p.order_id = ?", (order_id,))), None)


def _owed(clause: str, values: tuple[object, ...]) -> list[OwedRow]:
    rows = run(
        "SELECT p.order_id, o.number, o.buyer, min(p.channel), p.currency,"
        " sum(CASE WHEN p.kind = 'order' THEN p.amount_minor ELSE 0 END),"
        " sum(CASE WHEN p.kind = 'fee' THEN -p.amount_minor ELSE 0 END),"
        " sum(CASE WHEN p.kind = 'payout' THEN -p.amount_minor ELSE 0 END), sum(p.amount_minor), min(p.at)"
        " FROM payout_entry p JOIN orders o ON o.id = p.order_id"
        f" WHERE p.order_id IS NOT NULL{clause} GROUP BY p.order_id, o.number, o.buyer, p.currency ORDER BY p.order_id",
        values,
    ).fetchall()
    return [
        OwedRow(
            int(row[0]), row[1], row[2], row[3], row[4], int(row[5]), int(row[6]), int(row[7]), int(row[8]),
            _standing(int(row[7]), int(row[8])), utc(int(row[9])),
        )
        for row in rows
    ]  # fmt: skip


def _standing(paid_out_minor: int, open_minor: int) -> Standing:
    if not open_minor:
        return Standing.PAID_OUT
    return Standing.SHORT if paid_out_minor else Standing.OPEN


def _against(order_id: int, kind: str, amount_minor: int, reference: str, cause: str) -> bool:
    if amount_minor <= 0:
        raise BadInput(what=N_("The amount"), value=amount_minor, next=N_("Type an amount above zero."))
    with unit() as work:
        channel, currency = _channel_of(order_id)
        return _write(work, channel, order_id, kind, -amount_minor, currency, storable(reference), cause)


def _channel_of(order_id: int) -> tuple[str, str]:
    row = run(
        "SELECT channel, currency FROM payout_entry WHERE order_id = ? AND kind = 'order'", (order_id,)
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("payout"), ref=order_id)
    return str(row[0]), str(row[1])


def _open_of(order_id: int) -> int:
    return int(
        run("SELECT coalesce(sum(amount_minor), 0) FROM payout_entry WHERE order_id = ?", (order_id,)).fetchone()[0]
    )


def _write(
    work: Work,
    channel: str,
    order_id: int | None,
    kind: str,
    amount_minor: int,
    currency: str,
    reference: str,
    cause: str,
) -> bool:
    written: int = run(
        "INSERT INTO payout_entry (channel, order_id, kind, amount_minor, currency, reference, at, who, cause)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cause) DO NOTHING",
        (channel, order_id, kind, amount_minor, currency, reference, ms(now()), actor().who, cause),
    ).rowcount  # fmt: skip
    if written > 0:
        work.changed("payout", order_id or 0)
    return written > 0


def _store(source: str) -> str:
    row = run("SELECT name FROM store WHERE id = ?", (int(source.removeprefix("store:")),)).fetchone()
    return str(row[0]) if row else source
