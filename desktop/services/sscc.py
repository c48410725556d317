"""Logistic numbers (SSCC) of parcels, for shops with a GS1 company prefix: each serial number is given once.

They are counted per prefix, without a gap, and stay taken when their parcel is gone: GS1 forbids to use one again
within a year. One database counts for one prefix; benches with databases of their own need prefixes of their own.
"""

from desktop.domain import codes, symbols
from desktop.models.base import ms, run
from desktop.services import history, settings
from desktop.services.changes import now, unit


def of_parcel(order_id: int, parcel_id: int) -> str:
    """The parcel's 18 digits, given now if it has none; "" where the shop has no prefix and the parcel no number.

    Raises:
        WrongForm: all numbers of the prefix are used.
    """
    known = _known(parcel_id)
    prefix = settings.shop().gs1_prefix
    if known or not prefix:
        return known
    with unit():
        history.state_of(order_id, lock=True)  # two printers may draw the same parcel's label at once
        known = _known(parcel_id)
        if known:
            return known
        code = symbols.sscc(prefix, _next(prefix))
        run("INSERT INTO sscc (code, parcel_id, given_at) VALUES (?, ?, ?)", (code, parcel_id, ms(now())))
        return code


def meant(text: str) -> str:
    """A scanned text; where it is the logistic number of a parcel of ours, that parcel's code instead."""
    digits = codes.read(text).sscc
    if not digits:
        return text
    row = run("SELECT p.code FROM sscc s JOIN parcel p ON p.id = s.parcel_id WHERE s.code = ?", (digits,)).fetchone()
    return text if row is None else str(row[0])


def _known(parcel_id: int) -> str:
    row = run("SELECT code FROM sscc WHERE parcel_id = ?", (parcel_id,)).fetchone()
    return "" if row is None else str(row[0])


def _next(prefix: str) -> int:
    """The next serial number, taken inside the unit that keeps it: given back if that fails."""
    taken = run(
        "INSERT INTO sscc_series (prefix, next) VALUES (?, 1)"
        " ON CONFLICT (prefix) DO UPDATE SET next = sscc_series.next + 1 RETURNING next",
        (prefix,),
    ).fetchone()
    return int(taken[0]) - 1
