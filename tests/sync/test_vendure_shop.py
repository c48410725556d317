"""From end to end with a real Vendure: pulled, packed, sent in parts, cancelled, paid back, and every answer lost once.

What is compared at the end is what the shop says itself, asked past everything of ours. Needs Node: tests/ci_shop.py.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.order import Action
from desktop.models.base import forget
from desktop.models.schema import open_database
from desktop.services import changes, intake, orders, outbox, packing, remote, shipping, stores
from desktop.services.changes import unit
from desktop.sync.connect import connect
from desktop.sync.connector import Busy, Offline
from desktop.sync.connectors.vendure.mark import is_marked
from desktop.sync.connectors.vendure.write import TARGETS
from desktop.sync.link import Link, Recheck
from desktop.sync.worker import Pace, Worker
from tests.ci_shop import Shop
from tests.sync.vendure_seed import dump, seed

pytestmark = pytest.mark.timeout(900)  # the first run fetches the shop
PACE = Pace(poll_s=0.3, settle_s=0.0, contact_s=0.0)
_SAYS = """query($id: ID!) { order(id: $id) { state totalWithTax
  lines { id quantity productVariant { sku stockOnHand stockAllocated } }
  payments { state amount refunds { total state reason } }
  fulfillments { state method trackingCode lines { orderLineId quantity } }
  history(options: { take: 100 }) { items { type isPublic data } } } }"""
# What became of the seeded orders (GET /ci/info) -> payment, fulfilment and stage here.
FATES = {
    "paid": ("paid", "open", "to-pick"),
    "paid-note": ("paid", "open", "to-pick"),
    "authorized": ("claimed", "open", "to-confirm"),
    "shipped": ("paid", "shipped", "shipped"),
    "delivered": ("paid", "delivered", "done"),
    "partial": ("paid", "open", "to-pick"),
    "partial-two-parcels": ("paid", "open", "to-pick"),
    "refunded-part": ("part-refunded", "open", "to-pick"),
    "line-cancelled": ("paid", "open", "to-pick"),
    "cancelled-unpaid": ("unpaid", "cancelled", "cancelled"),
    "cancelled-refunded": ("refunded", "cancelled", "cancelled"),
}
NEVER_PLACED = {"cart", "checkout", "draft", "declined"}


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "for this test")


@pytest.fixture
def store_id(sqlite_database: Path, ci_shop: Shop) -> int:
    settings: dict[str, object] = {"status_map": dict(TARGETS), "history_days": 100_000}
    return stores.add("vendure", "Shop", ci_shop.admin, settings, {"key": ci_shop.key}).id


@pytest.fixture(scope="session")
def pulled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a database with everything that the seeded shop holds is kept, once a test has pulled it."""
    return tmp_path_factory.mktemp("pulled") / "kolli.db"


@pytest.fixture
def link(store_id: int, sqlite_database: Path, ci_shop: Shop, pulled: Path) -> Iterator[Link]:
    """Everything is pulled; what follows goes by way of this."""
    if pulled.exists():
        forget()
        _copy(pulled, sqlite_database)
        open_database(str(sqlite_database))
        stores.change(store_id, keys={"key": ci_shop.key})
    row = stores.get(store_id)
    with closing(Link(row, connect(row), settle_s=0.0)) as made:
        _pull(made)
        if not pulled.exists():
            _pull(made)  # once more, for what its first glance left open
            _copy(sqlite_database, pulled)
        yield made
    changes.set_clock(None)
    packing.forget_all()


def test_the_double_begins_as_the_shop(ci_shop: Shop) -> None:
    there, here = dump(ci_shop), seed()
    for name in there:
        assert _sorted(there[name]) == _sorted(here[name]), name


