"""The settings, used by keys on a real database; the wizard against a store on this computer."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from desktop import i18n
from desktop.domain.order import Stage
from desktop.services import changes, printers, printing, secrets, settings, stores, stuck
from desktop.services.printers import PrinterRow
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble, Trouble
from desktop.simulated.woocommerce_state import Key, State
from desktop.sync.connector import Check
from desktop.ui.hub import Hub
from desktop.ui.screens.settings import PAGES
from desktop.ui.theme import theme
from tests.services import shop
from tests.ui.looks import faults_in_every_look, spread

CTRL = Qt.KeyboardModifier.ControlModifier
PASSWORD = "KOLLI_SECRETS_PASSWORD"


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def open_settings(sqlite_database, make_window, listening, monkeypatch):
    """The settings at one of their pages: the window, and the page."""
    monkeypatch.setattr("desktop.devices.system_queues", list)
    opened = []

    def show(key="shop"):
        window = make_window(hub=listening)
        opened.append(window)
        window.open("settings")
        window.page.list.choose(key)
        QTest.qWait(0)
        return window, window.page.page_of(key)

    yield show
    for window in opened:
        window.desk.sounds.close()  # a settings page switches them on


def write(field, text):
    """Type a value as people do, and leave with Enter."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def undo(window):
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Z, CTRL)
    QTest.qWait(0)


def test_up_and_down_choose_the_page(open_settings):
    window, _page = open_settings()
    following = [key for key, _icon, _title, _kind in PAGES[1:]]
    for wanted in (*following, following[-1]):
        QTest.keyClick(window.page.list, Qt.Key.Key_Down)
        assert window.page.list.current() == wanted
    window.page.open(3)
    assert window.page.list.current() == "printers"


# Shop


def test_a_line_is_saved_when_enter_is_pressed_and_ctrl_z_takes_it_back(open_settings):
    window, page = open_settings()
    write(page._texts["name"], "Sagara Rasa")
    assert settings.shop().name == "Sagara Rasa"
    write(page._texts["tax_percent"], "11")
    assert settings.shop().tax_percent == "11"
    undo(window)
    assert (settings.shop().tax_percent, page._texts["tax_percent"].text()) == ("", "")
    undo(window)
    assert (settings.shop().name, page._texts["name"].text()) == ("", "")


def test_the_address_keeps_its_lines(open_settings):
    _window, page = open_settings()
    page.address.setFocus()
    page.address.setPlainText("Jl. Braga 12\n\n  Bandung 40111 ")
    page._texts["phone"].setFocus()
    assert settings.shop().address == ("Jl. Braga 12", "Bandung 40111")


@pytest.mark.parametrize(
    ("name", "typed"), [("tax_percent", "a lot"), ("returns_days", "-1"), ("returns_days", "soon")]
)
def test_a_value_that_cannot_be_is_refused_in_place(open_settings, name, typed):
    _window, page = open_settings()
    before = getattr(settings.shop(), name)
    write(page._texts[name], typed)
    assert getattr(settings.shop(), name) == before
    assert page._texts[name].property("wrong") == "true"
    assert page.trouble.isVisible()
    assert page.trouble.text()


def test_currency_zone_and_paper_are_chosen_from_lists(open_settings):
    window, page = open_settings()
    for name, value in (("currency", "SEK"), ("zone", "Europe/Stockholm"), ("slip_paper", "A5"),
                        ("tax_profile", "se-moms"), ("language", "sv")):  # fmt: skip
        choice = page._choices[name]
        choice.choose(value)
        choice.activated.emit(choice.currentIndex())  # what Enter in the open list does
    kept = settings.shop()
    assert (kept.currency, kept.zone, kept.slip_paper, kept.language) == ("SEK", "Europe/Stockholm", "A5", "sv")
    assert kept.tax_profile == "se-moms"
    assert not page._fields["tax_percent"].isVisible()
    page.f_tax.click()
    assert settings.shop().f_tax
    undo(window)
    assert "1\u00a0284,60\u00a0kr" in page._choices["currency"].currentText()
    undo(window)
    assert settings.shop().language == "en"


