"""Waves: which orders are fetched in one walk, in which way, and where they go afterwards."""

from datetime import timedelta

import pytest

from desktop.domain.errors import KolliError, NotAllowed, NotFound
from desktop.domain.order import Action, Stage
from desktop.models.base import run
from desktop.services import bins, changes, kits, orders, packing, picking, put_backs, totes, waves
from desktop.services.waves import InWave, Wish
from tests.services import shop, storage
from tests.services.storage import CUP, KOPI, SAMBAL, TEH

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _filled(database: str) -> None:
    storage.fill()


def stage(order_id: int) -> Stage | None:
    return orders.show(order_id).stage


def test_a_walk_goes_by_zone_aisle_and_level_and_things_without_a_place_come_last() -> None:
    order = shop.order((TEH, 1), (CUP, 1), (KOPI, 1), (SAMBAL, 1))
    wave = waves.make([order.id]).wave
    assert [stop.bin for stop in wave.stops] == ["A-2-1", "A-10-2", "B-01-4", ""]


def test_one_article_of_several_orders_is_one_stop_that_says_who_gets_how_many() -> None:
    first, second = shop.order((CUP, 2), (SAMBAL, 1)), shop.order((CUP, 3))
    wave = waves.make([first.id, second.id]).wave
    cups = next(stop for stop in wave.stops if stop.sku == CUP)
    assert (cups.left, [(part.letter, part.left) for part in cups.parts]) == (5, [("A", 2), ("B", 3)])
    assert (wave.left, wave.units, wave.name) == (6, 6, f"W-{wave.id:04d}")


def test_an_order_is_in_one_pick_list_at_a_time_and_what_is_refused_is_named() -> None:
    first, second, held = shop.order((CUP, 1)), shop.order((CUP, 1)), shop.order((CUP, 1))
    orders.do(held.id, Action.HOLD, "asks first")
    waves.make([first.id])
    made = waves.make([first.id, held.id, second.id])
    assert [order.id for order in made.wave.orders] == [second.id]
    assert [type(error) for error in made.refused] == [InWave, NotAllowed]
    with pytest.raises(InWave):
        waves.make([first.id])
    assert len(waves.page()) == 2


def test_a_list_is_found_by_its_code_its_name_and_its_number() -> None:
    wave = waves.make([shop.order((CUP, 1)).id]).wave
    for text in (wave.code, wave.code.lower(), wave.name, wave.name.lower(), str(wave.id)):
        assert waves.find(text) == wave.id
    for text in ("KW9999X", "W-9999", "", "nothing"):
        with pytest.raises(NotFound):
            waves.find(text)


def test_orders_are_chosen_by_promise_zone_courier_and_size() -> None:
    both, in_a, single = shop.order((CUP, 1), (KOPI, 1)), shop.order((KOPI, 1), (SAMBAL, 1)), shop.order((CUP, 1))
    run("UPDATE orders SET courier = 'JNE', due_at = due_at + 3600000 WHERE id = ?", (single.id,))
    assert waves.choose(Wish()) == [both.id, in_a.id, single.id]
    assert waves.choose(Wish(most=2)) == [both.id, in_a.id]
    assert waves.choose(Wish(zone="a")) == [in_a.id]
    assert waves.choose(Wish(single=True)) == [single.id]
    assert waves.choose(Wish(courier="JNE")) == [single.id]
    assert waves.choose(Wish(before=changes.now() + timedelta(minutes=5))) == [both.id, in_a.id]
    waves.make([both.id])
    assert waves.choose(Wish()) == [in_a.id, single.id]
    assert waves.zones() == ["A", "B"]
    waves.change_rules(most_orders=1)
    assert waves.choose(Wish()) == [in_a.id]


def test_a_printed_list_takes_its_orders_from_to_pick() -> None:
    order = shop.order((CUP, 1))
    wave = waves.make([order.id]).wave
    assert stage(order.id) is Stage.TO_PICK
    with changes.unit() as work:
        waves.printed(work, wave.id)
    assert stage(order.id) is Stage.TO_PACK
    assert shop.history(order.id) == ["received", "wave", "pick"]


