"""Change while packing: what is not wanted any more comes out by its scan, what is new goes in, before it closes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.domain.closing import Gate
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.merge import Outcome
from desktop.domain.order import Action, Fulfilment, Payment, Stage
from desktop.domain.packing import Verdict
from desktop.domain.remote import RemoteLine, RemoteOrder
from desktop.models.base import run
from desktop.services import bench, changes, closing, orders, packing, put_backs, remote, shipping, stock, take_outs
from desktop.services.bench import Happened
from desktop.services.orders import NewLine, OrderView
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def begun(*rows: tuple[str, int]) -> OrderView:
    """An order at the bench."""
    return packing.open_order(shop.order(*rows).id)


def scan(order_id: int, *codes: str) -> list[Verdict]:
    return [packing.scan(order_id, code).verdict for code in codes]


def moves(order_id: int) -> list[tuple[str, int]]:
    changed = take_outs.of(order_id)
    return [] if changed is None else [(move.sku, move.units) for move in changed.moves]


def agrees(order_id: int) -> None:
    """The log of scans adds up to what each line says is packed, and stock to its moves."""
    bent = run(
        "SELECT l.id FROM order_line l LEFT JOIN packing_scan s ON s.line_id = l.id WHERE l.order_id = ?"
        " GROUP BY l.id, l.packed HAVING l.packed <> coalesce(sum(s.units), 0)",
        (order_id,),
    ).fetchall()
    assert bent == []
    wrong = run(
        "SELECT a.sku FROM article a LEFT JOIN stock_move m ON m.article_id = a.id GROUP BY a.id, a.sku, a.on_hand,"
        " a.reserved HAVING a.on_hand <> coalesce(sum(m.on_hand), 0) OR a.reserved <> coalesce(sum(m.reserved), 0)"
    ).fetchall()
    assert wrong == []


def test_the_office_takes_a_unit_out_and_adds_another_and_the_bench_is_told_who_when_and_why() -> None:
    order = begun(("ROA", 2), ("CUP", 1))
    scan(order.id, "ROA", "ROA")
    roa = order.lines[0].id
    with changes.acting("Ratna Kusuma", "Office"):
        orders.change_lines(order.id, {roa: 1}, [NewLine("TEH", "Teh melati", 1, Decimal(30))], "Asked on the phone.")
    changed = take_outs.of(order.id)
    assert changed is not None
    assert (changed.who, changed.why, changed.source) == ("Ratna Kusuma", "Asked on the phone.", "office")
    assert [(move.sku, move.units, move.parcel) for move in changed.moves] == [("ROA", -1, 1), ("TEH", 1, None)]
    assert (changed.out, changed.add) == (1, 1)
    assert [each.gate for each in closing.standing(order.id)] == [Gate.OUT]
    assert packing.scan(order.id, "CUP").verdict is Verdict.RIGHT  # other right items still count
    out = packing.scan(order.id, "ROA")
    assert (out.verdict, out.packed, out.ordered) == (Verdict.OUT, 1, 1)
    assert moves(order.id) == [("TEH", 1)]
    assert scan(order.id, "ROA", "TEH") == [Verdict.TOO_MANY, Verdict.COMPLETE]
    assert take_outs.of(order.id) is None
    kept = run("SELECT method, units, parcel_id FROM packing_scan WHERE verdict = 'out'").fetchall()
    assert [tuple(row) for row in kept] == [("take-out", -1, orders.parcels(order.id)[0].id)]
    assert [(task.sku, task.units) for task in put_backs.every()] == [("ROA", 1)]
    agrees(order.id)


def test_an_order_does_not_close_before_everything_is_out() -> None:
    order = begun(("ROA", 2), ("CUP", 1))
    scan(order.id, "ROA", "ROA")
    orders.change_lines(order.id, {order.lines[0].id: 0}, why="not wanted")
    last = packing.scan(order.id, "CUP")
    assert (last.verdict, last.left, [each.gate for each in last.standing]) == (Verdict.RIGHT, 0, [Gate.OUT])
    with pytest.raises(NotAllowed, match="Take out 2"):
        packing.finish(order.id)
    assert packing.close_if_done(order.id) is None
    assert scan(order.id, "ROA", "ROA") == [Verdict.OUT, Verdict.COMPLETE]
    assert orders.show(order.id).stage is Stage.TO_SHIP
    assert stock.level("ROA").on_hand == 0
    agrees(order.id)


def test_a_packed_order_that_is_changed_is_open_again() -> None:
    order_id = shop.packed_order(("ROA", 2), ("CUP", 1))
    line = orders.lines(order_id)[0].id
    orders.change_lines(order_id, {line: 1}, why="one is enough")
    assert orders.show(order_id).stage is Stage.TO_PACK
    packing.open_order(order_id)
    assert scan(order_id, "CUP", "ROA") == [Verdict.TOO_MANY, Verdict.COMPLETE]
    assert (stock.level("ROA").on_hand, stock.level("CUP").on_hand) == (-1, -1)
    agrees(order_id)


def test_what_lies_in_the_box_stays_promised_until_it_is_out_and_put_back() -> None:
    order = begun(("ROA", 2))
    scan(order.id, "ROA")
    stock.adjust("ROA", 5, "receive", "delivery:1")
    orders.change_lines(order.id, {order.lines[0].id: 0}, [NewLine("CUP", "Cup", 1, Decimal(1))], "other")
    assert stock.level("ROA").available == 4
    packing.scan(order.id, "ROA")
    assert stock.level("ROA").available == 4
    agrees(order.id)


def test_the_same_article_on_another_line_stays_in_the_box() -> None:
    order = begun(("CUP", 2), ("PLATE", 1))
    scan(order.id, "CUP", "CUP")
    orders.change_lines(order.id, {order.lines[0].id: 0}, [NewLine("CUP", "Cup", 1, Decimal(1))], "one, as a gift")
    assert moves(order.id) == [("CUP", -1)]
    assert shop.packed_counts(order.id) == [1, 0, 1]
    agrees(order.id)
    assert scan(order.id, "CUP", "PLATE") == [Verdict.OUT, Verdict.COMPLETE]
    agrees(order.id)


def test_a_cancelled_order_is_emptied_and_then_cancelled() -> None:
    seat = bench.Seat()
    order = shop.order(("ROA", 2), ("CUP", 1))
    seat.show(order.id)
    for turn, code in enumerate(("ROA", "ROA")):
        seat.scan(code, f"in-{turn}")
    with changes.acting("Ratna", "Office"):
        orders.do(order.id, Action.CANCEL, "bought elsewhere")
    changed = take_outs.of(order.id)
    assert changed is not None
    assert (changed.cancels, changed.why, moves(order.id)) == (True, "bought elsewhere", [("ROA", -2)])
    assert orders.show(order.id).state.fulfilment is Fulfilment.PACKING
    assert seat.scan("CUP", "c").result.verdict is Verdict.WRONG  # type: ignore[union-attr]
    assert seat.scan("ROA", "d").result.verdict is Verdict.OUT  # type: ignore[union-attr]
    last = seat.scan("ROA", "e")
    assert (last.happened, seat.order_id) == (Happened.EMPTIED, None)
    assert orders.show(order.id).stage is Stage.CANCELLED
    assert shop.history(order.id)[-1] == "cancel"
    assert sum(task.units for task in put_backs.of_order(order.id)) == 2
    agrees(order.id)


def test_an_order_of_which_nothing_is_packed_is_cancelled_at_once() -> None:
    order = begun(("ROA", 2))
    assert orders.do(order.id, Action.CANCEL).stage is Stage.CANCELLED
    with pytest.raises(packing.NotOpen):
        packing.scan(order.id, "ROA")


def test_a_cancelled_order_that_was_put_aside_is_opened_to_be_emptied() -> None:
    order = begun(("ROA", 2))
    scan(order.id, "ROA")
    packing.put_aside(order.id)
    orders.do(order.id, Action.REFUND, "sent back the money")
    packing.open_order(order.id)
    assert packing.scan(order.id, "ROA").cancelled
    assert orders.show(order.id).state.fulfilment is Fulfilment.CANCELLED
    agrees(order.id)


def test_a_unit_that_cannot_be_scanned_comes_out_by_hand() -> None:
    order = begun(("ROA", 1), ("CUP", 1))
    scan(order.id, "ROA")
    orders.change_lines(order.id, {order.lines[0].id: 0}, why="no")
    out = packing.confirm(order.id, order.lines[0].id, "label torn")
    assert out.verdict is Verdict.OUT
    assert shop.packed_counts(order.id) == [0, 0]
    agrees(order.id)


def test_a_unit_taken_out_by_mistake_is_put_in_again_by_undo() -> None:
    order = begun(("ROA", 2), ("CUP", 1))
    scan(order.id, "ROA", "ROA")
    orders.change_lines(order.id, {order.lines[0].id: 1}, why="one")
    packing.scan(order.id, "ROA")
    assert packing.undo(order.id).verdict is Verdict.UNDONE
    assert moves(order.id) == [("ROA", -1)]
    packing.undo(order.id)  # and the scan before it
    assert moves(order.id) == []
    assert shop.packed_counts(order.id) == [1, 0]
    agrees(order.id)


@pytest.mark.parametrize(("units", "why"), [({}, " "), ({0: 1}, "x"), ({1: -1}, "x"), ({1: 0}, "x")])
def test_a_change_without_reason_or_sense_is_refused(units: dict[int, int], why: str) -> None:
    order = shop.order(("ROA", 2))
    meant = {order.lines[0].id if key else 0: value for key, value in units.items()}
    with pytest.raises(BadInput):
        orders.change_lines(order.id, meant, why=why)
    assert [line.wanted for line in orders.lines(order.id)] == [2]


def test_what_has_left_the_house_is_not_changed() -> None:
    order_id = shop.packed_order(("ROA", 1))
    shipping.ship(order_id, "JNE", "0104")
    with pytest.raises(NotAllowed):
        orders.change_lines(order_id, {orders.lines(order_id)[0].id: 0}, [NewLine("CUP", "", 1, Decimal(1))], "x")


def test_an_order_not_begun_is_changed_with_its_stock_and_total_and_nobody_is_interrupted() -> None:
    order = shop.order(("ROA", 2))
    view = orders.change_lines(order.id, {order.lines[0].id: 3}, [NewLine("CUP", "Cup", 2, Decimal(5))], "more")
    assert [(line.sku, line.wanted) for line in view.lines] == [("ROA", 3), ("CUP", 2)]
    assert view.total_minor == order.total_minor * 3 // 2 + 2 * order.total_minor // 4
    assert (stock.level("ROA").reserved, stock.level("CUP").reserved) == (3, 2)
    assert take_outs.of(order.id) is None
    assert view.units == 5


# The store as the other writer.
def _sold(*rows: tuple[str, int]) -> tuple[int, RemoteOrder, int]:
    store_id = shop.store()
    sold = shop.remote(*rows)
    remote.save_orders(store_id, [sold])
    order_id = orders.find(sold.number)
    packing.open_order(order_id)
    return store_id, sold, order_id


def _lines(sold: RemoteOrder, **units: int) -> tuple[RemoteLine, ...]:
    kept = tuple(replace(line, quantity=units.get(line.sku, line.quantity)) for line in sold.lines)
    return tuple(line for line in kept if line.quantity)


def test_the_store_changes_lines_while_they_are_packed() -> None:
    store_id, sold, order_id = _sold(("ROA", 2), ("CUP", 1))
    scan(order_id, "ROA", "ROA")
    remote.save_orders(store_id, [replace(sold, lines=_lines(sold, ROA=1))])
    changed = take_outs.of(order_id)
    assert changed is not None
    assert (changed.source, moves(order_id)) == ("store", [("ROA", -1)])
    assert scan(order_id, "CUP", "ROA") == [Verdict.RIGHT, Verdict.COMPLETE]
    agrees(order_id)


def test_a_change_of_the_store_names_the_store_and_says_its_new_note() -> None:
    store_id, sold, order_id = _sold(("ROA", 2), ("CUP", 1))
    scan(order_id, "ROA", "ROA")
    with changes.acting("Dewi", "Bench 1"):  # whose program happened to hear of it
        remote.save_orders(store_id, [replace(sold, lines=_lines(sold, ROA=1), note="one only, please")])
    changed = take_outs.of(order_id)
    assert changed is not None
    assert (changed.who, changed.why) == ("Toko", "one only, please")
    with changes.acting("Dewi", "Bench 1"):
        remote.save_orders(store_id, [replace(sold, status="cancelled", fulfilment=Fulfilment.CANCELLED,
                                              lines=_lines(sold, ROA=1), note="one only, please")])  # fmt: skip
    cancelled = take_outs.of(order_id)
    assert cancelled is not None
    assert (cancelled.who, cancelled.why, cancelled.cancels) == ("Toko", "", True)


def test_a_part_refund_in_the_store_takes_the_unit_out() -> None:
    store_id, sold, order_id = _sold(("ROA", 2))
    scan(order_id, "ROA")
    less = tuple(replace(line, refunded=1) for line in sold.lines)
    remote.save_orders(store_id, [replace(sold, lines=less, payment=Payment.PART_REFUNDED, refunded=Decimal(10))])
    view = orders.show(order_id)
    assert (view.state.payment, view.units_left, view.lines[0].out) == (Payment.PART_REFUNDED, 0, 0)
    assert packing.close_if_done(order_id) is not None
    agrees(order_id)


def test_the_store_cancels_while_it_is_packed_and_takes_it_back() -> None:
    store_id, sold, order_id = _sold(("ROA", 2))
    scan(order_id, "ROA")
    cancelled = replace(sold, status="cancelled", fulfilment=Fulfilment.CANCELLED)
    remote.save_orders(store_id, [cancelled])
    assert take_outs.is_cancelling(order_id)
    remote.save_orders(store_id, [sold])
    assert not take_outs.is_cancelling(order_id)
    assert scan(order_id, "ROA") == [Verdict.COMPLETE]
    agrees(order_id)


def test_the_store_cancels_and_the_box_is_emptied() -> None:
    store_id, sold, order_id = _sold(("ROA", 1), ("CUP", 1))
    scan(order_id, "ROA")
    remote.save_orders(store_id, [replace(sold, status="cancelled", fulfilment=Fulfilment.CANCELLED)])
    assert packing.scan(order_id, "ROA").cancelled
    assert orders.show(order_id).stage is Stage.CANCELLED
    assert shop.told(order_id) == []  # the store has said so itself
    agrees(order_id)


def test_a_person_decides_between_a_change_of_the_office_and_one_of_the_store() -> None:
    store_id, sold, order_id = _sold(("ROA", 2), ("CUP", 1))
    scan(order_id, "ROA", "ROA")
    orders.change_lines(order_id, {orders.lines(order_id)[0].id: 1}, [NewLine("TEH", "", 1, Decimal(1))], "phone")
    remote.save_orders(store_id, [replace(sold, lines=_lines(sold, CUP=3))])
    with pytest.raises(packing.OrderChanged):
        packing.scan(order_id, "ROA")
    assert [line.wanted for line in orders.lines(order_id)] == [1, 1, 1]
    remote.decide(remote.open_decisions(order_id)[0].id, Outcome.OURS)
    assert scan(order_id, "ROA", "CUP", "TEH") == [Verdict.OUT, Verdict.RIGHT, Verdict.COMPLETE]
    agrees(order_id)


def test_an_order_put_aside_keeps_what_is_packed_when_the_store_changes_it() -> None:
    store_id, sold, order_id = _sold(("ROA", 2), ("CUP", 1))
    scan(order_id, "ROA", "ROA")
    packing.put_aside(order_id)
    remote.save_orders(store_id, [replace(sold, lines=_lines(sold, ROA=1))])
    packing.open_order(order_id)
    assert moves(order_id) == [("ROA", -1)]
    assert scan(order_id, "ROA", "CUP") == [Verdict.OUT, Verdict.COMPLETE]
    agrees(order_id)


def test_no_next_parcel_is_begun_while_a_wrong_unit_lies_in_this_one() -> None:
    order = begun(("ROA", 1), ("CUP", 2))
    scan(order.id, "ROA", "CUP")
    orders.change_lines(order.id, {order.lines[0].id: 0}, why="no")
    with pytest.raises(NotAllowed, match="Take out 1"):
        packing.next_parcel(order.id)
