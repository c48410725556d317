"""Raw printers over their lines: they say how they are, and a paper is out, waiting, or honestly doubtful."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.devices import DRIVERS
from desktop.devices.device import (
    JobState,
    Printer,
    PrinterAway,
    PrinterBroke,
    PrinterMissing,
    PrinterRefused,
    State,
    Ticket,
)
from desktop.devices.raw.escpos import ESCPOS
from desktop.devices.raw.zpl import ZPL
from desktop.devices.simulated_thermal import SimulatedThermal, ThermalFault
from desktop.devices.spooler import Job, Spooler
from desktop.documents import fonts, parcel_label
from desktop.documents.page import Paper, Style
from tests.devices import escpos_reader, zpl_reader
from tests.documents import reading, samples

Start = Callable[..., tuple[SimulatedThermal, Printer]]


def label(code: str = "KP20741A2") -> bytes:
    return parcel_label.draw(replace(samples.label_sv(), code=code), "sv")


def receipt(text: str = "Kvitto") -> bytes:
    paper = Paper((80, 30), "Receipt", 203)
    paper.centre(40, 12, text, Style(fonts.BOLD, 12))
    return paper.finish()


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[SimulatedThermal] = []

    def begin(language: str = "zpl", line: str = "tcp", *, answers: bool = True, **settings: object):  # type: ignore[no-untyped-def]
        thermal = SimulatedThermal(language, line, answers=answers)
        thermal.on()
        running.append(thermal)
        wanted = {"language": language, "address": thermal.address, **settings}
        return thermal, DRIVERS["raw"]("Thermal", 203, wanted)

    yield begin
    for thermal in running:
        thermal.__exit__(None, None, None)


@pytest.mark.parametrize("line", ["tcp", "pty"])
@pytest.mark.parametrize("language", ["zpl", "tspl", "escpos"])
def test_a_paper_comes_out_once_and_is_done_when_the_printer_says_so(start: Start, language: str, line: str) -> None:
    thermal, printer = start(language, line, cutter=True, drawer=True)
    pdf = receipt() if language == "escpos" else label()
    assert printer.condition().state is State.READY
    remote = printer.send(Ticket("a", "a paper", pdf, kick=True))
    assert printer.progress(remote).state is JobState.DONE
    assert len(thermal.printed) == 1
    assert (thermal.cuts, thermal.kicks) == (1, 1 if language == "escpos" else 0)


def test_a_usb_printer_is_a_file_of_the_system(start: Start) -> None:
    thermal, _serial = start("zpl", "pty")
    device = thermal.address.removeprefix("serial://").partition("?")[0]
    printer = DRIVERS["raw"]("USB", 203, {"language": "zpl", "address": f"usb://{device}"})
    assert printer.progress(printer.send(Ticket("a", "a", label()))).state is JobState.DONE
    assert reading.codes(zpl_reader.pictures(thermal.printed[0])[0])[0] == ("Code128", "KP20741A2")


@pytest.mark.parametrize("language", ["zpl", "tspl", "escpos"])
def test_what_is_in_its_way_is_said_in_words_and_nothing_is_sent(start: Start, language: str) -> None:
    thermal, printer = start(language)
    for wrong, words in (
        ("paper_out", "The printer has no paper."),
        ("cover_open", "The printer's cover is open."),
        ("paused", "The printer is paused."),
    ):
        thermal.set(**{wrong: True})
        now = printer.condition()
        assert (now.state, now.reason) == (State.TROUBLE, words)
        with pytest.raises(PrinterAway) as held:
            printer.send(Ticket("a", "a", label()) if language != "escpos" else Ticket("a", "a", receipt()))
        assert held.value.say() == f"{words} The paper waits."
        thermal.set(**{wrong: False})
    assert printer.condition().state is State.READY
    assert thermal.printed == []


def test_a_label_printer_says_how_long_its_labels_are_and_a_roll_has_no_length(start: Start) -> None:
    thermal, printer = start("zpl")
    thermal.set(length_dots=400)
    assert printer.condition().loaded == ((0, 50),)
    answer = (
        b"\x02030,0,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02%03d,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
    )
    die_cut, roll = (ZPL.understand(answer % settings) for settings in (0, 128))
    assert die_cut
    assert roll
    assert (die_cut.length_dots, roll.length_dots) == (400, 0)
    assert ZPL.understand(answer[:60]) is None, "half an answer is none yet"


def test_a_receipt_printer_answers_byte_by_byte() -> None:
    assert ESCPOS.understand(b"\x12\x12\x12") is None
    said = ESCPOS.understand(b"\x00\x1a\x32\x12\x7e")
    assert said
    assert said.trouble == "The printer has no paper."


@pytest.mark.parametrize("language", ["zpl", "escpos"])
def test_a_printer_that_runs_out_of_paper_in_the_middle_keeps_the_rest_and_tells(start: Start, language: str) -> None:
    thermal, printer = start(language)
    thermal.fail(ThermalFault.PAPER_ENDS)
    remote = printer.send(Ticket("a", "a", label() if language == "zpl" else receipt()))
    assert thermal.printed == []
    waits = printer.progress(remote)
    assert (waits.state, waits.reason) == (JobState.SENT, "The printer has no paper.")
    thermal.set(paper_out=False)
    assert printer.progress(remote).state is JobState.DONE
    assert len(thermal.printed) == 1


def test_what_a_printer_held_when_it_was_turned_off_is_doubtful(start: Start) -> None:
    thermal, printer = start("zpl")
    thermal.fail(ThermalFault.PAPER_ENDS)
    remote = printer.send(Ticket("a", "a", label()))
    assert printer.progress(remote).state is JobState.SENT
    thermal.off()
    assert printer.condition().state is State.AWAY
    thermal.set(paper_out=False)
    thermal.on()
    assert printer.progress(remote).state is JobState.UNSURE
    assert thermal.printed == []


def test_after_kolli_was_closed_nobody_knows_of_a_paper_that_was_only_sent(start: Start) -> None:
    thermal, _before = start("zpl")
    printer = DRIVERS["raw"]("Thermal", 203, {"language": "zpl", "address": thermal.address})
    assert printer.progress("sent-yesterday").state is JobState.UNSURE
    thermal.set(paper_out=True)
    assert printer.progress("sent-yesterday").state is JobState.SENT, "it may hold it still"


@pytest.mark.parametrize("fault", [ThermalFault.LOST_BEFORE, ThermalFault.DROPS, ThermalFault.LOST_AFTER])
@pytest.mark.parametrize("language", ["zpl", "tspl", "escpos"])
def test_a_line_that_breaks_within_a_paper_makes_it_doubtful(start: Start, language: str, fault: ThermalFault) -> None:
    thermal, printer = start(language)
    thermal.fail(fault)
    with pytest.raises(PrinterBroke):
        printer.send(Ticket("a", "a", label() if language != "escpos" else receipt()))
    assert len(thermal.printed) == (1 if fault is ThermalFault.LOST_AFTER else 0)
    with pytest.raises(PrinterBroke):
        printer.find("a")


def test_a_printer_that_is_off_gets_nothing_and_the_paper_waits(start: Start) -> None:
    thermal, printer = start("zpl")
    thermal.off()
    assert printer.condition().state is State.AWAY
    with pytest.raises(PrinterAway):
        printer.send(Ticket("a", "a", label()))


def test_a_printer_that_never_answers_is_used_all_the_same(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.devices.raw.printer._ANSWER_S", 0.05)
    thermal, printer = start("tspl", answers=False)
    assert printer.condition().state is State.READY
    assert printer.progress(printer.send(Ticket("a", "a", label()))).state is JobState.DONE
    deadline = time.monotonic() + 5
    while not thermal.printed and time.monotonic() < deadline:
        time.sleep(0.005)
    assert len(thermal.printed) == 1


def test_a_printer_that_answered_before_and_is_silent_now_is_away(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.devices.raw.printer._ANSWER_S", 0.05)
    thermal, printer = start("zpl")
    assert printer.condition().state is State.READY
    thermal.answers = False  # it serves another bench
    assert printer.condition().state is State.AWAY
    with pytest.raises(PrinterAway):
        printer.send(Ticket("a", "a", label()))
    assert thermal.printed == []


def test_a_printer_that_takes_nothing_any_more_makes_the_paper_doubtful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.devices.raw.printer._ANSWER_S", 0.05)
    monkeypatch.setattr("desktop.devices.raw.tcp.STALL_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        address = f"tcp://127.0.0.1:{stuck.getsockname()[1]}"
        printer = DRIVERS["raw"]("Stuck", 203, {"language": "zpl", "address": address})
        with pytest.raises(PrinterBroke):
            printer.send(Ticket("a", "a", b"^XA" + b"x" * 30_000_000))


def test_a_label_on_a_receipt_printer_is_refused_and_not_cut_in_half(start: Start) -> None:
    thermal, printer = start("escpos")
    with pytest.raises(PrinterRefused) as refused:
        printer.send(Ticket("a", "a", label()))
    assert "wider than its print head" in refused.value.say()
    assert thermal.printed == []


def test_a_receipt_is_as_wide_as_was_set(start: Start) -> None:
    thermal, printer = start("escpos", width_dots=512)
    printer.send(Ticket("a", "a", receipt(), copies=2))
    assert {picture.width for picture in escpos_reader.read(thermal.printed[0], 512).pictures} == {512}


def test_an_address_that_is_none_is_a_printer_that_is_not_there() -> None:
    for address in ("", "nonsense", "fax://1", "tcp://host:many"):
        printer = DRIVERS["raw"]("Nowhere", 203, {"language": "zpl", "address": address})
        assert printer.condition().state is State.MISSING
        with pytest.raises(PrinterMissing):
            printer.send(Ticket("a", "a", label()))
    for address in ("usb:///dev/usb/lp99", "serial:///dev/ttyUSB99", "tcp://127.0.0.1:1", "spooler://Zebra"):
        printer = DRIVERS["raw"]("Unplugged", 203, {"language": "zpl", "address": address})
        assert printer.condition().state is State.AWAY


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may use every device")
def test_a_device_that_the_system_keeps_from_us_is_named(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch(0)
    printer = DRIVERS["raw"]("USB", 203, {"language": "zpl", "address": f"usb://{device}"})
    assert str(device) in printer.condition().reason


def test_settings_that_make_no_sense_count_as_not_set(start: Start) -> None:
    thermal, printer = start("zpl", width_dots="wide", speed=-3, gap_mm=None, calibration="none", cutter="")
    printer.send(Ticket("a", "a", label()))
    assert reading.codes(zpl_reader.pictures(thermal.printed[0])[0])


class Rows:
    """The rows that a database would keep."""

    def __init__(self, *jobs: Job) -> None:
        self.rows = {job.key: job for job in jobs}
        self.reasons: list[str] = []

    def take(self) -> Job | None:
        return next((job for job in self.rows.values() if job.state is JobState.QUEUED), None)

    def report(self, key: str, state: JobState, reason: str, remote: str) -> None:
        self.rows[key] = replace(self.rows[key], state=state, remote=remote)
        self.reasons.append(reason)

    def states(self) -> list[JobState]:
        return [job.state for job in self.rows.values()]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


def test_the_spooler_prints_each_label_once_whatever_its_printer_does(start: Start) -> None:
    thermal, printer = start("zpl")
    drawn = {f"KP2074{n}A1": label(f"KP2074{n}A1") for n in range(8)}
    rows = Rows(*(Job(code, code, lambda code=code: drawn[code]) for code in drawn))  # type: ignore[misc]
    thermal.set(paper_out=True)
    thermal.fail(ThermalFault.LOST_AFTER, ThermalFault.DROPS)
    spooler = Spooler(printer, rows.take, rows.report, poll_s=0.01)
    spooler.start()
    until(lambda: "The printer has no paper. The paper waits." in rows.reasons)
    assert set(rows.states()) <= {JobState.QUEUED, JobState.SENDING}
    thermal.set(paper_out=False)
    until(lambda: not {JobState.QUEUED, JobState.SENDING, JobState.SENT} & set(rows.states()))
    spooler.close()
    printed = [reading.codes(zpl_reader.pictures(data)[0])[0][1] for data in thermal.printed]
    done = [code for code, job in rows.rows.items() if job.state is JobState.DONE]
    unsure = [code for code, job in rows.rows.items() if job.state is JobState.UNSURE]
    assert unsure == list(drawn)[:2], "the two whose line broke, and no other"
    assert printed == [next(iter(drawn)), *done]
