"""Which papers of an order say what is no longer so, because the order was changed after they came out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.models.base import run, utc
from desktop.services.editing.rights import Part

_SAY = {
    Part.LINES: ("packing-slip", "pick-list", "invoice"), Part.PRICES: ("invoice",),
    Part.SHIP_TO: ("parcel-label", "packing-slip", "invoice"), Part.BILL_TO: ("invoice",),
    Part.COURIER: ("parcel-label", "packing-slip"), Part.NOTE: ("packing-slip", "pick-list"),
    Part.SPLIT: ("packing-slip", "pick-list"), Part.MERGE: ("packing-slip", "pick-list"),
}  # fmt: skip


def changed_at(order_id: int) -> Mapping[str, datetime]:
    """For each kind of paper, when the order last changed in something that the paper says. A change that was taken
    back counts, too: the paper may have come out between the two.
    """
    found: dict[str, datetime] = {}
    rows = run(
        "SELECT kind, max(coalesce(undone_at, at)) FROM order_edit WHERE order_id = ? GROUP BY kind", (order_id,)
    ).fetchall()
    for kind, at in rows:
        for paper in _SAY.get(Part(kind), ()):
            found[paper] = max(found.get(paper, utc(int(at))), utc(int(at)))
    return found


def outdated_invoice(order_id: int) -> str:
    """The number of an invoice that stands and says another price or address than the order now; "" for none."""
    row = _invoice(order_id)
    changed = changed_at(order_id).get("invoice")
    return str(row[0]) if row is not None and changed is not None and changed > utc(int(row[1])) else ""


def standing_invoice(order_id: int) -> str:
    """The number of the order's newest invoice that stands; "" for none."""
    row = _invoice(order_id)
    return str(row[0]) if row is not None else ""


def _invoice(order_id: int) -> Any:
    return run(
        "SELECT number, issued_at FROM document WHERE order_id = ? AND kind = 'invoice' AND void_reason = ''"
        " ORDER BY id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