def test_52_orders_are_pulled_each_as_the_shop_has_it(store_id: int, ci_shop: Shop) -> None:
    report = Worker(pace=PACE).run_once()[0]
    assert (report.online, report.error) == (True, "")
    found: dict[str, tuple[str, str, str]] = {}
    codes = dict(ci_shop.info["codes"])
    for raw in seed()["orders"]:
        order_id = intake.find(f"store:{store_id}", raw["id"])
        if order_id is None:
            assert codes[raw["code"]] in NEVER_PLACED
            continue
        view = orders.show(order_id)
        found[raw["code"]] = (view.state.payment.value, view.state.fulfilment.value, view.stage.value)
        here = sorted((line.sku, line.ordered, line.cancelled) for line in orders.lines(order_id))
        assert here == sorted(
            (_sku(line), line["orderPlacedQuantity"], _called_off(raw, line)) for line in raw["lines"]
        )
        assert view.total_minor == raw["totalWithTax"]
        assert view.ship_to.country == raw["shippingAddress"]["countryCode"]
        sent = sum(part["quantity"] for parcel in raw["fulfillments"] for part in parcel["lines"])
        if raw["state"] != "Cancelled":  # what has left there is not packed again here
            wanted = sum(line["quantity"] for line in raw["lines"])
            assert sum(line.left for line in orders.lines(order_id)) == wanted - sent, raw["code"]
    assert len(codes) == 52
    assert found == {code: FATES[fate] for code, fate in codes.items() if fate not in NEVER_PLACED}
    assert len(found) == report.tally.orders_new == 48
    assert report.tally.articles == 36
    again = Worker(pace=PACE).run_once()[0]
    assert (again.tally.orders_new, again.tally.orders_changed) == (0, 0)
    assert ci_shop.writes() == 0


def test_in_parts_with_every_answer_lost_each_parcel_leaves_once(store_id: int, link: Link, ci_shop: Shop) -> None:
    order_id = _ours(store_id, "2")
    lines = {line["productVariant"]["sku"]: line["id"] for line in _says(ci_shop, "2")["lines"]}
    _pack(order_id, {"BOARD-04": 2, "SOAP-24": 1})
    packing.send_part(order_id)
    first = orders.parcels(order_id)[0]
    shipping.track(order_id, "PostNord", "SE1", first.id)
    shipping.hand_over(order_id, [first.id])
    for op in ("addFulfillmentToOrder", "transitionFulfillmentToState"):
        ci_shop.spoil(op, "drop")
    _until_told(link)
    assert _parcels(ci_shop, "2") == [("SE1", "Shipped", {lines["BOARD-04"]: 2, lines["SOAP-24"]: 1})]
    assert _says(ci_shop, "2")["state"] == "PartiallyShipped"

    _pull(link)  # our own parcel comes back, and is no news
    assert remote.decisions(store_id=store_id) == []
    _pack(order_id)
    shipping.ship(order_id, "PostNord", "SE2")
    ci_shop.spoil("addFulfillmentToOrder", "status", status=503)
    ci_shop.spoil("addFulfillmentToOrder", "status", status=429)
    ci_shop.spoil("addFulfillmentToOrder", "drop")
    ci_shop.spoil("query One", "delay", ms=300)
    _until_told(link)
    rest = {lines["BOARD-04"]: 1, lines["SOAP-24"]: 1, lines["SOCK-02-M"]: 1, lines["CREAM-25"]: 2}
    assert _parcels(ci_shop, "2")[1:] == [("SE2", "Shipped", rest)]
    assert _says(ci_shop, "2")["state"] == "Shipped"

    orders.do(order_id, Action.DELIVER)
    ci_shop.spoil("transitionFulfillmentToState", "drop", times=2)
    _until_told(link)
    assert _says(ci_shop, "2")["state"] == "Delivered"
    assert len(_parcels(ci_shop, "2")) == 2
    _pull(link)
    assert orders.show(order_id).stage.value == "done"


def test_what_had_left_before_we_heard_of_it_is_not_sent_again(store_id: int, link: Link, ci_shop: Shop) -> None:
    order_id = _ours(store_id, "9")
    there = {line["id"]: line["quantity"] for line in _says(ci_shop, "9")["lines"]}
    (before,) = _parcels(ci_shop, "9")
    _pack(order_id)
    shipping.ship(order_id, "PostNord", "SE9")
    _until_told(link)
    rest = {line: units - before[2].get(line, 0) for line, units in there.items() if units > before[2].get(line, 0)}
    assert _parcels(ci_shop, "9") == [before, ("SE9", "Shipped", rest)]
    assert _says(ci_shop, "9")["state"] == "Shipped"


