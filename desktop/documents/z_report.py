"""The Z report: what one day took in, on a roll, or on a sheet where there is none."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop import i18n
from desktop.documents import fonts
from desktop.documents.bill import Tax
from desktop.documents.page import DPI
from desktop.documents.parts import percent
from desktop.documents.roll import Strip

_ENDS = (0.30, 0.66, 1.0)  # rate, net, tax


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One line of money: its words, how often, how much."""

    name: str
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The documents of one series: what they are called, how many, the first and the last number."""

    name: str
    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Takings:
    """The day in one currency."""

    currency: str
    taken: tuple[MoneyRow, ...] = ()
    back: tuple[MoneyRow, ...] = ()  # refunds, by way of paying
    net_minor: int = 0
    credits: MoneyRow | None = None
    taxes: tuple[Tax, ...] = ()


@dataclass(frozen=True, slots=True)
class ZReport:
    """A day with everything that is said of it. `media` is a name of documents.media."""

    shop: str
    on: date
    printed_at: datetime
    address: str = ""
    registration: str = ""
    takings: tuple[Takings, ...] = ()
    numbers: tuple[Numbers, ...] = ()
    voided: tuple[str, ...] = ()
    place: str = ""
    person: str = ""
    zone: str = "UTC"
    media: str = "roll-80"


def draw(data: ZReport, language: str, dpi: int = DPI) -> bytes:
    """The report as PDF."""
    _ = i18n.words(language).gettext
    strip = Strip(data.media)
    day = i18n.date(data.on, language)
    strip.centre(data.shop, strip.column.style(fonts.BOLD, 1.5), 3)
    strip.centre(data.address)
    strip.centre(data.registration)
    strip.gap(1.4)
    strip.centre(_("Z report {date}").format(date=day), strip.column.style(fonts.BOLD, 1.3))
    strip.line()
    strip.pair(_("Printed"), f"{i18n.date(data.printed_at, language, data.zone)}"
                             f" {i18n.clock(data.printed_at, language, data.zone)}")  # fmt: skip
    if data.place or data.person:
        strip.pair(data.place, data.person)
    if not data.takings:
        strip.line()
        strip.left(_("Nothing was taken in that day."))
    for takings in data.takings:
        _takings(strip, takings, language)
    _documents(strip, data, language)
    return strip.finish(_("Z report {date}").format(date=day), dpi)


def _takings(strip: Strip, takings: Takings, language: str) -> None:
    _ = i18n.words(language).gettext
    column = strip.column
    strip.line()
    _rows(strip, _("Taken"), takings.taken, takings.currency, language)
    if takings.back:
        _rows(strip, _("Paid back"), takings.back, takings.currency, language)
    strip.gap(0.8)
    strip.pair(_("Remains"), i18n.money(takings.net_minor, takings.currency), column.style(fonts.BOLD, 1.2),
               column.style(fonts.BOLD, 1.2))  # fmt: skip
    strip.gap(1.0)
    if takings.credits is not None:
        _rows(strip, _("Credited"), (takings.credits,), takings.currency, language)
    if takings.taxes:
        strip.columns((_("VAT by rate"), _("Net"), _("VAT")), _ENDS, column.strong)
        for tax in takings.taxes:
            strip.columns(
                (percent(tax.percent, language), i18n.amount(tax.base_minor, takings.currency),
                 i18n.amount(tax.tax_minor, takings.currency)), _ENDS,
            )  # fmt: skip


def _rows(strip: Strip, title: str, rows: tuple[MoneyRow, ...], currency: str, language: str) -> None:
    strip.left(title, strip.column.strong)
    for row in rows:
        count = i18n.number(row.count, language)
        strip.pair(f"{count} × {row.name}", i18n.amount(row.amount_minor, currency))
    strip.gap(0.9)


def _documents(strip: Strip, data: ZReport, language: str) -> None:
    _ = i18n.words(language).gettext
    if data.numbers:
        strip.line()
        strip.left(_("Documents"), strip.column.strong)
    for numbers in data.numbers:
        strip.pair(numbers.name, i18n.number(numbers.count, language))
        strip.left(numbers.first if numbers.first == numbers.last else f"{numbers.first} – {numbers.last}")
        strip.gap(0.6)
    if data.voided:
        strip.line()
        strip.pair(_("Voided"), i18n.number(len(data.voided), language), strip.column.strong)
        for number in data.voided:
            strip.left(number)
