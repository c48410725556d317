"""What the connector tests stand on: a store double with goods and orders, and a connector to it."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from desktop.simulated.woocommerce import KEY, SECRET, StoreDouble
from desktop.simulated.woocommerce_seed import fill
from desktop.simulated.woocommerce_state import Json, State
from desktop.sync.connector import Account, Connector, Outcome, Push
from desktop.sync.connectors.woocommerce.store import WooCommerce


@dataclass
class Bench:
    """One kind of store, as every connector test sees it: what a shop owner can do there, and what can be seen."""

    connector: Connector
    double: StoreDouble

    def order(self, status: str = "processing") -> str:
        """The id of some order in this status."""
        return next(str(o["id"]) for o in self.double.state.orders.values() if o["status"] == status)

    def raw(self, remote_id: str) -> Json:
        return self.double.state.orders[int(remote_id)]

    def tell(self, kind: str, remote_id: str, key: str, **values: Any) -> Outcome:
        return self.connector.perform(Push(kind, remote_id, key, values))

    def mails(self, part: str) -> int:
        return sum(part in mail.subject for mail in self.double.emails)


@contextmanager
def woocommerce(orders: int = 24, tls: ssl.SSLContext | None = None, **changes: Any) -> Iterator[Bench]:
    """A bench beside a WooCommerce store; `changes` are the State's, `read_s` and `meanings` the Account's."""
    ours = {name: changes.pop(name) for name in ("read_s", "meanings", "ca_file") if name in changes}
    state = State(**changes)
    with StoreDouble(state, tls) as double:
        fill(state, orders)
        connector = WooCommerce(Account(double.url, KEY, SECRET, **ours))
        try:
            yield Bench(connector, double)
        finally:
            connector.close()


def woocommerce_posts() -> Any:
    """An older store that keeps orders among posts, without its own list of statuses."""
    return woocommerce(version=(8, 9, 3), orders_table=False)


def woocommerce_fulfilments() -> Any:
    return woocommerce(fulfilments_on=True)


def woocommerce_shipment_tracking() -> Any:
    return woocommerce(tracking_plugin="wc-shipment-tracking/v3")


def woocommerce_advanced_tracking() -> Any:
    return woocommerce(tracking_plugin="wc-ast/v3")


# A connector of another kind adds its bench here and must pass test_contract.py.
BENCHES: dict[str, Callable[[], Any]] = {
    "woocommerce": woocommerce,
    "woocommerce-8.9-posts": woocommerce_posts,
    "woocommerce-fulfilments": woocommerce_fulfilments,
    "woocommerce-shipment-tracking": woocommerce_shipment_tracking,
    "woocommerce-advanced-tracking": woocommerce_advanced_tracking,
}
