"""Before many customers are written to at once, because a store was away for long, its owner is asked once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.rights import Right
from desktop.i18n import N_, _
from desktop.models.base import ms, run, utc
from desktop.services import permits, store_facts
from desktop.services.changes import now, unit

MANY = 20  # notices that go out without asking; the store's setting "ask_above" may say another number
_WAITING = "SELECT id, kind, body FROM outbox WHERE store_id = ? AND state = 'waiting' AND asked_at IS NULL ORDER BY id"


class Answer(StrEnum):
    SEND = "send"
    SILENT = "silent"  # without telling customers, where the store leaves that to us; the rest is left to look through
    LOOK = "look"  # each waits for a person


@dataclass(frozen=True, slots=True)
class Question:
    """So many messages of a store would each mail a customer. `kinds`: how many of each kind, the most first.

    `silent`: how many of them could be told to the store without its mailing anybody.
    """

    store_id: int
    store: str
    count: int
    oldest: datetime
    kinds: tuple[tuple[str, int], ...]
    silent: int


def ask(store_id: int, above: int | None = None) -> int:
    """Let the messages that would mail customers wait for their owner's answer, if they are more than `above` (None:
    as the store is set); returns how many now wait for it. Those that joined an open question count too.
    """
    known = store_facts.of(store_id)
    limit = _limit(store_id) if above is None else above
    with unit() as work:
        open_already = run(
            "SELECT count(*) FROM outbox WHERE store_id = ? AND state = 'asking'", (store_id,)
        ).fetchone()[0]
        found = [
            int(message_id)
            for message_id, kind, body in run(_WAITING, (store_id,)).fetchall()
            if known.mails(str(kind), json.loads(body))
        ]
        if not found or (not open_already and len(found) <= limit):
            return int(open_already)
        _each("UPDATE outbox SET state = 'asking' WHERE id = ? AND state = 'waiting'", found)
        work.changed("outbox", store_id)
        return int(open_already) + len(found)


def question(store_id: int) -> Question | None:
    """What the owner must say before the store's notices go out; None where nothing is asked."""
    rows = run(
        "SELECT kind, body, created_at FROM outbox WHERE store_id = ? AND state = 'asking' ORDER BY id", (store_id,)
    ).fetchall()
    if not rows:
        return None
    store = str(run("SELECT name FROM store WHERE id = ?", (store_id,)).fetchone()[0])
    known = store_facts.of(store_id)
    kinds = [str(row[0]) for row in rows]
    counted = sorted(((kind, kinds.count(kind)) for kind in set(kinds)), key=lambda pair: (-pair[1], pair[0]))
    silent = sum(_silenced(known, str(kind), json.loads(body)) is not None for kind, body, _at in rows)
    return Question(store_id, store, len(rows), utc(min(row[2] for row in rows)), tuple(counted), silent)


def answer(store_id: int, choice: Answer) -> int:
    """The owner's answer to the question; returns how many messages go out now. Nothing is asked: 0.

    Raises:
        NoRight: who works here may not decide for a store.
    """
    permits.require(Right.DECIDE)
    known = store_facts.of(store_id)
    gone = 0
    with unit() as work:
        for message_id, kind, text in run(
            "SELECT id, kind, body FROM outbox WHERE store_id = ? AND state = 'asking' ORDER BY id", (store_id,)
        ).fetchall():
            body = json.loads(text) if choice is Answer.SEND else None
            if choice is Answer.SILENT:
                body = _silenced(known, str(kind), json.loads(text))
            if body is None:
                run("UPDATE outbox SET state = 'parked', reason = ?, asked_at = ? WHERE id = ?",
                    (_(_LOOK if choice is Answer.LOOK else _NO_CHOICE), ms(now()), message_id))  # fmt: skip
                continue
            run(
                "UPDATE outbox SET state = 'waiting', body = ?, asked_at = ?, since = ?, next_at = ? WHERE id = ?",
                (json.dumps(body, ensure_ascii=False), ms(now()), ms(now()), ms(now()), message_id),
            )
            gone += 1
        work.changed("outbox", store_id)
    return gone


_LOOK = N_("You wanted to look at this one before the customer hears of it.")
_NO_CHOICE = N_("The store always mails the customer about this, so it waits for you.")


def _silenced(known: store_facts.Known, kind: str, body: dict[str, object]) -> dict[str, object] | None:
    """The same message without a mail to the customer; None where the store mails all the same."""
    quiet = {**body, "to_customer": False} if kind == "note" else {**body, "notify": False}
    return None if known.mails(kind, quiet) else quiet


def _limit(store_id: int) -> int:
    row = run("SELECT settings FROM store WHERE id = ?", (store_id,)).fetchone()
    chosen = json.loads(row[0]).get("ask_above", MANY) if row else MANY
    return int(chosen) if str(chosen).isdigit() else MANY


def _each(statement: str, ids: Sequence[int]) -> None:
    for message_id in ids:
        run(statement, (message_id,))
