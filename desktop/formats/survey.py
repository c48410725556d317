"""The first walk through a file: what its dates and amounts look like, and which orders stand in several places."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desktop.formats.dates import DateOrder, order_of
from desktop.formats.numbers import mark_in
from desktop.formats.tables import Row

MOST_DAYS = 20_000
_BUCKETS = 64  # so that looking for repeated keys holds a 64th of them at a time
_LONG = 16  # digits; a spreadsheet keeps 15


@dataclass(frozen=True, slots=True)
class Survey:
    """`split`: the hash of each key that stands in several places, and in how many. `rows` counts data rows."""

    rows: int
    last_row: int
    skipped: frozenset[int]
    dates: DateOrder | None
    mark: str
    split: dict[int, int] = field(default_factory=dict)
    rounded: bool = False


def walk(rows: Iterable[Row], key: int, quantity: int | None, dates: Sequence[int], amounts: Sequence[int]) -> Survey:
    """Look at every row below the header; `key` and the others are columns' places."""
    skipped: set[int] = set()
    days: set[str] = set()
    marks: Counter[str] = Counter()
    buckets = [array("q") for _ in range(_BUCKETS)]
    current, count, number, long, zeros = "", 0, 0, 0, 0
    explaining = True
    telling = [place for place in (quantity, *dates) if place is not None]
    for number, cells in rows:
        if explaining:
            if _explains(cells, telling):
                skipped.add(number)
                continue
            explaining = False
        count += 1
        text = cells[key] if key < len(cells) else ""
        if text and text != current:
            current = text
            mixed = hash(text)
            buckets[mixed & 63].append(mixed)
            if len(text) >= _LONG and text.isdigit():
                long += 1
                zeros += text.endswith("000")
        for place in dates:
            if place < len(cells):
                day = cells[place][:11]
                if day not in days and len(days) < MOST_DAYS:
                    days.add(day)
        for place in amounts:
            if place < len(cells):
                marks[mark_in(cells[place])] += 1
    del marks[""]
    return Survey(
        count, number, frozenset(skipped), order_of(days) if dates else None,
        marks.most_common(1)[0][0] if marks else "", _repeated(buckets), long > 2 and long == zeros,
    )  # fmt: skip


def _explains(cells: Sequence[str], places: Sequence[int]) -> bool:
    """Whether a row below the header only says in words what the columns are."""
    told = [cells[place].strip() for place in places if place < len(cells)]
    return any(told) and not any(sign.isdigit() for text in told for sign in text)


def _repeated(buckets: Sequence["array[int]"]) -> dict[int, int]:
    repeated: dict[int, int] = {}
    for bucket in buckets:
        if len(set(bucket)) < len(bucket):
            repeated.update((mixed, times) for mixed, times in Counter(bucket).items() if times > 1)
    return repeated
