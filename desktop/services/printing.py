"""The print queue on disk: what must come out, on which printer, and whether it did."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.i18n import N_, _
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, paper_times, twins
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.paper_kinds import KINDS, OWN_KINDS, PAPERS, TEST_PAGE

_INSERT = (
    "INSERT INTO print_job (op_id, auto_key, kind, title, order_id, parcel_id, document_id, printer, language, copy,"
    " state, tries, reason, remote_job, bench, queued_at, reprint_of, batch_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, 'queued', 0, '', '', ?, ?, ?, ?)"
)
# Whether a paper came out, or may have. `reprinted`: another row has taken its place; `done_at` says if it came out.
_OUT = "(state IN ('sent', 'done', 'unsure') OR state = 'reprinted' AND done_at IS NOT NULL)"
_OVER = ("done", "failed", "unsure", "cancelled")  # a paper that can be asked for again, in its place
_WHY_NOT = {
    "sending": N_("it is on its way to the printer"),
    "sent": N_("the printer has it already; cancel it there"),
    "done": N_("it came out"),
    "unsure": N_("nobody knows whether it came out; say so first"),
    "cancelled": N_("it is cancelled already"),
    "reprinted": N_("it was printed again"),
    "queued": N_("it still waits"),
    "failed": N_("it did not come out"),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One paper in the queue. `copy`: it has been printed before and says so where that matters.

    `state`: queued, sending (before its first byte), sent, done, failed, unsure (nobody knows whether it came out),
    cancelled, reprinted (it was asked for again: the new row says so in `reprint_of`, which names the first of all).
    """

    id: int
    op_id: str
    kind: str
    title: str
    order_id: int | None
    parcel_id: int | None
    document_id: int | None
    printer: str
    copy: bool
    state: str
    tries: int
    reason: str
    remote_job: str
    bench: str
    reprint_of: int | None
    batch_id: int | None
    claimed_by: str
    queued_at: datetime
    claimed_at: datetime | None
    done_at: datetime | None


def queue_automatic(work: Work, kind: str, order_id: int, parcel_id: int | None, version: int) -> None:
    """Queue a paper that prints by itself; the same version of it never does so twice. Part of the caller's unit."""
    key = f"{kind}/{order_id}/{parcel_id or 0}/{version}"
    inserted = run(
        _INSERT + " ON CONFLICT (auto_key) DO NOTHING",
        (new_op_id(), key, kind, _title(order_id), order_id, parcel_id, None, "", False, actor().bench, ms(now()),
         None, None),
    ).rowcount  # fmt: skip
    if inserted:
        work.changed("print", 0)


def queue(
    kind: str, order_id: int, printer: str = "", parcel_id: int | None = None, batch: int | None = None,
    document_id: int | None = None,
) -> int:  # fmt: skip
    """Queue a paper because a person asked; one that came out before is marked as a copy. Returns the job's id.

    `document_id`: this very document of the order, and not its newest of the kind.

    Raises:
        BadInput: no such kind of paper.
        NotFound: there is no such order.
        NotAllowed: goods would be fetched by it for an order that may be a double.
        NeverHere: this bench never prints it.
    """
    title = check(kind, order_id)
    paper_times.require(kind)
    with unit() as work:
        before = _before(kind, order_id, parcel_id)
        job_id = _add(kind, title, order_id, parcel_id, document_id, printer, before is not None, before, batch)
        if before is not None:
            _note(work, kind, order_id)
        work.changed("print", 0)
        return job_id


def check(kind: str, order_id: int) -> str:
    """See that a paper of an order may be printed; returns its title.

    Raises:
        BadInput, NotFound, NotAllowed: as `queue`.
    """
    if kind not in KINDS:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
    if PAPERS[kind].goods and twins.waits(order_id):
        raise NotAllowed(
            ref=twins.numbers([order_id]),
            reason=N_("it may be the same order twice; look at it first."),
            action="print",
        )
    title = _title(order_id)
    if not title:
        raise NotFound(what=N_("order"), ref=order_id)
    return title


def is_out(kind: str, order_id: int) -> bool:
    """Whether a paper of this kind came out for an order, or may have."""
    return _before(kind, order_id, None) is not None


