"""An order is changed after a unit of it was packed: what is no longer wanted must come out of its box again.

Packed is what lies in the boxes, so units that are no longer wanted are those that a line has packed over what it
wants. Nothing is taken off a count before its unit was scanned on the way out. Until then the order does not close.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.closing import Gate, Standing
from desktop.domain.order import Action, Fulfilment, State
from desktop.i18n import N_, _
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, outbox, parcel_contents, put_backs, serials, stock
from desktop.services.changes import Work, actor, new_op_id, now

CHANGED = N_("The order was changed.")
CANCELLED = N_("The order was cancelled.")
_IN_THE_HOUSE = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING, Fulfilment.PACKED)
# What a line holds of its article, and of what: the line's own, or one of a kit's parts.
_COUNTED = (
    "SELECT l.id, coalesce(q.article_id, l.article_id), coalesce(a.sku, l.sku), coalesce(nullif(a.name, ''), l.name),"
    " coalesce(nullif(l.variant, ''), a.variant, ''), coalesce(a.bin, ''), coalesce(a.photo, ''),"
    " (l.ordered - l.cancelled) * coalesce(q.units, 1), coalesce(q.packed, l.packed), coalesce(q.units, 1)"
    " FROM order_line l LEFT JOIN line_part q ON q.line_id = l.id"
    " LEFT JOIN article a ON a.id = coalesce(q.article_id, l.article_id)"
    " WHERE l.order_id = ? AND l.needs_packing ORDER BY l.position, l.id, q.id"
)


@dataclass(frozen=True, slots=True)
class UnitMove:
    """Units of an article that go into the box, or out of it where below zero. `parcel` is the one they lie in."""

    units: int
    line_id: int
    sku: str
    name: str
    variant: str
    bin: str
    photo: str
    parcel: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What the last change of an order means for its boxes, as far as it is still to be done, and who asked for it.

    `who`: the person in the office, or the store by its name; "" where neither is known.
    `cancels`: nothing of the order is wanted any more; it is cancelled with the last unit that comes out.
    """

    moves: tuple[UnitMove, ...]
    who: str
    at: datetime
    why: str
    source: str  # "office" or "store"
    cancels: bool

    @property
    def out(self) -> int:
        return -sum(move.units for move in self.moves if move.units < 0)

    @property
    def add(self) -> int:
        return sum(move.units for move in self.moves if move.units > 0)


