"""Labels of the storage's bins."""

from desktop.documents import storage_label
from desktop.documents.storage_label import StorageLabel
from desktop.domain.errors import NotFound
from desktop.domain.label_words import Labels
from desktop.i18n import N_
from desktop.services import bins, labels
from desktop.services.bins import Place
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The labels of bins, by their names or codes; "" for all of them, in walking order. As for product labels.

    Raises:
        NotFound: there is no such bin, or none at all.
    """
    if wanted.ref and bins.find(wanted.ref) is not None:  # a name may have blanks
        asked, media = Labels(((wanted.ref, 1),)), labels.paper(wanted.media or "100x50")
    else:
        asked, media = labels.asked(wanted.ref, wanted.media, "100x50")
    places = labels.repeated(asked, bins.get, bins.every)
    if not places:
        raise NotFound(what=N_("bin"), ref="")
    return storage_label.draw([_label(place) for place in places], wanted.screen, wanted.dpi, media, asked.start)


def _label(place: Place) -> StorageLabel:
    return StorageLabel(place.name, place.code, tuple(place.parts))
