"""The words for states and moves, as the queue, the order and the history say them."""

from desktop.domain.order import Action, Stage
from desktop.domain.rights import WORDS as RIGHT_WORDS
from desktop.domain.rights import Right
from desktop.domain.tracking_mode import Mode
from desktop.i18n import C_, N_, _

# Who said what became of a parcel.
SOURCES = {"hand": N_("by hand"), "csv": N_("by a file"), "store": N_("by the store")}
TRACKING_MODES = {
    Mode.AUTOMATIC: N_("Automatic"),
    Mode.MANUAL: N_("Manual"),
    Mode.HYBRID: N_("Hybrid"),
}
STAGES = {
    Stage.TO_CONFIRM: N_("To confirm"),
    Stage.TO_PICK: N_("To pick"),
    Stage.TO_PACK: N_("To pack"),
    Stage.TO_SHIP: N_("To ship"),
    Stage.SHIPPED: N_("Shipped"),
    Stage.DONE: N_("Done"),
    Stage.ON_HOLD: N_("On hold"),
    Stage.CANCELLED: N_("Cancelled"),
    Stage.RETURNS: N_("Returns"),
}
# A tab stands over many orders, which some languages say with another word than for one.
TAB_WORDS = {**STAGES, Stage.SHIPPED: C_("tab", "Shipped"), Stage.ON_HOLD: C_("tab", "On hold")}
STAGE_BADGES = {
    Stage.TO_CONFIRM: ("warn", "wallet"),
    Stage.TO_PICK: ("go", "hand"),
    Stage.TO_PACK: ("go", "package"),
    Stage.TO_SHIP: ("go", "truck"),
    Stage.SHIPPED: ("done", "truck"),
    Stage.DONE: ("done", "check"),
    Stage.ON_HOLD: ("warn", "pause"),
    Stage.CANCELLED: ("done", "x"),
    Stage.RETURNS: ("warn", "undo-2"),
}
PAYMENTS = {
    "unpaid": N_("Unpaid"),
    "claimed": N_("Buyer says paid"),
    "paid": N_("Paid"),
    "part-refunded": N_("Partly refunded"),
    "refunded": N_("Refunded"),
}
ACTIONS = {
    Action.CLAIM: N_("Buyer says paid"),
    Action.CONFIRM: N_("Confirm payment"),
    Action.UNCONFIRM: N_("Take back the confirmation"),
    Action.REFUND_PART: N_("Refund a part"),
    Action.REFUND: N_("Refund"),
    Action.PICK: N_("Start picking"),
    Action.START: N_("Pack"),
    Action.PUT_ASIDE: N_("Put aside"),
    Action.FINISH: N_("Close the parcel"),
    Action.REOPEN: N_("Reopen"),
    Action.SHIP: N_("Ship"),
    Action.DELIVER: N_("Mark as delivered"),
    Action.RETURN_PART: N_("A part came back"),
    Action.RETURN: N_("It came back"),
    Action.CANCEL: N_("Cancel the order"),
    Action.HOLD: N_("Hold"),
    Action.RELEASE: N_("Release"),
}
# What stands in a history: a word of our own or one of ACTIONS, and the icon before it.
_HISTORY = {
    "received": (N_("Order received"), "bell"),
    "confirm": (N_("Payment confirmed"), "wallet"),
    "unconfirm": (N_("Confirmation taken back"), "wallet"),
    "claim": (N_("Buyer says paid"), "wallet"),
    "claim-refused": (N_("What the buyer said was refused"), "wallet"),
    "payment": (N_("Payment received"), "wallet"),
    "mailed": (N_("E-mail sent"), "mail-check"),
    "mail-bounced": (N_("E-mail came back"), "mail"),
    "rated": (N_("The buyer's rating"), "message-square-text"),
    "payment-undone": (N_("Payment taken back"), "wallet"),
    "paid-back": (N_("Paid back"), "coins"),
    "refund-undone": (N_("Refund taken back"), "coins"),
    "payment-policy": (N_("Rules of payment"), "wallet"),
    "customer-blocked": (N_("Waits: its customer may not pay later"), "wallet"),
    "customer-unblocked": (N_("Its customer may pay later again"), "wallet"),
    "pick": (N_("Picking started"), "list-checks"),
    "wave": (N_("In a pick list"), "list-checks"),
    "short": (N_("Missing on the shelf"), "package-minus"),
    "line-cancelled": (N_("Cancelled what is missing"), "x"),
    "start": (N_("Packing started"), "package-open"),
    "put-aside": (N_("Put aside"), "inbox"),
    "finish": (N_("Packed, parcel closed"), "package-check"),
    "reopen": (N_("Reopened"), "package-open"),
    "ship": (N_("Shipped"), "truck"),
    "shipped-in-store": (N_("Shipped in the store"), "truck"),
    "tracking": (N_("Tracking number"), "tag"),
    "parcel-shipped": (N_("Parcel handed over"), "truck"),
    "parcel-delivered": (N_("Parcel delivered"), "circle-check"),
    "parcel-failed": (N_("Parcel not delivered"), "triangle-alert"),
    "parcel-returning": (N_("Parcel is coming back"), "undo-2"),
    "parcel-returned": (N_("Parcel came back"), "undo-2"),
    "deliver": (N_("Delivered"), "check"),
    "cancel": (N_("Cancelled"), "x"),
    "approved": (N_("Approved"), "badge-check"),
    "taken-over": (N_("Taken over from"), "hand"),
    "expired": (N_("Taken over, nobody worked on it any more"), "hand"),
    "hold": (N_("Put on hold"), "pause"),
    "release": (N_("Released"), "play"),
    "duplicate": (N_("Put on hold, may be a double of"), "copy"),
    "kept-both": (N_("Both orders are kept"), "check"),
    "tracking-mode": (N_("Tracking"), "truck"),
    "comment": (N_("Comment"), "message-square-text"),
    "note-seen": (N_("Note read"), "eye"),
    "task-done": (N_("Task done"), "list-checks"),
    "task-open": (N_("Task not done after all"), "undo-2"),
    "checked": (N_("Checked"), "circle-check"),
    "check-failed": (N_("Check failed"), "triangle-alert"),
    "note-changed": (N_("Note changed"), "message-square-text"),
    "invoiced": (N_("Invoice issued"), "receipt-text"),
    "taxed-as": (N_("Taxed otherwise"), "receipt-text"),
    "voided": (N_("Document voided"), "receipt-text"),
    "credited": (N_("Credit note issued"), "receipt-text"),
    "receipt": (N_("Receipt issued"), "receipt"),
    "printed-again": (N_("Printed again"), "printer"),
    "decided": (N_("Decided"), "split"),
    "changed-in-store": (N_("Changed in the store"), "refresh-cw"),
    "lines-changed": (N_("Articles changed"), "pencil"),
    "address-changed": (N_("Address changed"), "map-pin"),
    "prices-changed": (N_("Price changed"), "tag"),
    "bill-to-changed": (N_("Invoice address changed"), "map-pin"),
    "contact-changed": (N_("Contact changed"), "phone"),
    "courier-changed": (N_("Courier changed"), "truck"),
    "ship-by-changed": (N_("Ship by changed"), "clock"),
    "method-changed": (N_("Way of paying changed"), "wallet"),
    "edit-undone": (N_("A change was taken back"), "undo-2"),
    "split": (N_("Split, the rest is"), "split"),
    "split-from": (N_("Split from"), "split"),
    "rejoined": (N_("Joined again with"), "link"),
    "merged": (N_("Packed together with"), "link"),
    "merged-into": (N_("Packed and paid with"), "link"),
    "merged-changed": (N_("Changed in the store"), "refresh-cw"),
    "parted": (N_("An order of its own again, not with"), "split"),
    "copied": (N_("Copied to"), "copy"),
    "copied-from": (N_("Copy of"), "copy"),
    "expedited": (N_("Goes first"), "arrow-up"),
    "eased": (N_("Waits in its turn"), "clock"),
    "unique-code": (N_("Unique code"), "hash"),
    "unique-code-taken": (N_("Unique code taken off"), "hash"),
    "returns-allowed": (N_("Returns allowed"), "undo-2"),
    "returns-refused": (N_("No returns"), "ban"),
    "returns-usual": (N_("Returns as the shop has set"), "undo-2"),
    "refund": (N_("Refunded"), "coins"),
    "refund-part": (N_("Partly refunded"), "coins"),
    "return": (N_("Came back"), "undo-2"),
    "return-part": (N_("A part came back"), "undo-2"),
    "return-opened": (N_("Return opened"), "undo-2"),
    "return-approved": (N_("Return approved"), "undo-2"),
    "return-received": (N_("Return received"), "undo-2"),
    "return-settled": (N_("Return settled"), "undo-2"),
    "return-repaired": (N_("Repaired, sent back as"), "undo-2"),
    "return-withdrawn": (N_("Return withdrawn"), "undo-2"),
    "return-undone": (N_("A step of the return was taken back"), "undo-2"),
    "of-return": (N_("Made for a return"), "undo-2"),
    "part": (N_("A part goes ahead"), "split"),
    "next-parcel": (N_("Next parcel begun"), "package-plus"),
    "carton": (N_("Carton"), "package"),
    "packed-elsewhere": (N_("Packed elsewhere"), "package-check"),
    "kit-changed": (N_("What a set holds has changed"), "pencil"),
    "bound": (N_("Article found for the store's"), "link"),
    "photo": (N_("Photo of the open box"), "package-open"),
    "photo-skipped": (N_("Closed without a photo"), "package-open"),
    "weight-accepted": (N_("Weight accepted as it is"), "circle-check"),
    "complaint": (N_("Complaint"), "message-square-text"),
    "affiliate": (N_("Brought by"), "users"),
    "points-given": (N_("Points given"), "gift"),
    "points-taken": (N_("Points taken back"), "gift"),
    "commission-given": (N_("Commission given"), "coins"),
    "commission-taken": (N_("Commission taken back"), "coins"),
    "erased": (N_("What names the buyer was erased"), "ban"),
}


