"""A person has chosen the store's side of a difference: what the store said last is brought in."""

import json
from decimal import Decimal
from typing import Any

from desktop.domain import merge
from desktop.domain.merge import Field, Ruling
from desktop.domain.money import to_minor
from desktop.domain.order import Action, Fulfilment, Payment, State
from desktop.domain.remote import RemoteAddress, RemoteLine
from desktop.models.base import insert, ms, run
from desktop.services import deliveries, history, intake, kits, money, outbox, packing, take_outs
from desktop.services.changes import Work, actor, new_op_id, now

RESUMED = (Fulfilment.OPEN.value, Fulfilment.PICKING.value, Fulfilment.PACKED.value)


def take_over(work: Work, order_id: int, field: Field) -> None:
    """Make this field as the store says it; part of the caller's unit.

    Raises:
        NotAllowed: the state table does not have the move that this needs.
    """
    said = json.loads(run("SELECT remote_seen FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
    state = history.state_of(order_id, lock=True)
    if field is Field.FULFILMENT:
        _fulfilment(work, order_id, state, Fulfilment(said["fulfilment"]))
    elif field is Field.PAYMENT:
        ruling = merge.payment(state, Payment(said["payment"]))
        if ruling is not None and ruling.action is not None:
            in_a_box = ruling.action is Action.REFUND and take_outs.lies_in_a_box(order_id)
            history.move(work, order_id, ruling.action, "")
            money.store_says(work, order_id, 0, paid=True)
            if in_a_box:  # all the money went back: nothing of it is wanted any more
                take_outs.cancel(work, order_id, "store", new_note(order_id))
    elif field is Field.LINES:
        _lines(work, order_id, state, said)
    elif field is Field.ADDRESS:
        address = RemoteAddress(*said["ship_to"])
        run("UPDATE orders SET ship_to_id = ?, place = ? WHERE id = ?",
            (intake.insert_address(address), intake.place_of(address), order_id))  # fmt: skip
    elif field is Field.NOTE:
        run("UPDATE orders SET note = ?, note_seen_at = NULL WHERE id = ?", (str(said.get("note", "")), order_id))
        history.note(work, order_id, "note-changed", str(said.get("note", "")))
    packing.forget_all()


def new_note(order_id: int) -> str:
    """What the store wrote into the order's note together with its change; "" where the note is the old one."""
    note, said = run("SELECT note, remote_seen FROM orders WHERE id = ?", (order_id,)).fetchone()
    theirs = str(json.loads(said).get("note", ""))
    return theirs if theirs != note else ""


def may_resume(order_id: int, state: State, ruling: Ruling) -> bool:
    """Whether a cancelled order that the store took up again is simply work again: nobody here has packed of it or
    cancelled it, and its money has not gone back.
    """
    packed = run("SELECT coalesce(sum(packed), 0) FROM order_line WHERE order_id = ?", (order_id,)).fetchone()[0]
    untouched = not packed and not outbox.has_told(order_id, word="cancelled")
    resumed = ruling.field is Field.FULFILMENT and ruling.theirs in RESUMED
    return resumed and untouched and state.fulfilment is Fulfilment.CANCELLED and state.payment is not Payment.REFUNDED


def resume(work: Work, order_id: int) -> None:
    """Make a cancelled order work again; what was packed of it went back to the shelf when it was cancelled."""
    state = history.state_of(order_id, lock=True)
    for line_id, sku, packed in run(
        "SELECT id, sku, packed FROM order_line WHERE order_id = ? AND packed > 0", (order_id,)
    ).fetchall():
        _book(order_id, line_id, sku, -int(packed), "store")
    run("UPDATE parcel SET state = 'open', closed_at = NULL WHERE order_id = ? AND state = 'closed'", (order_id,))
    history.put(work, order_id, state, State(state.payment, Fulfilment.OPEN, False, state.pay_later), "reopen")


def _fulfilment(work: Work, order_id: int, state: State, theirs: Fulfilment) -> None:
    ruling = merge.fulfilment(state, theirs)
    if (
        ruling is not None
        and ruling.action is Action.CANCEL
        and (take_outs.is_cancelling(order_id) or take_outs.lies_in_a_box(order_id))
    ):
        take_outs.cancel(work, order_id, "store", new_note(order_id))
    elif ruling is not None and ruling.action is not None:
        history.move(work, order_id, ruling.action, "")
        if ruling.action is Action.DELIVER:
            deliveries.order_delivered(work, order_id, deliveries.Source.STORE)
    elif state.fulfilment is Fulfilment.CANCELLED and theirs.value in RESUMED:
        resume(work, order_id)
    elif theirs in (Fulfilment.SHIPPED, Fulfilment.DELIVERED):
        # Somebody shipped it past the bench: its units are gone from the shelf, so they count as packed here too.
        for line_id, sku, left in run(
            "SELECT id, sku, ordered - cancelled - packed FROM order_line WHERE order_id = ? AND needs_packing",
            (order_id,),
        ).fetchall():
            _book(order_id, line_id, sku, int(left), "store")
        history.put(work, order_id, state, State(state.payment, Fulfilment.SHIPPED, False, state.pay_later),
                    "shipped-in-store")  # fmt: skip


def _lines(work: Work, order_id: int, state: State, said: dict[str, Any]) -> None:
    """Other quantities, lines that went and lines that came; units over the new quantity must come out of the box."""
    wanted = {str(line[0]): max(0, int(line[2]) - int(line[3])) for line in said["lines"]}
    here = run("SELECT id, remote_id FROM order_line WHERE order_id = ?", (order_id,)).fetchall()
    units = {int(line_id): wanted.pop(str(remote_id), 0) for line_id, remote_id in here}
    new = _add(order_id, said, set(wanted))
    run("UPDATE order_change SET over_at = ? WHERE order_id = ? AND source = 'office' AND NOT cancels"
        " AND over_at IS NULL",
        (ms(now()), order_id))  # fmt: skip
    take_outs.change(work, order_id, units, "store", new_note(order_id), added=new)
    run("UPDATE orders SET total_minor = ? - own_discount_minor + unique_code_minor WHERE id = ?",
        (_minor(order_id, said["total"]), order_id))  # fmt: skip


def _add(order_id: int, said: dict[str, Any], new: set[str]) -> list[int]:
    """The lines that came; their ids."""
    currency, store_id, position = run(
        "SELECT currency, store_id, (SELECT max(position) FROM order_line WHERE order_id = o.id) FROM orders o"
        " WHERE o.id = ?",
        (order_id,),
    ).fetchone()
    known, made = intake.Known(), list[int]()
    for line, goods in zip(said["lines"], said.get("goods", ()), strict=False):
        if str(line[0]) not in new:
            continue
        position = int(position or 0) + 1
        remote = RemoteLine(
            remote_id=str(line[0]), sku=line[1], name=goods[0], quantity=int(line[2]), refunded=int(line[3]),
            unit_price=Decimal(line[4]), total=Decimal(goods[3]), tax=Decimal(goods[4]),
            options=tuple((str(key), str(value)) for key, value in line[5]), note=line[6], variant=goods[1],
            barcodes=tuple(goods[2]), needs_packing=bool(goods[5]),
        )  # fmt: skip
        article_id = intake.article_for(remote, store_id, currency, known)
        made.append(insert(intake.LINE, intake.new_line_row(order_id, position, remote, currency, article_id)))
    if made and intake.has_kits(known):
        kits.explode(order_id)
    return made


def _book(order_id: int, line_id: int, sku: str, units: int, method: str) -> None:
    """Count units in or out without a scan, and say so in the log of scans, so that the two always agree."""
    if not units:
        return
    here, moment = actor(), ms(now())
    row = run("SELECT max(id) FROM packing_session WHERE order_id = ?", (order_id,)).fetchone()
    session_id = row[0] or insert(
        "INSERT INTO packing_session (order_id, bench, who, opened_at, closed_at, outcome)"
        " VALUES (?, ?, ?, ?, ?, 'store')",
        (order_id, here.bench, here.who, moment, moment),
    )
    run(
        "INSERT INTO packing_scan (op_id, session_id, order_id, line_id, at, code, verdict, method, units, reason, who)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)",
        (
            new_op_id(),
            session_id,
            order_id,
            line_id,
            moment,
            sku,
            "right" if units > 0 else "undone",
            method,
            units,
            here.who,
        ),
    )
    run("UPDATE order_line SET packed = packed + ? WHERE id = ?", (units, line_id))


def _minor(order_id: int, total: str) -> int:
    currency = run("SELECT currency FROM orders WHERE id = ?", (order_id,)).fetchone()[0]
    return to_minor(Decimal(total), str(currency))
