"""WooCommerce Analytics, Orders: known, and refused, because it names neither article numbers nor addresses."""

from desktop.formats.errors import OnlySummary
from desktop.formats.layout import BuildOrder, OrderFormat, Sheet
from desktop.i18n import N_


def _open(sheet: Sheet) -> BuildOrder:
    raise OnlySummary(file=sheet.path.name)


FORMAT = OrderFormat(
    name="woocommerce-analytics",
    title=N_("WooCommerce Analytics, Orders"),
    columns={
        "number": ("Order #",),
        "products": ("Product(s)",),
        "revenue": ("N. Revenue (formatted)", "N. Revenue", "Net Sales"),
        "sold": ("Items sold",),
    },
    needs=frozenset({"number", "products", "sold"}),
    key="number",
    open=_open,
    refusal=OnlySummary,
)
