"""Articles: Kolli's own list, lists from spreadsheets, and Northwind's products."""

import re
from collections.abc import Callable
from decimal import Decimal

from desktop.domain.remote import AtBench, RemoteArticle
from desktop.formats.errors import Missing, RoundedNumber, UnknownWord
from desktop.formats.excel_list import COLUMNS as ORDER_COLUMNS
from desktop.formats.layout import ArticleFormat, BuildArticle, Sheet
from desktop.formats.numbers import identifier, is_rounded
from desktop.formats.tables import Row
from desktop.formats.text import decoded, unguarded
from desktop.i18n import N_

_BETWEEN = ";,| \n\t"  # several barcodes in one cell
_TIMES = re.compile(r"(.+?)[*×xX]([0-9]{1,5})")  # a case code and its units, a kit's part and its number
_YES = {"1", "yes", "true", "x", "ja", "ya", "y", "j"}
_NO = {"0", "no", "false", "nej", "tidak", "n", "-"}
_TRACKS = {
    "serial": "serial", "serienummer": "serial", "nomor seri": "serial", "serie": "serial",
    "lot": "lot", "batch": "lot", "parti": "lot",
    "lot-expiry": "lot-expiry", "expiry": "lot-expiry", "utgång": "lot-expiry", "kedaluwarsa": "lot-expiry",
    "-": "", "none": "", "inget": "", "tidak": "",
}  # fmt: skip
_TAX = {
    "standard": "standard", "normal": "standard", "vanlig": "standard", "biasa": "standard", "umum": "standard",
    "food": "food", "livsmedel": "food", "mat": "food", "makanan": "food", "pangan": "food",
    "reduced": "reduced", "nedsatt": "reduced", "reducerad": "reduced",
    "low": "low", "books": "low", "låg": "low", "böcker": "low",
    "luxury": "luxury", "mewah": "luxury", "lyx": "luxury",
    "exempt": "exempt", "none": "exempt", "momsfri": "exempt", "skattefri": "exempt", "tanpa pajak": "exempt",
    "bebas pajak": "exempt",
}  # fmt: skip
_BENCH = ("scan_each", "tracks", "length_mm", "width_mm", "height_mm", "fragile", "kit", "kit_whole")
_NOT_SAID = AtBench()


def open_articles(sheet: Sheet) -> BuildArticle:
    sku_of, name_of, variant_of, bin_of = (
        sheet.text("sku"), sheet.cell("name"), sheet.text("variant"), sheet.text("bin"),
    )  # fmt: skip
    price_of, price_text, stock_of = sheet.amount("price"), sheet.text("price"), _whole(sheet, "stock")
    weight_of, currency_of, codes_of = _whole(sheet, "weight_g"), sheet.text("currency"), _codes(sheet)
    photo_of, bench_of, tax_of = sheet.text("photo"), _at_bench(sheet), sheet.text("tax_class")

    def build(row: Row) -> RemoteArticle:
        _number, cells = row
        sku, codes, name = identifier(unguarded(sku_of(cells))), codes_of(cells), decoded(name_of(cells))
        if is_rounded(sku):
            raise RoundedNumber(column=sheet.title("sku"), value=sku)
        if not sku and not codes:
            raise Missing(column=sheet.title("sku"))
        price: Decimal | None = price_of(cells) if price_text(cells) else None
        stock, weight = stock_of(cells), weight_of(cells)
        plain = tuple(code for code, units in codes if units == 1)
        key = sku or (plain or [code for code, _units in codes])[0]
        return RemoteArticle(
            key, key, unguarded(name), variant_of(cells), price, currency_of(cells).upper() or sheet.currency, plain,
            stock, weight, photo_of(cells), bin_of(cells), tuple(code for code in codes if code[1] > 1),
            bench_of(cells), _tax(tax_of(cells), sheet.title("tax_class")),
        )  # fmt: skip

    return build


def _whole(sheet: Sheet, name: str) -> Callable[[list[str]], int | None]:
    read, value = sheet.text(name), sheet.quantity(name)
    return lambda cells: value(cells) if read(cells) else None


