"""The proof that bench and store agree: per order what we believe, what the store says now, and the evidence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
