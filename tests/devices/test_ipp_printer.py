"""A network printer that speaks IPP and says what lies in it; and one that cancels what it has no paper for."""

import threading
from collections.abc import Iterator

import pytest

from desktop.devices.device import JobState, PrinterAway, State, Ticket
from desktop.devices.printer_system import SystemPrinter
from desktop.devices.spooler import Job, Spooler
from tests.devices.ipp_printer import IppFault, IppPrinter, listening
from tests.documents import samples
from tests.documents.drawing import DOCUMENTS


@pytest.fixture
def there() -> Iterator[IppPrinter]:
    with listening(IppPrinter()) as printer:
        yield printer


def reached(there: IppPrinter, **settings: object) -> SystemPrinter:
    printer = SystemPrinter.made("Label", 203, {"uri": there.uri, **settings})
    assert isinstance(printer, SystemPrinter)
    return printer


def test_it_says_what_lies_in_it_by_size_by_range_or_by_name(there):
    there.loaded = [(21000, 29700), (8000, (1000, 100000))]
    there.ready = ["na_letter_8.5x11in"]
    assert reached(there).condition().loaded == ((210, 297), (80, 0))
    there.loaded = []
    assert reached(there).condition().loaded == ((216, 279),)
    there.ready = ["om_label_100x150mm", "custom_strange"]
    assert reached(there).condition().loaded == ((100, 150),)
    assert reached(there, any_paper=True).condition().loaded == ()


def test_a_print_server_only_guesses_and_so_the_printer_behind_it_is_asked(there):
    there.ready, there.cups = ["iso_a4_210x297mm"], True
    assert reached(there).condition().loaded == ()
    with listening(IppPrinter(loaded=[(10000, 15000)])) as behind:
        there.device = behind.uri
        assert reached(there).condition().loaded == ((100, 150),)


def test_a_label_waits_until_labels_lie_in_the_printer(there):
    there.loaded = [(21000, 29700)]
    pdf = DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)
    waiting, told = [Job("k", "label", lambda: pdf)], []
    again, out = threading.Event(), threading.Event()

    def report(key: str, state: JobState, reason: str, remote: str) -> None:
        told.append((state, reason.replace("\u00a0", " ")))
        if state is JobState.QUEUED:
            waiting.append(Job("k", "label", lambda: pdf))
            again.set()
        if state is JobState.DONE:
            out.set()

    spooler = Spooler(reached(there), lambda: waiting.pop() if waiting else None, report, poll_s=0.05)
    spooler.start()
    assert again.wait(20)
    assert there.printed == []
    assert (JobState.QUEUED, "It needs 100 × 150 mm; the printer has A4.") in told
    there.loaded = [(10100, 15000)]
    assert out.wait(20)
    spooler.close()
    assert [name for name, _document in there.printed] == ["k"]


def test_a_job_that_the_printer_cancels_for_its_paper_is_seen_and_named(there):
    there.faults = [IppFault.CANCELLED]
    printer = reached(there)
    seen = printer.progress(_sent(printer))
    assert seen.state is JobState.FAILED
    assert "paper of its size" in seen.reason


def _sent(printer: SystemPrinter) -> str:
    return printer.send(Ticket("k", "t", DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)))


def test_a_busy_printer_is_asked_again_and_one_without_paper_says_so(there):
    there.faults = [IppFault.BUSY]
    printer = reached(there)
    with pytest.raises(PrinterAway):
        _sent(printer)
    there.paper_out = True
    assert printer.progress(_sent(printer)).state is JobState.SENT
    assert (printer.condition().state, printer.condition().reason) == (State.TROUBLE, "The printer has no paper.")
    found = printer.find("k")
    assert found
    assert found.state is JobState.SENT
