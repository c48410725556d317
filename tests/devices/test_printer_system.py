"""Printing through a real print server (CUPS), which runs for these tests only."""

import math
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest

from desktop.devices import DRIVERS, system_queues
from desktop.devices.device import JobState, PrinterAway, PrinterMissing, PrinterRefused, State, Ticket
from desktop.devices.printer_system import SystemPrinter
from desktop.devices.spooler import Job, Spooler
from desktop.documents import bars
from desktop.domain.codes import order_code, parcel_code
from desktop.services import printers
from desktop.services.paper_kinds import PAPERS
from desktop.services.papers import of_printer
from desktop.services.printers import PrinterRow
from tests.devices import cups
from tests.documents import reading, samples, scanner
from tests.documents.drawing import DOCUMENTS
from tests.documents.paper_samples import ELSEWHERE, SAMPLES, Sample

QUEUES = ("Office", "Label-Printer", "Counter")  # several print at once
FIRST = {sample.kind: sample for sample in reversed(SAMPLES)}  # of each kind one
OF_A_PRINTER = sorted(ELSEWHERE)  # what they say is read by tests of their own


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[cups.Cups]:
    why = cups.missing()
    if why:
        pytest.skip(why)
    with cups.server(tmp_path_factory.mktemp("cups"), (*QUEUES, "Held")) as running:
        cups.run(running, "cupsdisable", "Held")
        yield running


@pytest.fixture(autouse=True)
def _ours(server: cups.Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(server.socket))


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.03)


def print_out(printer: SystemPrinter, pdf: bytes) -> str:
    key = str(uuid.uuid4())
    remote = printer.send(Ticket(key, "a paper", pdf))
    until(lambda: printer.progress(remote).state is JobState.DONE)
    return key


def test_every_kind_of_paper_is_printed_here():
    assert set(PAPERS) == {*FIRST, *OF_A_PRINTER}


def test_every_kind_of_paper_comes_out_at_its_size_with_every_code(server, sqlite_database):
    waiting = [(sample, sample.draw(203)) for sample in FIRST.values()]
    row = printers.save(PrinterRow("Labels", "system", papers=("parcel-label",)))
    waiting += [(None, of_printer.draw(kind, row)) for kind in OF_A_PRINTER]
    while waiting:
        taken = [(queue, *waiting.pop()) for queue in QUEUES if waiting]
        for _queue, sample, sent, printed in together(server, taken, 203):
            look_at(sample, sent, printed, 203)


@pytest.mark.hard
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.kind} {sample.name}")
@pytest.mark.parametrize("dpi", [203, 300])
def test_every_sample_comes_out_at_its_size_with_every_code(server, sample, dpi):
    for _queue, _sample, sent, printed in together(server, [("Office", sample, sample.draw(dpi))], dpi):
        look_at(sample, sent, printed, dpi)


def together(
    server: cups.Cups, taken: list[tuple[str, Sample | None, bytes]], dpi: int
) -> Iterator[tuple[str, Sample | None, bytes, bytes]]:
    """Print a paper on each queue; what came out of each."""
    sent = [(SystemPrinter(queue, queue, dpi), queue, sample, pdf) for queue, sample, pdf in taken]
    remotes = [printer.send(Ticket(str(uuid.uuid4()), "a paper", pdf)) for printer, _queue, _sample, pdf in sent]
    for (printer, queue, sample, pdf), remote in zip(sent, remotes, strict=True):
        until(lambda printer=printer, remote=remote: printer.progress(remote).state is JobState.DONE)
        yield queue, sample, pdf, server.printed(queue).read_bytes()


def look_at(sample: Sample | None, sent: bytes, printed: bytes, dpi: int) -> None:
    name = f"{sample.kind} {sample.name}" if sample else "a printer's page"
    assert reading.pages(printed) == reading.pages(sent), name
    for page in range(reading.pages(sent)):
        wanted, got = reading.size_mm(sent, page), reading.size_mm(printed, page)
        assert max(abs(one - two) for one, two in zip(wanted, got, strict=True)) < 0.5, (name, wanted, got)
        before, after = (reading.boxes(pdf, page) for pdf in (sent, printed))
        assert len(before) == len(after), name
        moved = [(b.left - a.left, b.top - a.top) for b, a in zip(before, after, strict=True)]
        assert max((abs(way) for each in moved for way in each), default=0) < 0.5, name
        across = [across for across, _down in moved]
        # The same distances: at most 0.2 % off.
        assert not moved or max(across) - min(across) < 0.002 * max(box.left for box in before) + 0.01, name
    if sample is not None:
        pictures = [reading.image(printed, page, dpi) for page in range(reading.pages(printed))]
        found = {(code.kind, code.text) for each in pictures for code in scanner.scan(each, rotated=sample.turned)}
        assert found == sample.codes, name


