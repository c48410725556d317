"""WooCommerce's JSON -> what Kolli keeps. Only the fields below are read; everything else is skipped unparsed."""

import hashlib
import html
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import msgspec
from msgspec import Struct

from desktop.domain.order import Fulfilment, Payment, Stage
from desktop.domain.remote import RemoteAddress, RemoteArticle, RemoteLine, RemoteOrder, RemoteParcel

# What WooCommerce's own statuses mean. A store's own ones get their meaning from its owner, never from their name.
CORE_STATUSES = {
    "pending": Stage.TO_CONFIRM,
    "on-hold": Stage.TO_CONFIRM,
    "processing": Stage.TO_PICK,
    "completed": Stage.SHIPPED,
    "cancelled": Stage.CANCELLED,
    "refunded": Stage.CANCELLED,
    "failed": Stage.ON_HOLD,
    "trash": Stage.CANCELLED,
}
ORDER_FIELDS = (
    "id,number,status,currency,date_created_gmt,date_modified_gmt,date_paid_gmt,date_completed_gmt,discount_total,"
    "shipping_total,shipping_tax,total,total_tax,customer_id,customer_note,billing,shipping,payment_method,"
    "payment_method_title,line_items,fee_lines,shipping_lines,refunds,needs_processing,meta_data"
)
ARTICLE_FIELDS = (
    "id,parent_id,type,sku,name,price,global_unique_id,manage_stock,stock_quantity,weight,images,image,attributes,"
    "variations"
)
log = logging.getLogger(__name__)
_GRAMS = {"kg": Decimal(1000), "g": Decimal(1), "lbs": Decimal("453.59237"), "oz": Decimal("28.349523125")}


class Address(Struct, gc=False):
    first_name: str | None = ""
    last_name: str | None = ""
    company: str | None = ""
    address_1: str | None = ""
    address_2: str | None = ""
    city: str | None = ""
    state: str | None = ""
    postcode: str | None = ""
    country: str | None = ""
    phone: str | None = ""
    email: str | None = ""


class Meta(Struct, gc=False):
    key: str | None = ""
    value: object = None
    display_key: object = None
    display_value: object = None


class Line(Struct, gc=False):
    id: int
    name: str | None = ""
    product_id: int | None = 0
    variation_id: int | None = 0
    quantity: int | float = 0
    subtotal: str | None = ""
    total: str | None = ""
    total_tax: str | None = ""
    sku: str | None = ""
    global_unique_id: str | None = ""
    parent_name: str | None = ""
    meta_data: list[Meta] = []


class Fee(Struct, gc=False):
    id: int
    name: str | None = ""
    total: str | None = ""
    total_tax: str | None = ""


class Shipping(Struct, gc=False):
    method_title: str | None = ""


class Refund(Struct, gc=False):
    id: int
    total: str | None = ""


class Order(Struct, gc=False):
    id: int
    status: str
    number: str | int = ""
    currency: str = ""
    date_created_gmt: str | None = None
    date_modified_gmt: str | None = None
    date_paid_gmt: str | None = None
    date_completed_gmt: str | None = None
    discount_total: str | None = ""
    shipping_total: str | None = ""
    shipping_tax: str | None = ""
    total: str | None = ""
    total_tax: str | None = ""
    customer_id: int | None = 0
    customer_note: str | None = ""
    billing: Address = msgspec.field(default_factory=Address)
    shipping: Address = msgspec.field(default_factory=Address)
    payment_method: str | None = ""
    payment_method_title: str | None = ""
    line_items: list[Line] = []
    fee_lines: list[Fee] = []
    shipping_lines: list[Shipping] = []
    refunds: list[Refund] = []
    needs_processing: bool = True
    meta_data: list[Meta] = []


class RefundLine(Struct, gc=False):
    quantity: int | float = 0
    meta_data: list[Meta] = []


class RefundWhole(Struct, gc=False):
    id: int
    line_items: list[RefundLine] = []


class Image(Struct, gc=False):
    src: str | None = ""


class Attribute(Struct, gc=False):
    option: str | None = ""


class Article(Struct, gc=False):
    id: int
    type: str | None = ""
    parent_id: int | None = 0
    sku: str | None = ""
    name: str | None = ""
    price: str | int | float | None = ""
    global_unique_id: str | None = ""
    manage_stock: bool | str | None = False
    stock_quantity: int | float | None = None
    weight: str | None = ""
    images: list[Image] = []
    image: Image | None = None
    attributes: list[Attribute] = []
    variations: list[int] = []


_orders = msgspec.json.Decoder(list[Order])
_order = msgspec.json.Decoder(Order)
_raw_list = msgspec.json.Decoder(list[msgspec.Raw])
_refunds = msgspec.json.Decoder(list[RefundWhole])
_articles = msgspec.json.Decoder(list[Article])


