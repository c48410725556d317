"""Orders as people move them. How they are seen is in `order_views`, how they are typed in `order_making`, and what
becomes of their lines in `order_lines`; all of it is found here too.
"""

from desktop.domain import order as rules
from desktop.domain.errors import BadInput, NotAllowed
from desktop.domain.order import Action, Payment
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms, run
from desktop.services import (
    deliveries,
    history,
    money,
    outbox,
    parcel_contents,
    permits,
    take_outs,
    tracking_modes,
    twins,
)
from desktop.services.changes import Work, now, unit
from desktop.services.order_lines import change_lines, worth
from desktop.services.order_making import NewLine, NewOrder, amount, create, price
from desktop.services.order_views import (
    DocumentRow,
    LineView,
    OrderView,
    ParcelView,
    PartView,
    find,
    lines,
    parcels,
    show,
)

__all__ = [
    "DocumentRow", "LineView", "NewLine", "NewOrder", "OrderView", "ParcelView", "PartView", "amount", "change_lines",
    "comment", "create", "do", "find", "lines", "parcels", "price", "show", "worth",
]  # fmt: skip
_NEEDS = {Action.PICK: Right.PICK, Action.REOPEN: Right.PACK, Action.PUT_ASIDE: Right.PACK, Action.DELIVER: Right.SHIP}


def do(order_id: int, action: Action, comment: str = "", notify: bool | None = None) -> OrderView:
    """Move an order along the state table, and tell its store where the store has a word for it.

    `notify`: whether its buyer hears of it; None is as the shop has set for mails that Kolli sends.

    Raises:
        NotAllowed: the table does not have this move, or it needs more than a word (packing, shipping).
        NoRight: who works here may not.
    """
    if action in (Action.START, Action.FINISH, Action.PART):
        raise NotAllowed(ref=history.called(order_id), reason=N_("packing is done by scanning."), action=action.value)
    if action is Action.SHIP:
        raise NotAllowed(
            ref=history.called(order_id), reason=N_("shipping needs a carrier; use Ship."), action=action.value
        )
    permits.require(_NEEDS.get(action, Right.ORDERS))
    with unit() as work:
        _said_by_hand(work, order_id, action)
        in_a_box = action in (Action.CANCEL, Action.REFUND) and take_outs.lies_in_a_box(order_id)
        if in_a_box and action is Action.CANCEL:  # cancelled with the last unit that comes out of its box
            rules.after(history.state_of(order_id, lock=True), action)
            take_outs.cancel(work, order_id, "office", comment, bool(notify))
            return show(order_id)
        if action is Action.REOPEN:
            parcel_contents.reopen_last(work, order_id)
        was = history.state_of(order_id, lock=True)
        history.move(work, order_id, action, comment)
        _move_money(work, order_id, action, was.payment)
        if in_a_box:
            take_outs.cancel(work, order_id, "office", comment)
        if action is Action.HOLD:
            run("UPDATE orders SET hold_reason = ? WHERE id = ?", (comment, order_id))
        if action is Action.DELIVER:
            deliveries.order_delivered(work, order_id, deliveries.Source.HAND)
        if action is Action.CANCEL:
            run(
                "UPDATE packing_session SET closed_at = ?, outcome = 'cancelled'"
                " WHERE order_id = ? AND closed_at IS NULL",
                (ms(now()), order_id),
            )
        outbox.tell_status(work, order_id, action, comment, notify)
        return show(order_id)


def _move_money(work: Work, order_id: int, action: Action, was: Payment) -> None:
    """What a move that was just made means for the ledger of money."""
    if action is Action.CONFIRM:
        money.confirmed(work, order_id, was)
    elif action is Action.UNCONFIRM and was is Payment.PAID:
        money.unconfirmed(work, order_id)
        from desktop.services import bank  # with it come the layouts of statements

        bank.unconfirmed(work, order_id)
    elif action is Action.REFUND:
        money.refunded(work, order_id, was)


def _said_by_hand(work: Work, order_id: int, action: Action) -> None:
    """What it means that a person makes this move."""
    if action is Action.DELIVER:
        tracking_modes.require_hand(order_id, history.called(order_id), action.value)
    if action is Action.RELEASE:
        twins.keep(work, order_id)  # who releases a double says that it is none
        run("UPDATE orders SET hold_reason = '' WHERE id = ?", (order_id,))


def comment(order_id: int, text: str, notify: bool = False) -> OrderView:
    """Add a comment to the history; with `notify` the store passes it on to the customer. It counts
    as notified from the moment when the store has confirmed it.

    Raises:
        BadInput: the comment is empty.
    """
    if not text.strip():
        raise BadInput(what=N_("The comment"), value="", next=N_("Write a few words first."))
    with unit() as work:
        line = history.note(work, order_id, "comment", text.strip())
        if notify:
            outbox.tell_note(work, order_id, text.strip())
            outbox.mail_words(work, order_id, text.strip(), line)
        return show(order_id)
