"""Labels of bins and totes, as a thermal printer makes them: every code is read, whole dots, nothing is cut."""

import math

import pytest

from desktop.documents import bars, storage_label
from desktop.documents.storage_label import StorageLabel
from desktop.domain import picking
from desktop.domain.codes import bin_code, tote_code
from tests.documents import reading

BINS = {
    "as drawn": StorageLabel("B-01-4", bin_code(127), ("B", "01", "4")),
    "four parts": StorageLabel("GUDANG2-14-03-2", bin_code(99_999), ("GUDANG2", "14", "03", "2")),
    "longest": StorageLabel(
        "REGALEMETTER-KORRIDOREN-VÄSTRA-VÄGGEN-12", bin_code(10**7), ("REGALEMETTER", "KORRIDOREN")
    ),
    "one part": StorageLabel("RETUR", bin_code(1), ("RETUR",)),
    "tote": StorageLabel(picking.tote_name(71), tote_code(71), tote=True),
    "last tote": StorageLabel(picking.tote_name(9999), tote_code(9999), tote=True),
}


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("language", ["en", "id", "sv"])
@pytest.mark.parametrize("name", BINS)
def test_both_codes_are_read_and_stand_on_whole_dots(name: str, language: str, dpi: int) -> None:
    label = BINS[name]
    picture = reading.image(storage_label.draw([label], language, dpi), 0, dpi)
    assert set(reading.codes(picture)) == {("Code128", label.code), ("QRCode", label.code)}
    widths = reading.bars(picture, label.code).widths
    module = math.gcd(*widths)
    assert module >= {203: 3, 300: 4, 600: 8}[dpi]
    assert sum(widths) == module * bars.code128(label.code).width
    assert min(reading.quiet_dots(picture, label.code)) >= 10 * module


@pytest.mark.parametrize("name", BINS)
def test_a_label_is_100_by_50_with_its_name_in_view_and_nothing_across_the_edge(name: str) -> None:
    pdf = storage_label.draw([BINS[name]], "sv")
    width, height = reading.size_mm(pdf)
    assert 0 <= 100 - width < 0.13
    assert 0 <= 50 - height < 0.13
    boxes = reading.boxes(pdf)
    assert boxes
    assert reading.clashes(pdf) == []
    for box in boxes:
        assert box.left >= 2
        assert box.right <= 98
        assert box.bottom <= 49
    largest = max(boxes, key=lambda box: box.bottom - box.top)
    assert largest.text.strip().rstrip("…") in BINS[name].name


def test_several_labels_are_a_page_each() -> None:
    labels = list(BINS.values())
    pdf = storage_label.draw(labels, "id", 203)
    assert reading.pages(pdf) == len(labels)
    for page, label in enumerate(labels):
        assert {text for _kind, text in reading.codes(reading.image(pdf, page, 203))} == {label.code}
