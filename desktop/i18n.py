"""Words, money, numbers and times in Indonesian, Swedish and English.

The screen has one language, which may change while the program runs; a document has its reader's. Money follows the
shop's currency and not the reader: Rp12.345.678 is written so in Swedish too.
"""

import gettext
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import date as Date
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from desktop import paths

LANGUAGES = {"en": "English", "id": "Bahasa Indonesia", "sv": "Svenska"}

_NBSP = "\u00a0"
# Days and months are held here and not taken from Babel: its date module costs 17 ms before the first paint.
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split(),
    "sv": "jan feb mars apr maj juni juli aug sep okt nov dec".split(),
}
_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun".split(),
    "id": "Sen Sel Rab Kam Jum Sab Min".split(),
    "sv": "mån tis ons tors fre lör sön".split(),
}
_GROUP = {"en": ",", "id": ".", "sv": _NBSP}
_DECIMAL = {"en": ".", "id": ",", "sv": ","}


@dataclass(frozen=True, slots=True)
class _Currency:
    """How one currency is written: decimals, marks, and the pattern with # for the amount."""

    decimals: int
    group: str
    point: str
    pattern: str


# CLDR patterns of the currency's home; rupiah without decimals by the product's rule (N5).
_CURRENCIES = {
    "IDR": _Currency(0, ".", ",", "Rp#"),
    "SEK": _Currency(2, _NBSP, ",", f"#{_NBSP}kr"),
    "NOK": _Currency(2, _NBSP, ",", f"#{_NBSP}kr"),
    "DKK": _Currency(2, ".", ",", f"#{_NBSP}kr."),
    "EUR": _Currency(2, ".", ",", f"#{_NBSP}€"),
    "USD": _Currency(2, ",", ".", "$#"),
    "GBP": _Currency(2, ",", ".", "£#"),
    "SGD": _Currency(2, ",", ".", "S$#"),
    "MYR": _Currency(2, ",", ".", f"RM{_NBSP}#"),
    "JPY": _Currency(0, ",", ".", "¥#"),
}

_PLACE = "\x04"  # how gettext catalogues separate a context from its text

_language = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language, for documents that are not in the language of the screen."""

    language: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


def use(language: str) -> None:
    """Show everything from now on in this language; an unknown one means English."""
    global _language
    _language = language if language in LANGUAGES else "en"


def language() -> str:
    return _language


def _(text: str) -> str:
    # What C_() marked and nobody translated comes back with its place before it.
    return words(_language).gettext(text).rpartition(_PLACE)[2]


def ngettext(one: str, many: str, count: int) -> str:
    return words(_language).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the mark's usual name
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


def C_(place: str, text: str) -> str:  # noqa: N802 - beside N_
    """Mark a text that other languages say differently in this place: a tab names many orders, a badge one."""
    return f"{place}{_PLACE}{text}"


def words(language: str) -> Words:
    """The sentences of a language; English for one that Kolli does not speak."""
    return _load(language if language in LANGUAGES else "en")


@cache
def _load(language: str) -> Words:
    source = paths.resources() / "i18n" / f"{language}.po"
    compiled = source.with_suffix(".mo")
    if language == "en" or not (source.exists() or compiled.exists()):
        plain = gettext.NullTranslations()
        return Words(language, plain.gettext, plain.ngettext)
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        spoken = gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    else:
        spoken = gettext.GNUTranslations(_compile(source.read_bytes()))
    return Words(language, spoken.gettext, spoken.ngettext)


def _compile(catalogue: bytes) -> io.BytesIO:
    # From a checkout: the catalogue is compiled in memory, so that a stale file can never be shown.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(catalogue)))
    compiled.seek(0)
    return compiled


def decimals(currency: str) -> int:
    """How many digits of this currency are minor units; rupiah has none here."""
    known = _CURRENCIES.get(currency)
    return known.decimals if known else 2


def money(amount_minor: int, currency: str) -> str:
    """Write an amount as the currency's home writes it: Rp12.345.678, 1 284,60 kr with no-break spaces."""
    known = _CURRENCIES.get(currency)
    pattern = known.pattern if known else f"{currency}{_NBSP}#"
    return ("\u2212" if amount_minor < 0 else "") + pattern.replace("#", amount(abs(amount_minor), currency))


def amount(amount_minor: int, currency: str) -> str:
    """The same without the currency's sign, for columns of one currency: 12.345.678."""
    known = _CURRENCIES.get(currency) or _Currency(2, ",", ".", "#")
    whole, part = divmod(abs(amount_minor), 10**known.decimals)
    text = _grouped(whole, known.group)
    if known.decimals:
        text += f"{known.point}{part:0{known.decimals}d}"
    return ("\u2212" if amount_minor < 0 else "") + text


def number(value: int | Decimal, language: str | None = None) -> str:
    """Write a number with the language's marks; decimals are kept as they are."""
    spoken = _known(language)
    whole, _dot, part = (str(abs(value)) if isinstance(value, int) else f"{abs(value):f}").partition(".")
    text = _grouped(int(whole), _GROUP[spoken]) + (_DECIMAL[spoken] + part if part else "")
    return ("\u2212" if value < 0 else "") + text


def date(when: datetime | Date, language: str | None = None, zone: str | None = None) -> str:
    """A day with its year: 12 Nov 2026."""
    day = _local(when, zone) if isinstance(when, datetime) else when
    return f"{day.day} {_MONTHS[_known(language)][day.month - 1]} {day.year}"


def day_time(when: datetime, language: str | None = None, zone: str | None = None) -> str:
    """A day and a time without the year: 12 Nov 15:00."""
    local = _local(when, zone)
    return f"{local.day} {_MONTHS[_known(language)][local.month - 1]} {clock(when, language, zone)}"


def weekday(when: datetime, language: str | None = None, zone: str | None = None) -> str:
    """The short name of the day of the week."""
    return _DAYS[_known(language)][_local(when, zone).weekday()]


def clock(when: datetime, language: str | None = None, zone: str | None = None) -> str:
    """Hours and minutes; Indonesian writes them with a dot."""
    local = _local(when, zone)
    return f"{local.hour:02d}{'.' if _known(language) == 'id' else ':'}{local.minute:02d}"


def _known(language: str | None) -> str:
    return language if language in LANGUAGES else _language


def _local(when: datetime, zone: str | None) -> datetime:
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone) if zone else None)


def _grouped(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)
