"""H4: stock follows a case. What a case in its state should hold is compared with what its moves have done so far, and
the difference is the next move: so goods come back once, whatever the order of steps, repeats and their undoing.
"""

from collections.abc import Iterator

from desktop.domain.returns import Condition, Goes, Held, Outcome, held
from desktop.models.base import insert, ms, run
from desktop.services import stock
from desktop.services.changes import Work, actor, now
from desktop.services.returns.cases import Case, CaseLine, lines

_APART = (Goes.OUTLET, Goes.QUARANTINE)


def follow(work: Work, case: Case, cause: str) -> None:
    """Make the moves that bring stock to what the case now holds; part of the caller's unit.

    `cause` names the step behind them. `case` has its new state; its lines are read anew.
    """
    for line in lines(case.id):
        wanted = {
            article_id: _held(case, line, article_id, units) for article_id, units in _articles(line) if units > 0
        }
        known = _known(line.id)
        for article_id in sorted({*wanted, *known}):
            new, old = wanted.get(article_id, Held(0, 0)), known.get(article_id, Held(0, 0))
            if new == old:
                continue
            stock.returned(
                work, article_id, new.on_hand - old.on_hand, new.reserved - old.reserved, _kind(old, new, line),
                f"{cause}/line:{line.id}/article:{article_id}", case.order_id,
            )  # fmt: skip
            run(
                "INSERT INTO return_stock (return_line_id, article_id, on_hand, reserved) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (return_line_id, article_id) DO UPDATE SET on_hand = excluded.on_hand,"
                " reserved = excluded.reserved",
                (line.id, article_id, new.on_hand, new.reserved),
            )


def keep_apart(work: Work, case: Case) -> None:
    """Units of a settled case that are not sold as new begin to wait for what becomes of them."""
    for line in lines(case.id):
        if line.goes not in _APART or line.outcome in (Outcome.REPAIR, Outcome.SEND_BACK):
            continue
        for article_id, units in _articles(line):
            if units > 0:
                insert(
                    "INSERT INTO quarantine (return_line_id, article_id, place, units, shelved, scrapped, reason, at,"
                    " who) VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?)",
                    (line.id, article_id, line.goes.value, units, line.condition or "", ms(now()), actor().who),
                )  # fmt: skip
                work.changed("article", article_id)


def is_touched(case: Case) -> bool:
    """Whether somebody has already put units of it on the shelf, or scrapped them."""
    return any(shelved or scrapped for line in case.lines for _id, shelved, scrapped in _apart(line.id))


def no_longer_apart(case: Case) -> None:
    """The case is not settled any more: its goods are in its own hands again. Nothing of them was touched."""
    for line in case.lines:
        run("DELETE FROM quarantine WHERE return_line_id = ?", (line.id,))


def free_serials(case: Case) -> None:
    """Serial numbers of units that are on the shelf again may leave once more."""
    for line in case.lines:
        if line.came and line.line_id is not None and line.outcome is not Outcome.SEND_BACK:
            for serial in line.serials:
                run("UPDATE packed_unit SET freed_at = ? WHERE order_id = ? AND line_id = ? AND serial = ?"
                    " AND freed_at IS NULL", (ms(now()), case.order_id, line.line_id, serial))  # fmt: skip


def _held(case: Case, line: CaseLine, article_id: int, units: int) -> Held:
    touched = {kept: (shelved, scrapped) for kept, shelved, scrapped in _apart(line.id)}
    shelved, scrapped = touched.get(article_id, (0, 0))
    return held(case.state, units, line.goes, line.outcome, shelved, scrapped)


def _articles(line: CaseLine) -> Iterator[tuple[int, int]]:
    """What came of a line, by article: a kit's parts, or what came instead. Nothing where nobody knows what it is."""
    if line.condition is Condition.WRONG_ARTICLE:
        if line.other_article_id is not None:
            yield line.other_article_id, line.came
        return
    parts = run("SELECT article_id, units FROM line_part WHERE line_id = ? ORDER BY id", (line.line_id,)).fetchall()
    if parts:
        for article_id, units in parts:
            yield int(article_id), int(units) * line.came
    elif line.article_id is not None:
        yield line.article_id, line.came


def _known(line_id: int) -> dict[int, Held]:
    rows = run("SELECT article_id, on_hand, reserved FROM return_stock WHERE return_line_id = ?", (line_id,)).fetchall()
    return {int(row[0]): Held(int(row[1]), int(row[2])) for row in rows}


def _apart(line_id: int) -> list[tuple[int, int, int]]:
    rows = run("SELECT article_id, shelved, scrapped FROM quarantine WHERE return_line_id = ?", (line_id,)).fetchall()
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows]


def _kind(old: Held, new: Held, line: CaseLine) -> str:
    """The move's word in the ledger of stock."""
    if new.on_hand > old.on_hand:
        return "return"
    if new.on_hand < old.on_hand:
        return "write-off" if new.reserved or line.goes is Goes.SCRAP or old.on_hand > new.on_hand > 0 else "unreturn"
    return "apart" if new.reserved > old.reserved else "shelve"
