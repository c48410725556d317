"""The recorded exchanges with real OpenCart stores, and the state that each of them began in."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from desktop.simulated.opencart_api import Call
from desktop.simulated.opencart_api_state import PHP_SESSION, ApiState, Json, Session, Version
from desktop.sync.connectors.opencart.api.judge import Said
from desktop.sync.http import Answer

FOLDER = Path(__file__).parent.parent / "stores" / "opencart"
FILES = {
    "oc23": (Version.V23, 18), "oc3-api": (Version.V30, 38), "oc3-admin": (Version.V30, 31),
    "oc402": (Version.V40, 35), "oc410": (Version.V41, 41),
}  # fmt: skip
TOKENS = ("TOKEN_DUMMY", "API_TOKEN_DUMMY")
OTHER_ADDRESS = "203.0.113.7"


@dataclass(frozen=True, slots=True)
class Exchange:
    """`name` is unique in its file."""

    file: str
    name: str
    request: Json
    response: Json
    effect: Any

    @property
    def version(self) -> Version:
        return FILES[self.file][0]

    @property
    def is_catalog(self) -> bool:
        """Whether it was with the shop itself; the admin's pages need a person's session, which Kolli has none of."""
        return "/admin/" not in self.request["url"] and not self.name.startswith("api_history_table")

    @property
    def form(self) -> list[tuple[str, str]]:
        return [(str(name), str(value)) for name, value in self.request.get("form") or ()]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.request["url"]).query, keep_blank_values=True))

    def answer(self) -> Answer:
        """As it came over the wire. Pages were recorded in parts; what is left of one is still a page."""
        body, status = self.response["body"], self.response["status"]
        if not isinstance(body, str):
            is_page = "html" in self.response["headers"]["content-type"] and self.response["body_kind"] == "fragment"
            body = f"<html>{body}</html>" if is_page else json.dumps(body)
        code = status[-1] if isinstance(status, list) else status
        return Answer(code, self.response["headers"], body.encode(), None)


def exchanges(file: str) -> list[Exchange]:
    found = json.loads((FOLDER / f"{file}.json").read_text("utf-8"))
    return [Exchange(file, e["name"], e["request"], e["response"], e.get("effect")) for e in found]


# What Kolli must take each answer for; what is not named is done. Admin pages are pages.
_ALIKE = {
    "order_info_bad_token": Said.SESSION, "order_info_expired_token": Said.SESSION, "order_info_no_token": Said.SESSION,
    "order_info_ip_removed_midsession": Said.SESSION, "history_no_token": Said.SESSION,
    "order_list_does_not_exist": Said.PAGE, "order_info_not_found": Said.NOT_FOUND, "history_not_found": Said.NOT_FOUND,
    "history_notify_mail_broken": Said.MAIL, "login_wrong_key": Said.BAD_KEY, "login_ip_not_allowed": Said.ADDRESS,
    "login_no_username": Said.BAD_KEY, "login_no_key": Said.BAD_KEY,
}  # fmt: skip
_PAGES = (
    "admin_order_info_uses_api_key_in_page", "admin_order_list", "admin_order_list_filtered",
    "admin_order_info_embeds_api_token", "admin_history_html", "admin_dispatch_note_two_orders", "admin_invoice",
    "admin_product_list", "admin_return_list", "packer_order_info_token_empty", "packer_products_denied",
    "admin_bad_user_token", "admin_login_wrong", "admin_api_user_form", "admin_order_list_fragment",
    "admin_order_list_modified_from", "admin_order_info_lines", "admin_backup_export",
)  # fmt: skip
_MEANT: dict[str, dict[str, Said]] = {
    "oc23": {},
    "oc3-api": {
        "login_wrong_username": Said.BAD_KEY, "login_disabled_user": Said.BAD_KEY,
        "login_forwarded_header_ignored": Said.ADDRESS, "order_products_does_not_exist": Said.PAGE,
        "history_order_id_in_body_ignored": Said.NOT_FOUND, "maintenance_other_route": Said.PAGE,
    },
    "oc3-admin": {
        "token_from_admin_page_works": Said.NOT_FOUND, "packer_create_invoice_denied": Said.SESSION,
        "create_invoice_no_again": Said.UNKNOWN, "create_invoice_no_missing_order": Said.UNKNOWN,
        "admin_api_user_save_no_ip": Said.PAGE, "admin_api_user_save_two_ips": Said.PAGE,
        "admin_api_user_wildcard_saved_but_useless": Said.PAGE,
    },
    "oc402": {
        "v3_login_route": Said.PAGE, "no_token": Said.PAGE, "bad_token": Said.SESSION, "expired_token": Said.SESSION,
        "order_load_not_found": Said.NOT_FOUND, "order_info_does_not_exist": Said.PAGE,
        "history_order_id_in_url_only": Said.NOT_FOUND, "admin_create_invoice_again": Said.UNKNOWN,
        "admin_api_user_save_no_ip": Said.UNKNOWN,
    },
    "oc410": {
        "history_add_special_chars_signed_raw": Said.UNKNOWN, "clock_skew_10_min": Said.UNKNOWN,
        "wrong_key": Said.UNKNOWN, "wrong_username": Said.UNKNOWN, "ip_not_allowed": Said.UNKNOWN,
        "login_route_gone": Said.UNKNOWN, "other_api_route_blocked": Said.UNKNOWN, "unknown_call": Said.UNKNOWN,
        "history_add_not_found": Said.NOT_FOUND, "admin_create_invoice_post": Said.UNKNOWN,
        "admin_reward_add_again": Said.UNKNOWN, "admin_commission_add_again": Said.UNKNOWN,
        "admin_api_user_save_no_ip": Said.UNKNOWN,
    },
}  # fmt: skip


def meant(exchange: Exchange) -> Said:
    own = _MEANT[exchange.file].get(exchange.name)
    return own or _ALIKE.get(exchange.name) or (Said.PAGE if exchange.name in _PAGES else Said.DONE)


def state_before(exchange: Exchange) -> ApiState:
    """The store as it must have been, from what was recorded around the call."""
    name, version = exchange.name, exchange.version
    keys = [value for label, value in exchange.form if label == "key" and not value.startswith("xxx")]
    own = "dummykey" * 8 if version is Version.V41 else "API_KEY_DUMMY"
    state = ApiState(version=version, key=keys[0] if keys else own, user_on="disabled" not in name)
    if version is Version.V41 and name != "login_route_gone":
        stamp = int(exchange.query.get("time", "0"))
        state.clock = lambda: stamp + {"clock_skew_10_min": 600, "clock_skew_7_min_ok": 420}.get(name, 0)
    if name == "wrong_key":
        state.key = "another"
    for token in TOKENS if not any(word in name for word in ("bad_token", "expired", "removed")) else ():
        state.sessions[token] = Session(state.clock(), "127.0.0.1")
    if "ip_not_allowed" in name or "forwarded" in name:
        state.allowed = {OTHER_ADDRESS}
    state.mail_down, state.maintenance = "mail_broken" in name, "maintenance" in name
    state.warnings = "php_warning" in name
    _orders(state, exchange)
    return state


def call_of(exchange: Exchange) -> Call:
    forwarded = OTHER_ADDRESS if "forwarded" in exchange.name else ""
    return Call(
        exchange.request["method"],
        exchange.request["url"],
        exchange.form,
        forwarded=forwarded,
        cookie=f"PHPSESSID={PHP_SESSION}",
    )


def _orders(state: ApiState, exchange: Exchange) -> None:
    effect = exchange.effect if isinstance(exchange.effect, dict) else {}
    body = exchange.response["body"]
    ref = int(exchange.query.get("order_id") or dict(exchange.form).get("order_id") or 0)
    if isinstance(body, dict) and "order" in body:
        state.orders[ref] = dict(body["order"])
    elif ref and ref != 999999:
        before = effect.get("order_before") or {"order_status_id": 2, "date_modified": "2026-11-20 00:00:00"}
        rows = effect.get("history_rows_added") or effect.get("rows") or []
        mails = effect.get("mails") or [{"to": ["cust2@example.test"]}]
        state.orders[ref] = {**before, "order_id": str(ref), "email": mails[0]["to"][0], "store_name": "Your Store"}
        state.next_history = rows[0]["order_history_id"] if rows else 1
        stamp = rows[0]["date_added"] if rows else "2026-11-22 05:00:00"
        state.now = lambda: datetime.fromisoformat(stamp)
        _goods(state, ref, effect)
    if "fraud" in exchange.name:
        state.fraudulent = {ref}


def _goods(state: ApiState, ref: int, effect: Json) -> None:
    """As many units of each as the stock moved by; one where it stood still."""
    before, after = effect.get("stock_before") or {}, effect.get("stock_after") or {}
    state.stock = {int(product): units for product, units in before.items()}
    state.lines[ref] = effect.get("lines_before") or [
        {"product_id": int(product), "quantity": abs(after[product] - units) or 1} for product, units in before.items()
    ]
    if "lines_after" in effect:
        state.orders[ref]["edited"] = effect["lines_after"]
        state.lines[0] = [{"order_product_id": effect["lines_after"][0]["order_product_id"] - 1}]
