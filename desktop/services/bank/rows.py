"""Lines of bank statements as people see them."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.bank_book import Certainty, Line, Proposal
from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.models.base import is_postgres, run, utc


class State(StrEnum):
    OPEN = "open"
    MATCHED = "matched"
    PAYOUT = "payout"  # a marketplace's: it belongs to the payout ledger
    ASIDE = "aside"  # somebody has said that it pays for no order
    OUT = "out"  # money that went out


class Which(StrEnum):
    """A list of lines: by what is known of them, or by what became of them."""

    ALL = "all"
    OPEN = "open"
    CERTAIN = "certain"
    PROBABLE = "probable"
    NOTHING = "nothing"  # open, and nothing fits
    MATCHED = "matched"
    PAYOUT = "payout"
    ASIDE = "aside"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class MatchView:
    """An order that a line has paid."""

    order_id: int
    number: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LineView:
    """One line. `proposal` is the best explanation while it is open, None where nothing fits; `settled_...` tell who
    has confirmed it or set it aside, `reason` why it was set aside or whose payout it is."""

    id: int
    statement_id: int
    bank: str
    account: str
    booked_on: date
    amount_minor: int
    deducted_minor: int
    currency: str
    text: str
    payer: str
    said: str
    references: tuple[str, ...]
    row: int
    state: State
    reason: str
    settled_at: datetime | None
    settled_by: str
    matched: tuple[MatchView, ...] = ()
    proposal: Proposal | None = None

    @property
    def arrived_minor(self) -> int:
        """What really came in."""
        return self.amount_minor - self.deducted_minor

    @property
    def certainty(self) -> Certainty:
        return self.proposal.certainty if self.proposal else Certainty.NONE

    @property
    def left_minor(self) -> int:
        """What was matched with no order."""
        return self.arrived_minor - sum(each.amount_minor for each in self.matched)

    def to_match(self) -> Line:
        return Line(
            self.id, self.booked_on, self.amount_minor, self.currency, self.payer, self.said, self.references,
            self.deducted_minor,
        )  # fmt: skip


_SELECT = (
    "SELECT id, statement_id, bank, account, booked_on, amount_minor, deducted_minor, currency, text, payer, said,"
    " refs, row, state, reason, settled_at, settled_by FROM bank_line"
)
_NEWEST = " ORDER BY booked_on DESC, id DESC"


def in_state(states: tuple[State, ...], limit: int, offset: int) -> list[LineView]:
    """Lines in one of these states, the newest first."""
    marks = ", ".join("?" * len(states))
    values = (*(state.value for state in states), limit, offset)
    rows = run(f"{_SELECT} WHERE state IN ({marks}){_NEWEST} LIMIT ? OFFSET ?", values).fetchall()
    return _with_matches([_view(row) for row in rows])


def open_ids() -> set[int]:
    """Every open line."""
    return {int(row[0]) for row in run("SELECT id FROM bank_line WHERE state = 'open'").fetchall()}


def these(line_ids: list[int]) -> list[LineView]:
    """Those of these lines that are open; a few hundred at most."""
    if not line_ids:
        return []
    marks = ", ".join("?" * len(line_ids))
    return [
        _view(row) for row in run(f"{_SELECT} WHERE state = 'open' AND id IN ({marks})", tuple(line_ids)).fetchall()
    ]


def line(line_id: int, lock: bool = False) -> LineView:
    """One line; `lock` keeps others from settling it until this unit ends.

    Raises:
        NotFound: there is none.
    """
    row = run(f"{_SELECT} WHERE id = ?" + (" FOR UPDATE" if lock and is_postgres() else ""), (line_id,)).fetchone()
    if row is None:
        raise NotFound(what=N_("bank line"), ref=line_id)
    return _with_matches([_view(row)])[0]


def of_order(order_id: int) -> list[LineView]:
    """The lines that have paid an order."""
    rows = run(
        f"{_SELECT} WHERE id IN (SELECT line_id FROM bank_match WHERE order_id = ? AND undone_at IS NULL){_NEWEST}",
        (order_id,),
    ).fetchall()
    return _with_matches([_view(row) for row in rows])


def in_each_state() -> dict[State, int]:
    rows = run("SELECT state, count(*) FROM bank_line GROUP BY state").fetchall()
    return {State(state): int(count) for state, count in rows}


def _view(row: tuple[object, ...]) -> LineView:
    (id, statement, bank, account, day, amount, deducted, currency, text, payer, said, refs, number, state, reason,
     settled_at, settled_by) = row  # fmt: skip
    return LineView(
        int(str(id)), int(str(statement)), str(bank), str(account), date.fromisoformat(str(day)), int(str(amount)),
        int(str(deducted)), str(currency), str(text), str(payer), str(said), tuple(json.loads(str(refs))),
        int(str(number)), State(str(state)), str(reason), None if settled_at is None else utc(int(str(settled_at))),
        str(settled_by),
    )  # fmt: skip


def _with_matches(found: list[LineView]) -> list[LineView]:
    settled = [each.id for each in found if each.state is State.MATCHED]
    matches: dict[int, list[MatchView]] = {}
    for start in range(0, len(settled), 500):
        ids = settled[start : start + 500]
        for line_id, *match in run(
            "SELECT m.line_id, m.order_id, o.number, m.amount_minor FROM bank_match m"
            " JOIN orders o ON o.id = m.order_id"
            f" WHERE m.undone_at IS NULL AND m.line_id IN ({', '.join('?' * len(ids))}) ORDER BY m.id",
            tuple(ids),
        ).fetchall():
            matches.setdefault(line_id, []).append(MatchView(*match))
    return [replace(each, matched=tuple(matches[each.id])) if each.id in matches else each for each in found]
