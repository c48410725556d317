"""More is promised than is there: the shop's rule says who loses, and what lies in a box is not taken away."""

from datetime import UTC, datetime

import pytest

from desktop.domain.errors import BadInput
from desktop.services import oversold, packing, stock
from desktop.services.oversold import Loses
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


def orders_of(*sold: tuple[str, int, int]) -> list[int]:
    """Orders of cups by (number, units, day); each unit costs 10."""
    store_id = shop.store()
    return [
        shop.sold(store_id, shop.remote(
            ("CUP", units), number=number, placed_at=datetime(2026, 11, day, 8, tzinfo=UTC),
            ship_by=datetime(2026, 11, 30 - day, tzinfo=UTC),
        ))
        for number, units, day in sold
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "losers"),
    [
        (Loses.NEWEST, [("C", 2), ("B", 1)]),
        (Loses.CHEAPEST, [("B", 1), ("C", 2)]),
        (Loses.LATEST, [("A", 3)]),
    ],
)
def test_the_rule_says_which_orders_lose_and_how_many_units(rule: Loses, losers: list[tuple[str, int]]) -> None:
    orders_of(("A", 3, 1), ("B", 1, 2), ("C", 2, 3))
    stock.adjust("CUP", 3, "receive", "delivery:1")
    oversold.choose_rule(rule)
    (alarm,) = oversold.alarms()
    assert (alarm.sku, alarm.missing) == ("CUP", 3)
    assert [(loser.number, loser.units) for loser in alarm.losers] == losers


def test_what_lies_in_a_box_is_not_taken_away() -> None:
    first, second = orders_of(("A", 1, 1), ("B", 2, 2))
    stock.adjust("CUP", 2, "receive", "delivery:1")
    packing.open_order(second)
    packing.scan(second, "CUP")
    (alarm,) = oversold.alarms()
    assert [(loser.order_id, loser.units) for loser in alarm.losers] == [(second, 1)]
    stock.adjust("CUP", -1, "write-off", "broken:1")
    (alarm,) = oversold.alarms()
    assert [(loser.order_id, loser.units) for loser in alarm.losers] == [(second, 1), (first, 1)]
    packing.forget_all()


def test_enough_for_all_and_what_nobody_has_counted_raise_no_alarm() -> None:
    orders_of(("A", 3, 1))
    assert oversold.alarms() == []
    stock.adjust("CUP", 3, "receive", "delivery:1")
    assert oversold.alarms() == []


def test_there_are_three_rules() -> None:
    assert oversold.rule() is Loses.NEWEST
    with pytest.raises(BadInput):
        oversold.choose_rule("loudest")
