"""Tokopedia before 2024: a title block, the header in row 4, and later lines of an order with its cells left empty."""

import re
from collections.abc import Sequence

from desktop.domain.order import Fulfilment
from desktop.domain.remote import RemoteAddress, RemoteOrder
from desktop.formats.dates import DateOrder
from desktop.formats.errors import UnknownStatus
from desktop.formats.layout import BuildOrder, OrderFormat, Sheet, read_lines
from desktop.formats.marketplace import line_reader, settle
from desktop.formats.tables import Row
from desktop.formats.text import unguarded
from desktop.i18n import N_

COLUMNS = {
    "number": ("Invoice",),
    "paid": ("Payment Date",),
    "status": ("Order Status",),
    "article": ("Product ID",),
    "name": ("Product Name",),
    "quantity": ("Quantity",),
    "sku": ("Stock Keeping Unit (SKU)",),
    "note": ("Notes",),
    "price": ("Price (Rp.)",),
    "line_discount": ("Discount Amount (Rp.)",),
    "buyer_name": ("Customer Name",),
    "buyer_phone": ("Customer Phone",),
    "ship_name": ("Recipient",),
    "ship_phone": ("Recipient Number",),
    "address": ("Recipient Address",),
    "courier": ("Courier",),
    "shipping": ("Total Shipping Fee (Rp.)",),
    "total": ("Total Amount (Rp.)",),
    "tracking": ("AWB",),
    "service": ("Jenis Layanan",),
}

_STATES = {
    "menunggu pembayaran": Fulfilment.OPEN,
    "pesanan baru": Fulfilment.OPEN,
    "pesanan diproses": Fulfilment.OPEN,
    "siap dikirim": Fulfilment.OPEN,
    "menunggu pickup": Fulfilment.OPEN,
    "pesanan dikirim": Fulfilment.SHIPPED,
    "dalam pengiriman": Fulfilment.SHIPPED,
    "sampai tujuan": Fulfilment.DELIVERED,
    "pesanan tiba": Fulfilment.DELIVERED,
    "transaksi selesai": Fulfilment.DELIVERED,
    "selesai": Fulfilment.DELIVERED,
    "dibatalkan": Fulfilment.CANCELLED,
    "pesanan dibatalkan": Fulfilment.CANCELLED,
    "pesanan ditolak": Fulfilment.CANCELLED,
}
# An address is a street, a note in brackets, then district, city, postal code and province.
_NOTE = re.compile(r"\s*\[Tokopedia Note:\s*(.*?)\]\s*", re.DOTALL)
_PLACE = re.compile(r"(?P<district>[^,]*), (?P<city>[^,]*), (?P<zip>\d{5}) (?P<region>[^,]*)")


def _open(sheet: Sheet) -> BuildOrder:
    number_of, paid_at = sheet.number_of("number"), sheet.moment("paid")
    total_of, shipping_of = sheet.amount("total"), sheet.amount("shipping")
    texts = {each: sheet.text(each) for each in ("status", "courier", "service", "address")}
    buyer_of, buyer_phone, ship_of, ship_phone, note_of = (
        sheet.cell("buyer_name"), sheet.code("buyer_phone"), sheet.cell("ship_name"), sheet.code("ship_phone"),
        sheet.cell("note"),
    )  # fmt: skip
    line = line_reader(sheet)

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, first = rows[0]
        number, placed, total, shipping = number_of(first), paid_at(first), total_of(first), shipping_of(first)
        lines = read_lines(rows, line)
        words = {each: read(first) for each, read in texts.items()}
        fulfilment = _STATES.get(words["status"].casefold())
        if fulfilment is None:
            sheet.notice(row, UnknownStatus(order=number, status=words["status"]))
        payment, later = settle(fulfilment, words["status"].casefold() != "menunggu pembayaran", "")
        phone = buyer_phone(first)
        return RemoteOrder(
            remote_id=number, number=number, status=words["status"], payment=payment,
            fulfilment=fulfilment or Fulfilment.OPEN, held=fulfilment is None, pay_later=later, currency="IDR",
            placed_at=placed, lines=tuple(lines), total=total, shipping=shipping,
            buyer=RemoteAddress(unguarded(buyer_of(first)), country="ID", phone=phone),
            ship_to=_address(words["address"], unguarded(ship_of(first)), ship_phone(first)), phone=phone,
            language="id", note=unguarded(note_of(first)), courier=words["courier"], service=words["service"],
        )  # fmt: skip

    return build


def _address(text: str, name: str, phone: str) -> RemoteAddress:
    street, place, wish = text, "", ""
    noted = _NOTE.search(text)
    if noted:
        street, place, wish = text[: noted.start()], text[noted.end() :], noted[1]
    found = _PLACE.fullmatch(place)
    if found is None:
        rest = f"{street}, {place}" if place else street
        return RemoteAddress(name, line1=unguarded(rest), country="ID", phone=phone, instruction=wish)
    return RemoteAddress(
        name, line1=unguarded(street), district=found["district"], city=found["city"], region=found["region"],
        postcode=found["zip"], country="ID", phone=phone, instruction=wish,
    )  # fmt: skip


FORMAT = OrderFormat(
    name="tokopedia-legacy",
    title=N_("Tokopedia before 2024, orders"),
    columns=COLUMNS,
    needs=frozenset({"number", "paid", "status", "name", "quantity", "price", "ship_name"}),
    key="number",
    open=_open,
    carries=True,
    date_columns=("paid",),
    dates=DateOrder.DAY_FIRST,
    mark=",",
    zone="Asia/Jakarta",
    currency="IDR",
)
