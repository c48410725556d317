"""H4: whatever is done to returns and in which order, on hand is what really came back, and no money goes back twice.

The twin is a count of units by hand: what arrived, less what left again or was thrown away. It knows nothing of states
of stock, causes or differences.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from desktop.domain.errors import KolliError
from desktop.domain.order import Action
from desktop.domain.returns import HERE, OVER, CaseState, Condition, Goes, Held, Outcome, Reason
from desktop.models.base import db, run
from desktop.services import changes, invoicing, money, orders, returns
from desktop.services.changes import new_op_id, unit
from desktop.services.returns import Decision, Said, goods, quarantine
from tests.hard.runs import new_seed, report, runs
from tests.services.returned import MUG, START, level, line_of, open_shop, sent

_SOLD = 4


@dataclass
class Shop:
    """One order of four mugs that has left; `here` are units that arrived and are in the house, by case."""

    chance: Random
    order_id: int
    line_id: int
    cases: list[int] = field(default_factory=list)
    here: dict[int, int] = field(default_factory=dict)
    scrapped: int = 0
    names: list[tuple[str, int]] = field(default_factory=list)  # of steps that were done: they may come again

    def case(self) -> int:
        return self.chance.choice(self.cases)

    def open(self) -> None:
        case = returns.open_case(self.order_id, {self.line_id: self.chance.randint(1, 3)}, reason=Reason.FIT)
        self.cases.append(case.id)

    def receive(self) -> None:
        case_id, name = self.case(), new_op_id()
        before = returns.get(case_id)
        case = returns.receive(case_id, name)
        if before.state not in HERE:  # else it was here before, and nothing was done under this name
            self.here[case_id] = case.lines[0].units
            self.names.append((name, case_id))

    def say(self) -> None:
        case_id = self.case()
        outcome = self.chance.choice([Outcome.REFUND, Outcome.REFUND, Outcome.EXCHANGE, Outcome.REPAIR,
                                      Outcome.SEND_BACK, Outcome.KEEP])  # fmt: skip
        where = self.chance.choice([None, None, Goes.SCRAP])
        condition = self.chance.choice([Condition.SELLABLE, Condition.DAMAGED, Condition.OPENED])
        units = self.chance.choice([None, 1, 2])
        case = returns.say(case_id, self.line_id, Said(units=units, condition=condition, outcome=outcome, goes=where))
        if case.state in HERE and units is not None:
            self.here[case_id] = units

    def settle(self) -> None:
        case_id, name = self.case(), new_op_id()
        case = returns.settle(case_id, Decision(rejected="Not ours"), name)
        line = case.lines[0]
        if line.goes is Goes.SCRAP and line.outcome not in (Outcome.REPAIR, Outcome.SEND_BACK):
            self.here[case_id] = 0
        self.names.append((name, case_id))

    def undo(self) -> None:
        case_id = self.case()
        before = returns.get(case_id)
        became = returns.undo(case_id)
        if before.state in OVER:  # it was never thrown away
            self.here[case_id] = became.lines[0].came
        elif before.state is CaseState.RECEIVED:
            self.here[case_id] = 0
        elif before.state is CaseState.WITHDRAWN:
            self.here[case_id] = became.lines[0].came if became.state in HERE else 0

    def withdraw(self) -> None:
        case_id = self.case()
        returns.withdraw(case_id)
        self.here[case_id] = 0

    def repaired(self) -> None:
        returns.repaired(self.case())

    def void(self) -> None:
        notes = run("SELECT id FROM document WHERE order_id = ? AND kind = 'credit-note' AND void_reason = ''",
                    (self.order_id,)).fetchall()  # fmt: skip
        invoicing.void(self.chance.choice([int(row[0]) for row in notes]) if notes else 0, "by hand")

    def refund(self) -> None:
        orders.do(self.order_id, Action.REFUND)

    def store_refunds(self) -> None:
        with unit() as work:
            money.store_says(work, self.order_id, self.chance.choice([14_900, 29_800]), paid=True)

    def replay(self) -> None:
        name, case_id = self.chance.choice(self.names or [("", self.case())])
        if name:
            self.chance.choice([returns.settle, returns.receive])(case_id, op_id=name)  # type: ignore[operator]

    def release(self) -> None:
        row = self.chance.choice(quarantine.listed() or [None])
        if row is not None and row.case_id in self.cases:
            if self.chance.random() < 0.5:
                quarantine.to_shelf(row.id, 1)
            else:
                quarantine.scrap(row.id, 1, "broken")
                self.here[row.case_id] -= 1

    def check(self, before: int) -> None:
        on_hand, reserved = level()
        assert on_hand == before + sum(self.here.values()), (on_hand, before, self.here)
        assert reserved >= 0
        view = orders.show(self.order_id)
        assert 0 <= view.refunded_minor <= view.paid_minor
        assert view.refunded_minor == sum(row.amount_minor for row in money.moves(self.order_id) if row.kind == "out")
        shipped = sum(returns.shipped(self.order_id).values())
        assert sum(self.here.values()) <= shipped
        waiting = sum(row.left for row in quarantine.listed() if row.case_id in self.cases)
        assert waiting <= reserved


_STEPS: tuple[tuple[Callable[[Shop], None], int], ...] = (
    (Shop.open, 3), (Shop.receive, 4), (Shop.say, 6), (Shop.settle, 5), (Shop.undo, 4), (Shop.withdraw, 1),
    (Shop.repaired, 1), (Shop.void, 1), (Shop.refund, 1), (Shop.store_refunds, 1), (Shop.replay, 2), (Shop.release, 2),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _a_shop(sqlite_database: Path) -> Iterator[None]:
    open_shop()
    yield
    changes.set_clock(None)


def _live(chance: Random, steps: int) -> int:
    """One order's life; how many steps were really done."""
    order_id = sent({MUG: _SOLD})
    if chance.random() < 0.7:
        invoicing.issue(order_id)
    before, _reserved = level()
    life, done = Shop(chance, order_id, line_of(order_id, MUG)), 0
    life.open()
    for _turn in range(steps):
        step = chance.choices([each for each, _weight in _STEPS], [weight for _each, weight in _STEPS])[0]
        try:
            step(life)
            done += 1
        except KolliError:
            pass  # refused: nothing may have changed
        life.check(before)
    return done


