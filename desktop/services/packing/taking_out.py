"""A unit that is no longer wanted comes out of its box: by its scan, or by hand."""

from desktop.domain.closing import Standing
from desktop.domain.codes import Code, Kind
from desktop.domain.packing import Line, Verdict
from desktop.models.base import run
from desktop.services import closing, kits, serials, take_outs
from desktop.services.changes import unit
from desktop.services.packing.finishing import close
from desktop.services.packing.logbook import log
from desktop.services.packing.memory import Opened, forget, load
from desktop.services.packing.parts import is_open, line_of, lock, may, part_of
from desktop.services.packing.results import ScanResult

PLAIN = Code(Kind.OTHER, "")  # a code that says no more than its product
_TAKE_OUT = (
    "UPDATE order_line SET packed = packed - ? WHERE id = ? AND packed = ? AND packed - ? >= ordered - cancelled"
    " AND EXISTS (SELECT 1 FROM orders WHERE id = ? AND fulfilment = 'packing' AND NOT conflict AND NOT held)"
    " AND EXISTS (SELECT 1 FROM packing_session WHERE id = ? AND closed_at IS NULL)"
    " AND EXISTS (SELECT 1 FROM parcel WHERE id = ? AND state = 'open')"
)


def take_out(
    opened: Opened, line: Line, code: str, units: int, op_id: str, method: str, reason: str, said: Code = PLAIN
) -> ScanResult | None:
    """Count units off a line that has them over; None, and nothing written, where the disk does not let it.

    With the last one the parcel closes if nothing else is left to do, or the order is cancelled if that was the change.

    Raises:
        NotInBox: the code carries the serial of another unit.
    """
    parcel, cancelled = "", False
    standing: tuple[Standing, ...] = ()
    line_id, part_id, missing = int(line_of(line) or 0), part_of(line), None
    with unit() as work:
        lock(opened)
        counts = -units
        if part_id is None:
            taken = run(_TAKE_OUT, (units, line.id, line.packed, units, *may(opened))).rowcount == 1
        else:
            taken = kits.take_out(part_id, line.packed, units, may(opened))
            counts = kits.level(line_id) if taken else 0
        if not taken:
            return None
        work.changed("order", opened.order_id)
        out_of = take_outs.parcel_of(line_id, part_id, units)
        if line.tracks:
            serials.take_out(line_id, part_id, units, said)
            missing = serials.missing(opened.order_id)
        take_outs.came_out(work, opened.order_id, line_id, units, op_id)
        verdict = Verdict.OUT
        cancelled = take_outs.end(work, opened.order_id)
        if not cancelled and not is_open(opened.order_id) and not take_outs.is_cancelling(opened.order_id):
            standing = tuple(closing.standing(opened.order_id))
            verdict = Verdict.OUT if standing else Verdict.COMPLETE
        log(opened, op_id, line_id, code, verdict, "take-out", counts, reason or _how(method), parcel_id=out_of)
        if part_id is not None:
            kits.log(op_id, [(part_id, -units)])
        if verdict is Verdict.COMPLETE:
            parcel = close(work, opened)
    if cancelled or verdict is Verdict.COMPLETE:
        forget(opened.order_id)
    else:
        load(opened)
    return ScanResult(
        verdict, code, 0 if cancelled or parcel else opened.left, line_id, line.packed - units, line.ordered,
        parcel=parcel, standing=standing, part_id=part_id, missing=missing, cancelled=cancelled,
    )  # fmt: skip


def _how(method: str) -> str:
    """What is kept beside a take-out that was not one plain scan."""
    return "" if method == "scan" else method
