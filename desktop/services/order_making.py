"""Orders that a person types, from the phone, a chat or a marketplace; and typed amounts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from desktop.domain.errors import AlreadyExists, BadInput
from desktop.domain.money import to_decimal, to_minor
from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import is_postgres, run
from desktop.services import history, intake, messages, permits, settings, taxes, unique_codes
from desktop.services.changes import new_op_id, now, unit
from desktop.services.order_views import OrderView, show

_OWN_NUMBERS = 0x4B4F4C4A  # names the lock under which a typed order gets its number
MOST_UNITS = 1_000_000
_HIGHEST_PRICE = 10**12  # with the highest quantity it still fits the database's whole numbers


@dataclass(frozen=True, slots=True)
class NewLine:
    """One row of an order typed by a person. `unit_price` as typed, in the shop's currency; `total` None: its units at
    that price."""

    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    variant: str = ""
    note: str = ""
    options: tuple[tuple[str, str], ...] = ()
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order from the phone, a chat or a marketplace. `channel_ref` is its number there.

    `vouched`: a person knows that it is no double of another order.
    """

    ship_to: RemoteAddress
    lines: tuple[NewLine, ...]
    email: str = ""
    courier: str = ""
    service: str = ""
    note: str = ""
    shipping: Decimal = Decimal(0)
    paid: bool = False
    pay_later: bool = False
    language: str = ""
    ship_by: datetime | None = None
    channel: str = ""
    channel_ref: str = ""
    payment_method: str = ""
    bill_to: RemoteAddress | None = None
    vouched: bool = False


def create(new: NewOrder) -> OrderView:
    """Keep an order that a person typed; it gets the shop's next own number.

    Raises:
        BadInput: it has no name or no lines, or a quantity or price that cannot be.
        AlreadyExists: an order of this channel has this number already.
        NoRight: who works here may not take orders in.
    """
    permits.require(Right.ORDERS)
    _check_new(new)
    shop = settings.shop()
    with unit() as work:
        number, lines, moment = next_own_number(), tuple(typed_line(line) for line in new.lines), now()
        on_top = taxes.on_top([(line.sku, to_minor(line.total, shop.currency)) for line in lines],
                              to_minor(new.shipping, shop.currency), shop, moment)  # fmt: skip
        tax = to_decimal(on_top, shop.currency)
        remote = RemoteOrder(
            remote_id=new_op_id(), number=number, status="", currency=shop.currency, placed_at=moment,
            payment=Payment.PAID if new.paid else Payment.UNPAID, fulfilment=Fulfilment.OPEN, pay_later=new.pay_later,
            lines=lines, shipping=new.shipping, tax=tax,
            total=sum((line.total for line in lines), Decimal(0)) + new.shipping + tax,
            buyer=new.bill_to or new.ship_to, ship_to=new.ship_to, email=new.email, phone=new.ship_to.phone,
            language=new.language, note=new.note, courier=new.courier, service=new.service, ship_by=new.ship_by,
            payment_method=new.payment_method,
        )  # fmt: skip
        _refuse_known(new)
        order_id = intake.save_new(work, "manual", None, remote, intake.Known(), vouched=new.vouched)
        run("UPDATE orders SET channel = ?, channel_ref = ? WHERE id = ?",
            (new.channel.strip(), new.channel_ref.strip(), order_id))  # fmt: skip
        state = history.state_of(order_id)
        waits = state.payment is Payment.UNPAID and not state.pay_later  # a courier collects the price that was told
        if waits and unique_codes.are_on() and shop.currency == unique_codes.CURRENCY:
            unique_codes.add(work, order_id)
        messages.received(work, order_id)
        return show(order_id)


def price(text: str) -> Decimal:
    """A typed price with either decimal mark.

    Raises:
        BadInput: it is not a number, below zero, or more than any article costs.
    """
    plain = "".join(letter for letter in text if not letter.isspace()).replace(",", ".")
    try:
        typed = Decimal(plain)
    except InvalidOperation:
        typed = Decimal(-1)
    if not typed.is_finite() or not 0 <= typed <= _HIGHEST_PRICE:
        raise BadInput(what=N_("The price"), value=text, next=N_("Type digits, such as 89000 or 12,50."))
    return typed


def amount(text: str, currency: str) -> int:
    """A typed amount in minor units of its currency; one that the currency cannot hold is refused and not rounded.

    Raises:
        BadInput: as `price`, or it has more decimals than its currency.
    """
    typed = price(text)
    minor = to_minor(typed, currency)
    if to_decimal(minor, currency) != typed:
        raise BadInput(what=N_("The price"), value=text, next=N_("Type digits, such as 89000 or 12,50."))
    return minor


def typed_line(line: NewLine) -> RemoteLine:
    return RemoteLine(
        remote_id="", sku=line.sku.strip(), name=line.name.strip() or line.sku.strip(), quantity=line.quantity,
        unit_price=line.unit_price, total=line.unit_price * line.quantity if line.total is None else line.total,
        variant=line.variant, note=line.note, options=line.options,
    )  # fmt: skip


def _refuse_known(new: NewOrder) -> None:
    ref = new.channel_ref.strip()
    row = ref and run("SELECT number FROM orders WHERE channel_ref = ? AND channel = ?",
                      (ref, new.channel.strip())).fetchone()  # fmt: skip
    if row:
        raise AlreadyExists(what=N_("The order"), ref=f"{new.channel.strip()} {ref} (#{row[0]})".strip())


def _check_new(new: NewOrder) -> None:
    if not (new.ship_to.name or new.ship_to.company).strip():
        raise BadInput(what=N_("The buyer's name"), value="", next=N_("Type who gets the parcel."))
    if not new.lines:
        raise BadInput(what=N_("The list of articles"), value="", next=N_("Add at least one article."))
    for line in new.lines:
        check_line(line)


def check_line(line: NewLine) -> None:
    if not 0 < line.quantity <= MOST_UNITS:
        raise BadInput(what=N_("The quantity"), value=line.quantity, next=N_("Type a number above zero."))
    if not (line.sku.strip() or line.name.strip()):
        raise BadInput(what=N_("The article"), value="", next=N_("Type its SKU or its name."))


def next_own_number() -> str:
    if is_postgres():  # one office after the other, until its unit ends; SQLite has one writer anyway
        run("SELECT pg_advisory_xact_lock(?)", (_OWN_NUMBERS,))
    newest = run("SELECT number FROM orders WHERE source = 'manual' ORDER BY id DESC LIMIT 1").fetchone()
    return f"M{int(newest[0][1:]) + 1}" if newest else "M1001"
