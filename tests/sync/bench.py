"""What a contract test needs of a store: its owner at work, what can be counted there, and a line that can be cut.

Each kind has one in `bench_KIND.py` and a line in `benches.py`. One bench serves many tests: so each asks for an order
of its own, and whatever it breaks it mends.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop.sync.connector import Connector, Fault


class Loss(StrEnum):
    """What happens to one request on its way."""

    BEFORE = "before"  # the line breaks, nothing was done
    AFTER = "after"  # it was done, and the answer never came
    SILENT = "silent"  # it was done, the answer never came, and nothing comes through until `calm`
    GARBLED = "garbled"  # it was done, and half an answer came, or another's
    BUSY = "busy"  # the store asks us to wait, nothing was done


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything about one order that people could notice twice. `units` are those of `Bench.article`."""

    status: str = ""
    mails: int = 0  # to this customer
    notes: int = 0  # comments of ours, for the customer or the shop's people
    parcels: int = 0  # with a number: shipments, tracking rows, lines of a tracking file
    refunds: int = 0
    points: int = 0  # that the customer has of this order
    commissions: int = 0  # rows that somebody earned by this order
    units: int = 0

    def less(self, before: "Effects") -> "Effects":
        """What was added since; the status as it is now."""
        return Effects(
            self.status, self.mails - before.mails, self.notes - before.notes, self.parcels - before.parcels,
            self.refunds - before.refunds, self.points - before.points, self.commissions - before.commissions,
            self.units - before.units,
        )  # fmt: skip


class Bench(Protocol):
    """A store and a connector to it."""

    @property
    def connector(self) -> Connector: ...

    SHIPPED: str  # the store's word for "has left"
    GIVEN_UP: tuple[str, ...]  # statuses in which an order must not leave any more
    LOSSES: frozenset[Loss]  # what can happen to its line; empty where there is none, as with files
    PAGE: str  # dotted name of the module's number of orders in a page; "" where there are no pages
    BOUND: str  # dotted name of the most bytes of one answer or file
    TELLS: frozenset[str]  # the tells of test_contract that differ from another bench of this kind; empty is all

    def connect(self) -> Connector:
        """Another bench's connector to the same store; the caller closes it."""

    def order(self) -> str:
        """The id of a fresh order that is paid for and waits to be packed: two lines, five units, a mail address."""

    def lines(self, ref: str) -> list[tuple[str, str, int]]:
        """(id, SKU, units) of the order's lines that are packed, as the store holds them."""

    def listed(self) -> set[str]:
        """Ids of every order that a first pull brings."""

    def still_open(self) -> set[str]:
        """Ids of those that are still to be worked on."""

    def set_status(self, ref: str, status: str) -> None:
        """As a plug-in does it, or somebody long ago: without mails, and whatever the order was."""

    def cancel(self, ref: str) -> None:
        """As the owner does it in the store's pages."""

    def move(self, ref: str, street: str) -> None:
        """The owner changes the address that the order goes to."""

    def delete(self, ref: str) -> None:
        """For good."""

    def article(self) -> str:
        """The id of an article whose stock is counted, and is in every order of `order`; other than that, the same."""

    def articles(self) -> dict[str, tuple[str, int | None]]:
        """Article's id -> (SKU, units; None where they are not counted) of everything that can be sold."""

    def customers(self) -> set[str]:
        """Ids of those who have an account; add one before, if there is none."""

    def set_stock(self, article: str, units: int) -> None:
        """Somebody else counted."""

    def effects(self, ref: str) -> Effects: ...

    def writes(self) -> int:
        """How many requests have changed something so far."""

    def lose(self, loss: Loss, nth: int) -> None:
        """Let this happen to the request after the next `nth` ones."""

    def lost(self) -> bool:
        """Whether it has happened since the last `lose`."""

    def calm(self) -> None:
        """The line is well again, and nothing is ordered any more."""

    def doors(self) -> Mapping[Fault, AbstractContextManager[Connector]]:
        """Ways of not being let in: inside, a connector that meets this fault; afterwards all is as it was."""
