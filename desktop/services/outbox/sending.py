"""Which message goes next, and what became of it. Used by the one sender of a store."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services.changes import now, unit
from desktop.services.outbox.messages import Message

LONGEST_WAIT_S = 3600.0  # whatever a store wishes: after an hour it is asked again
_TOLERANCE_MS = 2000  # so far may the clocks of two benches differ before a wait is measured anew
# The same words as in the partial indexes of migration 0011, which are not used otherwise.
_OPEN = "m.state IN ('waiting', 'sending', 'sent')"
# An earlier message about the same subject that is not finished. Earlier is by number: no clock has a say in it.
_BEHIND = (
    " (m.subject <> '' AND EXISTS (SELECT 1 FROM outbox e WHERE e.store_id = m.store_id AND e.subject = m.subject"
    " AND e.id < m.id AND e.state NOT IN ('confirmed', 'discarded', 'skipped')))"
)


def next_due(store_id: int, at: datetime, after: int = 0) -> Message | None:
    """The oldest message of a store that may go now and has a number above `after`.

    None earlier about its order, or about its article, is unfinished.
    """
    row = run(
        "SELECT m.id, m.op_id, m.store_id, m.order_id, coalesce(o.source_ref, ''), m.kind, m.subject, m.body, m.tries"
        " FROM outbox m LEFT JOIN orders o ON o.id = m.order_id"
        f" WHERE m.store_id = ? AND m.id > ? AND {_OPEN} AND +m.next_at <= ? AND NOT {_BEHIND}"
        " ORDER BY m.id LIMIT 1",
        (store_id, after, ms(at)),
    ).fetchone()
    if row is None:
        return None
    kind, subject = str(row[5]), str(row[6])
    remote_id = subject.removeprefix("stock:") if kind == "stock" else row[4]
    return Message(*[*row[:4], remote_id, kind, subject, json.loads(row[7]), int(row[8])])


def next_time(store_id: int) -> datetime | None:
    """When the next message of a store may go; None when none may, whatever the time."""
    moment = now()
    if next_due(store_id, moment) is not None:
        return moment
    newest, soonest = run(
        f"SELECT max(m.since), min(m.next_at) FROM outbox m WHERE m.store_id = ? AND {_OPEN} AND NOT {_BEHIND}",
        (store_id,),
    ).fetchone()
    if soonest is None:
        return None
    return moment if newest > ms(moment) + _TOLERANCE_MS else utc(soonest)


def level_waits(store_id: int) -> None:
    """Let no message wait longer than it was meant to, after a clock has jumped back or another bench's runs ahead."""
    moment = ms(now())
    late = moment + _TOLERANCE_MS
    newest = run(f"SELECT max(m.since) FROM outbox m WHERE m.store_id = ? AND {_OPEN}", (store_id,)).fetchone()[0]
    if newest is None or newest <= late:
        return
    with unit():
        run(
            "UPDATE outbox SET next_at = ? + (next_at - since), since = ? WHERE store_id = ? AND since > ?"
            " AND state IN ('waiting', 'sending', 'sent')",
            (moment, moment, store_id, late),
        )


def mark_sending(message: Message, settle_s: float = 0.0) -> Message | None:
    """Before the first byte goes out: from here on the result is unknown until something else is written.

    Returns it as it is now, because a person may have changed it a moment ago; None: it is not to be sent any more.
    Should this program be killed now, the message waits `settle_s`: the store may still be at it.
    """
    with unit():
        begun = run(
            "UPDATE outbox SET state = 'sending', tries = tries + 1, since = ?, next_at = ? WHERE id = ?"
            " AND state IN ('waiting', 'sending', 'sent')",
            (*_wait(settle_s), message.id),
        ).rowcount
        if not begun:
            return None
        op_id, body = run("SELECT op_id, body FROM outbox WHERE id = ?", (message.id,)).fetchone()
        return replace(message, op_id=str(op_id), body=json.loads(body))


