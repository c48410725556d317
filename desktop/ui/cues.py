"""Short spoken cues: which files say what. They are made once by scripts/cues.py and shipped; nothing speaks here.

A cue is a name of CUES, or one with a number: "left" and 3 is "three left", "tote" and 12 is "tote twelve".
"""

from pathlib import Path

from desktop import i18n, paths

CUES = (
    "wrong",
    "too-many",
    "unknown",
    "changed",
    "supervisor",
    "taken-over",
    "note",
    "task",
    "check",
    "value",
    "photo",
    "weigh",
    "weight",
    "carton",
    "serial",
    "lot",
    "expiry",
    "take-out",
    "all",
    "label",
    "wrong-label",
    "wrong-tote",
    "tote",
    "parcel",
    "aside",
    "next",
    "again",
    "twice",
    "left",
)
# What an outcome of the lane says when nobody says it better. Right is silent: only the count is spoken.
OF_TONE = {"wrong": "wrong", "too-many": "too-many", "unknown": "unknown", "done": "all"}
WHOLE = 20  # "one left" to "twenty left" are spoken in one breath
_MOST = 199  # above it a number is not spoken: nobody counts along


def files(cue: str, number: int | None = None, language: str = "") -> tuple[Path, ...]:
    """The files that say this one after the other; () for what cannot be said."""
    folder = paths.resources() / "sounds" / (language or i18n.language())
    if cue not in CUES:
        return ()
    if number is None:
        names = [cue]
    elif not 0 <= number <= _MOST:
        return ()
    elif cue == "left" and 1 <= number <= WHOLE:
        names = [f"left-{number}"]
    else:
        said = [str(part) for part in parts(number)]
        names = [*said, cue] if cue == "left" else [cue, *said]
    return tuple(folder / f"{name}.ogg" for name in names)


def parts(number: int) -> list[int]:
    """The numbers that are spoken one after the other for this one: 123 is 100, 20, 3."""
    found = []
    if number >= 100:
        found, number = [100], number - 100
        if not number:
            return found
    if number > 20:
        tens, number = number // 10 * 10, number % 10
        return [*found, tens, *([number] if number else [])]
    return [*found, number]


def names() -> list[str]:
    """Every file that a language must have, without its ending."""
    numbers = [*range(21), *range(30, 100, 10), 100]
    return [*CUES, *(f"left-{number}" for number in range(1, WHOLE + 1)), *map(str, numbers)]
