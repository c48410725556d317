"""Proving to a WooCommerce store who we are: a header over https, a signature where the store sees plain http."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote, urlsplit


class Basic:
    """Key and secret in a header. The store looks at it only when it sees https itself."""

    def __init__(self, key: str, secret: str) -> None:
        self._value = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()

    def __call__(self, method: str, url: str, query: dict[str, str]) -> dict[str, str]:
        return {"Authorization": self._value}


class Signed:
    """OAuth 1.0a in one step, in the query; the secret never travels. Each try gets its own nonce.

    `home` is the store's own address: it checks the signature against the host that it believes to have.
    `skew_s` is added to our clock, so that a bench with a wrong clock can still sign.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        home: str = "",
        *,
        secure: bool = False,
        skew_s: float = 0.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._key = key
        self._secret = secret
        self._home = home
        self._scheme = "https" if secure else "http"
        self._skew_s = skew_s
        self._now = now

    def __call__(self, method: str, url: str, query: dict[str, str]) -> dict[str, str]:
        query.update(
            oauth_consumer_key=self._key,
            oauth_timestamp=str(int(self._now() + self._skew_s)),
            oauth_nonce=secrets.token_hex(16),
            oauth_signature_method="HMAC-SHA256",
        )
        query["oauth_signature"] = signature(method, self._base(url), query, self._secret)
        return {}

    def _base(self, url: str) -> str:
        return f"{self._scheme}://{urlsplit(self._home or url).netloc}{urlsplit(url).path}"


def signature(method: str, url: str, query: Mapping[str, str], secret: str) -> str:
    """The signature of a request, as the store computes it; `url` without its query."""
    pairs = sorted((_quoted(key), _quoted(value)) for key, value in query.items() if key != "oauth_signature")
    joined = "%26".join(f"{key}%3D{value}" for key, value in pairs)
    text = f"{method.upper()}&{quote(url, safe='-._~')}&{joined}"
    kind = hashlib.sha1 if query.get("oauth_signature_method") == "HMAC-SHA1" else hashlib.sha256
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), kind).digest()).decode()


def _quoted(text: str) -> str:
    # The store takes the value apart, quotes it, and quotes the percent signs once more.
    return quote(unquote(text), safe="-._~").replace("%", "%25")
