"""Labels in the printer's own letters, from the order on: asked for per printer, and drawn where they do not fit."""

import time
from collections.abc import Callable, Iterator

import pytest

from desktop.devices.simulated_thermal import SimulatedThermal
from desktop.models.base import disconnect
from desktop.services import changes, printers, printing
from desktop.services.print_room import PrintRoom
from desktop.services.printers import PrinterRow
from tests.devices import zpl_reader
from tests.documents import reading
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def thermal() -> Iterator[SimulatedThermal]:
    with SimulatedThermal("zpl") as printer:
        yield printer


@pytest.fixture
def label_of(thermal: SimulatedThermal) -> Iterator[Callable[..., bytes]]:
    """Prints the label of a packed order on a printer with these settings; the bytes that came to it."""
    changes.work_at("Bench 1", "Dewi")
    stops: list[Callable[[], None]] = []

    def print_out(**settings: object) -> bytes:
        raw = {"language": "zpl", "address": thermal.address, "cutter": True, **settings}
        printers.save(PrinterRow("Labels", "raw", raw, ("parcel-label",)))
        stops.append(PrintRoom(leave=disconnect, poll_s=0.02).start())
        shop.packed_order(("CUP", 1))  # its label prints by itself
        deadline = time.monotonic() + 20
        while not thermal.printed:
            assert time.monotonic() < deadline, [(job.kind, job.state, job.reason) for job in printing.jobs()]
            time.sleep(0.01)
        return thermal.printed[0]

    yield print_out
    for stop in stops:
        stop()


def test_a_printer_that_was_set_so_writes_the_label_in_its_own_letters(label_of: Callable[..., bytes]) -> None:
    names = [command.name for command in zpl_reader.commands(label_of(text=True))]
    assert "^GF" not in names
    assert {"^BC", "^BQ", "^A", "^MM"} <= set(names)


def test_without_being_asked_a_label_is_drawn(label_of: Callable[..., bytes]) -> None:
    kinds = [kind for kind, _text in reading.codes(zpl_reader.pictures(label_of())[0])]
    assert kinds == ["Code128", "QRCode"]


def test_a_printer_that_is_a_little_off_draws_its_labels(label_of: Callable[..., bytes]) -> None:
    made = label_of(text=True, calibration={"offset_x_mm": 1.0})
    assert "^GF" in [command.name for command in zpl_reader.commands(made)]
