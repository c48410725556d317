"""What the sync screen knows of all stores, read in one go."""

from dataclasses import dataclass, field

from desktop.domain.rights import Right
from desktop.services import outbox, permits, remote, settings, stores
from desktop.services.mail import listing, rounds
from desktop.services.messages import sender
from desktop.services.outbox import Question
from desktop.services.stores import StoreRow, StoreState

_NOT_TRIED = StoreState(None, None, "", "", None, "", 0, None, 0, 0)


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """A store with what waits for it and what it has confirmed in the last day."""

    row: StoreRow
    counts: dict[str, int]
    state: StoreState = _NOT_TRIED

    @property
    def waiting(self) -> int:
        return sum(self.counts.get(state, 0) for state in ("waiting", "sending", "sent", "asking"))

    @property
    def unconfirmed(self) -> int:
        return self.waiting + self.counts.get("parked", 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """`open`: differences that wait for a person; `decides`: whether who works here may decide them."""

    stores: list[StoreFacts] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    open: int = 0
    zone: str = "UTC"
    decides: bool = True
    questions: tuple[Question, ...] = ()
    mails: int = 0  # that have not left, or wait for a person
    mail_trouble: str = ""
    writes: bool = False  # whether Kolli writes to buyers


def read() -> Facts:
    rows = stores.every()
    found = [StoreFacts(row, outbox.counts(row.id), stores.state(row.id)) for row in rows]
    asked = [outbox.question(each.row.id) for each in found if each.counts.get("asking")]
    waiting = len(remote.decisions(only_open=True, limit=1000))
    return Facts(
        found, outbox.counts(), waiting, settings.shop().zone, permits.may(Right.DECIDE),
        tuple(each for each in asked if each is not None),
        sum(listing.counts().get(state, 0) for state in ("waiting", "sending", *listing.PROBLEMS)),
        rounds.server_trouble() or rounds.mailbox_trouble(), sender.sender().on,
    )  # fmt: skip
