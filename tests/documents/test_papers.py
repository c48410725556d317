"""What the papers say, in three languages, with real and with hostile texts."""

import ast
import itertools
import os
import random
import sys
from dataclasses import fields, replace
from decimal import Decimal

import pytest

from desktop.documents import fonts, in_words, invoice, packing_slip, parcel_label, pick_list, thank_you_card
from desktop.documents.invoice import InvoiceLine
from desktop.documents.packing_slip import SlipLine, SlipSize
from desktop.documents.page import Style, cut, measure, wrapped
from desktop.documents.parts import Party, Shop
from desktop.documents.pick_list import PickLine, PickOrder
from desktop.documents.thank_you_card import ThankYouCard
from desktop.domain.codes import order_code
from desktop.i18n import LANGUAGES
from tests.documents import reading, samples
from tests.documents.drawing import DOCUMENTS
from tests.shared import shared

PAPERS = {
    "invoice-id": ("invoice", samples.invoice_id()),
    "invoice-sv": ("invoice", samples.invoice_sv()),
    "slip-a4": ("packing-slip", samples.slip_id()),
    "slip-a5": ("packing-slip", samples.slip_sv()),
    "label-id": ("parcel-label", samples.label_id()),
    "label-sv": ("parcel-label", samples.label_sv()),
    "pick-list": ("pick-list", samples.pick_id()),
    "thank-you-card": ("thank-you-card", samples.thanks_id()),
}


def hostile_names() -> list[str]:
    """The list NASTY of the generator, which is not imported: it writes files."""
    tree = ast.parse(shared("data/synthetic/generate.py").read_text(encoding="utf-8"))
    named = (node for node in tree.body if isinstance(node, ast.Assign))
    value = next(
        node.value for node in named if isinstance(node.targets[0], ast.Name) and node.targets[0].id == "NASTY"
    )
    names: list[str] = eval(compile(ast.Expression(value), "NASTY", "eval"), {"__builtins__": {}})
    assert len(names) == 21
    return names


def everywhere(text: str, language: str = "id") -> list[bytes]:
    """Every paper with this text wherever a customer or a shop may write."""
    party, other = Party(text, (text, text)), Party(text + "x", (text,))
    shop = Shop(text, text, (text,), (text,), (text,), text)
    bill = samples.invoice_id(
        buyer=party,
        ship_to=other,
        note=text,
        payment_method=text,
        shop=shop,
        order_number=text,
        number=text,
        lines=(InvoiceLine(text, 1, Decimal(1), 1, text, text),),
    )
    slip = samples.slip_sv(
        note=text,
        thanks=text,
        returns=text,
        carrier=text,
        shop=shop,
        order_number=text,
        qr=text[:200] or "x",
        lines=(SlipLine(text, 1, text, text, text, text),),
    )
    label = samples.label_id(
        to=party,
        phone=text,
        instruction=text,
        tracking=text,
        service=text,
        carrier=text,
        sender=text,
        sender_address=text,
        order_number=text,
    )
    walk = samples.pick_id(
        number=text,
        printed_by=text,
        shop=text,
        orders=(PickOrder(text, samples.ORDER, text, text[:3]),),
        lines=(PickLine(text, 1, text, text, text, ((text[:3], 1),)),),
    )
    return [
        invoice.draw(bill, language),
        packing_slip.draw(slip, language),
        parcel_label.draw(label, language),
        pick_list.draw(walk, language),
        thank_you_card.draw(ThankYouCard(text, text, text, text, text), language),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS)
def test_no_text_lies_over_another_or_leaves_the_page(paper, language):
    name, data = PAPERS[paper]
    assert reading.clashes(DOCUMENTS[name](data, language, 203)) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_values_make_the_same_bytes(paper):
    name, data = PAPERS[paper]
    assert DOCUMENTS[name](data, "sv", 203) == DOCUMENTS[name](data, "sv", 203)


@pytest.mark.parametrize("paper", PAPERS)
def test_all_fonts_are_in_the_file(paper):
    name, data = PAPERS[paper]
    used = reading.fonts(DOCUMENTS[name](data, "sv", 203))
    assert used
    assert all(embedded for _font, embedded in used), used
    assert all("Inter" in font or "DejaVu" in font for font, _embedded in used), used


