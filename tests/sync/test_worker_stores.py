"""The sync thread beside stores that do as a test says: its pace, its questions, and what one of them keeps from us."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from desktop.domain.remote import RemoteCustomer
from desktop.models.base import disconnect
from desktop.models.base import run as sql
from desktop.services import changes, orders, outbox, stores
from desktop.services.changes import unit
from desktop.sync.connector import CustomerPull, Fault, Push, SignInFailed
from desktop.sync.link import Recheck
from desktop.sync.worker import Pace, Report, Worker
from tests.services import shop
from tests.sync.scripted import Scripted, cut_off

pytestmark = pytest.mark.usefixtures("sqlite_database")
PACE = Pace(poll_s=0.1, settle_s=0.0, contact_s=0.0)


@contextmanager
def working(store: Scripted, pace: Pace = PACE) -> Iterator[Worker]:
    made = Worker(pace=pace, open_store=lambda _row: store, at_end=disconnect)
    stop = made.start()
    try:
        yield made
    finally:
        stop()


def until(true: Callable[[], bool], within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def once(store: Scripted) -> Report:
    return Worker(pace=PACE, open_store=lambda _row: store).run_once()[0]


def waiting(store_id: int, many: int) -> list[int]:
    """So many orders of a store, each with a note for its customer."""
    made = [shop.sold(store_id, shop.remote(("CUP", 1))) for _order in range(many)]
    with unit() as work:
        for order_id in made:
            work.send("note", store_id, order_id, text="on its way", to_customer=True)
    return made


def test_a_store_that_was_away_is_asked_about_before_its_customers_are_written_to() -> None:
    store, store_id = Scripted(), shop.store()
    once(store)
    sql("UPDATE store SET last_contact = last_contact - 7200000")  # two hours ago
    waiting(store_id, 25)
    report = once(store)
    assert (report.tally.confirmed, report.tally.asking, report.online) == (0, 25, True)
    outbox.answer(store_id, outbox.Answer.SEND)
    assert once(store).tally.confirmed == 25


def test_a_store_that_is_here_is_told_as_much_as_people_do() -> None:
    store, store_id = Scripted(), shop.store()
    once(store)
    waiting(store_id, 25)
    with working(store):
        until(lambda: len(store.done) == 25)


def test_a_connector_names_its_own_pace() -> None:
    class Slow(Scripted):
        POLL_S = 60_000.0

    slow, usual = Slow(), Scripted()
    shop.store()
    with working(slow):
        until(lambda: slow.pulls > 0)
    with working(usual):
        until(lambda: usual.pulls > 5)
    assert slow.pulls == 1


def test_customers_that_a_key_may_not_read_stop_no_order() -> None:
    class Shut(Scripted):
        def pull_customers(self, cursor: str) -> CustomerPull:
            raise SignInFailed(fault=Fault.NO_READ)

    store = Shut(customers=[RemoteCustomer("1", "Ayu")])
    store_id = shop.store()
    store.orders.append(shop.remote(("CUP", 1)))
    report = once(store)
    assert (report.online, report.tally.orders_new, stores.get(store_id).fault) == (True, 1, "")


def test_an_order_is_looked_at_in_the_middle_of_a_long_telling() -> None:
    """The packer does not wait until ten thousand messages are told."""
    store, store_id = Scripted(), shop.store()
    once(store)
    made = waiting(store_id, 60)
    store.orders = [shop.remote(("CUP", 1))]
    store.fails = lambda _push: time.sleep(0.02)
    answers: list[Recheck] = []
    told_then: list[int] = []
    with working(store) as worker:
        until(lambda: len(store.done) > 2)
        worker.recheck(made[0], lambda answer: (told_then.append(len(store.done)), answers.append(answer))[1])
        until(lambda: bool(answers))
    assert told_then[0] < 60


def test_what_is_tried_next_and_when_can_be_seen_while_a_store_is_away() -> None:
    store, store_id = Scripted(fails=cut_off), shop.store()
    once(store)
    assert stores.state(store_id).online
    waiting(store_id, 3)
    store.pull_orders = cut_off  # type: ignore[assignment, method-assign]
    once(store)
    seen = stores.state(store_id)
    assert (seen.online, seen.waiting, seen.next_kind) == (False, 3, "note")
    assert "away" in seen.trouble
    assert seen.next_try_at is not None
    assert 0 < (seen.next_try_at - changes.now()).total_seconds() < 25
    assert {row.state for row in outbox.rows(store_id=store_id)} == {"waiting"}


def test_one_request_that_is_cut_off_does_not_keep_a_round_from_reading() -> None:
    store, store_id = Scripted(), shop.store()
    waiting(store_id, 1)
    store.fails = cut_off
    store.orders.append(shop.remote(("CUP", 1)))
    report = once(store)
    assert (report.online, report.tally.orders_new, report.tally.failed) == (True, 1, 1)


def test_a_packed_and_paid_order_stays_so_whatever_older_word_the_store_repeats() -> None:
    """A cache of the store's, a clock put back: the bench's facts stand, and the order is read anew."""
    from dataclasses import replace

    from desktop.domain.order import Fulfilment, Payment

    store, store_id = Scripted(), shop.store()
    paid = shop.remote(("CUP", 1), modified_at=datetime(2026, 11, 2, tzinfo=UTC))
    store.orders.append(paid)
    once(store)
    order_id = orders.find(f"#{paid.number}")
    shop_packs(order_id)
    store.orders.append(replace(paid, payment=Payment.UNPAID, modified_at=datetime(2026, 11, 1, tzinfo=UTC)))
    once(store)
    state = orders.show(order_id).state
    assert (state.payment, state.fulfilment) == (Payment.PAID, Fulfilment.PACKED)
    assert store_id


def shop_packs(order_id: int) -> None:
    from desktop.services import packing

    packing.open_order(order_id)
    packing.scan(order_id, "CUP")
    packing.forget_all()


def push_keys(done: list[Push]) -> list[str]:
    return [push.key for push in done]


def test_two_programs_beside_each_other_tell_each_message_once() -> None:
    store, store_id = Scripted(), shop.store()
    once(store)
    with working(store), working(store):
        waiting(store_id, 30)
        until(lambda: outbox.counts(store_id).get("confirmed", 0) == 30)
    assert len(push_keys(store.done)) == len(set(push_keys(store.done))) == 30
