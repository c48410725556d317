"""What people do becomes messages for the store, each in the unit of its fact."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from desktop.domain.errors import BadInput
from desktop.domain.order import Action
from desktop.i18n import N_
from desktop.models.base import run
from desktop.services import messages, order_links, store_facts
from desktop.services.changes import Work
from desktop.services.outbox import mailing

# What the store should know of a move, in our words; each store's own status map translates them.
_TOLD = {
    Action.CONFIRM: "paid",
    Action.PICK: "picking",
    Action.FINISH: "packed",
    Action.SHIP: "shipped",
    Action.DELIVER: "delivered",
    Action.CANCEL: "cancelled",
    Action.HOLD: "on-hold",
    Action.RELEASE: "paid",
}
_STORE_KEEPS = 2000  # signs of a note
CREDITS = ("points", "commission")


def tell_status(work: Work, order_id: int, action: Action, comment: str = "", notify: bool | None = None) -> None:
    """Queue the new state for the order's store, if it came from one that has a word for it; part of the unit.

    Where the store leaves us the choice, the comment goes with the state, and the customer gets one mail of both. The
    stores of orders that are packed with this one hear of theirs; that of an order which was split, once it is true of
    all its parts. Where Kolli writes to the buyer, the store is asked not to; `notify` None is as the shop has set.
    """
    mailing.mail_status(work, order_id, action, comment, notify)
    if _is_true_of_all(order_id, action):
        _tell_status(work, order_links.family(order_id)[0], action, comment, bool(notify))
    for merged in order_links.merged_here(order_id):
        _tell_status(work, merged, action, comment, bool(notify))


def _tell_status(work: Work, order_id: int, action: Action, comment: str, notify: bool) -> None:
    word = _TOLD.get(action, "")
    store = _store_of(order_id)
    if store is None:
        return
    store_id, mapped = store
    notify = notify and not messages.kolli_mails(store_id)
    if action is Action.RELEASE and not _lifts(order_id, mapped):
        word = ""
    together = bool(mapped.get(word)) and notify and store_facts.of(store_id).choice_of_mail
    if mapped.get(word):
        more: dict[str, object] = {"notify": True, "text": comment} if together else {}
        work.send("order_status", store_id, order_id, status=mapped[word], state=word, **more)
    if notify and comment and not together:
        work.send("note", store_id, order_id, text=comment, to_customer=True)


def word_of(action: Action) -> str:
    """What the store is told of a move, in our words; "" for one that it need not know."""
    return _TOLD.get(action, "")


def tell_note(work: Work, order_id: int, text: str, to_customer: bool = True) -> None:
    """Queue a comment, for the customer or for the store's own people; nothing for an order without a store."""
    for known in (order_links.family(order_id)[0], *order_links.merged_here(order_id)):
        store = _store_of(known)
        if store is not None:
            tells = to_customer and not messages.kolli_mails(store[0])
            kept = text if tells or len(text) <= _STORE_KEEPS else text[: _STORE_KEEPS - 1] + "…"
            work.send("note", store[0], known, text=kept, to_customer=tells)


def tell_tracking(work: Work, order_id: int, parcel_id: int, carrier: str, tracking: str, url: str) -> None:
    """Queue a parcel's tracking number for the order's store, with what lies in the parcel where that is not all."""
    family = order_links.family(order_id)
    for known in (family[0], *order_links.merged_here(order_id)):
        store = _store_of(known)
        if store is None:
            continue
        items = _part_of(order_id, parcel_id, known if known != family[0] else None, split=len(family) > 1)
        more: dict[str, object] = {"items": items} if items else {}
        if messages.kolli_mails(store[0]):
            more["notify"] = False
        work.send("tracking", store[0], known, parcel=parcel_id, carrier=carrier, number=tracking, url=url, **more)


def tell_refund(
    work: Work,
    order_id: int,
    amount: Decimal,
    reason: str,
    *,
    restock: bool = False,
    items: Sequence[Mapping[str, object]] = (),
    through_gateway: bool = False,
) -> str:
    """Queue money that goes back, in the order's currency; returns the message's operation id, "" without a store.

    `items`: {"line": our line's id, "quantity": units, "amount": a Decimal} each. `through_gateway`: the store's own
    payment gateway pays it out; otherwise it is only noted there.

    Raises:
        BadInput: the amount is not above zero, or a line is none of this order's store.
    """
    store = _store_of(order_id)
    if store is None:
        return ""
    if not amount.is_finite() or amount <= 0:
        raise BadInput(what=N_("The amount"), value=str(amount), next=N_("Type an amount above zero."))
    named = dict(run("SELECT id, remote_id FROM order_line WHERE order_id = ?", (order_id,)).fetchall())
    told: list[dict[str, object]] = []
    for item in items:
        line = str(named.get(int(str(item["line"])), ""))
        if not line:
            raise BadInput(what=N_("The line"), value=str(item["line"]), next=N_("Choose a line of this order."))
        told.append({
            "line": line, "quantity": int(str(item.get("quantity", 0))), "amount": str(item.get("amount", "0")),
        })  # fmt: skip
    return work.send(
        "refund", store[0], order_id, amount=str(amount), reason=reason, restock=restock, items=told,
        through_gateway=through_gateway,
    )  # fmt: skip


