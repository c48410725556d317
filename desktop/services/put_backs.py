"""Put-backs: units that were fetched or packed for nothing and must go back to a bin.

They are in the house, so they stay on hand; but nobody may be promised them while they lie in a tote or on the bench,
so they are reserved from the moment when the task is made until the bin was scanned. Each is one move with its cause.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain import codes
from desktop.domain.errors import BadInput, KolliError, NotAllowed, NotFound
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import bins, stock
from desktop.services.changes import Work, actor, new_op_id, now, unit

CANCELLED = N_("The order was cancelled.")
_COLUMNS = (
    "SELECT p.id, p.order_id, coalesce(o.number, ''), p.article_id, p.sku, coalesce(a.name, l.name, p.sku),"
    " coalesce(a.variant, l.variant, ''), coalesce(a.photo, ''), p.units, p.back, p.bin, p.reason, p.made_at, p.done_at"
    " FROM put_back p LEFT JOIN orders o ON o.id = p.order_id LEFT JOIN order_line l ON l.id = p.line_id"
    " LEFT JOIN article a ON a.id = p.article_id"
)


class WrongBin(KolliError):
    text = N_("It does not belong in {bin}. Put it into {right}. Nothing was counted.")


@dataclass(frozen=True, slots=True)
class PutBack:
    """One task. `left` units are still to be put into `bin`; "" where neither the article nor the shop names one."""

    id: int
    order_id: int
    number: str
    article_id: int | None
    sku: str
    name: str
    variant: str
    photo: str
    units: int
    back: int
    bin: str
    reason: str
    made_at: datetime
    done_at: datetime | None

    @property
    def left(self) -> int:
        return self.units - self.back


def create(work: Work, order_id: int, line_id: int, units: int, reason: str) -> int | None:
    """Let units of a line go back to their bin, or to the staging bin; part of the caller's unit.

    Returns the task's id. The cancellation of a whole order makes its own tasks: asked again for a line of a cancelled
    order, this answers the task that is there. None where there is nothing to put back.
    """
    if units <= 0:
        return None
    row = run("SELECT l.article_id, l.sku, l.name, o.fulfilment FROM order_line l JOIN orders o ON o.id = l.order_id"
              " WHERE l.id = ? AND o.id = ?", (line_id, order_id)).fetchone()  # fmt: skip
    if row is None:
        return None
    article_id, sku, name, fulfilment = row
    known = run(
        "SELECT id FROM put_back WHERE line_id = ? AND done_at IS NULL ORDER BY id DESC LIMIT 1", (line_id,)
    ).fetchone()
    if fulfilment == "cancelled" and known is not None:
        return int(known[0])
    _take_from_picks(work, line_id, units)
    return _make(work, order_id, line_id, article_id, str(sku).strip() or str(name).strip(), units, reason)


def after_cancel(work: Work, order_id: int) -> None:
    """The order was cancelled: everything that was fetched or packed for it goes back. Part of the caller's unit."""
    _components_back(work, order_id)
    # What has left the house in a part shipment is not here any more.
    for line_id, article_id, sku, name, packed, fetched, left in run(
        "SELECT l.id, l.article_id, l.sku, l.name, l.packed,"
        " (SELECT coalesce(sum(k.picked), 0) FROM pick k WHERE k.line_id = l.id),"
        " (SELECT coalesce(sum(s.units), 0) FROM packing_scan s JOIN parcel p ON p.id = s.parcel_id"
        " WHERE s.line_id = l.id AND p.state = 'shipped') FROM order_line l WHERE l.order_id = ? AND l.needs_packing"
        " AND NOT EXISTS (SELECT 1 FROM line_part q WHERE q.line_id = l.id) ORDER BY l.id",
        (order_id,),
    ).fetchall():
        units = max(int(packed), int(fetched)) - int(left)
        if units > 0:
            _take_from_picks(work, int(line_id), units)
            _make(work, order_id, int(line_id), article_id, str(sku).strip() or str(name).strip(), units, CANCELLED)


def _components_back(work: Work, order_id: int) -> None:
    """The components of an order's kits, each to its own bin."""
    for line_id, part_id, article_id, sku, packed, fetched, left in run(
        "SELECT q.line_id, q.id, q.article_id, a.sku, q.packed,"
        " (SELECT coalesce(sum(k.picked), 0) FROM pick k WHERE k.part_id = q.id),"
        " (SELECT coalesce(sum(t.units), 0) FROM part_scan t JOIN packing_scan s ON s.id = t.scan_id"
        " JOIN parcel p ON p.id = s.parcel_id WHERE t.part_id = q.id AND p.state = 'shipped')"
        " FROM line_part q JOIN order_line l ON l.id = q.line_id JOIN article a ON a.id = q.article_id"
        " WHERE l.order_id = ? ORDER BY q.id",
        (order_id,),
    ).fetchall():
        units = max(int(packed), int(fetched)) - int(left)
        if units > 0:
            _take_from_picks(work, int(line_id), units, int(part_id))
            _make(work, order_id, int(line_id), int(article_id), str(sku), units, CANCELLED)


def every(done: bool = False, limit: int = 500) -> list[PutBack]:
    """The tasks that are open, by their bin's turn in the walk; or those that are done, the newest first."""
    if done:
        rows = run(f"{_COLUMNS} WHERE p.done_at IS NOT NULL ORDER BY p.id DESC LIMIT ?", (limit,)).fetchall()
        return [_row(row) for row in rows]
    rows = run(f"{_COLUMNS} WHERE p.done_at IS NULL ORDER BY p.id LIMIT ?", (limit,)).fetchall()
    way = bins.paths()
    return sorted((_row(row) for row in rows), key=lambda task: (not task.bin, way.get(task.bin, task.bin), task.id))


