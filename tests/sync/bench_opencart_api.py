"""The contract's benches for OpenCart by its own interface, one for each dialect that was measured."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from desktop.simulated.opencart_api import Call
from desktop.simulated.opencart_api_http import ApiDouble, Trouble
from desktop.simulated.opencart_api_state import ApiState, Version, seed
from desktop.sync.connector import Account, Fault
from desktop.sync.connectors.opencart.store import OpenCart
from tests.sync.bench import Effects, Loss

_TROUBLES = {
    Loss.BEFORE: Trouble.DROP_BEFORE, Loss.AFTER: Trouble.DROP_AFTER, Loss.SILENT: Trouble.DROP_AFTER,
    Loss.GARBLED: Trouble.TRUNCATED, Loss.BUSY: Trouble.TOO_MANY,
}  # fmt: skip
ARTICLE = 28


def connect(double: ApiDouble, key: str = "", url: str = "", **options: str) -> OpenCart:
    told = {"transport": "api", "api_user": double.state.user} | options
    keys = {"api_key": key or double.state.key}
    days = int(told.get("history_days", "90"))
    return OpenCart(Account(url or double.url, "", "", history_days=days, keys=keys, options=told))


class ApiBench:
    SHIPPED = "3"
    GIVEN_UP: tuple[str, ...] = ("7", "11", "14", "16", "8", "10", "99")
    LOSSES = frozenset(Loss)
    PAGE = ""
    BOUND = "desktop.sync.http.LARGEST"
    TELLS: frozenset[str] = frozenset()

    def __init__(self, double: ApiDouble) -> None:
        self.double = double
        self.state = double.state
        self.connector = self.connect()
        self._ordered: tuple[Loss, int] | None = None
        self._fired = False
        double.choose = self._trouble

    def connect(self) -> OpenCart:
        return connect(self.double)

    def order(self) -> str:
        ref = max(self.state.orders, default=0) + 1
        seed(self.state, [ref])
        return str(ref)

    def lines(self, ref: str) -> list[tuple[str, str, int]]:
        return [(str(row["product_id"]), row["model"], row["quantity"]) for row in self.state.lines[int(ref)]]

    def listed(self) -> set[str]:
        return set()

    def still_open(self) -> set[str]:
        return set()

    def set_status(self, ref: str, status: str) -> None:
        self.state.orders[int(ref)]["order_status_id"] = status

    def cancel(self, ref: str) -> None:
        self.state.add_history(int(ref), 7, "", notify=False, override=False)

    def move(self, ref: str, street: str) -> None:
        self.state.orders[int(ref)]["shipping_address_1"] = street

    def delete(self, ref: str) -> None:
        del self.state.orders[int(ref)]

    def article(self) -> str:
        return str(ARTICLE)

    def articles(self) -> dict[str, tuple[str, int | None]]:
        return {str(ref): (f"SKU-{ref}", units) for ref, units in self.state.stock.items()}

    def customers(self) -> set[str]:
        return set()

    def set_stock(self, article: str, units: int) -> None:
        self.state.stock[int(article)] = units

    def effects(self, ref: str) -> Effects:
        number = int(ref)
        return Effects(
            status=self.state.orders[number]["order_status_id"],
            mails=sum(mail.order_id == number for mail in self.state.mails),
            notes=sum(bool(row["comment"]) for row in self.state.histories.get(number, [])),
            units=self.state.stock[ARTICLE],
        )

    def writes(self) -> int:
        return self.state.writes

    def lose(self, loss: Loss, nth: int) -> None:
        self._ordered, self._fired = (loss, nth), False

    def lost(self) -> bool:
        return self._fired

    def calm(self) -> None:
        self._ordered = None

    def doors(self) -> Mapping[Fault, AbstractContextManager[OpenCart]]:
        silent = self.state.version is Version.V41
        return {
            Fault.NO_ANSWER: self._opened(url="http://127.0.0.1:9"),
            Fault.NOT_A_STORE: self._opened(trouble=Trouble.PORTAL),
            Fault.BLOCKED: self._opened(trouble=Trouble.FIREWALL),
            Fault.UNKNOWN if silent else Fault.KEY_UNKNOWN: self._opened(key="wrong"),
            Fault.UNKNOWN if silent else Fault.ADDRESS_REFUSED: self._opened(remote="203.0.113.27"),
            Fault.CLOCK: self._opened(ahead_s=7200.0),
        }

    def _trouble(self, _call: Call) -> Trouble | None:
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
        self, key: str = "", url: str = "", trouble: Trouble | None = None, remote: str = "", ahead_s: float = 0.0
    ) -> Iterator[OpenCart]:
        choose = self.double.choose
        if trouble:
            self.double.choose = lambda _call: trouble
        self.state.remote, self.state.clock_off_s = remote, ahead_s
        connector = connect(self.double, key, url)
        try:
            yield connector
        finally:
            connector.close()
            self.double.choose = choose
            self.state.remote, self.state.clock_off_s = "", 0.0


@contextmanager
def opencart_api(version: Version) -> Iterator[ApiBench]:
    state = ApiState(version=version)
    seed(state, range(1, 4))
    with ApiDouble(state) as double:
        bench = ApiBench(double)
        try:
            yield bench
        finally:
            bench.connector.close()


BENCHES: dict[str, Callable[[], AbstractContextManager[ApiBench]]] = {
    f"opencart-api-{version}": partial(opencart_api, version)
    for version in (Version.V23, Version.V30, Version.V40, Version.V41)
}
