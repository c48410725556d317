"""The print queue on disk: what is asked for again, by whom it is held, what is cancelled and moved."""

from pathlib import Path

import pytest

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.print_order import By
from desktop.models.base import run
from desktop.services import batch, changes, orders, print_batches, print_routes, printers, printing
from desktop.services.printers import PrinterRow
from tests.services import shop, storage
from tests.services.storage import CUP, KOPI, SAMBAL

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture(autouse=True)
def _here() -> None:
    changes.work_at("Bench 1", "Dewi")


def states() -> list[tuple[str, bool]]:
    return [(job.state, job.copy) for job in reversed(printing.jobs())]


def came(job_id: int, state: str) -> None:
    assert printing.claim(job_id, "Office")
    printing.mark(job_id, state)


def test_a_reprint_is_a_new_row_that_names_the_first_and_is_marked() -> None:
    order = shop.order(("CUP", 1))
    first = printing.queue("packing-slip", order.id)
    came(first, "done")
    second = printing.again(first)
    came(second, "done")
    third = printing.queue("packing-slip", order.id)
    assert [(job.state, job.copy, job.reprint_of) for job in reversed(printing.jobs())] == [
        ("reprinted", False, None), ("done", True, first), ("queued", True, first),
    ]  # fmt: skip
    assert third > second
    assert [row.action for row in orders.show(order.id).history].count("printed-again") == 2


def test_what_did_not_come_out_is_printed_again_without_a_mark() -> None:
    job = printing.queue("packing-slip", shop.order(("CUP", 1)).id)
    came(job, "failed")
    again = printing.again(job)
    assert states() == [("reprinted", False), ("queued", False)]
    assert printing.claim(again, "Office")
    assert states() == [("reprinted", False), ("sending", False)]
    with pytest.raises(NotAllowed):
        printing.again(job)


def test_did_it_come_out_yes_closes_it_and_no_prints_a_marked_one() -> None:
    order = shop.order(("CUP", 1))
    yes, no = printing.queue("packing-slip", order.id), printing.queue("invoice", order.id)
    came(yes, "unsure")
    came(no, "unsure")
    printing.came_out(yes)
    printing.again(no)
    assert states() == [("done", False), ("reprinted", False), ("queued", True)]
    with pytest.raises(NotAllowed):
        printing.came_out(yes)
    with pytest.raises(NotFound):
        printing.came_out(999)


def test_asked_for_twice_before_the_first_came_out_the_second_is_the_copy() -> None:
    order = shop.order(("CUP", 1))
    one, two = printing.queue("packing-slip", order.id), printing.queue("packing-slip", order.id)
    came(one, "done")
    assert printing.claim(two, "Office")
    assert states() == [("done", False), ("sending", True)]


def test_only_what_waits_or_failed_is_cancelled_and_what_a_person_decided_stands() -> None:
    job = printing.queue("packing-slip", shop.order(("CUP", 1)).id)
    assert printing.claim(job, "Office")
    with pytest.raises(NotAllowed):
        printing.cancel(job)
    printing.mark(job, "failed")
    printing.cancel(job)
    printing.mark(job, "done")  # its printer says so afterwards
    assert states() == [("cancelled", False)]
    assert not printing.claim(job, "Office")


def test_what_waits_for_one_printer_can_come_out_of_another(tmp_path: Path) -> None:
    for name, kinds in (("Office", ("packing-slip",)), ("Labels", ("parcel-label",)), ("Spare", ())):
        printers.save(PrinterRow(name, "folder", {"folder": str(tmp_path)}, kinds))
    ids = [shop.order(("CUP", 1)).id for _turn in range(3)]
    papers = [printing.queue("packing-slip", order_id) for order_id in ids]
    label = printing.queue("parcel-label", ids[0])
    assert [job.id for job in print_routes.waiting("Office", "Bench 1")] == papers
    print_routes.move_job(papers[2], "Labels")
    assert print_routes.move("Office", "Spare", "Bench 1") == 2
    assert [job.id for job in print_routes.waiting("Spare", "Bench 1")] == papers[:2]
    assert [job.id for job in print_routes.waiting("Labels", "Bench 1")] == [papers[2], label]
    with pytest.raises(NotFound):
        print_routes.move("Spare", "Nowhere", "Bench 1")
    came(papers[0], "done")
    with pytest.raises(NotAllowed):
        print_routes.move_job(papers[0], "Labels")


def test_a_batch_comes_out_in_the_order_of_packing() -> None:
    storage.fill()
    both = shop.order((CUP, 1), (SAMBAL, 1)).id
    cups = shop.order((CUP, 2)).id
    sambal = shop.order((SAMBAL, 1)).id
    cup = shop.order((CUP, 1)).id
    kopi = shop.order((KOPI, 9)).id
    ids = [both, cups, sambal, cup, kopi]
    assert print_batches.sequence(ids, By.LISTED) == ids
    by_sku = print_batches.sequence(ids, By.SKU)
    assert print_batches.sequence(ids, By.TOTAL)[0] == kopi
    assert print_batches.sequence(ids, By.BIN) == [sambal, both, kopi, cups, cup]
    assert by_sku == [cup, cups, kopi, sambal, both]


def test_a_batch_says_how_far_it_is_and_cancelling_keeps_what_came_out() -> None:
    ids = [shop.order(("CUP", 1)).id for _turn in range(5)]
    queued = batch.print_papers([*ids, 999], "packing-slip", by=By.TOTAL)
    assert (queued.done, len(queued.refused)) == (5, 1)
    made = [job for job in reversed(printing.jobs()) if job.batch_id == queued.papers]
    came(made[0].id, "done")
    came(made[1].id, "failed")
    came(made[2].id, "sent")
    now = print_batches.progress(queued.papers)
    assert (now.done, now.failed, now.left) == (1, 1, len(made) - 2)
    printing.again(made[1].id)
    assert print_batches.progress(queued.papers).papers == len(made)
    dropped = print_batches.cancel(queued.papers)
    assert (dropped.done, dropped.left, dropped.cancelled) == (1, 1, len(made) - 2)
    assert run("SELECT state FROM print_job WHERE id = ?", (made[0].id,)).fetchone()[0] == "done"
    printing.mark(made[2].id, "done")
    assert print_batches.going("Bench 1") == []
