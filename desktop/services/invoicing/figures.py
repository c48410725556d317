"""What an order's bill says in figures, so that it adds up to the order's total to the last minor unit."""

from dataclasses import dataclass
from datetime import date

from desktop.documents.bill import Amount, Bill, Extra, InvoiceLine, Tax
from desktop.domain import crediting as rules
from desktop.domain import order_sums, tax
from desktop.domain.crediting import Rate
from desktop.domain.order_sums import Item, Sums
from desktop.domain.tax import Case, Priced
from desktop.domain.tax_profiles import profile
from desktop.services import taxes
from desktop.services.orders import LineView, OrderView
from desktop.services.settings import Shop

_NO_SHARE = (Extra.SHIPPING, Extra.TAX)  # what is no part of the goods' price
_UNTAXED = (*_NO_SHARE, Extra.UNIQUE_CODE)  # nor is the code in an amount, and nobody sells it
OWN = "manual"  # the source of orders that were made here


@dataclass(frozen=True, slots=True)
class Figures:
    """The lines, what stands between them and the total, and the tax by its rates; `on_top`: added to the lines."""

    lines: tuple[InvoiceLine, ...]
    subtotal_minor: int
    extras: tuple[Amount, ...]
    taxes: tuple[Tax, ...]
    on_top: bool
    freight_shared: bool


def of_order(view: OrderView, shop: Shop, on: date | None = None, case: Case = Case.DOMESTIC) -> Figures:
    """The figures of a whole order as its source reckoned them; by the shop's profile where the source told no tax.

    `on` is the day whose rates hold, the order's own where it is None.
    """
    law = profile(shop.tax_profile)
    rows = [line for line in view.lines if line.wanted or line.total_minor]
    subtotal = sum(line.total_minor for line in rows)
    extras, on_top = _extras(view)
    own = taxes.rates([line.article_id for line in rows], shop, case, on or view.placed_at.date())
    if view.source != OWN and any(line.tax_minor for line in rows):
        own = [_rate(line, rate, on_top=on_top) for line, rate in zip(rows, own, strict=True)]
    found = tax.reckon(
        [Priced(line.total_minor, rate) for line, rate in zip(rows, own, strict=True)],
        [extra.amount_minor for extra in extras if extra.kind not in _UNTAXED], view.shipping_minor,
        freight=law.freight, on_top=on_top, known_minor=view.tax_minor if on_top or view.tax_minor else None,
    )  # fmt: skip
    if not law.beside_lines and len(found.taxes_minor) == 1 and len(set(own)) == 1:
        own = [None for _rate_of in own]
    lines = tuple(_line(line, rate) for line, rate in zip(rows, own, strict=True))
    said = tuple(Tax(rate, found.bases_minor[rate], amount) for rate, amount in found.taxes_minor.items())
    return Figures(lines, subtotal, extras, said, on_top, law.freight is tax.Freight.SHARED)


def left_of(bill: Bill) -> rules.Bill:
    """A bill as what may be credited of it."""
    on_top = sum(extra.amount_minor for extra in bill.extras if extra.kind is Extra.TAX)
    known: dict[Rate, int] = {}
    for each in bill.taxes:
        known[each.percent] = known.get(each.percent, 0) + each.tax_minor
    only = next(iter(known)) if len(known) == 1 else None
    lines = bill.lines
    amounts = [line.total_minor for line in lines]
    shared = rules.spread(amounts, [extra.amount_minor for extra in bill.extras if extra.kind not in _NO_SHARE])
    parts = tuple(
        rules.Line(max(1, line.quantity), line.total_minor, extras,
                   only if line.tax_percent is None else line.tax_percent if known else None)
        for line, extras in zip(lines, shared, strict=True)
    )  # fmt: skip
    shipping = sum(extra.amount_minor for extra in bill.extras if extra.kind is Extra.SHIPPING)
    if on_top and not known:
        known[None] = on_top
    parted = rules.freight(parts, shipping, on_top=bool(on_top)) if bill.freight_shared else {}
    return rules.Bill(parts, shipping, rules.leading(parts), known, bool(on_top), parted)


def _line(line: LineView, rate: Rate) -> InvoiceLine:
    return InvoiceLine(
        name=line.name.strip() or line.sku, quantity=line.wanted or line.ordered, unit_price=line.unit_price,
        total_minor=line.total_minor, variant=line.variant, sku=line.sku.strip(), tax_percent=rate,
    )  # fmt: skip


def _rate(line: LineView, usual: Rate, *, on_top: bool) -> Rate:
    found = rules.rate(line.total_minor, line.tax_minor, on_top=on_top)
    return usual if found is None else found


def _extras(view: OrderView) -> tuple[tuple[Amount, ...], bool]:
    """What stands between the lines and the total, so that the paper adds up to the last minor unit.

    Sources differ in whether their lines hold tax and discount already: what makes the sum come out is taken. Returns
    the extras, and whether tax was added on top.
    """
    items = tuple(Item(line.id, line.total_minor, line.tax_minor) for line in view.lines)
    how = order_sums.read(
        Sums(items, view.shipping_minor, view.discount_minor, view.own_discount_minor, view.unique_code_minor,
             view.tax_minor, view.total_minor),
        view.currency,
    )  # fmt: skip
    theirs = view.currency == "IDR" and 0 < how.rest_minor < 1000  # a store's own code, which it has not told
    code = view.unique_code_minor + (how.rest_minor if theirs else 0)
    extras = [
        Amount(Extra.DISCOUNT, -how.off_minor),
        Amount(Extra.SHIPPING, view.shipping_minor, view.service),
        Amount(Extra.TAX, view.tax_minor if how.on_top else 0),
        Amount(Extra.UNIQUE_CODE, code),
        Amount(Extra.FEE, 0 if theirs else how.rest_minor),
    ]
    return tuple(extra for extra in extras if extra.amount_minor), how.on_top
