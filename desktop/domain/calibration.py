"""Where a printer puts a page instead of where it belongs, found from what was measured, and what puts it right.

Millimetres from the paper's upper left corner, x to the right, y downwards; a turn is positive clockwise.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from desktop.domain.errors import KolliError
from desktop.i18n import N_

OFFSET_X, OFFSET_Y, SCALE_X, SCALE_Y, TURN = "offset_x_mm", "offset_y_mm", "scale_x", "scale_y", "rotation_deg"
GEOMETRY = (OFFSET_X, OFFSET_Y, SCALE_X, SCALE_Y, TURN)
# More than this is no printer that is a little off: the page was scaled, fed wrongly, or measured wrongly.
MOST_OFFSET_MM, MOST_SCALE, MOST_TURN_DEG, MOST_DARKNESS = 15.0, 0.04, 3.0, 15
SURE = 1.0  # sigmas
_STILL = 1e-6  # mm, degrees or shares: no turn of the fit moves more any more
_STEPS = {OFFSET_X: 1e-4, OFFSET_Y: 1e-4, SCALE_X: 1e-6, SCALE_Y: 1e-6, TURN: 1e-5}


class NotPlausible(KolliError):
    text = N_(
        "These figures belong to no printer that is a little off. Measure again, or print the page again at 100%."
    )


class TooFew(KolliError):
    text = N_("Too little is known for a correction: {missing}.")


@dataclass(frozen=True, slots=True)
class Matrix:
    """x' = a x + b y + e, y' = c x + d y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.e, self.c * x + self.d * y + self.f

    def after(self, first: "Matrix") -> "Matrix":
        """This, done behind another one."""
        e, f = self.place(first.e, first.f)
        return Matrix(
            self.a * first.a + self.b * first.c, self.a * first.b + self.b * first.d,
            self.c * first.a + self.d * first.c, self.c * first.b + self.d * first.d, e, f,
        )  # fmt: skip

    def inverse(self) -> "Matrix":
        whole = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / whole, -self.b / whole, -self.c / whole, self.a / whole
        return Matrix(a, b, c, d, -(a * self.e + b * self.f), -(c * self.e + d * self.f))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a printer does to every page: it makes it larger or smaller, turns it about its upper left corner, and
    moves it. Drawing the page through the inverse puts that right.

    `darkness` is how much darker (positive) or lighter a thermal head must burn than it does, in the steps of its
    own language.
    """

    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0
    rotation_deg: float = 0.0
    darkness: int = 0

    @property
    def moves(self) -> bool:
        """Whether pages come out anywhere else than where they belong."""
        return replace(self, darkness=0) != Calibration()

    def matrix(self) -> Matrix:
        """Where a point of the page comes out on the paper."""
        cos, sin = math.cos(math.radians(self.rotation_deg)), math.sin(math.radians(self.rotation_deg))
        return Matrix(
            self.scale_x * cos, -self.scale_y * sin, self.scale_x * sin, self.scale_y * cos,
            self.offset_x_mm, self.offset_y_mm,
        )  # fmt: skip

    def correction(self) -> Matrix:
        """Where a point must be drawn to come out in its place."""
        return self.matrix().inverse()

    def off_mm(self, width: float, height: float) -> float:
        """How far the corner that is worst of a page this size is from its place."""
        corners = ((0.0, 0.0), (width, 0.0), (0.0, height), (width, height))
        return max(math.dist(corner, self.matrix().place(*corner)) for corner in corners)

    def kept(self) -> dict[str, float]:
        """As a printer's settings keep it."""
        return {name: round(value, 5) for name, value in asdict(self).items()}

    def checked(self) -> "Calibration":
        """The same.

        Raises:
            NotPlausible: no printer is so far off.
        """
        plausible = (
            max(abs(self.offset_x_mm), abs(self.offset_y_mm)) <= MOST_OFFSET_MM
            and max(abs(self.scale_x - 1), abs(self.scale_y - 1)) <= MOST_SCALE
            and abs(self.rotation_deg) <= MOST_TURN_DEG
            and abs(self.darkness) <= MOST_DARKNESS
        )
        if not plausible or any(math.isnan(value) for value in asdict(self).values()):
            raise NotPlausible
        return self


def of(settings: Mapping[str, object]) -> Calibration:
    """What a printer's settings keep; what cannot be read there is as if nothing had been measured."""
    kept = settings.get("calibration")
    if not isinstance(kept, dict):
        return Calibration()
    found = {field.name: kept[field.name] for field in fields(Calibration) if field.name in kept}
    try:
        numbers = {name: float(value) for name, value in found.items()}
        darkness = int(numbers.pop("darkness", 0))
        return replace(Calibration(darkness=darkness), **numbers).checked()  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, NotPlausible):
        return Calibration()


