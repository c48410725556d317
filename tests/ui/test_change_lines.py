"""Changing an order's lines at the office, by keys and scans, while it waits and while a bench packs it."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.order import Action, Stage
from desktop.domain.remote import RemoteArticle
from desktop.domain.rights import Role
from desktop.services import changes, orders, packing, people, permits, remote, settings, shipping, staff, take_outs
from desktop.services.line_changes import ReasonMissing
from desktop.ui.hub import Hub
from desktop.ui.screens.packing import PackingScreen
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.services import shop
from tests.ui.looks import LOOKS, faults, settle, wear
from tests.ui.test_order_screen import texts

CTRL = Qt.KeyboardModifier.ControlModifier
ROA, CUP, TEA, NEW = "SMB-ROA-150", "CUP-300-BL", "TEH-50", "KOPI-NEW"
TEA_CODE = "8991234000093"


@pytest.fixture
def listening(sqlite_database):
    settings.change_shop(currency="IDR", country="ID")
    with changes.unit():
        for sku, name, variant, price, code in (
            (ROA, "Sambal roa 150 g", "Pedas", Decimal(10), "8991234000055"),
            (CUP, "Cangkir Sagara 300 ml", "Biru laut", Decimal(10), "8991234000017"),
            (TEA, "Teh melati", "50 g", Decimal(30), TEA_CODE),
            (NEW, "Kopi baru", "", None, ""),
        ):
            codes = (code,) if code else ()
            remote.intake_article(RemoteArticle("", sku, name, variant, price, "IDR", codes, stock=20))
    hub = Hub(changes.listen)
    yield hub
    hub.close()
    changes.work_at("", "")


@pytest.fixture
def office(make_window, listening):
    """The page of an order, its lines being changed by E; the order has 2 ROA and 1 CUP unless another is given."""

    def show(order_id=None, *, edit=True):
        window = make_window(hub=listening)
        window.open("order", order_id or shop.order((ROA, 2), (CUP, 1)).id)
        settle(window)
        if edit:
            press(window, Qt.Key.Key_E)
            assert window.page.is_changing
        return window, window.page

    return show


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """A key event, to whatever has the focus."""
    window.activateWindow()
    settle(window)
    QTest.keyClick(window.focusWidget() or window, key, modifiers)
    settle(window)


def write(window, text):
    for letter in text:
        QTest.keyClicks(window.focusWidget(), letter)
    settle(window)


def wanted(order_id):
    return {line.sku: line.wanted for line in orders.lines(order_id)}


def test_quantities_are_changed_by_digits_and_by_plus_and_minus_and_kept_by_ctrl_enter(office):
    window, page = office()
    order_id = page.changing.order.id
    write(window, "5")  # the first number is marked: digits replace it
    press(window, Qt.Key.Key_Down)
    write(window, "++-")
    assert page.changing.meaning.text() == "4 more to pack"
    assert page.changing._total.text() == "Rp70"
    press(window, Qt.Key.Key_Down)
    assert window.focusWidget() is page.changing.why
    write(window, "Asked on the phone")
    press(window, Qt.Key.Key_Return, CTRL)
    assert wanted(order_id) == {ROA: 5, CUP: 2}
    view = orders.show(order_id)
    assert (view.total_minor, view.units) == (70, 7)
    assert (view.history[0].action, view.history[0].comment) == ("lines-changed", "Asked on the phone")
    assert not page.is_changing
    assert (window.lane.outcome, window.lane.headline) == (Outcome.SAVED, "Lines changed")
    assert "7 units" in texts(page.lines)


def test_esc_leaves_it_as_it_was_and_the_draft_is_there_again(office):
    window, page = office()
    order_id = page.changing.order.id
    write(window, "0")
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Down)
    write(window, "Sold out")
    press(window, Qt.Key.Key_Escape)
    assert not page.is_changing
    assert wanted(order_id) == {ROA: 2, CUP: 1}
    assert page.lines.isVisible()
    assert window.page is page
    press(window, Qt.Key.Key_E)
    assert "taken out" in texts(page.changing)
    assert page.changing.why.text() == "Sold out"
    press(window, Qt.Key.Key_D, CTRL)
    assert (page.changing.why.text(), page.changing._rows()[0].quantity.text()) == ("", "2")
    press(window, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_Escape)
    assert window.page.name == "queue"


def test_what_is_missing_is_said_in_one_sentence_and_nothing_is_changed(office):
    window, page = office()
    order_id = page.changing.order.id
    press(window, Qt.Key.Key_Return, CTRL)
    assert page.changing.meaning.text() == "Nothing is changed yet. Give a line another quantity, or add one."
    assert "Say why the order is changed; the bench reads it." in texts(page.changing)
    write(window, "why")  # the reason has the focus
    press(window, Qt.Key.Key_Up)
    rows = page.changing._rows()
    for row in rows:
        row.focus()
        write(window, "0")
    press(window, Qt.Key.Key_Return, CTRL)
    assert window.lane.outcome is Outcome.ATTENTION
    assert "Cancel the order instead." in window.lane.detail
    assert page.is_changing
    rows[0].quantity.clear()
    press(window, Qt.Key.Key_Return, CTRL)
    assert page.changing.meaning.text() == "Type how many are wanted now; 0 takes the line out."
    assert wanted(order_id) == {ROA: 2, CUP: 1}


def test_a_line_is_added_by_its_scan_and_by_search_and_a_missing_price_is_asked_for(office, qtbot):
    window, page = office()
    order_id = page.changing.order.id
    type_keys(window.windowHandle(), TEA_CODE)
    settle(window)
    assert (window.lane.outcome, window.lane.headline) == (Outcome.SAVED, "Added")
    type_keys(window.windowHandle(), TEA_CODE)  # a second scan is a second unit
    type_keys(window.windowHandle(), "8991234000017")  # an article of a line counts its line up
    settle(window)
    assert [row.quantity.text() for row in page.changing._rows()] == ["2", "2", "2"]
    page.changing._rows()[0].less.setFocus()
    window.setFocus()
    press(window, Qt.Key.Key_Slash)
    write(window, "kopi")
    qtbot.waitUntil(lambda: page.changing.finder.found.isVisible() and page.changing.finder.found.count() == 2)
    press(window, Qt.Key.Key_Return)
    page.changing.why.setFocus()
    write(window, "more")
    press(window, Qt.Key.Key_Return, CTRL)
    assert "Type digits" in page.changing.meaning.text()
    assert window.focusWidget().objectName() == "change-price-1"
    write(window, "55")
    assert page.changing._total.text() == "Rp155"
    press(window, Qt.Key.Key_Return, CTRL)
    assert wanted(order_id) == {ROA: 2, CUP: 2, TEA: 2, NEW: 1}
    assert orders.show(order_id).total_minor == 155


def test_an_unknown_code_is_refused_aloud_and_another_orders_code_opens_it_with_the_draft_kept(office):
    window, page = office()
    first, other = page.changing.order.id, shop.order((TEA, 1))
    write(window, "7")
    type_keys(window.windowHandle(), "8990000000008")
    settle(window)
    assert window.lane.outcome is Outcome.ATTENTION
    assert page.changing._rows()[0].quantity.text() == "7"
    type_keys(window.windowHandle(), other.code)
    settle(window)
    assert page._page.order.id == other.id
    assert not page.is_changing
    window.open("order", first)
    settle(window)
    press(window, Qt.Key.Key_E)
    assert page.changing._rows()[0].quantity.text() == "7"


def test_a_bench_that_packs_it_is_interrupted_and_both_sides_agree(office, make_window, listening, qtbot):
    order = shop.order((ROA, 2), (CUP, 1))
    changes.work_at("Bench 2", "Sari")
    bench = make_window([PackingScreen], hub=listening)
    bench.open("packing")
    settle(bench)
    for code in (order.code, ROA, ROA):
        type_keys(bench.windowHandle(), code)
        settle(bench)
    assert shop.packed_counts(order.id) == [2, 0]
    window, page = office(order.id)
    assert "2 in the box" in texts(page.changing)
    write(window, "1")
    type_keys(window.windowHandle(), TEA_CODE)
    settle(window)
    assert page.changing.meaning.text() == "1 comes out of the box, 1 goes in"
    assert page.changing.meaning._detail.text() == "Sari · Bench 2 hears it at once."
    page.changing.why.setFocus()
    write(window, "Asked on the phone")
    with changes.acting("Ratna", "Office"):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return, CTRL)
    stage = bench.page.stage
    qtbot.waitUntil(lambda: stage.page is stage.changed)
    assert (bench.lane.outcome, bench.lane.headline) == (Outcome.ATTENTION, "Order changed")
    changed = take_outs.of(order.id)
    assert (changed.who, changed.why, changed.out, changed.add) == ("Ratna", "Asked on the phone", 1, 1)
    window.shut()  # another computer's scans are not heard here
    window.hide()
    bench.activateWindow()
    qtbot.waitUntil(bench.isActiveWindow)
    for code in (ROA, "8991234000017", TEA_CODE):
        type_keys(bench.windowHandle(), code)
        settle(bench)
    qtbot.waitUntil(lambda: orders.show(order.id).stage is Stage.TO_SHIP)
    assert take_outs.of(order.id) is None
    assert wanted(order.id) == {ROA: 1, CUP: 1, TEA: 1}


def test_what_the_bench_packs_meanwhile_is_followed_and_what_is_typed_stays(office, qtbot):
    order = packing.open_order(shop.order((ROA, 3), (CUP, 1)).id)
    window, page = office(order.id)
    write(window, "1")
    assert page.changing.meaning.text() == "2 fewer to pack"
    for _turn in range(2):
        packing.scan(order.id, ROA)
    qtbot.waitUntil(lambda: page.changing.meaning.text() == "1 comes out of the box, 1 fewer to pack")
    assert page.changing._rows()[0].quantity.text() == "1"


def test_a_packed_parcel_is_opened_again_and_says_so(office):
    order_id = shop.packed_order((ROA, 2))
    window, page = office(order_id)
    write(window, "1")
    assert page.changing.meaning._detail.text() == "The parcel is opened again."
    page.changing.why.setFocus()
    write(window, "one")
    press(window, Qt.Key.Key_Return, CTRL)
    assert orders.show(order_id).stage is Stage.TO_PACK


def test_what_has_left_or_is_cancelled_cannot_be_changed_and_an_open_page_says_so(office, qtbot):
    shipped = shop.packed_order((ROA, 1))
    shipping.ship(shipped, "JNE", "")
    window, page = office(shipped, edit=False)
    assert not page.lines.change.isVisible()
    press(window, Qt.Key.Key_E)
    assert not page.is_changing
    waiting = shop.order((ROA, 2)).id
    window.open("order", waiting)
    settle(window)
    press(window, Qt.Key.Key_E)
    orders.do(waiting, Action.CANCEL, "sold out")
    qtbot.waitUntil(lambda: not page.is_changing)
    assert window.lane.headline == "The lines can no longer be changed"


def test_only_who_may_change_orders_sees_the_key_and_the_service_refuses_the_others(office):
    order = shop.order((ROA, 2))
    staff.new_badge(staff.add("Ratna").id)
    people.sign_in_badge(staff.new_badge(staff.add("Dewi", Role.PACKER).id).badge)
    _window, page = office(order.id, edit=False)
    assert not page.lines.change.isVisible()
    with pytest.raises(permits.NoRight):
        orders.change_lines(order.id, {order.lines[0].id: 1}, why="no")
    assert wanted(order.id) == {ROA: 2}


def test_nothing_is_cut_small_or_faint_in_any_look(office):
    long = "Cangkir keramik Sagara buatan tangan dari tanah liat Plered 300 ml dengan tatakan dan tutup kayu jati"
    with changes.unit():
        remote.intake_article(RemoteArticle("", "LONG", long, "Hijau lumut tua " * 3, Decimal(9_999_999), "IDR", ()))
    order = packing.open_order(shop.order((ROA, 2), ("LONG", 148), *((f"A{turn}", 1) for turn in range(2))).id)
    packing.scan(order.id, ROA)
    window, page = office(order.id)
    write(window, "0")
    for code in (TEA_CODE, "8991234000017"):
        type_keys(window.windowHandle(), code)
    page.changing.why.setText("She called and wants another colour " * 4)
    found = {look: faults(wear(window, look)) for look in LOOKS}
    page.changing.say_wrong({"why": ReasonMissing()})
    found |= {("wrong", look): faults(wear(window, look)) for look in LOOKS[:3]}
    assert {key: sentences for key, sentences in found.items() if sentences} == {}
