"""One action for several orders: each in its own transaction, and what was refused is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain import picking
from desktop.domain.errors import KolliError
from desktop.domain.order import Action
from desktop.domain.print_order import By
from desktop.services import orders, print_batches, printing
from desktop.services.changes import unit


@dataclass(frozen=True, slots=True)
class Batch:
    """How many orders it was done for, and the errors of the others, in the sequence of the list.

    `papers`: the id of a batch of papers, whose progress services.print_batches knows; 0 = there is none.
    """

    done: int
    refused: tuple[KolliError, ...] = ()
    papers: int = 0


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


def print_papers(order_ids: Sequence[int], kind: str, printer: str = "", by: By = By.LISTED) -> Batch:
    """Queue one kind of paper for each order, in the sequence of `by`; the orders of a pick list share one."""
    if kind == "pick-list":
        return pick(order_ids, printer)
    queued = print_batches.queue(order_ids, kind, by, printer)
    return Batch(queued.papers, queued.refused, queued.id)


def pick(order_ids: Sequence[int], printer: str = "") -> Batch:
    """Queue the pick list of these orders as one wave, which takes them from To pick.

    An order that is in a list already has that one printed again; one that is past picking gets a list of its own.
    """
    from desktop.services import waves  # walks through the storage: not for the window's start

    with unit() as work:
        known = dict.fromkeys(wave_id for order_id in order_ids if (wave_id := waves.of_order(order_id)) is not None)
        rest = [order_id for order_id in order_ids if waves.of_order(order_id) is None]
        made, past = None, rest
        if rest:
            try:
                made = waves.make(rest)
            except KolliError:
                made = None
        if made is not None:
            taken = {order.id for order in made.wave.orders}
            past = [order_id for order_id in rest if order_id not in taken]
            known[made.wave.id] = None
        refused = []
        for order_id in past:
            try:
                printing.queue("pick-list", order_id, printer)
            except KolliError as error:
                refused.append(error)
        for wave_id in known:
            waves.printed(work, wave_id)
            printing.queue_own(waves.rules().paper, picking.wave_name(wave_id), printer)
        return Batch(len(order_ids) - len(refused), tuple(refused))
