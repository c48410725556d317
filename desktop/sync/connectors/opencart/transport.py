"""What each way to an OpenCart store can do. Rules (what may be written over what) stand in write.py, once for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop.formats.opencart.read import Raw
from desktop.sync.connector import Step
from desktop.sync.connectors.opencart.profile import Profile

__all__ = ["Can", "History", "Raw", "RawPage", "Transport", "Written"]

# Raw: one order as the store keeps it, the same by every way; every value as stored (text, entities and all), a missing
# key means "this way does not tell". Keys:
#   order      the row of `order`; where it can be had also payment_iso_code_2, shipping_iso_code_2
#   products   rows of order_product
#   options    rows of order_option
#   totals     rows of order_total
#   histories  rows of order_history, oldest first
#   vouchers   rows of order_voucher
#   codes      product_id -> {sku, upc, ean, jan, isbn, mpn, location, image, weight, weight_unit, shipping}
#   rewards    rows of customer_reward of this order
#   commissions  rows of customer_transaction (2.x: affiliate_transaction) of this order and its affiliate
#   affiliate  the affiliate's name


class Can(StrEnum):
    LIST = "list"  # orders that changed, orders that are open
    READ = "read"  # one order, whole
    HEADER = "header"  # one order's head: status and totals, no lines
    HISTORY = "history"  # what was written to an order can be read back
    PUSH = "push"  # add to an order's history
    ARTICLES = "articles"
    CUSTOMERS = "customers"
    STOCK = "stock"
    SET_STOCK = "set-stock"
    CREDITS = "credits"  # give and take points and commission
    JOBS = "jobs"  # the store itself knows what it has done already


@dataclass(frozen=True, slots=True)
class RawPage:
    """Rows, and where to go on; `cursor` is the way's own and opaque."""

    rows: tuple[Raw, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class History:
    """One entry wanted. `job` names it for ever, for stores that keep such names."""

    remote_id: str
    status: str
    comment: str
    notify: bool
    job: str


@dataclass(frozen=True, slots=True)
class Written:
    """What the store says after a write. `status` "" where it does not say. `again`: it had been done before."""

    status: str = ""
    again: bool = False
    evidence: str = ""


class Transport(Protocol):
    """One way to one store. Every method may raise Offline, Busy, Refused or SignInFailed.

    A write whose answer was lost raises Offline with values["sent"] = True. What a way cannot do is not called.
    """

    @property
    def can(self) -> frozenset[Can]: ...

    @property
    def host(self) -> str: ...

    def test(self) -> list[Step]:
        """Every step up to the first that fails; never raises for a fault of the store."""

    def profile(self) -> Profile:
        """Asked now."""

    def changed(self, cursor: str, history_days: int) -> RawPage:
        """Orders with news after the cursor, whole; "" begins `history_days` ago. Abandoned ones may be among them."""

    def open_orders(self, cursor: str, statuses: Sequence[str]) -> RawPage:
        """Every order that is in one of these statuses, whole, by id; "" begins."""

    def order(self, remote_id: str, within_s: float | None = None) -> Raw | None:
        """One order, whole (or its head); None if the store no longer has it."""

    def existing(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Those of the orders that the store still has, in whatever status."""

    def articles(self, cursor: str) -> RawPage:
        """Product rows with name, codes as in Raw, quantity, subtract, price, image, weight_unit; "" begins."""

    def customers(self, cursor: str) -> RawPage:
        """Customer rows with language, group (its name), points, and the address row under "address"; "" begins."""

    def stock(self, cursor: str) -> RawPage:
        """Rows of product_id, sku, model, quantity, of those products alone that the store counts; "" begins."""

    def done(self, job: str) -> Written | None:
        """What the store did for this job, None if it knows nothing of it (only with Can.JOBS)."""

    def add_history(self, entry: History) -> Written: ...

    def set_stock(self, remote_id: str, was: int, to: int, job: str) -> Written:
        """Compare and set; Written.status is the number of units afterwards."""

    def credit(self, remote_id: str, what: str, given: bool, job: str) -> Written:
        """`what` is "points" or "commission". Written.status is "1" if it is given afterwards, "0" if not."""

    def skew_s(self) -> float: ...

    def close(self) -> None: ...
