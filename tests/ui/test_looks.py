"""The checker of looks sees each fault that it is there for, and none where there is none."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.ui.screen import Screen
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from tests.ui.looks import LOOKS, faults, longer, settle, wear


class Bench(Screen):
    name, title, icon, letter, bench = "bench", N_("Bench"), "package", "B", True

    def __init__(self, desk) -> None:
        super().__init__(desk)
        column = QVBoxLayout(self)
        self.label, self.line = Label("Scan an order", "title"), ElideLabel("A long name " * 30)
        self.button = KeyButton("Seen", "check", "F10", bench=True, name="seen")
        for part in (self.label, self.line, self.button):
            column.addWidget(part)
        column.addStretch(1)

    def retranslate(self) -> None:
        self.label.setText(_("Scan an order"))


@pytest.fixture
def window(make_window):
    window = make_window([Bench])
    window.open("bench")
    return settle(window)


def test_a_sound_screen_has_no_faults_in_any_look(window):
    for look in LOOKS:
        assert faults(wear(window, look)) == []


def _set_px(label, px):
    font = label.font()
    font.setPixelSize(px)
    label.setFont(font)


def _lay_over(page):
    other = Label("Something else", "title", parent=page)
    other.move(page.label.pos())
    other.adjustSize()
    other.show()
    return other


def _push_out(page):
    holder = QWidget(page)
    holder.setGeometry(0, 300, 200, 40)
    label = Label("Half of this is out of sight", parent=holder)
    label.move(150, 0)
    label.adjustSize()
    holder.show()
    return holder


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda page: page.label.setFixedWidth(40), "cut: Label"),
        (lambda page: page.label.setFixedHeight(8), "cut: Label"),
        (lambda page: page.line.setFixedWidth(10), "cut: ElideLabel"),
        (lambda page: page.button.setFixedWidth(60), "cut: KeyButton"),
        (lambda page: page.button.setFixedHeight(30), "hard to hit: KeyButton"),
        (lambda page: page.label.set_ink("line.subtle"), "faint: Label"),
        (lambda page: _set_px(page.label, 12), "small: Label"),
        (_lay_over, "overlapping: "),
        (_push_out, "lies outside"),
    ],
)
def test_each_fault_is_seen(window, spoil, said):
    kept = [spoil(window.page)]
    settle(window)
    found = faults(window)
    assert any(said in fault for fault in found), found
    assert kept


def test_longer_texts_are_put_in_and_taken_out(window):
    with longer(40):
        window.page.retranslate()
        assert window.page.label.text() == "Scan an ordermmmmm"
    window.page.retranslate()
    assert window.page.label.text() == "Scan an order"
