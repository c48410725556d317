"""What no test may leave behind: a logged error, a thread. (Warnings and Qt's own messages: see pyproject.toml.)"""

import logging
import threading
import time
from collections.abc import Iterator

import pytest

_GRACE = 2.0  # seconds that a thread which was told to stop may still take


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which the program logged an error; a test that means it says `logs_errors`."""
    heard = _Errors()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    if heard.records and not request.node.get_closest_marker("logs_errors"):
        said = "\n".join(logging.Formatter().format(record) for record in heard.records)
        pytest.fail(f"the program logged an error:\n{said}", pytrace=False)


@pytest.fixture(autouse=True)
def no_threads_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    if request.node.get_closest_marker("leaves_threads"):
        return
    until = time.monotonic() + _GRACE
    while left := [thread for thread in threading.enumerate() if thread not in before and not _foreign(thread)]:
        if time.monotonic() > until:
            pytest.fail(f"threads left behind: {', '.join(thread.name for thread in left)}", pytrace=False)
        time.sleep(0.01)


def _foreign(thread: threading.Thread) -> bool:
    """A thread that Qt or another library made, and that only looked into Python."""
    return isinstance(thread, threading._DummyThread)
