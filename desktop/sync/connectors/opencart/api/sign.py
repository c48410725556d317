"""The signature of OpenCart 4.1 and later; source: catalog/controller/startup/api.php of 4.1.0.4, and recordings."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

Form = Sequence[tuple[str, str]]
WINDOW_S = 450  # what the store allows a clock to be off, either way


@dataclass(frozen=True, slots=True)
class Place:
    """What is signed about where the request goes. `host` with its port, `path` with a slash at both ends."""

    host: str
    path: str
    store: str = "0"
    language: str = "en-gb"  # a store that lacks it answers in its own; the currency is signed and not used
    currency: str = "USD"


def cleaned(value: str) -> str:
    """A value as the store sees it: it trims and escapes before it looks at the signature. The apostrophe stays."""
    bare = value.strip(" \t\n\r\0\x0b")  # PHP's trim
    return bare.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def encoded(form: Form) -> str:
    """As PHP's http_build_query writes it: blanks as +, and the tilde escaped."""
    return "&".join(f"{_php(name)}={_php(cleaned(value))}" for name, value in form)


def signature(key: str, call: str, username: str, place: Place, form: Form, time_s: int) -> str:
    """Base64 of the HMAC over ten lines, escaped for an address as the store's own admin pages do it."""
    digest = hashlib.md5(encoded(form).encode(), usedforsecurity=False).hexdigest()
    lines = (
        "api/order", call, username, place.host, place.path, place.store, place.language, place.currency, digest,
        str(time_s),
    )  # fmt: skip
    whole = "".join(f"{line}\n" for line in lines).encode()
    return quote(base64.b64encode(hmac.new(key.encode(), whole, hashlib.sha1).digest()), safe="")


def query(key: str, call: str, username: str, place: Place, form: Form, time_s: int) -> dict[str, str]:
    """Everything that stands in the address of one signed call."""
    return {
        "route": "api/order",
        "call": call,
        "username": username,
        "store_id": place.store,
        "language": place.language,
        "currency": place.currency,
        "time": str(time_s),
        "signature": signature(key, call, username, place, form, time_s),
    }


def _php(text: str) -> str:
    return quote_plus(text, safe="-_.").replace("~", "%7E")
