"""The sender of a store: one bad message holds up nobody, one probe and not the queue, no clock has a say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.remote import Credits, RemoteCustomer, RemoteOrder
from desktop.services import changes, drift, levels, orders, outbox, remote, stock, store_credits, store_facts, stores
from desktop.services.changes import unit
from desktop.sync.connector import Offline, Push
from desktop.sync.link import Link
from tests.services import shop
from tests.sync.scripted import KINDS, Scripted, cut_off

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def clock() -> Iterator[list[float]]:
    """Seconds by which our clock is wrong, or by which time has gone on."""
    moved = [0.0]
    changes.set_clock(lambda: datetime.now(UTC) + timedelta(seconds=moved[0]))
    yield moved
    changes.set_clock(None)


def linked(store: Scripted, **settings: object) -> Link:
    store_id = shop.store()
    stores.change(store_id, settings={**stores.get(store_id).settings, **settings})
    return open_again(store, store_id)


def open_again(store: Scripted, store_id: int) -> Link:
    return Link(stores.get(store_id), store, settle_s=0.0)


def sold(link: Link, many: int = 1) -> list[int]:
    return [shop.sold(link.store.id, shop.remote(("CUP", 1))) for _turn in range(many)]


def note(link: Link, order_id: int | None, text: str = "hello", to_customer: bool = False) -> None:
    with unit() as work:
        work.send("note", link.store.id, order_id, text=text, to_customer=to_customer)


def texts(store: Scripted) -> list[str]:
    return [str(push.values["text"]) for push in store.done if push.kind == "note"]


def states(link: Link) -> list[str]:
    return [row.state for row in reversed(outbox.rows(store_id=link.store.id))]


def test_one_request_that_is_always_cut_off_holds_up_no_other(clock: list[float]) -> None:
    """Before, it was tried first each time, and nothing behind it ever went out."""
    store = Scripted()
    link = linked(store)
    ids = sold(link, 3)
    for order_id in ids:
        note(link, order_id, f"to {order_id}")

    def fails(push: Push) -> None:
        if push.values.get("text") == f"to {ids[0]}":
            cut_off(push)

    store.fails = fails
    for turn in range(40):
        clock[0] += 25
        try:
            link.push_due()
        except Offline:
            link.has_gone()
        link.pull_changes()
        note(link, ids[1], f"later {turn}")
    assert texts(store)[:2] == [f"to {ids[1]}", f"to {ids[2]}"]
    bad = outbox.rows(states=("waiting",), order_id=ids[0])
    assert len(bad) == 1  # never given up for want of an answer
    assert bad[0].tries < 15  # and tried more and more seldom
    assert "away" in bad[0].reason


def test_a_store_that_is_away_gets_one_probe_and_not_the_queue(clock: list[float]) -> None:
    store = Scripted()
    link = linked(store)
    for order_id in sold(link, 10):
        note(link, order_id)
    tried: list[str] = []

    def fails(push: Push) -> None:
        tried.append(push.key)
        cut_off(push)

    store.fails = fails
    for turn in range(6):
        tried.clear()
        clock[0] += 25
        with pytest.raises(Offline):
            link.push_due()
        assert len(tried) == (2 if turn == 0 else 1)
        assert set(states(link)) == {"waiting"}  # nothing shows as being sent that is not
    store.fails = lambda _push: None
    clock[0] += 25  # within half a minute of its return everything has gone out
    assert link.push_due() is False
    assert len(store.done) == 10


@pytest.mark.parametrize("jump_days", [-400, -3, 3, 400])
def test_a_clock_that_jumps_makes_nothing_wait_and_changes_no_sequence(clock: list[float], jump_days: int) -> None:
    store = Scripted(fails=cut_off)
    link = linked(store)
    (order_id,) = sold(link)
    note(link, order_id, "first")
    with pytest.raises(Offline):
        link.push_due()
    clock[0] += jump_days * 86_400
    note(link, order_id, "second")
    clock[0] -= jump_days * 43_200
    note(link, order_id, "third")
    store.fails = lambda _push: None
    link.push_due()  # here the jump is seen
    clock[0] += 25  # and nothing waits longer than it was to wait
    link.push_due()
    assert texts(store) == ["first", "second", "third"]


def test_after_a_jump_the_waits_end_by_themselves(clock: list[float]) -> None:
    link = linked(Scripted(fails=cut_off))
    note(link, sold(link)[0])
    with pytest.raises(Offline):
        link.push_due()
    waits_until = outbox.next_time(link.store.id)
    assert waits_until is not None
    assert waits_until > changes.now()
    clock[0] -= 3 * 86_400
    waits_until = outbox.next_time(link.store.id)
    assert waits_until is not None
    assert waits_until <= changes.now()


def test_what_a_store_does_not_take_is_kept_until_it_does() -> None:
    store = Scripted(kinds=frozenset({"order_status"}))
    link = linked(store)
    link.learn()
    (order_id,) = sold(link)
    with unit() as work:
        work.send("tracking", link.store.id, order_id, number="JX1", carrier="JNE", url="", notify=False)
        work.send("order_status", link.store.id, order_id, status="completed", state="shipped")
    link.push_due()
    assert states(link) == ["skipped", "confirmed"]  # it holds up nothing, and no person is asked
    link = open_again(Scripted(kinds=KINDS), link.store.id)
    link.learn()
    link.push_due()
    assert states(link) == ["confirmed", "confirmed"]


def test_what_was_skipped_is_taken_up_with_its_newest_word_only_and_asks_before_customers_hear_of_it() -> None:
    link = linked(Scripted(kinds=frozenset()))
    link.learn()
    (order_id,) = sold(link)
    with unit() as work:
        work.send("order_status", link.store.id, order_id, status="processing", state="paid")
        work.send("order_status", link.store.id, order_id, status="completed", state="shipped")
    link.push_due()
    store = Scripted()
    link = open_again(store, link.store.id)
    link.learn()
    link.push_due()
    assert states(link) == ["skipped", "asking"]
    assert store.done == []
    outbox.answer(link.store.id, outbox.Answer.SEND)
    link.push_due()
    assert [push.values["status"] for push in store.done] == ["completed"]


# What the store should say of our stock


def counted(link: Link, store: Scripted, units: int = 10) -> None:
    """An article that both sides have counted, and the store said so; nothing is told yet."""
    shop.sold(link.store.id, shop.remote(("CUP", 1), payment=shop.Payment.REFUNDED))
    stock.count("CUP", units, "count:1")
    store.stock["CUP"] = units
    while link.pull_stock():
        continue


def sell_there(store: Scripted, units: int, payment: str = "paid") -> RemoteOrder:
    """Somebody buys in the store: its own stock falls, and an order waits to be read."""
    order = shop.remote(("CUP", units), payment=shop.Payment(payment))
    store.stock["CUP"] -= units
    store.orders.append(order)
    return order


def test_a_level_is_told_to_the_store_less_what_is_kept_back() -> None:
    store = Scripted()
    link = linked(store, tell_stock=True, stock_safety=2)
    counted(link, store)
    link.push_due()
    assert store.stock == {"CUP": 8}
    stock.adjust("CUP", -3, "write-off", "broken:1")
    stock.adjust("CUP", -1, "write-off", "broken:2")
    assert len(outbox.rows(states=("waiting",), store_id=link.store.id)) == 1  # only the newest level waits
    link.push_due()
    assert store.stock == {"CUP": 4}
    assert [(push.values["was"], push.values["to"]) for push in store.done] == [(10, 8), (8, 4)]
    assert link.push_due() is False
    assert len(store.done) == 2


def test_stock_is_told_to_no_store_unless_its_owner_wants_it() -> None:
    store = Scripted()
    link = linked(store)
    counted(link, store)
    stock.adjust("CUP", -3, "write-off", "broken:1")
    assert link.push_due() is False
    assert store.done == []
    assert [(each.sku, each.ours, each.theirs, each.told) for each in drift.report()] == [("CUP", 7, 10, False)]


@pytest.mark.parametrize("payment", ["paid", "unpaid"])
def test_what_the_store_sold_meanwhile_is_read_first_and_no_sale_is_lost(payment: str) -> None:
    store = Scripted()
    link = linked(store, tell_stock=True)
    counted(link, store)
    link.push_due()
    stock.adjust("CUP", -1, "write-off", "broken:1")  # we want 9 there
    sell_there(store, 2, payment)  # which has sold two, and says 8
    link.push_due()
    assert store.stock == {"CUP": 7}
    assert states(link).count("parked") == 0
    before = len(store.done)
    for _turn in range(3):  # and it stays so: nothing is told back and forth
        link.pull_changes()
        link.pull_stock()
        link.push_due()
    assert (store.stock, len(store.done)) == ({"CUP": 7}, before)
    assert drift.report() == []


def test_a_sale_in_one_store_is_told_to_the_other_only() -> None:
    one, other = Scripted(), Scripted()
    here = linked(one, tell_stock=True)
    there_id = shop.store("Other")
    stores.change(there_id, settings={"tell_stock": True})
    there = open_again(other, there_id)
    counted(here, one)
    other.stock["CUP"] = 10
    there.pull_stock()
    sell_there(one, 3)
    here.pull_changes()
    here.push_due()
    there.push_due()
    assert (one.stock["CUP"], other.stock["CUP"]) == (7, 7)
    assert len(other.done) == 1
    assert one.done == []  # it knew


def test_a_level_whose_answer_was_lost_is_told_anew_as_another_effect() -> None:
    store = Scripted()
    link = linked(store, tell_stock=True)
    counted(link, store)
    stock.adjust("CUP", -1, "write-off", "broken:1")

    def does_it_and_is_cut_off(push: Push) -> None:
        store.stock["CUP"] = int(str(push.values["to"]))
        cut_off(push)

    store.fails = does_it_and_is_cut_off
    with pytest.raises(Offline):
        link.push_due()
    stock.adjust("CUP", -1, "write-off", "broken:2")
    store.fails = lambda _push: None
    link.push_due()
    assert store.stock == {"CUP": 8}
    assert states(link).count("confirmed") == 1


def test_a_drift_is_noted_with_its_first_day(clock: list[float]) -> None:
    store = Scripted()
    link = linked(store)
    counted(link, store)
    store.stock["CUP"] = 13
    link.pull_stock()
    clock[0] += 86_400
    link.pull_stock()
    (found,) = drift.report(link.store.id)
    assert (found.difference, found.told) == (3, False)
    assert found.since is not None
    assert (found.read_at - found.since).total_seconds() >= 86_000
    store.stock["CUP"] = 10
    link.pull_stock()
    assert drift.report() == []


def test_a_first_count_by_a_store_knows_what_it_has_sold_already() -> None:
    """Its number lacks the units of orders that still lie on our shelf."""
    from desktop.domain.remote import RemoteArticle

    store_id = shop.store()
    shop.sold(store_id, shop.remote(("CUP", 2)))
    shop.sold(store_id, shop.remote(("CUP", 1), payment=shop.Payment.UNPAID))
    remote.save_articles(store_id, [RemoteArticle("7", "CUP", "Cup", stock=5)])
    level = stock.level("CUP")
    assert (level.on_hand, level.reserved, level.available) == (8, 2, 6)
    assert levels.wanted(level.article_id, 0, 1) == 5  # what it says itself


# What else comes and goes


def test_an_older_word_in_a_list_that_lags_is_read_anew() -> None:
    store = Scripted()
    link = linked(store)
    old = shop.remote(("CUP", 1), modified_at=datetime(2026, 11, 1, 9, tzinfo=UTC), note="old wish")
    new = replace(old, modified_at=datetime(2026, 11, 1, 10, tzinfo=UTC), note="new wish")
    store.orders.append(new)
    link.pull_changes()
    store.orders += [old, new]  # the list says the old word; asked for the order itself, the store says the new one
    link.pull_changes()
    order_id = orders.find(f"#{old.number}")
    assert orders.show(order_id).note == "new wish"


def test_points_are_given_once_whatever_is_repeated_and_taken_back_once() -> None:
    store = Scripted()
    link = linked(store)
    said = Credits(points=40, points_given=False)
    store.orders.append(shop.remote(("CUP", 1), credits=said))
    link.pull_changes()
    order_id = orders.find(f"#{store.orders[0].number}")
    assert [store_credits.give(order_id, "points") for _turn in range(3)] == [True, False, False]
    assert store_credits.take(order_id, "points")  # undone before anything was sent
    assert store_credits.give(order_id, "points")  # and done again
    link.push_due()
    assert [push.values for push in store.done] == [{"given": True}]
    view = store_credits.of(order_id)
    assert view is not None
    assert (view.credits.points_given, [row.given for row in view.ledger]) == (True, [True, False, True])
    assert not store_credits.give(order_id, "points")
    assert store_credits.take(order_id, "points")
    link.push_due()
    assert [push.values for push in store.done] == [{"given": True}, {"given": False}]


def test_customers_are_merged_and_an_empty_word_overwrites_nothing() -> None:
    store = Scripted(customers=[RemoteCustomer("3", "Ayu Lestari", "Ayu@Mail.example", phone="0812", group="Gold")])
    link = linked(store)
    shop.sold(link.store.id, shop.remote(("CUP", 1), email="ayu@mail.example", language="id"))
    assert link.pull_customers() is False
    assert link.tally.customers == 1
    store.customers = [RemoteCustomer("3", "", "ayu@mail.example", newsletter=True)]
    link.pull_customers()
    link.pull_customers()
    assert link.tally.customers == 2
    (kept,) = shop.rows("SELECT name, email, phone, language FROM customer")
    assert kept == ("Ayu Lestari", "ayu@mail.example", "0812", "id")
    assert shop.rows("SELECT buyer_group, newsletter FROM store_customer") == [("Gold", 1)]


def test_what_a_store_says_of_itself_is_known_while_it_is_away() -> None:
    link = linked(Scripted(choice_of_mail=True))
    link.learn()
    known = store_facts.of(link.store.id)
    assert known.choice_of_mail
    assert ("completed", "Completed") in known.statuses
    assert known.kinds == tuple(sorted(KINDS))


def test_ten_thousand_waiting_are_looked_for_without_going_through_those_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The work for each message stays the same: rows that the database looks at are counted, not time."""
    store = Scripted()
    link = linked(store)
    ids = sold(link, 20)
    with unit() as work:
        for turn in range(600):
            work.send("note", link.store.id, ids[turn % 20], text=str(turn), to_customer=False)
    outbox.park(outbox.rows(order_id=ids[0])[-1].id, "stuck")  # the first of its order: 29 wait behind it
    looked: list[int] = []
    real = outbox.next_due

    def counts_sweeps(store_id: int, at: datetime, after: int = 0) -> outbox.Message | None:
        looked.append(after)
        return real(store_id, at, after)

    monkeypatch.setattr("desktop.sync.sender.outbox.next_due", counts_sweeps)
    link.push_due()
    assert len(store.done) == 570
    assert looked.count(0) < 20  # a sweep from the beginning every 50 messages
    assert [int(text) for text in texts(store)] == sorted(int(text) for text in texts(store))


def test_a_slice_ends_and_says_that_there_is_more() -> None:
    store = Scripted()
    link = linked(store)
    note(link, sold(link)[0])
    assert link.push_due(0.0) is True
    assert store.done == []
    assert link.push_due(60.0) is False
    assert texts(store) == ["hello"]
