"""Before many customers are written to at once, the owner is asked once; what is parked can be mended."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from desktop.domain.errors import BadInput, NotAllowed
from desktop.models.base import run
from desktop.services import outbox, store_facts, stores
from desktop.services.changes import unit
from desktop.services.outbox import Answer, Entry
from desktop.services.store_facts import Known
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")
WOO = Known(kinds=("note",), mails_on=("completed",), statuses=(("processing", "Processing"), ("completed", "Done")))
OPENCART = Known(kinds=("note",), choice_of_mail=True, mails_on=("5",))


def away(known: Known, shipped: int) -> int:
    """A store in which so many orders have been shipped and commented while it was away."""
    store_id = shop.store(words={"shipped": "completed"})
    store_facts.keep(store_id, known)
    for _order in range(shipped):
        order_id = shop.sold(store_id, shop.remote(("CUP", 1)))
        with unit() as work:
            work.send("order_status", store_id, order_id, status="completed", state="shipped", notify=True)
            work.send("note", store_id, order_id, text="on its way", to_customer=True)
            work.send("note", store_id, order_id, text="for ourselves", to_customer=False)
    return store_id


def states(store_id: int) -> dict[str, int]:
    return outbox.counts(store_id)


def goes(store_id: int) -> int:
    """How many messages a sender finds one after the other."""
    sent = 0
    while (message := outbox.next_due(store_id, datetime.now(UTC) + timedelta(seconds=1))) is not None:
        outbox.mark_sending(message)
        outbox.mark_confirmed(message, {})
        sent += 1
    return sent


def test_a_few_notices_go_out_unasked() -> None:
    store_id = away(WOO, 10)
    assert outbox.ask(store_id) == 0  # twenty of them
    assert outbox.question(store_id) is None
    assert goes(store_id) == 30


def test_many_wait_as_one_question_and_all_go_when_the_owner_says_so() -> None:
    store_id = away(WOO, 12)
    assert outbox.ask(store_id) == 24
    asked = outbox.question(store_id)
    assert asked is not None
    assert (asked.count, asked.kinds, asked.silent) == (24, (("note", 12), ("order_status", 12)), 12)
    assert asked.store == "Toko"
    assert goes(store_id) == 0  # each order's other messages stand behind its own
    assert outbox.answer(store_id, Answer.SEND) == 24
    assert outbox.question(store_id) is None
    assert outbox.ask(store_id) == 0  # asked once: the answer holds, however often the store comes and goes
    assert goes(store_id) == 36


def test_other_messages_flow_while_the_owner_is_asked() -> None:
    store_id = away(WOO, 12)
    outbox.ask(store_id)
    other = shop.sold(store_id, shop.remote(("CUP", 1)))
    with unit() as work:
        work.send("note", store_id, other, text="inside", to_customer=False)
        work.send_about("stock:7", "stock", store_id, was=3, to=2)
    assert goes(store_id) == 2


@pytest.mark.parametrize(("known", "going", "parked"), [(WOO, 12, 12), (OPENCART, 24, 0)])
def test_without_telling_customers_goes_what_the_store_leaves_to_us(known: Known, going: int, parked: int) -> None:
    store_id = away(known, 12)
    outbox.ask(store_id)
    assert outbox.answer(store_id, Answer.SILENT) == going
    assert states(store_id).get("parked", 0) == parked
    bodies = [row.body for row in outbox.rows(states=("waiting",), store_id=store_id)]
    assert not any(known.mails("note", body) for body in bodies if "text" in body)


def test_looking_through_them_parks_each_with_its_reason() -> None:
    store_id = away(WOO, 12)
    outbox.ask(store_id)
    assert outbox.answer(store_id, Answer.LOOK) == 0
    assert states(store_id)["parked"] == 24
    row = outbox.rows(states=("parked",))[0]
    assert "look" in row.reason
    outbox.retry(row.id)
    assert outbox.row(row.id).state == "waiting"


def test_the_number_is_the_stores_own() -> None:
    store_id = away(WOO, 2)
    stores.change(store_id, settings={"ask_above": 3})
    assert outbox.ask(store_id) == 4


# The editor of what is parked


def parked(kind: str, **body: object) -> int:
    store_id = shop.store()
    store_facts.keep(store_id, WOO)
    order_id = shop.sold(store_id, shop.remote(("CUP", 1)))
    with unit() as work:
        work.send(kind, store_id, order_id, **body)
    row = outbox.rows()[0]
    message = outbox.next_due(store_id, datetime.now(UTC) + timedelta(seconds=1))
    assert message is not None
    outbox.mark_sending(message)
    outbox.park(row.id, "the store does not accept it")
    return row.id


def test_each_kind_names_its_fields_with_what_they_hold() -> None:
    fields = outbox.editable(parked("tracking", number="JX1", carrier="JNE", url=""))
    assert [(field.name, field.value) for field in fields] == [
        ("number", "JX1"), ("carrier", "JNE"), ("url", ""), ("text", ""), ("notify", True),
    ]  # fmt: skip
    assert fields[-1].entry is Entry.SWITCH


def test_the_statuses_to_choose_from_are_the_stores() -> None:
    (status,) = outbox.editable(parked("order_status", status="gone", state="shipped"))
    assert (status.entry, status.value) == (Entry.CHOICE, "gone")
    assert status.choices == (("processing", "Processing"), ("completed", "Done"))


@pytest.mark.parametrize(
    ("kind", "body", "change"),
    [
        ("tracking", {"number": "JX1"}, {"number": " "}),
        ("tracking", {"number": "JX1"}, {"url": "javascript:alert(1)"}),
        ("order_status", {"status": "gone"}, {"status": "nowhere"}),
        ("note", {"text": "hello"}, {"text": "  "}),
        ("refund", {"amount": "10"}, {"amount": "NaN"}),
        ("refund", {"amount": "10"}, {"restock": "yes"}),
        ("stock", {"was": 1, "to": 2}, {"to": 5}),
    ],
)
def test_what_no_store_can_take_is_refused_before_it_is_sent(
    kind: str, body: dict[str, object], change: dict[str, object]
) -> None:
    message_id = parked(kind, **body)
    with pytest.raises(BadInput):
        outbox.retry(message_id, **change)
    assert (outbox.row(message_id).state, outbox.row(message_id).body) == ("parked", body)


def test_what_was_changed_is_another_effect_and_the_same_again_is_not() -> None:
    message_id = parked("tracking", number="JX1", carrier="JNE", url="")
    before = run("SELECT op_id FROM outbox WHERE id = ?", (message_id,)).fetchone()[0]
    outbox.retry(message_id, number="JX1")
    assert run("SELECT op_id FROM outbox WHERE id = ?", (message_id,)).fetchone()[0] == before
    outbox.retry(message_id, number=" JX2 ")
    assert outbox.row(message_id).body["number"] == "JX2"
    assert run("SELECT op_id FROM outbox WHERE id = ?", (message_id,)).fetchone()[0] != before


def test_a_discarding_can_be_taken_back_until_something_newer_went_out() -> None:
    message_id = parked("order_status", status="processing", state="paid")
    outbox.discard(message_id)
    outbox.restore(message_id)
    assert outbox.row(message_id).state == "parked"
    outbox.discard(message_id)
    row = outbox.row(message_id)
    with unit() as work:
        work.send("order_status", row.store_id, row.order_id, status="completed", state="shipped")
    assert goes(row.store_id) == 1
    with pytest.raises(NotAllowed):
        outbox.restore(message_id)
    assert outbox.row(message_id).state == "discarded"


def test_the_evidence_of_what_was_confirmed_can_be_read() -> None:
    message_id = parked("note", text="hello")
    outbox.retry(message_id)
    message = outbox.next_due(outbox.row(message_id).store_id, datetime.now(UTC) + timedelta(seconds=1))
    assert message is not None
    outbox.mark_confirmed(message, {"result": "done", "read": "note 17"})
    assert outbox.row(message_id).evidence == {"result": "done", "read": "note 17"}


def test_a_refund_names_the_stores_lines_and_an_amount_above_zero() -> None:
    store_id = shop.store()
    order_id = shop.sold(store_id, shop.remote(("CUP", 2)))
    (line,) = shop.rows(f"SELECT id, remote_id FROM order_line WHERE order_id = {order_id}")
    with unit() as work:
        outbox.tell_refund(work, order_id, Decimal("10.50"), "broken", restock=True,
                           items=[{"line": line[0], "quantity": 1, "amount": Decimal("10.50")}])  # fmt: skip
    body = outbox.rows()[0].body
    assert (body["amount"], body["restock"], body["through_gateway"]) == ("10.50", True, False)
    assert body["items"] == [{"line": line[1], "quantity": 1, "amount": "10.50"}]
    with pytest.raises(BadInput), unit() as work:
        outbox.tell_refund(work, order_id, Decimal(0), "")


def test_a_stores_state_says_what_waits_and_what_is_tried_next() -> None:
    store_id = away(WOO, 1)
    assert stores.state(store_id).online is None
    when = datetime(2026, 11, 22, 8, tzinfo=UTC)
    stores.mark_away(store_id, "it does not answer", when)
    seen = stores.state(store_id)
    assert (seen.online, seen.trouble, seen.next_try_at) == (False, "it does not answer", when)
    assert (seen.waiting, seen.next_kind, seen.parked, seen.asking) == (3, "order_status", 0, 0)
    stores.mark_contact(store_id)
    seen = stores.state(store_id)
    assert (seen.online, seen.trouble, seen.next_try_at) == (True, "", None)
    assert seen.last_contact is not None
