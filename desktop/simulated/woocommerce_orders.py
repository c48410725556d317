"""What a simulated store does with orders that are made, changed, refunded, binned or sent in a batch."""

from decimal import Decimal
from typing import Any

from desktop.simulated.woocommerce_lists import Bad, check_status
from desktop.simulated.woocommerce_state import Json, State

_ADDRESS: Json = {
    "first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "", "city": "", "state": "",
    "postcode": "", "country": "",
}  # fmt: skip
_FATAL = (
    '<p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/article/'
    'faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p>'
)


def fatal() -> Bad:
    """A crash in PHP: the text names files of the server's disk."""
    bad = Bad(500, "internal_server_error", _FATAL, error={"file": "/srv/shop/wp-content/plugins/x/x.php", "line": 7})
    bad.body["additional_errors"] = []
    return bad


def find(state: State, order_id: int, writing: bool = False) -> Json:
    order = state.orders.get(order_id)
    if order is None:
        message = "ID is invalid." if writing else "Invalid ID."
        raise Bad(400 if writing else 404, "woocommerce_rest_shop_order_invalid_id", message)
    return order


def create(state: State, body: Json) -> Json:
    status = body.get("status", "pending")
    check_status(state, status)
    order = blank(state)
    order.update({name: body[name] for name in _TEXTS if name in body})
    if "created_via" in body and state.version < (9, 9, 0):
        order["created_via"] = "rest-api"
    order["billing"] |= body.get("billing", {})
    order["shipping"] |= body.get("shipping", {})
    for wanted in body.get("line_items", []):
        order["line_items"].append(_new_line(state, wanted))
    if body.get("coupon_lines"):
        state.next_id("post")
        code, draft = body["coupon_lines"][0].get("code", ""), order["id"]
        text = f"Coupon &quot;{code}&quot; cannot be applied because it does not exist."
        raise Bad(400, "woocommerce_rest_invalid_coupon", text, new_draft_order_id=draft)
    for wanted in body.get("fee_lines", []):
        fee = {"id": state.next_id("item"), "name": wanted.get("name", ""), "total": _money(wanted.get("total", 0))}
        fee |= {"tax_class": "", "tax_status": wanted.get("tax_status", "taxable"), "amount": ""}
        order["fee_lines"].append(fee | {"total_tax": "0.00", "taxes": [], "meta_data": []})
    _set_meta(state, order, body.get("meta_data", []))
    _sum_up(state, order)
    if Decimal(order["total_tax"]):
        state.next_id("item")  # the tax is a row of its own
    order["id"] = state.next_id("post")
    order["number"] = str(order["id"])
    state.orders[order["id"]] = order
    state.set_stamp(order, "date_created", state.now())
    state.set_stamp(order, "date_modified", state.now())
    if body.get("set_paid") and status == "pending":
        status = "completed" if order["payment_method"] == "cod" else "processing"
    state.change_status(order, status)
    return order


def update(state: State, order_id: int, body: Json, strict: bool = True) -> Json:
    """A PUT. `strict` is off inside a batch, where an unknown status silently becomes pending."""
    order = find(state, order_id, writing=True)
    status = body.get("status")
    if status is not None:
        if strict:
            check_status(state, status)
        elif status not in state.statuses:
            status = "pending"
    was_binned = order["status"] == "trash"
    for name in ("billing", "shipping"):
        order[name] |= body.get(name, {})
    if "customer_note" in body:
        order["customer_note"] = body["customer_note"]
        state.touch(order, always=True)
    for wanted in body.get("line_items", []):
        _change_line(state, order, wanted)
    _set_meta(state, order, body.get("meta_data", []))
    if "line_items" in body:
        _sum_up(state, order)
    state.touch(order)
    if status is not None:
        state.change_status(order, status)
    elif was_binned:
        order["status"] = state.before_trash.pop(order_id, "pending")
    return order


