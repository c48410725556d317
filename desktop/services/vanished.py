"""Orders that a store has deleted for good: no list of changes ever names them."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain import merge
from desktop.domain.errors import NotAllowed
from desktop.domain.merge import Outcome
from desktop.domain.order import Action, Fulfilment, Stage
from desktop.models.base import ms, run
from desktop.services import history, take_outs
from desktop.services.changes import now, unit

_OPEN = (Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.ON_HOLD)
_WORD = "deleted"  # no store of ours has a status of this name


def open_refs(store_id: int) -> list[str]:
    """The store's names of those of its orders that are still to be worked on, and that it has not deleted."""
    marks = ", ".join("?" for _ in _OPEN)
    rows = run(
        f"SELECT source_ref FROM orders WHERE store_id = ? AND remote_status <> ? AND stage IN ({marks}) ORDER BY id",
        (store_id, _WORD, *(stage.value for stage in _OPEN)),
    ).fetchall()
    return [str(row[0]) for row in rows]


def save(store_id: int, remote_ids: Sequence[str]) -> int:
    """Take a deletion as a cancellation, by the same rules: work that has begun stops and asks a person.

    Returns how many orders are touched; repeating it touches none.
    """
    touched = 0
    with unit() as work:
        for remote_id in remote_ids:
            row = run(
                "SELECT id FROM orders WHERE store_id = ? AND source_ref = ? AND remote_status <> ?",
                (store_id, remote_id, _WORD),
            ).fetchone()
            if row is None:
                continue
            order_id = int(row[0])
            touched += 1
            run("UPDATE orders SET remote_status = ? WHERE id = ?", (_WORD, order_id))
            ruling = merge.fulfilment(history.state_of(order_id, lock=True), Fulfilment.CANCELLED)
            if ruling is None:
                continue
            if take_outs.lies_in_a_box(order_id):  # it may be a mistake of the store's: somebody looks before unpacking
                ruling = replace(ruling, outcome=Outcome.OPEN, stops=True)
            outcome = ruling.outcome
            if outcome is Outcome.THEIRS:
                try:
                    history.move(work, order_id, Action.CANCEL, "")
                except NotAllowed:
                    outcome = Outcome.OPEN
            run(
                "INSERT INTO decision (order_id, store_id, at, field, ours, theirs, outcome, decided_by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, '')",
                (order_id, store_id, ms(now()), ruling.field.value, ruling.ours, _WORD, outcome.value),
            )
            if outcome is Outcome.OPEN and ruling.stops:
                run("UPDATE orders SET conflict = ? WHERE id = ?", (True, order_id))
            work.changed("order", order_id)
            work.changed("decision", order_id)
    return touched
