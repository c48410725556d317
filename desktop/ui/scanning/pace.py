"""What the times between keys say: hands, or a machine. Plain rules; stamps are the events' own, in milliseconds."""

from collections.abc import Sequence
from itertools import pairwise

from desktop.domain.scanners import median
from desktop.ui.scanning.habits import Habits

_CAUGHT_UP_MS = 8
_STEADY_MS = 4  # no hand keeps four keys and the Enter that even


def gaps(stamps: Sequence[int], end: int | None = None) -> list[int]:
    whole = [*stamps, end] if end is not None else list(stamps)
    return [later - earlier for earlier, later in pairwise(whole)]


def is_fast(stamps: Sequence[int], habits: Habits) -> bool:
    """Four keys at a pace that no hand has, or six at a mean that no hand keeps up."""
    between = gaps(stamps)
    if len(stamps) < 4:
        return False
    mean = sum(between) / len(between)
    return mean <= habits.short_mean_ms or (len(stamps) >= habits.length and mean <= habits.mean_ms)


def is_piece(stamps: Sequence[int], habits: Habits) -> bool:
    """So many keys so fast that they are not typed, also without an end."""
    between = gaps(stamps)
    if len(stamps) < habits.short_length:
        return False
    mean = sum(between) / len(between)
    return mean <= habits.short_mean_ms or (len(stamps) >= habits.length and mean <= habits.mean_ms)


def is_scan(stamps: Sequence[int], end: int, habits: Habits, *, beats: Sequence[float] = ()) -> bool:
    """Whether keys and the suffix after them are a scan by their pace alone.

    Three to five characters count at a pace that hands do not reach over three keys and the Enter.
    """
    between = gaps(stamps, end)
    if max(between) > habits.gap_ms:  # torn once: only a machine's pace is believed then
        return len(stamps) >= habits.length and _without_longest(between) <= habits.short_mean_ms
    mean = sum(between) / len(between)
    if len(stamps) >= habits.length:
        return mean <= habits.mean_ms
    if len(stamps) == habits.short_length:
        return mean <= habits.short_mean_ms
    steady = max(between) - min(between) <= _STEADY_MS and mean <= habits.mean_ms
    steady = steady or (mean <= habits.mean_ms and is_at(median(between), beats))
    return len(stamps) > habits.short_length and (steady or mean <= habits.short_mean_ms * 1.5)


def is_torn_scan(stamps: Sequence[int], end: int, habits: Habits) -> bool:
    """The same of a burst that paused once, for codes that prove themselves."""
    between = gaps(stamps, end)
    return len(stamps) >= habits.length and _without_longest(between) <= habits.mean_ms


def is_held_up(stamps: Sequence[int], end: int | None, habits: Habits, beats: Sequence[float] = ()) -> bool:
    """A machine that a busy computer held up now and then: its usual gap counts, not the mean.

    The others must be as even as no hand is; a little less so at a pace of `beats`, which this bench's scanners have.
    """
    between = gaps(stamps, end)
    if len(stamps) < habits.length or max(between) > habits.tear_ms:
        return False
    usual = median(between)
    stalls = sum(gap > max(habits.gap_ms, 1.6 * usual) for gap in between)
    if usual > habits.mean_ms or stalls > max(1, len(between) // 4):
        return False
    if usual <= habits.short_mean_ms or has_run(between, habits):
        return True
    return even_share(between, usual) >= (0.75 if is_at(usual, beats) else 0.8)


def is_quick(stamps: Sequence[int], end: int, habits: Habits) -> bool:
    """Usually at a machine's pace, held up or not: for codes that prove themselves, or that the shop knows."""
    between = gaps(stamps, end)
    usual = median(between)
    return len(stamps) >= habits.length and usual <= habits.mean_ms + 8 and max(between) <= habits.tear_ms


def is_doubtful(stamps: Sequence[int], end: int, habits: Habits, *, in_text: bool) -> bool:
    """Too fast for a hand and too uneven to be believed; in a field only where so much came at once."""
    between = gaps(stamps, end)
    if in_text:
        return is_quick(stamps, end, habits) and has_run(between, habits)
    few = len(stamps) >= habits.short_length and median(between) <= habits.mean_ms and max(between) <= habits.tear_ms
    return few or is_quick(stamps, end, habits)


def is_beat(stamps: Sequence[int], habits: Habits, beats: Sequence[float]) -> bool:
    """A few keys at once, or four at a pace of this bench's scanners: the next may be late."""
    between = gaps(stamps)
    if not between:
        return False
    if max(between) <= _CAUGHT_UP_MS:
        return True
    near = sum(gap <= _CAUGHT_UP_MS or is_at(gap, beats) for gap in between)
    return len(between) >= 3 and max(between) <= habits.gap_ms and near == len(between)


def has_run(between: Sequence[int], habits: Habits) -> bool:
    """Whether six keys in a row, or four at once, came at a pace that no hand keeps up."""
    run: list[int] = []
    for gap in between:
        run = [*run, gap][-max(habits.length, 4) :] if gap <= habits.gap_ms else []  # no more is looked at
        if len(run) >= habits.length - 1 and sum(run[1 - habits.length :]) <= habits.mean_ms * (habits.length - 1):
            return True
        if len(run) >= 3 and sum(run[-3:]) <= habits.short_mean_ms * 3:
            return True
    return False


def even_share(between: Sequence[int], usual: float) -> float:
    """How many of the gaps are a machine's: like the usual one, or shorter than a hand's when it caught up."""
    return sum(gap <= _CAUGHT_UP_MS or abs(gap - usual) <= max(3.0, 0.15 * usual) for gap in between) / len(between)


def is_at(usual: float, beats: Sequence[float]) -> bool:
    """Whether this is a pace of those."""
    return any(abs(usual - beat) <= max(3.0, 0.15 * beat) for beat in beats)


def _without_longest(between: list[int]) -> float:
    rest = sorted(between)[:-1]
    return sum(rest) / len(rest) if rest else float(between[0])


def is_even(stamps: Sequence[int], end: int, habits: Habits) -> bool:
    """A slow machine: six keys or more, one as late as the other."""
    between = gaps(stamps, end)
    if len(stamps) < habits.length:
        return False
    usual = median(between)
    return sum(between) / len(between) <= habits.slow_mean_ms and max(between) <= max(1.7 * usual, usual + 12)


def outlier(stamps: Sequence[int]) -> int:
    """How many keys at the beginning were typed by somebody just before the scan; 0 where nothing tells."""
    between = gaps(stamps)
    for at in range(min(3, len(between) - 4)):
        rest = median(between[at + 1 :])
        if between[at] >= max(3 * rest, rest + 8):
            return at + 1
    return 0
