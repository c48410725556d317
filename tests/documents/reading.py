"""Reads a PDF back as a printer and a scanner would: dots, codes, texts and where they stand."""

import ctypes
import itertools
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw
import zxingcpp
from PIL import Image


@dataclass(frozen=True)
class Box:
    """A run of text with its place, in mm from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Bars:
    """The widths of the dark and light bars of one code, in dots."""

    widths: list[int]

    def module(self) -> int:
        return min(self.widths)


def pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def image(pdf: bytes, page: int = 0, dpi: float = 203, *, one_bit: bool = True) -> Image.Image:
    """A page as the printer sees it; one bit a dot, as a thermal printer."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        grey = document[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    return grey.point(lambda level: 255 if level > 127 else 0) if one_bit else grey


def size_mm(pdf: bytes, page: int = 0) -> tuple[float, float]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[page].get_size()
    finally:
        document.close()
    return round(width / 72 * 25.4, 2), round(height / 72 * 25.4, 2)


def codes(picture: Image.Image) -> list[tuple[str, str]]:
    """Every code on a picture: kind and exact text, from top to bottom."""
    formats = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]
    found = zxingcpp.read_barcodes(picture, formats=formats, try_rotate=False, try_downscale=False)
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [(code.format.name, code.text) for code in found]


def bars(picture: Image.Image, text: str) -> Bars:
    """Measure the bars of a Code 128 along its middle."""
    for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128):
        if code.text == text:
            row = (code.position.top_left.y + code.position.bottom_left.y) // 2
            left, right = code.position.top_left.x - 4, code.position.top_right.x + 4
            dots = [picture.getpixel((x, row)) == 0 for x in range(max(0, left), min(right, picture.width))]
            widths = [len(list(run)) for _dark, run in itertools.groupby(dots)]
            return Bars(widths[0 if dots[0] else 1 : None if dots[-1] else -1])
    raise AssertionError(f"{text} was not read")


def quiet_dots(picture: Image.Image, text: str) -> tuple[int, int]:
    """How many white dots are left and right of a code, along its middle."""
    for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128):
        if code.text == text:
            row = (code.position.top_left.y + code.position.bottom_left.y) // 2
            dark = [x for x in range(picture.width) if picture.getpixel((x, row)) == 0]
            begin, end = code.position.top_left.x, code.position.top_right.x
            start = min(x for x in dark if x >= begin - 3)
            stop = max(x for x in dark if x <= end + 3)
            before = max([x for x in dark if x < start], default=-1)
            after = min([x for x in dark if x > stop], default=picture.width)
            return start - before - 1, after - stop - 1
    raise AssertionError(f"{text} was not read")


def text(pdf: bytes) -> str:
    """All text in reading order, line ends as blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        whole = " ".join(document[page].get_textpage().get_text_range() for page in range(len(document)))
    finally:
        document.close()
    return " ".join(whole.replace("\xa0", " ").replace("\u202f", " ").split())


def boxes(pdf: bytes, page: int = 0) -> list[Box]:
    """The tight boxes of every run of text, as one font and line draws it."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        sheet = document[page]
        height = sheet.get_height()
        words = sheet.get_textpage()
        for place in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            left, bottom, right, top = place.get_bounds()
            size = raw.FPDFTextObj_GetText(place.raw, words.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFTextObj_GetText(place.raw, words.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
            said = buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")
            if said.strip():
                mm = 25.4 / 72
                found.append(Box(said.strip(), left * mm, (height - top) * mm, right * mm, (height - bottom) * mm))
    finally:
        document.close()
    return found


def drawn(pdf: bytes) -> str:
    """All text in the order it was drawn, where the parts of a cell follow each other."""
    return " ".join(box.text for page in range(pages(pdf)) for box in boxes(pdf, page))


def clashes(pdf: bytes, margin: float = 2.5, touch: float = 0.05) -> list[str]:
    """Texts that lie over another text or leave the page; empty = all can be read. So many mm may lines touch."""
    wrong = []
    width, height = size_mm(pdf)
    for page in range(pages(pdf)):
        found = boxes(pdf, page)
        for box in found:
            if box.left < margin or box.top < margin or box.right > width - margin or box.bottom > height - margin:
                wrong.append(f"page {page + 1}: {box} leaves the page")  # noqa: PERF401
        found.sort(key=lambda box: box.top)
        for place, one in enumerate(found):
            for other in found[place + 1 :]:
                if other.top > one.bottom - touch:
                    break
                across = min(one.right, other.right) - max(one.left, other.left)
                if across > 0.1:
                    wrong.append(f"page {page + 1}: {one} lies over {other}")
    return wrong


def fonts(pdf: bytes) -> set[tuple[str, bool]]:
    """The fonts of the texts, and whether the file holds them."""
    document = pypdfium2.PdfDocument(pdf)
    found = set()
    try:
        for page in document:
            for place in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                font = raw.FPDFTextObj_GetFont(place.raw)
                size = raw.FPDFFont_GetBaseFontName(font, None, 0)
                buffer = ctypes.create_string_buffer(size)
                raw.FPDFFont_GetBaseFontName(font, buffer, size)
                found.add((buffer.value.decode(), bool(raw.FPDFFont_GetIsEmbedded(font))))
    finally:
        document.close()
    return found
