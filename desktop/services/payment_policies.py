"""The shop's policies by way of paying: kept, changed with a report of what that moves, and what they list as late."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from desktop.domain.errors import BadInput
from desktop.domain.ledger import Account
from desktop.domain.order import Fulfilment, Payment, State
from desktop.domain.payment_policy import OTHER, USUAL, Keeper, Later, Policies, Policy
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services import blocking, history, permits, settings
from desktop.services.changes import now, unit

_KEY = "payment-policies"
_A_UNIT = 50  # orders that are moved in one transaction
_MOST_DAYS = 3650
_BACK_DAYS = 366  # money of longer ago is not looked for with every look at the list
_NOT_BEGUN = (Fulfilment.OPEN, Fulfilment.PICKING)
_OPEN = (
    "o.stage IN ('to-confirm', 'to-pick', 'to-pack', 'on-hold') AND o.payment IN ('unpaid', 'claimed')"
    " AND o.kind = 'order'"
)


@dataclass(frozen=True, slots=True)
class Moves:
    """What a change of policies does: orders that may be packed now, and orders that must be paid first again."""

    to_pack: int = 0
    to_confirm: int = 0

    @property
    def all(self) -> int:
        return self.to_pack + self.to_confirm


@dataclass(frozen=True, slots=True)
class LateRow:
    """An order that is unpaid for longer than its policy says. `cancel`: so long that it should go."""

    id: int
    number: str
    buyer: str
    method: str
    policy: str
    placed_at: datetime
    days: int
    currency: str
    total_minor: int
    due_minor: int
    claimed: bool
    cancel: bool
    back_minor: int = 0  # above zero: nothing is due, and so much of what came is to be paid back


def every() -> tuple[Policy, ...]:
    """The shop's policies; the usual ones where nothing was chosen. The last is that of any other way."""
    kept = settings.value(_KEY)
    return USUAL if kept is None else tuple(_read(row) for row in kept)


def now_in_force() -> Policies:
    """The same, to be asked about many orders."""
    return Policies(every())


def of_order(order_id: int) -> Policy:
    """The policy that an order falls under."""
    row = run("SELECT payment_method FROM orders WHERE id = ?", (order_id,)).fetchone()
    return now_in_force().of(str(row[0]) if row else "")


def require_may_confirm(order_id: int) -> None:
    """Refuse where this way of paying is confirmed by the owner alone.

    Raises:
        NoRight: who works here may not.
    """
    if settings.value(_KEY) is not None and of_order(order_id).owner_confirms:
        permits.require(Right.PEOPLE)  # what an owner alone may


def what_moves(policies: Sequence[Policy]) -> Moves:
    """How many orders these policies would move, were they in force."""
    _check(policies)
    moved = _moved(Policies(policies))
    return Moves(sum(later for _id, later in moved), sum(not later for _id, later in moved))


def change(policies: Sequence[Policy]) -> Moves:
    """Put policies in force; orders that wait unpaid and that nobody packs yet follow, in small units.

    Raises:
        BadInput: two ways with one alias, a way without a name, days that cannot be.
        NoRight: who works here may not change settings.
    """
    permits.require(Right.SETTINGS)
    _check(policies)
    settings.remember(_KEY, [asdict(policy) for policy in policies])
    moved = _moved(Policies(policies))
    done = [later for start in range(0, len(moved), _A_UNIT) for later in _follow(moved[start : start + _A_UNIT])]
    return Moves(sum(done), len(done) - sum(done))


def late(limit: int = 500) -> list[LateRow]:
    """Orders unpaid for longer than their policy allows: those to cancel first, then the oldest. Nothing is done."""
    policies = now_in_force()
    limits = [days for policy in policies.all for days in (policy.remind_days, policy.cancel_days) if days]
    if not limits:
        return []
    moment = now()
    rows = run(
        "SELECT id, number, buyer, payment_method, placed_at, currency, total_minor, paid_minor, refunded_minor,"
        " payment FROM orders WHERE stage = 'to-confirm' AND placed_at <= ? ORDER BY placed_at, id LIMIT ?",
        (ms(moment - timedelta(days=min(limits))), limit),
    ).fetchall()
    found = [row for each in rows if (row := _late(each, policies, moment)) is not None]
    return sorted(found, key=lambda row: (not row.cancel, row.placed_at))


