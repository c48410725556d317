"""The rules of handing over: cut-offs, check digits, days on the road, and the pace of a shift."""

import csv
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import cutoff, estimate, pace, tracking
from desktop.domain.cutoff import Timetable
from desktop.domain.pace import Job, Pace
from tests.shared import SHARED

WORKDAYS = Timetable(("15:00",) * 5 + ("12:00", ""), {"2026-12-25": "", "2026-12-24": "11:30"})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "following", "missed"),
    [
        ("2026-11-12T13:48+07:00", "Asia/Jakarta", "2026-11-12T15:00+07:00", None),
        ("2026-11-12T15:00+07:00", "Asia/Jakarta", "2026-11-12T15:00+07:00", None),
        ("2026-11-12T15:18+07:00", "Asia/Jakarta", "2026-11-13T15:00+07:00", "2026-11-12T15:00+07:00"),
        ("2026-11-13T16:00+07:00", "Asia/Jakarta", "2026-11-14T12:00+07:00", "2026-11-13T15:00+07:00"),
        ("2026-11-14T13:00+07:00", "Asia/Jakarta", "2026-11-16T15:00+07:00", "2026-11-14T12:00+07:00"),  # over Sunday
        ("2026-11-15T09:00+07:00", "Asia/Jakarta", "2026-11-16T15:00+07:00", None),
        ("2026-12-24T09:00+01:00", "Europe/Stockholm", "2026-12-24T11:30+01:00", None),
        ("2026-12-24T12:00+01:00", "Europe/Stockholm", "2026-12-26T12:00+01:00", "2026-12-24T11:30+01:00"),
        ("2026-03-27T20:00+01:00", "Europe/Stockholm", "2026-03-28T12:00+01:00", "2026-03-27T15:00+01:00"),
        ("2026-03-28T13:00+01:00", "Europe/Stockholm", "2026-03-30T15:00+02:00", "2026-03-28T12:00+01:00"),  # summer
        ("2026-10-24T13:00+02:00", "Europe/Stockholm", "2026-10-26T15:00+01:00", "2026-10-24T12:00+02:00"),  # winter
        ("2026-11-11T23:30+00:00", "Asia/Jakarta", "2026-11-12T15:00+07:00", None),  # the next day there
    ],
)
def test_the_next_cut_off_is_in_the_shops_own_time(moment: str, zone: str, following: str, missed: str | None) -> None:
    found = cutoff.look(WORKDAYS, at(moment), zone)
    assert found.next == at(following)
    assert found.missed == (at(missed) if missed else None)


def test_a_time_that_the_clocks_jump_over_or_that_comes_twice_is_one_moment() -> None:
    night = Timetable(("02:30",) * 7)
    assert cutoff.look(night, at("2026-03-29T00:30+01:00"), "Europe/Stockholm").next == at("2026-03-29T03:30+02:00")
    assert cutoff.look(night, at("2026-10-25T00:30+02:00"), "Europe/Stockholm").next == at("2026-10-25T02:30+02:00")


def test_a_courier_that_never_comes_has_no_cut_off() -> None:
    assert cutoff.look(Timetable(), at("2026-11-12T13:48+07:00"), "Asia/Jakarta").next is None
    assert Timetable().empty
    assert not WORKDAYS.empty


@pytest.mark.parametrize(("typed", "kept"), [("15:00", "15:00"), ("9.05", "09:05"), (" ", ""), ("0:00", "00:00")])
def test_a_time_is_typed_either_way(typed: str, kept: str) -> None:
    assert cutoff.time_of(typed) == kept


