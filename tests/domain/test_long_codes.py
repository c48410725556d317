"""A long message in square codes: whole or nothing, in any order, whatever the computer's layout makes of its signs."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import codes, keyboards, long_codes, scanners
from desktop.domain.codes import Kind
from desktop.domain.scanners import Profile, Stroke
from desktop.domain.slips import Card, Packed, Slip, Unreadable, What, read, written

MESSAGE = random.Random(4).randbytes(2000)


@given(st.binary(min_size=1, max_size=4000), st.randoms())
def test_parts_in_any_order_are_the_message_again(message: bytes, turn: random.Random) -> None:
    texts = long_codes.parts(message)
    turn.shuffle(texts)
    assert max(map(len, texts)) <= long_codes.MOST_SIGNS
    found = [part for part in map(long_codes.read, texts) if part is not None]
    assert long_codes.joined({part.number: part.data for part in found}, found[0].of, found[0].tag) == message
    assert {codes.read(text).kind for text in texts} == {Kind.MESSAGE}


@given(st.data())
def test_a_wrong_sign_a_cut_and_a_swap_are_noticed(data: st.DataObject) -> None:
    text = long_codes.parts(MESSAGE)[1]
    at = data.draw(st.integers(2, len(text) - 2))
    sign = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUV"))
    wrong = {text[:at] + sign + text[at + 1 :], text[:at], text[:at] + text[at + 1] + text[at] + text[at + 2 :]}
    for each in wrong - {text}:
        assert long_codes.read(each) is None
        assert not codes.is_certain(each)


@pytest.mark.parametrize("caps", [False, True])
@pytest.mark.parametrize("layout", ["us", "Swedish", "Norwegian", "Danish", "German", "British", "French"])
def test_every_layout_gives_the_code_as_it_was_printed(layout: str, caps: bool) -> None:
    text = long_codes.parts(MESSAGE)[0]
    moved = {} if layout == "us" else keyboards._LAYOUTS[layout]
    strokes = []
    for turn, sign in enumerate(text):
        place, shift = keyboards.PLACE_OF[sign]
        came = moved.get(sign, sign)
        strokes.append(Stroke(came.swapcase() if caps else came, turn * 4, place, shift, caps=caps))
    chosen = scanners.choose(scanners.readings(strokes, Profile()), Profile())
    assert chosen.text is not None
    assert codes.read(chosen.text).value == text
    if layout != "French":  # not even the places are needed
        typed = "".join(stroke.text for stroke in strokes)
        assert codes.read(typed).value == text


def test_a_bomb_and_another_kind_are_refused() -> None:
    slip = written(What.SLIP, Slip(source="store:1", ref="7", number="7", code="KO7", shop="", note="a" * 5_000_000))
    with pytest.raises(Unreadable):
        read(slip, Slip)
    for kind in (Card, Packed):
        with pytest.raises(Unreadable):
            read(written(What.SLIP, Slip(source="", ref="", number="", code="", shop="")), kind)