def history_words(action: str) -> tuple[str, str]:
    """What happened, and the icon before it; an unknown word stands as it is."""
    text, icon = _HISTORY.get(action, (action, "circle-dot"))
    return _(text), icon


def order_name(number: str) -> str:
    """#10482; a number with letters stands as it is."""
    return f"#{number}" if number[:1].isdigit() else number


def source_name(source: str, stores: dict[int, str], store_id: int | None) -> str:
    """Where an order comes from: the store's name, the file's layout, or by hand."""
    if store_id is not None and store_id in stores:
        return stores[store_id]
    kind, _colon, rest = source.partition(":")
    if kind == "manual":
        return _("By hand")
    if kind == "sample":
        return _("Sample shop")
    return rest or kind


# What a store and the bench may differ in, and the words of either side.
_FIELDS = {
    "lines": N_("Articles"),
    "address": N_("Address"),
    "fulfilment": N_("Status"),
    "payment": N_("Payment"),
    "hold": N_("On hold"),
    "note": N_("Note"),
    "slip": N_("Packed elsewhere"),
}
_SIDES = {
    "cancelled": N_("Cancelled"),
    "refunded": N_("Refunded"),
    "part-refunded": N_("Partly refunded"),
    "shipped": N_("Shipped"),
    "delivered": N_("Delivered"),
    "packing": N_("Being packed"),
    "packed": N_("Packed"),
    "open": N_("Not started"),
    "picking": N_("Being picked"),
    "paid": N_("Paid"),
    "unpaid": N_("Unpaid"),
    "claimed": N_("Buyer says paid"),
    "on hold": N_("On hold"),
    "released": N_("Released"),
}


def history_comment(action: str, comment: str) -> str:
    """What was said of it; words that a program wrote are in the language of the screen."""
    if action == "changed-in-store":
        return field_name(comment)
    if action == "tracking-mode" and comment in set(Mode):
        return _(TRACKING_MODES[Mode(comment)])
    right, _colon, why = comment.partition(": ")
    if action == "approved" and right in set(Right):
        return ": ".join(part for part in (_(RIGHT_WORDS[Right(right)]), why) if part)
    return comment


def field_name(field: str) -> str:
    """What a difference is about, in the language of the screen; an unknown word stands as it is."""
    return _(_FIELDS[field]) if field in _FIELDS else field


def side_words(value: str) -> str:
    """One side of a difference between store and bench; an unknown word stands as it is."""
    return _(_SIDES[value]) if value in _SIDES else value
