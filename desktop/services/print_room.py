"""Joins the print queue on disk to the printers: one spooler each, fed in the order of the queue."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from desktop.devices import DRIVERS, calibration
from desktop.devices.device import Condition, JobState
from desktop.devices.spooler import Job as SpoolJob
from desktop.devices.spooler import Spooler
from desktop.documents import bars
from desktop.models.base import disconnect, run
from desktop.services import calibrating, changes, label_in_letters, lease, papers, print_routes, printers, printing
from desktop.services.changes import Change, actor, now, unit
from desktop.services.paper_kinds import OWN_KINDS, TEST_PAGE
from desktop.services.papers import of_printer
from desktop.services.printers import PrinterRow
from desktop.services.printing import Job

_QUICK_S = 0.2  # how often a printer is asked while somebody waits at the terminal
_LONGEST_SENDING = timedelta(minutes=10)  # a program that is not heard of so long after it took a paper is gone


class PrintRoom:
    """`start()` begins to print what waits and returns what stops it; `leave` closes a thread's connection."""

    def __init__(self, leave: Callable[[], None], poll_s: float = 1.5) -> None:
        self._leave, self._poll_s = leave, poll_s
        self._bench = actor().bench
        self._owner = lease.owner()
        self._spoolers: dict[str, tuple[PrinterRow, Spooler]] = {}
        self._former: dict[str, Spooler] = {}  # the last one of each printer, which may have a paper in hand still
        self._unlisten: Callable[[], None] = lambda: None

    def start(self) -> Callable[[], None]:
        self._unlisten = changes.listen(self._hear)
        self._hire()
        return self.stop

    def stop(self) -> None:
        """Finish the papers in hand; the rest stays queued."""
        self._unlisten()
        for _row, spooler in self._spoolers.values():
            spooler.close()
        self._spoolers.clear()

    def conditions(self) -> dict[str, Condition]:
        """How each printer was when it was asked last."""
        return {name: spooler.condition for name, (_row, spooler) in list(self._spoolers.items())}

    def _hire(self) -> None:
        """One spooler for each printer as it is set now; those that are reached otherwise now are replaced."""
        self._bench = actor().bench
        wanted = {row.name: row for row in printers.every(self._bench)}
        for name, (row, spooler) in list(self._spoolers.items()):
            if name not in wanted or _reached(wanted[name]) != _reached(row):
                spooler.close(0.01)
                del self._spoolers[name]
                self._former[name] = spooler
        for name, row in wanted.items():
            if name not in self._spoolers and row.driver in DRIVERS:
                self._spoolers[name] = (row, self._spooler(row))
                self._spoolers[name][1].start(self._former.pop(name, None))

    def _spooler(self, row: PrinterRow) -> Spooler:
        made = Spooler(
            DRIVERS[row.driver](row.name, row.dpi, row.settings),
            take=lambda: _take(row.name, self._bench, self._owner, made.held),
            report=partial(_report, row.name),
            open_jobs=lambda: _open_jobs(row.name, self._bench, self._owner),
            changed=_tell_condition,
            leave=self._leave,
            poll_s=self._poll_s,
        )
        return made

    def _hear(self, heard: frozenset[Change]) -> None:
        kinds = {change.kind for change in heard}
        if "printer" in kinds:
            self._hire()
        if kinds & {"print", "printer"}:
            for _row, spooler in list(self._spoolers.values()):
                spooler.wake()


def print_now(row: PrinterRow, wait_s: float = 60.0) -> list[Job]:
    """Print what waits for one printer, without a window; returns the jobs that were handed over, as they fared.

    What a program that was killed has left half sent is looked up first, as the window does when it starts.
    """
    room, owner, bench = DRIVERS[row.driver](row.name, row.dpi, row.settings), lease.owner(), actor().bench
    left = _open_jobs(row.name, bench, owner)
    done: list[str] = [job.key for job in left]

    noting = threading.Lock()  # a paper that is taken is noted before anybody asks whether one is still in hand

    def take() -> SpoolJob | None:
        with noting:
            job = _take(row.name, bench, owner, spooler.held)
            if job is not None:
                done.append(job.key)
            return job

    spooler = Spooler(room, take, partial(_report, row.name), lambda: left, leave=disconnect, poll_s=_QUICK_S)
    spooler.start()
    end = time.monotonic() + wait_s
    while time.monotonic() < end:
        with noting:
            waiting = [job for job in print_routes.waiting(row.name, bench) if job.kind not in spooler.held]
            going = [job for job in printing.jobs(states=("sending", "sent")) if job.op_id in done]
        if not waiting and not going:
            break
        time.sleep(0.05)
    spooler.close()
    return [job for job in printing.jobs(limit=max(500, len(done))) if job.op_id in done]


