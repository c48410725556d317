"""The receipt, on rolls of 80 and 58 mm (and on a sheet where there is no roll): what was sold, paid and given back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desktop import i18n
from desktop.documents import fonts
from desktop.documents.bill import Amount, Extra, Tax
from desktop.documents.page import DPI, fitted, measure
from desktop.documents.parts import Shop, joined, percent
from desktop.documents.roll import Strip
from desktop.documents.template import PLAIN, Template


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    name: str
    quantity: int
    unit_price: Decimal  # in major units, with all its decimals
    total_minor: int
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """A way of paying in its reader's words, and what came by it."""

    name: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt with everything it says. A reprint is drawn from the same values with `copy` set.

    `extras` are what stands between the lines and the total; a rounding is named below the total. `notes` are the
    lines of a control unit. `media` is the roll that it was issued for.
    """

    number: str
    at: datetime
    code: str
    currency: str
    shop: Shop
    lines: tuple[ReceiptLine, ...]
    total_minor: int
    payments: tuple[Payment, ...]
    change_minor: int = 0
    extras: tuple[Amount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    zone: str = "UTC"
    order_number: str = ""
    place: str = ""  # the till or bench
    person: str = ""
    notes: tuple[str, ...] = ()
    footer: str = ""  # our words at the foot, where the template has none
    media: str = "roll-80"
    copy: bool = False
    template: Template = PLAIN


def draw(data: Receipt, language: str, dpi: int = DPI) -> bytes:
    """The receipt as PDF, as long as it must be."""
    _ = i18n.words(language).gettext
    strip = Strip(data.media)
    column = strip.column
    _head(strip, data, language)
    strip.line()
    for line in data.lines:
        strip.left(joined(line.name, line.variant), column.style(fonts.MEDIUM, 1))
        each = f"{i18n.number(line.quantity, language)} × {_each(line.unit_price, data.currency, language)}"
        strip.pair(each, i18n.amount(line.total_minor, data.currency), strong=column.strong)
        strip.gap(0.9)
    rounding = [extra for extra in data.extras if extra.kind is Extra.ROUNDING]
    between = [extra for extra in data.extras if extra.kind is not Extra.ROUNDING]
    for extra in between:
        strip.pair(_extra(extra, language), i18n.amount(extra.amount_minor, data.currency))
    strip.line()
    strip.gap(0.6)
    word, total = column.style(fonts.BOLD, 1.5), i18n.money(data.total_minor, data.currency)
    room = column.width - measure(_("Total"), word) - 2.5
    strip.pair(_("Total"), total, word, fitted(total, column.style(fonts.BOLD, 2), room, column.body.size))
    strip.gap(1.2)
    for extra in rounding:
        sign = "+" if extra.amount_minor > 0 else ""
        strip.pair(_("Rounding"), sign + i18n.amount(extra.amount_minor, data.currency))
    for tax in data.taxes:
        words = _("VAT {percent} on {amount}").format(
            percent=percent(tax.percent, language), amount=i18n.amount(tax.base_minor, data.currency)
        )
        strip.pair(words, i18n.amount(tax.tax_minor, data.currency))
    for payment in data.payments:
        strip.pair(payment.name, i18n.amount(payment.amount_minor, data.currency))
    if data.change_minor:
        strip.pair(_("Change given"), i18n.amount(data.change_minor, data.currency), column.strong, column.strong)
    _foot(strip, data)
    return strip.finish(_("Receipt {number}").format(number=data.number), dpi)


def _head(strip: Strip, data: Receipt, language: str) -> None:
    _ = i18n.words(language).gettext
    column, shop = strip.column, data.shop
    if data.template.logo:
        strip.logo(shop.logo, data.template.logo_mm or 14.0)
    strip.centre(shop.name, column.style(fonts.BOLD, 1.75), 3)
    strip.gap(0.8)
    if shop.legal_name != shop.name:
        strip.centre(shop.legal_name)
    strip.centre(data.template.text("heading"), most=6)
    strip.centre(", ".join(shop.address))
    for fact in shop.registrations:
        strip.centre(fact)
    if data.copy:
        strip.gap(1.2)
        strip.centre(_("COPY"), column.style(fonts.BOLD, 1.6))
    strip.line()
    when = f"{i18n.date(data.at, language, data.zone)} {i18n.clock(data.at, language, data.zone)}"
    strip.pair(_("Receipt {number}").format(number=data.number), when)
    if data.order_number and data.order_number not in data.number:
        strip.left(_("Order {number}").format(number=data.order_number))
    if data.place or data.person:
        strip.pair(data.place, data.person)


def _foot(strip: Strip, data: Receipt) -> None:
    if data.notes:
        strip.line()
        for note in data.notes:
            strip.left(note, strip.column.style(fonts.REGULAR, 0.9))
    strip.line()
    if data.code:
        strip.gap(1.2)
        strip.code(data.code)
    footer = data.template.text("footer", data.footer)
    if footer:
        strip.gap(1.8)
        strip.centre(footer, most=12)


def _extra(extra: Amount, language: str) -> str:
    _ = i18n.words(language).gettext
    captions = {
        Extra.DISCOUNT: _("Discount {name}"),
        Extra.SHIPPING: _("Shipping {name}"),
        Extra.TAX: _("VAT {name}"),
        Extra.UNIQUE_CODE: _("Transfer code {name}"),
    }
    return captions.get(extra.kind, _("Fee {name}")).format(name=extra.name).strip()


def _each(amount: Decimal, currency: str, language: str) -> str:
    minor = amount.scaleb(i18n.decimals(currency))
    if minor == minor.to_integral_value():
        return i18n.amount(int(minor), currency)
    return i18n.number(amount.normalize(), language)
