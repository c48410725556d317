"""Who says what becomes of parcels: the store, a person, or both; each word once, with its source."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action
from desktop.domain.remote import RemoteOrder, RemoteParcel
from desktop.domain.tracking_mode import Mode
from desktop.services import deliveries, orders, parcels, remote, settings, shipping, store_parcels, tracking_modes
from desktop.services.deliveries import Event, Source
from tests.services import handover, shop

pytestmark = pytest.mark.usefixtures("sqlite_database")

THEN = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def sold() -> tuple[RemoteOrder, int, int]:
    """An order that left in one parcel without a number: what the store said of it, its id, the parcel's."""
    store_id = shop.store()
    order = shop.remote(("CUP", 1))
    order_id = shop.sold(store_id, order)
    _pack(order_id)
    return order, order_id, store_id


def _pack(order_id: int) -> None:
    from desktop.services import packing

    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    shipping.ship(order_id)


def say(order: RemoteOrder, store_id: int, *told: RemoteParcel) -> remote.Saved:
    return remote.save_orders(store_id, [replace(order, parcels=told)])


def parcel(state: str = "delivered", number: str = "JP1", **more: object) -> RemoteParcel:
    return RemoteParcel("9", number, "JNE", state, THEN, **more)  # type: ignore[arg-type]


def test_a_stores_receipt_is_its_event_once_and_closes_the_order(sold: tuple[RemoteOrder, int, int]) -> None:
    order, order_id, store_id = sold
    for _turn in range(3):
        say(order, store_id, parcel("shipped"), parcel())
    (event,) = deliveries.events(order_id)
    assert (event.kind, event.source, event.at) == (Event.DELIVERED, Source.STORE, THEN)
    assert orders.show(order_id).stage == "done"
    assert orders.show(order_id).parcels[0].tracking == "JP1"
    assert len(store_parcels.road(order_id).told) == 2
    assert shop.history(order_id).count("parcel-delivered") == 1


def test_in_manual_a_store_is_heard_and_not_believed_until_the_mode_changes(
    sold: tuple[RemoteOrder, int, int]
) -> None:  # fmt: skip
    order, order_id, store_id = sold
    store_parcels.set_mode(order_id, Mode.MANUAL)
    say(order, store_id, parcel())
    road = store_parcels.road(order_id)
    assert (road.events, [told.used for told in road.told]) == ((), [False])
    assert orders.show(order_id).stage == "shipped"
    assert store_parcels.set_mode(order_id, None) is Mode.MANUAL
    assert [event.source for event in deliveries.events(order_id)] == [Source.STORE]


def test_in_automatic_no_hand_says_it_and_the_refusal_says_why(sold: tuple[RemoteOrder, int, int]) -> None:
    _order, order_id, _store_id = sold
    store_parcels.set_mode(order_id, Mode.AUTOMATIC)
    parcel_id = orders.show(order_id).parcels[0].id
    for say_it in (lambda: deliveries.note(parcel_id, Event.DELIVERED), lambda: orders.do(order_id, Action.DELIVER)):
        with pytest.raises(NotAllowed) as refused:
            say_it()
        assert "automatic" in refused.value.say()
    assert deliveries.note(parcel_id, Event.DELIVERED, source=Source.CSV)


def test_an_order_that_no_store_knows_is_never_automatic() -> None:
    row = handover.packed("JNE", None)
    settings.change_rules(tracking="automatic")
    assert tracking_modes.of(row.order_id) is Mode.HYBRID
    with pytest.raises(NotAllowed):
        store_parcels.set_mode(row.order_id, Mode.AUTOMATIC)
    shipping.ship(row.order_id)
    assert deliveries.note(parcels.get(row.id).id, Event.DELIVERED)


def test_an_order_follows_the_shop_until_it_has_a_mode_of_its_own(sold: tuple[RemoteOrder, int, int]) -> None:
    _order, order_id, _store_id = sold
    assert tracking_modes.of(order_id) is Mode.HYBRID
    settings.change_rules(tracking="manual")
    assert tracking_modes.of(order_id) is Mode.MANUAL
    assert store_parcels.set_mode(order_id, Mode.HYBRID) is None
    assert tracking_modes.of(order_id) is Mode.HYBRID
    assert store_parcels.set_mode(order_id, Mode.HYBRID) is Mode.HYBRID
    assert shop.history(order_id).count("tracking-mode") == 1


def test_another_hands_parcel_is_shown_and_is_nobodys_receipt(sold: tuple[RemoteOrder, int, int]) -> None:
    order, order_id, store_id = sold
    shipping.track(order_id, "JNE", "JP1", orders.show(order_id).parcels[0].id)
    say(order, store_id, parcel(number="OTHER 2"))
    assert deliveries.events(order_id) == []
    assert [(told.number, told.used) for told in store_parcels.road(order_id).told] == [("OTHER 2", False)]
    say(order, store_id, parcel(number="jp 1", state="delivered"), parcel(number="OTHER 2"))
    assert orders.show(order_id).stage == "shipped"  # told under one name, so it is the same parcel's word still
    say(order, store_id, replace(parcel(number="jp 1"), remote_id="10"))
    assert orders.show(order_id).stage == "done"


def test_a_receipt_of_what_has_not_left_here_waits() -> None:
    store_id, order = shop.store(), shop.remote(("CUP", 1))
    order_id = shop.sold(store_id, order)
    say(order, store_id, parcel())
    assert store_parcels.road(order_id).events == ()
    _pack(order_id)
    assert orders.show(order_id).stage == "done"
    say(order, store_id, parcel())
    assert [event.source for event in deliveries.events(order_id)] == [Source.STORE]
