"""What must be told to the stores. Each effect is told exactly once, whatever crashes or is lost in between.

A message is waiting, sending, sent, then confirmed by what was read back. The store refuses it: parked, for a person.
Its owner is asked first: asking. The store does not take such things: skipped, until it does. A person does not want
it: discarded.
"""

from desktop.services.outbox.editing import Editable, Entry, discard, editable, restore, retry
from desktop.services.outbox.mailing import mail_status, mail_words
from desktop.services.outbox.messages import (
    Message,
    OutboxRow,
    counts,
    has_told,
    last_echo,
    notes_waiting,
    row,
    rows,
)
from desktop.services.outbox.questions import Answer, Question, answer, ask, question
from desktop.services.outbox.sending import (
    LONGEST_WAIT_S,
    interrupted,
    let_settle,
    level_waits,
    mark_confirmed,
    mark_failed,
    mark_sending,
    mark_sent,
    next_due,
    next_time,
    park,
    put_back,
    skip,
    take_up,
)
from desktop.services.outbox.telling import (
    tell_credit,
    tell_note,
    tell_refund,
    tell_status,
    tell_stock,
    tell_tracking,
    word_of,
)

__all__ = [
    "LONGEST_WAIT_S", "Answer", "Editable", "Entry", "Message", "OutboxRow", "Question", "answer", "ask",
    "counts", "discard", "editable", "has_told", "interrupted", "last_echo", "let_settle", "level_waits",
    "mail_status", "mail_words",
    "mark_confirmed", "mark_failed", "mark_sending", "mark_sent", "next_due", "next_time", "notes_waiting",
    "park", "put_back", "question", "restore", "retry", "row", "rows", "skip", "take_up", "tell_credit",
    "tell_note", "tell_refund", "tell_status", "tell_stock", "tell_tracking", "word_of",
]  # fmt: skip
