"""Starting and ending: the window, one window a shop, what cannot be opened, and that nothing is left behind."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import changes, packing, settings
from desktop.services.packing import ScanResult
from desktop.ui.dialogs import FaultReport
from desktop.ui.start import Session
from desktop.ui.widgets.lane import Outcome
from tests.services import shop
from tests.shared import REPO
from tests.ui.looks import LOOKS, faults, settle


@pytest.fixture
def begin(data_folder, qtbot):
    """Starts a session on the test's folder and waits until it shows something; all are ended after the test."""
    begun: list[Session] = []

    def start(url: str | None = None, data: Path = data_folder) -> Session:
        session = Session(data, url)
        session.sounds.on = False
        begun.append(session)
        session.begin()
        qtbot.waitUntil(lambda: session.window is not None or session.refusal is not None, timeout=20_000)
        qtbot.waitUntil(lambda: session.tasks.idle, timeout=20_000)
        if session.window is not None:
            qtbot.waitUntil(lambda: session.status is not None and session.tasks.idle, timeout=20_000)
        return session

    yield start
    for session in begun:
        _end(session)
    # The session connected on its own thread; what this one holds is let go here.
    forget()
    changes.work_at("Bench 1", "")


def _end(session: Session) -> None:
    session.end()
    for part in (session.window, session.refusal):
        if part is not None and shiboken6.isValid(part):
            part.close()
            part.deleteLater()


def _made(data: Path, make) -> object:
    """Do something in the shop of this folder before it is opened by a window."""
    open_database(str(data / "kolli.db"))
    try:
        return make()
    finally:
        forget()


def test_a_new_shop_begins_with_the_welcome(begin):
    session = begin()
    assert session.window.page.name == "welcome"
    assert session.window.isVisible()


def test_a_shop_that_is_set_up_begins_with_its_orders_in_its_look(begin, data_folder):
    def make():
        settings.change_shop(name="Lingonviken", zone="Europe/Stockholm")
        settings.change_bench(name="Bench 7", person="Dewi", theme="dark")

    _made(data_folder, make)
    session = begin()
    assert session.window.page.name == "queue"
    assert changes.actor().bench == "Bench 7"
    from desktop.ui.theme import theme

    assert theme().mode == "dark"


def test_what_this_bench_was_packing_is_open_again_exactly_where_it_was(begin, data_folder, qtbot):
    def make() -> ScanResult:
        settings.change_shop(name="Sagara Rasa")
        changes.work_at(settings.bench().name, "")
        order = shop.order(("AAA-1111", 3))
        packing.open_order(order.id)
        return packing.scan(order.id, "AAA-1111")

    result = _made(data_folder, make)
    session = begin()
    page = session.window.page
    assert page.name == "packing"
    qtbot.waitUntil(lambda: page.telling.order is not None)
    assert (result.left, page.stage.side.checklist.rows[0].left) == (2, 2)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_start_raises_the_first_window_and_ends(begin, data_folder, qtbot):
    session = begin()
    session.window.showMinimized()
    qtbot.waitUntil(lambda: bool(session.window.windowState() & Qt.WindowState.WindowMinimized))
    second = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data", str(data_folder)], cwd=REPO, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    _out, said = second.communicate()
    assert second.returncode == 0, said.decode()
    assert b"Traceback" not in said
    qtbot.waitUntil(lambda: not session.window.windowState() & Qt.WindowState.WindowMinimized)
    assert session.window.page.name == "welcome"


def test_another_folder_is_another_shop(begin, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    assert begin().window is not None
    assert begin(data=other).window is not None


def test_the_window_closes_within_two_seconds_with_all_that_runs_beside(begin, qtbot):
    session = begin()
    qtbot.waitUntil(lambda: session.app.sync is not None, timeout=20_000)
    begun = time.monotonic()
    session.window.close()
    session.end()
    assert time.monotonic() - begun < 2


def test_work_that_was_asked_is_done_before_the_window_has_ended(begin):
    session = begin()
    done = []
    session.tasks.run(lambda: (time.sleep(0.2), done.append("first")))
    session.tasks.run(lambda: done.append("second"))
    session.end()
    assert done == ["first", "second"]


def test_starting_again_after_the_end_works(begin):
    first = begin()
    _end(first)
    assert begin().window is not None


def _damaged(data: Path) -> str | None:
    (data / "kolli.db").write_bytes(b"This is no database. " * 500)
    return None


def _newer(data: Path) -> str | None:
    open_database(str(data / "kolli.db"))
    forget()
    file = sqlite3.connect(data / "kolli.db")
    file.execute("PRAGMA user_version = 9999")
    file.close()
    return None


def _unreachable(data: Path) -> str | None:
    return "postgresql://kolli@127.0.0.1:1/kolli"


def _folder_is_a_file(data: Path) -> str | None:
    (data / "kolli.lock").mkdir()
    return None


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_damaged, "is not a Kolli database or is damaged"),
        (_newer, "opened by a newer Kolli"),
        (_unreachable, "database cannot be reached"),
        (_folder_is_a_file, ""),
    ],
    ids=["damaged", "newer", "unreachable", "folder refused"],
)
def test_a_shop_that_cannot_be_opened_is_one_calm_page(begin, data_folder, spoil, says):
    session = begin(url=spoil(data_folder))
    assert session.window is None
    assert session.code == 1
    page = session.refusal
    assert page.isVisible()
    text = page.sentence._detail.text()
    assert says in text
    assert "Traceback" not in text
    assert "Error" not in text
    for look in LOOKS[:6]:
        page.resize(*look.size)
        assert faults(settle(page)) == []
    QTest.keyClick(page, Qt.Key.Key_Escape)


@pytest.mark.logs_errors
def test_a_fault_is_one_dialog_and_the_work_goes_on(begin, qtbot):
    session = begin()
    session.window.open("packing")
    for _turn in range(3):
        try:
            raise ZeroDivisionError
        except ZeroDivisionError as error:
            session.report(type(error), error, error.__traceback__)
    reports = session.window.findChildren(FaultReport)
    assert len(reports) == 1
    assert "ZeroDivisionError" in reports[0].report.toPlainText()
    reports[0].close()
    qtbot.waitUntil(lambda: not session.window.findChildren(FaultReport))
    session.window.scan("2900010099416")
    qtbot.waitUntil(lambda: session.window.lane.outcome is Outcome.UNKNOWN)


@pytest.mark.logs_errors
def test_a_fault_of_the_database_thread_is_one_dialog_too(begin, qtbot):
    session = begin()
    session.tasks.run(lambda: 1 // 0)
    qtbot.waitUntil(lambda: len(session.window.findChildren(FaultReport)) == 1)
    assert QApplication.activeModalWidget() is session.window.findChildren(FaultReport)[0]


def test_nothing_heavy_is_loaded_before_the_first_paint():
    """HTTP and PDF are loaded after the window is there: they cost more than the window."""
    code = "import sys, desktop.ui.start; print([m for m in ('httpx', 'reportlab', 'barcode') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_the_command_bar_leads_to_the_pages_that_are_not_on_the_rail(begin, qtbot):
    session = begin()
    session.window.open("queue")
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    bar = session.window.command_bar
    QTest.keyClicks(bar.field, "read a f")
    qtbot.waitUntil(lambda: any("Read a file" in found.text for found in bar.found()))
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.window.page.name == "import")
