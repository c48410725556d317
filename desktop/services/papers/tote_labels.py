"""Labels of the totes."""

from desktop.documents import storage_label
from desktop.documents.storage_label import StorageLabel
from desktop.domain.errors import NotFound
from desktop.domain.picking import tote_name
from desktop.i18n import N_
from desktop.services import totes
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The label of one tote, by its code; "" for all of them.

    Raises:
        NotFound: there is no such tote, or none at all.
    """
    found = [totes.find(wanted.ref)] if wanted.ref else totes.every()
    if not found:
        raise NotFound(what=N_("tote"), ref="")
    labels = [StorageLabel(tote_name(tote.id), tote.code, tote=True) for tote in found]
    return storage_label.draw(labels, wanted.screen, wanted.dpi)
