"""Which waiting paper a printer should print next, and giving papers to another printer."""

from dataclasses import dataclass, field

from desktop.domain.errors import NotAllowed, NotFound
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import printers, printing
from desktop.services.changes import unit
from desktop.services.printing import Job


@dataclass(slots=True)
class Routes:
    """Where the kinds of paper come out at a bench, looked up once."""

    bench: str
    _known: dict[str, str] = field(default_factory=dict)

    def printer(self, job: Job) -> str:
        """The name of the printer that a job is for; "" = none is chosen."""
        if job.printer:
            return job.printer
        if job.kind not in self._known:
            row = printers.route(job.kind, self.bench)
            self._known[job.kind] = row.name if row else ""
        return self._known[job.kind]


def waiting(printer: str, bench: str) -> list[Job]:
    """Papers that this printer should print, the oldest first: those sent to it by name, and those routed to it."""
    routes = Routes(bench)
    return [job for job in printing.queued(bench) if routes.printer(job) == printer]


def move_job(job_id: int, printer: str) -> None:
    """Let a waiting paper come out of another printer; a failed one waits again, there.

    Raises:
        NotFound: there is no such paper or printer.
        NotAllowed: it is at its printer already, or over.
    """
    _require(printer)
    with unit() as work:
        changed = run(
            "UPDATE print_job SET printer = ?, reason = '' WHERE id = ? AND state = 'queued'", (printer, job_id)
        ).rowcount
        if not changed:
            job = printing.get(job_id)
            if job.state != "failed":
                reason = N_("only what waits can be moved.")
                raise NotAllowed(ref=f"{job.kind} {job.title}".strip(), reason=reason, action="move")
            run("UPDATE print_job SET printer = ? WHERE id = ?", (printer, printing.again(job_id)))
        work.changed("print", 0)


def move(source: str, target: str, bench: str) -> int:
    """Let everything that waits for one printer come out of another one, in the same sequence; returns how many.

    Raises:
        NotFound: there is no such printer.
    """
    _require(target)
    with unit() as work:
        found = waiting(source, bench)
        for job in found:
            run("UPDATE print_job SET printer = ?, reason = '' WHERE id = ? AND state = 'queued'", (target, job.id))
        if found:
            work.changed("print", 0)
        return len(found)


def _require(printer: str) -> None:
    if not any(row.name == printer for row in printers.every()):
        raise NotFound(what=N_("printer"), ref=printer)
