"""What was counted last is taken back."""

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Fulfilment
from desktop.domain.packing import Verdict
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import claims, history, kits, serials, stock, take_outs
from desktop.services.changes import new_op_id, unit
from desktop.services.packing.logbook import log, told_before
from desktop.services.packing.memory import forget, load, refusal
from desktop.services.packing.opening import opened_here
from desktop.services.packing.parcels import drop_empty, reopen
from desktop.services.packing.parts import part_of
from desktop.services.packing.results import ScanResult


def undo(order_id: int, op_id: str | None = None) -> ScanResult:
    """Take back the last counted scan of this order, also after it was reopened; it stays in the log, and so does this.

    `op_id` names this very undoing, as in `scan`.

    Raises:
        NotAllowed: nothing has been counted.
        NotOpen: the order is not being packed.
    """
    told = told_before(order_id, "", op_id) if op_id else None
    if told is not None:
        return told
    opened = opened_here(order_id)
    with unit() as work:
        # Locked: two benches that take back the same scan would take its units off twice.
        state = history.state_of(order_id, lock=True)
        if state.fulfilment is not Fulfilment.PACKING or not claims.is_open(opened.session_id):
            raise refusal(opened)
        row = run(
            "SELECT s.id, s.line_id, s.units, s.code, s.parcel_id FROM packing_scan s WHERE s.order_id = ?"
            # What counted units, of a line or of a kit's parts, or took some out of the box; newest first, and only as
            # long as what it did can still be taken back.
            " AND s.undone IS NULL AND (s.units > 0 OR s.method = 'take-out'"
            " OR EXISTS (SELECT 1 FROM part_scan c WHERE c.scan_id = s.id AND c.units > 0))"
            " AND NOT EXISTS (SELECT 1 FROM packing_scan u WHERE u.undone = s.id)"
            " AND s.units <= coalesce((SELECT l.packed FROM order_line l WHERE l.id = s.line_id), 0)"
            # What was sent ahead is closed for good; opening it again is another thing.
            " AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.id = s.parcel_id AND (p.part OR p.state = 'shipped'))"
            " ORDER BY s.id DESC LIMIT 1",
            (order_id,),
        ).fetchone()
        scan_id, line_id, units, code, parcel_id = row or (0, 0, 0, "", None)
        parts = kits.of_scan(scan_id)
        if not row or not _take_back(line_id, units, parts):
            raise NotAllowed(ref=history.called(order_id), reason=N_("nothing has been scanned that could be undone."),
                             action="undo")  # fmt: skip
        if parcel_id not in (None, opened.parcel_id):  # the last unit lies in the parcel before, and the box is back
            drop_empty(work, opened)
            reopen(int(parcel_id))
            opened.parcel_id = int(parcel_id)
            work.changed("parcel", opened.parcel_id)
        op_id = op_id or new_op_id()
        completed = kits.level(line_id) if parts else -units
        log(opened, op_id, line_id, code, Verdict.UNDONE, "undo", completed, "", scan_id)
        kits.log(op_id, [(part_id, -many) for part_id, many in parts])
        serials.undo(scan_id)
        if run("SELECT 1 FROM packing_scan WHERE id = ? AND method = 'take-out'", (scan_id,)).fetchone():
            serials.undo_out(line_id)
            stock.settle(work, order_id, state, f"scan:{op_id}")
        work.changed("order", order_id)
        take_outs.pair(order_id)
        cancelled = take_outs.end(work, order_id)  # that was the last unit in the box of a cancelled order
    if cancelled:
        forget(order_id)
    else:
        load(opened)
    line = opened.lines.get(-parts[0][0] if len(parts) == 1 else line_id)
    packed, ordered = (line.packed, line.ordered) if line else (0, 0)
    return ScanResult(Verdict.UNDONE, code, opened.left, line_id, packed, ordered, part_id=part_of(line),
                      cancelled=cancelled)  # fmt: skip


def _take_back(line_id: int, units: int, parts: list[tuple[int, int]]) -> bool:
    """Count what a scan has counted off again; False where the line does not hold it any more."""
    if not parts:
        return bool(
            run("UPDATE order_line SET packed = packed - ? WHERE id = ? AND packed >= ?",
                (units, line_id, units)).rowcount == 1
        )  # fmt: skip
    return all(
        run("UPDATE line_part SET packed = packed - ? WHERE id = ? AND packed >= ?", (many, part_id, many)).rowcount
        == 1
        for part_id, many in parts
    )
