"""One action for several orders: each in its own transaction, and what was refused is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.errors import KolliError
from desktop.domain.order import Action
from desktop.services import orders, picking, printing


@dataclass(frozen=True, slots=True)
class Batch:
    """How many orders it was done for, and the errors of the others, in the sequence of the list."""

    done: int
    refused: tuple[KolliError, ...] = ()


def do(order_ids: Sequence[int], action: Action, comment: str = "") -> Batch:
    """Move each order along the state table."""
    done, refused = 0, []
    for order_id in order_ids:
        try:
            orders.do(order_id, action, comment)
        except KolliError as error:
            refused.append(error)
        else:
            done += 1
    return Batch(done, tuple(refused))


def print_papers(order_ids: Sequence[int], kind: str, printer: str = "") -> Batch:
    """Queue one kind of paper for each order, in the sequence given; a pick list takes its order from To pick."""
    done, refused = 0, []
    for order_id in order_ids:
        try:
            if kind == "pick-list":
                picking.start([order_id])
            printing.queue(kind, order_id, printer)
        except KolliError as error:
            refused.append(error)
        else:
            done += 1
    return Batch(done, tuple(refused))
