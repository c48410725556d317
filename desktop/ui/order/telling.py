"""What the order's page knows for telling its buyer: the texts that fit, filled in, and what the store does itself."""

from dataclasses import dataclass, field

from desktop.domain.holes import Filled
from desktop.domain.order import Action, allowed
from desktop.services import comment_templates, outbox, store_facts, stores
from desktop.services.orders import OrderView


@dataclass(frozen=True, slots=True)
class Telling:
    """`offers`: move -> its text in the buyer's language, and whether to tell it by itself; "" is a comment alone.

    `values` fill in what is typed; `mailed` are the moves of which the store mails the customer whatever we ask.
    """

    offers: dict[str, tuple[Filled, bool]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    mailed: frozenset[str] = frozenset()


def telling(order: OrderView) -> Telling:
    """Read it; () for an order without a store, whose buyer nobody can be told."""
    if order.store_id is None:
        return Telling()
    moves = ["", *(action.value for action in allowed(order.state))]
    return Telling(
        {move: comment_templates.for_order(move, order) for move in moves},
        comment_templates.values(order),
        frozenset(action.value for action in allowed(order.state) if _mails(order.store_id, action)),
    )


def _mails(store_id: int, action: Action) -> bool:
    told = stores.get(store_id).settings.get("status_map")
    status = str(told.get(outbox.word_of(action), "")) if isinstance(told, dict) else ""
    known = store_facts.of(store_id)
    return bool(status) and not known.choice_of_mail and known.mails("order_status", {"status": status})
