"""Goals 8, 9 and 10: labels and invoices, beside a PDF written by hand with the same texts, lines and codes.

The floor's places are written down by hand: it fits and wraps nothing, and it uses the viewer's own Helvetica instead
of embedding a font. Codes are encoded and texts measured anew in each run by both. CPU time, interleaved, medians.
"""

import sys
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pypdfium2
from reportlab.pdfbase.pdfmetrics import stringWidth

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import interleaved, line, median
from desktop import i18n
from desktop.documents import bars, fonts, invoice, page, parcel_label
from desktop.documents.invoice import Invoice
from desktop.documents.page import MM
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.parts import Party
from desktop.domain.codes import order_code, parcel_code
from tests.documents import reading, samples

COUNT = 200
ROUNDS = 7
Op = tuple[str, float, float, float, float, str]
Draw = Callable[[], bytes]


def label_ops(label: ParcelLabel) -> list[Op]:
    """The same texts, lines and codes as our label, with places written down by hand: no fitting, no wrapping."""
    ops: list[Op] = [
        ("t", 4, 12.1, 22, 1, label.carrier),
        ("t", 4, 17.4, 9.6, 0, label.service),
        ("r", 74.6, 4, 21.4, 15.5, ""),
    ]
    ops += [("m", 85.3, 13.1, 22.5, 1, f"{label.parcel}/{label.parcels}"), ("m", 85.3, 17.1, 7.8, 1, "kolli")]
    ops += [("r", 4, 22.2, 92, 0.5, ""), ("t", 4, 28.1, 7.7, 1, "Till"), ("t", 4, 34.6, 16.5, 1, label.to.name)]
    y = 40.9
    for text in label.to.lines[:-1]:
        ops.append(("t", 4, y, 12, 0, text))
        y += 5.15
    ops += [("t", 4, y + 1.6, 16.5, 1, label.to.lines[-1]), ("t", 4, y + 7.5, 10.6, 0, label.phone)]
    ops += [("r", 4, y + 10.7, 92, 9, ""), ("t", 6.5, y + 16.7, 12.8, 1, label.instruction.upper())]
    ops += [("t", 4, 91, 7.7, 1, f"{label.carrier} kollinummer"), ("e", 96, 91, 7.7, 1, "Order")]
    ops += [("t", 4, 96.9, 14, 1, label.tracking), ("e", 96, 96.9, 14, 1, f"#{label.order_number}")]
    ops += [
        ("r", 4, 100.4, 92, 0.25, ""),
        ("bars", 5, 103.1, 0.5, 23.8, label.code),
        ("t", 5, 133.3, 13, 1, label.code),
    ]
    ops += [("qr", 77.6, 116, 0.876, 0, label.code), ("r", 4, 137, 92, 0.25, ""), ("t", 4, 141.6, 8.2, 0, label.sender)]
    weight, day = f"{i18n.number((label.weight_g or 0) // 1000, 'sv')},1 kg", label.shipped_on
    ops += [("e", 96, 141.6, 8.2, 0, weight), ("t", 4, 145.1, 8.2, 0, label.sender_address)]
    ops.append(("e", 96, 145.1, 8.2, 0, i18n.date(day, "sv") if day else ""))
    return ops


