"""The customers' page, used by keys on a real database."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.domain.loyalty import Rules
from desktop.domain.rights import Role
from desktop.models.base import run
from desktop.services import changes, complaints, customer_file, loyalty_rules, people, printing, settings, staff
from desktop.services.customer_file import Contact
from desktop.services.loyalty import affiliates, points, vouchers
from desktop.ui.hub import Hub
from desktop.ui.settings.loyalty import LoyaltyPage
from desktop.ui.status import Status, _read_facts
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_queue_screen import HOSTILE, LONG

WORN = [LOOKS[4], LOOKS[16]]  # Indonesian in the smallest window, light, and Swedish in the dark
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(sqlite_database, make_window):
    """The page in its window, in a shop with points and two customers."""
    settings.change_shop(currency="IDR")
    loyalty_rules.change(Rules(when="paid", point_minor=10, worth_minor=5))
    shop.order(("TEA", 20))
    buyer("Budi Hartono", "0812 5555 1111", "budi@example.id")
    hub = Hub(changes.listen)
    window = make_window(hub=hub)
    window.open("customers")
    yield window.page
    window.desk.sounds.close()  # a settings page switches them on
    hub.close()
    changes.work_at("", "")


def buyer(name, phone, email):
    stores = shop.rows("SELECT id FROM store")
    address = replace(shop.AYU, name=name, phone=phone)
    said = shop.remote(("TEA", 1), buyer=address, ship_to=address, phone=phone, email=email)
    shop.sold(stores[0][0] if stores else shop.store(), said)


def texts(widget):
    found = [part.text() for part in widget.findChildren(object) if hasattr(part, "text") and callable(part.text)]
    return " | ".join(found)


def press(page, key, mods=Qt.KeyboardModifier.NoModifier):
    window = page.window()
    window.activateWindow()
    QTest.qWait(0)
    QTest.keyClick(window.focusWidget() or page, key, mods)
    QTest.qWait(0)


def look_for(page, qtbot, text):
    press(page, Qt.Key.Key_Slash)
    QTest.keyClicks(page.people.search, text)
    qtbot.waitUntil(lambda: page.people.table.count() == 1)
    QTest.keyClick(page.people.search, Qt.Key.Key_Tab)
    page.people.table.setFocus()
    page.people.table.select_row(0)
    qtbot.waitUntil(lambda: page.file.facts is not None)


def fill(page, form, **said):
    for name, text in said.items():
        field = form.field(name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
    press(page, Qt.Key.Key_Return, CTRL)


def test_a_customer_is_found_and_edited_by_keys_and_taken_back(page, qtbot):
    look_for(page, qtbot, "62 812 5555")
    who = page.file.facts.view.id
    assert "Budi Hartono" in texts(page.file)
    press(page, Qt.Key.Key_E)
    fill(page, page.file.form, name="Budi H.", company="Toko Budi")
    assert customer_file.show(who).contact.company == "Toko Budi"
    assert not page.file.form.isVisible()
    press(page, Qt.Key.Key_Z, CTRL)
    assert customer_file.show(who).contact == Contact("Budi Hartono", "", "budi@example.id", "0812 5555 1111", "")


def test_what_cannot_be_saved_says_so_at_its_field_and_esc_closes_it(page, qtbot):
    look_for(page, qtbot, "Budi")
    press(page, Qt.Key.Key_E)
    fill(page, page.file.form, email="nobody")
    assert page.file.form.isVisible()
    assert "name@example.com" in texts(page.file.form)
    press(page, Qt.Key.Key_Escape)
    assert not page.file.form.isVisible()


def test_a_complaint_is_taken_in_answered_in_a_chat_and_solved(page, qtbot):
    look_for(page, qtbot, "Budi")
    press(page, Qt.Key.Key_C)
    fill(page, page.file.form, subject="Torn box", text="It came torn")
    assert [row.subject for row in complaints.listed()] == ["Torn box"]
    press(page, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: page.complaint.found is not None)
    page.complaint.text.setFocus()
    QTest.keyClicks(page.complaint.text, "Sorry, {name}")
    press(page, Qt.Key.Key_F6)
    assert "Sorry, Budi" in QGuiApplication.clipboard().text()
    assert complaints.listed()[0].state == "waiting"
    press(page, Qt.Key.Key_F8)
    assert complaints.listed() == []


def test_a_full_card_of_stamps_becomes_a_voucher_by_its_button(page, qtbot):
    loyalty_rules.change(Rules(when="paid", stamps=2, stamp_minor=2500))
    for _each in range(2):
        shop.order(("TEA", 1))
    look_for(page, qtbot, "Ayu")
    who = page.file.facts.view.id
    button = next(each for each in page.file.loyalty.findChildren(QAbstractButton) if each.text() == "Make voucher")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: [each.value_minor for each in vouchers.of_customer(who)] == [2500])
    qtbot.waitUntil(lambda: page.file.facts.standing.stamps == 0)


def test_points_become_a_voucher_and_doubles_are_merged_and_parted(page, qtbot):
    look_for(page, qtbot, "Ayu")
    who = page.file.facts.view.id
    press(page, Qt.Key.Key_V)
    fill(page, page.file.form, points="10")
    assert [each.value_minor for each in vouchers.of_customer(who)] == [50]
    assert points.standing(who).points.points == 10
    press(page, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: page.vouchers.table.count() == 1)
    page.vouchers.table.select_row(0)
    press(page, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: [job.kind for job in printing.jobs()] == ["voucher"])
    press(page, Qt.Key.Key_1)
    page.people.table.setFocus()
    press(page, Qt.Key.Key_M)
    fill(page, page.file.form, **{"with": "budi@example.id"})
    assert "becomes a part of this file" in texts(page.file.form)
    press(page, Qt.Key.Key_Return, CTRL)
    assert len(customer_file.show(who).also) == 1
    press(page, Qt.Key.Key_Z, CTRL)
    assert customer_file.show(who).also == ()


def test_commission_is_put_on_a_list_and_marked_as_paid(page, qtbot):
    order = shop.order(("TEA", 20))
    affiliates.save("Ratna", "R", "10", account="BCA 1")
    affiliates.credit(order.id, "R")
    press(page, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.affiliates.table.count() == 1)
    page.affiliates.table.select_row(0)
    press(page, Qt.Key.Key_F9)
    assert [each.amount_minor for each in affiliates.payouts()] == [20]
    qtbot.waitUntil(lambda: page.findChild(object, "customers-payouts-0") is not None)
    qtbot.mouseClick(page.findChild(object, "customers-payouts-0"), Qt.MouseButton.LeftButton)
    assert affiliates.payouts()[0].paid_at is not None


def test_a_packer_cannot_come_here_by_rail_or_name(page):
    staff.new_badge(staff.add("Olle").id)
    packer = staff.new_badge(staff.add("Pia", Role.PACKER).id)
    window = page.window()
    window.set_rights(people.sign_in_badge(packer.badge).rights)
    window.open("queue")
    assert not any(part.isVisible() for part in window.rail.children() if "customers" in part.objectName())
    window.open("customers")
    assert window.page.name != "customers"


@pytest.mark.parametrize("looks", [WORN, pytest.param(LOOKS, marks=pytest.mark.hard)])
def test_it_fits_in_every_look_with_the_longest_names(page, qtbot, looks):
    buyer(HOSTILE.name, "+62 812 0000 9999", "x@example.id")
    buyer(LONG.name, "+62 812 0000 8888", "y@example.id")
    who = customer_file.find("x@example.id")[0].id
    case = complaints.open_complaint(LONG.name, HOSTILE.name, customer_id=who)
    for opened in (who, -case):
        page.open(opened)
        for look in looks:
            assert faults(wear(page.window(), look)) == []


def test_an_orders_page_opens_its_customers_file(page, qtbot):
    order = shop.order(("TEA", 1))
    window = page.window()
    window.open("order", order.id)
    press(window.page, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: window.page.name == "customers")
    qtbot.waitUntil(lambda: page.file.facts is not None and page.file.facts.view.contact.name == "Ayu Lestari")


def test_the_rules_of_loyalty_are_set_and_taken_back(page, qtbot):
    window = page.window()
    window.open("settings")
    window.page.list.choose("loyalty")
    shown = window.page.findChild(LoyaltyPage)
    qtbot.waitUntil(lambda: shown.fields["point_minor"].text() == "10")
    for field, text in ((shown.fields["point_minor"], "20"), (shown.tiers, "Gold = 5000 = 150 = Free gift")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    rules = loyalty_rules.get()
    assert (rules.point_minor, rules.worth_minor) == (20, 5)
    assert [(tier.name, tier.from_minor, tier.points_percent, tier.benefit) for tier in rules.tiers] == [
        ("Gold", 5000, 150, "Free gift")
    ]
    shown.hours.setText("4")
    shown.hours.editingFinished.emit()
    assert complaints.timer().hours == 4
    for look in WORN:
        assert faults(wear(window, look)) == []


def test_each_of_two_quick_changes_of_one_rule_is_taken_back_to_what_was_before_it(page, qtbot):
    window = page.window()
    window.open("settings")
    window.page.list.choose("loyalty")
    shown = window.page.findChild(LoyaltyPage)
    qtbot.waitUntil(lambda: shown.fields["point_minor"].text() == "10")
    points_field, hours = shown.fields["point_minor"], shown.hours
    usual = complaints.timer().hours
    for field, texts_ in ((points_field, ("20", "30")), (hours, ("4", "6"))):
        for text in texts_:
            field.setText(text)
            field.editingFinished.emit()
    assert (loyalty_rules.get().point_minor, complaints.timer().hours) == (30, 6)
    for left in ((30, 4), (30, usual), (20, usual), (10, usual)):
        assert window.page.undo()
        assert (loyalty_rules.get().point_minor, complaints.timer().hours) == left


def test_a_standard_answer_is_written_in_a_language_and_taken_back(page, qtbot):
    window = page.window()
    window.open("settings")
    window.page.list.choose("loyalty")
    shown = window.page.findChild(LoyaltyPage).answers
    qtbot.waitUntil(lambda: "{hello}" in shown.body.toPlainText())
    for chosen, value in ((shown.language, "sv"), (shown.which, "late")):
        chosen.choose(value)
        chosen.picked.emit(value)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for text, kept in (("Hej {nobody}", False), ("Hej {name},\n\nvi letar.", True)):
        shown.body.setFocus()
        shown.body.selectAll()
        shown.body.insertPlainText(text)
        shown.new.setFocus()
        assert window.page.findChild(LoyaltyPage).trouble.isHidden() is kept
        own = {each.name: each.body for each in complaints.standards("sv") if each.own}
        assert own == ({"late": text} if kept else {})
    assert [each.own for each in complaints.standards("id")] == [False] * 5
    assert window.page.undo()
    assert not any(each.own for each in complaints.standards("sv"))
    QTest.keyClicks(shown.new, "Empty box")
    QTest.keyClick(shown.new, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.which.value() == "Empty box")
    assert [each.name for each in complaints.standards("sv") if each.own] == ["Empty box"]
    shown.usual.click()
    assert not any(each.own for each in complaints.standards("sv"))


def test_overdue_complaints_stand_on_the_rail_before_anybody_looks(sqlite_database, make_window, qtbot):
    order = shop.order(("TEA", 1))
    complaints.open_complaint("Torn box", "It came torn", order_id=order.id)
    run("UPDATE complaint SET due_at = 1")
    read = _read_facts()
    assert read.complaints == 1
    hub = Hub(changes.listen)
    window = make_window(hub=hub)
    window.open("queue")
    status = Status(window)
    qtbot.waitUntil(lambda: window.rail.badge("customers") == 1)
    complaints.solve(complaints.listed()[0].id)
    qtbot.waitUntil(lambda: window.rail.badge("customers") == 0)
    assert status.parent() is window
    hub.close()