@pytest.mark.parametrize(
    ("paper", "language", "words"),
    [
        ("invoice-id", "id", ["Faktur", "Ditagihkan kepada", "LUNAS", "Terbilang", "Rp1.245.482", "Halaman 1 dari 1"]),
        ("invoice-sv", "sv", ["Faktura", "Momsspecifikation", "BETALD", "1 284,60 kr", "Att betala", "Sida 1 av 1"]),
        ("invoice-sv", "en", ["Invoice", "VAT by rate", "PAID", "1 284,60 kr", "To pay", "Page 1 of 1"]),
        ("slip-a4", "id", ["Slip kemas", "Catatan pembeli", "kirim sebelum 12 Nov 15.00", "4 macam", "9 unit"]),
        ("slip-a5", "sv", ["Följesedel", "Kundens önskemål", "skickas före 12 nov 09:00", "4 rader", "9 enheter"]),
        ("slip-a5", "en", ["Packing slip", "The buyer's wish", "ship before 12 Nov 09:00", "4 lines", "9 units"]),
        ("label-id", "id", ["Kepada", "paket", "TELEPON DULU SEBELUM ANTAR", "2,6 kg", "0104 8005 7142 891"]),
        ("label-sv", "sv", ["Till", "kolli", "RING FÖRE LEVERANS", "2,1 kg", "EE 111 840 088 SE"]),
        ("pick-list", "id", ["Daftar ambil", "3 pesanan", "Untuk keranjang", "Pindai untuk membuka di meja kemas"]),
        ("pick-list", "sv", ["Plocklista", "3 ordrar", "Till korg", "utskriven av Dewi Anggraini, Meja 2"]),
    ],
)
def test_a_paper_speaks_its_reader_s_language(paper, language, words):
    name, data = PAPERS[paper]
    said = reading.text(DOCUMENTS[name](data, language, 203))
    for word in words:
        assert word in said


@pytest.mark.parametrize("paper", ["slip-a4", "slip-a5", "label-id", "pick-list", "thank-you-card"])
def test_papers_for_the_parcel_cannot_hold_a_price(paper):
    _name, data = PAPERS[paper]
    line = data.lines[0] if hasattr(data, "lines") else data
    names = {field.name for field in (*fields(data), *fields(line))}
    if paper == "label-id":
        names.remove("collect_minor")  # the one amount that a courier must read: what is paid at the door
    assert not {name for name in names if "price" in name or "minor" in name or "total" in name or "amount" in name}


@pytest.mark.parametrize(("language", "word"), [("en", "COPY"), ("id", "SALINAN"), ("sv", "KOPIA")])
def test_a_reprint_is_marked_and_differs_in_nothing_else(language, word):
    first, again = (invoice.draw(samples.invoice_id(copy=copy), language) for copy in (False, True))
    assert word not in reading.text(first)
    assert word in reading.text(again)
    assert reading.text(again).replace(f"{word} ", "", 1) == reading.text(first)


def test_a_reprint_of_many_pages_is_marked_on_each():
    lines = samples.invoice_id().lines * 20
    pdf = invoice.draw(samples.invoice_id(copy=True, lines=lines), "en")
    assert reading.pages(pdf) > 2
    assert reading.clashes(pdf) == []
    for page in range(reading.pages(pdf)):
        said = {box.text for box in reading.boxes(pdf, page)}
        assert "COPY" in said or not any("Amount" in text for text in said)


def test_hostile_names_are_drawn_as_the_text_they_are(monkeypatch):
    opened: list[str] = []

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        if opened_here and event in ("open", "os.open", "socket.connect", "subprocess.Popen", "os.system"):
            opened.append(f"{event} {arguments}")

    everywhere("Åsa Öberg ✓ שלום 中")  # fonts are loaded before we listen
    opened_here = True
    sys.addaudithook(listen)
    try:
        names = hostile_names()
        opened.clear()
        for name in [
            *names,
            '<img src="/etc/passwd"/>',
            "Toko <Maju",
            "<b>",
            "&#x41;",
            "%PDF-1.4",
            ") Tj ET Q (",
            "\\",
            "{",
            "{0}",
            "%s",
        ]:
            for pdf in everywhere(name):
                assert reading.pages(pdf) >= 1
    finally:
        opened_here = False
    assert opened == []


