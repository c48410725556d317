"""Settings, Labels: articles, counts, sizes and the first cell, by keys and scans; what is printed is what is shown."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain import pdfium
from desktop.domain.remote import RemoteArticle
from desktop.services import articles, bins, changes, papers, printing, settings
from desktop.services.changes import unit
from desktop.ui.hub import Hub
from tests.documents import reading
from tests.ui.looks import Look, faults, longer, settle, wear

EAN = "4006381333931"


@pytest.fixture
def page(sqlite_database, make_window, qtbot):
    """The page on a shop with two articles and two bins."""
    settings.change_shop(name="Toko")
    with unit() as work:
        for sku, name, codes in (("CUP-300-BL", "Cangkir Sagara", (EAN,)), ("KGA-250", "Kopi Gayo", ())):
            articles.keep(work, RemoteArticle("", sku, name, "Biru", Decimal(89000), "IDR", codes))
    for name in ("A-01-1", "A-01-2"):
        bins.add(name)
    hub = Hub(changes.listen)
    window = make_window(hub=hub)
    window.open("settings")
    window.page.list.choose("labels")
    page = window.page.page_of("labels")
    qtbot.waitUntil(lambda: page._where.text() != "")
    yield page
    window.desk.sounds.close()
    hub.close()


def queued() -> list[tuple[str, str]]:
    return [(job.kind, job.title) for job in printing.jobs()]


def pick(qtbot, choice, value) -> None:
    """As a person picks it with the keys."""
    choice.setFocus()
    for _step in range(choice.count()):
        choice.setCurrentIndex(0) if _step == 0 else QTest.keyClick(choice, Qt.Key.Key_Down)
        if choice.value() == value:
            return
    raise AssertionError(f"{value} is not offered")


def test_scanned_articles_are_printed_as_often_as_wanted_from_the_cell_that_is_free(page, qtbot):
    page.scanned(EAN)
    qtbot.waitUntil(lambda: len(page.items.rows) == 1)
    page.scanned(EAN)
    qtbot.waitUntil(lambda: page.items.rows[0].wanted() == 2)
    page.finder.field.setFocus()
    QTest.keyClicks(page.finder.field, "KGA-250")
    QTest.keyClick(page.finder.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.items.rows) == 2)
    count = page.items.rows[1].count
    count.setFocus()
    count.selectAll()
    QTest.keyClicks(count, "21")
    pick(qtbot, page.paper_size, "A4-3x8")
    page.grid.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(page.grid, key)
    assert page.grid.start == 5
    assert "row 2 of 8, column 2 of 3" in page.grid.accessibleName()
    qtbot.waitUntil(lambda: page.painted == page._pdf != b"")
    qtbot.waitUntil(lambda: shown_pages(page) == 2)  # 4 are gone, 23 come
    page.print.click()
    qtbot.waitUntil(lambda: queued() == [("product-label", "CUP-300-BL*2 KGA-250*21 --media=A4-3x8 --start=5")])
    assert settings.value("label-media") == {"product-label": "A4-3x8"}


def shown_pages(page) -> int:
    with pdfium.using:
        return reading.pages(page._pdf)


def test_all_bins_are_printed_or_the_ones_that_are_named_and_nothing_unknown(page, qtbot):
    pick(qtbot, page.kind, "bin-label")
    QTest.qWait(0)
    qtbot.waitUntil(lambda: page.wanted() is not None)
    assert page.wanted().items == ()
    page.scanned("nowhere")
    qtbot.waitUntil(lambda: "no bin nowhere" in page.trouble.text())
    page.place.setFocus()
    QTest.keyClicks(page.place, "A-01-2")
    QTest.keyClick(page.place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.items.rows) == 1)
    pick(qtbot, page.paper_size, "own")
    page.own.setFocus()
    page.own.selectAll()
    QTest.keyClicks(page.own, "5x5")
    assert page.wanted() is None
    page.own.selectAll()
    QTest.keyClicks(page.own, "60x30")
    page.print.click()
    qtbot.waitUntil(lambda: queued() == [("bin-label", "A-01-2 --media=60x30")])
    assert papers.draw_own("bin-label", queued()[0][1]).startswith(b"%PDF")


def test_nothing_can_be_printed_while_a_count_is_no_number(page, qtbot):
    page.scanned("KGA-250")
    qtbot.waitUntil(lambda: len(page.items.rows) == 1)
    row = page.items.rows[0]
    row.count.setFocus()
    row.count.selectAll()
    QTest.keyClicks(row.count, "x")
    assert page.wanted() is None
    qtbot.waitUntil(lambda: not page.print.isEnabled())
    page.print.click()
    assert queued() == []
    row.drop.click()
    assert page.items.rows == []


def test_nothing_is_cut_or_without_a_name_in_any_language(page, qtbot):
    page.scanned(EAN)
    qtbot.waitUntil(lambda: len(page.items.rows) == 1)
    pick(qtbot, page.paper_size, "A4-3x8")
    window = page.window()
    for look in (Look("en", "light", (1366, 768)), Look("sv", "light", (1366, 688)), Look("id", "dark", (1920, 1080))):
        wear(window, look)
        settle(window)
        assert faults(window) == []
    wear(window, Look("en", "light", (1366, 768)))
    with longer():
        window.retranslate()
        settle(window)
        assert faults(window) == []
