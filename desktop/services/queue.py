"""The order queue: stages with their counts, pages of rows, the most urgent work."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desktop.domain.order import Stage
from desktop.models.base import ms, run, utc
from desktop.services import claims
from desktop.services.changes import now
from desktop.services.queue_filter import ALL, BY_PROMISE, Only, Sort, usual

_COUNTED = BY_PROMISE
_COLUMNS = (
    "o.id, o.number, o.source, o.store_id, o.buyer, o.place, o.note, o.unit_count, o.line_count, o.courier, o.service,"
    " o.total_minor, o.currency, o.payment, o.pay_later, o.stage, o.ship_by, o.placed_at, o.due_at, o.conflict,"
    " o.expedited_at, coalesce(o.since_at, o.created_at)"
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One order in a list. `sort_key` is where it stands; hand the row back as `after` for the next page."""

    id: int
    number: str
    source: str
    store_id: int | None
    buyer: str
    place: str
    has_note: bool
    units: int
    lines: int
    courier: str
    service: str
    total_minor: int
    currency: str
    payment: str
    pay_later: bool
    stage: str
    ship_by: datetime | None
    placed_at: datetime
    conflict: bool
    sort_key: int
    express: bool = False  # a person wants it to go first
    since: datetime | None = None  # since when it is in its stage
    packer: str = ""  # who packs it at this moment, and where: "Sari · Bench 2"


@dataclass(frozen=True, slots=True)
class Today:
    """What this shop did since a moment: packed orders, caught errors, mean seconds from opening to closing."""

    packed: int
    errors_caught: int
    seconds_per_order: int


def counts() -> dict[Stage, int]:
    """How many orders stand in each stage that is work; Shipped, Done and Cancelled are not counted."""
    marks = ", ".join("?" for _ in _COUNTED)
    found = run(
        f"SELECT stage, count(*) FROM orders WHERE stage IN ({marks}) GROUP BY stage",
        tuple(stage.value for stage in _COUNTED),
    ).fetchall()
    counted = {Stage(stage): int(many) for stage, many in found}
    return {stage: counted.get(stage, 0) for stage in _COUNTED}


def page(
    stage: Stage | None, after: QueueRow | None = None, limit: int = 100, only: Only = ALL, sort: Sort | None = None
) -> list[QueueRow]:
    """The orders of a stage that follow `after`: work by its promise, the rest and None (all) newest first."""
    by = sort or usual(stage)
    where, values = _of_stage(stage, only)
    return _rows(where, values, by, ascending=by.ascending, after=after, limit=limit)


def before(stage: Stage | None, row: QueueRow, limit: int = 100) -> list[QueueRow]:
    """The orders just before a row, in the list's own sequence: for scrolling up from a jump."""
    by = usual(stage)
    where, values = _of_stage(stage, ALL)
    return _rows(where, values, by, ascending=not by.ascending, after=row, limit=limit)[::-1]


def size(stage: Stage | None, only: Only = ALL) -> int:
    """How many orders a list has; quick for stages of work, a full count for the archive."""
    where, values = _of_stage(stage, only)
    return int(run(f"SELECT count(*) FROM orders o WHERE {where}", values).fetchone()[0])


def totals(stage: Stage | None, only: Only = ALL) -> tuple[int, dict[str, int]]:
    """How many orders a list has, and what they come to by currency, in minor units."""
    where, values = _of_stage(stage, only)
    found = run(
        f"SELECT o.currency, count(*), sum(o.total_minor) FROM orders o WHERE {where} GROUP BY o.currency", values
    ).fetchall()
    return sum(int(many) for _c, many, _t in found), {str(c): int(total) for c, _many, total in sorted(found)}


def ids(stage: Stage | None, only: Only = ALL, limit: int = 100_000) -> list[int]:
    """The first orders of a list, for work on all that match; in no sequence that matters."""
    where, values = _of_stage(stage, only)
    return [int(row[0]) for row in run(f"SELECT o.id FROM orders o WHERE {where} LIMIT ?", (*values, limit)).fetchall()]


