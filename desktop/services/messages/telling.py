"""What happened becomes a mail, in the unit of its fact: one for each cause, however often that is said or undone."""

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from desktop.i18n import N_, _
from desktop.models.base import insert, ms, run
from desktop.services import settings, store_facts
from desktop.services.changes import Work, now
from desktop.services.messages import texts
from desktop.services.messages.events import Event
from desktop.services.messages.fields import Reader, lines, reader, values, when_paid
from desktop.services.messages.sender import Sender, is_address, sender
from desktop.services.messages.texts import Preview

# What a store mails by itself is known by our word for the move; see services.outbox.telling.
_WORDS = {Event.PAID: "paid", Event.SHIPPED: "shipped", Event.DELIVERED: "delivered"}
_NO_ADDRESS = N_("“{address}” is no e-mail address. Mend it, then send the mail again.")
_BOUNCED = N_("Mail to this address came back before. Ask the buyer for another one, then send the mail again.")


def tell(
    work: Work, event: Event, order_id: int, cause: str, facts: Mapping[str, str] | None = None, *,
    text: str | None = None, history_id: int | None = None,
) -> int | None:  # fmt: skip
    """Write to an order's buyer about something, once for each cause; part of the caller's unit. Returns the mail's id.

    None: this cause was told before, the event is switched off, there is no address, or the order's store mails its
    own buyers. `facts` fill in fields that only the caller knows (`fields.FACTS`). `text` is the body as a person wrote
    it, with nothing to fill in, and is sent whatever is switched off; `history_id` is their line in the history.
    """
    by = sender()
    if not by.on:
        return None
    known = run("SELECT id, state FROM mail WHERE cause = ?", (cause,)).fetchone()
    if known is not None and known[1] != "withdrawn":
        return None
    if text is None and not texts.habit(event).on:
        return None
    who = reader(order_id)
    if who.kind != "order" or not writes_to(who, by, event) or (event is Event.REVIEW and is_stopped(who.address)):
        return None
    shown = _shown(event, who, who.language, facts or {}, text)
    state, reason = _fitness(who)
    moment = now()
    leaves = ms(moment + timedelta(seconds=by.grace_s))
    fresh: tuple[object, ...] = (
        event.value, order_id, who.customer_id, who.language, who.name, who.address, shown.subject, shown.body,
        _paper(event), state, ms(moment), leaves, ms(moment), reason, history_id,
    )  # fmt: skip
    work.changed("mail", order_id)
    if known is not None:  # it was undone before it left, and is true again
        run(
            "UPDATE mail SET event = ?, order_id = ?, customer_id = ?, language = ?, to_name = ?, to_addr = ?,"
            " subject = ?, body = ?, paper = ?, state = ?, since = ?, next_at = ?, created_at = ?, reason = ?,"
            " history_id = ? WHERE id = ?",
            (*fresh, known[0]),
        )
        return int(known[0])
    return insert(
        "INSERT INTO mail (event, order_id, customer_id, language, to_name, to_addr, subject, body, paper, state,"
        " since, next_at, created_at, reason, history_id, cause, message_id, tries, answer, was, sender)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', ?)",
        (*fresh, cause, message_id(by), by.address),
    )


def take_back(work: Work, cause: str) -> bool:
    """What it told of was undone: the mail is withdrawn if it has not left. True if so; part of the caller's unit."""
    row = run("SELECT id, order_id FROM mail WHERE cause = ? AND state IN ('waiting', 'parked') AND tries = 0",
              (cause,)).fetchone()  # fmt: skip
    if row is None:
        return False
    taken = run("UPDATE mail SET state = 'withdrawn' WHERE id = ? AND state IN ('waiting', 'parked') AND tries = 0",
                (row[0],)).rowcount  # fmt: skip
    work.changed("mail", int(row[1]))
    return bool(taken)


def preview(
    event: Event, order_id: int, language: str | None = None, facts: Mapping[str, str] | None = None,
    text: str | None = None,
) -> Preview:  # fmt: skip
    """Exactly what the buyer of this order would read; in their language where none is named.

    Raises:
        NotFound: there is no such order.
    """
    who = reader(order_id)
    return _shown(event, who, language or who.language, facts or {}, text)


def writes_to(who: Reader, by: Sender, event: Event) -> bool:
    """Whether it is Kolli that writes to this buyer of this event: never both, Kolli and the store."""
    if not who.address:
        return False
    if who.store_id is None:
        return True
    return who.store_id in by.stores and not _store_cannot_help_it(who.store_id, event)


def kolli_mails(store_id: int | None) -> bool:
    """Whether Kolli, and not the store, writes to the buyers of this store's orders; None: orders without a store."""
    by = sender()
    return by.on and (store_id is None or store_id in by.stores)


def is_stopped(address: str) -> bool:
    """Whether somebody does not want to be asked, or cannot be reached there."""
    return run("SELECT 1 FROM mail_stop WHERE address = ?", (address.casefold(),)).fetchone() is not None


def _store_cannot_help_it(store_id: int, event: Event) -> bool:
    """Some stores mail with a status, whatever they are asked; of that the buyer hears from them."""
    word = _WORDS.get(event)
    if word is None:
        return False
    row = run("SELECT settings FROM store WHERE id = ?", (store_id,)).fetchone()
    told = json.loads(row[0]).get("status_map") if row else None
    status = str(told.get(word, "")) if isinstance(told, dict) else ""
    known = store_facts.of(store_id)
    return bool(status) and not known.choice_of_mail and known.mails("order_status", {"status": status})


def _shown(event: Event, who: Reader, language: str, facts: Mapping[str, str], text: str | None) -> Preview:
    if event is Event.PAID:
        facts = {**when_paid(who.order_id), **facts}
    shown = texts.fill(texts.get(event, language), values(who, language, facts), who.address)
    if text is None:
        return shown
    return Preview(shown.subject, lines(text), who.address, language)  # a person's words stand as they are


def _fitness(who: Reader) -> tuple[str, str]:
    """Whether it can go as it is: the state it begins in, and why it waits for a person."""
    if not is_address(who.address):
        return "parked", _(_NO_ADDRESS).format(address=who.address)
    row = run("SELECT why FROM mail_stop WHERE address = ?", (who.address.casefold(),)).fetchone()
    if row is not None and row[0] == "bounced":
        return "parked", _(_BOUNCED)
    return "waiting", ""


def _paper(event: Event) -> str:
    """What goes with the mail: by its event, or as the shop has chosen."""
    if event is Event.RETURN_APPROVED:
        return "return-label"
    return "invoice" if texts.habit(event).paper else ""


def message_id(by: Sender) -> str:
    """Made before the first try and never changed: by it a mail is known wherever it lies (RFC 5322 3.6.4)."""
    return f"<{os.urandom(16).hex()}@{by.address.rpartition('@')[2].encode('idna').decode()}>"


def received(work: Work, order_id: int) -> int | None:
    """An order came in just now: its buyer is thanked, unless it was placed before today. Part of the caller's unit."""
    by = sender()
    if not by.on:
        return None
    zone = ZoneInfo(settings.shop().zone)
    today = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if reader(order_id).placed_at < max(by.since, ms(today)):
        return None
    return tell(work, Event.RECEIVED, order_id, f"{Event.RECEIVED}:{order_id}")
