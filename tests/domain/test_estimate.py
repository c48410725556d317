"""X12: the day that is told is kept as often as was said, whatever roads parcels take."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from desktop.domain import estimate
from desktop.domain.estimate import Days
from desktop.services import estimates
from desktop.services.estimates import Kept
from tests.hard.runs import runs

# Days on the road: a steady courier, one with a long tail, one that is either quick or very late, an island's boat.
ROADS: dict[str, Callable[[Random], int]] = {
    "steady": lambda dice: dice.choice((1, 2, 2, 2, 3)),
    "long tail": lambda dice: 1 + int(dice.expovariate(0.4)),
    "two-humped": lambda dice: dice.choice((1, 1, 1, 2)) if dice.random() < 0.8 else dice.randint(9, 14),
    "boat": lambda dice: dice.randint(3, 12),
}  # fmt: skip
Learn = Callable[[Sequence[int], float], Days | None]


def _kept_share(learn: Learn, road: Callable[[Random], int], share: float, times: int, seed: int) -> float:
    """Of new parcels of the same road, the share that came by the safe day; learned anew for each."""
    dice = Random(seed)
    kept = told = 0
    for _turn in range(times):
        days = learn([road(dice) for _parcel in range(dice.randint(estimate.FEWEST, 60))], share)
        if days is not None:
            told += 5
            kept += sum(road(dice) <= days.safe for _parcel in range(5))
    return kept / told


def _median(taken: Sequence[int], _share: float) -> Days:
    """Broken on purpose: promises the likely day."""
    middle = sorted(taken)[len(taken) // 2]
    return Days(middle, middle, len(taken))


@runs(sample=300, whole=20_000)
def test_a_promise_is_kept_at_the_stated_confidence(times: int) -> None:
    room = 2.5 / (times**0.5)  # of a sample: parcels of one history stand or fall together
    for name, road in ROADS.items():
        for share in (0.8, 0.9, 0.95):
            assert _kept_share(estimate.learn, road, share, times, seed=7) >= share - room, (name, share)


@pytest.mark.parametrize("road", ["long tail", "two-humped", "boat"])
def test_the_measure_sees_a_program_that_promises_the_likely_day(road: str) -> None:
    assert _kept_share(_median, ROADS[road], 0.9, 300, seed=7) < 0.9 - 2.5 / (300**0.5)


def test_how_often_promises_came_true_is_said_in_words() -> None:
    assert estimates.kept_words(Kept(100, 94), "en") == "94 of 100 promises kept"
    assert estimates.kept_words(Kept(1, 1), "en") == "1 of 1 promise kept"
    assert estimates.kept_words(Kept(0, 0), "en") == ""
