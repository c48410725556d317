"""M1: scans are recognised whatever has the focus, and no character of them reaches a field; typing is never a scan."""

import random

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton, QTableWidget, QVBoxLayout, QWidget

from desktop.ui.wedge import Habits, Wedge, type_keys

EAN = "8991234567891"


@pytest.fixture
def wedge(qapp):
    wedge = Wedge()
    wedge.watch()
    wedge.heard = []
    wedge.scanned.connect(wedge.heard.append)
    yield wedge
    wedge.close()


@pytest.fixture
def bench(qtbot, wedge):
    """A window with a field, a list and a button that counts its clicks."""
    window = QWidget()
    window.field, window.area, window.button = QLineEdit(), QPlainTextEdit(), QPushButton("Close")
    window.table = QTableWidget(5, 1)
    window.clicks = 0
    column = QVBoxLayout(window)
    for part in (window.field, window.area, window.table, window.button):
        column.addWidget(part)

    def click():
        window.clicks += 1

    window.button.clicked.connect(click)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def burst(window, text=EAN, suffix=Qt.Key.Key_Return):
    """Keys as QTest sends them: through Qt's own handling of keys and shortcuts."""
    for character in text:
        QTest.keyClick(window.windowHandle(), character)
    QTest.keyClick(window.windowHandle(), suffix)


def stroke(window, text, stamps, suffix=""):
    """Keys with these timestamps (milliseconds); Enter is "\r"."""
    for character, stamp in zip(text + suffix, stamps, strict=True):
        key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character.upper()))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
            event.setTimestamp(stamp)
            QCoreApplication.sendEvent(window.windowHandle(), event)


@pytest.mark.parametrize("focus", ["field", "area", "table", "button", "none"])
def test_a_scan_is_heard_and_leaks_nothing_whatever_has_the_focus(bench, wedge, focus, qtbot):
    if focus == "none":
        bench.setFocus()
    else:
        getattr(bench, focus).setFocus()
    burst(bench)
    assert wedge.heard == [EAN]
    qtbot.wait(120)  # nothing comes late: this is the hold time, not a condition
    assert (bench.field.text(), bench.area.toPlainText(), bench.clicks) == ("", "", 0)


def test_a_scan_in_a_dialog_does_not_press_its_default_button(bench, wedge, qtbot):
    dialog = QDialog(bench)
    field, yes = QLineEdit(), QPushButton("Yes")
    yes.setDefault(True)
    yes.clicked.connect(dialog.accept)
    column = QVBoxLayout(dialog)
    column.addWidget(field)
    column.addWidget(yes)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    field.setFocus()
    burst(dialog)
    assert wedge.heard == [EAN]
    assert field.text() == ""
    assert dialog.isVisible()
    dialog.close()


def test_tab_as_suffix_does_not_move_the_focus(bench, wedge):
    bench.field.setFocus()
    burst(bench, suffix=Qt.Key.Key_Tab)
    assert wedge.heard == [EAN]
    assert bench.field.hasFocus()


def test_two_scans_back_to_back_stay_two(bench, wedge):
    bench.field.setFocus()
    last = type_keys(bench.windowHandle(), EAN, gap_ms=1, start_ms=1000)
    type_keys(bench.windowHandle(), "4006381333931", gap_ms=1, start_ms=last + 1)
    assert wedge.heard == [EAN, "4006381333931"]
    assert bench.field.text() == ""


@pytest.mark.parametrize("gap", [1, 2, 5, 10, 20, 30])
def test_every_usual_speed_of_a_scanner_is_heard(bench, wedge, gap):
    bench.field.setFocus()
    start = 10_000
    for turn in range(60):
        start = type_keys(bench.windowHandle(), f"899{turn:010}", gap_ms=gap, start_ms=start) + 400
    assert wedge.heard == [f"899{turn:010}" for turn in range(60)]
    assert bench.field.text() == ""


@pytest.mark.parametrize(
    ("code", "gap", "heard"), [("A-03", 4, True), ("ab", 2, False), ("abc", 30, False), ("abcde", 11, True)]
)
def test_short_codes_count_only_at_a_pace_that_no_hand_has(bench, wedge, qtbot, code, gap, heard):
    bench.field.setFocus()
    type_keys(bench.windowHandle(), code, gap_ms=gap, start_ms=5000)
    qtbot.waitUntil(lambda: (wedge.heard == [code]) if heard else (bench.field.text() == code))
    assert bench.field.text() == ("" if heard else code)


def test_two_thousand_typed_characters_are_no_scan_and_arrive_in_order(bench, wedge, qtbot):
    """About 90 words a minute, with rolls of two to four keys 15 to 45 ms apart, and Enter after each word's line."""
    rng = random.Random(20261112)
    bench.area.setFocus()
    text, stamp, typed = "", 50_000, 0
    while typed < 2000:
        word = "".join(rng.choice("abcdefghijklmnoprstuvyåäö0123456789 ") for _ in range(rng.randint(3, 9)))
        stamps, rolling = [], 0
        for _character in word + "\r":
            if rolling:
                rolling -= 1
                stamp += rng.randint(15, 45)
            else:
                stamp += rng.randint(90, 220)
                rolling = rng.choice([0, 0, 0, 1, 2, 3])
            stamps.append(stamp)
        stroke(bench, word, stamps, "\r")
        text += word + "\n"
        typed += len(word) + 1
    qtbot.waitUntil(lambda: bench.area.toPlainText() == text)
    assert wedge.heard == []


