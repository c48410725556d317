"""The orders that money is asked for, and those that had the amount or the number of a waiting line and are paid."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from desktop.domain import bank_refs
from desktop.domain.bank_book import Asked, Line
from desktop.models.base import ms, run

_BACK = timedelta(days=180)  # how old a paid order may be to be paid once more
_A_CALL = 500
_SELECT = (
    "SELECT o.id, o.number, o.currency, o.total_minor, o.paid_minor, o.refunded_minor, o.unique_code_minor, o.code,"
    " o.channel_ref, o.buyer, coalesce(b.name, ''), coalesce(b.company, ''), coalesce(s.name, ''),"
    " coalesce(s.company, ''), o.payment, o.placed_at FROM orders o LEFT JOIN address b ON b.id = o.bill_to_id"
    " LEFT JOIN address s ON s.id = o.ship_to_id"
)
OPEN = "o.payment IN ('unpaid', 'claimed') AND o.kind = 'order' AND o.fulfilment <> 'cancelled' AND o.total_minor > 0"
_PAID = "o.payment NOT IN ('unpaid', 'claimed') AND o.kind = 'order' AND o.fulfilment <> 'cancelled'"


@dataclass(frozen=True, slots=True)
class Row:
    """An order as it stands. `open`: money is asked for; `placed_ms`, `counted` (total, paid, refunded, code)."""

    asked: Asked
    open: bool
    placed_ms: int
    counted: tuple[int, int, int, int]
    invoices: frozenset[str]


def these(order_ids: Sequence[int]) -> dict[int, Row]:
    """Those of the orders that a payment may be for, or may have been; a few hundred at most."""
    if not order_ids:
        return {}
    rows = run(
        f"{_SELECT} WHERE o.id IN ({_marks(order_ids)}) AND o.kind = 'order' AND o.fulfilment <> 'cancelled'",
        tuple(order_ids),
    ).fetchall()
    numbers, credited = _documents([row[0] for row in rows])
    found = {}
    for *row, placed_at in rows:
        own = numbers.get(row[0], ())
        found[int(row[0])] = Row(
            _asked(row, own, credited.get(row[0], ())), row[14] in ("unpaid", "claimed") and row[3] > 0,
            int(placed_at), (int(row[3]), int(row[4]), int(row[5]), int(row[6])), frozenset(own),
        )  # fmt: skip
    return found


def open_ids() -> set[int]:
    """Every order that money is asked for."""
    return {int(row[0]) for row in run(f"SELECT o.id FROM orders o WHERE {OPEN}").fetchall()}


def paid_ids(lines: Sequence[Line]) -> set[int]:
    """Paid orders with the amount of a line, not too old for the oldest of them, or with a number that one names."""
    if not lines:
        return set()
    since = since_ms(min(line.booked_on for line in lines))
    found: set[int] = set()
    for amounts in _calls({line.arrived_minor for line in lines}):
        found |= _ids(
            f"SELECT o.id FROM orders o WHERE {_PAID} AND o.placed_at >= ? AND o.total_minor IN ({_marks(amounts)})",
            (since, *amounts),
        )
    for numbers in _calls({number for line in lines for number in numbers_of(line)}):
        found |= _ids(f"SELECT o.id FROM orders o WHERE {_PAID} AND o.number IN ({_marks(numbers)})", tuple(numbers))
        found |= _ids(
            "SELECT o.id FROM orders o JOIN document d ON d.order_id = o.id AND d.kind = 'invoice'"
            f" WHERE {_PAID} AND d.number IN ({_marks(numbers)})",
            tuple(numbers),
        )
    return found


def since_ms(day: date) -> int:
    """When a paid order must have been placed that a line of this day may pay once more."""
    return ms(datetime.combine(day, time(), UTC) - _BACK)


def numbers_of(line: Line) -> set[str]:
    """Every number that a line may name, as it may stand in the database."""
    found: set[str] = set()
    for text in (*line.references, line.said):
        found |= {word.strip("#.,;:()").upper() for word in text.split() if any(sign.isdigit() for sign in word)}
        found |= bank_refs.numbers_in(text)
    for reference in line.references:
        digits = bank_refs.only_digits(bank_refs.without_rf(reference))
        if bank_refs.is_checked(digits):
            found |= {digits[:-1], digits[:-2]}
    return {each for each in found if each}


def _ids(query: str, values: tuple[object, ...]) -> set[int]:
    return {int(row[0]) for row in run(query, values).fetchall()}


def _documents(rows: Iterable[int]) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[int, ...]]]:
    """The numbers of the orders' invoices, and the totals of their credit notes."""
    numbers: dict[int, tuple[str, ...]] = defaultdict(tuple)
    credited: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for ids in _calls(set(rows)):
        for order_id, kind, number, data in run(
            "SELECT order_id, kind, number, CASE WHEN kind = 'invoice' THEN '' ELSE data END FROM document"
            f" WHERE kind IN ('invoice', 'credit-note') AND void_reason = '' AND order_id IN ({_marks(ids)})",
            tuple(ids),
        ).fetchall():
            if kind == "invoice":
                numbers[order_id] += (str(number),)
            else:
                credited[order_id] += (abs(int(json.loads(data).get("total_minor", 0))),)
    return numbers, credited


def _asked(row: Sequence[object], numbers: tuple[str, ...], credited: tuple[int, ...]) -> Asked:
    id, number, currency, total, paid, refunded, code, own_code, channel_ref, *names, payment = row
    total_minor, kept = int(str(total)), int(str(paid)) - int(str(refunded))
    due = max(0, total_minor - kept) if payment in ("unpaid", "claimed") else 0
    return Asked(
        int(str(id)), str(number), str(currency), total_minor, due,
        tuple(each for each in (*numbers, str(own_code), str(channel_ref)) if each),
        tuple(dict.fromkeys(str(name) for name in names if str(name).strip())), int(str(code)), credited,
    )  # fmt: skip


_T = TypeVar("_T", int, str)


def _calls(values: set[_T]) -> Iterable[list[_T]]:
    listed = sorted(values)
    return (listed[start : start + _A_CALL] for start in range(0, len(listed), _A_CALL))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
