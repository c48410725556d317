"""One at a time, among benches whose clocks may say anything; and never for ever."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from desktop.models.base import is_postgres
from desktop.services import changes, lease


@pytest.fixture
def clock() -> Iterator[list[float]]:
    moved = [0.0]
    changes.set_clock(lambda: datetime.now(UTC) + timedelta(seconds=moved[0]))
    yield moved
    changes.set_clock(None)


def test_a_lease_is_one_benchs_whatever_the_clocks_of_the_others_say(database: str, clock: list[float]) -> None:
    assert lease.take("x", "one", 60)
    assert not lease.take("x", "two", 60)
    if is_postgres():  # the server tells the time
        for days in (-3, 400):
            clock[0] = days * 86_400
            assert not lease.take("x", "two", 60)
            assert lease.take("x", "one", 60)
    lease.leave("x", "one")
    assert lease.take("x", "two", 60)


def test_a_lease_ends_by_itself(database: str, clock: list[float]) -> None:
    assert lease.take("x", "one", 0.2)
    end = time.monotonic() + 15
    while not lease.take("x", "two", 60):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert not lease.take("x", "one", 60)


@pytest.mark.parametrize("days", [-400, -3])
@pytest.mark.usefixtures("sqlite_database")
def test_a_clock_put_back_makes_no_lease_longer(clock: list[float], days: int) -> None:
    assert lease.take("x", "one", 60)
    clock[0] = days * 86_400
    assert not lease.take("x", "two", 60)  # its holder may be at work still
    clock[0] += 59
    assert not lease.take("x", "two", 60)
    clock[0] += 2
    assert lease.take("x", "two", 60)
