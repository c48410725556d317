"""The proof that bench and store agree: per order what we believe, what the store says now, and the evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.money import to_minor
from desktop.domain.order import Fulfilment, Payment, State
from desktop.domain.remote import RemoteOrder
from desktop.i18n import N_


class Verdict(StrEnum):
    """What one order's two sides come to; in the order in which they are shown, differences on top."""

    DIFFERENT = "different"  # a person must look: `next` says what at
    UNKNOWN = "unknown"  # the store was not asked about it, or did not say
    WAITING = "waiting"  # what would make them agree is on its way in the outbox
    DECIDED = "decided"  # they differ, and a person has said that they may
    SAME = "same"


RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One order. `ours`, `theirs`, `evidence`, `why` and `next` are texts for people; `why` is "" where all is well.

    `order_id` is None for an order that the store has and we have not.
    """

    order_id: int | None
    number: str
    ours: str
    theirs: str
    evidence: str
    verdict: Verdict
    next: str
    why: str = ""
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One look at a whole store; `rows` by verdict, differences on top, then by number. The counts are of all orders,
    also where an old proof has kept no more than the rows that are not the same. `id` is 0 before it is kept.
    """

    store: str
    at: datetime
    orders: int
    same: int
    different: int
    unknown: int
    rows: tuple[ProofRow, ...]
    waiting: int = 0
    decided: int = 0
    id: int = 0
    store_id: int = 0


class Point(StrEnum):
    """What can be wrong with one order. SAYS has its sentence and the next step."""

    NEVER_CAME = "never-came"
    GONE_THERE = "gone-there"
    REFUSED = "refused"
    SHIPPED_HERE = "shipped-here"
    CANCELLED_HERE = "cancelled-here"
    SHIPPED_THERE = "shipped-there"
    CANCELLED_THERE = "cancelled-there"
    PAID_HERE = "paid-here"
    PAID_THERE = "paid-there"
    UNITS = "units"
    TOTAL = "total"
    NUMBER_MISSING = "number-missing"
    NUMBER_TWICE = "number-twice"
    UNHEARD = "unheard"
    NOT_SAID = "not-said"


