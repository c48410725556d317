"""WooCommerce, one row an order with columns line_item_1, line_item_2, ... (the wide export of its export plug-ins).

A line item is `name:..|product_id:..|sku:..|quantity:..|total:..|sub_total:..` with amounts before tax.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from desktop.domain.order import Fulfilment, Payment
from desktop.domain.remote import RemoteLine, RemoteOrder
from desktop.formats.addresses import address
from desktop.formats.dates import DateOrder
from desktop.formats.errors import BadItem, LinesMissing, UnknownStatus
from desktop.formats.layout import BuildOrder, Cell, OrderFormat, Sheet
from desktop.formats.numbers import amount, identifier, quantity
from desktop.formats.tables import Row
from desktop.formats.text import decoded, heading, unguarded
from desktop.i18n import N_

_ADDRESS = {
    "first": "first_name", "last": "last_name", "company": "company", "line1": "address_1", "line2": "address_2",
    "city": "city", "postcode": "postcode", "region": "state", "country": "country", "phone": "phone",
}  # fmt: skip
COLUMNS = {
    "id": ("order_id",),
    "number": ("order_number",),
    "placed": ("order_date", "date_created"),
    "status": ("status", "order_status"),
    "shipping": ("shipping_total",),
    "shipping_tax": ("shipping_tax_total",),
    "fees": ("fee_total",),
    "fee_tax": ("fee_tax_total",),
    "tax": ("tax_total",),
    "discount": ("discount_total",),
    "total": ("order_total",),
    "currency": ("order_currency",),
    "paid_with": ("payment_method",),
    "paid_with_title": ("payment_method_title",),
    "method": ("shipping_method",),
    "customer": ("customer_id",),
    "email": ("billing_email",),
    "account_email": ("customer_email",),
    "note": ("customer_note",),
    "first_item": ("line_item_1",),
    **{f"buyer_{part}": (f"billing_{heading}",) for part, heading in _ADDRESS.items()},
    **{f"ship_{part}": (f"shipping_{heading}",) for part, heading in _ADDRESS.items()},
}

# The store's own words (wc-processing is how its database writes processing). On-hold: it awaits a payment that
# somebody has to check. Completed: nothing is left to do.
STATES = {
    "pending": (Payment.UNPAID, Fulfilment.OPEN),
    "on-hold": (Payment.CLAIMED, Fulfilment.OPEN),
    "processing": (Payment.PAID, Fulfilment.OPEN),
    "completed": (Payment.PAID, Fulfilment.DELIVERED),
    "cancelled": (Payment.UNPAID, Fulfilment.CANCELLED),
    "refunded": (Payment.REFUNDED, Fulfilment.OPEN),
    "failed": (Payment.UNPAID, Fulfilment.OPEN),
    "checkout-draft": (Payment.UNPAID, Fulfilment.OPEN),
}
_ITEM = re.compile(r"name:(?P<name>.*)\|product_id:(?P<rest>.*)", re.DOTALL)
_PART = re.compile(r"\|(?=[a-z_]+:)")
_ITEM_COLUMN = re.compile(r"line_item_(\d{1,3})")
_TEXTS = ("status", "currency", "paid_with", "paid_with_title", "method", "email", "account_email")
_AMOUNTS = ("shipping", "shipping_tax", "fees", "fee_tax", "tax", "discount", "total")
_CENT = Decimal("0.01")
_ZERO = Decimal(0)


def _open(sheet: Sheet) -> BuildOrder:
    id_of, number_of, placed_at = sheet.number_of("id"), sheet.code("number"), sheet.moment("placed")
    texts = {each: sheet.text(each) for each in _TEXTS}
    amounts = {each: sheet.amount(each) for each in _AMOUNTS}
    note_of, customer_of = sheet.cell("note"), sheet.code("customer")
    buyer_of, ship_of = address(sheet, "buyer"), address(sheet, "ship")
    buyer_name, ship_name = _name_reader(sheet, "buyer"), _name_reader(sheet, "ship")
    found = ((_ITEM_COLUMN.fullmatch(heading(title)), place) for place, title in enumerate(sheet.header))
    items = [place for _number, place in sorted((int(match[1]), place) for match, place in found if match)]
    needs_packing = sheet.needs_packing()

    def build(rows: Sequence[Row]) -> RemoteOrder:
        row, first = rows[-1]  # one row is one order; of two with one number the later one counts
        remote_id, placed = id_of(first), placed_at(first)
        words = {each: read(first) for each, read in texts.items()}
        money = {each: read(first) for each, read in amounts.items()}
        texts_of_items = [first[place] for place in items if first[place].strip()]
        lines = [_line(text, position) for position, text in enumerate(texts_of_items, 1)]
        if not lines:
            raise LinesMissing(order=remote_id)
        word = words["status"].casefold().removeprefix("wc-")
        payment, fulfilment = STATES.get(word, (Payment.UNPAID, Fulfilment.OPEN))
        if word not in STATES:
            sheet.notice(row, UnknownStatus(order=remote_id, status=words["status"]))
        shipping = money["shipping"] + money["shipping_tax"]
        gross = money["total"] - shipping - money["fees"] - money["fee_tax"]
        lines = [replace(line, needs_packing=needs_packing(line.sku) and line.quantity > 0) for line in lines]
        on_delivery = words["paid_with"].casefold() == "cod"
        buyer, ship_to = buyer_of(first), ship_of(first)
        return RemoteOrder(
            remote_id=remote_id, number=number_of(first) or remote_id, status=words["status"],
            payment=Payment.UNPAID if on_delivery and fulfilment is Fulfilment.OPEN else payment,
            fulfilment=fulfilment, held=word not in STATES, pay_later=on_delivery,
            currency=words["currency"].upper() or sheet.currency, placed_at=placed,
            lines=tuple(with_tax(lines, gross)), total=money["total"], shipping=shipping, discount=money["discount"],
            tax=money["tax"], buyer=replace(buyer, name=buyer_name(first)),
            ship_to=replace(ship_to, name=ship_name(first)), email=words["email"] or words["account_email"],
            phone=buyer.phone, note=unguarded(note_of(first)), service=words["method"],
            payment_method=words["paid_with_title"] or words["paid_with"], customer_ref=customer_of(first),
        )  # fmt: skip

    return build


def _name_reader(sheet: Sheet, side: str) -> Cell:
    first_of, last_of = sheet.cell(f"{side}_first"), sheet.cell(f"{side}_last")

    def read(cells: list[str]) -> str:
        first, last = unguarded(first_of(cells)), unguarded(last_of(cells))
        return f"{first} {last}" if first and last else first or last

    return read


def _line(text: str, position: int) -> RemoteLine:
    # The name comes first and may hold anything, even `|sku:`; the last product_id is the real one.
    found = _ITEM.fullmatch(text.strip())
    if found is None:
        raise BadItem(value=text[:80])
    parts = dict(part.partition(":")[::2] for part in _PART.split(f"product_id:{found['rest']}"))
    pieces = quantity(parts.get("quantity", ""))
    total = amount(parts.get("total", "0") or "0", ".")
    before = amount(parts.get("sub_total", "") or parts.get("total", "0") or "0", ".")
    return RemoteLine(
        str(position), parts.get("sku", "").strip(), unguarded(decoded(found["name"])), pieces,
        before / pieces if pieces else before, total, article_remote_id=identifier(parts.get("product_id", "")),
    )  # fmt: skip


def with_tax(lines: Sequence[RemoteLine], gross: Decimal) -> list[RemoteLine]:
    """Lines with the tax put in, so that they add up to `gross` to the cent.

    The export rounds each line before tax. Where one rate holds for all lines, a line's price with tax is the amount
    in whole cents a piece that gives this net; of two that do, the one that makes the sum right.
    """
    net = sum((line.total for line in lines), _ZERO)
    if net <= 0 or gross <= net:
        return list(lines)
    rate = _rate(net, gross, len(lines))
    choices = [_possible(line, rate) for line in lines]
    wanted = [possible[0] for possible in choices]
    left = gross - sum(wanted, _ZERO)
    for i, possible in enumerate(choices):
        for other in possible[1:]:
            if left and abs(left - (other - wanted[i])) < abs(left):
                left -= other - wanted[i]
                wanted[i] = other
    if left:  # mixed rates, or amounts that were changed by hand: the last line takes what is left
        wanted[-1] += left
    taxed = zip(lines, wanted, strict=True)
    return [
        replace(line, total=worth, tax=worth - line.total, unit_price=_unit_price(line, worth)) for line, worth in taxed
    ]


def _rate(net: Decimal, gross: Decimal, lines: int) -> Decimal:
    """The factor from net to gross, snapped to half per cents where the rounding of the lines allows it."""
    seen = gross / net
    snapped = (seen * 200).quantize(Decimal(1)) / 200
    return snapped if abs(snapped * net - gross) <= _CENT * (lines + 1) else seen


def _possible(line: RemoteLine, rate: Decimal) -> list[Decimal]:
    """The amounts with tax, in whole cents a piece, that the export rounds to this net; the nearest first."""
    exact = line.total * rate
    pieces = line.quantity if line.quantity > 1 and not _is_discounted(line) else 1
    nearest = (exact / pieces).quantize(_CENT, ROUND_HALF_EVEN)
    around = (nearest, nearest - _CENT, nearest + _CENT)
    found = [price * pieces for price in around if (price * pieces / rate).quantize(_CENT) == line.total]
    return found or [exact.quantize(_CENT, ROUND_HALF_EVEN)]


def _is_discounted(line: RemoteLine) -> bool:
    return (line.unit_price * line.quantity).quantize(_CENT) != line.total


def _unit_price(line: RemoteLine, worth: Decimal) -> Decimal:
    """With tax; for a discounted line the price before the discount in proportion."""
    if not line.quantity:
        return worth
    if line.total and _is_discounted(line):
        return (line.unit_price * worth / line.total).quantize(_CENT)
    price = worth / line.quantity
    return price.quantize(_CENT) if price.quantize(_CENT) * line.quantity == worth else price


FORMAT = OrderFormat(
    name="woocommerce-wide",
    title=N_("WooCommerce, one row an order with line_item columns"),
    columns=COLUMNS,
    needs=frozenset({"id", "placed", "status", "total", "first_item"}),
    key="id",
    open=_open,
    date_columns=("placed",),
    dates=DateOrder.YEAR_FIRST,
    mark=".",
)
