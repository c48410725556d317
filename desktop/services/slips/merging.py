"""What a bench packed by our slips becomes ours: once, in any sequence, and never over what was done here meanwhile.

Where nothing speaks against it, the bench's facts are written as if it had been one of ours: its sessions, scans,
parcels and history with their own times, people and bench; states, stock and stores follow by the same moves. Else the
result waits for a person, beside what is known here.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desktop.domain.errors import KolliError, NotAllowed, NotFound
from desktop.domain.merge import Outcome
from desktop.domain.order import Fulfilment, is_packable
from desktop.domain.rights import Right
from desktop.domain.slips import Packed, What
from desktop.i18n import N_
from desktop.models.base import insert, ms, run, utc
from desktop.services import history, intake, permits
from desktop.services.changes import Work, actor, now, unit
from desktop.services.slips import against, carried, envelope, keys, results, writing
from desktop.services.slips.against import Reason
from desktop.services.slips.arriving import read
from desktop.services.slips.envelope import Letter


class NotOurs(KolliError):
    text = N_("This was packed for another shop ({shop}). Take it to a bench of that shop.")


class NotAFile(KolliError):
    text = N_("{file} is no file of packed slips. Choose the one that the other bench has saved.")


class Unknown(KolliError):
    text = N_("{bench} signed this with the key {key}, which is not trusted here. Look at that bench whether it"
              " is the same, then trust it.")  # fmt: skip


class Revoked(KolliError):
    text = N_("The key {key} was revoked. Nothing that it signed is taken.")


class State(StrEnum):
    MERGED = "merged"
    OPEN = "open"  # a person decides
    KEPT = "kept"  # a person has decided that ours stands
    UNKNOWN = "unknown"  # no such order here yet


_IN_THE_HOUSE = (Fulfilment.OPEN, Fulfilment.PICKING, Fulfilment.PACKING, Fulfilment.PACKED)


@dataclass(frozen=True, slots=True)
class Row:
    """One result of a bench: what came of it."""

    id: int
    order_id: int | None
    number: str
    bench: str
    who: str
    packed_at: datetime
    state: State
    reason: Reason
    units: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """What one merging did. `rows` are all results that were in it, `new` those that were not merged before."""

    rows: tuple[Row, ...]
    new: int

    @property
    def open(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.state in (State.OPEN, State.UNKNOWN))


def merge_file(file: Path, *, trust: bool = False) -> Merged:
    """Take every result of a bench's file, each in a transaction of its own. Given again, it changes nothing.

    Raises:
        NotAFile, envelope.Forged, Unknown, Revoked, NotOurs: nothing of the file was taken.
        NoRight: who works here may not.
    """
    try_again()
    letters = letters_of(file)
    for letter in letters:
        check(letter, trust=trust)
    merged = [merge(letter) for letter in letters]
    return Merged(tuple(row for row, _new in merged), sum(new for _row, new in merged))


def letters_of(file: Path) -> list[Letter]:
    """The results in a file, with their signatures checked.

    Raises:
        NotFound: there is no such file.
        NotAFile, envelope.Forged: see `merge_file`.
    """
    try:
        first, *lines = file.read_text(encoding="ascii").splitlines()
        if first != results.FIRST_LINE:
            raise NotAFile(file=file.name)
        messages = [base64.b64decode(line, validate=True) for line in lines if line.strip()]
    except FileNotFoundError:
        raise NotFound(what=N_("file"), ref=str(file)) from None
    except (OSError, ValueError):
        raise NotAFile(file=file.name) from None
    letters = [envelope.opened(message) for message in messages]
    if any(letter.what is not What.PACKED for letter in letters):
        raise NotAFile(file=file.name)
    return letters


def check(letter: Letter, *, trust: bool = False) -> Packed:
    """Whether a result may be merged here; with `trust` its bench's key is trusted from now on.

    Raises:
        Unknown, Revoked, NotOurs.
    """
    packed = letter.packed()
    if packed.shop_id != carried.shop_id():
        raise NotOurs(shop=packed.number)
    state = keys.state_of(letter.key, keys.Role.BENCH, keys.Role.OWN)
    if state is keys.State.REVOKED:
        raise Revoked(key=keys.fingerprint(letter.key))
    if state is None:
        if not trust:
            raise Unknown(bench=packed.bench, key=keys.fingerprint(letter.key))
        permits.require(Right.SETTINGS)
        keys.trust(letter.key, keys.Role.BENCH, packed.bench)
    return packed


def merge(letter: Letter) -> tuple[Row, bool]:
    """Take one result that was checked: what came of it, and whether it said anything new."""
    packed = letter.packed()
    with unit() as work:
        order_id = intake.find(packed.source, packed.ref)
        if order_id is not None:
            history.state_of(order_id, lock=True)
        name = f"{packed.slip}/{letter.key.hex()[:16]}"
        before = run("SELECT id, scans, facts, state, message FROM slip_result WHERE result = ?", (name,)).fetchone()
        if before is None:
            result_id = _keep(name, order_id, packed, letter)
            _take(work, result_id, order_id, packed, (0, 0))
            return row(result_id), True
        known = read(str(before[4])).packed()
        more = len(packed.facts) > len(known.facts) or len(packed.scans) > len(known.scans)
        if not more and before[3] != State.UNKNOWN:
            return row(int(before[0])), False
        run("UPDATE slip_result SET order_id = ?, message = ?, packed_at = ?, who = ? WHERE id = ?",
            (order_id, base64.b64encode(letter.message).decode(), *_told(packed), before[0]))  # fmt: skip
        _take(work, int(before[0]), order_id, packed, (int(before[1]), int(before[2])))
        return row(int(before[0])), True


def try_again() -> list[Row]:
    """Merge what came before its order did; returns what is merged now."""
    found = run("SELECT message FROM slip_result WHERE state = 'unknown' ORDER BY id").fetchall()
    tried = [merge(read(str(message)))[0] for (message,) in found]
    return [each for each in tried if each.state is not State.UNKNOWN]


def decide(result_id: int, outcome: Outcome) -> Row:
    """A person says which parcel goes: the one of here, or theirs. Theirs takes back what was counted here first.

    Raises:
        NotFound: nothing is to be decided about it.
        NotAllowed: the order is not here, is cancelled, or its parcel has left.
        NoRight: who works here may not.
    """
    permits.require(Right.DECIDE)
    with unit() as work:
        found = run("SELECT order_id, decision_id, message FROM slip_result WHERE id = ? AND state = 'open'",
                    (result_id,)).fetchone()  # fmt: skip
        if found is None:
            raise NotFound(what=N_("open result"), ref=result_id)
        order_id, decision_id, message = found
        packed = read(str(message)).packed()
        if outcome is Outcome.THEIRS:
            _overrule(work, int(order_id), result_id, packed)
        decided = State.MERGED if outcome is Outcome.THEIRS else State.KEPT
        done = (len(packed.scans), len(packed.facts)) if outcome is Outcome.THEIRS else (0, 0)
        run("UPDATE slip_result SET state = ?, decided_by = ?, decided_at = ?, scans = ?, facts = ? WHERE id = ?",
            (decided.value, actor().who or actor().bench, ms(now()), *done, result_id))  # fmt: skip
        run("UPDATE decision SET outcome = ?, decided_by = ?, decided_at = ? WHERE id = ? AND outcome = 'open'",
            (outcome.value, actor().who or actor().bench, ms(now()), decision_id))  # fmt: skip
        if not run("SELECT 1 FROM decision WHERE order_id = ? AND outcome = 'open'", (order_id,)).fetchone():
            run("UPDATE orders SET conflict = ? WHERE id = ?", (False, order_id))
        history.note(work, int(order_id), "decided", f"slip: {outcome.value}")
        work.changed("decision", int(order_id))
    return row(result_id)


def of_decision(decision_id: int) -> int | None:
    """The result that a decision is about; None for one about a store's word."""
    found = run("SELECT id FROM slip_result WHERE decision_id = ?", (decision_id,)).fetchone()
    return None if found is None else int(found[0])


