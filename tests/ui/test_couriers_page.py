"""Settings, Couriers: what is typed is kept as it is typed, and Ctrl Z takes it back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services import changes, couriers, estimates, settings
from desktop.services.couriers import Service
from desktop.ui.hub import Hub
from desktop.ui.settings import courier_words as typed
from tests.ui.looks import faults_in_every_look, settle


@pytest.fixture
def page(sqlite_database, make_window):
    settings.change_shop(country="ID", name="Sagara Rasa")
    settings.change_bench(sounds=False)
    hub = Hub(changes.listen)
    window = make_window(hub=hub)
    window.open("settings")
    window.page.list.choose("couriers")
    settle(window)
    yield window.page.page_of("couriers")
    hub.close()


def give(field, text):
    """As a person: into the field, typed over what is there, and out of it."""
    field.setFocus()
    field.selectAll()
    if hasattr(field, "setPlainText"):
        field.setPlainText(text)
    else:
        QTest.keyClicks(field, text)
    field.clearFocus()
    settle(field.window())


def test_a_cut_off_is_typed_for_each_day_and_taken_back_by_ctrl_z(page):
    page.which.choose("JNE")
    page._fill()
    give(page.week[0], "15.00")
    assert couriers.get("JNE").week[0] == "15:00"
    assert page.week[0].text() == "15:00"
    QTest.keyClick(page.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert couriers.get("JNE").week[0] == ""


def test_what_cannot_be_is_said_and_marked_and_nothing_is_kept(page):
    page.which.choose("JNE")
    page._fill()
    give(page.week[2], "noon")
    assert couriers.get("JNE").id == 0
    assert page.trouble.isVisible()
    assert page.week[2].property("wrong") == "true"


def test_lists_are_typed_line_by_line(page):
    page.which.choose("JNE")
    page._fill()
    give(page.services, "REG; 3; 15:00\nYES; 1")
    give(page.dates, "2026-12-24 12:00\n2026-12-25")
    give(page.columns, "No. Resi = tracking\nname")
    found = couriers.get("JNE")
    assert found.services == (Service("REG", 3, "15:00"), Service("YES", 1))
    assert found.dates == (("2026-12-24", "12:00"), ("2026-12-25", ""))
    assert found.columns == (("No. Resi", "tracking"), ("name", "name"))


def test_a_courier_is_added_renamed_and_switched_off(page):
    give(page.new, "Own van")
    assert page.which.value() == "Own van"
    give(page.name_, "Blue van")
    assert couriers.get("Blue van").also == ("Own van",)
    page.switches["active"].click()
    assert couriers.meant("Own van") is None


def test_estimates_are_made_more_cautious(page):
    page.share.choose(95)
    page.share.picked.emit(95)
    page.extra.picked.emit(2)
    page.tell.click()
    assert estimates.rule() == estimates.Rule(False, 0.95, 2)


@pytest.mark.parametrize(
    ("text", "read", "write"),
    [
        ("REG; 3; 15:00\nYES", typed.services_of, typed.services_text), ("REG; ; 15:00", typed.services_of,
         typed.services_text), ("2026-12-24 12:00\n2026-12-25", typed.dates_of, typed.dates_text),
        ("No. Resi = tracking\nname\na = b = order", typed.columns_of, typed.columns_text),
    ],
)  # fmt: skip
def test_a_typed_list_is_shown_again_as_it_was_typed(text, read, write):
    assert write(read(text)) == text


def test_the_page_can_be_read_in_every_look(page):
    couriers.change("JNE", week=("15:00",) * 7, services=(Service("REG", 3),), link="https://jne.example/{number}")
    page.reload()
    assert faults_in_every_look(page.window()) == []
