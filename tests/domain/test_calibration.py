"""Where a printer puts its pages: the matrix and its inverse, what a ruler says, what cannot be."""

import math
import random

import pytest

from desktop.domain import calibration_target, self_check
from desktop.domain.calibration import (
    Calibration,
    NotPlausible,
    TooFew,
    of,
    of_matrix,
    together,
)
from desktop.domain.self_check import OtherPage, Side

OFF = Calibration(1.2, -0.8, 1.008, 0.995, 0.6, 3)


def random_one(rng: random.Random) -> Calibration:
    return Calibration(
        rng.uniform(-4, 4), rng.uniform(-4, 4), rng.uniform(0.985, 1.015), rng.uniform(0.985, 1.015), rng.uniform(-1, 1)
    )


def test_what_the_correction_moves_the_printer_moves_back():
    rng = random.Random(5)
    for _turn in range(200):
        off, point = random_one(rng), (rng.uniform(0, 210), rng.uniform(0, 297))
        drawn = off.correction().place(*point)
        assert math.dist(off.matrix().place(*drawn), point) < 1e-9


def test_a_calibration_of_a_corrected_page_joins_the_one_it_was_corrected_with():
    """The skew that is left, of two turns and two sizes, is below what anybody sees."""
    rng = random.Random(6)
    for _turn in range(200):
        off, known = random_one(rng), random_one(rng)
        rest = of_matrix(off.matrix().after(known.correction()))
        whole = together(known, rest)
        for corner in ((0, 0), (210, 0), (0, 297), (210, 297)):
            assert math.dist(whole.matrix().place(*corner), off.matrix().place(*corner)) < 0.15


def test_it_is_kept_as_figures_and_nonsense_is_as_if_nothing_was_measured():
    assert of({"calibration": OFF.kept()}) == OFF
    for kept in ({}, {"calibration": 3}, {"calibration": {"scale_x": "wide"}}, {"calibration": {"offset_x_mm": 900}},
                 {"calibration": {"rotation_deg": None}}, {"calibration": {"darkness": 1e99}},
                 {"calibration": {"scale_y": math.nan}}):  # fmt: skip
        assert of(kept) == Calibration(), kept
    assert of({"calibration": {"offset_x_mm": 2, "older": 1}}) == Calibration(2)


@pytest.mark.parametrize("size", [(210, 297), (148, 210), (105, 148), (100, 150), (100, 50), (80, 0)])
def test_a_ruler_s_figures_give_the_calibration(size):
    found = calibration_target.solve({name: calibration_target.expected(name, size)(OFF) for name in "abcde"}, size)
    page = calibration_target.page(size)
    rest = of_matrix(OFF.matrix().after(found.calibration.correction()))
    assert rest.off_mm(*page) < 0.01


def test_what_was_not_measured_is_left_as_it_should_be():
    solve = calibration_target.solve
    assert of({"calibration": solve({"a": 16}, (210, 297)).calibration.kept()}) == Calibration(1)
    assert of({"calibration": solve({"b": 14}, (210, 297)).calibration.kept()}) == Calibration(0, -1)
    with pytest.raises(TooFew):
        solve({}, (210, 297))
    for figures in ({"a": 40}, {"d": 195}, {"a": 15, "c": 29}):
        with pytest.raises(NotPlausible):
            solve(figures, (210, 297))


def test_the_fold_is_half_way_between_the_paper_s_edge_and_the_marks():
    """Worked out by hand: a page 2 mm too far to the right, its marks at 18 mm, is folded at (18 + 2) / 2 of paper."""
    off = Calibration(2.0)
    assert self_check.crease(off, Side.LEFT, 50, 18, (100, 150)) == pytest.approx(10 - 2)
    assert self_check.crease(off, Side.RIGHT, 50, 18, (100, 150)) == pytest.approx(8 + 2)
    assert self_check.crease(off, Side.TOP, 50, 18, (100, 150)) == pytest.approx(9)


def test_codes_name_their_printer_and_the_correction_of_their_page():
    mine = self_check.code(142, 0, 321)
    assert mine == "420321"
    assert self_check.accept(mine, 142, Calibration()) == (0, 321)
    assert self_check.accept("]C0420321", 142, OFF) == (0, 321)
    mark = self_check.stamp(OFF)
    assert self_check.accept(self_check.code(142, mark, 7), 142, OFF) == (mark, 7)
    for text, known in ((self_check.code(143, 0, 7), OFF), (self_check.code(142, mark, 7), Calibration()),
                        ("4006381333931", OFF), ("KCNEXT1", OFF), ("", OFF)):  # fmt: skip
        with pytest.raises(OtherPage):
            self_check.accept(text, 142, known)


def test_every_code_of_a_page_is_another_one():
    page = self_check.layout(210, 297, 300)
    indices = [step.index for step in page.steps] + [self_check.trimmed(dots) for dots in range(self_check.TRIMS + 1)]
    indices += [kind(width) for kind in (self_check.along, self_check.across) for width in self_check.widths(600)]
    assert len(set(indices)) == len(indices)
    assert max(indices) < 1000


def test_too_few_folds_give_nothing_yet_and_say_which_are_missing():
    page = self_check.layout(100, 150, 203)
    steps = {step.place: step.index for step in page.steps if step.start >= page.fold // 2}
    found = self_check.find([steps[0], steps[1], steps[3], self_check.along(2)], page)
    assert (found.calibration, found.open_places, found.along, found.least_dots) == (None, (3, 5, 6, 7, 8), 2, 0)


def test_a_code_from_behind_a_fold_fits_no_printer():
    """Scanned on the wrong side, the outermost code of one row reads."""
    page = self_check.layout(100, 150, 203)
    middle = {}
    for step in page.steps:
        if step.start >= page.fold // 2:
            middle.setdefault(step.place, step.index)
    assert self_check.find(middle.values(), page).calibration is not None
    wrong = [*middle.values(), next(step.index for step in page.steps if step.place == 3)]
    with pytest.raises(NotPlausible):
        self_check.find(wrong, page)