def to_pay_back(limit: int = 500) -> list[LateRow]:
    """Cancelled orders that money was kept of, and orders with a surplus, of the last year; the newest first."""
    moment = now()
    since = ms(moment - timedelta(days=_BACK_DAYS))
    rows = run(
        "SELECT id, number, buyer, payment_method, placed_at, currency, total_minor, paid_minor, refunded_minor,"
        " payment, fulfilment FROM orders WHERE kind = 'order' AND paid_minor > refunded_minor AND ("
        "(stage = 'cancelled' AND coalesce(since_at, created_at) >= ?)"
        " OR (paid_minor - refunded_minor > total_minor"
        " AND id IN (SELECT order_id FROM money_move WHERE at >= ?))) ORDER BY placed_at DESC, id DESC LIMIT ?",
        (since, since, limit),
    ).fetchall()
    return [_back(row, moment) for row in rows]


def late_count() -> int:
    return len(late())


def _late(row: Any, policies: Policies, moment: datetime) -> LateRow | None:
    policy, placed = policies.of(row[3]), utc(row[4])
    days = (moment - placed).days
    cancel = bool(policy.cancel_days) and days >= policy.cancel_days
    if not cancel and not (policy.remind_days and days >= policy.remind_days):
        return None
    due = Account(Payment(row[9]), int(row[6]), int(row[7]), int(row[8])).due_minor
    claimed = row[9] == Payment.CLAIMED.value
    return LateRow(row[0], row[1], row[2], row[3], policy.key, placed, days, row[5], int(row[6]), due, claimed, cancel)


def _back(row: Any, moment: datetime) -> LateRow:
    placed, cancelled = utc(row[4]), row[10] == Fulfilment.CANCELLED.value
    account = Account(Payment(row[9]), int(row[6]), int(row[7]), int(row[8]), cancelled)
    return LateRow(
        row[0], row[1], row[2], row[3], "", placed, (moment - placed).days, row[5], int(row[6]), account.due_minor,
        False, False, account.to_pay_back_minor,
    )  # fmt: skip


def _moved(policies: Policies) -> list[tuple[int, bool]]:
    """Orders whose policy says something else than what is so: their ids, and whether they may be packed unpaid."""
    found: list[tuple[int, bool]] = []
    blocked = blocking.everybody()
    for method, said in run(f"SELECT DISTINCT o.payment_method, o.pay_later FROM orders o WHERE {_OPEN}").fetchall():
        later = policies.later(method, bool(said))
        if later == bool(said):
            continue
        found += [
            (int(row[0]), later)
            for row in run(
                f"SELECT o.id, o.customer_id FROM orders o WHERE {_OPEN} AND o.payment_method = ? AND o.pay_later = ?"
                " AND o.fulfilment IN ('open', 'picking') ORDER BY o.id",
                (method, bool(said)),
            ).fetchall()
            if not (later and row[1] in blocked)
        ]
    return found


def _follow(moved: Iterable[tuple[int, bool]]) -> list[bool]:
    """Orders that have followed: for each whether it may be packed now."""
    done = []
    with unit() as work:
        for order_id, later in moved:
            was = history.state_of(order_id, lock=True)
            if was.pay_later == later or was.fulfilment not in _NOT_BEGUN:
                continue  # somebody was quicker
            became = State(was.payment, was.fulfilment, was.held, later)
            run("UPDATE orders SET pay_later = ? WHERE id = ?", (later, order_id))
            history.put(work, order_id, was, became, "payment-policy")
            done.append(later)
    return done


def _read(row: dict[str, Any]) -> Policy:
    known = {name: row[name] for name in Policy.__dataclass_fields__ if name in row}
    read = Policy(**known)
    return replace(read, aliases=tuple(read.aliases), later=Later(read.later), keeper=Keeper(read.keeper))


def _check(policies: Sequence[Policy]) -> None:
    aliases = [alias.casefold().strip() for policy in policies for alias in policy.aliases]
    double = next((alias for alias in aliases if aliases.count(alias) > 1), None)
    if double is not None:
        raise BadInput(what=N_("The name in stores"), value=double, next=N_("Give it to one way of paying only."))
    for policy in policies:
        if not policy.name.strip():
            raise BadInput(what=N_("The way of paying"), value="", next=N_("Give it a name."))
        for days in (policy.due_days, policy.remind_days, policy.cancel_days):
            if not 0 <= days <= _MOST_DAYS:
                raise BadInput(what=N_("The days"), value=days, next=N_("Type 0 (never) to 3650."))
    if not any(policy.key == OTHER.key for policy in policies):
        raise BadInput(what=N_("The way of paying"), value="", next=N_("Keep the one for any other way."))
