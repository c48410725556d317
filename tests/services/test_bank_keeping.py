"""What is kept of the bank's lines beside the database is what is worked out of it from nothing, whatever was done."""

import contextlib
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from desktop.domain.errors import KolliError
from desktop.domain.order import Action
from desktop.models.base import run
from desktop.services import bank, money, orders, payments
from desktop.services.bank import State, Which, proposing
from desktop.services.bank.keeping import Kept
from desktop.services.changes import new_op_id, unit
from tests.bank_files import Booking
from tests.services.test_bank import DAY, ask, write

NAMES = ("Ayu Lestari", "Ayu Lestary", "Budi Hartono", "B Hartono", "Citra Dewi Ayu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("banked")


def from_nothing() -> dict[int, list[bank.Proposal]]:
    fresh = Kept()
    fresh.refresh()
    fresh.work()
    return fresh.matching.found()


def one_thing(dice: Random, folder: Path) -> None:
    """A person, a store or a bank does something; what is not allowed is not done."""
    numbers = [order.number for order in (orders.show(each) for each in some_orders(dice, 2))]
    amount = dice.choice((100, 200, 250, 300))
    what = dice.randrange(7)
    if what == 0:
        ask(new_op_id()[:8], dice.choice(NAMES), amount)
    elif what == 1:
        said = dice.choice(["", *numbers])
        write(folder, [Booking(DAY, amount, dice.choice(NAMES), said, (said,) if said else ())], "next.csv")
        bank.import_file(folder / "next.csv")
    elif what == 2:
        lines = bank.lines(Which.OPEN, 50)
        line = dice.choice(lines) if lines else None
        if line is not None and line.proposal is not None and line.proposal.parts:
            bank.confirm(line.id)
        elif line is not None:
            bank.set_aside(line.id, "rent")
    elif what == 3:
        settled = [line for line in bank.lines(Which.ALL, 50) if line.state not in (State.OPEN, State.OUT)]
        if settled:
            payments.undo(dice.choice(settled).id)
    else:
        for order_id in some_orders(dice, 1):
            if what == 4:
                orders.do(order_id, dice.choice((Action.CONFIRM, Action.UNCONFIRM, Action.CANCEL, Action.REFUND)))
            elif what == 5:
                with unit() as work:
                    money.take(work, order_id, dice.choice((50, 100)), "cash", "", new_op_id())
            else:
                for move in money.moves(order_id)[-1:]:
                    with unit() as work:
                        money.undo(work, move.id)


def some_orders(dice: Random, count: int) -> list[int]:
    known = [int(row[0]) for row in run("SELECT id FROM orders").fetchall()]
    return dice.sample(known, min(count, len(known)))


@pytest.mark.usefixtures("sqlite_database")
@tries(max_examples=1, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_kept_is_what_is_worked_out_from_nothing(folder: Path, seed: int) -> None:
    dice = Random(seed)
    for number in range(6):
        ask(f"{new_op_id()[:6]}{number}", NAMES[number % len(NAMES)], dice.choice((100, 200, 300)))
    for _turn in range(60):
        with contextlib.suppress(KolliError):
            one_thing(dice, folder)
        if dice.random() < 0.5:
            while proposing.sweep(0):
                pass
        assert proposing.of_all() == from_nothing()
