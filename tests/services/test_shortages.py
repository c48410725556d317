"""Short picks: the count is mended, the order waits, goes in part or loses the line; the buyer's words are ready."""

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Stage
from desktop.domain.picking import Outcome, Reason, Said
from desktop.models.base import run
from desktop.services import bins, changes, orders, packing, picking, shortages, stock, totes, waves
from tests.services import shop, storage
from tests.services.storage import CUP, KOPI, SAMBAL

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _filled(database: str) -> None:
    storage.fill()
    changes.work_at("Bench 1", "Dewi")


def walk(*order_ids: int) -> int:
    wave_id = waves.make(order_ids).wave.id
    picking.open_wave(wave_id)
    return wave_id


def state(order_id: int) -> tuple[Stage | None, str]:
    return orders.show(order_id).stage, str(
        run("SELECT hold_reason FROM orders WHERE id = ?", (order_id,)).fetchone()[0]
    )


@pytest.mark.parametrize(
    ("reason", "on_hand"),
    [(Reason.NOT_THERE, 1), (Reason.WRONG_ITEM, 1), (Reason.DAMAGED, 48), (Reason.OUT_OF_REACH, 50)],
)
def test_the_count_is_mended_where_the_reason_says_what_lies_there(reason: Reason, on_hand: int) -> None:
    order = shop.order((CUP, 3))
    wave_id = walk(order.id)
    picking.scan(wave_id, CUP)  # one is in the picker's hand: that much is known
    told = picking.short(wave_id, reason, outcome=Outcome.WAIT, op_id="short-1")
    assert (told.said, told.units, stock.level(CUP).on_hand) == (Said.SHORT, 2, on_hand)
    again = picking.short(wave_id, reason, outcome=Outcome.WAIT, op_id="short-1")
    assert (again.said, stock.level(CUP).on_hand) == (Said.SHORT, on_hand)
    moved = run("SELECT sum(m.on_hand), sum(m.reserved) FROM stock_move m JOIN article a ON a.id = m.article_id"
                " WHERE a.sku = ?", (CUP,)).fetchone()  # fmt: skip
    level = stock.level(CUP)
    assert (int(moved[0]), int(moved[1])) == (level.on_hand, level.reserved)


def test_an_order_that_waits_is_on_hold_with_what_is_missing_and_goes_on_when_it_comes() -> None:
    order = shop.order((CUP, 2), (SAMBAL, 1))
    wave_id = walk(order.id)
    picking.scan(wave_id, SAMBAL)
    told = picking.short(wave_id, Reason.NOT_THERE, outcome=Outcome.WAIT)
    assert (told.done, state(order.id)) == (True, (Stage.ON_HOLD, "Missing: 2 x CUP-300"))
    assert waves.choose(waves.Wish()) == []
    assert [(row.sku, row.units, row.outcome) for row in shortages.waiting()] == [(CUP, 2, Outcome.WAIT)]
    stop = changes.listen(shortages.hear)
    try:
        stock.adjust(CUP, 1, "receive", "delivery-1")
        assert state(order.id)[0] is Stage.ON_HOLD
        stock.adjust(CUP, 5, "receive", "delivery-2")
    finally:
        stop()
    assert state(order.id) == (Stage.TO_PICK, "")
    assert shortages.of_order(order.id) == []
    again = waves.make([order.id]).wave
    assert [(each.sku, each.left) for each in again.stops] == [(CUP, 2)]
    assert shop.history(order.id) == ["received", "wave", "short", "hold", "release", "wave"]


def test_a_hold_of_somebody_else_is_not_lifted() -> None:
    order = shop.order((CUP, 2))
    picking.short(walk(order.id), Reason.NOT_THERE, outcome=Outcome.WAIT)
    orders.do(order.id, Action.RELEASE)
    orders.do(order.id, Action.HOLD, "asks for another colour")
    stock.adjust(CUP, 5, "receive", "delivery")
    shortages.release_ready()
    assert state(order.id) == (Stage.ON_HOLD, "asks for another colour")


def test_the_earliest_promise_gets_what_comes_first() -> None:
    first, second = shop.order((CUP, 3)), shop.order((CUP, 3))
    run("UPDATE orders SET due_at = due_at + 1000 WHERE id = ?", (second.id,))
    for order in (second, first):
        wave_id = walk(order.id)
        picking.short(wave_id, Reason.NOT_THERE, outcome=Outcome.WAIT)
    stock.adjust(CUP, 4, "receive", "delivery")
    assert shortages.release_ready() == [first.id]


