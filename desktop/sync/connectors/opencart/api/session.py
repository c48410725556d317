"""2.0 to 4.0: a login gives a token, the token goes into the address, and runs out after an idle hour."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from desktop.i18n import N_
from desktop.sync.connector import Busy, Fault, Offline, SignInFailed
from desktop.sync.connectors.opencart.api import guide
from desktop.sync.connectors.opencart.api.family import INDEX, Dialect
from desktop.sync.connectors.opencart.api.judge import Reply, Said, of_call, of_login
from desktop.sync.connectors.opencart.profile import Family
from desktop.sync.http import Answer, Http

Form = Sequence[tuple[str, str]]


@contextmanager
def unsent() -> Iterator[None]:
    """What is asked in here changes nothing: an answer that is lost leaves no doubt about what was to follow."""
    try:
        yield
    except (Offline, Busy) as lost:
        lost.values["unsent"] = True
        raise


class Session:
    """One user's session with one store. `family` and `separator` are known once we are in."""

    def __init__(self, http: Http, dialect: Dialect, user: str, key: str, last_address: str = "") -> None:
        self._http = http
        self._dialect = dialect
        self._user = user
        self._key = key
        self._last_address = last_address
        self._lock = threading.Lock()
        self._token: dict[str, str] | None = None
        self._cookie = ""
        self.family = dialect.family
        self.separator = ""

    def enter(self, read_s: float | None = None) -> None:
        """Log in anew.

        Raises:
            SignInFailed: the key is not known, or our address is not on the list.
        """
        with unsent():
            token = self._log_in(read_s)
            with self._lock:
                self._token = token
            guide.let_in(self._http, self._user)
            if self._dialect is Dialect.ACCOUNT and not self.separator:
                self.separator = self._which_separator(read_s)

    def leave(self) -> None:
        """Forget the session, so that the next call has one of its own."""
        with self._lock:
            self._token = None

    def ask(
        self, route: str, query: dict[str, str], form: Form | None = None, *, notified: bool = False,
        read_s: float | None = None,
    ) -> Reply:  # fmt: skip
        """Ask with the token; once more with a new one where the store has forgotten the old.

        Nothing was done where a token was not taken, so a write may be sent again then.
        """
        fresh = self._token is None
        if fresh:
            self.enter(read_s)
        reply = self._try(route, query, form, notified, read_s)
        if fresh or (reply.said not in (Said.SESSION, Said.ADDRESS, Said.UNKNOWN) and not self._is_lost(reply)):
            return self._known(reply, fresh)
        self.enter(read_s)
        return self._known(self._try(route, query, form, notified, read_s), fresh=True)

    def _is_lost(self, reply: Reply) -> bool:
        """4.0 answers a call without its session with the page of a route that does not exist."""
        return self._dialect is Dialect.ACCOUNT and reply.said is Said.PAGE and reply.status == 404

    def _known(self, reply: Reply, fresh: bool) -> Reply:
        """Behind a login that was taken, a refusal in words that we do not know is about the order: its language."""
        if fresh and reply.said is Said.SESSION:
            raise guide.shut(self._http, Fault.UNKNOWN, self.family, self._user)
        if fresh and reply.said is Said.UNKNOWN and reply.status == 200:
            return Reply(Said.NOT_FOUND, reply.data, text=reply.text, status=reply.status)
        return reply

    def _try(self, route: str, query: dict[str, str], form: Form | None, notified: bool, read_s: float | None) -> Reply:
        whole = {"route": route.replace(".", self.separator or "."), **(self._token or {}), **query}
        method = "GET" if form is None else "POST"
        sign = self._with_cookie if self._cookie else None
        answer = self._http.send(method, INDEX, whole, form=form, read_s=read_s, sign=sign)
        return of_call(answer, notified=notified)

    def _log_in(self, read_s: float | None) -> dict[str, str]:
        route = "api/account/login" if self._dialect is Dialect.ACCOUNT else "api/login"
        answer = self._post(route, "key", read_s)
        reply = of_login(answer)
        if reply.said is Said.BAD_KEY and self._dialect in (Dialect.TOKEN, Dialect.PASSWORD):
            older = of_login(self._post(route, "password", read_s))  # 2.0 calls the key a password
            reply = older if older.said is Said.DONE else reply
        if reply.said is Said.DONE:
            return self._token_of(reply, answer)
        if reply.said is Said.ADDRESS:
            raise guide.refused(self._http, self.family, self._user, reply.address, self._last_address)
        if reply.said is Said.BAD_KEY:
            raise guide.shut(self._http, Fault.KEY_UNKNOWN, self.family, self._user)
        if reply.said is Said.UNKNOWN:
            raise guide.shut(self._http, Fault.UNKNOWN, self.family, self._user)
        raise Offline(host=self._http.host, detail=N_("something else answers in its place."), page=True)

    def _post(self, route: str, name: str, read_s: float | None) -> Answer:
        form = (("username", self._user), (name, self._key)) if self._user else ((name, self._key),)
        return self._http.send("POST", INDEX, {"route": route}, form=form, read_s=read_s)

    def _token_of(self, reply: Reply, answer: Answer) -> dict[str, str]:
        data = reply.data if isinstance(reply.data, dict) else {}
        if data.get("api_token"):
            self.family = Family.V40 if self._dialect is Dialect.ACCOUNT else Family.V3
            return {"api_token": str(data["api_token"])}
        self.family = Family.V2
        if data.get("token"):
            # 2.1 to 2.3 keep what belongs to the token in PHP's own session, which is found by its cookie alone.
            own = re.search(r"\bPHPSESSID=([\w,-]+)", answer.headers.get("set-cookie", ""))
            self._cookie = f"PHPSESSID={own[1]}" if own else ""
            return {"token": str(data["token"])}
        if data.get("cookie"):
            self._cookie = f"PHPSESSID={data['cookie']}"
            return {}
        raise SignInFailed(fault=Fault.UNKNOWN, host=self._http.host)

    def _with_cookie(self, method: str, url: str, query: dict[str, str]) -> dict[str, str]:
        return {"Cookie": self._cookie}

    def _which_separator(self, read_s: float | None) -> str:
        """4.0.0 and 4.0.1 part the method with |, later ones with a dot; no order has the number 0."""
        whole = {"route": "api/sale/order.load", **(self._token or {}), "order_id": "0"}
        answer = self._http.send("GET", INDEX, whole, read_s=read_s)
        return "|" if answer.status == 404 else "."
