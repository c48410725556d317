"""What the window knows of a page before its first visit is what the page says of itself."""

import subprocess
import sys
from dataclasses import fields

import pytest

from desktop.ui.screen import Page
from desktop.ui.screens import SCREENS


@pytest.mark.parametrize("page", SCREENS, ids=lambda page: page.name)
def test_a_page_is_what_its_class_says(page: Page) -> None:
    kind = page.load()
    told = {each.name: getattr(page, each.name) for each in fields(page) if each.name != "load"}
    assert told == {name: getattr(kind, name) for name in told}


def test_no_page_is_imported_before_it_is_visited() -> None:
    code = "import sys, desktop.ui.start; print([m for m in sys.modules if m.startswith('desktop.ui.screens.')])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