# Language and look


def test_the_language_changes_at_once_and_comes_back(open_settings):
    window, page = open_settings("language")
    swedish = next(card for card in page.cards if card.language == "sv")
    swedish.setFocus()
    QTest.keyClick(swedish, Qt.Key.Key_Space)
    QTest.qWait(0)
    assert (i18n.language(), settings.bench().screen_language) == ("sv", "sv")
    assert window.page.head.title() == i18n.words("sv").gettext("Settings") != "Settings"
    undo(window)
    assert (i18n.language(), window.page.head.title()) == ("en", "Settings")


def test_dark_and_silent_at_once(open_settings):
    window, page = open_settings("language")
    page.mode.setFocus()
    QTest.keyClick(page.mode, Qt.Key.Key_Right)
    QTest.qWait(0)
    assert (theme().mode, settings.bench().theme) == ("dark", "dark")
    page.sounds.setFocus()
    before = settings.bench().sounds
    QTest.keyClick(page.sounds, Qt.Key.Key_Space)
    assert settings.bench().sounds is not before
    undo(window)
    undo(window)
    assert (theme().mode, settings.bench().sounds) == ("light", before)


def test_text_size_applies_at_once(open_settings):
    window, page = open_settings("language")
    page.scale.setFocus()
    QTest.keyClick(page.scale, Qt.Key.Key_Right)
    QTest.qWait(0)
    assert (theme().scale, settings.bench().text_percent) == (125, 125)
    undo(window)
    assert theme().scale == 100


# This bench


def test_a_renamed_bench_keeps_its_queued_papers_and_who_works_there(open_settings):
    order = shop.order(("CUP", 1))
    printing.queue("packing-slip", order.id)
    window, page = open_settings("bench")
    bench = changes.actor().bench
    write(page.name_, "Packbord 2")
    write(page.person, "Dewi Anggraini")
    assert (changes.actor().bench, changes.actor().who) == ("Packbord 2", "Dewi Anggraini")
    assert printing.queued(bench) == [] or bench == "Packbord 2"
    undo(window)
    undo(window)
    assert settings.bench().name == "Bench 1"
    write(page.name_, " ")
    assert settings.bench().name == "Bench 1"


def test_what_prints_on_closing_is_switched(open_settings):
    window, page = open_settings("bench")
    page.on_close["invoice"].setFocus()
    QTest.keyClick(page.on_close["invoice"], Qt.Key.Key_Space)
    assert settings.bench().print_on_close == ("parcel-label", "packing-slip", "invoice")
    undo(window)
    assert settings.bench().print_on_close == ("parcel-label", "packing-slip")


# Stores


def fill(form, url, key=KEY, secret=SECRET):
    if not form.kind:
        QTest.keyClick(form.kinds.cards[0], Qt.Key.Key_Return)  # WooCommerce
    for name, text in (("name", "Toko"), ("url", url), ("key", key), ("secret", secret)):
        form.fields[name].setFocus()
        form.fields[name].clear()
        QTest.keyClicks(form.fields[name], text)


def ask(qtbot, form):
    QTest.keyClick(form.fields["secret"], Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: form._job is None and (form.steps.fault.isVisible() or form._found is not None),
                    timeout=30_000)  # fmt: skip


@pytest.fixture
def unlocked(monkeypatch):
    monkeypatch.setenv(PASSWORD, "for this test")


def test_a_store_is_connected_step_by_step_by_keys_alone(qtbot, open_settings, unlocked):
    with StoreDouble() as double:
        window, page = open_settings("stores")
        QTest.keyClick(window.page.list, Qt.Key.Key_C)
        fill(page.form, double.url)
        ask(qtbot, page.form)
        assert page.form.map.told()["shipped"] == "completed"
        assert page.form.steps.said(Check.SECURE) == "Not encrypted: the store is on this very computer"
        page.form.map.choices["packed"].choose("processing")
        QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
        kept = stores.every()
    assert [(row.name, row.url) for row in kept] == [("Toko", double.url)]
    assert kept[0].settings["status_map"]["packed"] == "processing"
    assert stores.keys(kept[0].id) == {"key": KEY, "secret": SECRET}
    assert SECRET not in repr(kept)
    assert window.lane.headline == "Toko is connected"
    assert not double.writes


