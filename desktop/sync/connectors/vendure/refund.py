"""Money back, and the count of an article: what changes more than an order's words."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import msgspec

from desktop.i18n import N_
from desktop.sync.connector import Busy, Conflict, Offline, Outcome, Push, Refused, Result
from desktop.sync.connectors.vendure import queries
from desktop.sync.connectors.vendure.goods import Counted, is_counted, sellable
from desktop.sync.connectors.vendure.mark import mark
from desktop.sync.connectors.vendure.read import Order, Paid, Refund
from desktop.sync.connectors.vendure.talk import Gone, Talk
from desktop.sync.connectors.vendure.write import Writer, conflict, items, not_taken


def refund(writer: Writer, push: Push, providers: Callable[[], frozenset[str]]) -> Outcome:
    """Pay back. Vendure hands every refund to the payment's provider, which pays; there is no refund that is only
    written down, except of money that no provider brought (`addManualPaymentToOrder`).

    `providers`: codes of the payment methods that have one. `through_gateway` False: the money has been given back by
    other means, so a provider must not be asked.
    """
    amount = _amount(writer, push)
    order = writer.read(push.remote_id)
    sign, provided = mark(push.key), providers()
    if push.values.get("restock"):
        order = _give_back(writer, push, order, sign)
    done = _done(order, sign)
    result = Result.ALREADY if done >= amount else Result.DONE
    while (left := amount - _done(order, sign)) > 0:
        paid = _source(order, left)
        by_hand = paid.method not in provided
        if not by_hand and not push.values.get("through_gateway", True):
            raise Refused(
                code="gateway",
                detail=N_(
                    "this shop pays every refund out through its payment provider, so the buyer would get"
                    " the money twice. Pay back through the provider, or write it down in the shop's own pages."
                ),
            )
        order = _pay_back(writer, push, order, paid, min(left, paid.amount - paid.refunded), sign)
    for waiting in _ours(order, sign):
        if waiting.state == "Pending" and not push.values.get("through_gateway", True):
            result = Result.DONE
            order = _close(writer, order, waiting, push.key)
    return Outcome(result, f"refund {', '.join(found.id for found in _ours(order, sign))}", writer.reader.order(order))


def _amount(writer: Writer, push: Push) -> int:
    try:
        amount = writer.reader.smallest(str(Decimal(str(push.values.get("amount", "")))))
    except InvalidOperation:
        amount = None
    if amount is None or amount <= 0:
        raise Refused(code="amount", detail=N_("the amount is not one that it can pay."))
    return amount


def _pay_back(writer: Writer, push: Push, order: Order, paid: Paid, amount: int, sign: str) -> Order:
    body: dict[str, object] = {
        "paymentId": paid.id,
        "amount": amount,
        # Marked as old, and needed: without them the database refuses (BEHAVIOUR.md, pitfall 3).
        "shipping": 0,
        "adjustment": 0,
        "reason": f"{str(push.values.get('reason', '')).strip()}{sign}",
    }
    lines = items(push)
    if lines and not _ours(order, sign):  # the units once, however many payments are needed
        body["lines"] = [{"orderLineId": line, "quantity": units} for line, units in lines.items()]
    before = _done(order, sign)
    order = writer.write(order.id, queries.REFUND, {"input": body}, lambda seen: _done(seen, sign) > before)
    if _done(order, sign) <= before:
        raise not_taken()
    return order


def _close(writer: Writer, order: Order, waiting: Refund, key: str) -> Order:
    """The money has been given by hand: a refund that no provider carries out stays Pending until somebody says so."""
    body = {"id": waiting.id, "transactionId": f"kolli-{key}"[:60]}

    def settled(seen: Order) -> bool:
        return any(found.id == waiting.id and found.state == "Settled" for found in seen.refunds)

    return writer.write(order.id, queries.SETTLE_REFUND, {"input": body}, settled)


def _give_back(writer: Writer, push: Push, order: Order, sign: str) -> Order:
    """The units go back into the shop's stock: there, that is cancelling them."""
    lines = items(push)
    wanted = {line.id: min(lines.get(line.id, 0), line.quantity) for line in order.lines}
    parts = [{"orderLineId": line, "quantity": units} for line, units in wanted.items() if units > 0]
    if _is_given_back(order, sign) or not parts:
        return order
    body = {"orderId": order.id, "lines": parts, "reason": _reason(push, sign), "cancelShipping": False}
    return writer.write(order.id, queries.CANCEL, {"input": body}, lambda seen: _is_given_back(seen, sign))


