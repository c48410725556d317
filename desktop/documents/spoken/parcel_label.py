"""The parcel label in a printer's own letters and bars, 100 x 150 mm: about 1 kB and a hundredth of the time of a page.

Only for what those letters surely hold: Latin, not too long, no words of the shop's own. Everything else is None, and
is drawn as a page. How such a label looks is up to the printer: what we verify dot by dot is the page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from functools import lru_cache
from operator import gt
from types import ModuleType

from desktop import i18n
from desktop.documents import bars
from desktop.documents.parcel_label import ParcelLabel
from desktop.documents.parts import numbered
from desktop.documents.spoken import tspl, zpl

SPOKEN: dict[str, ModuleType] = {"zpl": zpl, "tspl": tspl}
_LATIN = re.compile(r"[\x00-\x7f\xa0-\u017f–—‘’“”„…€•]*")  # what font 0 has; source: Zebra, "Font 0 character set"
_PLAIN = re.compile(r"[ !#-\[\]`-}\xa0-\u017f–—‘’“”„…€•]*")  # of these, what is a command or a sign in no language
_CODE = re.compile(r"[A-Za-z0-9-]{1,24}")
_WIDE = 0.62  # of its height is what a letter needs at most, on average; W and M are not alone in a name
_SMALLEST = 14  # letters that the smallest QR code of error correction M holds, whatever they are
_SIZE = "\0"  # stands for the size of a text until it is known
_WIDTH_MM, _HEIGHT_MM = 100, 150


@dataclass(frozen=True, slots=True)
class _Layout:
    """Templates with a hole for each text, and how many letters each place has room for.

    `usual` has all letters large; `sized` has a hole for the size before each text too.
    """

    usual: str
    sized: str
    large: tuple[int, ...]
    small: tuple[int, ...]
    sizes: tuple[tuple[str, str], ...]


def draw_all(labels: Iterable[ParcelLabel], language: str, dpi: int, spoken: str) -> list[bytes | None]:
    """Each label in the printer's language `spoken`; None for one that must be drawn as a page."""
    speech = SPOKEN[spoken]
    least = bars.dots(0, dpi)
    return [_draw(label, language, dpi, least, speech) for label in labels]


def _draw(label: ParcelLabel, language: str, dpi: int, least: int, speech: ModuleType) -> bytes | None:
    rare = label.sscc or label.collect_minor or label.template.texts or label.template.hidden
    if rare or not _CODE.fullmatch(label.code):
        return None
    square = label.qr or label.code
    modules = _square_modules(square)
    wish = label.instruction.strip()
    layout = _layout(
        language,
        dpi,
        speech,
        len(label.to.lines),
        len(label.code),
        modules,
        bool(wish),
        bool(label.tracking),
        least,
    )
    if layout is None:
        return None
    weight = _weight(label.weight_g, language) if label.weight_g is not None else ""
    day = _date(label.shipped_on, language) if label.shipped_on else ""
    texts = (
        label.carrier, label.service, f"{label.parcel}/{label.parcels}", label.to.name, *label.to.lines, label.phone,
        wish.upper(), label.tracking, numbered(label.order_number), label.code, label.sender, weight,
        label.sender_address, day,
    )  # fmt: skip
    together = "".join(texts) + square
    if not _PLAIN.fullmatch(together):
        if not _LATIN.fullmatch(together) or "\\" in together:
            return None
        square = speech.text(square)
        written = tuple(speech.text(text) for text in texts)
    else:
        written = texts
    if not any(map(gt, map(len, texts), layout.large)):
        return (layout.usual % (*written, label.code, square)).encode()
    if any(map(gt, map(len, texts), layout.small)):
        return None
    values = [
        part
        for text, safe, large, sizes in zip(texts, written, layout.large, layout.sizes, strict=True)
        for part in (sizes[len(text) > large], safe)
    ]
    return (layout.sized % (*values, label.code, square)).encode()


@lru_cache(maxsize=2000)
def _weight(grams: int, language: str) -> str:
    kilograms, tenths = divmod(max(1, round(grams / 100)), 10)
    return f"{i18n.number(kilograms, language)}{'.' if language == 'en' else ','}{tenths}\u00a0kg"


@lru_cache(maxsize=50)
def _date(day: Date, language: str) -> str:
    return i18n.date(day, language)


def _square_modules(text: str) -> int:
    """How many modules a side the QR code of error correction M will have; 0 = more than there is room for."""
    if len(text) <= _SMALLEST and text.isascii():
        return 21
    capacities = ((20, 21), (38, 25), (61, 29)) if text.isupper() and text.isascii() else ((14, 21), (26, 25), (42, 29))
    size = len(text.encode())
    return next((modules for most, modules in capacities if size <= most), 0)


