"""Products of the simulated store: lists, stock, and which codes it takes."""

from desktop.simulated.woocommerce_lists import Bad, invalid, listed
from desktop.simulated.woocommerce_state import Json, State


def list_products(state: State, query: dict[str, str]) -> list[Json]:
    everything = listed(state.products.values())
    if "sku" in query:
        wanted = {part.strip().lower() for part in query["sku"].split(",")}
        return [p for p in everything if p["sku"].lower() in wanted]
    if "global_unique_id" in query and state.version >= (9, 2, 0):
        return [p for p in everything if p.get("global_unique_id") == query["global_unique_id"]]
    found = [p for p in everything if not p.get("parent_id")]
    if query.get("orderby", "date") == "date":
        found.sort(key=lambda p: p.get("date_created_gmt") or "")
    return found if query.get("order", "desc") == "asc" else found[::-1]


def list_variations(state: State, parent_id: int) -> list[Json]:
    return [p for p in listed(state.products.values()) if p.get("parent_id") == parent_id]


def find_product(state: State, product_id: int) -> Json:
    product = state.products.get(product_id)
    if product is None:
        raise Bad(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    return product


def update_product(state: State, parent_id: int | None, product_id: int, body: Json) -> Json:
    product = state.products.get(product_id)
    if product is None:
        raise Bad(400, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    if parent_id is None and product.get("parent_id"):
        text = (
            "To manipulate product variations you should use the "
            "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint."
        )
        raise Bad(404, "woocommerce_rest_invalid_product_id", text)
    if parent_id is not None and product.get("parent_id") != parent_id:
        raise Bad(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
    _set_codes(state, product, body)
    if "stock_quantity" in body and not isinstance(body["stock_quantity"], int):
        text = "stock_quantity is not of type integer."
        raise invalid("stock_quantity", text, "rest_invalid_type", {"param": "stock_quantity"})
    if product["manage_stock"] is True:
        if "stock_quantity" in body:
            product["stock_quantity"] = body["stock_quantity"]
        product["stock_quantity"] += body.get("inventory_delta", 0)
    for meta in body.get("meta_data", []):
        kept = [each for each in product.get("meta_data", []) if each["key"] != meta["key"]]
        product["meta_data"] = [*kept, {"id": state.next_id("meta"), **meta}]
    state.set_stamp(product, "date_modified", state.now())
    return product


def _set_codes(state: State, product: Json, body: Json) -> None:
    for other in state.products.values():
        if other is product:
            continue
        if body.get("global_unique_id") and other.get("global_unique_id") == body["global_unique_id"]:
            text = "Invalid or duplicated GTIN, UPC, EAN or ISBN."
            raise Bad(400, "product_invalid_global_unique_id", text, resource_id=other["id"])
        if body.get("sku") and other["sku"].lower() == body["sku"].lower():
            unique = f"{body['sku']}-1"
            text = "Invalid or duplicated SKU."
            raise Bad(400, "product_invalid_sku", text, resource_id=other["id"], unique_sku=unique)
    if "sku" in body:
        product["sku"] = body["sku"]
    if "global_unique_id" in body and state.version >= (9, 2, 0):
        kept = body["global_unique_id"].replace("-", "")
        product["global_unique_id"] = body["global_unique_id"] if kept.isdigit() else ""  # no check digit is looked at
