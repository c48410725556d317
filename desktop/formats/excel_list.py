"""A list that somebody keeps in a spreadsheet: columns by their usual names in English, Swedish and Indonesian."""

from desktop.formats.layout import OrderFormat
from desktop.formats.lists import open_list
from desktop.i18n import N_

COLUMNS = {
    "number": (
        "Ordernr", "Order nr", "Ordernummer", "Best.nr", "Beställningsnummer", "Fakturanr", "Fakturanummer",
        "Order no", "Order no.", "Order number", "Order #", "Order ID", "Order", "Invoice no", "Invoice number",
        "No. Pesanan", "No Pesanan", "Nomor Pesanan", "No. Order", "No Order", "Nomor Order", "No. Faktur", "Pesanan",
    ),
    "placed": (
        "Datum", "Orderdatum", "Beställd", "Date", "Order date", "Placed", "Ordered", "Created", "Tanggal",
        "Tanggal Pesanan", "Tgl", "Tgl Pesanan",
    ),
    "ship_by": ("Leveransdatum", "Skickas senast", "Ship by", "Deliver by", "Kirim sebelum", "Tanggal Kirim"),
    "status": ("Status", "Orderstatus", "Order status", "Status Pesanan"),
    "payment": ("Betalning", "Betald", "Paid", "Payment", "Payment status", "Pembayaran", "Lunas", "Status Pembayaran"),
    "paid_with": ("Betalsätt", "Payment method", "Metode Pembayaran"),
    "currency": ("Valuta", "Currency", "Mata Uang"),
    "customer": ("Kundnr", "Kundnummer", "Customer no", "Customer number", "Customer ID", "No. Pelanggan"),
    "ship_name": (
        "Kund", "Kundnamn", "Namn", "Mottagare", "Customer", "Customer name", "Name", "Recipient", "Ship to",
        "Pelanggan", "Nama", "Nama Pelanggan", "Nama Penerima", "Penerima", "Pembeli", "Nama Pembeli",
    ),
    "ship_company": ("Företag", "Company", "Perusahaan"),
    "ship_line1": ("Adress", "Gatuadress", "Address", "Street", "Address 1", "Alamat", "Alamat Pengiriman"),
    "ship_line2": ("Adress 2", "Address 2", "Alamat 2"),
    "ship_village": ("Kelurahan", "Desa", "Kelurahan/Desa", "Village"),
    "ship_district": ("Kecamatan", "District"),
    "ship_city": ("Ort", "Stad", "Postort", "City", "Town", "Kota", "Kabupaten", "Kota/Kabupaten"),
    "ship_region": ("Län", "Region", "Province", "State", "County", "Provinsi"),
    "ship_postcode": ("Postnr", "Postnummer", "Postcode", "Postal code", "Zip", "Zip code", "Kode Pos", "Kodepos"),
    "ship_country": ("Land", "Country", "Negara"),
    "ship_phone": ("Telefon", "Tel", "Mobil", "Phone", "Telephone", "Mobile", "No. Telepon", "No HP", "No. HP",
        "Telepon"),
    "email": ("E-post", "Epost", "Mail", "Email", "E-mail"),
    "note": ("Meddelande", "Kommentar", "Anmärkning", "Note", "Notes", "Comment", "Message", "Catatan", "Pesan"),
    "courier": ("Fraktsätt", "Transportör", "Carrier", "Courier", "Kurir", "Ekspedisi"),
    "service": ("Tjänst", "Service", "Layanan"),
    "sku": (
        "Artikelnr", "Artikelnummer", "Art.nr", "Art nr", "Artnr", "SKU", "Article no", "Article number", "Item no",
        "Item number", "Product code", "Part no", "Kode Barang", "Kode Produk", "Kode", "Kode SKU",
    ),
    "barcode": ("EAN", "EAN-kod", "Streckkod", "GTIN", "Barcode", "UPC", "Kode Batang"),
    "name": (
        "Benämning", "Artikel", "Produkt", "Produktnamn", "Beskrivning", "Article", "Product", "Product name", "Item",
        "Description", "Nama Barang", "Nama Produk", "Barang", "Produk", "Deskripsi",
    ),
    "variant": ("Variant", "Storlek/färg", "Variation", "Varian", "Variasi"),
    "quantity": ("Antal", "Kvantitet", "Quantity", "Qty", "Pieces", "Units", "Jumlah", "Kuantitas", "Qty."),
    "price": (
        "À-pris", "A-pris", "Á-pris", "Pris", "Styckpris", "Enhetspris", "Price", "Unit price", "Harga",
        "Harga Satuan",
    ),
    "line_total": ("Summa", "Radsumma", "Belopp", "Line total", "Amount", "Sum", "Total Harga", "Subtotal"),
    "order_total": ("Ordersumma", "Totalt", "Order total", "Grand total", "Total Pesanan", "Total Pembayaran"),
    "shipping": ("Frakt", "Fraktkostnad", "Shipping", "Freight", "Ongkir", "Ongkos Kirim"),
    "discount": ("Orderrabatt", "Order discount", "Diskon Pesanan"),
    "line_note": ("Radkommentar", "Line note", "Catatan Barang"),
}  # fmt: skip

FORMAT = OrderFormat(
    name="list",
    title=N_("A list from a spreadsheet (English, Swedish or Indonesian headings)"),
    columns=COLUMNS,
    needs=frozenset({"number", "placed", "quantity", "sku|name|barcode"}),
    key="number",
    open=open_list,
    carries=True,
    date_columns=("placed", "ship_by"),
    amount_columns=("price", "line_total", "order_total", "shipping"),
)
