"""What a Vendure double holds, and what its shop does with it. Everything in the shapes of the Admin API.

Measured on Vendure 3.7.3: tests/ci_store/BEHAVIOUR.md. Tests give the seeded shop; `tests/sync` checks the double
against the recorded exchanges, and against the real shop where that can run.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
KEY = "cistore00001:not-a-secret-ci-only"
RIGHTS = frozenset({"ReadOrder", "UpdateOrder", "ReadCatalog", "UpdateProduct", "ReadCustomer", "ReadSettings"})
_SENT = ("Shipped", "Delivered")
_NEXT = {"Pending": {"Shipped", "Delivered", "Cancelled"}, "Shipped": {"Delivered", "Cancelled"},
         "Delivered": {"Cancelled"}, "Cancelled": set()}  # fmt: skip


class Refusal(Exception):
    """An expected failure, as data: __typename, errorCode, message ..."""

    def __init__(self, name: str, message: str, **more: object) -> None:
        super().__init__(message)
        code = "".join(f"_{sign}" if sign.isupper() else sign for sign in name).strip("_").upper()
        self.data: Json = {"__typename": name, "errorCode": code, "message": message, **more}


class Fault(Exception):
    """An unexpected failure: one of `errors`."""

    def __init__(self, message: str, code: str = "INTERNAL_SERVER_ERROR") -> None:
        super().__init__(message)
        self.code = code


@dataclass
class State:
    """A shop. `orders`, `variants`, `customers`: by id."""

    orders: dict[str, Json] = field(default_factory=dict)
    variants: dict[str, Json] = field(default_factory=dict)
    customers: dict[str, Json] = field(default_factory=dict)
    settings: Json = field(default_factory=dict)
    methods: list[Json] = field(default_factory=list)
    keys: dict[str, frozenset[str]] = field(default_factory=lambda: {KEY: RIGHTS})
    users: dict[str, str] = field(default_factory=lambda: {"superadmin": "ci-store-only"})
    tokens: set[str] = field(default_factory=set)
    writes: int = 0
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    counted: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, seed: Json) -> "State":
        """A shop with copies of everything in the seed."""
        seed = copy.deepcopy(seed)
        made = cls(settings=seed["settings"], methods=seed["methods"])
        for name in ("orders", "variants", "customers"):
            getattr(made, name).update({item["id"]: item for item in seed[name]})
        for order in made.orders.values():
            for line in order["lines"]:
                line["productVariant"] = made.variants[line["productVariant"]["id"]]
        return made

    def stamp(self) -> str:
        return self.clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def new_id(self, name: str) -> str:
        """The next number of a table, as the shop's database gives them."""
        if name not in self.counted:
            ids = {
                "order": list(self.orders),
                "line": [line["id"] for order in self.orders.values() for line in order["lines"]],
                "payment": [paid["id"] for order in self.orders.values() for paid in order["payments"]],
                "refund": [r["id"] for o in self.orders.values() for paid in o["payments"] for r in paid["refunds"]],
                "parcel": [p["id"] for order in self.orders.values() for p in order["fulfillments"]],
                "entry": [e["id"] for order in self.orders.values() for e in order["history"]["items"]],
            }[name]
            self.counted[name] = max((int(i) for i in ids), default=0)
        self.counted[name] += 1
        return str(self.counted[name])

    def place(self, lines: dict[str, int], method: str = "ci-card", **more: Any) -> Json:
        """A customer's checkout, paid for; SKU -> units."""
        like = next(order for order in self.orders.values() if order["state"] == "PaymentSettled")
        order = copy.deepcopy({**like, "lines": [], "payments": [], "fulfillments": [], "surcharges": []})
        moment, number = self.stamp(), self.new_id("order")
        order |= {
            "id": number, "code": f"K{1000 + int(number)}", "state": "PaymentSettled", "discounts": [],
            "createdAt": moment, "updatedAt": moment, "orderPlacedAt": moment, "history": {"items": []}, **more,
        }  # fmt: skip
        for sku, units in lines.items():
            variant = next(v for v in self.variants.values() if v["sku"] == sku)
            variant["stockLevels"][0]["stockAllocated"] += units if variant["trackInventory"] != "FALSE" else 0
            order["lines"].append(
                {
                    "__typename": "OrderLine", "id": self.new_id("line"), "quantity": units, "taxRate": 25,
                    "orderPlacedQuantity": units, "unitPrice": variant["price"],
                    "unitPriceWithTax": variant["priceWithTax"], "productVariant": variant,
                }
            )  # fmt: skip
        self.orders[number] = order
        self._add_up(order)
        payment = self.new_id("payment")
        order["payments"].append(
            {
                "__typename": "Payment", "id": payment, "method": method, "amount": order["totalWithTax"],
                "state": "Settled", "transactionId": f"PAY-{int(payment):05d}", "updatedAt": moment, "refunds": [],
            }
        )  # fmt: skip
        return order

    def find(self, order_id: object) -> Json:
        order = self.orders.get(str(order_id))
        if order is None:
            raise Fault(f'No Order with the id "{order_id}" could be found', "ENTITY_NOT_FOUND")
        return order

    def fulfil(self, lines: list[Json], handler: Json) -> Json:
        args = {arg["name"]: arg["value"] for arg in handler["arguments"]}
        if handler["code"] != "manual-fulfillment":
            raise Refusal("InvalidFulfillmentHandlerError", "No FulfillmentHandler was found")
        if "method" not in args:
            raise Fault("NOT NULL constraint failed: fulfillment.method", "")
        wanted = {str(line["orderLineId"]): int(line["quantity"]) for line in lines}
        order = next((o for o in self.orders.values() if wanted.keys() & {line["id"] for line in o["lines"]}), None)
        if order is None or not any(wanted.values()):
            raise Refusal("EmptyOrderLineSelectionError", "At least one OrderLine must be specified")
        taken = _units(parcel for parcel in order["fulfillments"] if parcel["state"] != "Cancelled")
        for line in order["lines"]:
            if wanted.get(line["id"], 0) > line["quantity"] - taken.get(line["id"], 0):
                raise Refusal("ItemsAlreadyFulfilledError", "One or more OrderItems are already part of a Fulfillment")
        for line in order["lines"]:
            self._move(line["productVariant"], -wanted.get(line["id"], 0), -wanted.get(line["id"], 0))
        parcel = {
            "__typename": "Fulfillment", "id": self.new_id("parcel"), "state": "Pending", "method": args["method"],
            "trackingCode": args.get("trackingCode", ""), "updatedAt": self.stamp(),
            "lines": [{"orderLineId": line, "quantity": units} for line, units in wanted.items()],
        }  # fmt: skip
        order["fulfillments"].append(parcel)
        return parcel

    def move_parcel(self, parcel_id: str, state: str) -> Json:
        for order in self.orders.values():
            for parcel in order["fulfillments"]:
                if parcel["id"] == parcel_id:
                    self._move_parcel(order, parcel, state)
                    return dict(parcel)
        raise Fault(f'No Fulfillment with the id "{parcel_id}" could be found', "ENTITY_NOT_FOUND")

    def settle(self, payment_id: str) -> Json:
        order, paid = self._payment(payment_id)
        paid["state"] = "Settled"
        if order["state"] == "PaymentAuthorized":
            order["state"] = "PaymentSettled"
        return paid

    def cancel(self, order_id: str, lines: list[Json] | None, reason: str, *, shipping: bool) -> Json:
        order = self.find(order_id)
        if order["state"] == "Cancelled":
            raise Refusal("EmptyOrderLineSelectionError", "At least one OrderLine must be specified")
        every = [{"orderLineId": line["id"], "quantity": line["quantity"]} for line in order["lines"]]
        wanted = {str(part["orderLineId"]): int(part["quantity"]) for part in (lines or every)}
        gone = _units(parcel for parcel in order["fulfillments"] if parcel["state"] != "Cancelled")
        for line in order["lines"]:
            units = wanted.get(line["id"], 0)
            if units > line["quantity"]:
                raise Refusal("QuantityTooGreatError", "The specified quantity is greater than what is there")
            free = min(units, line["quantity"] - gone.get(line["id"], 0))
            self._move(line["productVariant"], units - free, -free)
            line["quantity"] -= units
        if shipping:
            order |= {"shipping": 0, "shippingWithTax": 0}
        if not any(line["quantity"] for line in order["lines"]):
            order["state"] = "Cancelled"
        order["updatedAt"] = self.stamp()
        self._add_up(order)
        told = [{"orderLineId": int(line), "quantity": units} for line, units in wanted.items()]
        data = {"lines": told, "reason": reason, "shippingCancelled": shipping}
        self._note(order, "ORDER_CANCELLATION", data, public=True)
        return order

    def refund(self, wish: Json) -> Json:
        order, paid = self._payment(str(wish["paymentId"]))
        if "shipping" not in wish or "adjustment" not in wish:
            raise Fault("NOT NULL constraint failed: refund.shipping", "")
        if order["state"] in ("AddingItems", "ArrangingPayment", "PaymentAuthorized"):
            raise Refusal("RefundOrderStateError", f'Cannot refund an Order in the "{order["state"]}" state')
        left = paid["amount"] - sum(r["total"] for r in paid["refunds"] if r["state"] != "Failed")
        if int(wish["amount"]) > left:
            text = "The amount specified exceeds the refundable amount for this payment"
            raise Refusal("RefundAmountError", text, maximumRefundable=left)
        number = self.new_id("refund")
        provided = any(method["code"] == paid["method"] for method in self.methods)
        made = {
            "__typename": "Refund", "id": number, "total": int(wish["amount"]), "reason": wish.get("reason", ""),
            "state": "Settled" if provided else "Pending", "updatedAt": self.stamp(),
            "transactionId": f"REF-{int(number):05d}" if provided else None,
            "lines": [{**part, "orderLineId": str(part["orderLineId"])} for part in wish.get("lines") or []],
        }  # fmt: skip
        paid["refunds"].append(made)
        return made

    def settle_refund(self, refund_id: str, transaction: str) -> Json:
        for order in self.orders.values():
            for paid in order["payments"]:
                for made in paid["refunds"]:
                    if made["id"] == refund_id:
                        made |= {"state": "Settled", "transactionId": transaction}
                        return dict(made)
        raise Fault(f'No Refund with the id "{refund_id}" could be found', "ENTITY_NOT_FOUND")

    def note(self, order_id: str, text: str, *, public: bool) -> Json:
        order = self.find(order_id)
        self._note(order, "ORDER_NOTE", {"note": text}, public=public)
        return order

    def set_stock(self, wish: Json) -> Json:
        variant = self.variants.get(str(wish["id"]))
        if variant is None:
            raise Fault(f'No ProductVariant with the id "{wish["id"]}" could be found', "ENTITY_NOT_FOUND")
        levels = wish.get("stockLevels") or [{"stockLocationId": "1", "stockOnHand": wish["stockOnHand"]}]
        for level in levels:
            if level["stockOnHand"] < 0:
                raise Fault("stockOnHand cannot be a negative value", "USER_INPUT_ERROR")
            kept = next(
                known for known in variant["stockLevels"] if known["stockLocationId"] == level["stockLocationId"]
            )
            kept["stockOnHand"] = level["stockOnHand"]
        return variant

    def _move_parcel(self, order: Json, parcel: Json, state: str) -> None:
        if state not in _NEXT[parcel["state"]]:
            raise Refusal(
                "FulfillmentStateTransitionError", "errorResult.FULFILLMENT_STATE_TRANSITION_ERROR",
                transitionError=f'Cannot transition Fulfillment from "{parcel["state"]}" to "{state}"',
                fromState=parcel["state"], toState=state,
            )  # fmt: skip
        parcel |= {"state": state, "updatedAt": self.stamp()}
        gone = _units(p for p in order["fulfillments"] if p["state"] in _SENT)
        arrived = _units(p for p in order["fulfillments"] if p["state"] == "Delivered")
        if order["state"] in ("PaymentAuthorized", "Cancelled"):
            return  # measured: the state stands still; only its parcels tell
        whole = all(gone.get(line["id"], 0) >= line["quantity"] for line in order["lines"])
        if arrived:
            there = all(arrived.get(line["id"], 0) >= line["quantity"] for line in order["lines"])
            order["state"] = "Delivered" if there else "PartiallyDelivered"
        elif gone:
            order["state"] = "Shipped" if whole else "PartiallyShipped"

    def _payment(self, payment_id: str) -> tuple[Json, Json]:
        for order in self.orders.values():
            for paid in order["payments"]:
                if paid["id"] == payment_id:
                    return order, paid
        raise Fault(f'No Payment with the id "{payment_id}" could be found', "ENTITY_NOT_FOUND")

    def _note(self, order: Json, kind: str, data: Json, *, public: bool) -> None:
        entry = {"id": self.new_id("entry"), "type": kind, "isPublic": public, "data": data, "createdAt": self.stamp()}
        order["history"]["items"].append(entry)

    @staticmethod
    def _move(variant: Json, on_hand: int, allocated: int) -> None:
        if variant["trackInventory"] != "FALSE":
            level = variant["stockLevels"][0]
            level["stockOnHand"] += on_hand
            level["stockAllocated"] += allocated

    @staticmethod
    def _add_up(order: Json) -> None:
        for line in order["lines"]:
            line["proratedLinePrice"] = line["unitPrice"] * line["quantity"]
            line["proratedLinePriceWithTax"] = line["unitPriceWithTax"] * line["quantity"]
        order["totalQuantity"] = sum(line["quantity"] for line in order["lines"])
        order["total"] = sum(line["proratedLinePrice"] for line in order["lines"]) + order["shipping"]
        order["totalWithTax"] = (
            sum(line["proratedLinePriceWithTax"] for line in order["lines"]) + order["shippingWithTax"]
        )


def _units(parcels: Any) -> dict[str, int]:
    units: dict[str, int] = {}
    for parcel in parcels:
        for part in parcel["lines"]:
            units[part["orderLineId"]] = units.get(part["orderLineId"], 0) + part["quantity"]
    return units
