"""Every kind of paper at its extremes: the longest texts, foreign letters, nothing at all, 353 lines, large numbers.

Every text of a paper's data is replaced by one that begins and ends with a mark of its own. A text that begins on the
paper must end there too, or say with … that it was cut; and none lies over another or leaves the paper.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum

import pytest

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
from desktop.documents.command_card import CommandCard
from desktop.documents.media import named
from desktop.documents.scanner_check import ScannerCheck
from desktop.documents.template import Template
from desktop.documents.test_page import TestPage
from desktop.domain.symbols import Symbology
from desktop.i18n import LANGUAGES
from desktop.services.paper_kinds import PAPERS
from tests.documents import paper_samples, reading, samples
from tests.hard.runs import runs

# What is no text for people, or is chosen from a list: it stays as it is.
_KEPT = {"code", "order_code", "qr", "currency", "zone", "media", "tick", "sscc", "size", "label", "template", "data",
         "copy", "logo", "picture", "messages", "parcels", "sku", "kind", "codes", "document"}  # fmt: skip
_DOT_MM = 0.13  # of a label printer: accents below and letters that nobody has may touch by so much
LONG = "Kaffebryggaravkalkningsmedel för hushållsbryggare, espressomaskiner och tekannor av emalj"
SCRIPTS = {
    "latin": LONG,
    "mixed": "Привет Ελληνικά, Nguyễn Thị Hạnh, العربية, 中文",
    "every language": LONG,
    "one word": "Kusumaningrumwijayakusumaprawiranegarasastraadiningratmangkunegara",
    "ours": "Привет, Ελληνικά γράμματα, Nguyễn Thị Hạnh, Şırnak Łódź",
    "nobody's": "中文产品 日本語の商品 한국어 ภาษาไทย العربية हिन्दी 😀 👨‍👩‍👧",
}
TOO_SMALL_FOR = {"product-label", "price-label"}  # of these a text that has no room at all is left out, and not cut


@dataclass(frozen=True)
class Case:
    """A paper with its data; `margin` in mm is what its printers leave white."""

    kind: str
    draw: Callable[..., bytes]
    data: object
    media: str = ""
    margin: float = 2.5

    def drawn(self, data: object, language: str) -> bytes:
        return self.draw(data, language, 203, **({"media": named(self.media)} if self.media else {}))

    @property
    def name(self) -> str:
        return f"{self.kind} {self.media}".strip()


_SLIP, _BIN = samples.slip_id(note="x"), paper_samples.BINS[0]
CASES = (
    Case("invoice", invoice.draw, samples.invoice_sv()),
    Case("credit-note", credit_note.draw, paper_samples.CREDIT),
    Case("receipt", receipt.draw, replace(paper_samples.SOLD, media="roll-80"), margin=0.5),
    Case("receipt", receipt.draw, replace(paper_samples.SOLD, media="roll-58"), margin=0.5),
    Case("z-report", z_report.draw, paper_samples.DAY, margin=0.5),
    Case("packing-slip", packing_slip.draw, _SLIP),
    Case("packing-slip", packing_slip.draw, samples.slip_sv()),
    Case("parcel-label", parcel_label.draw, samples.label_id()),
    Case("parcel-label", parcel_label.draw, samples.label_sv(collect_minor=112_960, currency="SEK"), "A6"),
    Case("return-label", return_label.draw, paper_samples.RETURN),
    Case("return-label", return_label.draw, paper_samples.RETURN, "A4"),
    Case("pick-list", pick_list.draw, samples.pick_id()),
    Case("wave-list", pick_list.draw, replace(samples.pick_id(), by_path=True)),
    Case("wave-sheet", pick_list.draw, paper_samples.TICKS),
    Case("thank-you-card", thank_you_card.draw, samples.thanks_id()),
    Case("command-card", command_card.draw, CommandCard("Meja 2")),
    Case("carton-card", carton_card.draw, paper_samples.CARTONS),
    Case("voucher", voucher.draw, paper_samples.VOUCHER),
    Case("badge", badge_card.draw, BadgeCard(paper_samples.BADGE, "Dewi", "Packer", "Sagara", "K41")),
    Case("manifest", manifest.draw, paper_samples.LOADED),
    Case("bin-label", storage_label.draw, [_BIN], margin=0.5),
    Case("bin-label", storage_label.draw, [_BIN], "57x32", margin=0.5),
    Case("tote-label", storage_label.draw, [paper_samples.TOTE], margin=0.5),
    Case("product-label", product_label.draw, paper_samples.product("S", Symbology.EAN13, "4006381333931"), margin=0.5),
    Case("price-label", price_label.draw, paper_samples.price("S", Symbology.EAN13, "4006381333931"), margin=0.5),
    Case("shop-card", code_sheet.draw, [paper_samples.SHEET]),
    Case("packed-codes", code_sheet.draw, [paper_samples.SHEET]),
    Case("scanner-check", scanner_check.draw, ScannerCheck("Meja 2")),
    Case("test-page", test_page.draw, TestPage("Office", "Bench", "12 Nov")),
    Case("test-page", test_page.draw, TestPage("Zebra", "Bench", "12 Nov", label=True)),
)
_SEEN: dict[str, int] = {}
IDS = [f"{case.name} {_SEEN.setdefault(case.name, 0)}" for case in CASES]


class Filling:
    """Gives each text field a text of its own; `all` are the pairs of marks that they begin and end with."""

    def __init__(self, text: str, number: int | None = None) -> None:
        self.text, self.number = text, number
        self.all: list[tuple[str, str]] = []

    def fill(self, value: object, name: str = "") -> object:
        if name in _KEPT or isinstance(value, (Enum, bytes, bool)):
            return value
        if is_dataclass(value) and not isinstance(value, type):
            changed = {own.name: self.fill(getattr(value, own.name), own.name) for own in fields(value)}
            return replace(value, **changed)
        if isinstance(value, str):
            return self._one(name)
        if isinstance(value, int) and self.number is not None:
            return self.number
        if isinstance(value, (tuple, list)):
            return type(value)(self.fill(each, name) for each in value)
        return value

    def _one(self, name: str) -> str:
        if not self.text:
            return ""
        if name in ("baskets", "basket"):
            return "AB"
        apart = "" if name == "packed_by" else " "  # of whom the first name is said
        begin, end = f"Q{len(self.all):03}X", f"X{len(self.all):03}Q"
        self.all.append((begin, end))
        return apart.join((begin, self.text.replace(" ", apart), end))


def quiet_ends(pdf: bytes, marks: list[tuple[str, str]]) -> list[str]:
    """The marks of texts that begin on a paper and end nowhere, without saying so."""
    said = "".join(reading.drawn(pdf).split()).upper()
    starts = sorted((said.find(begin), begin, end) for begin, end in marks if begin in said)
    found = []
    for begin, end in {(begin, end) for _at, begin, end in starts}:
        places = [at for at in range(len(said)) if said.startswith(begin, at)]
        for at in places:
            following = [other for other, name, _end in starts if other > at and name != begin]
            until = min(following, default=len(said)) + 40
            if end not in said[at:] and "…" not in said[at:until]:
                found.append(begin)
    return found


def test_every_kind_of_paper_is_looked_at():
    assert set(PAPERS) - {case.kind for case in CASES} - paper_samples.ELSEWHERE == set(), "add it to CASES"


@pytest.mark.parametrize(
    "script", ["latin", "mixed", *(pytest.param(more, marks=pytest.mark.hard) for more in list(SCRIPTS)[2:])]
)
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_texts_of_any_length_and_script_are_whole_or_say_that_they_are_cut(case, script):
    filling = Filling(SCRIPTS[script])
    data = filling.fill(case.data)
    turn = CASES.index(case)
    for language in LANGUAGES if script == "every language" else (list(LANGUAGES)[turn % 3],):
        pdf = case.drawn(data, language)
        assert reading.clashes(pdf, case.margin, _DOT_MM) == []
        if script not in ("nobody's", "mixed"):  # whose letters a reader of the file sees differently
            assert quiet_ends(pdf, filling.all) == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_paper_without_any_text_is_still_one(case):
    pdf = case.drawn(Filling("").fill(case.data), "sv")
    assert reading.pages(pdf) >= 1
    assert reading.clashes(pdf, case.margin) == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_large_numbers_have_room(case):
    data = Filling("Teh", 1_234_567).fill(case.data)
    assert reading.clashes(case.drawn(data, "sv"), case.margin) == []


# The others are looked at in test_papers, or have the same layout.
_IN_EVERY_RUN = ("manifest", "carton-card")
_OF_LINES = [case for case in CASES if hasattr(case.data, "lines") or case.kind == "carton-card"]


@pytest.mark.parametrize("case", [
    pytest.param(case, marks=() if case.kind in _IN_EVERY_RUN else pytest.mark.hard) for case in _OF_LINES
], ids=lambda case: case.name)  # fmt: skip
def test_353_lines_are_all_there(case):
    lines = case.data if isinstance(case.data, list) else case.data.lines
    many = [replace(lines[0], **{_named(lines[0]): f"Item {turn} of many"}) for turn in range(353)]
    if hasattr(many[0], "tick"):
        many = [replace(line, tick="") for line in many]
    data = many if isinstance(case.data, list) else replace(case.data, lines=tuple(many))
    pdf = case.drawn(data, "id")
    assert reading.clashes(pdf, case.margin) == []
    said = "".join(reading.drawn(pdf).split())
    assert [turn for turn in range(353) if f"Item{turn}ofmany" not in said] == []


def _named(line: object) -> str:
    return "name" if hasattr(line, "name") else "place"


PARTS = ("heading", "note", "thanks", "text", "returns", "sender", "extra", "footer", "declaration")


TEXTS = ("W" * 600, "\n".join("ab" for _turn in range(200)), f"{LONG} " * 7, "中" * 300, f"{LONG} " * 400)


@runs(sample=2, whole=len(TEXTS))
@pytest.mark.parametrize("case", [case for case in CASES if hasattr(case.data, "template")], ids=lambda case: case.name)
def test_an_owner_s_own_words_have_room_at_their_longest(case, times):
    """As long as a shape lets them be, and far longer: a template of another program's making."""
    for turn, text in enumerate(TEXTS[:times]):
        template = Template(texts=tuple((part, text) for part in PARTS), logo=True, logo_mm=24.0 * (turn % 2))
        pdf = case.drawn(replace(case.data, template=template), "id")
        assert reading.clashes(pdf, case.margin) == []


def test_what_is_wrong_is_seen():
    """The looking itself: a text over another, one that leaves the paper, one that is cut without a sign."""
    from desktop.documents import fonts
    from desktop.documents.page import A4, Paper, Style

    style = Style(fonts.REGULAR, 12)
    paper = Paper(A4, "x")
    paper.text(20, 20, "Q001X one X001Q", style)
    assert reading.clashes(paper.finish()) == []
    for wrong in ((22.0, 21.0), (205.0, 100.0)):
        paper = Paper(A4, "x")
        paper.text(20, 20, "Q001X one X001Q", style)
        paper.text(*wrong, "Q002X another X002Q", style)
        assert reading.clashes(paper.finish()) != []
    for text, quiet in (("Q001X whole X001Q", []), ("Q001X cu…", []), ("Q001X cu", ["Q001X"])):
        paper = Paper(A4, "x")
        paper.text(20, 20, text, style)
        assert quiet_ends(paper.finish(), [("Q001X", "X001Q")]) == quiet
