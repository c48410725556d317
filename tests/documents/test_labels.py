"""Labels at their extremes, in every size; each kind of bar code as its standard wants it."""

import itertools

import pytest

from desktop.documents import bars, coded, price_label, product_label, return_label
from desktop.documents.media import MEDIA, named
from desktop.documents.page import Paper
from desktop.documents.parts import Party
from desktop.documents.price_label import PriceLabel
from desktop.documents.product_label import ProductLabel
from desktop.documents.return_label import ReturnLabel
from desktop.domain.symbols import Symbology
from tests.documents import reading, scanner
from tests.documents.paper_samples import GOODS, LONG, LONG_NAME, LONG_SKU, SSCC
from tests.domain.test_symbols import RIGHT

SIZES = [name for name, media in MEDIA.items() if media.cells or (media.height and media.width <= 100)]
USUAL = ("57x32", "A4-5x13")
NAMES = ("", "Cangkir", LONG_NAME, "Ελληνικός καφές · кофе молотый · 250 г", "M" * 90, "\u200b\x07<b>{x}</b>")
TEXTS = {**RIGHT, Symbology.CODE128: "CUP-300-BL", Symbology.QR: "KP1", Symbology.DATA_MATRIX: "Å·ж"}


@pytest.mark.parametrize(
    "dpi", [203, pytest.param(300, marks=pytest.mark.hard), pytest.param(600, marks=pytest.mark.hard)]
)
@pytest.mark.parametrize("kind", Symbology)
def test_every_kind_of_code_is_read_with_its_white_and_its_text(kind, dpi):
    symbol = bars.symbol(kind, TEXTS[kind])
    paper = Paper((100, 60), "x", dpi)
    dots = bars.LEAST_SQUARE_DOTS[dpi] if symbol.is_square else bars.LEAST_DOTS[dpi]
    block = coded.Block(symbol, dots, symbol.whole * dots * 25.4 / dpi, 22)
    coded.place(paper, 2, 8, block)
    pdf = paper.finish()
    picture = reading.image(pdf, 0, dpi)
    found = scanner.scan(picture)
    assert [(code.kind, code.text) for code in found] == [(kind, TEXTS[kind])]
    if not symbol.is_square:
        before, widths, after = scanner.runs(picture, found[0])
        assert [width // block.dots for width in widths] == scanner.modules(found[0])
        assert min(before - symbol.before * block.dots, after - symbol.after * block.dots) >= 0
        assert "".join(box.text for box in reading.boxes(pdf)) == TEXTS[kind]
        assert reading.clashes(pdf, margin=0) == []


def test_an_sscc_of_four_dots_is_88_mm_wide_with_its_white():
    symbol = bars.symbol(Symbology.GS1_128, f"(00){SSCC}")
    assert round(symbol.whole * 4 * 25.4 / 203) == 88


@pytest.mark.parametrize(
    "size", [size if size in USUAL else pytest.param(size, marks=pytest.mark.hard) for size in SIZES]
)
def test_nothing_is_cut_or_lies_over_another_whatever_the_name_and_the_size(size):
    cells = named(size).cells
    on_side = cells is not None and cells.turned
    for name, (_kind, sku, symbology, code) in zip(NAMES, itertools.cycle((*GOODS, ("", LONG_SKU, Symbology.CODE128,
                                                                                    LONG_SKU)))):  # fmt: skip
        shown = [
            product_label.draw([ProductLabel(name, sku, code, symbology, "Biru", price)], "sv", 203, named(size))
            for price in ("", "Rp1.489.000.000")
        ]
        shown += [
            price_label.draw([PriceLabel(name, price, "Biru", sku, code, symbology)], "id", 203, named(size))
            for price in ("", "Rp1.489.000.000")
        ]
        for pdf in shown:
            assert reading.clashes(pdf, margin=0.5) == [], (size, name, sku)
            assert [found.text for found in scanner.scan(reading.image(pdf, 0, 203), rotated=on_side)] == [code], (
                size,
                name,
            )


@pytest.mark.parametrize("size", ["100x150", "A6", "A4", "A4-4xA6"])
def test_a_return_label_holds_the_longest_names_and_none(size):
    long = Party(LONG_NAME * 2, (LONG_NAME,) * 6)
    for data in (
        ReturnLabel("584321987654321098", LONG, long, long, "RMA-2026-000117", 14, "+46 70 000 00 00"),
        ReturnLabel("7", LONG, Party("")),
    ):
        pdf = return_label.draw(data, "sv", 203, named(size))
        assert reading.clashes(pdf, margin=2) == [], size
        assert {found.text for found in scanner.scan(reading.image(pdf, 0, 203))} == {LONG}


def test_cells_lie_within_their_sheet_and_apart():
    for media in MEDIA.values():
        if media.cells is None:
            continue
        wide, high = media.label if not media.cells.turned else media.label[::-1]
        corners = [media.cells.corner(cell) for cell in range(media.cells.count)]
        assert len(set(corners)) == media.cells.columns * media.cells.rows
        for left, top in corners:
            assert left >= 0
            assert left + wide <= media.width + 0.01, media.name
            assert top >= 0
            assert top + high <= media.height + 0.01, media.name
        assert media.cells.columns == 1 or media.cells.across >= wide
        assert media.cells.rows == 1 or media.cells.down >= high


@pytest.mark.parametrize("name", ["A9", "", "5x5", "500x20", "57x32x1", "57 x 32", "-57x32"])
def test_a_paper_that_is_none_has_no_name(name):
    with pytest.raises(KeyError):
        named(name)
