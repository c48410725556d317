"""What only WooCommerce has, or has in its own way; everything else is in test_contract.py."""

from collections.abc import Iterator

import pytest

from desktop.domain.order import Fulfilment
from desktop.simulated.woocommerce import Trouble
from desktop.simulated.woocommerce_state import Json
from desktop.sync.connector import Busy, Offline, Outcome, Push, Result
from tests.sync.bench_woocommerce import WooCommerceBench, woocommerce

pytestmark = pytest.mark.leaves_threads


@pytest.fixture(scope="module")
def bench() -> Iterator[WooCommerceBench]:
    with woocommerce() as made:
        yield made


def tell(bench: WooCommerceBench, kind: str, ref: str, **values: object) -> Outcome:
    return bench.connector.perform(Push(kind, ref, f"{kind}-{ref}", values))


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.ERROR_BEFORE, Trouble.ERROR_AFTER, Trouble.MAINTENANCE, Trouble.DATABASE_DOWN, Trouble.GATEWAY,
        Trouble.PORTAL,
    ],
)  # fmt: skip
@pytest.mark.parametrize("nth", [0, 1])
def test_whatever_the_store_is_in_the_customer_is_mailed_once(
    bench: WooCommerceBench, trouble: Trouble, nth: int
) -> None:
    ref = bench.order()
    before = bench.effects(ref)
    choose, left = bench.double.choose, [nth]

    def meet(_request: object) -> tuple[Trouble, float] | None:
        left[0] -= 1
        return (trouble, 1.0) if left[0] == -1 else None

    bench.double.choose = meet
    try:
        for _turn in range(3):
            try:
                tell(bench, "order_status", ref, status="completed")
            except (Offline, Busy):
                continue
    finally:
        bench.double.choose = choose
    assert left[0] < 0
    made = bench.effects(ref).less(before)
    assert (made.status, made.mails) == ("completed", 1)


def test_an_order_in_the_bin_is_in_the_next_pull(bench: WooCommerceBench) -> None:
    ref = bench.order()
    cursor, more = "", True
    while more:
        pull = bench.connector.pull_orders(cursor)
        cursor, more = pull.cursor, pull.more
    bench.state.trash(bench.raw(ref))
    changed = bench.connector.pull_orders(cursor).orders
    assert [o.fulfilment for o in changed if o.remote_id == ref] == [Fulfilment.CANCELLED]


def test_articles_have_the_shops_names_weights_and_codes(bench: WooCommerceBench) -> None:
    by_sku = {article.sku: article for article in bench.connector.pull_articles("").articles}
    assert by_sku["TEH-MELATI-50"].name == "Teh Melati & Hijau 50 g"
    assert by_sku["TOTE-BATIK-BIRU"].variant == "Biru"
    assert by_sku["KOPI-GAYO-250"].weight_g == 250
    assert by_sku["KOPI-GAYO-250"].barcodes == (bench.state.products[10]["global_unique_id"],)


def test_money_for_an_order_that_the_store_has_closed_is_no_conflict(bench: WooCommerceBench) -> None:
    ref = bench.order()
    bench.set_status(ref, "completed")
    writes = bench.writes()
    assert tell(bench, "order_status", ref, status="processing").result is Result.ALREADY
    assert bench.raw(ref)["status"] == "completed"
    assert bench.writes() == writes


def test_refunds_that_we_know_are_not_asked_for_again(bench: WooCommerceBench) -> None:
    ref = bench.order()
    whole = bench.raw(ref)
    line = whole["line_items"][0]
    bench.state.refunds[int(ref)] = [_refund(900, line["id"], 1)]
    whole["refunds"] = [{"id": 900, "reason": "", "total": "-1"}]
    before = len(bench.double.requests)
    reads = [bench.connector.read_order(ref) for _turn in range(3)]
    assert [order and order.lines[0].refunded for order in reads] == [1, 1, 1]
    assert sum(path.endswith("/refunds") for _method, path in bench.double.requests[before:]) == 1
    bench.state.refunds[int(ref)].append(_refund(901, line["id"], 1))
    whole["refunds"].append({"id": 901, "reason": "", "total": "-1"})
    last = bench.connector.read_order(ref)
    assert last is not None
    assert last.lines[0].refunded == 2


def _refund(refund_id: int, line_id: int, quantity: int) -> Json:
    meta = [{"id": 1, "key": "_refunded_item_id", "value": str(line_id)}]
    return {"id": refund_id, "amount": "1", "line_items": [{"id": 1, "quantity": -quantity, "meta_data": meta}]}


def test_what_a_person_typed_is_text_for_the_store(bench: WooCommerceBench) -> None:
    ref = bench.order()
    tell(bench, "note", ref, text="<img src=x> & <b>more</b>", to_customer=False)
    assert "<" not in bench.state.notes[int(ref)][-1]["note"]
