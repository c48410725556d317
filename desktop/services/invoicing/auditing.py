"""The number audit: every legal number, looked at from all sides; what does not fit is named.

Looked at are the series, the documents and their bytes, the register, the sealed days, the orders' histories, what was
printed, what the orders, the ledger of money and the stores say. Nothing is mended here.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from desktop.domain.money import to_minor
from desktop.domain.rights import Right
from desktop.models.base import run, utc
from desktop.services import permits, settings
from desktop.services.invoicing import sealing

_STEP = 200
_CLOCKS_MS = 120_000  # so far may the clocks of two benches that share a series differ


class What(StrEnum):
    """What is wrong with a number, or with a sealed day."""

    MISSING = "missing"  # given out, and its document is not there
    UNKNOWN = "unknown"  # never given out, and there is a document with it
    DOUBLE = "double"  # two documents have it
    CHANGED = "changed"  # not what was issued: its bytes, its figures, its order, its time, its void
    ORDER = "order"  # issued earlier than the number before it
    CHAIN = "chain"  # a sealed day was changed, taken out or put in
    SIGNATURE = "signature"  # a sealed day's signature does not fit
    SUMS = "sums"  # its figures do not add up
    TOTAL = "total"  # not what its order comes to
    MONEY = "money"  # the order's payments are not what the ledger says
    STORE = "store"  # the store has another total
    PRINTED = "printed"  # what was printed is not what was issued


FACTS = (What.TOTAL, What.STORE)  # differences that a shop may have had reasons for; all others are faults


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    number: str
    what: What
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.number}: {self.what.value}"


Told = Callable[[int], object]
Stop = Callable[[], bool]


class Stopped(Exception):
    """A person has stopped it."""


def _nobody(_count: int) -> None:
    return


def _never() -> bool:
    return False


def audit(told: Told = _nobody, stop: Stop = _never) -> list[Fault]:
    """Everything that is wrong with the legal numbers, by number; nothing when all is well.

    `told` hears how many documents were looked at.

    Raises:
        Stopped: `stop` has said so.
        NoRight: who works here may not see prices.
    """
    permits.require(Right.PRICES)
    look = _Look(told, stop)
    look.documents()
    look.series()
    look.register()
    look.days()
    look.witnesses()
    return sorted(set(look.faults))


class _Look:
    """One audit: what was found so far, and what is known of each document."""

    def __init__(self, told: Told, stop: Stop) -> None:
        self.faults: list[Fault] = []
        self._told, self._stop = told, stop
        self._seen: dict[str, tuple[str, str]] = {}  # number: the fingerprints of its bytes and figures as they are

    def wrong(self, number: str, what: What, detail: str = "") -> None:
        self.faults.append(Fault(number, what, detail))

    def documents(self) -> None:
        """Each document: its bytes, its figures, and what the register says of it."""
        after, count = 0, 0
        while rows := run(
            "SELECT d.id, d.number, d.kind, d.order_id, d.issued_at, d.data, d.pdf, d.sha256, d.void_reason,"
            " d.corrects, e.number, e.kind, e.order_id, e.issued_at, e.pdf_sha256, e.data_sha256, e.void_reason,"
            " e.corrects, e.total_minor, e.currency FROM document d LEFT JOIN number_entry e ON e.document_id = d.id"
            " WHERE d.id > ? ORDER BY d.id LIMIT ?",
            (after, _STEP),
        ).fetchall():
            for row in rows:
                self._document(row)
            after, count = rows[-1][0], count + len(rows)
            self._told(count)
            if self._stop():
                raise Stopped

    def _document(self, row: Any) -> None:
        number, data, pdf, told = str(row[1]), str(row[5]), bytes(row[6]), str(row[7])
        of_pdf, of_data = hashlib.sha256(pdf).hexdigest(), hashlib.sha256(data.encode()).hexdigest()
        if number in self._seen:
            self.wrong(number, What.DOUBLE)
        self._seen[number] = (of_pdf, of_data)
        if of_pdf != told:
            self.wrong(number, What.CHANGED, "pdf")
        try:
            said = json.loads(data)
            figures = int(said["total_minor"]), str(said["currency"])
        except (ValueError, KeyError, TypeError):
            self.wrong(number, What.CHANGED, "figures")
            return
        if said.get("number") != number:
            self.wrong(number, What.CHANGED, "figures")
        if not _adds_up(said):
            self.wrong(number, What.SUMS)
        if row[10] is None:
            self.wrong(number, What.UNKNOWN, "register")
            return
        same = (row[1], row[2], row[3], row[4], of_pdf, of_data, row[8], row[9], *figures)
        known = (row[10], row[11], row[12], row[13], row[14], row[15], row[16], row[17], row[18], row[19])
        if same != known:
            self.wrong(number, What.CHANGED, "register")

    def series(self) -> None:
        """From 1 to the last number that each series has given out, each once."""
        last: dict[str, int] = {}
        turns: dict[str, set[int]] = {}
        for prefix, year, after_last in run("SELECT prefix, year, next FROM number_series").fetchall():
            last[f"{prefix}/{year}"] = int(after_last) - 1
        for number in self._seen:
            name, _slash, turn = number.rpartition("/")
            plain = turn.isascii() and turn.isdigit() and len(turn) < 18
            if not plain or not 1 <= int(turn) <= last.get(name, 0) or turn != f"{int(turn):06d}":
                self.wrong(number, What.UNKNOWN)
                continue
            turns.setdefault(name, set()).add(int(turn))
        for name, most in last.items():
            for gap in sorted(set(range(1, most + 1)) - turns.get(name, set())):
                self.wrong(f"{name}/{gap:06d}", What.MISSING)

    def register(self) -> None:
        """The register has no other numbers than the documents, and each number came after the one before it."""
        before: tuple[str, int] = ("", 0)
        for number, name, turn, issued_at in run(
            "SELECT number, series, turn, issued_at FROM number_entry ORDER BY series, turn"
        ).fetchall():
            if number not in self._seen:
                self.wrong(number, What.MISSING)
            if number != f"{name}/{int(turn):06d}":
                self.wrong(number, What.CHANGED, "register")
            if name == before[0] and issued_at < before[1] - _CLOCKS_MS:
                self.wrong(number, What.ORDER)
            before = (name, max(int(issued_at), before[1] if name == before[0] else 0))
        self._years()

    def _years(self) -> None:
        """A number's year is the year in which it was issued, in the shop's own zone."""
        zone = ZoneInfo(settings.shop().zone)
        spans = "SELECT series, min(issued_at), max(issued_at) FROM number_entry GROUP BY series"
        for name, first, final in run(spans).fetchall():
            year = str(name).rpartition("/")[2]
            for at in (first, final):
                # A shop that has moved to another zone has issued a few hours of the turn of a year elsewhere.
                found = {str(utc(at + hours * 3_600_000).astimezone(zone).year) for hours in (-26, 0, 26)}
                if year not in found:
                    self.wrong(str(name), What.ORDER, "year")

    def days(self) -> None:
        """The chain of sealed days: each tied to the one before, signed, and true to the documents of now."""
        previous, place, listed = sealing.beginning(), 0, set()
        voids: dict[str, str] = {}
        for day in sealing.days():
            place += 1
            if day.previous != previous or day.hash != sealing.chained(day.previous, day.on, day.entries):
                self.wrong(day.on, What.CHAIN)
            if day.signature and not sealing.signed_by(day):
                self.wrong(day.on, What.SIGNATURE)
            previous = day.hash
            for line in day.entries.split("\n"):
                try:
                    said = json.loads(line)
                except ValueError:
                    self.wrong(day.on, What.CHAIN)
                    continue
                if "void" in said:
                    voids[str(said["void"])] = str(said["reason"])
                else:
                    listed.add(str(said["number"]))
                    self._listed(said)
        sealed = run("SELECT number, void_reason, day_id, void_day_id FROM number_entry").fetchall()
        for number, reason, day_id, void_day_id in sealed:
            if (day_id is not None) != (number in listed):
                self.wrong(str(number), What.CHANGED, "day")
            if (void_day_id is not None) != (number in voids) or (number in voids and voids[number] != reason):
                self.wrong(str(number), What.CHANGED, "void")

    def _listed(self, said: dict[str, Any]) -> None:
        number = str(said["number"])
        now_is = self._seen.get(number)
        if now_is is None:
            self.wrong(number, What.MISSING, "day")
        elif now_is != (said["pdf"], said["data"]):
            self.wrong(number, What.CHANGED, "day")

    def witnesses(self) -> None:
        """What others know of the numbers: histories, printers, orders, the ledger, the stores."""
        for (comment,) in run(
            "SELECT comment FROM history WHERE action IN ('invoiced', 'receipt', 'credited')"
        ).fetchall():
            number = str(comment).partition(":")[0]
            if number not in self._seen:
                self.wrong(number, What.MISSING, "history")
        for number, printed in run(
            "SELECT e.number, j.document_sha256 FROM print_job j JOIN number_entry e ON e.document_id = j.document_id"
            " WHERE j.document_sha256 <> '' AND NOT j.copy AND j.state IN ('sent', 'done')"
        ).fetchall():
            if number in self._seen and printed != self._seen[number][0]:
                self.wrong(str(number), What.PRINTED)
        self._totals()

    def _totals(self) -> None:
        """What stands of an order's invoices against the order, its payments against the ledger, and its store."""
        for number, billed, credited, total, paid, refunded, came, went, seen, currency, store in run(
            "SELECT min(e.number), sum(e.total_minor), (SELECT coalesce(sum(c.total_minor), 0) FROM number_entry c"
            " WHERE c.order_id = o.id AND c.kind = 'credit-note' AND c.void_reason = ''), o.total_minor, o.paid_minor,"
            " o.refunded_minor, (SELECT sum(m.amount_minor) FROM money_move m WHERE m.order_id = o.id"
            " AND m.kind = 'in'), (SELECT sum(m.amount_minor) FROM money_move m WHERE m.order_id = o.id"
            " AND m.kind = 'out'), o.remote_seen, o.currency, o.store_id"
            " FROM number_entry e JOIN orders o ON o.id = e.order_id"
            " WHERE e.kind IN ('invoice', 'receipt') AND e.void_reason = ''"
            " GROUP BY o.id, e.kind"
        ).fetchall():
            if int(total) not in (int(billed), int(billed) - int(credited)):
                self.wrong(str(number), What.TOTAL, f"{int(billed) - int(credited)} {total}")
            if (came is not None or went is not None) and (int(came or 0), int(went or 0)) != (paid, refunded):
                self.wrong(str(number), What.MONEY)
            if store is not None and _of_store(seen, str(currency)) not in (None, int(total)):
                self.wrong(str(number), What.STORE)


def _adds_up(said: dict[str, Any]) -> bool:
    """Whether the lines, the extras and the taxes of a document come to its total."""
    lines = sum(int(line["total_minor"]) for line in said.get("lines", ()))
    extras = [(str(extra["kind"]), int(extra["amount_minor"])) for extra in said.get("extras", ())]
    total, subtotal = int(said["total_minor"]), int(said.get("subtotal_minor", lines))
    between = sum(amount for kind, amount in extras if kind != "rounding" or "payments" not in said)
    on_top = sum(amount for kind, amount in extras if kind == "tax")
    taxes = sum(int(tax["tax_minor"]) for tax in said.get("taxes", ()))
    return lines == subtotal and subtotal + between == total and (not on_top or not taxes or on_top == taxes)


def _of_store(seen: str | None, currency: str) -> int | None:
    """The total that a store said last, in minor units; None where it has said none."""
    try:
        return to_minor(Decimal(str(json.loads(seen or "{}")["total"])), currency)
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return None
