"""The Admin API of a Vendure double: who may ask what, lists with filters, and errors as Vendure words them."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop.simulated.graphql import Selection, Wrong, choose, parse
from desktop.simulated.vendure_state import Fault, Json, Refusal, State

_RIGHTS = {
    "orders": "ReadOrder", "order": "ReadOrder", "productVariants": "ReadCatalog", "productVariant": "ReadCatalog",
    "customers": "ReadCustomer", "paymentMethods": "ReadSettings", "activeChannel": "", "globalSettings": "",
    "updateProductVariants": "UpdateProduct", "deleteProduct": "DeleteProduct",
}  # fmt: skip
_FREE = {"login", "__typename", "__type"}
_TYPES = {"orders": "OrderList", "order": "Order", "productVariants": "ProductVariantList"}
_MOST = 1000
_KEPT = {"Order": "orders", "ProductVariant": "variants", "Customer": "customers"}


@dataclass
class Reply:
    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


def answer(state: State, path: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Reply:
    """One call. `path` with its query; header names in small letters."""
    where, _mark, asked = path.partition("?")
    if where != "/admin-api":
        return Reply(404, {"statusCode": 404, "message": f"Cannot POST {where}"})
    language = asked.removeprefix("languageCode=") if asked else "en"
    try:
        kind, parts = parse(str(body.get("query", "")), body.get("variables") or {})
    except Wrong as wrong:
        return Reply(400, _errors(str(wrong), "GRAPHQL_PARSE_FAILED"))
    reply = Reply(200, {"data": {}})
    rights = _rights(state, headers)
    for part in parts:
        try:
            if part.name not in _FREE and not _may(rights, part.name):
                raise Fault("You are not currently authorized to perform this action", "FORBIDDEN")
            value = _root(state, part, reply)
            reply.body["data"][part.alias] = choose(value, part.parts, _fields(language, part.name))
            if kind == "mutation" and part.name != "login" and part.args.get("input") != []:
                state.writes += 1
        except Refusal as refusal:
            reply.body["data"][part.alias] = choose(refusal.data, part.parts, _fields(language, part.name))
        except Fault as fault:
            found = _errors(str(fault), fault.code)
            found["errors"][0]["path"] = [part.alias]
            token = {"vendure-auth-token": ""} if fault.code == "FORBIDDEN" and rights is None else {}
            return Reply(200, found | {"data": None}, token)
        except Wrong as wrong:
            return Reply(400, _errors(str(wrong), "GRAPHQL_VALIDATION_FAILED"))
    return reply


def _errors(message: str, code: str) -> Json:
    return {"errors": [{"message": message} | ({"extensions": {"code": code}} if code else {})]}


def _rights(state: State, headers: Mapping[str, str]) -> frozenset[str] | None:
    """None: nobody we know."""
    if headers.get("authorization", "").removeprefix("Bearer ") in state.tokens:
        return frozenset({"SuperAdmin"})
    return state.keys.get(headers.get("vendure-api-key", ""))


def _may(rights: frozenset[str] | None, name: str) -> bool:
    needed = _RIGHTS.get(name, "UpdateOrder")
    return rights is not None and (not needed or needed in rights or "SuperAdmin" in rights)


def _root(state: State, part: Selection, reply: Reply) -> Any:
    args = part.args
    wish: Any = args.get("input")
    ways: dict[str, Callable[[], Any]] = {
        "__typename": lambda: "Query",
        "__type": lambda: {"name": args["name"]},
        "login": lambda: _login(state, args, reply),
        "activeChannel": lambda: state.settings["activeChannel"],
        "globalSettings": lambda: state.settings["globalSettings"],
        "paymentMethods": lambda: {"items": state.methods},
        "orders": lambda: _listed(list(state.orders.values()), args.get("options") or {}),
        "order": lambda: state.orders.get(str(args["id"])),
        "productVariants": lambda: _listed(list(state.variants.values()), args.get("options") or {}),
        "productVariant": lambda: state.variants.get(str(args["id"])),
        "customers": lambda: _listed(list(state.customers.values()), args.get("options") or {}),
        "addNoteToOrder": lambda: state.note(str(wish["id"]), wish["note"], public=wish["isPublic"]),
        "addFulfillmentToOrder": lambda: state.fulfil(wish["lines"], wish["handler"]),
        "transitionFulfillmentToState": lambda: state.move_parcel(str(args["id"]), args["state"]),
        "settlePayment": lambda: state.settle(str(args["id"])),
        "cancelOrder": lambda: state.cancel(
            str(wish["orderId"]), wish.get("lines"), wish.get("reason", ""), shipping=wish.get("cancelShipping", False)
        ),
        "refundOrder": lambda: state.refund(wish),
        "settleRefund": lambda: state.settle_refund(str(wish["id"]), wish["transactionId"]),
        "updateProductVariants": lambda: [state.set_stock(item) for item in wish],
    }
    if part.name not in ways:
        raise Wrong(f'Cannot query field "{part.name}" on type "Query".')
    return ways[part.name]()


def _login(state: State, args: Mapping[str, Any], reply: Reply) -> Json:
    if state.users.get(str(args["username"])) != args["password"]:
        raise Refusal("InvalidCredentialsError", "The provided credentials are invalid")
    token = secrets.token_hex(32)
    state.tokens.add(token)
    reply.headers["vendure-auth-token"] = token
    return {"__typename": "CurrentUser", "id": "1", "identifier": args["username"]}


def _listed(items: list[Json], options: Mapping[str, Any]) -> Json:
    take = int(options.get("take") or _MOST)
    if take > _MOST:
        raise Fault(f"Cannot take more than {_MOST} results from a list query", "USER_INPUT_ERROR")
    found = [item for item in items if _fits(item, options.get("filter") or {})]
    for name, way in reversed(list((options.get("sort") or {}).items())):
        found.sort(key=lambda item, name=name: _sortable(name, item), reverse=way == "DESC")  # type: ignore[misc]
    skip = int(options.get("skip") or 0)
    return {"totalItems": len(found), "items": found[skip : skip + take]}


def _sortable(name: str, item: Json) -> Any:
    return int(item["id"]) if name == "id" else str(item.get(name) or "")


def _fits(item: Json, filters: Mapping[str, Any]) -> bool:
    return all(_fits_one(item.get(name), test) for name, test in filters.items())


def _fits_one(value: Any, test: Mapping[str, Any]) -> bool:
    ways: dict[str, Callable[[Any], bool]] = {
        "eq": lambda wanted: value == wanted,
        "in": lambda wanted: value in wanted,
        "isNull": lambda wanted: (value is None) is wanted,
        "after": lambda wanted: value is not None and _time(value) > _time(wanted),
        "between": lambda wanted: value is not None and _time(wanted["start"]) <= _time(value) <= _time(wanted["end"]),
    }
    return all(ways[way](wanted) for way, wanted in test.items())


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _fields(language: str, root: str) -> Callable[[Mapping[str, Any], Selection], Any]:
    def field_of(value: Mapping[str, Any], part: Selection) -> Any:
        name = part.name
        if name == "history":
            return _listed(value["history"]["items"], part.args.get("options") or {})
        if name == "name" and isinstance(value.get("names"), dict):
            return value["names"].get(language, value["names"]["en"])
        if name in ("stockOnHand", "stockAllocated") and "stockLevels" in value:
            return sum(level[name] for level in value["stockLevels"])
        if name == "fulfillmentLines":
            return value.get("fulfillmentLines", [])
        if name not in value:
            raise Wrong(f'Cannot query field "{name}" on type "{_TYPES.get(root, root)}".')
        return value[name]

    return field_of


def encoded(reply: Reply) -> bytes:
    return json.dumps(reply.body, ensure_ascii=False).encode()
