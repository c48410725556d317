"""The parcel that an order's units go into."""

from desktop.domain.codes import parcel_code
from desktop.models.base import insert, run
from desktop.services import parcel_contents


def open_parcel(order_id: int) -> int:
    """The parcel that is open; it is made if there is none. Part of the caller's unit."""
    return parcel_contents.open_parcel(order_id) or make(order_id)


def make(order_id: int) -> int:
    """The order's next parcel; part of the caller's unit."""
    last = run("SELECT coalesce(max(position), 0) FROM parcel WHERE order_id = ?", (order_id,)).fetchone()[0]
    code, courier, service = run("SELECT code, courier, service FROM orders WHERE id = ?", (order_id,)).fetchone()
    # A consignment is what goes together: after a part shipment the next one begins.
    gone = run(
        "SELECT coalesce(max(consignment), 0) FROM parcel WHERE order_id = ? AND (part OR state = 'shipped')",
        (order_id,),
    ).fetchone()[0]
    unseal(order_id, int(gone) + 1)
    return insert(
        "INSERT INTO parcel (order_id, position, code, state, carrier, service, tracking, consignment)"
        " VALUES (?, ?, ?, 'open', ?, ?, '', ?)",
        (order_id, int(last) + 1, parcel_code(code, int(last) + 1), courier, service, int(gone) + 1),
    )


def unseal(order_id: int, consignment: int) -> None:
    """There are more or fewer parcels that go together: their labels print anew, and are scanned onto them anew."""
    run("UPDATE parcel SET sealed_at = NULL WHERE order_id = ? AND consignment = ? AND sealed_at IS NOT NULL",
        (order_id, consignment))  # fmt: skip
