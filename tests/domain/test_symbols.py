"""What may stand in a bar code: wrong check digits are refused in one sentence, and never put right in silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import codes, symbols
from desktop.domain.errors import KolliError
from desktop.domain.symbols import Symbology, WrongDigit, WrongDigits, WrongForm, checked

RIGHT = {
    Symbology.EAN13: "4006381333931",
    Symbology.EAN8: "96385074",
    Symbology.UPCA: "012345678905",
    Symbology.ITF14: "15400141288763",
    Symbology.GS1_128: "(00)073500000000000122",
    Symbology.GS1_DATA_MATRIX: "(01)04006381333931(17)271231(10)LOT-7",
}


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_number_stands_as_it_is_and_a_wrong_digit_is_refused_with_the_right_one(kind):
    right = RIGHT[kind]
    assert checked(kind, f" {right} ") == right
    place = right.index(")") + 17 if ")" in right else len(right)
    place = len(right) if kind is Symbology.GS1_128 else place - (2 if ")" in right else 0)
    digit = right[place - 1]
    wrong = right[: place - 1] + str((int(digit) + 1) % 10) + right[place:]
    with pytest.raises(WrongDigit) as refused:
        checked(kind, wrong)
    assert f"{digit} would be right" in refused.value.say()


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        (Symbology.EAN13, "400638133393", WrongDigits), (Symbology.EAN13, "4006381333\u0663931", WrongDigits),
        (Symbology.ITF14, "", WrongDigits), (Symbology.GS1_128, "00073500000000000122", WrongForm),
        (Symbology.GS1_128, "(00)123", WrongDigits), (Symbology.GS1_128, "(10)", WrongForm),
        (Symbology.GS1_DATA_MATRIX, "(10)Å", WrongForm), (Symbology.CODE128, "Кофе", WrongForm),
        (Symbology.CODE128, "x" * 49, WrongForm), (Symbology.CODE128, "a\x00b", WrongForm),
        (Symbology.QR, "", WrongForm),
    ],
)  # fmt: skip
def test_what_a_code_cannot_hold_is_refused(kind, text, error):
    with pytest.raises(error) as refused:
        checked(kind, text)
    assert isinstance(refused.value, KolliError)
    assert "\n" not in refused.value.say()


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("4006381333931", Symbology.EAN13), ("96385074", Symbology.EAN8), ("012345678905", Symbology.UPCA),
        ("15400141288763", Symbology.ITF14), ("4006381333932", None), ("CUP-300-BL", None), ("0000000000000", None),
        ("123", None),
    ],
)  # fmt: skip
def test_a_product_has_the_bars_of_its_number(number, kind):
    assert symbols.of_product(number) is kind


@settings(max_examples=60)
@given(prefix=st.from_regex(r"[0-9]{4,12}", fullmatch=True), serial=st.integers(0, 10**5 - 1))
def test_a_parcels_number_has_18_digits_holds_the_prefix_and_is_read_back(prefix, serial):
    code = symbols.sscc(prefix, serial)
    assert len(code) == 18
    assert code[1:].startswith(prefix)
    assert codes.read(f"]C100{code}").sscc == code
    assert codes.read(f"00{code}").sscc == code
    assert symbols.sscc(prefix, serial + 1) != code


def test_after_the_last_serial_the_extension_digit_counts_on_until_none_is_left():
    assert symbols.sscc("123456789012", 9_999)[:1] == "0"
    assert symbols.sscc("123456789012", 10_000)[:1] == "1"
    with pytest.raises(WrongForm):
        symbols.sscc("123456789012", 100_000)
