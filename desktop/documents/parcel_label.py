"""The parcel label, 100 x 150 mm, for thermal printers: black only, letters of at least 21 dots.

It names no price but what its courier collects at the door.

On A6, and on a sheet of A4 for an office printer, it is a few millimetres lower: the receiver has less room.
"""

from dataclasses import dataclass
from datetime import date

from desktop import i18n
from desktop.documents import bars, fonts, label_sheet
from desktop.documents.media import MEDIA, Media
from desktop.documents.page import DPI, LABEL, Paper, Style, cut, fitted, measure, module, wrapped
from desktop.documents.parts import Party, numbered
from desktop.documents.template import PLAIN, Template
from desktop.domain.symbols import Symbology

LEFT, RIGHT = 4.0, 96.0
_LEAST = 7.5  # points: 2.6 mm
_CARRIER = Style(fonts.DISPLAY_BOLD, 22)
_SERVICE = Style(fonts.MEDIUM, 9.6)
_CAPTION = Style(fonts.SEMIBOLD, 7.7)
_COUNT = Style(fonts.DISPLAY_BOLD, 22.5, 1.0)
_COUNT_WORD = Style(fonts.SEMIBOLD, 7.8, 1.0)
_NAME = Style(fonts.DISPLAY_BOLD, 16.5)
_LINE = Style(fonts.MEDIUM, 12)
_PHONE = Style(fonts.MEDIUM, 10.6, spacing=0.2)
_WISH = Style(fonts.BOLD, 12.8, 1.0)
_NUMBER = Style(fonts.CODE_BOLD, 14, spacing=0.3)
_CODE = Style(fonts.CODE_BOLD, 13, spacing=2.2)
_FOOT = Style(fonts.MEDIUM, 8.2)
_COLLECT = Style(fonts.DISPLAY_BOLD, 17)
_COLLECT_HIGH = 9.4  # mm, with the white above it
_SSCC = Style(fonts.CODE_BOLD, 11, spacing=0.6)
_TOP, _ADDRESS_END = 28.1, 88.0  # between them the receiver stands


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """One parcel's label. The last of `to.lines` is the town with its postal code, printed as large as the name."""

    code: str
    order_number: str
    to: Party
    carrier: str
    service: str = ""
    parcel: int = 1
    parcels: int = 1
    phone: str = ""
    instruction: str = ""  # as "call first"
    tracking: str = ""
    qr: str = ""  # what the square code says; "" = the parcel's code
    sscc: str = ""  # 18 digits, where the shop has a GS1 company prefix: the bars say it, the square code the code
    sender: str = ""
    sender_address: str = ""
    weight_g: int | None = None
    shipped_on: date | None = None
    collect_minor: int = 0  # what the courier collects at the door, of `currency`; 0 = nothing
    currency: str = ""
    template: Template = PLAIN


def draw(data: ParcelLabel, language: str, dpi: int = DPI, media: Media = MEDIA["100x150"]) -> bytes:
    """The label as PDF, with codes of whole dots for a printer of `dpi`."""
    return draw_all((data,), language, dpi, media)


def draw_all(
    labels: tuple[ParcelLabel, ...], language: str, dpi: int = DPI, media: Media = MEDIA["100x150"], start: int = 1
) -> bytes:
    """Several labels: a page each, or in the cells of a sheet from `start` on."""
    _ = i18n.words(language).gettext
    title = _("Parcel label {code}").format(code=labels[0].code)
    return label_sheet.draw(
        labels, lambda paper, label: _draw(paper, label, language), label_sheet.holding(LABEL, media), title, dpi, start
    )


def _draw(paper: Paper, data: ParcelLabel, language: str) -> None:
    up = max(0.0, LABEL[1] - paper.height - 0.2)  # by so much everything below the receiver stands higher
    _head(paper, data, language)
    end = _ADDRESS_END - up
    if data.collect_minor > 0:
        end -= _COLLECT_HIGH
        _collect(paper, data, language, end)
    _receiver(paper, data, language, end)
    _numbers(paper, data, language, up)
    if data.sscc:
        _logistic_codes(paper, data, up)
    else:
        _codes(paper, data, up)
    _foot(paper, data, language, up)


