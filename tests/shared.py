"""Data shared by the people of the project: real orders, recorded stores, designs. It lies beside the checkout."""

from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"


def shared(path: str) -> Path:
    """A file or folder of the shared data; the test is skipped, by name, where it is not there."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"shared/{path} is not beside this checkout")
    return found


def needs_shared(path: str) -> pytest.MarkDecorator:
    """Mark a test, or a module's `pytestmark`, that cannot run without this shared file or folder."""
    return pytest.mark.skipif(not (SHARED / path).exists(), reason=f"shared/{path} is not beside this checkout")
