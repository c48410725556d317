"""Vendure's orders, articles and customers -> what Kolli keeps. Only the fields of queries.py are there."""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from desktop.domain.codes import gtin14
from desktop.domain.order import Fulfilment, Payment, Stage
from desktop.domain.remote import (
    RemoteAddress,
    RemoteLine,
    RemoteOrder,
    RemoteParcel,
)
from desktop.sync.connectors.vendure.mark import is_marked

# What Vendure's own states mean; a shop may add states, and their meaning comes from its owner.
MEANINGS: Mapping[str, str] = {
    "PaymentAuthorized": Stage.TO_CONFIRM,  # the money is promised, not taken; an owner may say that this is enough
    "PaymentSettled": Stage.TO_PICK,
    "PartiallyShipped": Stage.TO_PICK,
    "Shipped": Stage.SHIPPED,
    "PartiallyDelivered": Stage.TO_PICK,  # what has left follows from its parcels, not from this word
    "Delivered": Stage.DONE,
    "Cancelled": Stage.CANCELLED,
    "Modifying": Stage.ON_HOLD,
    "ArrangingAdditionalPayment": Stage.ON_HOLD,
}
NOT_PLACED = frozenset({"Created", "Draft", "AddingItems", "ArrangingPayment"})
LEFT = {"Shipped": "shipped", "Delivered": "delivered"}
_PAID = {"PaymentSettled", "PartiallyShipped", "Shipped", "PartiallyDelivered", "Delivered"}
log = logging.getLogger(__name__)


class Part(Struct, rename="camel", gc=False):
    """Units of one line: in a parcel, or paid back."""

    order_line_id: str
    quantity: int


class Address(Struct, rename="camel", gc=False):
    full_name: str | None = ""
    company: str | None = ""
    street_line1: str | None = ""
    street_line2: str | None = ""
    city: str | None = ""
    province: str | None = ""
    postal_code: str | None = ""
    country_code: str | None = ""
    phone_number: str | None = ""


class Named(Struct, gc=False):
    name: str | None = ""


class Option(Struct, gc=False):
    name: str | None = ""
    group: Named | None = None


class Customer(Struct, rename="camel", gc=False):
    id: str
    first_name: str | None = ""
    last_name: str | None = ""
    email_address: str | None = ""
    phone_number: str | None = ""


class Codes(Struct, gc=False):
    barcode: str | None = None


class Variant(Struct, rename="camel"):
    id: str
    sku: str | None = ""
    name: str | None = ""
    options: list[Option] = []
    product: Named | None = None
    custom_fields: Codes | None = None


class Line(Struct, rename="camel"):
    id: str
    quantity: int
    order_placed_quantity: int
    unit_price_with_tax: int
    prorated_line_price: int
    prorated_line_price_with_tax: int
    product_variant: Variant

    @property
    def ordered(self) -> int:
        """`quantity` falls when units are cancelled; it may also have grown since the order was placed."""
        return max(self.quantity, self.order_placed_quantity)


class Surcharge(Struct, rename="camel", gc=False):
    id: str
    price: int
    price_with_tax: int
    description: str | None = ""


class Discount(Struct, rename="camel", gc=False):
    amount_with_tax: int


class Refund(Struct, rename="camel"):
    id: str
    total: int
    state: str
    reason: str | None = ""
    updated_at: str | None = None
    lines: list[Part] | None = None


class Paid(Struct, rename="camel"):
    """A payment: Authorized is promised, Settled is taken."""

    id: str
    method: str
    amount: int
    state: str
    updated_at: str | None = None
    refunds: list[Refund] = []

    @property
    def refunded(self) -> int:
        return sum(refund.total for refund in self.refunds if refund.state != "Failed")


class Parcel(Struct, rename="camel"):
    id: str
    state: str
    method: str | None = ""
    tracking_code: str | None = ""
    updated_at: str | None = None
    lines: list[Part] = []

    @property
    def units(self) -> dict[str, int]:
        units: dict[str, int] = {}
        for part in self.lines:
            units[part.order_line_id] = units.get(part.order_line_id, 0) + part.quantity
        return units