def test_cancelled_paid_back_and_written_to_once_each(store_id: int, link: Link, ci_shop: Shop) -> None:
    before = _says(ci_shop, "1")
    order_id = _ours(store_id, "1")
    orders.do(order_id, Action.CANCEL)
    with unit() as work:
        outbox.tell_refund(work, order_id, Decimal("278.00"), "Out of stock", through_gateway=True)
        outbox.tell_note(work, order_id, "We are sorry")
        outbox.tell_note(work, order_id, "Count the shelf", to_customer=False)
    for op in ("cancelOrder", "refundOrder", "addNoteToOrder", "addNoteToOrder"):
        ci_shop.spoil(op, "drop")
    _until_told(link)
    said = _says(ci_shop, "1")
    assert said["state"] == "Cancelled"
    assert [(r["total"], r["state"]) for paid in said["payments"] for r in paid["refunds"]] == [(27800, "Settled")]
    notes = [e for e in said["history"]["items"] if e["type"] == "ORDER_NOTE"]
    assert [(e["isPublic"], str(e["data"]["note"])[:11]) for e in notes] == [
        (True, "We are sorr"),
        (False, "Count the s"),
    ]
    assert all(is_marked(e["data"]["note"]) and e["data"]["note"].isascii() is False for e in notes)
    assert sum(e["type"] == "ORDER_CANCELLATION" for e in said["history"]["items"]) == 1
    (was,), (now,) = ([line["productVariant"] for line in each["lines"]] for each in (before, said))
    assert now["stockOnHand"] == was["stockOnHand"]
    assert now["stockAllocated"] == was["stockAllocated"] - 1


def test_money_that_was_promised_is_taken_when_it_is_confirmed(store_id: int, link: Link, ci_shop: Shop) -> None:
    order_id = _ours(store_id, "5")
    orders.do(order_id, Action.CONFIRM)
    ci_shop.spoil("settlePayment", "drop")
    _until_told(link)
    said = _says(ci_shop, "5")
    assert (said["state"], [paid["state"] for paid in said["payments"]]) == ("PaymentSettled", ["Settled"])


def test_stock_is_set_once_and_never_over_somebody_elses_count(store_id: int, link: Link, ci_shop: Shop) -> None:
    there = '{ productVariants(options: { filter: { id: { eq: "1" } } }) { items { stockOnHand stockAllocated } } }'
    (mug,) = ci_shop.ask(there)["productVariants"]["items"]
    free = mug["stockOnHand"] - mug["stockAllocated"]
    with unit() as work:
        outbox.tell_stock(work, store_id, "1", free, free - 3)
    ci_shop.spoil("updateProductVariants", "drop")
    _until_told(link)
    (after,) = ci_shop.ask(there)["productVariants"]["items"]
    assert after == {**mug, "stockOnHand": mug["stockOnHand"] - 3}


def test_what_changes_in_the_shop_meanwhile_is_seen_and_stops_us(store_id: int, link: Link, ci_shop: Shop) -> None:
    """An edited address moves no date in Vendure; a parcel that somebody there has sent moves none either."""
    edited, cancelled, sent = _ours(store_id, "4"), _ours(store_id, "6"), _ours(store_id, "8")
    _pack(cancelled)
    ci_shop.ask('mutation { transitionOrderToState(id: "4", state: "Modifying") { __typename } }')
    ci_shop.ask(
        'mutation { modifyOrder(input: { dryRun: false, orderId: "4", updateShippingAddress:'
        ' { streetLine1: "Nygatan 9", countryCode: "SE" } }) { __typename } }'
    )
    ci_shop.ask('mutation { transitionOrderToState(id: "4", state: "PaymentSettled") { __typename } }')
    _fulfil_there(ci_shop, "8")
    ci_shop.ask('mutation { cancelOrder(input: { orderId: "6", reason: "changed my mind" }) { __typename } }')
    shipping.ship(cancelled, "PostNord", "SE6")  # it leaves before we hear of it
    _until_told(link)
    parked = [row for row in outbox.rows(("parked",)) if row.order_id == cancelled]
    assert "Cancelled" in parked[0].reason
    assert _parcels(ci_shop, "6") == []
    link.pull_changes()
    assert orders.show(edited).ship_to.line1 == "Nygatan 9"
    assert [d.field for d in remote.decisions(order_id=sent)] == ["fulfilment"]
    assert [d.theirs for d in remote.decisions(order_id=cancelled)] == ["cancelled"]
    new = ci_shop.place({"TEA-14": 2})
    assert link.recheck("4", 20.0) is Recheck.SAME
    link.pull_changes()
    assert intake.find(f"store:{store_id}", new["id"]) is not None


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)


