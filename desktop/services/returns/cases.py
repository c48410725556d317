"""Return cases as people see them: one case with everything in it, and the list of a tab."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.domain import codes
from desktop.domain.errors import NotFound
from desktop.domain.returns import WAITING, CaseState, Condition, Goes, Outcome, Reason, Tab, name_of
from desktop.i18n import N_
from desktop.models.base import is_postgres, run, storable, utc
from desktop.services import box_photos, settings
from desktop.services.changes import Work

# A consumer's money is back within 14 days of the notice (SFS 2005:59 ch. 2 s. 14); other countries set no such day.
_DAYS_TO_REFUND = {"SE": 14}
_LINE = (
    "SELECT r.id, r.case_id, r.line_id, r.sku, r.name, coalesce(nullif(l.variant, ''), a.variant, ''),"
    " coalesce(a.photo, ''), coalesce(a.bin, ''), r.units, r.came, r.reason, r.words, r.condition, r.goes, r.outcome,"
    " r.other_article_id, coalesce(o.sku, ''), r.swap, r.swap_minor, r.serials, l.article_id FROM return_line r"
    " LEFT JOIN order_line l ON l.id = r.line_id LEFT JOIN article a ON a.id = l.article_id"
    " LEFT JOIN article o ON o.id = r.other_article_id WHERE r.case_id = ? ORDER BY l.position, r.id"
)
_ROWS = (
    "SELECT c.id, c.number, c.code, c.state, c.order_id, o.number, o.buyer, c.opened_at, c.settled_at, c.refund_minor,"
    " o.currency, c.tracking FROM return_case c JOIN orders o ON o.id = c.order_id"
)
_STATES = {
    Tab.WAITING: WAITING,
    Tab.TO_ASSESS: (CaseState.RECEIVED,),
    Tab.TO_SETTLE: (CaseState.ASSESSED,),
    Tab.REPAIR: (CaseState.REPAIRING,),
    Tab.OVER: (CaseState.SETTLED, CaseState.REJECTED, CaseState.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Units of one sold line. `came` counts from the moment when the parcel is here; `other` is what came instead."""

    id: int
    case_id: int
    line_id: int | None
    sku: str
    name: str
    variant: str
    photo: str
    bin: str
    units: int
    came: int
    reason: Reason | None
    words: str
    condition: Condition | None
    goes: Goes | None
    outcome: Outcome | None
    other_article_id: int | None
    other: str
    swap: str
    swap_minor: int | None
    serials: tuple[str, ...]
    article_id: int | None