def _head(paper: Paper, data: ParcelLabel, language: str) -> None:
    _ = i18n.words(language).gettext
    carrier = fitted(data.carrier, _CARRIER, 67, 12)
    paper.text(LEFT, 12.1, cut(data.carrier, carrier, 67), carrier)
    service = fitted(data.service, _SERVICE, 67, _LEAST)
    paper.text(LEFT, 17.4, cut(data.service, service, 67), service)
    paper.box(74.6, 4, 21.4, 15.5)
    count = f"{data.parcel}/{data.parcels}"
    paper.centre(85.3, 13.1, count, fitted(count, _COUNT, 19.4, 8))
    word = _("parcel")
    paper.centre(85.3, 17.1, word, fitted(word, _COUNT_WORD, 19.4, _LEAST))
    paper.line(LEFT, 22.5, RIGHT, 0.5)


def _receiver(paper: Paper, data: ParcelLabel, language: str, end: float) -> None:
    """The address as large as it fits; what is longer than the label ends in a visible mark."""
    _ = i18n.words(language).gettext
    paper.text(LEFT, _TOP, _("To"), _CAPTION)
    room, last = RIGHT - LEFT, end
    extra = data.template.text("extra")
    if extra:
        end -= 5.0
        style = fitted(extra, _SERVICE, room, _LEAST)
        paper.text(LEFT, last - 1.2, cut(extra, style, room), style)
    wish = wrapped(data.instruction.upper(), _WISH, room - 5, 3) if data.instruction.strip() else []
    wish_height = 3.1 + 5.9 * len(wish) if wish else 0.0
    y, scale = 0.0, 1.0
    rows: list[tuple[str, Style, float]] = []
    for scale in (1.0, 0.92, 0.84, 0.76, 0.68, 0.625):
        rows = _address(data, scale, room)
        y = _TOP + sum(height for _text, _style, height in rows)
        if y + 3 + wish_height <= end:
            break
    while y + 3 + wish_height > end:  # only texts of many hundred letters come here
        gone = rows.pop(-3 if len(rows) > 3 else -1)
        y -= gone[2]
        text, style, height = rows[-3 if len(rows) > 3 else -1]
        rows[-3 if len(rows) > 3 else -1] = (cut(text, style, room - 5).removesuffix("…") + "…", style, height)
    base = _TOP
    for text, style, height in rows:
        base += height
        paper.text(LEFT, base, text, style)
    if wish:
        top = base + 3.2
        paper.box(LEFT, top, room, wish_height)
        for place, part in enumerate(wish):
            paper.text(LEFT + 2.5, top + 6.0 + 5.9 * place, part, _WISH)


def _collect(paper: Paper, data: ParcelLabel, language: str, top: float) -> None:
    """What the courier takes at the door: as large as the name, in a frame, where no address can push it away."""
    text = i18n.words(language).gettext("Collect {amount}").format(amount=i18n.money(data.collect_minor, data.currency))
    room = RIGHT - LEFT - 5
    style = fitted(text, _COLLECT, room, _LEAST)
    paper.frame(LEFT, top + 0.2, RIGHT - LEFT, _COLLECT_HIGH - 1.2, 0.6)
    paper.text(LEFT + 2.5, top + 4.3 + style.size * 0.125, cut(text, style, room), style)


def _address(data: ParcelLabel, scale: float, room: float) -> list[tuple[str, Style, float]]:
    """The receiver's lines with their style and the height that each takes, at a scale."""
    name, line, phone = (style.sized(max(_LEAST, style.size * scale)) for style in (_NAME, _LINE, _PHONE))
    rows = [(part, name, 6.5 * scale) for part in wrapped(data.to.name, name, room)]
    rows += [(part, line, 5.15 * scale) for text in data.to.lines[:-1] for part in wrapped(text, line, room)]
    rows += [(part, name, 6.7 * scale) for text in data.to.lines[-1:] for part in wrapped(text, name, room)]
    number = data.phone if data.template.shows("phone") else ""
    rows += [(part, phone, 5.9 * scale) for part in wrapped(number, phone, room) if part]
    # The first line under a larger or smaller one needs the larger one's room.
    return [
        (text, style, height + (1.2 * scale if place and rows[place - 1][1] is not style and style is line else 0))
        for place, (text, style, height) in enumerate(rows)
    ]