def of(order_id: int) -> Changed | None:
    """What must go out of the order's boxes and into them by its changes; None where nothing is left to do of them."""
    row = run(
        "SELECT CASE c.source WHEN 'store' THEN coalesce(s.name, '') ELSE c.who END, c.at, c.why, c.source, c.cancels"
        " FROM order_change c JOIN orders o ON o.id = c.order_id LEFT JOIN store s ON s.id = o.store_id"
        " WHERE c.order_id = ? AND c.over_at IS NULL ORDER BY c.id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    if row is None:
        return None
    added = {
        int(line_id): int(units)
        for line_id, units in run(
            "SELECT m.line_id, sum(m.units) FROM change_move m JOIN order_change c ON c.id = m.change_id"
            " WHERE c.order_id = ? AND c.over_at IS NULL GROUP BY m.line_id",
            (order_id,),
        ).fetchall()
    }
    moves = []
    for line_id, article_id, *said, wanted, packed, each in run(_COUNTED, (order_id,)).fetchall():
        if packed > wanted:
            moves.append(UnitMove(*[wanted - packed, line_id, *said, _lies_in(line_id, article_id)]))
        elif (more := min(added.get(line_id, 0) * each, wanted - packed)) > 0:
            moves.append(UnitMove(*[more, line_id, *said]))
    if not moves:
        return None
    return Changed(tuple(sorted(moves, key=lambda move: move.units > 0)), str(row[0]), utc(row[1]), str(row[2]),
                   str(row[3]), bool(row[4]))  # fmt: skip


def standing(order_id: int) -> list[Standing]:
    """The units that must come out before the order can close."""
    return [
        Standing(
            Gate.OUT,
            _("Take out {count} × {name}.").format(count=packed - wanted, name=said[1]),
            line_id,
            line_id,
        )
        for line_id, _article_id, *said, wanted, packed, _each in run(_COUNTED, (order_id,)).fetchall()
        if packed > wanted
    ]


def is_cancelling(order_id: int) -> bool:
    """Whether the order is cancelled as soon as its boxes are empty."""
    row = run(
        "SELECT 1 FROM order_change c JOIN orders o ON o.id = c.order_id WHERE c.order_id = ? AND c.cancels"
        " AND c.over_at IS NULL AND o.fulfilment <> 'cancelled'",
        (order_id,),
    ).fetchone()
    return row is not None


def was_changed_here(order_id: int) -> bool:
    """Whether the office has changed the lines: the store, which does not know, must not undo that in silence."""
    return (
        run(
            "SELECT 1 FROM order_change WHERE order_id = ? AND source = 'office' AND NOT cancels AND over_at IS NULL",
            (order_id,),
        ).fetchone()
        is not None
    )


def lies_in_a_box(order_id: int) -> bool:
    """Whether a unit of the order is in a box that has not left the house."""
    packed = run(
        "SELECT coalesce(sum(coalesce(q.packed, l.packed)), 0) FROM order_line l"
        " LEFT JOIN line_part q ON q.line_id = l.id WHERE l.order_id = ?",
        (order_id,),
    ).fetchone()[0]
    return int(packed) > sum(_gone(order_id).values()) and history.state_of(order_id).fulfilment in _IN_THE_HOUSE


def change(
    work: Work, order_id: int, wanted: Mapping[int, int], source: str, why: str = "", added: Iterable[int] = (),
    cancels: bool = False,
) -> State:  # fmt: skip
    """Let lines of an order in the house want so many units; `added` are lines that are new. Part of the unit.

    What left the house with an earlier parcel stays wanted. A closed parcel is open again where the change concerns it.
    An order that is being cancelled stays so: the change holds if the cancellation is taken back.
    """
    cancelled = None if cancels else _restore(order_id)
    gone, new = _gone(order_id), set(added)
    begun = _is_begun(order_id)
    moved: dict[int, int] = {}
    for line_id, ordered, was in run(
        "SELECT id, ordered, ordered - cancelled FROM order_line WHERE order_id = ? ORDER BY position, id", (order_id,)
    ).fetchall():
        units = max(wanted.get(line_id, was), gone.get(line_id, 0))
        if units != was:
            run("UPDATE order_line SET ordered = ?, cancelled = ? WHERE id = ?",
                (max(ordered, units), max(0, ordered - units), line_id))  # fmt: skip
        if units != was or line_id in new:
            moved[line_id] = units if line_id in new else units - was
    change_id = insert(
        "INSERT INTO order_change (order_id, at, who, source, why, cancels) VALUES (?, ?, ?, ?, ?, ?)",
        (order_id, ms(now()), actor().who or actor().bench, source, why, cancels),
    )
    for line_id, units in moved.items() if begun else ():
        run("INSERT INTO change_move (change_id, line_id, units) VALUES (?, ?, ?)", (change_id, line_id, units))
    if begun:
        pair(order_id)
    _count(order_id)
    state = history.state_of(order_id, lock=True)
    if moved and state.fulfilment is Fulfilment.PACKED:
        parcel_contents.reopen_last(work, order_id)
        state = history.move(work, order_id, Action.REOPEN, why)
    row_id = history.note(work, order_id, "lines-changed", why)
    stock.settle(work, order_id, state, f"history:{row_id}")
    if cancelled is not None:
        cancel(work, order_id, *cancelled)
    return state


def cancel(work: Work, order_id: int, source: str, why: str = "", notify: bool = False) -> None:
    """Nothing of the order is wanted any more: it is cancelled at once where no unit of it lies in a box, else with the
    last unit that comes out. Part of the caller's unit.
    """
    if is_cancelling(order_id):
        return
    lines = run("SELECT id FROM order_line WHERE order_id = ?", (order_id,)).fetchall()
    change(work, order_id, {int(row[0]): 0 for row in lines}, source, why, cancels=True)
    if notify and why:
        outbox.tell_note(work, order_id, why)
        outbox.mail_status(work, order_id, Action.CANCEL, why, notify)
    work.changed("decision", order_id)


def take_back(work: Work, order_id: int) -> None:
    """A cancellation that has not come to its end is none any more; what came out since is wanted again."""
    if _restore(order_id) is None:
        return
    row_id = history.note(work, order_id, "lines-changed")
    stock.settle(work, order_id, history.state_of(order_id), f"history:{row_id}")


def came_out(work: Work, order_id: int, line_id: int, units: int, op_id: str) -> None:
    """What a scan took out of the box goes back to its bin, and is promised no more; part of the scan's unit."""
    stock.settle(work, order_id, history.state_of(order_id), f"scan:{op_id}")
    put_backs.create(work, order_id, line_id, units, CANCELLED if is_cancelling(order_id) else CHANGED)


def end(work: Work, order_id: int) -> bool:
    """Cancel an order whose boxes are empty now, where that is what was asked; part of the caller's unit."""
    if not is_cancelling(order_id) or standing(order_id):
        return False
    run("UPDATE packing_session SET closed_at = ?, outcome = 'cancelled' WHERE order_id = ? AND closed_at IS NULL",
        (ms(now()), order_id))  # fmt: skip
    # Its lines say again what was ordered: that is what the cancelled order was.
    source, why = _restore(order_id) or ("", "")
    history.move(work, order_id, Action.CANCEL, why)
    if source == "office":
        outbox.tell_status(work, order_id, Action.CANCEL, "")
    return True


def _restore(order_id: int) -> tuple[str, str] | None:
    """Let an order's lines want again what they did before it was to be cancelled; where that came from, and why."""
    row = run(
        "SELECT id, source, why FROM order_change WHERE order_id = ? AND cancels AND over_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    if row is None:
        return None
    for line_id, units in run("SELECT line_id, units FROM change_move WHERE change_id = ?", (row[0],)).fetchall():
        run("UPDATE order_line SET cancelled = cancelled + ? WHERE id = ?", (units, line_id))
    run("UPDATE order_change SET over_at = ? WHERE id = ?", (ms(now()), row[0]))
    _count(order_id)
    return str(row[1]), str(row[2])


def parcel_of(line_id: int, part_id: int | None, units: int) -> int | None:
    """The parcel that units of a line, or of a kit's part, are taken out of: the open one before one that is closed."""
    counted = (
        "SELECT s.parcel_id, sum(s.units) AS units FROM packing_scan s WHERE s.line_id = ?"
        if part_id is None
        else "SELECT s.parcel_id, sum(q.units) AS units FROM part_scan q JOIN packing_scan s ON s.id = q.scan_id"
        " WHERE q.part_id = ?"
    )
    rows = run(
        f"SELECT c.parcel_id, c.units FROM ({counted} GROUP BY s.parcel_id) c JOIN parcel p ON p.id = c.parcel_id"
        " WHERE p.state <> 'shipped' AND NOT p.part"
        " ORDER BY CASE p.state WHEN 'open' THEN 0 ELSE 1 END, p.position DESC",
        (line_id if part_id is None else part_id,),
    ).fetchall()
    return next((int(parcel) for parcel, there in rows if int(there) >= units), int(rows[0][0]) if rows else None)


def _lies_in(line_id: int, article_id: int | None) -> int | None:
    """The number of the parcel that units of a line lie in."""
    row = run(
        "SELECT p.position FROM packing_scan s JOIN parcel p ON p.id = s.parcel_id LEFT JOIN part_scan q"
        " ON q.scan_id = s.id LEFT JOIN line_part lp ON lp.id = q.part_id WHERE s.line_id = ?"
        " AND (lp.article_id = ? OR lp.article_id IS NULL) AND p.state <> 'shipped'"
        " GROUP BY p.position HAVING sum(coalesce(q.units, s.units)) > 0 ORDER BY p.position DESC LIMIT 1",
        (line_id, article_id),
    ).fetchone()
    return None if row is None else int(row[0])


def _gone(order_id: int) -> dict[int, int]:
    """Units of lines that have left the house with an earlier parcel, or were sent ahead."""
    rows = run(
        "SELECT s.line_id, sum(s.units) FROM packing_scan s JOIN parcel p ON p.id = s.parcel_id"
        " WHERE s.order_id = ? AND s.line_id IS NOT NULL AND (p.state = 'shipped' OR p.part) GROUP BY s.line_id",
        (order_id,),
    ).fetchall()
    return {int(line_id): int(units) for line_id, units in rows}


def _is_begun(order_id: int) -> bool:
    """Whether a bench has the order, or had it: only then somebody must be told to take out and add."""
    fulfilment = history.state_of(order_id).fulfilment
    return fulfilment in (Fulfilment.PACKING, Fulfilment.PACKED) or lies_in_a_box(order_id)


def pair(order_id: int) -> None:
    """A unit in the box that one line no longer wants and another one does now stays there: it changes its line."""
    rows = run(
        "SELECT l.id, l.article_id, l.ordered - l.cancelled, l.packed, l.sku FROM order_line l WHERE l.order_id = ?"
        " AND l.needs_packing AND l.article_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM line_part q WHERE q.line_id = l.id) ORDER BY l.position, l.id",
        (order_id,),
    ).fetchall()
    over = {line: packed - wanted for line, _article, wanted, packed, _sku in rows if packed > wanted}
    for to, article, wanted, packed, sku in rows:
        for line, other, *_rest in rows:
            units = min(over.get(line, 0), wanted - packed)
            if other != article or units <= 0:
                continue
            _move(order_id, line, to, units, str(sku))
            over[line] -= units
            packed += units


def _move(order_id: int, line_id: int, to: int, units: int, sku: str) -> None:
    session = run("SELECT max(id) FROM packing_session WHERE order_id = ?", (order_id,)).fetchone()[0]
    parcel = parcel_of(line_id, None, units)
    here, moment = actor(), ms(now())
    # Each unit arrives by a row of its own: an undo takes one back, as it would have before they changed their line.
    for line, change_by in ((line_id, -units), *[(to, 1)] * units):
        run("UPDATE order_line SET packed = packed + ? WHERE id = ?", (change_by, line))
        if session is not None:
            run(
                "INSERT INTO packing_scan (op_id, session_id, order_id, line_id, parcel_id, at, code, verdict, method,"
                " units, reason, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'changed', ?, '', ?)",
                (new_op_id(), session, order_id, line, parcel, moment, sku, "right" if change_by > 0 else "undone",
                 change_by, here.who),
            )  # fmt: skip
    serials.change_line(line_id, to, units)


def _count(order_id: int) -> None:
    run(
        "UPDATE orders SET line_count = (SELECT count(*) FROM order_line WHERE order_id = ?), unit_count ="
        " (SELECT coalesce(sum(ordered - cancelled), 0) FROM order_line WHERE order_id = ? AND needs_packing)"
        " WHERE id = ?",
        (order_id, order_id, order_id),
    )
