"""Totes: the boxes on the picker's trolley. Each holds one order from the walk until that order is packed."""

from dataclasses import dataclass

from desktop.domain import codes
from desktop.domain.codes import Kind
from desktop.domain.errors import BadInput, KolliError, NotFound
from desktop.i18n import N_
from desktop.models.base import insert, is_postgres, ms, run
from desktop.services.changes import Work, new_op_id, now, unit

_MOST = 500
# What still lies in its tote: the order is on its way to the bench, or was cancelled and not all of it is back.
_HELD = (
    "(o.fulfilment IN ('open', 'picking', 'packing') OR o.fulfilment = 'cancelled' AND EXISTS"
    " (SELECT 1 FROM put_back p WHERE p.order_id = o.id AND p.done_at IS NULL))"
)


class ToteTaken(KolliError):
    text = N_("Tote {tote} holds order {ref}. Take a free tote. Nothing was changed.")


class ToteEmpty(KolliError):
    text = N_("Tote {tote} is empty: no order lies in it. Scan another one.")


@dataclass(frozen=True, slots=True)
class ToteRow:
    """A tote with the order that lies in it; None and "" for a free one."""

    id: int
    code: str
    order_id: int | None
    number: str


def make(count: int) -> list[ToteRow]:
    """Make new totes, to print labels for.

    Raises:
        BadInput: none, or more than anybody has.
    """
    if not 0 < count <= _MOST:
        raise BadInput(what=N_("The number of totes"), value=count, next=N_("Type a number from 1 to 500."))
    with unit() as work:
        made = []
        for _turn in range(count):
            tote_id = insert("INSERT INTO tote (code) VALUES (?)", (new_op_id(),))
            code = codes.tote_code(tote_id)
            run("UPDATE tote SET code = ? WHERE id = ?", (code, tote_id))
            made.append(ToteRow(tote_id, code, None, ""))
        work.changed("tote", 0)
        return made


def every() -> list[ToteRow]:
    """All totes, the oldest first."""
    rows = run(
        f"SELECT t.id, t.code, o.id, coalesce(o.number, '') FROM tote t LEFT JOIN orders o ON o.id = t.order_id"
        f" AND {_HELD} ORDER BY t.id"
    ).fetchall()
    return [ToteRow(*row) for row in rows]


def find(text: str) -> ToteRow:
    """The tote of this code.

    Raises:
        NotFound: there is none.
    """
    code = codes.read(text)
    row = None
    if code.kind is Kind.TOTE:
        row = run(
            f"SELECT t.id, t.code, o.id, coalesce(o.number, '') FROM tote t LEFT JOIN orders o ON o.id = t.order_id"
            f" AND {_HELD} WHERE t.code = ?",
            (code.value,),
        ).fetchone()
    if row is None:
        raise NotFound(what=N_("tote"), ref=text)
    return ToteRow(*row)


def order_in(text: str) -> int:
    """The order that lies in the tote of this code.

    Raises:
        NotFound: there is no such tote.
        ToteEmpty: it is free.
    """
    tote = find(text)
    if tote.order_id is None:
        raise ToteEmpty(tote=tote.code)
    return tote.order_id


def of_order(order_id: int) -> list[ToteRow]:
    """The totes that an order lies in, the first given first."""
    rows = run(
        f"SELECT t.id, t.code, o.id, o.number FROM tote t JOIN orders o ON o.id = t.order_id AND {_HELD}"
        " WHERE o.id = ? ORDER BY t.given_at, t.id",
        (order_id,),
    ).fetchall()
    return [ToteRow(*row) for row in rows]


def of_wave(wave_id: int) -> dict[int, list[str]]:
    """The codes of the totes that each order of a wave lies in."""
    rows = run(
        "SELECT o.id, t.code FROM wave_order w JOIN orders o ON o.id = w.order_id JOIN tote t ON t.order_id = o.id"
        f" WHERE w.wave_id = ? AND {_HELD} ORDER BY t.given_at, t.id",
        (wave_id,),
    ).fetchall()
    found: dict[int, list[str]] = {}
    for order_id, code in rows:
        found.setdefault(int(order_id), []).append(str(code))
    return found


def give(work: Work, tote: ToteRow, order_id: int) -> ToteRow:
    """Let a free tote hold an order; part of the caller's unit.

    Raises:
        ToteTaken: it holds another one.
    """
    if is_postgres():
        run("SELECT 1 FROM tote WHERE id = ? FOR UPDATE", (tote.id,))
    there = find(tote.code)
    if there.order_id not in (None, order_id):
        raise ToteTaken(tote=there.code, ref=f"#{there.number}")
    run("UPDATE tote SET order_id = ?, given_at = ? WHERE id = ?", (order_id, ms(now()), tote.id))
    work.changed("tote", tote.id)
    return find(tote.code)


def empty(text: str) -> ToteRow:
    """Say that nothing lies in a tote any more, such as one that was emptied by hand.

    Raises:
        NotFound: there is no such tote.
    """
    with unit() as work:
        tote = find(text)
        run("UPDATE tote SET order_id = NULL, given_at = NULL WHERE id = ?", (tote.id,))
        work.changed("tote", tote.id)
        return find(text)
