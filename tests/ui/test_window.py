"""The shell: pages on first visit, keys that hold everywhere, where a scan goes, languages at run time."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from desktop import i18n
from desktop.domain.errors import NotFound
from desktop.i18n import N_, _
from desktop.ui.screen import Screen
from desktop.ui.tasks import Tasks
from desktop.ui.wedge import type_keys
from desktop.ui.widgets.command_bar import Found
from desktop.ui.widgets.field import ScanField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.stage_tabs import StageTabs


class Page(Screen):
    def __init__(self, desk):
        super().__init__(desk)
        self.log = []
        self.field, self.scan_field = TextField("f", "Name"), ScanField("s", "Tracking number")
        self.letter = KeyButton("Pick list", "list-checks", "P", name="pick")
        self.function = KeyButton("Pack", "package-check", "F5", name="pack")
        self.escape = KeyButton("Clear", "x", "Esc", role="quiet", name="clear")
        self.tabs = StageTabs("tabs")
        self.tabs.set_tabs([("a", "One"), ("b", "Two"), ("c", "Three")])
        column = QVBoxLayout(self)
        for part in (self.field, self.scan_field, self.letter, self.function, self.escape, self.tabs):
            column.addWidget(part)
        self.escape.hide()
        for button in (self.letter, self.function, self.escape):
            button.clicked.connect(self._pressed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def _pressed(self):
        self.log.append(self.sender().label())

    def open(self, id):
        self.log.append(("open", id))

    def entered(self):
        self.log.append("entered")

    def left(self):
        self.log.append("left")

    def scanned(self, text):
        self.log.append(("scan", text))

    def back(self):
        self.log.append("back")
        return True

    def undo(self):
        self.log.append("undo")
        return True

    def search_focus(self):
        self.field.setFocus()
        return True

    def commands(self, typed):
        return [Found(_("Do"), f"Make {typed}", lambda: self.log.append(("did", typed)))] if typed else []

    def retranslate(self):
        self.letter.setText(_("Clear"))


class Orders(Page):
    name, title, icon, letter = "orders", N_("Orders"), "inbox", "O"


class Pack(Page):
    name, title, icon, letter, bench = "pack", N_("Pack"), "package-check", "K", True


class Welcome(Page):
    name, rail, frame = "welcome", "", False


class Settings(Page):
    name, title, icon, letter, rail = "settings", N_("Settings"), "settings", ",", "foot"


@pytest.fixture
def window(make_window):
    window = make_window([Orders, Pack, Welcome, Settings])
    window.open("orders")
    window.page.setFocus()
    window.page.log.clear()
    return window


def press(window, key, *modifiers):
    chord = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        chord |= modifier
    QTest.keyClick(window.windowHandle(), key, chord)


def typed(window, qtbot, text):
    """Keys at a person's pace: each is past its hold before the next."""
    for character in text:
        QTest.keyClick(window.windowHandle(), character)
        qtbot.waitUntil(lambda: window.wedge.idle)


def test_pages_are_built_on_the_first_visit_and_kept(window):
    assert list(window._pages) == ["orders"]
    first = window.page
    window.open("pack", 7)
    assert window.page.log == ["entered", ("open", 7)]
    window.open("orders")
    assert window.page is first
    assert first.log == ["left", "entered"]
    window.open("no such page")
    assert window.page is first


def test_the_lane_is_higher_on_a_bench_page_and_the_frame_is_hidden_on_welcome(window, qtbot):
    assert window.lane.height() == 56
    window.open("pack")
    assert window.lane.height() == 88
    window.resize(1366, 688)
    qtbot.waitUntil(lambda: window.lane.height() == 72)
    window.open("welcome")
    assert [part.isVisible() for part in (window.rail, window.lane, window.strip)] == [False, False, False]
    window.open("orders")
    assert window.rail.isVisible()


def test_g_and_a_letter_go_to_a_page(window, qtbot):
    typed(window, qtbot, "gk")
    assert window.page.name == "pack"
    typed(window, qtbot, "g,")
    assert window.page.name == "settings"


def test_letters_act_on_buttons_only_when_no_field_takes_them(window, qtbot):
    typed(window, qtbot, "p")
    assert window.page.log == ["Clear"]
    window.page.field.setFocus()
    typed(window, qtbot, "pgk")
    assert window.page.field.text() == "pgk"
    assert window.page.name == "orders"
    assert window.page.log == ["Clear"]


def test_function_keys_act_always(window):
    window.page.field.setFocus()
    press(window, Qt.Key.Key_F5)
    assert window.page.log == ["Pack"]


def test_slash_searches_digits_choose_tabs_and_esc_goes_back(window, qtbot):
    typed(window, qtbot, "3")
    assert window.page.tabs.current() == "c"
    typed(window, qtbot, "/")
    assert window.page.field.hasFocus()
    press(window, Qt.Key.Key_Escape)
    window.page.escape.show()
    press(window, Qt.Key.Key_Escape)
    assert window.page.log == ["back", "Clear"]


