"""Hints that one unit may have been scanned twice: a scanner that reads twice, or a hand that did not change the unit.

Nobody can see it in the codes: two units of an article look the same. But a person needs a moment to put one unit away
and take the next, and that moment has a rhythm. It is learned per person and article, as the logarithm of the pause
between two counted scans of one article. A pause far below the rhythm is a hint, and a parcel that is too light by one
unit of that article turns the hint into a strong one. Hints never block: law 2 counts what was scanned.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

SPREAD = 0.45  # of log pauses, where a person has too few of their own
PAUSE_S = 2.0  # between two units, where nothing is known yet
TRUST = 8  # pauses that weigh as much as what is believed beforehand
QUICK = 2.6  # standard deviations below the rhythm that are a hint
NEVER_S = 0.25  # no hand is as quick: the scanner read twice
LONGEST_S = 30.0  # a longer pause is a break and teaches nothing


class Hint(StrEnum):
    NONE = ""
    QUICK = "quick"  # faster than this person packs this article
    LIGHT = "light"  # the parcel lacks about one unit of it
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Mean and summed squares of the log of `n` pauses in seconds (Welford)."""

    n: int = 0
    mean: float = 0.0
    m2: float = 0.0

    def after(self, pause_s: float) -> "Rhythm":
        """With one more pause; breaks and doubles teach nothing."""
        if not NEVER_S <= pause_s <= LONGEST_S:
            return self
        value = log(pause_s)
        n = self.n + 1
        step = value - self.mean
        mean = self.mean + step / n
        return Rhythm(n, mean, self.m2 + step * (value - mean))


def is_quick(pause_s: float, own: Rhythm, person: Rhythm) -> bool:
    """Whether a pause before a further unit of an article is too short to have taken one.

    `own` is this person's rhythm with this article, `person` with all; each leans on the broader one while it is young.
    """
    if pause_s < NEVER_S:
        return True
    mean, spread = _leaning(person, log(PAUSE_S), SPREAD)
    mean, spread = _leaning(own, mean, spread)
    return log(pause_s) < mean - QUICK * spread


def shortest(own: Rhythm, person: Rhythm) -> float:
    """The pause in seconds below which `is_quick` speaks: worked out once, so that a scan compares two numbers."""
    mean, spread = _leaning(person, log(PAUSE_S), SPREAD)
    mean, spread = _leaning(own, mean, spread)
    return max(NEVER_S, exp(mean - QUICK * spread))


def judge(quick: bool, missing_units: int) -> Hint:
    """What rhythm and scale say together; `missing_units` is below zero where the parcel lacks units of the article."""
    if quick:
        return Hint.BOTH if missing_units < 0 else Hint.QUICK
    return Hint.LIGHT if missing_units < 0 else Hint.NONE


def _leaning(rhythm: Rhythm, mean: float, spread: float) -> tuple[float, float]:
    n = rhythm.n
    together = (TRUST * mean + n * rhythm.mean) / (TRUST + n)
    squares = TRUST * spread**2 + rhythm.m2 + n * TRUST / (n + TRUST) * (rhythm.mean - mean) ** 2 if n else 0.0
    return together, sqrt(squares / (TRUST + n)) if n else spread