def invoice_ops(bill: Invoice) -> list[Op]:
    """The same as our invoice, by hand."""

    def money(minor: int) -> str:
        return i18n.money(minor, bill.currency)

    ops: list[Op] = [("t", 18, 22.7, 13, 1, bill.shop.name), ("t", 18, 27.2, 8, 0, bill.shop.legal_name)]
    ops += [("e", 192, 24.5, 29, 1, "Faktura"), ("e", 192, 31.6, 11.2, 0, bill.number)]
    for x, caption, party in ((18.0, "Köpare", bill.buyer), (75.9, "Leveransadress", bill.ship_to or bill.buyer)):
        ops += [("t", x, 49.1, 8, 1, caption), ("t", x, 54.7, 10.2, 1, party.name)]
        ops += [("t", x, 59.2 + 3.95 * place, 9, 0, text) for place, text in enumerate(party.lines)]
    facts = (("Datum", i18n.date(bill.issued_on, "sv")), ("Förfaller", i18n.date(bill.issued_on, "sv")),
             ("Order", f"#{bill.order_number}"), ("Betalsätt", bill.payment_method))  # fmt: skip
    for place, (caption, text) in enumerate(facts):
        ops += [("t", 134.1, 49.3 + 5.3 * place, 9, 0, caption), ("e", 192, 49.3 + 5.3 * place, 9, 1, text)]
    heads = (("Antal", 104.0), ("À-pris", 138.0), ("Moms", 156.0), ("Belopp", 192.0))
    ops += [
        ("t", 18, 82, 8, 1, "Artikel"),
        *(("e", x, 82.0, 8.0, 1.0, text) for text, x in heads),
        ("r", 18, 84.9, 174, 0.35, ""),
    ]
    y = 85.0
    for row in bill.lines:
        ops += [("t", 18, y + 5.7, 9.1, 1, row.name), ("t", 18, y + 9.8, 8, 0, f"{row.variant} · {row.sku}")]
        cells = (
            i18n.number(row.quantity, "sv"),
            money(int(row.unit_price * 100)),
            f"{row.tax_percent} %",
            money(row.total_minor),
        )
        ops += [("e", x, y + 5.7, 9, 0, text) for (_caption, x), text in zip(heads, cells, strict=True)]
        ops.append(("r", 18, y + 13.2, 174, 0.18, ""))
        y += 13.2
    sums = [("Delsumma", bill.subtotal_minor), *((extra.name, extra.amount_minor) for extra in bill.extras)]
    sums += [("Summa", bill.total_minor), ("Betalt", -bill.paid_minor), ("Att betala", 0)]
    for place, (caption, minor) in enumerate(sums):
        ops += [("t", 112, y + 8.9 + 5.5 * place, 9, 0, caption), ("e", 192, y + 8.9 + 5.5 * place, 9, 0, money(minor))]
    tax = bill.taxes[0]
    ops += [
        ("t", 18, y + 8.6, 8, 1, "Momsspecifikation"),
        ("t", 18, y + 13, 8, 0, "Momssats"),
        ("e", 69.5, y + 13, 8, 0, "Underlag"),
    ]
    ops += [
        ("e", 94, y + 13, 8, 0, "Moms"),
        ("t", 18, y + 17.4, 9, 0, f"{tax.percent} %"),
        ("e", 69.5, y + 17.4, 9, 0, money(tax.base_minor)),
    ]
    ops += [
        ("e", 94, y + 17.4, 9, 0, money(tax.tax_minor)),
        ("t", 18, y + 22, 8, 0, "Alla priser i tabellen är inklusive moms."),
    ]
    ops += [
        ("r", 18, y + 28, 60, 0.5, ""),
        ("t", 22, y + 34, 12.4, 1, "BETALD"),
        ("t", 22, y + 38, 8, 0, f"Swish, {i18n.date(bill.issued_on, 'sv')}"),
    ]
    ops += [("bars", 18, 253.9, 0.375, 10.2, bill.order_code), ("t", 18, 267, 7.5, 0, bill.order_code)]
    ops += [("t", 67, 263.5 + 3.5 * place, 8, 0, text) for place, text in enumerate((bill.note[:90], bill.note[90:]))]
    ops += [("r", 18, 272.7, 174, 0.18, ""), ("e", 192, 278.2, 7.1, 0, "Sida 1 av 1")]
    columns = ((bill.shop.legal_name, *bill.shop.address), bill.shop.registrations, bill.shop.bank)
    for column, texts in enumerate(columns):
        ops += [("t", 18 + 52 * column, 278.2 + 3.1 * place, 7.1, 0, text) for place, text in enumerate(texts)]
    return ops


