"""What the columns of a courier's answer are called: tracking numbers and deliveries, in three languages."""

from collections.abc import Mapping, Sequence

from desktop.formats.text import heading

NAMES: Mapping[str, Sequence[str]] = {
    "parcel": ("parcel", "parcel code", "parcel no", "kolli", "kollikod", "kode paket", "paket", "reference", "ref",
               "referens", "referensi", "no referensi", "no. referensi", "your reference", "package"),
    "order": ("order", "order number", "order no", "order id", "ordernummer", "order-id", "no. pesanan", "no pesanan",
              "nomor pesanan", "pesanan", "invoice"),
    "tracking": ("tracking", "tracking number", "tracking no", "tracking no.", "tracking id", "no. resi", "no resi",
                 "nomor resi", "resi", "awb", "awb no", "airwaybill", "waybill", "waybill number", "kollinummer",
                 "kolli-id", "sändningsnummer", "spårningsnummer", "shipment number", "barcode"),
    "name": ("name", "receiver", "recipient", "consignee", "nama", "penerima", "nama penerima", "mottagare", "namn"),
    "postcode": ("postcode", "postal code", "zip", "zip code", "kode pos", "kodepos", "postnummer", "postnr"),
    "courier": ("courier", "carrier", "kurir", "ekspedisi", "transportör", "fraktbolag"),
    "status": ("status", "event", "state", "delivery status", "status pengiriman", "händelse"),
    "date": ("date", "time", "delivered", "delivery date", "tanggal", "waktu", "datum", "tid"),
}  # fmt: skip


def columns(row: Sequence[str], own: Mapping[str, str]) -> dict[str, int]:
    """Which cell of a head row says what; `own` are the headings that this shop has chosen, as heading -> word.

    Empty where the row is no head: it must name a number or a status, and something to find the parcel by.
    """
    chosen = {heading(title): word for title, word in own.items()}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        title = heading(cell)
        word = chosen.get(title) or next((word for word, names in NAMES.items() if title in names), "")
        if word in NAMES:
            found.setdefault(word, place)
    finds = (
        {"parcel", "order"} & found.keys()
        or {"name", "postcode"} <= found.keys()
        or {"tracking", "status"} <= found.keys()
    )
    tells = "tracking" in found or "status" in found
    return found if finds and tells else {}
