"""Where parcels are on their road, what was said of their arrival, and whether it came true."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.models.base import run
from desktop.services import changes, couriers, deliveries, estimates, orders, parcels, remote, shipping
from desktop.services.couriers import Service
from desktop.services.deliveries import Event, Source
from desktop.services.parcels import Of
from tests.services import handover, shop
from tests.services.handover import at

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def clock():
    """A Thursday at noon; `clock(days)` is so many days later."""
    noon = at("2026-11-12T12:00+07:00")

    def go(days: int = 0) -> None:
        changes.set_clock(lambda: noon + timedelta(days=days))

    go()
    yield go
    changes.set_clock(None)


def shipped(courier: str = "JNE", store_id: int | None = None, **more: object) -> parcels.ParcelRow:
    row = handover.packed(courier, store_id, **more)
    shipping.ship(row.order_id)
    return parcels.get(row.id)


def states(of: Of) -> list[tuple[int, str]]:
    return [(row.id, row.road) for row in parcels.page(of)]


def test_a_receipt_closes_the_order_and_tells_the_store_once() -> None:
    row = shipped(store_id=shop.store())
    assert deliveries.note(row.id, Event.DELIVERED)
    assert not deliveries.note(row.id, Event.DELIVERED)
    assert handover.stage(row) == "done"
    assert [word for _kind, word in shop.told(row.order_id)] == ["packed", "completed", "delivered"]
    assert states(Of.ON_THE_WAY) == []
    assert states(Of.DELIVERED) == [(row.id, "delivered")]
    (event,) = deliveries.events(row.order_id)
    assert (event.source, event.parcel) == (Source.HAND, row.code)
    assert shop.history(row.order_id)[-2:] == ["parcel-delivered", "deliver"]


def test_an_order_of_two_parcels_is_done_when_both_have_come() -> None:
    first, second = handover.split(2)
    shipping.ship(first.order_id)
    deliveries.note(first.id, Event.DELIVERED)
    assert handover.stage(first) == "shipped"
    assert states(Of.ON_THE_WAY) == [(second.id, "")]
    deliveries.note(second.id, Event.DELIVERED)
    assert handover.stage(first) == "done"


def test_a_failed_try_stands_first_and_what_comes_after_it_counts(clock) -> None:
    row, other = shipped(), shipped()
    assert deliveries.note(row.id, Event.FAILED, text="nobody at home")
    assert not deliveries.note(row.id, Event.FAILED)
    clock(1)
    assert deliveries.note(row.id, Event.FAILED)
    assert states(Of.ON_THE_WAY) == [(row.id, "failed"), (other.id, "")]
    deliveries.note(row.id, Event.DELIVERED)
    assert handover.stage(row) == "done"
    assert not deliveries.note(row.id, Event.FAILED, at("2026-11-20T12:00+07:00"))  # an old word undoes nothing
    assert states(Of.DELIVERED) == [(row.id, "delivered")]


def test_a_parcel_sent_back_brings_its_order_to_returns() -> None:
    row = shipped()
    deliveries.note(row.id, Event.RETURNING)
    assert handover.stage(row) == "shipped"
    deliveries.note(row.id, Event.RETURNED)
    assert handover.stage(row) == "returns"
    first, second = handover.split(2)
    shipping.ship(first.order_id)
    deliveries.note(first.id, Event.DELIVERED)
    deliveries.note(second.id, Event.RETURNED)
    assert orders.show(first.order_id).state.fulfilment is Fulfilment.PART_RETURNED


def test_what_has_not_left_cannot_have_come() -> None:
    with pytest.raises(NotAllowed):
        deliveries.note(handover.packed().id, Event.DELIVERED)


def test_the_stores_word_and_a_persons_word_for_the_order_are_its_parcels_too() -> None:
    store = shop.store()
    order = shop.remote(("CUP", 1), courier="JNE", modified_at=at("2026-11-12T09:00+07:00"))
    order_id = shop.sold(store, order)
    from dataclasses import replace

    from desktop.services import packing

    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    shipping.ship(order_id)
    remote.save_orders(store, [replace(order, status="delivered", fulfilment=Fulfilment.DELIVERED)])
    assert orders.show(order_id).stage == "done"
    assert [event.source for event in deliveries.events(order_id)] == [Source.STORE]
    by_hand = shipped()
    orders.do(by_hand.order_id, Action.DELIVER)
    assert [event.source for event in deliveries.events(by_hand.order_id)] == [Source.HAND]
    assert not deliveries.note(by_hand.id, Event.DELIVERED)


def learn(road: list[int], clock, courier: str = "JNE") -> None:
    """Parcels that took so many days."""
    rows = [shipped(courier, service="REG") for _days in road]
    for row, days in zip(rows, road, strict=True):
        deliveries.note(row.id, Event.DELIVERED, changes.now() + timedelta(days=days))


def test_a_day_is_told_from_own_parcels_in_the_buyers_language(clock) -> None:
    couriers.change("JNE", delivers=tuple(range(7)), link="https://jne.example/{number}")
    assert estimates.guess("JNE", "REG") is None
    learn([2, 2, 2, 3, 3, 3, 3, 3, 4, 4], clock)
    found = estimates.guess("JNE", "REG")
    assert found is not None
    assert (found.likely_on, found.told_on, found.learned_from) == (date(2026, 11, 15), date(2026, 11, 16), 10)
    row = handover.packed("JNE", shop.store("Toko"), service="REG", language="sv", number="20741")
    shipping.ship(row.order_id, "JNE", "0104")
    kinds = [kind for kind, _word in shop.told(row.order_id)]
    assert kinds == ["order_status", "tracking", "order_status", "note"]
    text = str(shop.told(row.order_id)[-1][1])
    assert "20741" in text
    assert "0104: https://jne.example/0104" in text
    assert "16 nov 2026" in text
    assert parcels.get(row.id).told_on == "2026-11-16"


def test_the_day_stands_on_the_slip_and_the_order_before_and_after_it_is_told(clock) -> None:
    couriers.change("JNE", services=(Service("REG", 3),))
    row = handover.packed("JNE", shop.store("Toko"), service="REG", language="sv", number="20742")
    before = estimates.of_order(row.order_id)
    assert before is not None
    assert (before.on, before.told, before.kept) == (estimates.guess("JNE", "REG").told_on, False, "")  # type: ignore[union-attr]
    assert "framme senast 17 nov 2026" in slip(row.order_id)
    shipping.ship(row.order_id)
    estimates.change_rule(extra_days=2)  # what was told is not told otherwise
    after = estimates.of_order(row.order_id)
    assert after is not None
    assert (after.on, after.told) == (before.on, True)
    deliveries.note(row.id, Event.DELIVERED, at("2026-11-17T20:00+07:00"))
    other = handover.packed("JNE", shop.store("Toko 2"), service="REG", number="20743")
    found = estimates.of_order(other.order_id)
    assert found is not None
    assert found.kept == "1 of 1 promise kept"
    estimates.change_rule(tell=False)
    assert "there by" not in slip(other.order_id)


def slip(order_id: int) -> str:
    import pypdfium2

    from desktop.services import papers

    pages = pypdfium2.PdfDocument(papers.draw("packing-slip", [order_id]))
    return " ".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", " ")


def test_what_was_told_is_compared_with_what_came(clock) -> None:
    couriers.change("JNE", services=(Service("REG", 3),))  # its own word: three working days
    kept, broken = shipped(service="REG"), shipped(service="REG")
    assert parcels.get(kept.id).told_on == "2026-11-17"  # over the weekend
    deliveries.note(kept.id, Event.DELIVERED, at("2026-11-17T20:00+07:00"))
    deliveries.note(broken.id, Event.DELIVERED, at("2026-11-18T08:00+07:00"))
    assert [parcels.get(row.id).kept for row in (kept, broken)] == [True, False]
    assert (estimates.kept("JNE").told, estimates.kept("JNE").share) == (2, 0.5)
    assert estimates.kept("J&T").share is None


def test_estimates_are_as_cautious_as_the_rule_and_can_be_kept_silent(clock) -> None:
    couriers.change("JNE", services=(Service("REG", 3),), closed=("2026-11-16",))
    assert estimates.guess("JNE", "REG").told_on == date(2026, 11, 18)  # type: ignore[union-attr]
    estimates.change_rule(extra_days=1)
    found = estimates.guess("JNE", "REG")
    assert found is not None
    assert (found.likely_on, found.told_on) == (date(2026, 11, 18), date(2026, 11, 19))
    estimates.change_rule(tell=False)
    row = handover.packed("JNE", shop.store(), service="REG")
    shipping.ship(row.order_id)
    assert [kind for kind, _word in shop.told(row.order_id)] == ["order_status", "order_status"]
    assert parcels.get(row.id).told_on == ""
    for wrong in ({"share": 0.2}, {"extra_days": -1}):
        with pytest.raises(BadInput):
            estimates.change_rule(**wrong)  # type: ignore[arg-type]


def test_a_region_with_enough_parcels_has_its_own_days(clock) -> None:
    couriers.change("JNE", delivers=tuple(range(7)))
    learn([2] * 9, clock)
    run("UPDATE parcel_road SET region = 'papua', took_days = 9")
    learn([2] * 9, clock)
    assert estimates.days("JNE", "REG", "papua").safe == 9  # type: ignore[union-attr]
    assert estimates.days("JNE", "REG", "bandung").safe == 2  # type: ignore[union-attr]
    assert estimates.days("JNE", "YES", "nowhere").parcels == 18  # type: ignore[union-attr]
