"""The way through our own module in the shop (resources/opencart-bridge): everything works, exactly once.

Every question is a POST of JSON to one route, `op` names it. The key stands in a header, and in the body where a host
drops the header. The module answers {"ok": ...} or {"error": {"code": ...}}; anything else is not the module.
"""

import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.i18n import N_
from desktop.sync.connector import Account, Busy, Fault, Offline, Refused, SignInFailed, Step, StockMoved
from desktop.sync.connectors.opencart import probe
from desktop.sync.connectors.opencart.api.family import find
from desktop.sync.connectors.opencart.api.judge import json_in
from desktop.sync.connectors.opencart.profile import Family, Profile
from desktop.sync.connectors.opencart.transport import Can, History, Raw, RawPage, Written
from desktop.sync.connectors.opencart.write import MailRefused
from desktop.sync.http import Answer, Http, own_address, plain

PROTOCOL = 1
ROUTES = {
    Family.V2: "extension/module/kolli",
    Family.V3: "extension/module/kolli",
    Family.V40: "extension/kolli/module/kolli",
    Family.V41: "extension/kolli/module/kolli",
}
PAGE = 50  # whole orders; measured: 156 kB in 0.1 s
ROWS = 200  # products, customers
SWEEP = 300  # open orders; before 4.0 the shop looks through whole tables for each page
# Without its cookie each question would leave another visitor's row in the shop. Ours holds no basket.
_SESSION = re.compile(r"\b(?:OC|PHP)SESSID=[\w,-]+")
_LONGEST_WAIT_S = 60
_KEPT = 5000  # open orders whose rows are kept, so that a sweep need not carry them again
_SENTENCES = {
    Fault.NO_MODULE: N_(
        "The shop at {host} answers, but Kolli's module does not. Install it under Extensions, Installer, then install"
        " and switch it on under Extensions, Extensions, Modules, Kolli."
    ),
    Fault.KEY_UNKNOWN: N_(
        "Kolli's module in the shop does not know this key. Make a new one on its page (Extensions, Extensions,"
        " Modules, Kolli) and copy it: it is shown once."
    ),
}


