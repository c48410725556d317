"""An order typed from the phone: found, scanned, priced, saved once, never lost."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.domain.order import Payment, Stage
from desktop.domain.remote import RemoteArticle
from desktop.models.base import run
from desktop.services import changes, order_entry, orders, remote, settings
from desktop.services.order_entry import Draft, DraftLine
from desktop.ui.hub import Hub
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.lane import Outcome
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def articles(sqlite_database):
    settings.change_shop(currency="IDR", country="ID")
    with changes.unit():
        for sku, name, variant, price, codes in (
            ("CUP-BL", "Cangkir Sagara 300 ml", "Biru laut", Decimal(89000), ("8991234000017",)),
            ("CUP-HL", "Cangkir Sagara 300 ml", "Hijau lumut", Decimal(89000), ()),
            ("TEA", "Teh rempah", "", None, ()),
        ):
            remote.intake_article(RemoteArticle("", sku, name, variant, price, "IDR", codes, stock=20))


@pytest.fixture
def open_page(articles, make_window):
    hub = Hub(changes.listen)

    def show():
        window = make_window(hub=hub)
        window.open("new-order")
        QTest.qWait(0)
        return window, window.page

    yield show
    hub.close()


def type_into(page, name, text):
    form = page.buyer if name in page.buyer.fields else page.travel
    field = form.fields[name].field
    field.clear()
    QTest.keyClicks(field, text)


def find(page, qtbot, text, count):
    QTest.keyClicks(page.lines.field, text)
    qtbot.waitUntil(lambda: page.lines.found.isVisible() and page.lines.found.count() == count)


def numbers():
    return [row[0] for row in run("SELECT number FROM orders ORDER BY id").fetchall()]


def test_an_order_is_typed_with_keys_alone(open_page, qtbot):
    window, page = open_page()
    assert page.lines.field.hasFocus()
    find(page, qtbot, "cangkir", 3)
    QTest.keyClick(page.lines.field, Qt.Key.Key_Down)
    QTest.keyClick(page.lines.field, Qt.Key.Key_Return)
    assert [line.sku for line in page.lines.lines()] == ["CUP-HL"]
    for name, text in (
        ("name", "Ayu Larasati"), ("phone", "0812-5550-0182"), ("line1", "Jl. Kenari 18"), ("village", "Cigadung"),
        ("district", "Cibeunying Kaler"), ("city", "Kota Bandung"), ("region", "Jawa Barat"), ("postcode", "40191"),
        ("courier", "JNE"), ("service", "REG"), ("shipping", "18.000"), ("note", "As a gift"),
    ):  # fmt: skip
        type_into(page, name, text)
    assert page.lines._total.text() == "Rp107.000"
    QTest.keyClick(page.save, Qt.Key.Key_Return, CTRL)
    assert window.page.name == "order"
    view = orders.show(window.page._page.order.id)
    assert (view.number, view.stage, view.state.payment) == ("M1001", Stage.TO_CONFIRM, Payment.UNPAID)
    assert (view.total_minor, view.shipping_minor, view.note) == (107000, 18000, "As a gift")
    to = view.ship_to
    assert (to.name, to.village, to.district, to.city, to.region, to.postcode, to.country) == (
        "Ayu Larasati", "Cigadung", "Cibeunying Kaler", "Kota Bandung", "Jawa Barat", "40191", "ID"
    )  # fmt: skip
    assert [(line.sku, line.variant, line.ordered) for line in view.lines] == [("CUP-HL", "Hijau lumut", 1)]
    window.open("new-order")
    assert page.draft() == Draft()


def test_scans_add_articles_and_count_them_up_wherever_the_focus_is(open_page):
    window, page = open_page()
    page.buyer.focus("name")
    for code in ("8991234000017", "8991234000017", "TEA"):
        type_keys(window.windowHandle(), code)
    assert [(line.sku, line.quantity, line.price) for line in page.lines.lines()] == [
        ("CUP-BL", "2", "89000"),
        ("TEA", "1", ""),
    ]
    assert (window.lane.headline, window.lane.detail) == ("Added", "Teh rempah")
    page.search_focus()
    type_keys(window.windowHandle(), "8991234000017")
    assert page.lines.lines()[0].quantity == "3"
    assert page.lines.field.text() == ""


def test_an_unknown_code_and_an_order_code_add_nothing(open_page):
    window, page = open_page()
    for code in ("2900010099416", orders.show(shop.order(("TEA", 1)).id).code):
        type_keys(window.windowHandle(), code)
        assert window.lane.outcome is Outcome.UNKNOWN
    assert page.lines.lines() == ()


def test_what_has_no_article_is_sold_by_its_words(open_page, qtbot):
    window, page = open_page()
    find(page, qtbot, "Gift wrapping", 1)
    QTest.keyClick(page.lines.field, Qt.Key.Key_Return)
    assert page.lines.lines() == (DraftLine("", "Gift wrapping"),)
    QTest.keyClicks(page.lines.row(0).price, "5000")
    type_into(page, "name", "Ayu")
    page.save.click()
    line = orders.show(window.page._page.order.id).lines[0]
    assert (line.name, line.sku, line.article_id, line.total_minor) == ("Gift wrapping", "", None, 5000)


def test_everything_wrong_is_said_in_place_at_once_and_nothing_is_kept(open_page):
    window, page = open_page()
    page.save.click()
    assert page.buyer.fields["name"]._wrong.text() == "Type who gets the parcel."
    assert page.lines._wrong.text().startswith("Add at least one article")
    type_keys(window.windowHandle(), "TEA")
    row = page.lines.row(0)
    row.quantity.clear()
    QTest.keyClicks(row.quantity, "0")
    QTest.keyClicks(row.price, "cheap")
    type_into(page, "shipping", "-5")
    page.save.click()
    assert row.quantity.accessibleDescription() == "Type a whole number above zero."
    assert row.price.accessibleDescription() == "Type digits, such as 89000 or 12,50."
    assert page.travel.fields["shipping"]._wrong.text() == "Type digits, such as 89000 or 12,50."
    assert row.quantity.hasFocus()
    assert numbers() == []
    type_into(page, "name", "Ayu")
    assert page.buyer.fields["name"]._wrong.text() == ""


def test_pressing_save_twice_makes_one_order(open_page, monkeypatch):
    window, page = open_page()
    type_keys(window.windowHandle(), "8991234000017")
    type_into(page, "name", "Ayu")
    waiting = []
    at_once = page.desk.tasks.run
    monkeypatch.setattr(page.desk.tasks, "run", lambda *work: waiting.append(work))
    for _press in range(3):
        QTest.keyClick(page, Qt.Key.Key_Return, CTRL)
    monkeypatch.setattr(page.desk.tasks, "run", at_once)
    for work in waiting:
        at_once(*work)
    assert numbers() == ["M1001"]


def test_a_line_taken_out_and_a_page_begun_again_come_back_by_ctrl_z(open_page):
    window, page = open_page()
    for code in ("8991234000017", "TEA"):
        type_keys(window.windowHandle(), code)
    type_into(page, "name", "Ayu")
    before = page.draft()
    page.lines.row(0).cross.click()
    assert [line.sku for line in page.lines.lines()] == ["TEA"]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Z, CTRL)
    assert page.draft() == before
    QTest.keyClick(page, Qt.Key.Key_D, CTRL)
    assert page.draft() == Draft()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Z, CTRL)
    assert page.draft() == before


def test_what_was_typed_is_here_after_leaving_and_after_a_restart(open_page):
    window, page = open_page()
    type_keys(window.windowHandle(), "8991234000017")
    type_into(page, "name", 'Ayu "<b>" Larasati')
    page.travel.payment.choose("later")
    left = page.draft()
    window.open("queue")
    again, fresh = open_page()
    assert again is not window
    assert fresh.draft() == left
    assert fresh.draft().payment == "later"


def test_a_draft_of_another_version_is_begun_anew(articles):
    settings.remember(order_entry._key(), {"colour": "blue"})
    assert order_entry.draft() == Draft()


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("89000", "IDR", "89000"), ("89.000", "IDR", "89000"), ("1,284,600", "IDR", "1284600"), ("89.5", "IDR", "89.5"),
        ("12,50", "SEK", "12.50"), ("1\u00a0284,60", "SEK", "1284.60"), ("0.125", "SEK", "0.125"), ("0", "SEK", "0"),
        ("", "SEK", None), ("-1", "SEK", None), ("nan", "SEK", None), ("1e99", "SEK", None), ("1.2.3", "SEK", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_they_are_written_in_the_shops_currency(text, currency, amount):
    found = order_entry.amount(text, currency)
    assert found == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "two", "٣", "9" * 12])
def test_a_quantity_that_cannot_be_is_none(text):
    assert order_entry.units(text) is None


def test_nothing_is_cut_small_or_faint_in_any_look(open_page):
    window, page = open_page()
    for code in ("8991234000017", "TEA"):
        type_keys(window.windowHandle(), code)
    page.save.click()
    found = {look: faults(wear(window, look)) for look in LOOKS}
    assert {key: sentences for key, sentences in found.items() if sentences} == {}


def test_a_chat_is_pasted_with_one_key_and_taken_back_with_ctrl_z(open_page, qtbot):
    window, page = open_page()
    type_into(page, "note", "fragile")
    chat = "hello there\nCUP-HL x2\nNama: Ayu Larasati\nHP: 0812-5550-0182\nKota: Bandung"
    QGuiApplication.clipboard().setText(chat)
    QTest.keyClick(page.window(), Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(page.lines.lines()) == 1)
    draft = page.draft()
    assert (draft.name, draft.phone, draft.city, draft.channel) == ("Ayu Larasati", "0812-5550-0182", "Bandung", "chat")
    assert [(line.sku, line.quantity) for line in draft.lines] == [("CUP-HL", "2")]
    assert draft.note == "fragile / hello there"
    window.undo() if hasattr(window, "undo") else page.undo()
    assert page.draft() == Draft(note="fragile")
    QTest.keyClick(page.window(), Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(page.lines.lines()) == 1)
    page.travel.channel.choose("marketplace")
    type_into(page, "channel_ref", "TKP-77")
    QTest.keyClick(page.save, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.page.name == "order")
    first = orders.show(window.page._page.order.id)
    assert (first.channel, first.channel_ref) == ("marketplace", "TKP-77")
    window.open("new-order")
    type_into(page, "phone", "+62 812 5550 0182")
    QTest.keyClick(page.window(), Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.draft().name == "Ayu Larasati")
    assert page.draft().city == "Bandung"
