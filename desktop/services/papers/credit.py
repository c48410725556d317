"""The newest credit note of an order, or the one that is named."""

from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.services import history, invoicing
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """
    Raises:
        NotFound: the order has none that stands.
    """
    if wanted.document_id:
        return invoicing.to_print(wanted.document_id, again=wanted.copy)
    found = invoicing.newest(wanted.order_id, "credit-note")
    if found is None:
        raise NotFound(what=N_("credit note of order"), ref=history.called(wanted.order_id))
    return invoicing.to_print(found.id, again=wanted.copy)
