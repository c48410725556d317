"""Put-backs: what was fetched or packed for nothing is promised to nobody before it lies in its bin again."""

import pytest

from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.order import Action
from desktop.models.base import run
from desktop.services import bins, changes, orders, packing, picking, put_backs, stock, totes, waves
from desktop.services.put_backs import WrongBin
from desktop.services.totes import ToteEmpty
from tests.services import shop, storage
from tests.services.storage import CODES, CUP, SAMBAL, TEH

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _filled(database: str) -> None:
    storage.fill()
    changes.work_at("Bench 1", "Dewi")


def level(sku: str = CUP) -> tuple[int, int, int]:
    found = stock.level(sku)
    moved = run("SELECT coalesce(sum(m.on_hand), 0), coalesce(sum(m.reserved), 0) FROM stock_move m JOIN article a"
                " ON a.id = m.article_id WHERE a.sku = ?", (sku,)).fetchone()  # fmt: skip
    assert (int(moved[0]), int(moved[1])) == (found.on_hand, found.reserved)  # law 3
    return found.on_hand, found.reserved, found.available


def cancelled_after_picking(units: int = 2) -> int:
    order = shop.order((CUP, units), (SAMBAL, 1))
    wave_id = waves.make([order.id]).wave.id
    picking.open_wave(wave_id)
    picking.scan(wave_id, CUP, units=units)
    orders.do(order.id, Action.CANCEL)
    return order.id


def test_what_was_picked_goes_back_and_is_available_when_it_is_there() -> None:
    order_id = cancelled_after_picking()
    task = put_backs.every()[0]
    assert (task.order_id, task.sku, task.units, task.bin, len(put_backs.every())) == (order_id, CUP, 2, "B-01-4", 1)
    assert level() == (50, 2, 48)
    assert put_backs.back(task.id, bins.get("B-01-4").code).left == 1
    assert level() == (50, 1, 49)
    done = put_backs.back(task.id, "B-01-4")
    assert (done.left, done.done_at is not None, level()) == (0, True, (50, 0, 50))
    assert (put_backs.every(), put_backs.count()) == ([], 0)


def test_what_was_packed_goes_back_too() -> None:
    order_id = shop.packed_order((CUP, 3))
    assert level() == (47, 0, 47)
    orders.do(order_id, Action.CANCEL)  # its units are in a box: each comes out by a scan
    for _turn in range(3):
        packing.scan(order_id, CUP)
    assert level() == (50, 3, 47)
    put_backs.back(put_backs.every()[0].id, "B-01-4", units=3)
    assert put_backs.every() == []
    assert level() == (50, 0, 50)


def test_an_order_that_nobody_has_touched_leaves_nothing_to_put_back() -> None:
    order = shop.order((CUP, 2))
    orders.do(order.id, Action.CANCEL)
    assert (put_backs.every(), level()) == ([], (50, 0, 50))


def test_a_scan_told_again_moves_nothing_twice() -> None:
    cancelled_after_picking()
    task = put_backs.every()[0]
    for _turn in range(3):
        put_backs.back(task.id, "B-01-4", op_id="one")
    assert (put_backs.get(task.id).left, level()) == (1, (50, 1, 49))


def test_a_wrong_bin_is_refused_and_the_staging_bin_is_not() -> None:
    cancelled_after_picking()
    task = put_backs.every()[0]
    bins.add("D-9")
    with pytest.raises(WrongBin, match="B-01-4"):
        put_backs.back(task.id, "D-9")
    with pytest.raises(NotFound):
        put_backs.back(task.id, "no such bin")
    with pytest.raises(BadInput):
        put_backs.back(task.id, "B-01-4", units=3)
    bins.stage_at("RETUR")
    assert put_backs.back(task.id, "RETUR", units=2).left == 0
    with pytest.raises(NotAllowed):
        put_backs.back(task.id, "RETUR")


def test_an_article_without_a_place_goes_to_the_staging_bin() -> None:
    bins.stage_at("RETUR")
    order_id = shop.packed_order((TEH, 1))
    orders.do(order_id, Action.CANCEL)
    packing.scan(order_id, TEH)
    assert put_backs.every()[0].bin == "RETUR"


def test_a_tote_is_free_when_everything_of_a_cancelled_order_is_back() -> None:
    orders_ = [shop.order((CUP, 1)).id, shop.order((SAMBAL, 1)).id]
    wave_id = waves.make(orders_).wave.id
    tote = storage.free_totes(2)
    for code in (*tote, CUP, tote[0]):
        picking.scan(wave_id, code)
    orders.do(orders_[0], Action.CANCEL)
    assert totes.order_in(tote[0]) == orders_[0]
    put_backs.back(put_backs.every()[0].id, "B-01-4")
    with pytest.raises(ToteEmpty):
        totes.order_in(tote[0])


def test_units_that_came_out_of_a_box_are_a_task_of_their_own() -> None:
    order = shop.order((CUP, 3))
    wave_id = waves.make([order.id]).wave.id
    picking.scan(wave_id, CUP, units=3)
    packing.open_order(order.id)
    line_id = order.lines[0].id
    with changes.unit() as work:
        run("UPDATE order_line SET cancelled = 1 WHERE id = ?", (line_id,))
        task_id = put_backs.create(work, order.id, line_id, 1, "The store took one off.")
    assert task_id is not None
    assert (put_backs.get(task_id).units, level()[1]) == (1, 4)  # 3 promised, and 1 on the bench
    assert run("SELECT picked FROM pick WHERE line_id = ?", (line_id,)).fetchone()[0] == 2
    orders.do(order.id, Action.CANCEL)
    with changes.unit() as work:  # whoever cancels may ask as well
        put_backs.create(work, order.id, line_id, 3, "cancelled")
    assert sum(task.units for task in put_backs.every()) == 3


def test_tasks_are_found_by_what_is_scanned() -> None:
    cancelled_after_picking()
    assert [len(put_backs.of_item(text)) for text in (CODES[CUP], CUP, CUP.lower(), CODES[SAMBAL], "x")] == [
        1,
        1,
        1,
        0,
        0,
    ]
