"""The page of invoices: found and summed, credited and voided by keys, audited in one key, archived and exported."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.rights import Role
from desktop.models.base import run
from desktop.services import changes, invoicing, orders, printing, settings, staff
from desktop.services.exporting import add_up
from desktop.services.invoicing import listing
from desktop.services.invoicing.listing import Asked, Only
from desktop.services.permits import NoRight
from desktop.ui.hub import Hub
from desktop.ui.invoices import rows
from desktop.ui.screens import invoices as screen
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_queue_screen import LONG

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def books(sqlite_database):
    settings.change_shop(name="Sagara Rasa", currency="IDR", tax_profile="id-ppn", returns_days=14)
    ids = [
        shop.sold(None, shop.remote(("CUP", count), ("TEA", 2), total=Decimal(10 * count + 20))) for count in (1, 2, 3)
    ]
    ids.append(shop.order(("CUP", 7), paid=False).id)
    bills = [invoicing.issue(order_id) for order_id in ids]
    invoicing.credit(bills[0].id, {1: 1}, reason="it broke")
    invoicing.void(bills[1].id, "the wrong buyer")
    invoicing.issue_receipt(ids[2])
    return bills


@pytest.fixture
def page(books, make_window):
    hub = Hub(changes.listen)
    window = make_window(hub=hub)
    window.open("invoices")
    QTest.qWait(0)
    yield window.page
    hub.close()


def listed(asked=None):
    return [entry.number for entry in listing.every(asked or Asked())]


def test_documents_are_found_by_kind_year_state_and_words(books):
    assert len(listed()) == 6
    year = changes.now().year
    assert listed(Asked(year=year)) == listed()
    assert listed(Asked(year=year - 1)) == []
    assert len(listed(Asked("invoice"))) == 4
    assert listed(Asked(only=Only.VOIDED)) == [books[1].number]
    assert listed(Asked(only=Only.UNPAID)) == [books[3].number]
    assert listed(Asked(text="ayu lest")) == [number for number in listed() if not number.startswith("RC")]
    assert listed(Asked(text=books[2].number.lower())) == [books[2].number]
    assert listed(Asked(text="100%_!")) == []
    first = listing.page(Asked(), limit=4)
    assert [entry.number for entry in (*first, *listing.page(Asked(), first[-1]))] == listed()


def test_the_sum_of_the_list_is_that_of_its_export(books):
    for asked in (Asked(), Asked("invoice"), Asked("credit-note"), Asked(only=Only.UNPAID)):
        sums = listing.sums(asked)
        assert {each.currency: each.total_minor for each in sums} == add_up(rows.table(asked))
        assert sum(each.documents for each in sums) == listing.size(asked) == len(listed(asked))
    assert listing.sums(Asked())[0].total_minor == 30 - 10 + 50 + 70


def test_the_page_shows_searches_and_opens(page, qtbot):
    assert page.table.count() == 6
    assert "Rp140" in page._sum.text()
    assert page.side.paper.image() is not None
    QTest.keyClick(page.window(), Qt.Key.Key_Slash)
    QTest.keyClicks(page.filters.search, "CR/")
    qtbot.waitUntil(lambda: page.table.count() == 1)
    assert "−Rp10" in page.table.model_.shown(0).spoken()
    QTest.keyClick(page.filters.search, Qt.Key.Key_Escape)
    page.back()
    qtbot.waitUntil(lambda: page.table.count() == 6)
    page.tabs.setCurrentIndex(3)
    qtbot.waitUntil(lambda: page.table.count() == 1)
    order_id = page.table.current().order_id
    page.side.order.click()
    qtbot.waitUntil(lambda: page.desk.badge is not None and page.window().page.name == "order")
    assert page.window().page._page.order.id == order_id


def test_an_invoice_is_credited_voided_and_printed_again_from_the_list(page, books, qtbot):
    page.table.select_id(books[2].id)
    page.side.copy.click()
    assert [(job.kind, job.document_id) for job in printing.jobs()] == [("invoice", books[2].id)]
    page.side.correct.click()
    assert page._pages.currentWidget() is page.correcting
    assert page.correcting.row.id == books[2].id
    page.correcting.why.setText("came back")
    page.correcting.credit.click()
    qtbot.waitUntil(lambda: page.correcting.row.kind == "credit-note")
    page.correcting.which.choose(page.correcting.row.id)
    page.correcting.why.setText("it did not")
    page.correcting.void.click()
    note = max(listing.every(Asked("credit-note")), key=lambda entry: entry.id)
    qtbot.waitUntil(lambda: listing.get(note.id).void_reason == "it did not")
    assert page.back()
    assert page.table.count() == 7


def test_one_key_audits_every_number(page, books, qtbot, monkeypatch):
    monkeypatch.setattr(screen.archiving, "seal_and_sign", lambda: True)
    QTest.keyClick(page.window(), Qt.Key.Key_F9)
    assert "No number is missing" in page.said.text()
    run("UPDATE document SET pdf = ? WHERE id = ?", (b"other", books[0].id))
    QTest.keyClick(page.window(), Qt.Key.Key_F9)
    assert books[0].number in page.said.accessibleName()
    assert page.back()
    assert not page.said.isVisible()


def test_a_years_archive_is_written_where_a_person_says(page, tmp_path, monkeypatch):
    monkeypatch.setattr(screen, "choose_target", lambda *_asked: tmp_path / "books")
    QTest.keyClick(page.window(), Qt.Key.Key_F8)
    assert (tmp_path / "books" / "index.html").is_file()
    assert "books" in page.said.text()


def test_who_may_not_see_prices_sees_no_documents(books):
    staff.set_pin(staff.add("Rina", Role.OWNER).id, "24681")
    staff.add("Budi", Role.PACKER)
    with changes.acting("Budi"), pytest.raises(NoRight):
        listing.page(Asked())
    with changes.acting("Budi"), pytest.raises(NoRight):
        listing.sums(Asked())


@pytest.mark.parametrize("look", LOOKS[2::7])
def test_it_can_be_read_in_every_look(books, make_window, look):
    order = shop.remote(("SKU", 2), buyer=LONG)
    invoicing.issue(shop.sold(None, order))
    window = make_window()
    window.open("invoices")
    QTest.qWait(0)
    assert faults(wear(window, look)) == []
    window.page._show_audit(([], False))
    assert faults(wear(window, look)) == []
    assert orders.show(1).number
