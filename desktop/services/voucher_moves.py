"""A voucher holds again what it paid when that payment is taken back: called where money is taken back."""

from desktop.models.base import insert, ms, run
from desktop.services import settings
from desktop.services.changes import actor, now

METHOD = "voucher"
OWN_COPY = "loyalty-own-copy"


def undone(cause: str) -> bool:
    """The money of this spending went back off its order; once. Part of the caller's unit."""
    row = run(
        "SELECT m.id, m.voucher_id, m.order_id, m.amount_minor FROM voucher_move m LEFT JOIN voucher_move u"
        " ON u.undoes = m.id WHERE m.cause = ? AND u.id IS NULL",
        (cause,),
    ).fetchone()
    if row is None:
        return False
    here = actor()
    insert(
        "INSERT INTO voucher_move (voucher_id, order_id, amount_minor, cause, undoes, offline, at, who, bench)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row[1], row[2], -int(row[3]), f"undo:{cause}", row[0], bool(settings.value(OWN_COPY, False)), ms(now()),
         here.who, here.bench),
    )  # fmt: skip
    return True
