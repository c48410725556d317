"""One thread a printer: takes papers in their order, hands them over, and says how each fares.

It knows nothing of the database: jobs come from a callable and go back through another one. A job's state is reported
as `sending` before its first byte leaves; so after a crash a job that is `sending` is looked up at the printer and is
never just sent again.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.devices.device import (
    Condition,
    JobState,
    Printer,
    PrinterAway,
    PrinterBroke,
    State,
    Ticket,
)
from desktop.domain.errors import KolliError
from desktop.i18n import N_

_log = logging.getLogger(__name__)
_POLL_S = 1.5  # how often a printer is asked about what it has; trouble is on screen within 3 s
_LONGEST_WAIT_S = 30.0  # between two tries at a printer that is away


class PaperBroken(KolliError):
    """A paper could not be drawn, for a reason that is a bug."""

    text = N_("The paper could not be made. The reason is in the log; the order itself is unharmed.")


@dataclass(frozen=True, slots=True)
class Job:
    """One paper to print: `draw` makes its PDF when its turn comes. `state` and `remote` are as they were stored."""

    key: str
    title: str
    draw: Callable[[], bytes]
    copies: int = 1
    state: JobState = JobState.QUEUED
    remote: str = ""


Report = Callable[[str, JobState, str, str], None]
"""Told (key, state, reason in the screen's language, the printer's name for the job); it stores before it returns."""


class Spooler:
    """Prints the jobs of one printer, one after the other.

    `take()` returns the oldest queued job or None; `open_jobs()` those that are `sending` or `sent`, at the start.
    Both and `report` are called on the spooler's thread, and so is `leave`, last of all: it lets go of what they used.
    """

    def __init__(
        self,
        printer: Printer,
        take: Callable[[], Job | None],
        report: Report,
        open_jobs: Callable[[], Sequence[Job]] = tuple,
        changed: Callable[[Condition], None] | None = None,
        leave: Callable[[], None] | None = None,
        poll_s: float = _POLL_S,
    ) -> None:
        self.printer = printer
        self.condition = Condition(State.UNKNOWN)
        self._take, self._report, self._open_jobs, self._changed, self._leave = take, report, open_jobs, changed, leave
        self._poll_s = poll_s
        self._wait_s = poll_s
        self._watched: dict[str, str] = {}  # key -> the printer's name, of papers that are sent and not yet out
        self._doubtful: list[Job] = []  # sending when the program ended, and the printer could not be asked yet
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"printer {printer.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be something to print."""
        self._wake.set()

    def close(self, timeout_s: float = 20.0) -> None:
        """Finish the paper in hand and stop. What waits stays queued."""
        self._closing = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        began = False
        while not self._closing:
            self._wake.clear()
            try:
                if not began:
                    self._begin()
                    began = True
                went_on = self._step()
            except Exception:  # noqa: BLE001 - logged with its traceback
                # The top of a thread: a bug or a database that is busy must not stop every later paper.
                _log.exception("printing on %s stumbled", self.printer.name)
                went_on = False
            if not went_on and not self._closing:
                self._wake.wait(self._wait_s)
        if self._leave:
            self._leave()

    def _begin(self) -> None:
        for job in self._open_jobs():
            if job.state is JobState.SENT and job.remote:
                self._watched[job.key] = job.remote
            else:
                self._doubtful.append(job)

    def _step(self) -> bool:
        """Do one thing; False when there is nothing to do for now."""
        self._look()
        if self._doubtful:
            return self._settle()
        job = self._take()
        if job is None:
            self._wait_s = self._poll_s
            return False
        return self._print(job)

    def _look(self) -> None:
        """Ask the printer how it is, and what became of what it has."""
        now = self.printer.condition()
        if now != self.condition:
            self.condition = now
            if self._changed:
                self._changed(now)
        for key, remote in list(self._watched.items()):
            try:
                progress = self.printer.progress(remote)
            except KolliError:
                return  # it cannot be asked now; the next look will tell
            if progress.state in (JobState.DONE, JobState.FAILED, JobState.UNSURE):
                del self._watched[key]
                self._report(key, progress.state, progress.reason, remote)

    def _settle(self) -> bool:
        """Find out about a paper that was being sent when the program ended, or when the connection broke."""
        job = self._doubtful[0]
        try:
            found = self.printer.find(job.key)
        except PrinterAway:
            return False  # asked again later: nothing else is printed before this is known
        except KolliError as fault:
            self._report(job.key, JobState.UNSURE, fault.say(), job.remote)
        else:
            if found is None:
                self._report(job.key, JobState.QUEUED, "", "")
                if job.state is JobState.QUEUED:  # it broke just now, and may do so again
                    self._doubtful.pop(0)
                    self._wait_s = min(_LONGEST_WAIT_S, self._wait_s * 2)
                    return False
            else:
                self._accepted(job.key, found.remote, found.state, found.reason)
        self._doubtful.pop(0)
        return True

    def _print(self, job: Job) -> bool:
        self._report(job.key, JobState.SENDING, "", "")
        try:
            ticket = Ticket(job.key, job.title, job.draw(), job.copies)
        except KolliError as fault:
            self._report(job.key, JobState.FAILED, fault.say(), "")
            return True
        except Exception:  # noqa: BLE001 - a bug in one paper must not hold up the next
            _log.exception("a paper could not be drawn")
            self._report(job.key, JobState.FAILED, PaperBroken().say(), "")
            return True
        try:
            remote = self.printer.send(ticket)
        except PrinterAway as fault:
            self._report(job.key, JobState.QUEUED, fault.say(), "")
            self._wait_s = min(_LONGEST_WAIT_S, self._wait_s * 2)
            return False
        except PrinterBroke:
            self._doubtful.append(job)
            return True
        except KolliError as fault:
            self._report(job.key, JobState.FAILED, fault.say(), "")
            return True
        self._wait_s = self._poll_s
        self._accepted(job.key, remote, JobState.SENT, "")
        return True

    def _accepted(self, key: str, remote: str, state: JobState, reason: str) -> None:
        self._report(key, state, reason, remote)
        if state is JobState.SENT:
            self._watched[key] = remote
