"""C18: what a scanned code says of a product, against the vectors of the devices' study and by laws of its own."""

import json
import random
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from desktop.domain import codes, gs1
from desktop.domain.codes import Kind, read
from tests.shared import shared


@pytest.fixture(autouse=True)
def no_country():
    yield
    codes.use_country("")


def test_the_vectors_of_the_study_are_read():
    for vector in json.loads(shared("devices/scans-gs1.json").read_text(encoding="utf-8")):
        code = read(vector["scan"], country=vector.get("region", "").upper())
        if "error" in vector:
            assert (code.kind, code.fault) == (Kind.OTHER, "check"), vector
        elif "ambiguous" in vector:
            assert (code.value, code.lot, code.serial, code.fault) == ("09506000134352", "", "", "separator"), vector
        elif "plain" in vector:
            assert (code.kind, code.value) == (Kind.OTHER, vector["scan"])
        elif "sscc" in vector:
            assert (code.sscc, code.fault) == (vector["sscc"], "")
        elif "region" in vector:
            assert code.kind is Kind.PRODUCT
            weight = None if code.weight_g is None else Decimal(code.weight_g) / 1000
            assert (weight, code.price) == (
                Decimal(vector["weight_kg"]) if "weight_kg" in vector else None,
                Decimal(vector["price"]) if "price" in vector else None,
            )
        else:
            assert (code.kind, code.value, code.fault) == (Kind.PRODUCT, vector["gtin14"], ""), vector
            assert code.lot == vector.get("lot", ""), vector
            assert code.serial == vector.get("serial", ""), vector
            assert (code.expiry.isoformat() if code.expiry else None) == vector.get("expiry"), vector


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("]E00036000291452", "00036000291452"),
        ("]E496385074", "00000096385074"),
        ("]E3978020137962451995", "09780201379624"),
        ("04252614", "00042100005264"),  # UPC-E
        ("]I109506000134352", "09506000134352"),
        ("(01)09506000134352(10)AB2104", "09506000134352"),
        ("0109506000134352", None),  # 16 digits without any mark may be anything
    ],
)
def test_one_product_however_it_was_printed(text, value):
    code = read(text)
    assert (code.value if code.kind is Kind.PRODUCT else None) == value


def test_lot_and_serial_are_kept_apart_or_left_out_and_never_mixed():
    product = "0109506000134352"
    assert read(f"]C1{product}10AB\x1d2104").lot == "AB"
    assert read(f"]C1{product}10AB\x1d2104").serial == "04"
    doubtful = read(f"]C1{product}10AB2104")
    assert (doubtful.kind, doubtful.lot, doubtful.fault) == (Kind.PRODUCT, "", "separator")
    assert read(f"]C1{product}10LOTX").lot == "LOTX"
    assert read("(01)09506000134352(10)AB2104").lot == "AB2104"
    assert read(f"]C1{product}3705").units == 5
    assert read(f"]C1{product}15301231").expiry == date(2030, 12, 31)


def test_a_case_code_says_what_is_in_it_and_how_many():
    code = read("]C1020950600013435237012")
    assert (code.kind, code.value, code.units) == (Kind.PRODUCT, "09506000134352", 12)


def test_a_wrong_check_digit_is_never_a_product():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    for _round in range(3000):
        body = "".join(choose.choice("0123456789") for _ in range(choose.choice((7, 11, 12, 13))))
        right = codes.check_digit(body)
        wrong = body + str((right + choose.randrange(1, 10)) % 10)
        if not int(wrong) or (len(wrong) == 8 and codes._upc_e(wrong)):
            continue
        for form in (wrong, f"]E0{wrong}", f"]C101{wrong.zfill(14)}10A", f"01{wrong.zfill(14)}10A"):
            code = read(form, country=choose.choice(("SE", "ID", "")))
            assert code.kind is not Kind.PRODUCT, form


def test_an_in_store_number_gives_the_product_with_its_measure():
    weighed = read("2388060112344", country="SE")
    assert (weighed.value, weighed.weight_g, weighed.text) == ("02388060100006", 1234, "2388060112344")
    assert read(weighed.value, country="SE").value == weighed.value  # what the list holds is itself
    body = "2012345" + "15000"
    priced = read(body + str(codes.check_digit(body)), country="ID")
    assert priced.price == Decimal(15000)
    assert priced.value == "0" + "201234500000" + str(codes.check_digit("201234500000"))
    assert read(body + str(codes.check_digit(body)), country="").value.endswith(body + str(codes.check_digit(body)))
    codes.use_country("SE")
    assert read("2088060112343").price == Decimal("12.34")


def test_what_a_text_proves():
    assert codes.is_certain("4006381333931")
    assert codes.is_certain("]C100373400000000000018")
    assert codes.is_certain(str(codes.order_code("10482")))
    assert not codes.is_certain("4006381333932")
    assert not codes.is_certain("CUP-300-BL")


def test_any_text_is_read_without_a_fault():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    heads = [
        "",
        "]C1",
        "]d2",
        "]Q3",
        "]C101",
        "0109506000134352",
        "https://id.gs1.org/01/0950600013435",
        "(01)",
        "]C100",
    ]
    signs = "0123456789" * 3 + "ABCxyz()/\x1d\x1e %#?=-_" + chr(0x663) + "ö"
    for _round in range(3000):
        read(choose.choice(heads) + "".join(choose.choice(signs) for _ in range(choose.randrange(40))), country="SE")


def test_the_parser_is_not_loaded_before_the_first_such_code():
    words = "import sys; from desktop.domain import codes; codes.read('4006381333931'); print('biip' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
    assert gs1.parse("]C10109506000134352").gtin == "09506000134352"
