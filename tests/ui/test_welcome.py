"""The first start: language and currency, four ways to begin; and the page that reads a file."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop import i18n
from desktop.domain.homes import HOMES, likely_currency
from desktop.i18n import N_
from desktop.services import imports, orders, queue, settings
from desktop.ui.importing.reader import Reader
from desktop.ui.screen import Screen
from desktop.ui.screens.importing import ImportScreen
from desktop.ui.screens.welcome import WelcomeScreen
from desktop.ui.tasks import Tasks
from desktop.ui.wedge import type_keys
from tests.shared import shared
from tests.ui.looks import faults, faults_in_every_look, longer, settle

OWN_LIST = """order,placed,sku,article,quantity,price,name
A-1,2026-11-02 09:00,CUP-300-BL,Cangkir Sagara,2,89000,Ayu Larasati
A-1,,KGA-250,Kopi Gayo,1,72000,
A-2,2026-11-02 09:30,KGA-250,Kopi Gayo,two,72000,Bagus Prakoso
A-3,2026-11-02 10:00,KGA-250,Kopi Gayo,3,72000,Citra <b>Dewi</b>
"""


class Orders(Screen):
    name, title, icon, letter = "queue", N_("Orders"), "inbox", "O"


class Pack(Screen):
    name, title, icon, letter = "packing", N_("Pack"), "package-check", "K"


class Settings(Screen):
    name, title, icon, letter, rail = "settings", N_("Settings"), "settings", ",", "foot"
    opened_at: int | None = None

    def open(self, id: int | None) -> None:
        self.opened_at = id


SCREENS = [Orders, Pack, Settings, WelcomeScreen, ImportScreen]


@pytest.fixture
def window(make_window, sqlite_database):
    window = make_window(SCREENS)
    window.open("welcome")
    return settle(window)


@pytest.fixture
def own_list(tmp_path) -> Path:
    file = tmp_path / "list.csv"
    file.write_text(OWN_LIST, encoding="utf-8")
    return file


def press(window, key):
    QTest.keyClick(window.windowHandle(), key)


def test_starting_empty_sets_the_shop_up_in_its_language_and_currency(window):
    assert settings.is_new()
    page = window.page
    page.languages["sv"].click()
    page.shop_name.setText("Lingonviken & <b>Co</b>")
    press(window, Qt.Key.Key_Escape)
    assert window.page is page  # nothing to go back to yet
    page.ways.setFocus()
    press(window, Qt.Key.Key_3)
    press(window, Qt.Key.Key_Return)
    shop = settings.shop()
    assert not settings.is_new()
    assert settings.bench().name == "Packbord 1"  # in the language of whoever starts
    assert (shop.name, shop.currency, shop.zone, shop.country, shop.language) == (
        "Lingonviken & <b>Co</b>", "SEK", "Europe/Stockholm", "SE", "sv",
    )  # fmt: skip
    assert settings.bench().screen_language == "sv"
    assert window.page.name == "queue"


@pytest.mark.parametrize(("key", "way"), [("1", "store"), ("2", "file"), ("3", "hand"), ("4", "sample")])
def test_each_way_has_its_digit_and_the_arrows_walk_between_them(window, qtbot, key, way):
    press(window, getattr(Qt.Key, f"Key_{key}"))
    qtbot.waitUntil(lambda: window.page.ways.current == way)
    press(window, Qt.Key.Key_Up)
    assert window.page.ways.current == window.page.ways.keys()[max(0, int(key) - 2)]


def test_connecting_a_store_opens_the_page_of_the_settings_for_it(window):
    press(window, Qt.Key.Key_1)
    press(window, Qt.Key.Key_Return)
    assert (window.page.name, window.page.opened_at) == ("settings", 2)


def test_practising_fills_the_sample_shop_and_goes_to_the_bench(window):
    window.page.currency.choose("SEK")
    press(window, Qt.Key.Key_4)
    press(window, Qt.Key.Key_Return)
    assert window.page.name == "packing"
    assert settings.shop().currency == "SEK"
    assert len(queue.urgent(5)) == 5


def test_a_currency_that_was_picked_stays_when_the_language_changes(window):
    page = window.page
    page.languages["id"].click()
    assert page.currency.value() == "IDR"
    page.currency.choose("EUR")
    page.currency.picked.emit("EUR")
    page.languages["sv"].click()
    assert page.currency.value() == "EUR"


def test_a_scan_on_the_first_page_says_that_the_scanner_works(window):
    type_keys(window.windowHandle(), "8991234000017")
    assert "8991234000017" in window.page.refusal.text()
    assert settings.is_new()


def test_a_shop_that_is_set_up_can_leave_the_page_and_keeps_its_name(window):
    settings.change_shop(name="Sagara Rasa", currency="SGD")
    window.open("queue")
    window.open("welcome")
    assert (window.page.shop_name.text(), window.page.currency.value()) == ("Sagara Rasa", "SGD")
    press(window, Qt.Key.Key_Escape)
    assert window.page.name == "queue"


def test_every_currency_that_is_offered_has_a_home_and_every_home_is_offered(window):
    offered = [window.page.currency.itemData(at) for at in range(window.page.currency.count())]
    assert sorted(offered) == sorted(HOMES)
    for currency, home in HOMES.items():
        settings.change_shop(currency=currency, country=home.country, zone=home.zone("Nowhere/Else"))


@pytest.mark.parametrize(
    ("language", "computer", "currency"),
    [("id", "EUR", "IDR"), ("sv", "USD", "SEK"), ("en", "GBP", "GBP"), ("en", "XXX", "USD"), ("en", "", "USD")],
)
def test_the_currency_that_is_proposed(language, computer, currency):
    assert likely_currency(language, computer) == currency


def test_the_zone_is_the_computers_where_the_country_has_it():
    assert HOMES["IDR"].zone("Asia/Makassar") == "Asia/Makassar"
    assert HOMES["IDR"].zone("Europe/Stockholm") == "Asia/Jakarta"


def test_the_welcome_can_be_read_in_every_look(window):
    window.page.refusal.say("x " * 60, "", "refused")
    window.page.refusal.show()
    assert faults_in_every_look(window) == []


def test_the_welcome_has_room_for_longer_words(window):
    with longer(40):
        window.retranslate()
        settle(window)
        found = faults(window)
    assert found == []


# The page that reads a file


@pytest.fixture
def reading(window):
    settings.change_shop(currency="IDR")
    window.open("import")
    return settle(window)


def test_a_file_is_shown_before_anything_is_kept_and_then_read(reading, own_list):
    page = reading.page
    page.read_file(own_list)
    settle(reading)
    assert page.summary.text() == "2 orders · 2 to pack · 3 lines · 1 rows left out"
    assert page.first.count() == 3
    assert page.wrong.count() == 1
    assert page.wrong.current().row == 4
    assert "two" in page.wrong.current().words
    assert queue.urgent(9) == []
    QTest.keyClick(reading.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(reading)
    assert page.summary.text().startswith("2 new, 0 changed, 0 were here already.")
    assert page.wrong.count() == 1
    assert sorted(row.number for row in queue.urgent(9)) == ["A-1", "A-3"]
    page.setFocus()
    press(reading, Qt.Key.Key_Return)
    assert reading.page.name == "queue"


def test_the_same_file_again_changes_nothing_and_says_so(reading, own_list):
    imports.run(own_list)
    reading.page.read_file(own_list)
    reading.page.go.click()
    assert reading.page.summary.text().startswith("0 new, 0 changed, 2 were here already.")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"one,two\n1,2\n", b"\xff\xfe"])
def test_a_wrong_file_is_one_sentence_and_keeps_the_page(reading, tmp_path, content):
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    reading.page.read_file(file)
    assert "wrong.csv" in reading.page.refusal.text()
    assert reading.page.refusal.isVisible()
    assert not reading.page.progress.isVisible()


def test_a_file_that_is_gone_is_one_sentence(reading, tmp_path):
    reading.page.read_file(tmp_path / "gone.csv")
    assert "gone.csv" in reading.page.refusal.text()


def test_the_stores_own_list_is_refused_with_the_way_out(reading):
    reading.page.read_file(shared("data/exports/woocommerce_analytics_orders.csv"))
    assert "Connect the store" in reading.page.refusal.text()


def test_articles_are_read_as_articles(reading, tmp_path):
    file = tmp_path / "articles.csv"
    file.write_text("sku,barcode,name,price,currency,stock\nCUP,8991234000017,Cup,89000,IDR,4\n", encoding="utf-8")
    reading.page.kind.choose("articles")
    reading.page.read_file(file)
    assert reading.page.summary.text() == "1 article · 1 barcode"
    reading.page.go.click()
    assert reading.page.summary.text().startswith("1 new")


class _App:
    """What the reader needs of the App: the parts that end with the shop."""

    def __init__(self, tasks) -> None:
        self.ends = []

    def run(self, start) -> None:
        self.ends.append(start())

    def leave_thread(self) -> None:
        from desktop.models.base import disconnect

        disconnect()


@pytest.fixture
def long_list(tmp_path) -> Path:
    file = tmp_path / "long.csv"
    rows = [f"L-{n},2026-11-02 09:00,KGA,Kopi,1,72000,Ayu {n}" for n in range(4000)]
    file.write_text("order,placed,sku,article,quantity,price,name\n" + "\n".join(rows), encoding="utf-8")
    return file


def test_a_long_file_is_read_beside_the_window_stopped_and_gone_on_with(qtbot, sqlite_database, long_list):
    app, tasks = _App(None), Tasks()
    reader = Reader(app, tasks)
    told, results = [], []
    reader.progressed.connect(lambda row, rows: (told.append((row, rows)), reader.stop()))
    reader.imported.connect(results.append)
    reader.run(long_list, False)
    qtbot.waitUntil(lambda: bool(results), timeout=20_000)
    assert results[0].cancelled
    assert 0 < results[0].tally.new < 4000
    assert told[0][1] == 4001
    reader.progressed.disconnect()
    reader.run(long_list, False)
    qtbot.waitUntil(lambda: len(results) == 2, timeout=30_000)
    assert results[1].resumed_at > 0
    assert results[1].tally.new == 4000
    for end in app.ends:
        end()
    tasks.close()


def test_the_shop_closes_at_once_while_a_file_is_being_read(qtbot, sqlite_database, long_list):
    app, tasks = _App(None), Tasks()
    reader = Reader(app, tasks)
    told = []
    reader.progressed.connect(lambda row, _rows: told.append(row))
    reader.run(long_list, False)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    begun = time.monotonic()
    for end in app.ends:
        end()
    tasks.close()
    assert time.monotonic() - begun < 2
    row = orders.find("L-0")
    assert orders.show(row).number == "L-0"


def test_the_page_that_reads_files_can_be_read_in_every_look(reading, own_list):
    found = faults_in_every_look(reading)
    reading.page.read_file(own_list)
    found += faults_in_every_look(reading)
    reading.page.go.click()
    settle(reading)
    assert found + faults_in_every_look(reading) == []
    assert i18n.language() == "sv"
