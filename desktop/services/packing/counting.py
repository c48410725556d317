"""Units are counted: by scan, by a typed quantity, or by hand."""

from desktop.domain import codes
from desktop.domain import packing as rules
from desktop.domain.closing import Standing
from desktop.domain.codes import Code, Kind, gtin14, without_symbology
from desktop.domain.errors import BadInput
from desktop.domain.packing import Line, Scan, Verdict
from desktop.domain.rights import Right
from desktop.domain.sentinel import Hint
from desktop.i18n import N_
from desktop.models.base import run, storable
from desktop.services import closing, history, kits, permits, sentinel, serials, settings
from desktop.services.changes import new_op_id, now_ms, unit
from desktop.services.packing.articles import article_of
from desktop.services.packing.finishing import close
from desktop.services.packing.logbook import log, told_before
from desktop.services.packing.memory import Opened, forget, load, refusal, reload
from desktop.services.packing.opening import opened_here
from desktop.services.packing.parts import add_parts, kit_parts, line_of, lock, part_of, write_units
from desktop.services.packing.results import NotOpen, ScanResult
from desktop.services.packing.taking_out import PLAIN, take_out

# Counts units of a line, where the disk still is what memory believes and the bench still has the order; answers
# whether the order has open units left.
_COUNT = (
    "UPDATE order_line SET packed = packed + ? WHERE id = ? AND packed = ? AND packed + ? <= ordered - cancelled"
    " AND EXISTS (SELECT 1 FROM orders WHERE id = ? AND fulfilment = 'packing' AND NOT conflict AND NOT held)"
    " AND EXISTS (SELECT 1 FROM packing_session WHERE id = ? AND closed_at IS NULL)"
    " AND EXISTS (SELECT 1 FROM parcel WHERE id = ? AND state = 'open')"
    " RETURNING packed < ordered - cancelled OR EXISTS (SELECT 1 FROM order_line o WHERE o.order_id = ?"
    " AND o.id <> order_line.id AND o.needs_packing AND o.packed < o.ordered - o.cancelled)"
)

_LONGEST_GTIN = 14  # a longer code may be a GS1 element string
_NOTHING: tuple[Standing, ...] = ()


def scan(order_id: int, code: str, units: int = 1, op_id: str | None = None) -> ScanResult:
    """Count scanned units of an open order, or say why nothing was counted; every scan is kept.

    `op_id` names this very scan: given again after a crash, it answers without counting again. `units` above one is a
    typed quantity and counts as a whole or not at all.

    Raises:
        NotOpen: the order is not being packed.
        TakenOver: another bench packs it now.
        OrderChanged: the store has changed it, and a person must look first.
        BadInput: a quantity below one.
        NoRight: a quantity above the shop's limit, which needs a supervisor.
    """
    _check_quantity(units)
    text = storable(without_symbology(code))
    told = told_before(order_id, text, op_id) if op_id else None
    if told is not None:
        return told
    if units > 1 and units > settings.rules().quantity_limit:
        permits.require(Right.QUANTITY)
    opened = opened_here(order_id)
    op_id = op_id or new_op_id()
    result = _try(opened, text, units, op_id, raw=code)
    if result is None:  # it counts nothing, or another bench has counted meanwhile: read again and decide anew
        reload(opened)
        result = _try(opened, text, units, op_id, certain=True, raw=code)
    if result is None:
        raise refusal(opened)
    return result


def confirm(order_id: int, line_id: int, reason: str, units: int = 1, op_id: str | None = None) -> ScanResult:
    """Count units of a line by hand, because their barcode cannot be read; kept as manual, with the reason.

    Of a kit's line it is its first open part; a part of its own is named by its id below zero. What a change no longer
    wants is taken out in the same way.

    Raises:
        BadInput: no reason, or a quantity below one.
        NotOpen: the order is not being packed, or has no such line.
    """
    _check_quantity(units)
    if not reason.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why it cannot be scanned."))
    told = told_before(order_id, "", op_id) if op_id else None
    if told is not None:
        return told
    permits.require(Right.MANUAL)
    opened = opened_here(order_id)
    reload(opened)
    line = _meant(opened, line_id)
    if line is None:
        raise NotOpen(ref=history.called(order_id))
    # By the line and not by a code: a line without SKU and barcode can only be packed this way.
    found = Scan(
        Verdict.RIGHT if line.left >= units else Verdict.OUT if line.over >= units else Verdict.TOO_MANY, line.id
    )
    result = _write(opened, found, line.sku, units, op_id or new_op_id(), "manual", storable(reason.strip()))
    if result is None:
        raise refusal(opened)
    return result


def _meant(opened: Opened, line_id: int) -> Line | None:
    line = opened.lines.get(line_id)
    if line is None or not line.kit:
        return line
    parts = [part for part in opened.lines.values() if part.of == line_id]
    return next((part for part in parts if part.left or part.over), parts[0])


