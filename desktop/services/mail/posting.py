"""The mails on their way, as the one that sends them takes and returns them.

A mail is `sending` only from the moment before its last dot is sent until the server's answer is written down: before
that dot no server has accepted it (RFC 5321 4.1.1.4), so it may be tried again; after it nobody knows. What is found
`sending` without its sender is unsure, and is never sent again by itself: see docs/decisions/0016.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.i18n import N_, _
from desktop.models.base import ms, run, utc
from desktop.services import history
from desktop.services.changes import now, unit

LONGEST_WAIT_S = 3600.0
_TOLERANCE_MS = 2000
_INTERRUPTED = N_(
    "Kolli was ended in the moment in which it gave this mail to the mail server. Look among the sent mails whether it"
    " is there, then say that it arrived, or send it again."
)


@dataclass(frozen=True, slots=True)
class Post:
    """One mail to send. `version` changes with whatever a person does to it."""

    id: int
    version: int
    tries: int
    event: str
    order_id: int
    number: str
    message_id: str
    to_name: str
    to_address: str
    subject: str
    body: str
    language: str
    paper: str
    created_at: datetime


def next_due(at: datetime, after: int = 0) -> Post | None:
    """The oldest mail that may go now and has a number above `after`; those to one order go in sequence."""
    row = run(
        "SELECT m.id, m.since, m.tries, m.event, m.order_id, o.number, m.message_id, m.to_name, m.to_addr, m.subject,"
        " m.body, m.language, m.paper, m.created_at FROM mail m JOIN orders o ON o.id = m.order_id"
        " WHERE m.state = 'waiting' AND m.next_at <= ? AND m.id > ? ORDER BY m.id LIMIT 1",
        (ms(at), after),
    ).fetchone()
    return None if row is None else Post(*[*row[:13], utc(row[13])])


def next_time() -> datetime | None:
    """When the next mail may go; None where none waits."""
    row = run("SELECT min(next_at) FROM mail WHERE state = 'waiting'").fetchone()
    return None if row[0] is None else utc(row[0])


def level_waits() -> None:
    """Let no mail wait longer than it was meant to, after a clock was put back."""
    moment = ms(now())
    late = moment + _TOLERANCE_MS
    if run("SELECT 1 FROM mail WHERE state = 'waiting' AND since > ? LIMIT 1", (late,)).fetchone() is None:
        return
    with unit():
        run("UPDATE mail SET next_at = ? + (next_at - since), since = ? WHERE state = 'waiting' AND since > ?",
            (moment, moment, late))  # fmt: skip


def begin(post: Post) -> bool:
    """Before the last dot: from here on nobody knows whether it went, until something else is written.

    False: a person, or another sender, has done something with it meanwhile; it must not go now.
    """
    with unit() as work:
        begun = run(
            "UPDATE mail SET state = 'sending', tries = tries + 1, since = ? WHERE id = ? AND state = 'waiting'"
            " AND since = ? AND tries = ?",
            (ms(now()), post.id, post.version, post.tries),
        ).rowcount
        if begun:
            work.changed("mail", post.order_id)
        return bool(begun)


def sent(mail_id: int, answer: str) -> bool:
    """The server has taken it, or somebody has seen that it had; the buyer counts as told from now on. False: it was
    known, or a person has decided otherwise."""
    with unit() as work:
        moment = ms(now())
        done = run(
            "UPDATE mail SET state = 'sent', sent_at = ?, reason = '', answer = ? WHERE id = ?"
            " AND state IN ('sending', 'unsure')",
            (moment, answer, mail_id),
        ).rowcount
        if not done:
            return False
        order_id, history_id, subject = run("SELECT order_id, history_id, subject FROM mail WHERE id = ?",
                                            (mail_id,)).fetchone()  # fmt: skip
        if history_id is None:
            history.note(work, int(order_id), "mailed", str(subject), notified=True)
        else:
            run("UPDATE history SET notified = ? WHERE id = ?", (True, history_id))
            work.changed("order", int(order_id))
        work.changed("mail", int(order_id))
        return True


def not_taken(post: Post, reason: str, wait_s: float, *, tried: bool = True) -> None:
    """The server has surely not taken it: it waits and is tried again."""
    moment = now()
    with unit() as work:
        run(
            "UPDATE mail SET state = 'waiting', reason = ?, since = ?, next_at = ?, tries = ?"
            " WHERE id = ? AND state IN ('waiting', 'sending')",
            (reason, ms(moment), ms(moment + timedelta(seconds=min(max(0.0, wait_s), LONGEST_WAIT_S))),
             post.tries + (1 if tried else 0), post.id),
        )  # fmt: skip
        work.changed("mail", post.order_id)


def park(post: Post, reason: str) -> None:
    """The server has refused this mail for good: a person must mend it."""
    _leave_to_person(post.id, "parked", reason, ("waiting", "sending"))


def unsure(mail_id: int, reason: str) -> None:
    """Nobody knows whether the server took it: a person, or the mailbox, must say."""
    _leave_to_person(mail_id, "unsure", reason, ("sending",))


def interrupted() -> int:
    """What an earlier sender left in the middle is unsure; returns how many. Only for who holds the one lease."""
    found = run("SELECT id FROM mail WHERE state = 'sending'").fetchall()
    for (mail_id,) in found:
        unsure(int(mail_id), _(_INTERRUPTED))
    return len(found)


def _leave_to_person(mail_id: int, state: str, reason: str, from_states: tuple[str, ...]) -> None:
    marks = ", ".join("?" for _each in from_states)
    with unit() as work:
        run(f"UPDATE mail SET state = ?, reason = ?, since = ? WHERE id = ? AND state IN ({marks})",
            (state, reason, ms(now()), mail_id, *from_states))  # fmt: skip
        row = run("SELECT order_id FROM mail WHERE id = ?", (mail_id,)).fetchone()
        if row is not None:
            work.changed("mail", int(row[0]))
