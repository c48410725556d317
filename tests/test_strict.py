"""The tests themselves are strict: what a test leaves behind fails it."""

import subprocess
import sys
from pathlib import Path

from tests.shared import REPO

SLOPPY = """
import logging, threading, time, warnings
import pytest
from PySide6.QtCore import qWarning

def test_logs_an_error():
    logging.getLogger("desktop").error("something broke")

def test_warns():
    warnings.warn("old")

def test_qt_warns(qtbot):
    qWarning("QObject: something is wrong")

def test_leaves_a_thread():
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()

@pytest.mark.logs_errors
def test_logs_an_error_and_means_it():
    logging.getLogger("desktop").error("something broke")

def test_waits_for_its_thread():
    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()
    thread.join()
"""


def test_an_error_a_warning_a_qt_warning_and_a_thread_fail_the_test_that_leaves_them(tmp_path: Path) -> None:
    file = tmp_path / "test_sloppy.py"
    file.write_text(SLOPPY)
    words = ["-p", "tests.strict", "-p", "no:cacheprovider", "--noconftest", "-c", str(REPO / "pyproject.toml")]
    command = [sys.executable, "-m", "pytest", *words, "--rootdir", str(tmp_path), "-rA", "-q", "--tb=no", str(file)]
    said = subprocess.run(command, cwd=REPO, capture_output=True, text=True).stdout
    outcome = {
        line.split("::")[1].split(" ")[0]: line.split(" ")[0]
        for line in said.splitlines()
        if line.startswith(("PASSED", "FAILED", "ERROR")) and "::" in line
    }
    assert outcome.pop("test_logs_an_error_and_means_it") == "PASSED"
    assert outcome.pop("test_waits_for_its_thread") == "PASSED"
    assert len(outcome) == 4
    assert "PASSED" not in outcome.values()