def test_one_typed_key_arrives_after_the_hold(bench, wedge, qtbot):
    bench.field.setFocus()
    QTest.keyClick(bench.windowHandle(), "q")
    assert bench.field.text() == ""
    qtbot.waitUntil(lambda: bench.field.text() == "q")
    assert wedge.heard == []


def test_keys_that_are_no_characters_pass_at_once_and_in_order(bench, wedge):
    bench.field.setFocus()
    QTest.keyClick(bench.windowHandle(), "a")
    QTest.keyClick(bench.windowHandle(), "b")
    QTest.keyClick(bench.windowHandle(), Qt.Key.Key_Backspace)
    assert bench.field.text() == "a"


def test_function_and_control_keys_act_during_a_hold(bench, wedge):
    acted = []
    for key in ("F5", "Ctrl+K"):
        QShortcut(QKeySequence(key), bench).activated.connect(lambda key=key: acted.append(key))
    bench.field.setFocus()
    QTest.keyClick(bench.windowHandle(), "a")
    QTest.keyClick(bench.windowHandle(), Qt.Key.Key_F5)
    QTest.keyClick(bench.windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert acted == ["F5", "Ctrl+K"]
    assert bench.field.text() == "a"


def test_a_single_letter_shortcut_does_not_fire_inside_a_scan(bench, wedge):
    fired = []
    QShortcut(QKeySequence("P"), bench).activated.connect(lambda: fired.append("P"))
    bench.setFocus()
    burst(bench, "KP10483A3")
    assert wedge.heard == ["KP10483A3"]
    assert fired == []


def test_a_separator_inside_a_gs1_code_is_kept(bench, wedge):
    stamp = 9000
    control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
    for character in "0108991234567890\x1d10AB1\r":
        key = (
            Qt.Key.Key_Return
            if character == "\r"
            else Qt.Key.Key_BracketRight
            if character == "\x1d"
            else Qt.Key(ord(character))
        )
        event = QKeyEvent(QEvent.Type.KeyPress, key, control if character == "\x1d" else none, character)
        event.setTimestamp(stamp)
        stamp += 5
        QCoreApplication.sendEvent(bench.windowHandle(), event)
    assert wedge.heard == ["0108991234567890\x1d10AB1"]


def test_stamps_decide_and_not_the_clock(bench, wedge, qtbot):
    """A window that was busy reads the keys late; they were sent fast."""
    bench.field.setFocus()
    stroke(bench, EAN[:7], range(1000, 1035, 5))
    QTest.qSleep(120)  # the window is busy for longer than the hold
    stroke(bench, EAN[7:], range(1035, 1070, 5), "\r")
    assert wedge.heard == [EAN]
    assert bench.field.text() == ""


def test_a_mechanical_burst_torn_once_is_still_one_scan(bench, wedge, qtbot):
    bench.field.setFocus()
    stamps = [*range(1000, 1030, 5), *range(1200, 1240, 5)]
    stroke(bench, EAN, stamps, "\r")
    assert wedge.heard == [EAN]


def test_a_slow_burst_torn_apart_is_no_truncated_scan(bench, wedge, qtbot):
    bench.field.setFocus()
    stamps = [*range(1000, 1180, 30), *range(1300, 1460, 20)]
    stroke(bench, EAN, stamps, "\r")
    qtbot.waitUntil(lambda: wedge.heard != [] or bench.field.text() == EAN)
    assert wedge.heard == [EAN]  # the whole proves itself; a rest of it would be refused


def test_prefix_mode_hears_scans_at_any_pace_and_delays_no_typing(bench, wedge, qtbot):
    wedge.set_prefix("~")
    bench.field.setFocus()
    QTest.keyClick(bench.windowHandle(), "a")
    assert bench.field.text() == "a"
    type_keys(bench.windowHandle(), "~" + EAN, gap_ms=200, start_ms=1000)
    assert wedge.heard == [EAN]
    type_keys(bench.windowHandle(), EAN, gap_ms=2, start_ms=9000)
    assert wedge.heard == [EAN]
    assert bench.field.text() == "a" + EAN


def test_a_held_key_repeats(bench, wedge, qtbot):
    bench.field.setFocus()
    for repeat in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "x", repeat)
        event.setTimestamp(1000)
        QCoreApplication.sendEvent(bench.windowHandle(), event)
    qtbot.waitUntil(lambda: bench.field.text() == "xxx")
    assert wedge.heard == []


def test_habits_can_be_learned_for_a_slow_scanner(bench, wedge):
    wedge.habits = Habits(gap_ms=90, hold_ms=120, mean_ms=70)
    bench.field.setFocus()
    type_keys(bench.windowHandle(), EAN, gap_ms=60, start_ms=1000)
    assert wedge.heard == [EAN]
