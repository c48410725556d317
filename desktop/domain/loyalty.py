"""What buying again is worth: points, tiers, stamps, commission. Whole numbers, and amounts in minor units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """`from_minor`: so much bought within a year makes one belong to it; `points_percent` 150 = half as many again."""

    name: str
    from_minor: int
    points_percent: int = 100
    benefit: str = ""  # in words, for who serves them


@dataclass(frozen=True, slots=True)
class Rules:
    """`point_minor`: one point for so much bought, 0 = no points. `worth_minor`: what a point pays, 0 = nothing.

    `stamps` orders fill a card worth `stamp_minor`, 0 = no cards. `when` "paid" or "delivered". Days 0 = never.
    """

    when: str = "delivered"
    since_ms: int = 0  # orders that were placed before earn nothing
    point_minor: int = 0
    worth_minor: int = 0
    points_days: int = 0
    tiers: tuple[Tier, ...] = ()
    stamps: int = 0
    stamp_minor: int = 0
    voucher_days: int = 365
    offline_minor: int = 0  # of one voucher, on a computer with a copy of its own; 0 = not there
    offline_day_minor: int = 0  # of all vouchers in a day there

    @property
    def earns(self) -> bool:
        return self.point_minor > 0 or self.stamps > 0


@dataclass(frozen=True, slots=True)
class Bought:
    """An order as far as it earns: goods only, without postage. `counts`: it stands and has come as far as asked."""

    goods_minor: int
    total_minor: int
    refunded_minor: int
    counts: bool

    @property
    def kept(self) -> tuple[int, int]:
        """The part that was not given back, as a fraction."""
        if not self.counts or self.total_minor <= 0:
            return 0, 1
        return max(0, self.total_minor - self.refunded_minor), self.total_minor


def full_points(goods_minor: int, rules: Rules, tier: Tier | None) -> int:
    """Points for an order that nothing is given back of, rounded down once."""
    if rules.point_minor <= 0 or goods_minor <= 0:
        return 0
    return goods_minor * (tier.points_percent if tier else 100) // (rules.point_minor * 100)


def kept_part(full: int, bought: Bought) -> int:
    """What is left of it in proportion to what was not given back, rounded down."""
    over, under = bought.kept
    return full * over // under


def commission_minor(bought: Bought, rate_percent: Decimal) -> int:
    """The commission on what was not given back, rounded half up once."""
    over, under = bought.kept
    exact = Decimal(bought.goods_minor) * over / under * rate_percent / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def tier_of(spent_minor: int, tiers: Sequence[Tier]) -> Tier | None:
    """The highest tier that this spending reaches; None for none."""
    reached = [tier for tier in tiers if spent_minor >= tier.from_minor]
    return max(reached, key=lambda tier: tier.from_minor, default=None)


def discount_of_points(points: int, rules: Rules) -> int:
    """What so many points pay, in minor units."""
    return points * rules.worth_minor


@dataclass(frozen=True, slots=True)
class PointsMove:
    """A row of the ledger: given (above zero) or taken. `expires_at` only of given ones."""

    amount: int
    at: datetime
    order_id: int | None = None
    expires_at: datetime | None = None


@dataclass(slots=True)
class _Lot:
    left: int
    order_id: int | None
    expires_at: datetime | None
    gone: int = 0  # expired; when its order comes back too, nothing more is owed for these


@dataclass(frozen=True, slots=True)
class Balance:
    """`points` may be below zero: an order's points were spent before it came back. `next_expiry`: what goes, when."""

    points: int
    expired: int = 0
    next_expiry: tuple[int, datetime] | None = field(default=None)


def balance(moves: Sequence[PointsMove], at: datetime) -> Balance:
    """What somebody has at a moment. Moves in their sequence.

    What is taken comes off its own order first, then off what expires first; what then is missing the next points pay.
    """
    lots: list[_Lot] = []
    debt = expired = 0
    for move in moves:
        expired += _let_expire(lots, move.at)
        if move.amount > 0:
            paid = min(debt, move.amount)
            debt -= paid
            lots.append(_Lot(move.amount - paid, move.order_id, move.expires_at))
        else:
            debt += _take(lots, -move.amount, move.order_id)
    expired += _let_expire(lots, at)
    dated = sorted((lot.expires_at, lot.left) for lot in lots if lot.expires_at is not None and lot.left)
    first = dated[0][0] if dated else None
    soon = None if first is None else (sum(left for when, left in dated if when == first), first)
    return Balance(sum(lot.left for lot in lots) - debt, expired, soon)


def _let_expire(lots: list[_Lot], at: datetime) -> int:
    gone = 0
    for lot in lots:
        if lot.expires_at is not None and lot.expires_at <= at:
            gone += lot.left
            lot.gone += lot.left
            lot.left = 0
    return gone


def _take(lots: list[_Lot], amount: int, order_id: int | None) -> int:
    """Take from the lots; returns what was missing."""
    first = [lot for lot in lots if order_id is not None and lot.order_id == order_id]
    rest = sorted(
        (lot for lot in lots if lot not in first),
        key=lambda lot: (lot.expires_at is None, lot.expires_at.timestamp() if lot.expires_at else 0.0),
    )
    for lot in first:
        taken = min(lot.left, amount)
        lot.left -= taken
        excused = min(lot.gone, amount - taken)
        lot.gone -= excused
        amount -= taken + excused
    for lot in rest:
        taken = min(lot.left, amount)
        lot.left -= taken
        amount -= taken
    return amount


def whole_percent(typed: str) -> Decimal:
    """A typed rate in percent with at most two decimals.

    Raises:
        ValueError: it is none, or not within 0 to 100.
    """
    try:
        rate = Decimal(typed.strip().removesuffix("%").strip().replace(",", "."))
    except ArithmeticError:
        raise ValueError(typed) from None
    if not rate.is_finite() or not 0 <= rate <= 100:
        raise ValueError(typed)
    return rate.quantize(Decimal("0.01"), rounding=ROUND_FLOOR).normalize() + 0
