"""One shop's Admin API: signs in, asks, and turns answers into what they mean.

Vendure answers 200 to nearly everything. So: `errors` first, then `errorCode` in the data, then the status.
"""

import re
import threading
from collections.abc import Mapping
from typing import Any

from desktop.i18n import N_
from desktop.sync.connector import Account, Busy, Fault, Offline, Refused, SignInFailed
from desktop.sync.http import Answer, Http, own_address, plain

KEY_HEADER = "vendure-api-key"  # from Vendure 3.6 on, where the shop has switched keys on
TOKEN_HEADER = "vendure-auth-token"  # noqa: S105 - a header's name
CHANNEL_HEADER = "vendure-token"
AWAY = N_("something else answers in its place.")
_LOGIN = (
    "mutation Login($u: String!, $p: String!) { login(username: $u, password: $p)"
    " { __typename ... on ErrorResult { errorCode message } } }"
)
_WHO = "query Who { activeChannel { id } }"  # everybody who is signed in may ask this
_NO_KEY = N_(
    "The shop does not know this key. Make a new one in Vendure's pages under Settings, API keys, and copy all of it."
)
_NO_USER = N_("The shop does not let this user in with this password. Type both again.")
_NO_SHOP = N_(
    "There is no Vendure Admin API at {url}. Enter its address as the shop's developer gives it; it usually ends in"
    " /admin-api."
)
_SHOP_API = N_(
    "{url} is the interface for the shop's customers. Enter the address of its Admin API; it usually ends in"
    " /admin-api."
)
_NO_READ = N_(
    "The key may not read what Kolli needs. Give its role in Vendure the rights ReadOrder, ReadCatalog and"
    " ReadSettings."
)
_NO_WRITE = N_("The key may not change orders. Give its role in Vendure the right UpdateOrder.")
_NO_CHANNEL = N_(
    "The shop has no channel with this token. Copy the token in Vendure's pages under Settings, Channels; leave the"
    " field empty if the shop has only one."
)
_NO_TOKEN = N_(
    "The shop keeps sign-ins in cookies only. Use an API key, or ask its developer to add “bearer” to tokenMethod."
)


class Gone(Refused):
    """The shop has no such order or article any more."""

    text = N_("The shop no longer has this. Look into the shop, then leave the message or cancel here.")


