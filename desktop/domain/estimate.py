"""When a parcel will arrive, said so that it is kept: days on the road as they were, counted in working days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

FEWEST = 8  # parcels of the same road; fewer say nothing about a safe day


@dataclass(frozen=True, slots=True)
class Days:
    """Working days on the road: half of the parcels need at most `likely`, nearly all at most `safe`."""

    likely: int
    safe: int
    parcels: int  # how many they were learned from; 0: the courier's own word


def learn(taken: Sequence[int], share: float) -> Days | None:
    """From the days that parcels took; `share` of them (0.9 is nine in ten) are within `safe`. None: too few.

    The quantile is the order statistic at ceil(share x (n + 1)): with it a new parcel of the same kind is within
    `safe` at least that often, whatever the distribution. Where n is too small for that, it is the longest and a day.
    """
    if len(taken) < FEWEST:
        return None
    ranked = sorted(taken)
    rank = ceil(share * (len(ranked) + 1))
    safe = ranked[rank - 1] if rank <= len(ranked) else ranked[-1] + 1
    return Days(ranked[(len(ranked) - 1) // 2], safe, len(ranked))


def arrival(left_on: date, days: int, working: Collection[int], closed: Collection[str]) -> date:
    """The day after `days` working days; `working` are weekdays (Monday 0), `closed` ISO dates without delivery."""
    day, left = left_on, days
    for _each in range(400):
        if left <= 0 and _works(day, working, closed):
            return day
        day += timedelta(days=1)
        if _works(day, working, closed):
            left -= 1
    return day


def taken(left_on: date, came_on: date, working: Collection[int], closed: Collection[str]) -> int:
    """How many working days lie between leaving and arriving: what `arrival` would have needed to say that day."""
    if (came_on - left_on).days > 400:
        return 400
    step = timedelta(days=1)
    days = [left_on + step * each for each in range(1, (came_on - left_on).days + 1)]
    return sum(_works(day, working, closed) for day in days)


def _works(day: date, working: Collection[int], closed: Collection[str]) -> bool:
    return (not working or day.weekday() in working) and day.isoformat() not in closed
