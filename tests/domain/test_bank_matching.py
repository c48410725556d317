"""Explanations that are kept while orders and lines come and go are those that are worked out from nothing."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random

from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from desktop.domain import bank_book
from desktop.domain.bank_match import Asked, Book, Line, propose_all
from desktop.domain.bank_matching import Matching
from tests.bank_world import World, world


def some_change(dice: Random, made: World, kept: Matching) -> None:
    """An order is paid, in part or wholly, edited, or no more; a line is confirmed, or comes in."""
    what = dice.choice((0, 1, 1, 1, 2, 3, 4, 4, 5))
    order, line = dice.choice(made.orders), dice.choice(made.lines)
    if what == 0:
        kept.put_order(replace(order, due_minor=dice.choice([0, order.due_minor // 2, order.total_minor])))
    elif what == 1:
        kept.put_order(replace(order, buyers=(name(dice),), due_minor=dice.choice(made.orders).due_minor))
    elif what == 2:
        kept.drop_order(order.id)
    elif what == 3:
        kept.drop_line(line.id)
    elif what == 4:
        kept.put_line(replace(line, booked_on=line.booked_on + timedelta(dice.randrange(3)), payer=name(dice)))
    else:
        kept.put_order(order)
        kept.put_line(line)


def name(dice: Random) -> str:
    """One of few that are alike."""
    return " ".join(dice.choice(words) for words in (("Ayu", "Budi"), ("Putri", "Putra", ""), ("Sari", "Sara", "S")))


@tries(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["SEK", "IDR"]), st.integers(1, 3))
def test_what_is_kept_is_what_is_worked_out_from_nothing(seed: int, currency: str, few: int) -> None:
    dice, made, kept = Random(seed), world(seed, currency, each=1), Matching()
    usual, bank_book._FEW = bank_book._FEW, few  # so that names become frequent, and rare again
    try:
        for each in (*made.orders, *made.lines):
            kept.put_order(each) if isinstance(each, Asked) else kept.put_line(each)
        for _turn in range(6):
            turns = count()
            while kept.work(lambda: next(turns) % 7 > 0):  # in slices  # noqa: B023
                pass
            orders, lines = list(kept.orders.values()), list(kept.lines.values())
            assert kept.found() == propose_all(lines, Book(orders, lines))
            for _change in range(dice.randrange(1, 9)):
                some_change(dice, made, kept)
    finally:
        bank_book._FEW = usual


def test_one_order_moves_few_lines() -> None:
    made, kept = world(7, "IDR"), Matching()
    for order in made.orders:
        kept.put_order(order)
    for line in made.lines:
        kept.put_line(line)
    kept.work()
    kept.put_order(replace(made.orders[3], due_minor=0))
    assert 0 < kept.left <= 8 < len(made.lines)


def test_a_word_that_has_become_rare_is_looked_through_again(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(bank_book, "_FEW", 1)
    names = ("Ayu S", "Ayu Budi", "Sari Budi")
    orders = [Asked(at, str(at), "IDR", 100_000 + at, 100_000 + at, (), (each,)) for at, each in enumerate(names)]
    kept = Matching()
    for order in orders:
        kept.put_order(order)
    kept.put_line(Line(1, date(2026, 5, 4), 99_500, "IDR", "AYU SARI", "AYU SARI"))
    kept.work()
    assert kept.found() == {1: []}  # too many are called Ayu
    kept.drop_order(1)
    kept.work()
    assert kept.found()[1][0].order_ids == (0,)
