"""What a shop took in one day: money by way of paying, tax by rate, the documents of each series, what went back."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from desktop.documents.bill import Tax
from desktop.documents.credit_note import CreditNote
from desktop.domain.errors import BadInput
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import invoicing, orders, settings
from desktop.services.changes import now
from desktop.services.invoicing import IssuedRow, figures, kept, series


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in, or went back, by one way of paying ("" = nobody said how)."""

    method: str
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """The documents of one series that were issued that day."""

    kind: str
    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Currency:
    """The day in one currency. `taxes` are those of what was paid, less what was credited."""

    currency: str
    taken: tuple[Taken, ...] = ()
    refunded: tuple[Taken, ...] = ()
    credits: int = 0  # credit notes, and what they give back
    credited_minor: int = 0
    taxes: tuple[Tax, ...] = ()

    @property
    def net_minor(self) -> int:
        """What came in less what went back."""
        return sum(row.amount_minor for row in self.taken) - sum(row.amount_minor for row in self.refunded)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the shop's own calendar."""

    on: date
    currencies: tuple[Currency, ...]
    series: tuple[SeriesRow, ...]
    voided: tuple[str, ...] = field(default=())  # the numbers that were voided that day


def day_of(text: str) -> date:
    """A day as people type it, 2026-11-12; "" is today in the shop's zone.

    Raises:
        BadInput: no day.
    """
    if not text.strip():
        return now().astimezone(ZoneInfo(settings.shop().zone)).date()
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(what=N_("The day"), value=text, next=N_("Write it as 2026-11-12.")) from None


def of(on: date) -> Day:
    """The day's figures from what stands in the books: a day that is over always says the same.

    An order that was paid when it came counts on the day when it was placed, any other when its payment was confirmed.
    """
    zone = ZoneInfo(settings.shop().zone)
    begin = datetime.combine(on, time(), zone)
    end = datetime.combine(on + timedelta(days=1), time(), zone)
    documents = invoicing.of_day(begin, end)
    span = (ms(begin), ms(end))
    paid, refunded = _paid(span), _moved(span, ("refund", "refund-part"))
    notes = [kept.figures(row.id) for row in documents if row.kind == "credit-note" and not row.void_reason]
    found = {row[1] for row in [*paid, *refunded]} | {note.currency for note in notes}
    return Day(
        on, tuple(_currency(name, paid, refunded, notes) for name in sorted(found)), _series(documents), _voided(span)
    )


_Row = tuple[int, str, str, int, int]  # an order: id, currency, way of paying, amount, 1 or -1 (taken back)
_ORDER = "SELECT o.id, o.currency, o.payment_method,"
# As the index says it: else it is not taken.
_OF_MONEY = "h.action IN ('confirm', 'unconfirm', 'refund', 'refund-part', 'voided')"
_AMOUNT = "CASE WHEN o.paid_minor <> 0 THEN o.paid_minor ELSE o.total_minor END"


def _paid(span: tuple[int, int]) -> list[_Row]:
    came = run(
        f"{_ORDER} {_AMOUNT}, 1 FROM orders o JOIN history h ON h.order_id = o.id AND h.action = 'received'"
        " WHERE o.kind = 'order' AND o.placed_at >= ? AND o.placed_at < ?"
        " AND (h.became LIKE 'paid %' OR h.became LIKE 'part-refunded %' OR h.became LIKE 'refunded %')"
        " ORDER BY o.id",
        span,
    ).fetchall()
    checked = run(
        f"{_ORDER} {_AMOUNT}, CASE WHEN h.action = 'confirm' THEN 1 ELSE -1 END"
        f" FROM history h JOIN orders o ON o.id = h.order_id WHERE {_OF_MONEY} AND h.at >= ? AND h.at < ?"
        " AND (h.action = 'confirm' OR (h.action = 'unconfirm' AND h.was LIKE 'paid %')) ORDER BY h.id",
        span,
    ).fetchall()
    return [*came, *checked]


def _moved(span: tuple[int, int], actions: tuple[str, ...]) -> list[_Row]:
    marks = ", ".join("?" for _action in actions)
    found: list[_Row] = run(
        f"{_ORDER} o.refunded_minor, 1 FROM orders o WHERE o.refunded_minor <> 0 AND o.id IN"
        f" (SELECT h.order_id FROM history h WHERE {_OF_MONEY} AND h.at >= ? AND h.at < ? AND h.action IN ({marks}))"
        " ORDER BY o.id",
        (*span, *actions),
    ).fetchall()
    return found


def _voided(span: tuple[int, int]) -> tuple[str, ...]:
    rows = run(
        f"SELECT h.comment FROM history h WHERE {_OF_MONEY} AND h.at >= ? AND h.at < ? AND h.action = 'voided'"
        " ORDER BY h.id",
        span,
    ).fetchall()
    return tuple(str(row[0]).partition(":")[0] for row in rows)


def _currency(currency: str, paid: list[_Row], refunded: list[_Row], notes: list[CreditNote]) -> Currency:
    mine = [note for note in notes if note.currency == currency]
    own = [row for row in paid if row[1] == currency]
    base: defaultdict[Decimal, int] = defaultdict(int)
    taxed: defaultdict[Decimal, int] = defaultdict(int)
    shop = settings.shop()
    for order_id, sign in _signs(own).items():
        for tax in figures.of_order(orders.show(order_id), shop).taxes:
            base[tax.percent] += sign * tax.base_minor
            taxed[tax.percent] += sign * tax.tax_minor
    for note in mine:
        for tax in note.taxes:
            base[tax.percent] -= tax.base_minor
            taxed[tax.percent] -= tax.tax_minor
    return Currency(
        currency, _by_method(own), _by_method([row for row in refunded if row[1] == currency]), len(mine),
        sum(note.total_minor for note in mine),
        tuple(Tax(rate, base[rate], taxed[rate]) for rate in sorted(base, reverse=True)),
    )  # fmt: skip


def _signs(rows: list[_Row]) -> dict[int, int]:
    """How often each order was paid, less how often that was taken back."""
    found: Counter[int] = Counter()
    for order_id, _currency_name, _method, _amount, sign in rows:
        found[order_id] += sign
    return {order_id: sign for order_id, sign in found.items() if sign}


def _by_method(rows: list[_Row]) -> tuple[Taken, ...]:
    count: Counter[str] = Counter()
    amount: Counter[str] = Counter()
    for _order_id, _currency_name, method, minor, sign in rows:
        count[method.strip()] += sign
        amount[method.strip()] += sign * minor
    return tuple(Taken(method, count[method], amount[method]) for method in sorted(count))


def _series(documents: list[IssuedRow]) -> tuple[SeriesRow, ...]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in documents:
        found.setdefault((row.kind, series.series_of(row.number)), []).append(row.number)
    return tuple(
        SeriesRow(kind, len(numbers), numbers[0], numbers[-1]) for (kind, _prefix), numbers in sorted(found.items())
    )
