"""What an order earns its buyer and its affiliate, settled after whatever happened to it.

Settling looks at the order as it is now and at what was given for it so far, and writes the difference. So it does not
matter how often, or in which sequence, a payment, a receipt, a refund or an undo is told: the sum is what the order
deserves, given once. What a person has decided by hand stays.

It stands on tables and settings alone, so that the one place that moves states may call it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from desktop.domain import loyalty
from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.loyalty import Bought, Rules
from desktop.domain.order import Fulfilment, Payment
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run
from desktop.services import loyalty_rules as kept_rules
from desktop.services import permits, settings
from desktop.services.changes import Work, actor, new_op_id, now, now_ms, unit

_YEAR_MS = 365 * 86_400_000
_DAY_MS = 86_400_000
_HAND_GIVEN, _HAND_TAKEN = "given-by-hand", "taken-by-hand"
_ARRIVED = (Fulfilment.DELIVERED, Fulfilment.PART_RETURNED)
_CAME_BACK = (Fulfilment.CANCELLED, Fulfilment.RETURNED)


@dataclass(frozen=True, slots=True)
class _Order:
    id: int
    number: str
    store_id: int | None
    kind: str
    currency: str
    payment: Payment
    fulfilment: Fulfilment
    placed_at: int
    total_minor: int
    shipping_minor: int
    refunded_minor: int
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class Earned:
    """What an order has given so far, as its ledgers sum up; `affiliate` "" = nobody sent the buyer."""

    points: int
    stamps: int
    affiliate: str
    rate: str
    commission_minor: int
    currency: str
    ours: bool  # False: the order's store keeps its points, see services.store_credits


def settle(work: Work, order_id: int) -> None:
    """Bring points, stamps and commission to what the order deserves now; part of the caller's unit."""
    rules = kept_rules.get()
    affiliate = run("SELECT affiliate_id, rate FROM order_affiliate WHERE order_id = ?", (order_id,)).fetchone()
    given = rules.earns or _has_moves(order_id)
    if not given and affiliate is None:
        return
    order = _order(order_id, lock=True)
    if order is None or order.kind != "order" or order.store_id is not None:
        return
    bought = _bought(order, rules)
    if given and order.customer_id is not None:
        _settle_points(work, order, rules, bought)
    if affiliate is not None:
        sold = replace(bought, counts=_stands(order) and _has_come(order, rules))
        _settle_commission(work, order, int(affiliate[0]), Decimal(affiliate[1]), sold)


def give(order_id: int) -> bool:
    """Give an order's points now, whatever the rule waits for; False where they are given already.

    Raises:
        NotAllowed: it earns none: there is no rule, it names nobody, or its store keeps the points.
    """
    return _by_hand(order_id, given=True)


def take(order_id: int) -> bool:
    """Take an order's points back, for good; False where it has none. Its undo is `give`."""
    return _by_hand(order_id, given=False)


def of_order(order_id: int) -> Earned:
    """What an order has earned people.

    Raises:
        NotFound: there is no such order.
    """
    order = _order(order_id)
    if order is None:
        raise NotFound(what=N_("order"), ref=order_id)
    who = run("SELECT a.name, x.rate FROM order_affiliate x JOIN affiliate a ON a.id = x.affiliate_id"
              " WHERE x.order_id = ?", (order_id,)).fetchone() or ("", "")  # fmt: skip
    paid = run("SELECT coalesce(sum(amount_minor), 0) FROM commission_move WHERE order_id = ?", (order_id,)).fetchone()
    return Earned(_sum(order_id, "points"), _sum(order_id, "stamps"), who[0], who[1], int(paid[0]), order.currency,
                  order.store_id is None)  # fmt: skip


def spent_minor(customer_id: int, currency: str, until_ms: int) -> int:
    """What a person bought in the year before a moment, without what was cancelled or given back."""
    row = run(
        "SELECT coalesce(sum(o.total_minor - o.refunded_minor), 0) FROM orders o WHERE o.customer_id IN"
        " (SELECT id FROM customer WHERE coalesce(merged_into, id) ="
        " (SELECT coalesce(merged_into, id) FROM customer WHERE id = ?))"
        " AND o.kind = 'order' AND o.currency = ? AND o.fulfilment NOT IN ('cancelled', 'returned')"
        " AND o.payment IN ('paid', 'part-refunded') AND o.placed_at > ? AND o.placed_at <= ?",
        (customer_id, currency, until_ms - _YEAR_MS, until_ms),
    ).fetchone()
    return int(row[0])


def _settle_points(work: Work, order: _Order, rules: Rules, bought: Bought) -> None:
    assert order.customer_id is not None
    decided = _decided(order.id)
    if decided == _HAND_TAKEN:
        bought = replace(bought, counts=False)
    elif decided == _HAND_GIVEN:
        bought = replace(bought, counts=_stands(order))
    full = _promised(order.id, bought.goods_minor)
    if full is None and bought.counts:
        tier = loyalty.tier_of(spent_minor(order.customer_id, order.currency, order.placed_at), rules.tiers)
        full = loyalty.full_points(bought.goods_minor, rules, tier)
    points = loyalty.kept_part(full or 0, bought)
    _write(work, order, "points", points, f"earned:{full or 0}/{bought.goods_minor}", _expiry(rules))
    if rules.stamps or _sum(order.id, "stamps"):
        _write(work, order, "stamps", int(bought.counts and bought.kept[0] > 0), "earned", None)


