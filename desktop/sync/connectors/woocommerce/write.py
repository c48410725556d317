"""Telling a WooCommerce store: read, leave it if it is so, write, read the answer. Mails cannot be taken back."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop.domain.order import Stage
from desktop.i18n import N_
from desktop.sync.connector import Busy, Conflict, Offline, Outcome, Push, Refused, Result, Tracking
from desktop.sync.connectors.woocommerce.parcels import TRACKING_META, metas
from desktop.sync.connectors.woocommerce.read import (
    CORE_STATUSES,
    ORDER_FIELDS,
    Order,
    mark,
    parse_order,
    remote_order,
)
from desktop.sync.connectors.woocommerce.talk import Talk

# Our word for a move -> the store's status. On hold is not told: the store would mail the customer about it.
TARGETS = {"paid": "processing", "shipped": "completed", "cancelled": "cancelled"}
# A status may only be written over these. The store itself knows no guard: any status can follow any other.
_FROM = {
    "completed": {Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP},
    "processing": {Stage.TO_CONFIRM, Stage.ON_HOLD},  # further on than this: see _is_beyond
    "cancelled": {Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.ON_HOLD},
}
_BEYOND_PAID = {Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.SHIPPED, Stage.DONE}
_FROM_ELSE = {Stage.TO_CONFIRM, Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP}
_TRACKING_ROUTES = {
    Tracking.SHIPMENT_TRACKING: "/wp-json/wc-shipment-tracking/v3",
    Tracking.ADVANCED_TRACKING: "/wp-json/wc-ast/v3",
}
_MARK_META = "_kolli"


@dataclass(frozen=True, slots=True)
class Writer:
    """What is known about the store while one message is carried out."""

    talk: Talk
    statuses: Sequence[str]
    meanings: Mapping[str, str]
    tracking: Tracking

    def set_status(self, push: Push) -> Outcome:
        target = str(push.values.get("status", ""))
        if not target:
            return Outcome(Result.NOTHING, "no status named")
        if target not in self.statuses:
            raise Refused(code="unknown-status", detail=N_("it has no such status. Map it under Settings, Stores."))
        order = self.read(push.remote_id)
        if order.status == target or self._is_beyond(order, target):
            noted = self._comment(push)
            return Outcome(noted or Result.ALREADY, f"status {order.status}", self._remote(order))
        self._guard(order, target)
        try:
            body = self.talk.write(
                "PUT", f"/orders/{push.remote_id}", {"status": target}, {"_fields": ORDER_FIELDS}
            ).body
            order = parse_order(body)
        except (Offline, Busy) as lost:
            order = self._read_after(lost, push.remote_id)
            if order.status != target:
                raise
        if order.status != target:
            raise Refused(code="not-taken", detail=N_("it answered well but did not change the status."))
        self._comment(push)
        return Outcome(Result.DONE, f"status {target} {order.date_modified_gmt or ''}".strip(), self._remote(order))

    def _comment(self, push: Push) -> Result | None:
        """What was said with a status stands in a note; the store has no other place. None: there was nothing."""
        text = str(push.values.get("text", "")).strip()
        to_customer = bool(push.values.get("notify", False))
        if not text or self._find_note(push.remote_id, mark(push.key), to_customer):
            return None
        self._post_note(push.remote_id, text, push.key, to_customer)
        return Result.DONE

    def add_note(self, push: Push) -> Outcome:
        text = str(push.values.get("text", "")).strip()
        to_customer = bool(push.values.get("to_customer", False))
        if not text:
            return Outcome(Result.NOTHING, "empty note")
        order = self.read(push.remote_id)
        found = self._find_note(push.remote_id, mark(push.key), to_customer)
        if found:  # also where the order was binned after a note whose answer was lost
            return Outcome(Result.ALREADY, f"note {found}")
        self._guard_present(order)
        return Outcome(Result.DONE, f"note {self._post_note(push.remote_id, text, push.key, to_customer)}")

    def add_tracking(self, push: Push) -> Outcome:
        number = str(push.values.get("number", "")).strip()
        if not number:
            raise Refused(code="no-number", detail=N_("the tracking number is empty."))
        order = self.read(push.remote_id)
        if self.tracking is Tracking.FULFILMENTS:
            return self._fulfil(push, order, number)
        if self.tracking in _TRACKING_ROUTES:
            return self._plugin_tracking(push, order, number)
        return self._noted_tracking(push, order, number)

    def read(self, remote_id: str) -> Order:
        return parse_order(self.talk.get(f"/orders/{remote_id}", {"_fields": ORDER_FIELDS}).body)

    def _read_after(self, lost: Offline | Busy, remote_id: str) -> Order:
        """Unknown whether it was done: look. If the store is silent now too, the first trouble stands."""
        try:
            return self.read(remote_id)
        except (Offline, Busy):
            raise lost from None

    def _remote(self, order: Order) -> Any:
        return remote_order(order, self.meanings)

    def _is_beyond(self, order: Order, target: str) -> bool:
        """Paid for is a weaker word than a status of the shop's own for goods that are being packed, or have left."""
        return target == "processing" and self._stage(order) in _BEYOND_PAID

    def _stage(self, order: Order) -> Stage | None:
        stage = self.meanings.get(order.status) or CORE_STATUSES.get(order.status)
        return Stage(stage) if stage else None

    def _guard(self, order: Order, target: str) -> None:
        """Never complete what the store cancelled, refunded, binned, or calls by a name that nobody explained."""
        stage = self._stage(order)
        sound = order.status in self.statuses and order.status != "trash"
        if not sound or stage not in _FROM.get(target, _FROM_ELSE):
            raise _conflict(order, target)

    def _guard_leaving(self, order: Order) -> None:
        """The customer is not mailed about a parcel that must not leave."""
        if self._stage(order) is Stage.CANCELLED:
            raise _conflict(order, TARGETS["shipped"])

    def _guard_present(self, order: Order) -> None:
        if order.status == "trash":
            raise _conflict(order, "")

    def _find_note(self, remote_id: str, sign: str, to_customer: bool) -> str:
        kind = "customer" if to_customer else "internal"
        notes = self.talk.get(f"/orders/{remote_id}/notes", {"type": kind}).data
        return next((str(note["id"]) for note in notes if sign in str(note.get("note", ""))), "")

    def _post_note(self, remote_id: str, text: str, key: str, to_customer: bool) -> str:
        # The store shows notes as HTML; what a person typed is text.
        body = {"note": f"{html.escape(text, quote=False)} {mark(key)}", "customer_note": to_customer}
        try:
            note = self.talk.write("POST", f"/orders/{remote_id}/notes", body).data
        except (Offline, Busy) as lost:
            self._read_after(lost, remote_id)
            found = self._find_note(remote_id, mark(key), to_customer)
            if not found:
                raise
            return found
        if mark(key) not in str(note.get("note", "")):
            raise Refused(code="not-taken", detail=N_("it answered well but did not keep the note."))
        return str(note["id"])

    def _fulfil(self, push: Push, order: Order, number: str) -> Outcome:
        """Needs the store's fulfilments feature. It checks nothing, so we look for our mark and count the units."""
        path = f"/orders/{push.remote_id}/fulfillments"
        shipped = self.talk.get(path).data
        found = _fulfilment_of(shipped, number, push.key)
        if found:
            return Outcome(Result.ALREADY, f"fulfilment {found}", self._remote(order))
        self._guard_leaving(order)
        items = _items(push, order, shipped)
        if not items:
            raise Refused(code="nothing-left", detail=N_("every unit of this order has been sent there already."))
        meta: list[dict[str, object]] = [
            {"key": "_items", "value": items},
            {"key": "_tracking_number", "value": number},
            {"key": "_shipment_provider", "value": str(push.values.get("carrier", ""))},
            {"key": "_tracking_url", "value": str(push.values.get("url", ""))},
            {"key": _MARK_META, "value": mark(push.key)},
        ]
        body = {
            "status": "fulfilled", "is_fulfilled": True, "notify_customer": bool(push.values.get("notify", True)),
            "meta_data": [entry for entry in meta if entry["value"]],
        }  # fmt: skip
        try:
            made = self.talk.write("POST", path, body).data
            found = str(made.get("id", ""))
        except (Offline, Busy) as lost:
            self._read_after(lost, push.remote_id)
            found = _fulfilment_of(self.talk.get(path).data, number, push.key)
            if not found:
                raise
        return Outcome(Result.DONE, f"fulfilment {found}", self._remote(order))

    def _plugin_tracking(self, push: Push, order: Order, number: str) -> Outcome:
        path = f"{_TRACKING_ROUTES[self.tracking]}/orders/{push.remote_id}/shipment-trackings"
        if _tracking_of(self.talk.get(path).data, number):
            return Outcome(Result.ALREADY, f"tracking {number}")
        self._guard_leaving(order)
        carrier, url = str(push.values.get("carrier", "")), str(push.values.get("url", ""))
        body: dict[str, object] = {
            "tracking_number": number, "date_shipped": datetime.now(UTC).date().isoformat(),
        }  # fmt: skip
        if self.tracking is Tracking.SHIPMENT_TRACKING and url:
            body |= {"custom_tracking_provider": carrier, "custom_tracking_link": url}
        else:
            body["tracking_provider"] = carrier
        try:
            self.talk.write("POST", path, body)
        except (Offline, Busy) as lost:
            self._read_after(lost, push.remote_id)
            if not _tracking_of(self.talk.get(path).data, number):
                raise
        return Outcome(Result.DONE, f"tracking {number}")

    def _noted_tracking(self, push: Push, order: Order, number: str) -> Outcome:
        """Core WooCommerce has no field for it: a note to the customer, and our own meta for other programs."""
        notify = bool(push.values.get("notify", True))
        noted = self._find_note(push.remote_id, mark(push.key), notify)
        kept = _meta_of(order, TRACKING_META)
        value = _joined(kept, number)
        if noted and kept == value:
            return Outcome(Result.ALREADY, f"note {noted}", self._remote(order))
        if not noted:
            self._guard_leaving(order)
            noted = self._post_note(push.remote_id, _tracking_text(push.values, number), push.key, notify)
        if kept != value:
            body = {"meta_data": [{"key": TRACKING_META, "value": value}]}
            answer = self.talk.write("PUT", f"/orders/{push.remote_id}", body, {"_fields": ORDER_FIELDS})
            order = parse_order(answer.body)
        return Outcome(Result.DONE, f"note {noted}", self._remote(order))


