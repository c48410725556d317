"""Labels of the storage's bins."""

from desktop.documents import storage_label
from desktop.documents.storage_label import StorageLabel
from desktop.domain.errors import NotFound
from desktop.i18n import N_
from desktop.services import bins
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The label of one bin, by its name or code; "" for all of them, in walking order.

    Raises:
        NotFound: there is no such bin, or none at all.
    """
    places = [bins.get(wanted.ref)] if wanted.ref else bins.every()
    if not places:
        raise NotFound(what=N_("bin"), ref="")
    labels = [StorageLabel(place.name, place.code, tuple(place.parts)) for place in places]
    return storage_label.draw(labels, wanted.screen, wanted.dpi)
