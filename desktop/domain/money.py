"""Amounts in whole minor units, and how a typed or received amount becomes one."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from desktop.i18n import decimals


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units of the currency, rounded half up once; rupiah have no minor unit."""
    return int(amount.scaleb(decimals(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    return Decimal(amount_minor).scaleb(-decimals(currency))


def share(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights so that the parts add up to it exactly; the largest remainders get the odd units.

    All weights zero: the first part gets everything.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        return [total_minor] + [0] * (len(weights) - 1)
    exact = [Decimal(total_minor) * weight / whole for weight in weights]
    parts = [int(part.to_integral_value(rounding="ROUND_FLOOR")) for part in exact]
    missing = total_minor - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:missing]:
        parts[i] += 1
    return parts


def included_tax(total_minor: int, rate_percent: Decimal) -> int:
    """The tax inside an amount that includes it."""
    rate = rate_percent / 100
    tax = Decimal(total_minor) * rate / (1 + rate)
    return int(tax.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