def marks(stage: Stage | None, every: int = 256, only: Only = ALL, sort: Sort | None = None) -> list[tuple[int, int]]:
    """(sort key, id) of each `every`-th row of a list, so that any place in it can be reached in one step."""
    by = sort or usual(stage)
    where, values = _of_stage(stage, only)
    column, way = by.column, "ASC" if by.ascending else "DESC"
    cursor = run(f"SELECT {column}, o.id FROM orders o WHERE {where} ORDER BY {column} {way}, o.id {way}", values)
    return [(key, row_id) for turn, (key, row_id) in enumerate(cursor) if turn % every == 0]


def page_at(
    stage: Stage | None, mark: tuple[int, int], limit: int = 100, only: Only = ALL, sort: Sort | None = None
) -> list[QueueRow]:
    """The rows from a mark on, the mark's own row first."""
    by = sort or usual(stage)
    where, values = _of_stage(stage, only)
    column, sign, way = by.column, ">=" if by.ascending else "<=", "ASC" if by.ascending else "DESC"
    found = run(
        f"SELECT {_COLUMNS} FROM orders o WHERE {where} AND ({column}, o.id) {sign} (?, ?)"
        f" ORDER BY {column} {way}, o.id {way} LIMIT ?",
        (*values, *mark, limit),
    ).fetchall()
    return _marked([_row(row, by) for row in found])


def stream(
    columns: str, stage: Stage | None, only: Only = ALL, sort: Sort | None = None, step: int = 500
) -> Iterator[tuple[Any, ...]]:
    """Every row of a list in its sequence, as these columns of `orders o`; what is held is one page."""
    by = sort or usual(stage)
    where, values = _of_stage(stage, only)
    sign, way = (">", "ASC") if by.ascending else ("<", "DESC")
    follows = ""
    place: tuple[object, ...] = ()
    while True:
        found = run(
            f"SELECT {by.column}, o.id, {columns} FROM orders o WHERE {where}{follows}"
            f" ORDER BY {by.column} {way}, o.id {way} LIMIT ?",
            (*values, *place, step),
        ).fetchall()
        yield from (tuple(row[2:]) for row in found)
        if len(found) < step:
            return
        follows, place = f" AND ({by.column}, o.id) {sign} (?, ?)", (found[-1][0], found[-1][1])


def sequence(stage: Stage | None, order_ids: Iterable[int]) -> list[int]:
    """These orders as the list of the stage shows them, first to last."""
    ids = [int(order_id) for order_id in order_ids]
    promised = stage in BY_PROMISE
    column = "due_at" if promised else "placed_at"
    found: list[tuple[int, int]] = []
    for at in range(0, len(ids), 500):
        marked = ", ".join("?" for _ in ids[at : at + 500])
        rows = run(f"SELECT {column}, id FROM orders WHERE id IN ({marked})", tuple(ids[at : at + 500])).fetchall()
        found += [(int(key), int(order_id)) for key, order_id in rows]
    return [order_id for _key, order_id in sorted(found, reverse=not promised)]


def of_orders(order_ids: list[int]) -> list[QueueRow]:
    """Rows of these orders, in the sequence given: for results of a search."""
    if not order_ids:
        return []
    marked = ", ".join("?" for _ in order_ids)
    found = run(f"SELECT {_COLUMNS} FROM orders o WHERE o.id IN ({marked})", tuple(order_ids)).fetchall()
    by_id = {row.id: row for row in _marked([_row(row, Sort.NEWEST) for row in found])}
    return [by_id[order_id] for order_id in order_ids if order_id in by_id]


def place(sort_key: int, row_id: int) -> QueueRow:
    """A place in a list without the row that stands there: to go on where an earlier page ended."""
    return QueueRow(
        row_id, "", "", None, "", "", False, 0, 0, "", "", 0, "", "", False, "", None, now(), False, sort_key
    )


def urgent(limit: int = 5) -> list[QueueRow]:
    """What should be packed next: picked before not yet picked, the earliest promise first."""
    to_pack = page(Stage.TO_PACK, limit=limit)
    return (to_pack + page(Stage.TO_PICK, limit=limit))[:limit]


# Which of the orders that need an article it opens first.
FIRST = {
    "due": "o.due_at, o.id",
    "oldest": "o.placed_at, o.id",
    "single": "CASE WHEN o.unit_count = 1 THEN 0 ELSE 1 END, o.due_at, o.id",
}


