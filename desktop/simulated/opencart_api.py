"""OpenCart's own interface in its dialects, as its stores were recorded: 200 to nearly everything, in many shapes."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote_plus, unquote, urlsplit

from desktop.simulated.opencart_api_state import PHP_SESSION, WINDOW_S, ApiState, MailDown, Session, Version

Form = list[tuple[str, str]]
PERMISSION = "Warning: You do not have permission to access the API!"
_OK = "Success: You have modified orders!"
_GONE = "Warning: Order could not be found!"
_DENIED = "You do not have permission to access this page."
_WARNING = "<b>Warning</b>: fsockopen(): Unable to connect to 127.0.0.1:18999 (Connection refused) in <b>smtp.php</b>"
_TYPED = (
    "<b>Typed property Opencart\\System\\Library\\Session::$session_id must not be accessed before initialization</b>"
)
_PAGE = (
    '<!DOCTYPE html>\n<html dir="ltr" lang="en">\n<head><title>{title}</title></head>\n'
    '<body><a href="index.php?route=common/home">Home</a> {title}</body></html>'
)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as PHP hands it on. `forwarded`: the address that a proxy, or anybody, says it stands for."""

    method: str
    url: str
    form: Form = field(default_factory=list)
    remote: str = "127.0.0.1"
    host: str = "store.test"
    forwarded: str = ""
    cookie: str = ""

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    def post(self, name: str) -> str | None:
        return dict(self.form).get(name)


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    kind: str
    body: bytes


def answer(state: ApiState, call: Call) -> Said:
    """What the store says; its state is as it is afterwards."""
    route = call.query.get("route", "")
    if not route.startswith("api"):
        return _page(503, "Maintenance") if state.maintenance else _page(404, "The page you requested cannot be found!")
    try:
        if state.version is Version.V41:
            said = _signed(state, call, route)
        elif state.version.is_old:
            said = _old(state, call, route)
        else:
            said = _four(state, call, route)
    except MailDown:
        return _without_mail(state)
    if state.warnings and said.kind == "application/json":
        warning = b'<b>Warning</b>: Undefined array key "x" in <b>/var/www/html/a.php</b> on line <b>109</b>'
        return Said(said.status, said.kind, warning + said.body)
    return said


def _old(state: ApiState, call: Call, route: str) -> Said:
    if route == "api/login":
        return _old_login(state, call)
    if route not in ("api/order/info", "api/order/history", "api/order/edit"):
        return _missing()
    if _old_session(state, call) is None:
        return _json({"error": PERMISSION})
    order_id = _int(call.query.get("order_id"))
    if order_id not in state.orders:
        return _json({"error": _GONE})
    if route == "api/order/info":
        return _json({"order": state.orders[order_id], "success": _OK})
    if route == "api/order/edit":
        _edit(state, order_id, _int(call.post("order_status_id")))
        return _json({"success": _OK})
    return _history(state, call, order_id)


def _old_login(state: ApiState, call: Call) -> Said:
    if state.version is Version.V20:
        known = (call.post("username"), call.post("password")) == (state.user, state.key) and state.user_on
        if not known:
            return _json({"error": "Warning: No match for Username and/or Password."})
        return _json({"cookie": state.log_in(_remote(state, call)), "success": "Success"})
    user = state.user if state.version is Version.V23 else call.post("username")
    known = call.post("key") == state.key and state.user_on and (user or "Default") == state.user
    if not known:
        return _json([])
    remote = _remote(state, call)
    if remote not in state.allowed:
        sentence = f"Warning: Your IP {remote} is not allowed to access this API!"
        return _json({"error": {"ip": sentence, "key": "Warning: Incorrect API Key!"}})
    name = "token" if state.version is Version.V23 else "api_token"
    return _json({"success": "Success: API session successfully started!", name: state.log_in(remote)})


def _old_session(state: ApiState, call: Call) -> Session | None:
    if state.version is Version.V20:
        token = call.cookie.partition("PHPSESSID=")[2].partition(";")[0]
        return state.sessions.get(token)
    if state.version is Version.V23 and f"PHPSESSID={PHP_SESSION}" not in call.cookie:
        return None  # what belongs to the token lies in PHP's own session
    name = "token" if state.version is Version.V23 else "api_token"
    return state.session(call.query.get(name, ""), _remote(state, call))


def _four(state: ApiState, call: Call, route: str) -> Said:
    if route == "api/account/login":
        return _four_login(state, call)
    if "api_token" not in call.query:
        return _missing()
    session = state.session(call.query["api_token"], _remote(state, call))
    if session is None:
        return Said(500, "text/html; charset=UTF-8", f"{_TYPED}: in <b>/var/www/html/session.php</b>".encode())
    mark = "|" if state.version is Version.V400 else "."
    if route == f"api/sale/order{mark}load":
        return _load(state, session, _int(call.query.get("order_id")))
    if route == "api/sale/cart":
        return _cart(session)
    if route == "api/sale/payment_address":
        return _json({"success": "Success: Payment address has been set!"})
    if route == f"api/sale/order{mark}addHistory":
        return _history(state, call, _int(call.post("order_id")))
    return _missing()


