"""Badges scanned at the bench: another person goes on, a supervisor allows one thing, an order is taken over."""

from collections.abc import Iterator

import pytest

from desktop.domain.codes import Command, command_code
from desktop.domain.errors import NotAllowed
from desktop.domain.rights import Right, Role
from desktop.models.base import run
from desktop.services import changes, claims, packing, people, settings, staff
from desktop.services.bench import Happened, Seat, Wants
from tests.services import shop


@pytest.fixture(autouse=True)
def _nobody_afterwards() -> Iterator[None]:
    yield
    changes.work_at("", "")
    packing.forget_all()


@pytest.fixture
def owner(database: str) -> people.Person:
    return staff.new_badge(staff.add("Ratna").id)


@pytest.fixture
def dewi(owner: people.Person) -> people.Person:
    return staff.new_badge(staff.add("Dewi", Role.PACKER).id)


@pytest.fixture
def bagas(owner: people.Person) -> people.Person:
    return staff.bind_badge(staff.add("Bagas", Role.PACKER).id, "04187731")


def test_a_badge_in_the_middle_of_an_order_changes_the_person_and_not_the_order(
    dewi: people.Person, bagas: people.Person
) -> None:
    order = shop.order(("K-1", 3)).id
    people.sign_in_badge(dewi.badge)
    seat = Seat()
    seat.show(order)
    seat.scan("K-1", "a")
    answer = seat.scan("04187731", "b")  # a card that he had already
    assert (answer.happened, answer.said) == (Happened.DONE, "Bagas · Packer")
    assert seat.order_id == order
    seat.scan("K-1", "c")
    scans = run("SELECT code, who FROM packing_scan WHERE order_id = ? ORDER BY id", (order,)).fetchall()
    assert [tuple(row) for row in scans] == [("K-1", "Dewi"), ("K-1", "Bagas")]  # and no badge in the log
    assert claims.of(order).who == "Bagas"  # type: ignore[union-attr]


def test_the_lock_command_keeps_the_open_order_for_who_had_it(dewi: people.Person) -> None:
    order = shop.order(("K-1", 3)).id
    people.sign_in_badge(dewi.badge)
    seat = Seat()
    seat.show(order)
    seat.scan("K-1", "a")
    seat.scan(command_code(Command.LOCK), "b")
    assert people.current() is None
    assert packing.unfinished(settings.bench().name) == order
    assert claims.of(order).who == "Dewi"  # type: ignore[union-attr]
    people.sign_in_badge(dewi.badge)
    seat.scan("K-1", "c")
    assert seat.order_id == order


def test_a_shop_without_people_is_never_locked(database: str) -> None:
    with pytest.raises(NotAllowed):
        Seat().scan(command_code(Command.LOCK), "a")


def test_what_a_packer_may_not_waits_for_a_supervisors_badge_and_is_then_done_once(
    dewi: people.Person, bagas: people.Person, owner: people.Person
) -> None:
    staff.switch(dewi.id, Right.MANUAL, False)
    order = shop.order(("K-1", 3))
    people.sign_in_badge(dewi.badge)
    seat = Seat()
    seat.show(order.id)
    asked = seat.confirm(order.lines[0].id, "torn label")
    assert asked.ask is not None
    assert (asked.ask.wants, asked.ask.text) == (Wants.BADGE, "Needs a supervisor: scan the badge")
    with pytest.raises(people.CannotApprove):
        seat.scan("04187731", "a")
    assert seat.waiting is not None
    assert _packed(order.id) == 0
    done = seat.scan(owner.badge, "b")
    assert done.result is not None
    assert _packed(order.id) == 1
    assert people.current().name == "Dewi"  # type: ignore[union-attr]
    kept = people.approvals(order.id)
    assert [(own.who, own.asked_by, own.right, own.reason) for own in kept] == [
        ("Ratna", "Dewi", Right.MANUAL, "torn label")
    ]
    assert seat.confirm(order.lines[0].id, "torn label").ask is not None  # the next one is asked for again


def test_a_large_quantity_needs_a_supervisor(dewi: people.Person, owner: people.Person) -> None:
    settings.change_rules(quantity_limit=5)
    order = shop.order(("K-1", 30)).id
    people.sign_in_badge(dewi.badge)
    seat = Seat()
    seat.show(order)
    assert seat.scan("K-1", "a", units=5).ask is None
    assert seat.scan("K-1", "b", units=6).ask is not None
    assert _packed(order) == 5
    seat.scan(owner.badge, "c")
    assert _packed(order) == 11


def test_an_order_of_another_bench_is_taken_over_by_a_scan(database: str) -> None:
    order = shop.order(("K-1", 3)).id
    changes.work_at("Bench 2", "Sari")
    packing.open_order(order)
    packing.forget_all()
    changes.work_at("Bench 3", "Bagas")
    seat = Seat()
    asked = seat.show(order)
    assert asked.ask is not None
    assert asked.ask.wants is Wants.TAKE_OVER
    assert "Sari · Bench 2" in asked.ask.text
    assert seat.answer("2", "a").happened is Happened.CANCELLED
    assert claims.of(order).who == "Sari"  # type: ignore[union-attr]
    seat.show(order)
    assert seat.scan(command_code(Command.YES), "b").happened is Happened.OPENED
    assert seat.order_id == order
    assert claims.of(order).who == "Bagas"  # type: ignore[union-attr]


def test_a_packer_reopens_what_others_packed_only_with_a_supervisor(
    dewi: people.Person, bagas: people.Person, owner: people.Person
) -> None:
    order = shop.order(("K-1", 1)).id
    people.sign_in_badge(dewi.badge)
    seat = Seat()
    seat.show(order)
    seat.scan("K-1", "a")
    seat.reopen()
    assert seat.order_id == order  # her own, without asking
    seat.undo()
    seat.scan("K-1", "b")
    people.sign_in_badge(bagas.badge)
    assert seat.reopen().ask is not None
    assert seat.order_id is None
    seat.scan(owner.badge, "c")
    assert seat.order_id == order


def _packed(order_id: int) -> int:
    return int(run("SELECT sum(packed) FROM order_line WHERE order_id = ?", (order_id,)).fetchone()[0])
