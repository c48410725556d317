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


def portion(amount_minor: int, part: int, whole: int) -> int:
    """A part of an amount, rounded once; nothing of a whole that is nothing."""
    if not whole:
        return 0
    return int((Decimal(amount_minor) * part / whole).quantize(Decimal(1), ROUND_HALF_EVEN))


def portion_left(amount_minor: int, part: int, whole: int) -> int:
    """A part of what is left of an amount, towards zero; all of it for the whole, so that the last part takes the rest.

    Nothing of a whole that is nothing.
    """
    if part == whole:
        return amount_minor
    if not whole:
        return 0
    found = abs(amount_minor) * abs(part) // abs(whole)
    return found if (amount_minor < 0) == (part * whole < 0) else -found


def included_tax(total_minor: int, rate_percent: Decimal) -> int:
    """The tax inside an amount that includes it."""
    rate = rate_percent / 100
    tax = Decimal(total_minor) * rate / (1 + rate)
    return int(tax.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
