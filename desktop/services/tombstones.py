"""Who was erased is known by a salted hash of what would find them again, so that no store brings them back.

What comes of them from before the erasure is kept without a name. Who buys again afterwards is a new customer.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from desktop.domain.remote import RemoteAddress, RemoteOrder
from desktop.models.base import ms, run
from desktop.services import settings
from desktop.services.changes import Work

_ROUNDS = 4000  # each guess of a phone number costs so much; a batch of a store's customers still takes a moment only
_NOTHING = RemoteAddress()


def bury(keys: tuple[str, ...], orders: tuple[int, ...], at_ms: int) -> None:
    """Remember that these were erased; part of the caller's unit."""
    for key in keys:
        run("INSERT INTO erased (mark, at) VALUES (?, ?) ON CONFLICT (mark) DO UPDATE SET at = excluded.at",
            (_mark(settings.shop_id(), key), at_ms))  # fmt: skip
    for order_id in orders:
        run("INSERT INTO erased_order (order_id, at) VALUES (?, ?) ON CONFLICT (order_id) DO NOTHING",
            (order_id, at_ms))  # fmt: skip


def erased_at(key: str | None) -> int | None:
    """When the person of this key was erased, in milliseconds; None where they were not."""
    if key is None or run("SELECT 1 FROM erased LIMIT 1").fetchone() is None:
        return None
    row = run("SELECT at FROM erased WHERE mark = ?", (_mark(settings.shop_id(), key),)).fetchone()
    return None if row is None else int(row[0])


def is_of_erased(key: str | None, placed_at: datetime) -> bool:
    """Whether a document that is new here is an old one of somebody who was erased since."""
    at = erased_at(key)
    return at is not None and ms(placed_at) <= at


def as_known(order_id: int, order: RemoteOrder) -> RemoteOrder:
    """What a store says again of an order: without names where its buyer was erased."""
    row = run("SELECT 1 FROM erased_order WHERE order_id = ?", (order_id,)).fetchone()
    return nameless(order) if row else order


def nameless(order: RemoteOrder) -> RemoteOrder:
    """The same order, as it is kept of somebody who was erased."""
    return replace(
        order, buyer=_of_nobody(order.buyer), ship_to=_of_nobody(order.ship_to), email="", phone="", note="",
        customer_ref="", lines=tuple(replace(line, note="", options=()) for line in order.lines),
    )  # fmt: skip


def mark_order(work: Work, order_id: int, at_ms: int) -> None:
    bury((), (order_id,), at_ms)
    work.changed("order", order_id)


def _of_nobody(address: RemoteAddress) -> RemoteAddress:
    return replace(_NOTHING, country=address.country)


@lru_cache(maxsize=4096)
def _mark(salt: str, key: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", key.encode(), salt.encode(), _ROUNDS).hex()
