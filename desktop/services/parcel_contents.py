"""What was scanned into a parcel, by article: for its weight, its carton and the paper that lies in it."""

from desktop.models.base import run


def units(parcel_id: int) -> dict[int, int]:
    """Units of each article in the parcel, by article id; what the catalogue does not know is under 0."""
    rows = run(
        "SELECT coalesce(l.article_id, 0), sum(s.units) FROM packing_scan s JOIN order_line l ON l.id = s.line_id"
        " WHERE s.parcel_id = ? GROUP BY 1 HAVING sum(s.units) > 0",
        (parcel_id,),
    ).fetchall()
    return {int(article): int(count) for article, count in rows}


def open_parcel(order_id: int) -> int | None:
    """The parcel that the order's units go into now."""
    row = run(
        "SELECT id FROM parcel WHERE order_id = ? AND state = 'open' ORDER BY position DESC LIMIT 1", (order_id,)
    ).fetchone()
    return None if row is None else int(row[0])
