"""The pick list, A4: what to fetch, in walking order, and the orders it is for. It shows no price."""

from dataclasses import dataclass
from datetime import datetime

from desktop import i18n
from desktop.documents import bars, fonts
from desktop.documents.bars import Symbol
from desktop.documents.page import A4, DPI, SOFT, Paper, Style, cut, fitted, measure, module, wrapped
from desktop.documents.parts import joined, numbered
from desktop.documents.template import PLAIN, Template, lines

LEFT, RIGHT = 16.0, 194.0
_BOTTOM = 281.5  # the footer's hairline
_TICK = 5.7  # the box to tick, mm
_TICK_BOX = 129.0  # where it begins on a wave sheet; its code stands right of it
_TICK_HEIGHT = 8.6  # of that code, mm
_HEADING = Style(fonts.SEMIBOLD, 11.8, SOFT)
_NUMBER = Style(fonts.DISPLAY_BOLD, 30)
_SUB = Style(fonts.MEDIUM, 10)
_CODE = Style(fonts.CODE_BOLD, 10, spacing=1.4)
_CAPTION = Style(fonts.SEMIBOLD, 8, SOFT)
_BIN = Style(fonts.CODE_BOLD, 16.5, spacing=0.5)
_NAME = Style(fonts.SEMIBOLD, 10.3)
_DETAIL = Style(fonts.CODE, 8.2, SOFT)
_COUNT = Style(fonts.DISPLAY_BOLD, 21)
_LETTER = Style(fonts.BOLD, 10)
_SHARE = Style(fonts.MEDIUM, 10, spacing=0.2)
_BASKET = Style(fonts.DISPLAY_BOLD, 17)
_ORDER = Style(fonts.BOLD, 11, spacing=0.2)
_SOFT = Style(fonts.REGULAR, 8.6, SOFT)
_FOOT = Style(fonts.REGULAR, 7.1, SOFT)


@dataclass(frozen=True, slots=True)
class PickLine:
    name: str
    quantity: int
    bin: str = ""
    variant: str = ""
    sku: str = ""
    baskets: tuple[tuple[str, int], ...] = ()  # letter of the order's basket, how many go there
    tick: str = ""  # the code that takes this row over when it is ticked
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class PickOrder:
    """An order of the list; `detail` is one line about it: the buyer, the courier, the units, the time."""

    number: str
    code: str
    detail: str = ""
    basket: str = ""  # "" = the only order, which needs no letter


@dataclass(frozen=True, slots=True)
class PickList:
    """What one walk fetches. The lines are in walking order already."""

    number: str  # as W-0412, or the order's number
    code: str
    printed_at: datetime
    orders: tuple[PickOrder, ...]
    lines: tuple[PickLine, ...]
    shop: str = ""
    printed_by: str = ""
    zone: str = "UTC"
    by_path: bool = False  # whether to say that it follows the bins
    template: Template = PLAIN


def draw(data: PickList, language: str, dpi: int = DPI) -> bytes:
    """The list as PDF, in the packer's language, with bars of whole dots for a printer of `dpi`."""
    return _Drawing(data, language, dpi).finish()