def _pull(link: Link) -> None:
    while link.pull_changes():
        pass


def _until_told(link: Link) -> None:
    """Send as the worker does, with its waits skipped, until nothing is left but what a person must decide."""
    begun = changes.now()
    for turn in range(1, 20):
        changes.set_clock(lambda turn=turn: begun + timedelta(minutes=10 * turn))  # type: ignore[misc]
        try:
            while link.push_due():
                pass
        except (Offline, Busy):
            continue
        if not any(row.state in ("waiting", "sending", "sent") for row in outbox.rows()):
            return
        if any(row.state == "parked" for row in outbox.rows()):
            return
    raise AssertionError(f"it never got through: {outbox.rows()}")


def _ours(store_id: int, ref: str) -> int:
    order_id = intake.find(f"store:{store_id}", ref)
    assert order_id is not None
    return order_id


def _pack(order_id: int, units: dict[str, int] | None = None) -> None:
    """Scan these units, or all that is left; the right last scan closes the parcel."""
    packing.open_order(order_id)
    wanted = units or {line.sku: line.left for line in orders.lines(order_id) if line.left}
    for sku, count in wanted.items():
        for _unit in range(count):
            assert packing.scan(order_id, sku).verdict.counts


def _says(shop: Shop, ref: str) -> dict[str, Any]:
    return dict(shop.ask(_SAYS, {"id": ref})["order"])


def _parcels(shop: Shop, ref: str) -> list[tuple[str, str, dict[str, int]]]:
    return [
        (p["trackingCode"], p["state"], {part["orderLineId"]: part["quantity"] for part in p["lines"]})
        for p in _says(shop, ref)["fulfillments"]
    ]


def _fulfil_there(shop: Shop, ref: str) -> None:
    """Somebody in the office sends it by the shop's own pages."""
    body = {
        "lines": [{"orderLineId": line["id"], "quantity": line["quantity"]} for line in _says(shop, ref)["lines"]],
        "handler": {
            "code": "manual-fulfillment",
            "arguments": [{"name": "method", "value": "DHL"}, {"name": "trackingCode", "value": "DHL8"}],
        },
    }
    add = "mutation($i: FulfillOrderInput!) { r: addFulfillmentToOrder(input: $i) { ... on Fulfillment { id } } }"
    made = shop.ask(add, {"i": body})["r"]
    send = 'mutation($id: ID!) { transitionFulfillmentToState(id: $id, state: "Shipped") { __typename } }'
    shop.ask(send, made)


def _called_off(raw: dict[str, Any], line: dict[str, Any]) -> int:
    """Units of a line; of an order that was cancelled as a whole, its state speaks."""
    return 0 if raw["state"] == "Cancelled" else int(line["orderPlacedQuantity"] - line["quantity"])


def _sku(line: dict[str, Any]) -> str:
    return next(str(v["sku"]) for v in seed()["variants"] if v["id"] == line["productVariant"]["id"])


def _sorted(value: Any) -> Any:
    """Lines come in no order of their own."""
    if isinstance(value, list):
        items = [_sorted(item) for item in value]
        return sorted(items, key=str)
    return {key: _sorted(item) for key, item in value.items()} if isinstance(value, dict) else value
