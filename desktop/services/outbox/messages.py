"""The messages for the stores, as screens and the sync read them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services.changes import now

_ROWS = (
    "SELECT m.id, s.name, coalesce(o.number, ''), m.order_id, m.kind, m.body, m.state, m.tries, m.created_at,"
    " m.next_at, m.sent_at, m.confirmed_at, m.reason, m.store_id, m.subject, m.evidence, coalesce(a.sku, '')"
    " FROM outbox m JOIN store s ON s.id = m.store_id LEFT JOIN orders o ON o.id = m.order_id"
    " LEFT JOIN store_article t ON m.kind = 'stock' AND t.store_id = m.store_id"
    " AND t.remote_id = substr(m.subject, 7) LEFT JOIN article a ON a.id = t.article_id"  # "stock:" and its name
)
# What needs a person first; within each the newest first.
_GROUPS = (("parked", "asking"), ("sending", "sent"), ("waiting",), ("confirmed", "discarded", "skipped"))


@dataclass(frozen=True, slots=True)
class Message:
    """One effect. `uncertain`: it was tried before, and that try may have been done; read before doing it again."""

    id: int
    op_id: str
    store_id: int
    order_id: int | None
    remote_id: str  # of the order in the store; of the article for "stock"
    kind: str
    subject: str
    body: dict[str, object]
    tries: int

    @property
    def uncertain(self) -> bool:
        return self.tries > 0


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message as the sync screen and `kolli outbox` show it. `evidence`: what was read back, {} before that;
    `sku`: of the article whose stock is told.
    """

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
    store_id: int = 0
    subject: str = ""
    evidence: dict[str, object] | None = None
    sku: str = ""


def rows(
    states: Sequence[str] = (),
    limit: int = 200,
    store_id: int | None = None,
    order_id: int | None = None,
    kind: str = "",
    before: int | None = None,
) -> list[OutboxRow]:
    """Messages, what needs a person first, then newest first; all states where none is named.

    `before`: only those with a smaller number, for the next page of what is done.
    """
    wanted, values = "", list[object]()
    for clause, value in (
        (" AND m.store_id = ?", store_id), (" AND m.order_id = ?", order_id), (" AND m.kind = ?", kind or None),
        (" AND m.id < ?", before),
    ):  # fmt: skip
        if value is not None:
            wanted += clause
            values.append(value)
    found: list[OutboxRow] = []
    for group in _GROUPS:
        named = [state for state in group if not states or state in states]
        if not named or len(found) >= limit:
            continue
        marks = ", ".join("?" for _ in named)
        statement = f"{_ROWS} WHERE m.state IN ({marks}){wanted} ORDER BY m.id DESC LIMIT ?"
        found += [_shown(each) for each in run(statement, (*named, *values, limit - len(found))).fetchall()]
    return found


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
    mine, values = (" AND store_id = ?", (store_id,)) if store_id is not None else ("", ())
    found = run(
        f"SELECT state, count(*) FROM outbox WHERE state <> 'confirmed'{mine} GROUP BY state"
        f" UNION ALL SELECT 'confirmed', count(*) FROM outbox WHERE state = 'confirmed' AND confirmed_at > ?{mine}",
        (*values, ms(now() - timedelta(days=1)), *values),
    ).fetchall()
    return {state: int(many) for state, many in found if many}


def notes_waiting(order_id: int) -> frozenset[str]:
    """Comments for the customer that the order's store has not confirmed yet."""
    found = run(
        "SELECT body FROM outbox WHERE order_id = ? AND kind IN ('note', 'order_status')"
        " AND state NOT IN ('confirmed', 'discarded', 'skipped')",
        (order_id,),
    ).fetchall()
    return frozenset(text for row in found if (text := str(json.loads(row[0]).get("text", ""))))


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
        "SELECT body FROM outbox WHERE order_id = ? AND kind = 'order_status'"
        " AND state NOT IN ('discarded', 'skipped')",
        (order_id,),
    ).fetchall()
    bodies = [json.loads(row[0]) for row in rows]
    return any(body.get("status") == status or body.get("state") == word for body in bodies)


def _shown(row: Any) -> OutboxRow:
    evidence = json.loads(row[15]) if row[15] else {}
    return OutboxRow(
        *[*row[:5], json.loads(row[5]), row[6], row[7], utc(row[8]), utc(row[9]), _time(row[10]), _time(row[11]),
          *row[12:15], evidence if isinstance(evidence, dict) else {"read": evidence}, row[16]]
    )  # fmt: skip


def _time(value: int | None) -> datetime | None:
    return None if value is None else utc(value)
