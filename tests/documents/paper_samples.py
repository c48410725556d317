"""One sample or more of every kind of paper, with every code that must be read from it.

A new kind of paper: a line in SAMPLES, else test_every_paper_read_back fails and names it. `codes` are all codes of
the paper, as (symbology, text); a paper without any says so with an empty set.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from desktop.documents import (
    badge_card,
    carton_card,
    code_sheet,
    command_card,
    credit_note,
    invoice,
    manifest,
    packing_slip,
    parcel_label,
    pick_list,
    price_label,
    product_label,
    receipt,
    return_label,
    scanner_check,
    storage_label,
    test_page,
    thank_you_card,
    voucher,
    z_report,
)
from desktop.documents.badge_card import BadgeCard
from desktop.documents.carton_card import CartonLine
from desktop.documents.code_sheet import CodeSheet
from desktop.documents.command_card import CommandCard
from desktop.documents.credit_note import CreditNote
from desktop.documents.manifest import ManifestLine, ManifestSheet
from desktop.documents.media import named
from desktop.documents.parts import Party
from desktop.documents.price_label import PriceLabel
from desktop.documents.product_label import ProductLabel
from desktop.documents.receipt import Payment, Receipt, ReceiptLine
from desktop.documents.return_label import ReturnLabel
from desktop.documents.scanner_check import ScannerCheck
from desktop.documents.storage_label import StorageLabel
from desktop.documents.test_page import TestPage
from desktop.documents.voucher import VoucherCard
from desktop.documents.z_report import MoneyRow, Takings, ZReport
from desktop.domain.codes import (
    Command,
    badge_code,
    bin_code,
    carton_code,
    command_code,
    manifest_code,
    order_code_by_id,
    parcel_code,
    tick_code,
    tote_code,
)
from desktop.domain.scanners import CALIBRATION, PARTS
from desktop.domain.symbols import Symbology, sscc
from tests.documents import samples

S = Symbology
Codes = frozenset[tuple[S, str]]


@dataclass(frozen=True)
class Sample:
    kind: str
    name: str
    draw: Callable[[int], bytes]  # for a printer of so many dots per inch
    codes: Codes
    thin: bool = False  # its bars are meant to be thinner than a worn print head prints
    turned: bool = False  # it stands on its side on its sheet
    least: int = 0  # dots of the thinnest bars, where they are thin on purpose at every resolution


def bars_of(*texts: str) -> Codes:
    return frozenset((S.CODE128, text) for text in texts)


def both(bars: str, square: str = "") -> Codes:
    return frozenset({(S.CODE128, bars), (S.QR, square or bars)})


def _sample(kind: str, name: str, draw: Callable[..., bytes], data: object, codes: Iterable[tuple[S, str]],
            language: str = "id", media: str = "", *, thin: bool = False, turned: bool = False) -> Sample:  # fmt: skip
    extra = {"media": named(media)} if media else {}
    return Sample(kind, name, lambda dpi: draw(data, language, dpi, **extra), frozenset(codes), thin, turned)


# Their codes lie across folds and get thinner until none is read: what they are for has tests of its own.
ELSEWHERE = {"self-check", "self-check-proof", "calibration-target", "calibration-proof"}
VOUCHER = VoucherCard("KADO2026HJKM", "KADO-2026-HJKM", "Rp250.000", "Sagara Teh & Kopi", "12 Nov 2027", "Ayu Lestari",
                      "sagara.example")  # fmt: skip
LONG = order_code_by_id(2**40)
LINK = "https://lingonviken.example/t/EE111840088SE"
LONG_NAME = "Kaffebryggaravkalkningsmedel för hushållsbryggare, espressomaskiner och тёплые чайники Ελληνικά"
SSCC = sscc("7350000", 12)
SLIP_ID, SLIP_SV, LABEL_ID, LABEL_SV = samples.slip_id(), samples.slip_sv(), samples.label_id(), samples.label_sv()
PICK, CARD_CODES = samples.pick_id(), [command_code(command) for command in Command]
TICKS = replace(PICK, lines=tuple(replace(line, tick=tick_code(12, row)) for row, line in enumerate(PICK.lines, 1)))
PICK_CODES = (PICK.code, *(order.code for order in PICK.orders))
SHOP = Party(samples.SAGARA.name, samples.SAGARA.address)
RETURN = ReturnLabel("10482", samples.ORDER, SHOP, samples.AYU, days=14)
BINS = [StorageLabel("B-01-4", bin_code(127), ("B", "01", "4")), StorageLabel(LONG_NAME, bin_code(99_999), ("X", "Y"))]
TOTE = StorageLabel("T-71", tote_code(71), tote=True)
CARTONS = [CartonLine(carton_code(n), f"K{n}", 200 + n, 150, 100, 80) for n in range(1, 9)]
LOADED = ManifestSheet(
    code=manifest_code(4212), courier="JNE", closed_at=samples.WHEN, zone="Asia/Jakarta",
    lines=(ManifestLine("KP10470A0", "10470", 1, 2, "010480057142800", "REG", "Jakarta Selatan", 800),),
    shop="Sagara Rasa", address="Jl. Braga 77, Bandung 40111", driver="Rudi", by="Dewi", bench="Bench 2",
)  # fmt: skip
CREDIT = CreditNote(
    **{field.name: getattr(samples.invoice_sv(), field.name) for field in fields(samples.invoice_sv())},
    corrects="2026-00316", reason="Fel storlek",
)  # fmt: skip
SOLD = Receipt(
    number="KV/2026/00017", at=samples.WHEN, code=samples.ORDER, currency="IDR", shop=samples.SAGARA,
    lines=tuple(ReceiptLine(name, n, Decimal(each), n * each) for name, _v, _s, _bin, n, each in samples.GOODS),
    total_minor=1_401_000, payments=(Payment("Tunai", 1_500_000),), change_minor=99_000, order_number="10482",
)  # fmt: skip
DAY = ZReport(
    "Sagara Rasa", samples.WHEN.date(), samples.WHEN, takings=(Takings("IDR", (MoneyRow("Tunai", 3, 9000),)),)
)
MESSAGE = [f"KQ1:{turn}/2:" + "A1B2C3D4E5" * 20 for turn in (1, 2)]
SHEET = CodeSheet("Shop card", "Sagara Rasa", "Scan this once.", "7F2A 91C0", MESSAGE)
BADGE = badge_code("A7Q2M9XK41")

GOODS = (
    ("ean-13", "CUP-300-BL", S.EAN13, "4006381333931"), ("ean-8", "TEH-80", S.EAN8, "96385074"),
    ("upc-a", "FLT-02", S.UPCA, "012345678905"), ("itf-14", "KGA-24", S.ITF14, "15400141288763"),
    ("sku", "AVK-250", S.CODE128, "AVK-250"),
)  # fmt: skip
LONG_SKU = "BTK-PRG-SOGAN-EXTRA-LONG-SKU-0001"


def product(sku: str, kind: S, code: str, name: str = "Cangkir Sagara 300 ml") -> list[ProductLabel]:
    return [ProductLabel(name, sku, code, kind, "Biru laut", "Rp89.000")]


def price(sku: str, kind: S, code: str, name: str = "Cangkir Sagara 300 ml") -> list[PriceLabel]:
    return [PriceLabel(name, "Rp1.489.000", "Biru laut", sku, code, kind)]


def _articles() -> list[Sample]:
    """Every kind of bars on the usual roll; the smallest and the largest sizes; what no bars can carry as a square."""
    found = []
    for kind, draw, make in (
        ("product-label", product_label.draw, product),
        ("price-label", price_label.draw, price),
    ):
        for name, sku, symbology, code in GOODS:
            thin = symbology is S.ITF14
            found.append(_sample(kind, name, draw, make(sku, symbology, code), {(symbology, code)}, thin=thin))
        ean = make("CUP-300-BL", S.EAN13, "4006381333931", LONG_NAME)
        square = make(LONG_SKU, S.CODE128, LONG_SKU, LONG_NAME)
        for size in ("38.1x21.2", "A4-3x8", "A4-5x13"):
            thin = size != "A4-3x8"
            found.append(_sample(kind, size, draw, ean, {(S.EAN13, "4006381333931")}, "sv", size, thin=thin))
        squares = {(S.DATA_MATRIX, LONG_SKU)}
        found += [_sample(kind, f"square {size}", draw, square, squares, "sv", size) for size in ("50x25", "70x37")]
        found.append(_sample(kind, "letters", draw, make("Кофе-250", S.QR, "Кофе-250"), {(S.QR, "Кофе-250")}))
    return found


SAMPLES: tuple[Sample, ...] = (
    _sample("invoice", "id", invoice.draw, samples.invoice_id(), bars_of(samples.ORDER)),
    _sample("invoice", "sv", invoice.draw, samples.invoice_sv(), bars_of(samples.invoice_sv().order_code), "sv"),
    _sample("credit-note", "sv", credit_note.draw, CREDIT, bars_of(CREDIT.order_code), "sv"),
    _sample("receipt", "80", receipt.draw, SOLD, bars_of(samples.ORDER)),
    _sample("receipt", "58", receipt.draw, replace(SOLD, media="roll-58"), bars_of(samples.ORDER), thin=True),
    _sample("z-report", "id", z_report.draw, DAY, ()),
    _sample("shop-card", "id", code_sheet.draw, [SHEET], {(S.QR, text) for text in MESSAGE}),
    _sample("packed-codes", "sv", code_sheet.draw, [SHEET], {(S.QR, text) for text in MESSAGE}, "sv"),
    _sample("packing-slip", "a4", packing_slip.draw, SLIP_ID, both(samples.ORDER, SLIP_ID.qr)),
    _sample("packing-slip", "a5", packing_slip.draw, SLIP_SV, both(SLIP_SV.order_code, SLIP_SV.qr), "sv"),
    _sample("packing-slip", "long", packing_slip.draw, samples.slip_sv(order_code=LONG), both(LONG, SLIP_SV.qr), "sv"),
    _sample("parcel-label", "id", parcel_label.draw, LABEL_ID, both(LABEL_ID.code)),
    _sample("parcel-label", "collected", parcel_label.draw, samples.label_sv(collect_minor=112_960, currency="SEK"),
            both(LABEL_SV.code), "sv", "A6"),
    _sample("parcel-label", "sscc", parcel_label.draw, samples.label_id(sscc=SSCC),
            {(S.GS1_128, f"(00){SSCC}"), (S.QR, LABEL_ID.code)}),
    _sample("parcel-label", "a6", parcel_label.draw, LABEL_SV, both(LABEL_SV.code), "sv", "A6"),
    _sample("parcel-label", "a4", parcel_label.draw, LABEL_SV, both(LABEL_SV.code), "sv", "A4-4xA6"),
    _sample("parcel-label", "sscc a4", parcel_label.draw, samples.label_sv(sscc=SSCC),
            {(S.GS1_128, f"(00){SSCC}"), (S.QR, LABEL_SV.code)}, "sv", "A4-2x1", turned=True),
    _sample("parcel-label", "link", parcel_label.draw, samples.label_sv(qr=LINK), both(LABEL_SV.code, LINK), "sv"),
    _sample("parcel-label", "long", parcel_label.draw, samples.label_id(code=parcel_code(LONG, 676)),
            both(parcel_code(LONG, 676))),
    _sample("return-label", "roll", return_label.draw, RETURN, both(samples.ORDER)),
    _sample("return-label", "a4", return_label.draw, RETURN, both(samples.ORDER), "sv", "A4"),
    _sample("pick-list", "id", pick_list.draw, PICK, bars_of(*PICK_CODES)),
    _sample("wave-list", "sv", pick_list.draw, PICK, bars_of(*PICK_CODES), "sv"),
    _sample("wave-sheet", "id", pick_list.draw, TICKS, bars_of(*PICK_CODES, *(line.tick for line in TICKS.lines))),
    _sample("thank-you-card", "id", thank_you_card.draw, samples.thanks_id(), ()),
    _sample("voucher", "id", voucher.draw, VOUCHER, ((S.QR, VOUCHER.code),)),
    _sample("command-card", "id", command_card.draw, CommandCard("Meja 2"), bars_of(*CARD_CODES), thin=True),
    _sample("carton-card", "id", carton_card.draw, CARTONS, bars_of(*(carton.code for carton in CARTONS))),
    _sample("badge", "id", badge_card.draw, BadgeCard(BADGE, "Dewi", "Packer", "Sagara", "K41"), bars_of(BADGE)),
    _sample("manifest", "id", manifest.draw, LOADED, bars_of(LOADED.code)),
    _sample("bin-label", "100x50", storage_label.draw, BINS[:1], both(BINS[0].code)),
    _sample("bin-label", "long", storage_label.draw, BINS[1:], both(BINS[1].code), "sv"),
    _sample("bin-label", "57x32", storage_label.draw, BINS[1:], {(S.DATA_MATRIX, BINS[1].code)}, "sv", "57x32"),
    _sample("bin-label", "A4-5x13", storage_label.draw, BINS[:1], {(S.DATA_MATRIX, BINS[0].code)}, "id", "A4-5x13"),
    _sample("bin-label", "A4-2x7", storage_label.draw, BINS[:1],
            {(S.DATA_MATRIX, BINS[0].code), (S.CODE128, BINS[0].code)}, "id", "A4-2x7"),
    _sample("tote-label", "100x50", storage_label.draw, [TOTE], both(TOTE.code)),
    *_articles(),
    _sample("scanner-check", "id", scanner_check.draw, ScannerCheck("Meja 2"),
            {(S.QR, CALIBRATION), *bars_of(*PARTS, scanner_check.CODE), (S.EAN13, scanner_check.EAN),
             (S.DATA_MATRIX, scanner_check.MATRIX)}, thin=True),
    Sample("test-page", "a4", lambda dpi: test_page.draw(TestPage("Office"), "id", dpi),
           bars_of(*(f"KOLLI{dots}" for dots in range(2, 8))), thin=True, least=2),
)  # fmt: skip
