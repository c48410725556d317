"""The forms of an order that belong to loyalty: paying with a voucher, and who sent its buyer."""

from collections.abc import Mapping
from functools import partial

from desktop.domain.errors import NotFound
from desktop.domain.money import to_minor
from desktop.i18n import _, money
from desktop.services import money as ledger
from desktop.services import order_entry
from desktop.services.loyalty import affiliates, vouchers
from desktop.services.loyalty.vouchers import written
from desktop.services.orders import OrderView
from desktop.services.voucher_moves import METHOD
from desktop.ui.order.form import Asked, Field, Kept


def voucher(order: OrderView) -> Asked:
    """A code pays what is due, or less where an amount is typed; what vouchers have paid can be taken off again."""
    asked = [
        Field("code", _("Voucher's code, typed or scanned")),
        Field("amount", _("Amount"), hint=_("empty: all that is due and that it holds"), unit=order.currency),
    ]
    asked += [
        Field(f"drop-{move.reference}", _("Take {what} off again").format(
            what=f"{written(move.reference)} {money(move.amount_minor, move.currency)}"), "", "tick")
        for move in _paid_by_vouchers(order.id)
    ]  # fmt: skip
    due = money(max(0, ledger.due_minor(order.id)), order.currency)
    return Asked(_("Pay with a voucher"), _("{amount} is due.").format(amount=due), _("Save"), tuple(asked),
                 partial(_keep_voucher, order))  # fmt: skip


def affiliate(order: OrderView) -> Asked:
    """Whose buyer it is; a commission follows from it."""
    now = affiliates.of_order(order.id)
    choices = (("", _("Nobody")), *((code, f"{name} · {code}") for code, name in affiliates.choices(now)))
    asked = (Field("code", _("Affiliate"), now, "choice", choices),)
    return Asked(_("Who sent the buyer"), "", _("Save"), asked, partial(_keep_affiliate, order.id, now))


def is_voucher(code: str) -> bool:
    """Whether a typed coupon is one of our vouchers."""
    try:
        vouchers.find(code)
    except NotFound:
        return False
    return True


def pay(order: OrderView, code: str, amount_minor: int | None = None) -> Kept:
    """Let a voucher pay; in the unit that is open."""
    paid = vouchers.redeem(code, order.id, amount_minor)
    left = vouchers.find(code).left_minor
    return Kept(
        _("The voucher pays {amount}").format(amount=money(paid, order.currency)),
        _("{amount} is left on it. Ctrl Z takes it back.").format(amount=money(left, order.currency)),
        partial(vouchers.take_back, order.id, code),
    )


def _keep_voucher(order: OrderView, typed: Mapping[str, str]) -> Kept:
    dropped = [name.removeprefix("drop-") for name, ticked in typed.items() if name.startswith("drop-") and ticked]
    for code in dropped:
        vouchers.take_back(order.id, code)
    if dropped and not typed["code"].strip():
        return Kept(_("The voucher's money is taken off"))
    amount = order_entry.amount(typed["amount"], order.currency) if typed["amount"].strip() else None
    return pay(order, typed["code"], None if amount is None else to_minor(amount, order.currency))


def _keep_affiliate(order_id: int, before: str, typed: Mapping[str, str]) -> Kept:
    if not affiliates.credit(order_id, typed["code"]):
        return Kept(_("Nothing was changed"))
    return Kept(_("Saved"), undo=partial(affiliates.credit, order_id, before))


def _paid_by_vouchers(order_id: int) -> list[ledger.Move]:
    """Its standing payments by vouchers, one for each code."""
    found = {move.reference: move for move in ledger.moves(order_id)
             if (move.kind, move.method, move.undoes) == (ledger.IN, METHOD, None) and not move.undone}  # fmt: skip
    return [*found.values()]
