"""The ledger of payouts: what a channel owes for each order, once whatever is repeated."""

import pytest

from desktop.domain.order import Action, Payment
from desktop.services import intake, orders, packing, payouts, shipping
from desktop.services.changes import now, unit
from desktop.services.payouts import Standing
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


def _sold(units: int = 2, source: str = "file:shopee", **more: object) -> int:
    with unit() as work:
        return intake.save_new(work, source, None, shop.remote(("CUP", units), placed_at=now(), **more), intake.Known())


def _delivered_on_cod() -> int:
    shop.sells_to_one_buyer()
    order_id = _sold(1, "file:kolli", payment=Payment.UNPAID, payment_method="COD", courier="JNE")
    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    shipping.ship(order_id, "JNE", f"0104800571428{order_id:05}")
    orders.do(order_id, Action.DELIVER)
    return order_id


def _arrived(channel: str, amount_minor: int, cause: str = "bank-line:1.0") -> bool:
    with unit() as work:
        return payouts.arrived(work, channel, amount_minor, "IDR", "TRF", cause)


def _adds_up() -> None:
    for row in payouts.balances():
        rows = payouts.owed(row.channel)
        assert row.open_minor == sum(each.open_minor for each in rows) - row.loose_minor
        assert row.open_minor == row.orders_minor - row.fees_minor - row.paid_out_minor
        for each in rows:
            assert each.open_minor == each.total_minor - each.fee_minor - each.paid_out_minor


def test_a_marketplace_owes_for_what_it_was_paid_and_is_gathered_once() -> None:
    first, _second = _sold(2), _sold(3)
    _sold(5, payment=Payment.UNPAID)
    assert [payouts.gather(), payouts.gather()] == [2, 0]
    assert payouts.fee(first, 4, "commission", "file:1")
    assert not payouts.fee(first, 4, "commission", "file:1")
    (row,) = payouts.balances()
    assert (row.channel, row.orders_minor, row.fees_minor, row.open_minor, row.open_orders) == ("Shopee", 50, 4, 46, 2)
    _adds_up()


def test_a_transfer_of_exactly_the_oldest_orders_pays_them_out_and_its_undo_opens_them_again() -> None:
    ids = [_sold(units) for units in (1, 2, 4)]
    payouts.gather()
    assert _arrived("Shopee", 30)
    assert not _arrived("Shopee", 30)
    assert [row.standing for row in payouts.owed("Shopee")] == [Standing.PAID_OUT, Standing.PAID_OUT, Standing.OPEN]
    _adds_up()
    with unit() as work:
        assert payouts.take_back(work, "bank-line:1.0")
        assert not payouts.take_back(work, "bank-line:1.0")
    assert {row.standing for row in payouts.owed()} == {Standing.OPEN}
    assert payouts.of_order(ids[0])
    _adds_up()


def test_a_payout_that_is_too_small_is_short_with_its_difference_until_it_is_given_up() -> None:
    order_id = _sold(5)
    payouts.gather()
    _arrived("Shopee", 42)
    assert payouts.balances()[0].loose_minor == 42
    assert payouts.assign("Shopee", "IDR", [order_id]) == 0
    row = payouts.of_order(order_id)
    assert row is not None
    assert (row.standing, row.open_minor) == (Standing.SHORT, 8)
    assert payouts.balances()[0].short_orders == 1
    assert payouts.write_off(order_id)
    assert not payouts.write_off(order_id)
    assert payouts.owed(standing=Standing.SHORT) == []


def test_the_courier_owes_what_it_was_paid_at_the_door_until_it_pays_out() -> None:
    order_id = _delivered_on_cod()
    assert orders.show(order_id).state.payment is Payment.UNPAID
    assert payouts.gather() == 1
    assert payouts.balances()[0].channel == "JNE"
    _arrived("JNE", 10)
    assert orders.show(order_id).state.payment is Payment.PAID
    with unit() as work:
        payouts.take_back(work, "bank-line:1.0")
    assert orders.show(order_id).state.payment is Payment.UNPAID
    _adds_up()


def test_a_fee_is_taken_back_once_and_by_its_own_cause() -> None:
    order_id = _sold(2)
    payouts.gather()
    assert payouts.fee(order_id, 4, "commission", "fee:1")
    assert [payouts.undo_fee("fee:2"), payouts.undo_fee("fee:1"), payouts.undo_fee("fee:1")] == [False, True, False]
    (row,) = payouts.balances()
    assert (row.fees_minor, row.open_minor) == (0, 20)
    _adds_up()
