"""What an OpenCart store keeps, and what it does by itself: tables as dicts, and the effects measured on real stores.

The same state stands behind the double of our module and may stand behind one of the store's own interface.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
EN, ID = "1", "2"
STATUSES = {
    "1": ("Pending", "Menunggu Pembayaran"), "2": ("Processing", "Diproses"), "3": ("Shipped", "Dikirim"),
    "5": ("Complete", "Selesai"), "7": ("Canceled", "Dibatalkan"), "8": ("Denied", "Ditolak"),
    "9": ("Canceled Reversal", "Pembatalan Dibalik"), "10": ("Failed", "Gagal"),
    "11": ("Refunded", "Dana Dikembalikan"),
    "12": ("Reversed", "Dibalik"), "13": ("Chargeback", "Tagihan Balik"), "14": ("Expired", "Kedaluwarsa"),
    "15": ("Processed", "Sudah Diproses"), "16": ("Voided", "Batal"), "17": ("Ready to Pack", "Siap Dikemas"),
}  # fmt: skip


class MailDown(Exception):
    """The shop's mail server refused, in the middle of whatever was going on."""


@dataclass(frozen=True, slots=True)
class Mail:
    order_id: str
    subject: str
    text: str


@dataclass
class State:
    """One store. `safe` False: its anti-fraud extension answers every new status with 8. Times are the zone's."""

    version: str = "3.0.5.1"
    name: str = "Toko Melati"
    zone: str = "Asia/Jakarta"
    currency: str = "USD"
    decimals: dict[str, int] = field(default_factory=lambda: {"USD": 2, "IDR": 0, "SEK": 2})
    processing: set[str] = field(default_factory=lambda: {"5", "1", "2", "12", "3"})
    complete: set[str] = field(default_factory=lambda: {"5", "3"})
    statuses: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(STATUSES))
    key: str = "kolli-" + "a" * 48
    installed: bool = True
    switched_on: bool = True
    maintenance: bool = False
    mail_down: bool = False
    suspects: bool = False
    orders: dict[str, Row] = field(default_factory=dict)
    products_of: dict[str, list[Row]] = field(default_factory=dict)
    options_of: dict[str, list[Row]] = field(default_factory=dict)
    totals_of: dict[str, list[Row]] = field(default_factory=dict)
    histories: list[Row] = field(default_factory=list)
    rewards: list[Row] = field(default_factory=list)
    commissions: list[Row] = field(default_factory=list)
    products: dict[str, Row] = field(default_factory=dict)
    customers: dict[str, Row] = field(default_factory=dict)
    jobs: dict[str, Row] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ahead: timedelta = timedelta()  # of the store's clock
    last_history: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def stores_before_mail(self) -> bool:
        """2.x keeps a status first and mails last; the others the other way round."""
        return self.version.startswith("2")

    def now(self) -> datetime:
        return self.clock() + self.ahead

    def stamp(self) -> str:
        return self.now().astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S")

    def name_of(self, status: str) -> str:
        return self.statuses.get(status, (status, status))[0]

    def counts(self, status: str) -> bool:
        """Whether an order in this status keeps its goods off the shelf."""
        return status in self.processing | self.complete

    def add_history(self, order_id: str, status: str, comment: str, notify: bool) -> str:
        """As model/checkout/order does it. Returns the status that the order has afterwards.

        Raises:
            MailDown: the mail could not be sent; before 3.0 everything was kept all the same.
        """
        order = self.orders[order_id]
        self.writes.append(f"history {order_id} {status}")
        if self.suspects and self.counts(status):
            status = "8"
        if notify and not self.stores_before_mail:
            self._mail(order_id, status, comment)
        if not self.counts(order["order_status_id"]) and self.counts(status):
            self._move(order_id, -1)
        elif self.counts(order["order_status_id"]) and not self.counts(status):
            self._move(order_id, +1)
        order["order_status_id"] = status
        if not self.version.startswith("4.1"):
            order["date_modified"] = self.stamp()
        self.keep_history(order_id, status, comment, notify)
        if notify and self.stores_before_mail:
            self._mail(order_id, status, comment)
        return status

    def set_by_hand(self, order_id: str, status: str) -> None:
        """As its owner does it in the store's pages, for the tests' purposes without stock."""
        self.orders[order_id]["order_status_id"] = status
        self.keep_history(order_id, status)

    def keep_history(self, order_id: str, status: str, comment: str = "", notify: bool = False) -> None:
        self.last_history += 1
        self.histories.append(
            {
                "order_history_id": str(self.last_history), "order_id": order_id, "order_status_id": status,
                "notify": str(int(notify)), "comment": comment, "date_added": self.stamp(),
            }
        )  # fmt: skip

    def history_of(self, order_id: str) -> list[Row]:
        return [row for row in self.histories if row["order_id"] == order_id]

    def edit(self, order_id: str, **columns: str) -> None:
        """As the admin's form does it: the lines are written anew, with new ids."""
        order = self.orders[order_id]
        order |= columns
        order["date_modified"] = self.stamp()
        renamed = {}
        for row in self.products_of[order_id]:
            renamed[row["order_product_id"]] = row["order_product_id"] = self.next_line()
        for option in self.options_of.get(order_id, []):
            option["order_product_id"] = renamed.get(option["order_product_id"], option["order_product_id"])

    def next_line(self) -> str:
        used = [int(row["order_product_id"]) for rows in self.products_of.values() for row in rows]
        return str(max(used, default=0) + 1)

    def delete(self, order_id: str) -> None:
        for table in (self.orders, self.products_of, self.options_of, self.totals_of):
            table.pop(order_id, None)
        self.histories = [row for row in self.histories if row["order_id"] != order_id]

    def _move(self, order_id: str, sign: int) -> None:
        for row in self.products_of[order_id]:
            product = self.products.get(row["product_id"])
            if product and product["subtract"] == "1":
                product["quantity"] = str(int(product["quantity"]) + sign * int(row["quantity"]))

    def _mail(self, order_id: str, status: str, comment: str) -> None:
        if self.mail_down:
            raise MailDown
        self.mails.append(Mail(order_id, f"Order Update {order_id}", f"{self.name_of(status)}\n{comment}"))
