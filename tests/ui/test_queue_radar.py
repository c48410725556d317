"""The queue names orders that will miss their courier at the present pace, and offers the work that saves most."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services import changes, couriers, radar, settings
from desktop.ui.hub import Hub
from tests.hard.runs import runs
from tests.services import shop
from tests.services.test_radar import NOON, waits, worked
from tests.ui.looks import LOOKS, faults, settle, spread, wear


@pytest.fixture
def queue_page(sqlite_database, make_window):
    """The queue at noon, in a shop that packs an order a minute, JNE's pick-up being at 12:05."""
    settings.change_shop(zone="Asia/Jakarta")
    changes.set_clock(lambda: NOON)
    worked(6, 60)
    couriers.change("JNE", week=("12:05",) * 7)
    hub = Hub(changes.listen)

    def show():
        window = make_window(hub=hub)
        window.open("queue")
        settle(window)
        return window, window.page

    yield show
    hub.close()
    changes.set_clock(None)


def cells(page):
    return [page.table.model().shown(at) for at in range(page.table.count())]


def missed(page):
    return [row.cells[-1].sub for row in cells(page) if row.cells[-1].sub.startswith("misses")]


def test_what_will_miss_its_courier_is_counted_and_marked_and_its_key_shows_only_that(queue_page):
    ids = [waits() for _turn in range(8)]
    window, page = queue_page()
    assert page.misses.label() == "3 will miss JNE 12:05"
    assert missed(page) == ["misses 12:05"] * 3
    assert cells(page)[-1].cells[-1].badge == ("warn", "clock-alert", "5 m")
    QTest.keyClick(window, Qt.Key.Key_M)
    settle(window)
    assert [page.table.model().id_of(at) for at in range(page.table.count())] == ids[5:]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    settle(window)
    assert page.table.count() == 8


def test_nothing_is_said_where_every_order_makes_it(queue_page):
    waits()
    _window, page = queue_page()
    assert not page.misses.isVisible()
    assert not page.sort.isVisible()
    assert missed(page) == []


def test_the_order_of_work_that_saves_most_is_chosen_by_keys(queue_page):
    couriers.change("SAP", week=("12:30",) * 7)
    later = [waits("SAP") for _turn in range(4)]
    sooner = [waits() for _turn in range(4)]
    assert radar.plan().saved > 0
    window, page = queue_page()
    assert page.sort.isVisible()
    page.sort.setFocus()
    QTest.keyClick(page.sort, Qt.Key.Key_Down)
    settle(window)
    assert page.sort.value() == "best"
    assert [page.table.model().id_of(at) for at in range(page.table.count())] == [*sooner, *later]


def test_the_forecast_is_asked_for_once_behind_the_list_and_not_again_within_half_a_minute(queue_page, monkeypatch):
    asked = []
    plan = radar.plan
    monkeypatch.setattr(radar, "plan", lambda: (asked.append(1), plan())[1])
    waits()
    window, page = queue_page()
    for _turn in range(3):
        shop.order(("CUP", 1))
        page._follow()
        page._pass_time()
        settle(window)
    assert len(asked) == 1
    page.forecast._looked_at -= 31
    page._pass_time()
    assert len(asked) == 2


@runs(sample=4, whole=len(LOOKS))
def test_nothing_is_cut_small_or_faint_in_any_look(queue_page, times):
    couriers.change("J&T Express", week=("12:05",) * 7)
    couriers.change("SAP", week=("12:30",) * 7)
    for courier in ("SAP", "J&T Express", "JNE"):
        for _turn in range(5):
            waits(courier)
    window, page = queue_page()
    assert page.misses.isVisible()
    assert page.sort.isVisible()
    found = {look: faults(wear(window, look)) for look in spread(times)}
    assert {key: sentences for key, sentences in found.items() if sentences} == {}
