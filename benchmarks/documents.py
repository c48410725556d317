"""Goals 8, 9 and 10: labels and invoices, beside a PDF written by hand with the same texts, lines and codes.

The floor is given the finished places of every text: it neither measures nor wraps, and it uses the viewer's own
Helvetica instead of embedding a font. Codes are encoded anew in each run by both. CPU time, interleaved, medians.
"""

import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import interleaved, line, median
from desktop.documents import bars, fonts, invoice, page, parcel_label
from desktop.documents.bars import Symbol
from desktop.documents.page import MM, Paper, Style
from desktop.documents.parts import Party
from desktop.domain.codes import order_code, parcel_code
from tests.documents import reading, samples

COUNT = 200
ROUNDS = 7
Op = tuple[str, float, float, float, float, str]
Draw = Callable[[], bytes]


class Recorder(Paper):
    """Keeps what is drawn as plain operations: the text, box or code with its place."""

    made: "list[Recorder]" = []

    def __init__(self, size: tuple[float, float], title: str, dpi: int = 203) -> None:
        super().__init__(size, title, dpi)
        self.pages: list[list[Op]] = [[]]
        self.codes: dict[str, str] = {}
        self.made.append(self)

    def new_page(self) -> None:
        super().new_page()
        self.pages.append([])

    def number(self, each: Callable[[int, int], None], first: int = 0) -> None:
        pages = self.pages
        for place in range(first, len(self.sheets)):
            self.pages = [pages[place]]
            self.sheet = self.sheets[place]
            each(place - first + 1, len(self.sheets) - first)
        self.pages = pages

    def _write(self, x: float, y: float, text: str, style: Style) -> float:
        bold = "Bold" in style.face.file or "Semi" in style.face.file
        self.pages[-1].append(("t", x, self.height * MM - y * MM, style.size, float(bold), text))
        return super()._write(x, y, text, style)

    def box(self, x: float, y: float, width: float, height: float, grey: float = 0.0) -> None:
        self.pages[-1].append(("r", x * MM, (self.height - y - height) * MM, width * MM, height * MM, ""))
        super().box(x, y, width, height, grey)

    def _symbol(self, x: float, y: float, symbol: Symbol, across: float, down: float) -> None:
        kind = "qr" if symbol.height > 1 else "bars"
        self.pages[-1].append((kind, x * MM, (self.height - y) * MM, across, down, self.codes[symbol.path]))


def floor(pages: list[list[Op]], size: tuple[float, float]) -> bytes:
    """A PDF written by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    escaped = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})
    for ops in pages:
        shapes, texts = [], ["BT"]
        for kind, x, y, one, other, text in ops:
            if kind == "t":
                texts.append("/F%d %s Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj" % (other, one, x, y, text.translate(escaped)))
            elif kind == "r":
                shapes.append("%.2f %.2f %.2f %.2f re" % (x, y, one, other))
            elif kind == "bars":
                shapes += ["%.2f %.2f %.2f %.2f re" % (x + a * one, y, w * one, other) for a, w in _bars(text)]
            else:
                shapes += [
                    "%.2f %.2f %.2f %.2f re" % (x + a * one, y - (r + 1) * one, w * one, one) for r, a, w in _qr(text)
                ]
        texts.append("ET")
        stream = zlib.compress(("\n".join(shapes) + "\nf\n" + "\n".join(texts)).encode("cp1252", "replace"), 1)
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = (
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 %.2f %.2f]/Resources<</Font<</F0 3 0 R/F1 4 0 R>>>>>>"
        % (len(kids), b" ".join(kids), size[0] * MM, size[1] * MM)
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
            story.append(Paragraph(text, large))
        for text in (label.service, *label.to.lines[:-1], label.phone, label.instruction, label.tracking, label.sender):
            story.append(Paragraph(text, small))
        story += [Spacer(1, 6), Code128(label.code, barWidth=0.5 * MM, barHeight=23 * MM, quiet=0), square, PageBreak()]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=(100 * MM, 150 * MM), leftMargin=11, rightMargin=11, topMargin=11, bottomMargin=11
    ).build(story)
    return out.getvalue()


def recorded(module: object, draw: Draw, codes: list[str]) -> list[list[Op]]:
    """The operations that a paper is made of."""
    original = vars(module)["Paper"]
    Recorder.made.clear()
    vars(module)["Paper"] = Recorder
    known = {bars.code128(code).path: code for code in codes} | {bars.qr(code).path: code for code in codes}
    begin = Recorder.__init__

    def start(self: Recorder, *values: object, **more: object) -> None:
        begin(self, *values, **more)  # type: ignore[arg-type]
        self.codes = known

    Recorder.__init__ = start  # type: ignore[method-assign]
    try:
        draw()
    finally:
        vars(module)["Paper"] = original
        Recorder.__init__ = begin  # type: ignore[method-assign]
    return Recorder.made[-1].pages


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
    label_ops = recorded(parcel_label, lambda: parcel_label.draw_all(labels, "sv"), codes)
    bill_ops = recorded(invoice, lambda: invoice.draw_all(bills, "sv"), [bill.order_code for bill in bills])
    for peer in (1,):  # import what the peer needs before it is timed
        platypus(labels[:peer])
    few = labels[:10]
    measure("label, batch of 200 (goal 8)", "<= 1.0", "CPU ms a page", lambda: parcel_label.draw_all(labels, "sv"),
            lambda: floor(label_ops, page.LABEL), COUNT)  # fmt: skip
    measure("label, batch of 10, beside platypus (goal 8)", "platypus >= 15", "CPU ms a page",
            lambda: parcel_label.draw_all(few, "sv"), lambda: floor(label_ops[:10], page.LABEL), 10,
            platypus=lambda: platypus(few))  # fmt: skip
    measure("label, one on click, fonts embedded (goal 9)", "<= 10 ms", "CPU ms",
            lambda: parcel_label.draw(labels[0], "sv"), lambda: floor(label_ops[:1], page.LABEL), 1)  # fmt: skip
    measure("invoice of 12 lines, batch of 200 (goal 10)", "<= 1.3", "CPU ms a page", lambda: invoice.draw_all(bills, "sv"),
            lambda: floor(bill_ops, page.A4), COUNT)  # fmt: skip
    measure("invoice, one on click, fonts embedded", "", "CPU ms", lambda: invoice.draw(bills[0], "sv"),
            lambda: floor(bill_ops[:1], page.A4), 1)  # fmt: skip
    line(
        "labels read back at 203 dpi (goal 8)", read_back(parcel_label.draw_all(labels, "sv"), codes), 100.0, "percent"
    )


if __name__ == "__main__":
    main()
