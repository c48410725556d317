"""The recorded stores as a double: their orders, articles and statuses, and what our module answered there."""

import csv
import html
import json
from typing import Any

from desktop.simulated.opencart_seed import fill
from desktop.simulated.opencart_state import Row, State
from tests.sync.opencart_recordings import FOLDER

LIVE = json.loads((FOLDER / "bridge-live.json").read_text(encoding="utf-8"))
PRODUCT = ("product_id", "model", "name", "sku", "ean", "upc", "location", "price", "subtract")


def live(version: str) -> list[dict[str, Any]]:
    """What was asked of our module in a real store of this version, and done to the shop in between."""
    found: list[dict[str, Any]] = next(store["exchanges"] for store in LIVE if store["opencart"] == version)
    return found


def facts(file: str) -> dict[str, dict[str, Any]]:
    """Order's id -> what a connector should find, by the people who recorded the store."""
    rows = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    return {str(row["order_id"]): row for row in rows}


def stored(said: str) -> str:
    """As OpenCart keeps what was typed."""
    return html.escape(said, quote=False).replace('"', "&quot;")


def recorded(version: str, file: str = "orders-oc3.json") -> State:
    """The store that the recording was made in, 1,000 units of each article on its shelves."""
    state = State(version=version, name="Your Store", zone="UTC" if version.startswith("2") else "Asia/Jakarta")
    fill(state, 0)
    state.products.clear()
    with (FOLDER / "products.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            codes = {column: stored(row[column]) for column in PRODUCT}
            state.products[row["product_id"]] = codes | {
                "jan": "", "isbn": "", "mpn": "", "quantity": "1000" if row["subtract"] == "1" else "970", "image": "",
                "weight": "0", "weight_unit": "kg", "shipping": "1", "status": "1",
            }  # fmt: skip
    state.statuses = _statuses(version)
    state.decimals |= {"GBP": 2}
    for ref, fact in facts(file).items():
        _place(state, ref, fact)
    state.last_history = max(int(row["order_history_id"]) for row in state.histories)
    state.histories.sort(key=lambda row: int(row["order_history_id"]))
    return state


def _statuses(version: str) -> dict[str, tuple[str, str]]:
    names: dict[str, list[str]] = {}
    with (FOLDER / "order_status.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["opencart"] == version:
                names.setdefault(row["order_status_id"], []).append(row["name"])
    return {ref: (said[0], said[-1]) for ref, said in names.items()}


def _place(state: State, ref: str, fact: dict[str, Any]) -> None:
    parts = ("firstname", "lastname", "company", "address_1", "address_2", "city", "postcode", "zone", "country")
    place = dict(zip(parts, map(stored, fact["ship_to"]), strict=True))
    first, _space, last = fact["name"].rpartition(" ")
    order: Row = {
        "order_id": ref, "customer_id": str(fact["customer_id"]), "firstname": stored(first), "lastname": stored(last),
        "email": fact["email"], "telephone": fact["telephone"], "comment": stored(fact["comment"]),
        "total": fact["total_store_currency"], "order_status_id": str(fact["order_status_id"]),
        "affiliate_id": str(fact["affiliate_id"]), "commission": fact["commission"],
        "language_id": str(fact["language_id"]), "currency_code": fact["currency"],
        "currency_value": fact["currency_value"], "date_added": fact["date_added"],
        "date_modified": fact["date_modified"],
    }  # fmt: skip
    for which, column in (("payment", "payment"), ("shipping", "shipping")):
        order |= {f"{which}_{part}": said for part, said in place.items()}
        name, code = stored(fact[column]), fact[f"{column}_code"]
        if state.version.startswith("4"):
            order[f"{which}_method"] = json.dumps({"name": name, "code": code}) if name else ""
        else:
            order |= {f"{which}_method": name, f"{which}_code": code}
    state.orders[ref] = order
    state.products_of[ref] = [
        {
            "order_product_id": str(line["order_product_id"]), "order_id": ref, "product_id": str(line["product_id"]),
            "name": stored(line["name"]), "model": stored(line["model"]), "quantity": str(line["quantity"]),
            "price": line["price"], "total": f"{float(line['price']) * line['quantity']:.4f}", "tax": line["tax"],
            "reward": "100",
        }
        for line in fact["lines"]
    ]  # fmt: skip
    state.options_of[ref] = [
        {
            "order_option_id": f"{line['order_product_id']}{place}", "order_id": ref,
            "order_product_id": str(line["order_product_id"]), "name": stored(name), "value": stored(value),
            "type": kind,
        }
        for line in fact["lines"]
        for place, (name, value, kind) in enumerate(line["options"])
    ]  # fmt: skip
    state.totals_of[ref] = [
        {"order_total_id": f"{ref}{n}", "order_id": ref, "code": code, "title": stored(title), "value": value,
         "sort_order": str(n)}
        for n, (code, title, value) in enumerate(fact["totals"])
    ]  # fmt: skip
    state.histories += [
        {
            "order_history_id": str(row[0]), "order_id": ref, "order_status_id": str(row[1]), "notify": str(row[2]),
            "comment": stored(row[3]), "date_added": row[4],
        }
        for row in fact["history"]
    ]  # fmt: skip
