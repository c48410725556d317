"""The order queue: stages, counts and pages."""

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

import pytest

from desktop.domain.order import Action, Fulfilment, Payment, Stage
from desktop.models.base import run
from desktop.services import changes, orders, packing, queue, shipping
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")
START = datetime(2026, 11, 1, 8, tzinfo=UTC)


def many(how_many: int, fulfilment: Fulfilment = Fulfilment.OPEN) -> list[int]:
    """Orders of a store, three at each minute, some with a promise that is earlier or later; their ids."""
    store_id, dice = shop.store(), Random(7)
    made = []
    for turn in range(how_many):
        placed = START + timedelta(minutes=turn // 3)
        ship_by = placed + timedelta(minutes=dice.randrange(-20, 20)) if dice.random() < 0.5 else None
        made.append(
            shop.sold(store_id, shop.remote(("CUP", 1), placed_at=placed, ship_by=ship_by, fulfilment=fulfilment))
        )
    return made


def test_pages_hold_every_order_once_and_in_sequence_and_any_place_is_reached() -> None:
    made = many(25)
    for stage, limit in product((Stage.TO_PICK, None), (1, 4, 7, 100)):
        rows: list[queue.QueueRow] = []
        while page := queue.page(stage, after=rows[-1] if rows else None, limit=limit):
            assert len(page) <= limit
            rows += page
        assert sorted(row.id for row in rows) == made
        keys = [(row.sort_key, row.id) for row in rows]
        assert keys == sorted(keys, reverse=stage is None)
        assert queue.size(stage) == 25
    for stage in (Stage.TO_PICK, None):
        everything = queue.page(stage, limit=100)
        assert queue.before(stage, everything[12], limit=5) == everything[7:12]
        assert queue.before(stage, everything[2], limit=5) == everything[:2]
        pages = [queue.page_at(stage, mark, limit=6) for mark in queue.marks(stage, every=6)]
        assert pages == [everything[at : at + 6] for at in (0, 6, 12, 18, 24)]


def test_work_is_sorted_by_its_promise_and_the_archive_by_when_it_came() -> None:
    store_id = shop.store()
    late = shop.sold(store_id, shop.remote(("CUP", 1), placed_at=START, ship_by=START + timedelta(days=3)))
    soon = shop.sold(store_id, shop.remote(("CUP", 1), placed_at=START + timedelta(hours=1),
                                           ship_by=START + timedelta(hours=2)))  # fmt: skip
    assert [row.id for row in queue.page(Stage.TO_PICK)] == [soon, late]
    assert [row.id for row in queue.page(None)] == [soon, late]
    for order_id in (soon, late):
        run("UPDATE orders SET stage = 'shipped' WHERE id = ?", (order_id,))
    assert [row.id for row in queue.page(Stage.SHIPPED)] == [soon, late]


def test_an_order_that_leaves_the_stage_between_two_pages_makes_no_other_one_disappear() -> None:
    many(12)
    first = queue.page(Stage.TO_PICK, limit=5)
    for row in first[1:4]:
        orders.do(row.id, Action.HOLD)
    rest = queue.page(Stage.TO_PICK, after=first[-1], limit=100)
    assert len({row.id for row in first + rest}) == 12


def test_each_stage_of_work_is_counted() -> None:
    shop.order(("CUP", 1), paid=False)
    orders.do(shop.order(("CUP", 1)).id, Action.HOLD)
    orders.do(shop.order(("CUP", 1)).id, Action.PICK)
    packing.open_order(shop.order(("CUP", 1)).id)
    shop.packed_order(("CUP", 1))
    shipping.ship(shop.packed_order(("CUP", 1)), "JNE")
    orders.do(shop.order(("CUP", 1)).id, Action.CANCEL)
    assert queue.counts() == {
        Stage.TO_CONFIRM: 1, Stage.TO_PICK: 0, Stage.TO_PACK: 2, Stage.TO_SHIP: 1, Stage.ON_HOLD: 1, Stage.RETURNS: 0,
    }  # fmt: skip


def test_a_row_shows_what_a_packer_needs() -> None:
    order_id = shop.sold(
        shop.store(), shop.remote(("CUP", 3), ("PLATE", 2), note="gift", courier="JNE", payment=Payment.PAID)
    )
    row = queue.page(Stage.TO_PICK)[0]
    assert (row.id, row.units, row.lines, row.has_note, row.courier, row.buyer, row.place, row.payment) == (
        order_id, 5, 2, True, "JNE", "Ayu Lestari", "Bandung", "paid",
    )  # fmt: skip


def test_what_has_been_picked_is_urgent_before_what_has_not() -> None:
    first, second = shop.order(("CUP", 1)), shop.order(("CUP", 1))
    orders.do(second.id, Action.PICK)
    assert [row.id for row in queue.urgent()] == [second.id, first.id]


def test_orders_that_still_need_an_article_are_found_by_it() -> None:
    order, other = shop.order(("CUP", 1), ("PLATE", 1)), shop.order(("PLATE", 1))
    article = order.lines[0].article_id
    assert article is not None
    assert [row.id for row in queue.needing(article)] == [order.id]
    packing.open_order(order.id)
    packing.scan(order.id, "CUP")
    assert queue.needing(article) == []
    assert [row.id for row in queue.of_orders([other.id, 999, order.id])] == [other.id, order.id]


def test_the_day_is_summed_up() -> None:
    moment = START
    changes.set_clock(lambda: moment)
    try:
        order = shop.order(("CUP", 1))
        packing.open_order(order.id)
        packing.scan(order.id, "no such")
        moment = START + timedelta(seconds=42)
        packing.scan(order.id, "CUP")
    finally:
        changes.set_clock(None)
    assert queue.today(START) == queue.Today(packed=1, errors_caught=1, seconds_per_order=42)
    assert queue.today(START + timedelta(minutes=1)) == queue.Today(0, 0, 0)
