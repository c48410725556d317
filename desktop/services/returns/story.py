"""The story of a case: each step once, by the name that was made before its first try."""

from desktop.models.base import ms, run
from desktop.services.changes import Work, actor, new_op_id, now
from desktop.services.returns.cases import Case, changed


def step(work: Work, case: Case, op_id: str | None, what: str, detail: str = "") -> int | None:
    """Write a step; returns its id, None if this very step was there before. Part of the caller's unit."""
    here, name = actor(), op_id or new_op_id()
    written = run(
        "INSERT INTO return_event (case_id, op_id, at, who, bench, what, detail) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (op_id) DO NOTHING",
        (case.id, name, ms(now()), here.who, here.bench, what, detail),
    ).rowcount
    if not written:
        return None
    changed(work, case)
    return int(run("SELECT id FROM return_event WHERE op_id = ?", (name,)).fetchone()[0])