WRONG = [
    pytest.param(State(keys={KEY: Key(SECRET, may_write=False)}), KEY, SECRET, "may read but not write", "key", id="w"),
    pytest.param(State(keys={KEY: Key(SECRET, may_read=False)}), KEY, SECRET, "may write but not read", "key", id="r"),
    pytest.param(State(keys={KEY: Key(SECRET, staff=False)}), KEY, SECRET, "may not see orders", "key", id="staff"),
    pytest.param(State(), "ck_" + "0" * 40, SECRET, "does not know this key", "key", id="key"),
    pytest.param(State(), KEY, "cs_" + "9" * 40, "the secret is not the right one", "secret", id="secret"),
    pytest.param(State(now=lambda: datetime.now(UTC) - timedelta(hours=2)), KEY, SECRET, "2 h 0 min", "", id="clock"),
]


@pytest.mark.parametrize(("state", "key", "secret", "words", "field"), WRONG)
def test_each_fault_is_one_sentence_beside_its_field(qtbot, open_settings, unlocked, state, key, secret, words, field):
    with StoreDouble(state) as double:
        _window, page = open_settings("stores")
        page.begin()
        fill(page.form, double.url, key, secret)
        ask(qtbot, page.form)
        assert words in page.form.steps.fault.text()
        marked = [name for name, line in page.form.fields.items() if line.property("wrong") == "true"]
        assert marked == ([field] if field else [])
        assert stores.every() == []


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(Trouble.FIREWALL, "refuses this computer"), (Trouble.MOVED, "sends us on"), (Trouble.PORTAL, "no WordPress")],
)
def test_trouble_on_the_way_is_named(qtbot, open_settings, unlocked, trouble, words):
    with StoreDouble() as double:
        double.elsewhere = "https://elsewhere.example"
        double.fail(trouble, times=9)
        _window, page = open_settings("stores")
        page.begin()
        fill(page.form, double.url)
        ask(qtbot, page.form)
        assert words in page.form.steps.fault.text()


def test_nobody_there_no_address_and_no_encryption_are_named(qtbot, open_settings, unlocked):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        _window, page = open_settings("stores")
        page.begin()
        for url, words in (
            (f"http://127.0.0.1:{taken.getsockname()[1]}", "does not answer"),
            ("not an address", "is not a web address"),
            ("http://toko.example", "without encryption"),
        ):
            fill(page.form, url)
            ask(qtbot, page.form)
            assert words in page.form.steps.fault.text()


def test_what_is_missing_is_marked_and_nothing_is_asked(open_settings):
    _window, page = open_settings("stores")
    page.begin()
    page.form.choose_kind("woocommerce")
    page.form.primary.click()
    assert page.form._job is None
    assert page.form.fields["name"].accessibleDescription()
    page.form.leave()
    assert page.form.kinds.isVisible()
    page.form.leave()
    assert page.connect_.isVisible()


def test_a_store_that_does_not_answer_is_left_by_esc(qtbot, open_settings, unlocked):
    with StoreDouble() as double:
        double.fail(Trouble.DELAY, times=1, wait_s=1.0)
        window, page = open_settings("stores")
        page.begin()
        fill(page.form, double.url)
        page.form.primary.click()
        assert page.form.back_.label() == "Stop"
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert page.form.primary.isEnabled()
        assert page.form.isVisible()


