"""The page whose marks a person measures with a ruler: where the marks belong, and what the figures say.

    a  from the paper's left edge to mark 1      b  from its upper edge to mark 1
    c  from its left edge to mark 3              d  from mark 1 to mark 2      e  from mark 1 to mark 3

Mark 1 is at the upper left, 2 at the upper right, 3 at the lower left, 4 at the lower right.
"""

import math
from collections.abc import Callable, Mapping

from desktop.domain.calibration import (
    OFFSET_X,
    OFFSET_Y,
    SCALE_X,
    SCALE_Y,
    TURN,
    Calibration,
    Measure,
    NotPlausible,
    Solution,
    TooFew,
    plain,
)
from desktop.i18n import N_

NAMES = "abcde"
ROLL_MM = 120.0  # how long the page is on a roll
_RULER_MM = 0.15  # sigma of a person with a ruler
_MOST_OFF_MM = 15.0

Point = tuple[float, float]
Size = tuple[float, float]


def page(size: Size) -> Size:
    """The page for this paper; a roll's is as long as it needs to be."""
    return size[0], size[1] or ROLL_MM


def marks(size: Size) -> tuple[Point, Point, Point, Point]:
    """Where marks 1 to 4 are on a page of this size, in mm."""
    width, height = page(size)
    inset = 15.0 if min(width, height) > 140 else 10.0 if min(width, height) > 70 else 6.0
    return (inset, inset), (width - inset, inset), (inset, height - inset), (width - inset, height - inset)


def expected(name: str, size: Size) -> Callable[[Calibration], float]:
    """What a figure would be on a page that a printer with this calibration prints."""
    one, two, three, _four = marks(size)

    def found(calibration: Calibration) -> float:
        place = calibration.matrix().place
        return {
            "a": lambda: place(*one)[0],
            "b": lambda: place(*one)[1],
            "c": lambda: place(*three)[0],
            "d": lambda: math.dist(place(*one), place(*two)),
            "e": lambda: math.dist(place(*one), place(*three)),
        }[name]()

    return found


def solve(figures: Mapping[str, float], size: Size) -> Solution:
    """What the figures say; what was not measured is taken to be as it should.

    Raises:
        TooFew: nothing was measured.
        NotPlausible: a figure is too far from what it should be, or they fit no printer.
    """
    if not figures:
        raise TooFew(missing=N_("type at least one figure"))
    measures = [Measure(expected(name, size), found, _RULER_MM) for name, found in figures.items()]
    if any(abs(measure.expected(Calibration()) - measure.found) > _MOST_OFF_MM for measure in measures):
        raise NotPlausible
    unknown = [
        *([OFFSET_X] if {"a", "c"} & set(figures) else []), *([OFFSET_Y] if "b" in figures else []),
        *([SCALE_X] if "d" in figures else []), *([SCALE_Y] if "e" in figures else []),
        *([TURN] if {"a", "c"} <= set(figures) else []),
    ]  # fmt: skip
    return plain(measures, unknown)
