"""The print queue on disk: what must come out, on which printer, and whether it did."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.errors import BadInput, NotAllowed, NotFound
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services import twins
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.paper_kinds import KINDS, OWN_KINDS, PAPERS, TEST_PAGE

_INSERT = (
    "INSERT INTO print_job (op_id, auto_key, kind, title, order_id, parcel_id, document_id, printer, language, copy,"
    " state, tries, reason, remote_job, bench, queued_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, 'queued', 0, '', '', ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Job:
    """One paper in the queue. `copy`: it has been printed before and says so where that matters."""

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
    queued_at: datetime
    done_at: datetime | None


def queue_automatic(work: Work, kind: str, order_id: int, parcel_id: int | None, version: int) -> None:
    """Queue a paper that prints by itself; the same version of it never does so twice. Part of the caller's unit."""
    key = f"{kind}/{order_id}/{parcel_id or 0}/{version}"
    inserted = run(
        _INSERT + " ON CONFLICT (auto_key) DO NOTHING",
        (new_op_id(), key, kind, _title(order_id), order_id, parcel_id, None, "", False, actor().bench, ms(now())),
    ).rowcount
    if inserted:
        work.changed("print", 0)


def queue(kind: str, order_id: int, printer: str = "", parcel_id: int | None = None) -> None:
    """Queue a paper because a person asked; a paper that came out before is marked as a copy.

    Raises:
        BadInput: no such kind of paper.
        NotAllowed: goods would be fetched by it for an order that may be a double.
    """
    if kind not in KINDS:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
    if PAPERS[kind].goods and twins.waits(order_id):
        raise NotAllowed(
            ref=twins.numbers([order_id]),
            reason=N_("it may be the same order twice; look at it first."),
            action="print",
        )
    with unit() as work:
        before = run(
            "SELECT 1 FROM print_job WHERE kind = ? AND order_id = ? AND state IN ('sent', 'done') LIMIT 1",
            (kind, order_id),
        ).fetchone()
        run(_INSERT, (new_op_id(), None, kind, _title(order_id), order_id, parcel_id, None, printer,
                      before is not None, actor().bench, ms(now())))  # fmt: skip
        work.changed("print", 0)


def queue_test(printer: str) -> None:
    """Queue a test page for one printer."""
    with unit() as work:
        run(_INSERT, (new_op_id(), None, TEST_PAGE, printer, None, None, None, printer, False, actor().bench,
                      ms(now())))  # fmt: skip
        work.changed("print", 0)


def queue_own(kind: str, ref: str, printer: str = "") -> None:
    """Queue a paper that is of no order, such as the command card; `ref` says of what it is.

    Raises:
        BadInput: no such kind of paper.
    """
    if kind not in OWN_KINDS:
        raise BadInput(what=N_("The kind of paper"), value=kind, next=N_("Choose one that Kolli prints."))
    with unit() as work:
        run(_INSERT, (new_op_id(), None, kind, ref, None, None, None, printer, False, actor().bench, ms(now())))
        work.changed("print", 0)


def queued(bench: str) -> list[Job]:
    """What waits at a bench, the oldest first."""
    return _select("state = 'queued' AND bench = ?", (bench,), "id", 100)


def claim(job_id: int, printer: str) -> bool:
    """Take a waiting paper for a printer, before its first byte; False if another program was quicker."""
    with unit() as work:
        taken = run(
            "UPDATE print_job SET state = 'sending', tries = tries + 1, printer = ?, reason = ''"
            " WHERE id = ? AND state = 'queued'",
            (printer, job_id),
        ).rowcount
        work.changed("print", 0)
        return bool(taken)


def jobs(limit: int = 100, states: tuple[str, ...] = ()) -> list[Job]:
    """The newest papers first; all states where none is named."""
    marks = ", ".join("?" for _ in states)
    return _select(f"state IN ({marks})" if states else "1 = 1", states, "id DESC", limit)


def mark(job_id: int, state: str, reason: str = "", remote_job: str | None = None, printer: str | None = None) -> None:
    """Write how a paper fares: sending (before its first byte), sent, done, failed, unsure."""
    with unit() as work:
        run(
            "UPDATE print_job SET state = ?, reason = ?, remote_job = coalesce(?, remote_job),"
            " printer = coalesce(?, printer), tries = tries + ?, done_at = CASE WHEN ? THEN ? ELSE done_at END"
            " WHERE id = ?",
            (state, reason, remote_job, printer, 1 if state == "sending" else 0, state == "done", ms(now()), job_id),
        )
        work.changed("print", 0)


def again(job_id: int) -> None:
    """Put a failed or doubtful paper back into the queue.

    Raises:
        NotFound: there is no such paper in the queue.
    """
    with unit() as work:
        changed = run(
            "UPDATE print_job SET state = 'queued', reason = '',"
            " printer = CASE WHEN order_id IS NULL THEN printer ELSE '' END WHERE id = ?"
            " AND state IN ('failed', 'unsure')",
            (job_id,),
        ).rowcount
        if not changed:
            raise NotFound(what=N_("failed paper"), ref=job_id)
        work.changed("print", 0)


def _select(where: str, values: tuple[object, ...], order: str, limit: int) -> list[Job]:
    found = run(
        "SELECT id, op_id, kind, title, order_id, parcel_id, document_id, printer, copy, state, tries, reason,"
        f" remote_job, queued_at, done_at FROM print_job WHERE {where} ORDER BY {order} LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [
        Job(*[*row[:8], bool(row[8]), *row[9:13], utc(row[13]), utc(row[14]) if row[14] else None]) for row in found
    ]


def _title(order_id: int) -> str:
    row = run("SELECT number FROM orders WHERE id = ?", (order_id,)).fetchone()
    return f"#{row[0]}" if row else ""