def floor(pages: Iterable[list[Op]], size: tuple[float, float]) -> bytes:
    """A PDF written by hand, with base-14 fonts; texts that end at x ("e") or stand around it ("m") are measured."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    top = size[1] * MM
    escaped = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})
    for ops in pages:
        shapes, texts = [], ["BT"]
        for kind, x, y, one, other, text in ops:
            left, base = x * MM, top - y * MM
            if kind in "tem":
                if kind != "t":
                    wide = stringWidth(text, ("Helvetica", "Helvetica-Bold")[int(other)], one)
                    left -= wide if kind == "e" else wide / 2
                texts.append(f"/F{other:.0f} {one} Tf 1 0 0 1 {left:.2f} {base:.2f} Tm ({text.translate(escaped)}) Tj")
            elif kind == "r":
                shapes.append(f"{left:.2f} {base - other * MM:.2f} {one * MM:.2f} {other * MM:.2f} re")
            else:
                each = one * MM
                if kind == "bars":
                    high = other * MM
                    shapes += [
                        f"{left + a * each:.2f} {base - high:.2f} {w * each:.2f} {high:.2f} re" for a, w in _bars(text)
                    ]
                else:
                    shapes += [
                        f"{left + a * each:.2f} {base - (row + 1) * each:.2f} {w * each:.2f} {each:.2f} re"
                        for row, a, w in _qr(text)
                    ]
        texts.append("ET")
        stream = zlib.compress(("\n".join(shapes) + "\nf\n" + "\n".join(texts)).encode("cp1252", "replace"), 1)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = (
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 %.2f %.2f]/Resources<</Font<</F0 3 0 R/F1 4 0 R>>>>>>"
        % (len(kids), b" ".join(kids), size[0] * MM, top)
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one_object in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, one_object)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _bars(text: str) -> list[tuple[int, int]]:
    bits = bars.Code128(text).build()[0]
    return [(run.start(), run.end() - run.start()) for run in bars._dark(bits)]


def _qr(text: str) -> list[tuple[int, int, int]]:
    made = bars.zxingcpp.create_barcode(text, bars.zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    view = memoryview(made.to_image(scale=1, add_quiet_zones=False))
    side, bits = view.shape[0], view.tobytes().translate(bars._BITS).decode()
    rows = [bits[row * side : row * side + side] for row in range(side)]
    return [(place, run.start(), run.end() - run.start()) for place, row in enumerate(rows) for run in bars._dark(row)]


def platypus(labels: tuple[parcel_label.ParcelLabel, ...]) -> bytes:
    """A peer: the same label as ReportLab's tutorials make one, with flowing paragraphs and its own barcodes."""
    import io

    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

    small, large = ParagraphStyle("s", fontSize=10, leading=12), ParagraphStyle("l", fontSize=16, leading=19)
    story: list[object] = []
    for label in labels:
        square = Drawing(52, 52)
        square.add(QrCodeWidget(label.code, barLevel="M", barBorder=0, barWidth=52, barHeight=52))
        for text in (label.carrier, label.to.name, *label.to.lines[-1:]):
            story.append(Paragraph(text, large))  # noqa: PERF401 - as the tutorials do
        for text in (label.service, *label.to.lines[:-1], label.phone, label.instruction, label.tracking, label.sender):
            story.append(Paragraph(text, small))  # noqa: PERF401
        story += [Spacer(1, 6), Code128(label.code, barWidth=0.5 * MM, barHeight=23 * MM, quiet=0), square, PageBreak()]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=(100 * MM, 150 * MM), leftMargin=11, rightMargin=11, topMargin=11, bottomMargin=11
    ).build(story)
    return out.getvalue()


def fresh() -> None:
    """Forget what an earlier run encoded and measured: every label of a shop is another one."""
    bars.code128.cache_clear()
    bars.qr.cache_clear()
    fonts.plan.cache_clear()