def parse_orders(body: bytes) -> tuple[list[Order], int]:
    """A page of orders, and how many the store sent. One of an odd shape is left out and logged: it holds up nobody."""
    try:
        orders = _orders.decode(body)
        return orders, len(orders)
    except msgspec.ValidationError:
        sent = _raw_list.decode(body)
        return [order for order in map(_one_of_many, sent) if order is not None], len(sent)


def _one_of_many(raw: msgspec.Raw) -> Order | None:
    try:
        return _order.decode(raw)
    except msgspec.ValidationError as error:
        log.warning("an order of a page has another shape: %s", error)  # names fields and types, never values
        return None


def parse_order(body: bytes) -> Order:
    return _order.decode(body)


def parse_articles(body: bytes) -> list[Article]:
    return _articles.decode(body)


def refunded_units(body: bytes) -> dict[str, int]:
    """Line id -> how many units of it the store has taken off, from an order's list of refunds."""
    units: dict[str, int] = {}
    for refund in _refunds.decode(body):
        for line in refund.line_items:
            ref = next((str(m.value) for m in line.meta_data if m.key == "_refunded_item_id"), "")
            units[ref] = units.get(ref, 0) + abs(int(line.quantity))
    return units


def remote_order(
    order: Order,
    meanings: Mapping[str, str],
    units: Mapping[str, int] | None = None,
    parcels: tuple[RemoteParcel, ...] = (),
) -> RemoteOrder:
    """`meanings`: status -> stage, for the statuses that this store's owner has explained."""
    stage = meanings.get(order.status) or CORE_STATUSES.get(order.status)
    later = order.payment_method == "cod"
    refunded = -sum((money(refund.total) for refund in order.refunds), Decimal(0))
    total = money(order.total)
    return RemoteOrder(
        remote_id=str(order.id),
        number=str(order.number or order.id),
        status=order.status,
        payment=_payment(order, stage, refunded, total, later),
        fulfilment=_fulfilment(order, stage),
        held=stage is None or stage == Stage.ON_HOLD,
        pay_later=later,
        currency=order.currency,
        placed_at=when(order.date_created_gmt) or datetime.fromtimestamp(0, UTC),
        modified_at=when(order.date_modified_gmt),
        lines=_lines(order, units or {}),
        total=total,
        shipping=money(order.shipping_total),
        discount=money(order.discount_total),
        tax=money(order.total_tax),
        refunded=refunded,
        buyer=address(order.billing),
        ship_to=address(order.shipping if _is_filled(order.shipping) else order.billing),
        email=order.billing.email or "",
        phone=order.billing.phone or order.shipping.phone or "",
        language=next((str(m.value)[:2] for m in order.meta_data if m.key == "wpml_language" and m.value), ""),
        note=order.customer_note or "",
        courier=_said(order.shipping_lines[0].method_title) if order.shipping_lines else "",
        payment_method=_said(order.payment_method_title) or order.payment_method or "",
        customer_ref=str(order.customer_id or ""),
        parcels=parcels,
    )


def remote_article(article: Article, currency: str, weight_unit: str, parent: Article | None = None) -> RemoteArticle:
    """`parent` names a variation: its own name is only what sets it apart."""
    name = _said(article.name)
    variant = ""
    if parent:
        variant = ", ".join(_said(a.option) for a in article.attributes if a.option) or name
        name = _said(parent.name)
    counted = article.manage_stock is True and article.stock_quantity is not None
    image = article.image or next(iter(article.images), None) or (next(iter(parent.images), None) if parent else None)
    weight = money(article.weight or (parent.weight if parent else "")) * _GRAMS.get(weight_unit, Decimal(0))
    price = str(article.price) if article.price not in ("", None) else ""
    return RemoteArticle(
        remote_id=str(article.id),
        sku=article.sku or "",
        name=name,
        variant=variant,
        price=money(price) if price else None,
        currency=currency,
        barcodes=(article.global_unique_id,) if article.global_unique_id else (),
        stock=int(article.stock_quantity or 0) if counted else None,
        weight_g=int(weight) or None,
        image=(image.src or "") if image else "",
    )


def mark(key: str) -> str:
    """A short sign in what we write, by which we know it again before writing it twice."""
    return f"[#{hashlib.sha256(key.encode()).hexdigest()[:8]}]"


