"""Joins the print queue on disk to the printers: one spooler each, fed in the order of the queue."""

import time
from collections.abc import Callable, Sequence
from functools import partial

from desktop.devices import DRIVERS
from desktop.devices.device import Condition, JobState
from desktop.devices.spooler import Job as SpoolJob
from desktop.devices.spooler import Spooler
from desktop.models.base import disconnect, run
from desktop.services import changes, papers, printers, printing
from desktop.services.changes import Change, actor, unit
from desktop.services.paper_kinds import OWN_KINDS, TEST_PAGE
from desktop.services.printers import PrinterRow
from desktop.services.printing import Job


class PrintRoom:
    """`start()` begins to print what waits and returns what stops it; `leave` closes a thread's connection."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave
        self._bench = actor().bench
        self._spoolers: dict[str, tuple[PrinterRow, Spooler]] = {}
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
        return {name: spooler.condition for name, (_row, spooler) in self._spoolers.items()}

    def _hire(self) -> None:
        """One spooler for each printer as it is set now; those that were changed are replaced."""
        moved, self._bench = self._bench != actor().bench, actor().bench
        wanted = {row.name: row for row in printers.every(self._bench)}
        for name, (row, spooler) in list(self._spoolers.items()):
            if moved or wanted.get(name) != row:
                spooler.close(0.01)
                del self._spoolers[name]
        for name, row in wanted.items():
            if name not in self._spoolers and row.driver in DRIVERS:
                self._spoolers[name] = (row, self._spooler(row))
                self._spoolers[name][1].start()

    def _spooler(self, row: PrinterRow) -> Spooler:
        return Spooler(
            DRIVERS[row.driver](row.name, row.dpi, row.settings),
            take=partial(_take, row, self._bench),
            report=partial(_report, row.name),
            open_jobs=partial(_open_jobs, row),
            changed=_tell_condition,
            leave=self._leave,
        )

    def _hear(self, heard: frozenset[Change]) -> None:
        kinds = {change.kind for change in heard}
        if "printer" in kinds:
            self._hire()
        if kinds & {"print", "printer"}:
            for _row, spooler in self._spoolers.values():
                spooler.wake()


def print_now(row: PrinterRow, wait_s: float = 60.0) -> list[Job]:
    """Print what waits for one printer, without a window; returns the jobs that were handed over, as they fared."""
    done: list[str] = []
    room = DRIVERS[row.driver](row.name, row.dpi, row.settings)
    spooler = Spooler(room, partial(_noting, done, row), partial(_report, row.name), leave=disconnect)
    spooler.start()
    end = time.monotonic() + wait_s
    while time.monotonic() < end:
        waiting = _waiting(row, actor().bench)
        going = [job for job in printing.jobs(states=("sending", "sent")) if job.op_id in done]
        if not waiting and not going:
            break
        time.sleep(0.05)
    spooler.close()
    return [job for job in printing.jobs(limit=500) if job.op_id in done]


def _noting(done: list[str], row: PrinterRow) -> SpoolJob | None:
    job = _take(row, actor().bench)
    if job is not None:
        done.append(job.key)
    return job


def _waiting(row: PrinterRow, bench: str) -> Sequence[Job]:
    """Papers that this printer should print, the oldest first: those sent to it by name, and those routed to it."""
    queued = printing.queued(bench)
    return [
        job for job in queued if job.printer == row.name or (not job.printer and printers.route(job.kind, bench) == row)
    ]


def _take(row: PrinterRow, bench: str) -> SpoolJob | None:
    for job in _waiting(row, bench):
        if printing.claim(job.id, row.name):
            return _spooled(job, row)
    return None


def _open_jobs(row: PrinterRow) -> list[SpoolJob]:
    found = printing.jobs(limit=1000, states=("sending", "sent"))
    return [_spooled(job, row) for job in reversed(found) if job.printer == row.name]


def _spooled(job: Job, row: PrinterRow) -> SpoolJob:
    title = f"{job.kind} {job.title}".strip()
    return SpoolJob(job.op_id, title, partial(_draw, job, row), state=JobState(job.state), remote=job.remote_job)


def _draw(job: Job, row: PrinterRow) -> bytes:
    if job.kind == TEST_PAGE:
        return papers.draw_test(row.name, label="parcel-label" in row.papers, dpi=row.dpi)
    if job.kind in OWN_KINDS:
        return papers.draw_own(job.kind, job.title, dpi=row.dpi, media=row.media(job.kind))
    order_ids = [job.order_id] if job.order_id is not None else []
    media = row.media(job.kind)
    return papers.draw(job.kind, order_ids, job.parcel_id, copy=job.copy, dpi=row.dpi, media=media)


def _report(printer: str, key: str, state: JobState, reason: str, remote: str) -> None:
    if state is JobState.SENDING:
        return  # it was written when the job was claimed, before this
    row = run("SELECT id FROM print_job WHERE op_id = ?", (key,)).fetchone()
    if row is not None:
        back = state is JobState.QUEUED
        printing.mark(int(row[0]), state.value, reason, remote_job=remote or None, printer=None if back else printer)


def _tell_condition(condition: Condition) -> None:
    with unit() as work:
        work.changed("printer-state", 0)
