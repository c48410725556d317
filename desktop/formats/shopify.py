"""Shopify's orders export: one row a line; the order's own cells stand only on its first row."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteLine, RemoteOrder
from desktop.formats.addresses import address
from desktop.formats.dates import DateOrder
from desktop.formats.errors import UnknownStatus
from desktop.formats.layout import BuildOrder, OrderFormat, Sheet, read_lines
from desktop.formats.tables import Row
from desktop.formats.text import decoded, unguarded
from desktop.i18n import N_

_ADDRESS = {
    "name": "Name", "company": "Company", "line1": "Address1", "line2": "Address2", "city": "City", "postcode": "Zip",
    "region": "Province", "country": "Country", "phone": "Phone",
}  # fmt: skip
COLUMNS = {
    "number": ("Name",),
    "email": ("Email",),
    "payment": ("Financial Status",),
    "fulfilment": ("Fulfillment Status",),
    "currency": ("Currency",),
    "subtotal": ("Subtotal",),
    "shipping": ("Shipping",),
    "taxes": ("Taxes",),
    "second_tax": ("Tax 2 Value",),
    "total": ("Total",),
    "discount": ("Discount Amount",),
    "method": ("Shipping Method",),
    "placed": ("Created at",),
    "cancelled": ("Cancelled at",),
    "refunded": ("Refunded Amount",),
    "paid_with": ("Payment Method",),
    "note": ("Notes",),
    "phone": ("Phone",),
    "quantity": ("Lineitem quantity",),
    "name": ("Lineitem name",),
    "price": ("Lineitem price",),
    "sku": ("Lineitem sku",),
    "line_ships": ("Lineitem requires shipping",),
    "line_state": ("Lineitem fulfillment status",),
    "line_discount": ("Lineitem discount",),
    **{f"buyer_{part}": (f"Billing {heading}",) for part, heading in _ADDRESS.items()},
    **{f"ship_{part}": (f"Shipping {heading}",) for part, heading in _ADDRESS.items()},
}

# Shopify Help Center, "Order statuses": the words of the Financial Status column.
_PAYMENTS = {
    "paid": Payment.PAID,
    "pending": Payment.UNPAID,
    "authorized": Payment.CLAIMED,
    "partially_paid": Payment.CLAIMED,
    "partially_refunded": Payment.PART_REFUNDED,
    "refunded": Payment.REFUNDED,
    "voided": Payment.UNPAID,
    "expired": Payment.UNPAID,
    "": Payment.UNPAID,
}
_FULFILMENTS = {
    "": Fulfilment.OPEN,
    "unfulfilled": Fulfilment.OPEN,
    "pending": Fulfilment.OPEN,
    "partial": Fulfilment.OPEN,
    "fulfilled": Fulfilment.SHIPPED,
    "restocked": Fulfilment.CANCELLED,
}
_ON_DELIVERY = ("cash on delivery", "cod")
_TEXTS = ("payment", "fulfilment", "cancelled", "currency", "method", "paid_with")
_AMOUNTS = ("subtotal", "shipping", "taxes", "second_tax", "total", "discount", "refunded")


def _open(sheet: Sheet) -> BuildOrder:
    number_of, placed_at = sheet.number_of("number"), sheet.moment("placed")
    texts = {each: sheet.text(each) for each in _TEXTS}
    amounts = {each: sheet.amount(each) for each in _AMOUNTS}
    note_of, email_of, phone_of = sheet.cell("note"), sheet.text("email"), sheet.code("phone")
    buyer_of, ship_of = address(sheet, "buyer"), address(sheet, "ship")
    line = _line_reader(sheet)

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, first = rows[0]
        number, placed = number_of(first), placed_at(first)
        words = {each: read(first) for each, read in texts.items()}
        money = {each: read(first) for each, read in amounts.items()}
        lines = read_lines(rows, line(words["fulfilment"].casefold() == "partial"))
        payment = _PAYMENTS.get(words["payment"].casefold())
        fulfilment = _FULFILMENTS.get(words["fulfilment"].casefold())
        unknown = payment is None or fulfilment is None
        status = " / ".join(filter(None, (words["payment"], words["fulfilment"])))
        if unknown:
            sheet.notice(row, UnknownStatus(order=number, status=status))
        if words["cancelled"]:
            fulfilment = Fulfilment.CANCELLED
        return RemoteOrder(
            remote_id=number, number=number.removeprefix("#"), status=status, payment=payment or Payment.UNPAID,
            fulfilment=fulfilment or Fulfilment.OPEN, held=unknown and not words["cancelled"],
            pay_later=words["paid_with"].casefold().startswith(_ON_DELIVERY),
            currency=words["currency"].upper() or sheet.currency, placed_at=placed,
            lines=tuple(_with_tax(lines, money)), total=money["total"], shipping=money["shipping"],
            discount=money["discount"], tax=money["taxes"], refunded=money["refunded"],
            buyer=buyer_of(first), ship_to=ship_of(first), email=email_of(first), phone=phone_of(first),
            note=unguarded(note_of(first)), service=words["method"], payment_method=words["paid_with"],
        )  # fmt: skip

    return build


def _line_reader(sheet: Sheet) -> Callable[[bool], Callable[[int, list[str]], RemoteLine]]:
    """Reads lines; where a part of the order has gone, the lines that went need no packing."""
    pieces_of, price_of, off_of = sheet.quantity("quantity"), sheet.amount("price"), sheet.amount("line_discount")
    sku_of, name_of, ships, state_of = (
        sheet.text("sku"), sheet.cell("name"), sheet.text("line_ships"), sheet.text("line_state"),
    )  # fmt: skip
    needs_packing = sheet.needs_packing()

    def line(partial: bool, position: int, cells: list[str]) -> RemoteLine:
        pieces, price, sku = pieces_of(cells), price_of(cells), sku_of(cells)
        gone = partial and state_of(cells).casefold() == "fulfilled"
        packs = pieces > 0 and needs_packing(sku) and ships(cells).casefold() != "false" and not gone
        return RemoteLine(
            str(position), sku, unguarded(decoded(name_of(cells))), pieces, price, price * pieces - off_of(cells),
            needs_packing=packs,
        )  # fmt: skip

    return lambda partial: functools.partial(line, partial)


def _with_tax(lines: list[RemoteLine], money: dict[str, Decimal]) -> list[RemoteLine]:
    """Give each line its part of the tax, where one rate holds for all; taxes that come on top are added to it."""
    taxes, total = money["taxes"], money["total"]
    if not taxes or not total or money["second_tax"]:
        return lines
    on_top = money["subtotal"] + money["shipping"] + taxes == total
    rate = taxes / (total - taxes if on_top else total)
    return [
        replace(line, total=line.total + tax if on_top else line.total, tax=tax)
        for line in lines
        for tax in [(line.total * rate).quantize(Decimal("0.01"))]
    ]


FORMAT = OrderFormat(
    name="shopify",
    title=N_("Shopify, orders export"),
    columns=COLUMNS,
    needs=frozenset({"number", "placed", "total", "quantity", "name", "price"}),
    key="number",
    open=_open,
    carries=True,
    date_columns=("placed",),
    dates=DateOrder.YEAR_FIRST,
    mark=".",
)
