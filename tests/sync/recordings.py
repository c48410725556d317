"""The recorded exchanges with real stores, and the state that each of them began in.

What is not in a recording (the product behind a line, what was done between two exchanges) is put back here by hand.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from desktop.simulated import woocommerce_orders as shop
from desktop.simulated.woocommerce_api import Request, answer
from desktop.simulated.woocommerce_state import Json, Key, State

FOLDER = Path(__file__).parent.parent / "stores" / "woocommerce"
MANY_A, MANY_B, MANY_C, MANY_D, MANY_E = ("a" * 40, "b" * 40, "c" * 40, "d" * 40, "e" * 40)


@dataclass(frozen=True)
class Exchange:
    file: str
    place: int
    raw: Json

    @property
    def id(self) -> str:
        return f"{self.file[:2]}-{self.place:02d}"

    @property
    def request(self) -> Json | None:
        return self.raw.get("request")

    @property
    def response(self) -> Json:
        found: Json = self.raw["response"]
        return found

    @property
    def moment(self) -> datetime:
        return parsedate_to_datetime(self.response["headers"]["Date"])


def exchanges(prefix: str = "") -> list[Exchange]:
    found = []
    for path in sorted(FOLDER.glob(f"{prefix}*.json")):
        whole = json.loads(path.read_text(encoding="utf-8"))
        found += [Exchange(path.name, place, raw) for place, raw in enumerate(whole["exchanges"])]
    return found


def exchange(exchange_id: str) -> Exchange:
    """By its id: "05-03"."""
    return exchanges(exchange_id[:2])[int(exchange_id[3:])]


def files() -> list[str]:
    return sorted(path.name for path in FOLDER.glob("*.json"))


def lab(file: str) -> State:
    """The store as it was before the first exchange of a file."""
    number = file[:2]
    state = State(home="https://store.test", tax_percent=Decimal(0 if number in ("15", "16") else 11))
    state.keys = {
        f"ck_{MANY_A}": Key(f"cs_{MANY_A}"), f"ck_{MANY_B}": Key(f"cs_{MANY_B}", may_write=False),
        f"ck_{MANY_C}": Key(f"cs_{MANY_C}", staff=False, login="customer"),
        f"ck_{MANY_D}": Key(f"cs_{MANY_D}", may_read=False), f"ck_{MANY_E}": Key(f"cs_{MANY_E}", login="shopman"),
    }  # fmt: skip
    state.passwords = {"shopman": "<application password>"}
    if number == "15":
        state.version, state.wordpress, state.orders_table = (8, 9, 3), "6.5.5", False
    if number == "16":
        state.orders_table = False
    _add_products(state)
    _at(state, datetime(2026, 11, 21, 22, 0, tzinfo=UTC))
    {"02": _many_orders, "03": _many_orders, "04": _whole_orders, "05": _status_orders, "06": _note_orders,
     "07": _refund_orders, "08": _stocks, "09": _batch_orders, "10": _till, "11": _fulfilment_orders,
     "13": _fault_orders, "14": _parallel_orders, "15": _posts_8, "16": _posts_11,
     "17": _custom_orders}.get(number, lambda _state: None)(state)  # fmt: skip
    state.emails.clear()
    state.writes.clear()
    return state


def set_clock(state: State, moment: datetime) -> None:
    _at(state, moment)


def request_of(exchange: Exchange) -> Request:
    """The recorded request as it went over the wire."""
    import base64

    sent = exchange.request
    assert sent is not None
    headers = {name.lower(): value for name, value in (sent.get("headers") or {}).items()}
    basic = headers.get("authorization", "")
    if "base64(" in basic:
        clear = basic.split("base64(", 1)[1].removesuffix(")")
        headers["authorization"] = "Basic " + base64.b64encode(clear.encode()).decode()
    body = sent.get("body")
    if body == {"update": "[101 objects]"}:
        body = {"update": [{"id": 1}] * 101}
    content = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    if body is not None and "content-type" not in headers:
        headers["content-type"] = "application/json"
    return Request(sent["method"], sent["url"], headers, content, sent["url"].startswith("https://"))


# What happened between two recorded exchanges: (file, place) -> what was done just before it.
BETWEEN: dict[str, Callable[[State], None]] = {}


def before(exchange_id: str) -> Callable[[Callable[[State], None]], Callable[[State], None]]:
    def keep(act: Callable[[State], None]) -> Callable[[State], None]:
        BETWEEN[exchange_id] = act
        return act

    return keep


@before("02-11")
def _sent_once_before(state: State) -> None:
    repeated = exchanges("02")[11]
    assert answer(state, request_of(repeated)).status == 200


@before("03-05")
def _one_was_binned(state: State) -> None:
    binned = _order(state, 250, "processing")
    state.set_stamp(binned, "date_modified", datetime(2026, 11, 21, 22, 13, 52, tzinfo=UTC))
    state.before_trash[250] = "processing"
    binned["status"] = "trash"


@before("03-18")
def _first_was_edited(state: State) -> None:
    state.set_stamp(state.orders[44], "date_modified", datetime(2026, 11, 21, 22, 13, 54, tzinfo=UTC))


@before("05-02")
def _back_to_processing(state: State) -> None:
    shop.update(state, 252, {"status": "processing"})
    state.emails.clear()


@before("05-15")
def _deleted_for_good(state: State) -> None:
    shop.delete(state, 254, force=True)


@before("11-02")
def _feature_on(state: State) -> None:
    state.fulfilments_on = True


@before("13-01")
def _nothing(_state: State) -> None:
    return


@before("15-11")
def _later(state: State) -> None:
    _at(state, state.now() + timedelta(seconds=5))


@before("16-11")
def _later_too(state: State) -> None:
    _at(state, state.now() + timedelta(seconds=5))


@before("15-18")
def _one_more_8(state: State) -> None:
    _order(state, 91, "processing", [(99991, 14, 1, 18)])


@before("16-18")
def _one_more_11(state: State) -> None:
    _order(state, 80, "processing", [(99991, 14, 1, 18)])


@before("17-02")
def _plugin_off(state: State) -> None:
    state.statuses.pop("packed")


def _at(state: State, moment: datetime) -> None:
    state.now = lambda: moment


def _add_products(state: State) -> None:
    goods = (
        (10, 0, "", "V-Neck T-Shirt", 20, 0), (11, 0, "", "Hoodie", 45, 0),
        (14, 0, "woo-beanie", "Beanie", 18, 7311000000048),
        (15, 0, "woo-belt", "Belt", 55, 7311000000055), (16, 0, "woo-cap", "Cap", 16, 7311000000062),
        (25, 10, "woo-vneck-tee-green", "Green", 20, 8992000100014),
        (24, 10, "woo-vneck-tee-red", "Red", 20, 8992000100021),
        (27, 11, "woo-hoodie-red", "Red, No", 42, 8992000110037),
        (29, 11, "woo-hoodie-blue", "Blue, No", 45, 8992000110013),
        (34, 11, "woo-hoodie-blue-logo", "Blue, Yes", 45, 8992000110006), (26, 10, "v-blue", "Blue", 20, 0),
        (28, 11, "h-green", "Green", 45, 0),
        (37, 0, "", "Batik tanpa SKU", 275000, 0), (38, 0, "JASA-1", "Perakitan jasa (virtual)", 50000, 0),
        (40, 0, "n-40", "Forty", 1, 0),
    )  # fmt: skip
    for product_id, parent, sku, name, price, gtin in goods:
        state.products[product_id] = {
            "id": product_id, "parent_id": parent, "type": "variation" if parent else "simple", "sku": sku,
            "name": name, "price": str(price), "global_unique_id": str(gtin or ""), "manage_stock": product_id != 38,
            "stock_quantity": None if product_id == 38 else 500, "stock_status": "instock", "weight": "",
            "images": [], "attributes": [], "variations": [],
        }  # fmt: skip
    for product_id in (10, 11):
        parent_product = state.products[product_id]
        parent_product["variations"] = [p["id"] for p in state.products.values() if p["parent_id"] == product_id]
        parent_product["type"] = "variable"
    recorded = exchanges("08")
    state.products[36] = dict(recorded[3].response["body"])
    state.products[25] |= recorded[4].response["body"]


def _order(
    state: State, order_id: int, status: str = "processing", lines: Any = (), email: str = "siti@example.com"
) -> Json:
    """An order with this id; lines are (item id, product, units, price)."""
    order = shop.blank(state)
    order |= {"id": order_id, "number": str(order_id), "status": status}
    order["billing"] |= {"first_name": "Siti", "email": "siti@example.com", "country": "ID"}
    order["shipping"] |= {"first_name": "Siti", "address_1": "Jl. A 1", "country": "ID"}
    for item_id, product_id, units, price in lines:
        product = state.products[product_id]
        total = Decimal(price) * units
        order["line_items"].append(
            {"id": item_id, "name": product["name"], "product_id": product["parent_id"] or product_id,
             "variation_id": product_id if product["parent_id"] else 0, "quantity": units, "tax_class": "",
             "subtotal": f"{total:.2f}", "subtotal_tax": "0.00", "total": f"{total:.2f}",
             "total_tax": f"{total * state.tax_percent / 100:.2f}", "taxes": [], "meta_data": [],
             "sku": product["sku"], "global_unique_id": product.get("global_unique_id", ""), "price": price,
             "image": {"id": "", "src": ""}, "parent_name": None}
        )  # fmt: skip
        state.reserve("item", item_id)
    shop._sum_up(state, order)
    moment = state.now()
    state.set_stamp(order, "date_created", moment)
    state.set_stamp(order, "date_modified", moment)
    if status in ("processing", "completed", "on-hold"):
        state.take_stock(order)
        state.set_stamp(order, "date_paid", moment) if status != "on-hold" else None
    state.orders[order_id] = order
    state.reserve("post", order_id)
    return order


def _many_orders(state: State) -> None:
    """196 orders, one every five hours, as 03 shows their dates; ten ids in between were refunds."""
    statuses = {197: "on-hold", 196: "failed", 203: "completed", 201: "processing", 204: "processing"}
    start = datetime(2026, 11, 11, 2, 1, 20, tzinfo=UTC)
    seconds = {195: -3, 196: -2, 201: 5, 203: 10, 204: 11}
    missing = {79, 81, 90, 99, 111, 122, 133, 144, 220, 230}
    for order_id in range(44, 250):
        if order_id in missing:
            continue
        status = statuses.get(order_id, "completed" if order_id % 5 == 0 else "processing")
        order = _order(state, order_id, status, [(order_id * 10, 14, 1, 18)])
        moment = start + timedelta(hours=5 * (order_id - 197), seconds=seconds.get(order_id, 0))
        state.set_stamp(order, "date_modified", moment)
        state.set_stamp(order, "date_created", moment - timedelta(days=3))
    for recorded in exchanges("03")[0].response["body"]:
        if isinstance(recorded, dict):
            state.orders[recorded["id"]] = recorded
    for order_id, number in ((60, "60"), (107, "x60x"), (209, "60 Fifth Ave")):
        state.orders[order_id]["shipping"]["address_2"] = number


def _whole_orders(state: State) -> None:
    for exchange in exchanges("04"):
        body = exchange.response["body"]
        state.orders[body["id"]] = body


def _status_orders(state: State) -> None:
    state.products[14]["stock_quantity"] = 356 + 2 + 2 + 2 + 2
    for order_id, item in ((252, 900), (253, 910), (254, 920)):
        _order(state, order_id, "processing", [(item, 14, 2, 18)])
    _order(state, 255, "processing", [(933, 14, 2, 18), (934, 25, 1, 20)])
    state.next_ids |= {"item": 936, "meta": 447, "note": 676}
    for order in state.orders.values():
        order["date_paid_gmt"] = order["date_paid"] = None


def _note_orders(state: State) -> None:
    _order(state, 256, "processing", [(937, 14, 1, 18)])
    state.next_ids["note"] = 707


def _refund_orders(state: State) -> None:
    state.products[14]["stock_quantity"] = 346 + 2
    _order(state, 257, "processing", [(940, 14, 2, 18), (941, 25, 1, 20)])
    state.next_ids |= {"post": 258, "item": 943, "meta": 457}


def _stocks(state: State) -> None:
    state.products[14]["stock_quantity"] = 347
    state.products[25]["stock_quantity"] = 157
    state.products[34]["stock_quantity"] = 172
    state.products[29]["stock_quantity"] = 171


def _batch_orders(state: State) -> None:
    for order_id in (273, 274, 275):
        _order(state, order_id, "processing", [(order_id * 10, 14, 1, 18)])


def _till(state: State) -> None:
    state.products[14]["stock_quantity"] = 300
    state.products[37]["stock_quantity"] = -66
    state.next_ids |= {"post": 276, "item": 977}


def _fulfilment_orders(state: State) -> None:
    _order(state, 281, "processing", [(989, 14, 2, 18), (990, 25, 1, 20)])
    state.next_ids["meta"] = 511


def _fault_orders(state: State) -> None:
    _order(state, 283, "processing", [(991, 14, 2, 18)])


def _parallel_orders(state: State) -> None:
    _order(state, 287, "processing", [(992, 14, 2, 18)])


def _posts_8(state: State) -> None:
    """Eighteen products, the three of the recording the newest."""
    for product_id, sku, name, day in (
        (33, "wp-pennant", "WordPress Pennant", 3), (31, "Woo-beanie-logo", "Beanie with Logo", 2),
        (32, "logo-collection", "Logo Collection", 1),
    ):  # fmt: skip
        state.products[product_id] = state.products[16] | {"id": product_id, "sku": sku, "name": name}
        state.products[product_id]["date_created_gmt"] = f"2026-01-0{day}T00:00:00"
    for product_id in range(60, 66):
        state.products[product_id] = state.products[16] | {"id": product_id, "sku": f"extra-{product_id}"}
    for product in state.products.values():
        product.pop("global_unique_id", None)
        if product["id"] in (25, 36):
            product.pop("date_created_gmt")
    _posts(state, 52, 89, 51, recent=23)


def _posts_11(state: State) -> None:
    state.products[14]["global_unique_id"] = "4006381333931"
    _posts(state, 43, 79, 45, recent=20)
    state.orders[77]["created_via"] = "kolli-pos"


def _posts(state: State, total: int, next_post: int, next_item: int, recent: int) -> None:
    """So many orders as the totals of the recording say, the last of them changed of late."""
    for order_id in range(next_post - total + 1, next_post):
        order = _order(state, order_id, "processing", [(order_id * 1000, 14, 1, 18)])
        moment = datetime(2026, 11, 21, 22, 10, tzinfo=UTC)
        if order_id < next_post - recent:
            moment -= timedelta(days=1)
        state.set_stamp(order, "date_modified", moment)
        state.set_stamp(order, "date_created", moment)
    state.next_ids |= {"post": next_post, "item": next_item, "meta": 1699}


def _custom_orders(state: State) -> None:
    state.statuses = {
        **{slug: name for slug, name in state.statuses.items() if slug != "checkout-draft"}, "packed": "Packad",
        "checkout-draft": "Draft",
    }  # fmt: skip
    state.products[14]["stock_quantity"] = 276 + 2
    _order(state, 288, "processing", [(995, 14, 2, 18)])
    _order(state, 289, "processing", [(996, 14, 2, 18)])