class _Drawing:
    def __init__(self, data: PickList, language: str, dpi: int) -> None:
        self.data, self.language = data, language
        self.words = i18n.words(language)
        _ = self.words.gettext
        self.paper = Paper(A4, _("Pick list {number}").format(number=data.number), dpi)
        self.shared = any(line.baskets for line in data.lines)
        self.pictured = data.template.shows("picture") and any(line.picture for line in data.lines)
        self.text_left = 57.0 if self.pictured else 46.0
        self.ticked = any(line.tick for line in data.lines)
        # Where quantities end; the baskets, the tick box and its code keep what is right of it.
        self.count_right = (112.0 if self.shared else 122.0) if self.ticked else 130.0 if self.shared else 176.0
        self.tick_left = _TICK_BOX if self.ticked else RIGHT - _TICK

    def finish(self) -> bytes:
        y = self._table_head(self._head())
        for line in self.data.lines:
            y = self._row(line, y)
        self._orders(y)
        self.paper.number(self._foot)
        return self.paper.finish()

    def _head(self) -> float:
        _, ngettext = self.words.gettext, self.words.ngettext
        data, paper = self.data, self.paper
        room = RIGHT - LEFT
        symbol = bars.code128(data.code)
        dots = module(paper, symbol, 0.5, 95)
        wide = paper.code_width(symbol, dots)
        paper.bars(RIGHT - wide, 14, symbol, dots, 15.3)
        paper.right(RIGHT + 0.4, 33.4, data.code, _CODE)
        room -= wide + bars.QUIET * wide / symbol.width
        paper.text(LEFT, 18, cut(_("Pick list"), _HEADING, room), _HEADING)
        number = numbered(data.number)
        style = fitted(number, _NUMBER, room, 14)
        y = 20 + 8.6 * style.size / _NUMBER.size
        for part in wrapped(number, style, room):
            paper.text(LEFT, y, part, style)
            y += style.size * 0.43
        y += 6.2 - style.size * 0.43
        orders, kinds = len(data.orders), len(data.lines)
        units = sum(line.quantity for line in data.lines)
        facts = joined(
            ngettext("{count} order", "{count} orders", orders).format(count=self._number(orders)),
            ngettext("{count} line", "{count} lines", kinds).format(count=self._number(kinds)),
            ngettext("{count} unit", "{count} units", units).format(count=self._number(units)),
            _("in bin order") if data.by_path else "",
            i18n.day_time(data.printed_at, self.language, data.zone),
        )
        for part in wrapped(facts, _SUB, room):
            paper.text(LEFT, y, part, _SUB)
            y += 4.6
        y = max(y - 4.6, 34.8)
        for part in lines(data.template, "heading", _SUB, RIGHT - LEFT):
            y += 4.6
            paper.text(LEFT, y + 2.4, part, _SUB)
        return y

    def _number(self, value: int) -> str:
        return i18n.number(value, self.language)

    def _table_head(self, y: float) -> float:
        _ = self.words.gettext
        y += 11.8
        self.paper.text(LEFT, y, _("Bin"), _CAPTION)
        self.paper.text(self.text_left, y, _("Item"), _CAPTION)
        self.paper.right(self.count_right, y, _("Pick"), _CAPTION)
        if self.shared:
            room = self.tick_left - self.count_right - (2 if self.ticked else 8)
            head = _("Basket") if self.ticked else _("For basket")
            self.paper.text(self.count_right + 6, y, cut(head, fitted(head, _CAPTION, room, 6), room), _CAPTION)
        if self.ticked:
            self.paper.right(RIGHT, y, _("Scan if ticked"), _CAPTION)
        else:
            self.paper.right(RIGHT - 1.2, y, "✓", _CAPTION)
        self.paper.line(LEFT, y + 2.7, RIGHT, 0.4)
        return y + 2.7

    def _row(self, line: PickLine, y: float) -> float:
        paper = self.paper
        count = self._number(line.quantity)
        count_style = fitted(count, _COUNT, 24, 8)
        room = self.count_right - max(12, measure(count, count_style)) - 4 - self.text_left
        names = wrapped(line.name, _NAME, room)
        detail = joined(line.variant, line.sku if self.data.template.shows("sku") else "")
        details = wrapped(detail, _DETAIL, room) if detail else []
        bin_style = fitted(line.bin, _BIN, 24, 8)
        places = wrapped(line.bin, bin_style, 24)
        shares = self._shares(line)
        used = 4.9 * len(names) + 4.0 * len(details)
        height = max(13.7, used + 4.6, 6 + 5 * len(places), 3.5 + 6.4 * len(shares), 19.0 if line.tick else 0)
        if y + height > _BOTTOM - 3:
            paper.new_page()
            paper.text(LEFT, 14, cut(numbered(self.data.number), _LETTER, 110), _LETTER)
            paper.right(RIGHT, 14, self.data.code, _DETAIL)
            y = self._table_head(13)
        middle = y + height / 2
        base = middle + bin_style.size * 0.128 - 2.5 * (len(places) - 1)
        for part in places:
            paper.text(LEFT, base, part, bin_style)
            base += 5
        if line.picture and self.pictured:
            paper.picture(42, middle - 5.3, 10.6, 10.6, line.picture)
        base = middle - used / 2 + 3.8
        for part in names:
            paper.text(self.text_left, base, part, _NAME)
            base += 4.9
        base -= 0.5
        for part in details:
            paper.text(self.text_left, base, part, _DETAIL)
            base += 4.0
        paper.right(self.count_right, middle + count_style.size * 0.128, count, count_style)
        self._draw_shares(shares, middle)
        paper.frame(self.tick_left, middle - _TICK / 2, _TICK, _TICK, 0.35, 0.9)
        if line.tick:
            self._tick_code(line.tick, middle)
        paper.hairline(LEFT, y + height, RIGHT)
        return y + height

    def _tick_code(self, code: str, middle: float) -> None:
        """The rows' codes stand far enough apart that a reader held level sees one."""
        symbol = bars.code128(code)
        dots = module(self.paper, symbol, 0.34, RIGHT - self.tick_left - _TICK)
        wide = self.paper.code_width(symbol, dots)
        left = RIGHT - wide
        self.paper.bars(left, middle - 6, symbol, dots, _TICK_HEIGHT)
        self.paper.text(left, middle + 6, code, _DETAIL)

    def _shares(self, line: PickLine) -> list[list[tuple[str, str, float]]]:
        """The baskets of a line in rows: letter, how many, width of the letter's box."""
        rows: list[list[tuple[str, str, float]]] = []
        left = 0.0
        for letter, quantity in line.baskets:
            text = "" if line.tick else self._number(quantity)  # a wave sheet's row is one basket's
            box = max(6.4, measure(letter, _LETTER) + 3)
            wide = box + 1.4 + measure(text, _SHARE) + 2.6
            if not rows or left + wide > self.tick_left - 4 - self.count_right - 6:
                rows.append([])
                left = 0.0
            rows[-1].append((letter, text, box))
            left += wide
        return rows

    def _draw_shares(self, rows: list[list[tuple[str, str, float]]], middle: float) -> None:
        y = middle - 3.2 * (len(rows) - 1)
        for row in rows:
            x = self.count_right + 6
            for letter, text, box in row:
                self.paper.frame(x, y - 2.4, box, 4.8, 0.35, 0.9)
                self.paper.centre(x + box / 2, y + 1.25, letter, _LETTER)
                x = self.paper.text(x + box + 1.4, y + 1.25, text, _SHARE) + 2.6
            y += 6.4

    def _orders(self, y: float) -> None:
        """The orders' codes, to open them at the bench; left and right in turn, so that no neighbour is scanned."""
        _ = self.words.gettext
        orders = [(order, bars.code128(order.code)) for order in self.data.orders if order.code]
        if not orders or not self.data.template.shows("codes"):
            return
        paper = self.paper
        step = 13.9
        begin = _BOTTOM - 3 - step * len(orders)
        if begin - 6 < y:
            begin = y + 14
        if begin + step > _BOTTOM - 3:
            paper.new_page()
            begin = 22.0
        paper.text(LEFT, begin - 2.6, _("Scan to open at the bench"), _CAPTION)
        for place, (order, symbol) in enumerate(orders):
            if begin + step > _BOTTOM - 1:
                paper.new_page()
                begin = 16.0
            self._order(order, symbol, begin, on_left=place % 2 == 0)
            begin += step

    def _order(self, order: PickOrder, symbol: Symbol, y: float, *, on_left: bool) -> None:
        paper = self.paper
        dots = module(paper, symbol, 0.34, 70)
        wide = paper.code_width(symbol, dots)
        quiet = max(5.0, bars.QUIET * wide / symbol.width)
        box = max(9.8, measure(order.basket, _BASKET) + 4) if order.basket else 0.0
        aside = box + quiet if box else 0.0
        left = LEFT + aside if on_left else RIGHT - aside - wide
        paper.bars(left, y + 1, symbol, dots, 9.6)
        if box:
            edge = LEFT if on_left else RIGHT - box
            paper.frame(edge, y + 2, box, 7.7, 0.5, 1.1)
            paper.centre(edge + box / 2, y + 8.0, order.basket, _BASKET)
        room = RIGHT - LEFT - aside - wide - quiet
        number = numbered(order.number)
        style = fitted(number, _ORDER, room, 7)
        write = paper.text if on_left else paper.right
        x = left + wide + quiet if on_left else left - quiet
        write(x, y + 5.3, cut(number, style, room), style)
        write(x, y + 9.4, cut(joined(order.detail, order.code), _SOFT, room), _SOFT)

    def _foot(self, number: int, of: int) -> None:
        _ = self.words.gettext
        data, paper = self.data, self.paper
        paper.hairline(LEFT, _BOTTOM, RIGHT)
        page = _("Page {number} of {count}").format(number=number, count=of)
        begin = paper.right(RIGHT, _BOTTOM + 4.4, page, _FOOT)
        by = _("printed by {name}").format(name=data.printed_by) if data.printed_by else ""
        text = joined(data.shop, by)
        paper.text(LEFT, _BOTTOM + 4.4, cut(text, _FOOT, begin - LEFT - 3), _FOOT)