class Bridge:
    """One store through its module."""

    can = frozenset(Can) - {Can.HEADER}

    def __init__(self, account: Account) -> None:
        self._account = account
        self._http = Http(
            account.url, ca_file=account.ca_file, allow_plain_http=account.allow_plain_http, read_s=account.read_s
        )
        self._key = account.keys.get("key", "") or account.key
        self._family: Family | None = None
        self._in_body = False
        self._session = ""
        self._skew_s = 0.0
        self._lock = threading.Lock()
        self._sweep: dict[str, tuple[str, Raw]] = {}

    @property
    def host(self) -> str:
        return self._http.host

    def test(self) -> list[Step]:
        return probe.test(self._http, self._knock, self._hello, self._may_write)

    def profile(self) -> Profile:
        return probe.profile(self._hello(), self._skew_s)

    def changed(self, cursor: str, history_days: int) -> RawPage:
        said: dict[str, object] = {"limit": PAGE}
        if cursor:
            history, order, modified = (cursor + "::").split(":", 2)
            said |= {"after_history": int(history), "after_order": int(order or 0), "modified": modified.rstrip(":")}
        else:
            said["days"] = history_days
        got = self._ask("orders", said)
        reached = f"{int(got['history'])}:{int(got['order'])}:{got['modified']}"
        return RawPage(tuple(got["orders"]), reached, bool(got["more"]))

    def open_orders(self, cursor: str, statuses: Sequence[str]) -> RawPage:
        """Carries only what has another content than at the last sweep: an edit there leaves no other trace."""
        got = self._ask("open", {"after": int(cursor or 0), "statuses": list(statuses), "limit": SWEEP})
        hashes = {str(row["order_id"]): str(row["hash"]) for row in got["rows"]}
        fresh = [ref for ref, sign in hashes.items() if self._sweep.get(ref, ("", {}))[0] != sign]
        if len(self._sweep) + len(fresh) > _KEPT:
            self._sweep.clear()
            fresh = list(hashes)
        rows = {str(raw["order"]["order_id"]): raw for raw in self._several(fresh)} if fresh else {}
        found = []
        for ref, sign in hashes.items():
            raw = rows.get(ref) or self._sweep.get(ref, ("", None))[1]
            if raw is not None:
                self._sweep[ref] = (sign, raw)
                found.append(raw)
        return RawPage(tuple(found), str(got["after"]), bool(got["more"]))

    def order(self, remote_id: str, within_s: float | None = None) -> Raw | None:
        if not remote_id.isdigit():
            return None
        found = self._several([remote_id], within_s)
        return found[0] if found else None

    def existing(self, remote_ids: Sequence[str]) -> frozenset[str]:
        asked = [ref for ref in remote_ids if ref.isdigit()]
        found: set[str] = set()
        for start in range(0, len(asked), 500):
            found |= {str(ref) for ref in self._ask("exist", {"ids": asked[start : start + 500]})["ids"]}
        return frozenset(found)

    def articles(self, cursor: str) -> RawPage:
        return self._page("products", cursor)

    def customers(self, cursor: str) -> RawPage:
        return self._page("customers", cursor)

    def stock(self, cursor: str) -> RawPage:
        return self._page("stock", cursor)

    def done(self, job: str) -> Written | None:
        found = self._ask("job", {"job": job})
        return _written(found, again=True) if found.get("done") else None

    def add_history(self, entry: History) -> Written:
        return self._write(
            "history",
            {
                "order_id": int(entry.remote_id), "status": int(entry.status), "comment": entry.comment,
                "notify": entry.notify, "job": entry.job,
            },
        )  # fmt: skip

    def set_stock(self, remote_id: str, was: int, to: int, job: str) -> Written:
        return self._write("set_stock", {"product_id": int(remote_id), "was": was, "to": to, "job": job})

    def credit(self, remote_id: str, what: str, given: bool, job: str) -> Written:
        return self._write("credit", {"order_id": int(remote_id), "what": what, "given": given, "job": job})

    def skew_s(self) -> float:
        return self._skew_s

    def close(self) -> None:
        self._http.close()

    def _knock(self) -> float:
        dialect, skew_s = find(self._http)
        with self._lock:
            self._family = dialect.family
        return skew_s

    def _hello(self) -> Mapping[str, Any]:
        found = self._ask("hello", {})
        if int(found.get("protocol", 0)) < PROTOCOL:
            raise self._shut(Fault.NO_MODULE)
        return found

    def _may_write(self) -> None:
        """A module whose table of jobs is missing could do things twice: it says so itself."""
        self._ask("job", {"job": "0" * 40})

    def _several(self, remote_ids: Sequence[str], within_s: float | None = None) -> list[Raw]:
        return list(self._ask("order", {"ids": [int(ref) for ref in remote_ids]}, within_s)["orders"])

    def _page(self, op: str, cursor: str) -> RawPage:
        got = self._ask(op, {"after": int(cursor or 0), "limit": ROWS})
        more = bool(got["more"])
        return RawPage(tuple(got["rows"]), str(got["after"]) if more else "", more)

    def _write(self, op: str, said: dict[str, object]) -> Written:
        return _written(self._ask(op, said))

    def _ask(self, op: str, said: Mapping[str, object], within_s: float | None = None) -> Mapping[str, Any]:
        """What the module answers; what it refuses is raised as what it means."""
        answer = self._send(op, said, within_s)
        if answer.status == 401 and _code(answer) == "key-missing" and not self._in_body:
            self._in_body = True  # this host drops headers that it does not know
            answer = self._send(op, said, within_s)
        data = json_in(answer.body)  # OpenCart 2 may print warnings before the module is reached
        if isinstance(data, dict) and isinstance(data.get("ok"), dict):
            self._skew_s = answer.skew_s if answer.skew_s is not None else self._skew_s
            found: Mapping[str, Any] = data["ok"]
            return found
        raise self._fault(answer, said)

    def _send(self, op: str, said: Mapping[str, object], within_s: float | None) -> Answer:
        query = {"route": ROUTES[self._known_family()], "op": op}
        body = {**said, "op": op} | ({"key": self._key} if self._in_body else {})
        try:
            answer = self._http.send("POST", "/index.php", query, body, sign=self._sign, read_s=within_s)
        except Busy as busy:
            # In maintenance every OpenCart asks for an hour, though its owner may be done in a minute.
            busy.values["wait_s"] = min(busy.wait_s, _LONGEST_WAIT_S)
            raise
        given = _SESSION.search(answer.headers.get("set-cookie", ""))
        self._session = given[0] if given else self._session
        return answer

    def _sign(self, method: str, url: str, query: dict[str, str]) -> dict[str, str]:
        headers = {} if self._in_body else {"X-Kolli-Key": self._key}
        return headers | ({"Cookie": self._session} if self._session else {})

    def _known_family(self) -> Family:
        with self._lock:
            known = self._family
        if known is None:
            self._knock()
            return self._known_family()
        return known

    def _fault(self, answer: Answer, said: Mapping[str, object]) -> Exception:
        data = json_in(answer.body)
        error = data.get("error") if isinstance(data, dict) else None
        if not isinstance(error, dict):
            if answer.status in (404, 403) and not answer.is_json:
                with self._lock:
                    self._family = None  # the shop may have been upgraded
                return self._shut(Fault.NO_MODULE)
            return Offline(host=self.host, detail=N_("something else answers in place of Kolli's module."))
        code, detail = str(error.get("code", "")), plain(str(error.get("detail", "")))
        if code in ("key", "key-missing"):
            return self._shut(Fault.KEY_UNKNOWN)
        if code == "off":
            return self._shut(Fault.NO_MODULE)
        if code == "order-not-found":
            return Refused(code="gone", detail=N_("it has no such order any more."), status=404)
        if code == "product-not-found":
            return Refused(code="gone", detail=N_("it has no such article any more."), status=404)
        if code == "mail":
            return MailRefused(code="mail-server", stored=bool(error.get("stored")), detail=detail)
        if code == "stock-moved":
            return StockMoved(
                code=code, number=str(said.get("product_id", "")), found=int(error.get("found") or 0),
                wanted=said.get("to"),
            )  # fmt: skip
        if code == "running":
            return Busy(host=self.host, detail=N_("it is still at work on this."), wait_s=10, whole_store=False)
        if code in _REFUSALS:
            return Refused(code=code, detail=_REFUSALS[code])
        return Busy(host=self.host, detail=detail or f"HTTP {answer.status}.", wait_s=60, whole_store=False)

    def _shut(self, fault: Fault) -> SignInFailed:
        return SignInFailed(
            fault=fault, host=self.host, url=self._http.url, address=own_address(self.host),
            sentence=_SENTENCES.get(fault, ""),
        )  # fmt: skip


_REFUSALS = {
    "status": N_("it has no such status. Map it under Settings, Stores."),
    "uncounted": N_("it does not count this article's stock. Switch “Subtract Stock” on there first."),
    "guest": N_("the order was placed without an account, so it earns no points."),
    "no-affiliate": N_("the order has no affiliate."),
    "nothing-to-give": N_("the order earns nothing there."),
    "bad-request": N_("Kolli's module in the shop did not understand this. Install the newest one."),
}


def _code(answer: Answer) -> str:
    data = json_in(answer.body)
    error = data.get("error") if isinstance(data, dict) else None
    return str(error.get("code", "")) if isinstance(error, dict) else ""


def _written(found: Mapping[str, Any], *, again: bool = False) -> Written:
    return Written(
        status=str(found.get("status", "")),
        again=again or bool(found.get("again")),
        evidence=str(found.get("evidence", "")),
    )
