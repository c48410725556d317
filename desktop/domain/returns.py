"""What a return case may be, where its goods go by their condition, and what stock holds of them in each state."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.i18n import N_


class CaseState(StrEnum):
    """Where a case stands. Repairing: settled, but goods still wait in the workshop."""

    OPENED = "opened"
    APPROVED = "approved"  # the buyer has the label
    RECEIVED = "received"  # the parcel is here; nobody has said how the goods are
    ASSESSED = "assessed"  # reason and condition are said; money waits for who may give it
    REPAIRING = "repairing"
    SETTLED = "settled"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Tab(StrEnum):
    """The lists that cases stand in."""

    WAITING = "waiting"
    TO_ASSESS = "to-assess"
    TO_SETTLE = "to-settle"
    REPAIR = "repair"
    OVER = "over"


class Reason(StrEnum):
    WRONG = "wrong"
    TRANSPORT = "transport"
    BROKEN = "broken"
    FIT = "fit"
    REGRET = "regret"
    LATE = "late"
    OTHER = "other"


class Condition(StrEnum):
    SELLABLE = "sellable"
    OPENED = "opened"
    DAMAGED = "damaged"
    WRONG_ARTICLE = "wrong-article"
    MISSING_PARTS = "missing-parts"


class Goes(StrEnum):
    """Where returned units go."""

    SHELF = "shelf"
    OUTLET = "outlet"  # may be sold, but not as new: kept apart until somebody says so
    QUARANTINE = "quarantine"
    SCRAP = "scrap"


class Outcome(StrEnum):
    REFUND = "refund"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    SEND_BACK = "send-back"  # rejected, and the buyer gets the goods again
    KEEP = "keep"  # rejected, and the goods stay


REASONS: dict[Reason, str] = {
    Reason.WRONG: N_("Wrong article"),
    Reason.TRANSPORT: N_("Damaged on its way"),
    Reason.BROKEN: N_("Broken"),
    Reason.FIT: N_("Did not fit"),
    Reason.REGRET: N_("Changed mind"),
    Reason.LATE: N_("Came too late"),
    Reason.OTHER: N_("Another reason"),
}
CONDITIONS: dict[Condition, str] = {
    Condition.SELLABLE: N_("As new"),
    Condition.OPENED: N_("Opened"),
    Condition.DAMAGED: N_("Damaged"),
    Condition.WRONG_ARTICLE: N_("Another article"),
    Condition.MISSING_PARTS: N_("Parts missing"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.REFUND: N_("Refund"),
    Outcome.EXCHANGE: N_("Exchange"),
    Outcome.REPAIR: N_("Repair"),
    Outcome.SEND_BACK: N_("Reject, send back"),
    Outcome.KEEP: N_("Reject, keep"),
}
STATES: dict[CaseState, str] = {
    CaseState.OPENED: N_("Opened"),
    CaseState.APPROVED: N_("Approved"),
    CaseState.RECEIVED: N_("Received"),
    CaseState.ASSESSED: N_("Assessed"),
    CaseState.REPAIRING: N_("In repair"),
    CaseState.SETTLED: N_("Settled"),
    CaseState.REJECTED: N_("Rejected"),
    CaseState.WITHDRAWN: N_("Withdrawn"),
}
PLACES: dict[Goes, str] = {
    Goes.SHELF: N_("the shelf"),
    Goes.OUTLET: N_("the outlet shelf"),
    Goes.QUARANTINE: N_("quarantine"),
    Goes.SCRAP: N_("scrap"),
}
WAITING = (CaseState.OPENED, CaseState.APPROVED)
HERE = (CaseState.RECEIVED, CaseState.ASSESSED)
OPEN = (*WAITING, *HERE)
OVER = (CaseState.SETTLED, CaseState.REJECTED, CaseState.REPAIRING)
REJECTING = (Outcome.SEND_BACK, Outcome.KEEP)
_GOES = {
    Condition.SELLABLE: Goes.SHELF,
    Condition.OPENED: Goes.OUTLET,
    Condition.DAMAGED: Goes.QUARANTINE,
    Condition.WRONG_ARTICLE: Goes.QUARANTINE,
    Condition.MISSING_PARTS: Goes.QUARANTINE,
}


@dataclass(frozen=True, slots=True)
class Held:
    """What stock holds of a returned line: units in the house, and those of them that nobody may be promised."""

    on_hand: int
    reserved: int


def goes(condition: Condition) -> Goes:
    """Where units in this condition go, if nobody says otherwise."""
    return _GOES[condition]


def held(
    state: CaseState, came: int, where: Goes | None, outcome: Outcome | None, shelved: int = 0, scrapped: int = 0
) -> Held:
    """What stock must hold of a line whose case is in this state; on hand is always what is really in the house.

    Before a case is settled its goods are here and promised to nobody. `shelved` and `scrapped` are the units that
    have left quarantine since. Goods that go out again are promised to the order by which they go.
    """
    if state in (*WAITING, CaseState.WITHDRAWN):
        return Held(0, 0)
    if state in HERE or outcome is None:
        return Held(came, came)
    if outcome is Outcome.REPAIR:
        return Held(came, came if state is CaseState.REPAIRING else 0)
    if outcome is Outcome.SEND_BACK or where is Goes.SHELF:
        return Held(came, 0)
    if where is Goes.SCRAP:
        return Held(0, 0)
    return Held(came - scrapped, came - shelved - scrapped)


def name_of(number: int) -> str:
    """What people call a case."""
    return f"R-{number:04d}"
