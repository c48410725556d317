"""A square code that holds a whole order: 1,200 keys in one burst, heard whole, wherever the focus is."""

import random

import pytest

from desktop.domain import long_codes
from tests.ui.test_scan_pieces import bench, bus, idle, keys

__all__ = ["bench", "bus"]
CODES = long_codes.parts(random.Random(3).randbytes(1476))


@pytest.mark.parametrize(("where", "gap"), [("field", 1), ("button", 30)])
def test_a_code_of_1200_signs_is_heard_and_leaks_nothing(bench, bus, qtbot, where, gap):
    assert [len(code) for code in CODES] == [1199, 1199]
    getattr(bench, where).setFocus()
    stamp = keys(bench, CODES[0] + "\r", 10_000, gap)
    keys(bench, CODES[1].lower() + "\r", stamp + 900, gap)  # Caps Lock is on
    idle(qtbot, bus)
    assert [text.upper() for text in bus.heard] == CODES
    assert (bus.said, bench.field.text(), bench.clicks) == ([], "", 0)


def test_a_computer_that_is_busy_now_and_then_still_hears_it(bench, bus, qtbot):
    stamp, turn = 10_000, random.Random(1)
    for sign in CODES[0] + "\r":
        stamp = keys(bench, sign, stamp, 0) + (150 if turn.random() < 0.005 else turn.randrange(3, 12))
    idle(qtbot, bus)
    assert (bus.heard, bus.said) == ([CODES[0]], [])


def test_half_of_it_is_refused_aloud_and_never_taken(bench, bus, qtbot):
    keys(bench, CODES[0][:700], 10_000, 2)
    idle(qtbot, bus)
    keys(bench, CODES[0][700:] + "\r", 12_000, 2)
    idle(qtbot, bus)
    assert CODES[0] not in bus.heard
    assert bus.said
    assert bench.field.text() == ""
