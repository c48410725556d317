"""What every connector must do, whatever the store: told once, told again, told while everything goes wrong."""

from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal

import pytest

from desktop.domain.order import Fulfilment, Payment
from desktop.simulated.woocommerce import Trouble
from desktop.simulated.woocommerce_state import Json
from desktop.sync.connector import Busy, Conflict, Offline, Refused, Result, SignInFailed, Tracking
from tests.sync.benches import BENCHES, Bench

TELLS = {
    "order_status": {"status": "completed"},
    "tracking": {"number": "JP1234567890", "carrier": "JNE", "url": "https://example.com/t/JP1234567890"},
    "note": {"text": "Packed with care", "to_customer": True},
}
BREAKS = [
    Trouble.DROP_BEFORE, Trouble.DROP_AFTER, Trouble.ERROR_BEFORE, Trouble.ERROR_AFTER, Trouble.TOO_MANY,
    Trouble.TRUNCATED, Trouble.MAINTENANCE, Trouble.DATABASE_DOWN, Trouble.GATEWAY, Trouble.PORTAL,
]  # fmt: skip


@pytest.fixture(params=sorted(BENCHES))
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with BENCHES[request.param]() as made:
        yield made


def test_every_step_of_the_wizard_passes(bench: Bench) -> None:
    steps = bench.connector.test()
    assert [step.error for step in steps] == [None] * 7
    assert not bench.double.writes


def test_every_order_comes_once_and_then_nothing_new(bench: Bench) -> None:
    found, cursor, more = [], "", True
    while more:
        pull = bench.connector.pull_orders(cursor)
        found += pull.orders
        cursor, more = pull.cursor, pull.more
    assert {o.remote_id for o in found} == {str(i) for i in bench.double.state.orders}
    again = bench.connector.pull_orders(cursor)
    assert {o.remote_id for o in again.orders} <= {found[-1].remote_id}
    assert not again.more


def test_an_order_carries_what_the_bench_needs(bench: Bench) -> None:
    order = bench.connector.read_order(bench.order("processing"))
    assert order is not None
    raw = bench.raw(order.remote_id)
    assert order.number == raw["number"]
    assert order.fulfilment is Fulfilment.OPEN
    assert order.payment is (Payment.UNPAID if raw["payment_method"] == "cod" else Payment.PAID)
    assert order.total == Decimal(raw["total"])
    assert order.placed_at.tzinfo is UTC
    assert [(line.sku, line.quantity) for line in order.lines] == [
        (line["sku"], line["quantity"]) for line in raw["line_items"]
    ]
    assert order.ship_to.line1
    assert "&amp;" not in order.courier


def test_an_order_that_is_gone_reads_as_none(bench: Bench) -> None:
    assert bench.connector.read_order("999999") is None


def test_a_change_in_the_store_is_in_the_next_pull(bench: Bench) -> None:
    cursor = _to_the_end(bench)
    ref = bench.order("processing")
    bench.double.state.change_status(bench.raw(ref), "cancelled")
    changed = bench.connector.pull_orders(cursor).orders
    assert [o.fulfilment for o in changed if o.remote_id == ref] == [Fulfilment.CANCELLED]


def test_an_order_in_the_bin_is_in_the_next_pull(bench: Bench) -> None:
    cursor = _to_the_end(bench)
    ref = bench.order("processing")
    bench.double.state.trash(bench.raw(ref))
    changed = bench.connector.pull_orders(cursor).orders
    assert [o.fulfilment for o in changed if o.remote_id == ref] == [Fulfilment.CANCELLED]


def test_open_orders_are_those_still_to_be_worked_on(bench: Bench) -> None:
    found = bench.connector.open_orders("").orders
    still_open = {"processing", "on-hold", "pending", "failed"}
    wanted = {str(i) for i, o in bench.double.state.orders.items() if o["status"] in still_open}
    assert {o.remote_id for o in found} == wanted


def test_deleted_orders_are_found_by_asking_for_them(bench: Bench) -> None:
    kept, gone = sorted(bench.double.state.orders)[:2]
    bench.double.state.delete_for_good(gone)
    assert bench.connector.missing([str(kept), str(gone)]) == [str(gone)]


