"""Each effect on a store is told once, in its order's sequence, and a bad one holds up nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as some

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.order import Action, Payment
from desktop.models.base import run
from desktop.services import orders, outbox, shipping
from desktop.services.outbox import Message
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


def due(store_id: int) -> Message:
    found = outbox.next_due(store_id, now())
    assert found is not None
    return found


def send(store_id: int) -> Message:
    """Tell the next message, as a store that takes everything would have it."""
    message = due(store_id)
    outbox.mark_sending(message)
    outbox.mark_sent(message)
    outbox.mark_confirmed(message, {"status": message.body.get("status")})
    return message


def test_moves_are_told_in_the_stores_own_words() -> None:
    store_id = shop.store()
    order_id = shop.packed_order(("CUP", 1), store_id=store_id)
    shipping.ship(order_id, "JNE", "JX010")
    assert shop.told(order_id) == [
        ("order_status", "packed"), ("tracking", "JX010"), ("order_status", "completed"),
    ]  # fmt: skip
    assert {send(store_id).remote_id for _ in range(3)} == {orders.show(order_id).remote_id}
    assert outbox.next_due(store_id, now()) is None


def test_a_state_for_which_the_store_has_no_word_is_not_told() -> None:
    order_id = shop.packed_order(("CUP", 1), store_id=shop.store(words={"shipped": "completed"}))
    assert shop.told(order_id) == []


def test_lifting_a_hold_never_tells_the_store_that_an_unpaid_order_is_paid() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1), payment=Payment.UNPAID))
    orders.do(order_id, Action.HOLD)
    orders.do(order_id, Action.RELEASE)
    assert shop.told(order_id) == [("order_status", "on-hold")]


def test_lifting_a_hold_that_the_store_never_heard_of_tells_it_nothing() -> None:
    words = {"paid": "processing", "shipped": "completed"}
    order_id = shop.sold(shop.store(words=words), shop.remote(("CUP", 1)))
    orders.do(order_id, Action.HOLD)
    orders.do(order_id, Action.RELEASE)
    assert shop.told(order_id) == []


def test_lifting_a_hold_that_the_store_was_told_of_lifts_it_there() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1)))
    orders.do(order_id, Action.HOLD)
    orders.do(order_id, Action.RELEASE)
    assert shop.told(order_id) == [("order_status", "on-hold"), ("order_status", "processing")]


def test_an_order_without_a_store_is_told_to_nobody() -> None:
    order_id = shop.packed_order(("CUP", 1))
    orders.comment(order_id, "on its way", notify=True)
    assert shop.told(order_id) == []


def test_a_refused_move_tells_nothing() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1)))
    with pytest.raises(NotAllowed):
        orders.do(order_id, Action.DELIVER)
    assert shop.told(order_id) == []


def test_messages_of_an_order_go_in_sequence_and_a_stuck_one_holds_up_no_other_order() -> None:
    store_id = shop.store()
    stuck, other = (shop.sold(store_id, shop.remote(("CUP", 1))) for _ in range(2))
    for order_id in (stuck, other):
        orders.do(order_id, Action.HOLD)
        orders.do(order_id, Action.RELEASE)
    first = due(store_id)
    assert first.order_id == stuck
    outbox.mark_sending(first)
    outbox.mark_failed(first, "no answer", wait_s=60)
    assert [send(store_id).order_id for _ in range(2)] == [other, other]
    assert outbox.next_due(store_id, now()) is None
    later = outbox.next_due(store_id, now() + timedelta(minutes=2))
    assert later is not None
    assert (later.id, later.uncertain, later.tries, later.op_id) == (first.id, True, 1, first.op_id)


def test_a_parked_message_waits_for_a_person_with_its_own_order_only() -> None:
    store_id = shop.store()
    bad, good = (shop.sold(store_id, shop.remote(("CUP", 1))) for _ in range(2))
    for order_id in (bad, good):
        orders.do(order_id, Action.HOLD)
        orders.do(order_id, Action.RELEASE)
    outbox.park(due(store_id).id, "the store does not know this state")
    assert [send(store_id).order_id for _ in range(2)] == [good, good]
    assert outbox.next_due(store_id, now()) is None
    first = outbox.rows()[0]
    assert (first.state, first.reason, first.order_id) == ("parked", "the store does not know this state", bad)
    outbox.retry(first.id, status="paused")
    assert send(store_id).body["status"] == "paused"
    assert send(store_id).order_id == bad


def test_a_discarded_message_lets_the_next_one_go() -> None:
    store_id = shop.store()
    order_id = shop.sold(store_id, shop.remote(("CUP", 1)))
    orders.do(order_id, Action.HOLD)
    orders.do(order_id, Action.RELEASE)
    outbox.discard(due(store_id).id)
    assert send(store_id).body["state"] == "paid"


def test_a_try_whose_answer_never_came_is_read_back_before_it_is_made_again() -> None:
    store_id = shop.store()
    order_id = shop.sold(store_id, shop.remote(("CUP", 1)))
    orders.do(order_id, Action.HOLD)
    message = due(store_id)
    assert not message.uncertain
    outbox.mark_sending(message)  # and here the program is killed
    again = due(store_id)
    assert (again.uncertain, again.op_id) == (True, message.op_id)


def test_what_is_confirmed_stays_so() -> None:
    store_id = shop.store()
    orders.do(shop.sold(store_id, shop.remote(("CUP", 1))), Action.HOLD)
    message = send(store_id)
    for undoing in (lambda: outbox.park(message.id, "x"), lambda: outbox.retry(message.id),
                    lambda: outbox.discard(message.id)):  # fmt: skip
        undoing()
        assert [row.state for row in outbox.rows()] == ["confirmed"]
    assert outbox.counts() == {"confirmed": 1}
    with pytest.raises(NotFound):
        outbox.retry(4711)


def test_a_comment_counts_as_told_when_the_store_has_it() -> None:
    store_id = shop.store()
    order_id = shop.sold(store_id, shop.remote(("CUP", 1)))
    orders.comment(order_id, "It leaves today", notify=True)
    assert send(store_id).body == {"text": "It leaves today", "to_customer": True}
    assert orders.show(order_id).history[0].notified


def test_the_message_and_the_move_stand_or_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 1)))
    before = orders.show(order_id)

    def fails(_order_id: int) -> None:
        raise NotAllowed(ref="", reason="the lamp went out.")

    with monkeypatch.context() as broken:
        broken.setattr(orders, "show", fails)  # the last thing inside the unit
        with pytest.raises(NotAllowed):
            orders.do(order_id, Action.HOLD)
    assert orders.show(order_id) == before
    assert shop.told(order_id) == []


steps = some.lists(some.tuples(some.integers(0, 3), some.sampled_from(["ok", "lost", "refused", "later"])), max_size=40)


@given(steps)
@hypothesis(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_store_answers_each_orders_messages_reach_it_in_sequence(day: list[tuple[int, str]]) -> None:
    run("DELETE FROM outbox")
    store_id = shop.store(f"Toko {id(day)} {len(day)} {run('SELECT count(*) FROM store').fetchone()[0]}")
    made = [shop.sold(store_id, shop.remote(("CUP", 1))) for _ in range(4)]
    reached: dict[int, list[int]] = {order_id: [] for order_id in made}
    clock = now()
    for which, answer in day:
        order_id = made[which]
        held = orders.show(order_id).state.held
        orders.do(order_id, Action.RELEASE if held else Action.HOLD)
        clock += timedelta(minutes=20)
        _tell_next(store_id, clock, answer, reached)
    for row in outbox.rows(states=("parked",), store_id=store_id):
        outbox.retry(row.id)
    while outbox.next_due(store_id, clock + timedelta(days=1)) is not None:
        _tell_next(store_id, clock + timedelta(days=1), "ok", reached)
    queued = {order_id: [row[0] for row in run("SELECT id FROM outbox WHERE order_id = ? ORDER BY id", (order_id,)
                                               ).fetchall()] for order_id in made}  # fmt: skip
    assert reached == queued


def _tell_next(store_id: int, at: datetime, answer: str, reached: dict[int, list[int]]) -> None:
    message = outbox.next_due(store_id, at)
    if message is None:
        return
    assert message.order_id is not None
    outbox.mark_sending(message)
    if answer == "ok":
        reached[message.order_id].append(message.id)
        outbox.mark_confirmed(message, {})
    elif answer == "later":
        outbox.mark_failed(message, "busy", wait_s=600)
    elif answer == "refused":
        outbox.park(message.id, "refused")
