"""The manifest, A4: the parcels that a courier takes, to be signed by its driver. It shows no price and no buyer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desktop import i18n
from desktop.documents import bars, fonts
from desktop.documents.page import A4, DPI, SOFT, Paper, Style, cut, fitted, measure, module, wrapped
from desktop.documents.parts import joined, numbered
from desktop.documents.template import PLAIN, Template, lines

LEFT, RIGHT = 16.0, 194.0
_BOTTOM = 281.5  # the footer's hairline
_SIGN = 44.0  # what the place for signatures needs
_ROW = 6.6
_HEADING = Style(fonts.SEMIBOLD, 11.8, SOFT)
_COURIER = Style(fonts.DISPLAY_BOLD, 30)
_SUB = Style(fonts.MEDIUM, 10)
_CODE = Style(fonts.CODE_BOLD, 10, spacing=1.4)
_CAPTION = Style(fonts.SEMIBOLD, 8, SOFT)
_PARCEL = Style(fonts.CODE_BOLD, 9)
_NUMBER = Style(fonts.CODE, 9)
_TEXT = Style(fonts.MEDIUM, 9)
_COUNT = Style(fonts.DISPLAY_BOLD, 20)
_FOOT = Style(fonts.REGULAR, 7.1, SOFT)
_ORDER, _NUMBERS, _PLACE, _WEIGHT = 52.0, 74.0, 122.0, 180.0


@dataclass(frozen=True, slots=True)
class ManifestLine:
    parcel: str
    order: str
    position: int = 1
    of: int = 1
    tracking: str = ""
    service: str = ""
    place: str = ""
    weight_g: int | None = None


@dataclass(frozen=True, slots=True)
class ManifestSheet:
    """What is handed over, as it was when the manifest was closed."""

    code: str
    courier: str
    closed_at: datetime
    lines: tuple[ManifestLine, ...]
    shop: str = ""
    address: str = ""
    driver: str = ""
    by: str = ""
    bench: str = ""
    zone: str = "UTC"
    template: Template = PLAIN


def draw(data: ManifestSheet, language: str, dpi: int = DPI) -> bytes:
    """The sheet as PDF, with bars of whole dots for a printer of `dpi`."""
    return _Drawing(data, language, dpi).finish()


class _Drawing:
    def __init__(self, data: ManifestSheet, language: str, dpi: int) -> None:
        self.data, self.language = data, language
        self.words = i18n.words(language)
        _ = self.words.gettext
        self.paper = Paper(A4, _("Manifest {code}").format(code=data.code), dpi)

    def finish(self) -> bytes:
        y = self._table_head(self._head())
        for turn, line in enumerate(self.data.lines, 1):
            y = self._row(turn, line, y)
        self._sign(y)
        self.paper.number(self._foot)
        return self.paper.finish()

    def _head(self) -> float:
        _, data, paper = self.words.gettext, self.data, self.paper
        symbol = bars.code128(data.code)
        dots = module(paper, symbol, 0.5, 80)
        wide = paper.code_width(symbol, dots)
        paper.bars(RIGHT - wide, 14, symbol, dots, 15.3)
        paper.right(RIGHT + 0.4, 33.4, data.code, _CODE)
        room = RIGHT - LEFT - wide - bars.QUIET * wide / symbol.width
        paper.text(LEFT, 18, cut(_("Manifest, handed over to"), _HEADING, room), _HEADING)
        style = fitted(data.courier, _COURIER, room, 14)
        y = 20 + 8.6 * style.size / _COURIER.size
        for part in wrapped(data.courier, style, room, 2):
            paper.text(LEFT, y, part, style)
            y += style.size * 0.43
        y += 6.2 - style.size * 0.43
        moment = f"{i18n.date(data.closed_at, self.language, data.zone)} " + i18n.clock(
            data.closed_at, self.language, data.zone
        )
        for text in (joined(data.shop, data.address), joined(moment, data.bench, data.by)):
            for part in wrapped(text, _SUB, room, 2):
                paper.text(LEFT, y, part, _SUB)
                y += 4.6
        y = max(y - 4.6, 34.8)
        for part in lines(data.template, "heading", _SUB, RIGHT - LEFT):
            y += 4.6
            paper.text(LEFT, y + 2.4, part, _SUB)
        return y

    def _table_head(self, y: float) -> float:
        _, paper = self.words.gettext, self.paper
        y += 11.8
        # i18n: caption of a narrow column on paper
        paper.text(LEFT + 7, y, _("Parcel"), _CAPTION)
        paper.text(_ORDER, y, _("Order"), _CAPTION)
        paper.text(_NUMBERS, y, _("Tracking number"), _CAPTION)
        if self.data.template.shows("place"):
            paper.text(_PLACE, y, _("To"), _CAPTION)
        if self.data.template.shows("weight"):
            paper.right(_WEIGHT, y, _("Weight"), _CAPTION)
        paper.right(RIGHT - 1.2, y, "✓", _CAPTION)
        paper.line(LEFT, y + 2.7, RIGHT, 0.4)
        return y + 2.7

    def _row(self, turn: int, line: ManifestLine, y: float) -> float:
        paper = self.paper
        if y + _ROW > _BOTTOM - 3:
            paper.new_page()
            paper.text(LEFT, 14, cut(self.data.courier, _TEXT, 110), _TEXT)
            paper.right(RIGHT, 14, self.data.code, _NUMBER)
            y = self._table_head(13)
        base = y + 4.5
        paper.right(LEFT + 5, base, i18n.number(turn, self.language), _FOOT)
        parcel = fitted(line.parcel, _PARCEL, _ORDER - LEFT - 9, 6)
        paper.text(LEFT + 7, base, cut(line.parcel, parcel, _ORDER - LEFT - 8), parcel)
        order = f"{numbered(line.order)} {line.position}/{line.of}" if line.of > 1 else numbered(line.order)
        paper.text(_ORDER, base, cut(order, _TEXT, _NUMBERS - _ORDER - 2), _TEXT)
        number = fitted(line.tracking, _NUMBER, _PLACE - _NUMBERS - 2, 6.5)
        paper.text(_NUMBERS, base, cut(line.tracking or "–", number, _PLACE - _NUMBERS - 2), number)
        weight = self._weight(line.weight_g)
        begin = paper.right(_WEIGHT, base, weight, _TEXT) if weight else _WEIGHT
        place = joined(line.place, line.service) if self.data.template.shows("place") else ""
        paper.text(_PLACE, base, cut(place, _TEXT, begin - _PLACE - 2), _TEXT)
        paper.frame(RIGHT - 4.6, y + 1.1, 4.4, 4.4, 0.35, 0.9)
        paper.hairline(LEFT, y + _ROW, RIGHT)
        return y + _ROW

    def _weight(self, grams: int | None) -> str:
        if grams is None or not self.data.template.shows("weight"):
            return ""
        kilograms = (Decimal(grams) / 1000).quantize(Decimal("0.01"))
        return f"{i18n.number(kilograms, self.language)}\u00a0kg"

    def _sign(self, y: float) -> None:
        """How many parcels, what they weigh, and the two who sign for it."""
        _, ngettext, data, paper = self.words.gettext, self.words.ngettext, self.data, self.paper
        declared = lines(data.template, "declaration", _SUB, RIGHT - LEFT, 12)
        more = 4.6 * len(declared)
        if y + _SIGN + more > _BOTTOM - 3:
            paper.new_page()
            paper.text(LEFT, 14, cut(data.courier, _TEXT, 110), _TEXT)
            paper.right(RIGHT, 14, data.code, _NUMBER)
            y = 16.0
        weighed = [line.weight_g for line in data.lines if line.weight_g is not None]
        count = len(data.lines)
        said = ngettext("{count} parcel", "{count} parcels", count).format(count=i18n.number(count, self.language))
        x = paper.text(LEFT, y + 11, said, _COUNT)
        if weighed and data.template.shows("weight"):
            weight = self._weight(sum(weighed))
            rest = count - len(weighed)
            others = _("{count} not weighed").format(count=i18n.number(rest, self.language)) if rest else ""
            paper.text(x + 6, y + 11, joined(weight, others), _SUB)
        for place, part in enumerate(declared):
            paper.text(LEFT, y + 18 + 4.6 * place, part, _SUB)
        base = y + 36 + more
        middle = (LEFT + RIGHT) / 2
        for begin, end, caption, name in (
            (LEFT, middle - 5, _("Received, driver's signature"), data.driver),
            (middle + 5, RIGHT, _("Handed over by"), data.by),
        ):
            paper.text(begin, base - 1.6, cut(name, _SUB, (end - begin) / 2), _SUB)
            paper.line(begin, base, end, 0.4)
            paper.text(begin, base + 4, cut(caption, _CAPTION, end - begin - measure("00:00", _CAPTION)), _CAPTION)

    def _foot(self, number: int, of: int) -> None:
        _, data, paper = self.words.gettext, self.data, self.paper
        paper.hairline(LEFT, _BOTTOM, RIGHT)
        page = _("Page {number} of {count}").format(number=number, count=of)
        begin = paper.right(RIGHT, _BOTTOM + 4.4, page, _FOOT)
        paper.text(LEFT, _BOTTOM + 4.4, cut(joined(data.shop, data.code), _FOOT, begin - LEFT - 3), _FOOT)
