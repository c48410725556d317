"""A bank's file becomes lines: looked through to its end first, then kept in small units, and safe to do again."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.domain.rights import Right
from desktop.formats import bank as formats
from desktop.formats.bank import Entry, LeftOut, Reading
from desktop.formats.detect import unreadable
from desktop.models.base import insert, ms, run, storable
from desktop.services import permits, settings
from desktop.services.bank.rows import State
from desktop.services.changes import actor, now, unit

MOST_SHOWN = 1000
_A_UNIT = 400  # lines; a scan waits behind one unit at most


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that was left out, in the words of the screen. `row` is its line in the file."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has kept. `known` were here already; `refused` shows the first thousand of `refused_count`."""

    statement_id: int
    file: str
    format: str
    account: str
    new: int
    known: int
    first_on: date | None
    last_on: date | None
    refused: tuple[Refusal, ...]
    refused_count: int


@dataclass(slots=True)
class _Survey:
    """What the first reading has seen."""

    count: int = 0
    first_on: date | None = None
    last_on: date | None = None
    accounts: set[str] | None = None


def import_file(path: Path) -> Imported:
    """Keep the lines of a bank's file; those that are here already stay as they are.

    A file that cannot be read to its end is refused, and nothing of it is kept.

    Raises:
        FileRefused: it is none that is known, damaged or cut off; it says in which line.
        NoRight: who works here may not.
    """
    permits.require(Right.ORDERS)
    path = Path(path)
    reading = formats.recognise(path, settings.shop().currency)
    seen = _walk(reading)  # first of all: what is damaged or too large is refused at once
    digest = _digest(path)
    named = sorted((seen.accounts or set()) - {""})
    statement_id = _begin(path.name, digest, reading.format, ", ".join(named), seen)
    account = _known_account(reading.bank) if not named else ""
    if len(named) == 1:
        _name_account(reading.bank, named[0])
    numbers: Counter[str] = Counter()
    new = known = left_out = 0
    refused: list[Refusal] = []
    batch: list[Entry] = []
    for entry in reading.entries():
        if isinstance(entry, LeftOut):
            left_out += 1
            if len(refused) < MOST_SHOWN:
                refused.append(Refusal(entry.row, entry.reason.say()))
            continue
        batch.append(entry)
        if len(batch) == _A_UNIT:
            added = _keep(statement_id, reading.bank, account, batch, numbers)
            new, known, batch = new + added, known + len(batch) - added, []
    added = _keep(statement_id, reading.bank, account, batch, numbers)
    new, known = new + added, known + len(batch) - added
    with unit() as work:
        run(
            "UPDATE bank_statement SET new_lines = ?, known_lines = ?, left_out = ?, account = ? WHERE id = ?",
            (new, known, left_out, ", ".join(named) or account, statement_id),
        )
        work.changed("bank", statement_id)
    return Imported(
        statement_id, path.name, reading.format, ", ".join(named) or account, new, known, seen.first_on, seen.last_on,
        tuple(refused), left_out,
    )  # fmt: skip


def _walk(reading: Reading) -> _Survey:
    """Read the whole file once and keep nothing of it."""
    seen = _Survey(accounts=set())
    for entry in reading.entries():
        if isinstance(entry, LeftOut):
            continue
        seen.count += 1
        seen.first_on = min(seen.first_on or entry.booked_on, entry.booked_on)
        seen.last_on = max(seen.last_on or entry.booked_on, entry.booked_on)
        if seen.accounts is not None:
            seen.accounts.add(entry.account)
    return seen


def _begin(file: str, digest: str, layout: str, account: str, seen: _Survey) -> int:
    with unit():
        return insert(
            "INSERT INTO bank_statement (file, sha256, format, account, first_on, last_on, new_lines, known_lines,"
            " left_out, imported_at, who) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)",
            (storable(file), digest, layout, account, str(seen.first_on or ""), str(seen.last_on or ""), ms(now()),
             actor().who),
        )  # fmt: skip


def _keep(statement_id: int, bank: str, account: str, batch: Iterable[Entry], numbers: Counter[str]) -> int:
    """One unit; returns how many lines are new."""
    added = 0
    with unit() as work:
        for entry in batch:
            own = entry.account or account
            mark = _mark(
                bank, own, entry.booked_on.isoformat(), entry.amount_minor, entry.deducted_minor, entry.currency,
                storable(entry.text),
            )  # fmt: skip
            numbers[mark] += 1
            came_in = entry.amount_minor > entry.deducted_minor and not entry.reversal
            state = State.OPEN if came_in else State.OUT
            cursor = run(
                "INSERT INTO bank_line (statement_id, mark, nth, bank, account, booked_on, amount_minor,"
                " deducted_minor, currency, text, payer, said, refs, bank_ref, row, state, reason, settled_by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '') ON CONFLICT (mark, nth) DO NOTHING",
                (statement_id, mark, numbers[mark], bank, own, entry.booked_on.isoformat(), entry.amount_minor,
                 entry.deducted_minor, entry.currency, storable(entry.text), storable(entry.payer),
                 storable(entry.said), json.dumps([storable(each) for each in entry.references]),
                 storable(entry.bank_ref), entry.row, state.value),
            )  # fmt: skip
            added += max(0, cursor.rowcount)
        if added:
            work.changed("bank", statement_id)
    return added


def _mark(bank: str, account: str, *what: object) -> str:
    """What makes a line this line, whatever file it comes in and however that has its blanks and capitals."""
    *first, text = what
    parts = (bank, account, *map(str, first), " ".join(str(text).casefold().split()))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _name_account(bank: str, account: str) -> None:
    """Lines of files that did not name their account belong to the one that is named now, if it is the first."""
    with unit():
        known = run("SELECT DISTINCT account FROM bank_line WHERE bank = ?", (bank,)).fetchall()
        if [str(each) for (each,) in known] != [""]:
            return
        for line_id, *what in run(
            "SELECT id, booked_on, amount_minor, deducted_minor, currency, text FROM bank_line WHERE bank = ?", (bank,)
        ).fetchall():
            mark = _mark(bank, account, *what)
            run("UPDATE bank_line SET account = ?, mark = ? WHERE id = ?", (account, mark, line_id))


def _known_account(bank: str) -> str:
    """The account of a file that does not name it: the only one of this bank that is known here."""
    found = run("SELECT DISTINCT account FROM bank_line WHERE bank = ? LIMIT 2", (bank,)).fetchall()
    return str(found[0][0]) if len(found) == 1 else ""


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
