"""The form by which money is booked at an order; to be made on the store thread."""

from collections.abc import Mapping
from functools import partial

from desktop.domain.errors import BadInput
from desktop.domain.money import to_decimal, to_minor
from desktop.i18n import N_, _, money
from desktop.services import hand_payments, order_entry
from desktop.services import money as ledger
from desktop.services.changes import new_op_id
from desktop.services.orders import OrderView
from desktop.ui.order.form import Asked, Field, Kept


def pay(order: OrderView) -> Asked:
    """What is due stands in it; a smaller amount is a part payment."""
    due = order.due_minor
    asked = (
        Field("amount", _("Amount"), f"{to_decimal(due, order.currency):f}" if due else "", unit=order.currency),
        Field("method", _("Way of paying"), order.payment_method, half=True),
        Field("reference", _("Reference"), hint=_("what stands on the statement or receipt")),
    )
    detail = _("Due: {amount}. A smaller amount is a part payment.").format(amount=money(due, order.currency))
    # Kept twice it is one payment: the cause belongs to the window.
    return Asked(_("Payment received"), detail, _("Book"), asked, partial(_take, order, f"hand:{new_op_id()}"))


def _take(order: OrderView, cause: str, typed: Mapping[str, str]) -> Kept:
    amount_minor = minor_of(typed["amount"], order.currency)
    row_id = hand_payments.take(order.id, amount_minor, typed["method"], typed["reference"], cause)
    due = ledger.due_minor(order.id)
    said = _("Received {amount}").format(amount=money(amount_minor, order.currency))
    left = _("Still due: {amount}.").format(amount=money(due, order.currency)) if due else ""
    detail = " ".join(part for part in (left, _("Ctrl Z takes it back.")) if part)
    return Kept(said, detail, None if row_id is None else partial(hand_payments.undo, row_id))


def minor_of(text: str, currency: str) -> int:
    """A typed amount; BadInput for what is none, or finer than the currency."""
    typed = order_entry.amount(text, currency)
    if typed is None or not typed or to_decimal(to_minor(typed, currency), currency) != typed:
        raise BadInput(what=N_("The amount"), value=text, next=N_("Type digits, such as 89000 or 12,50."))
    return to_minor(typed, currency)
