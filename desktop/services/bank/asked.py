"""The orders that money is asked for, and those that had the amount or the number of a waiting line and are paid."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from desktop.domain import bank_refs
from desktop.domain.bank_book import Asked, Book, Line
from desktop.models.base import ms, run

_BACK = timedelta(days=180)  # how old a paid order may be to be paid once more
_A_CALL = 500
_SELECT = (
    "SELECT o.id, o.number, o.currency, o.total_minor, o.paid_minor, o.refunded_minor, o.unique_code_minor, o.code,"
    " o.channel_ref, o.buyer, coalesce(b.name, ''), coalesce(b.company, ''), coalesce(s.name, ''),"
    " coalesce(s.company, ''), o.payment FROM orders o LEFT JOIN address b ON b.id = o.bill_to_id"
    " LEFT JOIN address s ON s.id = o.ship_to_id"
)
_OPEN = "o.payment IN ('unpaid', 'claimed') AND o.kind = 'order' AND o.fulfilment <> 'cancelled'"
_PAID = "o.payment NOT IN ('unpaid', 'claimed') AND o.kind = 'order' AND o.fulfilment <> 'cancelled'"


def book(lines: Sequence[Line]) -> Book:
    """The orders that these lines may pay, and the lines themselves."""
    rows = {row[0]: row for row in run(f"{_SELECT} WHERE {_OPEN} AND o.total_minor > 0").fetchall()}
    for row in _paid(lines):
        rows.setdefault(row[0], row)
    numbers, credited = _documents(rows)
    orders = [_asked(row, numbers.get(row[0], ()), credited.get(row[0], ())) for row in rows.values()]
    return Book(orders, lines)


def _paid(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    """Paid orders, not too old, with the amount or the number of a line."""
    if not lines:
        return []
    since = ms(datetime.combine(min(line.booked_on for line in lines), time(), UTC) - _BACK)
    found: list[tuple[object, ...]] = []
    for amounts in _calls({line.arrived_minor for line in lines}):
        found += run(
            f"{_SELECT} WHERE {_PAID} AND o.placed_at >= ? AND o.total_minor IN ({_marks(amounts)})", (since, *amounts)
        ).fetchall()
    for numbers in _calls(_numbers(lines)):
        found += run(f"{_SELECT} WHERE {_PAID} AND o.number IN ({_marks(numbers)})", tuple(numbers)).fetchall()
        found += run(
            f"{_SELECT} JOIN document d ON d.order_id = o.id AND d.kind = 'invoice'"
            f" WHERE {_PAID} AND d.number IN ({_marks(numbers)})",
            tuple(numbers),
        ).fetchall()
    return found


def _numbers(lines: Sequence[Line]) -> set[str]:
    """Every number that the lines may name, as it may stand in the database."""
    found: set[str] = set()
    for line in lines:
        for text in (*line.references, line.said):
            found |= {word.strip("#.,;:()").upper() for word in text.split() if any(sign.isdigit() for sign in word)}
            found |= bank_refs.numbers_in(text)
        for reference in line.references:
            digits = bank_refs.only_digits(bank_refs.without_rf(reference))
            if bank_refs.is_checked(digits):
                found |= {digits[:-1], digits[:-2]}
    return {each for each in found if each}


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