def _numbers(paper: Paper, data: ParcelLabel, language: str, up: float) -> None:
    _ = i18n.words(language).gettext
    number = numbered(data.order_number)
    right = fitted(number, _NUMBER, 38 if data.tracking else 90, _LEAST)
    number = cut(number, right, 46 if data.tracking else 90)
    paper.right(RIGHT, 91 - up, _("Order"), _CAPTION)
    begin = paper.right(RIGHT, 96.9 - up, number, right)
    if data.tracking:
        caption = _("{carrier} tracking number").format(carrier=data.carrier)
        paper.text(LEFT, 91 - up, cut(caption, _CAPTION, 72), _CAPTION)
        shown = _in_fours(data.tracking)
        style = fitted(shown, _NUMBER, begin - 3 - LEFT, _LEAST)
        paper.text(LEFT, 96.9 - up, cut(shown, style, begin - 3 - LEFT), style)
    paper.line(LEFT, 100.5 - up, RIGHT, 0.25)


def _codes(paper: Paper, data: ParcelLabel, up: float) -> None:
    symbol, square = bars.code128(data.code), bars.qr(data.qr or data.code)
    # The bars come first: the square code takes what is left of the width beside them and their quiet zones.
    wanted = (symbol.width + 2 * bars.QUIET) * bars.dots(0.5, paper.dpi) * 25.4 / paper.dpi
    most = min(18.8, max(14.0, RIGHT - wanted - 0.1))
    dots = max(bars.dots(0, paper.dpi), int(most / 25.4 * paper.dpi / square.width))
    side = paper.code_width(square, dots)
    paper.square(RIGHT - side, 134.4 - up - side, square, dots)
    wide = module(paper, symbol, 0.5, RIGHT - side - 0.1)
    left = (bars.QUIET * wide + 0.5) * 25.4 / paper.dpi  # the label's edge is where the quiet zone begins
    paper.bars(left, 103.1 - up, symbol, wide, 23.8)
    paper.text(left, 133.3 - up, data.code, fitted(data.code, _CODE, RIGHT - side - 8, _LEAST))


def _logistic_codes(paper: Paper, data: ParcelLabel, up: float) -> None:
    """The SSCC across the label: its bars need 88 mm; below it the square code and the text of our own."""
    symbol = bars.symbol(Symbology.GS1_128, f"(00){data.sscc}")
    wide = bars.linear_dots(symbol, 0.5, paper.dpi, paper.width)
    bars_wide = paper.code_width(symbol, wide)
    left = (paper.width - bars_wide) / 2
    paper.bars(left, 102.8 - up, symbol, wide, 15.2)
    style = fitted(symbol.text, _SSCC, 70, _LEAST)
    paper.text(left, 122.2 - up, symbol.text, style)
    square = bars.qr(data.qr or data.code)
    dots = max(bars.dots(0, paper.dpi), int(13.2 / 25.4 * paper.dpi / square.width))
    side = paper.code_width(square, dots)
    paper.square(RIGHT - side, 134.4 - up - side, square, dots)
    paper.text(left, 133.3 - up, data.code, fitted(data.code, _CODE, RIGHT - side - 4 - left, _LEAST))


def _foot(paper: Paper, data: ParcelLabel, language: str, up: float) -> None:
    paper.line(LEFT, 137.1 - up, RIGHT, 0.25)
    weight = ""
    shows = data.template.shows
    if data.weight_g is not None and shows("weight"):
        kilograms, tenths = divmod(max(1, round(data.weight_g / 100)), 10)
        weight = f"{i18n.number(kilograms, language)}{',' if language != 'en' else '.'}{tenths}\u00a0kg"
    day = i18n.date(data.shipped_on, language) if data.shipped_on and shows("date") else ""
    sender = [*data.template.text("sender", f"{data.sender}\n{data.sender_address}").split("\n"), ""][:2]
    if not shows("sender"):
        sender = ["", ""]
    for y, left, right in zip((141.6 - up, 145.1 - up), sender, (weight, day), strict=True):
        begin = paper.right(RIGHT, y, right, _FOOT)
        paper.text(LEFT, y, cut(left, _FOOT, begin - 3 - LEFT), _FOOT)


def _in_fours(number: str) -> str:
    """A long number in groups of four; one that has blanks or is short stands as it is."""
    if " " in number or len(number) < 9 or measure(number, _NUMBER) > RIGHT - LEFT:
        return number
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
