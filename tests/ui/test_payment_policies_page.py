"""The settings page of ways of paying, used on a real database."""

import pytest
from PySide6.QtTest import QTest

from desktop.domain.order import Payment, Stage
from desktop.domain.payment_policy import Later
from desktop.services import changes, orders, payment_policies
from desktop.ui.hub import Hub
from desktop.ui.settings.payments import PaymentsPage
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def page(sqlite_database, make_window, listening):
    window = make_window(hub=listening)
    window.open("settings")
    screen = window.page
    screen.list.choose("payments")
    QTest.qWait(0)
    found = window.findChild(PaymentsPage)
    assert found.isVisible()
    found.window_ = window
    return found


def later_of(key):
    return next(policy.later for policy in payment_policies.every() if policy.key == key)


def choose(page, key):
    page.which.choose(key)
    page._choose(key)


def test_a_change_that_moves_orders_asks_first_and_says_how_many(page, monkeypatch):
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1), payment=Payment.UNPAID, payment_method="Transfer bank"))
    asked = []
    answer = [False, True]
    monkeypatch.setattr(page, "_sure", lambda moves: (asked.append(moves.to_pack), answer.pop(0))[1])
    choose(page, "transfer")
    page._give_later("yes")
    assert later_of("transfer") is Later.AS_SAID  # they thought better of it
    page._give_later("yes")
    assert asked == [1, 1]
    assert later_of("transfer") is Later.YES
    assert orders.show(order_id).stage is Stage.TO_PICK


def test_days_and_aliases_are_checked_and_said(page):
    choose(page, "qris")
    page.remind.setText("soon")
    page.remind._give()
    assert page.trouble.isVisible()
    page.aliases.setText("qris, cod")
    page.aliases._give()
    assert "cod" in page.trouble.accessibleName() or page.trouble.isVisible()
    page.remind.setText("5")
    page.remind._give()
    assert next(policy.remind_days for policy in payment_policies.every() if policy.key == "qris") == 5


def test_a_way_of_paying_is_added_and_can_be_read(page, qtbot):
    page.add.click()
    qtbot.waitUntil(lambda: page.name.text() == "New way of paying")
    page.name.setText("Tempo 14 hari")
    page.name._give()
    assert payment_policies.every()[0].name == "Tempo 14 hari"
    for look in LOOKS[4:5] + LOOKS[7:8]:
        assert faults(wear(page.window_, look)) == []