def test_articles_come_with_their_codes(bench: Bench) -> None:
    pull = bench.connector.pull_articles("")
    assert not pull.more
    by_sku = {a.sku: a for a in pull.articles}
    assert by_sku["TEH-MELATI-50"].name == "Teh Melati & Hijau 50 g"
    assert by_sku["TOTE-BATIK-BIRU"].variant == "Biru"
    assert by_sku["KOPI-GAYO-250"].weight_g == 250
    assert by_sku["KOPI-GAYO-250"].barcodes == (bench.double.state.products[10]["global_unique_id"],)
    assert by_sku["KOPI-GAYO-250"].stock == bench.double.state.stock(10)


@pytest.mark.parametrize("kind", sorted(TELLS))
def test_telling_again_changes_nothing(bench: Bench, kind: str) -> None:
    ref = bench.order("processing")
    assert bench.tell(kind, ref, "op-1", **TELLS[kind]).result is Result.DONE
    mails, writes = len(bench.double.emails), len(bench.double.writes)
    assert bench.tell(kind, ref, "op-1", **TELLS[kind]).result is Result.ALREADY
    assert (len(bench.double.emails), len(bench.double.writes)) == (mails, writes)


@pytest.mark.parametrize("trouble", BREAKS)
@pytest.mark.parametrize("kind", sorted(TELLS))
def test_whatever_breaks_the_effect_happens_once(bench: Bench, kind: str, trouble: Trouble) -> None:
    ref = bench.order("processing")
    effects = _effects(bench, ref)
    for method in ("GET", "POST", "PUT"):
        bench.double.fail(trouble, times=1, method=method, wait_s=1)
    tries = 0
    while True:
        tries += 1
        assert tries < 9, "it never got through"
        try:
            outcome = bench.tell(kind, ref, "op-1", **TELLS[kind])
        except (Offline, Busy):
            continue
        break
    assert outcome.result in (Result.DONE, Result.ALREADY)
    made = {name: count - effects[name] for name, count in _effects(bench, ref).items()}
    assert made == _wanted(kind, bench)


def test_the_store_mails_the_customer_once_for_a_completed_order(bench: Bench) -> None:
    ref = bench.order("processing")
    for _turn in range(3):
        bench.tell("order_status", ref, "op-1", status="completed")
    assert bench.mails("on its way") == 1
    assert bench.raw(ref)["status"] == "completed"


@pytest.mark.parametrize("status", ["trash", "cancelled", "refunded", "failed", "lost-by-a-plugin"])
def test_what_the_store_gave_up_is_never_completed(bench: Bench, status: str) -> None:
    ref = bench.order("processing")
    bench.raw(ref)["status"] = status
    with pytest.raises(Conflict) as conflict:
        bench.tell("order_status", ref, "op-1", status="completed")
    assert status in conflict.value.say()
    assert bench.raw(ref)["status"] == status
    assert not bench.double.writes


@pytest.mark.parametrize("status", ["trash", "cancelled", "refunded"])
def test_nobody_is_mailed_a_tracking_number_of_what_the_store_gave_up(bench: Bench, status: str) -> None:
    ref = bench.order("processing")
    bench.raw(ref)["status"] = status
    with pytest.raises(Conflict) as conflict:
        bench.tell("tracking", ref, "op-1", number="JX1", carrier="JNE")
    assert status in conflict.value.say()
    assert not bench.double.writes
    assert not bench.double.emails


def test_a_tracking_number_that_was_told_before_the_store_gave_up_is_no_conflict(bench: Bench) -> None:
    ref = bench.order("processing")
    bench.tell("tracking", ref, "op-1", **TELLS["tracking"])
    bench.raw(ref)["status"] = "cancelled"
    assert bench.tell("tracking", ref, "op-1", **TELLS["tracking"]).result is Result.ALREADY


