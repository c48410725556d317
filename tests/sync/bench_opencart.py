"""The contract's bench for OpenCart by our module: a store double with goods and orders, and a connector to it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from desktop.simulated.opencart import Asked, OpenCartDouble, Trouble
from desktop.simulated.opencart_seed import add_order, fill
from desktop.simulated.opencart_state import State
from desktop.sync.connector import Account, Fault
from desktop.sync.connectors.opencart.store import OpenCart
from tests.sync.bench import Effects, Loss

_TROUBLES = {
    Loss.BEFORE: Trouble.DROP_BEFORE, Loss.AFTER: Trouble.DROP_AFTER, Loss.SILENT: Trouble.DROP_AFTER,
    Loss.GARBLED: Trouble.TRUNCATED, Loss.BUSY: Trouble.TOO_MANY,
}  # fmt: skip


class OpenCartBench:
    SHIPPED = "3"
    GIVEN_UP: tuple[str, ...] = ("7", "11", "14", "16", "8", "10", "99")
    LOSSES = frozenset(Loss)
    PAGE = "desktop.sync.connectors.opencart.bridge.PAGE"
    BOUND = "desktop.sync.http.LARGEST"

    def __init__(self, double: OpenCartDouble, tells: frozenset[str] = frozenset()) -> None:
        self.TELLS = tells
        self.double = double
        self.state = double.state
        self.connector = self.connect()
        self._ordered: tuple[Loss, int] | None = None
        self._fired = False
        double.choose = self._trouble

    def connect(self, key: str = "", url: str = "") -> OpenCart:
        account = Account(
            url or self.double.url, "", "", history_days=3650, keys={"key": key or self.state.key},
            options={"transport": "bridge"},
        )  # fmt: skip
        return OpenCart(account)

    def order(self) -> str:
        self._later()
        return add_order(self.state)

    def lines(self, ref: str) -> list[tuple[str, str, int]]:
        products = self.state.products
        return [
            (row["product_id"], products[row["product_id"]]["sku"], int(row["quantity"]))
            for row in self.state.products_of[ref]
        ]

    def listed(self) -> set[str]:
        return {ref for ref, order in self.state.orders.items() if order["order_status_id"] != "0"}

    def still_open(self) -> set[str]:
        waits = {"1", "2", "8", "9", "10", "12", "13", "15", "17"}
        return {ref for ref, order in self.state.orders.items() if order["order_status_id"] in waits}

    def set_status(self, ref: str, status: str) -> None:
        self.state.orders[ref]["order_status_id"] = status

    def cancel(self, ref: str) -> None:
        self.state.add_history(ref, "7", "", notify=False)
        self._later()

    def move(self, ref: str, street: str) -> None:
        self._later()
        self.state.edit(ref, shipping_address_1=street)
        self._later()

    def delete(self, ref: str) -> None:
        self.state.delete(ref)

    def article(self) -> str:
        return "28"

    def articles(self) -> dict[str, tuple[str, int | None]]:
        return {
            ref: (row["sku"], int(row["quantity"]) if row["subtract"] == "1" else None)
            for ref, row in self.state.products.items()
        }

    def customers(self) -> set[str]:
        return set(self.state.customers)

    def set_stock(self, article: str, units: int) -> None:
        self.state.products[article]["quantity"] = str(units)

    def effects(self, ref: str) -> Effects:
        ours = [row for row in self.state.history_of(ref) if row["comment"]]
        status = self.state.orders[ref]["order_status_id"]
        return Effects(
            status=status,
            mails=sum(mail.order_id == ref for mail in self.state.mails),
            notes=len(ours),
            points=sum(int(row["points"]) for row in self.state.rewards if row["order_id"] == ref),
            commissions=sum(row["order_id"] == ref for row in self.state.commissions),
            units=int(self.state.products[self.article()]["quantity"]),
        )

    def writes(self) -> int:
        return len(self.state.writes)

    def lose(self, loss: Loss, nth: int) -> None:
        self._ordered, self._fired = (loss, nth), False

    def lost(self) -> bool:
        return self._fired

    def calm(self) -> None:
        self._ordered = None

    def doors(self) -> Mapping[Fault, AbstractContextManager[OpenCart]]:
        return {
            Fault.NO_ANSWER: self._opened(url="http://127.0.0.1:9"),
            Fault.NOT_A_STORE: self._opened(trouble=Trouble.PORTAL),
            Fault.BLOCKED: self._opened(trouble=Trouble.FIREWALL),
            Fault.NO_MODULE: self._opened(installed=False),
            Fault.KEY_UNKNOWN: self._opened(key="kolli-wrong"),
            Fault.CLOCK: self._opened(ahead=timedelta(hours=2)),
        }

    def _later(self) -> None:
        """The store's next second: it looks only at seconds that are over."""
        self.state.ahead += timedelta(seconds=1)

    def _trouble(self, _asked: Asked) -> Trouble | None:
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
        return _TROUBLES[loss]

    @contextmanager
    def _opened(
        self,
        key: str = "",
        url: str = "",
        trouble: Trouble | None = None,
        installed: bool = True,
        ahead: timedelta = timedelta(),
    ) -> Iterator[OpenCart]:
        choose, state = self.double.choose, self.state
        if trouble:
            self.double.choose = lambda _asked: trouble
        state.installed, state.ahead = installed, state.ahead + ahead
        connector = self.connect(key, url)
        try:
            yield connector
        finally:
            connector.close()
            self.double.choose, state.installed, state.ahead = choose, True, state.ahead - ahead


@contextmanager
def opencart(version: str = "3.0.5.1", tells: frozenset[str] = frozenset()) -> Iterator[OpenCartBench]:
    """A bench beside a store of this version, with our module."""
    state = State(version=version)
    fill(state)
    with OpenCartDouble(state) as double:
        bench = OpenCartBench(double, tells)
        try:
            yield bench
        finally:
            bench.connector.close()


BENCHES: dict[str, Callable[[], AbstractContextManager[OpenCartBench]]] = {
    "opencart-bridge": opencart,
    # Its door answers otherwise, its module has another address, and a status leaves its date alone.
    "opencart-4.1-bridge": lambda: opencart("4.1.0.4", frozenset({"status"})),
}
