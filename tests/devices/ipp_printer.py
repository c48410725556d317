"""A printer that speaks IPP, for tests: it says what lies in it, prints into a list, and fails when told to.

A job's document is kept as it came; `printed` are (job-name, document) in the sequence in which they came out.
"""

import http.server
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.devices import ipp
from desktop.devices.ipp import Attribute

_OK, _BUSY, _BAD_FORMAT, _NOT_FOUND = 0x0000, 0x0507, 0x040A, 0x0406
_PENDING, _CANCELLED, _DONE = 3, 7, 9


class IppFault(StrEnum):
    """What goes wrong with the next paper."""

    LOST_BEFORE = "lost-before"  # the line breaks before the printer has understood it
    CUT_OFF = "cut-off"  # the line breaks in the middle of the document
    LOST_AFTER = "lost-after"  # it is printed, the answer is lost
    BUSY = "busy"
    REFUSED = "refused"
    CANCELLED = "cancelled"  # taken, and then cancelled by the printer: its paper does not lie in it


@dataclass(slots=True)
class PrinterJob:
    id: int
    name: str
    document: bytes
    state: int = _PENDING
    reasons: tuple[str, ...] = ("none",)


@dataclass
class IppPrinter:
    """`loaded`: sizes in hundredths of a mm, a pair of numbers for a side is a range. `came_out` hears each print."""

    loaded: list[tuple[int | tuple[int, int], int | tuple[int, int]]] = field(default_factory=list)
    ready: list[str] = field(default_factory=list)  # the same as names, as old printers say it
    paper_out: bool = False
    cups: bool = False  # it says that it is a print server, whose word about paper is a guess
    device: str = ""
    faults: list[IppFault] = field(default_factory=list)
    jobs: list[PrinterJob] = field(default_factory=list)
    printed: list[tuple[str, bytes]] = field(default_factory=list)
    came_out: Callable[[str], None] = lambda _name: None
    fault: Callable[[], IppFault | None] | None = None  # asked for each paper instead of `faults`
    uri: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def refill(self) -> None:
        """Put paper in: what was held comes out."""
        with self.lock:
            self.paper_out = False
            for job in self.jobs:
                if job.state == _PENDING:
                    self._come_out(job)

    def _come_out(self, job: PrinterJob) -> None:
        self.came_out(job.name)
        self.printed.append((job.name, job.document))
        job.state = _DONE

    def take(self, name: str, document: bytes, *, cancelled: bool) -> PrinterJob:
        with self.lock:
            job = PrinterJob(len(self.jobs) + 1, name, document)
            self.jobs.append(job)
            if cancelled:
                job.state, job.reasons = _CANCELLED, ("job-canceled-by-system", "media-needed")
            elif not self.paper_out:
                self._come_out(job)
            return job

    def next_fault(self) -> IppFault | None:
        with self.lock:
            if self.fault is not None:
                return self.fault()
            return self.faults.pop(0) if self.faults else None


@contextmanager
def listening(printer: IppPrinter, port: int = 0) -> Iterator[IppPrinter]:
    """Let it listen on 127.0.0.1; its address is then in `printer.uri`."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            _answer(printer, self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is nothing new."""

    server = Server(("127.0.0.1", port), Handler)
    printer.uri = f"ipp://127.0.0.1:{server.server_address[1]}/ipp/print"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="an IPP printer")
    thread.start()
    try:
        yield printer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(printer: IppPrinter, line: http.server.BaseHTTPRequestHandler) -> None:
    length = int(line.headers["Content-Length"])
    begun = line.rfile.read(min(length, 400))
    operation = struct.unpack(">H", begun[2:4])[0]
    if operation == ipp.PRINT_JOB:
        fault = printer.next_fault()
        if fault is IppFault.CUT_OFF:
            return _cut(line)
        whole = begun + line.rfile.read(length - len(begun))
        if len(whole) < length or fault is IppFault.LOST_BEFORE:
            return _cut(line)
        if fault in (IppFault.BUSY, IppFault.REFUSED):
            return _say(line, _BUSY if fault is IppFault.BUSY else _BAD_FORMAT, [])
        asked, document = _understood(whole)
        job = printer.take(str(asked["job-name"][0]), document, cancelled=fault is IppFault.CANCELLED)
        return _cut(line) if fault is IppFault.LOST_AFTER else _say(line, _OK, [_job(job)])
    asked, _rest = _understood(begun + line.rfile.read(length - len(begun)))
    with printer.lock:
        if operation == ipp.GET_PRINTER:
            return _say(line, _OK, [(0x04, _printer(printer))])
        if operation == ipp.GET_JOBS:
            return _say(line, _OK, [_job(job) for job in printer.jobs])
        found = [job for job in printer.jobs if job.id == asked.get("job-id", [0])[0]]
        return _say(line, _OK if found else _NOT_FOUND, [_job(job) for job in found])


def _understood(request: bytes) -> tuple[dict[str, list[ipp.Value]], bytes]:
    """The attributes of a request, and the document behind them."""
    place = 8
    while request[place] != ipp._END:
        if request[place] < 0x10:
            place += 1
            continue
        for _part in range(2):
            place += 1 if _part == 0 else 0
            place += 2 + struct.unpack(">H", request[place : place + 2])[0]
    found: dict[str, list[ipp.Value]] = {}
    for _tag, values in ipp._answer(request[: place + 1]).groups:
        found |= values
    return found, request[place + 1 :]


def _printer(printer: IppPrinter) -> list[Attribute]:
    reason = "media-empty-error" if printer.paper_out else "none"
    known = [
        Attribute("printer-state", ipp._ENUM, 5 if printer.paper_out else 3),
        ipp.keyword("printer-state-reasons", reason),
        Attribute("printer-is-accepting-jobs", ipp._BOOLEAN, True),
        *([ipp.keyword("media-ready", *printer.ready)] if printer.ready else []),
        *([ipp.text("cups-version", "2.4.2"), ipp.uri("device-uri", printer.device)] if printer.cups else []),
    ]
    for place, (across, down) in enumerate(printer.loaded):
        size = ipp.collection("media-size", _side("x-dimension", across), _side("y-dimension", down))
        known.append(ipp.collection("media-col-ready" if not place else "", size))
    return known


def _side(name: str, side: int | tuple[int, int]) -> Attribute:
    return ipp.integer(name, side) if isinstance(side, int) else Attribute(name, ipp._RANGE, side)


def _job(job: PrinterJob) -> tuple[int, list[Attribute]]:
    return 0x02, [
        ipp.integer("job-id", job.id),
        ipp.text("job-name", job.name),
        Attribute("job-state", ipp._ENUM, job.state),
        ipp.keyword("job-state-reasons", *job.reasons),
    ]


def _say(line: http.server.BaseHTTPRequestHandler, status: int, groups: list[tuple[int, list[Attribute]]]) -> None:
    parts = [struct.pack(">BBHI", 2, 0, status, 1), b"\x01"]
    for tag, attributes in groups:
        parts += [bytes([tag]), *(ipp._encoded(one) for one in attributes)]
    body = b"".join([*parts, b"\x03"])
    line.send_response(200)
    line.send_header("Content-Type", "application/ipp")
    line.send_header("Content-Length", str(len(body)))
    line.end_headers()
    line.wfile.write(body)


def _cut(line: http.server.BaseHTTPRequestHandler) -> None:
    """Break the line, as a printer does that loses its power."""
    line.close_connection = True
    line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.connection.close()
