"""OpenCart by our module, against real stores: what the module answered there, and what their orders are worth."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.remote import RemoteOrder
from desktop.simulated import opencart_bridge
from desktop.simulated.opencart import OpenCartDouble
from desktop.simulated.opencart_state import State
from desktop.sync.connector import Account
from desktop.sync.connectors.opencart.probe import profile
from desktop.sync.connectors.opencart.read import is_abandoned, remote_order
from desktop.sync.connectors.opencart.store import OpenCart
from tests.sync.opencart_recordings import FOLDER
from tests.sync.opencart_store import facts, live, recorded

VERSIONS = ("2.3.0.2", "3.0.5.1", "4.0.2.3", "4.1.0.4")


def _happen(state: State, event: str) -> None:
    changes = {
        "MAIL DOWN": ("mail_down", True), "MAIL UP": ("mail_down", False), "MAINTENANCE": ("maintenance", True),
        "OPEN AGAIN": ("maintenance", False), "SWITCHED OFF": ("switched_on", False),
        "SWITCHED ON": ("switched_on", True),
    }  # fmt: skip
    setattr(state, *changes[event])


def _played(version: str) -> Iterator[tuple[dict[str, Any], int, Any]]:
    """Each recorded exchange, and what the double says to the same question."""
    state = recorded(version)
    for exchange in live(version):
        if "event" in exchange:
            _happen(state, exchange["event"])
        elif not state.maintenance:
            key = {"right": state.key, "wrong": "kolli-wrong", "": ""}[exchange["key"]]
            said = json.dumps(exchange["request"]).encode()
            yield exchange, *opencart_bridge.answer(state, {"x-kolli-key": key}, said)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_double_answers_what_the_module_answered_in_a_real_store(version: str) -> None:
    played = 0
    for exchange, status, said in _played(version):
        played += 1
        op, wanted = exchange["request"]["op"], exchange["body"]
        assert (status, set(said)) == (exchange["status"], set(wanted)), (op, said)
        if "error" in wanted:
            assert said["error"]["code"] == wanted["error"]["code"], op
            assert said["error"].get("stored") == wanted["error"].get("stored")
            assert said["error"].get("found") == wanted["error"].get("found")
        elif op == "hello":
            _same_store(said["ok"], wanted["ok"])
        elif op in ("products", "customers", "stock"):
            _same_rows(said["ok"]["rows"], wanted["ok"]["rows"], compared=("product_id", "sku", "ean", "quantity"))
            assert said["ok"]["more"] == wanted["ok"]["more"]
        elif op == "open":
            ids = [[row["order_id"] for row in one["ok"]["rows"]] for one in (said, wanted)]
            assert ids[0] == ids[1]
            assert (said["ok"]["after"], said["ok"]["more"]) == (wanted["ok"]["after"], wanted["ok"]["more"])
        elif "orders" in wanted["ok"]:
            _same_orders(said["ok"], wanted["ok"])
        else:
            for answer in (said["ok"], wanted["ok"]):
                answer.pop("evidence", None)
            assert said["ok"] == wanted["ok"], (op, exchange["request"])
    assert played >= 44


def _same_store(said: Any, wanted: Any) -> None:
    assert set(said) == set(wanted)
    for name in ("protocol", "opencart", "name", "zone", "currency", "languages", "language_id", "offset_s"):
        assert said[name] == wanted[name], name
    assert [(s["id"], s["names"]["1"]) for s in sorted(said["statuses"], key=lambda s: int(s["id"]))] == [
        (s["id"], s["names"]["1"]) for s in wanted["statuses"]
    ] or said["opencart"].startswith("2")
    assert [sorted(said[name]) for name in ("processing", "complete")] == [
        sorted(wanted[name]) for name in ("processing", "complete")
    ]


def _same_rows(said: Any, wanted: Any, compared: tuple[str, ...] = ()) -> None:
    """The double has no column that the store has not, and the same where both are made from the same facts."""
    assert len(said) == len(wanted)
    for ours, theirs in zip(said, wanted, strict=True):
        assert set(ours) <= set(theirs), set(ours) - set(theirs)
        for column in compared:
            if column in ours:
                assert ours[column] == theirs[column], column


def _same_orders(said: Any, wanted: Any) -> None:
    assert {k: v for k, v in said.items() if k != "orders"} == {k: v for k, v in wanted.items() if k != "orders"}
    assert [o["order"]["order_id"] for o in said["orders"]] == [o["order"]["order_id"] for o in wanted["orders"]]
    for ours, theirs in zip(said["orders"], wanted["orders"], strict=True):
        assert set(ours) == set(theirs)
        assert set(ours["order"]) <= set(theirs["order"])
        assert {"ip", "forwarded_ip", "user_agent", "password"}.isdisjoint(theirs["order"])
        for column in ("total", "order_status_id", "currency_code", "currency_value", "comment", "shipping_city"):
            assert ours["order"][column] == theirs["order"][column], column
        _same_rows(ours["products"], theirs["products"], ("product_id", "name", "quantity", "price", "total"))
        _same_rows(ours["options"], theirs["options"], ("name", "value", "type", "order_product_id"))
        _same_rows(ours["totals"], theirs["totals"], ("code", "value"))
        _same_rows(ours["histories"], theirs["histories"], ("order_history_id", "order_status_id", "comment"))
        assert set(ours["codes"]) == set(theirs["codes"])


@pytest.mark.parametrize("version", VERSIONS)
def test_orders_of_a_real_store_are_read_to_their_recorded_facts(version: str) -> None:
    said = profile(live(version)[0]["body"]["ok"], None)
    wanted = facts("orders-oc3.json")
    seen = set()
    for exchange in live(version):
        if exchange.get("request", {}).get("op") not in ("orders", "order"):
            continue
        for raw in exchange["body"]["ok"]["orders"]:
            seen.add(raw["order"]["order_id"])
            order = remote_order(raw, said, {})
            _check(order, wanted[order.remote_id])
            assert order.ship_to.country in ("ID", "SE", "GB", "US")
            assert is_abandoned(raw) == (wanted[order.remote_id]["order_status_id"] == 0)
            codes = [line for line in order.lines if line.article_remote_id]
            assert all(line.sku == f"SKU-{line.article_remote_id}" for line in codes)
            assert all(line.barcodes for line in codes)
    assert len(seen) >= 6


@pytest.mark.parametrize(
    ("version", "file"),
    [("2.3.0.2", "orders-oc3.json"), ("3.0.5.1", "orders-oc3.json"), ("4.1.0.4", "orders-oc410.json")],
)
def test_every_recorded_order_is_pulled_to_its_facts(version: str, file: str) -> None:
    wanted = facts(file)
    state = recorded(version, file)
    with OpenCartDouble(state) as double:
        connector = OpenCart(Account(double.url, "", "", history_days=3650, keys={"key": state.key}))
        try:
            found, cursor, more = {}, "", True
            while more:
                pull = connector.pull_orders(cursor)
                found |= {order.remote_id: order for order in pull.orders}
                cursor, more = pull.cursor, pull.more
        finally:
            connector.close()
    placed = {ref: fact for ref, fact in wanted.items() if fact["order_status_id"]}
    assert set(found) == set(placed)
    assert len(wanted) - len(placed) == 3
    for ref, fact in placed.items():
        _check(found[ref], fact)
    odd = [order for order in found.values() if order.status == "99"]
    assert [order.held for order in odd] == [True] * len(odd) != []


def _check(order: RemoteOrder, fact: dict[str, Any]) -> None:
    assert order.total == Decimal(fact["total_order_currency"])
    assert order.status == str(fact["order_status_id"])
    assert order.currency == fact["currency"]
    assert (order.payment_method, order.courier) == (fact["payment"], fact["shipping"])
    assert order.note == fact["comment"].strip()
    assert order.email == fact["email"]
    assert order.language == {1: "en", 2: "id"}[fact["language_id"]]
    goods = [line for line in order.lines if line.article_remote_id]
    assert [(line.article_remote_id, line.name, line.quantity) for line in goods] == [
        (str(line["product_id"]), line["name"], line["quantity"]) for line in fact["lines"]
    ]
    assert [[value for _name, value in line.options] for line in goods] == [
        [" ".join(value.split(" ")).strip() for _name, value, _kind in line["options"]] for line in fact["lines"]
    ]
    assert len({line.remote_id for line in order.lines}) == len(order.lines)
    assert (order.credits.affiliate != "" if order.credits else False) == bool(fact["affiliate_id"])


def test_the_prototypes_page_and_refusals_are_understood() -> None:
    """The trial module's rows lay flat; its refusals had the same shape as the module's have."""
    exchanges = {one["name"]: one for one in json.loads((FOLDER / "bridge-prototype.json").read_text("utf-8"))}
    assert len(exchanges) == 6
    info = exchanges["bridge_info"]["response"]["body"]
    said = profile(info | {"zone": info["timezone"], "decimals": {}, "languages": {"1": "en-gb"}}, 0.0)
    assert (said.zone, said.currency, said.keeps_reserved) == ("Asia/Jakarta", "USD", frozenset("5 1 2 12 3".split()))
    wanted = facts("orders-oc3.json")
    for flat in exchanges["bridge_orders_page"]["response"]["body"]["orders"]:
        parts = {name: flat[name] for name in ("products", "options", "totals")}
        codes = {row["product_id"]: row for row in flat["products"]}
        order = remote_order(parts | {"order": flat, "codes": codes}, said, {})
        assert order.total == Decimal(wanted[order.remote_id]["total_order_currency"])
        assert [line.sku for line in order.lines] == [f"SKU-{row['product_id']}" for row in flat["products"]]
        assert "&amp;" not in order.note + order.ship_to.company
    state = recorded("3.0.5.1")
    history = {"op": "history", "order_id": 55, "status": 3, "comment": "Resi JNE 1", "notify": False, "job": "c" * 40}
    for name, key, ask in (
        ("bridge_bad_key", "bad", history), ("bridge_history_1", state.key, history),
        ("bridge_history_2", state.key, history),
        ("bridge_history_unknown_order", state.key, history | {"order_id": 999999}),
    ):  # fmt: skip
        response = exchanges[name]["response"]
        status, told = opencart_bridge.answer(state, {"x-kolli-key": key}, json.dumps(ask).encode())
        assert status == response["status"]
        if status == 200:
            ok = told["ok"]
            assert isinstance(ok, dict)
            assert ok.get("again", False) == response["body"]["duplicate"]
            assert ok["status"] == response["body"]["order_status_id"]
        else:
            error = told["error"]
            assert isinstance(error, dict)
            assert str(error["code"]).replace("-", "_") == response["body"]["error"]["code"]
    assert [row["comment"] for row in state.history_of("55")].count("Resi JNE 1") == 1
