"""What an order line promises and has taken, in each of its states."""

from itertools import product

import pytest

from desktop.domain.order import Fulfilment, Payment, State
from desktop.domain.stock import Claim, claim


@pytest.mark.parametrize(
    ("payment", "fulfilment", "claimed"),
    [
        ("unpaid", "open", Claim(0, 0)),
        ("claimed", "open", Claim(0, 0)),
        ("paid", "open", Claim(5, 0)),
        ("paid", "picking", Claim(5, 0)),
        ("paid", "packing", Claim(5, 0)),  # units in an open parcel are still the shelf's
        ("paid", "packed", Claim(0, 3)),
        ("paid", "shipped", Claim(0, 3)),
        ("paid", "delivered", Claim(0, 3)),
        ("paid", "returned", Claim(0, 3)),  # coming back is a move of its own
        ("paid", "cancelled", Claim(0, 0)),
        ("part-refunded", "open", Claim(5, 0)),
        ("refunded", "open", Claim(0, 0)),
        ("refunded", "shipped", Claim(0, 3)),
        ("unpaid", "packed", Claim(0, 3)),  # a withdrawn payment does not bring the goods back
    ],
)
def test_claims(payment: str, fulfilment: str, claimed: Claim) -> None:
    assert claim(State(Payment(payment), Fulfilment(fulfilment)), ordered=5, packed=3) == claimed


def test_an_order_that_may_be_paid_later_reserves_before_it_is_paid() -> None:
    assert claim(State(Payment.UNPAID, Fulfilment.OPEN, pay_later=True), 5, 0) == Claim(5, 0)


def test_a_hold_keeps_the_goods_reserved() -> None:
    assert claim(State(Payment.PAID, Fulfilment.OPEN, held=True), 5, 0) == Claim(5, 0)


def test_no_state_both_promises_and_takes_a_unit() -> None:
    for payment, fulfilment, held, later in product(Payment, Fulfilment, (False, True), (False, True)):
        held_by = claim(State(payment, fulfilment, held, later), 5, 5)
        assert held_by in (Claim(0, 0), Claim(5, 0), Claim(0, 5))
