"""Articles: Kolli's own list, lists from spreadsheets, and Northwind's products."""

from collections.abc import Callable
from decimal import Decimal

from desktop.domain.remote import RemoteArticle
from desktop.formats.errors import Missing, RoundedNumber
from desktop.formats.excel_list import COLUMNS as ORDER_COLUMNS
from desktop.formats.layout import ArticleFormat, BuildArticle, Sheet
from desktop.formats.numbers import identifier, is_rounded
from desktop.formats.tables import Row
from desktop.formats.text import decoded, unguarded
from desktop.i18n import N_

_BETWEEN = ";,| \n\t"  # several barcodes in one cell


def open_articles(sheet: Sheet) -> BuildArticle:
    sku_of, name_of, variant_of, bin_of = (
        sheet.text("sku"), sheet.cell("name"), sheet.text("variant"), sheet.text("bin"),
    )  # fmt: skip
    price_of, price_text, stock_of = sheet.amount("price"), sheet.text("price"), _whole(sheet, "stock")
    weight_of, currency_of, codes_of = _whole(sheet, "weight_g"), sheet.text("currency"), _codes(sheet)
    photo_of = sheet.text("photo")

    def build(row: Row) -> RemoteArticle:
        _number, cells = row
        sku, codes, name = identifier(unguarded(sku_of(cells))), codes_of(cells), decoded(name_of(cells))
        if is_rounded(sku):
            raise RoundedNumber(column=sheet.title("sku"), value=sku)
        if not sku and not codes:
            raise Missing(column=sheet.title("sku"))
        price: Decimal | None = price_of(cells) if price_text(cells) else None
        stock, weight = stock_of(cells), weight_of(cells)
        key = sku or codes[0]
        return RemoteArticle(
            key, key, unguarded(name), variant_of(cells), price, currency_of(cells).upper() or sheet.currency, codes,
            stock, weight, photo_of(cells), bin_of(cells),
        )  # fmt: skip

    return build


def _whole(sheet: Sheet, name: str) -> Callable[[list[str]], int | None]:
    read, value = sheet.text(name), sheet.quantity(name)
    return lambda cells: value(cells) if read(cells) else None


def _codes(sheet: Sheet) -> Callable[[list[str]], tuple[str, ...]]:
    readers = [sheet.cell(name) for name in ("barcode", "barcode2", "barcode3") if name in sheet.places]

    def codes(cells: list[str]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for read in readers:
            text = read(cells)
            for sign in _BETWEEN:
                text = text.replace(sign, "\0")
            for part in text.split("\0"):
                code = identifier(part)
                if is_rounded(code):
                    raise RoundedNumber(column=sheet.title("barcode"), value=code)
                if code:
                    found[code] = None
        return tuple(found)

    return codes


COLUMNS = {
    "sku": ("sku", "code", *ORDER_COLUMNS["sku"]),
    "barcode": ("barcode", "barcodes", *ORDER_COLUMNS["barcode"]),
    "barcode2": ("barcode2", "Barcode 2", "EAN 2"),
    "barcode3": ("barcode3", "Barcode 3", "EAN 3"),
    "name": ("name", "Namn", "Nama", *ORDER_COLUMNS["name"]),
    "variant": ORDER_COLUMNS["variant"],
    "price": ORDER_COLUMNS["price"],
    "currency": ORDER_COLUMNS["currency"],
    "stock": ("stock", "Lager", "Lagersaldo", "Saldo", "In stock", "On hand", "Stok", "Persediaan"),
    "weight_g": ("weight_g", "Vikt (g)", "Weight (g)", "Berat (g)", "Berat (gram)"),
    "photo": ("photo", "Bild", "Foto", "Image"),
    "bin": ("bin", "Plats", "Lagerplats", "Hylla", "Location", "Shelf", "Lokasi", "Rak"),
}

LIST = ArticleFormat(
    name="list",
    title=N_("A list of articles (English, Swedish or Indonesian headings)"),
    columns=COLUMNS,
    needs=frozenset({"name", "sku|barcode"}),
    key="sku",
    open=open_articles,
    amount_columns=("price",),
)

NORTHWIND = ArticleFormat(
    name="northwind-products",
    title=N_("Northwind, products"),
    columns={
        "sku": ("ProductID",),
        "name": ("ProductName",),
        "variant": ("QuantityPerUnit",),
        "price": ("UnitPrice",),
        "stock": ("UnitsInStock",),
    },
    needs=frozenset({"sku", "name", "variant", "stock"}),
    key="sku",
    open=open_articles,
    mark=".",
    currency="USD",
)
