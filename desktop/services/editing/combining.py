"""Open orders of one buyer for one address become one parcel: the others' lines are packed with the leading order.

Each keeps its number, its store and its place in the books of that store; the money of all of them is the leading
order's, so that one amount is owed and one invoice is issued. When it leaves, every store hears of its own order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from desktop.domain import order as rules
from desktop.domain import order_sums
from desktop.domain.errors import BadInput, KolliError, NotAllowed
from desktop.domain.order import Fulfilment, Payment, State
from desktop.domain.order_sums import Item, Sums
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import history, order_links, permits, unique_codes
from desktop.services.changes import Work, new_op_id, unit
from desktop.services.editing.keeping import keep, sums, write_sums
from desktop.services.editing.rights import Part, refuse, why_not
from desktop.services.editing.sharing import carry, refuse_invoiced, settle
from desktop.services.order_links import Kin
from desktop.services.order_views import OrderView, show


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open order that could be packed with another one; `why_not` "" where nothing stands against it."""

    order_id: int
    number: str
    total_minor: int
    currency: str
    units: int
    why_not: str


def candidates(order_id: int, limit: int = 20) -> list[Candidate]:
    """The open orders that go to the same address, or to the same buyer by e-mail or telephone; the newest first."""
    rows = run(
        "SELECT o.id FROM orders o LEFT JOIN address a ON a.id = o.ship_to_id"
        " CROSS JOIN (SELECT m.id, m.email, m.phone, m.customer_id, b.line1, b.postcode_key, b.name FROM orders m"
        " LEFT JOIN address b ON b.id = m.ship_to_id WHERE m.id = ?) me"
        " WHERE o.kind = 'order' AND o.id <> me.id AND o.stage IN ('to-confirm', 'to-pick', 'to-pack', 'on-hold')"
        " AND (o.customer_id = me.customer_id OR (o.email <> '' AND o.email = me.email)"
        " OR (o.phone <> '' AND o.phone = me.phone)"
        " OR (a.line1 <> '' AND a.line1 = me.line1 AND a.postcode_key = me.postcode_key))"
        " ORDER BY o.id DESC LIMIT ?",
        (order_id, limit),
    ).fetchall()
    lead = show(order_id)
    found = []
    for (other_id,) in rows:
        other = show(int(other_id))
        error = _stands_against(lead, other)
        found.append(
            Candidate(other.id, other.number, other.total_minor, other.currency, other.units,
                      error.say() if error else "")
        )  # fmt: skip
    return found


