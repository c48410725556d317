"""Those who have an account in a WooCommerce store."""

import msgspec
from msgspec import Struct

from desktop.domain.remote import RemoteCustomer
from desktop.sync.connectors.woocommerce import pull
from desktop.sync.connectors.woocommerce.read import Address, address, when
from desktop.sync.connectors.woocommerce.talk import Talk

_FIELDS = "id,email,first_name,last_name,username,role,date_created_gmt,billing,shipping"
# Accounts of the shop's own people; any other role is a kind of customer, plug-ins make their own.
_STAFF = {"administrator", "shop_manager", "editor", "author", "contributor"}


class Customer(Struct, gc=False):
    id: int
    email: str | None = ""
    first_name: str | None = ""
    last_name: str | None = ""
    username: str | None = ""
    role: str | None = ""
    date_created_gmt: str | None = None
    billing: Address = msgspec.field(default_factory=Address)
    shipping: Address = msgspec.field(default_factory=Address)


_customers = msgspec.json.Decoder(list[Customer])


def page(talk: Talk, number: int) -> tuple[list[Customer], int]:
    """One page of accounts by id, and how many there are. The store cannot say which of them have changed."""
    query = {
        "role": "all", "orderby": "id", "order": "asc", "per_page": pull.PAGE, "page": number, "_fields": _FIELDS,
    }  # fmt: skip
    answer = talk.get("/customers", query)
    total = answer.headers.get("x-wp-total", "0")
    return _customers.decode(answer.body), int(total) if total.isdigit() else 0


def remote(customers: list[Customer]) -> tuple[RemoteCustomer, ...]:
    return tuple(_remote(customer) for customer in customers if customer.role not in _STAFF)


def _remote(customer: Customer) -> RemoteCustomer:
    bills, ships = address(customer.billing), address(customer.shipping)
    named = " ".join(f"{customer.first_name or ''} {customer.last_name or ''}".split())
    return RemoteCustomer(
        remote_id=str(customer.id),
        name=named or bills.name or customer.username or customer.email or "",
        email=customer.email or customer.billing.email or "",
        phone=bills.phone or ships.phone,
        company=bills.company,
        group="" if customer.role == "customer" else customer.role or "",
        address=ships if ships.line1 or ships.city else bills,
        since=when(customer.date_created_gmt),
    )