def test_ctrl_z_and_f11(window, qtbot):
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.page.log == ["undo"]
    press(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    press(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen())


def test_ctrl_h_shows_the_keys_and_any_key_closes_them(window):
    window.page.field.setFocus()
    press(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert window.help_sheet.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert not window.help_sheet.isVisible()
    assert window.page.field.hasFocus()


def test_a_scan_goes_to_the_page(window):
    window.page.field.setFocus()
    type_keys(window.windowHandle(), "8991234567890")
    assert window.page.log == [("scan", "8991234567890")]
    assert window.page.field.text() == ""


def test_a_scan_goes_to_the_field_that_asks_for_it(window, qtbot):
    window.page.scan_field.setFocus()
    with qtbot.waitSignal(window.page.scan_field.scanned):
        type_keys(window.windowHandle(), "010480057142883")
    assert window.page.scan_field.text() == "010480057142883"
    assert window.page.log == []


def test_a_scan_while_a_dialog_is_open_goes_to_the_page_and_not_into_the_dialog(window, qtbot):
    dialog = QDialog(window)
    field = QLineEdit()
    QVBoxLayout(dialog).addWidget(field)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    field.setFocus()
    type_keys(dialog.windowHandle(), "8991234567890")
    assert window.page.log == [("scan", "8991234567890")]
    assert field.text() == ""
    dialog.close()


def test_a_scan_closes_the_command_bar_and_is_not_lost(window):
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.command_bar.isVisible()
    type_keys(window.windowHandle(), "8991234567890")
    assert not window.command_bar.isVisible()
    assert window.page.log == [("scan", "8991234567890")]


def test_the_command_bar_searches_offers_commands_and_gives_the_focus_back(window, qtbot):
    asked = []

    def search(text):
        asked.append(text)
        return [Found("Orders", "Ayu Larasati", lambda: window.open("pack", 3), "inbox", "#10482")]

    window.set_search(search)
    window.page.field.setFocus()
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.command_bar.field, "pa")
    qtbot.waitUntil(lambda: asked == ["pa"])
    assert [found.text for found in window.command_bar.found()] == ["Ayu Larasati", "Make pa", "Pack", "Pack"]
    press(window, Qt.Key.Key_Escape)
    assert window.page.field.hasFocus()
    window.command_bar.open("pa")
    window.command_bar._ask()
    press(window, Qt.Key.Key_Return)
    assert window.page.name == "pack"
    assert window.page.log == ["entered", ("open", 3)]


def test_the_command_bar_moves_over_headlines_with_the_arrows(window):
    window.command_bar.open("")
    assert [found.text for found in window.command_bar.found()] == ["Clear", "Pack", "Orders", "Pack", "Settings"]
    for _step in range(4):
        press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert window.page.name == "settings"


def test_an_error_nobody_took_is_said_in_the_lane(make_window, qtbot):
    tasks = Tasks()
    window = make_window([Orders], tasks=tasks)
    window.open("orders")

    def fail():
        raise NotFound(what="order", ref="#99")

    tasks.run(fail)
    qtbot.waitUntil(lambda: window.lane.outcome is Outcome.ATTENTION)
    assert "#99" in window.lane.detail
    tasks.close()


@pytest.mark.logs_errors
def test_a_fault_offers_its_report_without_values_of_customers(make_window, qtbot):
    window = make_window([Orders])
    window.open("orders")

    def broken(address):
        raise ValueError("no such thing")

    window.tasks.run(lambda: broken("Jl. Kenari Timur 18"))
    dialog = next(child for child in window.findChildren(QDialog))
    assert "broken" in dialog.report.toPlainText()
    assert "Kenari" not in dialog.report.toPlainText()
    dialog.close()


def test_the_language_changes_while_it_runs(window):
    window.use_language("sv")
    rail = {item.place.name: item.accessibleName() for item in window.rail._items.values()}
    assert rail["orders"] == i18n._("Orders")
    assert window.page.letter.label() == i18n._("Clear")
    assert window.lane.headline == i18n._("Ready to scan")
    window.use_language("en")
    assert window.lane.headline == "Ready to scan"


def test_badges_and_the_strip_lead_to_their_pages(window, qtbot):
    window.desk.badge("pack", 7, True)
    item = window.rail._items["pack"]
    assert item.accessibleName() == "Pack 7"
    window.strip.show_item("outbox", text="Outbox 3", icon="send", page="settings")
    qtbot.mouseClick(window.strip._items["outbox"], Qt.MouseButton.LeftButton)
    assert window.page.name == "settings"
    qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
    assert window.page.name == "pack"


def test_every_control_of_the_shell_has_a_name(window):
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    window.strip.show_item("bench", strong="Bench 2", icon="monitor", page="settings")
    window.command_bar.open()
    controls = window.findChildren(QAbstractButton) + window.findChildren(QLineEdit)
    assert [type(control).__name__ for control in controls if not control.accessibleName()] == []
    assert [type(control).__name__ for control in controls if not control.objectName()] == []
