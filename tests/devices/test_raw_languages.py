"""What a thermal printer is sent: the very dots of the page, and no command that was not meant."""

import random
import re
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from desktop.devices.raw import LANGUAGES, dots, escpos, tspl
from desktop.devices.raw.dots import Dots
from desktop.devices.raw.language import Job
from desktop.documents import fonts, parcel_label
from desktop.documents.bars import code128, qr
from desktop.documents.page import Paper, Style
from desktop.documents.receipt import draw as draw_receipt
from tests.devices import escpos_reader, tspl_reader, zpl_reader
from tests.documents import reading, samples
from tests.documents.paper_samples import SOLD
from tests.hard import runs as hard
from tests.shared import needs_shared, shared

CODES = [("Code128", "KP20741A2"), ("QRCode", "KP20741A2")]


def label(dpi: int = 203) -> bytes:
    return parcel_label.draw(samples.label_sv(), "sv", dpi)


def receipt(height_mm: float = 90) -> bytes:
    """A page of the width of an 80 mm roll, printed on up to 4 mm from its edges."""
    paper = Paper((80, height_mm), "Receipt", 203)
    paper.centre(40, 12, "Lingonviken – Åsa Ängström €", Style(fonts.BOLD, 12))
    paper.bars(12, 20, code128("KO20741"), 3, 15)
    paper.square(25, 42, qr("https://kolli.example/r/20741"), 5)
    return paper.finish()


def written(language: str, pdf: bytes, dpi: int = 203, **job: object) -> bytes:
    return LANGUAGES[language].draw(dots.pages(pdf, dpi), Job(dpi=dpi, **job))  # type: ignore[arg-type]


def differing(one: Image.Image, other: Image.Image) -> int:
    assert one.size == other.size
    return sum(1 for dot in ImageChops.difference(one, other).tobytes() if dot)


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_label_comes_out_dot_by_dot_as_the_page_and_its_codes_are_read(dpi: int) -> None:
    pdf = label(dpi)
    page = reading.image(pdf, dpi=dpi)
    for pictures in (
        zpl_reader.pictures(written("zpl", pdf, dpi)),
        tspl_reader.pictures(written("tspl", pdf, dpi), dpi),
    ):
        assert [differing(picture, page) for picture in pictures] == [0]
        assert reading.codes(pictures[0]) == CODES


def test_a_receipt_comes_out_dot_by_dot_in_the_middle_of_the_roll_without_white_at_its_end() -> None:
    pdf = receipt()
    page = reading.image(pdf)
    narrow = [one.narrowed(576) for one in dots.pages(pdf, 203)]
    out = escpos_reader.read(escpos.draw([one for one in narrow if one], Job(cut=True, kick=True)))
    left = (page.width - 576) // 2
    ink = ImageChops.invert(page).getbbox()
    assert ink
    paper = out.picture().crop((0, 0, 576, ink[3]))
    assert differing(paper, page.crop((left, 0, left + 576, ink[3]))) == 0
    assert reading.codes(paper) == [("Code128", "KO20741"), ("QRCode", "https://kolli.example/r/20741")]
    assert (out.kicks, out.cuts, out.real_time) == (1, 1, [])
    assert out.lines == [f"[image 576x{ink[3]}]"]


def test_a_printer_of_newer_pictures_gets_the_same_dots() -> None:
    old, new = (escpos_reader.read(written("escpos", receipt(), stored=stored), 800) for stored in (False, True))
    assert b"\x1dv0" not in written("escpos", receipt(), stored=True)
    assert differing(old.picture(), new.picture()) == 0


@hard.runs(sample=6, whole=2_000)
def test_a_hostile_name_on_a_receipt_is_dots_and_never_a_command(times: int) -> None:
    seed = hard.new_seed()
    chance = random.Random(seed)
    signs = '\x10\x14\x01\x00\x1b@pV\x1dA^XZ~HS"\\[]\r\nåÖ井😀\u202e'
    for _time in range(times):
        names = ["".join(chance.choices(signs, k=chance.randint(1, 40))) for _name in range(4)]
        lines = tuple(replace(line, name=name) for line, name in zip(SOLD.lines, names, strict=False))
        sold = replace(SOLD, lines=lines, footer=names[3])
        pages = [page.narrowed(576) for page in dots.pages(draw_receipt(sold, "id"), 203)]
        out = escpos_reader.read(escpos.draw([page for page in pages if page], Job(cut=True)))
        told = (len(out.lines), out.kicks, out.cuts, out.real_time)
        assert told == (1, 0, 1, []), f"seed {seed}: {names!r}"
        assert reading.codes(out.picture()) == [("Code128", samples.ORDER)], f"seed {seed}: {names!r}"
    hard.report("hostile receipts", seed, receipts=times, wrong=0)


