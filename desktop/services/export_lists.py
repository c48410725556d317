"""Every list of the shop as a table for a file, by name: one entry a list, its rows read by pages as they are written.

The orders have a file of their own, `queue_export`: they are narrowed and sorted by people.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.domain.errors import NotFound
from desktop.domain.money import to_minor
from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.models.base import run, snapshot, utc
from desktop.services.exporting import Amount, Column, Kind, Table, Value

_STEP = 500
_TIME, _NUMBER, _MONEY = Kind.TIME, Kind.NUMBER, Kind.MONEY


@dataclass(frozen=True, slots=True)
class Listed:
    """`select` begins with the row's id, by which its pages follow; the other values are those of `columns`.

    `order`: the column that may be asked to be one order's, "" where the list is not by orders.
    """

    title: str
    columns: tuple[Column, ...]
    select: str
    id: str
    order: str = ""


def _price(price: str, currency: str) -> Amount | None:
    try:
        return Amount(to_minor(Decimal(price), currency), currency)
    except InvalidOperation:
        return None


_STORE = "coalesce((SELECT s.name FROM store s WHERE s.id = t.store_id), '')"
_NUMBER_OF = "coalesce((SELECT o.number FROM orders o WHERE o.id = t.order_id), '')"
LISTS: Mapping[str, Listed] = {
    "articles": Listed(N_("Articles"), (
        Column("SKU"), Column(N_("Name")), Column(N_("Variant")), Column(N_("Bin")), Column(N_("On hand"), _NUMBER),
        Column(N_("Reserved"), _NUMBER), Column(N_("Available"), _NUMBER), Column(N_("Price"), _MONEY, total=False),
        Column(N_("Weight, g"), _NUMBER),
    ), "SELECT t.id, t.sku, t.name, t.variant, t.bin, t.on_hand, t.reserved, t.on_hand - t.reserved, t.price,"
       " t.weight_g, t.currency FROM article t", "t.id"),
    "stock-moves": Listed(N_("Stock moves"), (
        Column(N_("When"), _TIME), Column("SKU"), Column(N_("Kind")), Column(N_("On hand"), _NUMBER),
        Column(N_("Reserved"), _NUMBER), Column(N_("Cause")), Column(N_("Who")),
    ), "SELECT t.id, t.at, (SELECT a.sku FROM article a WHERE a.id = t.article_id), t.kind, t.on_hand, t.reserved,"
       " t.cause, t.who FROM stock_move t", "t.id", "t.order_id"),
    "parcels": Listed(N_("Parcels"), (
        Column(N_("Order")), Column(N_("Parcel"), _NUMBER), Column(N_("Code")), Column(N_("State")),
        Column(N_("Courier")), Column(N_("Service")), Column(N_("Tracking number")), Column(N_("Weight, g"), _NUMBER),
        Column(N_("Packed"), _TIME), Column(N_("Shipped"), _TIME),
    ), f"SELECT t.id, {_NUMBER_OF}, t.position, t.code, t.state, t.carrier, t.service, t.tracking, t.weight_g,"
       " t.closed_at, t.shipped_at FROM parcel t", "t.id", "t.order_id"),
    "manifests": Listed(N_("Manifests"), (
        Column(N_("Code")), Column(N_("Courier")), Column(N_("State")), Column(N_("Parcels"), _NUMBER, total=True),
        Column(N_("Driver")), Column(N_("Opened"), _TIME), Column(N_("Closed"), _TIME), Column(N_("Closed by")),
        Column(N_("Bench")),
    ), "SELECT t.id, coalesce(t.code, ''), t.courier, t.state, (SELECT count(*) FROM manifest_parcel m WHERE"
       " m.manifest_id = t.id), t.driver, t.opened_at, t.closed_at, t.closed_by, t.bench FROM manifest t", "t.id"),
    "outbox": Listed(N_("Outbox"), (
        Column(N_("Store")), Column(N_("Order")), Column(N_("Kind")), Column(N_("State")),
        Column(N_("Tries"), _NUMBER), Column(N_("Made"), _TIME), Column(N_("Sent"), _TIME),
        Column(N_("Confirmed"), _TIME), Column(N_("Reason")),
    ), f"SELECT t.id, {_STORE}, {_NUMBER_OF}, t.kind, t.state, t.tries, t.created_at, t.sent_at, t.confirmed_at,"
       " t.reason FROM outbox t", "t.id", "t.order_id"),
    "mails": Listed(N_("Mails"), (
        Column(N_("Order")), Column(N_("Event")), Column(N_("To"), needs=Right.CUSTOMERS),
        Column(N_("Subject"), needs=Right.CUSTOMERS), Column(N_("State")), Column(N_("Tries"), _NUMBER),
        Column(N_("Made"), _TIME), Column(N_("Sent"), _TIME), Column(N_("Reason"), needs=Right.CUSTOMERS),
    ), f"SELECT t.id, {_NUMBER_OF}, t.event, t.to_addr, t.subject, t.state, t.tries, t.created_at, t.sent_at, t.reason"
       " FROM mail t", "t.id", "t.order_id"),
    "decisions": Listed(N_("Decisions"), (
        Column(N_("Order")), Column(N_("Store")), Column(N_("When"), _TIME), Column(N_("Field")), Column(N_("Ours")),
        Column(N_("Theirs")), Column(N_("Outcome")), Column(N_("Decided by")), Column(N_("Decided"), _TIME),
    ), f"SELECT t.id, {_NUMBER_OF}, {_STORE}, t.at, t.field, t.ours, t.theirs, t.outcome, t.decided_by, t.decided_at"
       " FROM decision t", "t.id", "t.order_id"),
    "print-queue": Listed(N_("Print queue"), (
        Column(N_("Paper")), Column(N_("Title")), Column(N_("Printer")), Column(N_("State")),
        Column(N_("Tries"), _NUMBER), Column(N_("Queued"), _TIME), Column(N_("Printed"), _TIME), Column(N_("Bench")),
        Column(N_("Reason")),
    ), "SELECT t.id, t.kind, t.title, t.printer, t.state, t.tries, t.queued_at, t.done_at, t.bench, t.reason"
       " FROM print_job t", "t.id", "t.order_id"),
    "put-backs": Listed(N_("Put back"), (
        Column(N_("Order")), Column("SKU"), Column(N_("Units"), _NUMBER, total=True),
        Column(N_("Back"), _NUMBER, total=True), Column(N_("Bin")), Column(N_("Reason")), Column(N_("Made"), _TIME),
        Column(N_("Done"), _TIME),
    ), f"SELECT t.id, {_NUMBER_OF}, t.sku, t.units, t.back, t.bin, t.reason, t.made_at, t.done_at FROM put_back t",
       "t.id", "t.order_id"),
    "shortages": Listed(N_("Missing on the shelf"), (
        Column(N_("Order")), Column("SKU"), Column(N_("Units"), _NUMBER, total=True), Column(N_("Reason")),
        Column(N_("Outcome")), Column(N_("When"), _TIME), Column(N_("Who")), Column(N_("Over"), _TIME),
    ), f"SELECT t.id, {_NUMBER_OF}, coalesce((SELECT a.sku FROM article a WHERE a.id = t.article_id), ''), t.units,"
       " t.reason, coalesce(t.outcome, ''), t.at, t.who, t.ended_at FROM short_pick t", "t.id", "t.order_id"),
    "history": Listed(N_("History"), (
        Column(N_("Order")), Column(N_("When"), _TIME), Column(N_("What")), Column(N_("From")), Column(N_("To")),
        Column(N_("Comment"), needs=Right.CUSTOMERS), Column(N_("Who")), Column(N_("Bench")),
    ), f"SELECT t.id, {_NUMBER_OF}, t.at, t.action, t.was, t.became, t.comment, t.who, t.bench FROM history t",
       "t.id", "t.order_id"),
}  # fmt: skip


def table(name: str, order_id: int | None = None) -> Table:
    """A list by its name; with an order's id only what is that order's, where the list is by orders.

    Raises:
        NotFound: there is no list of this name.
    """
    listed = LISTS.get(name)
    if listed is None:
        raise NotFound(what=N_("list"), ref=name)
    columns = tuple(replace(column, title=_(column.title)) for column in listed.columns)
    return Table(_(listed.title), columns, _rows(listed, order_id))


def maker(name: str, order_id: int | None = None) -> Callable[[], Table]:
    """For the button of a screen: the table is made when its file is known."""
    return lambda: table(name, order_id)


def _rows(listed: Listed, order_id: int | None) -> Iterator[tuple[Value, ...]]:
    own = order_id is not None and listed.order
    where, values = (f" AND {listed.order} = ?", (order_id,)) if own else ("", ())
    kinds = [column.kind for column in listed.columns]
    last = 0
    with snapshot():
        while True:
            found = run(
                f"{listed.select} WHERE {listed.id} > ?{where} ORDER BY {listed.id} LIMIT ?", (last, *values, _STEP)
            ).fetchall()
            for row in found:
                currency = str(row[-1]) if Kind.MONEY in kinds else ""
                yield tuple(_value(kind, cell, currency) for kind, cell in zip(kinds, row[1:], strict=False))
            if len(found) < _STEP:
                return
            last = int(found[-1][0])


def _value(kind: Kind, cell: Any, currency: str) -> Value:
    if cell is None:
        return None
    if kind is Kind.TIME:
        moment: datetime = utc(int(cell))
        return moment
    if kind is Kind.MONEY:
        return _price(str(cell), currency)
    return int(cell) if kind is Kind.NUMBER else str(cell)
