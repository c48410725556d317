"""Papers saved without a printer are read at other resolutions; bars are as wide as designed; pages are true to size.

That every code of every paper is read from the dots it was drawn for: test_every_paper_read_back.
"""

import math
import random

import pytest

from desktop.documents import parcel_label
from desktop.documents.packing_slip import SlipSize
from desktop.domain.codes import order_code, order_code_by_id, parcel_code
from tests.documents import reading, samples
from tests.documents.drawing import DOCUMENTS

ORDERS = ["7", "10482", "20741", "999999999999"]
LONG = order_code_by_id(2**40)
LINK = "https://lingonviken.example/t/EE111840088SE"


def both(bars_text: str, square: str) -> set[tuple[str, str]]:
    return {("Code128", bars_text), ("QRCode", square)}


SLIP, LABEL, PICK = samples.slip_sv(), samples.label_sv(), samples.pick_id()
PAPERS = {
    "invoice-id": ("invoice", samples.invoice_id(), {("Code128", samples.ORDER)}),
    "invoice-sv": ("invoice", samples.invoice_sv(), {("Code128", str(order_code("20741")))}),
    "slip-a4": ("packing-slip", samples.slip_id(), both(samples.ORDER, samples.slip_id().qr)),
    "slip-a5": ("packing-slip", SLIP, both(SLIP.order_code, SLIP.qr)),
    "label-id": ("parcel-label", samples.label_id(), both(samples.label_id().code, samples.label_id().code)),
    "label-sv": ("parcel-label", samples.label_sv(qr=LINK), both(LABEL.code, LINK)),
    "pick-list": ("pick-list", PICK, {("Code128", PICK.code), *(("Code128", order.code) for order in PICK.orders)}),
    "slip-long": (
        "packing-slip",
        samples.slip_sv(order_number="584321987654321098", order_code=LONG),
        both(LONG, SLIP.qr),
    ),
    "label-long": (
        "parcel-label",
        samples.label_id(code=parcel_code(LONG, 676), order_number="584321987654321098"),
        both(parcel_code(LONG, 676), parcel_code(LONG, 676)),
    ),
}


@pytest.mark.parametrize("dpi", [300])  # at 203 it is what test_every_paper_read_back reads
@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_saved_without_a_printer_is_read_at_another_resolution(paper, dpi):
    name, data, expected = PAPERS[paper]
    pdf = DOCUMENTS[name](data, "en", 203)
    assert set(reading.codes(reading.image(pdf, 0, dpi))) == expected
    assert set(reading.codes(reading.image(pdf, 0, dpi, one_bit=False))) == expected


@pytest.mark.parametrize(
    ("paper", "wanted_mm"),
    [("invoice-id", 0.34), ("slip-a4", 0.5), ("slip-a5", 0.5), ("label-id", 0.5), ("pick-list", 0.5)],
)
def test_modules_are_as_wide_as_designed_to_the_nearest_dot(paper, wanted_mm):
    name, data, _expected = PAPERS[paper]
    text = data.code if hasattr(data, "code") else data.order_code
    for dpi in (203, 300):
        picture = reading.image(DOCUMENTS[name](data, "id", dpi), 0, dpi)
        module = math.gcd(*reading.bars(picture, text).widths)
        assert abs(module - wanted_mm * dpi / 25.4) <= 0.5


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_batch_of_labels_is_read_to_the_last(dpi):
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    labels = tuple(
        samples.label_sv(
            code=parcel_code(
                str(order_code(str(choose.randrange(10 ** choose.randrange(1, 12))))), 1 + choose.randrange(26)
            )
        )
        for _label in range(10)
    )
    pdf = parcel_label.draw_all(labels, "sv", dpi)
    for page, label in enumerate(labels):
        assert set(reading.codes(reading.image(pdf, page, dpi))) == {("Code128", label.code), ("QRCode", label.code)}


@pytest.mark.parametrize(
    ("paper", "size"),
    [
        ("invoice-id", (210, 297)),
        ("slip-a4", (210, 297)),
        ("slip-a5", (148, 210)),
        ("label-id", (100, 150)),
        ("pick-list", (210, 297)),
    ],
)
def test_pages_have_their_true_size(paper, size):
    name, data, _expected = PAPERS[paper]
    width, height = reading.size_mm(DOCUMENTS[name](data, "en", 203))
    # Whole dots, rounded down: less than one dot of 0.125 mm is missing.
    assert 0 <= size[0] - width < 0.13
    assert 0 <= size[1] - height < 0.13


def test_slips_come_in_two_sizes():
    assert {size.value for size in SlipSize} == {"a4", "a5"}
