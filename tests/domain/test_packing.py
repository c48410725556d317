"""What a scan is to an order."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.domain.codes import gtin14
from desktop.domain.packing import Line, Scan, Verdict, check

EAN = "4006381333931"
UPC = "036000291452"


def line(row: int, sku: str, ordered: int = 1, packed: int = 0, codes: tuple[str, ...] = ()) -> Line:
    gtins = {gtin for gtin in map(gtin14, codes) if gtin}
    return Line(row, sku, frozenset({sku, *codes} | gtins), ordered, packed)


def scan(lines: list[Line], code: str, units: int = 1) -> Scan:
    return check(lines, code, gtin14(code), units)


@pytest.mark.parametrize(
    ("packed", "code", "verdict", "meant"),
    [
        ((0, 0), "CUP", Verdict.RIGHT, 1),
        ((0, 0), "PLATE", Verdict.RIGHT, 2),
        ((2, 0), "PLATE", Verdict.COMPLETE, 2),
        ((1, 1), "CUP", Verdict.COMPLETE, 1),
        ((2, 0), "CUP", Verdict.TOO_MANY, 1),
        ((2, 1), "PLATE", Verdict.TOO_MANY, 2),
        ((0, 0), "SPOON", Verdict.UNKNOWN, None),
        ((0, 0), "", Verdict.UNKNOWN, None),
        ((0, 0), "CU", Verdict.UNKNOWN, None),
        ((0, 0), "CUP ", Verdict.UNKNOWN, None),
    ],
)
def test_verdicts(packed: tuple[int, int], code: str, verdict: Verdict, meant: int | None) -> None:
    lines = [line(1, "CUP", 2, packed[0]), line(2, "PLATE", 1, packed[1])]
    assert scan(lines, code) == Scan(verdict, meant)


def test_the_same_article_on_two_lines_fills_the_first_and_then_the_second() -> None:
    assert scan([line(1, "CUP", 2, 1), line(2, "CUP", 3)], "CUP") == Scan(Verdict.RIGHT, 1)
    assert scan([line(1, "CUP", 2, 2), line(2, "CUP", 3)], "CUP") == Scan(Verdict.RIGHT, 2)
    assert scan([line(1, "CUP", 2, 2), line(2, "CUP", 3, 2)], "CUP") == Scan(Verdict.COMPLETE, 2)
    assert scan([line(1, "CUP", 2, 2), line(2, "CUP", 3, 3)], "CUP") == Scan(Verdict.TOO_MANY, 1)


def test_a_code_in_other_capitals_means_the_article_that_has_it() -> None:
    assert scan([line(1, "Cup-b")], "CUP-B") == Scan(Verdict.COMPLETE, 1)
    assert scan([line(1, "straße"), line(2, "CUP")], "STRASSE") == Scan(Verdict.RIGHT, 1)


def test_an_exact_code_wins_over_one_in_other_capitals() -> None:
    assert scan([line(1, "15056BL"), line(2, "15056bl")], "15056bl") == Scan(Verdict.RIGHT, 2)


def test_a_code_that_two_articles_have_but_for_their_capitals_is_ambiguous() -> None:
    assert scan([line(1, "15056BL"), line(2, "15056bl")], "15056Bl") == Scan(Verdict.AMBIGUOUS)


def test_two_lines_of_one_article_are_not_ambiguous() -> None:
    assert scan([line(1, "15056BL", 1, 1), line(2, "15056BL")], "15056bl") == Scan(Verdict.COMPLETE, 2)


@pytest.mark.parametrize("scanned", [EAN, "0" + EAN])
def test_every_form_of_a_gtin_finds_its_article(scanned: str) -> None:
    assert scan([line(1, "PEN", codes=(EAN,))], scanned) == Scan(Verdict.COMPLETE, 1)


@pytest.mark.parametrize("scanned", [UPC, "0" + UPC, "00" + UPC])
@pytest.mark.parametrize("kept", [UPC, "0" + UPC, "00" + UPC])
def test_a_upc_is_the_same_with_and_without_its_zeros(kept: str, scanned: str) -> None:
    assert scan([line(1, "PAPER", codes=(kept,))], scanned) == Scan(Verdict.COMPLETE, 1)


def test_a_number_with_a_wrong_check_digit_matches_only_as_it_is_printed() -> None:
    wrong = EAN[:-1] + "2"
    assert scan([line(1, "PEN", codes=(wrong,))], wrong).verdict is Verdict.COMPLETE
    assert scan([line(1, "PEN", codes=(wrong,))], "0" + wrong).verdict is Verdict.UNKNOWN
    assert scan([line(1, "PEN", codes=(EAN,))], wrong).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("units", "found"),
    [
        (1, Scan(Verdict.RIGHT, 1)),
        (3, Scan(Verdict.RIGHT, 1)),
        (4, Scan(Verdict.TOO_MANY, 1)),
        (10**9, Scan(Verdict.TOO_MANY, 1)),
    ],
)
def test_a_quantity_counts_as_a_whole_or_not_at_all(units: int, found: Scan) -> None:
    assert scan([line(1, "CUP", 5, 2), line(2, "PLATE")], "CUP", units) == found


def test_a_quantity_goes_to_the_first_line_that_can_take_all_of_it() -> None:
    assert scan([line(1, "CUP", 2), line(2, "CUP", 5)], "CUP", 4) == Scan(Verdict.RIGHT, 2)


def test_the_quantity_that_fills_the_order_completes_it() -> None:
    assert scan([line(1, "CUP", 5, 2)], "CUP", 3) == Scan(Verdict.COMPLETE, 1)


def test_the_rest_of_the_order_counts_where_the_lines_are_only_its_candidates() -> None:
    assert check([line(1, "CUP")], "CUP", left=4) == Scan(Verdict.RIGHT, 1)
    assert check([line(1, "CUP")], "CUP", left=1) == Scan(Verdict.COMPLETE, 1)


skus = some.sampled_from(["CUP", "cup", "Cup", "PLATE", "SPOON", EAN])
rows = some.lists(some.tuples(skus, some.integers(1, 4)), min_size=1, max_size=6)


@given(rows, some.lists(some.tuples(skus, some.integers(1, 3)), max_size=60))
def test_no_sequence_of_scans_packs_more_than_was_ordered(
    ordered: list[tuple[str, int]], scans: list[tuple[str, int]]
) -> None:
    packed = [0] * len(ordered)
    completed = False
    for code, units in scans:
        lines = [line(row, sku, most, packed[row]) for row, (sku, most) in enumerate(ordered)]
        found = scan(lines, code, units)
        assert found.verdict.counts is (found.verdict in (Verdict.RIGHT, Verdict.COMPLETE))
        if found.verdict.counts:
            assert found.line_id is not None
            packed[found.line_id] += units
        completed = found.verdict is Verdict.COMPLETE
        assert all(done <= most for done, (_sku, most) in zip(packed, ordered, strict=True))
        assert completed is (found.verdict.counts and sum(packed) == sum(most for _sku, most in ordered))
