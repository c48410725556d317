"""The documents of an order on its page: an invoice is credited and voided by keys, with a reason."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services import changes, invoicing, orders, printing, settings
from desktop.ui.hub import Hub
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_queue_screen import LONG

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(sqlite_database, make_window):
    settings.change_shop(name="Sagara Rasa", currency="IDR")
    hub = Hub(changes.listen)
    order_id = shop.sold(None, shop.remote(("CUP", 4), ("TEA", 2), shipping=Decimal(18), total=Decimal(78)))
    invoicing.issue(order_id)
    window = make_window(hub=hub)
    window.open("order", order_id)
    QTest.qWait(0)
    yield window.page
    hub.close()


def documents(page):
    return [(row.kind, row.void_reason) for row in orders.show(page._page.order.id).documents]


def test_some_units_are_credited_by_keys(page, qtbot):
    QTest.keyClick(page.window(), Qt.Key.Key_D)
    assert page.is_correcting
    assert "Rp78 can still be credited" in page.correcting.note.text()
    first = page.correcting._fields[1]
    assert first.hasFocus()
    first.setText("3")
    QTest.keyClick(page.window(), Qt.Key.Key_Return, CTRL)
    assert documents(page) == [("invoice", "")]  # no reason yet
    QTest.keyClicks(page.correcting.why, "two broke, one was lost")
    QTest.keyClick(page.window(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.correcting.row is not None and page.correcting.row.kind == "credit-note")
    assert documents(page) == [("invoice", ""), ("credit-note", "")]
    note = orders.show(page._page.order.id).documents[1]
    assert invoicing.kept.figures(note.id).total_minor == 30
    QTest.keyClick(page.window(), Qt.Key.Key_P, CTRL)
    QTest.keyClick(page.window(), Qt.Key.Key_R, CTRL)
    assert {job.kind for job in printing.jobs()} == {"credit-note", "receipt"}
    QTest.keyClick(page.window(), Qt.Key.Key_Escape)
    assert not page.is_correcting
    assert note.number in page.documents._rows["invoice"]._state.text()


def test_nothing_typed_credits_all_and_a_document_is_voided(page, qtbot):
    page.documents.correct.click()
    page.correcting.why.setText("came back")
    page.correcting.credit.click()
    qtbot.waitUntil(lambda: page.correcting.row.kind == "credit-note")
    (bill, note) = orders.show(page._page.order.id).documents
    assert invoicing.kept.figures(note.id).total_minor == 78
    page.correcting.which.choose(bill.id)
    page.correcting.which.picked.emit(bill.id)
    assert not page.correcting.void.isVisible()  # its credit note stands
    assert not page.correcting.credit.isVisible()
    page.correcting.which.choose(note.id)
    page.correcting.which.picked.emit(note.id)
    page.correcting.why.setText("it did not come back")
    page.correcting.void.click()
    qtbot.waitUntil(lambda: documents(page)[1][1] == "it did not come back")


@pytest.mark.parametrize("look", LOOKS[1::8])
def test_it_can_be_read_in_every_look(sqlite_database, make_window, look):
    rows = [(f"SKU-{turn}", 2) for turn in range(14)]
    order = shop.remote(*rows, buyer=shop.AYU)
    for line in order.lines:
        object.__setattr__(line, "name", LONG.name)
    order_id = shop.sold(None, order)
    invoicing.credit(invoicing.issue(order_id).id, {1: 1}, reason="broken")
    window = make_window()
    window.open("order", order_id)
    page = window.page
    page.documents.correct.click()
    assert page.is_correcting
    wear(window, look)
    assert faults(window) == []