@lru_cache(maxsize=4096)  # a page repeats a few amounts, "0.00" most of all
def money(text: str | None) -> Decimal:
    """An amount; the store writes "-" and "" for nothing."""
    if text is None or text in ("", "-"):
        return Decimal(0)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def when(text: str | None) -> datetime | None:
    """One of the store's _gmt dates; they carry no zone."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text if text[-1] == "Z" or "+" in text else f"{text}+00:00")
    except ValueError:
        return None


def _payment(order: Order, stage: str | None, refunded: Decimal, total: Decimal, later: bool) -> Payment:
    if order.status == "refunded" or (refunded > 0 and refunded >= total):
        return Payment.REFUNDED
    # Processing and completed are the store's own word that money has come, except where it comes at the door.
    said_paid = stage in (Stage.TO_PICK, Stage.TO_PACK, Stage.TO_SHIP, Stage.SHIPPED, Stage.DONE) and not later
    if order.date_paid_gmt or said_paid:
        return Payment.PART_REFUNDED if refunded > 0 else Payment.PAID
    return Payment.UNPAID


def _fulfilment(order: Order, stage: str | None) -> Fulfilment:
    if stage == Stage.CANCELLED:
        gone = order.status == "refunded" and order.date_completed_gmt
        return Fulfilment.RETURNED if gone else Fulfilment.CANCELLED
    return {
        Stage.TO_PACK: Fulfilment.PICKING,
        Stage.TO_SHIP: Fulfilment.PACKED,
        Stage.SHIPPED: Fulfilment.SHIPPED,
        Stage.DONE: Fulfilment.DELIVERED,
        Stage.RETURNS: Fulfilment.RETURNED,
    }.get(Stage(stage) if stage else Stage.ON_HOLD, Fulfilment.OPEN)


def _lines(order: Order, units: Mapping[str, int]) -> tuple[RemoteLine, ...]:
    lines = [_line(line, order.needs_processing, units.get(str(line.id), 0)) for line in order.line_items]
    for fee in order.fee_lines:
        total = money(fee.total)
        lines.append(
            RemoteLine(
                remote_id=str(fee.id), sku="", name=_said(fee.name), quantity=1, unit_price=total, total=total,
                tax=money(fee.total_tax), needs_packing=False,
            )
        )  # fmt: skip
    return tuple(lines)


def _line(line: Line, needs_packing: bool, refunded: int) -> RemoteLine:
    whole = int(line.quantity) == line.quantity
    quantity = int(line.quantity) if whole else 1  # weighed goods are one piece; the weight stands in the note
    name, parent = _said(line.name), _said(line.parent_name)
    variant = name[len(parent) + 3 :] if parent and name.startswith(f"{parent} - ") else ""
    return RemoteLine(
        remote_id=str(line.id),
        sku=line.sku or "",
        name=parent if variant else name,
        quantity=quantity,
        unit_price=_each(money(line.subtotal), quantity),
        total=money(line.total),
        tax=money(line.total_tax),
        options=_options(line.meta_data),
        note="" if whole else f"× {line.quantity}",
        variant=variant,
        barcodes=(line.global_unique_id,) if line.global_unique_id else (),
        article_remote_id=str(line.variation_id or line.product_id or ""),
        # A product that was deleted does not count for the store's own word; its goods were sold all the same.
        needs_packing=needs_packing or not line.product_id,
        refunded=refunded,
    )


def _each(total: Decimal, quantity: int) -> Decimal:
    # The store's own `price` is a float after discount; the amount before it, divided, is what the shop typed.
    return total if quantity == 0 else (total / quantity).quantize(Decimal("0.0001")).normalize() + Decimal(0)


def _options(metas: list[Meta]) -> tuple[tuple[str, str], ...]:
    """What the customer chose. Keys that begin with _ are the store's own notes."""
    chosen = []
    for meta in metas:
        if not meta.key or meta.key.startswith("_"):
            continue
        value = meta.display_value if isinstance(meta.display_value, str) else meta.value
        if isinstance(value, (str, int, float)) and str(value).strip():
            key = meta.display_key if isinstance(meta.display_key, str) and meta.display_key else meta.key
            chosen.append((_said(key), _said(str(value))))
    return tuple(chosen)


def address(address: Address) -> RemoteAddress:
    """An address as it was written."""
    return RemoteAddress(
        name=" ".join(f"{address.first_name or ''} {address.last_name or ''}".split()),
        company=address.company or "",
        line1=address.address_1 or "",
        line2=address.address_2 or "",
        city=address.city or "",
        region=address.state or "",
        postcode=address.postcode or "",
        country=address.country or "",
        phone=address.phone or "",
    )


def _is_filled(address: Address) -> bool:
    return bool(address.address_1 or address.city or address.postcode)


def _said(text: str | None) -> str:
    """A name as people read it: the store keeps entities, and some themes tags."""
    if not text or ("&" not in text and "<" not in text):
        return text or ""
    return html.unescape(re.sub(r"</?[a-zA-Z!][^<>]*>", "", text)).strip()