def test_without_a_keyring_a_password_is_chosen_once_and_asked_for_later(qtbot, open_settings, monkeypatch):
    monkeypatch.delenv(PASSWORD, raising=False)
    monkeypatch.setattr(secrets, "_password", None)
    with StoreDouble() as double:
        window, page = open_settings("stores")
        assert page.unlock.isVisible()
        page.begin()
        fill(page.form, double.url)
        ask(qtbot, page.form)
        page.form.primary.click()
        assert stores.every() == []
        assert "password" in page.form.trouble.text()
        write(page.form.unlock.password, "a long one")
        page.form.primary.click()
        assert len(stores.every()) == 1
        assert not page.unlock.isVisible()
    monkeypatch.setattr(secrets, "_password", None)
    page.reload()
    assert page.unlock.isVisible()
    write(page.unlock.password, "another")
    assert "does not open" in page.unlock.password.accessibleDescription()
    write(page.unlock.password, "a long one")
    assert not page.unlock.isVisible()
    assert window.page.name == "settings"


def test_a_kept_store_is_changed_without_its_key_and_switched_off(qtbot, open_settings, unlocked):
    with StoreDouble() as double:
        row = stores.add("woocommerce", "Toko", double.url, {"history_days": 30}, {"key": KEY, "secret": SECRET})
        window, page = open_settings("stores")
        card = page.findChild(type(page._area.widget().layout().itemAt(0).widget()))
        card.setFocus()
        QTest.keyClick(card, Qt.Key.Key_Return)
        write(page.form.fields["name"], "Toko Dua")
        page.form.entry.active.click()
        assert not page.form.entry.habits.safety.isVisible()
        page.form.entry.habits.stock.click()
        page.form.entry.habits.safety.choose(3)
        QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
        changed = stores.get(row.id)
        assert (changed.settings["tell_stock"], changed.settings["stock_safety"]) == (True, 3)
        assert (changed.name, changed.active, changed.settings["history_days"]) == ("Toko Dua", False, 30)
        assert stores.keys(row.id) == {"key": KEY, "secret": SECRET}
        undo(window)
        assert (stores.get(row.id).name, stores.get(row.id).active) == ("Toko", True)


# Looks


def scrolled(window):
    """Pages that need to be scrolled to be seen whole: none at the usual text size."""
    areas = window.findChildren(QScrollArea, "both-ways")
    bars = [bar for area in areas for bar in (area.horizontalScrollBar(), area.verticalScrollBar())]
    return [bar.maximum() for bar in bars if bar.isVisible() and bar.maximum()]


@pytest.mark.parametrize("key", ["shop", "stores", "printers", "language", "bench"])
def test_everything_can_be_read_in_every_look(open_settings, tmp_path, key, unlocked):
    name = "Perusahaan Dagang Sagara Rasa Nusantara Jaya Abadi"
    settings.change_shop(name=name, address=(name, name))
    printers.save(PrinterRow(f"Zebra ZD421 {name}", "folder", {"folder": str(tmp_path)}, ("parcel-label", "invoice")))
    order = shop.order(("CUP", 1))
    for state in ("unsure", "failed", "done"):
        printing.queue("packing-slip", order.id)
        printing.mark(printing.jobs()[0].id, state, "The printer does not answer.")
    shop.store(name)
    window, page = open_settings(key)
    assert faults_in_every_look(window, scrolled) == []
    if key == "stores":
        page.begin()
        assert faults_in_every_look(window, scrolled) == []
        page.form.choose_kind("opencart")
        assert faults_in_every_look(window, scrolled) == []


def test_how_long_orders_may_wait_is_set_by_status_and_taken_back(open_settings):
    window, page = open_settings("stuck")
    field = page.fields[Stage.TO_PICK]
    assert field.text() == "24"
    write(field, "6")
    write(field, "0")
    assert stuck.limits()[Stage.TO_PICK] == 0
    undo(window)
    assert (stuck.limits()[Stage.TO_PICK], field.text()) == (6, "6")
    undo(window)
    assert stuck.limits() == stuck.USUAL
    for wrong in ("9999", "-1", "soon"):
        write(field, wrong)
        assert page.trouble.isVisible()
        assert stuck.limits() == stuck.USUAL
    window.page.list.setFocus()
    assert faults_in_every_look(window, looks=spread(4)) == []
