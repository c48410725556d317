"""What changes hands when orders are split or merged: their money, discounts, counts and stock, so that both add up."""

from dataclasses import replace

from desktop.domain import order_sums
from desktop.domain.errors import NotAllowed
from desktop.domain.money import portion
from desktop.domain.order_sums import Sums
from desktop.i18n import N_
from desktop.models.base import insert, ms, run
from desktop.services import history, levels, money, stock
from desktop.services.changes import Work, actor, new_op_id, now
from desktop.services.editing.keeping import sums, write_sums
from desktop.services.order_views import OrderView


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


def settle(work: Work, order_id: int, cause: str) -> None:
    """Let counts, stock and the store's levels follow the lines that an order has now; part of the unit."""
    rows, units = run(
        "SELECT count(*), coalesce(sum(CASE WHEN needs_packing THEN ordered - cancelled ELSE 0 END), 0)"
        " FROM order_line WHERE order_id = ?",
        (order_id,),
    ).fetchone()
    run("UPDATE orders SET line_count = ?, unit_count = ? WHERE id = ?", (int(rows), int(units), order_id))
    stock.settle(work, order_id, history.state_of(order_id), cause)
    levels.tell_order(work, order_id)
    work.changed("order", order_id)


def share(work: Work, view: OrderView, part_id: int) -> None:
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


def give_back_discounts(part_id: int, order_id: int) -> None:
    """The part's coupons and gifts become the first order's again, each together with its other half."""
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