def _keep(name: str, order_id: int | None, packed: Packed, letter: Letter) -> int:
    return insert(
        "INSERT INTO slip_result (result, order_id, number, bench, packed_at, who, scans, facts, message, state,"
        " reason, at, decided_by) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, '', ?, '')",
        (name, order_id, packed.number, packed.bench, *_told(packed), base64.b64encode(letter.message).decode(),
         State.UNKNOWN.value, ms(now())),
    )  # fmt: skip


def _told(packed: Packed) -> tuple[int, str]:
    """When it was packed there, and by whom."""
    last = packed.sessions[-1] if packed.sessions else None
    return (last.closed_ms, last.who) if last is not None else (0, "")


def _take(work: Work, result_id: int, order_id: int | None, packed: Packed, done: tuple[int, int]) -> None:
    """Write it, or let a person decide."""
    reason = against.why(order_id, packed, result_id, done)
    if reason is Reason.NONE and order_id is not None:
        writing.write(work, order_id, packed, writing.op_prefix(result_id), done)
        run("UPDATE slip_result SET state = ?, reason = '', scans = ?, facts = ? WHERE id = ?",
            (State.MERGED.value, len(packed.scans), len(packed.facts), result_id))  # fmt: skip
        return
    state = State.UNKNOWN if order_id is None else State.OPEN
    run("UPDATE slip_result SET state = ?, reason = ? WHERE id = ?", (state.value, reason.value, result_id))
    if order_id is not None:
        _ask(work, result_id, order_id, packed, reason)