def merge(order_id: int, other_ids: Sequence[int]) -> OrderView:
    """Let the lines of other orders be packed with this one; returns it.

    Raises:
        BadInput: no other order, or the same one.
        NotAllowed, MergedAway: one goes elsewhere, is paid another way, has begun or was invoiced; nothing is merged.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    others = list(dict.fromkeys(other_ids))
    if not others or order_id in others:
        raise BadInput(what=N_("The other order"), value="", next=N_("Choose an order that goes to the same address."))
    with unit() as work:
        for each in sorted([order_id, *others]):
            history.state_of(each, lock=True)
        for other_id in others:
            error = _stands_against(show(order_id), show(other_id))
            if error is not None:
                raise error
            _take_in(work, order_id, other_id)
        return show(order_id)


def part(work: Work, order_id: int, was: Mapping[str, Any]) -> None:
    """Let a merged order be one of its own again, with its lines and its money; part of the caller's unit.

    Raises:
        NotAllowed: work on them has begun, or the lines or the money have changed since.
    """
    other_id = int(was["other"])
    state = history.state_of(order_id, lock=True)
    refuse(order_id, state, Part.MERGE)
    refuse_invoiced(order_id)
    ours, kept = sums(order_id), _read(was["sums"])
    here = {item.id: item for item in ours.items}
    moved = [here.get(item.id) for item in kept.items]
    packed = run("SELECT coalesce(sum(packed), 0) FROM order_line WHERE order_id = ?", (order_id,)).fetchone()[0]
    ends = run("SELECT count(*) FROM order_discount WHERE ended_at IS NULL AND order_id = ?", (order_id,)).fetchone()[0]
    if (
        [*moved] != [*kept.items]
        or packed
        or (kept.own_discount_minor and not ends)
        or (order_links.merged_into(other_id) != order_id)
    ):
        raise NotAllowed(ref=history.called(order_id), reason=N_("it has changed since; split it instead."),
                         action="undo")  # fmt: skip
    theirs = {item.id for item in kept.items}
    for line_id in theirs:
        run("UPDATE order_line SET order_id = ?, origin_id = NULL WHERE id = ?", (other_id, line_id))
    code = max(0, ours.code_minor - kept.code_minor)
    if ours.code_minor == was.get("together"):  # which may be another one than both codes make
        code = int(was["code"])
    write_sums(order_id, Sums(
        tuple(item for item in ours.items if item.id not in theirs), ours.shipping_minor - kept.shipping_minor,
        ours.discount_minor - kept.discount_minor, ours.own_discount_minor - kept.own_discount_minor,
        code, ours.tax_minor - kept.tax_minor,
        ours.total_minor - ours.code_minor - (kept.total_minor - kept.code_minor) + code,
    ))  # fmt: skip
    write_sums(other_id, kept)
    for discount_id in was["discounts"]:
        run("UPDATE order_discount SET order_id = ? WHERE id = ?", (other_id, discount_id))
    carry(work, order_id, other_id, int(was["paid"]), history.called(other_id))
    before = State(state.payment, Fulfilment(was["fulfilment"]), bool(was["held"]), state.pay_later)
    history.put(work, other_id, history.state_of(other_id), before, "parted", history.called(order_id))
    order_links.end(work, other_id, order_id, Kin.MERGED)
    _follow(work, order_id, other_id)


def _stands_against(lead: OrderView, other: OrderView) -> KolliError | None:
    for view in (lead, other):
        error = why_not(view.id, view.state, Part.MERGE)
        if error is not None:
            return error
    reason = ""
    if lead.currency != other.currency:
        reason = N_("it is in another currency.")
    elif _place(lead) != _place(other):
        reason = N_("it goes to another address.")
    elif (lead.state.payment, lead.state.pay_later) != (other.state.payment, other.state.pay_later):
        reason = N_("one of the two is paid and the other is not.")
    elif _reckoned(lead) != _reckoned(other) and (lead.tax_minor or other.tax_minor):
        reason = N_("its tax was reckoned in another way.")
    elif lead.refunded_minor or other.refunded_minor or lead.state.payment is Payment.PART_REFUNDED:
        reason = N_("a part of the money has gone back.")
    elif any(line.packed for line in (*lead.lines, *other.lines)):
        reason = N_("something of it lies in a box already.")
    elif lead.conflict or other.conflict or lead.doubles or other.doubles:
        reason = N_("a question about it waits for an answer.")
    elif order_links.merged_here(other.id) or len(order_links.family(other.id)) > 1:
        reason = _bound(lead, other)
    elif any(each.kind == "invoice" and not each.void_reason for each in (*lead.documents, *other.documents)):
        reason = N_("its invoice was issued; void or credit that first.")
    return NotAllowed(ref=f"#{other.number}", reason=reason, action="merge") if reason else None


def _bound(lead: OrderView, other: OrderView) -> str:
    if other.id in order_links.family(lead.id):
        return N_("both are parts of one order; undo the split instead.")
    return N_("other orders hang on it; open that one and merge this one into it.")


def _reckoned(view: OrderView) -> tuple[bool, bool]:
    """Whether it was made here, and whether its tax is on top of its prices."""
    return view.source == "manual", order_sums.read(sums(view.id), view.currency).on_top


def _place(view: OrderView) -> tuple[str, ...]:
    to = view.ship_to if any(astuple(view.ship_to)) else view.bill_to
    parts = (to.name or to.company, to.line1, to.line2, to.postcode, to.city, to.country)
    return tuple("".join(part.split()).casefold() for part in parts)


def _take_in(work: Work, order_id: int, other_id: int) -> None:
    lead, other = show(order_id), show(other_id)
    ours, theirs = sums(order_id), sums(other_id)
    discounts = [each.id for each in other.discounts]
    position = int(run("SELECT coalesce(max(position), 0) FROM order_line WHERE order_id = ?",
                       (order_id,)).fetchone()[0])  # fmt: skip
    for turn, line in enumerate(other.lines, start=1):
        run("UPDATE order_line SET order_id = ?, origin_id = coalesce(origin_id, ?), position = ? WHERE id = ?",
            (order_id, other_id, position + turn, line.id))  # fmt: skip
    write_sums(other_id, Sums(()))
    write_sums(order_id, Sums(
        (*ours.items, *theirs.items), ours.shipping_minor + theirs.shipping_minor,
        ours.discount_minor + theirs.discount_minor, ours.own_discount_minor + theirs.own_discount_minor,
        ours.code_minor + theirs.code_minor, ours.tax_minor + theirs.tax_minor, ours.total_minor + theirs.total_minor,
    ))  # fmt: skip
    for each in discounts:
        run("UPDATE order_discount SET order_id = ? WHERE id = ?", (order_id, each))
    if other.note.strip() and other.note.strip() not in lead.note:
        together = "\n".join(part for part in (lead.note.strip(), other.note.strip()) if part)
        run("UPDATE orders SET note = ?, note_seen_at = NULL WHERE id = ?", (together, order_id))
    carry(work, other_id, order_id, other.paid_minor, f"#{other.number}")
    order_links.link(work, other_id, order_id, Kin.MERGED)
    state = other.state
    closed = replace(state, fulfilment=Fulfilment.CANCELLED, held=False)
    history.put(work, other_id, state, closed, "merged-into", f"#{lead.number}")
    history.note(work, order_id, "merged", f"#{other.number}")
    _follow(work, order_id, other_id)
    keep(order_id, Part.MERGE.value, {
        "other": other_id, "sums": _written(theirs), "paid": other.paid_minor, "discounts": discounts,
        "fulfilment": state.fulfilment.value, "held": state.held,
        "code": ours.code_minor, "together": unique_codes.of(order_id),
    }, {"other": other_id})  # fmt: skip


def _follow(work: Work, *order_ids: int) -> None:
    for order_id in order_ids:
        run("UPDATE orders SET stage = ? WHERE id = ?", (rules.stage(history.state_of(order_id)).value, order_id))
        unique_codes.settle(work, order_id)  # nobody else is asked for the same amount
        settle(work, order_id, f"merge:{new_op_id()}")


def _written(known: Sums) -> dict[str, Any]:
    return {
        "items": [[item.id, item.amount_minor, item.tax_minor] for item in known.items],
        "rest": [known.shipping_minor, known.discount_minor, known.own_discount_minor, known.code_minor,
                 known.tax_minor, known.total_minor],
    }  # fmt: skip


def _read(kept: Mapping[str, Any]) -> Sums:
    return Sums(tuple(Item(*item) for item in kept["items"]), *kept["rest"])
