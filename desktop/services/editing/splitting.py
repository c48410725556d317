"""Some units of an order become an order of their own, linked to it: what is in stock goes now, the rest later.

Units, money and promises move and none is made: what the two cost, owe and have paid adds up to what the one did. The
shipping, the unique code and a fee nobody can explain stay with the first order; a discount goes by what lines cost.
Its store knows the first order alone: a part's parcels are told under that, and Shipped once all of it has left.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.domain import order as rules
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.money import portion
from desktop.domain.order import Fulfilment, State
from desktop.domain.order_sums import Item, Sums
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run
from desktop.services import history, order_links, permits, stock, take_outs
from desktop.services.changes import Work, new_op_id, now, unit
from desktop.services.editing.keeping import difference, keep, snapshot, sums, write_sums
from desktop.services.editing.rights import Part, refuse
from desktop.services.editing.sharing import carry, give_back_discounts, refuse_invoiced, settle, share
from desktop.services.intake import free_id_code
from desktop.services.order_links import Kin
from desktop.services.order_views import LineView, OrderView, lines, show

_COPIED = (
    "store_id", "kind", "currency", "placed_at", "due_at", "ship_by", "buyer", "place", "phone", "email", "language",
    "courier", "service", "payment_method", "note", "customer_id", "bill_to_id", "ship_to_id", "remote_status",
    "tracking_mode", "channel", "channel_ref", "returns_allowed", "returns_until", "store_flag", "expedited_at",
)  # fmt: skip
_LINE = (
    "remote_id", "article_id", "sku", "name", "variant", "options", "note", "barcodes", "needs_packing", "unit_price",
    "origin_id",
)  # fmt: skip


def free_units(line: LineView) -> int:
    """Units of a line that lie in no box yet, and so may go with another order."""
    if line.parts:
        begun = max((-(-part.packed // part.units) for part in line.parts), default=0)
        return max(0, line.wanted - begun)
    return max(0, line.wanted - line.packed) if line.needs_packing else line.wanted


def missing(order_id: int) -> dict[int, int]:
    """The units of each line that the shelf does not have now: those that a split leaves for later."""
    short: dict[int, int] = {}
    kits = {line.id: line for line in lines(order_id)}
    for each in stock.shortages(order_id):
        line = kits[each.line_id]
        part = next((part for part in line.parts if part.sku == each.sku), None)
        units = -(-each.missing // part.units) if part is not None else each.missing
        short[each.line_id] = min(max(short.get(each.line_id, 0), units), free_units(line))
    return {line_id: units for line_id, units in short.items() if units}


def split(order_id: int, units: Mapping[int, int]) -> OrderView:
    """Let so many units of these lines be an order of their own; returns the new one.

    Raises:
        BadInput: no units, more than are free, or nothing would be left.
        NotAllowed, MergedAway: it is packed, shipped or cancelled; or its invoice was issued, or money has gone back.
        NoRight: who works here may not change orders.
    """
    permits.require(Right.ORDERS)
    wanted = {line_id: count for line_id, count in units.items() if count}
    with unit() as work:
        state = history.state_of(order_id, lock=True)
        refuse(order_id, state, Part.SPLIT)
        refuse_invoiced(order_id)
        view = show(order_id)
        _check(view, wanted)
        before = snapshot(order_id)
        part_id = _make(view, state)
        _move(work, view, part_id, wanted)
        order_links.link(work, order_id, part_id, Kin.SPLIT)
        share(work, view, part_id)
        number = history.called(part_id)
        history.note(work, order_id, "split", number)
        history.note(work, part_id, "split-from", history.called(order_id), became=history.words(_open(state)))
        for each in (order_id, part_id):
            settle(work, each, f"split:{new_op_id()}")
        was, became = difference(before, snapshot(order_id))
        keep(order_id, Part.SPLIT.value, was, {**became, "part": part_id})
        return show(part_id)


def rejoin(work: Work, order_id: int, kept: Mapping[str, Any]) -> None:
    """Bring a part back to the order that it was split off; part of the caller's unit.

    Raises:
        NotAllowed: work on the part has begun, or its money or lines have changed since.
    """
    part_id = int(kept["part"])
    state = history.state_of(part_id, lock=True)
    for each, own in ((part_id, state), (order_id, history.state_of(order_id, lock=True))):
        refuse(each, own, Part.SPLIT)
        refuse_invoiced(each)
    view = show(part_id)
    origins = dict(run("SELECT id, cut_from FROM order_line WHERE order_id = ?", (part_id,)).fetchall())
    begun = state.fulfilment is not Fulfilment.OPEN or any(line.packed for line in view.lines)
    if (
        begun
        or any(origins[line.id] is None for line in view.lines)
        or state.payment.value != show(order_id).state.payment.value
    ):
        raise NotAllowed(ref=history.called(part_id), reason=N_("it has gone its own way since."), action="undo")
    theirs, ours = sums(part_id), sums(order_id)
    back: dict[int, int] = {}
    items = {item.id: item for item in ours.items}
    for line, item in zip(view.lines, theirs.items, strict=True):
        target = int(origins[line.id])
        back[target] = back.get(target, 0) + line.wanted
        items[target] = Item(target, items[target].amount_minor + item.amount_minor,
                             items[target].tax_minor + item.tax_minor)  # fmt: skip
        run("UPDATE order_line SET discount_minor = discount_minor + ? WHERE id = ?", (line.discount_minor, target))
    here = {line.id: line.wanted for line in lines(order_id)}
    take_outs.change(work, part_id, dict.fromkeys([line.id for line in view.lines], 0), "office")
    take_outs.change(work, order_id, {target: here[target] + count for target, count in back.items()}, "office")
    write_sums(order_id, replace(
        ours, items=tuple(items[item.id] for item in ours.items),
        discount_minor=ours.discount_minor + theirs.discount_minor,
        own_discount_minor=ours.own_discount_minor + theirs.own_discount_minor,
        tax_minor=ours.tax_minor + theirs.tax_minor, total_minor=ours.total_minor + theirs.total_minor,
    ))  # fmt: skip
    write_sums(part_id, _nothing(theirs))
    give_back_discounts(part_id, order_id)
    carry(work, part_id, order_id, int(view.paid_minor), history.called(part_id))
    history.put(work, part_id, history.state_of(part_id),
                replace(state, fulfilment=Fulfilment.CANCELLED, held=False), "rejoined",
                history.called(order_id))  # fmt: skip
    order_links.end(work, order_id, part_id, Kin.SPLIT)


def _check(view: OrderView, wanted: Mapping[int, int]) -> None:
    known = {line.id: line for line in view.lines}
    for line_id, units in wanted.items():
        if line_id not in known or not 0 < units <= free_units(known[line_id]):
            raise BadInput(what=N_("The quantity"), value=units,
                           next=N_("Split off units of this order that are not packed yet."))  # fmt: skip
    if not wanted:
        raise BadInput(what=N_("The quantity"), value="", next=N_("Say how many units go with the new order."))
    if sum(wanted.values()) >= sum(line.wanted for line in view.lines):
        raise BadInput(what=N_("The quantity"), value=sum(wanted.values()),
                       next=N_("Leave something in this order, or change it instead."))  # fmt: skip
    if view.refunded_minor:
        raise NotAllowed(ref=f"#{view.number}", reason=N_("a part of the money has gone back."), action="split")


def _make(view: OrderView, state: State) -> int:
    """The new order without lines; what the buyer sees of it is the first one's number with a turn behind."""
    root = order_links.family(view.id)
    number = next(
        name for turn in range(2, 1000)
        if not run("SELECT 1 FROM orders WHERE number = ?",
                   (name := f"{show(root[0]).number}-{turn}",)).fetchone()
    )  # fmt: skip
    columns = ", ".join(_COPIED)
    ref = new_op_id()
    nothing = ("total_minor", "shipping_minor", "discount_minor", "tax_minor", "paid_minor", "refunded_minor",
               "line_count", "unit_count")  # fmt: skip
    part_id = insert(
        "INSERT INTO orders (source, source_ref, number, code, payment, fulfilment, held, pay_later, stage, conflict,"
        f" hold_reason, created_at, {', '.join(nothing)}, {columns})"
        f" SELECT 'split', ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, {', '.join('0' for _name in nothing)}, {columns}"
        " FROM orders WHERE id = ?",
        (ref, number, f"split-{ref}", state.payment.value, Fulfilment.OPEN.value, False, state.pay_later,
         rules.stage(_open(state)).value, False, ms(now()), view.id),
    )  # fmt: skip
    # The store hears of the part under the first order's name; the part itself has none there.
    run("UPDATE orders SET code = ?, store_id = NULL WHERE id = ?", (free_id_code(part_id), part_id))
    return part_id


