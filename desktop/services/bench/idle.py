"""The page of a bench with nothing open."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.order import Stage
from desktop.models.base import run
from desktop.services import packing, queue
from desktop.services.queue import QueueRow, Today


@dataclass(frozen=True, slots=True)
class Idle:
    """The most urgent orders with photos of their first lines, and how the day goes."""

    urgent: tuple[tuple[QueueRow, tuple[str, ...]], ...]
    waiting: int
    today: Today
    unfinished: QueueRow | None


def idle(bench: str, since: datetime) -> Idle:
    """What a bench with nothing open shows; `since` is the start of the day here."""
    rows = queue.urgent(5)
    waiting = queue.counts()
    unfinished = packing.unfinished(bench)
    return Idle(
        tuple((row, photos(row.id)) for row in rows), waiting[Stage.TO_PICK] + waiting[Stage.TO_PACK],
        queue.today(since), queue.of_orders([unfinished])[0] if unfinished is not None else None,
    )  # fmt: skip


def photos(order_id: int) -> tuple[str, ...]:
    """Pictures of an order's first two lines."""
    rows = run(
        "SELECT coalesce(a.photo, '') FROM order_line l LEFT JOIN article a ON a.id = l.article_id"
        " WHERE l.order_id = ? AND l.needs_packing ORDER BY l.position LIMIT 2",
        (order_id,),
    ).fetchall()
    return tuple(row[0] for row in rows)
