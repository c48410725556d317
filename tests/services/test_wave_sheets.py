"""Wave sheets: lists that are picked on paper without power, and the state that their ticked rows restore (X13)."""

import random

import pytest

from desktop.domain.codes import Kind, read, tick_code, tick_of
from desktop.domain.errors import BadInput, NotFound
from desktop.domain.picking import Said
from desktop.models.base import run
from desktop.services import batch, changes, papers, picking, printing, tick_sheets, waves
from desktop.services.picking import OtherListOpen
from tests.documents import reading
from tests.services import shop, storage
from tests.services.storage import CODES, CUP, KOPI, SAMBAL, TEH

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _filled(database: str) -> None:
    storage.fill()
    changes.work_at("Bench 1", "Dewi")


def codes_of(pdf: bytes, dpi: int = 203) -> list[str]:
    """The rows' codes as a scanner reads them, from every page, in the order of the sheet."""
    found = [text for page in range(reading.pages(pdf)) for _kind, text in reading.codes(reading.image(pdf, page, dpi))]
    return sorted(text for text in found if read(text).kind is Kind.TICK)


def state(wave_id: int) -> list[tuple[object, ...]]:
    """What is picked: each pick's units, the wave's state, what may still be picked."""
    view = waves.show(wave_id)
    picks = run("SELECT line_id, part_id, picked, short FROM pick WHERE wave_id = ? ORDER BY id", (wave_id,)).fetchall()
    return [*picks, (view.state, view.left), *((order.id, order.left, order.here) for order in view.orders)]


def test_a_rows_code_is_read_back_as_its_sheet_and_row() -> None:
    for sheet, row in ((1, 1), (12, 9999), (123456, 42)):
        code = read(tick_code(sheet, row))
        assert code.kind is Kind.TICK
        assert tick_of(code.value) == (sheet, row)
    with pytest.raises(ValueError):
        tick_code(1, 10000)


@pytest.mark.parametrize("dpi", [203, 300])
def test_every_basket_of_every_stop_has_a_row_whose_code_is_read_from_paper(dpi: int) -> None:
    wave = waves.make([shop.order((CUP, 2), (KOPI, 1)).id, shop.order((SAMBAL, 30), (CUP, 1)).id]).wave
    pdf = papers.draw_own("wave-sheet", wave.name, dpi=dpi)
    found = codes_of(pdf, dpi)
    assert [tick_sheets.find(code).units for code in found] == [30, 1, 2, 1]
    assert reading.clashes(pdf) == []


def test_the_ticked_sheet_restores_what_scans_at_the_shelf_would_have_counted() -> None:
    """Twins: what one wave's shelf scans counted, the other's paper brings back, whatever the order of the rows."""
    lines = [((CUP, 2), (KOPI, 1)), ((SAMBAL, 3), (CUP, 1)), ((TEH, 5),)]
    by_scan, by_paper = (waves.make([shop.order(*each).id for each in lines]).wave for _turn in range(2))
    sheet = codes_of(papers.draw_own("wave-sheet", by_paper.name))
    boxes = storage.free_totes(3)
    for order, box in zip(by_scan.orders, boxes, strict=True):
        picking.scan(by_scan.id, order.code)
        picking.scan(by_scan.id, box)
    for stop in by_scan.stops:
        for part in stop.parts:
            box = boxes[[order.id for order in by_scan.orders].index(part.order_id)]
            picking.scan(by_scan.id, CODES[stop.sku], units=part.left)
            told = picking.scan(by_scan.id, box)
    assert told.done
    picking.put_aside(by_scan.id)
    seed = random.Random(13)
    shuffled = [*sheet, *seed.choices(sheet, k=4)]  # some rows are scanned twice
    seed.shuffle(shuffled)
    for code in shuffled:
        if waves.show(by_paper.id).open:
            picking.tick(code)

    def counted(wave_id: int) -> list[object]:
        rows = run("SELECT picked, short FROM pick WHERE wave_id = ? ORDER BY id", (wave_id,)).fetchall()
        return [waves.show(wave_id).state, *rows]

    assert counted(by_paper.id) == counted(by_scan.id)


def test_a_row_says_what_lies_in_the_basket_and_is_never_added_twice() -> None:
    wave = waves.make([shop.order((CUP, 6), (KOPI, 1)).id]).wave
    sheet = {tick_sheets.find(code).units: code for code in codes_of(papers.draw_own("wave-sheet", wave.name))}
    picking.scan(wave.id, CODES[CUP], units=2)  # some were scanned at the shelf after the sheet was printed
    told = picking.tick(sheet[6], 4)
    assert (told.said, told.units) == (Said.PICKED, 2)
    before = state(wave.id)
    again = picking.tick(sheet[6], 4)
    assert (again.said, state(wave.id)) == (Said.TICKED, before)
    assert picking.tick(sheet[6]).units == 2
    assert picking.tick(sheet[1]).done


def test_a_later_sheet_has_only_the_rest_and_the_older_one_still_says_the_truth() -> None:
    wave = waves.make([shop.order((CUP, 6)).id]).wave
    older = codes_of(papers.draw_own("wave-sheet", wave.name))
    picking.tick(older[0], 2)
    newer = codes_of(papers.draw_own("wave-sheet", wave.name))
    assert tick_sheets.find(newer[0]).units == 4
    assert picking.tick(older[0], 2).said is Said.TICKED
    assert picking.tick(newer[0], 1).units == 1
    assert picking.tick(older[0]).done


def test_what_no_sheet_says_is_refused_and_nothing_is_counted() -> None:
    wave = waves.make([shop.order((CUP, 2)).id]).wave
    (code,) = codes_of(papers.draw_own("wave-sheet", wave.name))
    before = state(wave.id)
    for wrong in (tick_code(99, 1), code[:-1] + ("A" if code[-1] != "A" else "B"), "", wave.code):
        with pytest.raises(NotFound):
            picking.tick(wrong)
    for units in (0, 3):
        with pytest.raises(BadInput):
            picking.tick(code, units)
    other = waves.make([shop.order((KOPI, 1)).id]).wave
    picking.open_wave(other.id)
    with pytest.raises(OtherListOpen):
        picking.tick(code)
    assert state(wave.id) == before


def test_an_undo_takes_a_ticked_row_back() -> None:
    wave = waves.make([shop.order((CUP, 2), (KOPI, 1)).id]).wave
    before = state(wave.id)
    picking.tick(codes_of(papers.draw_own("wave-sheet", wave.name))[0])
    picking.undo(wave.id)
    assert state(wave.id) == before


def test_a_shop_that_wants_them_prints_its_lists_as_wave_sheets() -> None:
    waves.change_rules(tick_codes=True)
    batch.pick([shop.order((CUP, 1)).id])
    assert [job.kind for job in printing.jobs()] == ["wave-sheet"]
