"""A small shop, in a few words a test: an order typed, a store that has sold something, what its tables say."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from desktop.domain.order import Action, Fulfilment, Payment
from desktop.domain.remote import RemoteAddress, RemoteLine, RemoteOrder
from desktop.models.base import insert, run
from desktop.services import intake, orders, settings
from desktop.services.changes import unit
from desktop.services.orders import NewLine, NewOrder, OrderView

AYU = RemoteAddress(name="Ayu Lestari", line1="Jl. Braga 12", city="Bandung", postcode="40111", country="ID",
                    phone="+62 812 0000 1111")  # fmt: skip
WORDS = {
    "paid": "processing", "picking": "picking", "packed": "packed", "shipped": "completed", "delivered": "delivered",
    "cancelled": "cancelled", "on-hold": "on-hold",
}  # fmt: skip
_turn = count(1)


def order(*rows: tuple[str, int], paid: bool = True, pay_later: bool = False, note: str = "") -> OrderView:
    """An order typed by a person: (SKU, quantity) a line; each unit costs 10."""
    sells_to_one_buyer()
    lines = tuple(NewLine(sku, f"The {sku}", quantity, Decimal(10)) for sku, quantity in rows)
    return orders.create(NewOrder(AYU, lines, paid=paid, pay_later=pay_later, note=note))


def store(name: str = "Toko", words: dict[str, str] | None = None) -> int:
    """An online store whose words for our states are WORDS; its id."""
    sells_to_one_buyer()
    settings = json.dumps({"status_map": WORDS if words is None else words})
    return insert(
        "INSERT INTO store (kind, name, url, settings, active, fault, skew_s) VALUES (?, ?, ?, ?, ?, '', 0)",
        ("woocommerce", name, f"https://{name.lower()}.example", settings, True),
    )


def remote(
    *rows: tuple[str, int],
    number: str = "",
    payment: Payment = Payment.PAID,
    fulfilment: Fulfilment = Fulfilment.OPEN,
    placed_at: datetime = datetime(2026, 11, 1, 8, tzinfo=UTC),
    **more: object,
) -> RemoteOrder:
    """What a store says of an order with these (SKU, quantity) lines."""
    turn = next(_turn)
    lines = tuple(
        RemoteLine(f"{turn}-{row}", sku, f"The {sku}", quantity, Decimal(10), Decimal(10 * quantity))
        for row, (sku, quantity) in enumerate(rows)
    )
    total = sum((line.total for line in lines), Decimal(0))
    fields: dict[str, object] = {
        "remote_id": str(5000 + turn), "number": number or str(10000 + turn), "status": "processing",
        "payment": payment, "fulfilment": fulfilment, "currency": "IDR", "placed_at": placed_at, "lines": lines,
        "total": total, "buyer": AYU, "ship_to": AYU, **more,
    }  # fmt: skip
    return RemoteOrder(**fields)  # type: ignore[arg-type]


def sold(store_id: int, order: RemoteOrder) -> int:
    """Keep an order of a store; its id here."""
    sells_to_one_buyer()
    with unit() as work:
        return intake.save_new(work, f"store:{store_id}", store_id, order, intake.Known())


def sells_to_one_buyer() -> None:
    """Who buys the same here again is no double, unless a test has set its own rules."""
    if settings.value("rules") is None:
        settings.remember("rules", {"duplicate_minutes": 0})


def packed_order(*rows: tuple[str, int], store_id: int | None = None) -> int:
    """An order whose every unit has been scanned; its id."""
    from desktop.services import packing

    order_id = order(*rows).id if store_id is None else sold(store_id, remote(*rows))
    packing.open_order(order_id)
    for sku, quantity in rows:
        for _unit in range(quantity):
            packing.scan(order_id, sku)
    return order_id


def told(order_id: int) -> list[tuple[str, object]]:
    """What the outbox holds about an order, oldest first: (kind, the state's word or the text)."""
    rows = run("SELECT kind, body FROM outbox WHERE order_id = ? ORDER BY id", (order_id,)).fetchall()
    bodies = [(kind, json.loads(body)) for kind, body in rows]
    return [(kind, body.get("status") or body.get("text") or body.get("number")) for kind, body in bodies]


def packed_counts(order_id: int) -> list[int]:
    return [line.packed for line in orders.lines(order_id)]


def scans(order_id: int) -> list[tuple[str, str, int]]:
    """Every scan that was kept: (code, verdict, units), oldest first."""
    found = run("SELECT code, verdict, units FROM packing_scan WHERE order_id = ? ORDER BY id", (order_id,)).fetchall()
    return [(code, verdict, int(units)) for code, verdict, units in found]


def history(order_id: int) -> list[str]:
    """The actions of an order's history, oldest first."""
    return [row.action for row in reversed(orders.show(order_id).history)]


def confirm(order_id: int) -> OrderView:
    return orders.do(order_id, Action.CONFIRM)


def rows(statement: str) -> list[tuple[object, ...]]:
    """What a table holds."""
    return [tuple(row) for row in run(statement).fetchall()]
