"""Credit notes in figures: whatever parts an invoice is credited in, they add up to it, and never to more."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.crediting import Bill, Line, TooMuch, credit, leading, rate, spread, taxes
from desktop.domain.deducting import deduct
from tests.hard.runs import runs

RATES = (Decimal(0), Decimal(6), Decimal(11), Decimal(12), Decimal(25), None)


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    """Invoices as sources reckon them: several rates, discounts, fees, freight, tax inside or on top."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(1, 2000), st.integers(0, 9_000_000), st.sampled_from(RATES)), min_size=1, max_size=6
        )
    )
    subtotal = sum(amount for _units, amount, _rate in rows)
    extras = [-draw(st.integers(0, subtotal)), draw(st.integers(0, 5000))][: draw(st.integers(0, 2))]
    parts = spread([amount for _units, amount, _rate in rows], extras)
    lines = tuple(Line(units, amount, own, percent) for (units, amount, percent), own in zip(rows, parts, strict=True))
    on_top = draw(st.booleans())
    plain = Bill(lines, draw(st.integers(0, 90_000)), leading(lines), {}, on_top)
    known = draw(st.none() | st.integers(0, 400_000)) if on_top else None
    return Bill(
        lines, plain.shipping_minor, plain.shipping_percent, taxes(plain.by_rate(), known, on_top=on_top), on_top
    )


def parts_of(bill: Bill, data: st.DataObject) -> list[Bill]:
    """The bill credited in parts, the last one for all that is left."""
    found, left = [], bill
    for _turn in range(data.draw(st.integers(0, 4))):
        units = {place: data.draw(st.integers(0, line.units)) for place, line in enumerate(left.lines)}
        given_back, left = credit(left, units, data.draw(st.integers(0, left.shipping_minor)))
        found.append(given_back)
    last, left = credit(left, {place: line.units for place, line in enumerate(left.lines)}, left.shipping_minor)
    assert left.total_minor == 0
    return [*found, last]


@runs(sample=40, whole=2000)
def test_the_parts_of_an_invoice_add_up_to_it_to_the_last_minor_unit(times: int) -> None:
    @settings(max_examples=times)
    @given(bills(), st.data())
    def check(bill: Bill, data: st.DataObject) -> None:
        parts = parts_of(bill, data)
        assert sum(part.total_minor for part in parts) == bill.total_minor
        for percent, tax in bill.taxes_minor.items():
            assert sum(part.taxes_minor.get(percent, 0) for part in parts) == tax
            assert sum(part.by_rate().get(percent, 0) for part in parts) == bill.by_rate().get(percent, 0)
        for place, line in enumerate(bill.lines):
            assert sum(part.lines[place].amount_minor for part in parts) == line.amount_minor
            assert [sum(own) for own in zip(*(part.lines[place].extras_minor for part in parts), strict=True)] == [
                *line.extras_minor
            ]
        so_far = 0
        for part in parts:  # never more than is left, and no note that takes money
            so_far += part.total_minor
            assert part.total_minor >= 0
            assert so_far <= bill.total_minor
            assert all(tax >= 0 for tax in part.taxes_minor.values())

    check()


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.lists(st.integers(-(10**9), 10**9), max_size=3))
def test_a_discount_is_split_without_a_rest(amounts: list[int], extras: list[int]) -> None:
    parts = spread(amounts, extras)
    assert [sum(own) for own in zip(*parts, strict=True)] == extras


def test_more_than_is_left_is_refused() -> None:
    bill = Bill((Line(3, 3000, (), Decimal(25)),), 500, Decimal(25), {Decimal(25): 700})
    _given, left = credit(bill, {0: 2}, 500)
    with pytest.raises(TooMuch) as units:
        credit(left, {0: 2})
    assert (units.value.place, units.value.left) == (0, 1)
    with pytest.raises(TooMuch) as freight:
        credit(left, {}, 1)
    assert (freight.value.place, freight.value.left) == (None, 0)
    with pytest.raises(TooMuch):
        credit(bill, {7: 1})


def test_units_give_back_their_part_of_the_discount_and_of_the_tax() -> None:
    """Three cups at 100.00 with 10.00 off and 25 % inside: one cup is 96.67 with 19.33 tax."""
    lines = (Line(3, 30_000, (-1_000,), Decimal(25)),)
    given_back, left = credit(Bill(lines, 0, None, {Decimal(25): 5_800}), {0: 1})
    assert (given_back.total_minor, given_back.lines[0].amount_minor, given_back.lines[0].extras_minor) == (
        9_666, 10_000, (-334,),
    )  # fmt: skip
    assert given_back.taxes_minor == {Decimal(25): 1_933}
    assert left.total_minor == 19_334


def test_a_deduction_leaves_the_tax_of_what_it_is_not_taken_from() -> None:
    """500 of 1000 at 25 % are kept; a voucher that was sold as a line at 12 % gives its own tax back as it was."""
    lines = (Line(1, 1_000, (), Decimal(25)), Line(1, -112, (), Decimal(12)))
    given_back = Bill(lines, 0, None, {Decimal(25): 200, Decimal(12): -12})
    kept = deduct(given_back, 500)
    assert (kept.total_minor, kept.taxes_minor) == (388, {Decimal(25): 100, Decimal(12): -12})


@pytest.mark.parametrize(
    ("amount", "tax", "on_top", "expected"),
    [(12_500, 2_500, False, 25), (10_000, 2_500, True, 25), (10_600, 600, False, 6), (11_100, 1_100, False, 11),
     (10_000, 0, False, 0), (10_000, 1_234, True, None), (0, 0, False, 0)],
)  # fmt: skip
def test_the_rate_is_known_by_the_tax(amount: int, tax: int, on_top: bool, expected: int | None) -> None:
    found = rate(amount, tax, on_top=on_top)
    assert found == (None if expected is None else Decimal(expected))
