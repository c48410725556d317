"""Who sends buyers, and what they get for it: a commission an order, once, and paid out in lists."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desktop.domain.errors import AlreadyExists, BadInput, NotAllowed, NotFound
from desktop.domain.loyalty import whole_percent
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import earning, history, permits
from desktop.services.changes import Work, actor, now, unit


@dataclass(frozen=True, slots=True)
class Affiliate:
    """`rate` in percent; `open_...` is commission that no payout has, by currency, in minor units."""

    id: int
    name: str
    code: str
    rate: Decimal
    email: str
    phone: str
    account: str
    active: bool
    open_minor: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """A line of the ledger; below zero = taken back."""

    order_id: int | None
    order: str
    amount_minor: int
    currency: str
    reason: str
    at: datetime
    payout_id: int | None


@dataclass(frozen=True, slots=True)
class Payout:
    """A list of commissions to be paid. `paid_at` None: it waits; `undone_at`: it was taken apart."""

    id: int
    affiliate_id: int
    name: str
    account: str
    currency: str
    amount_minor: int
    made_at: datetime
    paid_at: datetime | None
    undone_at: datetime | None


def save(
    name: str, code: str, rate: str, *, email: str = "", phone: str = "", account: str = "", active: bool = True,
    affiliate_id: int | None = None,
) -> int:  # fmt: skip
    """Keep an affiliate, a new one or `affiliate_id`; returns the id. A new rate is for orders from then on.

    Raises:
        BadInput: no name, no code, or a rate that is none.
        AlreadyExists: another one has this code.
    """
    permits.require(Right.CUSTOMERS)
    permits.require(Right.PRICES)
    name, code = " ".join(storable(name).split()), "".join(storable(code).upper().split())
    if not name or not code or len(name) > 200 or len(code) > 32:
        raise BadInput(what=N_("The affiliate's name or code"), value="", next=N_("Give both."))
    try:
        percent = whole_percent(rate)
    except ValueError:
        raise BadInput(what=N_("The rate"), value=rate, next=N_("Give it in percent, such as 5.")) from None
    values = (name, code, str(percent), *(storable(text).strip()[:254] for text in (email, phone, account)), active)
    with unit() as work:
        other = run("SELECT id FROM affiliate WHERE code = ?", (code,)).fetchone()
        if other is not None and int(other[0]) != affiliate_id:
            raise AlreadyExists(what=N_("The code"), ref=code)
        if affiliate_id is None:
            affiliate_id = insert(
                "INSERT INTO affiliate (name, code, rate, email, phone, account, active) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        else:
            _named(affiliate_id)
            run("UPDATE affiliate SET name = ?, code = ?, rate = ?, email = ?, phone = ?, account = ?, active = ?"
                " WHERE id = ?", (*values, affiliate_id))  # fmt: skip
        work.changed("affiliate", affiliate_id)
    return affiliate_id


def every() -> list[Affiliate]:
    """All affiliates by name, those who are not active last."""
    permits.require(Right.CUSTOMERS)
    open_sums: dict[int, list[tuple[str, int]]] = {}
    for who, currency, amount in run(
        "SELECT affiliate_id, currency, sum(amount_minor) FROM commission_move WHERE payout_id IS NULL"
        " GROUP BY affiliate_id, currency HAVING sum(amount_minor) <> 0 ORDER BY affiliate_id, currency"
    ).fetchall():
        open_sums.setdefault(int(who), []).append((currency, int(amount)))
    rows = run(
        "SELECT id, name, code, rate, email, phone, account, active FROM affiliate"
        " ORDER BY CASE WHEN active THEN 0 ELSE 1 END, lower(name), id"
    ).fetchall()
    return [
        Affiliate(int(who), name, code, Decimal(rate), email, phone, account, bool(active),
                  tuple(open_sums.get(int(who), ())))
        for who, name, code, rate, email, phone, account, active in rows
    ]  # fmt: skip


def of_order(order_id: int) -> str:
    """The code of who sent an order's buyer; "" for nobody."""
    row = run("SELECT a.code FROM order_affiliate o JOIN affiliate a ON a.id = o.affiliate_id WHERE o.order_id = ?",
              (order_id,)).fetchone()  # fmt: skip
    return str(row[0]) if row else ""


