"""Ctrl K over a real shop: orders, products and what can be done with them."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.order import Payment
from desktop.domain.remote import RemoteAddress
from desktop.services import printing
from desktop.ui import search
from tests.services import shop


@pytest.fixture
def ask(sqlite_database, make_window, qtbot):
    """Types into the command bar and waits for a line that says this."""
    window = make_window()
    window.set_search(partial(search.find, window))
    window.open("queue")

    def asked(typed, wanted):
        QTest.keyClick(window.page.table, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(window.command_bar.field, typed)
        lines = window.command_bar.found
        qtbot.waitUntil(lambda: any(wanted in (line.strong, line.text) for line in lines()))
        return window, [(line.group, line.strong or line.text) for line in lines()]

    return asked


def keep(number, name="Ayu Larasati Wirawan", sku="TEA", **more):
    buyer = RemoteAddress(name=name, country="ID")
    return shop.sold(None, shop.remote((sku, 1), number=number, buyer=buyer, ship_to=buyer, **more))


def press(window, key):
    QTest.keyClick(window.command_bar.field, key)


def test_an_order_is_found_inside_a_name_and_opened_by_enter(ask):
    keep("10211", "Budi")
    wanted = keep("10482")
    window, found = ask("laras", "#10482")
    assert found[:3] == [("Orders", "#10482"), ("Do", "Pack #10482"), ("Do", "Print packing slip of #10482")]
    press(window, Qt.Key.Key_Return)
    assert (window.page.name, window.page._page.order.id) == ("order", wanted)


def test_its_slip_is_printed_and_it_is_packed_from_the_bar(ask):
    wanted = keep("10482")
    window, _found = ask("10482", "#10482")
    for _step in range(2):
        press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert [(job.kind, job.order_id) for job in printing.jobs()] == [("packing-slip", wanted)]
    assert window.lane.headline == "In the print queue"
    window, _found = ask("10482", "#10482")
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert window.page.name == "packing"


def test_an_unpaid_order_is_not_offered_for_packing(ask):
    keep("10482", payment=Payment.UNPAID)
    _window, found = ask("10482", "#10482")
    assert ("Do", "Pack #10482") not in found


def test_a_product_shows_the_orders_that_need_it(ask):
    keep("1", sku="CUP")
    wanted = keep("2", sku="SELARAS-TEH")
    window, found = ask("laras-t", "The SELARAS-TEH")
    at = [group for group, _text in found].index("Products")
    for _step in range(at):
        press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert window.page.name == "queue"
    assert (window.page.table.count(), window.page.table.current().id) == (1, wanted)


@pytest.mark.parametrize("typed", ["%", "'", '"', "\\", "((", "NEAR(", "*", "<b>", "#", "   x"])
def test_no_text_makes_the_bar_fail(ask, typed, qtbot):
    keep("10482", "Pack x")
    window, _found = ask("10482", "#10482")
    window.command_bar.field.clear()
    QTest.keyClicks(window.command_bar.field, typed)
    QTest.qWait(100)
    assert window.command_bar.isVisible()
    assert window.lane.headline == "Ready to scan"
