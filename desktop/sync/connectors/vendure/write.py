"""Telling a Vendure shop: read, leave it if it is so, write, read the answer.

The shop knows no operation ids: a parcel that is sent twice is two parcels (BEHAVIOUR.md, pitfall 4). So each effect is
looked for before it is made: a parcel by its number and lines, a note or a refund by our mark.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.domain.order import Stage
from desktop.i18n import N_
from desktop.sync.connector import Busy, Conflict, Offline, Outcome, Push, Refused, Result
from desktop.sync.connectors.vendure import queries
from desktop.sync.connectors.vendure.mark import mark
from desktop.sync.connectors.vendure.read import LEFT, Order, Parcel, Reader, parse_order
from desktop.sync.connectors.vendure.talk import Gone, Talk

# Our word for a move -> the state it is told by. A hold has none: Vendure knows no such state.
TARGETS = {"paid": "PaymentSettled", "shipped": "Shipped", "delivered": "Delivered", "cancelled": "Cancelled"}
_EDITED = {"Modifying", "ArrangingAdditionalPayment"}  # somebody is at it in the shop's pages
_HANDLER = "manual-fulfillment"  # Vendure's own; it takes any carrier and number
_CARRIER = "-"  # the shop keeps no parcel without a word here


@dataclass(frozen=True, slots=True)
class Writer:
    talk: Talk
    reader: Reader
    query: str  # reads one order whole
    states: Sequence[str]

    def set_status(self, push: Push) -> Outcome:
        target = str(push.values.get("status", ""))
        if not target:
            return Outcome(Result.NOTHING, "no status named")
        ways: dict[str, Callable[[Push, Order], Outcome]] = {
            "PaymentSettled": self._settle, "Shipped": self._ship, "Delivered": self._deliver,
            "Cancelled": self._cancel,
        }  # fmt: skip
        if target not in self.states or target not in ways:
            raise Refused(code="unknown-status", detail=N_("it cannot be set so. Map it under Settings, Stores."))
        return ways[target](push, self.read(push.remote_id))

    def add_tracking(self, push: Push) -> Outcome:
        """A parcel with its number and what lies in it; it has left, so it is Shipped at once."""
        number = str(push.values.get("number", "")).strip()
        if not number:
            raise Refused(code="no-number", detail=N_("the tracking number is empty."))
        order = self.read(push.remote_id)
        wanted = items(push)
        parcel = _find(order, number, wanted)
        if parcel and parcel.state in LEFT:
            return self._outcome(Result.ALREADY, f"parcel {parcel.id} {parcel.state}", order)
        if parcel and parcel.state == "Cancelled":
            raise conflict(order, "Shipped", "Cancelled")
        if parcel is None:
            self._guard(order, "Shipped")
            parts = wanted or order.left()
            self._check_parts(order, parts)
            carrier = str(push.values.get("carrier", "")).strip()
            parcel = self._add_parcel(order, carrier, number, parts, wanted)
        return self._outcome(Result.DONE, f"parcel {parcel.id} {number}", self._send_off(order, parcel))

    def add_note(self, push: Push) -> Outcome:
        text = str(push.values.get("text", "")).strip()
        if not text:
            return Outcome(Result.NOTHING, "empty note")
        order = self.read(push.remote_id)
        found = _note(order, push.key)
        if found:
            return Outcome(Result.ALREADY, f"note {found}")
        public = bool(push.values.get("to_customer", False))
        body = {"id": order.id, "note": f"{text}{mark(push.key)}", "isPublic": public}
        after = self.write(order.id, queries.NOTE, {"input": body}, lambda order: bool(_note(order, push.key)))
        found = _note(after, push.key)
        if not found:
            raise not_taken()
        return Outcome(Result.DONE, f"note {found}")

    def read(self, remote_id: str) -> Order:
        """The order as it is now.

        Raises:
            Gone: the shop has none, or it is a cart again.
        """
        order = parse_order(self.talk.ask(self.query, {"id": remote_id})["order"])
        if order is None or not order.order_placed_at:
            raise Gone(code="gone", detail=remote_id)
        return order

    def write(
        self, remote_id: str, mutation: str, variables: Mapping[str, object], done: Callable[[Order], bool]
    ) -> Order:
        """Write, and read the order. Where the answer is lost, what was read says whether it was done.

        Raises:
            Offline, Busy: it was not done, or nobody can see it now; `sent` says that it may have been.
        """
        try:
            self.talk.ask(mutation, variables)
        except (Offline, Busy) as lost:
            lost.values["sent"] = True
            try:
                order = self.read(remote_id)
            except (Offline, Busy):
                raise lost from None
            if not done(order):
                raise
            return order
        except Refused:
            order = self.read(remote_id)
            if not done(order):  # else somebody, or an earlier try of ours that took its time, has just done it
                raise
            return order
        try:
            return self.read(remote_id)
        except (Offline, Busy) as silent:
            silent.values["sent"] = True
            raise

    def _settle(self, push: Push, order: Order) -> Outcome:
        promised = [paid for paid in order.payments or [] if paid.state == "Authorized"]
        if not promised and order.state in ("PaymentSettled", "PartiallyShipped", *LEFT, "PartiallyDelivered"):
            return self._outcome(Result.ALREADY, f"state {order.state}", order)
        if not promised or order.state == "Cancelled" or order.state in _EDITED:
            raise conflict(order, "PaymentSettled")
        for paid in promised:
            order = self.write(order.id, queries.SETTLE, {"id": paid.id}, partial(_is_settled, paid.id))
        if not all(_is_settled(paid.id, order) for paid in promised):
            raise not_taken()
        return self._outcome(Result.DONE, f"state {order.state}", order)

    def _ship(self, push: Push, order: Order) -> Outcome:
        """Parcels that were told before leave; what lies in none leaves in one without a number."""
        if order.state != "Cancelled" and order.has_left:
            return self._outcome(Result.ALREADY, f"state {order.state}", order)
        self._guard(order, "Shipped")
        waiting = [parcel for parcel in order.parcels if parcel.state not in LEFT]
        for parcel in waiting:
            order = self._send_off(order, parcel)
        left = order.left()
        if left:
            method = next((m.shipping_method.name for m in order.shipping_lines if m.shipping_method), "") or ""
            order = self._send_off(order, self._add_parcel(order, method, "", left, left))
        if not order.has_left:
            raise not_taken()
        return self._outcome(Result.DONE, f"state {order.state}", order)

    def _deliver(self, push: Push, order: Order) -> Outcome:
        if order.parcels and order.has_left and all(parcel.state == "Delivered" for parcel in order.parcels):
            return self._outcome(Result.ALREADY, f"state {order.state}", order)
        self._guard(order, "Delivered")
        if not order.has_left:
            raise conflict(order, "Delivered")
        for parcel in order.parcels:
            if parcel.state == "Shipped":
                order = self._move(order.id, parcel.id, "Delivered", ("Delivered",))
        return self._outcome(Result.DONE, f"state {order.state}", order)

    def _cancel(self, push: Push, order: Order) -> Outcome:
        """Gives its goods free; it pays nothing back."""
        if order.state == "Cancelled":
            return self._outcome(Result.ALREADY, "state Cancelled", order)
        if order.parcels:
            raise conflict(order, "Cancelled")
        reason = str(push.values.get("text", "")).strip()
        body = {"orderId": order.id, "reason": f"{reason}{mark(push.key)}", "cancelShipping": True}
        order = self.write(order.id, queries.CANCEL, {"input": body}, lambda seen: seen.state == "Cancelled")
        if order.state != "Cancelled":
            raise not_taken()
        return self._outcome(Result.DONE, "state Cancelled", order)

    def _add_parcel(
        self, order: Order, carrier: str, number: str, parts: Mapping[str, int], wanted: Mapping[str, int]
    ) -> Parcel:
        body = {
            "lines": [{"orderLineId": line, "quantity": units} for line, units in parts.items()],
            "handler": {
                "code": _HANDLER,
                "arguments": [
                    {"name": "method", "value": carrier or _CARRIER},
                    {"name": "trackingCode", "value": number},
                ],
            },
        }
        known = {parcel.id for parcel in order.parcels}

        def made(seen: Order) -> Parcel | None:
            found = [parcel for parcel in seen.parcels if parcel.id not in known]
            return next(
                (p for p in found if (p.tracking_code or "") == number and (not wanted or p.units == wanted)), None
            )

        after = self.write(order.id, queries.FULFIL, {"input": body}, lambda seen: made(seen) is not None)
        parcel = made(after)
        if parcel is None:
            raise not_taken()
        return parcel

    def _send_off(self, order: Order, parcel: Parcel) -> Order:
        """A parcel begins as Pending: a stop between the two calls leaves it so, and the next try goes on here."""
        return order if parcel.state in LEFT else self._move(order.id, parcel.id, "Shipped", tuple(LEFT))

    def _move(self, remote_id: str, parcel_id: str, state: str, enough: tuple[str, ...]) -> Order:
        def done(seen: Order) -> bool:
            return any(parcel.id == parcel_id and parcel.state in enough for parcel in seen.parcels)

        order = self.write(remote_id, queries.MOVE, {"id": parcel_id, "state": state}, done)
        if not done(order):
            raise not_taken()
        return order

    def _guard(self, order: Order, wanted: str) -> None:
        """Nothing leaves that the shop gave up, or that somebody there is changing this minute."""
        if self.reader.stage(order.state) is Stage.CANCELLED:
            raise conflict(order, wanted)
        if order.state in _EDITED:
            raise Busy(
                host=self.talk.http.host, detail=N_("somebody is changing this order there."), wait_s=60,
                whole_store=False,
            )  # fmt: skip

    def _check_parts(self, order: Order, parts: Mapping[str, int]) -> None:
        left = order.left()
        if not parts or any(units > left.get(line, 0) for line, units in parts.items()):
            numbers = ", ".join(parcel.tracking_code for parcel in order.parcels if parcel.tracking_code)
            if numbers:
                raise Refused(
                    code="nothing-left", numbers=numbers,
                    detail=N_("there, these units have gone out already, or are no longer wanted."),
                )  # fmt: skip
            raise conflict(order, "Shipped")

    def _outcome(self, result: Result, evidence: str, order: Order) -> Outcome:
        return Outcome(result, evidence, self.reader.order(order))


def items(push: Push) -> dict[str, int]:
    """Line's id -> units that the message names; empty is "all that is left"."""
    told = push.values.get("items")
    units: dict[str, int] = {}
    for item in told if isinstance(told, Sequence) and not isinstance(told, str) else []:
        line = str(item["line"])
        units[line] = units.get(line, 0) + int(item["quantity"])
    return {line: count for line, count in units.items() if count > 0}


def conflict(order: Order, wanted: str, found: str = "") -> Conflict:
    return Conflict(code="conflict", number=order.code, found=found or order.state, wanted=wanted, detail=order.state)


def not_taken() -> Refused:
    return Refused(code="not-taken", detail=N_("it answered well but did not keep it."))


def _find(order: Order, number: str, wanted: Mapping[str, int]) -> Parcel | None:
    """Our parcel: two may share a number, but then other units lie in them. One that was called off comes last."""
    same = [p for p in order.fulfillments or [] if p.tracking_code == number and (not wanted or p.units == wanted)]
    return next((p for p in same if p.state != "Cancelled"), same[0] if same else None)


def _note(order: Order, key: str) -> str:
    return next((entry.id for entry in order.history.items if mark(key) in entry.text("note")), "")


def _is_settled(paid_id: str, order: Order) -> bool:
    return any(paid.id == paid_id and paid.state == "Settled" for paid in order.payments or [])
