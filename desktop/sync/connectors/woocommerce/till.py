"""A sale of the counter becomes an order of the store, once: it knows no name of ours for it, so we look before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from desktop.i18n import N_
from desktop.sync.connector import Busy, Facts, Offline, Outcome, Refused, Result
from desktop.sync.connectors.woocommerce import pull
from desktop.sync.connectors.woocommerce.probe import at_least
from desktop.sync.connectors.woocommerce.read import when
from desktop.sync.connectors.woocommerce.talk import Talk

_VIA = "kolli-pos"
_SOLD_AT = "_kolli_sale_at"
_FOUND_FIELDS = "id,transaction_id,date_created_gmt"
_AROUND = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """`sku` "" is something that the store does not have; `total` is without tax, after discount."""

    sku: str
    name: str
    units: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """`reference` names the sale for ever. The store cannot be told a past date, so `at` stands in its data."""

    reference: str
    at: datetime
    currency: str
    method: str
    method_title: str
    lines: Sequence[SoldLine]


def create(talk: Talk, facts: Facts, sale: Sale) -> Outcome:
    """Make the order, finished and paid; its goods leave the store's stock.

    Raises:
        Refused: the store will not have it. A line of no units is not even sent: it answers that with a crash.
    """
    if not sale.lines or any(line.units < 1 for line in sale.lines):
        raise Refused(code="no-units", detail=N_("a line of the sale has no units."))
    found = _find(talk, facts, sale)
    if found:
        return Outcome(Result.ALREADY, f"order {found}")
    try:
        found = str(talk.write("POST", "/orders", _body(sale), {"_fields": _FOUND_FIELDS}).data["id"])
    except (Offline, Busy) as lost:
        try:
            found = _find(talk, facts, sale)
        except (Offline, Busy):
            raise lost from None
        if not found:
            raise
    return Outcome(Result.DONE, f"order {found}")


def _body(sale: Sale) -> dict[str, object]:
    known = [line for line in sale.lines if line.sku]
    return {
        # Finished from the first: sent as pending, "paid" would be read by each way of paying in its own way.
        "status": "completed", "currency": sale.currency, "created_via": _VIA, "transaction_id": sale.reference,
        "payment_method": sale.method, "payment_method_title": sale.method_title, "set_paid": True,
        "line_items": [
            {"sku": line.sku, "quantity": line.units, "subtotal": str(line.total), "total": str(line.total)}
            for line in known
        ],
        "fee_lines": [
            {"name": line.name, "total": str(line.total), "tax_status": "none"}
            for line in sale.lines
            if line not in known
        ],
        "meta_data": [{"key": _SOLD_AT, "value": sale.at.isoformat()}],
    }  # fmt: skip


def _find(talk: Talk, facts: Facts, sale: Sale) -> str:
    """The store's id of this sale, "" if it has none. What a version cannot filter by it ignores: all is compared."""
    query: dict[str, object] = {"per_page": pull.PAGE, "orderby": "date", "order": "desc", "_fields": _FOUND_FIELDS}
    if facts.orders_table:
        query["search"] = sale.reference  # looks into transaction_id there, and only there
    elif at_least(facts.version, (9, 9)):
        query["created_via"] = _VIA
    since = sale.at - _AROUND
    page = 1
    while True:
        orders = talk.get("/orders", query | {"page": page}).data
        for order in orders:
            if order.get("transaction_id") == sale.reference:
                return str(order["id"])
        made = [when(str(order.get("date_created_gmt") or "")) for order in orders]
        if len(orders) < pull.PAGE or any(stamp is not None and stamp < since for stamp in made):
            return ""
        page += 1
