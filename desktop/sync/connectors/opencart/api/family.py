"""Which of the dialects a store speaks: one post without a key tells (measured on 2.3, 3.0, 4.0 and 4.1)."""

from enum import StrEnum

from desktop.i18n import N_
from desktop.sync.connector import Busy, Fault, Offline
from desktop.sync.connectors.opencart.api.guide import shut
from desktop.sync.connectors.opencart.api.judge import json_in
from desktop.sync.connectors.opencart.profile import Family
from desktop.sync.http import Answer, Http

INDEX = "/index.php"


class Dialect(StrEnum):
    """`TOKEN` is 2.1 to 3.0, whose logins differ in the name of the token alone; `PASSWORD` is 2.0."""

    PASSWORD = "2.0"  # noqa: S105 - a version
    TOKEN = "2.1-3.0"  # noqa: S105 - versions
    ACCOUNT = "4.0"
    SIGNED = "4.1"

    @property
    def family(self) -> Family:
        """Before the login, 2.x and 3.0 look the same; their rules differ in what a failing mail leaves behind."""
        return {Dialect.PASSWORD: Family.V2, Dialect.ACCOUNT: Family.V40, Dialect.SIGNED: Family.V41}.get(
            self, Family.V3
        )


def ask(http: Http, route: str) -> Answer:
    """Knock without a key."""
    return http.send("POST", INDEX, {"route": route}, form=(("key", ""),))


def dialect_of(login: Answer, account_login: Answer | None = None) -> Dialect | None:
    """By the answers of api/login and, where that is a page that does not exist, of api/account/login."""
    data = json_in(login.body)
    if login.status == 403 and isinstance(data, dict):
        return Dialect.SIGNED
    if login.status == 200 and data is not None:
        return Dialect.TOKEN
    if login.status == 404 and account_login is not None and account_login.status == 200:
        return Dialect.ACCOUNT if isinstance(json_in(account_login.body), dict) else None
    return None


def find(http: Http) -> tuple[Dialect, float]:
    """The dialect, and the store's clock less ours.

    Raises:
        SignInFailed: no OpenCart answers there.
        Busy: the shop is being repaired.
    """
    login = ask(http, "api/login")
    other = ask(http, "api/account/login") if login.status == 404 else None
    found = dialect_of(login, other)
    if found is None:
        raise _nobody(http, other or login)
    return found, login.skew_s or 0.0


def _nobody(http: Http, answer: Answer) -> Exception:
    if answer.status in (401, 403, 406):
        return shut(http, Fault.BLOCKED)
    if answer.status >= 500:
        return Busy(host=http.host, detail=f"HTTP {answer.status}.", wait_s=60)
    if answer.status == 404:
        return shut(http, Fault.NOT_A_STORE)
    return Offline(host=http.host, detail=N_("something else answers in its place."), page=True)
