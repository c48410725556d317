"""A queue of the system's print server, or a network printer that speaks IPP: the PDF stays as it is, at its size.

The medium is named with each job and scaling is switched off: without them a label lands in the middle of a sheet.
"""

import getpass
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.devices import ipp
from desktop.devices.device import (
    Condition,
    JobState,
    Printer,
    PrinterAway,
    PrinterBroke,
    PrinterMissing,
    PrinterRefused,
    Progress,
    State,
    Ticket,
    media,
)
from desktop.devices.ipp import Answer, Attribute, Server
from desktop.i18n import N_, _

# job-state of RFC 8011: 3 pending, 4 held, 5 processing, 6 stopped, 7 cancelled, 8 aborted, 9 completed
_JOB_STATES = {7: JobState.FAILED, 8: JobState.FAILED, 9: JobState.DONE}
_WANTED = (
    "job-id", "job-name", "job-state", "job-state-reasons", "job-printer-state-message", "job-impressions-completed",
)  # fmt: skip
# What a printer says is wrong (printer-state-reasons), without its -error, -warning or -report.
_REASONS = {
    "media-empty": N_("The printer has no paper."),
    "media-needed": N_("The printer waits for paper."),
    "media-jam": N_("Paper is stuck in the printer."),
    "cover-open": N_("The printer's cover is open."),
    "door-open": N_("The printer's door is open."),
    "toner-empty": N_("The printer has no toner."),
    "marker-supply-empty": N_("The printer has no ink."),
    "paused": N_("The printer is paused."),
    "offline": N_("The printer is turned off or not connected."),
    "connecting-to-device": N_("The printer is turned off or not connected."),
    "timed-out": N_("The printer does not answer."),
    "shutdown": N_("The printer is turned off or not connected."),
}
# What lies in it (PWG 5100.7: media-col-ready; RFC 8011: media-ready, whose names end in their size: PWG 5101.1).
_LOADED = ("media-col-ready", "media-ready")
_NAMED_SIZE = re.compile(r"_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)$")
_OFF_S = 60.0
_A_LABEL_MM = 130  # media narrower than this are labels: printed to the edge


@dataclass(frozen=True, slots=True)
class Queue:
    """A printer that the system knows."""

    name: str
    description: str
    condition: Condition