def choices(code: str = "") -> list[tuple[str, str]]:
    """Code and name of all who may be credited now, and of `code`. For whoever works on orders."""
    permits.require(Right.ORDERS)
    rows = run("SELECT code, name FROM affiliate WHERE active OR code = ? ORDER BY lower(name), id", (code,)).fetchall()
    return [(str(row[0]), str(row[1])) for row in rows]


def credit(order_id: int, code: str) -> bool:
    """Say who sent the buyer of an order, by code; "" takes it away. The commission follows; False where it was so.

    Raises:
        NotFound: no affiliate has this code.
        NotAllowed: its store keeps the commission, or the affiliate is not active.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        history.state_of(order_id, lock=True)
        if run("SELECT 1 FROM orders WHERE id = ? AND store_id IS NOT NULL", (order_id,)).fetchone():
            raise NotAllowed(ref=history.called(order_id), reason=N_("its store keeps the commission."))
        return _credit(work, order_id, "".join(storable(code).upper().split()))


def ledger(affiliate_id: int, limit: int = 500) -> list[CommissionRow]:
    """An affiliate's commissions, the newest first."""
    permits.require(Right.CUSTOMERS)
    return _rows("m.affiliate_id = ?", affiliate_id, limit)


def in_payout(payout_id: int) -> list[CommissionRow]:
    permits.require(Right.CUSTOMERS)
    return _rows("m.payout_id = ?", payout_id, 100_000)


def pay_out(affiliate_id: int) -> list[Payout]:
    """Make a list of what an affiliate has earned and no list has yet; one a currency where it is above zero.

    Raises:
        NotAllowed: nothing is there to be paid.
    """
    permits.require(Right.CUSTOMERS)
    permits.require(Right.PRICES)
    with unit() as work:
        name = _named(affiliate_id)
        made = []
        for currency, amount in run(
            "SELECT currency, sum(amount_minor) FROM commission_move WHERE affiliate_id = ? AND payout_id IS NULL"
            " GROUP BY currency HAVING sum(amount_minor) > 0 ORDER BY currency",
            (affiliate_id,),
        ).fetchall():
            payout_id = insert(
                "INSERT INTO affiliate_payout (affiliate_id, currency, amount_minor, made_at, made_by)"
                " VALUES (?, ?, ?, ?, ?)",
                (affiliate_id, currency, int(amount), ms(now()), actor().who),
            )
            run("UPDATE commission_move SET payout_id = ? WHERE affiliate_id = ? AND currency = ?"
                " AND payout_id IS NULL", (payout_id, affiliate_id, currency))  # fmt: skip
            made.append(payout_id)
        if not made:
            raise NotAllowed(ref=name, reason=N_("there is no commission to be paid."))
        work.changed("affiliate", affiliate_id)
        return [each for each in payouts(affiliate_id) if each.id in made]


def payouts(affiliate_id: int | None = None, limit: int = 500) -> list[Payout]:
    """Payout lists, the newest first."""
    permits.require(Right.CUSTOMERS)
    where, values = ("WHERE p.affiliate_id = ?", (affiliate_id,)) if affiliate_id is not None else ("", ())
    rows = run(
        "SELECT p.id, p.affiliate_id, a.name, a.account, p.currency, p.amount_minor, p.made_at, p.paid_at, p.undone_at"
        f" FROM affiliate_payout p JOIN affiliate a ON a.id = p.affiliate_id {where} ORDER BY p.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [
        Payout(*[*row[:6], utc(row[6]), *(None if each is None else utc(each) for each in row[7:9])]) for row in rows
    ]


