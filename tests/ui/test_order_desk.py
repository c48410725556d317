"""An order is changed at the desk by keys: a menu with letters, small windows, and Ctrl Z."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.rights import Right
from desktop.domain.tax import Case
from desktop.services import changes, orders, return_terms, taxes
from desktop.services.earning import Earned
from desktop.services.editing import fields
from desktop.ui.hub import Hub
from desktop.ui.order.cards import PaymentCard
from desktop.ui.order.history_kinds import KINDS
from desktop.ui.widgets.elide_label import ElideLabel
from tests.services import shop

CTRL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # off screen no window is raised


@pytest.fixture
def desk(sqlite_database, make_window, qtbot):
    """The page of an order of two lines in a window: (window, page, order's id)."""
    hub = Hub(changes.listen)
    order_id = shop.order(("CUP", 4), ("POT", 1)).id
    window = make_window(hub=hub)
    window.open("order", order_id)
    qtbot.waitUntil(lambda: window.page._page is not None)
    yield window, window.page, order_id
    hub.close()


def ask(page, qtbot, letter):
    """M opens the menu; its letter opens the window of one change."""
    page.story.comment.clearFocus()
    page.lines.change.setFocus()
    QTest.keyClick(page.window(), Qt.Key.Key_M)
    qtbot.waitUntil(lambda: page.deeds.menu is not None and page.deeds.menu.isVisible())
    page.deeds.form = None
    QTest.keyClick(page.deeds.menu, letter)
    qtbot.waitUntil(lambda: page.deeds.form is not None and page.deeds.form.isVisible())
    return page.deeds.form


def words_of(widget):
    return [label.text() for kind in (QLabel, ElideLabel) for label in widget.findChildren(kind)]


def take_back(window, qtbot):
    """Ctrl Z, once the window is the active one again: off screen nobody sees to that."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)


def test_a_coupon_is_typed_kept_with_enter_and_taken_back_with_ctrl_z(desk, qtbot):
    window, page, _order_id = desk
    form = ask(page, qtbot, Qt.Key.Key_D)
    QTest.keyClicks(form.fields["code"], "kado12")
    QTest.keyClicks(form.fields["off"], "10%")
    QTest.keyClick(form.fields["off"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._page.order.discount_minor == 5)
    assert page._page.order.total_minor == 45
    assert "KADO12" in [each.code for each in page._page.order.discounts]
    take_back(window, qtbot)
    qtbot.waitUntil(lambda: page._page.order.total_minor == 50)
    assert not page._page.order.discounts


def test_an_address_without_a_street_is_refused_in_its_window_which_stays(desk, qtbot):
    _window, page, order_id = desk
    form = ask(page, qtbot, Qt.Key.Key_A)
    form.fields["line1"].clear()
    QTest.keyClick(form.fields["line1"], Qt.Key.Key_Return)
    qtbot.waitUntil(form.wrong.isVisible)
    assert form.isVisible()
    assert form.focusWidget() is form.fields["line1"]
    QTest.keyClicks(form.fields["line1"], "Jl. Merdeka 1")
    QTest.keyClick(form.fields["line1"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._page.order.ship_to.line1 == "Jl. Merdeka 1")
    assert shop.history(order_id)[-1] == "address-changed"


def test_an_order_is_taxed_as_one_of_another_country_by_keys_and_taken_back(desk, qtbot):
    window, page, order_id = desk
    form = ask(page, qtbot, Qt.Key.Key_T)
    QTest.keyClick(form.fields["case"], Qt.Key.Key_Down)
    QTest.keyClick(form.fields["vat"], Qt.Key.Key_Return)  # a business has a number
    qtbot.waitUntil(form.wrong.isVisible)
    assert taxes.of_order(order_id).case is Case.DOMESTIC
    QTest.keyClicks(form.fields["vat"], "de 123456789")
    QTest.keyClick(form.fields["vat"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: taxes.of_order(order_id) == taxes.OrderTax(Case.EU, "DE123456789"))
    qtbot.waitUntil(lambda: page.deeds.form is None)
    take_back(window, qtbot)
    qtbot.waitUntil(lambda: taxes.of_order(order_id).case is Case.DOMESTIC)


def test_units_are_split_off_by_keys_and_the_new_order_is_linked(desk, qtbot):
    window, page, _order_id = desk
    form = ask(page, qtbot, Qt.Key.Key_P)
    first = str(page._page.order.lines[0].id)
    form.fields[first].clear()
    QTest.keyClicks(form.fields[first], "3")
    QTest.keyClick(form.fields[first], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page._page.order.links))
    part = page._page.order.links[0]
    assert orders.show(part.order_id).units == 3
    assert page._page.order.units == 2
    take_back(window, qtbot)
    qtbot.waitUntil(lambda: not page._page.order.links)
    assert page._page.order.units == 5


def test_a_part_payment_is_booked_by_keys_and_taken_back_with_ctrl_z(desk, qtbot):
    window, page, _paid = desk
    order_id = shop.order(("CUP", 4), paid=False).id
    page.open(order_id)
    qtbot.waitUntil(lambda: page._page.order.id == order_id)
    form = ask(page, qtbot, Qt.Key.Key_Y)
    assert form.values()["amount"] == "40"  # what is due
    form.fields["amount"].clear()
    QTest.keyClicks(form.fields["amount"], "0")
    QTest.keyClick(form.fields["amount"], Qt.Key.Key_Return)
    qtbot.waitUntil(form.wrong.isVisible)
    for name, text in (("amount", "15"), ("method", "Cash"), ("reference", "Receipt 7")):
        form.fields[name].clear()
        QTest.keyClicks(form.fields[name], text)
    QTest.keyClick(form.fields["reference"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._page.order.paid_minor == 15)
    order = page._page.order
    assert (order.state.payment, order.due_minor) == (Payment.UNPAID, 25)
    assert [(move.method, move.reference) for move in page._page.moves] == [("Cash", "Receipt 7")]
    take_back(window, qtbot)
    qtbot.waitUntil(lambda: page._page.order.paid_minor == 0)
    form = ask(page, qtbot, Qt.Key.Key_Y)
    QTest.keyClick(form.fields["amount"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._page.order.state.payment is Payment.PAID)


def test_the_price_of_a_line_is_typed_in_its_place(desk, qtbot):
    _window, page, order_id = desk
    QTest.keyClick(page.window(), Qt.Key.Key_E)
    qtbot.waitUntil(lambda: page.is_changing)
    row = page.changing._known[0]
    row.price.setFocus()
    row.price.selectAll()
    QTest.keyClicks(row.price, "12")
    QTest.keyClicks(page.changing.why, "Agreed by phone")
    QTest.keyClick(page.changing.why, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: orders.show(order_id).total_minor == 58)
    assert orders.show(order_id).lines[0].unit_price == Decimal(12)


def test_returns_are_switched_apart_from_the_stores_warning(desk, qtbot):
    _window, page, order_id = desk
    with changes.unit() as work:
        return_terms.keep_flag(order_id, "Blacklisted")
        work.changed("order", order_id)
    qtbot.waitUntil(page.documents._flag.isVisible)
    assert page.documents.returns.isChecked()
    page.documents.returns.setFocus()
    QTest.keyClick(page.documents.returns, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not return_terms.terms(order_id).allowed)
    QTest.keyClick(page.window(), Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: return_terms.terms(order_id).allowed)


def test_who_may_not_see_prices_finds_no_discount_in_the_menu(desk, qtbot):
    _window, page, _order_id = desk
    page.deeds.open_menu(page.more, page._page.order, page._page.may, frozenset({Right.ORDERS}))
    names = {action.objectName() for action in page.deeds.menu.actions()}
    assert "deed-split" in names
    assert not names & {"deed-pay", "deed-discount", "deed-code", "deed-copy"}
    assert page._page.order.state.payment is Payment.PAID
    assert page._page.order.state.fulfilment is Fulfilment.OPEN
    page.deeds.menu.close()


def test_the_history_is_narrowed_to_what_it_is_about_with_what_it_was_and_became(desk, qtbot):
    _window, page, order_id = desk

    def said():
        return words_of(page.story._scroll.widget())

    orders.do(order_id, Action.HOLD)
    fields.change_note(order_id, "red")
    qtbot.waitUntil(lambda: any("Note changed" in text for text in said()))
    assert any("On hold" in text and "→" in text for text in said())
    for kind, there, gone in (("edits", "Note changed", "Put on hold"), ("status", "Put on hold", "Note changed")):
        page.story.kinds.setCurrentIndex([each for each, _text in KINDS].index(kind))
        page.story.kinds.activated.emit(page.story.kinds.currentIndex())
        assert any(there in text for text in said())
        assert not any(gone in text for text in said())
    page.story.kinds.choose("money")
    page.story._narrow(None)
    assert not any("Put on hold" in text or "Note changed" in text for text in said())


def test_an_order_without_a_store_shows_the_points_it_gave(desk, qtbot):
    _window, page, _order_id = desk
    card = PaymentCard()
    qtbot.addWidget(card)
    card.show_order(page._page.order, False, (), Earned(12, 1, "Ratna", "10", 5, "IDR", True))
    assert {"+12", "+1", "Commission, Ratna"} <= set(words_of(card))


def test_on_a_small_screen_the_composer_stays_folded_after_a_word_was_kept(desk, qtbot):
    _window, page, _order_id = desk
    page.story.fold(True)
    page.story.comment.setPlainText("She called")
    page.story.add.click()
    qtbot.waitUntil(lambda: "Comment: She called" in words_of(page.story) and not page.story.comment.toPlainText())
    page.story.retranslate()  # whichever came last, the news or the empty composer
    assert page.story.add.text() == "Add"
