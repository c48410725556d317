"""What only WooCommerce has, or has in its own way; everything else is in test_contract.py."""

from collections.abc import Iterator

import pytest

from desktop.domain.order import Fulfilment
from desktop.simulated.woocommerce import Trouble
from desktop.simulated.woocommerce_api import Request, answer
from desktop.simulated.woocommerce_state import Json
from desktop.sync.connector import Busy, Offline, Outcome, Push, Refused, Result, Tracking
from tests.sync.bench import Loss
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
        Trouble.PORTAL, Trouble.TRUNCATED,
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


def test_a_host_that_lets_only_get_and_post_through_is_no_obstacle() -> None:
    with woocommerce(blocks_put=True) as bench:
        assert all(step.passed for step in bench.connector.test())
        ref = bench.order()
        assert tell(bench, "order_status", ref, status="completed").result is Result.DONE
        assert tell(bench, "stock", bench.article(), was=bench.state.stock(10), to=7).result is Result.DONE
        assert bench.raw(ref)["status"] == "completed"


def test_a_request_that_somebody_on_the_way_sent_twice_is_looked_after(bench: WooCommerceBench) -> None:
    """The store refuses the second for its used signature, and that answer may be the one that reaches us."""
    ref = bench.order()
    before = bench.effects(ref)
    choose, heard = bench.double.choose, []

    def twice(request: Request) -> None:
        if request.method == "PUT" and not heard:
            heard.append(answer(bench.state, request))

    bench.double.choose = twice
    try:
        assert tell(bench, "order_status", ref, status="completed").result is Result.DONE
    finally:
        bench.double.choose = choose
    assert heard
    assert bench.effects(ref).less(before).mails == 1


# --- stock


def _variation(bench: WooCommerceBench) -> Json:
    return next(product for product in bench.state.products.values() if product["parent_id"])


def test_a_variation_is_counted_at_its_own_address(bench: WooCommerceBench) -> None:
    child = _variation(bench)
    units = child["stock_quantity"]
    assert tell(bench, "stock", str(child["id"]), was=units, to=units - 2).result is Result.DONE
    assert child["stock_quantity"] == units - 2
    assert bench.state.writes[-1].path == f"/products/{child['parent_id']}/variations/{child['id']}"


@pytest.mark.parametrize(
    ("manage", "to", "code"),
    [(False, 5, "not-counted"), ("parent", 5, "not-counted"), (True, 2.5, "fraction"), (True, None, "no-units")],
)
def test_what_the_store_would_overlook_is_refused_first(
    bench: WooCommerceBench, manage: object, to: object, code: str
) -> None:
    product = bench.state.products[max(bench.state.products)]
    kept, writes = product["manage_stock"], bench.writes()
    product["manage_stock"] = manage
    with pytest.raises(Refused) as refused:
        tell(bench, "stock", str(product["id"]), was=500, to=to)
    product["manage_stock"] = kept
    assert refused.value.code == code
    assert bench.writes() == writes


def test_a_count_whose_answer_was_lost_is_known_again_after_a_sale(bench: WooCommerceBench) -> None:
    article = bench.article()
    bench.set_stock(article, 60)
    push = Push("stock", article, "count-lost", {"was": 60, "to": 55})
    bench.lose(Loss.SILENT, 1)
    with pytest.raises(Offline):
        bench.connector.perform(push)
    bench.calm()
    assert bench.articles()[article][1] == 55
    bench.set_stock(article, 54)  # somebody bought one
    assert bench.connector.perform(push).result is Result.ALREADY
    assert bench.articles()[article][1] == 54


def test_an_article_that_is_gone_is_refused_in_words_about_articles(bench: WooCommerceBench) -> None:
    with pytest.raises(Refused) as refused:
        tell(bench, "stock", "999999", was=1, to=2)
    assert "article" in refused.value.say()


# --- money back


def _refund_push(bench: WooCommerceBench, ref: str, key: str = "r", **values: object) -> Push:
    line = bench.lines(ref)[0][0]
    items = [{"line": line, "quantity": 1, "amount": "95000.00"}]
    told = {"amount": "95000.00", "reason": "Broken", "restock": False, "through_gateway": False, "items": items}
    return Push("refund", ref, f"{key}-{ref}", told | values)


@pytest.mark.parametrize("restock", [True, False])
def test_units_that_come_back_go_into_stock_only_when_wanted(bench: WooCommerceBench, restock: bool) -> None:
    ref = bench.order()
    before = bench.effects(ref)
    bench.connector.perform(_refund_push(bench, ref, restock=restock))
    assert bench.effects(ref).less(before).units == int(restock)
    order = bench.connector.read_order(ref)
    assert order is not None
    assert (order.refunded, order.lines[0].refunded) == (95000, 1)