def test_bars_keep_their_width_on_the_way_to_the_printer(server):
    label = samples.label_sv()
    print_out(SystemPrinter("Label-Printer", "Label-Printer"), DOCUMENTS["parcel-label"](label, "sv", 203))
    widths = reading.bars(reading.image(server.printed("Label-Printer").read_bytes(), 0, 203), label.code).widths
    modules = bars.code128(label.code).width
    assert abs(sum(widths) - 4 * modules) <= 1
    assert all(abs(width - 4 * round(width / 4)) <= 1 for width in widths)
    assert math.isclose(min(widths), 4, abs_tol=1)


def test_a_job_is_found_again_by_its_key(server):
    printer = SystemPrinter("Office", "Office")
    key = print_out(printer, DOCUMENTS["invoice"](samples.invoice_sv(), "sv", 300))
    found = printer.find(key)
    assert found
    assert found.state is JobState.DONE
    assert printer.find(str(uuid.uuid4())) is None


def test_a_stopped_queue_keeps_the_job_and_says_that_it_is_paused(server):
    printer = SystemPrinter("Held", "Held")
    key = str(uuid.uuid4())
    remote = printer.send(Ticket(key, "a paper", DOCUMENTS["invoice"](samples.invoice_sv(), "sv", 300)))
    assert printer.progress(remote).state is JobState.SENT
    assert printer.condition().state is State.TROUBLE
    assert printer.condition().reason
    cups.run(server, "cancel", remote)
    assert printer.progress(remote).state is JobState.FAILED
    found = printer.find(key)
    assert found
    assert found.state is JobState.FAILED


def test_a_queue_that_is_not_there_prints_on_no_other(server):
    printer = SystemPrinter("Gone", "nosuchqueue")
    before = {queue: server.printed(queue).read_bytes() for queue in ("Office",) if server.printed(queue).exists()}
    with pytest.raises(PrinterMissing):
        printer.send(Ticket("k", "t", DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)))
    assert printer.condition().state is State.MISSING
    assert {queue: server.printed(queue).read_bytes() for queue in before} == before


def test_a_queue_that_takes_no_jobs_refuses(server):
    cups.add_queue(server, "Closed")
    cups.run(server, "cupsreject", "Closed")
    printer = SystemPrinter("Closed", "Closed")
    with pytest.raises(PrinterRefused):
        printer.send(Ticket("k", "t", DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)))
    assert printer.condition().state is State.TROUBLE


def test_without_a_print_server_nothing_is_sent(monkeypatch, tmp_path):
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "none.sock"))
    printer = SystemPrinter("Office", "Office")
    with pytest.raises(PrinterAway):
        printer.send(Ticket("k", "t", DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)))
    assert printer.condition().state is State.AWAY
    assert system_queues() == []


def test_the_system_s_printers_are_listed_with_their_state(server):
    known = {queue.name: queue.condition.state for queue in system_queues()}
    assert known["Office"] in (State.READY, State.BUSY)
    assert known["Held"] is State.TROUBLE


def test_a_printer_is_reached_by_its_address_too(server, monkeypatch, tmp_path):
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "none.sock"))
    printer = DRIVERS["system"]("Label", 203, {"uri": f"ipp://127.0.0.1:{server.port}/printers/Label-Printer"})
    remote = printer.send(Ticket(str(uuid.uuid4()), "t", DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)))
    until(lambda: printer.progress(remote).state is JobState.DONE)
    assert printer.condition().state in (State.READY, State.BUSY)


def test_forty_labels_come_out_once_each_and_in_order(server):
    labels = [samples.label_sv(code=parcel_code(str(order_code(str(number))), 1)) for number in range(100, 140)]
    waiting = [
        Job(str(uuid.uuid4()), label.code, lambda label=label: DOCUMENTS["parcel-label"](label, "sv", 203))
        for label in labels
    ]
    keys = [job.key for job in waiting]
    told: list[tuple[str, JobState]] = []
    done = threading.Event()

    def report(key: str, state: JobState, reason: str, remote: str) -> None:
        told.append((key, state))
        if sum(state is JobState.DONE for _key, state in told) == len(keys):
            done.set()

    spooler = Spooler(
        SystemPrinter("Label", "Label-Printer"), lambda: waiting.pop(0) if waiting else None, report, poll_s=0.2
    )
    spooler.start()
    try:
        assert done.wait(60), told[-5:]
    finally:
        spooler.close()
    assert [key for key, state in told if state is JobState.SENDING] == keys
    assert [key for key, state in told if state is JobState.SENT] == keys
    assert sorted(key for key, state in told if state is JobState.DONE) == sorted(keys)
