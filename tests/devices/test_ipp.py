"""The IPP client against answers that are right, cut off or nonsense."""

import contextlib
import http.server
import random
import struct
import threading
from collections.abc import Iterator

import pytest

from desktop.devices import ipp
from desktop.devices.device import PrinterBroke, PrinterMissing, Ticket
from desktop.devices.printer_system import SystemPrinter
from tests.documents import samples
from tests.documents.drawing import DOCUMENTS

# Get-Jobs answered by CUPS 2.4 in its bytes: one job with a collection, as a printer may send.
ANSWER = (
    struct.pack(">BBHI", 2, 0, 0, 1)
    + b"\x01"
    + b"\x47\x00\x12attributes-charset\x00\x05utf-8"
    + b"\x48\x00\x1battributes-natural-language\x00\x02en"
    + b"\x02"
    + b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x07"
    + b"\x42\x00\x08job-name\x00\x03k-1"
    + b"\x23\x00\x09job-state\x00\x04\x00\x00\x00\x09"
    + b"\x44\x00\x11job-state-reasons\x00\x04none\x44\x00\x00\x00\x0bmedia-empty"
    + b"\x34\x00\x09media-col\x00\x00\x4a\x00\x00\x00\x0amedia-size\x34\x00\x00\x00\x00\x4a\x00\x00\x00\x0bx-dimension"
    + b"\x21\x00\x00\x00\x04\x00\x00\x27\x10\x37\x00\x00\x00\x00\x37\x00\x00\x00\x00"
    + b"\x22\x00\x05ready\x00\x01\x01"
    + b"\x03"
)


@pytest.fixture
def answering() -> Iterator[dict[str, object]]:
    said: dict[str, object] = {"body": ANSWER, "status": 200, "asked": b""}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said["asked"] = self.rfile.read(int(self.headers["Content-Length"]))
            body = said["body"]
            assert isinstance(body, bytes)
            self.send_response(int(str(said["status"])))
            self.send_header("Content-Length", str(len(body) + int(str(said.get("lie", 0)))))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    said["uri"] = f"ipp://127.0.0.1:{server.server_address[1]}/ipp/print"
    yield said
    server.shutdown()
    thread.join()
    server.server_close()


def printer(said: dict[str, object]) -> SystemPrinter:
    return SystemPrinter("Label", "", 203, str(said["uri"]))


def test_an_answer_is_read_with_its_lists_and_collections():
    answer = ipp._answer(ANSWER)
    (job,) = answer.jobs()
    assert job["job-id"] == [7]
    assert job["job-state-reasons"] == ["none", "media-empty"]
    assert job["media-col"] == [{"media-size": [{"x-dimension": [10000]}]}]
    assert job["ready"] == [True]


def test_a_job_names_its_medium_and_forbids_scaling(answering):
    pdf = DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)
    assert printer(answering).send(Ticket("k-1", "t", pdf)) == "7"
    asked = answering["asked"]
    assert isinstance(asked, bytes)
    assert asked.endswith(pdf)
    head = asked[: -len(pdf)]
    assert b"print-scaling\x00\x04none" in head
    assert b"x-dimension\x21\x00\x00\x00\x04" + struct.pack(">i", 10000) in head
    assert b"y-dimension\x21\x00\x00\x00\x04" + struct.pack(">i", 15000) in head
    assert b"media-top-margin\x21\x00\x00\x00\x04" + struct.pack(">i", 0) in head
    assert b"job-name\x00\x03k-1" in head


def test_a_reason_is_said_in_words(answering):
    answering["body"] = ANSWER.replace(
        b"\x23\x00\x09job-state\x00\x04\x00\x00\x00\x09", b"\x23\x00\x09job-state\x00\x04\x00\x00\x00\x05"
    )
    found = printer(answering).find("k-1")
    assert found
    assert found.reason == "The printer has no paper."


@pytest.mark.parametrize("cut", [0, 1, 8, 9, 40, len(ANSWER) - 1])
def test_a_cut_off_answer_is_a_broken_connection(answering, cut):
    answering["body"] = ANSWER[:cut]
    with pytest.raises(PrinterBroke):
        printer(answering).progress("7")


def test_an_answer_that_stops_midway_is_a_broken_connection(answering):
    answering["lie"] = 50
    with pytest.raises(PrinterBroke):
        printer(answering).find("k-1")


def test_a_web_page_that_is_not_found_is_a_missing_printer(answering):
    answering["status"] = 404
    with pytest.raises(PrinterMissing):
        printer(answering).find("k-1")


def test_nonsense_never_does_more_than_break():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    for _round in range(20_000):
        wrong = bytearray(ANSWER[: choose.randrange(8, len(ANSWER))] if choose.random() < 0.5 else ANSWER)
        for _fault in range(choose.randrange(1, 6)):
            wrong[choose.randrange(len(wrong))] = choose.randrange(256)
        with contextlib.suppress(struct.error, IndexError, UnicodeDecodeError):  # what `ask` turns into Broken
            ipp._answer(bytes(wrong))
