"""Kolli's own layout of an order list, for shops that make their lists themselves (docs/importing.md)."""

from desktop.formats.layout import OrderFormat
from desktop.formats.lists import open_list
from desktop.i18n import N_

_ADDRESS = (
    "name", "company", "line1", "line2", "village", "district", "city", "region", "postcode", "country", "phone",
)  # fmt: skip
COLUMNS = {
    "number": ("order",),
    "placed": ("placed",),
    "ship_by": ("ship_by",),
    "status": ("status",),
    "payment": ("payment",),
    "paid_with": ("payment_method",),
    "currency": ("currency",),
    "shipping": ("shipping",),
    "discount": ("discount",),
    "tax": ("tax",),
    "order_total": ("total",),
    "customer": ("customer",),
    "email": ("email",),
    "language": ("language",),
    "courier": ("courier",),
    "service": ("service",),
    "note": ("note",),
    "sku": ("sku",),
    "barcode": ("barcode",),
    "name": ("article",),
    "variant": ("variant",),
    "line_note": ("line_note",),
    "quantity": ("quantity",),
    "price": ("price",),
    "line_total": ("line_total",),
    **{f"ship_{part}": (part,) for part in _ADDRESS},
    **{f"buyer_{part}": (f"buyer_{part}",) for part in _ADDRESS},
}

FORMAT = OrderFormat(
    name="kolli",
    title=N_("Kolli's own order list"),
    columns=COLUMNS,
    needs=frozenset({"number", "placed", "sku", "quantity", "price"}),
    key="number",
    open=open_list,
    carries=True,
    date_columns=("placed", "ship_by"),
    amount_columns=("price", "line_total", "total", "shipping"),
)
