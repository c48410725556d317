"""What an order's bill says in figures, so that it adds up to the order's total to the last minor unit."""

from dataclasses import dataclass
from decimal import Decimal

from desktop.documents.bill import Amount, Bill, Extra, InvoiceLine, Tax
from desktop.domain import crediting as rules
from desktop.domain.crediting import Rate
from desktop.services.orders import LineView, OrderView
from desktop.services.settings import Shop

_NO_SHARE = (Extra.SHIPPING, Extra.TAX)  # what is no part of the goods' price


@dataclass(frozen=True, slots=True)
class Figures:
    """The lines, what stands between them and the total, and the tax by its rates."""

    lines: tuple[InvoiceLine, ...]
    subtotal_minor: int
    extras: tuple[Amount, ...]
    taxes: tuple[Tax, ...]


def of_order(view: OrderView, shop: Shop) -> Figures:
    """The figures of a whole order, as its source reckoned them; the shop's tax where the source told none."""
    subtotal = sum(line.total_minor for line in view.lines)
    extras, on_top = _extras(view, subtotal)
    usual = Decimal(shop.tax_percent.replace(",", ".")) if shop.tax_percent else None
    told = any(line.tax_minor for line in view.lines)
    lines = tuple(_line(line, _rate(line, usual, on_top=on_top) if told else usual) for line in view.lines)
    return Figures(lines, subtotal, extras, _taxes(view, lines, extras, on_top=on_top))


def left_of(bill: Bill) -> rules.Bill:
    """A bill as what may be credited of it."""
    on_top = sum(extra.amount_minor for extra in bill.extras if extra.kind is Extra.TAX)
    taxes: dict[Rate, int] = {}
    for tax in bill.taxes:
        taxes[tax.percent] = taxes.get(tax.percent, 0) + tax.tax_minor
    only = next(iter(taxes)) if len(taxes) == 1 else None
    lines = bill.lines
    amounts = [line.total_minor for line in lines]
    shared = rules.spread(amounts, [extra.amount_minor for extra in bill.extras if extra.kind not in _NO_SHARE])
    parts = tuple(
        rules.Line(max(1, line.quantity), line.total_minor, extras,
                   only if line.tax_percent is None else line.tax_percent if taxes else None)
        for line, extras in zip(lines, shared, strict=True)
    )  # fmt: skip
    shipping = sum(extra.amount_minor for extra in bill.extras if extra.kind is Extra.SHIPPING)
    if on_top and not taxes:
        taxes[None] = on_top
    return rules.Bill(parts, shipping, rules.leading(parts), taxes, on_top=bool(on_top))


def _taxes(
    view: OrderView, lines: tuple[InvoiceLine, ...], extras: tuple[Amount, ...], *, on_top: bool
) -> tuple[Tax, ...]:
    shared = rules.spread(
        [line.total_minor for line in lines], [each.amount_minor for each in extras if each.kind not in _NO_SHARE]
    )
    parts = tuple(
        rules.Line(1, line.total_minor, own, line.tax_percent) for line, own in zip(lines, shared, strict=True)
    )
    worth = rules.Bill(parts, view.shipping_minor, rules.leading(parts)).by_rate()
    known = view.tax_minor if on_top or view.tax_minor else None
    found = rules.taxes({rate: amount for rate, amount in worth.items() if amount}, known, on_top=on_top)
    return tuple(
        Tax(rate, worth[rate] if on_top else worth[rate] - tax, tax)
        for rate, tax in sorted(found.items(), key=lambda each: each[0] or 0, reverse=True)
        if rate is not None
    )


def _line(line: LineView, rate: Rate) -> InvoiceLine:
    return InvoiceLine(
        name=line.name.strip() or line.sku, quantity=line.ordered, unit_price=line.unit_price,
        total_minor=line.total_minor, variant=line.variant, sku=line.sku.strip(), tax_percent=rate,
    )  # fmt: skip


def _rate(line: LineView, usual: Rate, *, on_top: bool) -> Rate:
    found = rules.rate(line.total_minor, line.tax_minor, on_top=on_top)
    return usual if found is None else found


def _extras(view: OrderView, subtotal: int) -> tuple[tuple[Amount, ...], bool]:
    """What stands between the lines and the total, so that the paper adds up to the last minor unit.

    Sources differ in whether their lines hold tax and discount already: what makes the sum come out is taken. Returns
    the extras, and whether tax was added on top.
    """
    rest = view.total_minor - subtotal - view.shipping_minor
    taxes, discounts = (0, view.tax_minor), (0, view.discount_minor)
    ways = [(tax, discount, rest - tax + discount) for discount in discounts for tax in taxes]
    exact = [way for way in ways if way[2] == 0]
    coded = [way for way in ways if view.currency == "IDR" and 0 < way[2] < 1000]
    tax, discount, rest = (exact or coded or [(0, max(0, -rest), max(0, rest))])[0]
    extras = [
        Amount(Extra.DISCOUNT, -discount),
        Amount(Extra.SHIPPING, view.shipping_minor, view.service),
        Amount(Extra.TAX, tax),
        Amount(Extra.UNIQUE_CODE if coded and not exact else Extra.FEE, rest),
    ]
    return tuple(extra for extra in extras if extra.amount_minor), bool(tax)
