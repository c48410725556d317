"""BgMax, Sweden: what Bankgirot's receivers get, 80 signs a line in Latin-1.

Source: Bankgirot's record layout as the open program fabhed/bgmax-parser has it (data/bank/README.md). Positions here
count from 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from desktop.formats.bank.cells import damaged, one_blank
from desktop.formats.bank.entry import Entry, Head, LeftOut, NothingMoved, Reading
from desktop.formats.detect import unreadable
from desktop.i18n import N_

_LONGEST = 200  # signs; a line has 80
_NO_REFERENCE = "0"


@dataclass(slots=True)
class _Payment:
    """A payment (records 20 to 29), or a deduction that stands alone."""

    row: int
    sender: str
    amount_minor: int
    serial: str
    references: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    deducted_minor: int = 0


@dataclass(slots=True)
class _Section:
    """What came in with one deposit (records 05 to 15), and what the whole file has had so far."""

    account: str = ""
    currency: str = "SEK"
    payments: list[_Payment] = field(default_factory=list)
    sum_minor: int = 0
    records: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("20", "21", "22", "23", "15"), 0))


def recognise(head: Head) -> Reading | None:
    if not head.start.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"01BGMAX"):
        return None
    return Reading("bgmax", "BgMax", "bankgirot", partial(_entries, head.path))


def _entries(path: Path) -> Iterator[Entry | LeftOut]:
    section, ended, number = _Section(), False, 0
    for number, line in _lines(path):
        kind = line[:2]
        if ended:
            raise damaged(path, number, N_("a record stands below the last one."))
        if kind == "05":
            section.account, section.currency = line[2:12].lstrip("0") or line[12:22].lstrip("0"), line[22:25]
        elif kind in ("20", "21", "22", "23"):
            _add(path, number, line, section)
        elif kind in ("25", "26", "27", "28", "29"):
            _describe(path, number, line, section)
        elif kind == "15":
            yield from _deposited(path, number, line, section)
        elif kind == "70":
            ended = True
            _check_end(path, number, line, section)
        elif kind != "01":
            raise damaged(path, number, N_("it is no record of BgMax."))
    if not ended:
        raise damaged(path, number, N_("it ends before its last record (70)."))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, in Latin-1 as Bankgirot writes it, or in UTF-8 where a program has changed that."""
    encoding = _letters(path)
    try:
        with path.open(encoding=encoding, newline=None) as file:
            for number, line in enumerate(file, 1):
                bare = line.rstrip("\r\n\x1a")
                if len(bare) > _LONGEST:
                    raise damaged(path, number, N_("a line is longer than any record."))
                if bare.strip():
                    yield number, bare.ljust(80)
    except OSError as error:
        raise unreadable(path, error) from error


def _letters(path: Path) -> str:
    try:
        with path.open("rb") as file:
            while piece := file.readline(1 << 16):
                if not piece.isascii():
                    piece.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "latin-1"
    except OSError as error:
        raise unreadable(path, error) from error
    return "utf-8-sig"


def _add(path: Path, number: int, line: str, section: _Section) -> None:
    """A payment (20), a deduction (21), one more reference of the last of them (22, 23)."""
    kind, reference = line[:2], one_blank(line[12:37])
    amount = _digits(path, number, line[37:55])
    section.counts[kind] += 1
    if kind in ("22", "23"):
        if not section.payments:
            raise damaged(path, number, N_("a further reference stands before its payment."))
        if reference:
            section.payments[-1].references.append(reference)
        return
    section.records += 1
    section.sum_minor += amount if kind == "20" else -amount
    last = section.payments[-1] if section.payments else None
    if kind == "21" and last and last.sender == line[2:12] and not last.names and amount <= last.amount_minor:
        last.deducted_minor += amount
        return
    payment = _Payment(number, line[2:12], amount if kind == "20" else -amount, line[57:69].strip())
    if reference and line[55] != _NO_REFERENCE:
        payment.references.append(reference)
    elif reference:
        payment.words.append(reference)
    section.payments.append(payment)


def _describe(path: Path, number: int, line: str, section: _Section) -> None:
    """A message (25) or the payer's name (26) of the last payment."""
    if not section.payments:
        raise damaged(path, number, N_("a name stands before its payment."))
    if line[:2] == "25":
        section.payments[-1].words.append(one_blank(line[2:52]))
    elif line[:2] == "26":
        section.payments[-1].names += [name for name in (one_blank(line[2:37]), one_blank(line[37:72])) if name]


def _deposited(path: Path, number: int, line: str, section: _Section) -> Iterator[Entry | LeftOut]:
    """The deposit that ends a section: it has the day, and the sum and count that its records must have."""
    try:
        booked_on = date(int(line[37:41]), int(line[41:43]), int(line[43:45]))
    except ValueError as error:
        raise damaged(path, number, N_("it has no date that can be read.")) from error
    if _digits(path, number, line[50:68]) != section.sum_minor:
        raise damaged(path, number, N_("the deposit is not the sum of its payments."))
    if _digits(path, number, line[71:79]) != section.records:
        raise damaged(path, number, N_("the deposit has another number of payments."))
    section.counts["15"] += 1
    for payment in section.payments:
        yield _entry(payment, booked_on, section)
    section.payments, section.sum_minor, section.records = [], 0, 0


def _entry(payment: _Payment, booked_on: date, section: _Section) -> Entry | LeftOut:
    payer = " ".join(dict.fromkeys(payment.names))
    words = one_blank(" ".join(payment.words))
    text = " ".join(part for part in (*payment.references, words, payer) if part)
    if not payment.amount_minor:
        return LeftOut(payment.row, NothingMoved(text=text))
    return Entry(
        payment.row, booked_on, payment.amount_minor, section.currency, text, payer=payer, said=words,
        references=tuple(payment.references), deducted_minor=payment.deducted_minor, bank_ref=payment.serial,
        account=section.account,
    )  # fmt: skip


def _check_end(path: Path, number: int, line: str, section: _Section) -> None:
    """The last record counts the others."""
    if section.payments:
        raise damaged(path, number, N_("the last payments have no deposit."))
    said = [_digits(path, number, line[place : place + 8]) for place in (2, 10, 18, 26)]
    have = section.counts
    if said != [have["20"], have["21"], have["22"] + have["23"], have["15"]]:
        raise damaged(path, number, N_("the last record counts other records than there are."))


def _digits(path: Path, number: int, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise damaged(path, number, N_("an amount or a number in it cannot be read."))
    return int(text)
