"""The audit's list of legal numbers, A4: each with its fingerprint and its void, the days' hashes, the faults."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop import i18n
from desktop.documents import fonts
from desktop.documents.page import A4, DPI, SOFT, Paper, Style, cut, fitted, wrapped

LEFT, RIGHT = 14.0, 196.0
_BOTTOM = 281.0
_TITLE = Style(fonts.DISPLAY, 22)
_SUB = Style(fonts.MEDIUM, 9)
_STRONG = Style(fonts.SEMIBOLD, 9)
_TEXT = Style(fonts.REGULAR, 7.6)
_CODE = Style(fonts.CODE, 6.6)
_FOOT = Style(fonts.REGULAR, 6.6, SOFT)
_AT = (14.0, 52.0, 70.0, 98.0, 126.0)  # number, date, order; the total ends at the fourth; fingerprint


@dataclass(frozen=True, slots=True)
class Listed:
    """One number. `mark` is the fingerprint of its bytes; `note` a void's reason, or what it corrects."""

    number: str
    at: datetime
    order: str
    currency: str
    total_minor: int
    mark: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed day: its date, how many entries, its hash and whether its signature fits."""

    on: str
    count: int
    hash: str
    signed: bool


@dataclass(frozen=True, slots=True)
class NumberList:
    """Everything that the audit's paper says. `faults` are sentences; none = all is well."""

    shop: str
    span: str  # "2026", or the days
    made_at: datetime
    by: str
    zone: str
    numbers: tuple[Listed, ...]
    days: tuple[Sealed, ...]
    faults: tuple[str, ...]
    head: str
    key: str  # the key's name as people compare it; "" = not signed


def draw(data: NumberList, language: str, dpi: int = DPI) -> bytes:
    """The list as PDF."""
    return _Drawing(data, language, dpi).finish()


def _day(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


class _Drawing:
    def __init__(self, data: NumberList, language: str, dpi: int) -> None:
        self.data, self.language = data, language
        self.words = i18n.words(language)
        _ = self.words.gettext
        self.paper = Paper(A4, _("Number audit {span}").format(span=data.span), dpi)

    def finish(self) -> bytes:
        _ = self.words.gettext
        y = self._head()
        for number in self.data.numbers:
            y = self._row(number, y)
        y = self._section(y, _("Sealed days"))
        for day in self.data.days:
            y = self._day(day, y)
        self.paper.number(self._foot)
        return self.paper.finish()

    def _head(self) -> float:
        _, data, paper = self.words.gettext, self.data, self.paper
        title = _("Number audit {span}").format(span=data.span)
        paper.text(LEFT, 20, title, fitted(title, _TITLE, RIGHT - LEFT, 12))
        when = f"{i18n.date(data.made_at, self.language, data.zone)} "
        when += i18n.clock(data.made_at, self.language, data.zone)
        paper.text(LEFT, 27, cut(" · ".join(part for part in (data.shop, when, data.by) if part), _SUB, 182), _SUB)
        y = 34.0
        count = i18n.number(len(data.numbers), self.language)
        said = (
            (_("{count} numbers were looked at. Nothing is missing, double or changed.").format(count=count),)
            if not data.faults else data.faults
        )  # fmt: skip
        for fault in said:
            for part in wrapped(fault, _STRONG, RIGHT - LEFT):
                y = self._room(y, 5)
                paper.text(LEFT, y, part, _STRONG)
                y += 4.4
        for caption, value in ((_("Newest hash"), data.head), (_("Key"), data.key or _("not signed"))):
            y = self._room(y, 5)
            end = paper.text(LEFT, y, caption, _SUB)
            paper.text(end + 2, y, value, _CODE)
            y += 4.4
        return self._captions(y + 3)

    def _captions(self, y: float) -> float:
        _, paper = self.words.gettext, self.paper
        for at, text in zip(_AT, (_("Number"), _("Date"), _("Order"), "", "SHA-256"), strict=True):
            paper.text(at, y, text, _STRONG)
        paper.right(_AT[4] - 3, y, _("Total"), _STRONG)
        paper.line(LEFT, y + 1.6, RIGHT)
        return y + 5.4

    def _row(self, number: Listed, y: float) -> float:
        notes = wrapped(number.note, _TEXT, RIGHT - _AT[1]) if number.note else []
        if y + 4.2 * (1 + len(notes)) > _BOTTOM:
            self.paper.new_page()
            y = self._captions(16)
        paper = self.paper
        paper.text(_AT[0], y, cut(number.number, _TEXT, _AT[1] - _AT[0] - 2), _TEXT)
        paper.text(_AT[1], y, _day(number.at, self.data.zone), _TEXT)
        paper.text(_AT[2], y, cut(number.order, _TEXT, 24), _TEXT)
        paper.right(_AT[4] - 3, y, i18n.money(number.total_minor, number.currency), _TEXT)
        paper.text(_AT[4], y, cut(number.mark, _CODE, RIGHT - _AT[4]), _CODE)
        for note in notes:
            y += 3.6
            paper.text(_AT[1], y, note, _TEXT)
        return y + 4.2

    def _section(self, y: float, title: str) -> float:
        y = self._room(y + 4, 12)
        self.paper.text(LEFT, y, title, _STRONG)
        self.paper.line(LEFT, y + 1.6, RIGHT)
        return y + 5.4

    def _day(self, day: Sealed, y: float) -> float:
        _ = self.words.gettext
        y = self._room(y, 4.2)
        self.paper.text(LEFT, y, day.on, _TEXT)
        self.paper.right(46, y, i18n.number(day.count, self.language), _TEXT)
        self.paper.text(50, y, day.hash, _CODE)
        self.paper.right(RIGHT, y, _("signed") if day.signed else _("not signed"), _TEXT)
        return y + 4.2

    def _room(self, y: float, needs: float) -> float:
        if y + needs <= _BOTTOM:
            return y
        self.paper.new_page()
        return 16.0

    def _foot(self, number: int, of: int) -> None:
        _ = self.words.gettext
        page = _("Page {number} of {count}").format(number=number, count=of)
        begin = self.paper.right(RIGHT, 287, page, _FOOT)
        said = _("Each day's hash is that of its list and of the day before it; the archive holds the lists.")
        self.paper.text(LEFT, 287, cut(said, _FOOT, begin - LEFT - 3), _FOOT)