def _ask(work: Work, result_id: int, order_id: int, packed: Packed, reason: Reason) -> None:
    """Put both sides before a person, where all differences wait; the parcel does not leave before."""
    at, who = _told(packed)
    theirs = " · ".join(part for part in (packed.bench, who, f"{utc(at):%Y-%m-%d %H:%M} UTC") if part)
    decision_id = insert(
        "INSERT INTO decision (order_id, store_id, at, field, ours, theirs, outcome, decided_by)"
        " VALUES (?, NULL, ?, 'slip', ?, ?, 'open', '')",
        (order_id, ms(now()), against.ours(order_id), theirs),
    )
    run("UPDATE slip_result SET decision_id = ? WHERE id = ?", (decision_id, result_id))
    if history.state_of(order_id).fulfilment in _IN_THE_HOUSE:
        run("UPDATE orders SET conflict = ? WHERE id = ?", (True, order_id))
    history.note(work, order_id, "packed-elsewhere", theirs)
    work.changed("decision", order_id)


def _overrule(work: Work, order_id: int, result_id: int, packed: Packed) -> None:
    """Theirs stands: what lies here comes out of the counts, with a line in the history, before it is written."""
    state = history.state_of(order_id, lock=True)
    if state.fulfilment not in _IN_THE_HOUSE:
        raise NotAllowed(ref=history.called(order_id), reason=N_("it is cancelled, or its parcel has left."),
                         action="merge")  # fmt: skip
    if state.held or not (is_packable(state) or state.fulfilment is Fulfilment.PACKED):
        raise NotAllowed(ref=history.called(order_id), reason=N_("it is on hold, or not paid."), action="merge")
    run("UPDATE orders SET conflict = ? WHERE id = ?", (False, order_id))
    writing.take_back(work, order_id)
    run("UPDATE slip_result SET state = ?, reason = ?, decided_by = ?, decided_at = ? WHERE order_id = ? AND id <> ?"
        " AND state = 'merged'",
        (State.KEPT.value, Reason.TWICE.value, actor().who or actor().bench, ms(now()), order_id, result_id),
    )  # fmt: skip
    writing.write(work, order_id, packed, f"{writing.op_prefix(result_id)}/{ms(now())}", (0, 0))


def rows(*, only_open: bool = False) -> list[Row]:
    """What benches have said, what waits for a person first, then the newest."""
    wanted = " WHERE state IN ('open', 'unknown')" if only_open else ""
    found = run(f"SELECT id FROM slip_result{wanted} ORDER BY state NOT IN ('open', 'unknown'), id DESC").fetchall()
    return [row(int(result_id)) for (result_id,) in found]


def row(result_id: int) -> Row:
    """
    Raises:
        NotFound: there is no such result.
    """
    found = run("SELECT id, order_id, number, bench, who, packed_at, state, reason, message FROM slip_result"
                " WHERE id = ?", (result_id,)).fetchone()  # fmt: skip
    if found is None:
        raise NotFound(what=N_("result"), ref=result_id)
    units = sum(scan.units for scan in read(found[8]).packed().scans)
    return Row(
        found[0], found[1], found[2], found[3], found[4], utc(found[5]), State(found[6]), Reason(found[7]), units
    )
