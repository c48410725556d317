"""The simulated store's door: who may do what, and the very words of every refusal."""

import base64
import hashlib
import hmac
import time
from urllib.parse import quote, unquote, urlsplit

from desktop.simulated.woocommerce_state import Key, State

WINDOW_S = 15 * 60
ERROR = "woocommerce_rest_authentication_error"


class Shut(Exception):
    """401 with a code and a text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def who(
    state: State, method: str, path: str, query: dict[str, str], headers: dict[str, str], secure: bool
) -> Key | None:
    """The key that this request is signed with; None if it carries none that the store knows."""
    if not path.startswith("/wp-json/wc"):
        return None
    key = _by_header_or_query(state, query, headers) if secure else None
    if key is None and any(name.startswith("oauth_") for name in query):
        key = _by_signature(state, method, path, query, secure)
    if key is None:
        return None
    reads = method in ("GET", "HEAD")
    if reads and not key.may_read:
        raise Shut(ERROR, "The API key provided does not have read permissions.")
    if not reads and not key.may_write:
        raise Shut(ERROR, "The API key provided does not have write permissions.")
    return key


def _by_header_or_query(state: State, query: dict[str, str], headers: dict[str, str]) -> Key | None:
    name, secret = query.get("consumer_key", ""), query.get("consumer_secret", "")
    scheme, _space, value = headers.get("authorization", "").partition(" ")
    if not name and scheme == "Basic":
        name, _colon, secret = base64.b64decode(value).decode().partition(":")
    if name in state.passwords and hmac.compare_digest(state.passwords[name], secret):
        return Key(secret, login=name)
    key = state.keys.get(name)
    if key is None:
        return None
    if not hmac.compare_digest(key.secret.encode(), secret.encode()):
        raise Shut(ERROR, "Consumer secret is invalid.")
    return key


def _by_signature(state: State, method: str, path: str, query: dict[str, str], secure: bool) -> Key:
    for name in ("consumer_key", "timestamp", "nonce", "signature", "signature_method"):
        if not query.get(f"oauth_{name}"):
            raise Shut("woocommerce_rest_authentication_missing_parameter", f"Missing OAuth parameter oauth_{name}")
    key = state.keys.get(query["oauth_consumer_key"])
    if key is None:
        raise Shut(ERROR, "Consumer key is invalid.")
    host = f"{'https' if secure else 'http'}://{urlsplit(state.home).netloc}"
    if not hmac.compare_digest(_signature(method, host + path, query, key.secret), query["oauth_signature"]):
        raise Shut(ERROR, "Invalid signature - provided signature does not match.")
    try:
        age = abs(state.now().timestamp() - int(query["oauth_timestamp"]))
    except ValueError:
        age = time.time()
    if age > WINDOW_S:
        raise Shut(ERROR, "Invalid timestamp.")
    if query["oauth_nonce"] in state.nonces:
        raise Shut(ERROR, "Invalid nonce - nonce has already been used.")
    state.nonces.add(query["oauth_nonce"])
    return key


def _signature(method: str, url: str, query: dict[str, str], secret: str) -> str:
    # Written a second time here on purpose: a double that borrowed ours could not find a fault in it.
    def twice(text: str) -> str:
        return quote(unquote(text), safe="-._~").replace("%", "%25")

    pairs = [f"{twice(k)}%3D{twice(v)}" for k, v in sorted(query.items()) if k != "oauth_signature"]
    base = "&".join([method.upper(), quote(url, safe="-._~"), "%26".join(pairs)])
    kind = hashlib.sha1 if query["oauth_signature_method"] == "HMAC-SHA1" else hashlib.sha256
    return base64.b64encode(hmac.new(f"{secret}&".encode(), base.encode(), kind).digest()).decode()
