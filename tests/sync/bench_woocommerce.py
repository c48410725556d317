"""The contract's bench for WooCommerce: a store double with goods, customers and orders, and a connector to it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from desktop.simulated import woocommerce_orders as shop
from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble, Trouble
from desktop.simulated.woocommerce_api import Request
from desktop.simulated.woocommerce_seed import fill
from desktop.simulated.woocommerce_state import Json, State
from desktop.sync.connector import Account, Fault
from desktop.sync.connectors.woocommerce.store import WooCommerce
from tests.sync.bench import Effects, Loss

_TROUBLES = {
    Loss.BEFORE: Trouble.DROP_BEFORE, Loss.AFTER: Trouble.DROP_AFTER, Loss.SILENT: Trouble.DROP_AFTER,
    Loss.GARBLED: Trouble.HALF, Loss.BUSY: Trouble.TOO_MANY,
}  # fmt: skip


class WooCommerceBench:
    SHIPPED = "completed"
    GIVEN_UP: tuple[str, ...] = ("trash", "cancelled", "refunded", "failed", "lost-by-a-plugin")
    LOSSES = frozenset(Loss)
    PAGE = "desktop.sync.connectors.woocommerce.pull.PAGE"
    BOUND = "desktop.sync.http.LARGEST"

    def __init__(self, double: StoreDouble, tells: frozenset[str]) -> None:
        self.TELLS = tells
        self.double = double
        self.state = double.state
        self.connector = self.connect()
        self._ordered: tuple[Loss, int] | None = None
        self._fired = False
        double.choose = self._trouble

    def connect(self, secret: str = SECRET, url: str = "") -> WooCommerce:
        return WooCommerce(Account(url or self.double.url, KEY, secret))

    def order(self) -> str:
        address = {"first_name": "Siti", "address_1": "Jl. Melati 1", "city": "Bandung", "country": "ID"}
        made = shop.create(
            self.state,
            {
                "status": "processing", "billing": address | {"email": f"{len(self.state.orders)}@example.com"},
                "shipping": address, "payment_method": "bacs", "created_via": "checkout",
                "line_items": [
                    {"product_id": int(self.article()), "quantity": 3},
                    {"product_id": int(self.article()) + 1, "quantity": 2},
                ],
            },
        )  # fmt: skip
        return str(made["id"])

    def raw(self, ref: str) -> Json:
        return self.state.orders[int(ref)]

    def lines(self, ref: str) -> list[tuple[str, str, int]]:
        return [(str(line["id"]), line["sku"], line["quantity"]) for line in self.raw(ref)["line_items"]]

    def listed(self) -> set[str]:
        return {str(i) for i, o in self.state.orders.items() if o["status"] in (*self.state.statuses, "trash")}

    def still_open(self) -> set[str]:
        waits = {"processing", "on-hold", "pending", "failed"}
        return {str(i) for i, o in self.state.orders.items() if o["status"] in waits}

    def set_status(self, ref: str, status: str) -> None:
        self.raw(ref)["status"] = status

    def cancel(self, ref: str) -> None:
        self.state.change_status(self.raw(ref), "cancelled")

    def move(self, ref: str, street: str) -> None:
        self.raw(ref)["shipping"]["address_1"] = street
        self.state.touch(self.raw(ref), always=True)

    def delete(self, ref: str) -> None:
        self.state.delete_for_good(int(ref))

    def article(self) -> str:
        return str(min(self.state.products))

    def articles(self) -> dict[str, tuple[str, int | None]]:
        return {
            str(p["id"]): (p["sku"], p["stock_quantity"] if p["manage_stock"] is True else None)
            for p in self.state.products.values()
            if p["type"] != "variable"
        }

    def customers(self) -> set[str]:
        return {str(i) for i, c in self.state.customers.items() if c["role"] != "administrator"}

    def set_stock(self, article: str, units: int) -> None:
        self.state.products[int(article)]["stock_quantity"] = units

    def effects(self, ref: str) -> Effects:
        state, number = self.state, int(ref)
        return Effects(
            status=self.raw(ref)["status"],
            mails=sum(mail.order_id == number for mail in state.emails),
            notes=sum("[#" in note["note"] for note in state.notes.get(number, [])),
            parcels=len(state.fulfilments.get(number, [])) + len(state.trackings.get(number, [])),
            refunds=len(state.refunds.get(number, [])),
            units=state.stock(int(self.article())),
        )

    def writes(self) -> int:
        return len(self.state.writes)

    def lose(self, loss: Loss, nth: int) -> None:
        self._ordered, self._fired = (loss, nth), False

    def lost(self) -> bool:
        return self._fired

    def calm(self) -> None:
        self._ordered = None

    def _trouble(self, _request: Request) -> tuple[Trouble, float] | None:
        if self._ordered is None:
            return None
        loss, left = self._ordered
        if left > 0:
            self._ordered = (loss, left - 1)
            return None
        if self._fired and loss is Loss.SILENT:
            return Trouble.DROP_BEFORE, 0.0
        self._fired = True
        if loss is not Loss.SILENT:
            self._ordered = None
        return _TROUBLES[loss], 1.0

    def doors(self) -> Mapping[Fault, AbstractContextManager[WooCommerce]]:
        return {
            Fault.NO_ANSWER: self._opened(url="http://127.0.0.1:9"),
            Fault.NOT_A_STORE: self._opened(trouble=Trouble.PORTAL),
            Fault.BLOCKED: self._opened(trouble=Trouble.FIREWALL),
            Fault.SECRET_WRONG: self._opened(secret="cs_wrong"),
            Fault.KEY_UNKNOWN: self._opened(key=None),
            Fault.NO_READ: self._opened(key={"may_read": False}),
            Fault.NO_WRITE: self._opened(key={"may_write": False}),
            Fault.NOT_STAFF: self._opened(key={"staff": False}),
        }

    @contextmanager
    def _opened(
        self,
        key: Mapping[str, bool] | None = (),
        trouble: Trouble | None = None,
        **ours: str,  # type: ignore[assignment]
    ) -> Iterator[WooCommerce]:
        kept, choose = self.state.keys.pop(KEY), self.double.choose
        if key is not None:
            self.state.keys[KEY] = replace(kept, **dict(key))
        if trouble:
            self.double.choose = lambda _request: (trouble, 0.0)
        connector = self.connect(**ours)
        try:
            yield connector
        finally:
            connector.close()
            self.state.keys[KEY], self.double.choose = kept, choose


@contextmanager
def woocommerce(tells: frozenset[str] = frozenset(), **changes: Any) -> Iterator[WooCommerceBench]:
    """A bench beside a WooCommerce store; `changes` are the State's."""
    state = State(**changes)
    with StoreDouble(state) as double:
        fill(state, 12)
        bench = WooCommerceBench(double, tells)
        try:
            yield bench
        finally:
            bench.connector.close()


_TRACKING = frozenset({"tracking", "two parcels"})
BENCHES: dict[str, Callable[[], AbstractContextManager[WooCommerceBench]]] = {
    "woocommerce": woocommerce,
    # An older store that keeps orders among posts, without its own list of statuses.
    "woocommerce-8.9-posts": lambda: woocommerce(frozenset({"status", "stock"}), version=(8, 9, 3), orders_table=False),
    "woocommerce-fulfilments": lambda: woocommerce(_TRACKING, fulfilments_on=True),
    "woocommerce-shipment-tracking": lambda: woocommerce(_TRACKING, tracking_plugin="wc-shipment-tracking/v3"),
    "woocommerce-advanced-tracking": lambda: woocommerce(_TRACKING, tracking_plugin="wc-ast/v3"),
}
