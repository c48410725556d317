"""Goals 8 and 10 beside the peers that shops use: WeasyPrint, dompdf, ReportLab's platypus. Whole processes, CPU time.

make bench NAME=paper_peers [ARGS="--papers 50"]

The peers are no part of Kolli. WeasyPrint is run by the Python that KOLLI_BENCH_PYTHON names (a throw-away environment
with it), or by this one; dompdf by php, where its autoload is found (Debian: php-dompdf). What is not here says so.
Each draws the same texts, lines and codes; its codes stand in it as pictures that are made before the clock starts.
"""

import argparse
import html
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.common import line, median
from desktop.documents import invoice, parcel_label
from desktop.documents.invoice import Invoice
from desktop.documents.parcel_label import ParcelLabel
from desktop.domain.codes import order_code, parcel_code
from tests.documents import samples

ROUNDS = 3
_WEASY = "import sys, weasyprint; weasyprint.HTML(filename=sys.argv[1]).write_pdf(sys.argv[2])"
_DOMPDF = """<?php require_once 'dompdf/autoload.php';
$o = new Dompdf\\Options(); $o->set('isRemoteEnabled', false); $o->set('isFontSubsettingEnabled', true);
$d = new Dompdf\\Dompdf($o); $d->loadHtml(file_get_contents($argv[1]), 'UTF-8'); $d->render();
file_put_contents($argv[2], $d->output());"""


def labels(count: int) -> tuple[ParcelLabel, ...]:
    codes = [str(order_code(str(n))) for n in range(20_000, 20_000 + count)]
    return tuple(replace(samples.label_sv(), code=parcel_code(code, 1)) for code in codes)


def bills(count: int) -> tuple[Invoice, ...]:
    lines, shop = (samples.invoice_sv().lines * 3)[:12], replace(samples.LINGON, logo=b"")
    return tuple(samples.invoice_sv(number=f"2026-{n}", lines=lines, shop=shop) for n in range(20_000, 20_000 + count))


def label_page(data: ParcelLabel) -> str:
    rows = (data.carrier, data.service, data.to.name, *data.to.lines, data.phone, data.instruction, data.tracking)
    texts = "".join(f"<p>{html.escape(row)}</p>" for row in rows)
    return f"<div class=p>{texts}{bars_svg(data.code)}<p>{data.code}</p><p>{html.escape(data.sender)}</p></div>"


def invoice_page(data: Invoice) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(row.name)}<br>{row.sku}</td><td>{row.quantity}</td><td>{row.unit_price}</td>"
        f"<td>{row.total_minor / 100:.2f}</td></tr>"
        for row in data.lines
    )
    head = "".join(f"<p>{html.escape(row)}</p>" for row in (data.shop.name, data.number, data.buyer.name))
    return (
        f"<div class=p>{head}<table>{rows}</table><p>{data.total_minor / 100:.2f}</p>{bars_svg(data.order_code)}</div>"
    )


def bars_svg(code: str) -> str:
    """The bars as table cells: what dompdf and WeasyPrint both draw without a further library."""
    from benchmarks.documents import _bars

    cells, at = [], 0
    for begin, width in _bars(code):
        cells += [f"<i style='width:{(begin - at) * 0.375:.3f}mm'></i>", f"<b style='width:{width * 0.375:.3f}mm'></b>"]
        at = begin + width
    return f"<div class=c>{''.join(cells)}</div>"


def page_style(size: str) -> str:
    return (
        f"<style>@page{{size:{size};margin:4mm}}body{{font-family:'DejaVu Sans',sans-serif;font-size:9pt}}"
        ".p{page-break-after:always}p{margin:1mm 0}table{width:100%}td{border-bottom:.1mm solid #999}"
        ".c{height:20mm}.c i,.c b{display:inline-block;height:20mm}.c b{background:#000}</style>"
    )


def own(kind: str, count: int) -> None:
    """What a process of ours does."""
    made = parcel_label.draw_all(labels(count), "sv") if kind == "label" else invoice.draw_all(bills(count), "sv")
    assert made.startswith(b"%PDF")


def platypus(kind: str, count: int) -> None:
    """The same as ReportLab's tutorials do it: flowing paragraphs, tables and its own barcodes."""
    if kind == "label":
        from benchmarks.documents import platypus as drawn

        drawn(labels(count))
        return
    import io

    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    style = ParagraphStyle("s", fontSize=9, leading=11)
    story: list[object] = []
    for bill in bills(count):
        story += [Paragraph(html.escape(text), style) for text in (bill.shop.name, bill.number, bill.buyer.name)]
        rows = [[Paragraph(f"{html.escape(row.name)}<br/>{row.sku}", style), str(row.quantity), str(row.unit_price),
                 f"{row.total_minor / 100:.2f}"] for row in bill.lines]  # fmt: skip
        story += [Table(rows), Code128(bill.order_code, barWidth=1, barHeight=30), PageBreak()]
    SimpleDocTemplate(io.BytesIO()).build(story)


def cpu_s(command: list[str]) -> float | None:
    """CPU seconds of a process from its start to its end; None where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(kind: str, count: int, folder: Path) -> dict[str, list[str]]:
    """How each is run."""
    pages = [label_page(data) for data in labels(count)] if kind == "label" else map(invoice_page, bills(count))
    source, php = folder / f"{kind}.html", folder / "dompdf.php"
    source.write_text(page_style("100mm 150mm" if kind == "label" else "A4") + "".join(pages), encoding="utf-8")
    php.write_text(_DOMPDF, encoding="utf-8")
    me = [sys.executable, "-m", "benchmarks.paper_peers", "--papers", str(count), "--only"]
    weasy = os.environ.get("KOLLI_BENCH_PYTHON", sys.executable)
    found = {"ours": [*me, f"own-{kind}"], "platypus": [*me, f"platypus-{kind}"]}
    found["WeasyPrint"] = [weasy, "-c", _WEASY, str(source), str(folder / "weasy.pdf")]
    if shutil.which("php"):
        found["dompdf"] = ["php", str(php), str(source), str(folder / "dompdf.pdf")]
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--papers", type=int, default=50)
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    if given.only:
        what, _dash, kind = given.only.partition("-")
        drawn: dict[str, Callable[[str, int], None]] = {"own": own, "platypus": platypus}
        drawn[what](kind, given.papers)
        return
    goals = {"label": {"WeasyPrint": 25, "dompdf": 7, "platypus": 6}, "invoice": {"WeasyPrint": 30, "dompdf": 10}}
    for kind, wanted in goals.items():
        with tempfile.TemporaryDirectory() as some:
            taken: dict[str, list[float]] = {}
            missing: set[str] = set()
            ways = commands(kind, given.papers, Path(some))
            for _turn in range(ROUNDS):
                for name, command in ways.items():
                    seconds = None if name in missing else cpu_s(command)
                    missing |= {name} if seconds is None else set()
                    taken.setdefault(name, []).extend([] if seconds is None else [seconds])
            ours = median(taken["ours"])
            for name in ("platypus", "WeasyPrint", "dompdf"):
                if not taken.get(name):
                    print(json.dumps({"name": f"{kind}, {name}", "here": False, "why": "not here"}), flush=True)
                    continue
                line(
                    f"{kind}: {given.papers} in one file, whole process, beside {name}", round(ours, 3),
                    round(median(taken[name]), 3), "CPU s", times_slower=round(median(taken[name]) / ours, 1),
                    goal=f">= {wanted[name]}" if name in wanted else "",
                )  # fmt: skip


if __name__ == "__main__":
    main()
