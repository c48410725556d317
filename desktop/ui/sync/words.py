"""What a message, a state and a difference are called."""

import json

from desktop.i18n import N_, _, number
from desktop.services.outbox import OutboxRow
from desktop.services.remote import DecisionRow
from desktop.ui.words import order_name

# Our words in the outbox; a store's own status follows from its map.
_MOVES = {
    "paid": N_("Payment confirmed"),
    "picking": N_("Being picked"),
    "packed": N_("Packed"),
    "shipped": N_("Shipped"),
    "delivered": N_("Delivered"),
    "cancelled": N_("Cancelled"),
    "on-hold": N_("On hold"),
}
# What a state looks like in the list: words, mark and its ink, ink of the words.
STATES = {
    "waiting": (N_("Waiting"), "clock", "ink.secondary", "ink.secondary"),
    "sending": (N_("Sending"), "send", "go.ink", "go.ink"),
    "sent": (N_("Sent"), "in-work", "go.ink", "go.ink"),
    "confirmed": (N_("Confirmed"), "circle-check", "ink.muted", "ink.muted"),
    "asking": (N_("Asks first"), "circle-question-mark", "ink.secondary", "ink.secondary"),
    "skipped": (N_("Not for it"), "minus", "ink.muted", "ink.muted"),
    "discarded": (N_("Discarded"), "x", "ink.muted", "ink.muted"),
}
_CREDITS = {
    "points": (N_("Points given"), N_("Points taken back")),
    "commission": (N_("Commission given"), N_("Commission taken back")),
}
FIELDS = {
    "lines": N_("Articles"),
    "address": N_("Address"),
    "fulfilment": N_("Status"),
    "payment": N_("Payment"),
    "hold": N_("On hold"),
    "note": N_("Note"),
    "slip": N_("Packed elsewhere"),
}
_VALUES = {
    "open": N_("Not started"),
    "packing": N_("Being packed"),
    "refunded": N_("Refunded"),
    "part-refunded": N_("Partly refunded"),
    "unpaid": N_("Unpaid"),
    "claimed": N_("Buyer says paid"),
    "on hold": N_("On hold"),
    "released": N_("Released"),
    "returned": N_("Returned"),
    "part-returned": N_("Partly returned"),
    **_MOVES,
    "paid": N_("Paid"),
}


def change_words(row: OutboxRow) -> str:
    """What the store is to hear: #10479 → Shipped."""
    if row.kind == "stock":
        return _("{article} stock {units}").format(
            article=row.sku or _("Article"), units=number(int(str(row.body["to"])))
        )
    return f"{order_name(row.order)} → {what_words(row)}" if row.order else what_words(row)


def what_words(row: OutboxRow) -> str:
    if row.kind == "tracking":
        return _("Tracking number")
    if row.kind == "note":
        return _("Comment to the buyer") if row.body.get("to_customer") else _("Comment")
    if row.kind == "refund":
        return _("Refund {amount}").format(amount=row.body.get("amount", ""))
    if row.kind in _CREDITS:
        return _(_CREDITS[row.kind][0 if row.body.get("given") else 1])
    word = str(row.body.get("state", ""))
    return _(_MOVES[word]) if word in _MOVES else str(row.body.get("status", row.kind))


def field_words(row: DecisionRow) -> str:
    return _(FIELDS[row.field]) if row.field in FIELDS else row.field


def side_words(field: str, value: str) -> str:
    """One side of a difference in a few words; what is no list of ours stands as it is."""
    try:
        if field == "lines":
            return ", ".join(f"{int(line[2]) - int(line[3])} × {line[1]}" for line in json.loads(value) or [])
        if field == "address":
            return ", ".join(str(part) for part in json.loads(value) or [] if part)
    except (ValueError, TypeError, LookupError):
        return value
    return _(_VALUES[value]) if value in _VALUES else value
