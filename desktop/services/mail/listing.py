"""The mails as screens and `kolli mail` show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services.changes import now

_ROWS = (
    "SELECT m.id, m.event, m.order_id, o.number, m.language, m.to_name, m.to_addr, m.subject, m.body, m.state, m.tries,"
    " m.created_at, m.next_at, m.sent_at, m.reason, m.message_id FROM mail m JOIN orders o ON o.id = m.order_id"
)
PROBLEMS = ("unsure", "bounced", "parked")
# What needs a person first; within each the newest first.
_GROUPS = (PROBLEMS, ("sending",), ("waiting",), ("sent", "discarded", "withdrawn"))
STATES = tuple(state for group in _GROUPS for state in group)


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail. `reason` is why it waits, in words; "" where nothing is wrong."""

    id: int
    event: str
    order_id: int
    number: str
    language: str
    to_name: str
    to_address: str
    subject: str
    body: str
    state: str
    tries: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    reason: str
    message_id: str


def rows(states: Sequence[str] = (), limit: int = 200, order_id: int | None = None) -> list[MailRow]:
    """Mails, what needs a person first, then newest first; all states where none is named."""
    mine, values = (" AND m.order_id = ?", (order_id,)) if order_id is not None else ("", ())
    found: list[MailRow] = []
    for group in _GROUPS:
        named = [state for state in group if not states or state in states]
        if not named or len(found) >= limit:
            continue
        marks = ", ".join("?" for _each in named)
        statement = f"{_ROWS} WHERE m.state IN ({marks}){mine} ORDER BY m.id DESC LIMIT ?"
        found += [_shown(each) for each in run(statement, (*named, *values, limit - len(found))).fetchall()]
    return found


def row(mail_id: int) -> MailRow:
    """One mail.

    Raises:
        NotFound: there is no such mail.
    """
    found = run(_ROWS + " WHERE m.id = ?", (mail_id,)).fetchone()
    if found is None:
        raise NotFound(what=N_("mail"), ref=mail_id)
    return _shown(found)


def counts() -> dict[str, int]:
    """How many mails are in each state; sent ones of the last 24 hours only."""
    found = run(
        "SELECT state, count(*) FROM mail WHERE state NOT IN ('sent', 'discarded') GROUP BY state"
        " UNION ALL SELECT 'sent', count(*) FROM mail WHERE state = 'sent' AND sent_at > ?",
        (ms(now() - timedelta(days=1)),),
    ).fetchall()
    return {state: int(many) for state, many in found if many}


def problems() -> int:
    """How many mails wait for a person."""
    marks = ", ".join("?" for _each in PROBLEMS)
    # What is not sent has an index of its own, which is used only where the statement says its words.
    return int(run(f"SELECT count(*) FROM mail WHERE state IN ({marks}) AND state NOT IN ('sent', 'discarded')",
                   PROBLEMS).fetchone()[0])  # fmt: skip


def unsure() -> list[tuple[int, str]]:
    """The doubtful mails: (number, Message-ID)."""
    found = run("SELECT id, message_id FROM mail WHERE state = 'unsure' ORDER BY id").fetchall()
    return [(int(each[0]), str(each[1])) for each in found]


def of_order(order_id: int) -> list[MailRow]:
    """What an order's buyer was written, the newest first."""
    return [_shown(each) for each in run(_ROWS + " WHERE m.order_id = ? ORDER BY m.id DESC", (order_id,)).fetchall()]


def _shown(row: Sequence[object]) -> MailRow:
    values: list[object] = list(row)
    for place in (11, 12, 13):
        moment = values[place]
        values[place] = None if moment is None else utc(int(str(moment)))
    return MailRow(*values)  # type: ignore[arg-type]


def order_to_show(event: str) -> int | None:
    """An order to show a mail of this event with: the newest that has come so far; None in an empty shop."""
    out = event in ("shipped", "delayed", "delivered", "review")
    for clause in (" AND fulfilment IN ('shipped', 'delivered')" if out else "", ""):
        row = run(f"SELECT id FROM orders WHERE kind = 'order'{clause} ORDER BY id DESC LIMIT 1").fetchone()
        if row is not None:
            return int(row[0])
    return None
