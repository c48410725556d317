"""BCA, Indonesia: the CSV of a private person's account, in Indonesian or English, and of a business's.

Source: data/bank/README.md names the open programs whose rows and columns these are.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from desktop.domain.money import to_minor
from desktop.formats.bank.cells import below, damaged, day, header, one_blank, table, value
from desktop.formats.bank.entry import Entry, Head, LeftOut, NotBooked, Reading
from desktop.formats.dates import tidy
from desktop.formats.detect import Shape
from desktop.formats.text import heading
from desktop.i18n import N_

_PERIOD = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\s*-\s*(\d{1,2}/\d{1,2}/\d{4})")
_SHORT_DAY = re.compile(r"(\d{1,2})/(\d{1,2})")
_AMOUNT_SIDE = re.compile(r"([\d.,]+)\s*(CR|DB|DR|CREDIT|DEBIT)?", re.IGNORECASE)
# Behind the bank's codes and the amount stands the message, and who sends it: "... WS95018   247400.00NUR MAHARANI".
_BEHIND_AMOUNT = re.compile(r"\s\d[\d,]*\.\d{2}\s*(.*)$")
_CODES = re.compile(
    r"^(?:TRSF E-BANKING|BI-FAST|SWITCHING|KR OTOMATIS|SETORAN)\s+(?:CR|DB)\b|\bTANGGAL\s*:\d{2}/\d{2}\b"
    r"|\b\d{4}/[A-Z]{5}/\w+",
    re.IGNORECASE,
)
_SIDES = {"CR": 1, "CREDIT": 1, "DB": -1, "DR": -1, "DEBIT": -1}
_SUMMARY = {
    "saldo awal": "opening", "mutasi debet": "debit", "mutasi kredit": "credit", "saldo akhir": "closing",
    "opening balance": "opening", "starting balance": "opening", "debet": "debit", "kredit": "credit",
    "debit": "debit", "credit": "credit", "closing balance": "closing", "ending balance": "closing",
}  # fmt: skip
_COLUMNS = (
    ("tanggal transaksi", "keterangan", "cabang", "jumlah"),
    ("date", "description", "branch", "amount"),
    ("transaction date", "description", "branch", "amount"),
    ("tanggal", "keterangan", "cabang", "jumlah"),
)


def recognise(head: Head) -> Reading | None:
    found = table(head)
    if found is None:
        return None
    shape, first = found
    top = next((each for wanted in _COLUMNS if (each := header(first, *wanted))), None)
    if top is None:
        return None
    business = len([cell for cell in top[1] if cell.strip()]) == 4 and len(top[1]) < 6
    above = {heading(cells[0]).removesuffix(":").strip(): cells for row, cells in first if row < top[0] and cells}
    read = partial(_entries, shape, top[0], above)
    return Reading("bca-bisnis" if business else "bca", "BCA bisnis" if business else "BCA", "bca", read)


def _entries(shape: Shape, top: int, above: dict[str, list[str]]) -> Iterator[Entry | LeftOut]:
    path = shape.path
    account = _behind("no. rekening", above) or _behind("account no.", above)
    currency = _behind("kode mata uang", above) or _behind("currency", above) or "IDR"
    period = _PERIOD.search(_behind("periode", above) or _behind("period", above))
    days = (day(path, top, period[1]), day(path, top, period[2])) if period else None
    sums = {"credit": Decimal(0), "debit": Decimal(0)}
    summary: dict[str, Decimal] = {}
    number = top
    for number, cells in below(shape, top):
        first = heading(cells[0]).removesuffix(":").strip()
        if first in _SUMMARY:
            summary[_SUMMARY[first]] = value(path, number, _joined(cells))
            continue
        if summary:
            raise damaged(path, number, N_("an entry stands below the summary."))
        signed = _signed(shape, number, cells)
        sums["credit" if signed > 0 else "debit"] += abs(signed)
        text = one_blank(cells[1])
        if tidy(cells[0]).upper() == "PEND":
            yield LeftOut(number, NotBooked(text=text))
            continue
        said = _said(cells[1])
        yield Entry(
            number,
            _day(shape, number, cells[0], days),
            to_minor(signed, currency),
            currency,
            text,
            payer=said,
            said=said,
            account=account,
        )
    _check(shape, number, above, summary, sums)


def _signed(shape: Shape, number: int, cells: list[str]) -> Decimal:
    """The amount with its side, in one cell (`15,000.00 DB`) or in two."""
    found = _AMOUNT_SIDE.fullmatch(tidy(cells[3])) if len(cells) > 3 else None
    side = (found[2] or (tidy(cells[4]) if len(cells) > 4 else "")).upper() if found else ""
    if found is None or side not in _SIDES:
        raise damaged(shape.path, number, N_("it has no amount with CR or DB behind it."))
    unsigned = value(shape.path, number, found[1])
    if not unsigned:
        raise damaged(shape.path, number, N_("its amount is nothing."))
    return _SIDES[side] * unsigned


def _day(shape: Shape, number: int, text: str, period: tuple[date, date] | None) -> date:
    """A day without its year lies in the period of the statement, which may cross into the next year."""
    short = _SHORT_DAY.fullmatch(tidy(text))
    if short is None:
        return day(shape.path, number, text)
    if period is None:
        raise damaged(shape.path, number, N_("its date has no year, and no period stands above."))
    for year in (period[0].year, period[1].year):
        found = day(shape.path, number, f"{short[1]}/{short[2]}/{year}")
        if period[0] <= found <= period[1]:
            return found
    raise damaged(shape.path, number, N_("its date lies outside of the period of the statement."))


def _said(text: str) -> str:
    found = _BEHIND_AMOUNT.search(" " + text)
    return one_blank(found[1] if found and found[1].strip() else _CODES.sub(" ", text))


def _behind(name: str, above: dict[str, list[str]]) -> str:
    return _joined(above[name]) if name in above else ""


def _joined(cells: list[str]) -> str:
    """What stands behind a name, with a colon in front, in a cell of its own, or not at all."""
    return tidy(",".join(cells[1:])).strip(":, '")


def _check(
    shape: Shape, row: int, above: dict[str, list[str]], said: dict[str, Decimal], sums: dict[str, Decimal]
) -> None:
    """A file with a title block ends with its sums; they must be those of its entries."""
    if not said:
        if above:
            raise damaged(shape.path, row, N_("it ends before its sums."))
        return
    for side in ("credit", "debit"):
        if side in said and said[side] != sums[side]:
            raise damaged(shape.path, row, N_("its sums are not those of its entries."))
    if {"opening", "closing"} <= said.keys() and said["opening"] + sums["credit"] - sums["debit"] != said["closing"]:
        raise damaged(shape.path, row, N_("its sums are not those of its entries."))
    if "closing" not in said:
        raise damaged(shape.path, row, N_("it ends before its sums."))
