"""Orders that a person types, and the lists of the queue narrowed; on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from desktop.domain.errors import KolliError
from desktop.domain.order import Payment, Stage
from desktop.domain.remote import RemoteArticle
from desktop.services import changes, order_entry, orders, queue, remote
from desktop.services.order_entry import Draft, DraftLine
from desktop.services.queue_filter import Only, couriers
from tests.services import shop

TYPED = Draft(
    name="Ayu", city="Bandung", shipping="18.000", payment="later", lines=(DraftLine("TEA", "Tea", "2", "500"),)
)


def test_a_saved_draft_is_an_order_and_is_forgotten(database):
    order_entry.keep_draft(TYPED)
    entered = order_entry.save(order_entry.draft())
    assert entered.order is not None
    assert (entered.order.total_minor, entered.order.state.pay_later, entered.order.stage) == (
        19000, True, Stage.TO_PICK
    )  # fmt: skip
    assert order_entry.draft() == Draft()
    assert order_entry.save(replace(TYPED, payment="paid")).order.due_minor == 0


def test_a_faulty_draft_stays_and_says_every_fault(database):
    faulty = replace(TYPED, name=" ", shipping="x", lines=(DraftLine("TEA", "Tea", "1.5", ""),))
    order_entry.keep_draft(faulty)
    entered = order_entry.save(faulty)
    assert entered.order is None
    assert set(entered.faults) == {"name", "shipping", "quantity-0", "price-0"}
    assert all(isinstance(error, KolliError) and "{" not in error.say() for error in entered.faults.values())
    assert order_entry.draft() == faulty


def test_each_bench_has_its_own_draft(database):
    changes.work_at("Bench 1", "")
    order_entry.keep_draft(TYPED)
    changes.work_at("Bench 2", "")
    try:
        assert order_entry.draft() == Draft()
    finally:
        changes.work_at("", "")


def test_articles_are_offered_with_price_and_what_is_available(database):
    with changes.unit():
        remote.intake_article(
            RemoteArticle("", "TEA", "Teh rempah", "100 g", Decimal(52000), "IDR", ("8991234000017",), 9, bin="A-1")
        )
        remote.intake_article(RemoteArticle("", "TEA-EU", "Teh", "", Decimal(5), "EUR"))
    shop.order(("TEA", 2))
    found = order_entry.find("teh")
    assert [(one.sku, one.price, one.available) for one in found if one.sku == "TEA"] == [("TEA", Decimal(52000), 7)]
    assert next(one for one in found if one.sku == "TEA-EU").price is None
    assert order_entry.by_code("]E08991234000017").sku == "TEA"
    assert order_entry.by_code("nothing") is None


@pytest.fixture
def three(database):
    """Two orders of one store with different couriers, and one of another; all to pick."""
    one, other = shop.store("Toko"), shop.store("Butik")
    due = datetime(2026, 11, 20, tzinfo=UTC)
    ids = [
        shop.sold(store, shop.remote(("CUP", 1), courier=courier, ship_by=due - timedelta(hours=hours)))
        for store, courier, hours in ((one, "JNE", 1), (one, "J&T", 3), (other, "JNE", 2))
    ]
    return one, ids


def test_a_stage_is_narrowed_to_a_store_and_a_courier_and_pages_the_same(three):
    store, (jne, jnt, others) = three
    stage = Stage.TO_PICK
    assert [row.id for row in queue.page(stage, only=Only(store_id=store))] == [jnt, jne]
    assert [row.id for row in queue.page(stage, only=Only(courier="JNE"))] == [others, jne]
    both = Only(store, "JNE")
    assert ([row.id for row in queue.page(stage, only=both)], queue.size(stage, both)) == ([jne], 1)
    first = queue.page(stage, limit=1, only=Only(courier="JNE"))[0]
    assert [row.id for row in queue.page(stage, first, only=Only(courier="JNE"))] == [jne]
    marks = queue.marks(stage, 1, Only(courier="JNE"))
    assert [row.id for row in queue.page_at(stage, marks[1], only=Only(courier="JNE"))] == [jne]
    assert couriers(stage) == ["J&T", "JNE"]


def test_chosen_orders_come_in_the_sequence_of_their_list(three):
    _store, (jne, jnt, others) = three
    assert queue.sequence(Stage.TO_PICK, {jne, jnt, others}) == [jnt, others, jne]
    assert queue.sequence(Stage.TO_PICK, ()) == []


def test_a_comment_counts_as_notified_only_when_the_store_has_confirmed(database):
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1), payment=Payment.PAID))
    assert not orders.comment(order_id, "on its way", notify=True).history[0].notified
