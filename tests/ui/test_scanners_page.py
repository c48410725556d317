"""Settings, Scanners: one scan teaches how the scanner types; a check says how each scan came; scanners on lines."""

import os
import tty

import pytest

from desktop.domain.scanners import CALIBRATION, PARTS, Decode, Profile, Suffix
from desktop.services import changes, printing, scanners, settings
from desktop.services.scanners import LineEnd, LineScanner
from desktop.ui.hub import Hub
from desktop.ui.screens.settings import PAGES, SettingsScreen
from desktop.ui.settings.scanners import ScannersPage
from desktop.ui.wedge import type_keys


@pytest.fixture
def page(sqlite_database, make_window, qtbot):
    settings.change_bench(sounds=False)
    hub = Hub(changes.listen)
    window = make_window([SettingsScreen], hub=hub)
    window.scanners.begin()
    window.open("settings", [key for key, *_more in PAGES].index("scanners") + 1)
    page = window.page.page_of("scanners")
    assert isinstance(page, ScannersPage)
    window.setFocus()
    qtbot.waitUntil(page.isVisible)
    yield page
    hub.close()


def rows(labels):
    return {name.text(): value.text() for name, value in labels if name.text()}


def test_the_calibration_code_teaches_and_counts_nothing(page, qtbot):
    window = page.window()
    heard = []
    window.wedge.scanned.connect(heard.append)
    type_keys(window.windowHandle(), CALIBRATION, suffix="\t", gap_ms=7)
    bench = settings.bench().name
    qtbot.waitUntil(lambda: scanners.profile(bench) != Profile())
    learned = scanners.profile(bench)
    assert (learned.pace_ms, learned.suffix, learned.decode) == (7.0, Suffix.TAB, Decode.TYPED)
    qtbot.waitUntil(lambda: rows(page.learned)["End"] == "Tab")
    assert heard == []
    assert window.wedge.profile == learned
    page.forget.click()
    assert scanners.profile(bench) == Profile()


def test_a_scanner_that_reads_bars_only_learns_from_four_of_them(page, qtbot):
    heard, bench = [], settings.bench().name
    page.window().wedge.scanned.connect(heard.append)
    for part in (PARTS[2], PARTS[0], PARTS[3], PARTS[1]):
        assert scanners.profile(bench) == Profile()
        type_keys(page.window().windowHandle(), part, gap_ms=9)
    qtbot.waitUntil(lambda: scanners.profile(bench) != Profile())
    assert (scanners.profile(bench).decode, scanners.profile(bench).pace_ms) == (Decode.TYPED, 9.0)
    assert heard == []


@pytest.mark.parametrize(
    ("text", "symbology", "what"),
    [
        ("]E04006381333931", "EAN/UPC (]E0)", "a product"),
        ("4006381333932", "not told by the scanner", "another text · wrong check digit"),
        ("]C101095060001343521725113010LOT121SER9", "Code 128 (]C1)",
         "a product · the separator is lost: lot and serial run together"),
    ],
)  # fmt: skip
def test_the_check_says_speed_end_and_symbology(page, text, symbology, what):
    type_keys(page.window().windowHandle(), text, gap_ms=5)
    came = rows(page.came)
    assert (came["Code"], came["Symbology"], came["It is"]) == (text, symbology, what)
    assert (came["Speed"], came["End"]) == ("5 ms a key", "Enter")


def test_what_was_set_by_hand_holds_and_can_be_undone(page, qtbot):
    bench = settings.bench().name
    page.suffix.picked.emit(Suffix.NONE)
    page.separator.given.emit("|")
    assert (scanners.profile(bench).suffix, scanners.profile(bench).separator) == (Suffix.NONE, "|")
    qtbot.waitUntil(lambda: page.window().wedge.profile.suffix is Suffix.NONE)
    page.window().page.undo()
    assert scanners.profile(bench).separator == ""


def test_a_scanner_on_a_line_is_added_and_its_scans_go_the_same_road(page, qtbot, tmp_path):
    master, slave = os.openpty()
    tty.setraw(slave)
    port = tmp_path / "line"
    port.symlink_to(os.ttyname(slave))
    bench = settings.bench().name
    scanners.save(LineScanner("Hand", str(port), bench, line_end=LineEnd.CR))
    page.reload()
    page.line.choose("Hand")
    page.line.picked.emit("Hand")
    window, heard = page.window(), []
    window.wedge.scanned.connect(heard.append)
    qtbot.waitUntil(lambda: "Hand" in window.wedge.conditions() and not window.wedge.conditions()["Hand"].reason)
    os.write(master, b"]E04006381333931\r")
    qtbot.waitUntil(lambda: heard == ["]E04006381333931"])
    assert rows(page.came)["Speed"] == "Hand"
    os.close(master)
    os.close(slave)
    port.unlink()
    strip = window.strip
    qtbot.waitUntil(lambda: "scanner" in strip._items and "Hand" in strip._items["scanner"].accessibleName())
    page.remove.click()
    assert scanners.every(bench) == []
    qtbot.waitUntil(lambda: window.wedge.conditions() == {})


def test_a_scanner_without_a_name_or_a_port_is_refused_in_words(page):
    page.add.click()
    assert "name" in page.trouble.accessibleName().lower() or page.trouble.isVisible()
    assert scanners.every(settings.bench().name) == []


def test_the_scanner_check_is_queued_as_paper(page):
    page.print.click()
    job = printing.jobs()[0]
    assert (job.kind, job.title) == ("scanner-check", settings.bench().name)