def test_hostile_names_can_be_read_on_every_paper():
    for name in hostile_names():
        for pdf in everywhere(name):
            assert reading.clashes(pdf) == [], repr(name)
    said = reading.text(everywhere("<b>Åsa</b> & Söner")[2])
    assert "<b>Åsa</b> & Söner" in said


def test_random_texts_never_stop_a_paper():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    for _round in range(int(os.environ.get("KOLLI_RANDOM_TEXTS", "60"))):
        kind = choose.choice((0x7F, 0x24F, 0xFFFF, 0x10FFFF))
        text = "".join(chr(choose.randrange(kind)) for _sign in range(choose.choice((1, 12, 80, 400))))
        try:
            everywhere(text)
        except Exception as error:
            raise AssertionError(repr(text)) from error


def test_letters_that_no_font_has_are_visible_boxes():
    style = Style(fonts.REGULAR, 20)
    for sign in ("中", "😀", "\ue800", "\x07", "\ud800"):
        assert measure(sign, style) > 2, repr(sign)
        blank, drawn = (
            reading.image(parcel_label.draw(samples.label_id(to=Party(name, ("x",)), instruction=""), "en"))
            for name in ("", sign)
        )
        top = 29 * 8
        assert _ink(drawn, top, top + 50) > _ink(blank, top, top + 50) + 40, repr(sign)


def _ink(picture, top, bottom):  # dark dots in the rows of the receiver's name
    return sum(picture.getpixel((x, y)) == 0 for x, y in itertools.product(range(30, 300), range(top, bottom)))


def test_letters_beyond_inter_come_from_dejavu():
    pdf = parcel_label.draw(samples.label_id(to=Party("שלום Ωμέγα Привет Գագիկ", ("Nguyễn Thị Hạnh", "ულა"))), "en")
    assert any("DejaVu" in font for font, _embedded in reading.fonts(pdf))
    assert "Привет" in reading.text(pdf)
    assert "Nguyễn Thị Hạnh" in reading.text(pdf)


def test_names_of_the_real_products_fit_every_paper():
    import csv
    import gzip

    with gzip.open(
        shared("data/products/products_openfoodfacts_gtin.csv.gz"), "rt", encoding="utf-8", newline=""
    ) as file:
        names = sorted({row["name"] for row in csv.DictReader(file)}, key=len)
    longest = names[-60:]
    lines = tuple(
        InvoiceLine(name, 9999, Decimal("1234567.5"), 12_345_678_900, "a variant of it", "SKU-0000-0001", Decimal(25))
        for name in longest
    )
    pdf = invoice.draw(samples.invoice_sv(lines=lines), "sv")
    assert reading.clashes(pdf) == []
    said = _known(reading.drawn(pdf))
    for name in longest:
        assert _known(name) in said, name
    for size in SlipSize:
        slip = packing_slip.draw(
            samples.slip_sv(size=size, lines=tuple(SlipLine(name, 9999, name, "SKU-1", "B-01-4") for name in longest)),
            "sv",
        )
        assert reading.clashes(slip) == []
        said = _known(reading.drawn(slip))
        assert all(_known(name) in said for name in longest)
    walk = pick_list.draw(
        samples.pick_id(
            lines=tuple(PickLine(name, 9999, "B-01-4", "", "S", (("A", 9999), ("B", 9999))) for name in longest)
        ),
        "sv",
    )
    assert reading.clashes(walk) == []
    said = _known(reading.drawn(walk))
    assert all(_known(name) in said for name in longest)


def _known(text: str) -> str:
    """A text without what line ends may change: blanks and the hyphen that a reader takes for a broken word."""
    return "".join(sign for sign in text if sign.isalnum())


