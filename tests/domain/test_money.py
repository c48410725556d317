"""Amounts in minor units: nothing is lost and nothing appears."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.domain.money import included_tax, portion, portion_left, share, to_decimal, to_minor

amounts = some.integers(-(10**13), 10**13)
currencies = some.sampled_from(["IDR", "SEK", "EUR", "JPY", "USD"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("89000", "IDR", 89000),
        ("89000.50", "IDR", 89001),
        ("1284.60", "SEK", 128460),
        ("0.005", "SEK", 1),
        ("-0.005", "SEK", -1),
        ("2.675", "EUR", 268),  # a float would say 267
        ("52000.125", "IDR", 52000),
        ("1E+3", "SEK", 100000),
    ],
)
def test_an_amount_is_rounded_half_up_once(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@given(amounts, currencies)
def test_minor_units_survive_the_way_to_a_decimal_and_back(minor: int, currency: str) -> None:
    assert to_minor(to_decimal(minor, currency), currency) == minor


@given(some.decimals(-(10**9), 10**9, places=4), currencies)
def test_rounding_moves_an_amount_by_half_a_minor_unit_at_most(amount: Decimal, currency: str) -> None:
    assert abs(to_decimal(to_minor(amount, currency), currency) - amount) * 2 <= to_decimal(1, currency)


@given(amounts, some.lists(some.integers(0, 10**9), min_size=1, max_size=30))
def test_the_parts_of_a_split_add_up_to_it_and_each_is_off_by_less_than_one(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    if whole := sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole


@given(some.integers(0, 10**12), some.lists(some.integers(0, 10**6), min_size=1, max_size=20))
def test_a_line_without_weight_gets_no_part(total: int, weights: list[int]) -> None:
    if sum(weights):
        assert all(part == 0 for part, weight in zip(share(total, weights), weights, strict=True) if weight == 0)


def test_a_split_over_nothing_is_nothing_and_over_zeros_falls_to_the_first() -> None:
    assert share(100, []) == []
    assert share(100, [0, 0]) == [100, 0]


@pytest.mark.parametrize(("rate", "total", "tax"), [("25", 12500, 2500), ("11", 111000, 11000), ("0", 500, 0)])
def test_the_tax_inside_a_price(rate: str, total: int, tax: int) -> None:
    assert included_tax(total, Decimal(rate)) == tax


@given(some.integers(0, 10**12), some.decimals(0, 100, places=2))
def test_included_tax_is_the_rate_of_what_is_left_within_one_minor_unit(total: int, rate: Decimal) -> None:
    tax = included_tax(total, rate)
    assert 0 <= tax <= total
    assert abs(Decimal(total - tax) * rate / 100 - tax) <= 1


@given(amounts, some.lists(some.integers(0, 10**6), min_size=1, max_size=20))
def test_parts_taken_one_after_the_other_from_what_is_left_add_up_to_it(amount: int, units: list[int]) -> None:
    left, still = amount, sum(units)
    for own in units:
        part = portion_left(left, own, still) if still else 0
        assert abs(part) <= abs(left)
        left, still = left - part, still - own
    assert left == 0 or not sum(units)


def test_a_part_of_nothing_is_nothing_and_a_half_is_rounded_to_even_or_towards_zero() -> None:
    assert (portion(100, 1, 0), portion_left(100, 1, 0)) == (0, 0)
    assert (portion(5, 1, 2), portion(-5, 1, 2), portion(7, 1, 2)) == (2, -2, 4)
    assert (portion_left(7, 1, 2), portion_left(-7, 1, 2), portion_left(7, -1, -2)) == (3, -3, 3)
