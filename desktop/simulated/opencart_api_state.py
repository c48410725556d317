"""What an OpenCart store holds, as far as its own interface shows or changes it; effects measured on real stores."""

import html
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
KEY = "dummykey" * 8
PHP_SESSION = "k0123456789abcdefghijklmno"  # the cookie by which PHP knows its own session
IDLE_S = 3600.0  # what a session lives without a call
WINDOW_S = 450  # what 4.1 lets a clock be off


class Version(StrEnum):
    V20 = "2.0"
    V23 = "2.3"
    V30 = "3.0"
    V400 = "4.0.0"  # the method behind |
    V40 = "4.0"
    V41 = "4.1"

    @property
    def is_old(self) -> bool:
        return self in (Version.V20, Version.V23, Version.V30)


class MailDown(Exception):
    """The shop's mail server refused. `stored`: the history was kept before."""

    def __init__(self, stored: bool) -> None:
        super().__init__(stored)
        self.stored = stored


@dataclass
class Session:
    used_at: float
    remote: str
    cart: list[Json] = field(default_factory=list)
    loaded: Json | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    order_id: int
    to: str
    subject: str
    text: str


@dataclass
class ApiState:
    """Everything may be looked at and changed. `orders` are rows as stored: text escaped, amounts as text."""

    version: Version = Version.V30
    key: str = KEY
    user: str = "Default"
    user_on: bool = True
    allowed: set[str] = field(default_factory=lambda: {"127.0.0.1"})
    remote: str = ""  # where calls seem to come from; "" is where they do
    orders: dict[int, Json] = field(default_factory=dict)
    lines: dict[int, list[Json]] = field(default_factory=dict)
    histories: dict[int, list[Json]] = field(default_factory=dict)
    stock: dict[int, int] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)  # what 4.1 writes down of each call that it took
    processing: set[int] = field(default_factory=lambda: {1, 2, 3, 5, 12})
    statuses: dict[int, str] = field(
        default_factory=lambda: {
            1: "Pending", 2: "Processing", 3: "Shipped", 5: "Complete", 7: "Canceled", 8: "Denied", 15: "Processed",
            17: "Ready to Pack",
        }
    )  # fmt: skip
    fraudulent: set[int] = field(default_factory=set)  # orders that an anti-fraud extension would deny
    mail_down: bool = False
    maintenance: bool = False
    warnings: bool = False  # PHP prints its warnings before the JSON
    clock_off_s: float = 0.0
    writes: int = 0
    next_history: int = 1
    next_token: int = 1
    now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None, microsecond=0)  # kept without a zone
    clock: Callable[[], float] = time.time

    def store_time(self) -> float:
        return self.clock() + self.clock_off_s

    def session(self, token: str, remote: str) -> Session | None:
        """A session that is alive and whose address is on the list still; each call keeps it alive."""
        found = self.sessions.get(token)
        if found is None or found.remote != remote or remote not in self.allowed:
            return None
        if self.clock() - found.used_at > IDLE_S:
            del self.sessions[token]
            return None
        found.used_at = self.clock()
        return found

    def log_in(self, remote: str) -> str:
        token = f"{self.next_token:032x}"
        self.next_token += 1
        self.sessions[token] = Session(self.clock(), remote)
        return token

    def add_history(self, order_id: int, status: int, comment: str, *, notify: bool, override: bool) -> None:
        """As the store does it: no check of anything, goods back on leaving its lists, a new order from 0.

        Raises:
            MailDown: before anything is kept from 3.0 on, after it in 2.3.
        """
        order = self.orders[order_id]
        before = int(order["order_status_id"])
        if order_id in self.fraudulent and not override and status in self.processing:
            status = 8
        mails = self._mails(order, before, status, comment, notify)
        if mails and self.mail_down and self.version not in (Version.V20, Version.V23):
            raise MailDown(stored=False)
        self.writes += 1
        self._move_stock(order_id, before in self.processing, status in self.processing)
        order["order_status_id"] = str(status)
        order["order_status"] = self.statuses.get(status)
        stamp = self.now().isoformat(" ")
        if self.version is not Version.V41:
            order["date_modified"] = stamp
        self.histories.setdefault(order_id, []).append(
            {
                "order_history_id": self.next_history, "order_status_id": status, "notify": int(notify),
                "comment": self.stored(comment), "date_added": stamp,
            }
        )  # fmt: skip
        self.next_history += 1
        if mails and self.mail_down:
            raise MailDown(stored=True)
        self.mails += mails

    def stored(self, text: str) -> str:
        """What is kept of a text: escaped; before 4.0 the tables hold no letters outside the first plane."""
        escaped = html.escape(text.strip(), quote=False).replace('"', "&quot;")
        return re.sub("[\U00010000-\U0010ffff]", "????", escaped) if self.version.is_old else escaped

    def _move_stock(self, order_id: int, was_kept: bool, is_kept: bool) -> None:
        if was_kept == is_kept:
            return
        for line in self.lines.get(order_id, ()):
            product = int(line["product_id"])
            if product in self.stock:
                self.stock[product] += int(line["quantity"]) * (1 if was_kept else -1)

    def _mails(self, order: Json, before: int, status: int, comment: str, notify: bool) -> list[Mail]:
        number, shop, to = int(order["order_id"]), order.get("store_name", "Your Store"), str(order["email"])
        if before == 0 and status:
            return [Mail(number, each, f"{shop} - Order {number}", "") for each in (to, "owner@store.test")]
        if not notify:
            return []
        return [Mail(number, to, f"{shop} - Order Update {number}", comment)]


def seed(state: ApiState, orders: Iterable[int]) -> None:
    """Some orders that are paid for, of two articles."""
    state.stock |= {28: 100, 29: 100}
    for ref in orders:
        stamp = state.now().isoformat(" ")
        state.orders[ref] = {
            "order_id": str(ref), "store_name": "Your Store", "firstname": "Åsa", "lastname": "Lindström",
            "email": f"guest{ref}@example.test", "telephone": "+46 70 123 45 67",
            "shipping_firstname": "Åsa", "shipping_lastname": "Lindström", "shipping_company": "",
            "shipping_address_1": "Östra Hamngatan 5", "shipping_address_2": "", "shipping_postcode": "411 10",
            "shipping_city": "Göteborg", "shipping_iso_code_2": "SE", "comment": "Ring &amp; vänta",
            "total": "280.0000", "order_status_id": "2", "order_status": "Processing", "language_code": "sv-se",
            "currency_code": "SEK", "currency_value": "9.60000000", "date_added": stamp, "date_modified": stamp,
        }  # fmt: skip
        state.lines[ref] = [
            {"product_id": 28, "name": "HTC Touch HD", "model": "Product 1", "quantity": 3, "price": "960.00 kr"},
            {"product_id": 29, "name": "Palm Treo Pro", "model": "Product 2", "quantity": 2, "price": "2,687.90 kr"},
        ]