def test_the_end_of_a_walk_takes_what_is_whole_to_the_bench_and_leaves_the_rest() -> None:
    whole, half = shop.order((CUP, 1)), shop.order((CUP, 1), (KOPI, 1))
    wave = waves.make([whole.id, half.id]).wave
    first, second = storage.free_totes(2)
    for code in (first, second, CUP, first, CUP, second):
        picking.scan(wave.id, code)
    ended = waves.finish(wave.id)
    assert (ended.state, stage(whole.id), stage(half.id)) == ("done", Stage.TO_PACK, Stage.TO_PICK)
    again = waves.make([half.id]).wave
    assert [(stop.sku, stop.left) for stop in again.stops] == [(KOPI, 1)]  # the cup lies in its tote already
    assert totes.order_in(second) == half.id
    with pytest.raises(NotAllowed):
        waves.finish(wave.id)


def test_a_list_that_is_given_up_gives_its_orders_and_its_empty_totes_back() -> None:
    order = shop.order((CUP, 1))
    wave = waves.make([order.id, shop.order((CUP, 1)).id]).wave
    tote = storage.free_totes(1)[0]
    picking.scan(wave.id, tote)
    waves.cancel(wave.id)
    assert (totes.find(tote).order_id, waves.of_order(order.id), stage(order.id)) == (None, None, Stage.TO_PICK)
    waves.make([order.id])


def test_an_order_taken_off_goes_its_own_way() -> None:
    first, second = shop.order((CUP, 1)), shop.order((KOPI, 1))
    wave = waves.make([first.id, second.id]).wave
    left = waves.take_off(wave.id, first.id)
    assert left.left == 1
    waves.take_off(wave.id, second.id)
    assert waves.show(wave.id).state == "done"
    with pytest.raises(NotFound):
        waves.take_off(wave.id, first.id)


def test_what_the_store_adds_to_an_order_is_picked_in_the_same_walk() -> None:
    order = shop.order((CUP, 1))
    wave = waves.make([order.id]).wave
    run("INSERT INTO order_line (order_id, position, remote_id, sku, name, variant, options, note, barcodes, ordered,"
        " cancelled, packed, needs_packing, unit_price, total_minor, tax_minor) VALUES (?, 9, '', ?, 'Kopi', '', '[]',"
        " '', '[]', 1, 0, 0, ?, '0', 0, 0)", (order.id, KOPI, True))  # fmt: skip
    assert picking.open_wave(wave.id).wave.left == 2


def test_an_order_that_the_bench_has_opened_is_not_fetched_any_more() -> None:
    first, second = shop.order((CUP, 1)), shop.order((KOPI, 1))
    wave = waves.make([first.id, second.id]).wave
    packing.open_order(first.id)
    assert [(stop.sku, stop.left) for stop in waves.show(wave.id).stops] == [(KOPI, 1), (CUP, 0)]
    with pytest.raises(KolliError):
        waves.make([first.id])


def test_bins_are_found_by_label_and_by_name_and_walked_in_their_order() -> None:
    place = bins.find("B-01-4")
    assert place is not None
    assert bins.find(place.code) == bins.find(place.code.lower()) == bins.find("b-01-4") == place
    assert place.parts == ["B", "01", "4"]
    assert bins.find(place.code[:-1] + ("A" if place.code[-1] != "A" else "B")) is None  # a wrong check character
    assert [each.name for each in bins.every()] == ["A-2-1", "A-10-2", "B-01-4"]
    with pytest.raises(KolliError):
        bins.add("b-01-4")
    bins.walk_after("B-01-4", "A-2-1")
    assert [each.name for each in bins.every()] == ["A-2-1", "B-01-4", "A-10-2"]
    assert bins.put(CUP, ["B-01-4", "C-1", "B-01-4"]) == ["B-01-4", "C-1"]


def test_a_kit_is_fetched_as_its_components_each_from_its_own_bin() -> None:
    storage.article("SET-2", stock=0)
    kits.compose("SET-2", [kits.Part(CUP, 2), kits.Part(KOPI, 1)])
    order, other = shop.order(("SET-2", 2)), shop.order((CUP, 1))
    wave = waves.make([order.id, other.id]).wave
    assert [(stop.sku, stop.bin, stop.left) for stop in wave.stops] == [(KOPI, "A-10-2", 2), (CUP, "B-01-4", 5)]
    boxes = storage.free_totes(2)
    for code in boxes:
        picking.scan(wave.id, code)
    picking.scan(wave.id, KOPI, units=2)
    picking.scan(wave.id, boxes[0])
    orders.do(order.id, Action.CANCEL)
    assert [(task.sku, task.units, task.bin) for task in put_backs.every()] == [(KOPI, 2, "A-10-2")]
