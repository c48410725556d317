"""Orders that will miss their courier at the present pace are named, and the best order of work saves most."""

from datetime import timedelta

import pytest

from desktop.domain.order import Action
from desktop.models.base import run
from desktop.services import changes, couriers, orders, packing, radar
from tests.services import shop
from tests.services.handover import at

pytestmark = pytest.mark.usefixtures("database")
NOON = at("2026-11-12T12:00+07:00")


@pytest.fixture(autouse=True)
def clock():
    changes.set_clock(lambda: NOON)
    yield
    changes.set_clock(None)


def worked(orders_done: int, seconds: float, bench: str = "Bench 1", before: timedelta = timedelta(0)) -> None:
    """Orders that a bench has packed, each in so many seconds, one after the other until now."""
    for turn in range(orders_done):
        changes.work_at(bench, "Dewi")
        order_id = shop.sold(None, shop.remote(("CUP", 1), courier="Other"))  # type: ignore[arg-type]
        ended = NOON - before - timedelta(seconds=seconds * turn)
        changes.set_clock(lambda moment=ended: moment - timedelta(seconds=seconds))  # type: ignore[misc]
        packing.open_order(order_id)
        changes.set_clock(lambda moment=ended: moment)  # type: ignore[misc]
        packing.scan(order_id, "CUP")
    changes.set_clock(lambda: NOON)
    changes.work_at("", "")


def waits(courier: str = "JNE", units: int = 1, **more: object) -> int:
    return shop.sold(None, shop.remote(("CUP", units), courier=courier, **more))  # type: ignore[arg-type]


def test_a_new_shop_is_told_nothing() -> None:
    waits()
    couriers.change("JNE", week=("12:01",) * 7)
    assert radar.plan().pace is None
    assert radar.will_miss() == []


def test_orders_that_come_too_late_are_named_with_their_cut_off() -> None:
    worked(6, 60)
    couriers.change("JNE", week=("12:05",) * 7)
    ids = [waits() for _turn in range(8)]
    missed = radar.will_miss()
    assert [risk.order_id for risk in missed] == ids[5:]  # five minutes, a minute each
    assert {(risk.courier, risk.due) for risk in missed} == {("JNE", at("2026-11-12T12:05+07:00"))}
    assert all(risk.done_at > risk.due for risk in missed)
    worked(6, 60, "Bench 2")
    assert radar.will_miss() == []  # two benches at work


def test_what_is_promised_for_later_does_not_count_against_todays_pick_up() -> None:
    worked(6, 60)
    couriers.change("JNE", week=("12:01",) * 7)
    waits(ship_by=at("2026-11-13T17:00+07:00"))
    late = [waits(ship_by=at("2026-11-12T17:00+07:00")) for _turn in range(2)]
    assert [risk.order_id for risk in radar.will_miss()] == late[1:]
    nobody = waits("Own van")  # no times and no promise: nothing to miss
    assert nobody not in [risk.order_id for risk in radar.will_miss()]


def test_the_pace_is_the_last_hours_else_the_days() -> None:
    worked(6, 300, before=timedelta(hours=5))
    assert round(radar.present_pace(NOON).needs(1)) == 300  # type: ignore[union-attr]
    worked(6, 30)
    assert round(radar.present_pace(NOON).needs(1)) == 30  # type: ignore[union-attr]


def test_picked_orders_come_first_as_in_the_queue() -> None:
    worked(6, 60)
    couriers.change("JNE", week=("12:01",) * 7)
    first, picked = waits(), waits()
    orders.do(picked, Action.PICK)
    assert [risk.order_id for risk in radar.will_miss()] == [first]


def test_the_best_order_of_work_saves_orders_in_a_simulated_shift() -> None:
    """One long order stands first; packing it last keeps ten promises more."""
    worked(6, 60)
    worked(6, 600, "Bench 1", timedelta(minutes=7))
    run("UPDATE orders SET unit_count = 30 WHERE id IN (SELECT order_id FROM packing_session"
        " WHERE closed_at - opened_at = 600000)")  # fmt: skip
    couriers.change("JNE", week=("12:20",) * 7)
    long = waits(units=30)
    short = [waits() for _turn in range(12)]
    plan = radar.plan()
    assert plan.pace is not None
    assert plan.pace.needs(30) > 5 * plan.pace.needs(1)
    assert plan.saved > 0
    assert plan.sequence[-1] == long
    assert set(plan.sequence) == {long, *short}
