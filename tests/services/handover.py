"""Parcels that wait for a courier, in a few words a test."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from desktop.models.base import run
from desktop.services import orders, packing, parcels
from desktop.services.parcels import ParcelRow
from tests.services import shop


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def clock(text: str) -> Callable[[], datetime]:
    moment = at(text)
    return lambda: moment


def packed(courier: str = "JNE", store_id: int | None = None, units: int = 1, **more: Any) -> ParcelRow:
    """The one parcel of a packed order."""
    order_id = shop.sold(store_id, shop.remote(("CUP", units), courier=courier, **more))  # type: ignore[arg-type]
    packing.open_order(order_id)
    for _unit in range(units):
        packing.scan(order_id, "CUP")
    return parcels.of_order(order_id)[0]


def split(count: int, courier: str = "JNE", store_id: int | None = None) -> list[ParcelRow]:
    """A packed order of several parcels, as the bench leaves it behind."""
    first = packed(courier, store_id)
    code = first.code
    for position in range(2, count + 1):
        run("INSERT INTO parcel (order_id, position, code, state, carrier, service, tracking, closed_at)"
            " SELECT order_id, ?, ?, 'closed', '', '', '', closed_at FROM parcel WHERE id = ?",
            (position, f"{code[:-2]}{chr(64 + position)}{position}", first.id))  # fmt: skip
    return parcels.of_order(first.order_id)


def stage(row: ParcelRow) -> str:
    return str(orders.show(row.order_id).stage)
