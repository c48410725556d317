"""Every text for people exists in every language, with the same holes."""

import subprocess
import sys

from tests.shared import REPO


def test_every_text_is_translated_and_keeps_its_holes() -> None:
    command = [sys.executable, "scripts/i18n.py", "--check"]
    found = subprocess.run(command, cwd=REPO, capture_output=True, text=True)
    assert found.returncode == 0, "\n" + found.stdout + found.stderr
