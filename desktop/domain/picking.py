"""The way through the storage, and what a scan is to somebody who walks it."""

import re
from enum import StrEnum

_RUNS = re.compile(r"\d+|[^\W\d_]+")
_DIGITS = 9


class Said(StrEnum):
    """What a scan on a walk came to. Only PICKED counts units."""

    OPENED = "opened"
    TOTE_GIVEN = "tote-given"  # a free tote is an order's from now on
    ORDER = "order"  # the order that the next tote is for, or whose tote this is
    BIN = "bin"  # the right bin, or one where other open lines wait
    REPLANNED = "replanned"  # another bin that has the article too
    TAKE = "take"  # the right item: it is in the hand, and the answer tells the tote
    PICKED = "picked"
    TICKED = "ticked"  # a ticked row of a wave sheet that says no more than what is known
    WRONG_BIN = "wrong-bin"
    WRONG_ITEM = "wrong-item"
    WRONG_TOTE = "wrong-tote"
    TOO_MANY = "too-many"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    HAND_FULL = "hand-full"  # another article waits in the hand for its tote
    UNDONE = "undone"
    LAID_DOWN = "laid-down"  # the hand is empty again; nothing had been counted
    SHORT = "short"
    ASK_QUANTITY = "ask-quantity"
    ASK_SHORT = "ask-short"
    ASIDE = "aside"

    @property
    def refused(self) -> bool:
        """Whether it counted nothing because something was wrong."""
        return self in _REFUSED


_REFUSED = {
    Said.WRONG_BIN, Said.WRONG_ITEM, Said.WRONG_TOTE, Said.TOO_MANY, Said.UNKNOWN, Said.AMBIGUOUS, Said.HAND_FULL,
}  # fmt: skip


class Reason(StrEnum):
    """Why a unit could not be picked."""

    NOT_THERE = "not-there"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong-item"  # another article lies in the bin
    OUT_OF_REACH = "out-of-reach"  # it is there, but cannot be had now

    @property
    def empties(self) -> bool:
        """Whether the bin is known to hold nothing more of the article."""
        return self in (Reason.NOT_THERE, Reason.WRONG_ITEM)


class Outcome(StrEnum):
    """What becomes of an order that misses units."""

    OPEN = "open"  # nobody has chosen
    WAIT = "wait"
    PART = "part"
    CANCEL = "cancel"


def path(name: str) -> str:
    """A bin's turn in the walk, by its name: zone, aisle, shelf, level, each as a number where it is one.

    Texts compare as the bins follow each other: A-2 comes before A-10, and a zone before its aisles.
    """
    return " ".join(run.zfill(_DIGITS) if run.isdigit() else run for run in _RUNS.findall(name.casefold()))


def parts(name: str) -> list[str]:
    """The names that a bin's name is nested of: B-01-4 is zone B, shelf 01, level 4."""
    return _RUNS.findall(name)


def zone(name: str) -> str:
    """The outermost part of a bin's name, "" for no place."""
    found = parts(name)
    return found[0].upper() if found else ""


def wave_name(number: int) -> str:
    """What people call a wave: W-0412."""
    return f"W-{number:04d}"


def tote_name(number: int) -> str:
    """What people call a tote: T-71."""
    return f"T-{number:02d}"


def letter(place: int) -> str:
    """The letter of the first, second, ... order of a wave: A, B, ... Z, AA, AB, ..."""
    return chr(65 + place) if place < 26 else letter(place // 26 - 1) + letter(place % 26)
