"""The page by which a printer checks itself: its codes, and what they say of the printer once some were scanned.

Where the page lies on the paper: each edge of the paper is folded over to printed marks, pressed, and bent behind the
page. The fold then lies half way between the paper's edge and the marks, whatever the printer cannot reach. Codes of
which each begins a little further in than the one before lie across the fold: the first one that still reads tells
where the fold is, and so where the edge is. Two such rows at each edge: place, size and turn of the page.

How fine it prints: codes of falling width, with bars along and across the feed.

Each code is six digits: two for the printer, one for the correction that the page was printed with (0 = none), three
that name the code. Digits come through every scanner and keyboard layout.
"""

import math
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from desktop.domain.calibration import OFFSET_X, OFFSET_Y, Calibration, Measure, NotPlausible, plain, solved
from desktop.domain.errors import KolliError
from desktop.i18n import N_

MODULES = 68  # of six digits in Code 128 C
FOLD_MM = 18.0  # how far from the edge the marks are that it is folded to
_MODULE_MM = 0.375
_FINE_MM = (0.085, 0.17, 0.255, 0.42, 0.59, 0.76, 0.93, 1.1)
_COARSE_MM = 0.75
_PITCH_MM = (2.2, 1.75)  # from one code to the next: easy to hit, and where there is little room
_EDGE_MM = 6.0
_GAP_MM = 4.0  # between two rows of codes; the marks lie there
_CORNER_MM = 2.0  # between the codes of the upper edge and those at the sides
# Fine steps and coarse ones at each side of the middle, where there is room, and where not.
_REACH = ((8, 8), (8, 5), (5, 4), (5, 3))
_MOST_MISFIT_MM = 1.2
_PER_PLACE, _TRIMMED, _ALONG, _ACROSS = 40, 400, 500, 600
TRIMS = 6
_SHARP = 0.2  # of a dot: a fold cuts a bar more sharply than a printer does (measured in tests/devices/misprinting.py)
_WIDTHS = {203: (6, 5, 4, 3, 2, 1), 300: (8, 7, 6, 5, 4, 3, 2, 1), 600: (16, 14, 12, 10, 8, 6, 5, 4, 3, 2)}


class OtherPage(KolliError):
    text = N_("This code is of another page: {why}. Print the page again for this printer.")


class NotEnough(KolliError):
    text = N_("Scan a code at more folds: {places}.")


class Side(StrEnum):
    """An edge of the paper."""

    TOP = "top"
    RIGHT = "right"
    BOTTOM = "bottom"
    LEFT = "left"


SIDES = tuple(Side)