def let_settle(store_id: int, settle_s: float) -> None:
    """A sender begins: what another left in the middle, killed or cut off, may still be at work in the store.

    How long that one's request took nobody knows, so the wait is counted from now.
    """
    with unit():
        run("UPDATE outbox SET since = ?, next_at = ? WHERE store_id = ? AND state = 'sending'",
            (*_wait(settle_s), store_id))  # fmt: skip


def interrupted(store_id: int) -> list[int]:
    """The messages that another sender, killed or cut off, left in the middle: done or not, nobody here knows."""
    rows = run("SELECT id FROM outbox WHERE store_id = ? AND state = 'sending' ORDER BY id", (store_id,)).fetchall()
    return [int(row[0]) for row in rows]


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
        text = str(message.body.get("text", ""))
        heard = message.kind == "note" or (message.kind == "order_status" and message.body.get("notify"))
        if heard and text and message.order_id is not None:
            run("UPDATE history SET notified = ? WHERE order_id = ? AND comment = ?",
                (True, message.order_id, text))  # fmt: skip
            work.changed("order", message.order_id)
        work.changed("outbox", message.store_id)


def mark_failed(message: Message, reason: str, wait_s: float) -> None:
    """It did not get through; try again after the wait. The order of an order's messages stays."""
    with unit() as work:
        run(
            "UPDATE outbox SET reason = ?, since = ?, next_at = ?,"
            " state = CASE WHEN state = 'sending' THEN 'waiting' ELSE state END WHERE id = ?",
            (reason, *_wait(wait_s), message.id),
        )
        work.changed("outbox", message.store_id)


def put_back(message: Message) -> None:
    """It was not sent after all, and waits as it did before."""
    with unit():
        run("UPDATE outbox SET state = 'waiting', tries = ?, since = ?, next_at = ? WHERE id = ? AND state = 'sending'",
            (message.tries, *_wait(0.0), message.id))  # fmt: skip


def park(message_id: int, reason: str) -> None:
    """The store refuses it, or a person must decide: it waits, and only its own order's later messages wait with it."""
    _settle(message_id, "parked", reason)


def skip(message_id: int, reason: str) -> None:
    """The store does not take such a thing: it is kept, holds up nothing, and is told should the store take it one day
    (`take_up`)."""
    _settle(message_id, "skipped", reason)


def take_up(store_id: int, kinds: frozenset[str]) -> int:
    """The store takes these kinds from now on: what was skipped waits again, unless something newer has replaced it.

    Returns how many. A status, a level or a credit is replaced by the next one about the same subject.
    """
    if not kinds:
        return 0
    marks = ", ".join("?" for _ in kinds)
    moment = ms(now())
    with unit() as work:
        changed = run(
            f"UPDATE outbox SET state = 'waiting', reason = '', since = ?, next_at = ? WHERE store_id = ?"
            f" AND state = 'skipped' AND kind IN ({marks}) AND (kind IN ('note', 'tracking', 'refund')"
            " OR NOT EXISTS (SELECT 1 FROM outbox e WHERE e.store_id = outbox.store_id AND e.subject = outbox.subject"
            " AND e.kind = outbox.kind AND e.id > outbox.id AND e.state <> 'discarded'))",
            (moment, moment, store_id, *sorted(kinds)),
        ).rowcount
        if changed:
            work.changed("outbox", store_id)
        return int(changed)


def _settle(message_id: int, state: str, reason: str) -> None:
    with unit() as work:
        row = run("SELECT store_id FROM outbox WHERE id = ?", (message_id,)).fetchone()
        if row is None:
            raise NotFound(what=N_("message"), ref=message_id)
        run("UPDATE outbox SET state = ?, reason = ? WHERE id = ? AND state NOT IN ('confirmed', 'discarded')",
            (state, reason, message_id))  # fmt: skip
        work.changed("outbox", int(row[0]))


def _wait(seconds: float) -> tuple[int, int]:
    """When a wait of so many seconds begins and ends."""
    moment = now()
    return ms(moment), ms(moment + timedelta(seconds=min(max(0.0, seconds), LONGEST_WAIT_S)))