class Method(Struct, rename="camel", gc=False):
    shipping_method: Named | None = None


class Entry(Struct, rename="camel"):
    id: str
    type: str
    is_public: bool = False
    data: Mapping[str, object] | None = None

    def text(self, name: str) -> str:
        return str((self.data or {}).get(name) or "")


class History(Struct):
    items: list[Entry] = []


class Order(Struct, rename="camel"):
    id: str
    code: str
    state: str
    currency_code: str
    total: int
    total_with_tax: int
    shipping_with_tax: int
    lines: list[Line]
    updated_at: str | None = None
    order_placed_at: str | None = None
    customer: Customer | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping_lines: list[Method] = []
    surcharges: list[Surcharge] = []
    discounts: list[Discount] = []
    payments: list[Paid] | None = None
    fulfillments: list[Parcel] | None = None
    history: History = msgspec.field(default_factory=History)

    @property
    def parcels(self) -> list[Parcel]:
        """Those that count: one that was called off holds nothing any more."""
        return [parcel for parcel in self.fulfillments or [] if parcel.state != "Cancelled"]

    @property
    def refunds(self) -> list[Refund]:
        return [refund for paid in self.payments or [] for refund in paid.refunds]

    def taken(self, states: Iterable[str] | None = None) -> dict[str, int]:
        """Line's id -> units that lie in a parcel, of these states or of all."""
        units: dict[str, int] = {}
        for parcel in self.parcels:
            if states is None or parcel.state in states:
                for line, count in parcel.units.items():
                    units[line] = units.get(line, 0) + count
        return units

    def left(self) -> dict[str, int]:
        """Line's id -> units that no parcel holds yet; lines without any are not there."""
        taken = self.taken()
        rest = {line.id: line.quantity - taken.get(line.id, 0) for line in self.lines}
        return {line: units for line, units in rest.items() if units > 0}

    @property
    def has_left(self) -> bool:
        """Every unit that is still wanted is on its way. The state says so only where the money had come before."""
        gone = self.taken(LEFT)
        return bool(gone) and all(gone.get(line.id, 0) >= line.quantity for line in self.lines)


def parse_orders(items: object) -> list[Order]:
    """A page of orders. One of an odd shape is left out and logged: it holds up nobody."""
    found = []
    for item in items if isinstance(items, list) else []:
        try:
            found.append(msgspec.convert(item, Order))
        except msgspec.ValidationError as error:
            log.warning("an order of a page has another shape: %s", error)  # names fields and types, never values
    return found


def parse_order(item: object) -> Order | None:
    return None if item is None else msgspec.convert(item, Order)