class Talk:
    """Used from two threads; the first that asks signs in for both."""

    def __init__(self, account: Account) -> None:
        self._account = account
        url = account.url.strip().rstrip("/")
        if re.fullmatch(r"[a-z]+://[^/?#]+", url, re.IGNORECASE):
            url += "/admin-api"
        plain_http = account.allow_plain_http
        self.http = Http(url, ca_file=account.ca_file, allow_plain_http=plain_http, read_s=account.read_s)
        self.channel = str(account.options.get("channel", "") or "").strip()
        self.skew_s = 0.0
        self._lock = threading.Lock()
        self._token = ""

    @property
    def by_password(self) -> bool:
        """Older shops, and those without the option, have no keys."""
        return not self._account.key

    def ask(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        read_s: float | None = None,
        language: str = "",
    ) -> dict[str, Any]:
        """The answer's data.

        Raises:
            Offline, Busy, SignInFailed, Gone, Refused: what the answer means.
        """
        answer = self._answer(query, variables, read_s, language)
        return self._judged(answer, writes=query.startswith("mutation"))

    def greet(self) -> None:
        """See that a Vendure answers at the address, before any key is shown to it."""
        answer = self._post("query Greet { __typename }", None, {}, None, "")
        data = answer.data
        if answer.status in (401, 403, 406) and not answer.is_json:
            raise self.shut(Fault.BLOCKED)
        if answer.status >= 500:
            raise self._busy(answer)
        if not answer.looks_like_json and answer.status < 300:
            raise Offline(host=self.http.host, detail=AWAY, page=True)
        if not isinstance(data, dict) or "data" not in data:
            raise self.no_shop()

    def may(self, mutation: str, variables: Mapping[str, object] | None = None) -> bool:
        """Whether the key has the right that a mutation needs; give one that can change nothing.

        The right is looked at first: whatever else the shop says against it comes later.
        """
        answer = self._answer(mutation, variables, None, "")
        if answer.status >= 500:
            raise self._busy(answer)
        if not isinstance(answer.data, dict):
            raise Offline(host=self.http.host, detail=AWAY)
        return "FORBIDDEN" not in _codes(answer)

    def shut(self, fault: Fault, detail: str = "", sentence: str = "") -> SignInFailed:
        return SignInFailed(
            fault=fault, host=self.http.host, url=self.http.url, detail=detail, address=own_address(self.http.host),
            sentence=sentence,
        )  # fmt: skip

    def no_shop(self) -> SignInFailed:
        return self.shut(Fault.NOT_A_STORE, sentence=_NO_SHOP)

    def refuse_writing(self) -> SignInFailed:
        return self.shut(Fault.NO_WRITE, sentence=_NO_WRITE)

    def close(self) -> None:
        self.http.close()

    def _answer(
        self, query: str, variables: Mapping[str, object] | None, read_s: float | None, language: str
    ) -> Answer:
        token = self._signed_in()
        answer = self._post(query, variables, self._proof(token), read_s, language)
        if token and _codes(answer) == {"FORBIDDEN"}:  # a session ends after a while; nothing was done
            self._forget(token)
            answer = self._post(query, variables, self._proof(self._signed_in()), read_s, language)
        return answer

    def _proof(self, token: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {KEY_HEADER: self._account.key}
        return headers | ({CHANNEL_HEADER: self.channel} if self.channel else {})

    def _signed_in(self) -> str:
        """The session's token; "" where a key is used."""
        if not self.by_password:
            return ""
        with self._lock:
            if not self._token:
                self._token = self._log_in()
            return self._token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""

    def _log_in(self) -> str:
        user = str(self._account.options.get("user", "") or "")
        password = self._account.keys.get("password", "")
        if not user or not password:
            raise self.shut(Fault.KEY_MISSING)
        answer = self._post(_LOGIN, {"u": user, "p": password}, {}, None, "")
        data = answer.data
        login = (data.get("data") or {}).get("login") if isinstance(data, dict) else None
        if isinstance(login, dict) and login.get("errorCode"):
            raise self.shut(Fault.KEY_UNKNOWN, sentence=_NO_USER)
        self._judged(answer, writes=False)
        token = answer.headers.get(TOKEN_HEADER, "")
        if not token:
            raise self.shut(Fault.UNKNOWN, sentence=_NO_TOKEN)
        return token

    def _post(
        self,
        query: str,
        variables: Mapping[str, object] | None,
        headers: dict[str, str],
        read_s: float | None,
        language: str,
    ) -> Answer:
        body = {"query": query, "variables": variables or {}}
        asked = {"languageCode": language} if language else {}

        def proof(method: str, url: str, query: dict[str, str]) -> dict[str, str]:
            return dict(headers)

        answer = self.http.send("POST", "", asked, body, sign=proof, read_s=read_s)
        if answer.skew_s is not None:
            self.skew_s = answer.skew_s
        return answer

    def _judged(self, answer: Answer, *, writes: bool) -> dict[str, Any]:
        data = answer.data
        if answer.status in (401, 403, 406):
            raise self.shut(Fault.BLOCKED)
        if answer.status == 404:
            raise self.no_shop()
        if isinstance(data, dict) and data.get("errors"):
            raise self._meant(data["errors"], writes)
        if answer.status >= 500:
            raise self._busy(answer)
        if not isinstance(data, dict) or not isinstance(data.get("data"), dict):
            raise Offline(host=self.http.host, detail=AWAY)
        found: dict[str, Any] = data["data"]
        for part in found.values():
            _refuse_named(part)
        return found

    def _meant(self, errors: Any, writes: bool) -> Offline | Busy | SignInFailed | Refused:
        first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
        code, said = _code(first), plain(str(first.get("message", "")))
        if code == "FORBIDDEN":  # a wrong key, none, and a missing right all have this one name
            if not self._is_known():
                return self.shut(Fault.KEY_UNKNOWN, sentence=_NO_USER if self.by_password else _NO_KEY)
            return self.shut(Fault.NO_WRITE if writes else Fault.NO_READ, sentence=_NO_WRITE if writes else _NO_READ)
        if code == "CHANNEL_NOT_FOUND":
            return self.shut(Fault.UNKNOWN, sentence=_NO_CHANNEL)
        if code == "ENTITY_NOT_FOUND":
            return Gone(code=code, detail=said)
        if code == "GRAPHQL_VALIDATION_FAILED" and "globalSettings" in said:
            return self.shut(Fault.NOT_A_STORE, sentence=_SHOP_API)
        if code in ("", "INTERNAL_SERVER_ERROR"):  # its database, or a bug: other requests go through
            return Busy(host=self.http.host, detail=said, wait_s=60, whole_store=False)
        return Refused(code=code, detail=said)

    def _is_known(self) -> bool:
        """Whether the shop knows who we are, whatever we may do there."""
        return "FORBIDDEN" not in _codes(self._post(_WHO, None, self._proof(self._token), None, ""))

    def _busy(self, answer: Answer) -> Busy:
        return Busy(host=self.http.host, detail=answer.message or f"HTTP {answer.status}.", wait_s=60)


def _refuse_named(part: Any) -> None:
    """Expected failures come as data, with a name."""
    if isinstance(part, dict) and part.get("errorCode"):
        # The message of a refused move is a key that nobody translated; the words stand beside it.
        said = str(part.get("transitionError") or part.get("message") or part["errorCode"])
        raise Refused(code=str(part["errorCode"]), detail=plain(said), most=part.get("maximumRefundable"))


def _codes(answer: Answer) -> set[str]:
    data = answer.data
    errors = data.get("errors") if isinstance(data, dict) else None
    return {_code(error) for error in errors or [] if isinstance(error, dict)}


def _code(error: Mapping[str, Any]) -> str:
    return str((error.get("extensions") or {}).get("code", ""))
