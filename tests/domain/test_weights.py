"""What a parcel should weigh, and what a weighing teaches."""

import random

from desktop.domain.weights import Fit, Known, check, given, learned

CUP, JAM, TEA = 1, 2, 3
KNOWN = {CUP: Known(320.0, 9.0, 20), JAM: Known(210.0, 4.0, 20), TEA: Known(95.0, 1.0, 20)}


def test_a_right_parcel_fits() -> None:
    assert check({CUP: 2, JAM: 1}, KNOWN, 150, 1000).fit is Fit.FITS


def test_a_missing_unit_is_named() -> None:
    found = check({CUP: 2, JAM: 1}, KNOWN, 150, 1000 - 320)
    assert (found.fit, found.article, found.units) == (Fit.LIGHT, CUP, -1)


def test_a_unit_too_many_is_named() -> None:
    found = check({CUP: 2, JAM: 1}, KNOWN, 150, 1000 + 210)
    assert (found.fit, found.article, found.units) == (Fit.HEAVY, JAM, 1)


def test_what_nobody_knows_is_not_judged() -> None:
    assert check({CUP: 1, 9: 1}, KNOWN, 100, 5000).fit is Fit.UNKNOWN
    assert check({}, KNOWN, 100, 100).fit is Fit.UNKNOWN
    wide = {CUP: Known(320.0, 500.0**2)}
    assert check({CUP: 1}, wide, 0, 320).fit is Fit.UNKNOWN  # it would pass with no cup in it


def test_a_new_article_is_learned_from_the_rest() -> None:
    after = learned({CUP: 1, 9: 2}, KNOWN, 100, 100 + 320 + 2 * 50)
    assert set(after) == {9}
    assert abs(after[9].mean - 50) < 1
    assert learned({8: 1, 9: 2}, KNOWN, 100, 1000) == {}


def test_a_catalogue_that_is_wrong_is_corrected_by_mixed_parcels() -> None:
    rng = random.Random(3)
    true = {CUP: 340.0, JAM: 200.0, TEA: 101.0}
    known = {CUP: given(320), JAM: given(215), TEA: given(95)}
    for _ in range(60):
        units = {article: rng.randint(1, 4) for article in rng.sample(sorted(true), rng.randint(1, 3))}
        weight = 120 + sum(
            rng.gauss(true[article], true[article] * 0.01) for article, n in units.items() for _u in range(n)
        )
        known.update(learned(units, known, 120, weight + rng.gauss(0, 2)))
    for article, weight in true.items():
        assert abs(known[article].mean - weight) < 0.01 * weight


def test_one_wrong_parcel_hardly_moves_a_known_weight() -> None:
    after = learned({CUP: 1}, KNOWN, 150, 150 + 640)
    assert abs(after[CUP].mean - 320) < 320 * 0.35
    assert after[CUP].variance < KNOWN[CUP].variance + 1