def timed(draw: Draw, times: int = 1) -> Callable[[], float]:
    def run() -> float:
        taken = 0.0
        for _time in range(times):
            fresh()
            begun = time.process_time()
            draw()
            taken += time.process_time() - begun
        return taken / times

    return run


def read_back(pdf: bytes, codes: list[str]) -> float:
    """The part of the codes that a 203 dpi printer's dots give back, in percent."""
    document = pypdfium2.PdfDocument(pdf)
    found = 0
    for place, code in enumerate(codes):
        grey = document[place].render(scale=203 / 72, grayscale=True).to_pil().convert("L")
        found += ("Code128", code) in reading.codes(grey.point(lambda level: 255 if level > 127 else 0))
    document.close()
    return round(100 * found / len(codes), 1)


def measure(name: str, goal: str, unit: str, many: Draw, hand: Draw, count: int, **peers: Draw) -> None:
    runs = interleaved({"ours": timed(many), "floor": timed(hand), **{n: timed(p) for n, p in peers.items()}}, ROUNDS)
    ours, least = (median(runs[one]) / count * 1000 for one in ("ours", "floor"))
    slower = {peer: round(median(runs[peer]) / count * 1000 / ours, 1) for peer in peers}
    line(
        name,
        round(ours, 3),
        round(least, 3),
        unit,
        goal=goal,
        kb_a_page=round(len(many()) / count / 1024, 2),
        times_slower=slower,
    )


def main() -> None:
    labels = tuple(
        replace(samples.label_sv(), code=parcel_code(str(order_code(str(n))), 1), order_number=str(n),
                to=Party(f"Göran Öhman {n}", ("Ombud: Matboden Storgatan", "Storgatan 23", "921 31 Lycksele")))
        for n in range(20_000, 20_000 + COUNT)
    )  # fmt: skip
    lines = (samples.invoice_sv().lines * 3)[:12]
    bills = tuple(
        samples.invoice_sv(number=f"2026-{n}", order_number=str(n), order_code=str(order_code(str(n))), lines=lines,
                           shop=replace(samples.LINGON, logo=b""))
        for n in range(20_000, 20_000 + COUNT)
    )  # fmt: skip
    codes = [label.code for label in labels]
    platypus(labels[:1])  # imports what the peer needs, before it is timed
    few = labels[:100]
    measure("label, batch of 200 (goal 8)", "<= 1.0", "CPU ms a page", lambda: parcel_label.draw_all(labels, "sv"),
            lambda: floor(map(label_ops, labels), page.LABEL), COUNT)  # fmt: skip
    measure("label, batch of 100, beside platypus (goal 8)", "platypus >= 15", "CPU ms a page",
            lambda: parcel_label.draw_all(few, "sv"), lambda: floor(map(label_ops, few), page.LABEL), 100,
            platypus=lambda: platypus(few))  # fmt: skip
    measure("label, one on click, fonts embedded (goal 9)", "<= 10 ms", "CPU ms",
            lambda: parcel_label.draw(labels[0], "sv"),
            lambda: floor(map(label_ops, labels[:1]), page.LABEL), 1)  # fmt: skip
    measure("invoice of 12 lines, batch of 200 (goal 10)", "<= 1.3", "CPU ms a page",
            lambda: invoice.draw_all(bills, "sv"), lambda: floor(map(invoice_ops, bills), page.A4), COUNT)  # fmt: skip
    measure("invoice, one on click, fonts embedded", "", "CPU ms", lambda: invoice.draw(bills[0], "sv"),
            lambda: floor(map(invoice_ops, bills[:1]), page.A4), 1)  # fmt: skip
    line(
        "labels read back at 203 dpi (goal 8)", read_back(parcel_label.draw_all(labels, "sv"), codes), 100.0, "percent"
    )


if __name__ == "__main__":
    main()