def _reason(push: Push, sign: str) -> str:
    return f"{str(push.values.get('reason', '')).strip()}{sign}"


def _is_given_back(order: Order, sign: str) -> bool:
    return any(sign in entry.text("reason") for entry in order.history.items if entry.type == "ORDER_CANCELLATION")


def _ours(order: Order, sign: str) -> list[Refund]:
    return [found for found in order.refunds if sign in (found.reason or "") and found.state != "Failed"]


def _done(order: Order, sign: str) -> int:
    return sum(found.total for found in _ours(order, sign))


def _source(order: Order, left: int) -> Paid:
    """The payment to pay back from: one that covers it all, else one that has something."""
    taken = [paid for paid in order.payments or [] if paid.state == "Settled" and paid.amount > paid.refunded]
    if sum(paid.amount - paid.refunded for paid in taken) < left:
        if not taken and not any(paid.state == "Settled" for paid in order.payments or []):
            raise conflict(order, N_("refunded"))
        raise Refused(code="too-much", detail=N_("more than was paid, and has not been paid back yet."))
    return next((paid for paid in taken if paid.amount - paid.refunded >= left), taken[0])


def set_stock(talk: Talk, push: Push, tracks: bool) -> Outcome:
    """Set what the shop can still sell, unless somebody else has changed it since.

    What it has promised to orders it keeps apart, and that grows and falls by itself: a sale between reading and
    writing is not undone.
    """
    was, to = int(str(push.values["was"])), int(str(push.values["to"]))
    found = _counted(talk, push.remote_id, tracks)
    units = sellable(found.stock_levels)
    if units == to:
        return Outcome(Result.ALREADY, f"stock {to}")
    if units != was:
        raise Conflict(code="conflict", number=found.sku or push.remote_id, found=units, wanted=to, detail=str(units))
    place = max(found.stock_levels, key=lambda level: level.stock_on_hand)
    on_hand = place.stock_on_hand + to - units
    if on_hand < 0:
        raise Refused(code="negative", detail=N_("it would have less than nothing on its shelf."))
    level = {"stockLocationId": place.stock_location_id, "stockOnHand": on_hand}
    try:
        talk.ask(queries.STOCK, {"input": [{"id": found.id, "stockLevels": [level]}]})
    except (Offline, Busy) as lost:
        lost.values["sent"] = True
        try:
            after = _counted(talk, push.remote_id, tracks)
        except (Offline, Busy):
            raise lost from None
        if sellable(after.stock_levels) != to:
            raise
        return Outcome(Result.DONE, f"stock {to}")
    try:
        after = _counted(talk, push.remote_id, tracks)
    except (Offline, Busy) as silent:
        silent.values["sent"] = True
        raise
    return Outcome(Result.DONE, f"stock {sellable(after.stock_levels)}")


def _counted(talk: Talk, remote_id: str, tracks: bool) -> Counted:
    item = talk.ask(queries.VARIANT, {"id": remote_id})["productVariant"]
    if item is None:
        raise Gone(code="gone", detail=remote_id)
    found = msgspec.convert(item, Counted)
    if not is_counted(found.track_inventory, tracks) or not found.stock_levels:
        raise Refused(code="not-counted", detail=N_("it does not count this article."))
    return found