def tell_credit(work: Work, order_id: int, kind: str, given: bool) -> str:
    """Queue whether the store should have credited the buyer's points, or the affiliate's commission, for an order.

    What waited of the same kind and was never tried is replaced. Returns the operation id, "" without a store.

    Raises:
        BadInput: a kind of credit that there is not.
    """
    if kind not in CREDITS:
        raise BadInput(what=N_("The kind of credit"), value=kind, next=N_("Use points or commission."))
    store = _store_of(order_id)
    if store is None:
        return ""
    run("UPDATE outbox SET state = 'discarded', reason = '' WHERE order_id = ? AND kind = ?"
        " AND state IN ('waiting', 'asking') AND tries = 0", (order_id, kind))  # fmt: skip
    return work.send(kind, store[0], order_id, given=given)


def tell_stock(work: Work, store_id: int, remote_id: str, was: int, to: int) -> None:
    """Queue the level that a store should have of an article, `was` being what it said last: only the newest wanted one
    is told.

    One that has never been tried is changed in place; one that was tried is another effect, and is left for good.
    """
    subject, body = f"stock:{remote_id}", {"was": was, "to": to}
    row = run(
        "SELECT id, state, tries, body FROM outbox WHERE store_id = ? AND subject = ?"
        " AND state NOT IN ('confirmed', 'discarded', 'skipped') ORDER BY id DESC LIMIT 1",
        (store_id, subject),
    ).fetchone()
    if row is None or row[1] in ("sending", "sent"):
        if to != (was if row is None else json.loads(row[3])["to"]):
            work.send_about(subject, "stock", store_id, **body)
        return
    if json.loads(row[3]) == body:
        return
    replaced = run(
        "UPDATE outbox SET state = 'discarded', reason = '' WHERE id = ? AND state <> 'sending'"
        if row[2] or to == was
        else "UPDATE outbox SET body = ?, state = 'waiting' WHERE id = ? AND tries = 0",
        (row[0],) if row[2] or to == was else (json.dumps(body), row[0]),
    ).rowcount
    if to != was and (row[2] or not replaced):
        work.send_about(subject, "stock", store_id, **body)
    work.changed("outbox", store_id)


def _part_of(order_id: int, parcel_id: int, origin: int | None, *, split: bool) -> list[dict[str, object]]:
    """What lies in the parcel by the store's lines; [] where it holds all that the store knows of the order, or the
    store names no lines. `origin`: the order that was packed with this one, whose lines are meant.

    `split`: another order holds the rest of its units, so that the parcel never holds all.
    """
    rows = run(
        "SELECT l.remote_id, l.ordered - l.cancelled, coalesce((SELECT sum(s.units) FROM packing_scan s"
        " WHERE s.line_id = l.id AND s.parcel_id = ?), 0) FROM order_line l WHERE l.order_id = ? AND l.needs_packing"
        " AND coalesce(l.origin_id, 0) = ? ORDER BY l.position, l.id",
        (parcel_id, order_id, origin or 0),
    ).fetchall()
    whole = not split and all(here == wanted for _line, wanted, here in rows)
    if whole or any(not line for line, _wanted, _here in rows):
        return []
    return [{"line": str(line), "quantity": int(here)} for line, _wanted, here in rows if here > 0]


_OUT = ("shipped", "delivered", "part-returned", "returned")
_BY_ALL: dict[Action, tuple[str, tuple[str, ...]]] = {
    Action.CONFIRM: ("payment", ("paid", "part-refunded", "refunded")),
    Action.FINISH: ("fulfilment", ("packed", *_OUT)),
    Action.SHIP: ("fulfilment", _OUT),
    Action.DELIVER: ("fulfilment", ("delivered", "part-returned", "returned")),
}


def _is_true_of_all(order_id: int, action: Action) -> bool:
    """Whether the store may hear this of an order: of one that was split, when it holds for every part of it that is
    not cancelled; cancelled itself, when all of them are. What is not of all parts is the first order's to say.
    """
    family = order_links.family(order_id)
    if len(family) == 1:
        return True
    marks = ", ".join("?" for _id in family)
    rows = run(f"SELECT payment, fulfilment FROM orders WHERE id IN ({marks})", tuple(family)).fetchall()
    live = [row for row in rows if row[1] != "cancelled"]
    if action is Action.CANCEL:
        return not live
    if action not in _BY_ALL:
        return order_id == family[0]
    column, states = _BY_ALL[action]
    return all(row[0 if column == "payment" else 1] in states for row in live)


def _lifts(order_id: int, mapped: dict[str, str]) -> bool:
    """Whether the store must hear that a hold is over. "Paid" is what lifts it there, and must be true."""
    payment, later = run("SELECT payment, pay_later FROM orders WHERE id = ?", (order_id,)).fetchone()
    return bool(mapped.get("on-hold")) and (payment in ("paid", "part-refunded") or bool(later))


def _store_of(order_id: int) -> tuple[int, dict[str, str]] | None:
    row = run(
        "SELECT s.id, s.settings FROM orders o JOIN store s ON s.id = o.store_id WHERE o.id = ?", (order_id,)
    ).fetchone()
    return None if row is None else (int(row[0]), json.loads(row[1]).get("status_map", {}))
