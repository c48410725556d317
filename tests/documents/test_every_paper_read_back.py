"""Every code of every kind of paper is read back from the printer's dots: as they are, askew, blurred, faded, burnt."""

import math
import random
from dataclasses import replace

import pytest

from desktop.documents import bars
from desktop.documents.page import Paper
from desktop.domain.symbols import Symbology, sscc
from desktop.services.paper_kinds import PAPERS
from tests.documents import paper_samples, reading, samples, scanner
from tests.documents.paper_samples import SAMPLES, Sample

IDS = [f"{sample.kind} {sample.name}" for sample in SAMPLES]
LEAST = {203: 3, 300: 4, 600: 8}
LEAST_THIN = {203: 2, 300: 3, 600: 6}
LEAST_SQUARE = {203: 3, 300: 4, 600: 8}
WORN_CODES = {203: 2, 300: 1, 600: 4}  # of a paper with many codes so many are spoiled


def pages(sample: Sample, dpi: int) -> list:
    """The dots of a sample, and what is read on each page."""
    pdf = sample.draw(dpi)
    drawn = [reading.image(pdf, page, dpi) for page in range(reading.pages(pdf))]
    return [(picture, scanner.scan(picture, rotated=sample.turned)) for picture in drawn]


def test_every_kind_of_paper_has_a_sample():
    known = {sample.kind for sample in SAMPLES} | paper_samples.ELSEWHERE
    assert set(PAPERS) - known == set(), "add a line to paper_samples.SAMPLES"


