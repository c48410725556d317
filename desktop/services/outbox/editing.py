"""What a person does with a message: mend it and send it again, leave it, or take the leaving back."""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.domain.tracking import tracking_number
from desktop.i18n import N_, _
from desktop.models.base import ms, run
from desktop.services import store_facts
from desktop.services.changes import new_op_id, now, unit

_LONGEST = {"carrier": 100, "url": 2000, "text": 10_000, "reason": 1000}  # signs; no store keeps more of any


class Entry(StrEnum):
    """How a field is typed in."""

    LINE = "line"
    TEXT = "text"  # several lines
    CHOICE = "choice"
    SWITCH = "switch"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Editable:
    """One field of a message that a person may change. `label` is a marked text; `choices` are (value, shown)."""

    name: str
    label: str
    value: str | bool
    entry: Entry = Entry.LINE
    choices: tuple[tuple[str, str], ...] = ()


_LABELS = {
    "number": N_("Tracking number"), "carrier": N_("Courier"), "url": N_("Tracking link"),
    "text": N_("Comment to the customer"), "status": N_("Status in the store"), "amount": N_("Amount"),
    "reason": N_("Reason"), "notify": N_("Notify customer"), "to_customer": N_("Notify customer"),
    "restock": N_("Put the goods back into the store's stock"),
}  # fmt: skip
_ENTRIES = {
    "text": Entry.TEXT, "status": Entry.CHOICE, "amount": Entry.AMOUNT, "notify": Entry.SWITCH,
    "to_customer": Entry.SWITCH, "restock": Entry.SWITCH,
}  # fmt: skip
# What may be changed of each kind. A level and a credit are worked out anew; there is nothing to type.
_FIELDS = {
    "order_status": ("status", "text", "notify"),
    "tracking": ("number", "carrier", "url", "text", "notify"),
    "note": ("text", "to_customer"),
    "refund": ("amount", "reason", "restock"),
}
_ON = {"tracking": True}  # a tracking number is told to the customer unless somebody said otherwise
_OPEN = ("waiting", "parked", "sending", "sent", "asking", "skipped")


def editable(message_id: int) -> tuple[Editable, ...]:
    """The fields of a message that a person may change, with what they hold; () where there is nothing to type.

    Raises:
        NotFound: there is no such message.
    """
    found = _find(message_id)
    known = store_facts.of(found.store_id)
    made = []
    for name in _FIELDS.get(found.kind, ()):
        if name == "notify" and found.kind == "order_status" and not known.choice_of_mail:
            continue
        if name == "text" and found.kind == "order_status" and not (known.choice_of_mail or found.body.get("text")):
            continue
        entry = _ENTRIES.get(name, Entry.LINE)
        choices = _statuses(found, known) if name == "status" else ()
        held = found.body.get(name)
        value: str | bool = str(held if held is not None else "")
        if entry is Entry.SWITCH:
            value = bool(_ON.get(found.kind, False) if held is None else held)
        made.append(Editable(name, _LABELS[name], value, entry if entry is not Entry.CHOICE or choices else Entry.LINE,
                             choices))  # fmt: skip
    return tuple(made)


def retry(message_id: int, **body: object) -> None:
    """Send it again, with what a person has changed in it; a confirmed message stays as it is.

    Changed after it was tried, it is another effect with a name of its own.

    Raises:
        NotFound: there is no such message.
        BadInput: this kind has no such field, or the store could never take what it holds now.
    """
    with unit() as work:
        found = _find(message_id)
        changed = {name: _checked(found, name, value) for name, value in body.items()}
        new = {**found.body, **changed}
        op_id = new_op_id() if found.tries and new != found.body else found.op_id
        moment = ms(now())
        marks = ", ".join("?" for _state in _OPEN)
        run(
            "UPDATE outbox SET state = 'waiting', reason = '', since = ?, next_at = ?, body = ?, op_id = ?,"
            f" asked_at = ? WHERE id = ? AND state IN ({marks})",
            (moment, moment, json.dumps(new, ensure_ascii=False), op_id, moment, message_id, *_OPEN),
        )
        work.changed("outbox", found.store_id)


