"""Tokopedia & TikTok Shop: one row a line, a second row that explains the columns, a tab behind every time."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.order import Fulfilment
from desktop.domain.remote import RemoteLine, RemoteOrder
from desktop.formats.addresses import address
from desktop.formats.dates import DateOrder
from desktop.formats.errors import UnknownStatus
from desktop.formats.layout import BuildOrder, OrderFormat, Sheet, read_lines
from desktop.formats.marketplace import line_reader, settle
from desktop.formats.tables import Row
from desktop.formats.text import unguarded
from desktop.i18n import N_

COLUMNS = {
    "number": ("Order ID",),
    "status": ("Order Status",),
    "article": ("SKU ID",),
    "sku": ("Seller SKU",),
    "name": ("Product Name",),
    "variant": ("Variation",),
    "quantity": ("Quantity",),
    "returned": ("Sku Quantity of return",),
    "price": ("SKU Unit Original Price",),
    "line_total": ("SKU Subtotal After Discount",),
    "shipping": ("Shipping Fee After Discount",),
    "total": ("Order Amount",),
    "refunded": ("Order Refund Amount",),
    "placed": ("Created Time",),
    "paid": ("Paid Time",),
    "ship_by": ("RTS SLA Time",),
    "tracking": ("Tracking ID",),
    "service": ("Delivery Option",),
    "courier": ("Shipping Provider Name",),
    "note": ("Buyer Message",),
    "user": ("Buyer Username",),
    "ship_name": ("Recipient",),
    "ship_phone": ("Phone #",),
    "ship_postcode": ("Zipcode",),
    "ship_country": ("Country",),
    "ship_region": ("Province",),
    "ship_city": ("Regency and City",),
    "ship_district": ("Districts",),
    "ship_village": ("Villages",),
    "ship_line1": ("Detail Address",),
    "ship_line2": ("Additional address information",),
    "paid_with": ("Payment Method",),
    "channel": ("Purchase Channel",),
}

_STATES = {
    "belum dibayar": Fulfilment.OPEN,
    "unpaid": Fulfilment.OPEN,
    "ditahan": Fulfilment.OPEN,
    "on hold": Fulfilment.OPEN,
    "perlu dikirim": Fulfilment.OPEN,
    "to ship": Fulfilment.OPEN,
    "dikirim": Fulfilment.SHIPPED,
    "shipped": Fulfilment.SHIPPED,
    "selesai": Fulfilment.DELIVERED,
    "completed": Fulfilment.DELIVERED,
    "dibatalkan": Fulfilment.CANCELLED,
    "canceled": Fulfilment.CANCELLED,
    "cancelled": Fulfilment.CANCELLED,
}
_HELD = ("ditahan", "on hold")  # the marketplace's own hour of waiting


def _open(sheet: Sheet) -> BuildOrder:
    number_of, placed_at, total_of = sheet.number_of("number"), sheet.moment("placed"), sheet.amount("total")
    shipping_of, refunded_of, line_total = (
        sheet.amount("shipping"), sheet.amount("refunded"), sheet.amount("line_total"),
    )  # fmt: skip
    paid_at, ship_by = sheet.moment_or_none("paid"), sheet.moment_or_none("ship_by")
    texts = {each: sheet.text(each) for each in ("status", "service", "courier", "user", "paid_with")}
    ship_of, note_of, worth_of = address(sheet, "ship"), sheet.cell("note"), sheet.text("line_total")
    plain_line = line_reader(sheet)

    def line(position: int, cells: list[str]) -> RemoteLine:
        read = plain_line(position, cells)
        return replace(read, total=line_total(cells)) if worth_of(cells) else read

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, first = rows[0]
        number, placed, paid, due = number_of(first), placed_at(first), paid_at(first), ship_by(first)
        total, shipping, refunded = total_of(first), shipping_of(first), refunded_of(first)
        lines = read_lines(rows, line)
        words = {each: read(first) for each, read in texts.items()}
        word = words["status"].casefold()
        fulfilment = _STATES.get(word)
        if fulfilment is None:
            sheet.notice(row, UnknownStatus(order=number, status=words["status"]))
        payment, later = settle(fulfilment, paid is not None, words["paid_with"])
        ship_to = ship_of(first)
        return RemoteOrder(
            remote_id=number, number=number, status=words["status"], payment=payment,
            fulfilment=fulfilment or Fulfilment.OPEN, held=fulfilment is None or word in _HELD, pay_later=later,
            currency="IDR", placed_at=placed, lines=tuple(lines), total=total, shipping=shipping, refunded=refunded,
            buyer=ship_to, ship_to=ship_to, phone=ship_to.phone, language="id", note=unguarded(note_of(first)),
            courier=words["courier"], service=words["service"], payment_method=words["paid_with"], ship_by=due,
            customer_ref=words["user"],
        )  # fmt: skip

    return build


FORMAT = OrderFormat(
    name="tokopedia-tiktok",
    title=N_("Tokopedia & TikTok Shop, orders"),
    columns=COLUMNS,
    needs=frozenset({"number", "status", "placed", "name", "sku", "quantity", "price", "ship_name"}),
    key="number",
    open=_open,
    date_columns=("placed", "paid"),
    guess=DateOrder.DAY_FIRST,
    mark=",",
    zone="Asia/Jakarta",
    currency="IDR",
)
