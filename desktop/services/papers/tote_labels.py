"""Labels of the totes."""

from desktop.documents import storage_label
from desktop.documents.storage_label import StorageLabel
from desktop.domain.errors import NotFound
from desktop.domain.picking import tote_name
from desktop.i18n import N_
from desktop.services import labels, totes
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The labels of totes, by their codes; "" for all of them. As for product labels.

    Raises:
        NotFound: there is no such tote, or none at all.
    """
    asked, media = labels.asked(wanted.ref, wanted.media, "100x50")
    found = labels.repeated(asked, totes.find, totes.every)
    if not found:
        raise NotFound(what=N_("tote"), ref="")
    drawn = [StorageLabel(tote_name(tote.id), tote.code, tote=True) for tote in found]
    return storage_label.draw(drawn, wanted.screen, wanted.dpi, media, asked.start)