@pytest.mark.parametrize("typed", ["24:00", "12", "12:60", "noon", "-1:00", "12:5"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        cutoff.time_of(typed)


@pytest.mark.skipif(not (SHARED / "data" / "carriers").is_dir(), reason="the shared data are not here")
def test_every_number_with_a_public_check_digit_is_judged_as_the_shared_samples_say() -> None:
    judged = 0
    with (SHARED / "data" / "carriers" / "tracking_samples.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["valid"]:
                found = tracking.check(row["number"], row["carrier"])
                assert (found.kind != "", found.right) == (True, row["valid"] == "1"), row
                judged += 1
    assert judged > 50


@pytest.mark.parametrize("number", ["010480057142883", "JX3651323536", "whatever", "", "1Z", "0" * 400, "😀"])
def test_a_number_without_a_check_digit_is_never_doubted(number: str) -> None:
    assert tracking.check(number).right


@pytest.mark.parametrize(("number", "right"), [("1Z5R89390357567127", True), ("1Z5R89390357567128", False)])
def test_a_number_of_ups_has_its_own_rule(number: str, right: bool) -> None:
    assert tracking.check(number) == tracking.Checked("UPS", right)


def test_days_are_working_days() -> None:
    friday = date(2026, 12, 18)
    assert estimate.arrival(friday, 2, range(5), ()) == date(2026, 12, 22)
    assert estimate.arrival(friday, 4, range(5), ("2026-12-24", "2026-12-25")) == date(2026, 12, 28)
    assert estimate.arrival(date(2026, 12, 19), 0, range(5), ()) == date(2026, 12, 21)  # nobody delivers on a Saturday
    assert estimate.taken(friday, date(2026, 12, 22), range(5), ()) == 2


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(1, 20), st.sets(st.integers(0, 6), min_size=1))
def test_what_was_taken_is_what_would_have_been_said(left: date, days: int, working: set[int]) -> None:
    assert estimate.taken(left, estimate.arrival(left, days, working, ()), working, ()) == days


def test_the_safe_day_is_kept_as_often_as_it_says() -> None:
    """Whatever the distribution: the next parcel of the same road is within the safe days."""
    dice = random.Random(7)
    kept = asked = 0
    for _turn in range(600):
        road = [dice.choice((1, 1, 2, 2, 2, 3, 3, 4, 6, 9)) for _parcel in range(40)]
        days = estimate.learn(road, 0.9)
        assert days is not None
        assert days.likely <= days.safe
        kept += dice.choice((1, 1, 2, 2, 2, 3, 3, 4, 6, 9)) <= days.safe
        asked += 1
    assert kept / asked >= 0.88
    assert estimate.learn([1] * 7, 0.9) is None


def test_the_pace_is_that_of_the_bench_and_not_of_its_lunch() -> None:
    packed = [(units, 40.0 + 8 * units) for units in (1, 1, 2, 3, 3, 4, 6, 8, 9)]
    found = pace.measure([*packed, (2, 3600.0)])
    assert found is not None
    assert 30 <= found.needs(1) <= 70
    assert 70 <= found.needs(8) <= 130
    assert pace.measure([]) is None


@given(st.lists(st.tuples(st.floats(1, 500), st.floats(0, 4000)), min_size=1, max_size=40))
def test_no_sequence_by_the_due_time_saves_more_than_the_best_order(rows: list[tuple[float, float]]) -> None:
    jobs = [Job(turn, needs, due) for turn, (needs, due) in enumerate(rows)]
    best = pace.best_order(jobs)
    assert sorted(job.id for job in best) == list(range(len(jobs)))
    assert len(pace.misses(best)) <= len(pace.misses(jobs))
    assert len(pace.misses(best)) <= len(pace.misses(sorted(jobs, key=lambda job: job.due)))


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 30)), min_size=1, max_size=6))
def test_the_best_order_of_few_is_the_best_of_all(rows: list[tuple[int, int]]) -> None:
    from itertools import permutations

    jobs = [Job(turn, float(needs), float(due)) for turn, (needs, due) in enumerate(rows)]
    least = min(len(pace.misses(each)) for each in permutations(jobs))
    assert len(pace.misses(pace.best_order(jobs))) == least


def test_a_shift_in_the_best_order_has_more_on_time_than_the_oldest_first() -> None:
    dice = random.Random(3)
    saved = []
    for _shift in range(30):
        jobs = [
            Job(turn, Pace(45, 9).needs(dice.choice((1, 1, 2, 3, 5, 9))), dice.choice((3600, 7200, 10800, 21600)))
            for turn in range(220)
        ]
        saved.append(len(pace.misses(jobs, 2)) - len(pace.misses(pace.best_order(jobs, 2), 2)))
    assert min(saved) >= 0
    assert sum(saved) / len(saved) > 10
    assert timedelta(seconds=Pace(45, 9).needs(1)).total_seconds() == 54