def has_work(printer: str) -> bool:
    """Whether papers wait for this printer here, or a program that has ended left some half sent."""
    bench = actor().bench
    return bool(print_routes.waiting(printer, bench) or _open_jobs(printer, bench, ""))


def _reached(row: PrinterRow) -> tuple[object, ...]:
    """What a spooler must be replaced for when it changes."""
    return row.driver, row.dpi, {key: value for key, value in row.settings.items() if key not in ("held", "media")}


def _take(printer: str, bench: str, owner: str, held: Mapping[str, str]) -> SpoolJob | None:
    """The oldest paper for a printer, claimed; None if there is none, or none that it may print now.

    Papers of the kinds in `held` wait for another paper in the printer, and say so.
    """
    row = next((one for one in printers.every(bench) if one.name == printer), None)
    if row is None or row.held:
        return None
    waiting = print_routes.waiting(printer, bench)
    for kind, reason in held.items():
        printing.say_why([job.id for job in waiting if job.kind == kind and job.reason != reason], reason)
    for job in waiting:
        if job.kind not in held and printing.claim(job.id, printer, owner):
            return _spooled(printing.get(job.id), row, JobState.QUEUED)
    return None


def _open_jobs(printer: str, bench: str, owner: str) -> list[SpoolJob]:
    """What this program's last spooler of a printer has left behind, or a program that has ended, the oldest first."""
    row = next((one for one in printers.every(bench) if one.name == printer), None)
    found = printing.jobs(limit=1000, states=("sending", "sent"))
    return [
        _spooled(job, row, JobState(job.state))
        for job in reversed(found)
        if row is not None and job.printer == printer and job.bench == bench and _abandoned(job, owner)
    ]


def _abandoned(job: Job, owner: str) -> bool:
    """Whether nobody else has this paper in hand."""
    if job.claimed_by in ("", owner) or lease.is_dead(job.claimed_by) or _is_former_self(job.claimed_by, owner):
        return True
    return job.claimed_at is None or now() - job.claimed_at > _LONGEST_SENDING


def _is_former_self(held_by: str, owner: str) -> bool:
    """Whether it was claimed by a process of our number: one that was before us, and so is no more."""
    return held_by.rpartition("/")[0] == owner.rpartition("/")[0]


def _spooled(job: Job, row: PrinterRow, state: JobState) -> SpoolJob:
    title = f"{job.kind} {job.title}".strip()
    # The drawer opens for money that changes hands, not for a copy of its receipt.
    kick = job.kind == "receipt" and not job.copy
    draw = partial(_draw, job, row)
    return SpoolJob(job.op_id, title, draw, state=state, remote=job.remote_job, group=job.kind, kick=kick)


def _draw(job: Job, row: PrinterRow) -> bytes:
    if job.kind in calibrating.PAGES:
        return of_printer.draw(job.kind, row)
    with bars.at_least(calibrating.least_dots(row)):
        written = label_in_letters.of(job, row)
        if written is not None:
            return written
        pdf = _drawn(job, row)
    return calibration.applied(pdf, calibration.of(row.settings), row.dpi)


def _drawn(job: Job, row: PrinterRow) -> bytes:
    if job.kind == TEST_PAGE:
        return papers.draw_test(row.name, label="parcel-label" in row.papers, dpi=row.dpi)
    if job.kind in OWN_KINDS:
        return papers.draw_own(job.kind, job.title, dpi=row.dpi, media=row.chosen_media(job.kind))
    order_ids = [job.order_id] if job.order_id is not None else []
    media = row.chosen_media(job.kind)
    return papers.draw(job.kind, order_ids, job.parcel_id, copy=job.copy, dpi=row.dpi, media=media)


def _report(printer: str, key: str, state: JobState, reason: str, remote: str) -> None:
    if state is JobState.SENDING:
        return  # it was written when the job was claimed, before this
    row = run("SELECT id, kind, bench FROM print_job WHERE op_id = ?", (key,)).fetchone()
    if row is None:
        return
    job_id, kind, bench = row
    back_to = printer
    if state is JobState.QUEUED:  # what was routed here goes where its kind goes by then
        route = printers.route(kind, bench)
        back_to = "" if route is not None and route.name == printer else printer
    printing.mark(int(job_id), state.value, reason, remote_job=remote or None, printer=back_to)


def _tell_condition(condition: Condition) -> None:
    with unit() as work:
        work.changed("printer-state", 0)
