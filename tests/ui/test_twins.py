"""The card of an order that came twice, and who says what becomes of parcels: on the order page and in the queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.remote import RemoteParcel
from desktop.domain.tracking_mode import Mode
from desktop.services import changes, duplicates, orders, remote, settings, shipping, store_parcels
from desktop.ui.hub import Hub
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_order_screen import texts

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def twice(sqlite_database):
    """The ids of two orders of one customer, five minutes apart."""
    store_id = shop.store()
    settings.change_rules(duplicate_minutes=60)
    order = shop.remote(("CUP", 2), number="10482")
    again = shop.remote(("CUP", 2), number="10483", placed_at=order.placed_at + timedelta(minutes=5))
    return shop.sold(store_id, order), shop.sold(store_id, again)


@pytest.fixture
def page_of(make_window, listening):
    def show(name, order_id):
        window = make_window(hub=listening)
        window.open(name, order_id)
        QTest.qWait(0)
        return window, window.page

    return show


def key(window, letter, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{letter}"), modifier)
    QTest.qWait(0)


def test_the_one_that_waits_names_the_first_and_may_be_kept_and_taken_back(page_of, twice, qtbot):
    first, second = twice
    window, page = page_of("order", second)
    said = texts(page.twin)
    assert "This may be #10482 once more" in said
    assert "5 minutes apart" in said
    page.twin.keep.click()
    qtbot.waitUntil(lambda: not page.twin.isVisible())
    assert orders.show(second).stage == "to-pick"
    window.setFocus()
    key(window, "Z", CTRL)
    qtbot.waitUntil(page.twin.isVisible)
    assert [pair.twin_id for pair in duplicates.waiting()] == [first]


def test_cancelling_asks_once_more_and_the_history_says_why(page_of, twice, qtbot):
    _first, second = twice
    _window, page = page_of("order", second)
    page.twin.cancel.click()
    assert orders.show(second).stage == "on-hold"
    assert page.twin.cancel.text() == "Yes, cancel it"
    page.twin.cancel.click()
    qtbot.waitUntil(lambda: orders.show(second).stage == "cancelled")
    assert orders.show(second).history[0].comment == "The same order as #10482"
    assert duplicates.waiting() == []


def test_the_first_says_that_another_waits_and_leads_to_it(page_of, twice):
    first, second = twice
    _window, page = page_of("order", first)
    assert "#10483 may be this order once more" in texts(page.twin)
    assert not page.twin.keep.isVisible()
    page.twin.open_twin.click()
    assert page._page.order.id == second


def test_the_queue_shows_the_card_beside_the_list(page_of, twice, qtbot):
    _first, second = twice
    window, page = page_of("queue", second)
    qtbot.waitUntil(page.panel.twin.isVisible)
    assert "#10482" in texts(page.panel.twin)
    page.panel.twin.keep.click()
    qtbot.waitUntil(lambda: orders.show(second).stage == "to-pick")
    assert page.undo()
    assert orders.show(second).stage == "on-hold"
    assert window.page is page


def test_the_mode_and_the_source_of_each_event_stand_on_the_page(page_of, sqlite_database, qtbot):
    store_id, order = shop.store(), shop.remote(("CUP", 1))
    order_id = shop.sold(store_id, order)
    from desktop.services import packing

    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    shipping.ship(order_id)
    then = datetime(2026, 11, 20, 9, tzinfo=UTC)
    told = (RemoteParcel("1", "JP1", "JNE", "shipped", then), RemoteParcel("1", "JP1", "JNE", "delivered", then))
    remote.save_orders(store_id, [replace(order, parcels=told)])
    window, page = page_of("order", order_id)
    road = page.delivery.road
    assert "Usual: Hybrid" in road.mode.currentText()
    assert "by the store" in texts(road)
    road.mode.setFocus()
    QTest.keyClick(road.mode, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: store_parcels.road(order_id).own is Mode.AUTOMATIC)
    assert page.undo()
    assert store_parcels.road(order_id).own is None
    assert window.page is page


@pytest.mark.parametrize("name", ["order", "queue"])
def test_the_card_can_be_read_in_every_look(page_of, twice, name):
    _first, second = twice
    window, _page = page_of(name, second)
    for look in LOOKS:
        found = faults(wear(window, look))
        assert not found, (look, found)


def test_the_minutes_and_the_usual_tracking_are_set_among_the_rules(make_window, listening, sqlite_database, qtbot):
    window = make_window(hub=listening)
    window.open("settings", None)
    window.page.list.choose("rules")
    QTest.qWait(0)
    page = window.page.page_of("rules")
    page.minutes.setFocus()
    page.minutes.selectAll()
    QTest.keyClicks(page.minutes, "90")
    QTest.keyClick(page.minutes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settings.rules().duplicate_minutes == 90)
    page.minutes.selectAll()
    QTest.keyClicks(page.minutes, "soon")
    QTest.keyClick(page.minutes, Qt.Key.Key_Return)
    assert settings.rules().duplicate_minutes == 90
    page.tracking.setFocus()
    QTest.keyClick(page.tracking, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: settings.rules().tracking == "manual")
