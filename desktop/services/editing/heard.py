"""What a store's later word means for an order that was changed at the desk."""

import json
from typing import Any

from desktop.domain.order import Action, Stage, after, stage
from desktop.models.base import run
from desktop.services import history, order_links
from desktop.services.changes import Work
from desktop.services.editing.rights import Part

_MONEY = ("total_minor", "shipping_minor", "discount_minor", "tax_minor")
_GONE = (Stage.SHIPPED, Stage.DONE, Stage.CANCELLED, Stage.RETURNS)
# What a store may say of an order that is packed with another one without anybody having to look.
_NEWS = ("lines", "ship_to", "note", "payment", "fulfilment")


def changed_here(order_id: int, part: Part) -> bool:
    """Whether this part of an order was changed at the desk, and not taken back."""
    found = run(
        "SELECT 1 FROM order_edit WHERE order_id = ? AND kind = ? AND undone_at IS NULL LIMIT 1",
        (order_id, part.value),
    ).fetchone()
    return found is not None


def money_changed_here(order_id: int) -> bool:
    """Whether what the order costs is not what its store has reckoned any more."""
    rows = run("SELECT was FROM order_edit WHERE order_id = ? AND undone_at IS NULL", (order_id,)).fetchall()
    if any(name in json.loads(row[0]).get("order", ()) for row in rows for name in _MONEY):
        return True
    return bool(rows) and bool(order_links.merged_here(order_id) or len(order_links.family(order_id)) > 1)


def of_merged(work: Work, order_id: int, before: dict[str, Any], said: dict[str, Any]) -> bool:
    """A store speaks of an order that is packed with another one: False where it is packed by itself.

    Cancelled, sent elsewhere or changed there: the order that it is packed with waits for a person, and says why.
    """
    lead = order_links.merged_into(order_id)
    if lead is None:
        return False
    news = [name for name in _NEWS if said.get(name) != before.get(name) and _matters(name, said)]
    for name in news:
        history.note(work, order_id, "changed-in-store", name)
        history.note(work, lead, "merged-changed", f"{history.called(order_id)}: {name}")
    state = history.state_of(lead, lock=True)
    if news and not state.held and stage(state) not in _GONE:
        why = f"{history.called(order_id)}"
        history.put(work, lead, state, after(state, Action.HOLD), Action.HOLD.value, why)
        run("UPDATE orders SET hold_reason = ? WHERE id = ?", (why, lead))
    return True


def _matters(name: str, said: dict[str, Any]) -> bool:
    """Its own word come back, or its way through the house, is no news."""
    if name == "fulfilment":
        return bool(said[name] == "cancelled")
    if name == "payment":
        return said[name] in ("refunded", "part-refunded")
    return True
