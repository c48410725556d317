"""What our module in an OpenCart store answers: the same questions as resources/opencart-bridge/bridge.php."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desktop.simulated.opencart_state import EN, ID, MailDown, Row, State

Said = Mapping[str, Any]
_CODES = ("sku", "upc", "ean", "jan", "isbn", "mpn")
NEAR = 1000  # how far back an edited order's id may lie for its date to be looked at


class Fault(Exception):
    def __init__(self, status: int, code: str, **more: object) -> None:
        super().__init__(code)
        self.status = status
        self.told: dict[str, object] = {"code": code, "detail": "", **more}


def answer(state: State, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, object]]:
    """(HTTP status, JSON) of one question; one at a time, as the real one locks the order that it works on."""
    with state.lock:
        try:
            said = json.loads(body or b"{}")
            _guard(state, headers, said)
            op = _OPS.get(str(said.get("op", "")))
            if op is None:
                raise Fault(400, "bad-request")
            return 200, {"ok": op(state, said)}
        except Fault as fault:
            return fault.status, {"error": fault.told}


def whole(state: State, ref: str) -> Row:
    """One order with everything that belongs to it."""
    order, products = state.orders[ref], state.products_of[ref]
    affiliate = order["affiliate_id"]
    who = state.customers.get(affiliate)
    sold = {row["product_id"] for row in products} & set(state.products)
    return {
        "order": order, "products": products, "options": state.options_of.get(ref, []),
        "totals": state.totals_of[ref], "histories": state.history_of(ref), "vouchers": [],
        "codes": {product: _codes(state, product) for product in sorted(sold)},
        "rewards": [row for row in state.rewards if row["order_id"] == ref],
        "commissions": [r for r in state.commissions if r["order_id"] == ref and r["customer_id"] == affiliate],
        "affiliate": f"{who['firstname']} {who['lastname']}" if who else "",
    }  # fmt: skip


def _codes(state: State, ref: str) -> Row:
    """A product's row; from 4.1 on its codes have a table of their own, which holds no empty ones."""
    lean = not state.version.startswith(("2", "3", "4.0"))
    return {name: said for name, said in state.products[ref].items() if said or not lean or name not in _CODES}


def _guard(state: State, headers: Mapping[str, str], said: Said) -> None:
    key = headers.get("x-kolli-key", "") or str(said.get("key", ""))
    if not state.switched_on:
        raise Fault(403, "off")
    if not key:
        raise Fault(401, "key-missing")
    if key != state.key:
        raise Fault(401, "key")


def _hello(state: State, _said: Said) -> Row:
    zone = ZoneInfo(state.zone)
    offset = datetime.now(zone).utcoffset()
    return {
        "kolli": "1.0.0", "protocol": 1, "opencart": state.version, "name": state.name, "home": "",
        "zone": "" if state.version.startswith("2") else state.zone,  # 2.x has no such setting
        "offset_s": int(offset.total_seconds()) if offset else 0, "currency": state.currency,
        "decimals": state.decimals, "languages": {EN: "en-gb", ID: "id-id"}, "language_id": EN,
        "statuses": [{"id": ref, "names": {EN: en, ID: other}} for ref, (en, other) in state.statuses.items()],
        "processing": sorted(state.processing), "complete": sorted(state.complete),
    }  # fmt: skip


def _orders(state: State, said: Said) -> Row:
    limit = int(said.get("limit", 50))
    after_history, after_order = int(said.get("after_history", 0)), int(said.get("after_order", 0))
    modified = str(said.get("modified") or "") or state.stamp()
    histories = [row for row in state.histories if int(row["order_history_id"]) > after_history][:limit]
    news = sorted(int(ref) for ref in state.orders if int(ref) > after_order)[:limit]
    edited = sorted(
        (order["date_modified"], int(ref))
        for ref, order in state.orders.items()
        if modified < order["date_modified"] < state.stamp() and int(ref) > after_order - NEAR
    )
    if len(edited) > limit:  # a page does not end within a second
        edited = [one for one in edited if one[0] <= edited[limit - 1][0]]
    refs = sorted({int(row["order_id"]) for row in histories} | set(news) | {ref for _date, ref in edited})
    return {
        "orders": [whole(state, str(ref)) for ref in refs if str(ref) in state.orders],
        "history": int(histories[-1]["order_history_id"]) if histories else after_history,
        "order": news[-1] if news else after_order,
        "modified": edited[-1][0] if edited else modified,
        "more": max(len(histories), len(news), len(edited)) >= limit,
    }


def _open(state: State, said: Said) -> Row:
    limit, after = int(said.get("limit", 50)), int(said.get("after", 0))
    wanted = {str(status) for status in said.get("statuses", [])}
    refs = sorted(int(r) for r, o in state.orders.items() if o["order_status_id"] in wanted and int(r) > after)[:limit]
    rows = [{"order_id": str(ref), "hash": _sign(whole(state, str(ref)))} for ref in refs]
    return {"rows": rows, "after": refs[-1] if refs else after, "more": len(refs) == limit}


