"""Which orders belong together: a part split off another, one that was merged into another, a copy, an exchange."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.models.base import ms, run
from desktop.services.changes import Work, actor, now


class Kin(StrEnum):
    SPLIT = "split"  # the other one holds lines that were split off this one
    MERGED = "merged"  # this one's lines are packed with the other one
    COPY = "copy"  # the other one was made like this one
    EXCHANGE = "exchange"  # the other one goes out for what came back of this one


@dataclass(frozen=True, slots=True)
class Link:
    """An order that belongs to another. `made`: it came out of the order that was asked about, else it was before."""

    kind: Kin
    order_id: int
    number: str
    stage: str
    made: bool


def link(work: Work, order_id: int, other_id: int, kind: Kin) -> None:
    """Say what became of an order; part of the caller's unit. A link that had ended holds again."""
    run(
        "INSERT INTO order_link (order_id, other_id, kind, at, who) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (order_id, other_id, kind) DO UPDATE SET ended_at = NULL, at = excluded.at, who = excluded.who",
        (order_id, other_id, kind.value, ms(now()), actor().who),
    )
    for each in (order_id, other_id):
        work.changed("order", each)


def end(work: Work, order_id: int, other_id: int, kind: Kin) -> None:
    """It holds no more."""
    run("UPDATE order_link SET ended_at = ? WHERE order_id = ? AND other_id = ? AND kind = ? AND ended_at IS NULL",
        (ms(now()), order_id, other_id, kind.value))  # fmt: skip
    for each in (order_id, other_id):
        work.changed("order", each)


def of(order_id: int) -> tuple[Link, ...]:
    """Every order that this one is linked to, the oldest link first."""
    rows = run(
        "SELECT k.kind, o.id, o.number, o.stage, k.order_id FROM order_link k JOIN orders o"
        " ON o.id = CASE WHEN k.order_id = ? THEN k.other_id ELSE k.order_id END"
        " WHERE (k.order_id = ? OR k.other_id = ?) AND k.ended_at IS NULL ORDER BY k.id",
        (order_id, order_id, order_id),
    ).fetchall()
    return tuple(Link(Kin(row[0]), int(row[1]), str(row[2]), str(row[3]), int(row[4]) == order_id) for row in rows)


def merged_into(order_id: int) -> int | None:
    """The order that this one's lines are packed with; None where it is packed by itself."""
    return next(iter(_others(order_id, Kin.MERGED)), None)


def merged_here(order_id: int) -> list[int]:
    """The orders whose lines are packed with this one."""
    return _pointing(order_id, Kin.MERGED)


def split_off(order_id: int) -> int | None:
    """The order that this one was split off; None where it was not."""
    return next(iter(_pointing(order_id, Kin.SPLIT)), None)


def parts(order_id: int) -> list[int]:
    """The orders that were split off this one."""
    return _others(order_id, Kin.SPLIT)


def family(order_id: int) -> list[int]:
    """An order that was split with all its parts, the first one leading; the order alone where it was not."""
    root = order_id
    while (above := split_off(root)) is not None:
        root = above
    found = [root]
    for each in found:  # grows while it is read: a part may have been split again
        found += parts(each)
    return found


def _others(order_id: int, kind: Kin) -> list[int]:
    """Where the links of this order lead, the oldest first."""
    rows = run(
        "SELECT other_id FROM order_link WHERE order_id = ? AND kind = ? AND ended_at IS NULL ORDER BY id",
        (order_id, kind.value),
    ).fetchall()
    return [int(row[0]) for row in rows]


def _pointing(order_id: int, kind: Kin) -> list[int]:
    """The orders whose links lead to this one, the oldest first."""
    rows = run(
        "SELECT order_id FROM order_link WHERE other_id = ? AND kind = ? AND ended_at IS NULL ORDER BY id",
        (order_id, kind.value),
    ).fetchall()
    return [int(row[0]) for row in rows]