def _try(opened: Opened, code: str, units: int, op_id: str, certain: bool = False, raw: str = "") -> ScanResult | None:
    """One attempt with the lines in memory; None when they may be old. `certain`: they have just been read."""
    ids, gtin, said = opened.codes.get(code), None, PLAIN
    if ids is None:
        gtin = gtin14(code)
        if gtin is None and len(code) > _LONGEST_GTIN and (read := codes.read(raw or code)).kind is Kind.PRODUCT:
            gtin, said = read.value, read
        ids = opened.codes.get(gtin) if gtin else None
    candidates = [opened.lines[line_id] for line_id in ids] if ids else list(opened.lines.values())
    holds = opened.cases.get(gtin or code, 1) * (said.units or 1)
    found = rules.check(candidates, code, gtin, units * holds, left=opened.left)
    if not found.verdict.counts and not certain:
        return None
    method = "case" if holds > 1 else "quantity" if units > 1 else "scan"
    return _write(opened, found, code, units * holds, op_id, method, "", said, holds)


def _write(
    opened: Opened, found: Scan, code: str, units: int, op_id: str, method: str, reason: str, said: Code = PLAIN,
    holds: int = 1,
) -> ScanResult | None:  # fmt: skip
    """Put a scan on disk; None, and nothing written, when the disk does not let it count."""
    line = opened.lines.get(found.line_id) if found.line_id is not None else None
    if found.verdict is Verdict.OUT and line is not None:
        return take_out(opened, line, code, units, op_id, method, reason, said)
    got = article_of(said.value or code) if found.verdict is Verdict.UNKNOWN else None
    verdict = Verdict.WRONG if got else found.verdict
    parcel, standing, hint, counts = "", _NOTHING, Hint.NONE, 0
    parts: list[tuple[int, int]] = []
    written: list[int] = []
    missing: serials.Missing | None = None
    with unit() as work:
        if verdict.counts and line is not None:
            lock(opened)
            if line.kit or line.of is not None:
                parts = kit_parts(opened, line, units)
            added = add_parts(opened, line, parts) if parts else _add(opened, line, units)
            if added is None:
                return None
            is_open, counts = added
            # Whether it was the last one is what the disk says: another bench may have counted, or undone, others.
            verdict = Verdict.RIGHT if is_open else Verdict.COMPLETE
            work.changed("order", opened.order_id)
            if line.tracks or line.kit:
                written = write_units(opened, line, parts, units, said)
                missing = serials.missing(opened.order_id) if written else None
            if verdict is Verdict.COMPLETE:
                standing = tuple(closing.standing(opened.order_id))
                verdict = Verdict.RIGHT if standing else verdict
        log(opened, op_id, line_of(line), code, verdict, method, counts, reason)
        if parts:
            kits.log(op_id, parts)
        if written:
            serials.link(written, op_id)
        if verdict.counts and line is not None and method == "scan":
            hint = _rhythm(opened, line.id, op_id)
        if verdict is Verdict.COMPLETE:
            parcel = close(work, opened)
    # On disk: only now may memory, screen and sound say so.
    if verdict.counts and line is not None:
        line = line.with_packed(line.packed + units)
    _remember(opened, line, units, verdict, bool(standing), bool(parts))
    return ScanResult(
        verdict, code, opened.left, line_of(line), line.packed if line else 0, line.ordered if line else 0,
        got, parcel, standing, hint, part_of(line), holds, missing,
    )  # fmt: skip


def _remember(opened: Opened, line: Line | None, units: int, verdict: Verdict, stands: bool, in_parts: bool) -> None:
    """Let memory follow what is on disk now."""
    if verdict is Verdict.COMPLETE:
        opened.left = 0
        forget(opened.order_id)
        return
    if verdict.counts and line is not None:
        opened.lines[line.id] = line
        opened.left = 0 if stands else opened.left - units
    if in_parts or (opened.left <= 0 and not stands):  # memory believed that it was the last one
        load(opened)


def _add(opened: Opened, line: Line, units: int) -> tuple[bool, int] | None:
    """Count units of a line: whether the order has open units left, and how many were counted; None: none were."""
    counted = run(
        _COUNT,
        (units, line.id, line.packed, units, opened.order_id, opened.session_id, opened.parcel_id, opened.order_id),
    ).fetchone()
    return None if counted is None else (bool(counted[0]), units)


def _rhythm(opened: Opened, line_id: int, op_id: str) -> Hint:
    """Whether the unit came sooner than this person takes one; kept with the scan, and never in its way."""
    moment = now_ms()
    before = opened.watch.last.get(line_id)
    hint = opened.watch.counted(line_id, moment)
    if hint and before is not None:
        sentinel.keep(op_id, hint, moment - before)
    return hint


def _check_quantity(units: int) -> None:
    if units < 1:
        raise BadInput(what=N_("The quantity"), value=units, next=N_("Type a number above zero."))
