"""When a courier's next pick-up closes: times of the week and dates that differ, in the shop's own zone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_LOOK = 60  # days; a courier that does not come for so long does not come
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Timetable:
    """`week` is HH:MM for Monday to Sunday, "" where there is no pick-up; `dates` overrule it by ISO date."""

    week: tuple[str, ...] = ("",) * 7
    dates: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nobody has said a time yet."""
        return not any(self.week) and not any(self.dates.values())

    def on(self, day: date) -> str:
        """The time of this day, "" for none."""
        return self.dates.get(day.isoformat(), self.week[day.weekday()])


@dataclass(frozen=True, slots=True)
class CutOff:
    """The pick-up that counts now: the next one, or today's that has passed. None: none is known."""

    next: datetime | None
    missed: datetime | None = None  # the last one of today that has passed


def time_of(text: str) -> str:
    """A typed time as HH:MM; "" for an empty one.

    Raises:
        ValueError: it is no time of a day.
    """
    plain = text.strip()
    if not plain:
        return ""
    found = _TIME.fullmatch(plain)
    if found is None:
        raise ValueError(plain)
    return f"{int(found[1]):02d}:{found[2]}"


def look(timetable: Timetable, at: datetime, zone: str) -> CutOff:
    """The cut-offs around a moment. A time that the clocks jump over is an hour later by the clock, one that comes
    twice is its first: both are the earlier moment, so that nobody comes too late by believing it.
    """
    here = ZoneInfo(zone)
    today = at.astimezone(here).date()
    missed = _moment(timetable, today, here)
    if missed is not None and missed >= at:
        return CutOff(missed)
    for days in range(1, LONGEST_LOOK):
        found = _moment(timetable, today + timedelta(days=days), here)
        if found is not None:
            return CutOff(found, missed)
    return CutOff(None, missed)


def last_by(timetable: Timetable, until: datetime, zone: str) -> datetime | None:
    """The last cut-off that is not after a moment: what an order must make to keep its promise. None: none is near."""
    here = ZoneInfo(zone)
    day = until.astimezone(here).date()
    for days in range(14):
        found = _moment(timetable, day - timedelta(days=days), here)
        if found is not None and found <= until:
            return found
    return None


def _moment(timetable: Timetable, day: date, here: ZoneInfo) -> datetime | None:
    said = timetable.on(day)
    if not said:
        return None
    hour, minute = (int(part) for part in said.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=here).astimezone(UTC)