class Reader:
    """How this shop's numbers and words are read. `places`: decimals of its money; it keeps whole numbers."""

    def __init__(self, meanings: Mapping[str, str], places: int = 2, methods: Mapping[str, str] | None = None) -> None:
        self._meanings = {**MEANINGS, **meanings}
        self._places = places
        self._methods = methods or {}

    def stage(self, state: str) -> Stage | None:
        stage = self._meanings.get(state)
        return Stage(stage) if stage else None

    def money(self, amount: int) -> Decimal:
        return Decimal(amount).scaleb(-self._places)

    def smallest(self, amount: str) -> int | None:
        """A decimal as the shop's whole number; None if it has more decimals than the shop, or no end."""
        scaled = Decimal(amount).scaleb(self._places)
        return int(scaled) if scaled.is_finite() and scaled == scaled.to_integral_value() else None

    def order(self, order: Order) -> RemoteOrder:
        stage = self.stage(order.state)
        refunded = sum(paid.refunded for paid in order.payments or [])
        customer, billing, shipping = order.customer, order.billing_address, order.shipping_address
        return RemoteOrder(
            remote_id=order.id,
            number=order.code,
            status=order.state,
            payment=_payment(order, refunded),
            fulfilment=_fulfilment(order, stage),
            held=stage is None or stage is Stage.ON_HOLD,
            pay_later=order.state == "PaymentAuthorized" and stage is not Stage.TO_CONFIRM,
            currency=order.currency_code,
            placed_at=when(order.order_placed_at) or datetime.fromtimestamp(0, UTC),
            modified_at=_latest(order),
            lines=self._lines(order),
            total=self.money(order.total_with_tax),
            shipping=self.money(order.shipping_with_tax),
            discount=self.money(-sum(discount.amount_with_tax for discount in order.discounts)),
            tax=self.money(order.total_with_tax - order.total),
            refunded=self.money(refunded),
            buyer=_home(billing if _is_filled(billing) else shipping, customer),
            ship_to=_home(shipping if _is_filled(shipping) else billing, customer),
            email=(customer.email_address or "") if customer else "",
            phone=(customer.phone_number or "") if customer else "",
            note=_note(order),
            courier=next((m.shipping_method.name or "" for m in order.shipping_lines if m.shipping_method), ""),
            payment_method=", ".join(
                dict.fromkeys(self._methods.get(p.method, p.method) for p in order.payments or [])
            ),
            customer_ref=customer.id if customer else "",
            parcels=tuple(_parcel(parcel) for parcel in order.parcels if parcel.state in LEFT),
        )

    def _lines(self, order: Order) -> tuple[RemoteLine, ...]:
        given_back: dict[str, int] = {}
        for refund in order.refunds:
            for part in (refund.lines or []) if refund.state != "Failed" else []:
                given_back[part.order_line_id] = given_back.get(part.order_line_id, 0) + part.quantity
        # Units that were paid back are, as a rule, cancelled as well: the same units twice. The shop gives its lines in
        # no order of their own.
        gone = _called_off(order)
        lines = [
            self._line(line, min(line.ordered, max(gone.get(line.id, 0), given_back.get(line.id, 0))))
            for line in sorted(order.lines, key=_by_number)
        ]
        for extra in order.surcharges:
            price = self.money(extra.price_with_tax)
            lines.append(
                RemoteLine(
                    remote_id=f"surcharge-{extra.id}", sku="", name=extra.description or "", quantity=1,
                    unit_price=price, total=price, tax=self.money(extra.price_with_tax - extra.price),
                    needs_packing=False,
                )
            )  # fmt: skip
        return tuple(lines)

    def _line(self, line: Line, refunded: int) -> RemoteLine:
        goods = line.product_variant
        name, variant = names(goods)
        return RemoteLine(
            remote_id=line.id,
            sku=goods.sku or "",
            name=name,
            variant=variant,
            quantity=line.ordered,
            unit_price=self.money(line.unit_price_with_tax),
            total=self.money(line.prorated_line_price_with_tax),
            tax=self.money(line.prorated_line_price_with_tax - line.prorated_line_price),
            options=tuple(
                ((option.group.name or "") if option.group else "", option.name or "") for option in goods.options
            ),
            barcodes=barcodes(goods),
            article_remote_id=goods.id,
            refunded=refunded,
        )


def _called_off(order: Order) -> dict[str, int]:
    """Line's id -> units that were cancelled. That an order was cancelled as a whole is said by its state, not here."""
    if order.state != "Cancelled":
        return {line.id: line.ordered - line.quantity for line in order.lines}
    units: dict[str, int] = {}
    for entry in [each for each in order.history.items if each.type == "ORDER_CANCELLATION"][:-1]:
        parts = (entry.data or {}).get("lines")
        for part in parts if isinstance(parts, list) else []:
            line = str(part["orderLineId"])
            units[line] = units.get(line, 0) + int(part["quantity"])
    return units


def names(goods: Variant) -> tuple[str, str]:
    """Name and variant: the shop repeats the product's name in the variant's own."""
    variant = ", ".join(option.name for option in goods.options if option.name)
    if variant and goods.product and goods.product.name:
        return goods.product.name, variant
    return goods.name or "", ""


