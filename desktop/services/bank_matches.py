"""A row of the ledger that a bank's line has made, taken back: the line waits again, whatever way that was done."""

from desktop.models.base import is_postgres, ms, run
from desktop.services.changes import Work, actor, now

_CAUSE = "bank-match:"


def cause(match_id: int) -> str:
    """What a match's row of the ledger is known by."""
    return f"{_CAUSE}{match_id}"


def undone(work: Work, move_cause: str) -> None:
    """The row of this cause is taken back; nothing where no bank's line has made it. Part of the caller's unit."""
    if move_cause.startswith(_CAUSE):
        let_wait(work, int(move_cause.removeprefix(_CAUSE)))


def let_wait(work: Work, match_id: int) -> None:
    """End a match, once: its line waits again where it pays no other order, else what it paid is the line's rest."""
    found = run("SELECT line_id FROM bank_match WHERE id = ? AND undone_at IS NULL", (match_id,)).fetchone()
    if found is None:
        return
    line_id = int(found[0])
    if is_postgres():  # of two who end a line's last two matches at once the later one sees that none is left
        run("SELECT id FROM bank_line WHERE id = ? FOR UPDATE", (line_id,))
    run("UPDATE bank_match SET undone_at = ?, undone_by = ? WHERE id = ?", (ms(now()), actor().who, match_id))
    run(
        "UPDATE bank_line SET state = 'open', reason = '', settled_at = NULL, settled_by = '' WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM bank_match WHERE line_id = ? AND undone_at IS NULL)",
        (line_id, line_id),
    )
    work.changed("bank", line_id)
