"""Which statuses of a store it may be told, and when: some put an order's goods back into its stock."""

from collections.abc import Collection, Mapping

from desktop.i18n import N_

# Our words for moves, as people read them; each store's status map says what it is told.
WORDS = {
    "paid": N_("Payment confirmed"),
    "picking": N_("Being picked"),
    "packed": N_("Packed"),
    "shipped": N_("Shipped"),
    "delivered": N_("Delivered"),
    "cancelled": N_("Cancelled"),
    "on-hold": N_("Put on hold"),
}
MAY_RESTOCK = "cancelled"  # our only word for an order whose goods stay in the house for good


def restocking(told: Mapping[str, str], restocks_on: Collection[str]) -> tuple[str, ...]:
    """Our words whose status in the store would put the goods back, although they are on their way to a customer.

    `told`: our word for a move -> the store's status, "" tells nothing.
    """
    return tuple(word for word, status in told.items() if word != MAY_RESTOCK and status and status in restocks_on)
