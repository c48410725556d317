"""Online Retail: one row a line, one invoice after the other, as the UCI repository and its copies have it.

C before a number is a cancellation, A an adjustment of bad debt. A number without a letter whose quantities are below
zero is a write-off. By the set's own description a stock code of a product begins with five digits: whatever begins
with something else (POST, M, BANK CHARGES, gift_0001_20) is a line that nobody packs.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from desktop.domain.order import Fulfilment
from desktop.domain.remote import Kind, RemoteAddress, RemoteLine, RemoteOrder
from desktop.formats.dates import DateOrder
from desktop.formats.layout import BuildOrder, OrderFormat, Sheet, read_lines
from desktop.formats.tables import Row
from desktop.formats.text import decoded
from desktop.i18n import N_

COLUMNS = {
    "number": ("InvoiceNo", "Invoice"),
    "sku": ("StockCode",),
    "name": ("Description",),
    "quantity": ("Quantity",),
    "placed": ("InvoiceDate",),
    "price": ("UnitPrice", "Price"),
    "customer": ("CustomerID", "Customer ID"),
    "country": ("Country",),
}
_ZERO = Decimal(0)


def _open(sheet: Sheet) -> BuildOrder:
    number_of, placed_at, price_of = sheet.number_of("number"), sheet.moment("placed"), sheet.amount("price")
    sku_of, name_of, pieces_of = sheet.text("sku"), sheet.cell("name"), sheet.quantity("quantity")
    customer_of, country_of = sheet.code("customer"), sheet.text("country")
    needs_packing = sheet.needs_packing()

    def when(_position: int, cells: list[str]) -> datetime:
        return placed_at(cells)

    def line(position: int, cells: list[str]) -> RemoteLine:
        sku, pieces, price = sku_of(cells), pieces_of(cells), price_of(cells)
        name = decoded(name_of(cells))
        return RemoteLine(
            str(position), sku, name, pieces, price, price * pieces, needs_packing=needs_packing(sku) and pieces > 0
        )

    def build(rows: Sequence[Row]) -> RemoteOrder:
        first = rows[0][1]
        number = number_of(first)
        lines, times = read_lines(rows, line), read_lines(rows, when)
        customer = customer_of(first)
        buyer = RemoteAddress(name=customer, country=country_of(first))
        kind = _kind(number, lines)
        return RemoteOrder(
            remote_id=number, number=number, status="", payment=sheet.choices.payment, fulfilment=Fulfilment.OPEN,
            currency=sheet.currency, placed_at=min(times), lines=tuple(lines),
            total=sum([each.total for each in lines], _ZERO), kind=kind,
            buyer=buyer, ship_to=buyer, customer_ref=customer,
        )  # fmt: skip

    return build


def _kind(number: str, lines: list[RemoteLine]) -> Kind:
    letter = number[:1].upper()
    if letter == "C":
        return Kind.CANCELLATION
    if letter == "A":
        return Kind.ADJUSTMENT
    return Kind.ORDER if all(line.quantity > 0 for line in lines) else Kind.WRITE_OFF


FORMAT = OrderFormat(
    name="online-retail",
    title=N_("Online Retail (invoices of a gift shop)"),
    columns=COLUMNS,
    needs=frozenset({"number", "sku", "quantity", "placed", "price"}),
    key="number",
    open=_open,
    date_columns=("placed",),
    amount_columns=("price",),
    guess=DateOrder.MONTH_FIRST,
    mark=".",
    zone="Europe/London",
    currency="GBP",
    never_packed=("[!0-9]*", "?", "??", "???", "????"),
)
