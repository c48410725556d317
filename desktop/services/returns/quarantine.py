"""Units that came back and are not sold as new: what waits where, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from desktop.domain.errors import BadInput, NotFound
from desktop.domain.returns import Goes, name_of
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run, storable, utc
from desktop.services import history, permits, stock
from desktop.services.changes import actor, new_op_id, now, unit
from desktop.services.returns.places import places

_COLUMNS = (
    "SELECT q.id, q.article_id, a.sku, a.name, a.variant, a.photo, a.bin, q.place, q.units, q.shelved, q.scrapped,"
    " q.reason, q.at, q.who, c.id, c.number, c.order_id FROM quarantine q"
    " JOIN article a ON a.id = q.article_id LEFT JOIN return_line r ON r.id = q.return_line_id"
    " LEFT JOIN return_case c ON c.id = r.case_id"
)
_OPEN = " WHERE q.units > q.shelved + q.scrapped"


@dataclass(frozen=True, slots=True)
class Apart:
    """Units of one article that wait. `left` of them are still to be decided; `case` is "" where none is known."""

    id: int
    article_id: int
    sku: str
    name: str
    variant: str
    photo: str
    bin: str
    place: Goes
    units: int
    shelved: int
    scrapped: int
    reason: str
    at: datetime
    who: str
    case_id: int | None
    case: str
    order_id: int | None

    @property
    def left(self) -> int:
        return self.units - self.shelved - self.scrapped


@dataclass(frozen=True, slots=True)
class Kept:
    """Units of an article in one place; `bin` is the shop's own for it, "" where it has none."""

    sku: str
    name: str
    place: Goes
    bin: str
    units: int
    on_hand: int
    available: int


def listed(after: int = 0, limit: int = 200) -> list[Apart]:
    """What waits behind the row with the id `after`, the oldest first."""
    rows = run(f"{_COLUMNS}{_OPEN} AND q.id > ? ORDER BY q.id LIMIT ?", (after, limit)).fetchall()
    return [_row(row) for row in rows]


def size() -> int:
    return int(run(f"SELECT count(*) FROM quarantine q{_OPEN}").fetchone()[0])


def by_article() -> list[Kept]:
    """What waits of each article in each place, beside what its stock says."""
    named = places()
    rows = run(
        "SELECT a.sku, a.name, q.place, sum(q.units - q.shelved - q.scrapped), a.on_hand, a.on_hand - a.reserved"
        f" FROM quarantine q JOIN article a ON a.id = q.article_id{_OPEN}"
        " GROUP BY a.id, a.sku, a.name, q.place, a.on_hand, a.reserved ORDER BY a.sku, q.place"
    ).fetchall()
    return [Kept(row[0], row[1], Goes(row[2]), named.get(Goes(row[2]), ""), *map(int, row[3:])) for row in rows]


def of_article(article_id: int) -> int:
    """Units of an article that are in the house and not sold."""
    waiting = "coalesce(sum(q.units - q.shelved - q.scrapped), 0)"
    row = run(f"SELECT {waiting} FROM quarantine q{_OPEN} AND q.article_id = ?", (article_id,)).fetchone()
    return int(row[0])


def get(row_id: int) -> Apart:
    """One row.

    Raises:
        NotFound: there is no such row.
    """
    row = run(f"{_COLUMNS} WHERE q.id = ?", (row_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("row in quarantine"), ref=row_id)
    return _row(row)


def to_shelf(row_id: int, units: int | None = None, why: str = "", op_id: str | None = None) -> Apart:
    """Units are as new, or are sold as they are: they lie on their shelf, and may be promised again. Once a name.

    Raises:
        BadInput: more than are left.
        NoRight: who works here may not change stock.
    """
    return _decide(row_id, "shelved", units, why, op_id)


def scrap(row_id: int, units: int | None = None, why: str = "", op_id: str | None = None) -> Apart:
    """Units are thrown away.

    Raises:
        BadInput: no reason, or more than are left.
        NoRight: who works here may not change stock.
    """
    if not why.strip():
        raise BadInput(what=N_("The reason"), value="", next=N_("Say why it is thrown away; it is kept."))
    return _decide(row_id, "scrapped", units, why, op_id)


def _decide(row_id: int, what: Literal["shelved", "scrapped"], units: int | None, why: str, op_id: str | None) -> Apart:
    permits.require(Right.STOCK)
    with unit() as work:
        order_id = get(row_id).order_id
        if order_id is not None:  # first what an undoing of its case takes first
            history.state_of(order_id, lock=True)
        if is_postgres():
            run("SELECT 1 FROM quarantine WHERE id = ? FOR UPDATE", (row_id,))
        row, name = get(row_id), op_id or new_op_id()
        if run("SELECT 1 FROM quarantine_move WHERE op_id = ?", (name,)).fetchone():
            return row
        many = row.left if units is None else units
        if not 0 < many <= row.left:
            raise BadInput(what=N_("The quantity"), value=many, next=N_("No more are left in quarantine."))
        move = insert(
            "INSERT INTO quarantine_move (quarantine_id, op_id, what, units, reason, at, who)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row_id, name, what, many, storable(why.strip())[:200], ms(now()), actor().who),
        )
        run(f"UPDATE quarantine SET {what} = {what} + ? WHERE id = ?", (many, row_id))
        gone = many if what == "scrapped" else 0
        stock.returned(work, row.article_id, -gone, -many, "write-off" if gone else "shelve",
                       f"quarantine:{row_id}/{move}", row.order_id)  # fmt: skip
        line_id = run("SELECT return_line_id FROM quarantine WHERE id = ?", (row_id,)).fetchone()[0]
        run("UPDATE return_stock SET on_hand = on_hand - ?, reserved = reserved - ? WHERE return_line_id = ?"
            " AND article_id = ?", (gone, many, line_id, row.article_id))  # fmt: skip
        work.changed("article", row.article_id)
        work.changed("return", row.case_id or 0)
        return get(row_id)


def _row(row: Sequence[Any]) -> Apart:
    case = "" if row[15] is None else name_of(row[15])
    return Apart(*[*row[:7], Goes(row[7]), *row[8:12], utc(row[12]), row[13], row[14], case, row[16]])
