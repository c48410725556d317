"""Which rule applies to what, word by word."""

from decimal import Decimal

import pytest

from desktop.domain.checks import CheckRule, Kind, Per, due, is_good, measured
from desktop.domain.tasks import Facts, When, applies, has_word, matches, words

NOTE = Facts("id", notes=("Tolong bungkus KADO ya, jangan sertakan harga",))
SWEDISH = Facts("sv", notes=("Slå  in som present, tack",))


@pytest.mark.parametrize(
    ("when", "value", "facts", "expected"),
    [
        (When.ALWAYS, "", Facts("en"), True),
        (When.NOTE, "gift, kado", NOTE, True),
        (When.NOTE, "gift", NOTE, False),
        (When.NOTE, "sv:present, sv:slå in", SWEDISH, True),
        (When.NOTE, "sv:slå in", SWEDISH, True),
        (When.NOTE, "sv:present", Facts("en", notes=("If not present, leave it with a neighbour",)), False),
        (When.NOTE, "kado", Facts("id", notes=("isi: kadonya dua", "")), True),
        (When.NOTE, "ado", NOTE, False),
        (When.NOTE, "gift", Facts("en"), False),
        (When.OPTION, "engraving", Facts("en", options=("Engraving: Ayu",)), True),
        (When.ARTICLE, "CUP-*", Facts("en", skus=("cup-300-bl",)), True),
        (When.ARTICLE, "CUP", Facts("en", skus=("cup-300-bl",)), False),
        (When.ARTICLE, "A, B, C", Facts("en", skus=("X", "b ")), True),
        (When.FRAGILE, "", Facts("en", fragile=True), True),
        (When.FRAGILE, "", Facts("en"), False),
        (When.FIRST, "", Facts("en", first=True), True),
        (When.TOTAL, "1000000", Facts("id", total=Decimal(1_000_000)), True),
        (When.TOTAL, "1000.50", Facts("sv", total=Decimal("1000.49")), False),
        (When.UNITS, "10", Facts("en", units=10), True),
        (When.UNITS, "10", Facts("en", units=9), False),
        (When.COURIER, "gosend, grab", Facts("id", courier="GoSend Instant"), True),
        (When.COURIER, "jne", Facts("id", courier="PostNord MyPack"), False),
    ],
)
def test_a_rule_applies_to_what_it_names(when, value, facts, expected):
    assert applies(when, value, facts) is expected


def test_words_and_patterns_are_text_and_never_a_search_language():
    assert has_word("a (gift)", ["(gift)"])
    assert not has_word("gift", ["g.ft"])
    assert words("a; b\nsv:c, , en:d", "sv") == ["a", "b", "c"]
    assert matches("AB-1", "ab-?")
    assert not matches("", "*-x")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("12", "", "12"), ("12,5", "", "12.5"), ("-3.25", "°C", "-3.25"), ("812 g", "g", "812"),
        ("0,812 kg", "g", "812"),
        ("812 g", "kg", "0.812"), ("4 °C", "°C", "4"), ("4 mm", "°C", None), ("", "", None), ("four", "", None),
        ("1.2.3", "", None), ("٣", "", None), ("1e5", "", None),
    ],
)  # fmt: skip
def test_values_are_read_as_people_and_scales_write_them(text, unit, expected):
    assert measured(text, unit) == (None if expected is None else Decimal(expected))


def test_limits_are_good_themselves():
    rule = CheckRule("*", "How warm?", Kind.VALUE, "°C", Decimal(2), Decimal(8))
    assert [is_good(rule, Decimal(value)) for value in ("1.9", "2", "8", "8.1")] == [False, True, True, False]
    assert is_good(CheckRule("*", "?", Kind.VALUE), Decimal(-5))


@pytest.mark.parametrize(
    ("per", "packed", "passed", "expected"),
    [
        (Per.UNIT, {1: 3, 2: 0}, {1: 1}, [(1, 2)]),
        (Per.UNIT, {1: 1}, {1: 4}, []),
        (Per.LINE, {1: 3, 2: 2, 3: 0}, {1: 1}, [(2, 1)]),
        (Per.ORDER, {1: 3, 2: 2}, {}, [(None, 1)]),
        (Per.ORDER, {1: 3}, {None: 1}, []),
        (Per.ORDER, {1: 0}, {}, []),
    ],
)
def test_a_question_is_asked_once_per_unit_line_or_order(per, packed, passed, expected):
    assert due(CheckRule("*", "?", per=per), packed, passed) == expected
