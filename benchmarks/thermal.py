"""Thermal printers, PERFORMANCE.md goal 11 and DEVICES.md §11: labels as text, pages as dots, beside bare joins.

The floor of a label in text is the same label's pieces, escaped already, joined and encoded: what no writer can avoid.
The floor of a page is pdfium's picture of it, which every language begins with.
"""

import re
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.common import interleaved, line, median
from desktop.devices.raw import LANGUAGES, dots
from desktop.devices.raw.language import Job
from desktop.documents import fonts, parcel_label
from desktop.documents.bars import code128
from desktop.documents.page import Paper, Style
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.parts import Party
from desktop.documents.spoken import parcel_label as in_letters
from desktop.domain.codes import order_code, parcel_code
from tests.documents import samples

COUNT, ROUNDS = 5_000, 7
PAGES = 10


def cpu(work: Callable[[], object]) -> Callable[[], float]:
    """Seconds of CPU that the work takes."""

    def run() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return run


def labels() -> list[ParcelLabel]:
    """A shop's labels: each has its own code, number, name and street."""
    return [
        replace(
            samples.label_sv(),
            code=parcel_code(str(order_code(str(number))), 1),
            order_number=str(number),
            to=Party(f"Göran Öhman {number}", ("Ombud: Matboden Storgatan", f"Storgatan {number}", "921 31 Lycksele")),
        )
        for number in range(20_000, 20_000 + COUNT)
    ]


def receipt() -> bytes:
    """80 mm wide and about 190 mm long, as a purchase of twenty things."""
    paper = Paper((80, 190), "Receipt", 203)
    for row in range(20):
        paper.text(6, 20 + 6 * row, f"{row + 1} × Kopi Gayo Arabika 250 g", Style(fonts.MEDIUM, 9))
        paper.right(74, 20 + 6 * row, "98.000", Style(fonts.MEDIUM, 9))
    paper.bars(10, 150, code128("KO20741"), 3, 12)
    return paper.finish()


def text_labels(language: str, goal: str) -> None:
    many = labels()
    written = [made for made in in_letters.draw_all(many, "sv", 203, language) if made]
    assert len(written) == COUNT
    pieces = [re.split(r"(?<=\^FD|..\")", made.decode()) for made in written]
    taken = interleaved(
        {
            "ours": cpu(lambda: in_letters.draw_all(many, "sv", 203, language)),
            "floor": cpu(lambda: ["".join(parts).encode() for parts in pieces]),
        },
        ROUNDS,
    )
    ours, floor = (round(COUNT / median(taken[one])) for one in ("ours", "floor"))
    line(f"{language.upper()} labels in text", ours, floor, "labels/s", goal=goal, bytes_each=len(written[0]))


def rasters() -> None:
    pages = {
        "zpl": parcel_label.draw(samples.label_sv(), "sv"),
        "tspl": parcel_label.draw(samples.label_sv(), "sv"),
        "escpos": receipt(),
    }
    for language, pdf in pages.items():

        def ours(language: str = language, pdf: bytes = pdf) -> None:
            for _page in range(PAGES):
                drawn = [page.narrowed(576) if language == "escpos" else page for page in dots.pages(pdf, 203)]
                LANGUAGES[language].draw([page for page in drawn if page], Job())

        def floor(pdf: bytes = pdf) -> None:
            for _page in range(PAGES):
                dots.pages(pdf, 203)

        taken = interleaved({"ours": cpu(ours), "floor": cpu(floor)}, ROUNDS)
        each, least = (round(median(taken[one]) / PAGES * 1000, 2) for one in ("ours", "floor"))
        size = len(LANGUAGES[language].draw(dots.pages(pdf, 203), Job()))
        what = "80 mm receipt to ESC/POS" if language == "escpos" else f"label to {language.upper()}"
        line(f"{what}, 203 dpi", each, least, "CPU ms", goal="<= 50 ms", kb=round(size / 1024, 1))


def main() -> None:
    text_labels("zpl", ">= 50,000 labels/s (goal 11)")
    text_labels("tspl", "")
    rasters()


if __name__ == "__main__":
    main()
