"""What the open lines most likely pay; worked out once, and again when orders or lines have changed."""

import threading
from collections import Counter
from dataclasses import replace

from desktop.domain import bank_match
from desktop.domain.bank_book import Certainty, Kind, Proposal
from desktop.models.base import db, run
from desktop.services import changes
from desktop.services.bank import asked, rows
from desktop.services.bank.rows import LineView, State, Which

_lock = threading.Lock()
_kept: tuple[object, tuple[object, ...], dict[int, list[Proposal]]] | None = None
_BY_PROPOSAL = (Which.CERTAIN, Which.PROBABLE, Which.NOTHING)


def proposals(line_id: int) -> list[Proposal]:
    """Every explanation of an open line, the best first; [] where nothing fits, or it is settled.

    Raises:
        NotFound: there is no such line.
    """
    rows.line(line_id)
    return of_all().get(line_id, [])


def lines(which: Which = Which.ALL, limit: int = 200, offset: int = 0) -> list[LineView]:
    """Lines, the newest first; the open ones with their best proposal."""
    if which in _BY_PROPOSAL:
        known = of_all()  # once: each asking looks whether anything has changed
        found = [each for each in reversed(rows.waiting()) if _is(which, known.get(each.id, []))]
        found = found[offset : offset + limit]
    else:
        states = tuple(State) if which is Which.ALL else (State(which.value),)
        found = rows.in_state(states, limit, offset)
    known = of_all() if any(each.state is State.OPEN for each in found) else {}
    return [replace(each, proposal=known[each.id][0]) if known.get(each.id) else each for each in found]


def counts() -> dict[Which, int]:
    """How many lines each list has."""
    states = rows.in_each_state()
    by_certainty: Counter[Which] = Counter()
    if states.get(State.OPEN):
        known = of_all()
        for found in known.values():
            by_certainty.update(which for which in _BY_PROPOSAL if _is(which, found))
    return {
        which: by_certainty[which] if which in _BY_PROPOSAL
        else sum(states.values()) if which is Which.ALL else states.get(State(which.value), 0)
        for which in Which
    }  # fmt: skip


def of_all() -> dict[int, list[Proposal]]:
    """The explanations of every open line, by its id."""
    global _kept
    now = _fingerprint()
    with _lock:
        if _kept is not None and _kept[0] is db.obj and _kept[1] == now:
            return _kept[2]
    waiting = [each.to_match() for each in rows.waiting()]
    found = bank_match.propose_all(waiting, asked.book(waiting)) if waiting else {}
    if not changes.in_unit():  # what a unit has written may be taken back
        with _lock:
            _kept = (db.obj, now, found)
    return found


def _fingerprint() -> tuple[object, ...]:
    """What changes with the lines that wait and with the orders that they may pay, but not with every scan."""
    return tuple(
        run(
            "SELECT count(*), sum(id), sum(total_minor), sum(paid_minor), sum(refunded_minor), sum(unique_code_minor),"
            " (SELECT max(id) FROM document), (SELECT max(id) FROM bank_line), (SELECT max(id) FROM money_move),"
            " (SELECT max(id) FROM order_edit), (SELECT count(*) FROM bank_line WHERE state = 'open'),"
            " (SELECT coalesce(sum(id), 0) FROM bank_line WHERE state = 'open')"
            " FROM orders WHERE payment IN ('unpaid', 'claimed') AND fulfilment <> 'cancelled'"
        ).fetchone()
    )


def _is(which: Which, found: list[Proposal]) -> bool:
    if not found:
        return which is Which.NOTHING
    sure = found[0].certainty is Certainty.CERTAIN
    return which is (Which.CERTAIN if sure else Which.PROBABLE)


def best_of(line_id: int) -> Proposal | None:
    """The best explanation that names orders or a channel."""
    return next((each for each in proposals(line_id) if each.parts or each.kind is Kind.PAYOUT), None)