def _conflict(order: Order, target: str) -> Conflict:
    return Conflict(
        code="conflict", number=str(order.number or order.id), found=order.status, wanted=target, detail=order.status
    )


def _tracking_text(values: Mapping[str, object], number: str) -> str:
    said = str(values.get("text", "")).strip()
    return said or " ".join(
        part for part in (str(values.get("carrier", "")), number, str(values.get("url", ""))) if part
    )


def _joined(kept: str, number: str) -> str:
    numbers = [part for part in kept.split(",") if part]
    return ",".join(numbers if number in numbers else [*numbers, number])


def _meta_of(order: Order, key: str) -> str:
    return next((str(meta.value or "") for meta in order.meta_data if meta.key == key), "")


def _fulfilment_of(fulfilments: Sequence[Mapping[str, Any]], number: str, key: str) -> str:
    for fulfilment in fulfilments:
        said = metas(fulfilment)
        if said.get(_MARK_META) == mark(key) or said.get("_tracking_number") == number:
            return str(fulfilment.get("id", ""))
    return ""


def _tracking_of(trackings: Sequence[Mapping[str, Any]], number: str) -> bool:
    return any(str(tracking.get("tracking_number", "")) == number for tracking in trackings)


def _items(push: Push, order: Order, shipped: Sequence[Mapping[str, Any]]) -> list[dict[str, int]]:
    """Line ids and units of this parcel: those of the message, else all that no shipment holds yet."""
    told = push.values.get("items")
    if isinstance(told, Sequence) and not isinstance(told, str) and told:
        return [{"item_id": int(item["line"]), "qty": int(item["quantity"])} for item in told]
    sent: dict[int, int] = {}
    for fulfilment in shipped:
        for item in metas(fulfilment).get("_items") or []:
            sent[int(item["item_id"])] = sent.get(int(item["item_id"]), 0) + int(item["qty"])
    left = [(line.id, int(line.quantity) - sent.get(line.id, 0)) for line in order.line_items]
    return [{"item_id": line, "qty": quantity} for line, quantity in left if quantity > 0]
