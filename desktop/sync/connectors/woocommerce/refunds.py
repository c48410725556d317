"""Paying back in a WooCommerce store. It cannot be taken back, so our sign is looked for before and after."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.i18n import N_
from desktop.sync.connector import Busy, Offline, Outcome, Push, Refused, Result
from desktop.sync.connectors.woocommerce.read import Order, mark, money
from desktop.sync.connectors.woocommerce.talk import Talk

_FIELDS = "id,amount,reason,refunded_payment"


def pay_back(talk: Talk, push: Push, read: Callable[[str], Order]) -> Outcome:
    """Make the refund once. `restock` puts its units back; `through_gateway` lets the payment's own service pay.

    The sign stands in the reason: that is saved with the refund itself, everything else only after the mail went out.
    """
    amount = _amount(push.values.get("amount"))
    order = read(push.remote_id)
    through = bool(push.values.get("through_gateway", False))
    found = _find(talk, push)
    if found:
        _check_paid(found, through)
        return Outcome(Result.ALREADY, f"refund {found['id']}")
    if order.status == "trash":
        raise Refused(code="trash", detail=N_("the order is in its bin."))
    if amount > money(order.total) + sum((money(each.total) for each in order.refunds), Decimal(0)):
        raise Refused(code="too-much", detail=N_("less than that is left to pay back there."))
    try:
        made = talk.write("POST", f"/orders/{push.remote_id}/refunds", _body(push, amount, through)).data
    except (Offline, Busy) as lost:
        made = _find_after(talk, push, lost)
        if made is None or (through and not made.get("refunded_payment")):  # it may still be at it
            raise
    if mark(push.key) not in str(made.get("reason", "")):
        raise Refused(code="not-taken", detail=N_("it answered well but did not keep the refund as it was sent."))
    return Outcome(Result.DONE, f"refund {made['id']}")


def _body(push: Push, amount: Decimal, through: bool) -> dict[str, object]:
    reason = str(push.values.get("reason", "")).strip()
    items = push.values.get("items")
    lines = [
        {
            "id": int(item["line"]), "quantity": int(item["quantity"]),
            "refund_total": float(_amount(item.get("amount", "0"), may_be_nothing=True)),
        }
        for item in (items if isinstance(items, Sequence) and not isinstance(items, str) else ())
    ]  # fmt: skip
    body: dict[str, object] = {
        "amount": str(amount), "reason": f"{reason} {mark(push.key)}".strip(), "api_refund": through,
        "api_restock": bool(push.values.get("restock", False)),
    }  # fmt: skip
    return body | {"line_items": lines} if lines else body


def _find(talk: Talk, push: Push) -> Mapping[str, Any] | None:
    refunds = talk.get(f"/orders/{push.remote_id}/refunds", {"per_page": 100, "_fields": _FIELDS}).data
    return next((each for each in refunds if mark(push.key) in str(each.get("reason", ""))), None)


def _find_after(talk: Talk, push: Push, lost: Offline | Busy) -> Mapping[str, Any] | None:
    try:
        return _find(talk, push)
    except (Offline, Busy):
        raise lost from None


def _check_paid(found: Mapping[str, Any], through: bool) -> None:
    """A refund that stands there, and whose payment was broken off: nobody but a person can know."""
    if through and not found.get("refunded_payment"):
        detail = N_(
            "the refund stands there, but not whether the money went back. Look at the payment service's pages."
        )
        raise Refused(code="unknowable", detail=detail)


def _amount(said: object, may_be_nothing: bool = False) -> Decimal:
    try:
        amount = Decimal(str(said))
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount < 0 or (amount == 0 and not may_be_nothing):
        raise Refused(code="no-amount", detail=N_("the amount to pay back is missing."))
    return amount