def _at_bench(sheet: Sheet) -> Callable[[list[str]], AtBench]:
    """What the list says of how the bench takes an article; a cell that is empty says nothing."""
    if not any(name in sheet.places for name in _BENCH):
        return lambda _cells: _NOT_SAID
    each, tracks, fragile, kit, whole = (
        sheet.text(name) for name in ("scan_each", "tracks", "fragile", "kit", "kit_whole")
    )
    sizes = [_whole(sheet, name) for name in ("length_mm", "width_mm", "height_mm")]

    def at_bench(cells: list[str]) -> AtBench:
        length, width, height = (size(cells) for size in sizes)
        return AtBench(
            _switch(each(cells), sheet.title("scan_each")), _tracks(tracks(cells), sheet.title("tracks")),
            length, width, height, _switch(fragile(cells), sheet.title("fragile")),
            _parts(kit(cells), sheet.title("kit")), _switch(whole(cells), sheet.title("kit_whole")),
        )  # fmt: skip

    return at_bench


def _switch(text: str, column: str) -> bool | None:
    word = text.strip().casefold()
    if word and word not in _YES | _NO:
        raise UnknownWord(column=column, value=text.strip())
    return word in _YES if word else None


def _tracks(text: str, column: str) -> str | None:
    word = text.strip().casefold()
    if word and word not in _TRACKS:
        raise UnknownWord(column=column, value=text.strip())
    return _TRACKS[word] if word else None


def _tax(text: str, column: str) -> str:
    """The tax class that a word means; "" for an empty cell, which says nothing."""
    word = text.strip().casefold()
    if word and word not in _TAX:
        raise UnknownWord(column=column, value=text.strip())
    return _TAX[word] if word else ""


def _parts(text: str, column: str) -> tuple[tuple[str, int], ...] | None:
    """`CUP-300*2 PLATE-20`: the SKUs of a kit, each with how many of it; "-" says that it is no kit."""
    if not text.strip():
        return None
    if text.strip() == "-":
        return ()
    found = []
    for part in re.split(r"[\s;,|+]+", text.strip()):
        times = _TIMES.fullmatch(part)
        units = int(times[2]) if times else 1
        if not units:
            raise UnknownWord(column=column, value=part)
        found.append((times[1] if times else part, units))
    return tuple(found)


def _codes(sheet: Sheet) -> Callable[[list[str]], tuple[tuple[str, int], ...]]:
    """The codes of a row with the units that each stands for: `2900000104174*12` is the code of a case of 12."""
    readers = [sheet.cell(name) for name in ("barcode", "barcode2", "barcode3") if name in sheet.places]

    def codes(cells: list[str]) -> tuple[tuple[str, int], ...]:
        found: dict[str, int] = {}
        for read in readers:
            text = read(cells)
            for sign in _BETWEEN:
                text = text.replace(sign, "\0")
            for part in text.split("\0"):
                times = _TIMES.fullmatch(part.strip()) if "*" in part or "×" in part else None
                code, units = identifier(times[1] if times else part), int(times[2]) if times else 1
                if is_rounded(code):
                    raise RoundedNumber(column=sheet.title("barcode"), value=code)
                if code and units:
                    found[code] = units
        return tuple(found.items())

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
    "scan_each": ("scan_each", "Scan each", "Skanna varje", "Pindai satu per satu"),
    "tracks": ("tracks", "Tracks", "Spåras", "Lacak"),
    "length_mm": ("length_mm", "Length (mm)", "Längd (mm)", "Panjang (mm)"),
    "width_mm": ("width_mm", "Width (mm)", "Bredd (mm)", "Lebar (mm)"),
    "height_mm": ("height_mm", "Height (mm)", "Höjd (mm)", "Tinggi (mm)"),
    "fragile": ("fragile", "Fragile", "Ömtålig", "Mudah pecah"),
    "kit": ("kit", "Kit", "Kit parts", "Sats", "Isi paket"),
    "kit_whole": ("kit_whole", "Kit by its own code"),
    "tax_class": ("tax_class", "Tax class", "Skatt", "Skatteklass", "Kelas pajak"),
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
