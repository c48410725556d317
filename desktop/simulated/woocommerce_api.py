"""The simulated store's REST interface: one request in, one answer out, without a socket."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from desktop.simulated import woocommerce_orders as shop
from desktop.simulated.woocommerce_auth import Shut, who
from desktop.simulated.woocommerce_goods import find_product, list_products, list_variations, update_product
from desktop.simulated.woocommerce_lists import Bad, Page, chosen, listed, orders, page
from desktop.simulated.woocommerce_shipments import ROUTES as SHIPMENT_ROUTES
from desktop.simulated.woocommerce_shipments import Way
from desktop.simulated.woocommerce_state import Json, Key, State, Write

API = "/wp-json/wc/v3"


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: dict[str, str]  # names in small letters
    body: bytes = b""
    secure: bool = False

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@dataclass
class Reply:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Call:
    """What a route gets: the store, who asks, the numbers in the path, the query and the parsed body."""

    state: State
    key: Key
    ids: tuple[int, ...]
    query: dict[str, str]
    body: Json


def answer(state: State, request: Request) -> Reply:
    """What the real store would say. Changes the state as the real one would."""
    with state.lock:
        scheme = "https" if request.secure else "http"
        host = urlsplit(state.home).netloc
        headers = {"Link": f'<{scheme}://{host}/wp-json/>; rel="https://api.w.org/"'}
        try:
            reply = _answered(state, request)
        except Shut as shut:
            reply = Reply(401, {"code": shut.code, "message": shut.message, "data": {"status": 401}})
        except Bad as bad:
            reply = Reply(bad.status, bad.body)
        reply.headers = headers | reply.headers
        return reply


def _answered(state: State, request: Request) -> Reply:
    if request.path in ("/wp-json/", "/wp-json"):
        return Reply(200, chosen(_index(state), request.query.get("_fields", "")))
    if state.blocks_put and request.method not in ("GET", "POST"):
        return Reply(405, "<html><head><title>405 Not Allowed</title></head><body></body></html>")
    secure = request.secure and not state.sees_proxy_only
    headers = {} if state.strips_header else request.headers
    key = who(state, request.method, request.path, request.query, headers, secure)
    if request.path == API:
        return Reply(200, _routes_index(state))
    route, ids = _route(state, request)
    if key is None:
        raise Bad(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
    if not key.staff:
        raise _not_staff(request)
    call = Call(state, key, ids, request.query, _json(request))
    reply = route(call)
    if request.method != "GET" and reply.status < 300:
        state.writes.append(Write(request.method, request.path.removeprefix(API), call.body))
    if "_fields" in request.query and "batch" not in request.path:
        reply.body = chosen(reply.body, request.query["_fields"])
    return reply


def _route(state: State, request: Request) -> tuple[Callable[[Call], Reply], tuple[int, ...]]:
    method = {"PATCH": "PUT"}.get(request.method, request.method)
    rest_route = request.query.get("rest_route", "")
    path = (rest_route and f"/wp-json{rest_route}") or request.path
    for (verb, pattern), route in ROUTES.items():
        found = re.fullmatch(pattern, path)
        if found and verb in (method, "PUT" if method == "POST" and pattern.endswith(r"(\d+)") else method):
            return route, tuple(int(part) for part in found.groups())
    raise Bad(404, "rest_no_route", "No route was found matching the URL and request method.")


def _json(request: Request) -> Json:
    """The body, where it is said to be JSON; otherwise the store sees nothing in it."""
    if not request.body or "json" not in request.headers.get("content-type", ""):
        return {}
    try:
        body = json.loads(request.body)
    except ValueError:
        raise Bad(
            400, "rest_invalid_json", "Invalid JSON body passed.", json_error_code=3,
            json_error_message="Control character error, possibly incorrectly encoded",
        ) from None  # fmt: skip
    return body if isinstance(body, dict) else {}


def _not_staff(request: Request) -> Bad:
    if request.path.endswith("/batch"):
        return Bad(
            403, "woocommerce_rest_cannot_batch", "Sorry, you are not allowed to batch manipulate this resource."
        )
    if request.method == "GET":
        return Bad(403, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
    return Bad(403, "woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource.")


def _index(state: State) -> Json:
    plugin = [state.tracking_plugin] if state.tracking_plugin else []
    return {
        "name": state.name, "description": "", "url": state.home, "home": state.home,
        "gmt_offset": state.zone_offset_h, "timezone_string": state.zone_name,
        "namespaces": ["oembed/1.0", "wc/v3", "wc/v1", "wc-analytics", "wc/store", "wc/v2", "wp/v2", *plugin],
        "authentication": {"application-passwords": {"endpoints": {"authorization": f"{state.home}/wp-admin/"}}},
    }  # fmt: skip


def _routes_index(state: State) -> Json:
    statuses = {
        "type": "array",
        "default": "any",
        "items": {"type": "string", "enum": ["any", "trash", *state.statuses]},
    }
    names = ["context", "page", "per_page", "search", "after", "before", "modified_after", "modified_before",
             "dates_are_gmt", "exclude", "include", "offset", "order", "orderby"]  # fmt: skip
    args: Json = {name: {} for name in names} | {"status": statuses}
    return {"namespace": "wc/v3", "routes": {"/wc/v3/orders": {"endpoints": [{"methods": ["GET"], "args": args}]}}}


def _system_status(call: Call) -> Reply:
    state = call.state
    table = "Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore"
    settings: Json = {
        "currency": state.currency, "number_of_decimals": 2,
        "order_datastore": table if state.orders_table else "WC_Order_Data_Store_CPT",
        "HPOS_enabled": state.orders_table,
    }  # fmt: skip
    if state.version >= (9, 0, 0):
        features = ["analytics", *(["custom_order_tables"] if state.orders_table else [])]
        settings["enabled_features"] = features + (["fulfillments"] if state.fulfilments_on else [])
    version = ".".join(map(str, state.version))
    environment = {
        "home_url": state.home, "version": version, "wp_version": state.wordpress, "language": state.language,
    }  # fmt: skip
    return Reply(200, {"environment": environment, "settings": settings})


def _statuses(call: Call) -> Reply:
    if call.state.version < (9, 6, 0):
        raise Bad(404, "rest_no_route", "No route was found matching the URL and request method.")
    return Reply(200, [{"slug": slug, "name": name} for slug, name in call.state.statuses.items()])


def _weight_unit(_call: Call) -> Reply:
    return Reply(200, {"id": "woocommerce_weight_unit", "value": "kg", "default": "kg"})


def _mail_setting(name: str, call: Call) -> Reply:
    """`/settings/email_customer_completed_order/enabled`; a mail that this version does not have is no group."""
    status = MAILS[name]
    if status == "failed" and call.state.version < (9, 5, 0):
        raise Bad(404, "rest_setting_setting_group_invalid", "Invalid setting group.")
    return Reply(200, {"id": "enabled", "value": "no" if status in call.state.mails_off else "yes"})


def _customers(call: Call) -> Reply:
    role = call.query.get("role", "customer")
    found = [c for c in call.state.customers.values() if role in ("all", c["role"])]
    found.sort(key=lambda c: int(c["id"]), reverse=call.query.get("order", "asc") == "desc")
    return _paged(page(found, call.query))


def _list(call: Call) -> Reply:
    return _paged(orders(call.state, call.query))


def _read(call: Call) -> Reply:
    return Reply(200, shop.find(call.state, call.ids[0]))


def _create(call: Call) -> Reply:
    order = shop.create(call.state, call.body)
    return Reply(201, order, {"Location": f"{call.state.home}{API}/orders/{order['id']}"})


def _update(call: Call) -> Reply:
    return Reply(200, shop.update(call.state, call.ids[0], call.body))


def _delete(call: Call) -> Reply:
    return Reply(200, shop.delete(call.state, call.ids[0], call.query.get("force") == "true"))


def _batch(call: Call) -> Reply:
    return Reply(200, shop.batch(call.state, call.body))


def _notes(call: Call) -> Reply:
    _noted_order(call)
    kind = call.query.get("type", "any")
    notes = call.state.notes.get(call.ids[0], [])
    shown = [note for note in notes if kind == "any" or note["customer_note"] == (kind == "customer")]
    return Reply(200, shown)


def _add_note(call: Call) -> Reply:
    _noted_order(call)
    if "note" not in call.body:
        raise Bad(400, "rest_missing_callback_param", "Missing parameter(s): note", params=["note"])
    author = call.key.login if call.body.get("added_by_user") else "WooCommerce"
    note = call.state.add_note(call.ids[0], call.body["note"], bool(call.body.get("customer_note")), author)
    return Reply(201, note, {"Location": f"{call.state.home}{API}/orders/{call.ids[0]}/notes/{note['id']}"})


def _noted_order(call: Call) -> None:
    if call.ids[0] not in call.state.orders:
        raise Bad(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")


def _refunds(call: Call) -> Reply:
    return _paged(page(call.state.refunds.get(call.ids[0], []), call.query))


def _refund(call: Call) -> Reply:
    return Reply(201, shop.refund(call.state, call.ids[0], call.body))


def _products(call: Call) -> Reply:
    return _paged(page(list_products(call.state, call.query), call.query))


def _product(call: Call) -> Reply:
    return Reply(200, find_product(call.state, call.ids[0]))


def _change_product(call: Call) -> Reply:
    return Reply(200, update_product(call.state, None, call.ids[0], call.body))


def _variations(call: Call) -> Reply:
    return _paged(page(list_variations(call.state, call.ids[0]), call.query))


def _all_variations(call: Call) -> Reply:
    if call.state.version < (10, 3, 0):
        raise Bad(404, "rest_no_route", "No route was found matching the URL and request method.")
    found = [p for p in call.state.products.values() if p.get("parent_id")]
    return _paged(page(listed(found)[::-1], call.query))


def _variation(call: Call) -> Reply:
    return Reply(200, find_product(call.state, call.ids[1]))


def _change_variation(call: Call) -> Reply:
    return Reply(200, update_product(call.state, call.ids[0], call.ids[1], call.body))


def _products_batch(call: Call) -> Reply:
    done = []
    for wanted in call.body.get("update", []):
        try:
            done.append(update_product(call.state, None, wanted["id"], wanted))
        except Bad as bad:
            done.append({"id": wanted["id"], "error": bad.body})
    return Reply(200, {"update": done})


def _shipments(act: Way) -> Callable[[Call], Reply]:
    return lambda call: Reply(*act(call.state, call.ids, call.body))


def _paged(found: Page) -> Reply:
    return Reply(200, found.items, {"X-WP-Total": str(found.total), "X-WP-TotalPages": str(found.pages)})


MAILS = {
    "completed": "completed", "processing": "processing", "on_hold": "on-hold", "refunded": "refunded",
    "failed": "failed", "cancelled": "cancelled",
}  # fmt: skip
ROUTES: dict[tuple[str, str], Callable[[Call], Reply]] = {
    ("GET", f"{API}/system_status"): _system_status,
    ("GET", f"{API}/settings/products/woocommerce_weight_unit"): _weight_unit,
    ("GET", f"{API}/orders/statuses"): _statuses,
    ("GET", f"{API}/customers"): _customers,
    ("GET", f"{API}/orders"): _list,
    ("POST", f"{API}/orders"): _create,
    ("POST", f"{API}/orders/batch"): _batch,
    ("GET", rf"{API}/orders/(\d+)"): _read,
    ("PUT", rf"{API}/orders/(\d+)"): _update,
    ("DELETE", rf"{API}/orders/(\d+)"): _delete,
    ("GET", rf"{API}/orders/(\d+)/notes"): _notes,
    ("POST", rf"{API}/orders/(\d+)/notes"): _add_note,
    ("GET", rf"{API}/orders/(\d+)/refunds"): _refunds,
    ("POST", rf"{API}/orders/(\d+)/refunds"): _refund,
    ("GET", f"{API}/products"): _products,
    ("POST", f"{API}/products/batch"): _products_batch,
    ("GET", rf"{API}/products/(\d+)"): _product,
    ("PUT", rf"{API}/products/(\d+)"): _change_product,
    ("GET", f"{API}/variations"): _all_variations,
    ("GET", rf"{API}/products/(\d+)/variations"): _variations,
    ("GET", rf"{API}/products/(\d+)/variations/(\d+)"): _variation,
    ("PUT", rf"{API}/products/(\d+)/variations/(\d+)"): _change_variation,
}
for _name in MAILS:
    ROUTES["GET", f"{API}/settings/email_customer_{_name}_order/enabled"] = partial(_mail_setting, _name)
for _way, _act in SHIPMENT_ROUTES.items():
    ROUTES[_way] = _shipments(_act)
