"""What buyers are written to: in their language, once for each cause, and only where it is Kolli that writes."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from desktop.domain.holes import UnknownHole
from desktop.domain.order import Action, Fulfilment, Payment
from desktop.models.base import run
from desktop.services import changes, deliveries, messages, orders, settings, shipping
from desktop.services.changes import unit
from desktop.services.mail import incoming, listing, reviews, rounds
from desktop.services.messages import Event, sender, texts
from desktop.services.messages.chat import international
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    changes.set_clock(None)


def switched_on(**more: object) -> None:
    settings.change_shop(name="Sagara")
    sender.change(
        **{"name": "Sagara", "address": "halo@sagara.example", "host": "127.0.0.1", "security": "none", **more}
    )
    sender.switch(True)


def order(email: str = "ayu@example.com", store_id: int | None = None) -> int:
    made = shop.packed_order(("CUP", 2), store_id=store_id)
    run("UPDATE orders SET email = ? WHERE id = ?", (email, made))
    return made


def unpaid(email: str = "ayu@example.com") -> int:
    made = shop.order(("CUP", 2), paid=False).id
    run("UPDATE orders SET email = ? WHERE id = ?", (email, made))
    return made


def tell(event: Event, order_id: int, cause: str, **facts: str) -> int | None:
    with unit() as work:
        return messages.tell(work, event, order_id, cause, facts)


def events() -> list[str]:
    return [str(row[0]) for row in shop.rows("SELECT event FROM mail WHERE state = 'waiting' ORDER BY id")]


def later(days: float) -> None:
    moment = changes.now() + timedelta(days=days)
    changes.set_clock(lambda: moment)


def test_nothing_is_mailed_before_a_sender_is_set_and_nothing_of_before_afterwards() -> None:
    order_id = order()
    shipping.ship(order_id, "JNE", "010480057142891")
    assert events() == []
    switched_on()
    later(40)
    rounds.make_due()
    assert events() == []
    sender.switch(False)
    orders.do(unpaid(), Action.CONFIRM)
    assert events() == []


def test_each_event_of_an_orders_road_is_told_where_it_happens() -> None:
    switched_on()
    texts.choose(Event.DELIVERED, on=True)
    texts.choose(Event.RECEIVED, on=True)
    order_id = unpaid()
    orders.do(order_id, Action.CONFIRM)
    orders.do(order_id, Action.UNCONFIRM)
    assert events() == []  # it was undone before it left
    orders.do(order_id, Action.CONFIRM)
    packed = order()
    shipping.ship(packed, "JNE", "010480057142891")
    orders.do(packed, Action.DELIVER)
    assert events() == ["paid", "shipped", "delivered"]
    body = listing.of_order(packed)[-1].body
    assert "JNE 010480057142891" in body
    assert "2 × The CUP" in body


def test_a_person_who_takes_the_tick_away_is_obeyed_and_their_words_are_sent_as_they_stand() -> None:
    switched_on()
    quiet, told = unpaid(), unpaid()
    orders.do(quiet, Action.CONFIRM, "seen on paper", False)
    orders.do(told, Action.CONFIRM, "Terima kasih {name}!", True)
    orders.comment(told, "Besok kami kirim.", True)
    assert [(row.event, row.body) for row in reversed(listing.rows())] == [
        ("paid", "Terima kasih {name}!"), ("note", "Besok kami kirim."),
    ]  # fmt: skip
    assert not any(entry.notified for entry in orders.show(told).history)


def test_a_store_that_mails_its_own_buyers_is_left_to_it_and_never_both() -> None:
    store_id = shop.store()
    switched_on()
    theirs = order(store_id=store_id)
    shipping.ship(theirs, "JNE", "010480057142891")
    orders.comment(theirs, "Hello", True)
    assert events() == []
    sender.change(stores=(store_id,))
    ours = order(store_id=store_id)
    shipping.ship(ours, "JNE", "010480057142892")
    orders.comment(ours, "Hello", True)
    assert events() == ["shipped", "note"]
    bodies = [json.loads(str(row[0])) for row in shop.rows(f"SELECT body FROM outbox WHERE order_id = {ours}")]
    assert not any(body.get("to_customer") for body in bodies)
    assert [body["notify"] for body in bodies if "number" in body] == [False]


def test_an_order_that_comes_in_now_is_answered_and_an_old_one_is_not() -> None:
    store_id = shop.store()
    switched_on(stores=(store_id,))
    texts.choose(Event.RECEIVED, on=True)
    old = shop.remote(("CUP", 1), email="old@example.com", payment=Payment.UNPAID)
    new = shop.remote(("CUP", 1), email="new@example.com", payment=Payment.UNPAID, placed_at=changes.now())
    shop.sold(store_id, old)
    shop.sold(store_id, new)
    assert [row.to_address for row in listing.rows()] == ["new@example.com"]


def test_a_template_is_checked_when_it_is_kept_and_leaves_no_hole() -> None:
    with pytest.raises(UnknownHole) as refused:
        texts.change(Event.PAID, "en", "Hi", "Dear {nmae}, {number.__class__}")
    assert "{number}" in refused.value.say()
    with pytest.raises(texts.LooseBrace):
        texts.change(Event.PAID, "en", "Hi", "Dear {name, hello")
    with pytest.raises(texts.TooLong):
        texts.change(Event.PAID, "en", "Hi", "x" * 9000)
    texts.change(Event.PAID, "sv", "Hej {name}\r\nBcc: x@y.z", "Order {number}\n{tracking}\n\n\n{due}\n\nTack!\n{shop}")
    order_id = order()
    shown = messages.preview(Event.PAID, order_id, "sv")
    assert shown.subject == "Hej Ayu Bcc: x@y.z"
    assert shown.body == f"Order {orders.show(order_id).number}\n\nTack!"
    assert "tracking" in shown.left_out
    assert texts.reset(Event.PAID, "sv").own is False


@pytest.mark.parametrize("language", ["en", "id", "sv"])
def test_every_text_of_ours_reads_well_with_little_and_with_much(language: str) -> None:
    order_id = order()
    run("UPDATE orders SET buyer = ? WHERE id = ?", ("", order_id))
    everything = dict.fromkeys(("case", "reason", "amount", "until", "code", "note", "return_items"), "x")
    for event in Event:
        texts.check(texts.usual(event, language).subject, texts.usual(event, language).body)
        for facts in ({}, everything):
            shown = messages.preview(event, order_id, language, facts)
            assert "{" not in shown.subject + shown.body
            assert "  " not in shown.body
            assert "\n\n\n" not in shown.body
            assert shown.subject


def test_the_buyers_words_are_data() -> None:
    switched_on()
    order_id = unpaid()
    run("UPDATE orders SET buyer = ? WHERE id = ?", ("{shop}\u202e\x07 Ayu\nBcc: a@b.c", order_id))
    shown = messages.preview(Event.PAID, order_id)
    assert "{shop}" in shown.body  # not filled in a second time
    assert "\u202e" not in shown.body
    assert "\x07" not in shown.body


def test_late_parcels_are_told_once_and_only_where_arrivals_are_heard_of() -> None:
    switched_on()
    parcels = []
    for number in ("010480057142891", "010480057142892"):
        order_id = order()
        shipping.ship(order_id, "JNE", number)
        parcels.append(orders.parcels(order_id)[0].id)
    run("UPDATE parcel_road SET told_on = ?", (changes.now().date().isoformat(),))
    run("DELETE FROM mail")
    later(2)
    rounds.make_due()
    assert events() == []  # nobody here notes what has arrived: each parcel would look late
    deliveries.note(parcels[0], deliveries.Event.DELIVERED)
    rounds.make_due()
    rounds.make_due()
    assert events() == ["delayed"]


def test_how_it_was_is_asked_once_and_the_answer_is_kept_with_order_and_courier() -> None:
    switched_on(review_days=5)
    texts.choose(Event.REVIEW, on=True)
    order_id = order()
    shipping.ship(order_id, "JNE", "010480057142891")
    deliveries.note(orders.parcels(order_id)[0].id, deliveries.Event.DELIVERED)
    run("DELETE FROM mail")
    rounds.make_due()
    later(4.9)
    rounds.make_due()
    assert events() == []
    later(0.2)
    rounds.make_due()
    later(3)
    rounds.make_due()
    assert events() == ["review"]
    mail = listing.rows()[0]
    answer = (
        f"From: ayu@example.com\r\nIn-Reply-To: {mail.message_id}\r\nSubject: Re\r\n\r\n5 bintang, cepat!\r\n> 1 2 3"
    )
    assert incoming.take_in(answer.encode()).what == "rated"
    incoming.take_in(answer.encode())
    found = reviews.of_order(order_id)
    assert found is not None
    assert (found.rating, found.comment, found.courier, found.source) == (5, "5 bintang, cepat!", "JNE", "mail")
    reviews.rate(order_id, 4)
    assert shop.history(order_id).count("rated") == 2
    assert reviews.average("JNE") == reviews.Average("JNE", 1, 4.0)
    leave = f"From: ayu@example.com\r\nIn-Reply-To: {mail.message_id}\r\nSubject: STOP-M1001\r\n\r\n"
    assert incoming.take_in(leave.encode()).what == "left"
    assert tell(Event.REVIEW, order_id, "another") is None
    assert tell(Event.SHIPPED, order_id, "a mail that they need") is not None


CAUSES = [(Event.PAID, "paid"), (Event.SHIPPED, "shipped"), (Event.REFUNDED, "refunded")]


@runs(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(("tell", "undo", "send")), st.sampled_from(CAUSES)), max_size=25))
def test_whatever_is_repeated_undone_or_replayed_a_cause_is_mailed_once(
    steps: list[tuple[str, tuple[Event, str]]],
) -> None:
    if not sender.sender().on:
        switched_on()
    run("DELETE FROM mail")
    order_id = int(str((shop.rows("SELECT min(id) FROM orders")[0][0]) or unpaid()))
    true, sent = set[str](), list[str]()
    for step, (event, cause) in steps:
        if step == "tell":
            tell(event, order_id, cause)
            true.add(cause)
        elif step == "undo":
            with unit() as work:
                messages.take_back(work, cause)
            true.discard(cause)
        else:
            sent += [str(row[0]) for row in shop.rows("SELECT cause FROM mail WHERE state = 'waiting'")]
            run("UPDATE mail SET state = 'sent', tries = 1 WHERE state = 'waiting'")
    assert len(sent) == len(set(sent))
    waiting = {str(row[0]) for row in shop.rows("SELECT cause FROM mail WHERE state = 'waiting'")}
    assert waiting == true - set(sent)


def test_the_same_words_for_a_chat_ask_for_an_answer_there() -> None:
    settings.change_shop(name="Sagara")
    order_id = order()
    said = messages.as_chat(Event.REVIEW, order_id)
    assert "email" not in said
    assert "balas di sini" in said.lower()
    assert said.endswith("Sagara")
    assert messages.chat_link(order_id, "Halo & hej").startswith("https://wa.me/6281200001111?text=Halo%20%26%20hej")
    assert international("0812-3456-789", "ID") == "628123456789"
    assert international("070-123 45 67", "SE") == "46701234567"
    assert international("12", "SE") == ""


def test_an_order_that_came_back_or_was_paid_back_is_not_asked_how_it_was() -> None:
    switched_on(review_days=1)
    texts.choose(Event.REVIEW, on=True)
    order_id = order()
    shipping.ship(order_id, "JNE", "010480057142891")
    deliveries.note(orders.parcels(order_id)[0].id, deliveries.Event.DELIVERED)
    run("UPDATE orders SET fulfilment = ? WHERE id = ?", (Fulfilment.RETURNED, order_id))
    later(2)
    rounds.make_due()
    assert "review" not in events()
