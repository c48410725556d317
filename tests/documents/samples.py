"""The papers of the two invented shops of the design, to be drawn by tests and benchmarks."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw

from desktop.documents.invoice import Amount, Extra, Invoice, InvoiceLine, Tax
from desktop.documents.packing_slip import PackingSlip, SlipLine, SlipSize
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.parts import Party, Shop
from desktop.documents.pick_list import PickLine, PickList, PickOrder
from desktop.documents.thank_you_card import ThankYouCard
from desktop.domain.codes import order_code, parcel_code, pick_list_code

WHEN = datetime(2026, 11, 12, 4, 2, tzinfo=UTC)
SHIP_BY = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)


@cache
def picture(colour: str = "#123a52", side: int = 120) -> bytes:
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    ImageDraw.Draw(image).rounded_rectangle((4, 4, side - 5, side - 5), 18, fill=colour)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


ORDER = str(order_code("10482"))
SAGARA = Shop(
    "Sagara Rasa",
    "CV Sagara Rasa Nusantara",
    ("Jl. Melati Utara No. 7", "Kota Bandung 40115"),
    ("NPWP 00.000.000.0-000.000", "0812-5550-0100", "halo@sagara.example"),
    ("BCA 000-000-0000", "a.n. CV Sagara Rasa Nusantara"),
    "sagara.example",
    picture(),
)
AYU = Party(
    "Ayu Larasati Wirawan",
    ("Jl. Kenari Timur No. 18", "RT 04/RW 07, Cigadung", "Cibeunying Kaler", "Kota Bandung 40191"),
)
GOODS = (
    ("Cangkir Sagara 300\u00a0ml", "Biru laut", "CUP-300-BL", "B-01-4", 4, 89_000),
    ("Kopi Gayo Arabika 250\u00a0g", "Biji utuh", "KGA-250-B", "A-03-2", 2, 98_000),
    ("Sambal roa 150\u00a0g", "Pedas sedang", "SMB-ROA-150", "C-02-1", 2, 52_000),
    ("Kain batik tulis Parang 2,1\u00a0m", "Sogan", "BTK-PRG-SG", "D-04-3", 1, 745_000),
)


def invoice_id(**changes: object) -> Invoice:
    values: dict[str, object] = {
        "number": "INV/2026/004117",
        "issued_on": date(2026, 11, 12),
        "due_on": date(2026, 11, 12),
        "order_number": "10482",
        "order_code": ORDER,
        "currency": "IDR",
        "shop": SAGARA,
        "buyer": AYU,
        "payment_method": "Transfer BCA",
        "paid_minor": 1_245_482,
        "paid_at": WHEN,
        "zone": "Asia/Jakarta",
        "lines": tuple(InvoiceLine(n, q, Decimal(p), q * p, v, s) for n, v, s, _bin, q, p in GOODS),
        "subtotal_minor": 1_401_000,
        "extras": (
            Amount(Extra.DISCOUNT, -174_000, "KADO12"),
            Amount(Extra.SHIPPING, 18_000, "JNE REG"),
            Amount(Extra.UNIQUE_CODE, 482),
        ),
        "total_minor": 1_245_482,
        "taxes": (Tax(Decimal(11), 1_122_104, 123_378),),
        "note": "Barang dapat dikembalikan dalam 14 hari setelah diterima. Pindai kode ini untuk membuka halaman retur."
        " Terima kasih sudah berbelanja, Kak Ayu.",
    }
    return Invoice(**(values | changes))  # type: ignore[arg-type]


LINGON = Shop(
    "Lingonviken",
    "Lingonviken Handel AB",
    ("Hamnmagasinsgatan 4", "931 32 Skellefteå"),
    ("Org.nr 999999-9999", "Momsreg.nr SE999999999901", "Godkänd för F-skatt"),
    ("hej@lingonviken.example", "Bankgiro 000-0000"),
    "lingonviken.example",
    picture("#8a1a2c"),
)
VAROR = (
    ("Emaljmugg 35\u00a0cl", "Havsblå", "MUG-35-BL", "B-01-4", 4, 14_900),
    ("Kaffebryggaravkalkningsmedel", "250\u00a0ml", "AVK-250", "C-02-1", 2, 7_990),
    ("Kökshandduk Tuva, linne", "50 × 70 cm, randig", "LIN-TUV-R", "D-04-3", 2, 22_900),
    ("Presentinslagningspapper prickigt", "5 m, rött", "PAP-5-RD", "D-03-2", 1, 5_990),
)


def invoice_sv(**changes: object) -> Invoice:
    values: dict[str, object] = {
        "number": "2026-00317",
        "issued_on": date(2026, 11, 12),
        "due_on": date(2026, 11, 12),
        "order_number": "20741",
        "order_code": str(order_code("20741")),
        "currency": "SEK",
        "shop": LINGON,
        "buyer": Party("Göran Öhman", ("Björkbackevägen 12, lgh 1204", "921 31 Lycksele", "Sverige")),
        "ship_to": Party("Göran Öhman", ("Ombud: Matboden Storgatan", "Storgatan 23, 921 31 Lycksele")),
        "payment_method": "Swish",
        "paid_minor": 128_460,
        "paid_at": WHEN,
        "zone": "Europe/Stockholm",
        "lines": tuple(InvoiceLine(n, q, Decimal(p) / 100, q * p, v, s, Decimal(25)) for n, v, s, _b, q, p in VAROR),
        "subtotal_minor": 127_370,
        "extras": (Amount(Extra.DISCOUNT, -3_810, "HÖST"), Amount(Extra.SHIPPING, 4_900, "PostNord MyPack Collect")),
        "total_minor": 128_460,
        "taxes": (Tax(Decimal(25), 102_768, 25_692),),
        "note": "Öppet köp i 14 dagar från leverans. Skanna koden i butiken eller på retursidan för att starta en"
        " retur. Tack för att du handlar hos oss, Göran.",
    }
    return Invoice(**(values | changes))  # type: ignore[arg-type]


def slip_id(**changes: object) -> PackingSlip:
    values: dict[str, object] = {
        "order_number": "10482",
        "order_code": ORDER,
        "shop": SAGARA,
        "lines": tuple(SlipLine(n, q, v, s, b, picture=picture()) for n, v, s, b, q, _p in GOODS),
        "carrier": "JNE REG",
        "ship_by": SHIP_BY,
        "zone": "Asia/Jakarta",
        "note": "Bungkus kado, jangan sertakan harga",
        "thanks": "Terima kasih, Kak Ayu!",
        "returns": "Ada yang kurang atau salah? Balas pesan kami dalam 14 hari, pindai kode pesanan di atas untuk"
        " retur.",
        "qr": "KQ1:" + ORDER + ";CUP-300-BL*4;KGA-250-B*2;SMB-ROA-150*2;BTK-PRG-SG*1",
        "parcels": "1–2",
    }
    return PackingSlip(**(values | changes))  # type: ignore[arg-type]


def slip_sv(**changes: object) -> PackingSlip:
    values: dict[str, object] = {
        "order_number": "20741",
        "order_code": str(order_code("20741")),
        "shop": LINGON,
        "lines": tuple(SlipLine(n, q, v, s, b, picture=picture("#444444")) for n, v, s, b, q, _p in VAROR),
        "carrier": "PostNord MyPack Collect",
        "ship_by": SHIP_BY,
        "zone": "Europe/Stockholm",
        "note": "Slå in som present, ingen prislapp tack",
        "thanks": "Tack för din beställning, Göran!",
        "returns": "Saknas något eller blev det fel? Hör av dig inom 14 dagar. Skanna orderkoden ovan för att starta en"
        " retur.",
        "qr": "KQ1:KO20741;MUG-35-BL*4;AVK-250*2;LIN-TUV-R*2;PAP-5-RD*1",
        "parcels": "1–2",
        "size": SlipSize.A5,
    }
    return PackingSlip(**(values | changes))  # type: ignore[arg-type]


def label_id(**changes: object) -> ParcelLabel:
    values: dict[str, object] = {
        "code": parcel_code(ORDER, 1),
        "order_number": "10482",
        "to": AYU,
        "carrier": "JNE REG",
        "service": "Kota Bandung, BDO",
        "parcel": 1,
        "parcels": 2,
        "phone": "0812-5550-0182",
        "instruction": "Telepon dulu sebelum antar",
        "tracking": "010480057142891",
        "sender": "Sagara Rasa",
        "sender_address": "Jl. Melati Utara 7, Bandung 40115",
        "weight_g": 2600,
        "shipped_on": date(2026, 11, 12),
    }
    return ParcelLabel(**(values | changes))  # type: ignore[arg-type]


def thanks_id(**changes: object) -> ThankYouCard:
    values: dict[str, object] = {
        "name": "Ayu",
        "shop": "Sagara Rasa",
        "text": "Semoga suka dengan cangkirnya. Kalau ada yang kurang, balas saja pesan kami.",
        "site": "sagara.example",
        "packed_by": "Dewi Anggraini",
    }
    return ThankYouCard(**(values | changes))  # type: ignore[arg-type]


def label_sv(**changes: object) -> ParcelLabel:
    values: dict[str, object] = {
        "code": parcel_code(str(order_code("20741")), 1),
        "order_number": "20741",
        "to": Party("Göran Öhman", ("Ombud: Matboden Storgatan", "Storgatan 23", "921 31 Lycksele")),
        "carrier": "PostNord",
        "service": "MyPack Collect",
        "parcel": 1,
        "parcels": 2,
        "phone": "070-000 01 82",
        "instruction": "Ring före leverans",
        "tracking": "EE 111 840 088 SE",
        "sender": "Lingonviken Handel AB",
        "sender_address": "Hamnmagasinsg. 4, 931 32 Skellefteå",
        "weight_g": 2100,
        "shipped_on": date(2026, 11, 12),
    }
    return ParcelLabel(**(values | changes))  # type: ignore[arg-type]


def pick_id(**changes: object) -> PickList:
    rows = (
        ("A-03-2", "Kopi Gayo Arabika 250\u00a0g", "Biji utuh", "KGA-250-B", (("B", 2),)),
        ("A-05-1", "Teh melati kaleng 80\u00a0g", "", "TEH-MLT-80", (("C", 24),)),
        ("A-06-3", "Filter kertas 02, 100 lembar", "", "FLT-02-100", (("A", 1),)),
        ("B-01-4", "Cangkir Sagara 300\u00a0ml", "Biru laut", "CUP-300-BL", (("B", 4),)),
        ("B-02-2", "Dripper keramik 01", "Putih", "DRP-01-PT", (("A", 1),)),
        ("C-02-1", "Sambal roa 150\u00a0g", "Pedas sedang", "SMB-ROA-150", (("B", 2), ("C", 24))),
        ("E-01-1", "Keranjang rotan bundar", "M, alami", "RTN-BDR-M", (("C", 16),)),
    )
    values: dict[str, object] = {
        "number": "W-0412",
        "code": pick_list_code(412),
        "printed_at": WHEN,
        "zone": "Asia/Jakarta",
        "shop": "Sagara Rasa",
        "printed_by": "Dewi Anggraini, Meja 2",
        "orders": tuple(
            PickOrder(number, str(order_code(number)), detail, letter)
            for number, detail, letter in (
                ("10476", "Maria S. · JNE YES · 2 unit · 14.30", "A"),
                ("10482", "Ayu L. · JNE REG · 9 unit · 15.00", "B"),
                ("10483", "PT Mitra Boga · JNE Trucking · 148 unit · 15.00", "C"),
            )
        ),
        "lines": tuple(
            PickLine(name, sum(n for _l, n in shares), place, variant, sku, shares, picture=picture("#777777"))
            for place, name, variant, sku, shares in rows
        ),
    }
    return PickList(**(values | changes))  # type: ignore[arg-type]