SAYS: dict[Point, tuple[str, str]] = {
    Point.NEVER_CAME: (
        N_("The store has this order, and it is not here."),
        N_("Sync, then run the proof again. If it stays away, type the order in and write to us."),
    ),
    Point.GONE_THERE: (
        N_("The store no longer has this order."),
        N_("Look into the store's bin. If it was deleted on purpose, cancel it here."),
    ),
    Point.REFUSED: (
        N_("The store refused a message about this order."),
        N_("Open Sync, mend the parked message or leave it."),
    ),
    Point.SHIPPED_HERE: (
        N_("It has left here, and the store does not say so."),
        N_("Open the order and tell the store again, or set the status there."),
    ),
    Point.CANCELLED_HERE: (
        N_("It is cancelled here, and the store still sells it."),
        N_("Open the order and tell the store again, or cancel it there."),
    ),
    Point.SHIPPED_THERE: (
        N_("The store says that it has left, and it is still in the house."),
        N_("Find the parcel. If it has left, ship the order here; if not, set the status back in the store."),
    ),
    Point.CANCELLED_THERE: (
        N_("The store has cancelled it, and here it is alive."),
        N_("Stop the parcel, then cancel the order here, or take it up again in the store."),
    ),
    Point.PAID_HERE: (
        N_("It is paid here, and the store does not know."),
        N_("Check the payment, then set it in the store."),
    ),
    Point.PAID_THERE: (
        N_("The store calls it paid, and here nothing has been paid."),
        N_("Check the payment, then confirm it here."),
    ),
    Point.UNITS: (
        N_("The store sells other units than those that are wanted here."),
        N_("Compare the lines with the store's before the parcel leaves."),
    ),
    Point.TOTAL: (
        N_("The store names another total."),
        N_("Compare the order with the store's before it is invoiced."),
    ),
    Point.NUMBER_MISSING: (
        N_("The store lacks a tracking number that it had confirmed."),
        N_("Look whether somebody took it out there; the customer may need it."),
    ),
    Point.NUMBER_TWICE: (
        N_("A tracking number stands in the store twice."),
        N_("Take one of them out in the store, and write to us."),
    ),
    Point.UNHEARD: (N_("The store says something newer than was read."), N_("Sync, then run the proof again.")),
    Point.NOT_SAID: (N_("The store did not say."), N_("Run the proof again when the store answers.")),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A message about an order: its state in the outbox, and what was read back when it was confirmed."""

    kind: str
    state: str
    said: str  # the status, the number, the text
    evidence: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Believed:
    """What we hold of an order. `silent`: words of ours that its owner has chosen not to tell the store.
    `decided`: fields in which it may differ, because a person or a rule has said so; `asked`: a decision is open.
    """

    order_id: int
    remote_id: str
    number: str
    status: str  # the store's word as it was last heard
    state: State
    total_minor: int
    currency: str
    units: int
    told: tuple[Told, ...]
    silent: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()
    asked: bool = False
    in_step: bool = True  # the store's word now is the one that was kept last


@dataclass(frozen=True, slots=True)
class Found:
    """What one comparison came to; the gravest point first."""

    verdict: Verdict
    points: tuple[Point, ...] = ()


_HOUSE = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING, Fulfilment.PACKED)
_LEFT = (Fulfilment.SHIPPED, Fulfilment.DELIVERED, Fulfilment.PART_RETURNED, Fulfilment.RETURNED)
_UNPAID = (Payment.UNPAID, Payment.CLAIMED)
_FIELD = {
    Point.SHIPPED_HERE: "fulfilment", Point.CANCELLED_HERE: "fulfilment", Point.SHIPPED_THERE: "fulfilment",
    Point.CANCELLED_THERE: "fulfilment", Point.PAID_HERE: "payment", Point.PAID_THERE: "payment",
    Point.UNITS: "lines", Point.TOTAL: "lines",
}  # fmt: skip
_MOVING = ("waiting", "sending", "sent", "asking")
_TELLS = {Point.SHIPPED_HERE: "shipped", Point.CANCELLED_HERE: "cancelled", Point.PAID_HERE: "paid"}


def compare(ours: Believed, theirs: RemoteOrder | None) -> Found:
    """Hold one order's two sides against each other. `theirs` None: the store has no such order."""
    if theirs is None:
        there = () if ours.state.fulfilment is Fulfilment.CANCELLED else (Point.GONE_THERE,)
        return Found(Verdict.DIFFERENT if there else Verdict.SAME, there)
    points = [
        *_about_goods(ours, theirs), *_about_money(ours, theirs), *_about_numbers(ours, theirs),
        *([] if ours.in_step else [Point.UNHEARD]),
    ]  # fmt: skip
    moving = any(told.state in _MOVING for told in ours.told)
    refused = any(told.state == "parked" for told in ours.told)
    if refused:
        return Found(Verdict.DIFFERENT, (Point.REFUSED, *points))
    open_points = tuple(point for point in points if not _may_differ(ours, point))
    if not open_points:
        verdict = Verdict.WAITING if moving else Verdict.DECIDED if points else Verdict.SAME
        return Found(verdict, tuple(points) if verdict is Verdict.DECIDED else ())
    explained = moving and all(point in _TELLS for point in open_points)
    return Found(Verdict.WAITING if explained else Verdict.DIFFERENT, open_points)


def _may_differ(ours: Believed, point: Point) -> bool:
    return _TELLS.get(point, "-") in ours.silent or (_FIELD.get(point, "-") in ours.decided and not ours.asked)


def _about_goods(ours: Believed, theirs: RemoteOrder) -> list[Point]:
    here, there = ours.state.fulfilment, theirs.fulfilment
    if here in _LEFT and there in _HOUSE:
        return [Point.SHIPPED_HERE]
    if here is Fulfilment.CANCELLED and there in _HOUSE:
        return [Point.CANCELLED_HERE]
    if here in _HOUSE and there in _LEFT:
        return [Point.SHIPPED_THERE]
    if here is not Fulfilment.CANCELLED and there is Fulfilment.CANCELLED:
        return [Point.CANCELLED_THERE]
    wanted = sum(line.quantity - line.refunded for line in theirs.lines)
    return [Point.UNITS] if here in _HOUSE and wanted != ours.units else []


def _about_money(ours: Believed, theirs: RemoteOrder) -> list[Point]:
    points = []
    here, there = ours.state.payment, theirs.payment
    if ours.state.fulfilment is not Fulfilment.CANCELLED and not ours.state.pay_later:
        if here in _UNPAID and there not in _UNPAID:
            points.append(Point.PAID_THERE)
        elif there in _UNPAID and here not in _UNPAID:
            points.append(Point.PAID_HERE)
    if to_minor(theirs.total, theirs.currency) != ours.total_minor:
        points.append(Point.TOTAL)
    return points


def _about_numbers(ours: Believed, theirs: RemoteOrder) -> list[Point]:
    """Only where the store shows parcels: many take a number as a note, and show no more of it."""
    shown = [parcel.number for parcel in theirs.parcels if parcel.state != "cancelled"]
    told = [each.said for each in ours.told if each.kind == "tracking" and each.state == "confirmed"]
    missing = [Point.NUMBER_MISSING] if shown and any(number not in shown for number in told) else []
    return missing + ([Point.NUMBER_TWICE] if any(shown.count(number) > 1 for number in told) else [])