def test_the_same_words_twice_are_two_refunds(bench: WooCommerceBench) -> None:
    ref = bench.order()
    for key in ("one", "two"):
        bench.connector.perform(_refund_push(bench, ref, key))
    assert bench.effects(ref).refunds == 2


def test_more_than_is_left_is_not_even_asked_for(bench: WooCommerceBench) -> None:
    ref = bench.order()
    writes = bench.writes()
    with pytest.raises(Refused) as refused:
        bench.connector.perform(_refund_push(bench, ref, amount="99999999", items=[]))
    assert refused.value.code == "too-much"
    assert bench.writes() == writes


def test_a_gateway_that_cannot_pay_back_says_so_in_its_own_words(bench: WooCommerceBench) -> None:
    ref = bench.order()
    with pytest.raises(Refused) as refused:
        bench.connector.perform(_refund_push(bench, ref, through_gateway=True))
    assert "gateway" in refused.value.say()
    assert bench.effects(ref).refunds == 0


def test_money_goes_through_the_gateway_once_whatever_is_lost(bench: WooCommerceBench) -> None:
    ref = bench.order()
    bench.state.gateway_pays_back = True
    try:
        bench.lose(Loss.AFTER, 2)
        assert bench.connector.perform(_refund_push(bench, ref, through_gateway=True)).result is Result.DONE
        assert bench.lost()
    finally:
        bench.state.gateway_pays_back = False
    assert [refund["refunded_payment"] for refund in bench.state.refunds[int(ref)]] == [True]


def test_a_payment_that_was_broken_off_is_for_a_person(bench: WooCommerceBench) -> None:
    ref = bench.order()
    bench.connector.perform(_refund_push(bench, ref))  # as the store keeps it before the gateway has answered
    with pytest.raises(Refused) as refused:
        bench.connector.perform(_refund_push(bench, ref, through_gateway=True))
    assert refused.value.code == "unknowable"
    assert bench.effects(ref).refunds == 1


# --- what it says of itself


def test_its_zone_its_language_and_its_mails_are_its_own_words(bench: WooCommerceBench) -> None:
    facts = bench.connector.probe()
    assert (facts.zone, facts.languages, facts.zone_offset_h) == ("Asia/Jakarta", ("en",), 7.0)
    assert facts.mails_on == {"completed", "processing", "on-hold", "refunded"}
    assert facts.restocks_on == {"cancelled", "pending"}
    bench.state.mails_off.add("completed")
    try:
        bench.connector.probe()
        assert "completed" not in bench.connector.capabilities().mails_on
        ref = bench.order()
        before = bench.effects(ref)
        tell(bench, "order_status", ref, status="completed")
        assert bench.effects(ref).less(before).mails == 0
    finally:
        bench.state.mails_off.discard("completed")
        bench.connector.probe()


def test_the_shops_own_people_are_no_customers(bench: WooCommerceBench) -> None:
    found = {customer.email: customer for customer in bench.connector.pull_customers("").customers}
    assert "o@example.com" not in found
    assert found["siti@example.com"].name == "Siti Rahmawati"
    assert found["siti@example.com"].address.city == "Bandung"
    assert found["siti@example.com"].since is not None


@pytest.mark.parametrize(
    "shop", [{"fulfilments_on": True}, {"tracking_plugin": "wc-shipment-tracking/v3"},
             {"tracking_plugin": "wc-ast/v3"}, {}],
)  # fmt: skip
def test_what_has_left_is_read_back_with_the_order(shop: dict[str, object]) -> None:
    with woocommerce(**shop) as bench:
        ref = bench.order()
        tell(bench, "tracking", ref, number="JP1", carrier="JNE", url="https://example.com/JP1")
        one = bench.connector.read_order(ref)
        assert one is not None
        assert [parcel.number for parcel in one.parcels] == ["JP1"]
        way = bench.connector.capabilities().tracking
        assert one.parcels[0].carrier == ("" if way is Tracking.NOTE else "JNE")
        if way is Tracking.FULFILMENTS:
            assert [units for _line, units in one.parcels[0].lines] == [3, 2]
        before = len(bench.double.requests)
        listed = {order.remote_id: order for order in bench.connector.pull_orders("").orders}
        assert listed[ref].parcels == one.parcels
        assert all(not order.parcels for other, order in listed.items() if other != ref)
        asked = [path for _method, path in bench.double.requests[before:] if path.endswith("/fulfillments")]
        assert len(asked) == int(way is Tracking.FULFILMENTS)  # only for the order that says so
