"""Calibrating a printer at its settings: print, scan or measure, use, undo; by keyboard and scanner."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain import self_check as rules
from desktop.domain.calibration import Calibration
from desktop.services import calibrating, changes, printers, printing, settings
from desktop.services.printers import PrinterRow
from desktop.ui.hub import Hub
from desktop.ui.screens.settings import SettingsScreen
from desktop.ui.settings.calibration import CalibrationSheet
from desktop.ui.wedge import type_keys
from tests.ui.looks import LOOKS, faults, settle, wear

OFF = Calibration(1.2, -0.8, 1.008, 0.995, 0.4)


@pytest.fixture
def row(sqlite_database, tmp_path):
    return printers.save(PrinterRow("Labels", "folder", {"folder": str(tmp_path)}, ("parcel-label",), 203))


@pytest.fixture
def sheet(row, make_window, qtbot):
    settings.change_bench(sounds=False)
    hub = Hub(changes.listen)
    window = make_window([SettingsScreen], hub=hub)
    window.open("settings", 3)
    sheet = CalibrationSheet(window.page.desk, row, window)
    sheet.open()
    qtbot.waitUntil(sheet.isVisible)
    yield sheet
    sheet.close()
    hub.close()


def codes(row, off, known=None):
    """What a person scans of this printer's page: at each fold the nearest code that reads, and bars from 3 dots."""
    page = calibrating.standing(row.name).page
    size, mark = (page.width, page.height), rules.stamp(known) if known else 0
    whole = [
        step for step in page.steps
        if step.start * page.dot > rules.crease(off, step.side, step.along * page.dot, page.fold * page.dot, size) - 0.1
    ]  # fmt: skip
    read = [min(step.index for step in whole if step.place == place) for place in range(8)]
    read += [rules.trimmed(1), rules.along(3), rules.along(4), rules.across(4), rules.across(5)]
    return [rules.code(row.id, mark, index) for index in read]


def scan(sheet, texts):
    for text in texts:
        sheet.parent().scan(text)


def test_scans_show_what_is_off_and_enter_corrects_every_paper(sheet, row, qtbot):
    type_keys(sheet.windowHandle(), codes(row, OFF)[0], gap_ms=5)
    assert "Still to scan: 2, 3, 4, 5, 6, 7, 8, 9, A, B" in sheet._open.text()
    scan(sheet, random.Random(1).sample(codes(row, OFF), 13))
    assert not sheet._open.isVisible()
    assert "too far to the right" in sheet._said.text()
    assert "clockwise" in sheet._said.text()
    assert "4 dots, 0.50 mm" in sheet._said.text()
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    kept = calibrating.known("Labels")
    assert abs(kept.offset_x_mm - 1.2) < 0.5
    assert calibrating.least_dots(printers.every()[0]) == 4
    assert kept.darkness == -1
    QTest.keyClick(sheet, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert calibrating.known("Labels") == Calibration()
    assert calibrating.least_dots(printers.every()[0]) == 0


def test_a_code_of_another_page_is_refused_and_the_others_stay(sheet, row):
    scan(sheet, codes(row, OFF)[:3])
    scan(sheet, [rules.code(row.id + 1, 0, 3), "4006381333931"])
    assert "another page" in sheet.trouble.text()
    assert len(sheet._texts) == 3


def test_a_ruler_s_figures_are_typed(sheet, row):
    sheet.ways.choose("measure")
    for name, typed in (("a", "11,2"), ("b", "9.5"), ("d", "80.8")):
        sheet.figures[name].setText(typed)
    sheet.figures["d"].editingFinished.emit()
    assert "0.5 mm too high" in sheet._said.text()
    assert "1.0% too wide" in sheet._said.text()
    sheet.figures["a"].setText("eleven")
    sheet.figures["a"].editingFinished.emit()
    assert sheet.figures["a"].property("wrong") == "true"


def test_the_pages_are_queued_for_this_printer(sheet, row):
    QTest.keyClick(sheet, Qt.Key.Key_F8)
    calibrating.keep("Labels", OFF)
    sheet._again()
    QTest.keyClick(sheet, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert [(job.kind, job.printer) for job in printing.jobs()] == [
        ("self-check-proof", "Labels"), ("self-check", "Labels"),
    ]  # fmt: skip


def test_nothing_is_cut_in_any_look(sheet, row):
    printers.save(replace(row, settings={**row.settings, "calibration": OFF.kept(), "least_dots": 4}))
    sheet._again()
    scan(sheet, codes(row, OFF))
    window = sheet.parent()
    for look in LOOKS[::3]:
        wear(window, look)
        sheet.retranslate()
        settle(sheet)
        assert faults(sheet) == [], look
