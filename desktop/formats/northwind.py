"""Northwind: orders.csv with order_lines.csv beside it. The price of a line is before its discount."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from desktop.domain.order import Fulfilment
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.formats import tables
from desktop.formats.dates import DateOrder
from desktop.formats.detect import look
from desktop.formats.errors import BadQuantity, FileRefused, LinesMissing
from desktop.formats.layout import BuildOrder, OrderFormat, Sheet
from desktop.formats.numbers import amount, quantity
from desktop.formats.tables import Row
from desktop.formats.text import heading, unguarded
from desktop.i18n import N_

COLUMNS = {
    "number": ("OrderID",),
    "customer": ("CustomerID",),
    "placed": ("OrderDate",),
    "ship_by": ("RequiredDate",),
    "shipped": ("ShippedDate",),
    "courier": ("Shipper", "ShipVia"),
    "shipping": ("Freight",),
    "ship_name": ("ShipName",),
    "ship_line1": ("ShipAddress",),
    "ship_city": ("ShipCity",),
    "ship_region": ("ShipRegion",),
    "ship_postcode": ("ShipPostalCode",),
    "ship_country": ("ShipCountry",),
}
_LINE_COLUMNS = ("orderid", "productid", "productname", "unitprice", "quantity", "discount")
_BESIDE = ("order_lines.csv", "order_details.csv", "Order Details.csv", "OrderDetails.csv", "order_details.csv.gz")
MOST_LINES = 200_000  # they are held while the orders are read


def _open(sheet: Sheet) -> BuildOrder:
    number_of, placed_at, shipping_of = sheet.number_of("number"), sheet.moment("placed"), sheet.amount("shipping")
    due_at, shipped_at = sheet.moment_or_none("ship_by"), sheet.moment_or_none("shipped")
    courier_of, customer_of = sheet.text("courier"), sheet.text("customer")
    parts = {part: sheet.cell(f"ship_{part}") for part in ("name", "line1", "city", "region", "postcode", "country")}
    lines_of, needs_packing = _lines(sheet.path), sheet.needs_packing()

    def build(rows: Sequence[Row]) -> RemoteOrder:
        first = rows[0][1]
        number, placed, shipping = number_of(first), placed_at(first), shipping_of(first)
        due, shipped = due_at(first), shipped_at(first)
        cells = lines_of.get(number)
        if not cells:
            raise LinesMissing(order=number)
        lines = tuple(_line(position, each) for position, each in enumerate(cells, 1))
        if not all(needs_packing(line.sku) for line in lines):
            lines = tuple(_unless(line, needs_packing(line.sku)) for line in lines)
        ship_to = RemoteAddress(**{part: unguarded(read(first)) for part, read in parts.items()})
        return RemoteOrder(
            remote_id=number, number=number, status="shipped" if shipped else "open", payment=sheet.choices.payment,
            fulfilment=Fulfilment.SHIPPED if shipped else Fulfilment.OPEN, currency=sheet.currency, placed_at=placed,
            lines=lines, total=sum([line.total for line in lines], Decimal(0)) + shipping, shipping=shipping,
            buyer=ship_to, ship_to=ship_to, courier=courier_of(first), ship_by=due, customer_ref=customer_of(first),
        )  # fmt: skip

    return build


def _lines(orders: Path) -> dict[str, list[tuple[str, ...]]]:
    """The lines by order number, from the file beside the orders."""
    beside = next((orders.parent / name for name in _BESIDE if (orders.parent / name).is_file()), None)
    if beside is None:
        raise FileRefused(
            file=orders.name, reason=N_("its lines are not beside it. Put order_lines.csv into the same folder.")
        )
    found: dict[str, list[tuple[str, ...]]] = {}
    places: list[int] = []
    for number, cells in tables.rows(look(beside)):
        if not places:
            headings = [heading(cell) for cell in cells]
            places = [headings.index(name) for name in _LINE_COLUMNS if name in headings]
            if len(places) < len(_LINE_COLUMNS):
                raise FileRefused(file=beside.name, reason=N_("its columns are not those of order lines."))
        elif number > MOST_LINES:
            raise FileRefused(file=beside.name, reason=N_("it is far larger than any export. Split it."))
        elif any(cells):
            key, *rest = (cells[place] if place < len(cells) else "" for place in places)
            found.setdefault(key.strip(), []).append(tuple(rest))
    return found


def _line(position: int, cells: tuple[str, ...]) -> RemoteLine:
    article, name, price_text, pieces_text, off_text = cells
    price, off = amount(price_text, "."), amount(off_text or "0", ".")
    pieces = quantity(pieces_text)
    if pieces < 0:
        raise BadQuantity(column="Quantity", value=pieces_text)
    worth = price * pieces * (1 - off)
    return RemoteLine(str(position), article.strip(), name, pieces, price, worth, article_remote_id=article.strip())


def _unless(line: RemoteLine, packed: bool) -> RemoteLine:
    return line if packed else RemoteLine(
        line.remote_id, line.sku, line.name, line.quantity, line.unit_price, line.total, needs_packing=False,
        article_remote_id=line.article_remote_id,
    )  # fmt: skip


FORMAT = OrderFormat(
    name="northwind",
    title=N_("Northwind (orders with their lines in a file beside)"),
    columns=COLUMNS,
    needs=frozenset({"number", "placed", "ship_name", "ship_line1"}),
    key="number",
    open=_open,
    date_columns=("placed", "ship_by", "shipped"),
    guess=DateOrder.MONTH_FIRST,
    mark=".",
    currency="USD",
)
