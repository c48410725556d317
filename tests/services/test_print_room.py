"""The print room: papers of the queue on disk at printers that fail, are held, or belong to another program."""

import time
from collections.abc import Callable, Iterator

import pytest

from desktop.devices import DRIVERS
from desktop.devices.simulated import SimulatedPrinter
from desktop.models.base import disconnect, run
from desktop.services import changes, lease, print_room, printers, printing
from desktop.services.print_room import PrintRoom
from desktop.services.printers import PrinterRow
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, SimulatedPrinter]:
    """The simulated printers, by name, as the room hires them."""
    known: dict[str, SimulatedPrinter] = {}

    def make(name: str, dpi: int, _settings: object) -> SimulatedPrinter:
        return known.setdefault(name, SimulatedPrinter(name, dpi))

    monkeypatch.setitem(DRIVERS, "simulated", make)
    changes.work_at("Bench 1", "Dewi")
    printers.save(PrinterRow("Office", "simulated", {}, ("packing-slip", "invoice")))
    printers.save(PrinterRow("Labels", "simulated", {}, ("parcel-label",)))
    return known


@pytest.fixture
def room(made: dict[str, SimulatedPrinter]) -> Iterator[PrintRoom]:
    printing_here = PrintRoom(leave=disconnect, poll_s=0.02)
    stop = printing_here.start()
    yield printing_here
    stop()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, [(job.id, job.state, job.reason) for job in printing.jobs()]
        time.sleep(0.01)


def state(job_id: int) -> str:
    return printing.get(job_id).state


def test_a_held_printer_keeps_its_papers_and_the_others_go_on(
    room: PrintRoom, made: dict[str, SimulatedPrinter]
) -> None:
    order = shop.order(("CUP", 1))
    printers.hold("Office")
    slip = printing.queue("packing-slip", order.id)
    time.sleep(0.1)
    assert state(slip) == "queued"
    printers.hold("Office", held=False)
    until(lambda: state(slip) == "done")
    assert len(made["Office"].printed) == 1


def test_what_could_not_be_handed_over_goes_where_its_kind_goes_by_then(
    room: PrintRoom, made: dict[str, SimulatedPrinter]
) -> None:
    made["Office"].away = True
    slip = printing.queue("packing-slip", shop.order(("CUP", 1)).id)
    until(lambda: bool(printing.get(slip).reason))
    printers.assign("packing-slip", "Labels")
    until(lambda: state(slip) == "done")
    assert [len(made[name].printed) for name in ("Office", "Labels")] == [0, 1]


def test_paper_of_another_size_is_waited_for_by_name(room: PrintRoom, made: dict[str, SimulatedPrinter]) -> None:
    made["Office"].loaded = ((148, 210),)
    until(lambda: bool(room.conditions()["Office"].loaded))
    first, second = (printing.queue("packing-slip", shop.order(("CUP", 1)).id) for _turn in range(2))
    until(lambda: "A4" in printing.get(first).reason and "A5" in printing.get(second).reason)
    assert [kind for kind, _why in printers.missing("Bench 1", room.conditions())] == ["packing-slip", "invoice"]
    made["Office"].loaded = ((148, 210), (210, 297))
    until(lambda: state(first) == state(second) == "done")
    assert not printing.get(first).reason


def test_what_another_living_program_sends_is_left_to_it(made: dict[str, SimulatedPrinter]) -> None:
    ours, theirs, dead = (printing.queue("packing-slip", shop.order(("CUP", 1)).id) for _turn in range(3))
    machine = lease.owner().split("/")[0]
    for job_id, process in ((theirs, 1), (dead, 2**22 + 5)):  # no process has a number as large as the last
        assert printing.claim(job_id, "Office", f"{machine}/{process}/x")
    room = PrintRoom(leave=disconnect, poll_s=0.02)
    stop = room.start()
    until(lambda: state(ours) == state(dead) == "done")
    assert state(theirs) == "sending"
    stop()
    run("UPDATE print_job SET claimed_at = claimed_at - 1000000 WHERE id = ?", (theirs,))
    stop = PrintRoom(leave=disconnect, poll_s=0.02).start()  # nobody sends for a quarter of an hour
    until(lambda: state(theirs) == "done")
    stop()
    assert len(made["Office"].printed) == 3


def test_the_terminal_prints_what_waits_and_says_how_it_fared(made: dict[str, SimulatedPrinter]) -> None:
    for _turn in range(3):
        printing.queue("packing-slip", shop.order(("CUP", 1)).id)
    row = next(row for row in printers.every() if row.name == "Office")
    assert [job.state for job in print_room.print_now(row)] == ["done"] * 3