@pytest.mark.parametrize("dpi", [203, 300, pytest.param(600, marks=pytest.mark.hard)])
@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_codes_stand_on_whole_dots_with_white_beside_them_and_are_read_as_they_are_and_spoiled(sample, dpi):
    """Spoiled: askew and faded with noise, askew the other way, blurred, burnt by a head that is too hot."""
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)
    found = [(picture, code) for picture, codes in pages(sample, dpi) for code in codes]
    assert {(code.kind, code.text) for _picture, code in found} == sample.codes
    for picture, code in found:
        if scanner.is_square(code):
            assert dots_of(code) >= LEAST_SQUARE[dpi], code
        elif not sample.turned:
            look_at_bars(sample, picture, code, dpi)
    for picture, code in found[:: max(1, len(found) // WORN_CODES[dpi])]:
        small = scanner.cut_out(picture, code, 10 * dots_of(code) + 4)
        for name, spoiled in spoil(small, code, dots_of(code), seed).items():
            read = scanner.scan(spoiled, rotated=sample.turned, like=code)
            assert (code.kind, code.text) in {(each.kind, each.text) for each in read}, (name, code)


def look_at_bars(sample: Sample, picture, code, dpi: int) -> None:
    symbol = bars.symbol(code.kind, code.text)
    before, widths, after = scanner.runs(picture, code)
    module = scanner.module_dots(widths)
    assert module >= (sample.least or (LEAST_THIN if sample.thin else LEAST)[dpi]), (code, module)
    assert [width // module for width in widths] == scanner.modules(code)
    assert scanner.decodability(widths, scanner.modules(code)) >= scanner.A_GRADE
    assert before >= symbol.before * module
    assert after >= symbol.after * module


def dots_of(code) -> int:
    """The dots of a module, from the size that the scanner saw."""
    wide = max(code.box[2] - code.box[0], code.box[3] - code.box[1])
    return max(1, round(wide / bars.symbol(code.kind, code.text).width))


def spoil(small, code, module: int, seed: int) -> dict:
    """The code as worse days show it. Bars lower than their slanted width are on no one line: those lean less."""
    square, (left, top, right, bottom) = scanner.is_square(code), code.box
    hot = scanner.grown(small) if module >= (4 if square else 3) else None
    coarser = max(1, module // 6)  # a camera has some six pixels a module, however fine the printer
    small, module = small.reduce(coarser), module // coarser
    short, long = sorted((right - left, bottom - top))
    angle = 12.0 if square else min(12.0, 0.6 * math.degrees(math.atan(short / long)))
    spoiled = {
        "askew and noisy": scanner.noisy(scanner.faded(scanner.tilted(small, angle)), seed),
        "askew the other way": scanner.faded(scanner.tilted(small, -angle)),
        "blurred": scanner.blurred(small, 0.3 * module),
    }
    if hot is not None:
        spoiled["hot"] = scanner.tilted(hot.reduce(coarser), angle / 4)
    return spoiled


def with_bars(draw) -> tuple:
    """A page with bars drawn by `draw(paper)`, as a 203 dpi printer burns it."""
    paper = Paper((100, 50), "x", 203)
    draw(paper)
    return reading.image(paper.finish(), 0, 203)


def test_the_harness_sees_bars_that_are_no_whole_dots():
    text = "KP10482A8"
    symbol = bars.code128(text)

    def at_a_third_of_a_millimetre(paper: Paper) -> None:
        module = 0.33 / 25.4 * 72
        paper.sheet.shapes.append(f"q {module:.5f} 0 0 40 30 60 cm 0 g {symbol.path} f Q")

    picture = with_bars(at_a_third_of_a_millimetre)
    code = next(code for code in scanner.scan(picture) if code.text == text)
    _before, widths, _after = scanner.runs(picture, code)
    assert scanner.module_dots(widths) == 1  # 2 dots here, 3 there
    assert scanner.decodability(widths, scanner.modules(code)) < scanner.A_GRADE
    sample = Sample("invoice", "broken", lambda dpi: b"", frozenset())
    with pytest.raises(AssertionError):
        look_at_bars(sample, picture, code, 203)


def test_the_harness_sees_a_quiet_zone_that_is_too_narrow():
    symbol = bars.symbol(Symbology.EAN13, "4006381333931")

    def beside_a_line(paper: Paper) -> None:
        paper.bars(20, 10, symbol, 3, 15)
        paper.box(20 - 9 * 3 * 25.4 / 203, 8, 0.3, 20)

    picture = with_bars(beside_a_line)
    code = next(code for code in scanner.scan(picture) if code.text == symbol.text)
    with pytest.raises(AssertionError):
        look_at_bars(replace(SAMPLES[0], thin=False), picture, code, 203)


def test_the_harness_sees_codes_that_are_too_thin_to_survive_a_hot_head():
    symbol = bars.code128("KP10482A8")
    picture = with_bars(lambda paper: paper.bars(20, 10, symbol, 2, 15))
    code = next(code for code in scanner.scan(picture) if code.text == symbol.text)
    burnt = scanner.grown(scanner.cut_out(picture, code, 24), 2)  # the white between the thinnest bars is gone
    worn = spoil(burnt, code, 2, seed=1)
    read = [name for name, spoiled in worn.items() if symbol.text in {e.text for e in scanner.scan(spoiled, like=code)}]
    assert read == []


@pytest.mark.hard
@pytest.mark.parametrize("dpi", [203, 300])
def test_five_hundred_labels_are_read_worn_or_not(dpi):
    """DEVICES.md section 11: all codes of 500 labels, and each linear one with a decodability of A."""
    seed = random.SystemRandom().randrange(2**32)
    choose = random.Random(seed)
    read, worst = 0, 1.0
    for turn in range(500):
        number = str(choose.randrange(10 ** choose.randrange(1, 12)))
        code = paper_samples.parcel_code(str(samples.order_code(number)), 1 + choose.randrange(26))
        numbered = {"sscc": sscc("7350000", choose.randrange(10**9))} if turn % 3 == 0 else {}
        pdf = paper_samples.parcel_label.draw(samples.label_sv(code=code, **numbered), "sv", dpi)
        picture = reading.image(pdf, 0, dpi)
        found = scanner.scan(picture)
        assert len(found) == 2, (seed, turn)
        for each in found:
            module = dots_of(each)
            if not scanner.is_square(each):
                _before, widths, _after = scanner.runs(picture, each)
                worst = min(worst, scanner.decodability(widths, scanner.modules(each)))
            small = scanner.cut_out(picture, each, 10 * module + 4)
            for name, spoiled in spoil(small, each, module, seed + turn).items():
                texts = {again.text for again in scanner.scan(spoiled, like=each)}
                assert each.text in texts, (seed, turn, name, each)
            read += 1
    print(f"\n500 labels at {dpi} dpi: {read} codes read as printed and spoiled four ways; decodability >= {worst:.2f}")
    assert worst >= scanner.A_GRADE
    assert not math.isnan(worst)
