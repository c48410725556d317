"""The whole file of one person as it is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.errors import NotFound
from desktop.domain.remote import RemoteAddress
from desktop.domain.returns import CaseState, name_of
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run, utc
from desktop.services import permits
from desktop.services.customer_file import people

_NEWEST = 200  # orders that one file shows; its sums are of all


@dataclass(frozen=True, slots=True)
class Contact:
    """How we reach somebody. `language` "" = the shop's."""

    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order in the file, in minor units of its currency; `stage` "" for documents that are not orders."""

    id: int
    number: str
    placed_at: datetime
    kind: str
    stage: str
    payment: str
    fulfilment: str
    total_minor: int
    currency: str
    units: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What somebody bought in one currency, without what was cancelled; `refunded_minor` is taken off nowhere."""

    currency: str
    orders: int
    total_minor: int
    paid_minor: int
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class StoreAccount:
    """Who they are in a store. `newsletter` and `points` None: the store does not say."""

    store: str
    remote_id: str
    group: str
    newsletter: bool | None
    points: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerView:
    """`blocked` is why they may not buy on account, "" where they may. `also` are rows that were merged into this.

    `sums` are empty for whom prices are not; `erased_at` None: they are here.
    """

    id: int
    contact: Contact
    note: str
    blocked: str
    erased_at: datetime | None
    also: tuple[tuple[int, Contact], ...]
    orders: tuple[OrderLine, ...]
    sums: tuple[Sum, ...]
    addresses: tuple[RemoteAddress, ...]
    accounts: tuple[StoreAccount, ...]
    cases: tuple["Case", ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A return case of theirs."""

    id: int
    number: str
    order_id: int
    order: str
    state: CaseState
    at: datetime


def show(customer_id: int) -> CustomerView:
    """The file of a person; of whom they were merged into.

    Raises:
        NotFound: there is no such customer.
        NoRight: who works here may not see customers.
    """
    permits.require(Right.CUSTOMERS)
    head = people.head(customer_id)
    row = run(
        "SELECT name, company, email, phone, language, note, blocked, erased_at FROM customer WHERE id = ?", (head,)
    ).fetchone()
    if row is None:
        raise NotFound(what=N_("customer"), ref=customer_id)
    merged = run(
        "SELECT id, name, company, email, phone, language FROM customer WHERE merged_into = ? ORDER BY id", (head,)
    ).fetchall()
    return CustomerView(
        id=head, contact=Contact(*row[:5]), note=row[5], blocked=row[6],
        erased_at=None if row[7] is None else utc(row[7]),
        also=tuple((int(each[0]), Contact(*each[1:])) for each in merged),
        orders=tuple(orders(head)), sums=tuple(sums(head)) if permits.may(Right.PRICES) else (),
        addresses=tuple(addresses(head)), accounts=tuple(_accounts(head)),
        cases=tuple(_cases(head)),
    )  # fmt: skip


def orders(head: int, limit: int = _NEWEST) -> list[OrderLine]:
    """Their documents, the newest first; part of a caller that has looked at rights."""
    rows = run(
        "SELECT id, number, placed_at, kind, stage, payment, fulfilment, total_minor, currency, unit_count FROM orders"
        f" WHERE {people.OF_FAMILY} ORDER BY placed_at DESC, id DESC LIMIT ?",
        (head, head, limit),
    ).fetchall()
    return [OrderLine(int(row[0]), row[1], utc(row[2]), *row[3:]) for row in rows]


def sums(head: int) -> list[Sum]:
    """What they bought, a row a currency, the largest number of orders first."""
    rows = run(
        "SELECT currency, count(*), sum(total_minor), sum(paid_minor), sum(refunded_minor) FROM orders"
        f" WHERE {people.OF_FAMILY} AND kind = 'order' AND fulfilment <> 'cancelled'"
        " GROUP BY currency ORDER BY count(*) DESC, currency",
        (head, head),
    ).fetchall()
    return [Sum(row[0], *(int(value) for value in row[1:])) for row in rows]


def addresses(head: int, limit: int = 20) -> list[RemoteAddress]:
    """The addresses that their parcels went to, each writing once, the last used first."""
    rows = run(
        "SELECT a.name, a.company, a.line1, a.line2, a.village, a.district, a.city, a.region, a.postcode, a.country,"
        " a.phone, a.instruction FROM orders o JOIN address a ON a.id = o.ship_to_id"
        f" WHERE o.{people.OF_FAMILY} ORDER BY o.placed_at DESC, o.id DESC LIMIT 500",
        (head, head),
    ).fetchall()
    return [RemoteAddress(*row) for row in dict.fromkeys(tuple(row) for row in rows)][:limit]


def _accounts(head: int) -> Sequence[StoreAccount]:
    rows = run(
        "SELECT s.name, c.remote_id, c.buyer_group, c.newsletter, c.points, c.since FROM store_customer c"
        f" JOIN store s ON s.id = c.store_id WHERE c.{people.OF_FAMILY} ORDER BY s.name, c.remote_id",
        (head, head),
    ).fetchall()
    return [
        StoreAccount(
            row[0], row[1], row[2], None if row[3] is None else bool(row[3]), row[4],
            None if row[5] is None else utc(row[5]),
        )
        for row in rows
    ]  # fmt: skip


def _cases(head: int) -> list[Case]:
    rows = run(
        "SELECT r.id, r.number, r.order_id, o.number, r.state, r.opened_at FROM return_case r"
        f" JOIN orders o ON o.id = r.order_id WHERE o.{people.OF_FAMILY} ORDER BY r.id DESC LIMIT 50",
        (head, head),
    ).fetchall()
    return [
        Case(int(row[0]), name_of(int(row[1])), int(row[2]), row[3], CaseState(row[4]), utc(row[5])) for row in rows
    ]