def test_what_is_wider_than_the_print_head_is_never_cut_off() -> None:
    page = dots.pages(receipt(), 203)[0]
    assert page.narrowed(384) is None
    ink = page.narrowed(500)
    assert ink is not None
    assert sum(byte.bit_count() for byte in ink.rows) == sum(byte.bit_count() for byte in page.rows)


def test_a_page_keeps_to_the_side_where_its_ink_is() -> None:
    right = Dots(32, 1, b"\x00\x00\x00\x03")
    assert right.narrowed(10) == Dots(10, 1, b"\x00\xc0")
    left = Dots(32, 1, b"\xc0\x00\x00\x00")
    assert left.narrowed(10) == Dots(10, 1, b"\xc0\x00")


def test_copies_darkness_speed_and_knife_are_said_in_each_language() -> None:
    wishes = {"copies": 3, "darkness": -4, "speed": 5, "cut": True}
    names = {(command.name, command.data) for command in zpl_reader.commands(written("zpl", label(), **wishes))}
    assert {("^PQ", "3"), ("^MD", "-4"), ("^PR", "5"), ("^MM", "C")} <= names
    lines = tspl_reader.commands(written("tspl", label(), gap_mm=3.0, **wishes))
    said = {(line.name, *line.values) for line in lines}
    assert {("PRINT", "1", "3"), ("DENSITY", "4"), ("SPEED", "5"), ("GAP", "3.0 mm", "0 mm"), ("CUT",)} <= said
    out = escpos_reader.read(written("escpos", receipt(40), **wishes), 800)
    assert (len(out.pictures) % 3, out.cuts, out.density, out.kicks) == (0, 3, -4, 0)


def test_what_nobody_set_is_left_as_the_printer_has_it() -> None:
    zpl = {command.name for command in zpl_reader.commands(written("zpl", label()))}
    assert zpl == {"^XA", "^PW", "^LL", "^LH", "^FO", "^GF", "^FS", "^XZ"}
    tspl_names = {command.name for command in tspl_reader.commands(written("tspl", label()))}
    assert tspl_names == {"SIZE", "REFERENCE", "CLS", "BITMAP", "PRINT"}


def test_several_pages_are_as_many_labels_and_copies_of_them_stay_in_order() -> None:
    two = parcel_label.draw_all((samples.label_sv(), samples.label_id()), "sv")
    first, second = (reading.image(two, page) for page in (0, 1))
    for pictures in (
        zpl_reader.pictures(written("zpl", two, copies=2)),
        tspl_reader.pictures(written("tspl", two, copies=2), 203),
    ):
        assert [differing(*pair) for pair in zip(pictures, (first, second, first, second), strict=True)] == [0] * 4


def test_no_picture_can_open_the_drawer_or_reset_the_printer() -> None:
    """Some commands are obeyed even inside of a picture; dots that look like one are changed by a dot."""
    chance = random.Random(5)
    pieces = [
        b"\x10\x14\x01\x00\x01",
        b"\x10\x05\x02",
        b"\x10\x04\x01",
        b"\x10\x10\x14",
        b"\x1b!R",
        b"\x1b\x1b!",
        b"\xff",
        b"\0",
    ]
    hostile = b"".join(chance.choices(pieces, k=40_000))
    page = Dots(576, len(hostile) // 72, hostile[: len(hostile) // 72 * 72])
    assert re.search(rb"\x10[\x04\x05\x14]", page.rows), "the test is toothless"
    receipt_bytes = escpos.draw([page], Job(feed=False))
    assert not re.search(rb"\x10[\x04\x05\x14]", receipt_bytes)
    light = Dots(page.width, page.height, page.rows.translate(bytes(255 - byte for byte in range(256))))
    label_bytes = tspl.draw([light], Job())
    assert b"\x1b!" in page.rows
    assert b"\x1b!" not in label_bytes
    lone = len(re.findall(rb"\x10[\x04\x05\x14]", page.rows))
    printed = b"".join(picture.tobytes() for picture in escpos_reader.read(receipt_bytes).pictures)
    asked = Image.frombytes("1", (576, page.height), page.rows).convert("L")
    changed = sum(1 for ours, theirs in zip(printed, asked.tobytes(), strict=True) if ours == theirs)
    assert 0 < changed <= lone


@needs_shared("devices/receipt-80mm.escpos.bin")
def test_our_reader_of_receipts_reads_what_another_one_read() -> None:
    out = escpos_reader.read(shared("devices/receipt-80mm.escpos.bin").read_bytes())
    assert out.text == shared("devices/receipt-80mm.expected.txt").read_text(encoding="utf-8").rstrip("\n")
    assert (out.kicks, out.cuts) == (1, 1)
    texts = {text for _kind, text in reading.codes(out.picture())}
    assert texts == {"1234567890", "https://kolli.example/r/1234"}
