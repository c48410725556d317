"""What an online store says beside what the bench knows: who stands, and who is asked."""

from dataclasses import replace

import pytest

from desktop.domain.merge import Outcome
from desktop.domain.order import Action, Fulfilment, Payment, Stage
from desktop.domain.remote import RemoteOrder
from desktop.services import orders, outbox, packing, remote, shipping
from desktop.services.changes import now
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def _kept(store_id: int, order: RemoteOrder) -> int:
    remote.save_orders(store_id, [order])
    return orders.find(order.number)


def _told(store_id: int) -> None:
    """The store has taken every message that waits."""
    while message := outbox.next_due(store_id, now()):
        outbox.mark_confirmed(message, {})


def _pack(order_id: int) -> None:
    packing.open_order(order_id)
    packing.scan(order_id, "CUP")


def test_an_order_that_the_store_cancelled_and_took_up_again_is_work_again() -> None:
    store_id = shop.store()
    sold = shop.remote(("CUP", 1))
    order_id = _kept(store_id, sold)
    remote.save_orders(store_id, [replace(sold, status="cancelled", fulfilment=Fulfilment.CANCELLED)])
    assert orders.show(order_id).stage is Stage.CANCELLED
    remote.save_orders(store_id, [sold])
    assert orders.show(order_id).stage is Stage.TO_PICK
    assert shop.history(order_id)[-1] == "reopen"
    _pack(order_id)
    assert orders.show(order_id).stage is Stage.TO_SHIP


def test_an_unpaid_order_that_ran_out_of_time_and_was_paid_after_all_is_packed() -> None:
    store_id = shop.store()
    sold = shop.remote(("CUP", 1), payment=Payment.UNPAID)
    order_id = _kept(store_id, sold)
    remote.save_orders(store_id, [replace(sold, status="cancelled", fulfilment=Fulfilment.CANCELLED)])
    remote.save_orders(store_id, [replace(sold, payment=Payment.PAID)])
    view = orders.show(order_id)
    assert (view.stage, view.due_minor) == (Stage.TO_PICK, 0)


def test_an_order_that_came_cancelled_and_is_taken_up_in_the_store_is_work() -> None:
    store_id = shop.store()
    sold = shop.remote(("CUP", 1))
    order_id = _kept(store_id, replace(sold, status="cancelled", fulfilment=Fulfilment.CANCELLED))
    remote.save_orders(store_id, [sold])
    assert orders.show(order_id).stage is Stage.TO_PICK


def test_a_person_decides_over_an_order_that_we_cancelled_and_the_store_took_up_again() -> None:
    store_id = shop.store()
    sold = shop.remote(("CUP", 1))
    order_id = _kept(store_id, sold)
    _pack(order_id)
    orders.do(order_id, Action.CANCEL)
    _pack(order_id)  # out of its box again, by the same scan
    _told(store_id)
    remote.save_orders(store_id, [replace(sold, status="cancelled", fulfilment=Fulfilment.CANCELLED)])
    remote.save_orders(store_id, [sold])
    assert orders.show(order_id).stage is Stage.CANCELLED
    (asked,) = remote.open_decisions(order_id)
    assert (asked.ours, asked.theirs) == ("cancelled", "open")
    remote.decide(asked.id, Outcome.THEIRS)
    assert orders.show(order_id).stage is Stage.TO_PICK
    assert shop.packed_counts(order_id) == [0]  # its goods went back to the shelf when it was cancelled
    _pack(order_id)
    assert [parcel.state for parcel in orders.show(order_id).parcels] == ["closed"]


def test_shipping_paid_on_delivery_is_not_paid_because_the_store_closed_it_at_our_word() -> None:
    store_id = shop.store()
    sold = shop.remote(("CUP", 1), payment=Payment.UNPAID, pay_later=True)
    order_id = _kept(store_id, sold)
    _pack(order_id)
    shipping.ship(order_id, "JNE", "JX1")
    _told(store_id)
    echo = replace(sold, status="completed", payment=Payment.PAID, fulfilment=Fulfilment.SHIPPED)
    remote.save_orders(store_id, [echo])
    view = orders.show(order_id)
    assert (view.state.payment, view.due_minor) == (Payment.UNPAID, view.total_minor)
    assert orders.do(order_id, Action.CONFIRM).state.payment is Payment.PAID


def test_an_order_closed_by_a_person_in_the_store_is_paid() -> None:
    store_id = shop.store()
    sold = shop.remote(("CUP", 1), payment=Payment.UNPAID, pay_later=True)
    order_id = _kept(store_id, sold)
    remote.save_orders(
        store_id, [replace(sold, status="completed", payment=Payment.PAID, fulfilment=Fulfilment.SHIPPED)]
    )
    assert orders.show(order_id).state.payment is Payment.PAID


@pytest.mark.parametrize(
    "changes",
    [{"status": "cancelled", "fulfilment": Fulfilment.CANCELLED}, {"ship_to": replace(shop.AYU, city="Solo")}],
)
def test_a_parcel_whose_order_was_changed_in_the_store_does_not_leave_before_somebody_decides(
    changes: dict[str, object],
) -> None:
    store_id = shop.store()
    sold = shop.remote(("CUP", 1))
    order_id = _kept(store_id, sold)
    _pack(order_id)
    remote.save_orders(store_id, [replace(sold, **changes)])  # type: ignore[arg-type]
    with pytest.raises(packing.OrderChanged) as refused:
        shipping.ship(order_id, "JNE", "JX1")
    assert orders.show(order_id).stage is Stage.TO_SHIP
    assert sold.number in refused.value.say()
    remote.decide(remote.open_decisions(order_id)[0].id, Outcome.OURS)
    assert shipping.ship(order_id, "JNE", "JX1").stage is Stage.SHIPPED
