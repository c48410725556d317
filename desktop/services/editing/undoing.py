"""Taking a change of an order back: the newest first, and only while nothing else has changed the same since."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.order import State
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run, utc
from desktop.services import history, permits, take_outs
from desktop.services.changes import Work, now, unit
from desktop.services.editing.combining import part
from desktop.services.editing.keeping import follow, snapshot
from desktop.services.editing.rights import Part, refuse
from desktop.services.editing.splitting import rejoin


@dataclass(frozen=True, slots=True)
class EditRow:
    """One change that was made. `fields` are the names of what it changed."""

    id: int
    order_id: int
    kind: str
    at: datetime
    who: str
    bench: str
    undone: bool
    fields: tuple[str, ...]


def edits(order_id: int) -> list[EditRow]:
    """Every change that was made of an order here, the newest first."""
    rows = run(
        "SELECT id, order_id, kind, at, who, bench, undone_at, was FROM order_edit WHERE order_id = ? ORDER BY id DESC",
        (order_id,),
    ).fetchall()
    return [
        EditRow(row[0], row[1], row[2], utc(row[3]), row[4], row[5], row[6] is not None, _names(json.loads(row[7])))
        for row in rows
    ]


def undo(edit_id: int) -> int:
    """Take a change back; returns the order that it was of. Taken back before: nothing happens.

    Raises:
        NotFound: there is no such change.
        NotAllowed: the order has gone on since, or the same was changed again.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        row = run("SELECT order_id, kind, was, became, undone_at FROM order_edit WHERE id = ?", (edit_id,)).fetchone()
        if row is None:
            raise NotFound(what=N_("change"), ref=edit_id)
        order_id, kind, was, became = int(row[0]), Part(row[1]), json.loads(row[2]), json.loads(row[3])
        state = history.state_of(order_id, lock=True)
        if row[4] is not None:
            return order_id
        if kind is Part.SPLIT:
            rejoin(work, order_id, became)
        elif kind is Part.MERGE:
            part(work, order_id, was)
        else:
            refuse(order_id, state, kind)
            _put_back(work, order_id, state, was, became)
        run("UPDATE order_edit SET undone_at = ? WHERE id = ?", (ms(now()), edit_id))
        history.note(work, order_id, "edit-undone", kind.value)
        return order_id


def _put_back(work: Work, order_id: int, state: State, was: dict[str, Any], became: dict[str, Any]) -> None:
    present = snapshot(order_id)
    same = all(present["order"][name] == value for name, value in became["order"].items())
    for line_id, values in became["lines"].items():
        there = present["lines"].get(line_id)
        same = same and there is not None and all(there[name] == value for name, value in values.items())
    if not same or ("discounts" in became and present["discounts"] != became["discounts"]):
        raise NotAllowed(
            ref=history.called(order_id), reason=N_("the same was changed again since; take that back first."),
            action="undo",
        )  # fmt: skip
    quantities = {}
    for line_id, values in was["lines"].items():
        kept = {name: value for name, value in values.items() if name not in ("ordered", "cancelled")}
        if len(kept) < len(values):
            there = present["lines"][line_id]
            quantities[int(line_id)] = values.get("ordered", there["ordered"]) - values.get(
                "cancelled", there["cancelled"]
            )
        _set("order_line", int(line_id), kept)
    _set("orders", order_id, {name: value for name, value in was["order"].items() if name != "pay_later"})
    for gone in set(became.get("discounts", ())) - set(was.get("discounts", ())):
        run("UPDATE order_discount SET ended_at = ? WHERE id = ?", (ms(now()), gone))
    for again in set(was.get("discounts", ())) - set(became.get("discounts", ())):
        run("UPDATE order_discount SET ended_at = NULL WHERE id = ?", (again,))
    if "pay_later" in was["order"]:
        before = State(state.payment, state.fulfilment, state.held, bool(was["order"]["pay_later"]))
        run("UPDATE orders SET pay_later = ? WHERE id = ?", (before.pay_later, order_id))
        history.put(work, order_id, state, before, "method-changed")
    if quantities:
        take_outs.change(work, order_id, quantities, "office")
        for line_id, wanted in quantities.items():  # as it was to the letter, so that what was before it fits again
            values = {**present["lines"][str(line_id)], **was["lines"][str(line_id)]}
            run("UPDATE order_line SET ordered = ?, cancelled = ? WHERE id = ? AND ordered - cancelled = ?",
                (values["ordered"], values["cancelled"], line_id, wanted))  # fmt: skip
    follow(work, order_id, was)


def _set(table: str, row_id: int, values: dict[str, Any]) -> None:
    if values:
        columns = ", ".join(f"{name} = ?" for name in values)
        run(f"UPDATE {table} SET {columns} WHERE id = ?", (*values.values(), row_id))


def _names(was: dict[str, Any]) -> tuple[str, ...]:
    return (*was.get("order", ()), *(("lines",) if was.get("lines") else ()))
