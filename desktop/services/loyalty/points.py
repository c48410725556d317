"""The points and stamps of a person: a ledger that only grows, read as a balance."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain import loyalty
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.loyalty import Balance, PointsMove, Tier
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import earning, permits, settings
from desktop.services import loyalty_rules as kept_rules
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.customer_file import people
from desktop.services.customer_file.editing import writable
from desktop.services.loyalty import vouchers

_MOST = 10**9


@dataclass(frozen=True, slots=True)
class PointsRow:
    """A line of somebody's ledger; `order` "" where it belongs to none."""

    id: int
    kind: str
    amount: int
    reason: str
    order_id: int | None
    order: str
    at: datetime
    expires_at: datetime | None
    who: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has: `spent_minor` within a year, in the shop's currency; `worth_minor` is what points pay."""

    points: Balance
    stamps: int
    stamps_needed: int
    tier: Tier | None
    spent_minor: int
    worth_minor: int
    currency: str


def standing(customer_id: int) -> Standing:
    """What loyalty has brought somebody so far."""
    permits.require(Right.CUSTOMERS)
    head, rules, currency = people.head(customer_id), kept_rules.get(), settings.shop().currency
    spent = earning.spent_minor(head, currency, ms(now()))
    balance = _balance(head, "points")
    return Standing(
        balance, _balance(head, "stamps").points, rules.stamps, loyalty.tier_of(spent, rules.tiers), spent,
        loyalty.discount_of_points(max(0, balance.points), rules), currency,
    )  # fmt: skip


def moves(customer_id: int, limit: int = 200) -> list[PointsRow]:
    """The ledger, the newest first."""
    permits.require(Right.CUSTOMERS)
    head = people.head(customer_id)
    rows = run(
        "SELECT m.id, m.kind, m.amount, m.reason, m.order_id, coalesce(o.number, ''), m.at, m.expires_at, m.who"
        f" FROM points_move m LEFT JOIN orders o ON o.id = m.order_id WHERE m.{people.OF_FAMILY}"
        " ORDER BY m.id DESC LIMIT ?",
        (head, head, limit),
    ).fetchall()
    return [
        PointsRow(int(row[0]), row[1], int(row[2]), row[3], row[4], row[5], utc(row[6]),
                  None if row[7] is None else utc(row[7]), row[8])
        for row in rows
    ]  # fmt: skip


def add(customer_id: int, amount: int, reason: str, cause: str = "") -> bool:
    """Give points (above zero) or take them by hand; False if this cause was there.

    Raises:
        BadInput: no amount, or no reason.
        NotAllowed: more than they have would be taken.
    """
    permits.require(Right.CUSTOMERS)
    reason = storable(reason).strip()
    if not amount or abs(amount) > _MOST:
        raise BadInput(what=N_("The points"), value=amount, next=N_("Give a number, below zero to take them."))
    if not reason:
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why, in a few words."))
    with unit() as work:
        head = _locked(writable(customer_id))
        if amount < 0 and _balance(head, "points").points + amount < 0:
            raise NotAllowed(ref=f"#{head}", reason=N_("they do not have so many points."))
        return _write(work, head, "points", amount, reason[:200], cause or f"hand:{new_op_id()}")


def redeem(customer_id: int, points: int, cause: str = "") -> vouchers.Voucher:
    """Turn points into a voucher of their worth; the same cause gives the same voucher.

    Raises:
        NotAllowed: they have not so many, or points pay nothing here.
    """
    permits.require(Right.CUSTOMERS)
    cause = cause or new_op_id()
    with unit() as work:
        head = _locked(writable(customer_id))
        known = vouchers.by_cause(f"points:{cause}")
        if known is not None:
            return known
        worth = loyalty.discount_of_points(points, kept_rules.get())
        if points <= 0 or worth <= 0:
            raise NotAllowed(ref=f"#{head}", reason=N_("points pay nothing here. Change the rules in Settings."))
        if _balance(head, "points").points < points:
            raise NotAllowed(ref=f"#{head}", reason=N_("they do not have so many points."))
        _write(work, head, "points", -points, "redeemed", f"redeem:{cause}")
        return vouchers.make(work, worth, settings.shop().currency, "reward", head, cause=f"points:{cause}")


def full_cards(customer_id: int) -> list[vouchers.Voucher]:
    """A voucher for each full card of stamps that somebody has and has not got one for; those that are new now."""
    permits.require(Right.CUSTOMERS)
    made = []
    with unit() as work:
        head, rules = _locked(writable(customer_id)), kept_rules.get()
        while rules.stamps and _balance(head, "stamps").points >= rules.stamps:
            op_id = new_op_id()
            _write(work, head, "stamps", -rules.stamps, "full-card", f"card:{op_id}")
            made.append(
                vouchers.make(work, rules.stamp_minor, settings.shop().currency, "stamps", head, cause=f"card:{op_id}")
            )
    return made


def _write(work: Work, head: int, kind: str, amount: int, reason: str, cause: str) -> bool:
    if run("SELECT 1 FROM points_move WHERE cause = ?", (cause,)).fetchone():
        return False
    rules = kept_rules.get()
    expires = ms(now()) + rules.points_days * 86_400_000 if rules.points_days and amount > 0 else None
    insert(
        "INSERT INTO points_move (customer_id, order_id, kind, amount, reason, cause, at, expires_at, who)"
        " VALUES (?, NULL, ?, ?, ?, ?, ?, ?, ?)",
        (head, kind, amount, reason, cause, ms(now()), expires, actor().who),
    )
    work.changed("customer", head)
    return True


def _balance(head: int, kind: str) -> Balance:
    rows = run(
        f"SELECT amount, at, order_id, expires_at FROM points_move WHERE {people.OF_FAMILY} AND kind = ?"
        " AND amount <> 0 ORDER BY id",
        (head, head, kind),
    ).fetchall()
    return loyalty.balance(
        [PointsMove(int(row[0]), utc(row[1]), row[2], None if row[3] is None else utc(row[3])) for row in rows], now()
    )


def _locked(head: int) -> int:
    """Nobody else spends this person's points until the unit ends."""
    if is_postgres():
        run("SELECT 1 FROM customer WHERE id = ? FOR UPDATE", (head,))
    return head