def _open(state: State) -> State:
    return replace(state, fulfilment=Fulfilment.OPEN, held=False)


def _move(work: Work, view: OrderView, part_id: int, wanted: Mapping[int, int]) -> None:
    """Units go from the first order's lines to new ones of the part, with their share of price, tax and discount."""
    was = {item.id: item for item in sums(view.id).items}
    stays: dict[int, int] = {}
    position = 0
    for line in view.lines:
        units = wanted.get(line.id, 0)
        if not units:
            continue
        position += 1
        amount = portion(was[line.id].amount_minor, units, line.wanted)
        tax = portion(was[line.id].tax_minor, units, line.wanted)
        off = portion(line.discount_minor, units, line.wanted)
        columns = ", ".join(_LINE)
        new_id = insert(
            f"INSERT INTO order_line (order_id, position, ordered, cancelled, packed, total_minor, tax_minor,"
            f" discount_minor, cut_from, {columns}) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, {columns} FROM order_line"
            " WHERE id = ?",
            (part_id, position, units, 0, 0, amount, tax, off, line.id, line.id),
        )  # fmt: skip
        run("INSERT INTO line_part (line_id, article_id, units, packed) SELECT ?, article_id, units, ? FROM line_part"
            " WHERE line_id = ?", (new_id, 0, line.id))  # fmt: skip
        run("UPDATE order_line SET total_minor = total_minor - ?, tax_minor = tax_minor - ?,"
            " discount_minor = discount_minor - ? WHERE id = ?", (amount, tax, off, line.id))  # fmt: skip
        stays[line.id] = line.wanted - units
    take_outs.change(work, view.id, stays, "office")


def _nothing(known: Sums) -> Sums:
    return Sums(tuple(Item(item.id, 0) for item in known.items))