def _settle_commission(work: Work, order: _Order, affiliate_id: int, rate: Decimal, bought: Bought) -> None:
    """What another affiliate was given for this order is taken back: an order has one at a time."""
    wanted = {affiliate_id: loyalty.commission_minor(bought, rate)}
    rows = run("SELECT affiliate_id, sum(amount_minor), count(*) FROM commission_move WHERE order_id = ?"
               " GROUP BY affiliate_id", (order.id,)).fetchall()  # fmt: skip
    given = {int(row[0]): int(row[1]) for row in rows}
    written = sum(int(row[2]) for row in rows)
    for who in sorted({*wanted, *given}):
        change = wanted.get(who, 0) - given.get(who, 0)
        if change:
            written += 1
            insert(
                "INSERT INTO commission_move (affiliate_id, order_id, amount_minor, currency, reason, cause, at, who)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (who, order.id, change, order.currency, "earned" if change > 0 else "taken-back",
                 f"order:{order.id}/commission/{written}", ms(now()), actor().who),
            )  # fmt: skip
            work.changed("affiliate", who)
            work.changed("order", order.id)


def _write(work: Work, order: _Order, kind: str, wanted: int, reason: str, expires_at: int | None) -> None:
    change = wanted - _sum(order.id, kind)
    if change == 0:
        return
    count = int(run("SELECT count(*) FROM points_move WHERE order_id = ? AND kind = ? AND cause LIKE ?",
                    (order.id, kind, f"order:{order.id}/%")).fetchone()[0])  # fmt: skip
    insert(
        "INSERT INTO points_move (customer_id, order_id, kind, amount, reason, cause, at, expires_at, who)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (order.customer_id, order.id, kind, change, reason, f"order:{order.id}/{kind}/{count + 1}", ms(now()),
         expires_at if change > 0 else None, actor().who),
    )  # fmt: skip
    work.changed("order", order.id)
    if order.customer_id is not None:
        work.changed("customer", order.customer_id)


def _by_hand(order_id: int, *, given: bool) -> bool:
    permits.require(Right.ORDERS)
    with unit() as work:
        order, rules = _order(order_id, lock=True), kept_rules.get()
        if order is None:
            raise NotFound(what=N_("order"), ref=order_id)
        if order.store_id is not None:
            raise NotAllowed(ref=f"#{order.number}", reason=N_("its store keeps the points."))
        if order.customer_id is None or order.kind != "order":
            raise NotAllowed(ref=f"#{order.number}", reason=N_("it names nobody who could have them."))
        if given and not rules.point_minor and _promised(order_id) is None:
            raise NotAllowed(ref=f"#{order.number}", reason=N_("there is no rule for points. Make one in Settings."))
        before = _sum(order_id, "points")
        insert(  # of no amount: the decision itself, which settling follows
            "INSERT INTO points_move (customer_id, order_id, kind, amount, reason, cause, at, expires_at, who)"
            " VALUES (?, ?, 'points', 0, ?, ?, ?, NULL, ?)",
            (order.customer_id, order_id, _HAND_GIVEN if given else _HAND_TAKEN, f"hand:{new_op_id()}", ms(now()),
             actor().who),
        )  # fmt: skip
        _settle_points(work, order, rules, _bought(order, rules))
        return _sum(order_id, "points") != before


def _bought(order: _Order, rules: Rules) -> Bought:
    return Bought(
        max(0, order.total_minor - order.shipping_minor), order.total_minor, order.refunded_minor,
        _stands(order) and _has_come(order, rules) and order.placed_at >= rules.since_ms
        and order.currency == settings.shop().currency,
    )  # fmt: skip


def _stands(order: _Order) -> bool:
    return order.fulfilment not in _CAME_BACK and order.payment is not Payment.REFUNDED


def _has_come(order: _Order, rules: Rules) -> bool:
    paid = order.payment in (Payment.PAID, Payment.PART_REFUNDED)
    return paid and (rules.when == "paid" or order.fulfilment in _ARRIVED)


def _decided(order_id: int) -> str:
    row = run("SELECT reason FROM points_move WHERE order_id = ? AND reason IN (?, ?) ORDER BY id DESC LIMIT 1",
              (order_id, _HAND_GIVEN, _HAND_TAKEN)).fetchone()  # fmt: skip
    return str(row[0]) if row else ""


def _promised(order_id: int, goods_minor: int = 0) -> int | None:
    """What the whole order was worth when it first earned, by what it is now: later rules and tiers change nothing."""
    row = run("SELECT reason FROM points_move WHERE order_id = ? AND kind = 'points' AND cause = ?",
              (order_id, f"order:{order_id}/points/1")).fetchone()  # fmt: skip
    if row is None:
        return None
    points, _slash, goods = str(row[0]).removeprefix("earned:").partition("/")
    return int(points) if int(goods) == goods_minor else int(points) * goods_minor // max(1, int(goods))


def _has_moves(order_id: int) -> bool:
    return run("SELECT 1 FROM points_move WHERE order_id = ? LIMIT 1", (order_id,)).fetchone() is not None


def _sum(order_id: int, kind: str) -> int:
    row = run("SELECT coalesce(sum(amount), 0) FROM points_move WHERE order_id = ? AND kind = ?", (order_id, kind))
    return int(row.fetchone()[0])


def _expiry(rules: Rules) -> int | None:
    return now_ms() + rules.points_days * _DAY_MS if rules.points_days else None


def _order(order_id: int, lock: bool = False) -> _Order | None:
    row = run(
        "SELECT id, number, store_id, kind, currency, payment, fulfilment, placed_at, total_minor, shipping_minor,"
        " refunded_minor, customer_id FROM orders WHERE id = ?" + (" FOR UPDATE" if lock and is_postgres() else ""),
        (order_id,),
    ).fetchone()
    if row is None:
        return None
    return _Order(int(row[0]), row[1], row[2], row[3], row[4], Payment(row[5]), Fulfilment(row[6]), *row[7:])
