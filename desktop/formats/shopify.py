"""Shopify's orders export: one row a line; the order's own cells stand only on its first row."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.domain.errors import KolliError
from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import Kind, RemoteAddress, RemoteLine, RemoteOrder
from desktop.formats.dates import DateOrder
from desktop.formats.errors import UnknownStatus
from desktop.formats.layout import BuildOrder, OrderFormat, RowRefused, Sheet
from desktop.formats.tables import Row
from desktop.formats.text import decoded, unguarded
from desktop.i18n import N_

COLUMNS = {
    "name": ("Name",),
    "id": ("Id",),
    "email": ("Email",),
    "payment": ("Financial Status",),
    "fulfilment": ("Fulfillment Status",),
    "currency": ("Currency",),
    "subtotal": ("Subtotal",),
    "shipping": ("Shipping",),
    "taxes": ("Taxes",),
    "total": ("Total",),
    "discount": ("Discount Amount",),
    "method": ("Shipping Method",),
    "placed": ("Created at",),
    "cancelled": ("Cancelled at",),
    "refunded": ("Refunded Amount",),
    "paid_with": ("Payment Method",),
    "note": ("Notes",),
    "phone": ("Phone",),
    "line_quantity": ("Lineitem quantity",),
    "line_name": ("Lineitem name",),
    "line_price": ("Lineitem price",),
    "line_sku": ("Lineitem sku",),
    "line_ships": ("Lineitem requires shipping",),
    "line_state": ("Lineitem fulfillment status",),
    "line_discount": ("Lineitem discount",),
    **{
        f"{ours}_{part}": (f"{theirs} {heading}",)
        for ours, theirs in (("buyer", "Billing"), ("ship", "Shipping"))
        for part, heading in (
            ("name", "Name"), ("company", "Company"), ("line1", "Address1"), ("line2", "Address2"), ("city", "City"),
            ("postcode", "Zip"), ("region", "Province"), ("country", "Country"), ("phone", "Phone"),
        )
    },
}  # fmt: skip

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


def _open(sheet: Sheet) -> BuildOrder:
    name_of, id_of, placed_at, total_of = (
        sheet.number_of("name"), sheet.code("id"), sheet.moment("placed"), sheet.amount("total"),
    )  # fmt: skip
    pieces_of, price_of, off_of = (
        sheet.quantity("line_quantity"), sheet.amount("line_price"), sheet.amount("line_discount"),
    )  # fmt: skip
    sku_of, title_of, ships, state_of = (
        sheet.text("line_sku"), sheet.cell("line_name"), sheet.text("line_ships"), sheet.text("line_state"),
    )  # fmt: skip
    money = {each: sheet.amount(each) for each in ("subtotal", "shipping", "taxes", "discount", "refunded")}
    text = {each: sheet.text(each) for each in ("payment", "fulfilment", "cancelled", "currency", "method", "paid_with")}
    note_of, email_of, phone_of = sheet.cell("note"), sheet.text("email"), sheet.code("phone")
    buyer_of, ship_of = _address(sheet, "buyer"), _address(sheet, "ship")
    needs_packing = sheet.needs_packing()

    def line(position: int, cells: list[str], partial: bool) -> RemoteLine:
        pieces, price, sku = pieces_of(cells), price_of(cells), sku_of(cells)
        gone = partial and state_of(cells).casefold() == "fulfilled"
        packs = needs_packing(sku) and ships(cells).casefold() != "false" and not gone and pieces > 0
        return RemoteLine(
            str(position), sku, unguarded(decoded(title_of(cells))), pieces, price, price * pieces - off_of(cells),
            needs_packing=packs,
        )  # fmt: skip

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, first = rows[0]
        try:
            number, words = name_of(first), {each: read(first) for each, read in text.items()}
            state = words["fulfilment"].casefold()
            payment, fulfilment = _PAYMENTS.get(words["payment"].casefold()), _FULFILMENTS.get(state)
            amounts = {each: read(first) for each, read in money.items()}
            placed, total = placed_at(first), total_of(first)
            lines = []
            for position, (row, cells) in enumerate(rows, 1):
                lines.append(line(position, cells, state == "partial"))
        except KolliError as error:
            raise RowRefused(row, error) from error
        unknown = payment is None or fulfilment is None
        status = " / ".join(filter(None, (words["payment"], words["fulfilment"])))
        if unknown:
            sheet.notice(rows[0][0], UnknownStatus(order=number, status=status))
        if words["cancelled"]:
            fulfilment = Fulfilment.CANCELLED
        on_delivery = words["paid_with"].casefold().startswith(_ON_DELIVERY)
        return RemoteOrder(
            remote_id=id_of(first) or number, number=number, status=status,
            payment=payment or Payment.UNPAID, fulfilment=fulfilment or Fulfilment.OPEN, held=unknown,
            pay_later=on_delivery, currency=words["currency"].upper() or sheet.currency, placed_at=placed,
            lines=tuple(_with_tax(lines, amounts, total)), total=total, shipping=amounts["shipping"],
            discount=amounts["discount"], tax=amounts["taxes"], refunded=amounts["refunded"], kind=Kind.ORDER,
            buyer=buyer_of(first), ship_to=ship_of(first), email=email_of(first), phone=phone_of(first),
            note=unguarded(note_of(first)), service=words["method"], courier=words["method"],
            payment_method=words["paid_with"],
        )  # fmt: skip

    return build


def _with_tax(lines: list[RemoteLine], amounts: dict[str, Decimal], total: Decimal) -> list[RemoteLine]:
    """Where taxes come on top of the prices, each line gets its share; where they are inside, it is left unsaid."""
    on_top = amounts["taxes"] and amounts["subtotal"] + amounts["shipping"] + amounts["taxes"] == total
    worth = sum((line.total for line in lines), Decimal(0))
    if not on_top or not worth:
        return lines
    return [
        RemoteLine(
            line.remote_id, line.sku, line.name, line.quantity, line.unit_price, line.total,
            tax=(amounts["taxes"] * line.total / worth).quantize(Decimal("0.01")), needs_packing=line.needs_packing,
        )
        for line in lines
    ]  # fmt: skip


def _address(sheet: Sheet, side: str):  # type: ignore[no-untyped-def]
    return None


FORMAT = OrderFormat(
    name="shopify",
    title=N_("Shopify, orders export"),
    columns=COLUMNS,
    needs=frozenset({"name", "placed", "total", "line_quantity", "line_name", "line_price"}),
    key="name",
    open=_open,
    date_columns=("placed",),
    dates=DateOrder.YEAR_FIRST,
    mark=".",
    carries=True,
)