def delete(state: State, order_id: int, force: bool) -> Json:
    """The answer shows the order as it was; the bin gives no stock back."""
    order = find(state, order_id)
    shown = dict(order)
    if force:
        state.delete_for_good(order_id)
        return shown
    if order["status"] == "trash":
        raise Bad(410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.")
    state.trash(order)
    return shown | {"date_modified_gmt": order["date_modified_gmt"], "date_modified": order["date_modified"]}


def batch(state: State, body: Json) -> Json:
    """Always 200; what failed has an `error` inside. Deleting here is for good."""
    sent = [*body.get("create", []), *body.get("update", []), *body.get("delete", [])]
    if len(sent) > 100:
        text = "Unable to accept more than 100 items for this request."
        raise Bad(413, "woocommerce_rest_request_entity_too_large", text)
    done: Json = {}
    for wanted in body.get("update", []):
        done.setdefault("update", []).append(_tried(wanted["id"], lambda w=wanted: update(state, w["id"], w, False)))
    for order_id in body.get("delete", []):
        done.setdefault("delete", []).append(_tried(order_id, lambda i=order_id: delete(state, i, True)))
    return done


def refund(state: State, order_id: int, body: Json) -> Json:
    """Every refusal is an HTTP 500, though it is for good."""
    order = state.orders.get(order_id)
    if order is None:
        raise _refund_bad("woocommerce_rest_invalid_order_id", "Invalid order ID.", 404)
    code = "woocommerce_rest_cannot_create_order_refund"
    lines = body.get("line_items", [])
    amount = Decimal(str(body.get("amount") or sum(Decimal(str(line.get("refund_total", 0))) for line in lines)))
    left = Decimal(order["total"]) + sum(_refund_total(r) for r in order["refunds"])
    if amount < 0 or amount > left:
        raise _refund_bad(code, "Invalid refund amount.", 500)
    through = bool(body.get("api_refund", True))
    if through and not state.gateway_pays_back:
        state.next_id("post")  # made, then taken back
        text = "The payment gateway for this order does not support automatic refunds."
        raise _refund_bad(code, text, 500)
    whole: Json = {
        "id": state.next_id("post"), "amount": _money(amount) if amount else "", "reason": body.get("reason", ""),
        "refunded_by": 1, "refunded_payment": through, "line_items": [], "shipping_lines": [], "tax_lines": [],
        "fee_lines": [],
    }  # fmt: skip
    whole["meta_data"] = [{"id": state.next_id("meta"), "key": "_refund_type", "value": "partial"}]
    state.set_stamp(whole, "date_created", state.now())
    for wanted in lines:
        whole["line_items"].append(_refund_line(state, order, wanted, body.get("api_restock", True)))
    state.refunds.setdefault(order_id, []).insert(0, whole)
    total = f"-{_money(amount)}" if amount else "-"
    short = {"id": whole["id"], "reason": whole["reason"], "total": total, "total_tax": "0.00"}
    order["refunds"].insert(0, short)
    state.touch(order, always=True)
    if amount and amount == left:
        state.change_status(order, "refunded")
    elif amount:
        state.mail(order, f"Your {state.name} order #{order['number']} has been partially refunded")
    return whole


def blank(state: State) -> Json:
    order: Json = {
        "id": state.next_ids.get("post", 1), "parent_id": 0, "status": "pending", "currency": state.currency,
        "version": ".".join(map(str, state.version)), "prices_include_tax": False, "date_created": None,
        "date_modified": None, "discount_total": "0.00", "discount_tax": "0.00", "shipping_total": "0.00",
        "shipping_tax": "0.00", "cart_tax": "0.00", "total": "0.00", "total_tax": "0.00", "customer_id": 0,
        "order_key": f"wc_order_{_letters(state.next_ids.get('post', 1))}",
        "billing": _ADDRESS | {"email": "", "phone": ""},
        "shipping": _ADDRESS | {"phone": ""}, "payment_method": "", "payment_method_title": "", "transaction_id": "",
        "customer_ip_address": "", "customer_user_agent": "", "created_via": "rest-api", "customer_note": "",
        "date_completed": None, "date_paid": None, "cart_hash": "", "number": "", "meta_data": [], "line_items": [],
        "tax_lines": [], "shipping_lines": [], "fee_lines": [], "coupon_lines": [], "refunds": [],
        "payment_url": "", "is_editable": False, "needs_payment": False, "needs_processing": True,
        "date_created_gmt": None, "date_modified_gmt": None, "date_completed_gmt": None, "date_paid_gmt": None,
        "currency_symbol": {"IDR": "Rp", "SEK": "kr"}.get(state.currency, "$"),
    }  # fmt: skip
    return order


_TEXTS = (
    "currency", "created_via", "transaction_id", "payment_method", "payment_method_title", "customer_note",
    "customer_id", "shipping_lines",
)  # fmt: skip


def _new_line(state: State, wanted: Json) -> Json:
    product = state.products.get(wanted.get("variation_id") or wanted.get("product_id") or 0)
    if product is None and wanted.get("sku"):
        product = next((p for p in state.products.values() if p["sku"].lower() == wanted["sku"].lower()), None)
    if product is None:
        raise Bad(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
    quantity = wanted.get("quantity", 1)
    if quantity == 0 and state.version >= (11, 0, 0):
        raise fatal()
    subtotal = Decimal(str(wanted.get("subtotal") or Decimal(str(product["price"] or 0)) * quantity))
    total = Decimal(str(wanted.get("total") or subtotal))
    parent = state.products.get(product.get("parent_id") or 0)
    name = f"{parent['name']} - {product['name']}" if parent else product["name"]
    gtin = {"global_unique_id": product.get("global_unique_id", "")} if state.version >= (10, 1, 0) else {}
    return gtin | {
        "id": state.next_id("item"), "name": wanted.get("name") or name, "tax_class": "", "quantity": quantity,
        "product_id": parent["id"] if parent else product["id"], "variation_id": product["id"] if parent else 0,
        "subtotal": _money(subtotal), "subtotal_tax": _money(subtotal * state.tax_percent / 100),
        "total": _money(total), "total_tax": _money(total * state.tax_percent / 100), "taxes": [],
        "meta_data": list(wanted.get("meta_data", [])), "sku": product["sku"],
        "price": float(total / quantity) if quantity else 0, "image": {"id": "", "src": ""},
        "parent_name": parent["name"] if parent else None,
    }  # fmt: skip


def _change_line(state: State, order: Json, wanted: Json) -> None:
    line = next((line for line in order["line_items"] if line["id"] == wanted.get("id")), None)
    if line is None:  # no id: one more line, at every retry
        line = _new_line(state, wanted)
        order["line_items"].append(line)
        if order["status"] in ("processing", "on-hold", "completed"):
            state.take_stock(order)
        return
    if "product_id" in wanted and wanted["product_id"] is None:
        state.give_stock_back({"line_items": [line]})
        order["line_items"].remove(line)
        return
    if "quantity" in wanted:  # stock follows, money does not
        if any(meta["key"] == "_reduced_stock" for meta in line["meta_data"]):
            state.give_stock_back({"line_items": [line]})
            line["quantity"] = wanted["quantity"]
            state.take_stock({"line_items": [line]})
        line["quantity"] = wanted["quantity"]
    if "total" in wanted:
        line["total"] = _money(wanted["total"])


def _set_meta(state: State, order: Json, metas: list[Json]) -> None:
    """By key: the same again changes nothing, null takes it away."""
    for wanted in metas:
        kept = next((meta for meta in order["meta_data"] if meta["key"] == wanted["key"]), None)
        if wanted["value"] is None:
            order["meta_data"] = [meta for meta in order["meta_data"] if meta["key"] != wanted["key"]]
        elif kept:
            kept["value"] = wanted["value"]
        else:
            meta = {"id": state.next_id("meta"), "key": wanted["key"], "value": wanted["value"]}
            order["meta_data"].append(meta)


def _sum_up(state: State, order: Json) -> None:
    lines, fees = order["line_items"], order["fee_lines"]
    goods = sum((Decimal(line["total"]) for line in lines), Decimal(0))
    before = sum((Decimal(line["subtotal"]) for line in lines), Decimal(0))
    tax = sum((Decimal(line["total_tax"]) for line in lines), Decimal(0))
    extra = sum((Decimal(fee["total"]) for fee in fees), Decimal(0))
    if before > goods:
        order["discount_total"] = _money(before - goods)
        order["discount_tax"] = _money((before - goods) * state.tax_percent / 100)
    order["cart_tax"] = order["total_tax"] = _money(tax)
    shipping = Decimal(order["shipping_total"]) + Decimal(order["shipping_tax"])
    order["total"] = _money(goods + tax + extra + shipping)


def _refund_line(state: State, order: Json, wanted: Json, restock: bool) -> Json:
    line = next(line for line in order["line_items"] if line["id"] == wanted["id"])
    units = int(wanted.get("quantity", 0))
    if restock:
        state.move_stock(line, units)
    total = f"-{_money(wanted.get('refund_total', 0))}"
    origin = {"id": state.next_id("meta"), "key": "_refunded_item_id", "value": str(line["id"])}
    origin |= {"display_key": origin["key"], "display_value": origin["value"]}
    copied = {"id": state.next_id("item"), "quantity": -units, "subtotal": total, "total": total, "meta_data": [origin]}
    copied |= {"subtotal_tax": "0.00", "total_tax": "0.00", "taxes": []}
    whole: Json = line | copied
    return whole


def _refund_bad(code: str, message: str, data: int) -> Bad:
    bad = Bad(500, code, message)
    bad.body["data"] = data
    return bad


def _refund_total(short: Json) -> Decimal:
    return Decimal(0) if short["total"] == "-" else Decimal(short["total"])


def _tried(order_id: int, act: Any) -> Json:
    try:
        done: Json = act()
        return done
    except Bad as bad:
        return {"id": order_id, "error": bad.body}


def _letters(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "bvTXGySTOw"))


def _money(amount: Any) -> str:
    return f"{Decimal(str(amount)):.2f}"
