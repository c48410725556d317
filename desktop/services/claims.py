"""Claims: which bench is packing an order now. The order's open packing session is the claim.

A claim is soft. It is kept alive by work (a scan, an open order on the screen), told to other benches with the commit
that makes it, and expires when nothing is heard of it for `Rules.claim_minutes`. It says who works; that two benches
never count one unit twice is the scan's own doing. Its times are told by the clock of the database's server, because
benches' clocks differ.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.errors import KolliError
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, permits, settings
from desktop.services.changes import Work, actor, now, server_ms, unit

_BEAT_S = 20.0  # a scan after so long is also a sign of life; the ones before it need not be
_COLUMNS = "s.order_id, s.bench, s.who, s.opened_at, coalesce(s.seen_at, s.opened_at)"


class ClaimedElsewhere(KolliError):
    text = N_("Order {ref} is being packed by {who}. Take it over, or scan another order.")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who packs an order, where, since when; `stale` where nothing was heard of them for too long."""

    order_id: int
    bench: str
    who: str
    since: datetime
    seen_at: datetime
    stale: bool

    @property
    def here(self) -> bool:
        """Whether it is this bench's own."""
        return self.bench == actor().bench

    def say(self) -> str:
        """Sari · Bench 2"""
        return " · ".join(part for part in (self.who, self.bench) if part)


# Order -> this process's last sign of life, on a clock that only goes forward, and of whom.
_beats: dict[int, tuple[float, str]] = {}


def of(order_id: int) -> Claim | None:
    """Who packs this order; None where nobody has it open."""
    return of_orders([order_id]).get(order_id)


def of_orders(order_ids: Iterable[int]) -> dict[int, Claim]:
    """The claims on these orders, also stale ones; those that nobody has open are not in it."""
    ids = list(order_ids)
    if not ids:
        return {}
    marked = ", ".join("?" for _ in ids)
    return _read(f"s.order_id IN ({marked})", tuple(ids))


def working_at(order_id: int) -> str:
    """Who packs it at this moment, and where: "Sari · Bench 2"; "" where nobody does, or nothing is heard of them."""
    claim = of(order_id)
    return "" if claim is None or claim.stale else claim.say()


def every() -> dict[int, Claim]:
    """All claims, also stale ones, by their order."""
    return _read("s.closed_at IS NULL", ())


def elsewhere() -> list[int]:
    """The orders that other benches are packing at this moment; nobody opens them unasked."""
    return [order_id for order_id, claim in every().items() if not claim.stale and not claim.here]


def take(work: Work, order_id: int, take_over: bool = False) -> int:
    """Claim an order for this bench, in the caller's unit, which holds the order's row; returns the session's id.

    A stale claim is taken without asking. A fresh one ends with `take_over`: from then on its bench counts nothing.

    Raises:
        ClaimedElsewhere: another bench is packing it.
        NoRight: who works here may not take over.
    """
    row = run(
        f"SELECT s.id, {_COLUMNS} FROM packing_session s WHERE s.order_id = ? AND s.closed_at IS NULL"
        " ORDER BY s.id DESC LIMIT 1",
        (order_id,),
    ).fetchone()
    here, moment = actor(), server_ms()
    _beats[order_id] = time.monotonic(), here.who
    if row is not None:
        claim = _claim(row[1:], moment, _minutes())
        if claim.here:
            run("UPDATE packing_session SET who = ?, seen_at = ? WHERE id = ?", (here.who, moment, row[0]))
            if claim.who != here.who:
                work.changed("order", order_id)
            return int(row[0])
        if not claim.stale:
            if not take_over:
                raise ClaimedElsewhere(ref=history.called(order_id), who=claim.say())
            permits.require(Right.TAKE_OVER)
        outcome = "expired" if claim.stale else "taken-over"
        run("UPDATE packing_session SET closed_at = ?, outcome = ? WHERE order_id = ? AND closed_at IS NULL",
            (ms(now()), outcome, order_id))  # fmt: skip
        history.note(work, order_id, outcome, claim.say())
    work.changed("order", order_id)
    return insert(
        "INSERT INTO packing_session (order_id, bench, who, opened_at, outcome, seen_at) VALUES (?, ?, ?, ?, '', ?)",
        (order_id, here.bench, here.who, ms(now()), moment),
    )


def touch(order_id: int) -> bool:
    """Say that this bench still works on the order; False where it has it no more."""
    with unit():
        return bool(_beat(order_id))


def touch_all() -> None:
    """The same for every order that this process has opened; the window says so by a timer while somebody works."""
    for order_id in list(_beats):
        if not touch(order_id):
            _beats.pop(order_id, None)


def beat(order_id: int) -> None:
    """A sign of life at a scan, in its unit: only when the last one is old, or of another person at this bench."""
    moment, who = time.monotonic(), actor().who
    last, by = _beats.get(order_id, (moment - _BEAT_S, who))
    if moment - last >= _BEAT_S or by != who:
        _beats[order_id] = moment, who
        _beat(order_id)
        run("UPDATE packing_session SET who = ? WHERE order_id = ? AND closed_at IS NULL AND bench = ?",
            (who, order_id, actor().bench))  # fmt: skip


def require_here(order_id: int) -> None:
    """
    Raises:
        ClaimedElsewhere: another bench is packing the order at this moment.
    """
    claim = of(order_id)
    if claim is not None and not claim.here and not claim.stale:
        raise ClaimedElsewhere(ref=history.called(order_id), who=claim.say())


def is_open(session_id: int) -> bool:
    """Whether a session still is the claim that it was when it was taken."""
    return run("SELECT 1 FROM packing_session WHERE id = ? AND closed_at IS NULL", (session_id,)).fetchone() is not None


def _beat(order_id: int) -> int:
    return int(
        run(
            "UPDATE packing_session SET seen_at = ? WHERE order_id = ? AND closed_at IS NULL AND bench = ?",
            (server_ms(), order_id, actor().bench),
        ).rowcount
    )


def _read(where: str, values: tuple[object, ...]) -> dict[int, Claim]:
    rows = run(
        f"SELECT {_COLUMNS} FROM packing_session s WHERE {where} AND s.closed_at IS NULL ORDER BY s.id", values
    ).fetchall()
    if not rows:
        return {}
    moment, minutes = server_ms(), _minutes()
    return {int(row[0]): _claim(row, moment, minutes) for row in rows}


def _claim(row: Any, moment: int, minutes: int) -> Claim:
    order_id, bench, who, since, seen_at = row
    return Claim(int(order_id), bench, who, utc(since), utc(seen_at), moment - int(seen_at) > minutes * 60_000)


def _minutes() -> int:
    return settings.rules().claim_minutes