@dataclass(frozen=True, slots=True)
class Step:
    """One code across a fold, in dots: where its first bar begins, from the edge inwards, and where along the edge it
    lies, from the page's left or upper end to its own middle."""

    place: int  # 0-7: two at the top, two at the right, two at the bottom, two at the left
    number: int
    start: int
    along: int

    @property
    def side(self) -> Side:
        return SIDES[self.place // 2]

    @property
    def index(self) -> int:
        return self.place * _PER_PLACE + self.number


@dataclass(frozen=True, slots=True)
class Layout:
    """The codes of one size of paper. `steps` is empty where the paper has no room for them."""

    width: float
    height: float
    dpi: int
    module: int  # dots
    fold: int  # dots from the edge to the marks
    high: int  # dots, how long the bars are
    steps: tuple[Step, ...]

    @property
    def dot(self) -> float:
        """Its size in mm."""
        return 25.4 / self.dpi


@lru_cache(maxsize=32)
def layout(width: float, height: float, dpi: int) -> Layout:
    """Where the codes lie on a paper of this size in mm; height 0 is a roll, which has no lower edge to be folded."""
    dot = 25.4 / dpi
    module, fold = max(1, round(_MODULE_MM / dot)), round(FOLD_MM / dot)
    for within, beyond in _REACH:
        starts = _starts(fold // 2, dot, within, beyond)
        deep = (starts[-1] + MODULES * module) * dot + _CORNER_MM
        rooms = (width - 2 * _EDGE_MM - _GAP_MM, height - 2 * deep - _GAP_MM)
        for pitch_mm in _PITCH_MM:
            pitch = round(pitch_mm / dot)
            if min(rooms) >= 2 * len(starts) * pitch * dot and 2 * deep < width:
                high = max(2, round(pitch * 0.8))
                steps = _steps(width, height, dot, starts, pitch)
                return Layout(width, height, dpi, module, fold, high, steps)
    return Layout(width, height, dpi, module, fold, 0, ())


def _starts(middle: int, dot: float, within: int, beyond: int) -> list[int]:
    inner = _fine(dot)[:within]
    outer = [inner[-1] + round(_COARSE_MM * step / dot) for step in range(1, beyond + 1)]
    least = middle // 5  # nearer to the edge hardly a printer prints
    steps = [*inner, *outer]
    return [middle + step for step in sorted([0, *steps, *(-step for step in steps)]) if middle + step >= least]


def _fine(dot: float) -> list[int]:
    """Steps of a dot where dots are large, else those that are closest together in the middle."""
    return list(range(1, len(_FINE_MM) + 1)) if dot > 0.1 else [round(step / dot) for step in _FINE_MM]


def _steps(width: float, height: float, dot: float, starts: Sequence[int], pitch: int) -> tuple[Step, ...]:
    """Two rows about the middle of each edge; the codes of the upper and lower edge have the corners."""
    found = []
    for place in range(8):
        middle = round((width if SIDES[place // 2] in (Side.TOP, Side.BOTTOM) else height) / 2 / dot)
        half = round(_GAP_MM / 2 / dot)
        for number, start in enumerate(starts):
            if place % 2:
                along = middle + half + pitch * number + pitch // 2
            else:
                along = middle - half - pitch * (len(starts) - number) + pitch // 2
            found.append(Step(place, number, start, along))
    return tuple(found)


def crease(calibration: Calibration, side: Side, along: float, fold: float, size: tuple[float, float]) -> float:
    """How far from the page's edge, in mm of the page, the fold crosses it at `along` when the paper's edge is folded
    to the marks at `fold`."""
    matrix, (width, height) = calibration.matrix(), size
    # A point of the page at a depth of d lies e0 + e1 d from the paper's edge, and (fold - d) k from the marks' line;
    # the fold is where both are the same.
    if side is Side.LEFT:
        at, step, line = matrix.place(0, along)[0], matrix.a, (matrix.b, matrix.d)
    elif side is Side.RIGHT:
        at, step, line = width - matrix.place(width, along)[0], matrix.a, (matrix.b, matrix.d)
    elif side is Side.TOP:
        at, step, line = matrix.place(along, 0)[1], matrix.d, (matrix.a, matrix.c)
    else:
        at, step, line = height - matrix.place(along, height)[1], matrix.d, (matrix.a, matrix.c)
    k = (matrix.a * matrix.d - matrix.b * matrix.c) / math.hypot(*line)
    return (k * fold - at) / (step + k)


# The codes


def widths(dpi: int) -> tuple[int, ...]:
    """The widths in dots of the codes that say how fine a printer prints, the widest first."""
    usual = _WIDTHS[203]
    return _WIDTHS.get(dpi) or tuple(sorted({max(1, round(width * dpi / 203)) for width in usual}, reverse=True))


def stamp(calibration: Calibration) -> int:
    """One digit for the correction that a page is printed with; 0 = none."""
    if not calibration.moves:
        return 0
    return 1 + zlib.crc32(repr(sorted(calibration.kept().items())).encode()) % 9


def code(printer: int, mark: int, index: int) -> str:
    return f"{printer % 100:02}{mark}{index:03}"


def trimmed(dots: int) -> int:
    """The index of the code whose first bar lacks this many dots."""
    return _TRIMMED + dots


def along(width: int) -> int:
    """The index of the code of this width whose bars lie along the feed."""
    return _ALONG + width


def across(width: int) -> int:
    return _ACROSS + width


@dataclass(frozen=True, slots=True)
class Finding:
    """What the scans say so far.

    `calibration` is None while too few places were scanned; `open_places` are those (1-8). `doubt_mm` is how far a
    corner may still be off then. `beyond`: places where even the outermost code reads, so that print again is needed.
    `along` and `across` are the narrowest codes that read, in dots; 0 = none was scanned.
    """

    calibration: Calibration | None
    open_places: tuple[int, ...]
    doubt_mm: float = 0.0
    beyond: tuple[int, ...] = ()
    along: int = 0
    across: int = 0
    trim: bool = False  # whether one of the codes with a short first bar was scanned

    @property
    def least_dots(self) -> int:
        """The narrowest bars that this printer prints readably, in both directions; 0 = not known yet."""
        return max(self.along, self.across) if self.along and self.across else 0


def accept(text: str, printer: int, known: Calibration) -> tuple[int, int]:
    """What a scanned code of this printer's page says: the mark of the page's correction, and the code's index.

    Raises:
        OtherPage: no code of it, or one that was printed with another correction.
    """
    digits = re.fullmatch(r"(?:\][A-Za-z]\d)?(\d\d)(\d)(\d\d\d)", text.strip())
    if digits is None:
        raise OtherPage(why=N_("it is no code of a self-check"))
    if int(digits[1]) != printer % 100:
        raise OtherPage(why=N_("it was printed for another printer"))
    if int(digits[2]) not in (0, stamp(known)):
        raise OtherPage(why=N_("it was printed with another correction"))
    return int(digits[2]), int(digits[3])


def find(indices: Iterable[int], page: Layout, *, corrected: bool = False) -> Finding:
    """What the codes that read say of the printer, in whatever order they were scanned.

    `corrected`: the page was drawn with a correction, and so lies between the dots already.

    Raises:
        NotPlausible: they fit no printer; a code was scanned on the wrong side of a fold, or the page was scaled.
    """
    read = set(indices)
    narrow = [min((index - base for index in read if base < index < base + 100), default=0)
              for base in (_ALONG, _ACROSS)]  # fmt: skip
    trims = [index - _TRIMMED for index in read if _TRIMMED <= index <= _TRIMMED + TRIMS]
    # A first bar that is cut a little still reads: as much of it may be missing under the fold as the page's own
    # codes with a short first bar say of this scanner. Without them, a third of a module.
    lost = (max(trims) - _SHARP if trims else page.module / 3) * page.dot
    found, beyond, open_places = [], [], []
    for place in range(8):
        steps = [step for step in page.steps if step.place == place]
        first = min((step.number for step in steps if step.index in read), default=None)
        if first is None:
            open_places.append(place + 1)
            continue
        if first == 0:
            beyond.append(place + 1)
        found.append(_measure(page, steps, first, lost))
    whole = _is_enough(open_places)
    if not page.steps or not whole:
        return Finding(None, tuple(open_places), 0, tuple(beyond), narrow[0], narrow[1], bool(trims))
    solution = solved(found) if corrected else plain(found)
    if solution.misfit > _MOST_MISFIT_MM:
        raise NotPlausible
    doubts = solution.doubts
    reach = math.hypot(page.width, page.height) / 2
    turn = doubts.get("rotation_deg", 0.0) / 57.3 * reach
    doubt = 2 * (max(doubts[OFFSET_X] / 2, doubts[OFFSET_Y] / 2) ** 2 + turn**2) ** 0.5
    return Finding(
        solution.calibration, tuple(open_places), doubt, tuple(beyond), narrow[0], narrow[1], bool(trims)
    )  # fmt: skip


def _measure(page: Layout, steps: Sequence[Step], first: int, lost: float) -> Measure:
    """The fold lies between the first code that reads and the one before it, which did not."""
    read = steps[first]
    start = read.start * page.dot
    before = steps[first - 1].start * page.dot if first else start - (steps[1].start - read.start) * page.dot
    at, fold, size = read.along * page.dot, page.fold * page.dot, (page.width, page.height)
    width = start - before

    def expected(calibration: Calibration) -> float:
        return crease(calibration, read.side, at, fold, size)

    # A corrected page lies between the dots: where a bar begins is a dot more doubtful.
    return Measure(expected, (start + before) / 2 + lost, math.hypot(width, page.dot) / 12**0.5)


def _is_enough(open_places: Sequence[int]) -> bool:
    """Each edge once, and one edge at both its ends."""
    sides = [(2 * side + 1 not in open_places, 2 * side + 2 not in open_places) for side in range(4)]
    return all(any(side) for side in sides) and any(all(side) for side in sides)
