"""A store in memory that does what a test says: answers, counts its stock, is away, or cuts one request off."""

from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.domain.remote import RemoteCustomer, RemoteOrder, RemoteStock
from desktop.sync.connector import (
    ArticlePull,
    Capabilities,
    Conflict,
    CustomerPull,
    Facts,
    Offline,
    Outcome,
    Pull,
    Push,
    Result,
    Step,
    StockPull,
    Tracking,
)

KINDS = frozenset({"order_status", "tracking", "note", "stock", "refund", "points", "commission"})


@dataclass
class Scripted:
    """`fails(push)` may raise instead of the store's answer; `sells()` happens between our look and our write."""

    kinds: frozenset[str] = KINDS
    mails_on: frozenset[str] = frozenset({"completed"})
    choice_of_mail: bool = False
    fails: Callable[[Push], None] = lambda _push: None
    sells: Callable[[], None] = lambda: None
    stock: dict[str, int] = field(default_factory=dict)
    orders: list[RemoteOrder] = field(default_factory=list)
    customers: list[RemoteCustomer] = field(default_factory=list)
    done: list[Push] = field(default_factory=list)
    pulls: int = 0

    KIND = "woocommerce"
    NAME = "Scripted"
    FIELDS = ()
    STATUS_MAP: dict[str, str] = field(default_factory=dict)
    MEANINGS: dict[str, str] = field(default_factory=dict)

    def test(self) -> list[Step]:
        return []

    def probe(self) -> Facts:
        return Facts("Scripted", "", statuses=(("processing", "Processing"), ("completed", "Completed")))

    def capabilities(self) -> Capabilities:
        return Capabilities(
            self.kinds, False, Tracking.NOTE, self.mails_on, choice_of_mail=self.choice_of_mail,
            customers=bool(self.customers), stock=bool(self.stock),
        )  # fmt: skip

    def pull_orders(self, cursor: str) -> Pull:
        self.pulls += 1
        start = int(cursor or 0)
        return Pull(tuple(self.orders[start:]), str(len(self.orders)), False)

    def open_orders(self, cursor: str) -> Pull:
        return Pull((), cursor, False)

    def missing(self, remote_ids: list[str]) -> list[str]:
        return []

    def read_order(self, remote_id: str, within_s: float | None = None) -> RemoteOrder | None:
        return next((order for order in reversed(self.orders) if order.remote_id == remote_id), None)

    def pull_articles(self, cursor: str) -> ArticlePull:
        return ArticlePull((), cursor, False)

    def pull_customers(self, cursor: str) -> CustomerPull:
        return CustomerPull(tuple(self.customers), "", False)

    def pull_stock(self, cursor: str) -> StockPull:
        levels = tuple(RemoteStock(sku, sku, units) for sku, units in self.stock.items())
        return StockPull(levels, "", False)

    def perform(self, push: Push) -> Outcome:
        self.fails(push)
        if push.kind == "stock":
            return self._set_stock(push)
        self.done.append(push)
        return Outcome(Result.DONE, f"{push.kind} read back")

    def skew_s(self) -> float:
        return 0.0

    def close(self) -> None:
        pass

    def _set_stock(self, push: Push) -> Outcome:
        found, wanted = self.stock[push.remote_id], int(str(push.values["to"]))
        if found == wanted:
            return Outcome(Result.ALREADY, str(found))
        if found != push.values["was"]:
            raise Conflict(code="conflict", number=push.remote_id, found=found, wanted=wanted, detail=str(found))
        self.stock[push.remote_id] = wanted
        self.done.append(push)
        return Outcome(Result.DONE, str(wanted))


def cut_off(_push: Push) -> None:
    """What a store that is away does to every request."""
    raise Offline(host="scripted", detail="it is away.")