def needing(code_article_id: int, limit: int = 100, without: Sequence[int] = (), first: str = "due") -> list[QueueRow]:
    """Orders of To pick and To pack that still need an article, in the sequence of FIRST; not those of `without`."""
    others = f" AND o.id NOT IN ({', '.join('?' for _ in without)})" if without else ""
    found = run(
        f"SELECT {_COLUMNS} FROM orders o WHERE o.stage IN ('to-pick', 'to-pack')"
        " AND (EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.article_id = ? AND l.needs_packing"
        " AND l.packed < l.ordered - l.cancelled) OR EXISTS (SELECT 1 FROM line_part q JOIN order_line k"
        " ON k.id = q.line_id WHERE k.order_id = o.id AND q.article_id = ?"
        f" AND q.packed < (k.ordered - k.cancelled) * q.units)){others}"
        f" ORDER BY {FIRST[first]} LIMIT ?",
        (code_article_id, code_article_id, *without, limit),
    ).fetchall()
    return _marked([_row(row, Sort.PROMISE) for row in found])


def today(since: datetime) -> Today:
    """What was packed since a moment, the errors that scans caught, and the mean time from opening to closing."""
    packed, seconds = run(
        "SELECT count(*), coalesce(avg(closed_at - opened_at), 0) FROM packing_session"
        " WHERE outcome = 'packed' AND closed_at >= ?",
        (ms(since),),
    ).fetchone()
    errors = run(
        "SELECT count(*) FROM packing_scan WHERE at >= ? AND verdict IN ('wrong', 'too-many', 'unknown', 'ambiguous')",
        (ms(since),),
    ).fetchone()[0]
    return Today(int(packed), int(errors), int(float(seconds) / 1000))


def newer_than(moment: datetime, limit: int = 1000) -> list[int]:
    """The orders that have come in since, the newest first; no more than `limit`."""
    found = run("SELECT id FROM orders WHERE created_at > ? AND kind = 'order' ORDER BY created_at DESC, id DESC"
                " LIMIT ?", (ms(moment), limit)).fetchall()  # fmt: skip
    return [int(row[0]) for row in found]


def late(row: QueueRow) -> bool:
    return row.ship_by is not None and row.ship_by < now()


def _of_stage(stage: Stage | None, only: Only) -> tuple[str, tuple[object, ...]]:
    where, values = ("o.stage = ?", (stage.value,)) if stage is not None else ("o.kind = 'order'", ())
    more, chosen = only.bounded(stage).where()
    return where + more, (*values, *chosen)


def _rows(
    where: str, values: tuple[object, ...], by: Sort, *, ascending: bool, after: QueueRow | None, limit: int
) -> list[QueueRow]:
    column, (way, sign) = by.column, ("ASC", ">") if ascending else ("DESC", "<")
    # One row comparison, so that the index is searched; the same written with OR scans it.
    follows, place = (f" AND ({column}, o.id) {sign} (?, ?)", (after.sort_key, after.id)) if after else ("", ())
    found = run(
        f"SELECT {_COLUMNS} FROM orders o WHERE {where}{follows} ORDER BY {column} {way}, o.id {way} LIMIT ?",
        (*values, *place, limit),
    ).fetchall()
    return _marked([_row(row, by) for row in found])


def _marked(rows: list[QueueRow]) -> list[QueueRow]:
    """The rows, and who packs them now; a claim that nothing was heard of is not shown."""
    open_ones = claims.of_orders(row.id for row in rows if row.stage == Stage.TO_PACK)
    working = {claim.order_id: claim.say() for claim in open_ones.values() if not claim.stale}
    return [replace(row, packer=working[row.id]) if row.id in working else row for row in rows]


def _row(row: Any, by: Sort) -> QueueRow:
    (order_id, number, source, store_id, buyer, place, note, units, lines, courier, service, total, currency, payment,
     pay_later, stage, ship_by, placed_at, due_at, conflict, expedited, since) = row  # fmt: skip
    return QueueRow(
        order_id, number, source, store_id, buyer, place, bool(note), units, lines, courier, service, total, currency,
        payment, bool(pay_later), stage, None if ship_by is None else utc(ship_by), utc(placed_at), bool(conflict),
        due_at if by is Sort.PROMISE else placed_at if by is Sort.NEWEST else since, expedited is not None, utc(since),
    )  # fmt: skip
