"""People: who signs in how, who may what, and what a supervisor's badge does."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from desktop.domain.codes import Command, Kind, command_code, read
from desktop.domain.errors import AlreadyExists, BadInput, NotFound
from desktop.domain.remote import RemoteArticle
from desktop.domain.rights import Right, Role
from desktop.models.base import disconnect, is_postgres, run
from desktop.services import articles, changes, history, people, permits, pins, settings, staff
from tests.services import shop


@pytest.fixture(autouse=True)
def _nobody_afterwards() -> Iterator[None]:
    yield
    changes.work_at("", "")
    changes.set_clock(None)


@pytest.fixture(autouse=True)
def _hashes_that_cost_little(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if request.node.name.partition("[")[0] != "test_a_pin_is_kept_as_a_hash_that_costs_a_thief_much":
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        monkeypatch.setattr(pins, "_hasher", lambda: cheap)


@pytest.fixture
def ratna(database: str) -> people.Person:
    """The owner, signed in, with a badge."""
    return staff.new_badge(staff.add("Ratna Kusuma").id)


@pytest.fixture
def dewi(ratna: people.Person) -> people.Person:
    return staff.set_pin(staff.new_badge(staff.add("Dewi Anggraini", Role.PACKER, "id").id).id, "4711")


def test_without_people_everybody_may_everything(database: str) -> None:
    for right in Right:
        permits.require(right)
    assert people.current() is None


def test_rights_hold_from_the_moment_an_owner_can_sign_in(database: str) -> None:
    first = staff.add("Ratna", Role.PACKER)
    assert first.role is Role.OWNER  # the first one is
    assert not people.enforced()
    people.sign_out()
    people.require(Right.SETTINGS)
    staff.set_pin(first.id, "4711")
    assert people.enforced()
    with pytest.raises(people.NoRight) as refused:
        people.require(Right.SETTINGS)
    assert refused.value.say() == "Nobody is signed in at this bench. Scan your badge first."


@pytest.mark.parametrize("role", list(Role))
def test_who_is_signed_in_may_what_the_role_says(ratna: people.Person, role: Role) -> None:
    person = staff.new_badge(staff.add("Elin", role).id)
    people.sign_in_badge(person.badge)
    for right in Right:
        assert people.may(right) == (right in person.rights)
        if not people.may(right):
            with pytest.raises(people.NoRight, match="Elin may not"):
                people.require(right)


def test_a_badge_signs_in_and_its_name_stands_at_the_bench(dewi: people.Person) -> None:
    assert read(dewi.badge).kind is Kind.BADGE
    person = people.sign_in_badge(dewi.badge.lower())  # Caps Lock turns a scanner's letters round
    assert person.name == "Dewi Anggraini"
    assert person.seen_at is not None
    assert people.current() == person
    assert settings.bench().person == "Dewi Anggraini"
    assert settings.bench().screen_language == "id"
    assert changes.actor().who == "Dewi Anggraini"
    people.sign_out()
    assert people.current() is None
    assert settings.bench().person == ""


def test_a_new_badge_ends_the_old_one_and_every_badge_is_another(dewi: people.Person, ratna: people.Person) -> None:
    old, new = dewi.badge, staff.new_badge(dewi.id).badge
    assert len({old, new, ratna.badge}) == 3
    with pytest.raises(people.NotABadge):
        people.sign_in_badge(old)
    assert people.sign_in_badge(new).id == dewi.id


def test_a_card_that_somebody_carries_already_can_be_the_badge(dewi: people.Person, ratna: people.Person) -> None:
    assert not people.is_badge("04187715")
    staff.bind_badge(dewi.id, " 04187715\r")
    assert people.is_badge("04187715")
    assert people.sign_in_badge("04187715").id == dewi.id
    people.sign_in_badge(ratna.badge)
    with pytest.raises(AlreadyExists, match="Dewi"):
        staff.bind_badge(ratna.id, "04187715")
    assert people.find(ratna.id).badge == ratna.badge
    staff.leave(dewi.id)
    staff.bind_badge(ratna.id, "04187715")  # who has left gave the card back


@pytest.mark.parametrize("code", ["123", "ABCDEFG", "KCUNDO", "8991234", "4006381333931", "1048200"])
def test_a_code_that_means_something_else_is_no_badge(dewi: people.Person, code: str) -> None:
    shop.sold(shop.store(), shop.remote(("K-1", 1), number="1048200"))
    with changes.unit() as work:
        articles.keep(work, RemoteArticle("", "8991234", "Tea", barcodes=("4006381333931",)))
    wanted = command_code(Command.UNDO) if code.startswith("KC") else code
    with pytest.raises(BadInput):
        staff.bind_badge(dewi.id, wanted)


def test_a_pin_signs_in_by_name(dewi: people.Person) -> None:
    with pytest.raises(pins.WrongPin):
        people.sign_in_pin(dewi.id, "4712")
    assert people.sign_in_pin(dewi.id, "4711").name == "Dewi Anggraini"
    assert "4711" not in str(run("SELECT pin FROM person WHERE id = ?", (dewi.id,)).fetchone())


def test_a_pin_is_kept_as_a_hash_that_costs_a_thief_much(dewi: people.Person) -> None:
    kept = str(run("SELECT pin FROM person WHERE id = ?", (dewi.id,)).fetchone()[0])
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,")


def test_somebody_without_a_pin_cannot_be_guessed(ratna: people.Person) -> None:
    for pin in ("", "0000", "4711"):
        with pytest.raises((pins.WrongPin, pins.PinLocked)):
            people.sign_in_pin(ratna.id, pin)


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "1234", "0000", "7777", "４７１１"])
def test_a_pin_that_everybody_tries_first_is_refused(ratna: people.Person, pin: str) -> None:
    with pytest.raises(BadInput):
        staff.set_pin(ratna.id, pin)


def test_wrong_pins_wait_longer_and_longer_and_a_restart_does_not_end_it(
    dewi: people.Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = changes.server_ms()
    monkeypatch.setattr(pins, "server_ms", lambda: moment)
    waits = []
    for _try in range(6):
        with pytest.raises(pins.WrongPin):
            people.sign_in_pin(dewi.id, "0815")
        permits.forget()  # as after a restart
        until = run("SELECT pin_locked_until FROM person WHERE id = ?", (dewi.id,)).fetchone()[0]
        waits.append((until - moment) // 1000)
        if until > moment:
            with pytest.raises(pins.PinLocked):  # also the right one, and it is not looked at
                people.sign_in_pin(dewi.id, "4711")
        moment = until
    assert waits == [0, 0, 5, 15, 60, 300]
    assert people.sign_in_pin(dewi.id, "4711").id == dewi.id
    with pytest.raises(pins.WrongPin):  # and it begins anew
        people.sign_in_pin(dewi.id, "0815")
    assert people.sign_in_pin(dewi.id, "4711").id == dewi.id


def test_a_wait_is_told_by_the_server_and_not_by_a_clock_that_the_packer_can_turn(dewi: people.Person) -> None:
    if not is_postgres():
        pytest.skip("a single bench has one clock")
    for _try in range(3):
        with pytest.raises(pins.WrongPin):
            people.sign_in_pin(dewi.id, "0815")
    changes.set_clock(lambda: datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(pins.PinLocked):
        people.sign_in_pin(dewi.id, "4711")


def test_guesses_from_many_threads_at_once_are_counted_one_by_one(dewi: people.Person) -> None:
    said: list[str] = []

    def guess(pin: str) -> None:
        try:
            pins.check(dewi.id, pin)
        except (pins.WrongPin, pins.PinLocked) as refused:
            said.append(type(refused).__name__)
        finally:
            disconnect()

    threads = [threading.Thread(target=guess, args=(f"{number:04d}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("WrongPin") == 3
    assert said.count("PinLocked") == 5


def test_a_supervisors_badge_allows_one_thing_once_and_the_history_says_so(dewi: people.Person) -> None:
    order = shop.order(("K-1", 2)).id
    elin = staff.change(staff.new_badge(staff.add("Elin").id).id, supervisor=True)
    people.sign_in_badge(dewi.badge)
    assert not people.may(Right.PART)
    assert people.approve(elin.badge, Right.PART, order, "one is broken").name == "Elin"
    assert not people.may(Right.PART)  # nothing is switched on by it
    with people.granting(Right.PART):
        people.require(Right.PART)
        assert not people.may(Right.PRICES)
    assert not people.may(Right.PART)
    newest = history.read(order)[0]
    assert (newest.who, newest.action, newest.comment) == ("Elin", "approved", "part: one is broken")
    kept = people.approvals(order)
    assert [(own.who, own.asked_by, own.right, own.reason) for own in kept] == [
        ("Elin", "Dewi Anggraini", Right.PART, "one is broken")
    ]
    assert people.current() == people.find(dewi.id)


def test_a_packers_badge_approves_nothing_and_a_supervisors_not_what_is_beyond_them(
    dewi: people.Person, ratna: people.Person
) -> None:
    order = shop.order(("K-1", 2)).id
    with pytest.raises(people.CannotApprove):
        people.approve(dewi.badge, Right.PART, order, "")
    staff.change(dewi.id, supervisor=True)
    with pytest.raises(people.CannotApprove):
        people.approve(dewi.badge, Right.PRICES, order, "")
    with pytest.raises(people.NotABadge):
        people.approve("KU0000000000X", Right.PART, order, "")
    assert people.approvals(order) == []
    assert people.approve(ratna.badge, Right.PRICES, order, "").id == ratna.id


def test_only_who_may_changes_people(dewi: people.Person, ratna: people.Person) -> None:
    people.sign_in_badge(dewi.badge)
    for change in (
        lambda: staff.add("Bagas"),
        lambda: staff.change(dewi.id, role=Role.OWNER),
        lambda: staff.switch(dewi.id, Right.PRICES, True),
        lambda: staff.set_pin(ratna.id, "4711"),
        lambda: staff.new_badge(ratna.id),
        lambda: staff.leave(ratna.id),
    ):
        with pytest.raises(people.NoRight):
            change()
    assert [person.name for person in people.everyone()] == ["Dewi Anggraini", "Ratna Kusuma"]


def test_the_last_owner_who_can_sign_in_stays(dewi: people.Person, ratna: people.Person) -> None:
    for change in (
        lambda: staff.change(ratna.id, role=Role.PACKER),
        lambda: staff.leave(ratna.id),
        lambda: staff.bind_badge(ratna.id, ""),
    ):
        with pytest.raises(staff.LastOwner):
            change()
    staff.change(dewi.id, role=Role.OWNER)
    staff.leave(ratna.id)
    assert people.enforced()


def test_who_has_left_signs_in_no_more_and_stays_in_histories(dewi: people.Person) -> None:
    badge = dewi.badge
    staff.leave(dewi.id)
    with pytest.raises(people.NotABadge):
        people.sign_in_badge(badge)
    with pytest.raises(NotFound):
        people.sign_in_pin(dewi.id, "4711")
    with pytest.raises(AlreadyExists):
        staff.add("dewi anggraini")


def test_a_right_is_switched_for_one_person_and_back(dewi: people.Person) -> None:
    assert Right.PART in staff.switch(dewi.id, Right.PART, True).rights
    assert Right.MANUAL not in staff.switch(dewi.id, Right.MANUAL, False).rights
    staff.switch(dewi.id, Right.PART, False)
    assert staff.switch(dewi.id, Right.MANUAL, True).switched == {}  # nothing differs from the role any more


def test_another_name_holds_at_the_bench_at_once(ratna: people.Person) -> None:
    staff.change(ratna.id, name="Ratna K.")
    current = people.current()
    assert current is not None
    assert current.id == ratna.id
    assert settings.bench().person == "Ratna K."


def test_a_change_that_failed_leaves_no_other_people_in_memory(dewi: people.Person) -> None:
    def promote_and_fail() -> None:
        with changes.unit() as work:
            run("UPDATE person SET role = 'owner' WHERE id = ?", (dewi.id,))
            permits.forget()
            assert people.find(dewi.id).role is Role.OWNER
            work.changed("person", dewi.id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        promote_and_fail()
    assert people.find(dewi.id).role is Role.PACKER
