"""Two rows that are one person become one file, and two again when it was wrong.

Nothing moves: every order, consent and point keeps the row that it came with, and the file reads the rows together. So
no address of a parcel changes, and an undo gives each side exactly its own, whatever came between.
"""

import json
from dataclasses import astuple, dataclass, fields
from datetime import datetime

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.rights import Right
from desktop.i18n import N_, _, number
from desktop.models import schema_words
from desktop.models.base import insert, ms, run, utc
from desktop.services import permits
from desktop.services.changes import actor, now, unit
from desktop.services.customer_file import people
from desktop.services.customer_file.editing import writable
from desktop.services.customer_file.showing import Contact

_NAMES = tuple(field.name for field in fields(Contact))


_MOVED = {
    "orders": N_("orders"), "mail": N_("mails"), "consent": N_("consents"), "complaint": N_("complaints"),
    "points_move": N_("bookings of points"), "voucher": N_("vouchers"), "credit_move": N_("bookings of store credit"),
    "store_customer": N_("accounts at stores"), "review": N_("reviews"), "affiliate": N_("affiliates"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: `moves` counts rows by table, `filled` are fields that the one who stays gets."""

    stays: Contact
    goes: Contact
    moves: tuple[tuple[str, int], ...]
    filled: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One merge that was done. `undone_at` None: it holds."""

    id: int
    goes: Contact
    at: datetime
    who: str
    undone_at: datetime | None


def moved(table: str, count: int) -> str:
    """How many rows of a table go along, as people call them."""
    what = _(_MOVED[table]) if table in _MOVED else table.replace("_", " ")
    return f"{what}: {number(count)}"


def preview(goes: int, stays: int) -> Preview:
    """What `merge` would do, without doing it.

    Raises:
        NotFound, NotAllowed: as `merge`.
    """
    permits.require(Right.CUSTOMERS)
    goes, stays = _both(goes, stays)
    ids = people.family(goes)
    marks = ", ".join("?" for _id in ids)
    counted = []
    for table in schema_words.tables_with("customer_id"):
        if table not in ("customer_merge", "erase_report"):
            count = int(run(f"SELECT count(*) FROM {table} WHERE customer_id IN ({marks})", tuple(ids)).fetchone()[0])
            if count:
                counted.append((table, count))
    going, staying = _contact(goes), _contact(stays)
    return Preview(staying, going, tuple(counted), tuple(_filled(going, staying).items()))


def merge(goes: int, stays: int) -> int:
    """Let two be one; returns the merge's id. Empty fields of who stays are filled from who goes.

    Raises:
        NotFound: one of them is not there.
        NotAllowed: they are one already, or one was erased.
    """
    permits.require(Right.CUSTOMERS)
    with unit() as work:
        goes, stays = _both(goes, stays)
        filled = _filled(_contact(goes), _contact(stays))
        followers = people.family(goes)[1:]
        for name, text in filled.items():
            run(f"UPDATE customer SET {name} = ? WHERE id = ?", (text, stays))
        run("UPDATE customer SET merged_into = ? WHERE id = ? OR merged_into = ?", (stays, goes, goes))
        kept = json.dumps({"filled": filled, "followers": followers}, ensure_ascii=False)
        merge_id = insert(
            "INSERT INTO customer_merge (from_id, to_id, at, who, kept) VALUES (?, ?, ?, ?, ?)",
            (goes, stays, ms(now()), actor().who, kept),
        )
        work.changed("customer", goes)
        work.changed("customer", stays)
    return merge_id


def undo(merge_id: int) -> None:
    """Let one be two again.

    Raises:
        NotFound: there is no such merge, or it was undone already.
        NotAllowed: who stayed was merged or erased since; undo that first.
    """
    permits.require(Right.CUSTOMERS)
    with unit() as work:
        row = run("SELECT from_id, to_id, kept FROM customer_merge WHERE id = ? AND undone_at IS NULL",
                  (merge_id,)).fetchone()  # fmt: skip
        if row is None:
            raise NotFound(what=N_("merge"), ref=merge_id)
        goes, stays, kept = int(row[0]), int(row[1]), json.loads(row[2])
        now_at = run("SELECT merged_into FROM customer WHERE id = ?", (goes,)).fetchone()
        if now_at is None or now_at[0] != stays:
            raise NotAllowed(ref=f"#{stays}", reason=N_("it was merged again since; undo the later merge first."))
        writable(stays)
        for name, text in kept["filled"].items():
            if name in _NAMES:  # unless somebody has written another one meanwhile
                run(f"UPDATE customer SET {name} = '' WHERE id = ? AND {name} = ?", (stays, text))
        run("UPDATE customer SET merged_into = NULL WHERE id = ?", (goes,))
        for follower in kept["followers"]:
            run("UPDATE customer SET merged_into = ? WHERE id = ? AND merged_into = ?", (goes, follower, stays))
        run("UPDATE customer_merge SET undone_at = ?, undone_by = ? WHERE id = ?", (ms(now()), actor().who, merge_id))
        work.changed("customer", goes)
        work.changed("customer", stays)


def merges(customer_id: int) -> list[MergeRow]:
    """The merges into this person, the newest first."""
    permits.require(Right.CUSTOMERS)
    rows = run(
        "SELECT m.id, c.name, c.company, c.email, c.phone, c.language, m.at, m.who, m.undone_at FROM customer_merge m"
        " JOIN customer c ON c.id = m.from_id WHERE m.to_id = ? ORDER BY m.id DESC",
        (people.head(customer_id),),
    ).fetchall()
    return [
        MergeRow(int(row[0]), Contact(*row[1:6]), utc(row[6]), row[7], None if row[8] is None else utc(row[8]))
        for row in rows
    ]


def _both(goes: int, stays: int) -> tuple[int, int]:
    goes, stays = writable(goes), writable(stays)
    if goes == stays:
        raise NotAllowed(ref=f"#{goes}", reason=N_("they are one customer already."))
    return goes, stays


def _contact(customer_id: int) -> Contact:
    row = run("SELECT name, company, email, phone, language FROM customer WHERE id = ?", (customer_id,)).fetchone()
    return Contact(*row)


def _filled(goes: Contact, stays: Contact) -> dict[str, str]:
    pairs = zip(_NAMES, astuple(goes), astuple(stays), strict=True)
    return {name: text for name, text, there in pairs if text and not there}