def came_out_elsewhere(kind: str, order_ids: Sequence[int], where: str) -> None:
    """Write down papers that came out past the queue: what is asked for after them is a copy."""
    with unit() as work:
        for order_id in order_ids:
            before = _before(kind, order_id, None)
            job_id = _add(kind, _title(order_id), order_id, None, None, where, before is not None, before)
            run("UPDATE print_job SET state = 'done', done_at = ?, tries = 1 WHERE id = ?", (ms(now()), job_id))
            if before is not None:
                _note(work, kind, order_id)
        work.changed("print", 0)


def queue_test(printer: str) -> None:
    """Queue a test page for one printer."""
    queue_of_printer(TEST_PAGE, printer)


def queue_of_printer(kind: str, printer: str) -> None:
    """Queue a page that is about a printer, for that printer."""
    with unit() as work:
        _add(kind, printer, None, None, None, printer)
        work.changed("print", 0)


def queue_own(kind: str, ref: str, printer: str = "", batch: int | None = None) -> int:
    """Queue a paper that is of no order, such as the command card; `ref` says of what it is. Returns the job's id.

    Raises:
        BadInput: no such kind of paper.
    """
    if kind not in OWN_KINDS:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
    paper_times.require(kind)
    with unit() as work:
        job_id = _add(kind, ref, None, None, None, printer, batch=batch)
        work.changed("print", 0)
        return job_id


def queued(bench: str, limit: int = 1000) -> list[Job]:
    """What waits at a bench, the oldest first."""
    return _select("state = 'queued' AND bench = ?", (bench,), "id", limit)


def claim(job_id: int, printer: str, by: str = "") -> bool:
    """Take a waiting paper for a printer, before its first byte; False if another program was quicker.

    `by` names the program, so that nobody else takes it for abandoned while it lives. A paper that another one of the
    same came out for meanwhile is a copy from here on.
    """
    with unit() as work:
        taken = run(
            "UPDATE print_job SET state = 'sending', tries = tries + 1, printer = ?, reason = '', claimed_by = ?,"
            " claimed_at = ?, copy = (copy OR (auto_key IS NULL AND EXISTS (SELECT 1 FROM print_job b"
            " WHERE b.id < print_job.id AND b.order_id = print_job.order_id AND b.kind = print_job.kind"
            " AND (b.parcel_id IS NULL OR print_job.parcel_id IS NULL OR b.parcel_id = print_job.parcel_id)"
            f" AND {_OUT.replace('state', 'b.state').replace('done_at', 'b.done_at')})))"
            " WHERE id = ? AND state = 'queued'",
            (printer, by, ms(now()), job_id),
        ).rowcount
        work.changed("print", 0)
        return bool(taken)


def get(job_id: int) -> Job:
    """
    Raises:
        NotFound: there is no such paper in the queue.
    """
    found = _select("id = ?", (job_id,), "id", 1)
    if not found:
        raise NotFound(what=N_("paper in the queue"), ref=job_id)
    return found[0]


def jobs(limit: int = 100, states: tuple[str, ...] = (), order_id: int | None = None) -> list[Job]:
    """The newest papers first; all states where none is named, all orders where none is."""
    marks = ", ".join("?" for _ in states)
    where = [*([f"state IN ({marks})"] if states else []), *(["order_id = ?"] if order_id is not None else [])]
    values = (*states, *(() if order_id is None else (order_id,)))
    return _select(" AND ".join(where) or "1 = 1", values, "id DESC", limit)


def mark(job_id: int, state: str, reason: str = "", remote_job: str | None = None, printer: str | None = None) -> None:
    """Write how a paper fares: sending (before its first byte), sent, done, failed, unsure.

    What a person has decided of it meanwhile stands.
    """
    with unit() as work:
        run(
            "UPDATE print_job SET state = ?, reason = ?, remote_job = coalesce(?, remote_job),"
            " printer = coalesce(?, printer), tries = tries + ?, done_at = CASE WHEN ? THEN ? ELSE done_at END"
            " WHERE id = ? AND state NOT IN ('cancelled', 'reprinted')",
            (state, reason, remote_job, printer, 1 if state == "sending" else 0, state == "done", ms(now()), job_id),
        )
        work.changed("print", 0)


def say_why(job_ids: Sequence[int], reason: str) -> None:
    """Write what papers wait for that are queued; those that say so already are left alone."""
    with unit() as work:
        for job_id in job_ids:
            if run(
                "UPDATE print_job SET reason = ? WHERE id = ? AND state = 'queued' AND reason <> ?",
                (reason, job_id, reason),
            ).rowcount:
                work.changed("print", 0)


