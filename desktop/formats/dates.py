"""Dates as files write them, and what the data itself says about their order."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from desktop.formats.errors import BadDate
from desktop.i18n import N_


class DateOrder(StrEnum):
    YEAR_FIRST = "year-month-day"
    DAY_FIRST = "day-month-year"
    MONTH_FIRST = "month-day-year"


ORDER_WORDS = {
    DateOrder.YEAR_FIRST: N_("year, month, day"),
    DateOrder.DAY_FIRST: N_("day, month, year"),
    DateOrder.MONTH_FIRST: N_("month, day, year"),
}

_NUMERIC = re.compile(
    r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})"
    r"(?:[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*([AaPp])?\.?[Mm]?\.?)?"
    r"\s*(Z|UTC|GMT|WIB|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_NAMED = re.compile(r"(\d{1,2})[ -]([^\W\d_]{3,9})\.?,?[ -](\d{4})(?:[ ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?")
# English, Indonesian and Swedish, by the first three letters (four where three are not enough).
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "mei": 5, "maj": 5, "jun": 6, "jul": 7, "aug": 8, "agu": 8,
    "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "des": 12,
}  # fmt: skip
_ZONES = {"Z": "+0000", "UTC": "+0000", "GMT": "+0000", "WIB": "+0700"}
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199


def tidy(text: str) -> str:
    return text.strip(" \t\r\n\u00a0\ufeff'")


@lru_cache(maxsize=16384)
def moment(text: str, order: DateOrder, zone: str) -> datetime:
    """The time in UTC; one without an offset is local to `zone`. A day without a time is its midnight.

    Raises:
        BadDate: it is none.
    """
    bare = tidy(text)
    try:
        found = _NUMERIC.fullmatch(bare)
        parts, offset = (_numeric(found, order), found[9]) if found else (_named(bare), "")
        if not EARLIEST_YEAR <= parts[0] <= LATEST_YEAR:
            raise BadDate(value=text[:60], column="")
        return datetime(*parts, tzinfo=_offset(offset) if offset else ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadDate(value=text[:60], column="") from error


_Parts = tuple[int, int, int, int, int, int]


def _numeric(found: re.Match[str], order: DateOrder) -> _Parts:
    first, _sign, second, third, hour, minute, second_of, half, _offset = found.groups()
    if len(first) > 2 or (order is DateOrder.YEAR_FIRST and len(third) <= 2):
        year, month, day = _year(first), int(second), int(third)
    elif order is DateOrder.MONTH_FIRST:
        month, day, year = int(first), int(second), _year(third)
    else:
        day, month, year = int(first), int(second), _year(third)
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(hours)
        hours = hours % 12 + (12 if half in "Pp" else 0)
    return year, month, day, hours, int(minute or 0), int(second_of or 0)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _named(bare: str) -> _Parts:
    found = _NAMED.fullmatch(bare)
    if found is None:
        raise ValueError(bare)
    day, name, year, hour, minute, second = found.groups()
    month = _MONTHS.get(name[:3].casefold())
    if month is None:
        raise ValueError(bare)
    return int(year), month, int(day), int(hour or 0), int(minute or 0), int(second or 0)


def _offset(text: str) -> timezone:
    digits = _ZONES.get(text, text).replace(":", "")
    minutes = int(digits[1:3]) * 60 + int(digits[3:5])
    return timezone(timedelta(minutes=-minutes if digits[0] == "-" else minutes))


def order_of(days: Iterable[str]) -> DateOrder | None:
    """What the days prove; None when each of them can be read both ways. Contradictions count by majority."""
    votes = {DateOrder.YEAR_FIRST: 0, DateOrder.DAY_FIRST: 0, DateOrder.MONTH_FIRST: 0}
    for text in days:
        found = _NUMERIC.match(tidy(text))
        if found is None:
            continue
        if len(found[1]) > 2:
            votes[DateOrder.YEAR_FIRST] += 1
        elif int(found[1]) > 12 and int(found[3]) <= 12:
            votes[DateOrder.DAY_FIRST] += 1
        elif int(found[3]) > 12 and int(found[1]) <= 12:
            votes[DateOrder.MONTH_FIRST] += 1
    best = max(votes, key=lambda order: votes[order])
    return best if votes[best] else None
