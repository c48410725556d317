"""How an order's road is tracked: as the shop has set it, unless the order says otherwise."""

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.tracking_mode import Mode, effective
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import settings

BY_HAND = N_("its tracking is automatic; set it to manual or hybrid first.")


def of(order_id: int) -> Mode:
    """What counts for this order.

    Raises:
        NotFound: there is no such order.
    """
    own, has_store = _row(order_id)
    return effective(own, settings.rules().tracking, has_store)


def own(order_id: int) -> Mode | None:
    """What was chosen for this order alone; None: it follows the shop."""
    chosen = _row(order_id)[0]
    return Mode(chosen) if chosen else None


def can_be_automatic(order_id: int) -> bool:
    return _row(order_id)[1]


def require_hand(order_id: int, ref: str, action: str) -> None:
    """Let a person say what became of a parcel.

    Raises:
        NotAllowed: only the store does, for this order.
    """
    if not of(order_id).takes_hand:
        raise NotAllowed(ref=ref, reason=BY_HAND, action=action)


def _row(order_id: int) -> tuple[str, bool]:
    row = run("SELECT tracking_mode, store_id FROM orders WHERE id = ?", (order_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("order"), ref=order_id)
    return str(row[0]), row[1] is not None
