"""The parcel that an order's units go into, and what was scanned into it: for its weight, its carton, its paper."""

from desktop.models.base import run
from desktop.services.changes import Work


def units(parcel_id: int) -> dict[int, int]:
    """Units of each article in the parcel, by article id; what the catalogue does not know is under 0."""
    # A kit is its parts: they are what is weighed.
    rows = run(
        "SELECT article_id, sum(units) FROM ("
        "SELECT coalesce(l.article_id, 0) AS article_id, s.units FROM packing_scan s"
        " JOIN order_line l ON l.id = s.line_id WHERE s.parcel_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM line_part p WHERE p.line_id = l.id)"
        " UNION ALL SELECT coalesce(p.article_id, 0), c.units FROM part_scan c JOIN line_part p ON p.id = c.part_id"
        " JOIN packing_scan s ON s.id = c.scan_id WHERE s.parcel_id = ?) AS things"
        " GROUP BY article_id HAVING sum(units) > 0",
        (parcel_id, parcel_id),
    ).fetchall()
    return {int(article): int(count) for article, count in rows}


def open_parcel(order_id: int) -> int | None:
    """The parcel that the order's units go into now."""
    row = run(
        "SELECT id FROM parcel WHERE order_id = ? AND state = 'open' ORDER BY position DESC LIMIT 1", (order_id,)
    ).fetchone()
    return None if row is None else int(row[0])


def reopen_last(work: Work, order_id: int) -> None:
    """The parcel that was closed last is open again; those before it stay as they are. Part of the caller's unit."""
    run("UPDATE parcel SET state = 'open', closed_at = NULL, sealed_at = NULL WHERE id ="
        " (SELECT max(id) FROM parcel WHERE order_id = ? AND state = 'closed' AND NOT part)", (order_id,))  # fmt: skip
    work.changed("parcel", order_id)
