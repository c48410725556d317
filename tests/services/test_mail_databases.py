"""Mails are the same in both kinds of database."""

from datetime import timedelta

from desktop.models.base import run
from desktop.services import changes, deliveries, orders, settings, shipping
from desktop.services.mail import handling, listing, posting, reviews, rounds
from desktop.services.messages import Event, sender, texts
from tests.services import shop


def test_a_mails_whole_life(database: str) -> None:
    settings.change_shop(name="Sagara")
    sender.change(address="halo@sagara.example", host="127.0.0.1", security="none", grace_s=0, review_days=1)
    sender.switch(True)
    texts.choose(Event.REVIEW, on=True)
    texts.change(Event.SHIPPED, "id", "Order {number}", "{hello}\n{parcel_items}")
    texts.change(Event.SHIPPED, "id", "Order {number}!", "{hello}\n{parcel_items}")
    parcels = []
    for number in ("010480057142891", "010480057142892"):
        order_id = shop.packed_order(("CUP", 2))
        run("UPDATE orders SET email = ? WHERE id = ?", ("ayu@example.com", order_id))
        shipping.ship(order_id, "JNE", number)
        parcels.append(orders.parcels(order_id)[0].id)
    run("UPDATE parcel_road SET told_on = ?", (changes.now().date().isoformat(),))
    first = posting.next_due(changes.now())
    assert first is not None
    assert first.body == "Halo Kak Ayu,\n2 × The CUP"
    assert posting.begin(first)
    assert posting.interrupted() == 1
    assert listing.problems() == 1
    handling.arrived(first.id)
    deliveries.note(parcels[0], deliveries.Event.DELIVERED)
    moment = changes.now() + timedelta(days=2)
    changes.set_clock(lambda: moment)
    try:
        assert rounds.make_due() == 2
        assert rounds.make_due() == 0
    finally:
        changes.set_clock(None)
    assert sorted(row.event for row in listing.rows()) == ["delayed", "review", "shipped", "shipped"]
    reviews.rate(order_id, 5)
    assert reviews.averages()[0] == reviews.Average("", 1, 5.0)
    assert listing.counts()["waiting"] == 3