class SystemPrinter:
    """One queue. `address` is an own one, as ipp://192.0.2.7/ipp/print; "" = the system's print server.

    `asks_paper` False: what it says of the paper in it is not believed, for printers that do not know.
    """

    def __init__(self, name: str, queue: str, dpi: int = 300, address: str = "", *, asks_paper: bool = True) -> None:
        self.name, self.dpi = name, dpi
        self._queue, self._address, self._asks_paper = queue, address, asks_paper
        self._ask_device_at = 0.0

    @classmethod
    def made(cls, name: str, dpi: int, settings: Mapping[str, object]) -> Printer:
        """Settings: queue or uri; any_paper = do not wait for the size that lies in it."""
        asks = not settings.get("any_paper")
        return cls(name, str(settings.get("queue", name)), dpi, str(settings.get("uri", "")), asks_paper=asks)

    def send(self, ticket: Ticket) -> str:
        width, height = media(ticket.pdf)
        operands = [
            ipp.text("requesting-user-name", _user()),
            ipp.text("job-name", ticket.key),
            ipp.mime("document-format", "application/pdf"),
        ]
        wanted = [
            ipp.integer("copies", ticket.copies),
            ipp.keyword("print-scaling", "none"),
            ipp.keyword("sides", "one-sided"),
            _medium(width, height),
        ]
        answer = self._ask(ipp.PRINT_JOB, operands, wanted, ticket.pdf)
        for job in answer.jobs():
            return str(job["job-id"][0])
        raise PrinterBroke(printer=self.name)

    def find(self, key: str) -> Progress | None:
        try:
            return self._find(key, "all")
        except PrinterRefused:  # "all" is younger than the other two (PWG 5100.11)
            return self._find(key, "not-completed") or self._find(key, "completed")

    def _find(self, key: str, which: str) -> Progress | None:
        operands = [ipp.keyword("which-jobs", which), ipp.keyword("requested-attributes", *_WANTED)]
        answer = self._ask(ipp.GET_JOBS, operands)
        return next((_progress(job) for job in answer.jobs() if job.get("job-name") == [key]), None)

    def progress(self, remote: str) -> Progress:
        operands = [ipp.integer("job-id", int(remote)), ipp.keyword("requested-attributes", *_WANTED)]
        try:
            answer = self._ask(ipp.GET_JOB, operands)
        except PrinterMissing:
            return Progress(remote, JobState.DONE)  # the server forgets jobs after a while
        for job in answer.jobs():
            return _progress(job)
        return Progress(remote, JobState.DONE)

    def condition(self) -> Condition:
        asked = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "cups-version", "device-uri")
        wanted = ipp.keyword("requested-attributes", *asked, *_LOADED)
        try:
            answer = self._ask(ipp.GET_PRINTER, [wanted])
        except PrinterMissing as fault:
            return Condition(State.MISSING, fault.say())
        except (PrinterAway, PrinterBroke, PrinterRefused) as fault:
            return Condition(State.AWAY, fault.say())
        return next((self._condition(values) for values in answer.printers()), Condition(State.UNKNOWN))

    def _condition(self, values: dict[str, list[ipp.Value]]) -> Condition:
        if not self._asks_paper:
            return _condition(values)
        if "cups-version" not in values:
            return _condition(values, _loaded(values))
        return _condition(values, self._behind(str(next(iter(values.get("device-uri", [])), ""))))

    def _behind(self, device: str) -> tuple[tuple[int, int], ...]:
        """What lies in the printer behind a queue of CUPS, which itself only guesses (the common sizes of its driver).

        Only one that speaks IPP can be asked; one that is off is left alone for a while.
        """
        if not device.startswith("ipp://") or time.monotonic() < self._ask_device_at:
            return ()
        server, path = ipp.server_of(device)
        operands = [ipp.uri("printer-uri", device), ipp.keyword("requested-attributes", *_LOADED)]
        try:
            answer = server.ask(ipp.GET_PRINTER, path, operands, [])
        except (ipp.Unreachable, ipp.Broken):
            self._ask_device_at = time.monotonic() + _OFF_S
            return ()
        return next((_loaded(values) for values in answer.printers()), ())

    def _ask(
        self, operation: int, operands: list[Attribute], job: list[Attribute] | None = None, body: bytes = b""
    ) -> Answer:
        if self._address:
            server, path = ipp.server_of(self._address)
            address = self._address
        else:
            server = ipp.local_server()
            address = server.printer_uri(self._queue)
            path = address.removeprefix("ipp://localhost")
        try:
            answer = server.ask(operation, path, [ipp.uri("printer-uri", address), *operands], job or [], body)
        except ipp.Unreachable as fault:
            raise PrinterAway(printer=self.name) from fault
        except ipp.Broken as fault:
            raise PrinterBroke(printer=self.name) from fault
        if answer.status == ipp.NOT_FOUND:
            raise PrinterMissing(printer=self.name)
        if answer.status in (ipp.BUSY, ipp.UNAVAILABLE):
            raise PrinterAway(printer=self.name)
        if answer.status >= 0x0100:
            raise PrinterRefused(printer=self.name, reason=answer.said() or f"IPP {answer.status:#06x}")
        return answer


def queues(server: Server | None = None) -> list[Queue]:
    """The printers that the system's print server knows; none where there is no print server."""
    asked = server or ipp.local_server()
    wanted = ipp.keyword(
        "requested-attributes", "printer-name", "printer-info", "printer-state", "printer-state-reasons",
        "printer-is-accepting-jobs",
    )  # fmt: skip
    try:
        answer = asked.ask(ipp.GET_PRINTERS, "/", [wanted], [])
    except (ipp.Unreachable, ipp.Broken):
        return []
    return [
        Queue(str(values["printer-name"][0]), str(values.get("printer-info", [""])[0]), _condition(values))
        for values in answer.printers()
        if values.get("printer-name")
    ]


