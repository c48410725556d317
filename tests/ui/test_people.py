"""Sign-in, users and badges by real keys and scans; what a packer is not shown; who packs an order, live."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.codes import Command, command_code
from desktop.domain.rights import Right, Role
from desktop.models.base import run
from desktop.services import changes, claims, packing, people, permits, printing, settings, staff
from desktop.ui.at_work import AtWork, look
from desktop.ui.hub import Hub
from desktop.ui.scanning.strokes import type_keys
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear


class Clock:
    def __init__(self):
        self.s = 1000.0

    def __call__(self):
        return self.s


@pytest.fixture(autouse=True)
def nobody_afterwards():
    yield
    changes.work_at("", "")
    packing.forget_all()


@pytest.fixture
def team(sqlite_database):
    """Ratna owns the shop; Dewi packs and has badge and PIN; Bagas packs with a card that he had."""
    settings.change_bench(name="Bench 2")
    changes.work_at("Bench 2", "")
    ratna = staff.set_pin(staff.new_badge(staff.add("Ratna Kusuma").id).id, "4711")
    dewi = staff.set_pin(staff.new_badge(staff.add("Dewi Anggraini").id).id, "471147")
    bagas = staff.bind_badge(staff.add("Bagas Pratama").id, "04187731")
    return ratna, dewi, bagas


@pytest.fixture
def work(team, make_window, qtbot):
    """The window with people at work in it, and its own clock for being idle."""
    hub, clock = Hub(changes.listen), Clock()
    window = make_window(hub=hub)
    window.open("queue")
    window.at_work = AtWork(window, clock)
    window.clock = clock
    window.at_work.show(look())
    yield window
    window.desk.sounds.close()  # a settings page switches them on
    hub.close()


def scan(window, text, qtbot):
    heard = []
    window.wedge.scanned.connect(heard.append)
    type_keys(window.windowHandle(), text)
    qtbot.waitUntil(lambda: bool(heard))
    QTest.qWait(0)


def settled(qtbot, said):
    qtbot.waitUntil(said, timeout=5000)


def page_is(window, name):
    return window.page is not None and window.page.name == name


def test_the_window_asks_for_a_badge_and_a_scan_opens_it(work, team, qtbot):
    people.sign_out()
    settled(qtbot, lambda: page_is(work, "sign-in"))
    assert not work.rail.isVisible()
    assert not work.lane.command.isVisible()
    work.open("queue")  # nothing else opens meanwhile
    work.search()
    assert page_is(work, "sign-in")
    assert not work.command_bar.isVisible()
    scan(work, team[1].badge, qtbot)
    settled(qtbot, lambda: page_is(work, "queue"))
    assert work.rail.isVisible()
    assert people.current().name == "Dewi Anggraini"
    assert (work.lane.headline, work.lane.detail) == ("Dewi Anggraini", "Packer")


def test_a_badge_of_nobody_opens_nothing(work, team, qtbot):
    people.sign_out()
    settled(qtbot, lambda: page_is(work, "sign-in"))
    scan(work, "8991234567890", qtbot)
    settled(qtbot, lambda: work.lane.outcome == "unknown")
    assert page_is(work, "sign-in")
    assert people.current() is None


def test_a_name_and_its_pin_sign_in_without_enter_and_a_wrong_pin_says_so(work, team, qtbot):
    people.sign_out()
    settled(qtbot, lambda: page_is(work, "sign-in"))
    page = work.page
    assert {button.label() for button in page.names.values()} == {"Ratna", "Dewi"}  # Bagas has no PIN
    QTest.mouseClick(page.names[team[1].id], Qt.MouseButton.LeftButton)
    for digit in "111111":
        QTest.keyClick(page, digit, delay=120)  # as fingers type, and not as a scanner
    settled(qtbot, page.pad.trouble.isVisible)
    assert page.pad.trouble.text() == "This PIN is not right. Type it again, or scan your badge."
    for digit in "471147":
        QTest.mouseClick(page.pad.digits[digit], Qt.MouseButton.LeftButton)
    settled(qtbot, lambda: page_is(work, "queue"))
    assert people.current().id == team[1].id


def test_the_lock_keeps_the_open_parcel_and_says_for_whom(work, team, qtbot):
    order = shop.order(("K-1", 5))
    people.sign_in_badge(team[1].badge)
    packing.open_order(order.id)
    packing.scan(order.id, "K-1")
    scan(work, command_code(Command.LOCK), qtbot)
    settled(qtbot, lambda: page_is(work, "sign-in"))
    settled(qtbot, work.page._waits.isVisible)
    assert work.page._waits.text() == f"Parcel {order.number} is open at this bench, 4 left. It waits for Dewi."
    assert claims.of(order.id).who == "Dewi Anggraini"
    scan(work, "04187731", qtbot)
    settled(qtbot, lambda: page_is(work, "queue"))
    assert people.current().name == "Bagas Pratama"
    packing.scan(order.id, "K-1")
    who = [row[0] for row in run("SELECT who FROM packing_scan ORDER BY id").fetchall()]
    assert who == ["Dewi Anggraini", "Bagas Pratama"]


def test_a_bench_that_nobody_touches_asks_who_is_there(work, team, qtbot):
    settings.change_rules(lock_minutes=2)
    people.sign_in_badge(team[0].badge)
    settled(qtbot, lambda: work.at_work._watched is not None)
    work.clock.s += 119
    work.at_work.look_whether_idle()
    QTest.keyClick(work.windowHandle(), Qt.Key.Key_Shift)
    work.clock.s += 119
    work.at_work.look_whether_idle()
    assert people.current() is not None
    work.clock.s += 2
    work.at_work.look_whether_idle()
    settled(qtbot, lambda: page_is(work, "sign-in"))
    assert people.current() is None


def test_a_bench_never_locks_unless_the_owner_wants_it(work, team, qtbot):
    work.clock.s += 100_000
    work.at_work.look_whether_idle()
    assert people.current().name == "Ratna Kusuma"


def test_a_packer_sees_neither_prices_nor_settings(work, team, qtbot):
    order = shop.order(("K-1", 5))
    people.sign_in_badge(team[0].badge)
    work.open("order", order.id)
    assert work.page.payment.isVisible()
    assert work.page.lines._total.isVisible()
    people.sign_in_badge(team[1].badge)
    settled(qtbot, lambda: not work.page.payment.isVisible())
    assert not work.page.lines._total.isVisible()
    shown = [label for label in texts(work) if "50" in label and ("Rp" in label or "IDR" in label)]
    assert shown == []
    work.open("queue")
    work.open("settings")
    assert page_is(work, "queue")
    with pytest.raises(people.NoRight):
        settings.change_shop(name="Mine now")


def texts(window):
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def test_the_queue_and_the_order_say_who_packs_it(work, team, qtbot):
    order = shop.order(("K-1", 5))
    people.sign_in_badge(team[0].badge)
    work.open("order", order.id)
    assert not work.page.packer.isVisible()
    with changes.acting("Sari", "Bench 3"), permits.trusting():  # as another program would
        packing.open_order(order.id)
    settled(qtbot, work.page.packer.isVisible)
    assert "Sari · Bench 3" in work.page.packer.accessibleName() + work.page.packer.text()


def test_the_three_sounds_are_played_when_asked(work, team, qtbot, monkeypatch):
    people.sign_out()
    settled(qtbot, lambda: page_is(work, "sign-in"))
    heard = []
    monkeypatch.setattr(work.desk.sounds, "try_out", heard.append)
    test = work.page.hearing
    test._timer.setInterval(1)
    QTest.mouseClick(test.start, Qt.MouseButton.LeftButton)
    settled(qtbot, lambda: len(heard) == 3)
    assert heard == ["wrong", "too-many", "unknown"]
    assert test._question.text() == "Did you hear three different sounds?"
    QTest.mouseClick(test.no, Qt.MouseButton.LeftButton)
    assert work.lane.headline == "Not heard"


# Users and badges


@pytest.fixture
def users(work, team, qtbot):
    people.sign_in_badge(team[0].badge)
    work.open("settings")
    work.page.list.choose("people")
    page = work.page.page_of("people")
    settled(qtbot, lambda: page.table.count() == 3)
    return work, page


def test_a_card_that_is_read_is_given_to_the_person_shown(users, team, qtbot):
    window, page = users
    page.table.select_id(team[1].id)
    old = people.find(team[1].id).badge
    scan(window, "04189926", qtbot)
    settled(qtbot, page.panel.give.isVisible)
    assert (window.lane.headline, window.lane.detail) == ("Badge read", "Card … 9926 can now be given to a person")
    QTest.mouseClick(page.panel.give, Qt.MouseButton.LeftButton)
    settled(qtbot, lambda: people.find(team[1].id).badge == "04189926")
    scan(window, "04189926", qtbot)
    assert window.lane.detail == "Dewi Anggraini"
    assert not page.panel.give.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, lambda: people.find(team[1].id).badge == old)


def test_somebody_new_is_added_gets_a_role_a_pin_and_a_badge_to_print(users, team, qtbot):
    _window, page = users
    QTest.mouseClick(page.add, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.new_name, "Elin Åkerblom")
    QTest.keyClick(page.new_name, Qt.Key.Key_Return)
    settled(qtbot, lambda: page.table.count() == 4)
    elin = next(person for person in people.everyone() if person.name.startswith("Elin"))
    assert page.panel._title.text() == "Elin Åkerblom"
    page.panel.role.choose(Role.OFFICE.value)
    settled(qtbot, lambda: people.find(elin.id).role is Role.OFFICE)
    QTest.mouseClick(page.panel.new_pin, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.panel.pin, "1234")
    QTest.keyClick(page.panel.pin, Qt.Key.Key_Return)
    assert page.trouble.isVisible()
    page.panel.pin.setText("4772")
    QTest.keyClick(page.panel.pin, Qt.Key.Key_Return)
    settled(qtbot, lambda: people.find(elin.id).has_pin)
    QTest.mouseClick(page.panel.print_, Qt.MouseButton.LeftButton)
    settled(qtbot, lambda: bool(people.find(elin.id).badge))
    assert [(job.kind, job.title) for job in printing.jobs()] == [("badge", "Elin Åkerblom")]


def test_a_right_is_switched_for_one_person_and_undone(users, team, qtbot):
    window, page = users
    page.table.select_id(team[2].id)
    QTest.mouseClick(page.panel.switches["part"], Qt.MouseButton.LeftButton)
    settled(qtbot, lambda: Right.PART in people.find(team[2].id).rights)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, lambda: Right.PART not in people.find(team[2].id).rights)


def test_the_last_owner_keeps_the_role_and_the_page_says_why(users, team, qtbot):
    _window, page = users
    page.table.select_id(team[0].id)
    page.panel.role.choose(Role.PACKER.value)
    settled(qtbot, page.trouble.isVisible)
    assert people.find(team[0].id).role is Role.OWNER
    assert page.panel.role.current() == "owner"


@pytest.mark.parametrize("screen", ["sign-in", "people"])
def test_it_can_be_read_and_hit_in_every_look(screen, work, team, qtbot):
    order = shop.order(("K-1", 5))
    people.sign_in_badge(team[1].badge)
    packing.open_order(order.id)
    if screen == "sign-in":
        people.sign_out()
        settled(qtbot, lambda: page_is(work, "sign-in"))
        QTest.mouseClick(work.page.names[team[1].id], Qt.MouseButton.LeftButton)
    else:
        people.sign_in_badge(team[0].badge)
        work.open("settings")
        work.page.list.choose("people")
        work.scan("04189926")
    for each in LOOKS:
        assert faults(wear(work, each)) == [], each
