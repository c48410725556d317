"""What was counted last is taken back."""

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Fulfilment
from desktop.domain.packing import Verdict
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import claims, history
from desktop.services.changes import new_op_id, unit
from desktop.services.packing.logbook import log, told_before
from desktop.services.packing.memory import load, number, refusal
from desktop.services.packing.opening import opened_here
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
            "SELECT s.id, s.line_id, s.units, s.code FROM packing_scan s WHERE s.order_id = ? AND s.units > 0"
            " AND NOT EXISTS (SELECT 1 FROM packing_scan u WHERE u.undone = s.id) ORDER BY s.id DESC LIMIT 1",
            (order_id,),
        ).fetchone()
        scan_id, line_id, units, code = row or (0, 0, 0, "")
        taken = run("UPDATE order_line SET packed = packed - ? WHERE id = ? AND packed >= ?", (units, line_id, units))
        if taken.rowcount != 1:
            raise NotAllowed(ref=number(order_id), reason=N_("nothing has been scanned that could be undone."),
                             action="undo")  # fmt: skip
        log(opened, op_id or new_op_id(), line_id, code, Verdict.UNDONE, "undo", -units, "", scan_id)
        work.changed("order", order_id)
    load(opened)
    line = opened.lines[line_id]
    return ScanResult(Verdict.UNDONE, code, opened.left, line_id, line.packed, line.ordered)
