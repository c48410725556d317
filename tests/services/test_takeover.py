"""The store's side of a difference, chosen by a person, becomes ours: counts, log, stock and money agree afterwards."""

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.domain.merge import Outcome
from desktop.domain.order import Action, Fulfilment
from desktop.domain.remote import RemoteLine, RemoteOrder
from desktop.models.base import run
from desktop.services import orders, packing, remote, stock
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def _line(sku: str, quantity: int, remote_id: str) -> RemoteLine:
    return RemoteLine(remote_id, sku, sku.title(), quantity, Decimal(1000), Decimal(1000) * quantity)


def _being_packed(*lines: RemoteLine) -> tuple[int, RemoteOrder, int]:
    store_id = shop.store()
    sold = replace(shop.remote(("CUP", 1)), lines=lines, total=Decimal(9000))
    remote.save_orders(store_id, [sold])
    order_id = orders.find(sold.number)
    packing.open_order(order_id)
    return store_id, sold, order_id


def _take(order_id: int) -> None:
    for row in remote.open_decisions(order_id):
        remote.decide(row.id, Outcome.THEIRS)


def _agrees(order_id: int) -> None:
    """What the lines say is packed is what the log of scans adds up to."""
    counted = run("SELECT coalesce(sum(units), 0) FROM packing_scan WHERE order_id = ?", (order_id,)).fetchone()[0]
    assert counted == sum(line.packed for line in orders.lines(order_id))


def test_a_unit_less_comes_out_and_a_new_line_goes_in() -> None:
    store_id, sold, order_id = _being_packed(_line("CUP", 2, "1"), _line("TEA", 1, "2"))
    for code in ("CUP", "CUP"):
        packing.scan(order_id, code)
    changed = replace(sold, lines=(_line("CUP", 1, "1"), _line("TEA", 1, "2"), _line("JAM", 2, "3")), total=Decimal(7))
    remote.save_orders(store_id, [changed])
    assert packing.scan(order_id, "CUP").verdict == "out"
    view = orders.show(order_id)
    assert [(line.sku, line.wanted, line.packed) for line in view.lines] == [
        ("CUP", 1, 1),
        ("TEA", 1, 0),
        ("JAM", 2, 0),
    ]
    assert (view.units, view.units_left, view.total_minor) == (4, 3, 7)
    _agrees(order_id)
    assert (stock.level("CUP").reserved, stock.level("JAM").reserved) == (2, 2)  # one waits to be put back
    for code in ("TEA", "JAM", "JAM"):
        last = packing.scan(order_id, code)
    assert last.verdict == "complete"
    _agrees(order_id)
    assert (stock.level("CUP").on_hand, stock.level("JAM").on_hand) == (-1, -2)


def test_more_units_of_a_line_are_wanted() -> None:
    store_id, sold, order_id = _being_packed(_line("CUP", 1, "1"), _line("TEA", 1, "2"))
    packing.scan(order_id, "TEA")
    remote.save_orders(store_id, [replace(sold, lines=(_line("CUP", 3, "1"), _line("TEA", 1, "2")))])
    _take(order_id)
    assert orders.show(order_id).units_left == 3


def test_a_packed_order_whose_lines_changed_is_open_again() -> None:
    store_id, sold, order_id = _being_packed(_line("CUP", 1, "1"))
    packing.scan(order_id, "CUP")
    remote.save_orders(store_id, [replace(sold, lines=(_line("CUP", 2, "1"),))])
    _take(order_id)
    assert orders.show(order_id).state.fulfilment is Fulfilment.PACKING
    assert packing.scan(order_id, "CUP").verdict == "complete"
    _agrees(order_id)


def test_an_order_that_was_shipped_past_the_bench_is_shipped_here_too() -> None:
    store_id, sold, order_id = _being_packed(_line("CUP", 2, "1"))
    packing.scan(order_id, "CUP")
    remote.save_orders(store_id, [replace(sold, status="completed", fulfilment=Fulfilment.SHIPPED)])
    _take(order_id)
    assert orders.show(order_id).state.fulfilment is Fulfilment.SHIPPED
    assert stock.level("CUP").on_hand == -2
    _agrees(order_id)


def test_a_refund_gives_back_what_was_paid() -> None:
    view = shop.order(("CUP", 2))
    refunded = orders.do(view.id, Action.REFUND)
    assert refunded.refunded_minor == refunded.paid_minor == view.total_minor
