"""How the scanners of this computer type, in milliseconds."""

from dataclasses import dataclass, replace

from desktop.domain.scanners import Profile, Suffix


@dataclass(frozen=True, slots=True)
class Habits:
    """What tells a scan from typing. The figures are measured (devices, section 7): gap 50, hold 80, mean 35."""

    gap_ms: int = 50  # a longer pause between two keys ends a burst
    hold_ms: int = 80  # so long a key is held before it counts as typed
    chance_ms: int = 8  # then so long for events that wait in the queue of a busy window
    mean_ms: float = 35.0
    length: int = 6
    short_mean_ms: float = 12.0
    short_length: int = 3
    tear_ms: int = 250  # a mechanical burst may pause once for so long
    join_ms: int = 120  # after a longer pause only a code that proves itself is believed
    away_ms: int = 240  # the same as gap_ms where nothing takes text: nobody sees a key that is held longer
    prefix: str = ""  # the first character that scanners were set to send; then nothing else is held
    prefix_ms: int = 500  # the longest pause inside a burst that began with the prefix
    slow_mean_ms: float = 85.0  # a scanner this slow is known by its even pace and by a code that proves itself
    slow_gap_ms: int = 130
    lead_ms: int = 400  # the first key of a scanner that wakes up may come so long before the others
    piece_ms: int = 1500  # so long after one piece of a code, another one belongs to it
    end_ms: int = 60  # Enter after Enter, as CR LF, within this is the same suffix
    none_ms: int = 90  # a scanner without a suffix is silent for so long after a code
    sure_ms: int = 400  # the same, before it is known that it sends none


def from_profile(profile: Profile, usual: Habits | None = None) -> Habits:
    """The usual habits, widened for a scanner that was learned."""
    habits = usual or Habits()
    if len(profile.prefix) == 1:
        habits = replace(habits, prefix=profile.prefix)
    if not profile.pace_ms:
        return habits
    gap = min(200, max(habits.gap_ms, round(profile.slowest_ms * 1.5), round(profile.pace_ms * 2.5)))
    mean = min(150.0, max(habits.mean_ms, profile.pace_ms * 1.6))
    return replace(
        habits, gap_ms=gap, hold_ms=gap + 30, mean_ms=mean, tear_ms=max(habits.tear_ms, gap * 2),
        none_ms=max(habits.none_ms, gap + 40), end_ms=max(habits.end_ms, gap),
        short_mean_ms=max(habits.short_mean_ms, min(20.0, profile.pace_ms * 1.3)),
    )  # fmt: skip


def sends_none(profile: Profile) -> bool:
    return profile.suffix is Suffix.NONE