def again(job_id: int) -> int:
    """Print a paper once more: a new row that points to the first one. Returns its id.

    It is marked as a copy unless it is known that nothing came out before. "No" to "Did it come out?" is this.

    Raises:
        NotFound: there is no such paper in the queue.
        NotAllowed: it is still to come out, or was printed again already.
    """
    with unit() as work:
        job = get(job_id)
        out = job.state in ("sent", "done", "unsure")
        replaced = run(
            "UPDATE print_job SET state = 'reprinted', done_at = CASE WHEN ? THEN coalesce(done_at, ?) END"
            f" WHERE id = ? AND state IN {_OVER}",
            (out, ms(now()), job_id),
        ).rowcount
        if not replaced and job.state != "sent":
            raise _not_now(job, "again")
        printer = job.printer if job.order_id is None else ""
        copy = job.copy or out
        made = _add(job.kind, job.title, job.order_id, job.parcel_id, job.document_id, printer, copy,
                    job.reprint_of or job.id, job.batch_id)  # fmt: skip
        if copy and job.order_id is not None:
            _note(work, job.kind, job.order_id)
        work.changed("print", 0)
        return made


def came_out(job_id: int) -> None:
    """ "Yes" to "Did it come out?".

    Raises:
        NotFound: there is no such paper in the queue.
        NotAllowed: there is no doubt about it.
    """
    with unit() as work:
        changed = run(
            "UPDATE print_job SET state = 'done', reason = '', done_at = ? WHERE id = ? AND state = 'unsure'",
            (ms(now()), job_id),
        ).rowcount
        if not changed:
            raise _not_now(get(job_id), "came-out")
        work.changed("print", 0)


def cancel(job_id: int) -> None:
    """Take a paper that waits, or one that did not come out, off the queue; it stays in the list.

    Raises:
        NotFound: there is no such paper in the queue.
        NotAllowed: it is at the printer, or out.
    """
    with unit() as work:
        changed = run(
            "UPDATE print_job SET state = 'cancelled', reason = '' WHERE id = ? AND state IN ('queued', 'failed')",
            (job_id,),
        ).rowcount
        if not changed:
            raise _not_now(get(job_id), "cancel")
        work.changed("print", 0)


def _before(kind: str, order_id: int, parcel_id: int | None) -> int | None:
    """The first paper of this kind that came out for an order, or may have; None = there was none."""
    of_parcel = " AND (parcel_id IS NULL OR parcel_id = ?)" if parcel_id is not None else ""
    row = run(
        f"SELECT coalesce(reprint_of, id) FROM print_job WHERE order_id = ? AND kind = ? AND {_OUT}{of_parcel}"
        " ORDER BY id DESC LIMIT 1",
        (order_id, kind, *(() if parcel_id is None else (parcel_id,))),
    ).fetchone()
    return int(row[0]) if row else None


def _add(kind: str, title: str, order_id: int | None, parcel_id: int | None, document_id: int | None, printer: str,
         copy: bool = False, reprint_of: int | None = None, batch: int | None = None) -> int:  # fmt: skip
    return insert(
        _INSERT,
        (new_op_id(), None, kind, title, order_id, parcel_id, document_id, printer, copy, actor().bench, ms(now()),
         reprint_of, batch),
    )  # fmt: skip


def _note(work: Work, kind: str, order_id: int) -> None:
    history.note(work, order_id, "printed-again", _(PAPERS[kind].title))


def _not_now(job: Job, action: str) -> NotAllowed:
    return NotAllowed(ref=f"{job.kind} {job.title}".strip(), reason=_WHY_NOT[job.state], action=action)


_COLUMNS = ", ".join(field.name for field in fields(Job))


def _select(where: str, values: tuple[object, ...], order: str, limit: int) -> list[Job]:
    found = run(f"SELECT {_COLUMNS} FROM print_job WHERE {where} ORDER BY {order} LIMIT ?", (*values, limit)).fetchall()
    return [_job(*row) for row in found]


def _job(*row: Any) -> Job:
    values: list[Any] = [*row[:8], bool(row[8]), *row[9:17], utc(row[17]), *map(_moment, row[18:])]
    return Job(*values)


def _moment(value: int | None) -> datetime | None:
    return None if value is None else utc(value)


def _title(order_id: int) -> str:
    row = run("SELECT number FROM orders WHERE id = ?", (order_id,)).fetchone()
    return f"#{row[0]}" if row else ""