@dataclass(frozen=True, slots=True)
class Photo:
    id: int
    line_id: int | None
    file: Path
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's story."""

    at: datetime
    who: str
    bench: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Case:
    """One return. Money is in minor units of the order's currency; `refund_by` is the law's last day, None for none."""

    id: int
    number: str
    code: str
    order_id: int
    order: str
    order_code: str
    buyer: str
    currency: str
    state: CaseState
    source: str
    words: str
    override: str
    opened_at: datetime
    opened_by: str
    approved_at: datetime | None
    received_at: datetime | None
    settled_at: datetime | None
    carrier: str
    tracking: str
    shipping_minor: int
    deduction_minor: int
    deduction_reason: str
    rejected: str
    method: str
    notify: bool
    refund_minor: int
    document_id: int | None
    document: str
    exchange_id: int | None
    exchange: str
    back_id: int | None
    back: str
    turn: int
    lines: tuple[CaseLine, ...]
    photos: tuple[Photo, ...]
    story: tuple[Event, ...]

    @property
    def units(self) -> int:
        return sum(line.came or line.units for line in self.lines)

    @property
    def outcomes(self) -> set[Outcome | None]:
        """What becomes of its units; None is among them while of some nobody has said it."""
        return {line.outcome for line in self.lines if line.came or line.units}

    @property
    def refund_by(self) -> datetime | None:
        days = _DAYS_TO_REFUND.get(settings.shop().country.upper())
        return self.opened_at + timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list; `sku`, `photo` and `reason` are those of its first line."""

    id: int
    number: str
    code: str
    state: CaseState
    order_id: int
    order: str
    buyer: str
    opened_at: datetime
    settled_at: datetime | None
    refund_minor: int
    currency: str
    tracking: str
    units: int
    name: str
    photo: str
    reason: Reason | None


def get(case_id: int) -> Case:
    """The whole case as it is now.

    Raises:
        NotFound: there is no such case.
    """
    row = run(
        "SELECT c.number, c.code, c.order_id, o.number, o.code, o.buyer, o.currency, c.state, c.source, c.words,"
        " c.override, c.opened_at, c.opened_by, c.approved_at, c.received_at, c.settled_at, c.carrier, c.tracking,"
        " c.shipping_minor, c.deduction_minor, c.deduction_reason, c.rejected, c.method, c.notify, c.refund_minor,"
        " c.document_id, coalesce(d.number, ''), c.exchange_id, coalesce(x.number, ''), c.back_id,"
        " coalesce(b.number, ''), c.turn FROM return_case c JOIN orders o ON o.id = c.order_id"
        " LEFT JOIN document d ON d.id = c.document_id LEFT JOIN orders x ON x.id = c.exchange_id"
        " LEFT JOIN orders b ON b.id = c.back_id WHERE c.id = ?",
        (case_id,),
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("return"), ref=case_id)
    times = [None if value is None else utc(value) for value in row[13:16]]
    said = [*row[8:11], utc(row[11]), row[12], *times, *row[16:23], bool(row[23]), *row[24:]]
    parts = [tuple(lines(case_id)), tuple(photos(case_id)), tuple(_story(case_id))]
    return Case(*[case_id, name_of(row[0]), *row[1:7], CaseState(row[7]), *said, *parts])


def lines(case_id: int) -> list[CaseLine]:
    """The lines of a case in the order's sequence."""
    return [_line(row) for row in run(_LINE, (case_id,)).fetchall()]


def photos(case_id: int) -> list[Photo]:
    rows = run("SELECT id, line_id, file, at, who FROM return_photo WHERE case_id = ? ORDER BY id", (case_id,))
    return [Photo(row[0], row[1], box_photos.folder() / str(row[2]), utc(row[3]), row[4]) for row in rows.fetchall()]


def listed(tab: Tab, after: int | None = None, limit: int = 200, text: str = "") -> list[CaseRow]:
    """The cases of a tab that follow the one with the id `after`: open ones the oldest first, others the newest first.

    `text` looks in the case's number, the order's, the buyer's name and the tracking number.
    """
    where, values = _where(tab, text)
    way, turn = ("<", "DESC") if tab is Tab.OVER else (">", "ASC")
    if after is not None:
        where, values = f"{where} AND c.id {way} ?", (*values, after)
    rows = run(f"{_ROWS} {where} ORDER BY c.id {turn} LIMIT ?", (*values, limit)).fetchall()
    return [_row(row) for row in rows]


def of_order(order_id: int) -> list[CaseRow]:
    """All cases of an order, the oldest first."""
    return [_row(row) for row in run(f"{_ROWS} WHERE c.order_id = ? ORDER BY c.id", (order_id,)).fetchall()]


def waiting(order_id: int) -> CaseRow | None:
    """The newest case of an order whose parcel has not come; None where none waits."""
    found = [row for row in of_order(order_id) if row.state in WAITING]
    return found[-1] if found else None


def counts() -> dict[Tab, int]:
    """How many cases each tab has; what is over is not counted."""
    found = dict(run("SELECT state, count(*) FROM return_case GROUP BY state").fetchall())
    return {tab: sum(int(found.get(state.value, 0)) for state in _STATES[tab]) for tab in Tab}