@lru_cache(maxsize=200)
def _layout(
    language: str,
    dpi: int,
    speech: ModuleType,
    lines: int,
    code_letters: int,
    modules: int,
    wished: bool,
    tracked: bool,
    least: int,
) -> _Layout | None:
    """The places of everything, for an address of so many lines and no bar thinner than `least`; None = no room."""
    _ = i18n.words(language).gettext
    if lines > 6 or not modules:
        return None
    # The codes: the square one takes what is left of the width beside the bars and their quiet zones.
    each = max(least, int(18.8 * dpi / 25.4 / modules))
    width = 11 * code_letters + 35 + 2 * bars.QUIET  # at most; digits may be written closer
    sheet = _Sheet(speech, dpi)
    edge, side = sheet.dots(96), each * modules
    wide = min(sheet.dots(0.5), (edge - side) // width)
    if wide < least or side > sheet.dots(19.5):
        return None
    sheet.head(_("parcel"))
    sheet.receiver(_("To"), lines, wished=wished)
    sheet.numbers(_("Order"), _("Tracking number") if tracked else "")
    sheet.foot()
    sheet.parts.append(speech.bars(bars.QUIET * wide, sheet.dots(103.1), wide, sheet.dots(23.8), "%s"))
    sheet.parts.append(speech.square(edge - side, sheet.dots(134.4) - side, each, "%s"))
    sheet.parts.append(speech.end())
    return sheet.layout()


class _Sheet:
    """A label on its way to be a layout: its places in millimetres, in the sequence of the texts that fill them."""

    def __init__(self, speech: ModuleType, dpi: int) -> None:
        self.speech, self.dpi = speech, dpi
        self.parts = [speech.begin(self.dots(_WIDTH_MM), self.dots(_HEIGHT_MM), dpi)]
        self._rooms: list[tuple[int, int]] = []
        self._sizes: list[tuple[str, str]] = []

    def dots(self, mm: float) -> int:
        return round(mm * self.dpi / 25.4)

    def head(self, parcel: str) -> None:
        self._place(4, 5, 69, 7, 3.8)
        self._place(4, 14.4, 69, 3.4, 2.7)
        self._place(76.5, 6, 18.5, 6, 3.6)
        self._caption(76.5, 14.6, parcel)
        self._turned(74.6, 4, 21.4, 15.5)
        self._line(22.2, self.dots(0.5))

    def receiver(self, to: str, lines: int, *, wished: bool) -> None:
        self._caption(4, 25, to)
        self._place(4, 29, 92, 6, 3.6)
        y = 37.0
        for line in range(lines):
            last = line == lines - 1
            self._place(4, y, 92, 6 if last else 4.4, 3.6 if last else 2.9)
            y += 7.5 if last else 5.9
        self._place(4, y, 92, 4, 2.8)
        self._place(6, y + 6.6, 88, 4.4, 2.8)
        if wished:
            self._turned(4, y + 5.3, 92, 6.6)

    def numbers(self, order: str, tracking: str) -> None:
        """The tracking number and the order's; `tracking` "" = there is none."""
        if tracking:
            self._caption(4, 88.5, tracking)
        self._place(4, 92.2, 55, 4.6, 2.8)
        self._caption(62, 88.5, order)
        self._place(62, 92.2, 34, 4.6, 2.8)
        self._line(100.3, max(2, self.dots(0.25)))

    def foot(self) -> None:
        """The code as text, then who has sent it, how heavy it is and when it left."""
        self._place(4, 129.6, 70, 4, 2.8)
        self._line(137, max(2, self.dots(0.25)))
        self._place(4, 139, 68, 2.9, 2.4)
        self._place(74, 139, 22, 2.9, 2.4)
        self._place(4, 143.2, 68, 2.9, 2.4)
        self._place(74, 143.2, 22, 2.9, 2.4)

    def layout(self) -> _Layout:
        usual = template = "".join(self.parts)
        for high, _low in self._sizes:
            usual = usual.replace(_SIZE, high, 1)
        large, small = zip(*self._rooms, strict=True)
        return _Layout(usual, template.replace(_SIZE, "%s"), large, small, tuple(self._sizes))

    def _place(self, x: float, y: float, room: float, high: float, low: float) -> None:
        self._rooms.append((int(room / (high * _WIDE)), int(room / (low * _WIDE))))
        self._sizes.append((self.speech.tall(high, self.dpi), self.speech.tall(low, self.dpi)))
        self.parts.append(self.speech.letters(self.dots(x), self.dots(y), _SIZE, "%s"))

    def _caption(self, x: float, y: float, text: str) -> None:
        said = self.speech.text(text).replace("%", "%%")
        self.parts.append(self.speech.letters(self.dots(x), self.dots(y), self.speech.tall(2.7, self.dpi), said))

    def _turned(self, x: float, y: float, width: float, height: float) -> None:
        self.parts.append(self.speech.turned(self.dots(x), self.dots(y), self.dots(width), self.dots(height)))

    def _line(self, y: float, thick: int) -> None:
        self.parts.append(self.speech.box(self.dots(4), self.dots(y), self.dots(92), thick))
