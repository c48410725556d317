"""What a simulated WooCommerce store holds, and what happens in it when an order changes.

Every rule here was measured on a real store; tests replay the recordings against it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

STATUSES = {
    "pending": "Pending payment",
    "processing": "Processing",
    "on-hold": "On hold",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "failed": "Failed",
    "checkout-draft": "Draft",
}
_TAKES_STOCK = {"processing", "on-hold", "completed"}
_GIVES_STOCK_BACK = {"cancelled", "pending"}
_UNPAID = {"pending", "failed", "on-hold", "cancelled"}


@dataclass(frozen=True)
class Key:
    """One REST key: what it may do, and whose it is."""

    secret: str
    may_read: bool = True
    may_write: bool = True
    login: str = "admin"
    staff: bool = True


@dataclass
class Mail:
    to: str
    subject: str
    order_id: int = 0


@dataclass
class Write:
    """One request that changed something, as the store carried it out."""

    method: str
    path: str
    body: Any


@dataclass
class State:
    """The whole store. Tests read and change it directly: that is the shop owner at work in the browser."""

    name: str = "Kolli Test Store"
    home: str = "http://127.0.0.1"
    zone_offset_h: int = 7
    zone_name: str = "Asia/Jakarta"
    version: tuple[int, int, int] = (11, 0, 1)
    wordpress: str = "7.1"
    orders_table: bool = True
    currency: str = "IDR"
    tax_percent: Decimal = Decimal(0)
    fulfilments_on: bool = False
    strips_header: bool = False  # the host keeps the Authorization header from PHP
    blocks_put: bool = False  # the host lets only GET and POST through
    sees_proxy_only: bool = False  # TLS ends at a proxy that the store does not trust
    language: str = "en_US"
    mails_off: set[str] = field(default_factory=lambda: {"cancelled", "failed"})  # statuses without a mail
    gateway_pays_back: bool = False  # the payment's own service can return money
    tracking_plugin: str = ""  # "wc-shipment-tracking/v3" or "wc-ast/v3"
    now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(microsecond=0)
    keys: dict[str, Key] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)  # application passwords: login -> password
    statuses: dict[str, str] = field(default_factory=lambda: dict(STATUSES))
    orders: dict[int, Json] = field(default_factory=dict)
    products: dict[int, Json] = field(default_factory=dict)  # variations too: those have a parent_id
    customers: dict[int, Json] = field(default_factory=dict)
    notes: dict[int, list[Json]] = field(default_factory=dict)
    refunds: dict[int, list[Json]] = field(default_factory=dict)
    fulfilments: dict[int, list[Json]] = field(default_factory=dict)
    trackings: dict[int, list[Json]] = field(default_factory=dict)
    before_trash: dict[int, str] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    emails: list[Mail] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    next_ids: dict[str, int] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def next_id(self, kind: str) -> int:
        # Orders, refunds and products share one series, as posts do.
        found = self.next_ids.get(kind, 1)
        self.next_ids[kind] = found + 1
        return found

    def reserve(self, kind: str, used: int) -> None:
        self.next_ids[kind] = max(self.next_ids.get(kind, 1), used + 1)

    def stock(self, product_id: int) -> int:
        return int(self.products[product_id]["stock_quantity"] or 0)

    def set_stamp(self, thing: Json, name: str, moment: datetime | None) -> None:
        """Write a date twice, as the store does: in its own zone, and in UTC without saying so."""
        local = moment + timedelta(hours=self.zone_offset_h) if moment else None
        thing[f"{name}_gmt"] = moment.replace(tzinfo=None).isoformat() if moment else None
        thing[name] = local.replace(tzinfo=None).isoformat() if local else None

    def touch(self, order: Json, always: bool = False) -> None:
        """Move date_modified. Posts storage does it for a few changes only (`always`)."""
        if self.orders_table or always:
            self.set_stamp(order, "date_modified", self.now())

    def change_status(self, order: Json, status: str) -> None:
        """Set a status with all that follows: stock, dates, notes, mails. The same status again does nothing."""
        before = order["status"]
        if before == "trash":
            before = self.before_trash.pop(order["id"], "pending")
            order["status"] = before
        if before == status:
            return
        order["status"] = status
        self.touch(order, always=True)
        if status in _TAKES_STOCK:
            self.take_stock(order)
        if status in _GIVES_STOCK_BACK:
            self.give_stock_back(order)
        if status in ("processing", "completed") and not order["date_paid_gmt"] and order["payment_method"] != "cod":
            self.set_stamp(order, "date_paid", self.now())
        if status == "completed":
            if not order["date_paid_gmt"]:
                self.set_stamp(order, "date_paid", self.now())
            self.set_stamp(order, "date_completed", self.now())
        self._mail_about(order, before, status)
        old, new = self.statuses.get(before, before), self.statuses.get(status, status)
        self.add_note(order["id"], f"Order status changed from {old} to {new}.")

    def _mail_about(self, order: Json, before: str, status: str) -> None:
        if status in self.mails_off:
            return
        if status == "completed":
            self.mail(order, f"Your order from {self.name} is on its way!", "Completed order")
        elif status == "processing" and before in _UNPAID:
            self.mail(order, f"Your {self.name} order has been received!", "Processing order")
        elif status == "on-hold" and before in ("pending", "failed", "cancelled"):
            self.mail(order, f"Your {self.name} order has been received!", "Order on-hold")
        elif status == "refunded":
            self.mail(order, f"Your {self.name} order #{order['number']} has been refunded", "Refunded order")

    def mail(self, order: Json, subject: str, kind: str = "") -> None:
        to = order["billing"].get("email", "")
        if not to:
            return
        self.emails.append(Mail(to, subject, order["id"]))
        if kind:
            self.add_note(order["id"], f'Email "{kind}" sent.')

    def add_note(self, order_id: int, text: str, customer: bool = False, author: str = "WooCommerce") -> Json:
        note: Json = {"id": self.next_id("note"), "author": author, "note": text, "customer_note": customer}
        self.set_stamp(note, "date_created", self.now())
        self.notes.setdefault(order_id, []).append(note)
        if customer:
            self.mail(self.orders[order_id], f"A note has been added to your order from {self.name}", "Customer note")
        return note

    def take_stock(self, order: Json) -> None:
        for line in order["line_items"]:
            if not any(meta["key"] == "_reduced_stock" for meta in line["meta_data"]):
                self.move_stock(line, -line["quantity"])
                line["meta_data"].append(self._meta("_reduced_stock", str(line["quantity"])))

    def give_stock_back(self, order: Json) -> None:
        for line in order["line_items"]:
            taken = [meta for meta in line["meta_data"] if meta["key"] == "_reduced_stock"]
            if taken:
                self.move_stock(line, int(taken[0]["value"]))
                line["meta_data"] = [meta for meta in line["meta_data"] if meta["key"] != "_reduced_stock"]

    def move_stock(self, line: Json, units: int) -> None:
        product = self.products.get(line["variation_id"] or line["product_id"])
        if product and product["manage_stock"] is True:
            product["stock_quantity"] = int(product["stock_quantity"] or 0) + units

    def _meta(self, key: str, value: Any) -> Json:
        return {"id": self.next_id("meta"), "key": key, "value": value, "display_key": key, "display_value": value}

    def trash(self, order: Json) -> None:
        self.before_trash[order["id"]] = order["status"]
        order["status"] = "trash"
        self.touch(order, always=True)

    def delete_for_good(self, order_id: int) -> None:
        for shelf in (self.orders, self.notes, self.refunds, self.fulfilments, self.trackings, self.before_trash):
            shelf.pop(order_id, None)