def _medium(width: int, height: int) -> Attribute:
    size = ipp.collection(
        "media-size", ipp.integer("x-dimension", width * 100), ipp.integer("y-dimension", height * 100)
    )
    # Only labels are printed to the edge: asked to print A4 so, an office printer may choose another paper.
    edges = ("top", "bottom", "left", "right") if width < _A_LABEL_MM else ()
    return ipp.collection("media-col", size, *(ipp.integer(f"media-{edge}-margin", 0) for edge in edges))


def _progress(job: dict[str, list[ipp.Value]]) -> Progress:
    number = job.get("job-state", [5])[0]
    state = _JOB_STATES.get(number, JobState.SENT) if isinstance(number, int) else JobState.SENT
    reason = ""
    if state is JobState.FAILED:
        reason = _why_failed(job, number)
        if any(isinstance(pages, int) and pages > 0 for pages in job.get("job-impressions-completed", [])):
            state = JobState.UNSURE  # it stopped in the middle: a page may have come out
    elif state is JobState.SENT:
        reason = _reason(job.get("job-state-reasons", []))
    return Progress(str(job["job-id"][0]), state, reason)


def _why_failed(job: dict[str, list[ipp.Value]], number: ipp.Value) -> str:
    reasons = [str(reason) for reason in job.get("job-state-reasons", [])]
    said = " ".join((*reasons, *(str(text) for text in job.get("job-printer-state-message", [])))).casefold()
    # A printer that the size does not lie in cancels the job by itself, after it was taken.
    if "media" in said or "resources-are-not-ready" in said or "unsupported page size" in said:
        return _("The printer cancelled the job: paper of its size does not lie in it.")
    return _("The job was cancelled at the printer.") if number == 7 else _("The printer could not print the job.")


def _condition(values: dict[str, list[ipp.Value]], lying: tuple[tuple[int, int], ...] = ()) -> Condition:
    number = values.get("printer-state", [0])[0]
    reason = _reason(values.get("printer-state-reasons", []))
    if number == 5 or values.get("printer-is-accepting-jobs") == [False]:
        return Condition(State.TROUBLE, reason or _("The printer is paused."), lying)
    if reason:
        return Condition(State.TROUBLE, reason, lying)
    state = {3: State.READY, 4: State.BUSY}.get(number, State.UNKNOWN) if isinstance(number, int) else State.UNKNOWN
    return Condition(state, "", lying)


def _loaded(values: dict[str, list[ipp.Value]]) -> tuple[tuple[int, int], ...]:
    """The sizes of the paper in the printer, in whole mm; a side of 0 is any, as on a roll; () where it says none."""
    found = [*_sizes(values.get("media-col-ready", []))]
    for name in values.get("media-ready", []) if not found else []:
        size = _NAMED_SIZE.search(str(name))
        if size:
            unit = 25.4 if size[3] == "in" else 1.0
            found.append((round(float(size[1]) * unit), round(float(size[2]) * unit)))
    return tuple(dict.fromkeys(found))


def _sizes(collections: list[ipp.Value]) -> Iterator[tuple[int, int]]:
    for one in collections:
        for size in one.get("media-size", []) if isinstance(one, dict) else []:
            across, down = (next(iter(size.get(f"{side}-dimension", [])), None) for side in "xy")
            if across is not None and down is not None:
                yield _whole_mm(across), _whole_mm(down)


def _whole_mm(hundredths: ipp.Value) -> int:
    """A range of lengths, as a roll has, is any: 0."""
    return round(hundredths / 100) if isinstance(hundredths, int) else 0


def _reason(said: list[ipp.Value]) -> str:
    for one in said:
        word = str(one)
        for ending in ("-error", "-warning", "-report"):
            word = word.removesuffix(ending)
        if word in _REASONS:
            return _(_REASONS[word])
    return ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no name for this user id, as in some containers
        return "kolli"