def discard(message_id: int) -> None:
    """A person decided that the store need not know."""
    with unit() as work:
        found = _find(message_id)
        run("UPDATE outbox SET state = 'discarded' WHERE id = ? AND state <> 'confirmed'", (message_id,))
        work.changed("outbox", found.store_id)


def restore(message_id: int) -> None:
    """Take a discarding back: the message waits for a person again if it was parked, else to be sent.

    Raises:
        NotFound: there is no such message.
        NotAllowed: a later message of the same kind has gone out since; this one would undo it.
    """
    with unit() as work:
        found = _find(message_id)
        if found.state != "discarded":
            return
        if run("SELECT 1 FROM outbox WHERE store_id = ? AND subject = ? AND subject <> '' AND kind = ? AND id > ?"
               " AND (tries > 0 OR state = 'confirmed') LIMIT 1",
               (found.store_id, found.subject, found.kind, message_id)).fetchone():  # fmt: skip
            raise NotAllowed(ref=_("Message {number}").format(number=message_id),
                             reason=N_("the store has been told something newer since."), action="outbox")  # fmt: skip
        moment = ms(now())
        run("UPDATE outbox SET state = ?, since = ?, next_at = ? WHERE id = ?",
            ("parked" if found.reason else "waiting", moment, moment, message_id))  # fmt: skip
        work.changed("outbox", found.store_id)


@dataclass(frozen=True, slots=True)
class _Found:
    op_id: str
    store_id: int
    kind: str
    subject: str
    body: dict[str, object]
    state: str
    tries: int
    reason: str


def _find(message_id: int) -> _Found:
    row = run(
        "SELECT op_id, store_id, kind, subject, body, state, tries, reason FROM outbox WHERE id = ?", (message_id,)
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("message"), ref=message_id)
    return _Found(*[*row[:4], json.loads(row[4]), *row[5:]])


def _statuses(found: _Found, known: store_facts.Known) -> tuple[tuple[str, str], ...]:
    """What the store calls its statuses; those of its status map where it has not said."""
    if known.statuses:
        return known.statuses
    row = run("SELECT settings FROM store WHERE id = ?", (found.store_id,)).fetchone()
    kept = json.loads(row[0]) if row else {}
    named = kept.get("statuses")
    if isinstance(named, list) and named:  # as it said when it was connected
        return tuple((str(one[0]), str(one[1])) for one in named)
    mapped = kept.get("status_map", {}).values()
    names = dict.fromkeys([str(found.body.get("status", "")), *(str(word) for word in mapped)])
    return tuple((name, name) for name in names if name)


def _checked(found: _Found, name: str, value: object) -> object:
    if name not in _FIELDS.get(found.kind, ()):
        raise BadInput(what=name, value=value, next=N_("This kind of message has no such field."))
    if _ENTRIES.get(name) is Entry.SWITCH:
        if not isinstance(value, bool):
            raise BadInput(what=_LABELS[name], value=value, next=N_("Answer yes or no."))
        return value
    text = str(value).strip()
    if name == "number":
        return tracking_number(text)
    if name == "amount":
        return _amount(text)
    if name == "status":
        return _status(found, text)
    if name == "text" and found.kind == "note" and not text:
        raise BadInput(what=N_("The comment"), value="", next=N_("Write a few words first."))
    if name == "url" and text and not text.startswith(("https://", "http://")):
        raise BadInput(what=_LABELS[name], value=text[:80], next=N_("Begin it with https://, or leave it empty."))
    if len(text) > _LONGEST.get(name, 200):
        raise BadInput(what=_LABELS[name], value=text[:40], next=N_("Make it shorter."))
    return text


def _status(found: _Found, text: str) -> str:
    known = store_facts.of(found.store_id).statuses
    if not text or (known and text not in [slug for slug, _name in known]):
        raise BadInput(what=_LABELS["status"], value=text, next=N_("Choose one of the statuses that the store has."))
    return text


def _amount(text: str) -> str:
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise BadInput(what=_LABELS["amount"], value=text, next=N_("Type an amount above zero."))
    return str(amount)
