"""The rows of the order queue: their words, the short lists that stand instead of a stage, what a scan means here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import NotFound
from desktop.domain.order import Stage
from desktop.domain.rights import Right
from desktop.i18n import N_, _, clock, money, ngettext, number
from desktop.services import orders, permits, queue, search
from desktop.services.changes import now
from desktop.services.orders import OrderView
from desktop.services.queue import QueueRow
from desktop.services.queue_filter import Only
from desktop.services.slips.meant import order_of
from desktop.ui.rows import RIGHT, Cell, Column, Row
from desktop.ui.ship_by import ship_by, span
from desktop.ui.words import PAYMENTS, STAGE_BADGES, STAGES, order_name, source_name

COLUMNS = (
    Column(N_("Order"), 96, stretch=1),
    Column(N_("Customer"), 170, stretch=4),
    Column(N_("Contents"), 80, stretch=2),
    Column(N_("Courier"), 96, stretch=2),
    Column(N_("Total"), 124, RIGHT, stretch=2),
    Column(N_("Ship by"), 120, RIGHT),
)
# Where orders of all stages stand together, each says where it is and how old it is.
MIXED = (*COLUMNS[:-1], Column(N_("Status"), 132, RIGHT))
_UNDER_PILL = 10  # px


@dataclass(slots=True)
class Ahead:
    """What the pace of now says of the orders: until when one had to be packed, where it will not be.

    It is exchanged as a whole by the window while the store thread puts rows into words.
    """

    misses: Mapping[int, datetime] = field(default_factory=dict)
    sequence: tuple[int, ...] = ()


def row_id(row: QueueRow) -> int:
    return row.id


def show(
    zone: str, names: dict[int, str], ahead: Ahead, row: QueueRow,
    *, due: datetime | None = None, mixed: bool = False, waited: bool = False,
) -> Row:  # fmt: skip
    """`due` is until when it must be packed, None for its promise alone. `mixed`: the stage and the age stand instead;
    `waited`: so does how long it has been there.
    """
    units = ngettext("{units} unit", "{units} units", row.units).format(units=number(row.units))
    lines = ngettext("{lines} line", "{lines} lines", row.lines).format(lines=number(row.lines))
    last = _status(row, waited) if mixed or waited else _promise(zone, ahead, row, due)
    paid = _("Pay on delivery") if row.pay_later and row.payment == "unpaid" else _(PAYMENTS.get(row.payment, ""))
    source = source_name(row.source, names, row.store_id)
    return Row((
        Cell(order_name(row.number), f"{_('Express')} · {source}" if row.express else source, strong=True,
             mark="arrow-up" if row.express else "", mark_ink="warn.ink" if row.express else "",
             sub_ink="warn.ink" if row.express else "ink.muted"),
        Cell(row.buyer, row.place, flag=_("Note") if row.has_note else ""),
        Cell(units, row.packer or lines, mark="in-work" if row.packer else ""),
        Cell(row.courier, row.service),
        Cell(money(row.total_minor, row.currency) if permits.may(Right.PRICES) else "", paid),
        last,
    ), alarm=row.conflict)  # fmt: skip


def _status(row: QueueRow, waited: bool) -> Cell:
    kind, icon = STAGE_BADGES[Stage(row.stage)] if row.stage else ("done", "x")
    begun = row.since if waited and row.since is not None else row.placed_at
    spent = span(max(0, int((now() - begun).total_seconds() // 60)))
    age = _("here for {time}") if waited else _("{time} ago")
    words = _(STAGES[Stage(row.stage)]) if row.stage else "–"
    return Cell(badge=(kind, icon, words), sub=age.format(time=spent), inset=_UNDER_PILL)


def _promise(zone: str, ahead: Ahead, row: QueueRow, until: datetime | None) -> Cell:
    due = ship_by(until or row.ship_by, now(), zone)
    cut_off = ahead.misses.get(row.id) if row.stage in (Stage.TO_PICK, Stage.TO_PACK) else None
    missed = _("misses {time}").format(time=clock(cut_off, zone=zone)) if cut_off is not None else ""
    if due.urgent:  # what is late already is said so; nothing worse can be said
        sub = missed if due.kind == "warn" and missed else due.sub
        return Cell(badge=(due.kind, due.icon, due.words), sub=sub, inset=_UNDER_PILL)
    if missed and cut_off is not None:
        words = due.words or clock(cut_off, zone=zone)
        return Cell(badge=("warn", "attention", words), sub=missed, inset=_UNDER_PILL)
    if due.words:
        return Cell(due.words, due.sub, inset=_UNDER_PILL)
    return Cell("–", _("no promise"), inset=_UNDER_PILL)


def found(typed: str, after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    return () if after is not None else queue.of_orders(search.orders(typed, limit=100))


def missing(ahead: Ahead, after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    """Those that will miss their courier, the earliest cut-off first."""
    return () if after is not None else _waiting(sorted(ahead.misses, key=ahead.misses.__getitem__)[:limit])


def best(ahead: Ahead, stage: Stage, only: Only, after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    """A stage in the order of work that saves most: as many of its most urgent orders as the radar looks at."""
    ids = ahead.sequence
    at = ids.index(after.id) + 1 if after is not None and after.id in ids else len(ids) if after is not None else 0
    found: list[QueueRow] = []
    while len(found) < limit and at < len(ids):
        found += [
            row for row in queue.of_orders(list(ids[at : at + limit]))
            if row.stage == stage and only.store_id in (None, row.store_id) and only.courier in (None, row.courier)
        ]  # fmt: skip
        at += limit
    return found[:limit]


def _waiting(order_ids: list[int]) -> Sequence[QueueRow]:
    return [row for row in queue.of_orders(order_ids) if row.stage in (Stage.TO_PICK, Stage.TO_PACK)]


def these(order_ids: Sequence[int], after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    return () if after is not None else queue.of_orders(list(order_ids))


def alone(order_id: int, after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    return () if after is not None else queue.of_orders([order_id])


def needing(article_id: int, after: QueueRow | None, limit: int) -> Sequence[QueueRow]:
    return () if after is not None else queue.needing(article_id, limit=200)


def find(text: str) -> OrderView | tuple[int, str] | None:
    """What a scan on this page means: an order by its papers, or an article and so the orders that need it."""
    code = codes.read(text)
    if code.kind in (Kind.ORDER, Kind.PARCEL):
        return orders.show(orders.find(code.value))
    if code.kind is Kind.MESSAGE:
        return orders.show(order_of(code.value))
    found = search.articles(codes.without_symbology(text), limit=1)
    if (found and code.kind is Kind.PRODUCT) or (found and found[0].sku.casefold() == text.strip().casefold()):
        return found[0].id, found[0].name or found[0].sku
    try:
        return orders.show(orders.find(text))
    except NotFound:
        return None
