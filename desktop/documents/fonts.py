"""The letters of our papers: Inter with tabular digits, DejaVu where Inter has no letter, a box where neither has one.

Text that comes in here is data: it is measured and drawn letter by letter, never read as markup.
"""

import json
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from reportlab.pdfbase.ttfonts import TTFont

from desktop import paths

# ReportLab's font objects read their file through one shared position: one paper is finished at a time.
finishing = threading.Lock()
_loading = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)  # each is itself only: looked up for every text that is drawn
class Face:
    """One weight of one family; `slashed` faces have a slashed zero, for codes, bins and SKUs."""

    file: str
    fallback: str
    slashed: bool = False


REGULAR = Face("Inter-Regular.ttf", "DejaVuSans.ttf")
MEDIUM = Face("Inter-Medium.ttf", "DejaVuSans.ttf")
SEMIBOLD = Face("Inter-SemiBold.ttf", "DejaVuSans-Bold.ttf")
BOLD = Face("Inter-Bold.ttf", "DejaVuSans-Bold.ttf")
DISPLAY = Face("InterDisplay-SemiBold.ttf", "DejaVuSans-Bold.ttf")
DISPLAY_BOLD = Face("InterDisplay-Bold.ttf", "DejaVuSans-Bold.ttf")
CODE = Face("Inter-Regular.ttf", "DejaVuSans.ttf", slashed=True)
CODE_BOLD = Face("Inter-Bold.ttf", "DejaVuSans-Bold.ttf", slashed=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """A text ready to be drawn: the parts that each have one font, and the width at size 1."""

    runs: tuple[tuple[TTFont, str], ...]
    width: float
    signs: int


@lru_cache(maxsize=20_000)
def plan(face: Face, text: str) -> Plan:
    """Choose the font of every letter and measure the whole."""
    main = _font(face.file, face.slashed)
    known, widths = main.face.charToGlyph, main.face.charWidths
    drawn = text if text.isascii() and text.isprintable() else _drawable(text)
    runs: list[tuple[TTFont, str]] = []
    width, begin, current = 0.0, 0, main
    for place, sign in enumerate(drawn):
        code = ord(sign)
        font = main
        if code not in known:
            font = _fallback(main, face.fallback, code)
        if font is not current:
            if place > begin:
                runs.append((current, drawn[begin:place]))
            begin, current = place, font
        width += widths[code] if font is main else font.face.charWidths[code]
    if len(drawn) > begin:
        runs.append((current, drawn[begin:]))
    return Plan(tuple(runs), width / 1000, len(drawn))


def _drawable(text: str) -> str:
    """The text in composed letters; line ends become blanks; signs that are invisible by nature are left out."""
    signs = []
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if kind in ("Zs", "Zl", "Zp") or sign in "\t\n\v\f\r\x85":
            signs.append(sign if sign in "\u00a0\u202f\u2009" else " ")
        elif kind == "Cs" or sign > "\uffff":
            signs.append("\ufffd")  # ReportLab cannot name these to a reader: they are drawn as a box
        elif kind != "Cf" and not "\ufe00" <= sign <= "\ufe0f":
            signs.append(sign)
    return "".join(signs)


def _fallback(main: TTFont, file: str, code: int) -> TTFont:
    other = _font(file, False)
    if code in other.face.charToGlyph:
        return other
    # Nobody has it: glyph 0 is a visible box, and the letter itself stays in the file for whoever copies the text.
    main.face.charToGlyph[code] = 0
    main.face.charWidths[code] = main.face.defaultWidth
    return main


def _font(file: str, slashed: bool) -> TTFont:
    with _loading:
        return _load(file, slashed)


@cache
def _load(file: str, slashed: bool) -> TTFont:
    folder = paths.resources() / "fonts"
    name = file.removesuffix(".ttf") + ("-Zero" if slashed else "")
    font = TTFont(name, str(folder / file), asciiReadable=False, shapable=False)
    font.face.name = name.encode()  # two fonts of one file need two names in a paper
    others = _alternates().get(file)
    if others:
        glyphs = list(others["digits"])
        if slashed:
            glyphs[0] = others["slashed_zero"][0]
        for digit, (glyph, advance) in enumerate(glyphs):
            font.face.charToGlyph[0x30 + digit] = glyph
            font.face.charWidths[0x30 + digit] = advance * 1000 / font.face.unitsPerEm
    for missing in (0x00A0, 0x2009, 0x202F):
        font.face.charWidths.setdefault(missing, font.face.charWidths[0x20])
    return font


@cache
def _alternates() -> dict[str, dict[str, list[list[int]]]]:
    # By file: the glyph and the width of the tabular digits 0 to 9, and of the tabular zero with a slash.
    file = paths.resources() / "fonts" / "alternates.json"
    found: dict[str, dict[str, list[list[int]]]] = json.loads(file.read_text(encoding="utf-8"))
    return found
