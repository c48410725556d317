"""Which lines of an order's history are about what, and what one of them moved."""

from collections.abc import Sequence

from desktop.i18n import N_, _
from desktop.services.history import HistoryRow
from desktop.ui.words import PAYMENTS

KINDS = (
    ("", N_("All of it")), ("status", N_("Status")), ("money", N_("Money")), ("messages", N_("Messages")),
    ("edits", N_("Changes")),
)  # fmt: skip
_MONEY = {
    "confirm", "unconfirm", "claim", "claim-refused", "payment", "payment-undone", "paid-back", "refund", "refund-part",
    "refund-undone", "payment-policy", "unique-code", "unique-code-taken", "invoiced", "voided", "credited", "receipt",
    "method-changed",
}  # fmt: skip
_MESSAGES = {"mailed", "mail-bounced", "rated", "comment"}
_EDITS = {
    "edit-undone", "split", "split-from", "rejoined", "merged", "merged-into", "parted", "copied", "copied-from",
    "expedited", "eased", "returns-allowed", "returns-refused", "returns-usual", "line-cancelled", "tracking-mode",
    "decided", "changed-in-store",
}  # fmt: skip
_FULFILMENTS = {
    "open": N_("Not begun"), "picking": N_("Being picked"), "packing": N_("Being packed"), "packed": N_("Packed"),
    "shipped": N_("Shipped"), "delivered": N_("Delivered"), "part-returned": N_("A part came back"),
    "returned": N_("Came back"), "cancelled": N_("Cancelled"),
}  # fmt: skip
_HELD = " (on hold)"


def of_kind(rows: Sequence[HistoryRow], kind: str) -> list[HistoryRow]:
    """The lines about one thing; all of them for ""."""
    return [row for row in rows if not kind or _is(row, kind)]


def moved(row: HistoryRow) -> str:
    """What it was and what it became, of the parts that differ; "" where nothing moved."""
    if not row.was or not row.became or row.was == row.became:
        return ""
    pairs = zip(_parts(row.was), _parts(row.became), strict=True)
    return ", ".join(f"{before or '–'} → {after or '–'}" for before, after in pairs if before != after)


def _is(row: HistoryRow, kind: str) -> bool:
    if kind == "status":
        return row.was != row.became
    if kind == "money":
        return row.action in _MONEY
    if kind == "messages":
        return row.action in _MESSAGES or row.notified
    return row.action in _EDITS or row.action.endswith("-changed")


def _parts(state: str) -> tuple[str, str, str]:
    """A kept state in words: payment, work, hold."""
    held = _("On hold") if state.endswith(_HELD) else ""
    payment, _slash, work = state.removesuffix(_HELD).partition(" / ")
    return (_(PAYMENTS[payment]) if payment in PAYMENTS else payment,
            _(_FULFILMENTS[work]) if work in _FULFILMENTS else work, held)  # fmt: skip
