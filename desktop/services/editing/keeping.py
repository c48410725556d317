"""One change of an order at the desk: what it was and what it became is kept, so that it can be taken back."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.order import State
from desktop.domain.order_sums import Item, Sums
from desktop.domain.rights import Right
from desktop.models.base import insert, ms, run
from desktop.services import duplicates, history, levels, money, outbox, permits, taxes, unique_codes
from desktop.services.changes import Work, actor, now, unit
from desktop.services.editing.rights import Part, refuse

# What an edit may touch, and so what undoing it brings back.
_ORDER = (
    "courier", "service", "payment_method", "note", "note_seen_at", "email", "phone", "language", "buyer", "place",
    "ship_by", "due_at", "shipping_minor", "discount_minor", "own_discount_minor", "tax_minor", "total_minor",
    "unique_code_minor", "bill_to_id", "ship_to_id", "channel", "channel_ref", "pay_later",
)  # fmt: skip
_LINE = ("ordered", "cancelled", "unit_price", "total_minor", "tax_minor", "discount_minor", "note", "note_seen_at")
_SEEN = "note_seen_at"  # what somebody has read since is no change of the order
ACTIONS = {
    Part.LINES: "lines-changed", Part.PRICES: "prices-changed", Part.SHIP_TO: "address-changed",
    Part.BILL_TO: "bill-to-changed", Part.CONTACT: "contact-changed", Part.COURIER: "courier-changed",
    Part.NOTE: "note-changed", Part.SHIP_BY: "ship-by-changed", Part.METHOD: "method-changed",
}  # fmt: skip
Kept = dict[str, Any]


@dataclass(slots=True)
class Edit:
    """A change that is being made. `said` stands in the history: what was and what became, in the shop's words.

    `tell`: what the order's store is told, for its own people; "" for nothing.
    """

    work: Work
    order_id: int
    state: State
    said: str = ""
    tell: str = ""
    noted: bool = False  # whoever makes it has written its line of history
    id: int | None = None  # once it is kept; None where nothing was changed
    after: list[Callable[[], None]] = field(default_factory=list)


@contextmanager
def keeping(order_id: int, part: Part, *rights: Right) -> Iterator[Edit]:
    """One transaction in which an order is changed: refused where it may not be, kept with what it was before, its
    money and its stock settled, its store told. Nothing changed: nothing is kept.

    Raises:
        NotAllowed, MergedAway: this part cannot be changed now.
        NoRight: who works here may not.
    """
    for right in (Right.ORDERS, *rights):
        permits.require(right)
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        refuse(order_id, state, part)
        before = snapshot(order_id)
        edit = Edit(work, order_id, state)
        yield edit
        unique_codes.settle(work, order_id)
        was, became = difference(before, snapshot(order_id))
        if not was:
            return
        edit.id = keep(order_id, part.value, was, became)
        if not edit.noted:
            history.note(work, order_id, ACTIONS[part], edit.said)
        if edit.tell:
            outbox.tell_note(work, order_id, edit.tell, to_customer=False)
        follow(work, order_id, was)


def keep(order_id: int, kind: str, was: object, became: object) -> int:
    """One row of what was changed; part of the caller's unit."""
    here = actor()
    return insert(
        "INSERT INTO order_edit (order_id, kind, was, became, at, who, bench) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order_id, kind, json.dumps(was, ensure_ascii=False), json.dumps(became, ensure_ascii=False), ms(now()),
         here.who, here.bench),
    )  # fmt: skip


def follow(work: Work, order_id: int, changed: Kept) -> None:
    """What a change of these fields has as its consequence elsewhere."""
    work.changed("order", order_id)
    if "total_minor" in changed["order"]:
        money.settle(work, order_id)
        levels.tell_order(work, order_id)
    duplicates.look(work, order_id)


def snapshot(order_id: int) -> Kept:
    """Everything of an order that an edit may change."""
    row = run(f"SELECT {', '.join(_ORDER)} FROM orders WHERE id = ?", (order_id,)).fetchone()
    lines = run(f"SELECT id, {', '.join(_LINE)} FROM order_line WHERE order_id = ? ORDER BY id", (order_id,)).fetchall()
    discounts = run(
        "SELECT id FROM order_discount WHERE order_id = ? AND ended_at IS NULL ORDER BY id", (order_id,)
    ).fetchall()
    order = dict(zip(_ORDER, row, strict=True))
    order["pay_later"] = bool(order["pay_later"])
    return {
        "order": order,
        "lines": {str(line[0]): dict(zip(_LINE, line[1:], strict=True)) for line in lines},
        "discounts": [int(each[0]) for each in discounts],
    }


def difference(before: Kept, after: Kept) -> tuple[Kept, Kept]:
    """What was and what became, of the fields that changed alone; both empty where none did."""
    order = [name for name in _ORDER if before["order"][name] != after["order"][name] and name != _SEEN]
    was: Kept = {"order": {name: before["order"][name] for name in order}, "lines": {}}
    became: Kept = {"order": {name: after["order"][name] for name in order}, "lines": {}}
    for line_id, values in after["lines"].items():
        old = before["lines"].get(line_id, {"ordered": 0, "cancelled": 0, "total_minor": 0, "tax_minor": 0})
        names = [name for name in _LINE if name in old and old[name] != values[name] and name != _SEEN]
        if names:
            was["lines"][line_id] = {name: old[name] for name in names}
            became["lines"][line_id] = {name: values[name] for name in names}
    if before["discounts"] != after["discounts"]:
        was["discounts"], became["discounts"] = before["discounts"], after["discounts"]
    if not (order or became["lines"] or "discounts" in was):
        return {}, {}
    return was, became


def sums(order_id: int) -> Sums:
    """What an order's price is made of now."""
    row = run(
        "SELECT shipping_minor, discount_minor, own_discount_minor, unique_code_minor, tax_minor, total_minor"
        " FROM orders WHERE id = ?",
        (order_id,),
    ).fetchone()
    items = run(
        "SELECT id, total_minor, tax_minor FROM order_line WHERE order_id = ? ORDER BY position, id", (order_id,)
    ).fetchall()
    return Sums(tuple(Item(*item) for item in items), *row)


def write_sums(order_id: int, wanted: Sums) -> None:
    """Keep a price with its parts; part of the caller's unit."""
    for item in wanted.items:
        run("UPDATE order_line SET total_minor = ?, tax_minor = ? WHERE id = ?",
            (item.amount_minor, item.tax_minor, item.id))  # fmt: skip
    run(
        "UPDATE orders SET shipping_minor = ?, discount_minor = ?, own_discount_minor = ?, unique_code_minor = ?,"
        " tax_minor = ?, total_minor = ? WHERE id = ?",
        (wanted.shipping_minor, wanted.discount_minor, wanted.own_discount_minor, wanted.code_minor, wanted.tax_minor,
         wanted.total_minor, order_id),
    )  # fmt: skip
    taxes.settle(order_id)  # where the shop's prices are without tax, it follows from the articles' classes
