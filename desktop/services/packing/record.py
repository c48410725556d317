"""Who packed what of an order: each scan that counted, with its person, bench, moment, method and parcel."""

from dataclasses import dataclass
from datetime import datetime

from desktop.models.base import run, utc


@dataclass(frozen=True, slots=True)
class Counted:
    """Units that one scan put into a parcel, or took out of it where below zero.

    `method`: scan, case, quantity, manual (then `reason` says why), undo, take-out; `parcel` is its number, None where
    the units came by the store's word. `sku` is the kit's part where the line is a kit.
    """

    at: datetime
    who: str
    bench: str
    method: str
    units: int
    line_id: int | None
    sku: str
    name: str
    parcel: int | None
    reason: str


def record(order_id: int) -> list[Counted]:
    """Everything that counted, the oldest first; what only was looked at or refused is not in it."""
    rows = run(
        "SELECT s.at, s.who, coalesce(z.who, ''), coalesce(z.bench, ''), s.method, coalesce(c.units, s.units),"
        " s.line_id, coalesce(a.sku, l.sku, ''), coalesce(a.name, l.name, ''), p.position, s.reason"
        " FROM packing_scan s LEFT JOIN packing_session z ON z.id = s.session_id"
        " LEFT JOIN order_line l ON l.id = s.line_id LEFT JOIN parcel p ON p.id = s.parcel_id"
        " LEFT JOIN part_scan c ON c.scan_id = s.id LEFT JOIN line_part q ON q.id = c.part_id"
        " LEFT JOIN article a ON a.id = q.article_id"
        " WHERE s.order_id = ? AND coalesce(c.units, s.units) <> 0 ORDER BY s.id",
        (order_id,),
    ).fetchall()
    return [
        Counted(utc(at), who or worked, bench, method, int(units), line_id, sku, name.strip(), parcel, reason)
        for at, who, worked, bench, method, units, line_id, sku, name, parcel, reason in rows
    ]
