"""The shipping screen, used by keys and scans on a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from desktop.domain.order import Stage
from desktop.services import changes, orders, parcels
from desktop.services.parcels import Of
from desktop.ui.hub import Hub
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def open_page(sqlite_database, make_window, listening):
    def show():
        window = make_window(hub=listening)
        window.open("shipping")
        QTest.qWait(0)
        return window, window.page

    return show


def packed(courier="JNE", store_id=None, number="", **more):
    """A packed order of a store; its id and its parcel's code."""
    from desktop.services import packing

    order_id = shop.sold(store_id, shop.remote(("CUP", 1), courier=courier, number=number, **more))
    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    return order_id, orders.parcels(order_id)[0].code


def scan(qtbot, window, text):
    """As a scanner types it; waits until the lane or a field has answered."""
    heard = []
    window.wedge.scanned.connect(heard.append)
    type_keys(window.windowHandle(), text)
    qtbot.waitUntil(lambda: bool(heard))
    window.wedge.scanned.disconnect(heard.append)


def tracking(order_id):
    return orders.parcels(order_id)[0].tracking


def test_couriers_say_how_many_parcels_have_their_number(open_page):
    for courier in ("JNE", "JNE", "J&T", ""):
        packed(courier)
    _window, page = open_page()
    assert [(card.row.name, card.row.parcels) for card in page.couriers.cards] == [("", 1), ("J&T", 1), ("JNE", 2)]
    assert page.tabs.tabText(0) == "Hand over"
    assert page._facts.counts == parcels.Counts(4, 4, 0)


def test_a_scanned_parcel_takes_the_next_number_that_is_none_of_ours(qtbot, open_page):
    first, code = packed("JNE")
    second, _other = packed("JNE")
    window, page = open_page()
    scan(qtbot, window, code)
    assert page.panel.parcel.order_id == first
    scan(qtbot, window, "010480057142883")
    assert (tracking(first), tracking(second)) == ("010480057142883", "")
    assert window.lane.outcome is Outcome.SAVED
    assert "010480057142883" in window.lane.detail
    scan(qtbot, window, "010480057142999")  # the first is served: this one is nobody's
    assert tracking(second) == ""
    assert window.lane.outcome is Outcome.UNKNOWN


def test_the_slips_code_means_the_orders_first_parcel_without_a_number(qtbot, open_page):
    order_id, _code = packed("JNE")
    window, page = open_page()
    scan(qtbot, window, orders.show(order_id).code)
    assert page.panel.parcel.order_id == order_id
    scan(qtbot, window, "JX3651323536")
    assert tracking(order_id) == "JX3651323536"
    assert "looks like J&T Express" in window.lane.detail  # said, and not refused


def test_a_number_suggests_the_courier_where_the_order_names_none(qtbot, open_page):
    order_id, code = packed("")
    window, _page = open_page()
    scan(qtbot, window, code)
    scan(qtbot, window, "JX3651323536")
    assert orders.parcels(order_id)[0].carrier == "J&T Express"


def test_a_number_is_never_on_two_parcels_and_no_article_is_a_number(qtbot, open_page):
    first, code = packed("JNE")
    second, other = packed("JNE")
    window, _page = open_page()
    for text in (code, "0104111111", other, "0104111111"):
        scan(qtbot, window, text)
    assert (tracking(first), tracking(second)) == ("0104111111", "")
    assert window.lane.outcome is Outcome.ATTENTION
    scan(qtbot, window, other)
    scan(qtbot, window, "CUP")
    assert tracking(second) == ""


def test_ctrl_z_takes_a_wrong_number_back(qtbot, open_page):
    order_id, code = packed("JNE")
    window, _page = open_page()
    scan(qtbot, window, code)
    scan(qtbot, window, "0104111111")
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tracking(order_id) == ""


