"""What must be told to the stores. Each effect is told exactly once, whatever crashes or is lost in between."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.domain.errors import NotFound
from desktop.domain.order import Action
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services.changes import Work, now, unit

# What the store should know of a move, in our words; each store's own status map translates them.
_TOLD = {
    Action.CONFIRM: "paid",
    Action.PICK: "picking",
    Action.FINISH: "packed",
    Action.SHIP: "shipped",
    Action.DELIVER: "delivered",
    Action.CANCEL: "cancelled",
    Action.HOLD: "on-hold",
    Action.RELEASE: "paid",
}
_ROWS = (
    "SELECT m.id, s.name, coalesce(o.number, ''), m.order_id, m.kind, m.body, m.state, m.tries, m.created_at,"
    " m.next_at, m.sent_at, m.confirmed_at, m.reason"
    " FROM outbox m JOIN store s ON s.id = m.store_id LEFT JOIN orders o ON o.id = m.order_id"
)


@dataclass(frozen=True, slots=True)
class Message:
    """One effect. `uncertain`: a try was begun and its answer never came; read before doing it again."""

    id: int
    op_id: str
    store_id: int
    order_id: int | None
    remote_id: str  # of the order, in the store
    kind: str
    body: dict[str, object]
    tries: int
    uncertain: bool


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message as the sync screen and `kolli outbox` show it."""

    id: int
    store: str
    order: str
    order_id: int | None
    kind: str
    body: dict[str, object]
    state: str
    tries: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    reason: str


def tell_status(work: Work, order_id: int, action: Action, comment: str = "", notify: bool = False) -> None:
    """Queue the new state for the order's store, if it came from one that has a word for it; part of the unit."""
    word = _TOLD.get(action)
    store = _store_of(order_id)
    if word is None or store is None:
        return
    store_id, mapped = store
    if action is Action.RELEASE and not _lifts(order_id, mapped):
        word = ""
    if mapped.get(word):
        work.send("order_status", store_id, order_id, status=mapped[word], state=word)
    if notify and comment:
        work.send("note", store_id, order_id, text=comment, to_customer=True)


def tell_note(work: Work, order_id: int, text: str, to_customer: bool = True) -> None:
    """Queue a comment, for the customer or for the store's own people; nothing for an order without a store."""
    store = _store_of(order_id)
    if store is not None:
        work.send("note", store[0], order_id, text=text, to_customer=to_customer)


def tell_tracking(work: Work, order_id: int, parcel_id: int, carrier: str, tracking: str, url: str) -> None:
    """Queue a parcel's tracking number for the order's store."""
    store = _store_of(order_id)
    if store is not None:
        work.send("tracking", store[0], order_id, parcel=parcel_id, carrier=carrier, number=tracking, url=url)


def notes_waiting(order_id: int) -> frozenset[str]:
    """Comments for the customer that the order's store has not confirmed yet."""
    found = run(
        "SELECT body FROM outbox WHERE order_id = ? AND kind = 'note' AND state NOT IN ('confirmed', 'discarded')",
        (order_id,),
    ).fetchall()
    return frozenset(str(json.loads(row[0]).get("text", "")) for row in found)


def next_due(store_id: int, at: datetime) -> Message | None:
    """The oldest message of a store that may go now: none earlier about its order is unfinished."""
    row = run(
        "SELECT m.id, m.op_id, m.store_id, m.order_id, coalesce(o.source_ref, ''), m.kind, m.body, m.tries, m.state"
        " FROM outbox m LEFT JOIN orders o ON o.id = m.order_id"
        " WHERE m.store_id = ? AND m.state IN ('waiting', 'sending', 'sent') AND m.next_at <= ?"
        " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.order_id = m.order_id AND e.id < m.id"
        " AND e.state NOT IN ('confirmed', 'discarded'))"
        " ORDER BY m.id LIMIT 1",
        (store_id, ms(at)),
    ).fetchone()
    if row is None:
        return None
    return Message(*[*row[:6], json.loads(row[6]), row[7], row[8] != "waiting"])


def next_time(store_id: int) -> datetime | None:
    """When the next message of a store becomes due; None when nothing waits."""
    row = run(
        "SELECT min(next_at) FROM outbox WHERE store_id = ? AND state IN ('waiting', 'sending', 'sent')", (store_id,)
    ).fetchone()
    return None if row[0] is None else utc(row[0])


def mark_sending(message: Message, settle_s: float = 0.0) -> None:
    """Before the first byte goes out: from here on the result is unknown until something else is written.

    Should this program be killed now, the message waits `settle_s`: the store may still be at it.
    """
    with unit():
        until = ms(now() + timedelta(seconds=settle_s))
        run("UPDATE outbox SET state = 'sending', tries = tries + 1, next_at = ? WHERE id = ?", (until, message.id))


def mark_sent(message: Message) -> None:
    """The store has answered well, and has not been read back yet."""
    with unit() as work:
        run("UPDATE outbox SET state = 'sent', sent_at = ? WHERE id = ?", (ms(now()), message.id))
        work.changed("outbox", message.store_id)


def mark_confirmed(message: Message, evidence: object, echo: str = "") -> None:
    """Read back from the store: it is so. `evidence` is what was read; `echo` is the version that our write made."""
    with unit() as work:
        moment = ms(now())
        run(
            "UPDATE outbox SET state = 'confirmed', confirmed_at = ?, sent_at = coalesce(sent_at, ?), evidence = ?,"
            " echo = ?, reason = '' WHERE id = ?",
            (moment, moment, json.dumps(evidence, ensure_ascii=False), echo, message.id),
        )
        if message.kind == "note" and message.order_id is not None:
            run("UPDATE history SET notified = ? WHERE order_id = ? AND comment = ?",
                (True, message.order_id, str(message.body.get("text", ""))))  # fmt: skip
            work.changed("order", message.order_id)
        work.changed("outbox", message.store_id)


