"""Credit notes, receipts and a day's report of the design's two shops, to be drawn by tests."""

from datetime import date
from decimal import Decimal

from desktop.documents.bill import Amount, Extra, InvoiceLine, Tax
from desktop.documents.credit_note import CreditNote
from desktop.documents.receipt import Payment, Receipt, ReceiptLine
from desktop.documents.z_report import MoneyRow, Numbers, Takings, ZReport
from tests.documents.samples import LINGON, ORDER, SAGARA, WHEN, invoice_id, invoice_sv


def credit_sv(**changes: object) -> CreditNote:
    bill = invoice_sv()
    values: dict[str, object] = {
        "number": "CR/2026/000012", "issued_on": date(2026, 11, 20), "order_number": bill.order_number,
        "order_code": bill.order_code, "currency": "SEK", "shop": LINGON, "buyer": bill.buyer,
        "lines": (InvoiceLine("Emaljmugg 35\u00a0cl", 2, Decimal(149), 29_800, "Havsblå", "MUG-35-BL", Decimal(25)),
                  InvoiceLine("Bok om emalj", 1, Decimal("212.00"), 21_200, "", "BOK-1", Decimal(6))),
        "subtotal_minor": 51_000, "extras": (Amount(Extra.DISCOUNT, -1_530, "HÖST"), Amount(Extra.SHIPPING, 4_900)),
        "total_minor": 54_370, "taxes": (Tax(Decimal(25), 27_045, 6_761), Tax(Decimal(6), 19_400, 1_164)),
        "corrects": bill.number, "corrects_on": bill.issued_on, "positions": (1, 5), "shipping_minor": 4_900,
        "reason": "Två muggar var spruckna när paketet kom fram; boken var fel utgåva.", "zone": "Europe/Stockholm",
    }  # fmt: skip
    return CreditNote(**(values | changes))  # type: ignore[arg-type]


def credit_id(**changes: object) -> CreditNote:
    bill = invoice_id()
    values: dict[str, object] = {
        "number": "CR/2026/000003", "issued_on": date(2026, 11, 20), "order_number": "10482", "order_code": ORDER,
        "currency": "IDR", "shop": SAGARA, "buyer": bill.buyer, "lines": bill.lines, "total_minor": bill.total_minor,
        "subtotal_minor": bill.subtotal_minor, "extras": bill.extras, "taxes": bill.taxes, "corrects": bill.number,
        "corrects_on": bill.issued_on, "reason": "Semua barang dikembalikan", "zone": "Asia/Jakarta",
    }  # fmt: skip
    return CreditNote(**(values | changes))  # type: ignore[arg-type]


def receipt_sv(**changes: object) -> Receipt:
    """The one of the design: six articles, paid in cash, rounded to whole crowns."""
    goods = (
        ("Doftljus Granskog 180\u00a0g", 2, 24_900), ("Kaffebryggaravkalkningsmedel 250\u00a0ml", 1, 7_990),
        ("Kökshandduk Tuva, linne", 2, 22_900), ("Presentinslagningspapper prickigt 5\u00a0m", 1, 5_990),
        ("Kaffefilter 02, 100-pack", 2, 4_990), ("Spånkorg med bygel M", 1, 49_500),
    )  # fmt: skip
    values: dict[str, object] = {
        "number": "RC/2026/000318", "at": WHEN, "code": ORDER, "currency": "SEK", "shop": LINGON,
        "lines": tuple(ReceiptLine(name, n, Decimal(each) / 100, n * each) for name, n, each in goods),
        "total_minor": 169_100, "payments": (Payment("Kontant", 200_000),), "change_minor": 30_900,
        "extras": (Amount(Extra.ROUNDING, 40),), "taxes": (Tax(Decimal(25), 135_248, 33_812),),
        "zone": "Europe/Stockholm", "place": "Kassa 1", "person": "Linnéa",
        "notes": ("Kontrollenhet: enligt ansluten enhet", "Kontrollkod: skrivs av enheten"),
        "footer": "Öppet köp 14 dagar mot kvitto. Tack och välkommen åter!",
    }  # fmt: skip
    return Receipt(**(values | changes))  # type: ignore[arg-type]


def receipt_id(**changes: object) -> Receipt:
    goods = (
        ("Kain batik tulis Parang 2,1\u00a0m", 2, 745_000), ("Kopi Gayo Arabika 250\u00a0g", 4, 98_000),
        ("Sambal roa 150\u00a0g", 3, 52_000), ("Keranjang rotan bundar M", 1, 215_000),
    )  # fmt: skip
    values: dict[str, object] = {
        "number": "RC/2026/000318", "at": WHEN, "code": ORDER, "currency": "IDR", "shop": SAGARA,
        "lines": tuple(ReceiptLine(name, n, Decimal(each), n * each) for name, n, each in goods),
        "total_minor": 2_253_000, "payments": (Payment("Tunai", 1_500_000), Payment("QRIS", 800_000)),
        "change_minor": 47_000, "taxes": (Tax(Decimal(11), 2_029_730, 223_270),), "zone": "Asia/Jakarta",
        "order_number": "10482", "place": "Kasir 1", "person": "Bima", "media": "roll-58",
        "footer": "Tukar barang dalam 14 hari dengan struk ini. Terima kasih!",
    }  # fmt: skip
    return Receipt(**(values | changes))  # type: ignore[arg-type]


def z_report(**changes: object) -> ZReport:
    takings = Takings(
        "IDR", (MoneyRow("QRIS", 31, 18_245_000), MoneyRow("Transfer BCA", 1_204, 1_912_345_678)),
        (MoneyRow("QRIS", 2, 310_000),), 1_930_280_678, MoneyRow("Credit note", 3, 702_000),
        (Tax(Decimal(11), 1_738_991_602, 191_289_076), Tax(Decimal(0), 120_000, 0)),
    )  # fmt: skip
    values: dict[str, object] = {
        "shop": "Sagara Rasa", "on": date(2026, 11, 12), "printed_at": WHEN,
        "address": "Jl. Melati Utara No. 7, Bandung",
        "registration": "NPWP 00.000.000.0-000.000",
        "takings": (takings, Takings("SEK", (MoneyRow("Swish", 1, 12_500),), net_minor=12_500)),
        "numbers": (Numbers("Invoice", 1_235, "INV/2026/004117", "INV/2026/005351"),
                    Numbers("Credit note", 1, "CR/2026/000003", "CR/2026/000003")),
        "voided": ("INV/2026/004120", "INV/2026/004121"), "place": "Kasir 1", "person": "Bima", "zone": "Asia/Jakarta",
    }  # fmt: skip
    return ZReport(**(values | changes))  # type: ignore[arg-type]
