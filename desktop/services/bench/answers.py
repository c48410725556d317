"""What a bench answers to a scan: what happened, and what it waits for now."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.closing import Standing
from desktop.domain.errors import KolliError, NotAllowed
from desktop.i18n import N_
from desktop.services.orders import OrderView
from desktop.services.packing import ScanResult


class Happened(StrEnum):
    """What one scan came to, beside what its result says of a unit."""

    OPENED = "opened"
    COUNTED = "counted"  # see `result`: right, wrong, too many, unknown ...
    CLOSED = "closed"  # nothing was left to scan, and the parcel was closed by hand, by command or by what stood last
    SEALED = "sealed"  # an order that is packed already was shown; it can be reopened
    ASIDE = "aside"
    SEEN = "seen"
    PRINTED = "printed"
    ASK_QUANTITY = "ask-quantity"  # see `ask`
    ASK_REASON = "ask-reason"  # see `ask`
    ASKED = "asked"  # the bench waits for what `ask` says
    CANCELLED = "cancelled"  # what was asked is not given; nothing happened
    DONE = "done"  # a task is done, a question answered, a photo taken, a weight read: see `said`
    PARCEL = "parcel"  # the parcel is full, and the next one of the order is open
    EMPTIED = "emptied"  # the last unit of a cancelled order is out of its box, and the order is cancelled
    PART = "part"  # what is packed goes ahead; the rest waits
    LABELLED = "labelled"  # the label wanted was scanned onto its parcel: see `label`
    WRONG_LABEL = "wrong-label"  # another label than the one that is wanted: see `label`
    NEXT = "next"
    NOTHING = "nothing"  # the code is on no order and no product


class Wants(StrEnum):
    """What the bench waits for."""

    QUANTITY = "quantity"
    REASON = "reason"
    SERIAL = "serial"
    LOT = "lot"
    EXPIRY = "expiry"
    BADGE = "badge"
    YES_NO = "yes-no"
    VALUE = "value"
    PHOTO = "photo"
    CARTON = "carton"
    LABEL = "label"
    PART_REASON = "part-reason"
    BIND = "bind"
    WEIGHT = "weight"
    TAKE_OVER = "take-over"
    TRUST = "trust"  # a shop or a bench that signed what was scanned


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few answers; `key` is the digit that chooses it, by key or by the command card."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that the bench holds open. `detail` is what was given so far, such as the digits of a quantity."""

    wants: Wants
    text: str
    line_id: int | None = None
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """The seal of a closed order: `expected` is the code of the label that is wanted now, "" when all are on.

    Parcel `position` of `of`; `got` is what was scanned instead, with the number of its order.
    """

    expected: str
    position: int
    of: int
    got: str = ""
    got_order: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What to show. `order` is set whenever the lines on the screen must be read anew.

    `ask` is what the bench waits for, also when this scan did something else. `standing` is what still stands against
    closing. `said` is a sentence for the lane where `happened` alone does not say enough.
    """

    happened: Happened
    order: OrderView | None = None
    result: ScanResult | None = None
    ask: Ask | None = None
    standing: tuple[Standing, ...] = ()
    said: str = ""
    label: Label | None = None


class OtherOrderOpen(KolliError):
    text = N_("Order {ref} is still open at this bench. Finish it or put it aside first. Nothing was counted.")


def nothing_open() -> NotAllowed:
    return NotAllowed(ref=N_("This bench"), reason=N_("no order is open here; scan one first."), action="command")
