"""What a printer is to Kolli: it takes a PDF, says how it fares, and names what is wrong in words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop.domain import pdfium
from desktop.domain.errors import KolliError
from desktop.i18n import N_

# Sizes in mm that a page is meant to have; ours are a fraction of a dot smaller.
_KNOWN_SIZES = ((210, 297), (148, 210), (105, 148), (100, 150), (216, 279), (102, 152))


class State(StrEnum):
    """How a device is."""

    READY = "ready"
    BUSY = "busy"
    TROUBLE = "trouble"  # it says so itself: no paper, open cover, stopped
    AWAY = "away"  # it does not answer
    MISSING = "missing"  # there is no such device any more
    UNKNOWN = "unknown"


class JobState(StrEnum):
    """How a paper fares. `UNSURE`: it may have come out; a person must look."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Condition:
    """A device's state, with the reason in a sentence of the screen's language; "" where there is none to give.

    `loaded`: the sizes in whole mm of the paper that lies in it, where the printer can say; () = it cannot. A width of
    0 = it knows the length only.
    """

    state: State
    reason: str = ""
    loaded: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """What the printer says of a job that it has: its name for it, how it fares, and why."""

    remote: str
    state: JobState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One PDF to print. `key` names the job for ever; it finds the job again after a crash.

    `cut` and `kick` are for printers of receipts: cut the paper behind it, open the cash drawer before it.
    """

    key: str
    title: str
    pdf: bytes
    copies: int = 1
    cut: bool = True
    kick: bool = False


class PrinterMissing(KolliError):
    text = N_("There is no printer {printer} any more. Choose another one in the settings.")


class PrinterAway(KolliError):
    """The printer could not be reached, and nothing was sent to it."""

    text = N_("The printer {printer} does not answer. Turn it on and look at its cable; the paper waits.")


class PrinterRefused(KolliError):
    """The printer said no; nothing came out."""

    text = N_("The printer {printer} refused the paper: {reason}.")


class PrinterBroke(KolliError):
    """The connection broke while something was sent: the paper may have come out or not."""

    text = N_("The connection to the printer {printer} broke. Did the paper come out?")


class Printer(Protocol):
    """A place that papers come out of. The methods wait: they are called on the printer's own thread."""

    name: str
    dpi: int  # the dots per inch that codes are drawn for

    def send(self, ticket: Ticket) -> str:
        """Hand a paper over; return the printer's own name for the job.

        Raises:
            PrinterMissing, PrinterAway, PrinterRefused: nothing was printed.
            PrinterBroke: it is not known whether it was printed.
        """
        ...

    def find(self, key: str) -> Progress | None:
        """Look for a job by its key; None = the printer never had it.

        Raises:
            PrinterAway: it cannot be asked.
            PrinterBroke: this printer keeps no list of its jobs.
        """
        ...

    def progress(self, remote: str) -> Progress:
        """How a job fares that was sent; DONE where the printer forgets its jobs."""
        ...

    def condition(self) -> Condition:
        """How the printer is now; never raises."""
        ...


def media(pdf: bytes) -> tuple[int, int]:
    """The size of the first page, in whole mm; our own sizes are recognised although they are a hair smaller."""
    import pypdfium2

    with pdfium.using:
        document = pypdfium2.PdfDocument(pdf)
        try:
            width, height = (side / 72 * 25.4 for side in document[0].get_size())
        finally:
            document.close()
    for across, down in _KNOWN_SIZES:
        if abs(width - across) < 0.7 and abs(height - down) < 0.7:
            return across, down
    return round(width), round(height)
