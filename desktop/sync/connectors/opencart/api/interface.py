"""The shop's own interface as one way to it: orders can be told; what can be read differs by version.

2.0 to 3.0 show the head of an order (no lines, no history), 4.0 its lines and no head, 4.1 nothing at all. None lists
orders, none knows a message again; so what was sent and not answered on 4.x only a person can find out.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from desktop.i18n import N_
from desktop.sync.connector import (
    Account,
    Busy,
    Fault,
    Offline,
    Refused,
    Step,
)
from desktop.sync.connectors.opencart import probe
from desktop.sync.connectors.opencart.api import guide, shop
from desktop.sync.connectors.opencart.api.backups import Backups
from desktop.sync.connectors.opencart.api.cart import raw_lines
from desktop.sync.connectors.opencart.api.family import Dialect, find
from desktop.sync.connectors.opencart.api.judge import Reply, Said
from desktop.sync.connectors.opencart.api.session import Session, unsent
from desktop.sync.connectors.opencart.api.signed import Signed
from desktop.sync.connectors.opencart.profile import Family, Profile
from desktop.sync.connectors.opencart.transport import Can, History, Raw, RawPage, Written
from desktop.sync.connectors.opencart.write import MailRefused
from desktop.sync.http import Http

HEADS = 20  # a page of heads: each is a request of its own
GAP = 30  # order numbers without an order before we believe that there are no more
REMEMBERED = 10_000  # messages of this run that the store was told
_CAN = {
    Dialect.PASSWORD: frozenset({Can.PUSH, Can.HEADER}),
    Dialect.TOKEN: frozenset({Can.PUSH, Can.HEADER}),
    Dialect.ACCOUNT: frozenset({Can.PUSH}),
    Dialect.SIGNED: frozenset({Can.PUSH}),
}


class StockApi:
    """One store by its own interface. Safe to use from two threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._user = str(account.options.get("api_user") or "")
        self._key = account.keys.get("api_key", "") or account.key
        self._http = Http(
            account.url, ca_file=account.ca_file, allow_plain_http=account.allow_plain_http,
            read_s=account.read_s,
        )  # fmt: skip
        folder = str(account.options.get("backups") or "").strip()
        self._backups = Backups(folder, str(account.options.get("zone") or "UTC")) if folder else None
        self._kept = str(account.options.get("last_address") or "")
        self._lock = threading.Lock()
        self._dialect: Dialect | None = None
        self._door: Session | Signed | None = None
        self._skew_s = 0.0
        self._told: OrderedDict[str, Written] = OrderedDict()

    @property
    def can(self) -> frozenset[Can]:
        """Asks the store which OpenCart it is, the first time."""
        self._enter()
        assert self._dialect is not None
        return _CAN[self._dialect] | ({Can.LIST} if self._backups else set())

    @property
    def host(self) -> str:
        return self._http.host

    def test(self) -> list[Step]:
        return probe.test(self._http, lambda: find(self._http)[1], self._hello, _nothing)

    def profile(self) -> Profile:
        self._hello()
        told = self._backups.profile() if self._backups else None
        address = guide.last_address(self._http, self._user) or self._kept
        return shop.profile(
            self._account,
            self._family(),
            told,
            name=self.host,
            home=self._http.url,
            skew_s=self.skew_s(),
            address=address,
        )

    def changed(self, cursor: str, history_days: int) -> RawPage:
        """Whole orders out of its owner's backups; without these, heads alone (2.0 to 3.0), by asking for one number
        after the other."""
        if self._backups:
            return self._backups.changed(cursor, history_days)
        session = self._session()
        if session is None or Can.HEADER not in self.can:
            return RawPage((), cursor, False)
        found: list[Raw] = []
        number = last = int(cursor or 0)
        missing = 0
        while len(found) < HEADS and missing < GAP:
            number += 1
            head = self._head(session, str(number), None)
            missing = missing + 1 if head is None else 0
            if head is not None:
                found.append(head)
                last = number
        return RawPage(tuple(found), str(last), missing < GAP)

    def open_orders(self, cursor: str, statuses: Sequence[str]) -> RawPage:
        return RawPage((), cursor, False)

    def order(self, remote_id: str, within_s: float | None = None) -> Raw | None:
        """The head of an order (2.0 to 3.0), or its lines (4.0).

        Raises:
            Refused: 4.1 tells nothing of an order.
        """
        session = self._session()
        if session is None:
            raise Refused(code="cannot-read", detail=N_("by this way it cannot be asked about an order."))
        if self._dialect is Dialect.ACCOUNT:
            return self.lines(remote_id, within_s)
        return self._head(session, remote_id, within_s)

    def lines(self, remote_id: str, within_s: float | None = None) -> Raw | None:
        """The lines of a 4.0 order, by a session of its own: a second order loaded would be added to the first."""
        session = self._session()
        if session is None:
            return None
        session.leave()
        try:
            loaded = session.ask("api/sale/order.load", {"order_id": remote_id}, read_s=within_s)
            if loaded.said is Said.NOT_FOUND:
                return None
            self._expect(loaded)
            cart = session.ask("api/sale/cart", {}, read_s=within_s)
            # Out of stock is said as an error, with the basket beside it.
            if not (isinstance(cart.data, dict) and "products" in cart.data):
                # It works everything out anew, and dies of an order whose way of shipping no longer has a price.
                raise Refused(code="cannot-read", detail=cart.text or N_("it cannot show this order's lines."))
            return raw_lines(remote_id, cart.data)
        finally:
            session.leave()

    def existing(self, remote_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(ref for ref in remote_ids if self._is_there(ref))

    def articles(self, cursor: str) -> RawPage:
        return RawPage((), cursor, False)

    def customers(self, cursor: str) -> RawPage:
        return RawPage((), cursor, False)

    def stock(self, cursor: str) -> RawPage:
        return RawPage((), cursor, False)

    def done(self, job: str) -> Written | None:
        return None

    def add_history(self, entry: History) -> Written:
        """Never without a status: the order would vanish from the shop's pages, and come back as a new one.

        Raises:
            MailRefused: the shop's mail server did.
            Refused: no such order, or no such status.
        """
        if not entry.status.isdigit() or int(entry.status) == 0:
            raise Refused(code="unknown-status", detail=N_("it has no such status. Map it under Settings, Stores."))
        if entry.job in self._told:
            said = self._told[entry.job]
            return Written(said.status, again=True, evidence=said.evidence)
        self._enter()
        reply = self._post(entry)
        self._judge_write(reply, entry)
        written = Written(evidence=f"OpenCart {self._family().value}: {reply.text or 'success'}")
        self._told[entry.job] = written
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return written

    def set_stock(self, remote_id: str, was: int, to: int, job: str) -> Written:
        raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))

    def credit(self, remote_id: str, what: str, given: bool, job: str) -> Written:
        raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))

    def skew_s(self) -> float:
        return self._door.skew_s if isinstance(self._door, Signed) else self._skew_s

    def close(self) -> None:
        self._http.close()

    def _enter(self) -> Session | Signed:
        """The door that this store has; found out once."""
        with self._lock:
            if self._door is None:
                with unsent():
                    self._dialect, self._skew_s = find(self._http)
                self._door = (
                    Signed(self._http, self._user, self._key, self._skew_s)
                    if self._dialect is Dialect.SIGNED
                    else Session(self._http, self._dialect, self._user, self._key, self._kept)
                )
            return self._door

    def _session(self) -> Session | None:
        door = self._enter()
        return door if isinstance(door, Session) else None

    def _family(self) -> Family:
        return self._enter().family

    def _hello(self) -> dict[str, object]:
        """Whether the key is taken; changes nothing there.

        Raises:
            SignInFailed: it is not.
        """
        door = self._enter()
        if not self._key:
            raise guide.shut(self._http, Fault.KEY_MISSING, door.family, self._user)
        if isinstance(door, Session):
            door.enter()
        else:
            door.ask("kolli_test", ())  # a call that it does not have: it says so to those whom it knows
        return {}

    def _head(self, session: Session, remote_id: str, within_s: float | None) -> Raw | None:
        reply = session.ask("api/order/info", {"order_id": remote_id}, read_s=within_s)
        if reply.said is Said.NOT_FOUND:
            return None
        self._expect(reply)
        order = reply.data.get("order") if isinstance(reply.data, dict) else None
        if not isinstance(order, dict):
            raise Offline(host=self.host, detail=N_("its answer has another shape than OpenCart's."))
        return {"order": order}

    def _is_there(self, remote_id: str) -> bool:
        session = self._session()
        if session is None:
            return True  # nobody can say, and what may be there is not called gone
        if self._dialect is not Dialect.ACCOUNT:
            return self._head(session, remote_id, None) is not None
        session.leave()
        try:
            loaded = session.ask("api/sale/order.load", {"order_id": remote_id})
        finally:
            session.leave()
        if loaded.said is Said.NOT_FOUND:
            return False
        self._expect(loaded)
        return True

    def _post(self, entry: History) -> Reply:
        """An older store takes the order's number in the address, a newer one in the form."""
        fields = (
            ("order_status_id", entry.status), ("notify", str(int(entry.notify))), ("override", "0"),
            ("comment", entry.comment),
        )  # fmt: skip
        named = (("order_id", entry.remote_id), *fields)
        try:
            door = self._enter()
            if isinstance(door, Signed):
                return door.ask("history_add", named, notified=entry.notify)
            if self._dialect is Dialect.ACCOUNT:
                return door.ask("api/sale/order.addHistory", {}, named, notified=entry.notify)
            return door.ask("api/order/history", {"order_id": entry.remote_id}, fields, notified=entry.notify)
        except Busy as busy:
            # Behind 502 and 504 the shop may still be at work; with 429 and 503 it has not begun.
            busy.values.setdefault("unsent", busy.values.get("status") in (429, 503))
            raise

    def _judge_write(self, reply: Reply, entry: History) -> None:
        if reply.said is Said.DONE:
            return
        if reply.said is Said.NOT_FOUND:
            raise Refused(code="gone", detail=N_("it has no such order any more."), status=404)
        if reply.said is Said.MAIL:
            raise MailRefused(code="mail-server", stored=self._is_stored(entry), detail=reply.text)
        if reply.said is Said.UNKNOWN:
            raise Refused(code="refused", detail=reply.text)
        raise Offline(
            host=self.host, detail=N_("something else answers in its place."), page=True,
            sent=reply.status >= 500 or reply.status == 200,
        )  # fmt: skip

    def _is_stored(self, entry: History) -> bool:
        """2.3 keeps the status before it mails; 3.0 and later mail first, and keep nothing if that fails (measured)."""
        session = self._session()
        if session is None or self._family() is not Family.V2:
            return False
        head = self._head(session, entry.remote_id, None)
        return head is not None and str(head["order"].get("order_status_id")) == entry.status

    def _expect(self, reply: Reply) -> None:
        """Raises:
        Refused: it said no.
        Offline: it did not answer as a shop does.
        """
        if reply.said is Said.DONE:
            return
        if reply.said is Said.UNKNOWN:
            raise Refused(code="refused", detail=reply.text)
        raise Offline(host=self.host, detail=N_("something else answers in its place."), page=True)


def _nothing() -> None:
    return None
