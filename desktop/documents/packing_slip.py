"""The packing slip that lies in the parcel, A4 or A5. It never shows a price."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop import i18n
from desktop.documents import bars, fonts
from desktop.documents.page import A4, A5, DPI, SOFT, Paper, Style, cut, fitted, module, wrapped
from desktop.documents.parts import Shop, joined, numbered
from desktop.documents.template import PLAIN, Template, lines, logo_size

# The note's mark: lucide's message-square-text, on its grid of 24.
_NOTE_MARK = (
    "2 6 m 2 5 3 4 4 4 c 20 4 l 21 4 22 5 22 6 c 22 16 l 22 17 21 18 20 18 c 7 18 l 2.7 21.6 l 2.3 22 2 21.7 2 21.3 c h"
    " 7 8 m 17 8 l 7 11 m 17 11 l 7 14 m 13 14 l"
)


class SlipSize(StrEnum):
    A4 = "a4"
    A5 = "a5"


@dataclass(frozen=True, slots=True)
class SlipLine:
    name: str
    quantity: int
    variant: str = ""
    sku: str = ""
    bin: str = ""
    note: str = ""  # the buyer's words about this line
    picture: bytes = b""  # PNG or JPEG; b"" = none
    details: tuple[str, ...] = ()  # what a kit is made of; serial numbers, lots and dates


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """What lies in a parcel. Lines that were cancelled or refunded are not among the lines."""

    order_number: str
    order_code: str
    shop: Shop
    lines: tuple[SlipLine, ...]
    carrier: str = ""  # with its service, as it is to be printed
    ship_by: datetime | None = None
    there_by: date | None = None  # the day that the buyer is told
    zone: str = "UTC"
    note: str = ""
    thanks: str = ""  # the shop's greeting; "" = none
    returns: str = ""  # the shop's words on what to do if something is wrong
    qr: str = ""  # what the square code says where there are no `codes`; "" = no square code
    codes: tuple[str, ...] = ()  # of domain.long_codes: together they are the whole order
    parcels: str = ""  # "1" or "1-2"; "" = not known
    size: SlipSize = SlipSize.A4
    template: Template = PLAIN


def draw(data: PackingSlip, language: str, dpi: int = DPI) -> bytes:
    """The slip as PDF, in the buyer's language, with codes of whole dots for a printer of `dpi`."""
    return _Drawing(data, language, dpi).finish()