@pytest.mark.timeout(1_800)
@runs(sample=3, whole=400)
def test_on_hand_is_what_really_came_back(times: int) -> None:
    seed, done = new_seed(), 0
    for turn in range(times):
        chance = Random(seed + turn)
        try:
            done += _live(chance, 24)
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed + turn}: {wrong}") from wrong
    report("returns and their ledgers", seed, orders=times, steps=done)
    assert done > times  # it has looked at something


def test_a_ledger_that_forgets_its_moves_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(_line_id: int) -> dict[int, Held]:
        return {}

    monkeypatch.setattr(goods, "_known", forgets)
    with pytest.raises(AssertionError):
        _live(Random(2), 200)


class Cut(Exception):
    """The program dies here."""


class _Connection:
    """A connection that dies at its n-th statement."""

    def __init__(self, real: object, left: int) -> None:
        self.real, self.left = real, left

    def execute(self, *args: object) -> object:
        self.left -= 1
        if self.left == 0:
            raise Cut
        return self.real.execute(*args)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def _everything() -> dict[str, list[tuple[object, ...]]]:
    tables = ("orders", "order_line", "stock_move", "article", "money_move", "document", "return_case", "return_line",
              "return_event", "return_stock", "quarantine", "outbox", "mail", "history", "series")  # fmt: skip
    known = {row[0] for row in run("SELECT name FROM sqlite_master").fetchall()}
    return {table: run(f"SELECT * FROM {table}").fetchall() for table in tables if table in known}


@runs(sample=8, whole=400)
def test_a_program_that_dies_while_it_settles_has_done_all_of_it_or_nothing(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = sent({MUG: _SOLD})
    invoicing.issue(order_id)
    line_id = line_of(order_id, MUG)
    case = returns.receive(returns.open_case(order_id, {line_id: 2}, reason=Reason.WRONG).id)
    returns.say(case.id, line_id, Said(condition=Condition.DAMAGED, outcome=Outcome.EXCHANGE))
    before, seed = _everything(), new_seed()
    places = list(range(1, 400)) if times >= 100 else Random(seed).sample(range(2, 120), times)
    real, cut = db.obj.connection, 0
    for place in places:
        dying = _Connection(real(), place)
        with monkeypatch.context() as patch:
            patch.setattr(db.obj, "connection", lambda dying=dying: dying)
            try:
                returns.settle(case.id, op_id=f"settle:{case.id}")
            except Cut:
                cut += 1
            else:
                break
        assert _everything() == before, place
    report("settling cut off", seed, cuts=cut)
    assert cut
    done = returns.settle(case.id, op_id=f"settle:{case.id}")
    assert (done.state, len(orders.show(order_id).documents), level()) == (
        CaseState.SETTLED, 2, (START - _SOLD + 2, 4),
    )  # fmt: skip