def barcodes(goods: Variant) -> tuple[str, ...]:
    """From the shop's own field; else the SKU, where that is one of the world's numbers."""
    code = (goods.custom_fields.barcode or "").strip() if goods.custom_fields else ""
    if not code and gtin14(goods.sku or ""):
        code = goods.sku or ""
    return (code,) if code else ()


def when(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _payment(order: Order, refunded: int) -> Payment:
    taken = sum(paid.amount for paid in order.payments or [] if paid.state == "Settled")
    if refunded:
        return Payment.REFUNDED if refunded >= taken else Payment.PART_REFUNDED
    if order.state in _PAID or 0 < taken >= order.total_with_tax:
        return Payment.PAID
    promised = any(paid.state == "Authorized" for paid in order.payments or [])
    return Payment.CLAIMED if promised and order.state != "Cancelled" else Payment.UNPAID


def _fulfilment(order: Order, stage: Stage | None) -> Fulfilment:
    if stage is Stage.CANCELLED:
        return Fulfilment.CANCELLED
    if order.has_left:
        arrived = order.taken(("Delivered",))
        whole = all(arrived.get(line.id, 0) >= line.quantity for line in order.lines)
        return Fulfilment.DELIVERED if whole or stage is Stage.DONE else Fulfilment.SHIPPED
    return {
        Stage.TO_PACK: Fulfilment.PICKING,
        Stage.TO_SHIP: Fulfilment.PACKED,
        Stage.SHIPPED: Fulfilment.SHIPPED,
        Stage.DONE: Fulfilment.DELIVERED,
        Stage.RETURNS: Fulfilment.RETURNED,
    }.get(stage or Stage.ON_HOLD, Fulfilment.OPEN)


def _parcel(parcel: Parcel) -> RemoteParcel:
    return RemoteParcel(
        remote_id=parcel.id,
        number=parcel.tracking_code or "",
        carrier=parcel.method or "",
        state=LEFT[parcel.state],
        at=when(parcel.updated_at),
        lines=tuple(parcel.units.items()),
    )


def _latest(order: Order) -> datetime | None:
    """The shop does not move the order's own time for most changes; its parts have theirs."""
    stamps = [order.updated_at, order.order_placed_at]
    stamps += [paid.updated_at for paid in order.payments or []]
    stamps += [refund.updated_at for refund in order.refunds]
    stamps += [parcel.updated_at for parcel in order.fulfillments or []]
    return max((stamp for text in stamps if (stamp := when(text))), default=None)


def _note(order: Order) -> str:
    """Wishes and warnings, whether the customer may see them or not; not what we ourselves wrote there."""
    notes = [entry.text("note").strip() for entry in order.history.items if entry.type == "ORDER_NOTE"]
    return "\n".join(note for note in notes if note and not is_marked(note))


def _home(address: Address | None, customer: Customer | None) -> RemoteAddress:
    person = " ".join(f"{customer.first_name or ''} {customer.last_name or ''}".split()) if customer else ""
    return remote_address(address, person, (address.country_code if address else "") or "")


def remote_address(address: Address | None, person: str, country: str) -> RemoteAddress:
    """A shop's address; `person` is who lives there where it does not say."""
    if address is None:
        return RemoteAddress(name=person)
    return RemoteAddress(
        name=address.full_name or person,
        company=address.company or "",
        line1=address.street_line1 or "",
        line2=address.street_line2 or "",
        city=address.city or "",
        region=address.province or "",
        postcode=address.postal_code or "",
        country=country,
        phone=address.phone_number or "",
    )


def _is_filled(address: Address | None) -> bool:
    return address is not None and bool(address.street_line1 or address.city or address.postal_code)


def _by_number(line: Line) -> tuple[int, str]:
    return (int(line.id), "") if line.id.isdigit() else (0, line.id)
