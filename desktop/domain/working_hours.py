"""Hours in which somebody is there: when an answer is due that was promised within so many of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LONGEST_LOOK = 400  # days; a shop that is closed for longer owes its answer at the end of that
WEEK = ("09:00-17:00",) * 5 + ("", "")


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` is "HH:MM-HH:MM" for Monday to Sunday, "" where nobody is there. Closed dates are ISO."""

    week: tuple[str, ...] = WEEK
    closed: tuple[str, ...] = ()


def span(text: str) -> tuple[time, time] | None:
    """A typed span of a day; None for an empty one.

    Raises:
        ValueError: it is none, or ends before it begins.
    """
    plain = text.strip()
    if not plain:
        return None
    begin, dash, end = plain.replace("–", "-").partition("-")
    found = _clock(begin), _clock(end)
    if not dash or found[0] >= found[1]:
        raise ValueError(text)
    return found


def after(start: datetime, hours: float, when: Hours, zone: str) -> datetime:
    """The moment when so many working hours have passed since `start`, in UTC.

    Counted on the clock of the zone, so that a night in which clocks change is as long as it is.
    """
    left = timedelta(hours=hours)
    here = ZoneInfo(zone)
    day = start.astimezone(here).date()
    for days in range(_LONGEST_LOOK):
        opens, closes = _open(day + timedelta(days=days), when, here)
        begins = max(opens, start)
        if begins < closes:
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
    return start + timedelta(days=_LONGEST_LOOK)


def _open(day: date, when: Hours, here: ZoneInfo) -> tuple[datetime, datetime]:
    text = "" if day.isoformat() in when.closed else when.week[day.weekday()]
    found = span(text)
    midnight = datetime.combine(day, time(), here).astimezone(UTC)
    if found is None:
        return midnight, midnight
    return tuple(datetime.combine(day, clock, here).astimezone(UTC) for clock in found)  # type: ignore[return-value]


def _clock(text: str) -> time:
    hours, _colon, minutes = text.strip().replace(".", ":").partition(":")
    return time(int(hours), int(minutes or 0))
