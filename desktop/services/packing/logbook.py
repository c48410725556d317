"""The log of scans: every one is kept, and answers again what it was answered."""

from desktop.domain.packing import Verdict
from desktop.models.base import run
from desktop.services import claims, closing, orders
from desktop.services.changes import actor, now_ms
from desktop.services.packing.articles import article_of
from desktop.services.packing.memory import Opened
from desktop.services.packing.results import ScanResult

_LOG = (
    "INSERT INTO packing_scan (op_id, session_id, order_id, line_id, parcel_id, at, code, verdict, method, units,"
    " reason, undone, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def log(
    opened: Opened, op_id: str, line_id: int | None, code: str, verdict: Verdict, method: str, units: int, reason: str,
    undone: int | None = None, parcel_id: int | None = None,
) -> None:  # fmt: skip
    """Write a scan and who made it, in the caller's unit; `parcel_id` None is the parcel that is open."""
    run(
        _LOG,
        (op_id, opened.session_id, opened.order_id, line_id, parcel_id or opened.parcel_id, now_ms(), code,
         verdict.value, method, units, reason, undone, actor().who),
    )  # fmt: skip
    claims.beat(opened.order_id)


def told_before(order_id: int, code: str, op_id: str) -> ScanResult | None:
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
    standing = tuple(closing.standing(order_id)) if verdict is Verdict.RIGHT and not left else ()
    return ScanResult(verdict, code, left, row[1], row[2], row[3], got, parcel, standing)


def told(op_id: str) -> ScanResult | None:
    """What the operation of this name was answered, with the counts of now; None if it never reached the disk."""
    row = run("SELECT order_id, code FROM packing_scan WHERE op_id = ?", (op_id,)).fetchone()
    return None if row is None else told_before(int(row[0]), str(row[1]), op_id)


def last_operation(op_prefix: str) -> tuple[int, int | None]:
    """Of the operations PREFIX-1, PREFIX-2, ... the highest n that is on disk, and its order; (0, None) for none."""
    named = run("SELECT op_id, order_id FROM packing_scan WHERE substr(op_id, 1, ?) = ?",
                (len(op_prefix) + 1, f"{op_prefix}-")).fetchall()  # fmt: skip
    turns = [(str(op_id)[len(op_prefix) + 1 :], int(order_id)) for op_id, order_id in named]
    return max(((int(turn), order_id) for turn, order_id in turns if turn.isdigit()), default=(0, None))
