"""Rhythm: what is too quick for a hand."""

import random
from math import exp, log

from desktop.domain.sentinel import Hint, Rhythm, is_quick, judge, shortest


def learned(seed: int, pause: float, n: int = 60) -> Rhythm:
    rng = random.Random(seed)
    rhythm = Rhythm()
    for _ in range(n):
        rhythm = rhythm.after(exp(rng.gauss(log(pause), 0.3)))
    return rhythm


def test_without_history_only_a_scanner_is_too_quick() -> None:
    assert is_quick(0.1, Rhythm(), Rhythm())
    assert not is_quick(1.0, Rhythm(), Rhythm())


def test_a_quick_person_is_not_accused() -> None:
    fast = learned(1, 0.7)
    assert not is_quick(0.45, fast, fast)
    assert is_quick(0.45, learned(1, 4.0), learned(2, 4.0))


def test_breaks_and_doubles_teach_nothing() -> None:
    assert Rhythm().after(3600) == Rhythm()
    assert Rhythm().after(0.05) == Rhythm()


def test_the_limit_is_where_quick_begins() -> None:
    own, person = learned(3, 2.5), learned(4, 2.0)
    limit = shortest(own, person)
    assert is_quick(limit * 0.99, own, person)
    assert not is_quick(limit * 1.01, own, person)


def test_the_scale_makes_a_hint_strong_and_a_light_parcel_speaks_alone() -> None:
    assert judge(quick=True, missing_units=-1) is Hint.BOTH
    assert judge(quick=True, missing_units=0) is Hint.QUICK
    assert judge(quick=False, missing_units=-1) is Hint.LIGHT
    assert judge(quick=False, missing_units=0) is Hint.NONE
