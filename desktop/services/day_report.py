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
from desktop.services import invoicing, money, orders, settings, taxes
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

    Money counts on the day of its row in the ledger, part payments too. What came before an order's ledger began counts
    by its history: paid when it came on the day when it was placed, else when its payment was confirmed. Its tax counts
    once, when it is paid in full.
    """
    zone = ZoneInfo(settings.shop().zone)
    begin = datetime.combine(on, time(), zone)
    end = datetime.combine(on + timedelta(days=1), time(), zone)
    documents = invoicing.of_day(begin, end)
    span = (ms(begin), ms(end))
    settled = _settled(span)
    paid = [*_before_ledger(settled, "in"), *_ledger(span, "in")]
    refunded = [*_before_ledger(_given_back(span), "out"), *_ledger(span, "out")]
    notes = [kept.figures(row.id) for row in documents if row.kind == "credit-note" and not row.void_reason]
    found = {row[1] for row in settled} | {row[1] for row in [*paid, *refunded]} | {note.currency for note in notes}
    currencies = tuple(_currency(name, settled, paid, refunded, notes) for name in sorted(found))
    return Day(on, currencies, _series(documents), _voided(span))


_Row = tuple[int, str, str, int, int]  # an order: id, currency, way of paying, amount, 1 or -1 (taken back)
_Event = tuple[int, str, str, int, int, int]  # the same, and when it was
_ORDER = "SELECT o.id, o.currency, o.payment_method,"
# As the index says it: else it is not taken.
_OF_MONEY = "h.action IN ('confirm', 'unconfirm', 'refund', 'refund-part', 'voided')"
_AMOUNT = "CASE WHEN o.paid_minor <> 0 THEN o.paid_minor ELSE o.total_minor END"


def _settled(span: tuple[int, int]) -> list[_Event]:
    """Orders that were paid in full that day, or of which that was taken back, as their histories say."""
    came = run(
        f"{_ORDER} {_AMOUNT}, 1, o.placed_at FROM orders o JOIN history h ON h.order_id = o.id"
        " AND h.action = 'received' WHERE o.kind = 'order' AND o.placed_at >= ? AND o.placed_at < ?"
        " AND (h.became LIKE 'paid %' OR h.became LIKE 'part-refunded %' OR h.became LIKE 'refunded %')"
        " ORDER BY o.id",
        span,
    ).fetchall()
    checked = run(
        f"{_ORDER} {_AMOUNT}, CASE WHEN h.action = 'confirm' THEN 1 ELSE -1 END, h.at"
        f" FROM history h JOIN orders o ON o.id = h.order_id WHERE {_OF_MONEY} AND h.at >= ? AND h.at < ?"
        " AND (h.action = 'confirm' OR (h.action = 'unconfirm' AND h.was LIKE 'paid %')) ORDER BY h.id",
        span,
    ).fetchall()
    return [*came, *checked]


def _given_back(span: tuple[int, int]) -> list[_Event]:
    found: list[_Event] = run(
        f"{_ORDER} o.refunded_minor, 1, max(h.at) FROM history h JOIN orders o ON o.id = h.order_id"
        f" WHERE {_OF_MONEY} AND h.at >= ? AND h.at < ? AND h.action IN ('refund', 'refund-part')"
        " AND o.refunded_minor <> 0 GROUP BY o.id, o.currency, o.payment_method, o.refunded_minor ORDER BY o.id",
        span,
    ).fetchall()
    return found


def _before_ledger(events: list[_Event], kind: str) -> list[_Row]:
    """Those that happened before their order's ledger began, with what its opening row says; the rest is in rows."""
    found = []
    for order_id, currency, method, amount, sign, at in events:
        began, opened, opening, rows = run(
            "SELECT min(CASE WHEN m.method <> ? THEN m.at END), min(CASE WHEN m.method = ? THEN m.at END),"
            " coalesce(sum(CASE WHEN m.method = ? AND m.kind = ? THEN m.amount_minor ELSE 0 END), 0), count(*)"
            " FROM money_move m WHERE m.order_id = ?",
            (money.OPENING, money.OPENING, money.OPENING, kind, order_id),
        ).fetchone()
        if not rows:
            found.append((order_id, currency, method, amount, sign))
        elif opening and (began is None or at < began or at == opened):
            found.append((order_id, currency, method, int(opening), sign))
    return found


def _ledger(span: tuple[int, int], kind: str) -> list[_Row]:
    """The rows of the ledger of that day; what only opens an order's ledger was money of an earlier moment.

    What goes from one order to another with a split or a merge came before, and neither comes nor goes.
    """
    rows = run(
        "SELECT m.order_id, m.currency, m.method, o.payment_method, m.amount_minor FROM money_move m"
        " JOIN orders o ON o.id = m.order_id WHERE m.at >= ? AND m.at < ? AND m.kind = ? AND m.method NOT IN (?, ?)"
        " ORDER BY m.id",
        (*span, kind, money.OPENING, money.CARRIED),
    ).fetchall()
    unnamed = (money.BY_HAND, money.STORE)
    return [
        (order_id, currency, own if method in unnamed else method, abs(amount), -1 if amount < 0 else 1)
        for order_id, currency, method, own, amount in rows
    ]


def _voided(span: tuple[int, int]) -> tuple[str, ...]:
    rows = run(
        f"SELECT h.comment FROM history h WHERE {_OF_MONEY} AND h.at >= ? AND h.at < ? AND h.action = 'voided'"
        " ORDER BY h.id",
        span,
    ).fetchall()
    return tuple(str(row[0]).partition(":")[0] for row in rows)


def _currency(
    currency: str, settled: list[_Event], paid: list[_Row], refunded: list[_Row], notes: list[CreditNote]
) -> Currency:
    mine = [note for note in notes if note.currency == currency]
    own = [row for row in paid if row[1] == currency]
    base: defaultdict[Decimal, int] = defaultdict(int)
    taxed: defaultdict[Decimal, int] = defaultdict(int)
    shop = settings.shop()
    for order_id, sign in _signs(_with_parts([row for row in settled if row[1] == currency])).items():
        view = orders.show(order_id)
        for tax in figures.of_order(view, shop, case=taxes.of_order(order_id).case).taxes:
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


def _with_parts(settled: list[_Event]) -> list[_Event]:
    """The same and, with each payment, what was split off its order afterwards: it was paid with it."""
    found = [*settled]
    for order_id, name, method, _amount_minor, sign, at in found:  # grows while it is read: a part may be split again
        if sign > 0:
            found += [(part_id, name, method, 0, 1, at) for part_id in _paid_parts(order_id, at)]
    return found


def _paid_parts(order_id: int, at: int) -> list[int]:
    """The parts that were split off an order while this payment of it held."""
    rows = run(
        "SELECT k.other_id FROM order_link k JOIN history s ON s.order_id = k.other_id AND s.action = 'split-from'"
        " WHERE k.order_id = ? AND k.kind = 'split' AND k.ended_at IS NULL AND s.became LIKE 'paid %' AND s.at >= ?"
        " AND NOT EXISTS (SELECT 1 FROM history h WHERE h.order_id = k.order_id AND h.action = 'unconfirm'"
        " AND h.at >= ? AND h.at < s.at) ORDER BY k.other_id",
        (order_id, at, at),
    ).fetchall()
    return [int(row[0]) for row in rows]


def _signs(rows: list[_Event]) -> dict[int, int]:
    """How often each order was paid, less how often that was taken back."""
    found: Counter[int] = Counter()
    for order_id, _currency_name, _method, _amount, sign, _at in rows:
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
