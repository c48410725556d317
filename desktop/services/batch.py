"""One action for several orders: each in its own transaction, and what was refused is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.domain import picking
from desktop.domain.errors import KolliError, NotFound
from desktop.domain.order import Action
from desktop.domain.print_order import By
from desktop.models.base import run
from desktop.services import expediting, history, orders, print_batches, printing
from desktop.services.changes import unit


@dataclass(frozen=True, slots=True)
class Failed:
    """One order that it was not done for, by its number as people say it."""

    order_id: int
    number: str
    error: KolliError


@dataclass(frozen=True, slots=True)
class Batch:
    """How many orders it was done for, and the errors of the others, in the sequence of the list.

    `papers`: the id of a batch of papers, whose progress services.print_batches knows; 0 = there is none. `ids` are
    those it was done for, for taking it back; `failed` names the others where it is known which they are.
    """

    done: int
    refused: tuple[KolliError, ...] = ()
    papers: int = 0
    ids: tuple[int, ...] = ()
    failed: tuple[Failed, ...] = ()
    stopped: bool = False


def _nobody(_done: int, _of: int) -> None:
    return


def _never() -> bool:
    return False


def each(
    order_ids: Sequence[int], act: Callable[[int], object],
    told: Callable[[int, int], object] = _nobody, stop: Callable[[], bool] = _never,
) -> Batch:  # fmt: skip
    """Do it for one order after the other. `told` hears how many of how many; once `stop` says so the rest is left."""
    done: list[int] = []
    failed: list[Failed] = []
    for turn, order_id in enumerate(order_ids, 1):
        if stop():
            break
        try:
            act(order_id)
        except KolliError as error:
            failed.append(Failed(order_id, _called(order_id), error))
        else:
            done.append(order_id)
        told(turn, len(order_ids))
    left = len(done) + len(failed) < len(order_ids)
    return Batch(len(done), tuple(one.error for one in failed), 0, tuple(done), tuple(failed), left)


def _called(order_id: int) -> str:
    try:
        return history.called(order_id)
    except NotFound:
        return str(order_id)


def do(
    order_ids: Sequence[int], action: Action, comment: str = "",
    told: Callable[[int, int], object] = _nobody, stop: Callable[[], bool] = _never,
) -> Batch:  # fmt: skip
    """Move each order along the state table."""
    return each(order_ids, lambda order_id: orders.do(order_id, action, comment), told, stop)


def expedite(
    order_ids: Sequence[int], on: bool = True,
    told: Callable[[int, int], object] = _nobody, stop: Callable[[], bool] = _never,
) -> Batch:  # fmt: skip
    """Let each order go first, or take that back."""
    return each(order_ids, expediting.expedite if on else expediting.ease, told, stop)


def hold_reasons(order_ids: Sequence[int]) -> dict[int, str]:
    """Why these orders wait, as it was said; for holding them again."""
    found: dict[int, str] = {}
    for at in range(0, len(order_ids), 500):
        some = tuple(order_ids[at : at + 500])
        rows = run(f"SELECT id, hold_reason FROM orders WHERE id IN ({', '.join('?' for _ in some)})", some).fetchall()
        found |= {int(order_id): str(reason) for order_id, reason in rows}
    return found


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