def test_the_longest_addresses_fit_the_label():
    import csv
    import gzip

    with gzip.open(shared("data/addresses/id_kodepos.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        rows = sorted(
            csv.DictReader(file),
            key=lambda row: -max(map(len, (row["desa_kelurahan"], row["kecamatan"], row["kabupaten_kota"]))),
        )
    for row in rows[:15]:
        to = Party(
            "Raden Ajeng Kusumaningrum Wijayakusuma Prawiranegara",
            (
                "Jl. Jenderal Besar Dr. Abdul Haris Nasution No. 1234 Blok AA-15",
                "RT 014/RW 027, Perumahan Griya Permata Indah Lestari Tahap Dua",
                f"{row['desa_kelurahan']}, {row['kecamatan']}",
                f"{row['kabupaten_kota']}, {row['provinsi']} {row['kodepos']}",
            ),
        )
        pdf = parcel_label.draw(
            samples.label_id(to=to, instruction="Telepon dulu sebelum antar, titip di pos satpam"), "id"
        )
        assert reading.clashes(pdf) == []
        said = reading.drawn(pdf)
        for text in (to.name, *to.lines):
            assert _known(text) in _known(said)


def test_353_lines_and_large_quantities_are_all_there():
    count = 353
    items = [f"Item number {place} of a very large order" for place in range(count)]
    bill = invoice.draw(
        samples.invoice_sv(
            lines=tuple(InvoiceLine(name, 80_995, Decimal("0.125"), 1_012_438, "", "S") for name in items)
        ),
        "en",
    )
    slip = packing_slip.draw(
        samples.slip_sv(lines=tuple(SlipLine(name, 80_995, "", "S", "B-01-4") for name in items)), "en"
    )
    walk = pick_list.draw(
        samples.pick_id(lines=tuple(PickLine(name, 80_995, "B-01-4", baskets=(("A", 80_995),)) for name in items)), "en"
    )
    for pdf in (bill, slip, walk):
        said = _known(reading.drawn(pdf))
        assert all(_known(name) in said for name in items)
        assert reading.pages(pdf) > 8
        assert reading.clashes(pdf) == []
        assert f"Page {reading.pages(pdf)} of {reading.pages(pdf)}" in reading.text(pdf)
    assert "0.125" in reading.text(bill)


def test_a_pick_list_of_many_orders_has_every_code():
    orders = tuple(PickOrder(str(n), str(order_code(str(n))), f"Buyer {n}", f"A{n}") for n in range(100, 140))
    pdf = pick_list.draw(samples.pick_id(orders=orders), "en", 203)
    found = set(
        itertools.chain.from_iterable(reading.codes(reading.image(pdf, page)) for page in range(reading.pages(pdf)))
    )
    assert {("Code128", order.code) for order in orders} <= found
    assert reading.clashes(pdf) == []


def test_a_broken_picture_leaves_its_place_empty():
    for wrong in (b"", b"no picture", samples.picture()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 100):
        shop = replace(samples.SAGARA, logo=wrong)
        assert reading.pages(invoice.draw(samples.invoice_id(shop=shop), "id")) == 1
        lines = (replace(samples.slip_id().lines[0], picture=wrong),)
        assert reading.pages(packing_slip.draw(samples.slip_id(lines=lines), "id")) == 1


@pytest.mark.parametrize("count", range(1, 24))
def test_an_invoice_of_any_length_keeps_its_totals_together(count):
    pdf = invoice.draw(samples.invoice_sv(lines=(samples.invoice_sv().lines * 6)[:count]), "en")
    assert reading.clashes(pdf) == []
    said = {box.text for page in range(reading.pages(pdf)) for box in reading.boxes(pdf, page)}
    assert {"Subtotal", "To pay"} <= said


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Nol rupiah"),
        (1, "Satu rupiah"),
        (11, "Sebelas rupiah"),
        (119, "Seratus sembilan belas rupiah"),
        (1000, "Seribu rupiah"),
        (21_010, "Dua puluh satu ribu sepuluh rupiah"),
        (1_001_000, "Satu juta seribu rupiah"),
        (1_245_482, "Satu juta dua ratus empat puluh lima ribu empat ratus delapan puluh dua rupiah"),
        (-2_000_000_000, "Minus dua miliar rupiah"),
    ],
)
def test_rupiah_in_words(amount, words):
    assert in_words.rupiah(amount) == words


def test_wrapping_loses_nothing_and_keeps_to_the_width():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    style = Style(fonts.MEDIUM, 10)
    for _round in range(300):
        text = " ".join("W" * choose.randrange(1, 40) for _word in range(choose.randrange(1, 12)))
        lines = wrapped(text, style, 40)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(measure(line, style) <= 40 for line in lines)
        assert measure(cut(text, style, 30), style) <= 30
