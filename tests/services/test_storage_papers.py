"""The wave's list on paper, and a tote or a list scanned at the packing bench."""

import pytest

from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.order import Stage
from desktop.models.base import run
from desktop.services import batch, bench, changes, orders, papers, picking, printers, printing, totes, waves
from desktop.services.bench import Happened
from desktop.services.changes import new_op_id
from desktop.services.printers import PrinterRow
from desktop.services.totes import ToteEmpty
from tests.documents import reading
from tests.services import shop, storage
from tests.services.storage import CUP, KOPI, SAMBAL

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _filled(database: str) -> None:
    storage.fill()
    changes.work_at("Bench 1", "Dewi")


def texts(pdf: bytes) -> str:
    return reading.drawn(pdf)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_list_has_the_code_of_the_wave_and_of_each_order(dpi: int) -> None:
    ids = [shop.order((CUP, 2), (KOPI, 1)).id, shop.order((SAMBAL, 3)).id, shop.order((CUP, 1)).id]
    wave = waves.make(ids).wave
    pdf = papers.draw_own("wave-list", wave.name, dpi=dpi)
    found = {text for _kind, text in reading.codes(reading.image(pdf, 0, dpi))}
    assert found == {wave.code, *(orders.show(order_id).code for order_id in ids)}


def test_the_list_goes_along_the_bins_and_sums_what_several_want() -> None:
    wave = waves.make([shop.order((CUP, 2), (KOPI, 1)).id, shop.order((SAMBAL, 3), (CUP, 1)).id]).wave
    said = texts(papers.draw_own("wave-list", wave.name, language="en"))
    assert said.index("A-2-1") < said.index("A-10-2") < said.index("B-01-4")
    assert "in bin order" in said
    picking.scan(wave.id, storage.free_totes(1)[0])
    assert wave.name in said


def test_what_is_picked_already_is_not_on_the_list() -> None:
    wave = waves.make([shop.order((CUP, 2), (SAMBAL, 1)).id]).wave
    picking.scan(wave.id, SAMBAL)
    said = texts(papers.draw_own("wave-list", wave.name))
    assert "A-2-1" not in said
    assert "B-01-4" in said


def test_orders_that_are_printed_together_are_one_list_and_printing_again_makes_no_other() -> None:
    ids = [shop.order((CUP, 1)).id, shop.order((CUP, 1)).id]
    assert batch.print_papers(ids, "pick-list").done == 2
    batch.print_papers(ids, "pick-list")
    assert [(job.kind, job.title) for job in printing.jobs()] == [("wave-list", "W-0001")] * 2
    assert [orders.show(order_id).stage for order_id in ids] == [Stage.TO_PACK] * 2
    printers.save(PrinterRow("A4", "folder", {"folder": "/tmp"}, ("pick-list",)))
    assert printers.route("wave-list", "Bench 1").name == "A4"  # type: ignore[union-attr]


def test_labels_are_drawn_for_one_and_for_all() -> None:
    made = storage.free_totes(3)
    assert reading.pages(papers.draw_own("tote-label", "")) == 3
    assert reading.pages(papers.draw_own("tote-label", made[1])) == 1
    assert reading.pages(papers.draw_own("bin-label", "")) == 3
    assert reading.pages(papers.draw_own("bin-label", "b-01-4")) == 1
    with pytest.raises(KolliError):
        papers.draw_own("bin-label", "nowhere")


def test_a_tote_scanned_at_the_bench_opens_its_order() -> None:
    ids = [shop.order((CUP, 1)).id, shop.order((SAMBAL, 1)).id]
    wave_id = waves.make(ids).wave.id
    codes = storage.free_totes(2)
    for text in (*codes, CUP, codes[0], SAMBAL, codes[1]):
        picking.scan(wave_id, text)
    seat = bench.Seat()
    answer = seat.scan(codes[1], new_op_id())
    assert (answer.happened, answer.order and answer.order.id) == (Happened.OPENED, ids[1])
    seat.scan(SAMBAL, new_op_id())
    assert orders.show(ids[1]).stage is Stage.TO_SHIP
    with pytest.raises(ToteEmpty):
        bench.Seat().scan(codes[1], new_op_id())
    assert totes.find(codes[1]).order_id is None


def test_a_list_scanned_at_the_bench_opens_its_next_order() -> None:
    ids = [shop.order((CUP, 1)).id, shop.order((SAMBAL, 1)).id]
    wave = waves.make(ids).wave
    with pytest.raises(NotAllowed):
        bench.Seat().scan(wave.code, new_op_id())
    batch.pick(ids)
    seat = bench.Seat()
    for order_id, sku in zip(ids, (CUP, SAMBAL), strict=True):
        answer = seat.scan(wave.code, new_op_id())
        assert (answer.happened, answer.order and answer.order.id) == (Happened.OPENED, order_id)
        run("UPDATE orders SET note_seen_at = 1 WHERE id = ?", (order_id,))
        seat.scan(sku, new_op_id())
    with pytest.raises(NotAllowed):
        bench.Seat().scan(wave.code, new_op_id())
