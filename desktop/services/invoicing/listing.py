"""The documents with legal numbers as a list: filtered, searched, a page at a time, with the sums of what is shown.

It reads the register, so that a hundred thousand documents are as quick as a hundred.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from desktop.domain.errors import NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run, storable, utc
from desktop.services import permits, settings

_STEP = 500
_COLUMNS = (
    "SELECT e.document_id, e.kind, e.number, e.order_id, o.number, e.issued_at, e.currency, e.total_minor, e.buyer,"
    " e.void_reason, c.number, (SELECT coalesce(sum(n.total_minor), 0) FROM number_entry n WHERE n.corrects ="
    " e.document_id AND n.void_reason = ''), o.paid_minor - o.refunded_minor, e.tax_number"
)
_FROM = " FROM number_entry e JOIN orders o ON o.id = e.order_id LEFT JOIN number_entry c ON c.document_id = e.corrects"
_UNPAID = (
    "e.kind = 'invoice' AND e.void_reason = '' AND o.paid_minor - o.refunded_minor < e.total_minor -"
    " (SELECT coalesce(sum(n.total_minor), 0) FROM number_entry n WHERE n.corrects = e.document_id"
    " AND n.void_reason = '')"
)


class Only(StrEnum):
    """Which documents are listed."""

    ALL = ""
    STANDING = "standing"
    VOIDED = "voided"
    UNPAID = "unpaid"  # invoices that stand and are not paid in full


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: "" and None are everything. `month` counts from 1, and only within a year."""

    kind: str = ""
    year: int | None = None
    month: int | None = None
    only: Only = Only.ALL
    text: str = ""  # in a number, an order's number or a buyer's name


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list. `corrects` is the number of what it corrects; `credited_minor` what was given back of
    it; `paid_minor` is what its order has had and kept."""

    id: int
    kind: str
    number: str
    order_id: int
    order_number: str
    issued_at: datetime
    currency: str
    total_minor: int
    buyer: str
    void_reason: str
    corrects: str
    credited_minor: int
    paid_minor: int
    tax_number: str = ""

    @property
    def due_minor(self) -> int:
        """What is still to be paid of an invoice; 0 for all else, and for what does not stand."""
        if self.kind != "invoice" or self.void_reason:
            return 0
        return max(0, self.total_minor - self.credited_minor - max(0, self.paid_minor))


@dataclass(frozen=True, slots=True)
class Sum:
    """What the list comes to in one currency: documents that stand; credit notes count below zero, receipts not."""

    currency: str
    documents: int
    total_minor: int


def page(asked: Asked, after: Entry | None = None, limit: int = 100) -> list[Entry]:
    """The documents that follow `after`, newest first.

    Raises:
        NoRight: who works here may not see prices.
    """
    permits.require(Right.PRICES)
    where, values = _where(asked)
    if after is not None:
        where += " AND (e.issued_at, e.document_id) < (?, ?)"
        values += [ms(after.issued_at), after.id]
    rows = run(
        f"{_COLUMNS}{_FROM} WHERE {where} ORDER BY e.issued_at DESC, e.document_id DESC LIMIT ?", (*values, limit)
    ).fetchall()
    return [_entry(row) for row in rows]


def every(asked: Asked) -> Iterator[Entry]:
    """All of them, newest first, a few at a time."""
    last: Entry | None = None
    while rows := page(asked, last, _STEP):
        yield from rows
        last = rows[-1]


def get(document_id: int) -> Entry:
    """
    Raises:
        NotFound: there is no such document.
        NoRight: who works here may not see prices.
    """
    permits.require(Right.PRICES)
    row = run(f"{_COLUMNS}{_FROM} WHERE e.document_id = ?", (document_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("document"), ref=document_id)
    return _entry(row)


def size(asked: Asked) -> int:
    where, values = _where(asked)
    return int(run(f"SELECT count(*) FROM number_entry e JOIN orders o ON o.id = e.order_id WHERE {where}",
                   tuple(values)).fetchone()[0])  # fmt: skip


def sums(asked: Asked) -> list[Sum]:
    """What the list comes to, by currency."""
    permits.require(Right.PRICES)
    where, values = _where(asked)
    rows = run(
        "SELECT e.currency, count(*), coalesce(sum(CASE WHEN e.void_reason <> '' OR e.kind = 'receipt' THEN 0"
        " WHEN e.kind = 'credit-note' THEN -e.total_minor ELSE e.total_minor END), 0)"
        f" FROM number_entry e JOIN orders o ON o.id = e.order_id WHERE {where} GROUP BY e.currency ORDER BY 1",
        tuple(values),
    ).fetchall()
    return [Sum(str(row[0]), int(row[1]), int(row[2])) for row in rows]


def signed_minor(entry: Entry) -> int:
    """What a document adds to the sum of its list."""
    if entry.void_reason or entry.kind == "receipt":
        return 0
    return -entry.total_minor if entry.kind == "credit-note" else entry.total_minor


def years() -> list[int]:
    """The years in which documents were issued, newest first."""
    first, last = run("SELECT min(issued_at), max(issued_at) FROM number_entry").fetchone()
    if first is None:
        return []
    zone = ZoneInfo(settings.shop().zone)
    return list(range(utc(last).astimezone(zone).year, utc(first).astimezone(zone).year - 1, -1))


def span(year: int, month: int | None = None) -> tuple[int, int]:
    """A year or a month of the shop's own calendar, in milliseconds: from, and until before."""
    zone = ZoneInfo(settings.shop().zone)
    begin = date(year, month or 1, 1)
    end = date(year + 1, 1, 1) if month is None else (begin + timedelta(days=32)).replace(day=1)
    return ms(datetime.combine(begin, time(), zone)), ms(datetime.combine(end, time(), zone))


def _where(asked: Asked) -> tuple[str, list[object]]:
    where = ["1 = 1"]
    values: list[object] = []
    if asked.kind:
        where.append("e.kind = ?")
        values.append(asked.kind)
    if asked.year is not None:
        where.append("e.issued_at >= ? AND e.issued_at < ?")
        values += span(asked.year, asked.month)
    if asked.only is Only.STANDING:
        where.append("e.void_reason = ''")
    elif asked.only is Only.VOIDED:
        where.append("e.void_reason <> ''")
    elif asked.only is Only.UNPAID:
        where.append(_UNPAID)
    if asked.text.strip():
        where.append("(lower(e.number) LIKE ? ESCAPE '!' OR o.number LIKE ? ESCAPE '!' OR e.buyer_folded LIKE ?"
                     " ESCAPE '!')")  # fmt: skip
        values += [_like(asked.text)] * 3
    return " AND ".join(where), values


def _like(text: str) -> str:
    plain = storable(text).strip().lstrip("#").casefold()
    for sign in ("!", "%", "_"):
        plain = plain.replace(sign, f"!{sign}")
    return f"%{plain}%"


def _entry(row: Any) -> Entry:
    found = Entry(*[*row[:5], utc(row[5]), *row[6:10], row[10] or "", int(row[11]), *row[12:]])
    return found if permits.may(Right.CUSTOMERS) else replace(found, buyer="")