def of_matrix(matrix: Matrix, darkness: int = 0) -> Calibration:
    """The calibration that does nearly this: what is left is a skew of some hundredths of a millimetre."""
    turn = math.atan2(matrix.c - matrix.b, matrix.a + matrix.d)
    cos, sin = math.cos(turn), math.sin(turn)
    across, down = matrix.a * cos + matrix.c * sin, matrix.d * cos - matrix.b * sin
    return Calibration(matrix.e, matrix.f, across, down, math.degrees(turn), darkness)


def together(known: Calibration, rest: Calibration) -> Calibration:
    """What a printer does, from what was known of it and what was still wrong on a page that this had corrected."""
    return of_matrix(rest.matrix().after(known.matrix()), known.darkness)


def improved(known: Calibration, rest: Calibration, off_mm: float, doubt_mm: float) -> Calibration:
    """As `together`, but of what may be chance only the half: two pages that are measured as well are worth the same.

    `off_mm` is how far the worst corner of the page was from its place, `doubt_mm` how far that may be chance.
    """
    if off_mm > 2 * doubt_mm:
        return together(known, rest)
    half = Calibration(
        rest.offset_x_mm / 2, rest.offset_y_mm / 2, (1 + rest.scale_x) / 2, (1 + rest.scale_y) / 2,
        rest.rotation_deg / 2,
    )  # fmt: skip
    return together(known, half)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: what it would be with a calibration, what it was, and how much of it is doubtful (as sigma)."""

    expected: Callable[[Calibration], float]
    found: float
    doubt: float = 0.25


@dataclass(frozen=True, slots=True)
class Solution:
    """The calibration that fits all figures best. `doubts` are the sigmas of its parts; `misfit` the worst figure's."""

    calibration: Calibration
    doubts: dict[str, float]
    misfit: float


def solved(measures: Sequence[Measure], unknown: Sequence[str] = GEOMETRY) -> Solution:
    """Fit by least squares, each figure weighed by its doubt; parts that are not `unknown` stay as with a true printer.

    Raises:
        TooFew: the figures leave a part open.
        NotPlausible: they fit no printer.
    """
    now = Calibration()
    inverse: list[list[float]] = []
    for _turn in range(8):  # it is nearly linear: the third turn moves nothing any more
        slopes = [[_slope(measure, now, name) for name in unknown] for measure in measures]
        lacks = [(measure.found - measure.expected(now)) / measure.doubt for measure in measures]
        size = range(len(unknown))
        normal = [[sum(row[i] * row[j] for row in slopes) for j in size] for i in size]
        right = [sum(row[i] * lack for row, lack in zip(slopes, lacks, strict=True)) for i in size]
        inverse = _inverse(normal)
        steps = [sum(inverse[i][j] * right[j] for j in size) for i in size]
        now = replace(now, **{name: getattr(now, name) + step for name, step in zip(unknown, steps, strict=True)})
        if max(map(abs, steps)) < _STILL:
            break
    misfit = max(abs(measure.found - measure.expected(now)) for measure in measures)
    doubts = {name: math.sqrt(max(0.0, inverse[at][at])) for at, name in enumerate(unknown)}
    return Solution(now.checked(), doubts, misfit)


def plain(measures: Sequence[Measure], unknown: Sequence[str] = GEOMETRY) -> Solution:
    """As `solved`, without a size or a turn that the figures are too doubtful for: such a page is only moved, by whole
    dots, and its codes stay as sharp as they were.

    Raises:
        TooFew, NotPlausible: as `solved`.
    """
    best = solved(measures, unknown)
    true = Calibration()
    left = [
        name for name in unknown
        if name in (OFFSET_X, OFFSET_Y)
        or abs(getattr(best.calibration, name) - getattr(true, name)) > SURE * best.doubts[name]
    ]  # fmt: skip
    if len(left) == len(unknown):
        return best
    fewer = solved(measures, left)
    return Solution(fewer.calibration, best.doubts, fewer.misfit)


def _slope(measure: Measure, at: Calibration, name: str) -> float:
    step = _STEPS[name]
    more, less = (replace(at, **{name: getattr(at, name) + sign * step}) for sign in (1, -1))
    return (measure.expected(more) - measure.expected(less)) / (2 * step * measure.doubt)


def _inverse(square: list[list[float]]) -> list[list[float]]:
    """By Gauss and Jordan; five by five is not worth a library."""
    size = len(square)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(square)]
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(rows[row][at]))
        if abs(rows[best][at]) < 1e-9:
            raise TooFew(missing=N_("scan or measure at more places"))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(size):
            if row != at and rows[row][at]:
                factor = rows[row][at]
                rows[row] = [value - factor * own for value, own in zip(rows[row], rows[at], strict=True)]
    return [row[size:] for row in rows]