def size(tab: Tab, text: str = "") -> int:
    where, values = _where(tab, text)
    row = run(f"SELECT count(*) FROM return_case c JOIN orders o ON o.id = c.order_id {where}", values).fetchone()
    return int(row[0])


def tab_of(state: CaseState) -> Tab:
    return next(tab for tab, states in _STATES.items() if state in states)


def find(ref: str) -> int | None:
    """The case that a person or a scan names: by its number, its code or its own tracking number."""
    text = storable(ref.strip()).upper()
    read = codes.read(text)
    if read.kind is codes.Kind.RETURN:
        text = read.value
    digits = text.removeprefix("R-")
    if text.startswith("R-") and digits.isascii() and digits.isdigit() and len(digits) < 10:
        row = run("SELECT id FROM return_case WHERE number = ?", (int(digits),)).fetchone()
        return int(row[0]) if row else None
    row = run("SELECT id FROM return_case WHERE code = ?", (text,)).fetchone()
    if row is None and text:
        row = run("SELECT id FROM return_case WHERE upper(tracking) = ? AND tracking <> '' ORDER BY id DESC LIMIT 1",
                  (text,)).fetchone()  # fmt: skip
    return int(row[0]) if row else None


def lock(case_id: int) -> Case:
    """The case, kept from being changed by others until this unit ends; its order first, as everywhere."""
    row = run("SELECT order_id FROM return_case WHERE id = ?", (case_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("return"), ref=case_id)
    if is_postgres():
        run("SELECT 1 FROM orders WHERE id = ? FOR UPDATE", (row[0],))
        run("SELECT 1 FROM return_case WHERE id = ? FOR UPDATE", (case_id,))
    return get(case_id)


def changed(work: Work, case: Case) -> None:
    """Tell the screens."""
    work.changed("return", case.id)
    work.changed("order", case.order_id)


def _where(tab: Tab, text: str) -> tuple[str, tuple[object, ...]]:
    states = [state.value for state in _STATES[tab]]
    where = f"WHERE c.state IN ({', '.join('?' * len(states))})"
    said = storable(text.strip()).lower()
    if not said:
        return where, tuple(states)
    like = "%" + said.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    number = said.removeprefix("r-").lstrip("0")
    return (
        where + " AND (lower(o.buyer) LIKE ? ESCAPE '\\' OR o.number = ? OR lower(c.tracking) = ?"
        " OR CAST(c.number AS TEXT) = ?)",
        (*states, like, said.lstrip("#"), said, number),
    )  # fmt: skip


def _row(row: Sequence[object]) -> CaseRow:
    case_id = int(str(row[0]))
    own = lines(case_id)
    first = own[0] if own else None
    settled = row[8]
    return CaseRow(
        case_id, name_of(int(str(row[1]))), str(row[2]), CaseState(str(row[3])), int(str(row[4])), str(row[5]),
        str(row[6]), utc(int(str(row[7]))), None if settled is None else utc(int(str(settled))), int(str(row[9])),
        str(row[10]), str(row[11]), sum(line.came or line.units for line in own), first.name if first else "",
        first.photo if first else "", first.reason if first else None,
    )  # fmt: skip


def _line(row: Sequence[Any]) -> CaseLine:
    reason, condition = Reason(row[10]) if row[10] else None, Condition(row[12]) if row[12] else None
    where, outcome = Goes(row[13]) if row[13] else None, Outcome(row[14]) if row[14] else None
    serials = tuple(str(row[19]).split("\n")) if row[19] else ()
    return CaseLine(*[*row[:10], reason, row[11], condition, where, outcome, *row[15:19], serials, row[20]])


def _story(case_id: int) -> list[Event]:
    rows = run("SELECT at, who, bench, what, detail FROM return_event WHERE case_id = ? ORDER BY id DESC", (case_id,))
    return [Event(utc(row[0]), *row[1:]) for row in rows.fetchall()]
