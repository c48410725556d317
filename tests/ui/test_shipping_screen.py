"""The shipping screen, used by keys and scans on a real database."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from desktop.domain.codes import Command, command_code
from desktop.domain.order import Stage
from desktop.services import changes, couriers, deliveries, handover, manifests, orders, parcels, printing, shipping
from desktop.services.parcels import Of
from desktop.ui.hub import Hub
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.services import shop
from tests.ui.looks import faults_in_every_look


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


def stages(ids):
    return [orders.show(order_id).stage for order_id in ids]


def test_couriers_say_how_many_parcels_are_on_their_manifest(qtbot, open_page):
    _first, code = packed("JNE")
    for courier in ("JNE Express", "J&T", ""):
        packed(courier)
    window, page = open_page()
    cards = {card.row.name: (card.row.scanned, card.row.parcels) for card in page.couriers.cards}
    assert cards == {"": (0, 1), "J&T": (0, 1), "JNE": (0, 2)}
    assert page.tabs.tabText(0) == "Hand over"
    assert page.listing.facts.counts == parcels.Counts(4, 4, 0)
    scan(qtbot, window, code)
    cards = {card.row.name: (card.row.scanned, card.row.parcels) for card in page.couriers.cards}
    assert cards["JNE"] == (1, 2)
    assert page.manifest.left.accessibleName() == "1 left to scan of 2"


def test_a_scanned_parcel_is_on_the_manifest_and_takes_the_next_number(qtbot, open_page):
    first, code = packed("JNE")
    second, _other = packed("JNE")
    window, page = open_page()
    scan(qtbot, window, code)
    assert window.lane.headline == "On the manifest of JNE"
    assert page.table.current().order_id == first
    scan(qtbot, window, "010480057142883")
    assert (tracking(first), tracking(second)) == ("010480057142883", "")
    assert (window.lane.outcome, window.lane.headline) == (Outcome.SAVED, "Tracking number saved")
    assert window.lane.detail == f"{code} · JNE 010480057142883 · told to the buyer with Shipped"
    scan(qtbot, window, "010480057142999")  # the first is served: this one is nobody's
    assert tracking(second) == ""
    assert window.lane.outcome is Outcome.UNKNOWN


def states(page):
    return [page.table.model_.shown(row).cells[3].text for row in range(page.table.count())]


def test_scanned_rows_stay_where_they_stood_until_the_list_is_reopened(qtbot, open_page):
    first, code = packed("JNE")
    second, _other = packed("JNE")
    third, last = packed("JNE")
    window, page = open_page()
    scan(qtbot, window, code)
    assert states(page) == ["Just scanned", "No tracking", "No tracking"]
    scan(qtbot, window, "0104111111")
    scan(qtbot, window, last)
    assert states(page) == ["On manifest", "No tracking", "Just scanned"]
    window.open("queue")
    window.open("shipping")
    assert [page.table.model_.record(row).order_id for row in range(3)] == [second, first, third]


def test_another_couriers_parcel_is_refused_aloud_and_counts_nowhere(qtbot, open_page):
    _jne, code = packed("JNE")
    other, wrong = packed("J&T")
    window, page = open_page()
    page.listing.choose_courier("JNE")
    scan(qtbot, window, code)
    scan(qtbot, window, wrong)
    assert (window.lane.outcome, window.lane.headline) == (Outcome.WRONG, "Wrong courier")
    assert "goes with J&T" in window.lane.detail
    assert parcels.of_order(other)[0].manifest_id is None


def test_f12_closes_the_manifest_ships_what_was_scanned_and_names_what_stays(qtbot, open_page):
    store = shop.store()
    made = [packed("JNE", store) for _turn in range(4)]
    window, page = open_page()
    assert not page.manifest.close_it.isEnabled()
    for order_id, code in made[:3]:
        scan(qtbot, window, code)
        scan(qtbot, window, f"0104{order_id:06}")
    page.manifest.driver.setText("Rudi B 1234")
    QTest.keyClick(window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: orders.show(made[2][0]).stage is Stage.SHIPPED)
    assert stages([order_id for order_id, _code in made]) == [Stage.SHIPPED] * 3 + [Stage.TO_SHIP]
    assert shop.told(made[0][0])[-2:] == [("tracking", f"0104{made[0][0]:06}"), ("order_status", "completed")]
    assert window.lane.headline == "3 parcels handed over"
    assert "1 stays here" in window.lane.detail
    (manifest,) = manifests.newest()
    assert (manifest.driver, manifest.state) == ("Rudi B 1234", "closed")
    assert [job.title for job in printing.jobs() if job.kind == "manifest"] == [manifest.code]


def test_the_command_card_does_it_all_without_keys(qtbot, open_page):
    first, code = packed("JNE")
    second, _other = packed("J&T")
    window, page = open_page()
    chosen = page.listing.courier
    scan(qtbot, window, command_code(Command.NEXT))
    assert page.listing.courier != chosen
    scan(qtbot, window, code)
    scan(qtbot, window, command_code(Command.UNDO))
    assert parcels.of_order(first)[0].manifest_id is None
    scan(qtbot, window, code)
    scan(qtbot, window, command_code(Command.DONE))
    assert stages([first, second]) == [Stage.SHIPPED, Stage.TO_SHIP]
    scan(qtbot, window, command_code(Command.WEIGH))
    assert window.lane.outcome is Outcome.ATTENTION


def test_a_wrong_check_digit_is_asked_about_and_kept_when_it_is_meant(qtbot, open_page):
    order_id, code = packed("PostNord")
    window, _page = open_page()
    scan(qtbot, window, code)
    scan(qtbot, window, "EE111840089SE")
    assert tracking(order_id) == ""
    assert (window.lane.outcome, window.lane.headline) == (Outcome.ATTENTION, "The number's check digit is wrong")
    scan(qtbot, window, "EE111840089SE")
    assert tracking(order_id) == "EE111840089SE"
    scan(qtbot, window, code)
    scan(qtbot, window, "EE111840088SE")  # the parcel has another number
    assert tracking(order_id) == "EE111840089SE"
    scan(qtbot, window, command_code(Command.YES))
    assert tracking(order_id) == "EE111840088SE"


def test_a_number_suggests_the_courier_and_is_never_refused_for_it(qtbot, open_page):
    order_id, code = packed("")
    window, _page = open_page()
    scan(qtbot, window, code)
    assert window.lane.headline == "No courier yet"
    scan(qtbot, window, "JX3651323536")
    assert orders.parcels(order_id)[0].carrier == "J&T Express"
    other, slip = packed("JNE")
    window.open("queue")
    window.open("shipping")
    window.page.listing.choose_courier("JNE")
    scan(qtbot, window, slip)
    scan(qtbot, window, "JX3651323537")
    assert "looks like J&T Express" in window.lane.detail
    assert tracking(other) == "JX3651323537"


def test_a_number_is_asked_about_when_it_is_on_another_parcel_and_no_article_is_a_number(qtbot, open_page):
    first, code = packed("JNE")
    second, other = packed("JNE")
    window, _page = open_page()
    for text in (code, "0104111111", other, "0104111111"):
        scan(qtbot, window, text)
    assert (tracking(first), tracking(second)) == ("0104111111", "")
    assert window.lane.outcome is Outcome.ATTENTION
    assert code in window.lane.detail
    QTest.keyClick(window, Qt.Key.Key_Escape)
    scan(qtbot, window, other)
    scan(qtbot, window, "CUP")
    assert tracking(second) == ""


def test_ctrl_z_takes_a_wrong_number_and_then_the_scan_back(qtbot, open_page):
    order_id, code = packed("JNE")
    window, _page = open_page()
    scan(qtbot, window, code)
    scan(qtbot, window, "0104111111")
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tracking(order_id) == ""
    assert parcels.of_order(order_id)[0].manifest_id is not None
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert parcels.of_order(order_id)[0].manifest_id is None


def test_a_number_is_typed_into_the_field_and_saved_by_enter(open_page):
    order_id, _code = packed("JNE")
    _window, page = open_page()
    QTest.keyClick(page.table, Qt.Key.Key_T)
    assert page.panel.number.hasFocus()
    QTest.keyClicks(page.panel.number, "0104 8005")
    QTest.keyClick(page.panel.number, Qt.Key.Key_Return)
    assert tracking(order_id) == "0104 8005"


def test_a_number_that_cannot_be_is_refused_at_the_field(open_page):
    order_id, _code = packed("JNE")
    _window, page = open_page()
    QTest.keyClick(page.table, Qt.Key.Key_T)
    page.panel.number.setText("x" * 61)
    page.panel.save.click()
    assert tracking(order_id) == ""
    assert page.panel.number.property("wrong") == "true"
    assert page.panel.number.accessibleDescription()


def test_f6_ships_one_order_without_a_number(open_page):
    order_id, _code = packed("GoSend")
    window, page = open_page()
    QTest.keyClick(page.table, Qt.Key.Key_T)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert orders.show(order_id).stage is Stage.SHIPPED
    assert window.lane.headline == "Shipped"


def listed(page):
    return [page.table.model_.record(row).order_id for row in range(page.table.count())]


def test_the_digits_choose_the_lists_and_receipts_close_orders(open_page):
    order_id, _code = packed("JNE")
    other, _code = packed("JNE")
    window, page = open_page()
    shipping.ship(order_id, "JNE", "0104111")
    QTest.keyClick(page.table, Qt.Key.Key_2)
    assert page.listing.of is Of.NEEDS_TRACKING
    assert listed(page) == [other]
    QTest.keyClick(page.table, Qt.Key.Key_3)
    assert listed(page) == [order_id]
    QTest.keyClick(page.table, Qt.Key.Key_Slash)
    assert window.focusWidget() is page.search
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F)
    assert states(page) == ["Not delivered"]
    QTest.keyClick(page.table, Qt.Key.Key_D)
    assert orders.show(order_id).stage is Stage.DONE
    QTest.keyClick(page.table, Qt.Key.Key_4)
    assert listed(page) == [order_id]
    assert "by hand" in page.table.model_.shown(0).cells[3].sub


def test_a_number_given_after_the_parcel_has_left_is_told_to_the_store(qtbot, open_page):
    order_id, code = packed("JNE", shop.store())
    shipping.ship(order_id)
    window, page = open_page()
    scan(qtbot, window, code)
    assert page.listing.of is Of.ON_THE_WAY
    scan(qtbot, window, "0104222")
    assert shop.told(order_id)[-1] == ("tracking", "0104222")


def test_a_file_of_numbers_is_shown_before_anything_is_kept(open_page, tmp_path):
    order_id, code = packed("JNE", number="10482")
    packed("JNE")
    file = tmp_path / "resi.csv"
    file.write_text(f"Kolli;No. Resi\n{code};0104800571\nKP1A;0104800572\n", encoding="utf-8")
    window, page = open_page()
    page.pages.setCurrentWidget(page.file)
    page.file.read_file(file)
    shown = [page.file.table.model_.shown(row).cells[3].text for row in range(page.file.table.count())]
    assert shown == ["Not used", "New"]
    assert tracking(order_id) == ""
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert tracking(order_id) == "0104800571"
    assert window.lane.headline == "1 number saved"


def scrolled(window):
    """Pages that need to be scrolled to be seen whole: none at the usual text size."""
    areas = window.findChildren(QScrollArea, "both-ways")
    bars = [bar for area in areas for bar in (area.horizontalScrollBar(), area.verticalScrollBar())]
    return [bar.maximum() for bar in bars if bar.isVisible() and bar.maximum()]


def test_everything_can_be_read_in_every_look(open_page, tmp_path):
    long = {"courier": "Perusahaan Jasa Pengiriman Ekspres Nusantara", "service": "Layanan kilat khusus"}
    packed(**long)
    order_id, code = packed("JNE")
    gone, _code = packed("JNE", ship_by=changes.now())
    packed("J&T")
    window, page = open_page()
    handover.give(parcels.of_order(order_id)[0], "JNE", "0104 8005 7142 8838 2993 1")
    handover.hear(code)
    page.listing.choose_courier("JNE")
    file = tmp_path / "resi.csv"
    file.write_text(f"Kolli;No. Resi\n{code};0104800571\nKP1A;0104800572\n", encoding="utf-8")
    for tab in range(4):
        page.tabs.setCurrentIndex(tab)
        if tab == 2:
            shipping.ship(gone)
            deliveries.note(parcels.of_order(gone)[0].id, deliveries.Event.FAILED)
        if tab == 3:
            deliveries.note(parcels.of_order(gone)[0].id, deliveries.Event.DELIVERED)
        assert faults_in_every_look(window, scrolled) == []
    page.pages.setCurrentWidget(page.file)
    page.file.read_file(file)
    assert faults_in_every_look(window) == []


def test_orders_that_will_miss_the_courier_are_counted_on_its_card_and_named(open_page):
    from tests.services import test_radar

    changes.set_clock(lambda: test_radar.NOON)
    try:
        test_radar.worked(6, 60)
        couriers.change("JNE", week=("12:01",) * 7)
        changes.work_at("Bench 1", "Dewi")
        packed("JNE")
        for number in ("10501", "10502"):
            shop.sold(None, shop.remote(("CUP", 1), courier="JNE", number=number))
        _window, page = open_page()
        page.listing.choose_courier("JNE")
        (card,) = [card for card in page.couriers.cards if card.row.name == "JNE"]
        assert "1 order will miss it" in card.accessibleName()
        assert "#10502 will miss it" in page.manifest.missing.accessibleName()
    finally:
        changes.set_clock(None)
        changes.work_at("", "")
