"""Money that a person books by hand at an order's page: cash, a card, a transfer that no statement has shown yet."""

from desktop.domain.rights import Right
from desktop.models.base import storable
from desktop.services import money, permits
from desktop.services.changes import unit


def take(order_id: int, amount_minor: int, method: str, reference: str, cause: str) -> int | None:
    """Money has come in; the ledger row's id, None if this cause was there. A part leaves the rest due.

    Raises:
        BadInput: the amount is not above zero.
        NoRight: who works here may not change orders or see prices, or this way of paying is the owner's to confirm.
    """
    for right in (Right.ORDERS, Right.PRICES):
        permits.require(right)
    with unit() as work:
        return money.take(work, order_id, amount_minor, storable(method).strip(), storable(reference).strip(), cause)


def undo(move_id: int) -> int | None:
    """Take such a payment back, once.

    Raises:
        NotAllowed: a part of it has gone back since.
    """
    permits.require(Right.ORDERS)
    with unit() as work:
        return money.undo(work, move_id)
