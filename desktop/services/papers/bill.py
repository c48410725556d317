"""The invoice of an order, issued when it is first asked for."""

from desktop.services import invoicing
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    document_id = wanted.document_id or invoicing.issue(wanted.order_id).id
    return invoicing.to_print(document_id, again=wanted.copy)
