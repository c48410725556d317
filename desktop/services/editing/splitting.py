"""Some units of an order become an order of their own, linked to it: what is in stock goes now, the rest later.

Units, money and promises move and none is made: what the two cost, owe and have paid adds up to what the one did. The
shipping, the unique code and a fee nobody can explain stay with the first order; a discount goes by what lines cost.
Its store knows the first order alone: a part's parcels are told under that, and Shipped once all of it has left.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.domain import order as rules
from desktop.domain import order_sums
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.money import portion
from desktop.domain.order import Fulfilment, State
from desktop.domain.order_sums import Item, Sums
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import insert, ms, run
from desktop.services import history, levels, money, order_links, permits, stock, take_outs
from desktop.services.changes import Work, actor, new_op_id, now, unit
from desktop.services.editing.keeping import difference, keep, snapshot, sums, write_sums
from desktop.services.editing.rights import Part, refuse
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
        _share_money(work, view, part_id)
        number = history.called(part_id)
        history.note(work, order_id, "split", number)
        history.note(work, part_id, "split-from", history.called(order_id), became=history.words(_open(state)))
        _settle(work, order_id, part_id)
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
    _discounts_back(part_id, order_id)
    carry(work, part_id, order_id, int(view.paid_minor), history.called(part_id))
    history.put(work, part_id, history.state_of(part_id),
                replace(state, fulfilment=Fulfilment.CANCELLED, held=False), "rejoined",
                history.called(order_id))  # fmt: skip
    order_links.end(work, order_id, part_id, Kin.SPLIT)


def refuse_invoiced(order_id: int) -> None:
    """
    Raises:
        NotAllowed: the order has an invoice that stands; its figures would not be the order's any more.
    """
    if run("SELECT 1 FROM document WHERE order_id = ? AND kind = 'invoice' AND void_reason = ''",
           (order_id,)).fetchone():  # fmt: skip
        raise NotAllowed(
            ref=history.called(order_id), reason=N_("its invoice was issued; void or credit that first."),
            action="split",
        )  # fmt: skip


def carry(work: Work, order_id: int, to_id: int, amount_minor: int, reference: str) -> None:
    """Let money that came for one order count for another: less here, more there, one cause; part of the unit."""
    if not amount_minor:
        return
    cause = f"carry:{new_op_id()}"
    here, there = money.account(order_id), money.account(to_id)
    money.bring_to(work, order_id, here.paid_minor - amount_minor, here.refunded_minor, money.CARRIED, reference,
                   f"{cause}/from")  # fmt: skip
    money.bring_to(work, to_id, there.paid_minor + amount_minor, there.refunded_minor, money.CARRIED, reference,
                   f"{cause}/to")  # fmt: skip


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


def _share_money(work: Work, view: OrderView, part_id: int) -> None:
    """Divide the discount, the tax and what was paid; what is left over after each stays with the first order."""
    currency = view.currency
    ours, moved = sums(view.id), sums(part_id)
    whole = ours.lines_minor + moved.lines_minor
    before = replace(ours, items=(*ours.items, *moved.items))
    how = order_sums.read(before, currency)
    own = portion(ours.own_discount_minor, moved.lines_minor, whole)
    theirs_off = portion(how.off_minor - ours.own_discount_minor, moved.lines_minor, whole)
    told = ours.discount_minor - ours.own_discount_minor
    theirs = theirs_off if how.off_minor > ours.own_discount_minor else portion(told, moved.lines_minor, whole)
    line_tax = sum(item.tax_minor for item in before.items)
    tax = (
        portion(ours.tax_minor, sum(item.tax_minor for item in moved.items), line_tax)
        if line_tax
        else portion(ours.tax_minor, moved.lines_minor - own - theirs_off,
                                whole - how.off_minor + ours.shipping_minor)
    )  # fmt: skip
    total = moved.lines_minor - own - theirs_off + (tax if how.on_top else 0)
    write_sums(part_id, Sums(moved.items, 0, theirs + own, own, 0, tax, total))
    write_sums(view.id, replace(
        ours, discount_minor=ours.discount_minor - theirs - own, own_discount_minor=ours.own_discount_minor - own,
        tax_minor=ours.tax_minor - tax, total_minor=ours.total_minor - total,
    ))  # fmt: skip
    _divide_discounts(view.id, part_id, own)
    stays, goes = sums(view.id).total_minor, sums(part_id).total_minor  # the shop's own tax may have followed
    carry(work, view.id, part_id, max(0, min(goes, view.paid_minor - stays)), history.called(part_id))


def _divide_discounts(order_id: int, part_id: int, own: int) -> None:
    """Each coupon and gift becomes two, whose amounts add up to what it was."""
    rows = run(
        "SELECT id, kind, code, percent, amount_minor, reason FROM order_discount WHERE order_id = ?"
        " AND ended_at IS NULL ORDER BY id",
        (order_id,),
    ).fetchall()
    whole, left = sum(int(row[4]) for row in rows), own
    for row_id, kind, code, percent, amount_minor, reason in rows:
        part = left if row_id == rows[-1][0] else portion(own, int(amount_minor), whole)
        left -= part
        run("UPDATE order_discount SET ended_at = ? WHERE id = ?", (ms(now()), row_id))
        for owner, amount in ((order_id, int(amount_minor) - part), (part_id, part)):
            if amount:
                insert(
                    "INSERT INTO order_discount (order_id, kind, code, percent, amount_minor, reason, at, who)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (owner, kind, code, percent, amount, reason, ms(now()), actor().who),
                )


def _discounts_back(part_id: int, order_id: int) -> None:
    for row_id, kind, code, percent, amount_minor, reason in run(
        "SELECT id, kind, code, percent, amount_minor, reason FROM order_discount WHERE order_id = ?"
        " AND ended_at IS NULL ORDER BY id",
        (part_id,),
    ).fetchall():
        run("UPDATE order_discount SET ended_at = ? WHERE id = ?", (ms(now()), row_id))
        same = run(
            "SELECT id, amount_minor FROM order_discount WHERE order_id = ? AND ended_at IS NULL AND kind = ?"
            " AND code = ? AND percent = ? AND reason = ? ORDER BY id LIMIT 1",
            (order_id, kind, code, percent, reason),
        ).fetchone()
        if same is not None:
            run("UPDATE order_discount SET ended_at = ? WHERE id = ?", (ms(now()), same[0]))
        insert(
            "INSERT INTO order_discount (order_id, kind, code, percent, amount_minor, reason, at, who)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (order_id, kind, code, percent, int(amount_minor) + (int(same[1]) if same else 0), reason, ms(now()),
             actor().who),
        )  # fmt: skip


def _nothing(known: Sums) -> Sums:
    return Sums(tuple(Item(item.id, 0) for item in known.items))


def _settle(work: Work, *order_ids: int) -> None:
    for order_id in order_ids:
        rows, units = run(
            "SELECT count(*), coalesce(sum(CASE WHEN needs_packing THEN ordered - cancelled ELSE 0 END), 0)"
            " FROM order_line WHERE order_id = ?",
            (order_id,),
        ).fetchone()
        run("UPDATE orders SET line_count = ?, unit_count = ? WHERE id = ?", (int(rows), int(units), order_id))
        stock.settle(work, order_id, history.state_of(order_id), f"split:{new_op_id()}")
        levels.tell_order(work, order_id)
        work.changed("order", order_id)
