"""What is loyal about an order: a voucher pays it, and somebody has sent its buyer; by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.order import Payment
from desktop.services import changes, settings
from desktop.services.loyalty import affiliates, vouchers
from desktop.ui.hub import Hub
from tests.services import shop
from tests.ui.test_order_desk import ask, take_back

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # off screen no window is raised


@pytest.fixture
def unpaid(sqlite_database, make_window, qtbot):
    """The same of an order of 50 that is not paid, a voucher of 80 and an affiliate."""
    settings.change_shop(currency="IDR")
    vouchers.issue(80, "IDR", code="KADO2026")
    affiliates.save("Ratna", "RTN", "10")
    hub = Hub(changes.listen)
    order_id = shop.order(("CUP", 4), ("POT", 1), paid=False).id
    window = make_window(hub=hub)
    window.open("order", order_id)
    qtbot.waitUntil(lambda: window.page._page is not None)
    yield window, window.page, order_id
    hub.close()


def test_a_voucher_pays_by_its_key_or_as_a_coupon_and_gives_its_money_back(unpaid, qtbot):
    window, page, _order_id = unpaid
    due = page._page.order.due_minor
    form = ask(page, qtbot, Qt.Key.Key_V)
    QTest.keyClicks(form.fields["code"], "kado-9999")
    QTest.keyClick(form.fields["code"], Qt.Key.Key_Return)
    qtbot.waitUntil(form.wrong.isVisible)
    form.fields["code"].clear()
    QTest.keyClicks(form.fields["code"], "kado-2026")
    QTest.keyClick(form.fields["code"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._page.order.due_minor == 0)
    assert page._page.order.state.payment is Payment.PAID
    assert vouchers.find("KADO2026").left_minor == 80 - due
    take_back(window, qtbot)
    qtbot.waitUntil(lambda: page._page.order.due_minor == due)
    assert vouchers.find("KADO2026").left_minor == 80
    form = ask(page, qtbot, Qt.Key.Key_D)
    QTest.keyClicks(form.fields["code"], "KADO2026")
    QTest.keyClick(form.fields["code"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._page.order.due_minor == 0)
    assert page._page.order.discount_minor == 0
    form = ask(page, qtbot, Qt.Key.Key_V)
    form.fields["drop-KADO2026"].setChecked(True)
    QTest.keyClick(form.fields["code"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._page.order.due_minor == due)
    form = ask(page, qtbot, Qt.Key.Key_F)
    form.fields["code"].choose("RTN")
    form.save.click()
    qtbot.waitUntil(lambda: affiliates.of_order(page._page.order.id) == "RTN")
