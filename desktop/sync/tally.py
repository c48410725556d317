"""How long is waited, and what one round has done."""

import random
from dataclasses import dataclass

LONGEST_WAIT_S = 600.0
LONGEST_OFFLINE_S = 20.0  # a store that is back is noticed within half a minute


@dataclass(slots=True)
class Tally:
    """What one round did. `asking`: messages that wait for their owner's word before customers hear of them."""

    confirmed: int = 0
    parked: int = 0
    failed: int = 0
    skipped: int = 0
    asking: int = 0
    orders_new: int = 0
    orders_changed: int = 0
    orders_refused: int = 0
    orders_gone: int = 0
    articles: int = 0
    customers: int = 0
    levels: int = 0
    refused: tuple[str, ...] = ()  # what was put aside unread, and why


def wait_s(fails: int, longest: float = LONGEST_WAIT_S) -> float:
    """2, 4, 8 ... seconds, give or take a fifth, so that benches do not come back all at once."""
    return min(longest, 2.0 ** min(fails, 20)) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
