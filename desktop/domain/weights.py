"""What a parcel should weigh, and what each weighing teaches about its articles.

An article's weight is held as a mean and a variance. A weighed parcel corrects the means of what is in it, those that
are least certain most (a Kalman filter with a diagonal covariance): so weights are learned from mixed parcels too, and
one wrong parcel moves a well-known weight hardly at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

SCALE_SD_G = 3.0  # of a bench scale with a division of 5 g
UNIT_SPREAD = 0.01  # units of one article differ by so much of their weight
GIVEN_SPREAD = 0.08  # a weight from a catalogue is wrong by so much: wrapping, another edition
SURE = 3.0  # standard deviations that a right parcel stays within


class Fit(StrEnum):
    FITS = "fits"
    LIGHT = "light"
    HEAVY = "heavy"
    UNKNOWN = "unknown"  # too little is known of what is in it


@dataclass(frozen=True, slots=True)
class Known:
    """An article's weight in grams as it is believed; `n` parcels have taught it."""

    mean: float
    variance: float
    n: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """`article` is the one whose one unit explains the difference best, None for none; grams throughout."""

    fit: Fit
    expected: float = 0.0
    tolerance: float = 0.0
    article: int | None = None
    units: int = 0


def given(weight_g: int) -> Known:
    """What a catalogue says, believed as far as catalogues can be."""
    return Known(float(weight_g), (GIVEN_SPREAD * weight_g) ** 2 + 4.0)


def check(
    units: Mapping[int, int], known: Mapping[int, Known], tare_g: float, weight_g: float, tare_sd_g: float = 2.0
) -> Checked:
    """Say whether a parcel's weight fits what was scanned into it. `units` counts articles by id.

    UNKNOWN where an article's weight is not known, or where the tolerance would hide a whole unit of every article.
    """
    if not units or any(article not in known for article in units):
        return Checked(Fit.UNKNOWN)
    expected = tare_g + sum(count * known[article].mean for article, count in units.items())
    spread = sqrt(_noise(units, known, tare_sd_g))
    tolerance = max(SURE * spread, 2 * SCALE_SD_G)
    difference = weight_g - expected
    if abs(difference) <= tolerance:
        heaviest = max(known[article].mean for article in units)
        return Checked(Fit.FITS if tolerance < heaviest else Fit.UNKNOWN, expected, tolerance)
    article, count = _explains(units, known, difference, spread)
    return Checked(Fit.LIGHT if difference < 0 else Fit.HEAVY, expected, tolerance, article, count)


def learned(
    units: Mapping[int, int], known: Mapping[int, Known], tare_g: float, weight_g: float, tare_sd_g: float = 2.0
) -> dict[int, Known]:
    """What is believed after a right parcel was weighed: only the articles that it teaches about.

    One article that nothing is known of is learned from the rest; two of them teach nothing.
    """
    new = [article for article in units if article not in known]
    if len(new) > 1 or not units:
        return {}
    if new:
        count = units[new[0]]
        rest = {article: many for article, many in units.items() if article != new[0]}
        left = weight_g - tare_g - sum(many * known[article].mean for article, many in rest.items())
        if left <= 0:
            return {}
        noise = _noise(rest, known, tare_sd_g)
        mean = left / count
        return {new[0]: Known(mean, noise / count**2 + (UNIT_SPREAD * mean) ** 2, 1)}
    wrong = weight_g - tare_g - sum(count * known[article].mean for article, count in units.items())
    noise = _noise(units, known, tare_sd_g)
    after = {}
    for article, count in units.items():
        own = known[article]
        gain = count * own.variance / noise
        least = (UNIT_SPREAD * own.mean) ** 2 / max(1, own.n)  # never surer than its units are alike
        after[article] = Known(
            max(0.1, own.mean + gain * wrong), max(own.variance * (1 - gain * count), least), own.n + 1
        )
    return after


def _noise(units: Mapping[int, int], known: Mapping[int, Known], tare_sd_g: float) -> float:
    """The variance of a right parcel's weight."""
    doubt = sum((count**2) * known[article].variance for article, count in units.items())
    alike = sum(count * (UNIT_SPREAD * known[article].mean) ** 2 for article, count in units.items())
    return float(doubt + alike + SCALE_SD_G**2 + tare_sd_g**2)


def _explains(
    units: Mapping[int, int], known: Mapping[int, Known], difference: float, spread: float
) -> tuple[int | None, int]:
    """The article of which a few units more or less are the difference, if one fits clearly."""
    found: Sequence[tuple[float, int, int]] = sorted(
        (abs(difference - count * known[article].mean), article, count)
        for article in units
        for count in (round(difference / known[article].mean),)
        if count and (count > 0 or -count <= units[article])
    )
    if not found or found[0][0] > SURE * spread + SCALE_SD_G:
        return None, 0
    return found[0][1], found[0][2]