def test_a_number_is_typed_into_the_field_and_saved_by_enter(open_page):
    order_id, _code = packed("JNE")
    _window, page = open_page()
    page.panel.number.setFocus()
    QTest.keyClicks(page.panel.number, "0104 8005")
    QTest.keyClick(page.panel.number, Qt.Key.Key_Return)
    assert tracking(order_id) == "0104 8005"


def test_a_number_that_cannot_be_is_refused_at_the_field(open_page):
    order_id, _code = packed("JNE")
    _window, page = open_page()
    page.panel.number.setText("x" * 61)
    page.panel.save.click()
    assert tracking(order_id) == ""
    assert page.panel.number.property("wrong") == "true"
    assert page.panel.number.accessibleDescription()


def test_f12_hands_over_what_is_ready_and_leaves_what_has_no_number(qtbot, open_page):
    store = shop.store()
    ready = [packed("JNE", store)[0] for _turn in range(23)]
    bare, _code = packed("JNE", store)
    window, page = open_page()
    for turn, order_id in enumerate(ready):
        parcel = orders.parcels(order_id)[0]
        page._give(parcels.get(parcel.id), "JNE", f"0104{turn:06}")
    assert page.panel.all.label() == "Ship 23 ready"
    QTest.keyClick(window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: orders.show(ready[-1]).stage is Stage.SHIPPED)
    assert {orders.show(order_id).stage for order_id in ready} == {Stage.SHIPPED}
    assert orders.show(bare).stage is Stage.TO_SHIP
    assert shop.told(ready[0])[-2:] == [("tracking", "0104000000"), ("order_status", "completed")]
    assert window.lane.headline == "23 orders shipped"


def test_f6_ships_one_order_without_a_number(open_page):
    order_id, _code = packed("GoSend")
    window, _page = open_page()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert orders.show(order_id).stage is Stage.SHIPPED
    assert window.lane.headline == "Shipped"


def test_the_digits_choose_the_lists_and_what_is_on_its_way_can_be_found(open_page):
    order_id, _code = packed("JNE")
    other, _code = packed("JNE")
    window, page = open_page()
    page._give(parcels.get(orders.parcels(order_id)[0].id), "JNE", "0104111")
    page._ship_one()
    QTest.keyClick(page.table, Qt.Key.Key_2)
    assert page._of is Of.NEEDS_TRACKING
    assert [page.table.model_.record(row).order_id for row in range(page.table.count())] == [other]
    QTest.keyClick(page.table, Qt.Key.Key_3)
    assert [page.table.model_.record(row).order_id for row in range(page.table.count())] == [order_id]
    QTest.keyClick(page.table, Qt.Key.Key_Slash)
    assert window.focusWidget() is page.search


def test_a_number_given_after_the_parcel_has_left_is_told_to_the_store(open_page):
    order_id, _code = packed("JNE", shop.store())
    _window, page = open_page()
    page._ship_one()
    page._give(parcels.get(orders.parcels(order_id)[0].id), "JNE", "0104222")
    assert shop.told(order_id)[-1] == ("tracking", "0104222")


def scrolled(window):
    """Pages that need to be scrolled to be seen whole: none at the usual text size."""
    areas = window.findChildren(QScrollArea, "both-ways")
    bars = [bar for area in areas for bar in (area.horizontalScrollBar(), area.verticalScrollBar())]
    return [bar.maximum() for bar in bars if bar.isVisible() and bar.maximum()]


@pytest.mark.parametrize("place", range(len(LOOKS)))
def test_everything_can_be_read_in_every_look(open_page, place):
    long = {"courier": "Perusahaan Jasa Pengiriman Ekspres Nusantara", "service": "Layanan kilat khusus"}
    packed(**long)
    order_id, _code = packed("JNE")
    packed("J&T")
    window, page = open_page()
    page._give(parcels.get(orders.parcels(order_id)[0].id), "JNE", "0104 8005 7142 8838 2993 1")
    wear(window, LOOKS[place])
    for tab in range(3):
        page.tabs.setCurrentIndex(tab)
        assert faults(window) == []
        assert scrolled(window) == []
