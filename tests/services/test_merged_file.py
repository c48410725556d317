"""Papers of many orders as one PDF."""

from pathlib import Path

import pytest

from desktop.domain.errors import FolderRefused
from desktop.domain.print_order import By
from desktop.models.base import run
from desktop.services import merged_file, orders, packing, printing
from tests.documents import reading
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def packed() -> list[int]:
    """Four packed orders, the third in Swedish."""
    store, ids = shop.store(), []
    for turn in range(4):
        order_id = shop.sold(store, shop.remote(("CUP", turn + 1)))
        packing.open_order(order_id)
        for _unit in range(turn + 1):
            packing.scan(order_id, "CUP")
        ids.append(order_id)
    run("UPDATE orders SET language = 'sv' WHERE id = ?", (ids[2],))
    run("DELETE FROM print_job")
    return ids


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def codes(file: Path) -> list[str]:
    pdf = file.read_bytes()
    found = [reading.codes(reading.image(pdf, page)) for page in range(reading.pages(pdf))]
    return [next(text for kind, text in page if kind == "Code128") for page in found]


def test_labels_of_many_orders_are_one_file_in_the_order_of_packing(packed: list[int], out: Path) -> None:
    unpacked = shop.order(("TEA", 1)).id
    told: list[tuple[int, int]] = []
    saved = merged_file.save(
        [*packed, unpacked, 999], "parcel-label", out / "labels.pdf", By.TOTAL, lambda *far: told.append(far)
    )
    assert (saved.papers, saved.pages, len(saved.refused)) == (4, 4, 2)
    assert codes(out / "labels.pdf") == [orders.show(each).parcels[0].code for each in reversed(packed)]
    assert "Till" in reading.text((out / "labels.pdf").read_bytes())  # one of them is drawn in Swedish
    assert told[-1] == (4, 5)
    assert [file.name for file in out.iterdir()] == ["labels.pdf"]


def test_what_stands_in_a_file_came_out_and_comes_out_again_as_a_copy(packed: list[int], out: Path) -> None:
    file = out / "invoices.pdf"
    assert merged_file.save(packed, "invoice", file).papers == 4
    first = reading.text(file.read_bytes())
    assert merged_file.save(packed[:1], "invoice", file).papers == 1
    assert reading.text(file.read_bytes()) != first[: len(reading.text(file.read_bytes()))]
    job = printing.get(printing.queue("invoice", packed[1]))
    assert (job.copy, printing.get(job.reprint_of or 0).state) == (True, "done")


def test_stopped_or_refused_there_is_no_file(packed: list[int], out: Path) -> None:
    stopped = merged_file.save(packed, "packing-slip", out / "slips.pdf", stop=lambda: True)
    assert (stopped.stopped, stopped.papers) == (True, 0)
    with pytest.raises(FolderRefused):
        merged_file.save(packed, "packing-slip", out / "none" / "slips.pdf")
    assert [*out.iterdir()] == []
    assert not printing.is_out("packing-slip", packed[0])
