"""What the open lines most likely pay: kept, and worked out anew only where orders or lines have changed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from desktop.domain.bank_book import Certainty, Kind, Proposal
from desktop.models.base import db
from desktop.services import changes
from desktop.services.bank import rows
from desktop.services.bank.keeping import Kept
from desktop.services.bank.rows import LineView, State, Which

_lock = threading.RLock()
_kept: tuple[object, Kept] | None = None
_LISTS = {Certainty.CERTAIN: Which.CERTAIN, Certainty.PROBABLE: Which.PROBABLE, Certainty.NONE: Which.NOTHING}
_BY_PROPOSAL = tuple(_LISTS.values())


def proposals(line_id: int, partly: bool = False) -> list[Proposal]:
    """Every explanation of an open line, the best first; [] where nothing fits, or it is settled.

    Raises:
        NotFound: there is no such line.
    """
    rows.line(line_id)
    return of_all(partly).get(line_id, [])


def lines(which: Which = Which.ALL, limit: int = 200, offset: int = 0) -> list[LineView]:
    """Lines, the newest first; the open ones with their best proposal."""
    if which in _BY_PROPOSAL or which is Which.OPEN:
        with _current() as kept:
            found = [each for certainty, some in kept.shown().items() if which in (Which.OPEN, _LISTS[certainty])
                     for each in some]  # fmt: skip
        if which is Which.OPEN:
            found.sort(key=lambda each: (each.booked_on, each.id), reverse=True)
        return found[offset : offset + limit]
    found = rows.in_state(tuple(State) if which is Which.ALL else (State(which.value),), limit, offset)
    known = of_all() if any(each.state is State.OPEN for each in found) else {}
    return [replace(each, proposal=known[each.id][0]) if known.get(each.id) else each for each in found]


def waiting(partly: bool = False) -> list[LineView]:
    """Every open line, the certain ones first, then the probable ones; each kind the newest first.

    `partly`: what has been looked at so far; the others stand with those that nothing fits.
    """
    with _current(partly) as kept:
        return [each for some in kept.shown().values() for each in some]


def counts(partly: bool = False) -> dict[Which, int]:
    """How many lines each list has; `partly` as in `waiting`."""
    states = rows.in_each_state()
    by_certainty = dict.fromkeys(_BY_PROPOSAL, 0)
    if states.get(State.OPEN):
        with _current(partly) as kept:
            by_certainty = {_LISTS[certainty]: len(some) for certainty, some in kept.shown().items()}
    return {
        which: by_certainty[which] if which in _BY_PROPOSAL
        else sum(states.values()) if which is Which.ALL else states.get(State(which.value), 0)
        for which in Which
    }  # fmt: skip


def of_all(partly: bool = False) -> dict[int, list[Proposal]]:
    """The explanations of every open line, by its id; `partly` only of those that have been looked at."""
    with _current(partly) as kept:
        return kept.matching.found()


def sweep(seconds: float) -> int:
    """Look at lines for so long, at least at a few; how many rows are left to look at. 0 = all is known.

    So that others have their turn between: call it again until nothing is left.
    """
    until = time.monotonic() + seconds
    with _current(partly=True, look=lambda: time.monotonic() < until) as kept:
        return kept.left


@contextmanager
def _current(partly: bool = False, look: Callable[[], bool] | None = None) -> Iterator[Kept]:
    """What is kept, as the database is now, and nobody else's meanwhile."""
    global _kept
    with _lock:
        own = _kept[1] if _kept is not None and _kept[0] is db.obj else Kept()
        if changes.in_unit() and not own.is_fresh():
            own = Kept()  # what a unit has written may be taken back
            own.refresh()
            own.work()
            yield own
            return
        _kept = None  # a fault half way leaves nothing behind that is half done
        if not own.refresh():
            own = Kept()
            own.refresh()
        if look is not None:
            own.work(look)
        elif not partly:
            own.work()
        _kept = (db.obj, own)
        yield own


def best_of(line_id: int) -> Proposal | None:
    """The best explanation that names orders or a channel."""
    return next((each for each in proposals(line_id) if each.parts or each.kind is Kind.PAYOUT), None)
