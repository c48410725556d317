"""Mandiri Cash Management, Indonesia: a CSV with two columns that are both named Description.

Source: data/bank/README.md names the open program whose sample has these columns.
"""

import re
from collections.abc import Iterator
from functools import partial

from desktop.formats.bank.cells import below, damaged, day, header, minor, one_blank, table
from desktop.formats.bank.entry import Entry, Head, Reading
from desktop.formats.dates import tidy
from desktop.formats.detect import Shape
from desktop.i18n import N_

_COLUMNS = ("account no", "date", "val. date", "transaction code", "description", "description", "reference no.",
            "debit", "credit")  # fmt: skip
_PAYER = re.compile(r"\b(?:DARI|FROM|KE|TO)\s+(.+)$", re.IGNORECASE)
_BANKS_OWN = re.compile(r"\d{6,}")  # the number of the transfer, in front of "/NAME/BRANCH"
_CURRENCY = "IDR"
_WHOLE = re.compile(r"[\d,]*\.\d{2}")


def recognise(head: Head) -> Reading | None:
    found = table(head)
    top = header(found[1], *_COLUMNS) if found else None
    if found is None or top is None:
        return None
    return Reading("mandiri-mcm", "Mandiri MCM", "mandiri", partial(_entries, found[0], top[0]))


def _entries(shape: Shape, top: int) -> Iterator[Entry]:
    path = shape.path
    for number, cells in below(shape, top):
        if len(cells) < len(_COLUMNS):
            raise damaged(path, number, N_("the row ends before its last column."))
        if not _WHOLE.fullmatch(tidy(cells[8])):  # the last cell of a file that was cut off
            raise damaged(path, number, N_("an amount in it cannot be read."))
        debit, credit = (minor(path, number, cells[place], _CURRENCY) for place in (7, 8))
        if bool(debit) == bool(credit):
            raise damaged(path, number, N_("it is neither debit nor credit."))
        first, second, reference = (one_blank(cell) for cell in cells[4:7])
        payer = _payer(first, second)
        yield Entry(
            number, day(path, number, cells[1]), credit - debit, _CURRENCY,
            " ".join(part for part in (first, second, reference) if part), payer=payer,
            said=_said(payer, first, second), references=(reference,) if reference else (),
            bank_ref=second.partition("/")[0], account=tidy(cells[0]),
        )  # fmt: skip


def _payer(first: str, second: str) -> str:
    found = _PAYER.search(first)
    if found:
        return one_blank(found[1])
    parts = second.split("/")
    return one_blank(parts[1]) if len(parts) > 2 and _BANKS_OWN.fullmatch(parts[0].strip()) else ""


def _said(payer: str, first: str, second: str) -> str:
    """What the payer wrote and is called, without the bank's number and branch."""
    parts = second.split("/")
    if len(parts) > 2 and _BANKS_OWN.fullmatch(parts[0].strip()):
        second = " ".join(parts[1:-1])
    return one_blank(" ".join(dict.fromkeys(part for part in (payer or first, second) if part)))