def test_money_for_an_order_that_the_store_has_closed_is_no_conflict(bench: Bench) -> None:
    ref = bench.order("processing")
    bench.raw(ref)["status"] = "completed"
    assert bench.tell("order_status", ref, "op-1", status="processing").result is Result.ALREADY
    assert bench.raw(ref)["status"] == "completed"
    assert not bench.double.writes


def test_refunds_that_we_know_are_not_asked_for_again(bench: Bench) -> None:
    ref = bench.order("processing")
    whole = bench.raw(ref)
    line = whole["line_items"][0]
    bench.double.state.refunds[int(ref)] = [_refund(900, line["id"], 1)]
    whole["refunds"] = [{"id": 900, "reason": "", "total": "-1"}]
    reads = [bench.connector.read_order(ref) for _turn in range(3)]
    assert [order and order.lines[0].refunded for order in reads] == [1, 1, 1]
    assert sum(path.endswith("/refunds") for _method, path in bench.double.requests) == 1
    bench.double.state.refunds[int(ref)].append(_refund(901, line["id"], 1))
    whole["refunds"].append({"id": 901, "reason": "", "total": "-1"})
    last = bench.connector.read_order(ref)
    assert last is not None
    assert last.lines[0].refunded == 2


def _refund(refund_id: int, line_id: int, quantity: int) -> Json:
    meta = [{"id": 1, "key": "_refunded_item_id", "value": str(line_id)}]
    return {"id": refund_id, "amount": "1", "line_items": [{"id": 1, "quantity": -quantity, "meta_data": meta}]}


def test_a_status_that_the_store_does_not_have_is_not_sent(bench: Bench) -> None:
    with pytest.raises(Refused) as refused:
        bench.tell("order_status", bench.order("processing"), "op-1", status="packed")
    assert refused.value.code == "unknown-status"
    assert not bench.double.writes


def test_a_message_about_an_order_that_is_gone_is_refused(bench: Bench) -> None:
    for kind, values in TELLS.items():
        with pytest.raises(Refused):
            bench.tell(kind, "999999", "op-1", **values)


def test_two_messages_of_the_same_words_are_two_notes(bench: Bench) -> None:
    ref = bench.order("processing")
    bench.tell("note", ref, "op-1", text="Thank you", to_customer=True)
    bench.tell("note", ref, "op-2", text="Thank you", to_customer=True)
    assert bench.mails("A note has been added") == 2


def test_what_a_person_typed_is_text_for_the_store(bench: Bench) -> None:
    ref = bench.order("processing")
    bench.tell("note", ref, "op-1", text="<img src=x> & <b>more</b>", to_customer=False)
    assert "<" not in bench.double.state.notes[int(ref)][-1]["note"]


def test_the_wizard_names_a_wrong_secret(bench: Bench) -> None:
    from desktop.simulated.woocommerce import KEY
    from desktop.simulated.woocommerce_state import Key

    bench.double.state.keys[KEY] = Key("cs_other")
    last = bench.connector.test()[-1]
    assert isinstance(last.error, SignInFailed)
    assert "secret" in last.error.say()


def _to_the_end(bench: Bench) -> str:
    cursor, more = "", True
    while more:
        pull = bench.connector.pull_orders(cursor)
        cursor, more = pull.cursor, pull.more
    return cursor


def _effects(bench: Bench, ref: str) -> dict[str, int]:
    state, number = bench.double.state, int(ref)
    return {
        "mails": len(state.emails),
        "completed": int(state.orders[number]["status"] == "completed"),
        "notes": sum("[#" in note["note"] for note in state.notes.get(number, [])),
        "fulfilments": len(state.fulfilments.get(number, [])),
        "trackings": len(state.trackings.get(number, [])),
    }


def _wanted(kind: str, bench: Bench) -> dict[str, int]:
    once = {"mails": 1, "completed": 0, "notes": 0, "fulfilments": 0, "trackings": 0}
    way = bench.connector.capabilities().tracking
    if kind == "order_status":
        return once | {"completed": 1}
    if kind == "note" or way is Tracking.NOTE:
        return once | {"notes": 1}
    if way is Tracking.FULFILMENTS:
        return once | {"fulfilments": 1}
    return once | {"trackings": 1, "mails": 0}