def _four_login(state: ApiState, call: Call) -> Said:
    if (call.post("username"), call.post("key")) != (state.user, state.key) or not state.user_on:
        return _json({"error": "Warning: Incorrect API Key!"})
    remote = _remote(state, call)
    if remote not in state.allowed:
        return _json({"error": f"Warning: Your IP {remote} is not allowed to access this API!"})
    return _json({"success": "Success: API session successfully started!", "api_token": state.log_in(remote)})


def _load(state: ApiState, session: Session, order_id: int) -> Said:
    if order_id not in state.orders:
        return _json({"error": _GONE})
    session.cart += state.lines.get(order_id, [])  # a second order is added to the first
    session.loaded = state.orders[order_id]
    return _json({"success": _OK})


def _cart(session: Session) -> Said:
    products = [
        {"cart_id": str(place), "option": [], "total": line["price"], **line, "product_id": str(line["product_id"]),
         "quantity": str(line["quantity"])}
        for place, line in enumerate(session.cart, start=1)
    ]  # fmt: skip
    return _json({"products": products, "vouchers": [], "totals": [], "shipping_required": True})


def _signed(state: ApiState, call: Call, route: str) -> Said:
    query = call.query
    # Whoever says that he stands for another address is believed.
    remote = call.forwarded or _remote(state, call)
    needed = {"call", "username", "store_id", "language", "currency", "time", "signature"}
    if route != "api/order" or not needed <= set(query):
        return _refused()
    late = abs(state.store_time() - _int(query["time"])) > WINDOW_S
    known = query["username"] == state.user and state.user_on and remote in state.allowed
    if late or not known or not hmac.compare_digest(unquote(query["signature"]), _expected(state, call)):
        return _refused()
    state.calls.append(query["call"])
    if query["call"] == "history_add":
        return _history(state, call, _int(call.post("order_id")))
    if query["call"] == "cart":
        totals = [{"code": "sub_total", "title": "Sub-Total", "text": "$0.00"}]
        return _json({"success": "Success: You have modified your shopping cart!", "products": [], "totals": totals})
    return _json({"error": "API call not found"})


def _expected(state: ApiState, call: Call) -> str:
    """The signature as the store works it out, from what its cleaning leaves of the form."""
    query, path = call.query, urlsplit(call.url).path
    cleaned = [(name, _cleaned(value)) for name, value in call.form]
    body = "&".join(f"{quote_plus(n).replace('~', '%7E')}={quote_plus(v).replace('~', '%7E')}" for n, v in cleaned)
    lines = [query["route"], query["call"], query["username"], call.host, path.rpartition("/")[0] + "/"]
    lines += [str(_int(query["store_id"])), query["language"], query["currency"]]
    lines += [hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(), str(_int(query["time"]))]
    whole = "".join(f"{line}\n" for line in lines).encode()
    return base64.b64encode(hmac.new(state.key.encode(), whole, "sha1").digest()).decode()


def _cleaned(value: str) -> str:
    """PHP's trim and htmlspecialchars with ENT_COMPAT."""
    for sign, entity in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;")):
        value = value.replace(sign, entity)
    return value.strip(" \t\n\r\0\x0b")


def _history(state: ApiState, call: Call, order_id: int) -> Said:
    if order_id not in state.orders:
        return _json({"error": _GONE})
    state.add_history(
        order_id, _int(call.post("order_status_id")), call.post("comment") or "", notify=_truth(call.post("notify")),
        override=_truth(call.post("override")),
    )  # fmt: skip
    return _json({"success": _OK})


def _edit(state: ApiState, order_id: int, status: int) -> None:
    """What the admin's Edit Order ends with: voided, its lines written anew with new ids, and a new order again."""
    state.add_history(order_id, 0, "", notify=False, override=True)
    state.histories[order_id].pop()
    highest = max((int(line.get("order_product_id", 0)) for rows in state.lines.values() for line in rows), default=0)
    edited = state.orders[order_id].pop("edited", state.lines.get(order_id, []))
    state.lines[order_id] = [
        {**line, "order_product_id": highest + place} for place, line in enumerate(edited, start=1)
    ]  # fmt: skip
    state.add_history(order_id, status, "", notify=False, override=True)


def _without_mail(state: ApiState) -> Said:
    if state.version in (Version.V20, Version.V23):
        return Said(500, "text/html; charset=UTF-8", b"")
    if state.version is Version.V30:
        return Said(500, "text/html; charset=UTF-8", _WARNING.encode())
    return Said(200, "text/html; charset=UTF-8", f"{_WARNING}<b>Error: Connection refused (111)</b>".encode())


def _remote(state: ApiState, call: Call) -> str:
    return state.remote or call.remote


def _json(data: Any) -> Said:
    return Said(200, "application/json", json.dumps(data, ensure_ascii=True).encode())


def _refused() -> Said:
    return Said(403, "text/html; charset=utf-8", json.dumps({"error": _DENIED}).encode())


def _missing() -> Said:
    return _page(404, "The page you requested cannot be found!")


def _page(status: int, title: str) -> Said:
    return Said(status, "text/html; charset=utf-8", _PAGE.format(title=title).encode())


def _int(value: str | None) -> int:
    """As PHP casts it: what is no number is 0."""
    return int(value) if value and value.lstrip("-").isdigit() else 0


def _truth(value: str | None) -> bool:
    return value not in (None, "", "0")
