"""Settings, Packing rules and Sounds, and the command card of This bench: used by keys on a real database."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.checks import CheckRule, Kind, Per
from desktop.domain.tasks import What, When
from desktop.services import changes, checks, printers, printing, settings, tasks
from desktop.services.printers import PrinterRow
from desktop.ui.hub import Hub
from desktop.ui.sounds import TONES
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_settings_screen import undo, write


@pytest.fixture
def listening():
    hub = Hub(changes.listen)
    yield hub
    hub.close()


@pytest.fixture
def open_page(sqlite_database, make_window, listening, monkeypatch):
    """The settings at one of their pages: the window, and the page."""
    monkeypatch.setattr("desktop.devices.system_queues", list)
    opened = []

    def show(key):
        window = make_window(hub=listening)
        opened.append(window)
        window.open("settings")
        window.page.list.choose(key)
        QTest.qWait(0)
        return window, window.page.page_of(key)

    yield show
    for window in opened:
        window.desk.sounds.close()


def pick(choice, value):
    """Choose by keys, as a person does in a drop-down list."""
    choice.setFocus()
    places = [at for at in range(choice.count()) if choice.itemData(at) == value]
    way = Qt.Key.Key_Down if places[0] > choice.currentIndex() else Qt.Key.Key_Up
    while choice.currentIndex() != places[0]:
        QTest.keyClick(choice, way)
    QTest.qWait(0)


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.qWait(0)


def test_a_rule_is_written_and_changed_and_ctrl_z_takes_it_back(open_page):
    window, page = open_page("rules")
    form = page.tasks
    pick(form.which, 0)
    write(form.text, "Add a sample")
    pick(form.when, When.TOTAL)
    write(form.value, "500000")
    click(form.add)
    made = tasks.rules()[-1]
    assert (made.what, made.when, made.value, made.text, made.active) == (
        What.OWN, When.TOTAL, "500000", "Add a sample", True,
    )  # fmt: skip
    assert form.which.value() == made.id  # the form shows the new one
    write(form.value, "750000")
    assert tasks.rules()[-1].value == "750000"
    undo(window)
    assert tasks.rules()[-1].value == "500000"
    click(form.remove)
    assert made.id not in [rule.id for rule in tasks.rules()]
    undo(window)
    assert made in tasks.rules()


def test_a_condition_that_needs_a_word_is_kept_when_it_has_one(open_page):
    _window, page = open_page("rules")
    form = page.tasks
    card = next(rule for rule in tasks.rules() if rule.what is What.CARD)
    pick(form.which, card.id)
    assert form.active.isChecked() is False
    pick(form.when, When.COURIER)
    kept = next(rule for rule in tasks.rules() if rule.id == card.id)
    assert kept.when is not When.COURIER  # it says nothing yet
    write(form.value, "GoSend")
    kept = next(rule for rule in tasks.rules() if rule.id == card.id)
    assert (kept.when, kept.value) == (When.COURIER, "GoSend")
    click(form.active)
    assert next(rule for rule in tasks.rules() if rule.id == card.id).active


def test_a_rule_that_cannot_be_is_refused_in_a_sentence(open_page):
    _window, page = open_page("rules")
    before = tasks.rules()
    pick(page.tasks.which, 0)
    click(page.tasks.add)  # a task of one's own without words
    assert page.trouble.isVisible()
    assert tasks.rules() == before


def test_a_question_with_limits_is_written_and_changed(open_page):
    _window, page = open_page("rules")
    form = page.checks
    assert not form.low.isVisible()
    write(form.articles, "SMB-*")
    write(form.question, "Fill height")
    pick(form.kind, Kind.VALUE)
    assert form.low.isVisible()
    write(form.low, "40")
    write(form.high, "55,5")
    write(form.unit, "mm")
    pick(form.per, Per.LINE)
    click(form.add)
    assert checks.rules() == [
        CheckRule("SMB-*", "Fill height", Kind.VALUE, "mm", Decimal(40), Decimal("55.5"), Per.LINE, id=1)
    ]
    write(form.low, "60")
    assert page.trouble.isVisible()  # above the highest
    assert checks.rules()[0].low == Decimal(40)
    click(form.remove)
    assert checks.rules() == []


def test_volume_and_voice_are_heard_at_once(open_page):
    window, page = open_page("sounds")
    sounds = window.desk.sounds
    click(page.spoken)
    assert settings.bench().spoken
    assert sounds.spoken
    click(page.counts)
    assert sounds.counts is False
    page.volume.setFocus()
    QTest.keyClick(page.volume, Qt.Key.Key_Left)
    QTest.qWait(0)
    assert settings.bench().volume == 60
    assert (sounds.volume, sounds.last) == (60, "right")
    undo(window)
    assert sounds.volume == 80


def test_the_sound_check_plays_every_tone_also_on_a_silent_bench(open_page, qtbot, monkeypatch):
    window, page = open_page("sounds")
    settings.change_bench(sounds=False)
    played = []
    monkeypatch.setattr(window.desk.sounds, "try_out", played.append)
    page.check._turn.setInterval(1)
    with qtbot.waitSignal(page.check.ended, timeout=3000):
        click(page.all)
    assert played == list(TONES)
    played.clear()
    click(page.check.rows["unknown"].play)
    assert played == ["unknown"]
    page.check.play_all()
    window.open("settings")
    window.page.list.choose("bench")
    QTest.qWait(5)
    assert not page.check._turn.isActive()  # nobody hears a page that is not shown


def test_the_command_card_is_printed_for_this_bench(open_page):
    window, page = open_page("bench")
    settings.change_bench(name="Meja 2")
    page.reload()
    printers.save(PrinterRow("Office", "folder", {}, ("pick-list",)))
    click(page.card)
    job = printing.jobs(limit=1)[0]
    assert (job.kind, job.title, job.state) == ("command-card", "Meja 2", "queued")
    assert printers.route("command-card", "Meja 2").name == "Office"
    assert "Office" in window.lane.detail


@pytest.mark.parametrize("key", ["rules", "sounds", "bench"])
def test_every_look_can_be_read(open_page, key):
    checks.save_rule(CheckRule("SMB-*", "Fill height", Kind.VALUE, "mm", Decimal(40), Decimal("55.5"), Per.LINE))
    window, _page = open_page(key)
    for look in LOOKS:
        assert faults(wear(window, look)) == [], look
