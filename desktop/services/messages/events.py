"""What a buyer may be written to about."""

from enum import StrEnum

from desktop.i18n import N_


class Event(StrEnum):
    RECEIVED = "received"
    PAID = "paid"
    SHIPPED = "shipped"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    REVIEW = "review"
    RETURN_OPENED = "return-opened"
    RETURN_APPROVED = "return-approved"
    RETURN_RECEIVED = "return-received"
    RETURN_REJECTED = "return-rejected"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    REPAIRED = "repaired"
    VOUCHER = "voucher"
    COMPLAINT = "complaint"
    NOTE = "note"  # what a person writes on the order's page


NAMES: dict[Event, str] = {
    Event.RECEIVED: N_("Order received"),
    Event.PAID: N_("Payment is here"),
    Event.SHIPPED: N_("Order on its way"),
    Event.DELAYED: N_("Delayed"),
    Event.DELIVERED: N_("Delivered"),
    Event.REVIEW: N_("How was it?"),
    Event.RETURN_OPENED: N_("Return noted"),
    Event.RETURN_APPROVED: N_("Return: what to do"),
    Event.RETURN_RECEIVED: N_("Return has arrived"),
    Event.RETURN_REJECTED: N_("Return refused"),
    Event.REFUNDED: N_("Money goes back"),
    Event.EXCHANGED: N_("Exchange"),
    Event.REPAIRED: N_("Repaired"),
    Event.VOUCHER: N_("Voucher"),
    Event.COMPLAINT: N_("Complaint noted"),
    Event.NOTE: N_("A word from the order's page"),
}
# Switched on with the mailing itself; the others only where the shop wants them, too.
USUALLY = frozenset(Event) - {Event.RECEIVED, Event.DELIVERED, Event.REVIEW}
MAY_CARRY = (Event.PAID, Event.SHIPPED)  # the invoice's PDF can go with these
