"""Stock is the sum of its moves, and every move has one cause."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as some

from desktop.domain.errors import BadInput, KolliError, NotFound
from desktop.domain.order import Action
from desktop.models.base import run
from desktop.services import bins, orders, packing, put_backs, shipping, stock
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def held(sku: str) -> tuple[int, int]:
    level = stock.level(sku)
    return level.on_hand, level.reserved


def folded() -> dict[str, tuple[int, int]]:
    """The ledger, added up by article; articles without a move stand at zero."""
    sums: dict[str, list[int]] = {sku: [0, 0] for (sku,) in run("SELECT sku FROM article").fetchall()}
    rows = run("SELECT a.sku, m.on_hand, m.reserved FROM stock_move m JOIN article a ON a.id = m.article_id").fetchall()
    for sku, on_hand, reserved in rows:
        sums[sku][0] += on_hand
        sums[sku][1] += reserved
    return {sku: (on_hand, reserved) for sku, (on_hand, reserved) in sums.items()}


def kept() -> dict[str, tuple[int, int]]:
    rows = run("SELECT sku, on_hand, reserved FROM article").fetchall()
    return {sku: (int(on_hand), int(reserved)) for sku, on_hand, reserved in rows}


def test_an_order_reserves_when_it_is_paid_and_takes_when_its_parcel_closes() -> None:
    order = shop.order(("CUP", 3), paid=False)
    assert held("CUP") == (0, 0)
    shop.confirm(order.id)
    assert held("CUP") == (0, 3)
    packing.open_order(order.id)
    packing.scan(order.id, "CUP", 2)
    assert held("CUP") == (0, 3)
    packing.scan(order.id, "CUP")
    assert held("CUP") == (-3, 0)
    packing.reopen(order.id)
    assert held("CUP") == (0, 3)


@pytest.mark.parametrize("action", [Action.CANCEL, Action.UNCONFIRM, Action.REFUND])
def test_what_is_not_to_be_packed_any_more_is_not_reserved(action: Action) -> None:
    order = shop.order(("CUP", 3))
    orders.do(order.id, action)
    assert held("CUP") == (0, 0)


def test_cancelling_a_packed_order_puts_its_units_back() -> None:
    make_known("CUP")
    stock.adjust("CUP", 5, "receive", "delivery:1")
    order_id = shop.packed_order(("CUP", 3))
    assert held("CUP") == (2, 0)
    orders.do(order_id, Action.CANCEL)
    assert held("CUP") == (5, 3)  # they are in the box still
    packing.open_order(order_id)
    packing.scan(order_id, "CUP", 3)
    assert held("CUP") == (5, 3)  # and out of it, on the bench
    (task,) = put_backs.every()
    bins.add("A-01")
    put_backs.back(task.id, "A-01", 3)
    assert held("CUP") == (5, 0)


def make_known(sku: str) -> None:
    """Make the shop know an article, by an order that is then cancelled."""
    orders.do(shop.order((sku, 1)).id, Action.CANCEL)


def test_a_cause_given_again_moves_nothing() -> None:
    make_known("CUP")
    for _ in range(3):
        assert stock.adjust("CUP", 10, "receive", "delivery:7").on_hand == 10
    assert stock.adjust("CUP", 10, "receive", "delivery:8").on_hand == 20
    assert stock.count("CUP", 12, "count:1").on_hand == 12
    assert stock.count("CUP", 50, "count:1").on_hand == 12


def test_settling_an_order_that_is_settled_makes_no_move() -> None:
    order = shop.order(("CUP", 3))
    before = run("SELECT count(*) FROM stock_move").fetchone()[0]
    orders.do(order.id, Action.HOLD)
    orders.do(order.id, Action.RELEASE)
    orders.do(order.id, Action.PICK)
    assert run("SELECT count(*) FROM stock_move").fetchone()[0] == before


def test_two_lines_of_one_article_reserve_both() -> None:
    shop.order(("CUP", 3), ("CUP", 2))
    assert held("CUP") == (0, 5)


def test_what_is_missing_is_named_by_line() -> None:
    make_known("CUP")
    stock.adjust("CUP", 4, "receive", "delivery:1")
    first, second = shop.order(("CUP", 3)), shop.order(("CUP", 3), ("PLATE", 1))
    assert stock.shortages(second.id) == [stock.Shortage(second.lines[0].id, "CUP", 2)]
    stock.adjust("CUP", 2, "receive", "delivery:2")
    assert stock.shortages(first.id) == stock.shortages(second.id) == []


def test_only_moves_that_a_person_makes_can_be_made_by_hand() -> None:
    make_known("CUP")
    with pytest.raises(BadInput):
        stock.adjust("CUP", 1, "pack", "delivery:1")
    with pytest.raises(NotFound):
        stock.adjust("SAUCER", 1, "receive", "delivery:1")


steps = some.lists(
    some.tuples(some.integers(0, 2), some.integers(0, 9), some.sampled_from(["CUP", "PLATE"])), max_size=30
)


@given(steps)
@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_do_the_levels_are_the_sums_of_the_moves(day: list[tuple[int, int, str]]) -> None:
    made = [shop.order(("CUP", 2), ("PLATE", 1), ("CUP", 1), paid=False).id, shop.order(("PLATE", 3)).id,
            shop.order(("CUP", 1)).id]  # fmt: skip
    for turn, (which, what, sku) in enumerate(day):
        order_id = made[which]
        try:
            _do(what, order_id, sku, f"{order_id}/{turn}")
        except KolliError:
            continue  # refused: the sums must still hold
        assert kept() == folded()
    assert kept() == folded()
    doubled = run("SELECT count(*) FROM (SELECT cause FROM stock_move GROUP BY cause HAVING count(*) > 1) d").fetchone()
    assert doubled[0] == 0


def _do(what: int, order_id: int, sku: str, cause: str) -> None:
    """One of ten things that people do to an order or its article."""
    acts = [
        lambda: orders.do(order_id, Action.CONFIRM),
        lambda: orders.do(order_id, Action.UNCONFIRM),
        lambda: packing.open_order(order_id),
        lambda: packing.scan(order_id, sku),
        lambda: packing.undo(order_id),
        lambda: packing.reopen(order_id),
        lambda: shipping.ship(order_id, "JNE"),
        lambda: orders.do(order_id, Action.CANCEL),
        lambda: stock.adjust(sku, 3, "receive", cause),
        lambda: stock.count(sku, 5, cause),
    ]
    acts[what]()