def _order(state: State, said: Said) -> Row:
    return {"orders": [whole(state, str(ref)) for ref in sorted(said["ids"]) if str(ref) in state.orders]}


def _exist(state: State, said: Said) -> Row:
    return {"ids": [str(ref) for ref in said["ids"] if str(ref) in state.orders]}


def _page(table: Callable[[State], Mapping[str, Row]], columns: tuple[str, ...] = ()) -> Callable[[State, Said], Row]:
    def page(state: State, said: Said) -> Row:
        limit, after = int(said.get("limit", 50)), int(said.get("after", 0))
        rows = table(state)
        refs = sorted(int(ref) for ref in rows if int(ref) > after)[:limit]
        shown = [{k: v for k, v in rows[str(ref)].items() if not columns or k in columns} for ref in refs]
        return {"rows": shown, "after": refs[-1] if refs else after, "more": len(refs) == limit}

    return page


def _job(state: State, said: Said) -> Row:
    known = state.jobs.get(_name(said))
    return {"done": True, **known} if known else {"done": False}


def _history(state: State, said: Said) -> Row:
    ref, status, name = str(said["order_id"]), str(said["status"]), _name(said)
    if status == "0" or status not in state.statuses:
        raise Fault(422, "status")
    if ref not in state.orders or state.orders[ref]["order_status_id"] == "0":
        raise Fault(404, "order-not-found")
    if name in state.jobs:
        return state.jobs[name] | {"done": True, "again": True}
    comment = str(said.get("comment", "")).translate({ord("<"): "‹", ord(">"): "›", ord('"'): "”"})
    try:
        found = state.add_history(ref, status, comment, bool(said.get("notify")))
    except MailDown:
        if state.stores_before_mail:
            state.jobs[name] = {"status": state.orders[ref]["order_status_id"], "evidence": "kept; then Exception"}
        raise Fault(424, "mail", stored=state.stores_before_mail) from None
    state.jobs[name] = {"status": found, "evidence": f"history {state.last_history}"}
    return state.jobs[name]


def _set_stock(state: State, said: Said) -> Row:
    product, name = state.products.get(str(said["product_id"])), _name(said)
    was, to = str(said["was"]), str(said["to"])
    if product is None:
        raise Fault(404, "product-not-found")
    if product["subtract"] != "1":
        raise Fault(422, "uncounted")
    if name in state.jobs:
        return state.jobs[name] | {"done": True, "again": True}
    if product["quantity"] not in (was, to):
        raise Fault(409, "stock-moved", found=product["quantity"])
    again = product["quantity"] == to
    if not again:
        state.writes.append(f"stock {product['product_id']} {to}")
        product["quantity"] = to
    state.jobs[name] = {"status": to}
    return {"status": to} | ({"again": True} if again else {})


def _credit(state: State, said: Said) -> Row:
    ref, what, given, name = str(said["order_id"]), str(said["what"]), bool(said["given"]), _name(said)
    order = state.orders.get(ref)
    if order is None:
        raise Fault(404, "order-not-found")
    if what not in ("points", "commission"):
        raise Fault(400, "bad-request")
    if name in state.jobs:
        return state.jobs[name] | {"done": True, "again": True}
    points = sum(int(row["reward"]) for row in state.products_of[ref])
    who = order["customer_id"] if what == "points" else order["affiliate_id"]
    if who == "0":
        raise Fault(422, "guest" if what == "points" else "no-affiliate")
    rows = state.rewards if what == "points" else state.commissions
    mine = [row for row in rows if row["order_id"] == ref and (what != "points" or int(row["points"]) > 0)]
    again = bool(mine) == given
    if not again and given:
        if what == "points" and points < 1:
            raise Fault(422, "nothing-to-give")
        row = {"order_id": ref, "customer_id": who, "points": str(points), "amount": order["commission"]}
        rows.append(row)
    elif not again:
        rows[:] = [row for row in rows if row not in mine]
    if not again:
        state.writes.append(f"{what} {ref} {given}")
    state.jobs[name] = {"status": str(int(given)), "evidence": "given" if given else "taken back"}
    return state.jobs[name] | ({"again": True} if again else {})


def _name(said: Said) -> str:
    name = str(said.get("job", ""))
    if not re.fullmatch("[0-9a-f]{40}", name):
        raise Fault(400, "bad-request")
    return name


def _sign(row: Row) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


_OPS: dict[str, Callable[[State, Said], Row]] = {
    "hello": _hello, "orders": _orders, "open": _open, "order": _order, "exist": _exist,
    "products": _page(lambda state: {ref: _codes(state, ref) for ref in state.products}),
    "stock": _page(
        lambda state: {ref: row for ref, row in state.products.items() if row["subtract"] == "1"},
        ("product_id", "sku", "model", "quantity"),
    ),
    "customers": _page(lambda state: state.customers),
    "job": _job, "history": _history, "set_stock": _set_stock, "credit": _credit,
}  # fmt: skip
