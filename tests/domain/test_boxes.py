"""Which carton holds what."""

import hypothesis.strategies as st
from hypothesis import given, settings

from desktop.domain.boxes import Carton, Size, holds, smallest

S = Carton(1, "S", Size(200, 150, 100), 3000)
M = Carton(2, "M", Size(300, 200, 150), 10_000)
L = Carton(3, "L", Size(600, 400, 400), None)


def test_the_smallest_carton_that_holds_it_is_meant() -> None:
    assert smallest([L, M, S], [Size(90, 90, 100)]) is S
    assert smallest([L, M, S], [Size(90, 90, 100)] * 4) is M


def test_a_thing_may_be_turned_but_not_bent() -> None:
    assert smallest([S], [Size(100, 150, 200)]) is S
    assert smallest([S, M], [Size(10, 10, 310)]) is None
    assert smallest([S, M, L], [Size(10, 10, 310)]) is L


def test_weight_asks_for_the_stronger_carton() -> None:
    assert smallest([S, M], [Size(50, 50, 50)], weight_g=4000) is M


def test_equal_things_may_fill_a_carton_to_the_brim() -> None:
    assert holds(Size(300, 200, 100), [Size(100, 100, 100)] * 6)
    assert not holds(Size(300, 200, 100), [Size(100, 100, 100)] * 7)


def test_room_enough_is_not_shape_enough() -> None:
    assert not holds(Size(100, 100, 100), [Size(90, 90, 60), Size(90, 90, 60)])


sizes = st.builds(Size, *[st.integers(20, 300)] * 3)


@given(st.builds(Size, *[st.integers(100, 500)] * 3), st.lists(sizes, min_size=1, max_size=12))
@settings(max_examples=150)
def test_what_holds_more_than_its_room_is_never_said(room: Size, things: list[Size]) -> None:
    if holds(room, things):
        assert sum(thing.volume for thing in things) <= room.volume
        assert all(thing.fits_in(room) for thing in things)
        assert holds(Size(room.length + 100, room.width + 100, room.height + 100), things[:1])
