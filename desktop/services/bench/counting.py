"""Quantities and units counted by hand, also without a keyboard: digits and reasons are on the command card."""

from functools import partial

from desktop.domain.errors import BadInput
from desktop.i18n import N_, _
from desktop.services import orders, packing
from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Wants
from desktop.services.bench.place import Place

_LONGEST = 5  # digits of a quantity
# Kept in the log as they stand here, and shown in the reader's language.
REASONS = (
    N_("Barcode damaged"),
    N_("No barcode on it"),
    N_("The scanner does not read it"),
    N_("Wrong barcode on it"),
)


def ask_quantity(place: Place, op_id: str) -> Answer:
    """The next scan counts as many units as the digits say that come before it."""
    place.opened()
    return place.ask(_how_many(""), partial(_digit, place, ""), Happened.ASK_QUANTITY)


def take_quantity(place: Place) -> int:
    """How many units the scan that has just come counts; the question is over with it."""
    waiting = place.waiting
    if waiting is None or waiting.ask.wants is not Wants.QUANTITY:
        return 1
    place.waiting = None
    return int(waiting.ask.detail or 1)


def ask_reason(place: Place, op_id: str) -> Answer:
    """Count one unit of the current line by hand, as soon as it is said why."""
    line_id = current_line(place)
    choices = tuple(Choice(str(turn), _(reason)) for turn, reason in enumerate(REASONS, start=1))
    question = Ask(Wants.REASON, _("Why can it not be scanned?"), line_id=line_id, choices=choices)
    return place.ask(question, partial(_confirm, place, line_id), Happened.ASK_REASON)


def current_line(place: Place) -> int | None:
    """The line that the screen shows large: of the last scan, else the first open one along the bins."""
    lines = [line for line in orders.lines(place.opened()) if line.left]
    if any(line.id == place.line_id for line in lines):
        return place.line_id
    return next((line.id for line in sorted(lines, key=lambda line: (not line.bin, line.bin, line.position))), None)


def counted(order_id: int, result: packing.ScanResult) -> Answer:
    closed = result.verdict.value == "complete"
    return Answer(Happened.COUNTED, orders.show(order_id) if closed else None, result, standing=result.standing)


def _how_many(digits: str) -> Ask:
    return Ask(Wants.QUANTITY, _("How many? Then scan the item."), detail=digits)


def _digit(place: Place, before: str, text: str, op_id: str) -> Answer:
    digits = (before + text.strip()).lstrip("0")
    if not text.strip().isdecimal() or len(digits) > _LONGEST:
        raise BadInput(what=N_("The quantity"), value=(before + text)[:20], next=N_("Type a number above zero."))
    return place.ask(_how_many(digits), partial(_digit, place, digits), Happened.ASK_QUANTITY)


def _confirm(place: Place, line_id: int | None, text: str, op_id: str) -> Answer:
    reason = REASONS[int(text) - 1] if text in map(str, range(1, len(REASONS) + 1)) else text
    order_id = place.opened()
    if line_id is None:
        raise packing.NotOpen(ref=f"#{orders.show(order_id).number}")
    return place.keep(counted(order_id, packing.confirm(order_id, line_id, reason, op_id=op_id)))
