"""Which paper comes out where, what a test page is, and a bench that gets another name."""

from pathlib import Path

import pytest

from desktop.devices.device import Condition, State
from desktop.domain.errors import BadInput, NotFound
from desktop.services import benches, changes, print_room, printers, printing, settings
from desktop.services.printers import PrinterRow
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def names(kind: str) -> str:
    found = printers.route(kind, changes.actor().bench)
    return found.name if found else ""


def test_a_kind_of_paper_has_one_printer_or_none(tmp_path: Path) -> None:
    folder = {"folder": str(tmp_path)}
    printers.save(PrinterRow("Office", "folder", dict(folder), ("invoice", "packing-slip")))
    printers.save(PrinterRow("Labels", "folder", dict(folder), ("parcel-label",)))
    printers.assign("invoice", "Labels")
    assert (names("invoice"), names("packing-slip"), names("parcel-label")) == ("Labels", "Office", "Labels")
    printers.assign("invoice", "")
    assert names("invoice") == ""
    with pytest.raises(NotFound):
        printers.assign("invoice", "nobody")


def test_a_test_page_goes_to_its_printer_also_when_it_is_tried_again(tmp_path: Path) -> None:
    for name in ("One", "Two"):
        printers.save(PrinterRow(name, "folder", {"folder": str(tmp_path / name)}, dpi=300))
    printing.queue_test("Two")
    job = printing.jobs()[0]
    printing.mark(job.id, "failed", "no answer")
    printing.again(job.id)
    done = print_room.print_now(printers.every()[1])
    assert [one.state for one in done] == ["done"]
    assert [file.suffix for file in (tmp_path / "Two").iterdir()] == [".pdf"]
    assert not (tmp_path / "One").exists()


def test_a_renamed_bench_takes_its_papers_printers_and_open_order_along(tmp_path: Path) -> None:
    changes.work_at("Bench 1", "Dewi")
    order = shop.order(("CUP", 1))
    printing.queue("packing-slip", order.id)
    printers.save(PrinterRow("Mine", "folder", {"folder": str(tmp_path)}, ("invoice",), bench="Bench 1"))
    heard: list[str] = []
    end = changes.listen(lambda _changes: heard.append(changes.actor().bench))
    try:
        assert benches.rename("  Packbord   2 ").name == "Packbord 2"
    finally:
        end()
    assert heard == ["Packbord 2"]  # who hears of it finds the new name
    assert [job.kind for job in printing.queued("Packbord 2")] == ["packing-slip"]
    assert names("invoice") == "Mine"
    with pytest.raises(BadInput):
        benches.rename("  ")
    assert (settings.bench().name, changes.actor().bench) == ("Packbord 2", "Packbord 2")
    assert benches.sign(" Ratna ").person == "Ratna"
    changes.work_at("", "")


def test_what_could_not_come_out_is_named_before_the_shift(tmp_path: Path) -> None:
    settings.change_bench(print_on_close=("parcel-label", "packing-slip"))
    printers.save(PrinterRow("Office", "folder", {"folder": str(tmp_path)}, ("packing-slip", "invoice")))
    assert [kind for kind, _reason in printers.missing("Bench 1")] == ["parcel-label"]
    printers.save(PrinterRow("Labels", "folder", {"folder": str(tmp_path)}, ("parcel-label",)))
    assert printers.missing("Bench 1") == []
    away = {"Office": Condition(State.AWAY, "It does not answer.")}
    assert printers.missing("Bench 1", away) == [
        ("packing-slip", "It does not answer."),
        ("invoice", "It does not answer."),
    ]
    a4 = {"Labels": Condition(State.READY, loaded=((210, 297),))}
    [(kind, reason)] = printers.missing("Bench 1", a4)
    assert kind == "parcel-label"
    assert reason.replace("\u00a0", " ") == "It needs 100 × 150 mm; the printer has A4."
    assert printers.missing("Bench 1", {"Labels": Condition(State.READY, loaded=((101, 149), (210, 297)))}) == []
    printers.hold("Labels")
    assert [kind for kind, _reason in printers.missing("Bench 1")] == ["parcel-label"]
    printers.hold("Labels", held=False)
    assert printers.missing("Bench 1") == []
