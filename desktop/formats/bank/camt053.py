"""camt.053, the account statement of ISO 20022, in any of its versions: elements go by their local names.

Source: the message definition (BankToCustomerStatement); where versions differ, both forms are read: `Sts` with and
without `Cd`, a transaction's amount in `Amt` or in `AmtDtls/TxAmt`, a party's name with and without `Pty`.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from desktop.domain.money import to_minor
from desktop.formats.bank.cells import damaged, exact, one_blank
from desktop.formats.bank.entry import Entry, Head, LeftOut, NotBooked, NothingMoved, Reading
from desktop.formats.bank.xml_pieces import Element, pieces
from desktop.formats.errors import FileRefused
from desktop.i18n import N_

_WANTED = frozenset({"Ntry", "Acct", "Bal", "StmtPgntn", "Rpt", "Ntfctn", "GrpHdr"})
_IN_STATEMENT = re.compile(rb"<(?:\w+:)?BkToCstmrStmt[\s>]")
_OTHERS = re.compile(rb"<(?:\w+:)?(BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn)[\s>]")
_SIDES = {"CRDT": 1, "DBIT": -1}
_NO_ID = frozenset({"", "NOTPROVIDED", "NONREF"})


class _Statement:
    """The sums of one account, as far as it was read."""

    def __init__(self, account: Element) -> None:
        self.account = account.word("Id", "IBAN") or account.word("Id", "Othr", "Id")
        self.opening: int | None = None
        self.closing: int | None = None
        self.booked = 0
        self.part = False  # one page of several

    def fits(self) -> bool:
        if self.part or self.opening is None or self.closing is None:
            return True
        return self.opening + self.booked == self.closing


def recognise(head: Head) -> Reading | None:
    plain = head.start.replace(b"\0", b"")  # UTF-16 as well
    if not plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return None
    if _OTHERS.search(plain):
        raise FileRefused(
            file=head.path.name,
            reason=N_("it is a notice or a report within the day (camt.054, camt.052). Take the statement, camt.053."),
        )
    if not _IN_STATEMENT.search(plain) and b"camt.053" not in plain:
        return None
    return Reading("camt053", "camt.053", "iban", partial(_entries, head.path))


def _entries(path: Path) -> Iterator[Entry | LeftOut]:
    statement: _Statement | None = None
    row, seen = 1, False
    for piece in pieces(path, _WANTED):
        row, seen = piece.row, True
        if piece.name == "Acct":
            _check(path, row, statement)
            statement = _Statement(piece)
        elif statement is None:
            if piece.name == "StmtPgntn" or piece.name == "GrpHdr":
                continue
            raise damaged(path, row, N_("an entry stands before its account."))
        elif piece.name == "StmtPgntn":
            statement.part = True
        elif piece.name == "Bal":
            _balance(path, piece, statement)
        elif piece.name == "Ntry":
            yield from _booked(path, piece, statement)
    if not seen:
        raise damaged(path, row, N_("it has no account."))
    _check(path, row, statement)


def _check(path: Path, row: int, statement: _Statement | None) -> None:
    if statement is not None and not statement.fits():
        raise damaged(path, row, N_("its entries do not lead from the opening to the closing balance."))


def _balance(path: Path, piece: Element, statement: _Statement) -> None:
    kind = piece.word("Tp", "CdOrPrtry", "Cd")
    if kind not in ("OPBD", "PRCD", "CLBD"):
        return
    signed = _SIDES.get(piece.word("CdtDbtInd"), 1) * _minor(path, piece, "Amt")
    if kind == "CLBD":
        statement.closing = signed
    elif statement.opening is None or kind == "OPBD":
        statement.opening = signed


def _booked(path: Path, entry: Element, statement: _Statement) -> Iterator[Entry | LeftOut]:
    """One entry; a batch whose transactions say their amounts becomes one each."""
    amount, side = _minor(path, entry, "Amt"), _SIDES.get(entry.word("CdtDbtInd"))
    if side is None:
        raise damaged(path, entry.row, N_("it is neither debit nor credit."))
    text = _words(entry, "AddtlNtryInf")
    status = entry.word("Sts") or entry.word("Sts", "Cd")
    if status and status != "BOOK":
        yield LeftOut(entry.row, NotBooked(text=text or entry.word("AcctSvcrRef") or status))
        return
    statement.booked += side * amount
    if not amount:
        yield LeftOut(entry.row, NothingMoved(text=text))
        return
    day, currency = _day(path, entry), _currency(entry)
    back = entry.word("RvslInd").casefold() in ("true", "1")
    details = entry.all("NtryDtls", "TxDtls")
    shares = _shares(path, details, side * amount, currency)
    for detail, share in shares or [(details, side * amount)]:
        yield _entry(entry, detail, day, share, currency, text, statement.account, back=back)


def _shares(
    path: Path, details: list[Element], signed: int, currency: str
) -> list[tuple[list[Element], int]]:  # fmt: skip
    """Each transaction with its amount, where there are several and they make the entry; else []."""
    if len(details) < 2:
        return []
    found = []
    for detail in details:
        amount = next((each for names in (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt"))
                       if (each := detail.first(*names))), None)  # fmt: skip
        if amount is None or (amount.currency or currency) != currency:
            return []
        side = _SIDES.get(detail.word("CdtDbtInd"), 1 if signed > 0 else -1)
        found.append(([detail], side * _value(path, amount, currency)))
    return found if sum(share for _detail, share in found) == signed and all(share for _d, share in found) else []


def _entry(
    entry: Element, details: list[Element], day: date, amount: int, currency: str, text: str, account: str, *,
    back: bool,
) -> Entry:  # fmt: skip
    references: list[str] = []
    said: list[str] = []
    names: list[str] = []
    for detail in details:
        for structured in detail.all("RmtInf", "Strd"):
            references += [one_blank(each.text) for each in structured.all("CdtrRefInf", "Ref")]
            references += [one_blank(each.text) for each in structured.all("RfrdDocInf", "Nb")]
            said += [one_blank(each.text) for each in structured.all("AddtlRmtInf")]
        said += [one_blank(each.text) for each in detail.all("RmtInf", "Ustrd")]
        if detail.word("Refs", "EndToEndId").upper() not in _NO_ID:
            said.append(detail.word("Refs", "EndToEndId"))
        said += [_words(detail, "AddtlTxInf")]
        names += [_party(detail, amount > 0)]
    payer = " ".join(dict.fromkeys(name for name in names if name)) if len(details) == 1 else ""
    refs = tuple(dict.fromkeys(each for each in references if each))
    words = one_blank(" ".join(each for each in said if each))
    whole = one_blank(" ".join(dict.fromkeys(each for each in (*refs, words, *names, text) if each)))
    own = details[0].word("Refs", "AcctSvcrRef") if len(details) == 1 else ""
    return Entry(
        entry.row, day, amount, currency, whole[:2000], payer=payer, said=words[:2000], references=refs[:200],
        bank_ref=own or entry.word("AcctSvcrRef"), account=account, reversal=back,
    )  # fmt: skip


def _party(detail: Element, came_in: bool) -> str:
    role = "Dbtr" if came_in else "Cdtr"
    for names in (("RltdPties", role, "Nm"), ("RltdPties", role, "Pty", "Nm"), ("RltdPties", f"Ultmt{role}", "Nm"),
                  ("RltdPties", f"Ultmt{role}", "Pty", "Nm")):  # fmt: skip
        if found := detail.word(*names):
            return found
    return ""


def _words(element: Element, name: str) -> str:
    return one_blank(" ".join(each.text for each in element.all(name)))


def _day(path: Path, entry: Element) -> date:
    for kind in ("BookgDt", "ValDt"):
        said = entry.word(kind, "Dt") or entry.word(kind, "DtTm")
        if said:
            try:
                return date.fromisoformat(said[:10])
            except ValueError as error:
                raise damaged(path, entry.row, N_("it has no date that can be read.")) from error
    raise damaged(path, entry.row, N_("it has no date that can be read."))


def _currency(entry: Element) -> str:
    amount = entry.first("Amt")
    return (amount.currency if amount else "") or "EUR"


def _minor(path: Path, element: Element, name: str) -> int:
    amount = element.first(name)
    if amount is None:
        raise damaged(path, element.row, N_("it has no amount."))
    return _value(path, amount, amount.currency or "EUR")


def _value(path: Path, amount: Element, currency: str) -> int:
    text = amount.text.strip()
    try:
        if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,5})?", text):
            raise InvalidOperation
        value = Decimal(text)
    except InvalidOperation as error:
        raise damaged(path, amount.row, N_("its amount cannot be read.")) from error
    return exact(path, amount.row, value, currency) if currency != "IDR" else to_minor(value, currency)
