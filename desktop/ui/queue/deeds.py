"""What can be done with several orders at once: its words, its key, what it asks first and how it is taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.domain.order import Action, Stage
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.services import batch
from desktop.services.batch import Batch
from desktop.ui.going import Stop, Told

Act = Callable[[Sequence[int], str, Told, Stop], Batch]


@dataclass(frozen=True, slots=True)
class Deed:
    """`said` is the lane's word when it is done. `asks` is the question whose answer goes into each order's history,
    `must` that it cannot be empty. `back` takes it back; None: it cannot be.
    """

    text: str
    icon: str
    key: str
    said: str
    act: Act
    back: Act | None = None
    asks: str = ""
    must: bool = False
    right: Right = Right.ORDERS


def _move(action: Action, ids: Sequence[int], comment: str, told: Told, stop: Stop) -> Batch:
    return batch.do(ids, action, comment, told, stop)


def _express(on: bool, ids: Sequence[int], _comment: str, told: Told, stop: Stop) -> Batch:
    return batch.expedite(ids, on, told, stop)


DEEDS: dict[str, Deed] = {
    "confirm": Deed(N_("Confirm"), "wallet", "B", N_("Payment confirmed"), partial(_move, Action.CONFIRM),
                    partial(_move, Action.UNCONFIRM)),
    "hold": Deed(N_("Hold"), "pause", "H", N_("Put on hold"), partial(_move, Action.HOLD),
                 partial(_move, Action.RELEASE), asks=N_("Why must they wait?")),
    "release": Deed(N_("Release"), "play", "H", N_("Released"), partial(_move, Action.RELEASE),
                    partial(_move, Action.HOLD)),
    "express": Deed(N_("Express"), "arrow-up", "X", N_("They go first"), partial(_express, True),
                    partial(_express, False)),
    "ease": Deed(N_("No express"), "minus", "", N_("They go in their turn"), partial(_express, False),
                 partial(_express, True)),
    "cancel": Deed(N_("Cancel the orders"), "x", "", N_("Cancelled"), partial(_move, Action.CANCEL),
                   asks=N_("Why are they cancelled?"), must=True),
}  # fmt: skip
# What the batch bar offers in each stage: as many as fit in the longest language. The rest is under "More".
BAR = {
    Stage.TO_CONFIRM: ("confirm", "hold"),
    Stage.TO_PICK: ("pick", "slips", "hold"),
    Stage.TO_PACK: ("pick", "slips", "hold"),
    Stage.TO_SHIP: ("slips", "invoices", "hold"),
    Stage.ON_HOLD: ("release",),
}
NARROWED = frozenset(BAR)  # stages that one store's or one courier's orders are chosen from in the bar itself
EVERYTHING = ("confirm", "hold", "release", "express", "ease", "pick", "slips", "labels", "invoices", "cancel")
