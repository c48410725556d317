"""Shopee Indonesia, order export: one row a line, the order's cells repeated, names and phones masked."""

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
    "number": ("No. Pesanan", "Order ID"),
    "status": ("Status Pesanan", "Order Status"),
    "tracking": ("No. Resi", "Tracking Number*", "Tracking Number"),
    "method": ("Opsi Pengiriman", "Shipping Option"),
    "ship_by": (
        "Pesanan Harus Dikirimkan Sebelum (Menghindari keterlambatan)",
        "Ship By Date",
        "Estimated Ship Out Date",
    ),
    "placed": ("Waktu Pesanan Dibuat", "Order Creation Date"),
    "paid": ("Waktu Pembayaran Dilakukan", "Order Paid Time"),
    "paid_with": ("Metode Pembayaran", "Payment Method"),
    "parent_sku": ("SKU Induk", "Parent SKU Reference No."),
    "name": ("Nama Produk", "Product Name"),
    "sku": ("Nomor Referensi SKU", "SKU Reference No."),
    "variant": ("Nama Variasi", "Variation Name"),
    "price": ("Harga Setelah Diskon", "Deal Price"),
    "quantity": ("Jumlah", "Quantity"),
    "returned": ("Returned quantity",),
    "shipping": ("Ongkos Kirim Dibayar oleh Pembeli", "Buyer Paid Shipping Fee"),
    "total": ("Total Pembayaran", "Grand Total", "Total Amount"),
    "note": ("Catatan dari Pembeli", "Remark from buyer"),
    "user": ("Username (Pembeli)", "Username (Buyer)"),
    "ship_name": ("Nama Penerima", "Receiver Name"),
    "ship_phone": ("No. Telepon", "Phone Number"),
    "address": ("Alamat Pengiriman", "Delivery Address"),
    "city": ("Kota/Kabupaten", "City"),
    "region": ("Provinsi", "Province"),
}

# Shopee Seller Centre's words, by what the order waits for.
_STATES = {
    "belum bayar": Fulfilment.OPEN,
    "unpaid": Fulfilment.OPEN,
    "perlu dikirim": Fulfilment.OPEN,
    "to ship": Fulfilment.OPEN,
    "sedang dikirim": Fulfilment.SHIPPED,
    "telah dikirim": Fulfilment.SHIPPED,
    "dikirim": Fulfilment.SHIPPED,
    "shipping": Fulfilment.SHIPPED,
    "shipped": Fulfilment.SHIPPED,
    "pesanan diterima": Fulfilment.DELIVERED,
    "selesai": Fulfilment.DELIVERED,
    "completed": Fulfilment.DELIVERED,
    "batal": Fulfilment.CANCELLED,
    "dibatalkan": Fulfilment.CANCELLED,
    "cancelled": Fulfilment.CANCELLED,
    "pengembalian barang/dana": Fulfilment.RETURNED,
    "pengembalian": Fulfilment.RETURNED,
}
# "street, CITY, DISTRICT, PROVINCE, ID, 66253": read from its end, because a street may hold commas.
_ADDRESS = re.compile(
    r"(?P<street>.*), (?P<city>[^,]*), (?P<district>[^,]*), (?P<region>[^,]*), ID, (?P<zip>\d{5})", re.DOTALL
)


def _open(sheet: Sheet) -> BuildOrder:
    number_of, placed_at, total_of = sheet.number_of("number"), sheet.moment("placed"), sheet.amount("total")
    shipping_of, paid_at, ship_by = (
        sheet.amount("shipping"), sheet.moment_or_none("paid"), sheet.moment_or_none("ship_by"),
    )  # fmt: skip
    texts = {each: sheet.text(each) for each in ("status", "method", "paid_with", "user", "city", "region", "address")}
    name_of, phone_of, note_of = sheet.cell("ship_name"), sheet.code("ship_phone"), sheet.cell("note")
    line = line_reader(sheet)

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, first = rows[0]
        number, placed, total, shipping = number_of(first), placed_at(first), total_of(first), shipping_of(first)
        paid, due = paid_at(first), ship_by(first)
        lines = read_lines(rows, line)
        words = {each: read(first) for each, read in texts.items()}
        fulfilment = _STATES.get(words["status"].casefold())
        if fulfilment is None:
            sheet.notice(row, UnknownStatus(order=number, status=words["status"]))
        payment, later = settle(fulfilment, paid is not None, words["paid_with"])
        option, _, service = words["method"].partition("-")
        ship_to = _address(words, unguarded(name_of(first)), phone_of(first))
        return RemoteOrder(
            remote_id=number, number=number, status=words["status"], payment=payment,
            fulfilment=fulfilment or Fulfilment.OPEN, held=fulfilment is None, pay_later=later, currency="IDR",
            placed_at=placed, lines=tuple(lines), total=total, shipping=shipping, buyer=ship_to, ship_to=ship_to,
            phone=ship_to.phone, language="id", note=unguarded(note_of(first)), courier=service or option,
            service=option if service else "", payment_method=words["paid_with"], ship_by=due,
            customer_ref=words["user"],
        )  # fmt: skip

    return build


def _address(words: dict[str, str], name: str, phone: str) -> RemoteAddress:
    found = _ADDRESS.fullmatch(words["address"])
    if found is None:
        return RemoteAddress(
            name, line1=unguarded(words["address"]), city=words["city"], region=words["region"], country="ID",
            phone=phone,
        )  # fmt: skip
    return RemoteAddress(
        name, line1=unguarded(found["street"]), district=found["district"], city=found["city"], region=found["region"],
        postcode=found["zip"], country="ID", phone=phone,
    )  # fmt: skip


FORMAT = OrderFormat(
    name="shopee",
    title=N_("Shopee Indonesia, orders"),
    columns=COLUMNS,
    needs=frozenset({"number", "status", "placed", "name", "quantity", "price", "ship_name"}),
    key="number",
    open=_open,
    date_columns=("placed",),
    dates=DateOrder.YEAR_FIRST,
    mark=",",
    zone="Asia/Jakarta",
    currency="IDR",
)
