"""What the shipping screen lists, and what a scan there means."""

import csv

import pytest

from desktop.domain.errors import NotAllowed, NotFound
from desktop.services import carriers, couriers, orders, outbox, parcels, shipping
from desktop.services.mending import send_again
from desktop.services.parcels import Counts, Of
from tests.services import shop
from tests.shared import SHARED

pytestmark = pytest.mark.usefixtures("database")


def packed(courier: str = "JNE", store_id: int | None = None, **more: object) -> int:
    from desktop.services import packing

    order_id = shop.sold(store_id, shop.remote(("CUP", 1), courier=courier, **more))
    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    return order_id


def parcel(order_id: int) -> orders.ParcelView:
    return orders.parcels(order_id)[0]


def test_the_lists_and_their_lengths_agree() -> None:
    jne, other, gone = packed("JNE"), packed("J&T"), packed("JNE")
    shipping.track(jne, "", "0104")
    shipping.ship(gone)
    assert parcels.counts() == Counts(2, 1, 1)
    assert [row.order_id for row in parcels.page(Of.HAND_OVER)] == [jne, other]
    assert [row.order_id for row in parcels.page(Of.HAND_OVER, ("JNE",))] == [jne]
    assert [row.order_id for row in parcels.page(Of.NEEDS_TRACKING)] == [other]
    assert [row.order_id for row in parcels.page(Of.ON_THE_WAY)] == [gone]
    assert [(row.name, row.parcels, row.tracked) for row in parcels.waiting()] == [("J&T", 1, 0), ("JNE", 1, 1)]


@pytest.mark.parametrize("of", [Of.HAND_OVER, Of.ON_THE_WAY])
def test_pages_follow_each_other_without_gap_or_double(of: Of) -> None:
    made = [packed() for _turn in range(7)]
    if of is Of.ON_THE_WAY:
        shipping.ship_each(made)
    seen: list[int] = []
    after = None
    while page := parcels.page(of, after=after, limit=3):
        seen += [row.order_id for row in page]
        after = page[-1]
    assert sorted(seen) == made
    assert len(seen) == 7


@pytest.mark.parametrize("typed", ["10482", "#10482", "ayu", "AYU", "band", "%", "_", "'", "\\", "\0", "😀"])
def test_any_text_may_be_looked_for(typed: str) -> None:
    packed(number="10482")
    found = parcels.page(Of.HAND_OVER, typed=typed)
    assert bool(found) == (typed.strip("#").lower() in "10482 ayu lestari bandung" or typed == "\0")


def test_a_scan_means_a_parcel_by_its_code_its_order_or_its_number() -> None:
    order_id = packed()
    code, order_code = parcel(order_id).code, orders.show(order_id).code
    shipping.track(order_id, "", "JX0104")
    for text in (code, code.lower(), order_code, " JX0104 "):
        found = parcels.meant(text)
        assert found is not None
        assert found.order_id == order_id
    assert parcels.meant("0105") is None
    with pytest.raises(NotFound):
        parcels.meant(orders.show(shop.order(("TEA", 1)).id).code)


def test_several_orders_are_handed_over_and_the_refused_are_named() -> None:
    one, two = packed(), packed()
    shipping.track(one, "", "0104")
    done = shipping.ship_each([one, two, two])
    assert (done.done, len(done.refused)) == (2, 1)


def test_a_number_is_taken_back_until_the_parcel_has_left() -> None:
    order_id = packed()
    shipping.track(order_id, "J&T", "0104")
    shipping.untrack(order_id, parcel(order_id).id, "", "")
    assert (parcel(order_id).carrier, parcel(order_id).tracking) == ("", "")
    shipping.ship(order_id, "J&T", "0105")
    with pytest.raises(NotAllowed):
        shipping.untrack(order_id, parcel(order_id).id, "", "")


def test_a_number_given_after_the_parcel_has_left_is_told() -> None:
    order_id = packed(store_id=shop.store())
    shipping.ship(order_id)
    shipping.track(order_id, "JNE", "0104", parcel(order_id).id)
    assert shop.told(order_id)[-1] == ("tracking", "0104")


def test_a_mended_number_is_the_parcels_too() -> None:
    order_id = packed(store_id=shop.store())
    shipping.ship(order_id, "JNE", "0104 PNJNG")
    message = next(row for row in outbox.rows() if row.kind == "tracking")
    outbox.park(message.id, "too long")
    assert send_again(message.id, number=" 0104 ", carrier="JNE").state == "waiting"
    assert parcel(order_id).tracking == "0104"
    assert shop.history(order_id)[-1] == "tracking"


@pytest.mark.skipif(not (SHARED / "data" / "carriers").is_dir(), reason="the shared data are not here")
def test_the_shape_of_a_number_suggests_its_courier() -> None:
    with (SHARED / "data" / "carriers" / "tracking_samples.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["carrier"].split(" (")[0]
            found = carriers.suggest(row["number"], "ID")
            assert name in found or (name.startswith("SSCC") and "PostNord" in found)


def test_a_shape_says_a_courier_for_sure_or_nobody() -> None:
    assert carriers.surely("JX 3651-323536") == "J&T Express"
    assert carriers.surely("010480057142883") == ""
    assert carriers.suggest("whatever this is") == ()
    assert carriers.same("JNE", "JNE Express")
    assert not carriers.same("JNE", "J&T")
    assert not carriers.same("", "JNE")


def test_a_parcel_of_a_courier_without_numbers_lacks_none() -> None:
    jne = packed("JNE")
    packed("GoSend")
    assert parcels.counts() == Counts(2, 1, 0)
    assert [row.order_id for row in parcels.page(Of.NEEDS_TRACKING)] == [jne]
    couriers.change("GoSend", needs_number=True)
    assert parcels.counts() == Counts(2, 2, 0)