def mark_paid(payout_id: int, paid: bool = True) -> bool:
    """Say that a list was paid, or that it was not after all; False where that was said already.

    Raises:
        NotFound: there is no such list, or it was taken apart.
    """
    permits.require(Right.CUSTOMERS)
    permits.require(Right.PRICES)
    with unit() as work:
        payout = _payout(payout_id)
        if (payout.paid_at is not None) is paid:
            return False
        run("UPDATE affiliate_payout SET paid_at = ?, paid_by = ? WHERE id = ?",
            (ms(now()) if paid else None, actor().who if paid else "", payout_id))  # fmt: skip
        work.changed("affiliate", payout.affiliate_id)
    return True


def undo_payout(payout_id: int) -> None:
    """Take a list apart: its commissions wait for the next one.

    Raises:
        NotFound: there is no such list, or it was taken apart.
        NotAllowed: it was paid; say first that it was not.
    """
    permits.require(Right.CUSTOMERS)
    permits.require(Right.PRICES)
    with unit() as work:
        payout = _payout(payout_id)
        if payout.paid_at is not None:
            raise NotAllowed(ref=payout.name, reason=N_("this list was paid. Take the payment back first."))
        run("UPDATE commission_move SET payout_id = NULL WHERE payout_id = ?", (payout_id,))
        run("UPDATE affiliate_payout SET undone_at = ? WHERE id = ?", (ms(now()), payout_id))
        work.changed("affiliate", payout.affiliate_id)


def _credit(work: Work, order_id: int, code: str) -> bool:
    before = run("SELECT affiliate_id FROM order_affiliate WHERE order_id = ?", (order_id,)).fetchone()
    if not code:
        if before is None:
            return False
        run("UPDATE order_affiliate SET rate = '0' WHERE order_id = ?", (order_id,))
        earning.settle(work, order_id)
        run("DELETE FROM order_affiliate WHERE order_id = ?", (order_id,))
        history.note(work, order_id, "affiliate", "-")
        return True
    row = run("SELECT id, rate, active, name FROM affiliate WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise NotFound(what=N_("affiliate"), ref=code)
    if before is not None and int(before[0]) == int(row[0]):
        return False
    if not row[2]:
        raise NotAllowed(ref=str(row[3]), reason=N_("this affiliate is not active."))
    run(
        "INSERT INTO order_affiliate (order_id, affiliate_id, rate, at) VALUES (?, ?, ?, ?) ON CONFLICT (order_id)"
        " DO UPDATE SET affiliate_id = excluded.affiliate_id, rate = excluded.rate, at = excluded.at",
        (order_id, int(row[0]), row[1], ms(now())),
    )
    history.note(work, order_id, "affiliate", code)
    earning.settle(work, order_id)
    return True


def _rows(condition: str, value: int, limit: int) -> list[CommissionRow]:
    rows = run(
        "SELECT m.order_id, coalesce(o.number, ''), m.amount_minor, m.currency, m.reason, m.at, m.payout_id"
        f" FROM commission_move m LEFT JOIN orders o ON o.id = m.order_id WHERE {condition} ORDER BY m.id DESC LIMIT ?",
        (value, limit),
    ).fetchall()
    return [CommissionRow(*[*row[:5], utc(row[5]), row[6]]) for row in rows]


def _named(affiliate_id: int) -> str:
    row = run("SELECT name FROM affiliate WHERE id = ?" + (" FOR UPDATE" if is_postgres() else ""),
              (affiliate_id,)).fetchone()  # fmt: skip
    if row is None:
        raise NotFound(what=N_("affiliate"), ref=affiliate_id)
    return str(row[0])


def _payout(payout_id: int) -> Payout:
    row = run("SELECT affiliate_id FROM affiliate_payout WHERE id = ? AND undone_at IS NULL", (payout_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("payout"), ref=payout_id)
    _named(int(row[0]))  # nobody else changes this affiliate's lists until the unit ends
    return next(each for each in payouts(int(row[0]), 100_000) if each.id == payout_id)