class _Drawing:
    def __init__(self, data: PackingSlip, language: str, dpi: int) -> None:
        self.data, self.language = data, language
        self.words = i18n.words(language)
        _ = self.words.gettext
        small = data.size is SlipSize.A5
        number = numbered(data.order_number)
        self.paper = Paper(A5 if small else A4, _("Packing slip {number}").format(number=number), dpi)
        self.left = 11.0 if small else 18.0
        self.right = self.paper.width - self.left
        self.k = 0.88 if small else 1.0  # every measure of A4, on A5
        self.bottom = self.paper.height - (13.6 if small else 17.6)  # the footer's hairline
        self.shows = data.template.shows
        self.pictured = self.shows("picture") and any(line.picture for line in data.lines)
        self.heading = self._style(fonts.SEMIBOLD, 11.8, SOFT)
        self.number = self._style(fonts.DISPLAY_BOLD, 36)
        self.sub = self._style(fonts.MEDIUM, 10)
        self.caption = self._style(fonts.SEMIBOLD, 8, SOFT)
        self.note = self._style(fonts.BOLD, 14)
        self.name = self._style(fonts.SEMIBOLD, 11.2)
        self.variant = self._style(fonts.BOLD, 10.2)
        self.sku = self._style(fonts.CODE, 8.2, SOFT)
        self.place = self._style(fonts.CODE_BOLD, 12, spacing=0.3)
        self.count = self._style(fonts.DISPLAY_BOLD, 26)
        self.soft = self._style(fonts.REGULAR, 8.6, SOFT)
        self.thanks = self._style(fonts.SEMIBOLD, 10.5)
        self.code = self._style(fonts.CODE_BOLD, 10.5, spacing=1.6)
        self.foot = Style(fonts.REGULAR, 7.1, SOFT)
        self.holds = self._style(fonts.REGULAR, 7.8, SOFT)
        # Right ends of the bin and where it begins; the quantity keeps the rest.
        self.bin_left = self.left + (self.right - self.left) * 0.74
        self.count_left = self.left + (self.right - self.left) * 0.885

    def _style(self, face: fonts.Face, size: float, grey: float = 0.0, spacing: float = 0.0) -> Style:
        return Style(face, size * self.k, grey, spacing * self.k)

    def finish(self) -> bytes:
        y = self._table_head(self._note(self._head()))
        for line in self.data.lines:
            y = self._row(line, y)
        self._greeting(self._sums(y))
        if len(self.data.codes) > 1:
            self._all_codes()
        self.paper.number(self._foot)
        return self.paper.finish()

    def _head(self) -> float:
        _ = self.words.gettext
        data, paper, k = self.data, self.paper, self.k
        top = 15.9 if data.size is SlipSize.A4 else 10.0
        room = self.right - self.left
        if data.order_code:
            symbol = bars.code128(data.order_code)
            dots = module(paper, symbol, 0.5, room * 0.62)
            wide = paper.code_width(symbol, dots)
            paper.bars(self.right - wide, top, symbol, dots, 17 * k)
            paper.right(self.right + self.code.spacing / 72 * 25.4, top + 21.2 * k, data.order_code, self.code)
            room -= wide + max(4, bars.QUIET * wide / symbol.width)
        paper.text(self.left, top + 4.1 * k, cut(_("Packing slip"), self.heading, room), self.heading)
        number = numbered(data.order_number)
        style = fitted(number, self.number, room, 14)
        y = top + 16.6 * k
        for part in wrapped(number, style, room):
            paper.text(self.left, y, part, style)
            y += style.size * 0.43
        y += 6.6 * k - style.size * 0.43
        when = ""
        if data.ship_by:
            when = _("ship before {time}").format(time=i18n.day_time(data.ship_by, self.language, data.zone))
        there = _("there by {date}").format(date=i18n.date(data.there_by, self.language)) if data.there_by else ""
        for part in wrapped(joined(data.carrier, when, there), self.sub, room, 4):
            paper.text(self.left, y, part, self.sub)
            y += 4.5 * k
        y = max(y - 4.5 * k, top + 20.9 * k)
        for part in lines(data.template, "heading", self.sub, self.right - self.left):
            y += 4.5 * k
            paper.text(self.left, y + 2 * k, part, self.sub)
        return y

    def _note(self, y: float) -> float:
        """The buyer's wish in a frame of its own, over as many lines as it needs; return where it ends."""
        _ = self.words.gettext
        if not self.data.note.strip():
            return y
        k, paper = self.k, self.paper
        room = self.right - self.left - 19 * k
        style = self.note if len(self.data.note) <= 160 else self.note.sized(10.5 * k)
        leading = style.size * 0.44
        parts = wrapped(self.data.note.strip(), style, room)
        top = y + (9.5 if self.data.size is SlipSize.A4 else 7.5) * k
        while parts:
            fitting = max(1, int((self.bottom - 12 * k - top - 12 * k) // leading))
            now, parts = parts[:fitting], parts[fitting:]
            height = 10.8 * k + leading * len(now)
            paper.frame(self.left, top, self.right - self.left, height)
            paper.strokes(self.left + 4.6 * k, top + 5.2 * k, _NOTE_MARK, 0.27 * k, 2)
            paper.text(self.left + 13.6 * k, top + 6.1 * k, _("The buyer's wish"), self.caption)
            base = top + 6.1 * k + leading
            for part in now:
                paper.text(self.left + 13.6 * k, base, part, style)
                base += leading
            y = top + height
            if parts:
                top = self._next_page()
        return y + 2

    def _table_head(self, y: float) -> float:
        _ = self.words.gettext
        y += 9.6 * self.k
        if y + 25 * self.k > self.bottom:
            y = self._next_page()
        self.paper.text(self._text_left(), y, _("Item"), self.caption)
        if self.shows("bin") and any(line.bin for line in self.data.lines):
            self.paper.text(self.bin_left, y, _("Bin"), self.caption)
        self.paper.right(self.right, y, _("Qty"), self.caption)
        self.paper.line(self.left, y + 3 * self.k, self.right, 0.4)
        return y + 3 * self.k

    def _text_left(self) -> float:
        return self.left + (17.9 * self.k if self.pictured else 0)

    def _row(self, line: SlipLine, y: float) -> float:
        k, paper = self.k, self.paper
        x = self._text_left()
        room = self.bin_left - 4 - x
        texts = [(part, self.name, 5.0) for part in wrapped(line.name, self.name, room)]
        texts += [(part, self.variant, 4.5) for part in wrapped(line.variant, self.variant, room) if part]
        sku = line.sku if self.shows("sku") else ""
        texts += [(part, self.sku, 4.1) for part in wrapped(sku, self.sku, room) if part]
        texts += [(part, self.sku, 4.1) for each in line.details for part in wrapped(each, self.sku, room) if part]
        texts += [(part, self.variant, 4.5) for part in wrapped(line.note, self.variant, room) if part]
        named = line.bin if self.shows("bin") else ""
        place = fitted(named, self.place, self.count_left - self.bin_left - 2, 7)
        places = wrapped(named, place, self.count_left - self.bin_left - 2)
        least = 19.0 if self.pictured else 12.5
        height = max(least, 1.8 + sum(up for _text, _style, up in texts) + 3.0, 9 + 4.5 * len(places)) * k
        if y + height > self.bottom - 2:
            y = self._table_head(self._next_page() - 9.6 * k)
        if line.picture and self.pictured:
            paper.picture(self.left, y + 2.3 * k, 14.1 * k, 14.1 * k, line.picture)
        used = sum(up for _text, _style, up in texts)
        base = y + max(1.8, (height / k - used) / 2 - 0.2) * k
        for text, style, up in texts:
            base += up * k
            paper.text(x, base - 0.7 * k, text, style)
        middle = y + height / 2
        base = middle + (1.6 - 2.25 * (len(places) - 1)) * k
        for part in places:
            paper.text(self.bin_left, base, part, place)
            base += 4.5 * k
        count = i18n.number(line.quantity, self.language)
        style = fitted(count, self.count, self.right - self.count_left, 8)
        paper.right(self.right, middle + style.size * 0.128, count, style)
        paper.hairline(self.left, y + height, self.right)
        return y + height

    def _next_page(self) -> float:
        """Begin a page that says whose it is; return where its content may begin."""
        paper, k = self.paper, self.k
        paper.new_page()
        number = numbered(self.data.order_number)
        style = fitted(number, self.variant, 60 * k, 6)
        paper.text(self.left, 15 * k, cut(number, style, 60 * k), style)
        paper.right(self.right, 15 * k, self.data.order_code, self.sku)
        return 24 * k

    def _sums(self, y: float) -> float:
        k, words = self.k, self.words
        if y + 12 * k > self.bottom:
            y = self._next_page()
        kinds, units = len(self.data.lines), sum(line.quantity for line in self.data.lines)
        text = words.ngettext("{count} line", "{count} lines", kinds)
        self.paper.text(self.left, y + 8.2 * k, text.format(count=i18n.number(kinds, self.language)), self.soft)
        text = words.ngettext("{count} unit", "{count} units", units)
        total = text.format(count=i18n.number(units, self.language))
        self.paper.right(self.right, y + 8.6 * k, total, self._style(fonts.BOLD, 14))
        return y + 8.6 * k

    def _greeting(self, y: float) -> None:
        """The square code and the shop's words, at the foot of the last page."""
        data, paper, k = self.data, self.paper, self.k
        logo = logo_size(paper, data.template, data.shop.logo, 40 * k, 14 * k, usual=False)
        says = self._says_codes()
        if not (data.qr or says or data.thanks or data.returns or logo):
            return
        side, x = 0.0, self.left
        alone = data.codes[0] if len(data.codes) == 1 else "" if data.codes else data.qr
        symbol = bars.qr(alone) if alone else None
        dots = 0
        if symbol:
            dots = max(self._least_dots(), round(27.7 * k / 25.4 * paper.dpi / symbol.width))
            side = paper.code_width(symbol, dots)
            x += side + max(5 * k, 4 * side / symbol.width)
        room = self.right - x - (logo[0] + 5 * k if logo else 0)
        thanks = wrapped(data.thanks, self.thanks, room) if data.thanks else []
        returns = wrapped(data.returns, self.soft, room) if data.returns else []
        holds = wrapped(says, self.holds, room) if says else []
        below = 4.1 * k * len(holds) + (1.6 * k if holds else 0)
        height = max(side, logo[1] if logo else 0, 5 * k * len(thanks) + 4.1 * k * len(returns) + below)
        if y + 6 + height > self.bottom - 5.8 * k:
            self._next_page()
        end = self.bottom - 5.8 * k
        if symbol:
            paper.square(self.left, end - side, symbol, dots)
        if logo:
            paper.picture(self.right - logo[0], end - logo[1], *logo, data.shop.logo, grey=False)
        base = end - 0.5 - 4.1 * k * (len(holds) - 1)
        for part in holds:
            paper.text(x, base, part, self.holds)
            base += 4.1 * k
        base = end - 4.1 * k * max(0, len(returns) - 1) - (5 * k if returns else 0) - 5 * k * (len(thanks) - 1) - 0.5
        base -= below
        for part in thanks:
            paper.text(x, base, part, self.thanks)
            base += 5 * k
        for part in returns:
            paper.text(x, base, part, self.soft)
            base += 4.1 * k

    def _says_codes(self) -> str:
        """That the square codes are the order, and where they are."""
        count, words = len(self.data.codes), self.words
        if not count:
            return ""
        if count == 1:
            return words.gettext("The square code holds the whole order: scan it to pack without a network.")
        text = words.ngettext(
            "{count} square code on the last pages holds the whole order: scan it to pack without a network.",
            "{count} square codes on the last pages hold the whole order: scan all to pack without a network.",
            count,
        )
        return text.format(count=i18n.number(count, self.language))

    def _all_codes(self) -> None:
        """Pages of numbered square codes, which may be scanned in any order."""
        paper, k, words = self.paper, self.k, self.words
        symbols = [bars.qr(code) for code in self.data.codes]
        widest = max(symbol.width for symbol in symbols)
        dots = self._least_dots()
        side = widest * dots * 25.4 / paper.dpi
        apart = 8 * dots * 25.4 / paper.dpi  # the white around two codes
        across = max(1, int((self.right - self.left + apart) // (side + apart)))
        y = self.bottom
        for at, symbol in enumerate(symbols):
            column = at % across
            if column == 0:
                y += side + 7 * k + apart
            if y + side + 7 * k > self.bottom:
                y = self._next_page()
                paper.text(self.left, y, words.gettext("The whole order, to pack without a network"), self.heading)
                y += 4 * k + apart / 2
            x = self.left + column * (side + apart)
            paper.square(x, y, symbol, dots)
            number = f"{at + 1} / {len(symbols)}"
            paper.text(x, y + side + 5.2 * k, number, self.variant)

    def _least_dots(self) -> int:
        """Of a square code's module: what a worn head still prints, and a cheap scanner still sees."""
        return max(4, round(0.42 * self.paper.dpi / 25.4))

    def _foot(self, number: int, of: int) -> None:
        _ = self.words.gettext
        paper, data = self.paper, self.data
        paper.hairline(self.left, self.bottom, self.right)
        page = _("Page {number} of {count}").format(number=number, count=of)
        if data.parcels:
            page = joined(_("Parcel {number}").format(number=data.parcels), page)
        begin = paper.right(self.right, self.bottom + 5, page, self.foot)
        shop = joined(data.shop.name, data.shop.site)
        paper.text(self.left, self.bottom + 5, cut(shop, self.foot, begin - self.left - 3), self.foot)
