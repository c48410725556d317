"""The contract's benches for Vendure: the double, and the real shop of tests/ci_store."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from desktop.simulated.vendure import Trouble, VendureDouble
from desktop.simulated.vendure_state import KEY, RIGHTS, State
from desktop.sync.connector import Account, Fault
from desktop.sync.connectors.vendure.mark import is_marked
from desktop.sync.connectors.vendure.store import Vendure
from tests.ci_shop import Shop
from tests.sync.bench import Effects, Loss
from tests.sync.vendure_seed import seed

PLACED = ("PaymentAuthorized", "PaymentSettled", "PartiallyShipped", "Shipped", "PartiallyDelivered", "Delivered",
          "Modifying", "ArrangingAdditionalPayment", "Cancelled")  # fmt: skip
OPEN = ("PaymentAuthorized", "PaymentSettled", "PartiallyShipped", "PartiallyDelivered", "Modifying",
        "ArrangingAdditionalPayment")  # fmt: skip
BY_HAND = "cash"  # no payment method of the shop: money that no provider brought
_OURS = "#bench"  # what is asked for the test goes by the faults
_ORDER = """query($id: ID!) { order(id: $id) { state payments { id refunds { id } } fulfillments { state trackingCode }
  lines { id quantity productVariant { sku } } shippingAddress { streetLine1 }
  history(options: { take: 100, filter: { type: { eq: "ORDER_NOTE" } } }) { items { isPublic data } } } }"""


class VendureBench:
    SHIPPED = "Shipped"
    GIVEN_UP: tuple[str, ...] = ("Cancelled",)
    LOSSES = frozenset(Loss)
    PAGE = "desktop.sync.connectors.vendure.pull.PAGE"
    BOUND = "desktop.sync.http.LARGEST"
    TELLS: frozenset[str] = frozenset()
    url: str

    def connect(self, key: str = KEY, url: str = "") -> Vendure:
        return Vendure(Account(url or self.url, key, "", history_days=100_000))

    def article(self) -> str:
        return "1"

    def effects(self, ref: str) -> Effects:
        order = self.raw(ref)
        notes = [entry for entry in order["history"]["items"] if is_marked(str(entry["data"].get("note", "")))]
        return Effects(
            status=order["state"],
            mails=sum(note["isPublic"] for note in notes),  # a letter: the customer reads it in the shop
            notes=len(notes),
            parcels=sum(bool(p["trackingCode"]) for p in order["fulfillments"] if p["state"] != "Cancelled"),
            refunds=sum(len(paid["refunds"]) for paid in order["payments"]),
            units=self.articles()[self.article()][1] or 0,
        )

    def lines(self, ref: str) -> list[tuple[str, str, int]]:
        lines = [(line["id"], line["productVariant"]["sku"], line["quantity"]) for line in self.raw(ref)["lines"]]
        return sorted(lines, key=lambda line: int(line[0]))

    def raw(self, ref: str) -> dict[str, Any]:
        raise NotImplementedError

    def articles(self) -> dict[str, tuple[str, int | None]]:
        raise NotImplementedError


class DoubleBench(VendureBench):
    def __init__(self, double: VendureDouble) -> None:
        self.double, self.state = double, double.state
        self.url = double.url
        self.connector = self.connect()
        self._ordered: tuple[Loss, int] | None = None
        self._fired = False
        double.choose = self._trouble

    def order(self) -> str:
        self.state.variants[self.article()]["stockLevels"][0]["stockOnHand"] += 3  # there is enough for every test
        return str(self.state.place({"MUG-01": 3, "TEA-14": 2}, BY_HAND)["id"])

    def raw(self, ref: str) -> dict[str, Any]:
        order = self.state.orders[ref]
        notes = [entry for entry in order["history"]["items"] if entry["type"] == "ORDER_NOTE"]
        return {**order, "history": {"items": notes}}

    def listed(self) -> set[str]:
        return {i for i, order in self.state.orders.items() if order["state"] in PLACED}

    def still_open(self) -> set[str]:
        return {i for i, order in self.state.orders.items() if order["state"] in OPEN}

    def set_status(self, ref: str, status: str) -> None:
        self.state.orders[ref]["state"] = status

    def cancel(self, ref: str) -> None:
        self.state.cancel(ref, None, "", shipping=True)

    def move(self, ref: str, street: str) -> None:
        order = self.state.orders[ref]  # its `updatedAt` stands still, as measured
        order["shippingAddress"] = {**order["shippingAddress"], "streetLine1": street}

    def delete(self, ref: str) -> None:
        del self.state.orders[ref]

    def articles(self) -> dict[str, tuple[str, int | None]]:
        return {
            i: (v["sku"], None if v["trackInventory"] == "FALSE" else _sellable(v["stockLevels"]))
            for i, v in self.state.variants.items()
        }

    def customers(self) -> set[str]:
        self.state.customers["1"]["user"] = {"id": "7"}  # signs up
        return {"1"}

    def set_stock(self, article: str, units: int) -> None:
        level = self.state.variants[article]["stockLevels"][0]
        level["stockOnHand"] = units + level["stockAllocated"]

    def writes(self) -> int:
        return self.state.writes

    def lose(self, loss: Loss, nth: int) -> None:
        self._ordered, self._fired = (loss, nth), False

    def lost(self) -> bool:
        return self._fired

    def calm(self) -> None:
        self._ordered = None

    def _trouble(self, _query: str) -> Trouble | None:
        if self._ordered is None:
            return None
        loss, left = self._ordered
        if left > 0:
            self._ordered = (loss, left - 1)
            return None
        if self._fired and loss is Loss.SILENT:
            return Trouble.DROP_BEFORE
        self._fired = True
        if loss is not Loss.SILENT:
            self._ordered = None
        return {
            Loss.BEFORE: Trouble.DROP_BEFORE, Loss.AFTER: Trouble.DROP_AFTER, Loss.SILENT: Trouble.DROP_AFTER,
            Loss.GARBLED: Trouble.TRUNCATED, Loss.BUSY: Trouble.TOO_MANY,
        }[loss]  # fmt: skip

    def doors(self) -> Mapping[Fault, AbstractContextManager[Vendure]]:
        return {
            Fault.NO_ANSWER: self._opened(url="http://127.0.0.1:9/admin-api"),
            Fault.NOT_A_STORE: self._opened(url=self.url.replace("admin-api", "elsewhere")),
            Fault.BLOCKED: self._opened(trouble=Trouble.FIREWALL),
            Fault.KEY_UNKNOWN: self._opened(key="nobody:nothing"),
            Fault.NO_READ: self._opened(rights=RIGHTS - {"ReadOrder"}),
            Fault.NO_WRITE: self._opened(rights=RIGHTS - {"UpdateOrder"}),
        }

    @contextmanager
    def _opened(
        self, rights: frozenset[str] = RIGHTS, trouble: Trouble | None = None, **ours: str
    ) -> Iterator[Vendure]:
        choose = self.double.choose
        self.state.keys[KEY] = rights
        if trouble:
            self.double.choose = lambda _query: trouble
        with contextlib.closing(self.connect(**ours)) as connector:
            try:
                yield connector
            finally:
                self.state.keys[KEY], self.double.choose = RIGHTS, choose


class ShopBench(VendureBench):
    """The real shop. Orders are paid by hand, so that a refund may be written down without a provider."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.url = shop, shop.admin
        self.connector = self.connect()
        self._owner = shop.owner()
        self._modes: dict[Loss, dict[str, Any]] = {
            Loss.BEFORE: {"mode": "cut"}, Loss.AFTER: {"mode": "drop"}, Loss.SILENT: {"mode": "drop", "silent": True},
            Loss.GARBLED: {"mode": "garble"}, Loss.BUSY: {"mode": "status", "status": 429},
        }  # fmt: skip

    def order(self) -> str:
        self.set_stock(self.article(), (self.articles()[self.article()][1] or 0) + 3)
        self.set_stock(self.shop.info["skus"]["TEA-14"], 90)
        made = self.shop.place({"MUG-01": 3, "TEA-14": 2}, stop="checkout")
        wish = {"orderId": made["id"], "method": BY_HAND, "transactionId": "-", "metadata": {}}
        pay = "mutation($i: ManualPaymentInput!) { r: addManualPaymentToOrder(input: $i) { ... on Order { state } } }"
        assert self._ask(pay, {"i": wish})["r"]["state"] == "PaymentSettled"
        return str(made["id"])

    def raw(self, ref: str) -> dict[str, Any]:
        return dict(self._ask(_ORDER, {"id": ref})["order"])

    def listed(self) -> set[str]:
        return set(self._states())

    def still_open(self) -> set[str]:
        return {i for i, state in self._states().items() if state in OPEN}

    def set_status(self, ref: str, status: str) -> None:
        assert status == "Cancelled"
        self.cancel(ref)

    def cancel(self, ref: str) -> None:
        wish = {"orderId": ref, "reason": "as the owner does it", "cancelShipping": True}
        self._ask("mutation($i: CancelOrderInput!) { cancelOrder(input: $i) { __typename } }", {"i": wish})

    def move(self, ref: str, street: str) -> None:
        state = self.raw(ref)["state"]
        to = "mutation($id: ID!, $to: String!) { transitionOrderToState(id: $id, state: $to) { __typename } }"
        address = {"streetLine1": street, "countryCode": "SE"}
        change = "mutation($i: ModifyOrderInput!) { modifyOrder(input: $i) { __typename } }"
        self._ask(to, {"id": ref, "to": "Modifying"})
        self._ask(change, {"i": {"orderId": ref, "dryRun": False, "updateShippingAddress": address}})
        self._ask(to, {"id": ref, "to": state})

    def delete(self, ref: str) -> None:
        self.shop.remove(ref)

    def articles(self) -> dict[str, tuple[str, int | None]]:
        query = "{ productVariants { items { id sku trackInventory stockLevels { stockOnHand stockAllocated } } } }"
        return {
            v["id"]: (v["sku"], None if v["trackInventory"] == "FALSE" else _sellable(v["stockLevels"]))
            for v in self._ask(query)["productVariants"]["items"]
        }

    def customers(self) -> set[str]:
        query = "{ customers(options: { take: 100 }) { items { id user { id } } } }"
        if not any(each["user"] for each in self._ask(query)["customers"]["items"]):
            person = {"firstName": "Siti", "lastName": "Aminah", "emailAddress": "siti.aminah@example.com"}
            make = (
                "mutation($i: CreateCustomerInput!)"
                ' { createCustomer(input: $i, password: "for-a-test") { __typename } }'
            )
            self.shop.ask(make, {"i": person}, token=self._owner)
        return {each["id"] for each in self._ask(query)["customers"]["items"] if each["user"]}

    def set_stock(self, article: str, units: int) -> None:
        query = "query($id: ID!) { productVariant(id: $id) { stockLevels { stockAllocated } } }"
        (level,) = self._ask(query, {"id": article})["productVariant"]["stockLevels"]
        wish = [{"id": article, "stockOnHand": units + level["stockAllocated"]}]
        self._ask(
            "mutation($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }", {"i": wish}
        )

    def writes(self) -> int:
        return self.shop.writes()

    def lose(self, loss: Loss, nth: int) -> None:
        self.shop.spoil("", except_=_OURS, skip=nth, **self._modes[loss])

    def lost(self) -> bool:
        return self.shop.fired()

    def calm(self) -> None:
        self.shop.calm()

    def doors(self) -> Mapping[Fault, AbstractContextManager[Vendure]]:
        return {
            Fault.NO_ANSWER: contextlib.closing(self.connect(url="http://127.0.0.1:9/admin-api")),
            Fault.NOT_A_STORE: contextlib.closing(self.connect(url=self.url.replace("admin-api", "shop-api"))),
            Fault.KEY_UNKNOWN: contextlib.closing(self.connect(key="nobody:nothing")),
        }

    def _states(self) -> dict[str, str]:
        query = (
            "{ orders(options: { take: 1000, filter: { orderPlacedAt: { isNull: false } } }) { items { id state } } }"
        )
        return {order["id"]: order["state"] for order in self._ask(query)["orders"]["items"]}

    def _ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.shop.ask(f"{query} {_OURS}", variables)


def _sellable(levels: list[dict[str, Any]]) -> int:
    return sum(level["stockOnHand"] - level["stockAllocated"] for level in levels)


@contextmanager
def vendure() -> Iterator[DoubleBench]:
    with VendureDouble(State.of(seed())) as double:
        bench = DoubleBench(double)
        try:
            yield bench
        finally:
            bench.connector.close()


BENCHES: dict[str, Callable[[], AbstractContextManager[DoubleBench]]] = {"vendure": vendure}
