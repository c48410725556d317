"""The packing bench: open an order, scan each unit, and the right last scan closes the parcel.

A scan is answered after its commit (law 1). The open order is held in memory, so that nothing else is waited for; its
counts are checked again by the statement that writes them, so that two benches can never count one unit twice.
"""

import threading
from dataclasses import dataclass, field

from desktop.domain import packing as rules
from desktop.domain.codes import gtin14, parcel_code, without_symbology
from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.order import Action, Fulfilment
from desktop.domain.packing import Line, Scan, Verdict
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable
from desktop.services import history, orders, outbox, printing, settings
from desktop.services.changes import Work, actor, new_op_id, now, now_ms, unit
from desktop.services.orders import LineView, OrderView

# Counts units of a line, where the disk still is what memory believes; answers whether the order has open units left.
_COUNT = (
    "UPDATE order_line SET packed = packed + ? WHERE id = ? AND packed = ? AND packed + ? <= ordered - cancelled"
    " AND EXISTS (SELECT 1 FROM orders WHERE id = ? AND fulfilment = 'packing' AND NOT conflict AND NOT held)"
    " RETURNING packed < ordered - cancelled OR EXISTS (SELECT 1 FROM order_line o WHERE o.order_id = ?"
    " AND o.id <> order_line.id AND o.needs_packing AND o.packed < o.ordered - o.cancelled)"
)
_LOG = (
    "INSERT INTO packing_scan (op_id, session_id, order_id, line_id, parcel_id, at, code, verdict, method, units,"
    " reason, undone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class NotOpen(KolliError):
    text = N_("Order {ref} is not open at this bench. Scan the order first.")


class OrderChanged(KolliError):
    text = N_("Order {ref} was changed in the store. Nothing was counted; look at the change before you go on.")


@dataclass(frozen=True, slots=True)
class Article:
    """What a wrong scan was, to show beside what was expected."""

    sku: str
    name: str
    variant: str
    bin: str
    photo: str


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan, already on disk.

    `packed` and `ordered` are of the line that was meant (0 where none was), `left` is what the order still needs.
    `got` is the article that a wrong code belongs to. `parcel` is the code of the parcel that this scan closed.
    """

    verdict: Verdict
    code: str
    left: int
    line_id: int | None = None
    packed: int = 0
    ordered: int = 0
    got: Article | None = None
    parcel: str = ""


@dataclass(slots=True)
class _Open:
    """An order at this bench, as its lines stand on disk; `codes` finds lines by what is printed on a thing."""

    order_id: int
    session_id: int
    parcel_id: int
    lines: dict[int, Line] = field(default_factory=dict)
    codes: dict[str, list[int]] = field(default_factory=dict)
    left: int = 0


_benches: dict[int, _Open] = {}
_lock = threading.Lock()


def open_order(order_id: int) -> OrderView:
    """Bring an order to this bench, or back to it exactly where its last unit was counted.

    Raises:
        NotAllowed: its state does not let it be packed; the reason says why.
    """
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        if state.fulfilment is not Fulfilment.PACKING:
            history.move(work, order_id, Action.START)
        elif state.held:
            raise NotAllowed(ref=_number(order_id), reason=N_("it is on hold; release it first."), action="start")
        opened = _Open(order_id, _session(order_id), _parcel(order_id))
    _load(opened)
    with _lock:
        _benches[order_id] = opened
    return orders.show(order_id)


def scan(order_id: int, code: str, units: int = 1, op_id: str | None = None) -> ScanResult:
    """Count scanned units of an open order, or say why nothing was counted; every scan is kept.

    `op_id` names this very scan: given again after a crash, it answers without counting again. `units` above one is a
    typed quantity and counts as a whole or not at all.

    Raises:
        NotOpen: the order is not being packed.
        OrderChanged: the store has changed it, and a person must look first.
        BadInput: a quantity below one.
    """
    _check_quantity(units)
    text = storable(without_symbology(code))
    told = _told_before(order_id, text, op_id) if op_id else None
    if told is not None:
        return told
    opened = _opened(order_id)
    result = _try(opened, text, units, op_id or new_op_id())
    if result is None:  # it counts nothing, or another bench has counted meanwhile: read again and decide anew
        _reload(opened)
        result = _try(opened, text, units, op_id or new_op_id(), certain=True)
    if result is None:
        raise _refusal(order_id)
    return result


def confirm(order_id: int, line_id: int, reason: str, units: int = 1) -> ScanResult:
    """Count units of a line by hand, because their barcode cannot be read; kept as manual, with the reason.

    Raises:
        BadInput: no reason, or a quantity below one.
        NotOpen: the order is not being packed, or has no such line.
    """
    _check_quantity(units)
    if not reason.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why it cannot be scanned."))
    opened = _opened(order_id)
    _reload(opened)
    line = opened.lines.get(line_id)
    if line is None:
        raise NotOpen(ref=_number(order_id))
    # By the line and not by a code: a line without SKU and barcode can only be packed this way.
    found = Scan(Verdict.RIGHT if line.left >= units else Verdict.TOO_MANY, line.id)
    result = _write(opened, found, line.sku, units, new_op_id(), "manual", storable(reason.strip()))
    if result is None:
        raise _refusal(order_id)
    return result


def undo(order_id: int, op_id: str | None = None) -> ScanResult:
    """Take back the last counted scan of this order, also after it was reopened; it stays in the log, and so does this.

    `op_id` names this very undoing, as in `scan`.

    Raises:
        NotAllowed: nothing has been counted.
        NotOpen: the order is not being packed.
    """
    told = _told_before(order_id, "", op_id) if op_id else None
    if told is not None:
        return told
    opened = _opened(order_id)
    with unit() as work:
        # Locked: two benches that take back the same scan would take its units off twice.
        if history.state_of(order_id, lock=True).fulfilment is not Fulfilment.PACKING:
            raise _refusal(order_id)
        row = run(
            "SELECT s.id, s.line_id, s.units, s.code FROM packing_scan s WHERE s.order_id = ? AND s.units > 0"
            " AND NOT EXISTS (SELECT 1 FROM packing_scan u WHERE u.undone = s.id) ORDER BY s.id DESC LIMIT 1",
            (order_id,),
        ).fetchone()
        scan_id, line_id, units, code = row or (0, 0, 0, "")
        taken = run("UPDATE order_line SET packed = packed - ? WHERE id = ? AND packed >= ?", (units, line_id, units))
        if taken.rowcount != 1:
            raise NotAllowed(ref=_number(order_id), reason=N_("nothing has been scanned that could be undone."),
                             action="undo")  # fmt: skip
        _log(opened, op_id or new_op_id(), line_id, code, Verdict.UNDONE, "undo", -units, "", scan_id)
        work.changed("order", order_id)
    _load(opened)
    line = opened.lines[line_id]
    return ScanResult(Verdict.UNDONE, code, opened.left, line_id, line.packed, line.ordered)


def finish(order_id: int) -> OrderView:
    """Close an order that has nothing left to scan, such as one whose last units were cancelled.

    Raises:
        NotAllowed: units are still to be scanned, or the order is not being packed.
    """
    opened = _opened(order_id)
    with unit() as work:
        _reload(opened)
        if opened.left:
            raise NotAllowed(ref=_number(order_id), reason=N_("units are still to be scanned."), action="finish")
        _close(work, opened)
    _forget(order_id)
    return orders.show(order_id)


def put_aside(order_id: int) -> None:
    """Free the bench; what was counted stays counted, and the order waits under To pack."""
    with unit() as work:
        history.move(work, order_id, Action.PUT_ASIDE)
        run("UPDATE packing_session SET closed_at = ?, outcome = 'put-aside' WHERE order_id = ? AND closed_at IS NULL",
            (ms(now()), order_id))  # fmt: skip
    _forget(order_id)


def reopen(order_id: int) -> OrderView:
    """Open a packed parcel again, until it is shipped; who and when stand in the history.

    Raises:
        NotAllowed: it is not packed, or has left the house.
    """
    orders.do(order_id, Action.REOPEN)
    return open_order(order_id)


def unfinished(bench: str) -> int | None:
    """The order that this bench was packing when the program last ended, if any."""
    row = run(
        "SELECT s.order_id FROM packing_session s JOIN orders o ON o.id = s.order_id"
        " WHERE s.closed_at IS NULL AND s.bench = ? AND o.fulfilment = 'packing' ORDER BY s.id DESC LIMIT 1",
        (bench,),
    ).fetchone()
    return None if row is None else int(row[0])


def told(op_id: str) -> ScanResult | None:
    """What the operation of this name was answered, with the counts of now; None if it never reached the disk."""
    row = run("SELECT order_id, code FROM packing_scan WHERE op_id = ?", (op_id,)).fetchone()
    return None if row is None else _told_before(int(row[0]), str(row[1]), op_id)


def last_operation(op_prefix: str) -> tuple[int, int | None]:
    """Of the operations PREFIX-1, PREFIX-2, ... the highest n that is on disk, and its order; (0, None) for none."""
    named = run("SELECT op_id, order_id FROM packing_scan WHERE substr(op_id, 1, ?) = ?",
                (len(op_prefix) + 1, f"{op_prefix}-")).fetchall()  # fmt: skip
    turns = [(str(op_id)[len(op_prefix) + 1 :], int(order_id)) for op_id, order_id in named]
    return max(((int(turn), order_id) for turn, order_id in turns if turn.isdigit()), default=(0, None))


def article_of(code: str) -> Article | None:
    """The shop's article that carries this code, by SKU or barcode; None where there is none."""
    gtin = gtin14(code)
    for statement, value in (
        ("WHERE a.sku = ?", code),
        ("JOIN barcode b ON b.article_id = a.id WHERE b.code = ?", code),
        ("JOIN barcode b ON b.article_id = a.id WHERE b.gtin14 = ?", gtin),
        ("WHERE a.sku_folded = ?", code.casefold()),
    ):
        row = run(
            f"SELECT a.sku, a.name, a.variant, a.bin, a.photo FROM article a {statement} LIMIT 1",
            (value,),
        ).fetchone()
        if row:
            return Article(*row)
    return None


def _try(opened: _Open, code: str, units: int, op_id: str, certain: bool = False) -> ScanResult | None:
    """One attempt with the lines in memory; None when they may be old. `certain`: they have just been read."""
    ids, gtin = opened.codes.get(code), None
    if ids is None:
        gtin = gtin14(code)
        ids = opened.codes.get(gtin) if gtin else None
    candidates = [opened.lines[line_id] for line_id in ids] if ids else list(opened.lines.values())
    found = rules.check(candidates, code, gtin, units, left=opened.left)
    if not found.verdict.counts and not certain:
        return None
    return _write(opened, found, code, units, op_id, "quantity" if units > 1 else "scan", "")


def _write(
    opened: _Open, found: Scan, code: str, units: int, op_id: str, method: str, reason: str
) -> ScanResult | None:
    """Put a scan on disk; None, and nothing written, when the disk does not let it count."""
    got = article_of(code) if found.verdict is Verdict.UNKNOWN else None
    verdict = Verdict.WRONG if got else found.verdict
    line = opened.lines.get(found.line_id) if found.line_id is not None else None
    parcel = ""
    with unit() as work:
        if verdict.counts and line is not None:
            if is_postgres():  # of two benches, the second waits here and then sees what the first has counted
                run("SELECT 1 FROM orders WHERE id = ? FOR UPDATE", (opened.order_id,))
            counted = run(_COUNT, (units, line.id, line.packed, units, opened.order_id, opened.order_id)).fetchone()
            if counted is None:
                return None
            # Whether it was the last one is what the disk says: another bench may have counted, or undone, others.
            verdict = Verdict.RIGHT if counted[0] else Verdict.COMPLETE
            work.changed("order", opened.order_id)
        counts = units if verdict.counts else 0
        _log(opened, op_id, line.id if line else None, code, verdict, method, counts, reason, None)
        if verdict is Verdict.COMPLETE:
            parcel = _close(work, opened)
    # On disk: only now may memory, screen and sound say so.
    if verdict.counts and line is not None:
        line = Line(line.id, line.sku, line.codes, line.ordered, line.packed + units)
        opened.lines[line.id] = line
        opened.left = opened.left - units if verdict is Verdict.RIGHT else 0
    if verdict is Verdict.COMPLETE:
        _forget(opened.order_id)
    elif opened.left <= 0:  # memory believed that it was the last one
        _load(opened)
    return ScanResult(
        verdict, code, opened.left, line.id if line else None, line.packed if line else 0, line.ordered if line else 0,
        got, parcel,
    )  # fmt: skip


def _told_before(order_id: int, code: str, op_id: str) -> ScanResult | None:
    """What this very scan was answered, if it has reached the disk before; also when it closed the parcel."""
    row = run(
        "SELECT s.verdict, l.id, coalesce(l.packed, 0), coalesce(l.ordered - l.cancelled, 0), coalesce(p.code, '')"
        " FROM packing_scan s LEFT JOIN order_line l ON l.id = s.line_id LEFT JOIN parcel p ON p.id = s.parcel_id"
        " WHERE s.op_id = ? AND s.order_id = ?",
        (op_id, order_id),
    ).fetchone()
    if row is None:
        return None
    verdict, left = Verdict(row[0]), sum(line.left for line in orders.lines(order_id))
    got = article_of(code) if verdict is Verdict.WRONG else None
    parcel = str(row[4]) if verdict is Verdict.COMPLETE else ""
    return ScanResult(verdict, code, left, line_id=row[1], packed=row[2], ordered=row[3], got=got, parcel=parcel)


def _check_quantity(units: int) -> None:
    if units < 1:
        raise BadInput(what=N_("The quantity"), value=units, next=N_("Type a number above zero."))


def _log(
    opened: _Open, op_id: str, line_id: int | None, code: str, verdict: Verdict, method: str, units: int, reason: str,
    undone: int | None,
) -> None:  # fmt: skip
    run(
        _LOG,
        (op_id, opened.session_id, opened.order_id, line_id, opened.parcel_id, now_ms(), code, verdict.value, method,
         units, reason, undone),
    )  # fmt: skip


def _close(work: Work, opened: _Open) -> str:
    """Everything that the last unit brings with it, in the transaction that counts it; returns the parcel's code."""
    moment = ms(now())
    run("UPDATE packing_session SET closed_at = ?, outcome = 'packed' WHERE order_id = ? AND closed_at IS NULL",
        (moment, opened.order_id))  # fmt: skip
    run("UPDATE parcel SET state = 'closed', closed_at = ? WHERE order_id = ? AND state = 'open'",
        (moment, opened.order_id))  # fmt: skip
    history.move(work, opened.order_id, Action.FINISH)
    outbox.tell_status(work, opened.order_id, Action.FINISH)
    work.changed("parcel", opened.parcel_id)
    for kind in settings.bench().print_on_close:
        printing.queue_automatic(work, kind, opened.order_id, opened.parcel_id, version=opened.session_id)
    return str(run("SELECT code FROM parcel WHERE id = ?", (opened.parcel_id,)).fetchone()[0])


def _refusal(order_id: int) -> KolliError:
    """Why the disk counted nothing although the order was open in memory."""
    state, ref = history.state_of(order_id), _number(order_id)
    _forget(order_id)
    if state.fulfilment is not Fulfilment.PACKING:
        return NotOpen(ref=ref)
    if state.held:
        return NotAllowed(ref=ref, reason=N_("it is on hold; release it first."), action="scan")
    return OrderChanged(ref=ref)


def _session(order_id: int) -> int:
    here = actor()
    row = run(
        "SELECT id FROM packing_session WHERE order_id = ? AND closed_at IS NULL ORDER BY id DESC LIMIT 1", (order_id,)
    ).fetchone()
    if row:
        run("UPDATE packing_session SET bench = ?, who = ? WHERE id = ?", (here.bench, here.who, row[0]))
        return int(row[0])
    return insert(
        "INSERT INTO packing_session (order_id, bench, who, opened_at, outcome) VALUES (?, ?, ?, ?, '')",
        (order_id, here.bench, here.who, ms(now())),
    )


def _parcel(order_id: int) -> int:
    row = run(
        "SELECT id FROM parcel WHERE order_id = ? AND state = 'open' ORDER BY position DESC LIMIT 1", (order_id,)
    ).fetchone()
    if row:
        return int(row[0])
    position = int(run("SELECT count(*) FROM parcel WHERE order_id = ?", (order_id,)).fetchone()[0]) + 1
    code, courier, service = run("SELECT code, courier, service FROM orders WHERE id = ?", (order_id,)).fetchone()
    return insert(
        "INSERT INTO parcel (order_id, position, code, state, carrier, service, tracking)"
        " VALUES (?, ?, ?, 'open', ?, ?, '')",
        (order_id, position, parcel_code(code, position), courier, service),
    )


def _opened(order_id: int) -> _Open:
    opened = _benches.get(order_id)
    if opened is not None:
        return opened
    if history.state_of(order_id).fulfilment is not Fulfilment.PACKING:
        raise NotOpen(ref=_number(order_id))
    open_order(order_id)
    return _benches[order_id]


def _reload(opened: _Open) -> None:
    """Read the lines again, if the order may still be packed.

    Raises:
        NotOpen, NotAllowed, OrderChanged: it may not.
    """
    row = run(
        "SELECT fulfilment = 'packing' AND NOT conflict AND NOT held FROM orders WHERE id = ?"
        + (" FOR UPDATE" if is_postgres() else ""),
        (opened.order_id,),
    ).fetchone()
    if not (row and row[0]):
        raise _refusal(opened.order_id)
    _load(opened)


def _load(opened: _Open) -> None:
    article_codes: dict[int, set[str]] = {}
    for article_id, sku, code, gtin in run(
        "SELECT a.id, a.sku, b.code, b.gtin14 FROM order_line l JOIN article a ON a.id = l.article_id"
        " LEFT JOIN barcode b ON b.article_id = a.id WHERE l.order_id = ?",
        (opened.order_id,),
    ).fetchall():
        article_codes.setdefault(article_id, {sku}).update(value for value in (code, gtin) if value)
    opened.lines, opened.codes, opened.left = {}, {}, 0
    for row in orders.lines(opened.order_id):
        if row.needs_packing and row.wanted > 0:
            line = _line(row, article_codes.get(row.article_id or 0, set()))
            opened.lines[line.id] = line
            opened.left += line.left
            for code in line.codes:
                opened.codes.setdefault(code, []).append(line.id)


def _line(row: LineView, article_codes: set[str]) -> Line:
    own = {row.sku.strip(), *row.barcodes}
    gtins = {gtin for gtin in map(gtin14, row.barcodes) if gtin}
    return Line(row.id, row.sku.strip(), frozenset((own | gtins | article_codes) - {""}), row.wanted, row.packed)


def _forget(order_id: int) -> None:
    with _lock:
        _benches.pop(order_id, None)


def forget_all() -> None:
    """Let go of every order held in memory: the database was changed or closed."""
    with _lock:
        _benches.clear()


def _number(order_id: int) -> str:
    row = run("SELECT number FROM orders WHERE id = ?", (order_id,)).fetchone()
    return f"#{row[0]}" if row else str(order_id)