def of_order(order_id: int) -> list[PutBack]:
    """All tasks of an order, the oldest first."""
    rows = run(f"{_COLUMNS} WHERE p.order_id = ? ORDER BY p.id", (order_id,)).fetchall()
    return [_row(row) for row in rows]


def of_item(text: str) -> list[PutBack]:
    """The open tasks for the article that was scanned, by SKU or barcode, the oldest first."""
    plain = storable(codes.without_symbology(text))
    gtin = codes.gtin14(plain) or codes.read(plain).value
    found = {
        int(row[0])
        for row in run(
            "SELECT p.id FROM put_back p LEFT JOIN article a ON a.id = p.article_id LEFT JOIN barcode b"
            " ON b.article_id = a.id WHERE p.done_at IS NULL AND"
            " (a.sku = ? OR b.code = ? OR b.gtin14 = ? OR lower(p.sku) = lower(?))",
            (plain, plain, gtin, plain),
        ).fetchall()
    }
    return [task for task in every() if task.id in found]


def back(task_id: int, bin_text: str, units: int = 1, op_id: str | None = None) -> PutBack:
    """Units are in the bin that was scanned; once for each `op_id`.

    Raises:
        NotFound: there is no such task, or no such bin.
        WrongBin: they belong elsewhere.
        BadInput: more than are left.
    """
    name = op_id or new_op_id()
    with unit() as work:
        if is_postgres():
            run("SELECT 1 FROM put_back WHERE id = ? FOR UPDATE", (task_id,))
        task = get(task_id)
        if run("SELECT 1 FROM put_back_scan WHERE op_id = ?", (name,)).fetchone():
            return task
        place = bins.get(bin_text)
        _check(task, place.name, units)
        here, moment = actor(), ms(now())
        scan_id = insert(
            "INSERT INTO put_back_scan (op_id, put_back_id, at, who, bench, bin, units) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (name, task_id, moment, here.who, here.bench, place.name, units),
        )
        run("UPDATE put_back SET back = back + ?, done_at = CASE WHEN back + ? = units THEN ? ELSE done_at END"
            " WHERE id = ?", (units, units, moment, task_id))  # fmt: skip
        if task.article_id is not None:
            stock.promise(
                work, task.article_id, -units, "put-back", f"put-back:{task_id}/scan:{scan_id}", task.order_id
            )
        work.changed("put-back", task_id)
        return get(task_id)


def get(task_id: int) -> PutBack:
    """One task.

    Raises:
        NotFound: there is none.
    """
    row = run(f"{_COLUMNS} WHERE p.id = ?", (task_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("put-back"), ref=task_id)
    return _row(row)


def count() -> int:
    """How many units wait to be put back."""
    return int(run("SELECT coalesce(sum(units - back), 0) FROM put_back WHERE done_at IS NULL").fetchone()[0])


def _check(task: PutBack, name: str, units: int) -> None:
    if task.done_at is not None:
        raise NotAllowed(ref=task.name, reason=N_("it has been put back already."), action="put-back")
    if not 0 < units <= task.left:
        raise BadInput(what=N_("The quantity"), value=units, next=N_("Put back no more than the task says."))
    fitting = {task.bin, bins.staging(), *(bins.of_article(task.article_id) if task.article_id is not None else [])}
    if fitting - {""} and name not in fitting:
        raise WrongBin(bin=name, right=task.bin or bins.staging())


def _make(work: Work, order_id: int, line_id: int, article_id: int | None, sku: str, units: int, reason: str) -> int:
    known = run(
        "SELECT id, units FROM put_back WHERE order_id = ? AND line_id = ? AND sku = ? AND reason = ?"
        " AND done_at IS NULL",
        (order_id, line_id, sku, reason),
    ).fetchone()
    if known is not None:  # units that come out of a box one by one are one task
        task_id, total = int(known[0]), int(known[1]) + units
        run("UPDATE put_back SET units = ? WHERE id = ?", (total, task_id))
    else:
        places, total = bins.of_article(article_id) if article_id is not None else [], units
        task_id = insert(
            "INSERT INTO put_back (order_id, line_id, article_id, sku, units, back, bin, reason, made_at)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?)",
            (order_id, line_id, article_id, sku, units, places[0] if places else bins.staging(), reason, ms(now())),
        )
    if article_id is not None:
        stock.promise(work, article_id, units, "put-back", f"put-back:{task_id}/units:{total}", order_id)
    work.changed("put-back", task_id)
    return task_id


def _take_from_picks(work: Work, line_id: int, units: int, part_id: int = 0) -> None:
    """What is put back is not picked any more, the newest wave first; every unit of it stands in the walk's log."""
    here = actor()
    for pick_id, wave_id, picked in run(
        "SELECT id, wave_id, picked FROM pick WHERE line_id = ? AND part_id = ? AND picked > 0 ORDER BY id DESC",
        (line_id, part_id),
    ).fetchall():
        many = min(units, int(picked))
        if many <= 0:
            break
        run("UPDATE pick SET picked = picked - ? WHERE id = ?", (many, pick_id))
        insert(
            "INSERT INTO pick_scan (op_id, wave_id, pick_id, at, who, bench, code, said, units, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, '', 'put-back', ?, '')",
            (new_op_id(), wave_id, pick_id, ms(now()), here.who, here.bench, -many),
        )
        work.changed("wave", int(wave_id))
        units -= many


def _row(row: tuple[object, ...]) -> PutBack:
    *fields, made_at, done_at = row
    return PutBack(*[*fields, utc(int(str(made_at))), utc(int(str(done_at))) if done_at else None])  # type: ignore[arg-type]
