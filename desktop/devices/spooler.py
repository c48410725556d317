"""One thread a printer: takes papers in their order, hands them over, and says how each fares.

It knows nothing of the database: jobs come from a callable and go back through another one. A job's state is reported
as `sending` before its first byte leaves; so after a crash a job that is `sending` is looked up at the printer and is
never just sent again.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.devices import loaded
from desktop.devices.device import (
    Condition,
    JobState,
    Printer,
    PrinterAway,
    PrinterBroke,
    PrinterMissing,
    State,
    Ticket,
    media,
)
from desktop.devices.loaded import Size
from desktop.domain.errors import KolliError
from desktop.i18n import N_

_log = logging.getLogger(__name__)
_POLL_S = 1.5  # how often a printer is asked about what it has; trouble is on screen within 3 s
_LONGEST_WAIT_S = 30.0  # between two tries at a printer that says it is well and takes nothing
_SHORTEST_WAIT_S = 0.02
_MOST_THERE = 4  # papers that lie at the printer: enough for it to go on; the rest can be cancelled, or moved
_ADOPT_S = 30.0  # how often papers are looked for that another program has left behind
_STUCK = (State.AWAY, State.MISSING, State.TROUBLE)


class PaperBroken(KolliError):
    """A paper could not be drawn, for a reason that is a bug."""

    text = N_("The paper could not be made. The reason is in the log; the order itself is unharmed.")


@dataclass(frozen=True, slots=True)
class Job:
    """One paper to print: `draw` makes its PDF when its turn comes. `state` and `remote` are as they were stored.

    Papers of one `group` are of one size: when that does not lie in the printer, all of them wait and others go on.
    """

    key: str
    title: str
    draw: Callable[[], bytes]
    copies: int = 1
    state: JobState = JobState.QUEUED
    remote: str = ""
    group: str = ""
    cut: bool = True
    kick: bool = False


Report = Callable[[str, JobState, str, str], None]
"""Told (key, state, reason in the screen's language, the printer's name for the job); it stores before it returns."""


class Spooler:
    """Prints the jobs of one printer, one after the other.

    `take()` returns the oldest queued job or None (it leaves out the groups in `held`); `open_jobs()` those that are
    `sending` or `sent` and that no living program has in hand. Both and `report` are called on the spooler's thread,
    and so is `leave`, last of all: it lets go of what they used.
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
        self.held: dict[str, str] = {}  # group -> why its papers wait: what they need does not lie in the printer
        self._take, self._report, self._open_jobs, self._changed, self._leave = take, report, open_jobs, changed, leave
        self._poll_s = poll_s
        self._wait_s = poll_s
        self._sizes: dict[str, Size] = {}  # of the groups that are held
        self._watched: dict[str, str] = {}  # key -> the printer's name, of papers that are sent and not yet out
        self._doubtful: list[Job] = []  # sending when their program ended, and the printer could not be asked yet
        self._stuck = False  # the last paper could not be handed over
        self._not_before = 0.0  # whatever wakes it: what it reports itself does, too
        self._asked_at = self._adopted_at = float("-inf")
        self._wake = threading.Event()
        self._closing = False
        self._after: Spooler | None = None
        self._thread = threading.Thread(target=self._run, name=f"printer {printer.name}", daemon=True)

    def start(self, after: "Spooler | None" = None) -> None:
        """Begin; `after` is the one before at the same printer, whose last paper is waited for."""
        self._after = after
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
        if self._after is not None:
            self._after.close(_LONGEST_WAIT_S)
            self._after = None
        while not self._closing:
            try:
                went_on = self._step()
            except Exception:  # noqa: BLE001 - logged with its traceback
                # The top of a thread: a bug or a database that is busy must not stop every later paper.
                _log.exception("printing on %s stumbled", self.printer.name)
                went_on = self._pause(self._poll_s)
            while not went_on and not self._closing:
                rest = self._not_before - time.monotonic()
                self._wake.wait(rest if rest > 0 else self._wait_s)
                went_on = time.monotonic() >= self._not_before
                self._wake.clear()
        if self._leave:
            self._leave()

    def _step(self) -> bool:
        """Do one thing; False when there is nothing to do for now."""
        self._adopt()
        came_out = self._look()
        if self._doubtful:
            return self._settle()
        if self._stuck and self.condition.state in _STUCK:
            return self._pause(self._poll_s)
        if len(self._watched) >= _MOST_THERE:
            return self._pause(_SHORTEST_WAIT_S if came_out else min(self._poll_s, self._wait_s * 2))
        job = self._take()
        if job is None:
            self._wait_s = self._poll_s
            return False
        return self._print(job)

    def _pause(self, wait_s: float) -> bool:
        """Do nothing for so long, even if woken; False, for `_step` to return."""
        self._wait_s, self._not_before = wait_s, time.monotonic() + wait_s
        return False

    def _adopt(self) -> None:
        """See what a program has left behind that ended: this one before it was started again, or another."""
        if time.monotonic() - self._adopted_at < _ADOPT_S:
            return
        known = {*self._watched, *(job.key for job in self._doubtful)}
        for job in self._open_jobs():
            if job.key in known:
                continue
            if job.state is JobState.SENT and job.remote:
                self._watched[job.key] = job.remote
            else:
                self._doubtful.append(job)
        self._adopted_at = time.monotonic()

    def _look(self) -> bool:
        """Ask the printer how it is, and what became of what it has; True when something came out."""
        if time.monotonic() - self._asked_at >= self._poll_s:
            self._ask()
        before = len(self._watched)
        for key, remote in list(self._watched.items())[: 2 * _MOST_THERE]:
            try:
                progress = self.printer.progress(remote)
            except KolliError:
                break  # it cannot be asked now; the next look will tell
            if progress.state in (JobState.DONE, JobState.FAILED, JobState.UNSURE):
                del self._watched[key]
                self._report(key, progress.state, progress.reason, remote)
        return len(self._watched) < before

    def _ask(self) -> None:
        now = self.printer.condition()
        self._asked_at = time.monotonic()
        if now == self.condition:
            return
        self.condition = now
        for group, size in list(self._sizes.items()):
            if loaded.fits(size, now.loaded):
                del self._sizes[group], self.held[group]
            else:
                self.held[group] = loaded.wrong_paper(size, now.loaded)
        if self._changed:
            self._changed(now)

    def _settle(self) -> bool:
        """Find out about a paper that was being sent when the program ended, or when the connection broke."""
        job = self._doubtful[0]
        try:
            found = self.printer.find(job.key)
        except PrinterAway:
            return self._pause(self._poll_s)  # asked again later: nothing else is printed before this is known
        except KolliError as fault:
            self._report(job.key, JobState.UNSURE, fault.say(), job.remote)
        else:
            if found is None:
                self._report(job.key, JobState.QUEUED, "", "")
                if job.state is JobState.QUEUED:  # it broke just now, and may do so again
                    self._doubtful.pop(0)
                    return self._pause(min(_LONGEST_WAIT_S, self._wait_s * 2))
            else:
                self._accepted(job.key, found.remote, found.state, found.reason)
        self._doubtful.pop(0)
        return True

    def _print(self, job: Job) -> bool:
        self._report(job.key, JobState.SENDING, "", "")
        try:
            pdf = job.draw()
        except KolliError as fault:
            self._report(job.key, JobState.FAILED, fault.say(), "")
            return True
        except Exception:  # noqa: BLE001 - a bug in one paper must not hold up the next
            _log.exception("a paper could not be drawn")
            self._report(job.key, JobState.FAILED, PaperBroken().say(), "")
            return True
        if self._lies_not_there(job, pdf):
            return bool(job.group) or self._pause(self._poll_s)
        return self._send(job, Ticket(job.key, job.title, pdf, job.copies, job.cut, job.kick))

    def _lies_not_there(self, job: Job, pdf: bytes) -> bool:
        """Whether the printer says that other paper lies in it; then the job waits until it is changed."""
        if not self.condition.loaded or not pdf.startswith(b"%PDF-"):
            return False
        size = media(pdf)
        if loaded.fits(size, self.condition.loaded):
            return False
        reason = loaded.wrong_paper(size, self.condition.loaded)
        self._sizes[job.group], self.held[job.group] = size, reason
        self._report(job.key, JobState.QUEUED, reason, "")
        return True

    def _send(self, job: Job, ticket: Ticket) -> bool:
        try:
            remote = self.printer.send(ticket)
        except (PrinterAway, PrinterMissing) as fault:
            self._stuck, self._asked_at = True, float("-inf")
            self._report(job.key, JobState.QUEUED, fault.say(), "")
            return self._pause(min(_LONGEST_WAIT_S, self._wait_s * 2))
        except PrinterBroke:
            self._doubtful.append(job)
            return True
        except KolliError as fault:
            self._report(job.key, JobState.FAILED, fault.say(), "")
            return True
        self._stuck, self._wait_s = False, _SHORTEST_WAIT_S
        self._accepted(job.key, remote, JobState.SENT, "")
        return True

    def _accepted(self, key: str, remote: str, state: JobState, reason: str) -> None:
        self._report(key, state, reason, remote)
        if state is JobState.SENT:
            self._watched[key] = remote
