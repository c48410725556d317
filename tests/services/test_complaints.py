"""A complaint is answered in time: working hours of the shop's zone, each answer once, what was said only grows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.holes import UnknownHole
from desktop.domain.working_hours import Hours, after
from desktop.services import changes, complaints, settings
from desktop.services.complaints import Timer
from tests.services import shop

FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)  # 15:00 in Jakarta


@pytest.fixture(autouse=True)
def _shop(sqlite_database: object) -> Iterator[None]:
    settings.change_shop(name="Toko", zone="Asia/Jakarta")
    changes.set_clock(lambda: FRIDAY)
    yield
    changes.set_clock(None)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (FRIDAY, 1, "2026-11-20T09:00"),
        (FRIDAY, 2, "2026-11-20T10:00"),  # closing time itself
        (FRIDAY, 3, "2026-11-23T03:00"),  # Monday 10:00 in Jakarta
        (FRIDAY, 8, "2026-11-23T08:00"),
        (datetime(2026, 11, 21, 4, tzinfo=UTC), 1, "2026-11-23T03:00"),  # a Saturday
    ],
)
def test_hours_count_while_somebody_is_there(start: datetime, hours: int, due: str) -> None:
    assert after(start, hours, Hours(), "Asia/Jakarta") == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_closed_day_and_a_night_of_changing_clocks_count_as_they_are() -> None:
    closed = Hours(closed=("2026-11-23",))
    assert after(FRIDAY, 3, closed, "Asia/Jakarta") == datetime(2026, 11, 24, 3, tzinfo=UTC)
    night = Hours(week=("00:00-23:59",) * 7)
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnight in Stockholm, the night has 25 hours
    assert after(start, 24, night, "Europe/Stockholm") == start + timedelta(hours=24)
    assert after(start, 1, Hours(week=("",) * 6 + ("",)), "Europe/Stockholm") > start + timedelta(days=300)


def test_a_complaint_waits_for_us_then_for_them_and_is_solved_and_opened_again() -> None:
    order = shop.order(("TEA", 1))
    case = complaints.open_complaint("Torn box", "It came torn.", order_id=order.id)
    row = complaints.show(case).row
    assert (row.state, row.name, row.due_at) == ("open", "Ayu Lestari", datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert complaints.overdue() == 0
    changes.set_clock(lambda: FRIDAY + timedelta(days=4))
    assert complaints.overdue() == 1
    assert [each.is_overdue for each in complaints.listed()] == [True]
    assert complaints.answer(case, "{hello}\nsorry for {number}.", "chat", cause="a1")
    assert not complaints.answer(case, "{hello}\nsorry for {number}.", "chat", cause="a1")
    assert (complaints.show(case).row.state, complaints.overdue()) == ("waiting", 0)
    complaints.heard(case, "Still torn")
    assert complaints.show(case).row.state == "open"
    assert complaints.solve(case, "new one sent")
    assert not complaints.solve(case)
    assert complaints.listed() == []
    assert complaints.reopen(case)
    said = complaints.show(case).said
    assert [each.kind for each in said] == ["in", "chat", "in", "solved", "reopened"]
    assert f"sorry for {order.number}" in said[1].body
    assert "Ayu" in said[1].body
    assert shop.history(order.id).count("complaint") == 1


def test_who_asks_twice_is_not_answered_later() -> None:
    order = shop.order(("TEA", 1))
    case = complaints.open_complaint("Torn box", order_id=order.id)
    due = complaints.show(case).row.due_at
    changes.set_clock(lambda: FRIDAY + timedelta(hours=1))
    complaints.heard(case, "Hello?")
    assert complaints.show(case).row.due_at == due


def test_a_mail_that_cannot_go_leaves_the_complaint_to_be_answered() -> None:
    case = complaints.open_complaint("Torn box", order_id=shop.order(("TEA", 1)).id)
    with pytest.raises(NotAllowed):
        complaints.answer(case, "sorry", "mail")
    found = complaints.show(case)
    assert (found.row.state, found.said) == ("open", ())
    with pytest.raises(BadInput):
        complaints.open_complaint(" ", order_id=1)


def test_standard_answers_are_kept_by_language_and_checked() -> None:
    names = [each.name for each in complaints.standards("sv")]
    complaints.change("sorry", "sv", "Hej {name}")
    complaints.change("sizes", "sv", "Storlekar")
    found = {each.name: each for each in complaints.standards("sv")}
    assert [*found] == [*names, "sizes"]
    assert (found["sorry"].body, found["sorry"].own, found["late"].own) == ("Hej {name}", True, False)
    assert not complaints.standards("en")[0].own
    complaints.change("sorry", "sv", "")
    complaints.change("sizes", "sv", "")
    assert [(each.name, each.own) for each in complaints.standards("sv")] == [(name, False) for name in names]
    with pytest.raises(UnknownHole) as refused:
        complaints.change("sorry", "sv", "{secret}")
    assert "{hello}" in refused.value.say()


def test_the_timer_is_checked() -> None:
    complaints.change_timer(Timer(2, Hours(("08:00-20:00",) * 7)))
    assert complaints.timer().hours == 2
    for wrong in (Timer(0), Timer(8, Hours(("17:00-09:00",) * 7)), Timer(8, Hours(("",) * 7))):
        with pytest.raises(BadInput):
            complaints.change_timer(wrong)
