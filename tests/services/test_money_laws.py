"""Laws of the ledger over any sequence of moves, and with two writers at once."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import KolliError, NotAllowed
from desktop.domain.ledger import NOT_CHECKED
from desktop.domain.order import Action, Payment
from desktop.models.base import disconnect, run
from desktop.services import money, orders
from desktop.services.changes import unit
from tests.hard.runs import runs
from tests.services import shop

_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(1, 60), st.integers(0, 3)),
        st.tuples(st.just("give"), st.integers(1, 60), st.integers(0, 3)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("store"), st.integers(0, 70), st.integers(0, 1)),
        st.tuples(st.just("total"), st.integers(0, 60), st.just(0)),
        st.tuples(st.sampled_from(["claim", "confirm", "unconfirm", "refund", "cancel"]), st.just(0), st.just(0)),
    ),
    max_size=12,
)  # fmt: skip


@pytest.mark.usefixtures("sqlite_database")
@runs(sample=50, whole=3000)
def test_any_sequence_of_moves_adds_up(times: int) -> None:
    @settings(max_examples=times)
    @given(steps=_STEPS, paid=st.booleans())
    @example(steps=[("take", 15, 0), ("give", 15, 0), ("take", 40, 1), ("unconfirm", 0, 0)], paid=False)
    @example(steps=[("take", 30, 0), ("cancel", 0, 0), ("give", 30, 0)], paid=False)
    @example(steps=[("store", 7, 1), ("undo", 0, 0), ("undo", 1, 0)], paid=True)
    @example(steps=[("store", 1, 0), ("store", 0, 0), ("undo", 1, 0)], paid=True)
    def walk(steps: list[tuple[str, int, int]], paid: bool) -> None:
        order_id = shop.order(("CUP", 4), paid=paid).id
        for step in steps:
            before = money.account(order_id)
            rows = len(money.moves(order_id))
            try:
                _step(order_id, *step)
            except NotAllowed:
                assert (money.account(order_id), len(money.moves(order_id))) == (before, rows)
            _adds_up(order_id)
        _repeated_causes_change_nothing(order_id)

    walk()


def _step(order_id: int, word: str, amount: int, name: int) -> None:
    cause = f"{order_id}/{word}/{name}"
    with unit() as work:
        if word == "take":
            was = money.account(order_id)
            there = run("SELECT 1 FROM money_move WHERE cause = ?", (cause,)).fetchone()
            taken = money.take(work, order_id, amount, "BCA", "", cause)
            assert (taken is None) == bool(there)
            assert money.account(order_id).paid_minor - was.paid_minor == (0 if there else amount)
        elif word == "give":
            given = money.give_back(work, order_id, amount, "BCA", "", cause)
            account = money.account(order_id)
            if given is not None and account.payment not in NOT_CHECKED:
                assert (account.payment is Payment.REFUNDED) == (account.kept_minor == 0)
        elif word == "undo":
            rows = [row.id for row in money.moves(order_id)]
            if rows:
                _undo_both_sides(work, order_id, rows[amount % len(rows)])
        elif word == "store":
            money.store_says(work, order_id, amount, bool(name))
        elif word == "total":
            run("UPDATE orders SET total_minor = ? WHERE id = ?", (amount, order_id))
            money.settle(work, order_id)
        else:
            orders.do(order_id, Action(word))


def _undo_both_sides(work: object, order_id: int, row_id: int) -> None:
    row = next(row for row in money.moves(order_id) if row.id == row_id)
    was = money.account(order_id)
    done = money.undo(work, row_id)  # type: ignore[arg-type]
    now = money.account(order_id)
    amount = 0 if done is None else row.amount_minor
    moved = (amount, 0) if row.kind == "in" else (0, amount)
    assert (was.paid_minor - now.paid_minor, was.refunded_minor - now.refunded_minor) == moved
    assert money.undo(work, row_id) is None  # type: ignore[arg-type]


def _adds_up(order_id: int) -> None:
    account, rows, view = money.account(order_id), money.moves(order_id), orders.show(order_id)
    if rows:
        assert account.paid_minor == sum(row.amount_minor for row in rows if row.kind == "in")
        assert account.refunded_minor == sum(row.amount_minor for row in rows if row.kind == "out")
    assert 0 <= account.refunded_minor <= account.paid_minor
    assert account.due_minor >= 0
    if account.cancelled:
        assert (account.due_minor, account.to_pay_back_minor) == (0, account.kept_minor)
    else:
        assert account.counted_minor + account.due_minor == max(account.total_minor, account.counted_minor)
        assert account.to_pay_back_minor == max(0, account.kept_minor - account.total_minor)
    assert view.to_pay_back_minor == account.to_pay_back_minor
    assert view.due_minor == account.due_minor
    if view.state.payment is Payment.UNPAID and account.total_minor:
        assert not account.is_covered


def _repeated_causes_change_nothing(order_id: int) -> None:
    before = money.account(order_id)
    with unit() as work:
        for row in money.moves(order_id):
            move = money.take if row.kind == "in" else money.give_back
            assert move(work, order_id, 1, "", "", row.cause) is None
    assert money.account(order_id) == before


@pytest.fixture
def closing() -> Iterator[list[threading.Thread]]:
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join(60)


@pytest.mark.usefixtures("database")
def test_two_writers_never_give_back_more_than_was_paid(closing: list[threading.Thread]) -> None:
    order_id = shop.order(("CUP", 10)).id
    begin, refused = threading.Barrier(3), []

    def give(name: str) -> None:
        try:
            begin.wait(30)
            for turn in range(6):
                try:
                    with unit() as work:
                        money.give_back(work, order_id, 15, "BCA", "", f"{name}/{turn}")
                except KolliError as error:
                    refused.append(error)
        finally:
            disconnect()

    closing += [threading.Thread(target=give, args=(name,)) for name in ("one", "two")]
    for thread in closing:
        thread.start()
    begin.wait(30)
    for thread in closing:
        thread.join(60)
    assert money.account(order_id).refunded_minor == 90
    assert sum(row.amount_minor for row in money.moves(order_id) if row.kind == "out") == 90
    assert len(refused) == 6
    assert all(isinstance(error, NotAllowed) for error in refused)
