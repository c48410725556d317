"""What leaves the house."""

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Stage
from desktop.services import orders, packing, shipping
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def test_a_packed_order_is_handed_over_with_its_number() -> None:
    order_id = shop.packed_order(("CUP", 1))
    shipped = shipping.ship(order_id, "JNE", " JX 0104 ", "given to the driver")
    assert shipped.stage is Stage.SHIPPED
    parcel = shipped.parcels[0]
    assert (parcel.state, parcel.carrier, parcel.tracking) == ("shipped", "JNE", "JX 0104")
    assert parcel.shipped_at is not None
    assert [row.action for row in shipped.history[:2]] == ["ship", "tracking"]


def test_a_parcel_without_a_number_can_be_handed_over_and_delivered() -> None:
    order_id = shop.packed_order(("CUP", 1))
    assert shipping.ship(order_id, "own van").parcels[0].carrier == "own van"
    assert orders.do(order_id, Action.DELIVER).stage is Stage.DONE


def test_a_number_can_be_given_before_the_parcel_leaves() -> None:
    order_id = shop.packed_order(("CUP", 1), store_id=shop.store())
    shipping.track(order_id, "JNE", "JX0104")
    assert shop.told(order_id) == [("order_status", "packed")]
    shipping.ship(order_id)
    assert shop.told(order_id)[1:] == [("tracking", "JX0104"), ("order_status", "completed")]


@pytest.mark.parametrize(("stage", "why"), [("open", "not been packed yet"), ("packing", "is being packed")])
def test_what_is_not_packed_is_not_shipped(stage: str, why: str) -> None:
    order = shop.order(("CUP", 1))
    if stage == "packing":
        packing.open_order(order.id)
    with pytest.raises(NotAllowed, match=why):
        shipping.ship(order.id, "JNE", "JX0104")
    assert orders.show(order.id).history[0].action in ("received", "start")


def test_an_order_is_not_shipped_twice() -> None:
    order_id = shop.packed_order(("CUP", 1))
    shipping.ship(order_id, "JNE", "JX0104")
    with pytest.raises(NotAllowed, match="already been shipped"):
        shipping.ship(order_id, "JNE", "JX0105")
    assert orders.show(order_id).parcels[0].tracking == "JX0104"


@pytest.mark.parametrize("typed", ["", "   ", "x" * 61, "JX\x1d0104", "JX\n01", "\0"])
def test_a_tracking_number_that_cannot_be_is_refused_and_the_parcel_stays(typed: str) -> None:
    order_id = shop.packed_order(("CUP", 1))
    with pytest.raises(BadInput):
        shipping.track(order_id, "JNE", typed)
    if typed.strip():
        with pytest.raises(BadInput):
            shipping.ship(order_id, "JNE", typed)
    assert orders.show(order_id).stage is Stage.TO_SHIP
    assert orders.show(order_id).parcels[0].tracking == ""


def test_a_refused_number_leaves_no_history() -> None:
    order_id = shop.packed_order(("CUP", 1))
    before = orders.show(order_id)
    with pytest.raises(BadInput):
        shipping.ship(order_id, "JNE", "x" * 100)
    assert orders.show(order_id) == before
