"""The queue as a table for a file: what the list shows, row by row, in its sequence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.models.base import run, snapshot, utc
from desktop.services import queue, search, stores
from desktop.services.exporting import Amount, Column, Kind, Table, Value
from desktop.services.queue_filter import ALL, Only, Sort

_COLUMNS = (
    "o.id, o.number, o.source, o.store_id, o.stage, o.placed_at, o.ship_by, o.buyer, o.place, o.phone, o.courier,"
    " o.service, o.line_count, o.unit_count, o.total_minor, o.currency, o.payment, o.payment_method, o.note"
)
_STEP = 500
_STAGES = {
    "to-confirm": N_("To confirm"), "to-pick": N_("To pick"), "to-pack": N_("To pack"), "to-ship": N_("To ship"),
    "shipped": N_("Shipped"), "done": N_("Done"), "on-hold": N_("On hold"), "cancelled": N_("Cancelled"),
    "returns": N_("Returns"),
}  # fmt: skip
_PAYMENTS = {
    "unpaid": N_("Unpaid"), "claimed": N_("Buyer says paid"), "paid": N_("Paid"),
    "part-refunded": N_("Partly refunded"), "refunded": N_("Refunded"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stage (None: all orders) as it is narrowed; or, where given, these very orders, or those that a text finds."""

    stage: Stage | None = None
    only: Only = ALL
    sort: Sort | None = None
    ids: tuple[int, ...] = ()
    typed: str = ""
    named: tuple[int, ...] = ()


def table(wanted: Wanted) -> Table:
    """The rows are read as they are written, all as they stand at one moment."""
    return Table(_("Orders"), _columns(), _rows(wanted))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Order")), Column(_("Source")), Column(_("Status")), Column(_("Placed"), Kind.TIME),
        Column(_("Ship by"), Kind.TIME), Column(_("Customer"), needs=Right.CUSTOMERS),
        Column(_("Place"), needs=Right.CUSTOMERS), Column(_("Phone"), needs=Right.CUSTOMERS), Column(_("Courier")),
        Column(_("Service")), Column(_("Lines"), Kind.NUMBER), Column(_("Units"), Kind.NUMBER, total=True),
        Column(_("Total"), Kind.MONEY), Column(_("Payment")), Column(_("Way to pay")),
        Column(_("Note"), needs=Right.CUSTOMERS),
    )  # fmt: skip


def _rows(wanted: Wanted) -> Iterator[tuple[Value, ...]]:
    names = {row.id: row.name for row in stores.every()}
    with snapshot():
        for row in _read(wanted):
            (_id, number, source, store_id, stage, placed, ship_by, buyer, place, phone, courier, service, lines,
             units, total, currency, payment, method, note) = row  # fmt: skip
            yield (
                f"#{number}", names.get(store_id, source), _(_STAGES[stage]) if stage in _STAGES else "",
                utc(placed), None if ship_by is None else utc(ship_by), buyer, place, phone, courier, service, lines,
                units, Amount(total, currency), _(_PAYMENTS.get(payment, payment)), method, note,
            )  # fmt: skip


def _read(wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    ids = wanted.ids or wanted.named or (tuple(search.orders(wanted.typed, limit=1000)) if wanted.typed else ())
    if not ids and not wanted.typed:
        yield from queue.stream(_COLUMNS, wanted.stage, wanted.only, wanted.sort)
        return
    ordered = queue.sequence(wanted.stage, ids) if wanted.ids else list(ids)
    for at in range(0, len(ordered), _STEP):
        some = tuple(ordered[at : at + _STEP])
        marks = ", ".join("?" for _each in some)
        found = {
            row[0]: row for row in run(f"SELECT {_COLUMNS} FROM orders o WHERE o.id IN ({marks})", some).fetchall()
        }
        yield from (tuple(found[order_id]) for order_id in some if order_id in found)
