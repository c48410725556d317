"""Tracking numbers in the simulated store: the fulfilments feature, and the routes of two plug-ins."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from desktop.simulated.woocommerce_lists import Bad
from desktop.simulated.woocommerce_state import Json, State

_API = r"/wp-json/wc/v3/orders/(\d+)/fulfillments"
_PLUGIN_META = "_wc_shipment_tracking_items"
_PLUGINS = ("wc-shipment-tracking/v3", "wc-ast/v3")
Way = Callable[[State, tuple[int, ...], Json], tuple[int, Any]]


def _stamp(state: State) -> str:
    return state.now().astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _shelf(state: State, order_id: int) -> list[Json]:
    if not state.fulfilments_on or state.version < (10, 1, 0):
        raise Bad(404, "rest_no_route", "No route was found matching the URL and request method.")
    if order_id not in state.orders:
        raise Bad(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
    return state.fulfilments.setdefault(order_id, [])


def _list(state: State, ids: tuple[int, ...], _body: Json) -> tuple[int, Any]:
    # In the list the flag is a string; in the answers to writes it is a boolean.
    return 200, [f | {"is_fulfilled": "1" if f["is_fulfilled"] else "0"} for f in _shelf(state, ids[0])]


def _make(state: State, ids: tuple[int, ...], body: Json) -> tuple[int, Any]:
    """Nothing is checked against the order: a retry makes a second shipment and a second mail."""
    shelf = _shelf(state, ids[0])
    _check(body)
    made: Json = {"id": state.next_id("fulfilment"), "entity_type": "WC_Order", "entity_id": str(ids[0])}
    shelf.append(made)
    _fill(state, made, body)
    _told(state, ids[0], body, "An item from {name} order {id} has been fulfilled!")
    return 201, made


def _change(state: State, ids: tuple[int, ...], body: Json) -> tuple[int, Any]:
    made = _one(state, ids)
    _check(body)
    _fill(state, made, body)
    _told(state, ids[0], body, "A shipment from {name} order {id} has been updated")
    return 200, made


def _read(state: State, ids: tuple[int, ...], _body: Json) -> tuple[int, Any]:
    return 200, _one(state, ids)


def _delete(state: State, ids: tuple[int, ...], _body: Json) -> tuple[int, Any]:
    state.fulfilments[ids[0]].remove(_one(state, ids))
    return 200, {"message": "Fulfillment deleted successfully."}


def _one(state: State, ids: tuple[int, ...]) -> Json:
    for made in _shelf(state, ids[0]):
        if made["id"] == ids[1]:
            return made
    raise Bad(400, 404, "Fulfillment not found.")


def _check(body: Json) -> None:
    items = next((m["value"] for m in body.get("meta_data", []) if m["key"] == "_items"), None)
    if body.get("status") not in ("fulfilled", "unfulfilled"):
        raise Bad(400, 0, "Invalid fulfillment status.")
    if not items:
        raise Bad(400, 0, "The fulfillment should contain at least one item.")


def _fill(state: State, made: Json, body: Json) -> None:
    moment = _stamp(state)
    made |= {"status": body["status"], "is_fulfilled": bool(body.get("is_fulfilled")), "date_updated": moment}
    metas = [*body["meta_data"], {"key": "_date_fulfilled", "value": moment}]
    made |= {"date_deleted": None, "meta_data": [meta | {"id": state.next_id("fulfilment-meta")} for meta in metas]}


def _told(state: State, order_id: int, body: Json, subject: str) -> None:
    order = state.orders[order_id]
    items: dict[int, int] = {}
    for made in state.fulfilments[order_id]:
        for item in next(m["value"] for m in made["meta_data"] if m["key"] == "_items"):
            items[item["item_id"]] = items.get(item["item_id"], 0) + item["qty"]
    whole = all(items.get(line["id"], 0) >= line["quantity"] for line in order["line_items"])
    word = "fulfilled" if whole else "partially_fulfilled"
    kept = [meta for meta in order["meta_data"] if meta["key"] != "_fulfillment_status"]
    order["meta_data"] = [*kept, {"id": state.next_id("meta"), "key": "_fulfillment_status", "value": word}]
    state.touch(order)
    if body.get("notify_customer"):
        state.mail(order, subject.format(name=state.name, id=order_id))


def _trackings(plugin: str) -> tuple[Way, Way]:
    def shelf(state: State, order_id: int) -> list[Json]:
        if state.tracking_plugin != plugin:
            raise Bad(404, "rest_no_route", "No route was found matching the URL and request method.")
        if order_id not in state.orders:
            raise Bad(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
        return state.trackings.setdefault(order_id, [])

    def listing(state: State, ids: tuple[int, ...], _body: Json) -> tuple[int, Any]:
        return 200, shelf(state, ids[0])

    def make(state: State, ids: tuple[int, ...], body: Json) -> tuple[int, Any]:
        if not body.get("tracking_number"):
            raise Bad(400, "rest_missing_callback_param", "Missing parameter(s): tracking_number")
        made = {
            "tracking_id": f"{state.next_id('tracking'):032x}",
            "tracking_provider": body.get("tracking_provider") or body.get("custom_tracking_provider", ""),
            "tracking_link": body.get("custom_tracking_link", ""),
            "tracking_number": body["tracking_number"],
            "date_shipped": body.get("date_shipped", ""),
        }
        shelf(state, ids[0]).append(made)
        _show(state, ids[0])
        return 201, made

    return listing, make


def _show(state: State, order_id: int) -> None:
    """Both plug-ins keep their rows in the order's own data, the day as seconds since 1970."""
    rows = [
        row | {"date_shipped": str(int(datetime.fromisoformat(f"{row['date_shipped']}T00:00:00+00:00").timestamp()))}
        for row in state.trackings[order_id]
    ]
    order = state.orders[order_id]
    kept = [meta for meta in order["meta_data"] if meta["key"] != _PLUGIN_META]
    order["meta_data"] = [*kept, {"id": state.next_id("meta"), "key": _PLUGIN_META, "value": rows}]
    state.touch(order)


ROUTES: dict[tuple[str, str], Way] = {
    ("GET", _API): _list,
    ("POST", _API): _make,
    ("GET", rf"{_API}/(\d+)"): _read,
    ("PUT", rf"{_API}/(\d+)"): _change,
    ("DELETE", rf"{_API}/(\d+)"): _delete,
}
for _plugin in _PLUGINS:
    _path = rf"/wp-json/{_plugin}/orders/(\d+)/shipment-trackings"
    ROUTES["GET", _path], ROUTES["POST", _path] = _trackings(_plugin)
