"""What is Vendure's own: signing in, what its errors mean, money, marks, and changes that move no date."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.order import Fulfilment, Payment
from desktop.simulated.vendure import VendureDouble
from desktop.simulated.vendure_state import KEY, RIGHTS, State
from desktop.sync.connector import (
    Account,
    Busy,
    Check,
    Conflict,
    Fault,
    Offline,
    Outcome,
    Push,
    Refused,
    Result,
    SignInFailed,
)
from desktop.sync.connectors.vendure.mark import is_marked, mark
from desktop.sync.connectors.vendure.store import Vendure
from tests.ci_shop import FOLDER
from tests.sync.vendure_seed import seed


@pytest.fixture
def double() -> Iterator[VendureDouble]:
    with VendureDouble(State.of(seed())) as made:
        yield made


@pytest.fixture
def shop(double: VendureDouble) -> Iterator[Vendure]:
    with contextlib.closing(_connect(double)) as made:
        yield made


def _connect(double: VendureDouble, key: str = KEY, password: str = "", **options: object) -> Vendure:
    return Vendure(
        Account(double.url, key, "", history_days=100_000, options=options, keys={"password": password}),
    )  # fmt: skip


def _tell(shop: Vendure, kind: str, ref: str, key: str = "op", **values: Any) -> Outcome:
    return shop.perform(Push(kind, ref, key, values))


def _fault(shop: Vendure) -> SignInFailed:
    error = shop.test()[-1].error
    assert isinstance(error, SignInFailed)
    return error


# --- signing in


def test_a_user_and_a_password_sign_in_once_and_again_when_the_session_ends(double: VendureDouble) -> None:
    with contextlib.closing(_connect(double, "", "ci-store-only", user="superadmin")) as shop:
        assert all(step.passed for step in shop.test())
        shop.read_order("1")
        double.state.tokens.clear()
        logins = sum("login" in query for query in double.requests)
        assert shop.read_order("2") is not None
        assert sum("login" in query for query in double.requests) == logins + 1
        ends = iter([True])

        def end_once(query: str) -> None:
            if "MayTell" in query and next(ends, False):
                double.state.tokens.clear()

        double.choose = end_once
        assert all(step.passed for step in shop.test())  # it ended in the midst of it


def test_a_wrong_password_is_named(double: VendureDouble) -> None:
    with contextlib.closing(_connect(double, "", "wrong", user="superadmin")) as shop:
        assert _fault(shop).fault is Fault.KEY_UNKNOWN
        assert "password" in _fault(shop).say()
    with contextlib.closing(_connect(double, "", "", user="superadmin")) as shop:
        assert _fault(shop).fault is Fault.KEY_MISSING


def test_a_channel_that_the_shop_does_not_know_is_named(double: VendureDouble) -> None:
    """A shop with one channel ignores a wrong token, and would show that one."""
    with contextlib.closing(_connect(double, channel="elsewhere")) as shop:
        assert "channel" in _fault(shop).say()
    token = double.state.settings["activeChannel"]["token"]
    with contextlib.closing(_connect(double, channel=token)) as shop:
        assert all(step.passed for step in shop.test())


def test_a_field_that_the_variants_do_not_have_is_named(double: VendureDouble) -> None:
    with contextlib.closing(_connect(double, barcode_field="isbn")) as shop:
        assert shop.test()[-1].check is Check.READ
        assert "“isbn”" in _fault(shop).say()


def test_a_right_that_is_missing_is_told_apart_from_a_key_that_is_unknown(double: VendureDouble) -> None:
    double.state.keys[KEY] = RIGHTS - {"UpdateProduct", "ReadCustomer", "ReadSettings"}
    with contextlib.closing(_connect(double)) as shop:
        able = shop.capabilities()
        assert "stock" not in able.kinds
        assert not able.customers
        double.state.keys[KEY] = RIGHTS - {"UpdateOrder"}
        with pytest.raises(SignInFailed) as shut:
            _tell(shop, "note", "1", text="Hello")
        assert shut.value.fault is Fault.NO_WRITE
        del double.state.keys[KEY]
        with pytest.raises(SignInFailed) as shut:
            shop.read_order("1")
        assert shut.value.fault is Fault.KEY_UNKNOWN
        assert KEY not in shut.value.say() + repr(shut.value.values)


def test_what_a_person_typed_never_gets_into_a_query(double: VendureDouble) -> None:
    with contextlib.closing(_connect(double, barcode_field="barcode } }", language="sv&x=1")) as shop:
        shop.pull_articles("")
    assert not any("} } }" in query.replace("\n", "") and "barcode } }:" in query for query in double.requests)


# --- reading


def test_an_order_is_read_with_all_that_the_bench_needs(shop: Vendure) -> None:
    order = shop.read_order("2")
    assert order is not None
    assert (order.number, order.total, order.tax) == ("K1002", Decimal("1701.00"), Decimal("340.20"))
    assert [(line.remote_id, line.sku, line.quantity) for line in order.lines] == [
        ("2", "SOAP-24", 2), ("3", "SOCK-02-M", 1), ("4", "BOARD-04", 3), ("5", "CREAM-25", 2),
    ]  # fmt: skip
    assert order.lines[1].variant == "M"
    assert order.lines[1].name == "Wool socks"
    assert order.lines[1].barcodes == ("2000000000039",)
    assert (order.ship_to.country, order.ship_to.postcode, order.courier) == ("SE", "903 26", "Parcel by post")
    assert order.payment_method == "Card"


def test_names_come_in_the_language_that_was_chosen(double: VendureDouble) -> None:
    with contextlib.closing(_connect(double, language="sv")) as shop:
        by_sku = {article.sku: article for article in shop.pull_articles("").articles}
    assert by_sku["MUG-01"].name == "Stengodsmugg"
    assert by_sku["GIFT-29"].stock is None


def test_a_sku_that_is_one_of_the_worlds_numbers_is_the_bar_code(double: VendureDouble, shop: Vendure) -> None:
    double.state.variants["30"]["sku"] = "7350053850019"
    double.state.variants["15"]["sku"] = "7350053850018"
    codes = {article.remote_id: article.barcodes for article in shop.pull_articles("").articles}
    assert codes["30"] == ("7350053850019",)
    assert codes["15"] != ("7350053850018",)


@pytest.mark.parametrize(
    ("ref", "payment", "fulfilment", "parcels"),
    [
        ("5", Payment.CLAIMED, Fulfilment.OPEN, 0),
        ("9", Payment.PAID, Fulfilment.OPEN, 1),
        ("18", Payment.PART_REFUNDED, Fulfilment.OPEN, 0),
        ("25", Payment.REFUNDED, Fulfilment.CANCELLED, 0),
        ("36", Payment.PAID, Fulfilment.OPEN, 2),
        ("40", Payment.PAID, Fulfilment.DELIVERED, 1),
    ],
)
def test_states_come_from_money_and_parcels(
    shop: Vendure, ref: str, payment: Payment, fulfilment: Fulfilment, parcels: int
) -> None:
    order = shop.read_order(ref)
    assert order is not None
    assert (order.payment, order.fulfilment, len(order.parcels)) == (payment, fulfilment, parcels)


def test_what_is_promised_may_be_enough_for_its_owner(double: VendureDouble) -> None:
    account = Account(double.url, KEY, "", meanings={"PaymentAuthorized": "to-pick"})
    with contextlib.closing(Vendure(account)) as shop:
        order = shop.read_order("5")
        assert order is not None
        assert (order.payment, order.pay_later) == (Payment.CLAIMED, True)
        made = _tell(shop, "order_status", "5", status="Shipped").order
    assert double.state.orders["5"]["state"] == "PaymentAuthorized"  # measured: it stands still
    assert made is not None
    assert made.fulfilment is Fulfilment.SHIPPED


def test_units_that_were_cancelled_or_paid_back_are_counted_once(double: VendureDouble, shop: Vendure) -> None:
    double.state.cancel("2", [{"orderLineId": "4", "quantity": 1}], "", shipping=False)
    lines = [{"orderLineId": "4", "quantity": 1}, {"orderLineId": "5", "quantity": 2}]
    double.state.refund({"paymentId": "2", "amount": 39900, "shipping": 0, "adjustment": 0, "lines": lines})
    order = shop.read_order("2")
    assert order is not None
    assert [(line.quantity, line.refunded) for line in order.lines] == [(2, 0), (1, 0), (3, 1), (2, 2)]
    assert order.refunded == Decimal("399.00")


def test_a_cart_and_a_draft_are_no_orders(shop: Vendure) -> None:
    assert [shop.read_order(ref) for ref in ("20", "31", "44", "49")] == [None] * 4
    assert shop.missing(["1", "44"]) == ["44"]
    with pytest.raises(Refused):
        _tell(shop, "note", "44", text="Hello")


def test_an_order_that_keeps_an_older_date_than_its_placing_is_not_missed(double: VendureDouble, shop: Vendure) -> None:
    """Measured: a placed order keeps the time at which its cart was last touched."""
    cursor = shop.pull_orders("").cursor
    late = double.state.place({"MUG-01": 1}, updatedAt="2026-01-01T00:00:00.000Z")
    assert late["id"] in {order.remote_id for order in shop.pull_orders(cursor).orders}


def test_a_change_that_moves_no_date_is_seen_at_the_next_look(double: VendureDouble, shop: Vendure) -> None:
    cursor = ""
    for _turn in range(3):
        cursor = shop.pull_orders(cursor).cursor
    quiet = {order.remote_id for order in shop.pull_orders(cursor).orders}
    double.state.settle("5")
    double.state.orders["4"]["shippingAddress"] = {**double.state.orders["4"]["shippingAddress"], "city": "Lund"}
    parcel = double.state.fulfil(
        [{"orderLineId": line["id"], "quantity": line["quantity"]} for line in double.state.orders["8"]["lines"]],
        {"code": "manual-fulfillment", "arguments": [{"name": "method", "value": "DHL"}]},
    )
    double.state.move_parcel(parcel["id"], "Shipped")  # it is open no longer
    pull = shop.pull_orders(cursor)
    assert {order.remote_id for order in pull.orders} - quiet == {"4", "5", "8"}
    assert {order.remote_id for order in shop.pull_orders(pull.cursor).orders} == quiet


def test_more_orders_of_one_moment_than_a_page_holds_all_come(
    double: VendureDouble, shop: Vendure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.sync.connectors.vendure.pull.PAGE", 7)
    for order in double.state.orders.values():
        if order["orderPlacedAt"]:
            order["orderPlacedAt"] = order["updatedAt"] = "2026-01-05T10:00:00.000Z"
    found, cursor, more = set(), "", True
    while more:
        pull = shop.pull_orders(cursor)
        found |= {order.remote_id for order in pull.orders}
        cursor, more = pull.cursor, pull.more
    assert len(found) == 48


# --- telling


def test_a_mark_is_not_seen_and_is_known_again() -> None:
    text = f"Thank you{mark('op-1')}"
    assert is_marked(text)
    assert not is_marked("Thank you")
    assert mark("op-1") != mark("op-2")
    assert "".join(sign for sign in text if sign.isprintable()) == "Thank you"


def test_what_we_wrote_is_no_wish_of_the_customers(shop: Vendure) -> None:
    _tell(shop, "note", "14", text="It is on its way", to_customer=True)
    order = shop.read_order("14")
    assert order is not None
    assert order.note == "Please wrap as a gift."


def test_a_parcel_that_was_begun_is_sent_off_and_not_made_again(double: VendureDouble, shop: Vendure) -> None:
    """A stop between the two calls leaves it Pending."""
    lines = [{"orderLineId": line["id"], "quantity": line["quantity"]} for line in double.state.orders["2"]["lines"]]
    arguments = [{"name": "method", "value": "JNE"}, {"name": "trackingCode", "value": "JX1"}]
    double.state.fulfil(lines, {"code": "manual-fulfillment", "arguments": arguments})
    assert _tell(shop, "tracking", "2", number="JX1", carrier="JNE").result is Result.DONE
    assert [(p["trackingCode"], p["state"]) for p in double.state.orders["2"]["fulfillments"]] == [("JX1", "Shipped")]


def test_a_parcel_that_the_shop_called_off_is_not_made_again(double: VendureDouble, shop: Vendure) -> None:
    _tell(shop, "tracking", "2", number="JX1", carrier="JNE")
    double.state.move_parcel(double.state.orders["2"]["fulfillments"][0]["id"], "Cancelled")
    with pytest.raises(Conflict):
        _tell(shop, "tracking", "2", number="JX1", carrier="JNE")
    assert len(double.state.orders["2"]["fulfillments"]) == 1


def test_units_that_somebody_there_has_sent_are_not_sent_again(double: VendureDouble, shop: Vendure) -> None:
    with pytest.raises(Refused) as refused:
        _tell(shop, "tracking", "3", number="JX1", carrier="JNE")
    assert refused.value.code == "nothing-left"


def test_an_order_that_is_being_edited_there_waits_and_holds_up_no_other(double: VendureDouble, shop: Vendure) -> None:
    double.state.orders["2"]["state"] = "Modifying"
    with pytest.raises(Busy) as busy:
        _tell(shop, "tracking", "2", number="JX1", carrier="JNE")
    assert not busy.value.whole_store
    order = shop.read_order("2")
    assert order is not None
    assert order.held


def test_what_has_left_is_not_cancelled(shop: Vendure) -> None:
    with pytest.raises(Conflict) as conflict:
        _tell(shop, "order_status", "3", status="Cancelled")
    assert "Shipped" in conflict.value.say()


def test_what_has_not_left_is_not_delivered(double: VendureDouble, shop: Vendure) -> None:
    with pytest.raises(Conflict):
        _tell(shop, "order_status", "1", status="Delivered")
    assert double.state.writes == 0


def test_a_provider_is_not_asked_for_money_that_was_given_back_by_hand(double: VendureDouble, shop: Vendure) -> None:
    with pytest.raises(Refused) as refused:
        _tell(shop, "refund", "4", amount="10", reason="Broken", through_gateway=False)
    assert refused.value.code == "gateway"
    assert double.state.writes == 0
    paid = double.state.place({"MUG-01": 1}, "cash")
    _tell(shop, "refund", paid["id"], amount="10", reason="Broken", through_gateway=False)
    assert [(r["total"], r["state"]) for r in paid["payments"][0]["refunds"]] == [(1000, "Settled")]


def test_without_a_view_of_the_payment_methods_nobody_can_know(double: VendureDouble) -> None:
    double.state.keys[KEY] = RIGHTS - {"ReadSettings"}
    with contextlib.closing(_connect(double)) as shop, pytest.raises(Refused) as refused:
        _tell(shop, "refund", "4", amount="10", reason="Broken", through_gateway=False)
    assert "ReadSettings" in refused.value.say()


def test_money_goes_back_over_several_payments_once(double: VendureDouble, shop: Vendure) -> None:
    order = double.state.orders["4"]
    first = order["payments"][0]
    order["payments"].append({**first, "id": "900", "amount": 5000, "refunds": []})
    first["amount"] -= 5000
    whole = Decimal(first["amount"] + 5000) / 100
    for _turn in range(2):
        _tell(shop, "refund", "4", amount=str(whole), reason="Broken", through_gateway=True)
    assert sum(r["total"] for paid in order["payments"] for r in paid["refunds"]) == int(whole * 100)
    with pytest.raises(Refused) as refused:
        _tell(shop, "refund", "4", "another", amount="1", reason="More", through_gateway=True)
    assert refused.value.code == "too-much"


def test_goods_that_came_back_are_in_the_shops_stock_once(double: VendureDouble, shop: Vendure) -> None:
    line = double.state.orders["4"]["lines"][0]
    level = line["productVariant"]["stockLevels"][0]
    free = level["stockOnHand"] - level["stockAllocated"]
    items = [{"line": line["id"], "quantity": 1, "amount": "69"}]
    for _turn in range(2):
        _tell(shop, "refund", "4", amount="69", reason="Came back", restock=True, items=items, through_gateway=True)
    assert level["stockOnHand"] - level["stockAllocated"] == free + 1


@pytest.mark.parametrize("amount", ["", "0", "-1", "NaN", "1.005", "ten"])
def test_an_amount_that_cannot_be_paid_is_refused(double: VendureDouble, shop: Vendure, amount: str) -> None:
    with pytest.raises(Refused):
        _tell(shop, "refund", "4", amount=amount, reason="Broken", through_gateway=True)
    assert double.state.writes == 0


def test_an_article_that_is_not_counted_takes_no_stock(shop: Vendure) -> None:
    with pytest.raises(Refused) as refused:
        _tell(shop, "stock", "35", was=0, to=3)
    assert refused.value.code == "not-counted"


def test_a_database_in_trouble_is_waited_for_and_said_without_its_paths(double: VendureDouble, shop: Vendure) -> None:
    shop.capabilities()
    double.state.find = lambda _id: _break("SQLITE_BUSY: /srv/shop/data/shop.sqlite is locked")  # type: ignore[method-assign]
    with pytest.raises(Busy) as busy:
        _tell(shop, "note", "1", text="Hello")
    assert not busy.value.whole_store
    assert "/srv" not in busy.value.say()


def _break(text: str) -> Any:
    from desktop.simulated.vendure_state import Fault as Broken

    raise Broken(text)


def test_an_answer_of_another_shape_is_no_answer(double: VendureDouble, shop: Vendure) -> None:
    shop.capabilities()
    double.state.orders["1"]["totalWithTax"] = "much"
    with pytest.raises(Offline):
        shop.read_order("1")
    assert len(shop.open_orders("").orders) > 20  # one odd order holds up nobody


def test_the_seeded_shop_that_lies_here_is_the_one_that_would_be_seeded() -> None:
    """As server.js counts it; after a change to what seeds the shop, README.md says what to do."""
    digest = hashlib.sha256()
    for name in ("package-lock.json", "package.json", "config.js", "catalogue.js", "checkout.js", "seed.js"):
        digest.update(name.encode() + (FOLDER / name).read_bytes())
    settings = ["2026-01-05T06:00:00.000Z", 52, 20260105, "superadmin", "ci-store-only", "not-a-secret-ci-only"]
    digest.update(json.dumps(settings, separators=(",", ":")).encode())
    assert (FOLDER / f"seeded-{digest.hexdigest()[:16]}.sqlite.gz").exists()


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text("utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)
