"""Lists as WooCommerce gives them: filters, pages, dates with their traps, and chosen fields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from desktop.simulated.woocommerce_state import Json, State

_SHOWN = {"orderby": "date", "order": "desc"}


class Bad(Exception):
    """A refusal with HTTP status, code, text and data."""

    def __init__(self, status: int, code: str | int, message: str, **data: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body: Json = {"code": code, "message": message, "data": {"status": status, **data}}


@dataclass
class Page:
    items: list[Json]
    total: int
    pages: int


def invalid(name: str, text: str, code: str, data: Any = None) -> Bad:
    """One parameter that the store's rules refuse."""
    detail = {name: {"code": code, "message": text, "data": data}}
    return Bad(400, "rest_invalid_param", f"Invalid parameter(s): {name}", params={name: text}, details=detail)


def orders(state: State, query: dict[str, str]) -> Page:
    found = [o for o in state.orders.values() if o["status"] in _statuses(state, query)]
    found = [o for o in found if _in_dates(state, o, query)]
    if "include" in query:
        wanted = _ids(query["include"])
        found = [o for o in found if o["id"] in wanted]
    if "exclude" in query:
        found = [o for o in found if o["id"] not in _ids(query["exclude"])]
    if "created_via" in query and state.version >= (9, 9, 0):
        found = [o for o in found if o["created_via"] in query["created_via"].split(",")]
    if "search" in query:
        found = [o for o in found if _holds(state, o, query["search"])]
    names = {"date": "date_created_gmt", "modified": "date_modified_gmt", "id": "id"}
    order_by = names.get(query.get("orderby", "date"), "date_created_gmt")
    found.sort(key=lambda o: (o[order_by] or "", o["id"]), reverse=query.get("order", "desc") == "desc")
    return page(found, query, zero_past_end=state.orders_table)


def page(found: list[Json], query: dict[str, str], zero_past_end: bool = False) -> Page:
    per_page = _whole(query, "per_page", 10, 1, 100)
    number = _whole(query, "page", 1, 1, 10**9)
    start = (number - 1) * per_page
    total = len(found)
    if start >= total and number > 1 and zero_past_end:
        return Page([], 0, 0)
    return Page(found[start : start + per_page], total, -(-total // per_page))


def chosen(data: Any, fields: str) -> Any:
    """Only the named fields. Names may reach into objects; into a list they make the whole list vanish."""
    if not fields:
        return data
    if isinstance(data, list):
        return [chosen(item, fields) for item in data]
    if not isinstance(data, dict):
        return data
    kept: Json = {}
    for name in (part.strip() for part in fields.split(",")):
        first, _dot, rest = name.partition(".")
        if first not in data:
            continue
        if not rest:
            kept[first] = data[first]
        elif isinstance(data[first], dict):
            kept.setdefault(first, {}).update(chosen(data[first], rest))
    return kept


def check_status(state: State, status: str, where: str = "status") -> None:
    """Refuse a status that the store does not have; in a list "any" and the bin are words too."""
    known = [*(["any", "trash"] if where != "status" else []), "auto-draft", *state.statuses]
    if status not in known:
        text = f"{where} is not one of {', '.join(known[:-1])}, and {known[-1]}."
        raise invalid("status", text, "rest_not_in_enum")


def _statuses(state: State, query: dict[str, str]) -> set[str]:
    asked = [part.strip() for part in query.get("status", "any").split(",")]
    for place, status in enumerate(asked):
        check_status(state, status, f"status[{place}]")
    if "any" in asked:  # and then the bin is left out, even if it was named beside it
        return set(state.statuses) - {"checkout-draft"}
    return set(asked)


def _in_dates(state: State, order: Json, query: dict[str, str]) -> bool:
    for name, stamp in (("modified", order["date_modified_gmt"]), ("", order["date_created_gmt"])):
        after, before = (f"{name}_after", f"{name}_before") if name else ("after", "before")
        moment = datetime.fromisoformat(stamp or "1970-01-01T00:00:00").replace(tzinfo=UTC)
        if after in query and not moment > _moment(state, query, after):
            return False
        if before in query and not moment < _moment(state, query, before):
            return False
    return True


def _moment(state: State, query: dict[str, str], name: str) -> datetime:
    """What the store takes a date to mean: right only for some ways of writing it."""
    text = query[name]
    shape = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[ +]00:00)?", text)
    if not shape:
        raise invalid(name, "Invalid date.", "rest_invalid_date")
    written = datetime.fromisoformat(shape[1]).replace(tzinfo=UTC)
    offset = timedelta(hours=state.zone_offset_h)
    gmt = query.get("dates_are_gmt", "false") in ("true", "1")
    suffixed = shape[3] is not None and shape[2] is None
    if gmt:
        return written + offset if suffixed else written  # with a suffix the store shifts by its own zone
    return written if suffixed else written - offset


def _holds(state: State, order: Json, text: str) -> bool:
    if text == str(order["id"]):
        return True
    fields: list[Any] = [order["order_key"], *order["billing"].values(), *order["shipping"].values()]
    fields += [line["name"] for line in order["line_items"]]
    if state.orders_table:
        fields += [order["transaction_id"], order["total"], *(line["sku"] for line in order["line_items"])]
    return any(text.lower() in str(value).lower() for value in fields)


def _ids(text: str) -> set[int]:
    return {int(part) for part in text.split(",") if part.strip().isdigit()}


def _whole(query: dict[str, str], name: str, usual: int, least: int, most: int) -> int:
    try:
        value = int(query.get(name, usual))
    except ValueError:
        raise invalid(name, f"{name} is not of type integer.", "rest_invalid_type", {"param": name}) from None
    if not least <= value <= most:
        text = f"{name} must be between {least} (inclusive) and {most} (inclusive)"
        raise invalid(name, text, "rest_out_of_bounds")
    return value


def listed(items: Iterable[Json]) -> list[Json]:
    return sorted(items, key=lambda item: int(item["id"]))
