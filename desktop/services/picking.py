"""Orders that somebody fetches from the shelves."""

from collections.abc import Sequence

from desktop.domain.order import Action, Fulfilment, is_packable
from desktop.services import history
from desktop.services.changes import unit


def start(order_ids: Sequence[int]) -> None:
    """The pick list is in somebody's hand: orders that wait are picked from now on."""
    with unit() as work:
        for order_id in order_ids:
            state = history.state_of(order_id, lock=True)
            if state.fulfilment is Fulfilment.OPEN and is_packable(state):
                history.move(work, order_id, Action.PICK)
