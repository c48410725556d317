"""The double-scan sentinel on seeded errors: what share of them it hints at, and how often it hints at nothing.

usage: make bench NAME=sentinel ARGS="--orders 4000 --seed 7"

A simulated shift: packers with rhythms of their own (lognormal pauses, some articles slower), articles with weights
that vary by their units, a scale with a division of 5 g. In a share of the units the hand scans one unit twice: by a
scanner that reads twice, or by a person who scans what was scanned. The first half of the orders only teaches. Floor:
a fixed limit of half a second for everybody, which is what a scanner's own "same code" delay does.
"""

import argparse
import random
from collections import Counter
from dataclasses import dataclass, field
from math import exp, log

from benchmarks.common import line
from desktop.domain import sentinel, weights
from desktop.domain.sentinel import Hint, Rhythm
from desktop.domain.weights import Fit, Known

DOUBLE = 0.01  # of the units after the first of a line
FIXED_S = 0.5
ALL = 0


@dataclass(eq=False)
class Packer:
    name: str
    pause: float  # median seconds between two units
    spread: float


@dataclass(eq=False)
class Article:
    id: int
    weight: float
    slow: float  # times the packer's pause


@dataclass(eq=False)
class Seen:
    """How often each way of looking spoke, where a unit was scanned twice and where it was not."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    doubles: int = 0
    honest: int = 0


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--orders", type=int, default=4000)
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--scale", type=float, default=0.5, help="the share of parcels that are weighed")
    given = words.parse_args()
    rng = random.Random(given.seed)
    packers = [Packer("Dewi", 1.3, 0.28), Packer("Ratna", 2.2, 0.35), Packer("Elin", 3.6, 0.4)]
    articles = [Article(n, rng.uniform(40, 900), rng.choice((0.8, 1.0, 1.0, 1.6))) for n in range(1, 61)]
    seen = shift(rng, packers, articles, given.orders, given.scale)
    print(
        f"seed {given.seed}: {seen.doubles} units scanned twice, {seen.honest} not;"
        f" {given.scale:.0%} of the parcels weighed"
    )
    for name in ("rhythm", "scale", "either", "both", "fixed 0.5 s"):
        recall = seen.right[name] / max(1, seen.doubles)
        alarms = 1000 * seen.wrong[name] / max(1, seen.honest)
        line(f"sentinel {name}", round(100 * recall, 1), unit="% found", false_per_1000_units=round(alarms, 2))


def shift(rng: random.Random, packers: list[Packer], articles: list[Article], orders: int, scale: float) -> Seen:
    seen = Seen()
    rhythms: dict[tuple[str, int], Rhythm] = {}
    known: dict[int, Known] = {own.id: weights.given(round(own.weight * rng.uniform(0.93, 1.07))) for own in articles}
    for turn in range(orders):
        packer = rng.choice(packers)
        lines = {own: rng.choice((1, 1, 2, 3, 4, 6, 12)) for own in rng.sample(articles, rng.randint(1, 4))}
        counts = turn >= orders // 2
        quick, doubled, fixed = pack(rng, packer, lines, rhythms)
        light = weigh(rng, lines, doubled, known) if rng.random() < scale else None
        if counts:
            judge(seen, lines, quick, doubled, fixed, light)
    return seen


def pack(
    rng: random.Random, packer: Packer, lines: dict[Article, int], rhythms: dict[tuple[str, int], Rhythm]
) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Scan an order; hints of the rhythm, true doubles, and hints of a fixed limit, by article."""
    quick: Counter[int] = Counter()
    doubled: Counter[int] = Counter()
    fixed: Counter[int] = Counter()
    for article, units in lines.items():
        for _unit in range(1, units):
            twice = rng.random() < DOUBLE
            if twice and rng.random() < 0.5:
                pause = rng.uniform(0.06, 0.3)  # the scanner read twice
            elif twice:
                pause = exp(rng.gauss(log(0.45 * packer.pause), 0.35))  # nothing was put away in between
            else:
                pause = exp(rng.gauss(log(packer.pause * article.slow), packer.spread))
            own = rhythms.get((packer.name, article.id), Rhythm())
            whole = rhythms.get((packer.name, ALL), Rhythm())
            doubled[article.id] += twice
            quick[article.id] += pause < sentinel.shortest(own, whole)
            fixed[article.id] += pause < FIXED_S
            rhythms[packer.name, article.id] = own.after(pause)
            rhythms[packer.name, ALL] = whole.after(pause)
    return quick, doubled, fixed


def weigh(
    rng: random.Random, lines: dict[Article, int], doubled: Counter[int], known: dict[int, Known]
) -> tuple[int | None, int]:
    """What the scale says of what is really in the box; a right weight teaches."""
    tare = 120.0
    real = tare + sum(
        rng.gauss(own.weight, 0.01 * own.weight)
        for own, units in lines.items()
        for _u in range(units - doubled[own.id])
    )
    shown = 5 * round((real + rng.gauss(0, 1.5)) / 5)
    units = {own.id: count for own, count in lines.items()}
    found = weights.check(units, known, tare, shown)
    if found.fit in (Fit.FITS, Fit.UNKNOWN):
        known.update(weights.learned(units, known, tare, shown))
    return (found.article, found.units) if found.fit is Fit.LIGHT else (None, 0)


def judge(
    seen: Seen, lines: dict[Article, int], quick: Counter[int], doubled: Counter[int], fixed: Counter[int],
    light: tuple[int | None, int] | None,
) -> None:  # fmt: skip
    for own, units in lines.items():
        missing = light[1] if light is not None and light[0] == own.id else 0
        hint = sentinel.judge(quick[own.id] > 0, missing)
        spoke = {
            "rhythm": min(quick[own.id], units),
            "scale": -missing if missing < 0 else 0,
            "either": max(quick[own.id], -missing if missing < 0 else 0) if hint is not Hint.NONE else 0,
            "both": -missing if hint is Hint.BOTH else 0,
            "fixed 0.5 s": fixed[own.id],
        }
        seen.doubles += doubled[own.id]
        seen.honest += units - doubled[own.id]
        for name, times in spoke.items():
            seen.right[name] += min(times, doubled[own.id])
            seen.wrong[name] += max(0, times - doubled[own.id])


if __name__ == "__main__":
    main()
