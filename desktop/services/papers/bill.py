"""The invoice of an order, issued when it is first asked for."""

from desktop.services import invoicing
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    document = invoicing.issue(wanted.order_id)
    return invoicing.copy(document.id) if wanted.copy else invoicing.original(document.id)
