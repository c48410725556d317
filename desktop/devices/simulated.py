"""A printer that tests and the tour drive: it prints into memory and fails when told to."""

import threading
from collections.abc import Callable
from enum import StrEnum

from desktop.devices.device import (
    Condition,
    JobState,
    PrinterAway,
    PrinterBroke,
    PrinterMissing,
    PrinterRefused,
    Progress,
    State,
    Ticket,
)


class Fault(StrEnum):
    """What goes wrong with the next paper."""

    AWAY = "away"  # cannot be reached
    LOST_BEFORE = "lost-before"  # the connection breaks, nothing is printed
    LOST_AFTER = "lost-after"  # it is printed, the answer is lost
    REFUSED = "refused"
    MISSING = "missing"


class SimulatedPrinter:
    """Keeps what came out in `printed`, as (key, PDF).

    `keeps_list`: it can be asked for its jobs, as a print server can.
    """

    def __init__(self, name: str = "Simulated", dpi: int = 203, *, keeps_list: bool = True) -> None:
        self.name, self.dpi, self.keeps_list = name, dpi, keeps_list
        self.printed: list[tuple[str, bytes]] = []
        self.paper_out = False
        self.loaded: tuple[tuple[int, int], ...] = ()
        self.away = False
        self.before_send: Callable[[Ticket], None] = lambda _ticket: None
        self._faults: list[Fault] = []
        self._waiting: list[Ticket] = []
        self._lock = threading.Lock()

    def fail(self, *faults: Fault) -> None:
        """Let the next papers fail, one fault each."""
        with self._lock:
            self._faults.extend(faults)

    def refill(self) -> None:
        """Put paper in: what was held comes out."""
        with self._lock:
            self.paper_out = False
            self.printed += [(ticket.key, ticket.pdf) for ticket in self._waiting]
            self._waiting.clear()

    def send(self, ticket: Ticket) -> str:
        self.before_send(ticket)
        with self._lock:
            fault = self._faults.pop(0) if self._faults else None
            if self.away or fault is Fault.AWAY:
                raise PrinterAway(printer=self.name)
            if fault is Fault.MISSING:
                raise PrinterMissing(printer=self.name)
            if fault is Fault.REFUSED:
                raise PrinterRefused(printer=self.name, reason="document-format-not-supported")
            if fault is not Fault.LOST_BEFORE:
                if self.paper_out:
                    self._waiting.append(ticket)
                else:
                    self.printed.append((ticket.key, ticket.pdf))
            if fault in (Fault.LOST_BEFORE, Fault.LOST_AFTER):
                raise PrinterBroke(printer=self.name)
            return ticket.key

    def find(self, key: str) -> Progress | None:
        if self.away:
            raise PrinterAway(printer=self.name)
        if not self.keeps_list:
            raise PrinterBroke(printer=self.name)
        progress = self.progress(key)
        return None if progress.state is JobState.QUEUED else progress

    def progress(self, remote: str) -> Progress:
        with self._lock:
            if any(key == remote for key, _pdf in self.printed):
                return Progress(remote, JobState.DONE)
            held = any(ticket.key == remote for ticket in self._waiting)
            return Progress(remote, JobState.SENT if held else JobState.QUEUED, "paper" if held else "")

    def condition(self) -> Condition:
        if self.away:
            return Condition(State.AWAY, PrinterAway(printer=self.name).say())
        return Condition(State.TROUBLE, "paper") if self.paper_out else Condition(State.READY, loaded=self.loaded)