def test_a_part_goes_on_to_the_bench_and_the_rest_stays_open() -> None:
    order, other = shop.order((CUP, 2), (SAMBAL, 1)), shop.order((SAMBAL, 1))
    wave_id = walk(order.id, other.id)
    first, second = storage.free_totes(2)
    for code in (first, second, SAMBAL, first, SAMBAL, second):
        picking.scan(wave_id, code)
    assert picking.short(wave_id, Reason.NOT_THERE, outcome=Outcome.PART).done
    assert state(order.id)[0] is Stage.TO_PACK
    assert totes.order_in(first) == order.id
    packing.open_order(order.id)
    packing.scan(order.id, SAMBAL)
    assert orders.show(order.id).units_left == 2


def test_an_order_that_misses_everything_waits_even_if_a_part_was_chosen() -> None:
    order = shop.order((CUP, 2))
    picking.short(walk(order.id), Reason.NOT_THERE, outcome=Outcome.PART)
    assert state(order.id)[0] is Stage.ON_HOLD


def test_the_missing_line_is_cancelled_and_its_promise_with_it() -> None:
    order = shop.order((CUP, 3), (SAMBAL, 1))
    wave_id = walk(order.id)
    for sku in (SAMBAL, CUP):
        picking.scan(wave_id, sku)
    told = picking.short(wave_id, Reason.DAMAGED, outcome=Outcome.CANCEL)
    assert told.done
    line = next(line for line in orders.show(order.id).lines if line.sku == CUP)
    assert (line.wanted, line.cancelled, stock.level(CUP).reserved) == (1, 2, 1)
    assert state(order.id)[0] is Stage.TO_PACK
    assert "line-cancelled" in shop.history(order.id)


def test_nobody_has_chosen_the_order_waits_until_somebody_does() -> None:
    order, other = shop.order((CUP, 2), (SAMBAL, 1)), shop.order((KOPI, 1))
    wave_id = walk(order.id, other.id)
    picking.scan(wave_id, "B-01-4")
    picking.short(wave_id, Reason.NOT_THERE)
    assert state(order.id)[0] is Stage.ON_HOLD
    assert shortages.draft(order.id) is None
    shortages.decide(order.id, Outcome.PART)
    assert state(order.id) == (Stage.TO_PICK, "")
    assert [(each.sku, each.left) for each in waves.show(wave_id).stops if each.left] == [(SAMBAL, 1), (KOPI, 1)]
    with pytest.raises(NotAllowed):
        shortages.decide(other.id, Outcome.PART)


def test_the_shop_rule_chooses_where_the_picker_does_not() -> None:
    waves.change_rules(short="part")
    order = shop.order((CUP, 2), (SAMBAL, 1))
    wave_id = walk(order.id)
    picking.scan(wave_id, SAMBAL)
    picking.short(wave_id, Reason.NOT_THERE)
    assert shortages.of_order(order.id)[0].outcome is Outcome.PART


def test_the_last_orders_go_without_and_others_that_need_it_are_named() -> None:
    first, second, third = (shop.order((CUP, 2)) for _turn in range(3))
    wave_id = walk(first.id, second.id)
    tote = storage.free_totes(2)
    for code in (*tote, CUP, CUP, tote[0]):
        picking.scan(wave_id, code)
    told = picking.short(wave_id, Reason.NOT_THERE, outcome=Outcome.WAIT)
    assert told.order is not None
    assert told.order.id == second.id
    article_id = told.stop.article_id if told.stop else None
    assert article_id is not None
    found = shortages.others_needing(article_id, [second.id])
    assert [(each.order_id, each.missing) for each in found] == [(third.id, 2)]


def test_another_bin_of_the_article_is_looked_into_first() -> None:
    bins.put(CUP, ["B-01-4", "C-2"])
    order = shop.order((CUP, 2))
    wave_id = walk(order.id)
    told = picking.short(wave_id, Reason.NOT_THERE, outcome=Outcome.WAIT)
    assert (told.said, told.bin, told.current and told.current.bin) == (Said.REPLANNED, "C-2", "C-2")
    assert stock.level(CUP).on_hand == 50
    assert picking.short(wave_id, Reason.NOT_THERE, outcome=Outcome.WAIT).said is Said.SHORT


def test_more_than_is_left_cannot_be_missing() -> None:
    wave_id = walk(shop.order((CUP, 2)).id)
    for units in (0, 3):
        with pytest.raises(BadInput):
            picking.short(wave_id, Reason.NOT_THERE, units=units)


@pytest.mark.parametrize("outcome", [Outcome.WAIT, Outcome.PART, Outcome.CANCEL])
def test_words_for_the_buyer_wait_to_be_sent(outcome: Outcome) -> None:
    order = shop.order((CUP, 2), (SAMBAL, 1))
    wave_id = walk(order.id)
    picking.scan(wave_id, SAMBAL)
    picking.short(wave_id, Reason.NOT_THERE, outcome=outcome)
    draft = shortages.draft(order.id)
    assert draft is not None
    assert draft.language == "id"  # it goes to Indonesia
    assert "2 x The CUP-300" in draft.text
    assert f"#{order.number}" in draft.text
    shortages.use_draft(order.id)
    assert shortages.draft(order.id) is None