def mark_failed(message: Message, reason: str, wait_s: float) -> None:
    """It did not get through; try again after the wait. The order of an order's messages stays."""
    with unit() as work:
        run(
            "UPDATE outbox SET reason = ?, next_at = ? WHERE id = ?",
            (reason, ms(now() + timedelta(seconds=wait_s)), message.id),
        )
        work.changed("outbox", message.store_id)


def park(message_id: int, reason: str) -> None:
    """The store refuses it, or a person must decide: it waits, and only its own order's later messages wait with it."""
    with unit() as work:
        run("UPDATE outbox SET state = 'parked', reason = ? WHERE id = ? AND state NOT IN ('confirmed', 'discarded')",
            (reason, message_id))  # fmt: skip
        work.changed("outbox", _row(message_id)[1])


def retry(message_id: int, **body: object) -> None:
    """Send it again, with what a person has changed in it; a confirmed message stays as it is."""
    with unit() as work:
        kept, store_id = _row(message_id)
        run(
            "UPDATE outbox SET state = 'waiting', reason = '', next_at = ?, body = ?"
            " WHERE id = ? AND state IN ('waiting', 'parked', 'sending', 'sent')",
            (ms(now()), json.dumps({**kept, **body}, ensure_ascii=False), message_id),
        )
        work.changed("outbox", store_id)


def discard(message_id: int) -> None:
    """A person decided that the store need not know."""
    with unit() as work:
        run("UPDATE outbox SET state = 'discarded' WHERE id = ? AND state <> 'confirmed'", (message_id,))
        work.changed("outbox", _row(message_id)[1])


def rows(states: tuple[str, ...] = (), limit: int = 200, store_id: int | None = None) -> list[OutboxRow]:
    """Messages, what needs a person first, then newest first; all states where none is named."""
    marks = ", ".join("?" for _ in states)
    found = run(
        _ROWS
        + " WHERE 1 = 1"
        + (f" AND m.state IN ({marks})" if states else "")
        + (" AND m.store_id = ?" if store_id is not None else "")
        + " ORDER BY CASE m.state WHEN 'parked' THEN 0 WHEN 'sending' THEN 1 WHEN 'sent' THEN 1 WHEN 'waiting' THEN 2"
        " ELSE 3 END, m.id DESC LIMIT ?",
        (*states, *((store_id,) if store_id is not None else ()), limit),
    ).fetchall()
    return [_shown(values) for values in found]


def row(message_id: int) -> OutboxRow:
    """One message.

    Raises:
        NotFound: there is no such message.
    """
    found = run(_ROWS + " WHERE m.id = ?", (message_id,)).fetchone()
    if found is None:
        raise NotFound(what=N_("message"), ref=message_id)
    return _shown(found)


def counts(store_id: int | None = None) -> dict[str, int]:
    """How many messages are in each state, of one store or of all; confirmed ones of the last 24 hours only."""
    found = run(
        "SELECT state, count(*) FROM outbox WHERE (state <> 'confirmed' OR confirmed_at > ?)"
        + (" AND store_id = ?" if store_id is not None else "")
        + " GROUP BY state",
        (ms(now() - timedelta(days=1)), *((store_id,) if store_id is not None else ())),
    ).fetchall()
    return {state: int(many) for state, many in found}


def last_echo(store_id: int, remote_id: str) -> str:
    """The version of an order that our own last write made in the store; "" if we have written nothing."""
    row = run(
        "SELECT m.echo FROM outbox m JOIN orders o ON o.id = m.order_id"
        " WHERE m.store_id = ? AND o.source_ref = ? AND m.echo <> '' ORDER BY m.confirmed_at DESC LIMIT 1",
        (store_id, remote_id),
    ).fetchone()
    return "" if row is None else str(row[0])


def has_told(order_id: int, status: str = "", word: str = "") -> bool:
    """Whether the order's store is being told, or has been told, this status of its own or this word of ours."""
    rows = run(
        "SELECT body FROM outbox WHERE order_id = ? AND kind = 'order_status' AND state <> 'discarded'", (order_id,)
    ).fetchall()
    bodies = [json.loads(row[0]) for row in rows]
    return any(body.get("status") == status or body.get("state") == word for body in bodies)


def _lifts(order_id: int, mapped: dict[str, str]) -> bool:
    """Whether the store must hear that a hold is over. "Paid" is what lifts it there, and must be true."""
    payment, later = run("SELECT payment, pay_later FROM orders WHERE id = ?", (order_id,)).fetchone()
    return bool(mapped.get("on-hold")) and (payment in ("paid", "part-refunded") or bool(later))


def _store_of(order_id: int) -> tuple[int, dict[str, str]] | None:
    row = run(
        "SELECT s.id, s.settings FROM orders o JOIN store s ON s.id = o.store_id WHERE o.id = ?", (order_id,)
    ).fetchone()
    return None if row is None else (int(row[0]), json.loads(row[1]).get("status_map", {}))


def _row(message_id: int) -> tuple[dict[str, object], int]:
    row = run("SELECT body, store_id FROM outbox WHERE id = ?", (message_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("message"), ref=message_id)
    return json.loads(row[0]), int(row[1])


def _shown(row: Any) -> OutboxRow:
    return OutboxRow(*[*row[:5], json.loads(row[5]), row[6], row[7], utc(row[8]), utc(row[9]), _time(row[10]),
                       _time(row[11]), row[12]])  # fmt: skip


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
