"""What a store or a file says, before it becomes ours. A connector or a file reader makes these; services keep them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.order import Fulfilment, Payment


class Kind(StrEnum):
    """What a document is. Only an ORDER reaches the queue."""

    ORDER = "order"
    CANCELLATION = "cancellation"
    ADJUSTMENT = "adjustment"  # a correction of money: bad debt, a fee
    WRITE_OFF = "write-off"  # a correction of stock: damage, a count


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """As it was written; "" where nothing was. `country` is ISO-2 where the source says so."""

    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    village: str = ""
    district: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    instruction: str = ""  # for the courier: "call first"


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """One row of an order. `unit_price` keeps every decimal that the source gave; `total` is after discount."""

    remote_id: str
    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    tax: Decimal = Decimal(0)
    options: tuple[tuple[str, str], ...] = ()
    note: str = ""
    variant: str = ""
    barcodes: tuple[str, ...] = ()
    article_remote_id: str = ""
    needs_packing: bool = True
    refunded: int = 0  # units that the store has taken off


@dataclass(frozen=True, slots=True)
class Credits:
    """What an order earns people in its store, as the store holds it: reward points of the buyer, an affiliate's
    commission. `..._given` None: the store has no such thing, or does not say."""

    points: int = 0
    points_given: bool | None = None
    affiliate: str = ""
    commission: Decimal = Decimal(0)
    commission_given: bool | None = None


@dataclass(frozen=True, slots=True)
class RemoteParcel:
    """A parcel that the store says has left, by somebody's hand or ours."""

    remote_id: str
    number: str  # the courier's
    carrier: str = ""
    state: str = "shipped"  # shipped, delivered, cancelled
    at: datetime | None = None
    lines: tuple[tuple[str, int], ...] = ()  # (line's remote_id, units), where the store says


@dataclass(frozen=True, slots=True)
class RemoteCustomer:
    """Somebody with an account in the store."""

    remote_id: str
    name: str
    email: str = ""
    phone: str = ""
    company: str = ""
    language: str = ""
    group: str = ""
    newsletter: bool | None = None
    points: int | None = None
    address: RemoteAddress = RemoteAddress()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class RemoteStock:
    """Units that a store says it has of an article."""

    remote_id: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class RemoteOrder:
    """`remote_id` names the document at its source for ever; `number` is what people call it."""

    remote_id: str
    number: str
    status: str  # the source's own word
    payment: Payment
    fulfilment: Fulfilment
    currency: str
    placed_at: datetime
    lines: tuple[RemoteLine, ...]
    total: Decimal
    kind: Kind = Kind.ORDER
    held: bool = False
    pay_later: bool = False
    modified_at: datetime | None = None
    shipping: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    buyer: RemoteAddress = RemoteAddress()
    ship_to: RemoteAddress = RemoteAddress()
    email: str = ""
    phone: str = ""
    language: str = ""  # of the customer; "" = the shop's
    note: str = ""  # the customer's wish
    courier: str = ""
    service: str = ""
    payment_method: str = ""
    ship_by: datetime | None = None
    customer_ref: str = ""
    credits: Credits | None = None
    parcels: tuple[RemoteParcel, ...] = ()


@dataclass(frozen=True, slots=True)
class AtBench:
    """What the bench must know of an article beside its codes; None is "not said".

    `tracks`: "" nothing, "serial", "lot", "lot-expiry". `kit` names its parts: (SKU, units of it); () is no kit.
    """

    scan_each: bool | None = None
    tracks: str | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    fragile: bool | None = None
    kit: tuple[tuple[str, int], ...] | None = None
    kit_whole: bool | None = None


@dataclass(frozen=True, slots=True)
class RemoteArticle:
    """`stock` is None where the store does not count it; `bin` where the source names a place.

    `cases` are barcodes that stand for several units: (code, units). `tax_class` "" = not said.
    """

    remote_id: str
    sku: str
    name: str
    variant: str = ""
    price: Decimal | None = None
    currency: str = ""
    barcodes: tuple[str, ...] = ()
    stock: int | None = None
    weight_g: int | None = None
    image: str = ""
    bin: str = ""
    cases: tuple[tuple[str, int], ...] = ()
    at_bench: AtBench = AtBench()
    tax_class: str = ""
