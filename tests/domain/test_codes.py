import itertools
import random

import pytest

from desktop.domain import codes
from desktop.domain.codes import (
    Code,
    Command,
    Kind,
    command_code,
    gtin14,
    order_code,
    order_code_by_id,
    parcel_code,
    read,
)

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EXAMPLES = [
    *(order_code(number) for number in ("0", "7", "10482", "20741", "999999999999")),
    *(order_code_by_id(number) for number in (0, 35, 123456, 2**40)),
    *(parcel_code(str(order_code("10482")), k) for k in (1, 2, 26, 27, 702)),
    *(parcel_code(order_code_by_id(123456), k) for k in (1, 676)),
    codes.pick_list_code(412),
    *(command_code(command) for command in Command),
]


@pytest.mark.parametrize("code", EXAMPLES)
def test_codes_have_only_signs_that_every_keyboard_layout_has(code):
    assert set(code) <= set(SIGNS)
    assert read(code).kind is not Kind.OTHER


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_single_wrong_sign_is_caught(code):
    for place, sign in itertools.product(range(len(code)), SIGNS):
        wrong = code[:place] + sign + code[place + 1 :]
        if wrong != code:
            assert read(wrong).kind in (Kind.OTHER, Kind.PRODUCT), wrong


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_swap_of_neighbours_is_caught(code):
    for place in range(len(code) - 1):
        wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if wrong != code:
            assert read(wrong).kind is Kind.OTHER, wrong


def test_the_check_catches_every_swap_and_every_wrong_sign_for_any_signs():
    for one, two in itertools.permutations(SIGNS, 2):
        for tail in ("", "A", "9Z", "ABC"):
            assert codes._check("K" + one + two + tail) != codes._check("K" + two + one + tail)
            assert codes._check("K" + one + tail) != codes._check("K" + two + tail)
            assert codes._check("K" + one + "0" + two + tail) != codes._check("K" + two + "0" + one + tail)
            assert codes._check("K" + one + one + tail) != codes._check("K" + two + two + tail)


def test_a_lost_or_added_sign_is_seldom_believed():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    believed = 0
    for _round in range(3600):
        code = str(order_code(str(choose.randrange(10_000, 10**9))))
        place = choose.randrange(2, len(code))
        believed += read(code[:place] + code[place + 1 :]).kind is Kind.ORDER
    assert believed < 3600 / 36 * 2


@pytest.mark.parametrize(
    "number", ["584321987654321098", "0010482", "INV/2026/17", "SE-1001", "10 482", "", "１２３", "12e5", "#"]
)
def test_a_number_that_a_code_cannot_carry_gets_the_code_of_its_id(number):
    assert order_code(number) is None
    assert read(order_code_by_id(77)).kind is Kind.ORDER


def test_codes_of_numbers_and_of_ids_are_never_the_same():
    orders = [str(order_code(str(number))) for number in range(3000)] + [order_code_by_id(n) for n in range(3000)]
    parcels = [parcel_code(order, k) for order in orders[::7] for k in (1, 2, 26, 27, 28, 53, 600)]
    assert len(set(orders)) == len(orders)
    assert len(set(parcels)) == len(parcels)


def test_a_parcel_needs_an_order_and_a_place():
    with pytest.raises(ValueError, match="order"):
        parcel_code("KO10482?", 1)
    for count in (0, -1, 703):
        with pytest.raises(ValueError, match="parcels"):
            parcel_code(str(order_code("10482")), count)


def test_reading_names_the_kind_and_what_to_look_up():
    order = str(order_code("#10482"))
    assert order.startswith("KO10482")
    assert read(f" {order}\r\n") == Code(Kind.ORDER, order)
    assert read(order.lower()) == Code(Kind.ORDER, order)  # Caps Lock
    assert read("]C0" + order) == Code(Kind.ORDER, order)
    assert read(parcel_code(order, 1)).kind is Kind.PARCEL
    assert read(parcel_code(order, 1)).value.startswith("KP10482A")
    assert read(command_code(Command.UNDO)) == Code(Kind.COMMAND, "UNDO")
    assert read("]E07310865004703") == Code(Kind.PRODUCT, "07310865004703")
    assert read(" CUP-300-BL ") == Code(Kind.OTHER, "CUP-300-BL")
    assert read("") == Code(Kind.OTHER, "")


@pytest.mark.parametrize("sku", ["KOPI-250", "KOPI250", "KOPI", "KO", "KPL2", "KC", "KCNEXT", "KOLLI"])
def test_an_sku_is_not_taken_for_a_code_of_ours(sku):
    assert all(read(sku + sign).kind is Kind.OTHER for sign in ["", *SIGNS] if sku + sign != command_code(Command.NEXT))


def test_any_text_can_be_read():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    for _round in range(20_000):
        read(
            "".join(
                chr(choose.choice((choose.randrange(128), choose.randrange(0x10FFFF))))
                for _ in range(choose.randrange(16))
            )
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7310865004703", "07310865004703"),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("0036000291452", "00036000291452"),
        ("00036000291452", "00036000291452"),
        ("7310865004704", None),
        ("00000000", None),
        ("123", None),
        ("٧٣١٠٨٦٥٠٠٤٧٠٣", None),
        ("731086500470³", None),
    ],
)
def test_one_product_has_one_number_however_its_code_was_printed(text, expected):
    assert gtin14(text) == expected


def test_the_real_product_codes_are_what_their_kind_says():
    import csv
    import gzip

    from tests.shared import shared

    with gzip.open(
        shared("data/products/products_openfoodfacts_gtin.csv.gz"), "rt", encoding="utf-8", newline=""
    ) as file:
        for row in csv.DictReader(file):
            good = not row["kind"].startswith("bad")
            if row["kind"] != "bad_length":
                assert (gtin14(row["code"]) is not None) is good, row
