"""Pairs of orders that may be one order twice, as they stand in the database. `duplicates` decides about them."""

from collections.abc import Iterable

from desktop.models.base import insert, ms, run
from desktop.services.changes import Work, actor, now

REASON = "Duplicate"  # what a hold's reason says when it is this one
WAITING, KEPT, GONE, DIFFERENT = "waiting", "kept", "gone", "different"


def waits(order_id: int) -> bool:
    """Whether a person must still say that this order is no double."""
    return (
        run("SELECT 1 FROM twin WHERE order_id = ? AND state = 'waiting' LIMIT 1", (order_id,)).fetchone() is not None
    )


def of(order_id: int) -> list[int]:
    """The orders that this one may be a double of, the first to come first, while a person has not decided."""
    rows = run(
        "SELECT twin_id FROM twin WHERE order_id = ? AND state = 'waiting' ORDER BY twin_id", (order_id,)
    ).fetchall()
    return [int(row[0]) for row in rows]


def state(one: int, other: int) -> str:
    """What is known of a pair, whichever of the two waits; "" where nothing is."""
    row = run(
        "SELECT state FROM twin WHERE (order_id = ? AND twin_id = ?) OR (order_id = ? AND twin_id = ?)"
        " ORDER BY CASE state WHEN 'kept' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END",
        (one, other, other, one),
    ).fetchone()
    return "" if row is None else str(row[0])


def begin(work: Work, order_id: int, twin_id: int) -> None:
    """The pair waits for a person from now on."""
    run("DELETE FROM twin WHERE order_id = ? AND twin_id = ?", (order_id, twin_id))
    insert(
        "INSERT INTO twin (order_id, twin_id, state, found_at, decided_by) VALUES (?, ?, 'waiting', ?, '')",
        (order_id, twin_id, ms(now())),
    )
    _tell(work, order_id, twin_id)


def keep(work: Work, order_id: int) -> bool:
    """A person says that this order is one of its own; False where nothing was asked. It is never asked again."""
    pairs = of(order_id)
    for twin_id in pairs:
        end(work, order_id, twin_id, KEPT)
    return bool(pairs)


def end(work: Work, order_id: int, twin_id: int, became: str) -> None:
    run("UPDATE twin SET state = ?, decided_at = ?, decided_by = ? WHERE order_id = ? AND twin_id = ?"
        " AND state = 'waiting'",
        (became, ms(now()), actor().who or actor().bench, order_id, twin_id))  # fmt: skip
    _tell(work, order_id, twin_id)


def gone(work: Work, order_id: int) -> list[int]:
    """An order is given up, so it is nobody's double and nobody is its; returns those that no other question holds."""
    pairs = run(
        "SELECT order_id, twin_id FROM twin WHERE state = 'waiting' AND (order_id = ? OR twin_id = ?)",
        (order_id, order_id),
    ).fetchall()
    for waiting, twin_id in pairs:
        end(work, int(waiting), int(twin_id), GONE)
    return sorted({int(waiting) for waiting, _twin in pairs if waiting != order_id and not waits(int(waiting))})


def _tell(work: Work, *order_ids: int) -> None:
    for order_id in order_ids:
        work.changed("order", order_id)


def numbers(order_ids: Iterable[int]) -> str:
    """The orders' numbers as a history names them."""
    found = [run("SELECT number FROM orders WHERE id = ?", (order_id,)).fetchone() for order_id in order_ids]
    return ", ".join(f"#{row[0]}" for row in found if row is not None)
