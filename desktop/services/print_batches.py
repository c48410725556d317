"""Papers that were asked for together: in which sequence they come out, how far they are, and stopping the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain import picking
from desktop.domain.errors import KolliError, NotFound
from desktop.domain.print_order import By, Packed, in_order
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import bins, printing
from desktop.services.changes import actor, now, unit

_AT_ONCE = 20  # papers a transaction: no scan waits behind two hundred
_ASKED_AT_ONCE = 500  # values in one IN list; old SQLites take 999
_LEFT = ("queued", "sending", "sent")


@dataclass(frozen=True, slots=True)
class Progress:
    """How a batch fares. `done` came out, `failed` did not or nobody knows, `left` is still to come.

    `cancelled` papers were dropped. What was printed again counts as its new row does.
    """

    id: int
    kind: str
    queued_at: datetime
    done: int = 0
    failed: int = 0
    left: int = 0
    cancelled: int = 0

    @property
    def papers(self) -> int:
        return self.done + self.failed + self.left + self.cancelled


@dataclass(frozen=True, slots=True)
class Queued:
    """What was queued: the batch's id (0: nothing could be), how many papers, and the errors of the other orders."""

    id: int
    papers: int
    refused: tuple[KolliError, ...] = ()


def queue(order_ids: Sequence[int], kind: str, by: By = By.LISTED, printer: str = "") -> Queued:
    """Queue one kind of paper for each order, in the sequence in which they are packed."""
    batch_id, papers, refused = 0, 0, []
    ordered = sequence(order_ids, by)
    for start in range(0, len(ordered), _AT_ONCE):
        with unit():
            for order_id in ordered[start : start + _AT_ONCE]:
                batch_id = batch_id or _begin(kind, by)
                try:
                    printing.queue(kind, order_id, printer, batch=batch_id)
                except KolliError as error:
                    refused.append(error)
                else:
                    papers += 1
    return Queued(batch_id if papers else 0, papers, tuple(refused))


def progress(batch_id: int) -> Progress:
    """
    Raises:
        NotFound: there is no such batch.
    """
    row = run("SELECT kind, queued_at FROM print_batch WHERE id = ?", (batch_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("batch"), ref=batch_id)
    states = dict(
        run(
            "SELECT state, count(*) FROM print_job WHERE batch_id = ? AND state <> 'reprinted' GROUP BY state",
            (batch_id,),
        ).fetchall()
    )
    return Progress(
        batch_id, row[0], utc(row[1]), done=states.get("done", 0),
        failed=states.get("failed", 0) + states.get("unsure", 0), left=sum(states.get(state, 0) for state in _LEFT),
        cancelled=states.get("cancelled", 0),
    )  # fmt: skip


def going(bench: str) -> list[Progress]:
    """The batches of a bench of which something is still to come, the oldest first."""
    rows = run(
        "SELECT DISTINCT b.id FROM print_batch b JOIN print_job j ON j.batch_id = b.id"
        f" WHERE b.bench = ? AND j.state IN {_LEFT} ORDER BY b.id",
        (bench,),
    ).fetchall()
    return [progress(int(row[0])) for row in rows]


def cancel(batch_id: int) -> Progress:
    """Drop what still waits; what is at the printer comes out, and what came out stays.

    Raises:
        NotFound: there is no such batch.
    """
    with unit() as work:
        run(
            "UPDATE print_job SET state = 'cancelled', reason = '' WHERE batch_id = ? AND state = 'queued'",
            (batch_id,),
        )
        run("UPDATE print_batch SET cancelled_at = ? WHERE id = ? AND cancelled_at IS NULL", (ms(now()), batch_id))
        work.changed("print", 0)
        return progress(batch_id)


def sequence(order_ids: Sequence[int], by: By) -> list[int]:
    """These orders in the sequence in which they are packed."""
    return list(order_ids) if by is By.LISTED else in_order(_packed(order_ids), by)


def _begin(kind: str, by: By) -> int:
    here = actor()
    return insert(
        "INSERT INTO print_batch (kind, ordered_by, bench, who, queued_at) VALUES (?, ?, ?, ?, ?)",
        (kind, by.value, here.bench, here.who, ms(now())),
    )


def _packed(order_ids: Sequence[int]) -> list[Packed]:
    way = bins.paths()
    units: dict[int, dict[str, int]] = {}
    turns: dict[int, list[str]] = {}
    totals: dict[int, int] = {}
    for start in range(0, len(order_ids), _ASKED_AT_ONCE):
        part = tuple(order_ids[start : start + _ASKED_AT_ONCE])
        marks = ", ".join("?" * len(part))
        totals |= dict(run(f"SELECT id, total_minor FROM orders WHERE id IN ({marks})", part).fetchall())
        for order_id, sku, wanted, place in run(
            "SELECT l.order_id, l.sku, l.ordered - l.cancelled, coalesce(a.bin, '') FROM order_line l"
            f" LEFT JOIN article a ON a.id = l.article_id WHERE l.order_id IN ({marks}) AND l.needs_packing"
            " AND l.ordered > l.cancelled ORDER BY l.order_id, l.position",
            part,
        ).fetchall():
            of = units.setdefault(order_id, {})
            of[sku.strip()] = of.get(sku.strip(), 0) + wanted
            turns.setdefault(order_id, []).append(way.get(place, picking.path(place)) if place else "")
    return [
        Packed(each, tuple(units.get(each, {}).items()), tuple(turns.get(each, ())), totals.get(each, 0))
        for each in order_ids
    ]
